import { expect, test } from 'vitest';
import { classifyFile } from '../src/project/kinds/classify.js';
import { scanOf } from '../src/project/kinds/front-end-modules.js';
import { isDocumentSecret } from '../src/recognise/document-secrets.js';
import { isSqlStatement } from '../src/recognise/sql-positions.js';

/*
 * Texts that a careless expression reads in more ways than anybody can try; that each test ends is its point.
 * The linter knows most such expressions (`regexp/no-super-linear-backtracking`), not one that may read past the end of a comment.
 */

/** As bundlers write it: each line begins with comments, and each comment may be followed by another. */
const bundle = `${Array.from({ length: 80 }, (_, index) => `/******/ \t// step ${index}`).join('\n')}\n/******/ \tvar modules = ({});\n`;

test('a bundle begins with hundreds of comments', () => {
  expect(classifyFile('src/vendored.js', bundle, null)).toBe('generated');
  expect(scanOf('src/vendored.js', bundle).isClient).toBe(false);
  expect(scanOf('src/vendored.js', `/* one */ /** two **/ /***/ // three\n/*\n * four\n **/'use client';\n${bundle}`).isClient).toBe(true);
});

test('a statement of SQL stands behind comments', () => {
  const comments = '/* orders */ -- paid\n /**/'.repeat(40);
  expect(isSqlStatement(comments)).toBe(false);
  expect(isSqlStatement(`${comments} select id from orders`)).toBe(true);
});

test('an import of types alone is long', () => {
  const names = Array.from({ length: 60 }, (_, index) => `type T${index} ,\n   `).join('');
  expect(classifyFile('src/orders.ts', `import { ${names} make } from './orders';\n`, null)).toBe('runtime');
  expect(classifyFile('src/orders.ts', `import { ${names} } from 'vitest';\n`, null)).toBe('runtime');
  expect(classifyFile('src/orders.ts', `import { ${names} test } from 'vitest';\n`, null)).toBe('test');
});

test('names and keys are made of dashes', () => {
  const dashes = '-'.repeat(60);
  expect(classifyFile(`vite${dashes}.ts`, '', null)).toBe('runtime');
  expect(classifyFile(`build${dashes}x.tsx`, '', null)).toBe('runtime');
  expect(isDocumentSecret('JWT_SECRET', `change${dashes}x`)).toBe(false);
});
