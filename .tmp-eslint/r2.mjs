const t=performance.now();
const p=await import('oxc-parser');
console.log(typeof p.parseSync, performance.now()-t);
