import {createRequire} from 'node:module';
const t=performance.now();
const p=createRequire(import.meta.url)('oxc-parser');
console.log(typeof p.parseSync, performance.now()-t);
