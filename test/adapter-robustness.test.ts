import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TSESTree } from '@typescript-eslint/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataLayers } from '../src/data-layers/index.js';
import { readDocumentFact } from '../src/documents/document-facts.js';
import { readPrismaSchema } from '../src/documents/prisma-schema.js';
import { secretsIn } from '../src/documents/secrets.js';
import { readSql } from '../src/documents/sql.js';
import { readScriptVariables } from '../src/documents/package-scripts.js';
import { frameworks } from '../src/frameworks/index.js';
import { collectFacts } from '../src/project/collect.js';
import { parse } from '../src/syntax/parse.js';
import type { Node } from '../src/syntax/source-file.js';
import { createSourceFile, spanOf } from '../src/syntax/source-file.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'adapters');
const adapters = [...frameworks, ...dataLayers];
const everyPackage = new Set(adapters.flatMap(({ enabledBy }) => enabledBy));

function sourcesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(join(fixtures, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => ({ path: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));
}

/** What the adapters, all of them switched on, say went wrong. */
function failures(path: string, text: string): readonly string[] {
  const parsed = parse(path, text);
  return collectFacts(createSourceFile({ path, kind: 'runtime', ...parsed, dependencies: everyPackage })).problems.map(({ message }) => message);
}

/** Expressions of a file, and the parts of it that hold several. */
function placesOf(path: string, text: string): [number, number][] {
  const { program } = parse(path, text);
  const source = createSourceFile({ path, kind: 'runtime', text, program, comments: [], dependencies: everyPackage });
  const spans = (nodes: readonly Node[]): [number, number][] => nodes.map((node) => [spanOf(node).start, spanOf(node).end]);
  return [
    ...spans(source.nodes('CallExpression').flatMap((node: TSESTree.CallExpression) => [node, node.callee, ...node.arguments])),
    ...spans(source.nodes('NewExpression').flatMap((node) => node.arguments)),
    ...spans(source.nodes('MemberExpression').map(({ object }) => object)),
    ...spans(source.nodes('Property').map(({ value }) => value)),
    ...spans(source.nodes('Decorator').map(({ expression }) => expression)),
  ];
}

/** What may stand in the place of any expression. */
const strange = [
  'null', 'undefined', '0', "''", '`${x}/${y}`', '/x/g', '[]', '[, ...x]', '{}', '({ ...x })', '({ [k]: v, get a() { return 1; }, async *b() {} })', '() => {}', 'async ({ a: [b = 1] }, ...c) => b',
  'function* () {}', 'class {}', 'class extends x { static #p = 1; [k]() {} }', 'new.target', 'import.meta', "import('x')", 'this', 'x', 'x?.y?.[z]', 'x.y!', '(x as any)', 'a ? b : c', 'a ?? b', '(a, b)', 'x`${y}`', 'new X', 'void 0', '!x', '1n',
];

describe.each(adapters.map(({ name }) => name))('%s', (name) => {
  const folder = readdirSync(fixtures).includes(name) ? name : null;

  test('has fixtures', () => expect(folder).toBe(name));

  test('takes any expression in the place of any other, and ends', () => {
    const files = sourcesOf(name).map((file) => ({ ...file, places: placesOf(file.path, file.text) })).filter(({ places }) => places.length > 0);
    const changed = fc.record({
      file: fc.constantFrom(...files),
      edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...strange)), { minLength: 1, maxLength: 4 }),
    });
    let parsed = 0;
    fc.assert(
      fc.property(changed, ({ file, edits }) => {
        let { text } = file;
        let end = text.length;
        // from the end, and none inside of another
        for (const [[from, to], by] of edits.map(([at, by]) => [file.places[at % file.places.length]!, by] as const).sort(([a], [b]) => b[0] - a[0])) {
          if (to > end) continue;
          text = text.slice(0, from) + by + text.slice(to);
          end = from;
        }
        if (parse(file.path, text).error === null) parsed += 1;
        expect(failures(file.path, text)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(parsed).toBeGreaterThan(20);
  });

  test('takes a file that ends anywhere', () => {
    const files = sourcesOf(name);
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }), ({ path, text }, share) => {
        expect(failures(path, text.slice(0, Math.floor(text.length * share)))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

test('document readers take a document that ends anywhere', () => {
  const folder = join(fixtures, 'documents');
  const documents = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ path: join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'), text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));
  const schema = 'model Order {\n  id String @id @default(uuid())\n  lines Line[] @relation("x", fields: [id], references: [id])\n  @@index([id(sort: Desc)])\n}\n';
  const sql = "CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), b text CHECK (b <> '')); ALTER TABLE a ADD COLUMN c int; SELECT $tag$ x $tag$ FROM a -- end\n";
  const read: readonly ((path: string, text: string) => unknown)[] = [
    (path, text) => readDocumentFact(path, text),
    (path, text) => secretsIn(path, text),
    (_path, text) => readScriptVariables(text),
    (path, text) => readPrismaSchema(path, text),
    (_path, text) => readSql(text),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...documents, { path: 'schema.prisma', text: schema }, { path: 'a.sql', text: sql }), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...read), ({ path, text }, share, reader) => {
      expect(() => reader(path, text.slice(0, Math.floor(text.length * share)))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
