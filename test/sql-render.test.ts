import { expect, test } from 'vitest';
import { maxHoles, renderSql } from '../src/data-layers/_sql-render.js';
import { parse } from '../src/syntax/parse.js';
import { createSourceFile, type SourceFile } from '../src/syntax/source-file.js';

function read(text: string): SourceFile {
  const { program, comments } = parse('a.ts', text);
  return createSourceFile({ path: 'a.ts', kind: 'runtime', text, program, comments, dependencies: new Set() });
}

test('functions that call each other do not make text without end', () => {
  const count = 12;
  const body = (i: number) => Array.from({ length: count }, (_, j) => `if (x === ${j}) return 'a' + f${(i + j + 1) % count}(x) + f${(i + j + 2) % count}(x);`).join('\n');
  const file = read(`${Array.from({ length: count }, (_, i) => `function f${i}(x) {\n${body(i)}\nreturn x;\n}`).join('\n')}\ndb.query('select ' + f0(1));`);
  const statement = file.nodes('BinaryExpression').find((node) => node.left.type === 'Literal' && node.left.value === 'select ')!;
  const rendered = renderSql(file, statement);
  expect(rendered.text.startsWith('select ')).toBe(true);
  expect(rendered.holes.size).toBeGreaterThan(10);
  expect(rendered.holes.size).toBeLessThanOrEqual(maxHoles);
});
