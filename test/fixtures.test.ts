import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LawId } from '../src/catalogue.js';
import { lawIds } from '../src/catalogue.js';
import { checks } from '../src/checks/index.js';
import type { Example } from '../src/define.js';
import { audit } from '../src/hosts/audit.js';
import { rules } from '../src/rules/index.js';
import type { Annotation } from './support/annotations.js';
import { annotationsIn, disagreements, readAnnotations, readExpectedFolders } from './support/annotations.js';
import { writeTree } from './support/tree.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const samples = ['shop-layered', 'shop-slices'];

/** Audits a tree by its own config or none, and says where findings and annotations disagree. */
async function disagreementsIn(root: string, annotations: readonly Annotation[], laws?: readonly LawId[]): Promise<string> {
  const config = ['ts', 'js', 'mjs', 'json'].map((ending) => join(root, `fortress.config.${ending}`)).find((file) => existsSync(file));
  const { report, crashes } = await audit(root, { ...(config ? { configFile: config } : { noConfig: true }), ...(laws && { laws }) });
  const findings = report.findings.filter((finding) => !finding.suppressed && (!laws || (laws as readonly string[]).includes(finding.law)));
  return [
    ...crashes.map((crash) => `${crash.path} ${crash.law} crashed: ${crash.message}`),
    ...findings.filter((finding) => /\{\{|\bundefined\b/.test(finding.message)).map((finding) => `${finding.path}:${finding.line} ${finding.law} unfilled message: ${finding.message}`),
    ...report.problems.map((problem) => `${problem.path} problem: ${problem.message}`),
    ...annotations.filter((a) => laws && !(laws as readonly string[]).includes(a.law)).map((a) => `${a.path}:${a.line} ${a.law} is not what this fixture is about`),
    ...disagreements(annotations.filter((a) => !laws || (laws as readonly string[]).includes(a.law)), findings),
  ].join('\n');
}

describe.each(lawIds)('fixtures of %s', (law) => {
  const folder = join(fixtures, law);
  const cases = existsSync(folder) ? readdirSync(folder).sort() : [];

  it('there are some', () => expect(cases).not.toEqual([]));

  it.each(cases)('%s', async (name) => {
    const root = join(folder, name);
    const annotations = annotationsIn(root);
    expect(annotations, 'a fixture without an annotation tests nothing').not.toEqual([]);
    expect(await disagreementsIn(root, annotations, [law])).toBe('');
  });
});

describe('sample backends', () => {
  it.each(samples)('%s', async (name) => {
    const root = join(fixtures, name);
    expect(await disagreementsIn(root, annotationsIn(root))).toBe('');
  });
});

describe.each([...rules, ...checks].map((law) => [law.id, law] as const))('examples of %s', (id, { examples }) => {
  it.each(examples.bad.map((example, index) => [index + 1, example] as const))('bad %i is reported where annotated', async (_, example) => {
    const { root, annotations } = projectOf(example);
    expect(annotations.some((a) => a.verdict === 'ruleid')).toBe(true);
    expect(await disagreementsIn(root, annotations, [id])).toBe('');
  });

  it.each(examples.good.map((example, index) => [index + 1, example] as const))('good %i is not reported', async (_, example) => {
    const { root, annotations } = projectOf(example);
    expect(annotations.filter((a) => a.verdict !== 'ok')).toEqual([]);
    expect(await disagreementsIn(root, annotations, [id])).toBe('');
  });
});

/** Writes an example as a project: one file becomes `src/example.ts`, and packages that it imports are installed. */
function projectOf(example: Example): { root: string; annotations: Annotation[] } {
  const files = typeof example === 'string' ? { 'src/example.ts': example } : example;
  const manifest = { name: 'example', dependencies: Object.fromEntries(Object.values(files).flatMap(packagesIn).map((name) => [name, '*'])) };
  const root = writeTree({ 'package.json': manifest, ...files });
  const annotations = Object.entries(files).flatMap(([path, text]) =>
    path === 'expected-folders.json' ? readExpectedFolders(text) : path.endsWith('.json') ? [] : readAnnotations(path, text),
  );
  return { root, annotations };
}

function packagesIn(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import|require\()\s*(['"])(?<source>[^'".][^'"]*)\1/g)]
    .map((match) => match.groups!['source']!)
    .map((source) => source.split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/'))
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
}
