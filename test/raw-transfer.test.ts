import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParserOptions, parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { discover } from '../src/project/kinds/discover.js';
import { createRawParser } from '../src/syntax/raw-transfer.js';

const parseRaw = createRawParser();
const fixtures = join(import.meta.dirname, '..', 'fixtures');
const options = (path: string): ParserOptions => ({ lang: /\.[cm]?ts$/.test(path) ? 'ts' : /\.tsx$/.test(path) ? 'tsx' : 'jsx', sourceType: 'module', astType: 'ts', preserveParens: false });

/** Where a decorated parameter starts is what the two ways differ in: `createSourceFile` settles it. */
function withoutStarts(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return node;
  if (Array.isArray(node)) return node.map(withoutStarts);
  const isDecorated = 'decorators' in node && Array.isArray(node.decorators) && node.decorators.length > 0;
  return Object.fromEntries(Object.entries(node).flatMap(([key, value]) => (key === 'start' && isDecorated ? [] : [[key, withoutStarts(value)]])));
}

/** What the parser's package gives by way of JSON. */
function throughJson(path: string, text: string): unknown {
  const { program, comments, errors } = parseSync(path, text, options(path));
  return { program, comments, errors: errors.map(({ message, labels }) => ({ message, start: labels[0]?.start })) };
}

function raw(path: string, text: string): unknown {
  const output = parseRaw!(path, text, options(path));
  return output && { program: output.program, comments: output.comments, errors: output.errors.map(({ message, labels }) => ({ message, start: labels[0]?.start })) };
}

// Windows counts reserved addresses as memory: there the parser goes through JSON
describe.skipIf(process.platform === 'win32')('an AST that comes without JSON is the same', () => {
  it('for every file of the fixtures', () => {
    const files = discover(fixtures).files.filter(({ path }) => /\.[cm]?[jt]sx?$/.test(path));
    expect(files.length).toBeGreaterThan(500);
    for (const { path } of files) {
      const text = readFileSync(join(fixtures, path), 'utf8').replace(/^\uFEFF/u, '');
      expect(withoutStarts(raw(path, text)), path).toEqual(withoutStarts(throughJson(path, text)));
    }
  });

  it.each([
    ['nothing', 'a.ts', ''],
    ['what is not ASCII before, in and after a name', 'a.ts', "const größe = 'ä 😀'; // — über\nexport const 名前 = `${größe} ✓`;\nexport { größe as 'ü' };\n"],
    ['half a surrogate pair', 'a.ts', "const half = '\\uD83D'; const real = '\uD83D\uDE00';\n"],
    ['numbers and regular expressions that JSON cannot hold', 'a.ts', 'const a = 123n, b = 0x1fn, c = /x(?<n>y)/giu, d = 1e400, e = -0, f = /[/v;\n'],
    ['a hashbang', 'a.mjs', '#!/usr/bin/env node\n// first\nconsole.log(1);\n'],
    ['decorators, type arguments and overloads', 'a.ts', '@A() class B<T extends C = D> { constructor(@E() private readonly f?: G<T>[]) { super(); } declare x: number; accessor y = 1; m(): void; m(a?: 1) {} }\nenum F { a = 1, b }\nnamespace N.M { export type O = infer extends P ? Q : R }\n'],
    ['what does not parse', 'a.ts', 'const = ;\nfunction {\n'],
    ['what the parser recovers from', 'a.ts', 'let a; let a; return 1;\n'],
    ['markup', 'a.tsx', 'export const A = () => <><B.C d={1} {...e}>text &amp; {f}</B.C></>;\n'],
    ['CRLF and U+2028', 'a.ts', "const a = 1;\r\nconst b = '\u2028';\r\n"],
  ])('for %s', (_, path, text) => {
    expect(raw(path, text)).toEqual(throughJson(path, text));
  });

  it('for a long text after a short one and the other way round: nothing of the last one is left', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `export const value${index} = [${index}, 'ä'];`).join('\n');
    for (const text of ['const a = 1;', long, 'const b = 2;']) expect(raw('a.ts', text)).toEqual(throughJson('a.ts', text));
  });

  it('and a text that could outgrow the memory goes through JSON', () => {
    expect(parseRaw!('a.ts', `/*${' '.repeat(4 * 1024 * 1024)}*/`, options('a.ts'))).toBeNull();
  });
});
