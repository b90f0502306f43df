import { expect, test } from 'vitest';
import { reachedTables } from './support/reached-tables.js';

const app = (body: string): string => `import express from 'express';\nimport { db } from './db';\n${body}\nexpress().get('/orders', async (_req, res) => { res.json(await start()); });\n`;
const numbers = Array.from({ length: 9 }, (_, index) => index);
const layers = Array.from({ length: 40 }, (_, index) => index);

/** Each of them has more ways through it than anybody can follow; that it ends is the test. */
const endless: Readonly<Record<string, string>> = {
  'objects that functions hand each other': `${numbers.map((n) => `function f${n}(x: any): any { ${numbers.map((m) => `f${m}({ ...x, n${n}: ${m} });`).join(' ')} return x.find(); }`).join('\n')}
const start = () => { f0({ find: () => db.order.findMany() }); return f1({}); };`,
  'lists that functions hand each other': `${numbers.map((n) => `function f${n}(x: any[]): any { ${numbers.map((m) => `f${m}([...x, ${m}]);`).join(' ')} for (const one of x) one(); }`).join('\n')}
const start = () => { f0([() => db.order.findMany()]); };`,
  'objects made of two others each': `${layers.map((n) => `const a${n + 1} = { ...a${n}, ...b${n} };\nconst b${n + 1} = { ...b${n}, ...a${n} };`).join('\n').replace(/^/, 'const a0 = { find: () => db.order.findMany() };\nconst b0 = {};\n')}
const start = () => (a40 as any).find();`,
  'tables made of two others each': `${layers.map((n) => `const a${n + 1} = { ...a${n}, ...b${n} };\nconst b${n + 1} = { ...b${n}, ...a${n} };`).join('\n').replace(/^/, 'const a0 = { find: () => db.order.findMany() };\nconst b0 = {};\n')}
const start = () => (a40 as any)[String(process.argv)]();`,
  'lists made of two others each': `${layers.map((n) => `const a${n + 1} = [...a${n}, ...b${n}];\nconst b${n + 1} = [...b${n}, ...a${n}];`).join('\n').replace(/^/, 'const a0 = [() => db.order.findMany()];\nconst b0: typeof a0 = [];\n')}
const start = () => { for (const one of a40) one(); };`,
  'interfaces that extend two others each': `interface A0 { find(): void }\ninterface B0 {}
${layers.map((n) => `interface A${n + 1} extends A${n}, B${n} {}\ninterface B${n + 1} extends B${n}, A${n} {}`).join('\n')}
class Orders implements A0 { find() { return db.order.findMany(); } }
const start = (orders?: A40) => orders!.find();`,
};

test.each(Object.entries(endless))('%s', async (what, text) => {
  const found = await reachedTables({ express: '5', '@prisma/client': '6' }, { 'src/app.ts': app(text) });
  // what elements of a list are is followed where a loop calls them, not where a parameter may hold any of them
  expect(found).toEqual(what.startsWith('lists that') ? ['GET /orders'] : ['GET /orders Order']);
});
