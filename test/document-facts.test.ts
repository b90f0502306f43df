import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runFacts } from '../src/cli/facts-command.js';
import { readDocumentFact } from '../src/documents/document-facts.js';
import { secretsIn } from '../src/documents/secrets.js';
import type { DocumentFact } from '../src/facts/documents.js';
import type { Span } from '../src/facts/source.js';
import { linkFolder } from '../src/hosts/link-tree.js';
import { parse } from '../src/syntax/parse.js';
import { createSourceFile } from '../src/syntax/source-file.js';
import { testFactsOf } from '../src/syntax/test-facts.js';
import { writeTree } from './support/tree.js';

const folder = join(import.meta.dirname, '..', 'fixtures', 'adapters', 'documents');
const documents = ['.github/workflows/ci.yml', '.gitlab-ci.yml', 'Dockerfile', 'api/openapi.yaml', 'api/swagger.json', 'compose.yaml', 'deploy/.env.production.sample'];
const tests = ['test/globals.spec.js', 'test/native.test.mjs', 'test/orders.test.ts'];

/** What the command prints. */
async function listed(paths: readonly string[]): Promise<string> {
  let printed = '';
  await runFacts(paths, {}, { cwd: folder, env: {}, isTTY: false, columns: 80, stderr: () => undefined, stdout: (text) => void (printed += text) });
  return printed;
}

test('documents and tests: facts of the fixture', async () => {
  await expect(await listed([...documents, ...tests])).toMatchFileSnapshot(join(folder, 'facts.txt'));
});

/** Every span of a fact, however deep. */
const spansIn = (value: unknown): Span[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'start' in value && 'end' in value ? [value as Span] : [];
  return [...own, ...Object.values(value).flatMap(spansIn)];
};
const isInside = (text: string, fact: unknown): boolean => spansIn(fact).every(({ start, end }) => start >= 0 && start <= end && end <= text.length);

const words =
  'openapi: swagger: "openapi" 3.1.0 paths: get: post: $ref #/paths security: responses: "200": jobs: services: image: steps: run: script: extends: include: FROM AS USER HEALTHCHECK NONE CMD EXPOSE ENTRYPOINT [ ] { } & * &a *a << - : , | > # " \' = \\ null - <<:'.split(
    ' ',
  );
const anything = fc.oneof(
  fc.array(fc.constantFrom(...words, '\n', '\n  ', '\n    ', ' '), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('readers never throw, always end, and place what they find inside the text', () => {
  test.each(documents)('%s', (path) => {
    const holds = (text: string): boolean => isInside(text, readDocumentFact(path, text)) && isInside(text, secretsIn('config/production.yaml', text));
    fc.assert(fc.property(anything, holds), { numRuns: 300 });
    const sample = readFileSync(join(folder, path), 'utf8');
    for (let end = 0; end <= sample.length; end += 1) expect(holds(sample.slice(0, end)), `cut at ${end}`).toBe(true);
  });

  test('of what refers to itself', () => {
    expect(readDocumentFact('a.yaml', 'openapi: 3.0.0\npaths:\n  /a: { $ref: "#/paths/~1a" }')).toMatchObject({ operations: [] });
    expect(readDocumentFact('.gitlab-ci.yml', 'a: { extends: b, script: x }\nb: { extends: a, script: y }')).toMatchObject({ jobs: [{ name: 'a' }, { name: 'b' }] });
    expect(readDocumentFact('compose.yaml', 'services: &s\n  api: *s')).toMatchObject({ form: 'compose' });
  });

  test.each(tests)('%s', (path) => {
    const holds = (text: string): boolean => {
      const parsed = parse(path, text);
      if (parsed.error) return true;
      return isInside(text, testFactsOf(createSourceFile({ path, kind: 'test', ...parsed, dependencies: new Set() })));
    };
    const calls = fc.array(fc.constantFrom('describe', 'it', 'test', '.skip', '.each', '(', ')', "'a'", '`b${c}`', ', ', '() => {', '}', ';\n', 'vi.mock', 'jest.mock', "import { it } from 'vitest';", 'new ', '[', ']'), { maxLength: 40 });
    fc.assert(fc.property(calls.map((parts) => parts.join('')), holds), { numRuns: 500 });
    const sample = readFileSync(join(folder, path), 'utf8');
    for (let end = 0; end <= sample.length; end += 1) expect(holds(sample.slice(0, end)), `cut at ${end}`).toBe(true);
  });
});

test('a document that is none of these says nothing', () => {
  const facts = ['values.yaml', 'package.json', 'notes.txt'].map((path): DocumentFact | null => readDocumentFact(path, '{"name": "api"}'));
  expect(facts).toEqual([null, null, null]);
});

test('a project reads documents and tests when somebody asks for them', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '^5.0.0' } },
    'src/main.ts': 'export const port = 3000;\n',
    'src/main.test.ts': "import { it } from 'vitest';\nit('listens', () => undefined);\n",
    'compose.yaml': 'services:\n  db:\n    image: postgres:17\n',
  });
  const { project } = await linkFolder(root, { noConfig: true });
  expect(project.documents.map(({ path, form }) => [path, form])).toEqual([['compose.yaml', 'compose']]);
  expect(project.tests.map(({ path, cases }) => [path, cases.map(({ title }) => title)])).toEqual([['src/main.test.ts', ['listens']]]);
  expect(project.tests, 'kept').toBe(project.tests);
});
