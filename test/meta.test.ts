import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, lawEntry, lawIds } from '../src/catalogue.js';
import { checks } from '../src/checks/index.js';
import { measured } from '../src/measured.js';
import { isProven } from '../src/proof.js';
import { rules } from '../src/rules/index.js';
import { version } from '../src/version.js';
import { annotationsIn, readAnnotations } from './support/annotations.js';
import { ownImports, repository } from './support/imports.js';

const laws = [...rules, ...checks];
const imports = ownImports('src');
const text = (path: string): string => readFileSync(join(repository, path), 'utf8');
const namesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(repository, folder))
    .filter((name) => name.endsWith(ending) && name !== `index${ending}` && name !== `README${ending}`)
    .map((name) => name.slice(0, -ending.length))
    .sort();
const ofKind = (kind: string): string[] => lawIds.filter((id) => catalogue[id].kind === kind);

/** Folders below fixtures/ that are no law: adapters, and whole sample backends. */
const otherFixtures = ['adapters', 'shop-layered', 'shop-slices'];
const placeholders = (template: string): string[] => [...template.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);

describe('catalogue, files, pages and fixtures name the same laws', () => {
  it('rules', () => expect(namesIn('src/rules', '.ts')).toEqual(ofKind('rule')));
  it('checks', () => expect(namesIn('src/checks', '.ts')).toEqual(ofKind('check')));
  it('registries', () => expect(laws.map(({ id }) => id).sort()).toEqual(lawIds));
  it('pages', () => expect(namesIn('docs/laws', '.md')).toEqual(lawIds));
  it('fixtures', () => {
    const folders = readdirSync(join(repository, 'fixtures')).filter((name) => !otherFixtures.includes(name));
    expect(folders.sort()).toEqual(lawIds);
  });
});

describe.each(laws.map((law) => [law.id, law] as const))('%s', (id, law) => {
  const source = text(`src/${law.kind}s/${id}.ts`);

  it('has its filename for its id and its folder for its kind', () => {
    expect(source).toContain(`id: '${id}'`);
    expect(law.kind).toBe(catalogue[id].kind);
  });

  it('has an example of each side', () => {
    const annotated = (examples: typeof law.examples.bad): boolean[] =>
      examples.map((one) => Object.entries(typeof one === 'string' ? { 'src/example.ts': one } : one).some(([path, code]) => path === 'expected-folders.json' || (!path.endsWith('.json') && readAnnotations(path, code).some((a) => a.verdict === 'ruleid'))));
    expect(annotated(law.examples.bad)).toContain(true);
    expect(annotated(law.examples.bad)).not.toContain(false);
    expect(law.examples.good.length).toBeGreaterThan(0);
    expect(annotated(law.examples.good)).not.toContain(true);
  });

  it('has violations and traps in its fixtures', () => {
    const folder = join(repository, 'fixtures', id);
    const verdicts = readdirSync(folder).flatMap((name) => annotationsIn(join(folder, name)).filter((a) => a.law === id).map((a) => a.verdict));
    expect(verdicts).toContain('ruleid');
    expect(verdicts).toContain('ok');
  });

  it.each(Object.entries(law.messages))('message %s says what, why and what to do, briefly', (_, template) => {
    const sentences = template.replace(/\be\.g\./g, 'for example').match(/[.!?](?=\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(template.length).toBeLessThanOrEqual(320);
    expect(template).not.toMatch(/[—–]|\s--\s/);
    // the data that fills it stands in the law; that nothing stays unfilled, the fixtures test
    const body = Object.values(law.messages).reduce((rest, message) => rest.replace(message, ''), source);
    for (const placeholder of placeholders(template)) expect(body).toMatch(new RegExp(`\\b${placeholder}\\b`));
  });

  it('says whether its findings carry edits, as ESLint must know beforehand', () => {
    expect(/\bfix: |\{ fix\b/.test(source)).toBe(law.fixable ?? false);
    expect(/\bsuggest: |\{ suggest\b/.test(source)).toBe(law.hasSuggestions ?? false);
  });

  it('has a rationale of whole sentences', () => expect(law.rationale).toMatch(/^[A-Z“].{60,}[.)]$/s));
});

it('laws import nothing but their definition, the vocabulary and, for rules, the syntax', () => {
  const allowed = { rules: /^src\/(define\.ts|facts\/|recognise\/|syntax\/)/, checks: /^src\/(define\.ts|facts\/|recognise\/)/ };
  const wrong = (['rules', 'checks'] as const).flatMap((folder) =>
    imports.filter(({ from, fact, target }) => {
      if (!from.startsWith(`src/${folder}/`) || from.endsWith('/index.ts')) return false;
      // the types of ESTree are no code
      return target === null ? !(folder === 'rules' && fact.typeOnly && fact.source === '@typescript-eslint/types') : !allowed[folder].test(target);
    }),
  );
  expect(wrong.map(({ from, line, fact }) => `${from}:${line} → ${fact.source}`)).toEqual([]);
});

it('the version is the one of package.json', () => {
  expect(version).toBe((JSON.parse(text('package.json')) as { version: string }).version);
});

it('what package.json publishes and starts exists', () => {
  const manifest = JSON.parse(text('package.json')) as { bin: Record<string, string>; exports: Record<string, string | object> };
  const named = [...Object.values(manifest.bin), ...Object.values(manifest.exports).filter((path): path is string => typeof path === 'string')];
  expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});

it('every generated file is fresh', { timeout: 120_000 }, () => {
  const { status, stderr } = spawnSync(process.execPath, [join(repository, 'scripts/generate.mjs'), '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it('a law fails builds by default only where measurement has proved it', () => {
  const errors = lawIds.filter((id) => lawEntry(id).recommended === 'error');
  expect(errors.filter((id) => !measured[id] || !isProven(measured[id]))).toEqual([]);
});
