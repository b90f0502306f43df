import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { baselineSchema, formatBaseline, parseBaseline } from '../src/config/baseline-file.js';
import type { BaselineEntry } from '../src/facts/baseline.js';
import type { Identity } from '../src/facts/finding.js';
import { matchBaseline } from '../src/policy/baseline.js';
import { identityOf } from '../src/policy/fingerprint.js';
import { builtCommand, repository } from './support/built.js';
import { fewLaws, gitRepository, shop, type GitRepository } from './support/git-repository.js';

const minutes = 240_000;
beforeAll(async () => void (await builtCommand()), minutes);

const log = (text: string): string => `console.log('${text}');`;
const file = (...statements: string[]): string => `${statements.join('\n')}\n`;
const inFunctions = (bodies: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(bodies).map(([name, body]) => `export function ${name}() {\n${body.map((line) => `  ${line}\n`).join('')}}\n`).join('');

/** A backend with a baseline, committed. */
async function withBaseline(files: Readonly<Record<string, unknown>>): Promise<GitRepository> {
  const repo = gitRepository({ ...shop, ...files });
  const { code, stderr } = await repo.audit(['baseline', 'create']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  repo.commit('baseline');
  return repo;
}

const held = ({ root }: GitRepository): BaselineEntry[] =>
  parseBaseline(root, { path: join(root, 'fortress-baseline.json'), text: readFileSync(join(root, 'fortress-baseline.json'), 'utf8') });

describe('the file', { timeout: minutes }, () => {
  it('has one sorted entry a line, no line numbers, and follows its schema', async () => {
    const repo = await withBaseline({ 'src/b.js': file(log('1'), log('1'), log('2')), 'src/a.js': inFunctions({ run: [log('3')] }) });
    const text = readFileSync(join(repo.root, 'fortress-baseline.json'), 'utf8');
    const lines = text.split('\n').filter((line) => line.startsWith('    {'));
    expect(lines).toHaveLength(4);
    expect(lines).toEqual(lines.toSorted((a, b) => (a.split('"path"')[1]! < b.split('"path"')[1]! ? -1 : 1)));
    for (const line of lines) expect(line).toMatch(/^ {4}\{"law":"no-console","path":"src\/[ab]\.js","scope":"(run)?","anchor":"[0-9a-f]{12}"\},$/);
    const schema = JSON.parse(readFileSync(join(repository, 'schema/baseline.json'), 'utf8')) as object;
    expect(new Ajv2020({ strict: false }).validate(schema, JSON.parse(text))).toBe(true);
    expect(baselineSchema().safeParse(JSON.parse(text)).success).toBe(true);
  });

  it('is the same whoever writes it, and written over only when asked', async () => {
    const repo = await withBaseline({ 'src/a.js': file(log('1')) });
    const before = readFileSync(join(repo.root, 'fortress-baseline.json'), 'utf8');
    const again = await repo.audit(['baseline', 'create']);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/^fortress-audit: fortress-baseline\.json is there already: .*--force.*\n$/);
    expect((await repo.audit(['baseline', 'create', '--force'])).code).toBe(0);
    expect(readFileSync(join(repo.root, 'fortress-baseline.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['{ "version": 1, "entries": [\n<<<<<<< HEAD\n', /^fortress-audit: fortress-baseline\.json:2: not JSON at "<"\n$/],
    ['{ "version": 1,\n"entries": [\n{ "law": "x", "path": "a", "scope": "" }]}', /^fortress-audit: fortress-baseline\.json:3: entries\[0\]\.anchor: is missing\n$/],
    ['{ "version": 2, "entries": [] }', /^fortress-audit: fortress-baseline\.json:1: version: must be 1\n$/],
    ['{ "version": 1, "entries": [],\n "count": 3 }', /^fortress-audit: fortress-baseline\.json:2: count: unknown setting\n$/],
  ])('that cannot be understood is an error with its line: %j', async (text, message) => {
    const repo = gitRepository({ ...shop, 'fortress-baseline.json': text });
    const { code, stdout, stderr } = await repo.audit([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect((await repo.audit(['--no-baseline'])).code).toBe(0);
  });

  it('has a name that the configuration gives', async () => {
    const repo = await gitRepository({ ...shop, 'fortress.config.json': { ...fewLaws, baseline: { file: 'ci/known.json' } }, 'src/a.js': file(log('1')) });
    expect((await repo.audit(['baseline', 'create'])).stdout).toContain('ci/known.json: 1 finding');
    expect(await repo.findings()).toEqual([]);
  });
});

describe('what is known stays known', { timeout: minutes }, () => {
  it('when lines are added above, when functions change places and when a formatter has its way', async () => {
    const repo = await withBaseline({ 'src/a.js': inFunctions({ first: [log('1')], second: ["console.log('a', { b: 1 });"] }) });
    expect(await repo.findings(['--fail-on', 'new'])).toEqual([]);
    repo.write({ 'src/a.js': `// new\n\n${inFunctions({ second: ['console.log(\n    "a",\n    {\n      b: 1,\n    },\n  )'], first: [`if (true) { ${log('1')} }`.replace(/if \(true\) \{ (.*) \}/, '$1')] })}` });
    expect(await repo.findings()).toEqual([]);
  });

  it('when code moves into another function', async () => {
    const long = 'console.log("the order was created and its invoice is on the way");';
    const repo = await withBaseline({ 'src/a.js': inFunctions({ create: [long], other: [log('1')] }) });
    repo.write({ 'src/a.js': inFunctions({ create: [], notify: [long], renamed: [log('1')] }) });
    expect(await repo.findings()).toEqual([]);
  });

  it.each([
    ['staged', true],
    ['committed', false],
  ])('when git knows of the new name of its file (%s)', async (_, isStaged) => {
    const repo = await withBaseline({ 'src/a.js': file(...Array.from({ length: 9 }, (_one, index) => `export const a${index} = ${index};`), log('1')) });
    repo.git('mv', 'src/a.js', 'src/renamed.js');
    if (!isStaged) repo.commit('rename');
    expect(await repo.findings()).toEqual([]);
    expect(await repo.findings(['--staged'])).toEqual([]);
    const { stdout } = await repo.audit(['baseline', 'update']);
    expect(stdout).toBe('fortress-baseline.json: 1 finding of 1 law in 1 place (1 moved)\n');
    expect(held(repo).map(({ path }) => path)).toEqual(['src/renamed.js']);
    expect(await repo.findings()).toEqual([]);
  });

  it('but a new name is a new file without git', async () => {
    const repo = await withBaseline({ 'src/a.js': file(log('1')) });
    repo.git('mv', 'src/a.js', 'src/renamed.js');
    repo.write({ '.git/HEAD': 'nonsense\n' });
    expect(await repo.findings()).toEqual(['src/renamed.js:1 no-console']);
  });
});

describe('what is new is reported', { timeout: minutes }, () => {
  it('fix one, add another: of one text, in one function, in one file', async () => {
    const repo = await withBaseline({ 'src/a.js': inFunctions({ run: [log('1'), log('2')], other: [log('3')] }) });
    repo.write({ 'src/a.js': inFunctions({ run: [log('1'), log('new')], other: [log('3')] }) });
    expect(await repo.findings()).toEqual(['src/a.js:3 no-console']);
    repo.write({ 'src/a.js': inFunctions({ run: [log('1'), log('2'), log('1')], other: [log('3')] }) });
    expect(await repo.findings()).toEqual(['src/a.js:4 no-console']);
    repo.write({ 'src/a.js': inFunctions({ run: [log('1')], other: [log('3'), log('2')] }) });
    expect(await repo.findings()).toEqual(['src/a.js:6 no-console']);
  });

  it('the first of three equal findings is fixed: the others are not new; one that is added is', async () => {
    const repo = await withBaseline({ 'src/a.js': inFunctions({ run: [log('1'), log('1'), log('1')] }) });
    repo.write({ 'src/a.js': inFunctions({ run: [log('1'), log('1')] }) });
    const { findings, baseline } = await repo.report();
    expect(findings.map(({ suppressed }) => suppressed?.kind)).toEqual(['baseline', 'baseline']);
    expect(baseline).toEqual({ entries: 3, stale: 1 });
    repo.write({ 'src/a.js': inFunctions({ run: [log('1'), log('1'), log('1'), log('1')] }) });
    expect(await repo.findings()).toEqual(['src/a.js:5 no-console']);
  });

  it('a comment on the first of equal findings takes no entry away from the others', async () => {
    const suppressed = '// eslint-disable-next-line fortress/no-console -- banner';
    const repo = await withBaseline({ 'src/a.js': inFunctions({ run: [suppressed, log('1'), log('1'), log('1')] }) });
    expect(held(repo)).toHaveLength(2);
    repo.write({ 'src/a.js': inFunctions({ run: [log('1'), log('1')] }) });
    expect(await repo.findings()).toEqual([]);
    repo.write({ 'src/a.js': inFunctions({ run: [suppressed, log('1'), log('1'), log('1')] }) });
    expect(await repo.findings()).toEqual([]);
    const pruned = await repo.audit(['baseline', 'prune']);
    expect(pruned.stdout).toContain('(nothing changed)');
    expect(held(repo)).toHaveLength(2);
  });

  it('--fail-on new fails on a new warning, and on nothing that is known', async () => {
    const raw = shop['src/store.js'].replace('{ select: { id: true } }', '');
    const repo = await withBaseline({ 'src/a.js': file(log('1')) });
    expect((await repo.audit(['--fail-on', 'new'])).code).toBe(0);
    repo.write({ 'src/store.js': raw });
    expect(await repo.findings()).toEqual(['src/orders.js:3 no-raw-entity-return']);
    expect((await repo.audit([])).code).toBe(0);
    expect((await repo.audit(['--fail-on', 'new'])).code).toBe(1);
    expect((await repo.audit(['--no-baseline'])).code).toBe(1);
  });
});

describe('update, prune, diff', { timeout: minutes }, () => {
  it('update drops what is fixed and adds nothing unless asked', async () => {
    const repo = await withBaseline({ 'src/a.js': file(log('1'), log('2')) });
    repo.write({ 'src/a.js': file(log('2'), log('3')) });
    const diff = await repo.audit(['baseline', 'diff']);
    expect(diff.code).toBe(0);
    expect(diff.stdout).toMatch(/^\+ src\/a\.js:2:1 error no-console: .*\n- src\/a\.js no-console\n\nfortress-baseline\.json: 1 new finding, 1 fixed, 1 still there\n$/);
    expect(JSON.parse((await repo.audit(['baseline', 'diff', '--json'])).stdout)).toMatchObject({ new: [{ path: 'src/a.js', line: 2 }], fixed: [{ law: 'no-console' }], known: 1 });
    expect((await repo.audit([])).stdout).toContain('1 of 2 baseline entries match nothing now: fortress-audit baseline prune');
    expect((await repo.audit(['baseline', 'update'])).stdout).toBe('fortress-baseline.json: 1 finding of 1 law in 1 place (1 removed)\n');
    expect(await repo.findings()).toEqual(['src/a.js:2 no-console']);
    expect((await repo.audit(['baseline', 'update', '--add'])).stdout).toContain('(1 added)');
    expect(await repo.findings()).toEqual([]);
  });

  it('prune keeps the entries of files that do not parse and of laws that are off', async () => {
    const repo = await withBaseline({ 'src/a.js': file(log('1')), 'src/b.js': file(log('2')) });
    repo.write({ 'src/a.js': 'export const = ;\n' });
    expect((await repo.audit(['baseline', 'prune'])).stdout).toContain('(nothing changed)');
    repo.write({ 'src/a.js': file(log('1')), 'fortress.config.json': { laws: { 'no-console': 'off' } } });
    expect((await repo.audit(['baseline', 'prune'])).stdout).toContain('(nothing changed)');
    expect(held(repo)).toHaveLength(2);
    repo.write({ 'fortress.config.json': shop['fortress.config.json'], 'src/a.js': null });
    expect((await repo.audit(['baseline', 'prune'])).stdout).toContain('(1 removed)');
  });

  it('is one clear line where there is no baseline', async () => {
    const repo = gitRepository(shop);
    for (const verb of ['update', 'prune', 'diff']) {
      const { code, stderr } = await repo.audit(['baseline', verb]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^fortress-audit: no baseline: fortress-baseline\.json is not there .*\n$/);
    }
    expect((await repo.audit(['baseline'])).code).toBe(2);
  });

  it('one file serves several roots beside one configuration', async () => {
    const api = Object.fromEntries(Object.entries(shop).filter(([path]) => path.startsWith('src') || path === 'package.json').map(([path, text]) => [`apps/api/${path}`, text]));
    const repo = gitRepository({ 'fortress.config.json': shop['fortress.config.json'], ...api, 'apps/api/src/a.js': file(log('1')), 'apps/web/package.json': shop['package.json'], 'apps/web/src/b.js': file(log('2')) });
    await repo.audit(['baseline', 'create']);
    expect(held(repo).map(({ path }) => path)).toEqual(['apps/api/src/a.js', 'apps/web/src/b.js']);
    expect(await repo.findings(['apps/api'])).toEqual([]);
    expect((await repo.report(['apps/api'])).baseline).toEqual({ entries: 1, stale: 0 });
    repo.write({ 'apps/api/src/a.js': 'export {};\n' });
    expect((await repo.audit(['baseline', 'update', 'apps/api'])).stdout).toContain('1 removed');
    expect(held(repo).map(({ path }) => path)).toEqual(['apps/web/src/b.js']);
  });
});

describe('branches', { timeout: minutes }, () => {
  it('that fix and baseline different findings merge without a conflict, and give what a fresh baseline gives', async () => {
    const all = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [`src/${name}.js`, file(log(name))]));
    const repo = await withBaseline(all);
    const on = async (branch: string, files: Readonly<Record<string, unknown>>): Promise<void> => {
      repo.git('checkout', '--quiet', '-b', branch, 'main');
      repo.write(files);
      await repo.audit(['baseline', 'update', '--add']);
      repo.commit(branch);
    };
    await on('one', { 'src/h.js': 'export {};\n', 'src/aa.js': file(log('aa')) });
    await on('two', { 'src/f.js': 'export {};\n', 'src/cc.js': file(log('cc')) });
    repo.git('merge', '--quiet', '--no-edit', 'one');
    const merged = readFileSync(join(repo.root, 'fortress-baseline.json'), 'utf8');
    expect(held(repo).map(({ path }) => path)).toEqual(['a', 'aa', 'b', 'c', 'cc', 'd', 'e', 'g'].map((name) => `src/${name}.js`));
    await repo.audit(['baseline', 'create', '--force']);
    expect(readFileSync(join(repo.root, 'fortress-baseline.json'), 'utf8')).toBe(merged);
  });
});

interface Found {
  readonly law: string;
  readonly path: string;
  readonly identity: Identity;
}

describe('pairing is that of multisets', () => {
  const found: fc.Arbitrary<Found> = fc.record({
    law: fc.constantFrom('x', 'y'),
    path: fc.constantFrom('a.ts', 'b.ts'),
    identity: fc.record({ scope: fc.constantFrom('', 'f', 'g'), anchor: fc.constantFrom('1', '2'), isDistinct: fc.constant(false) }),
  });
  const entryOf = ({ law, path, identity: { scope, anchor } }: Found): BaselineEntry => ({ law, path, scope, anchor });
  const keyOf = (one: Found): string => JSON.stringify(entryOf(one));
  const context = { pathOf: ({ path }: BaselineEntry) => path, scopesOf: () => new Set(['', 'f', 'g']) };
  const countOf = (all: readonly Found[], key: string): number => all.filter((one) => keyOf(one) === key).length;

  test('of each kind, as many are known as both sides have', () => {
    fc.assert(
      fc.property(fc.array(found, { maxLength: 20 }), fc.array(found, { maxLength: 20 }), (now, before) => {
        const { known, stale } = matchBaseline(now, before.map(entryOf), context);
        expect(new Set(known.values()).size).toBe(known.size);
        expect(known.size + stale.length).toBe(before.length);
        for (const key of new Set([...now, ...before].map(keyOf)))
          expect([...known.keys()].filter((one) => keyOf(one) === key)).toHaveLength(Math.min(countOf(now, key), countOf(before, key)));
      }),
    );
  });

  test('fixing any finds nothing new; adding any finds just that kind, as often as it was added', () => {
    fc.assert(
      fc.property(fc.array(found, { maxLength: 12 }), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), found, fc.nat(3), (before, keep, extra, times) => {
        const entries = before.map(entryOf);
        const left = before.filter((_, index) => keep[index]);
        const fixed = matchBaseline(left, entries, context);
        expect(left.filter((one) => !fixed.known.has(one))).toEqual([]);
        expect(fixed.stale).toHaveLength(before.length - left.length);
        const added = [...before, ...Array.from({ length: times }, () => ({ ...extra }))];
        const news = matchBaseline(added, entries, context);
        expect(added.filter((one) => !news.known.has(one)).map(keyOf)).toEqual(Array.from({ length: times }, () => keyOf(extra)));
      }),
    );
  });

  test('the order of the entries does not matter, and a written baseline reads as it was', () => {
    fc.assert(
      fc.property(fc.array(found, { maxLength: 12 }), fc.array(found, { maxLength: 12 }), (now, before) => {
        const entries = before.map(entryOf);
        const text = formatBaseline(entries);
        expect(formatBaseline(entries.toReversed())).toBe(text);
        const read = parseBaseline('/', { path: '/b.json', text });
        expect(read.map((entry) => JSON.stringify(entry)).sort()).toEqual(entries.map((entry) => JSON.stringify(entry)).sort());
        expect(matchBaseline(now, read, context).known.size).toBe(matchBaseline(now, entries, context).known.size);
      }),
    );
  });

  test('a function that is gone gives its findings away, one that is there does not', () => {
    const before: BaselineEntry = { law: 'x', path: 'a.ts', scope: 'old', anchor: '1' };
    const now: Found = { law: 'x', path: 'a.ts', identity: { scope: 'fresh', anchor: '1', isDistinct: false } };
    expect(matchBaseline([now], [before], { ...context, scopesOf: () => new Set(['fresh']) }).known.size).toBe(1);
    expect(matchBaseline([now], [before], { ...context, scopesOf: () => new Set(['fresh', 'old']) }).known.size).toBe(0);
    const distinct = { ...now, identity: { ...now.identity, isDistinct: true } };
    expect(matchBaseline([distinct], [before], { ...context, scopesOf: () => new Set(['fresh', 'old']) }).known.size).toBe(1);
  });
});

describe('anchors', () => {
  const anchor = (text: string, reported: string): string => {
    const start = text.indexOf(reported);
    return identityOf(text, { start, end: start + reported.length }, '').anchor;
  };
  test('say the same before and after a formatter', () => {
    const one = anchor("foo();\n  client.query('a', { b: [1, 2] });\nbar();", 'client.query');
    expect(anchor('\n\nclient.query(\n  "a",\n  {\n    b: [1, 2],\n  },\n)\n', 'client.query')).toBe(one);
    expect(anchor("client.query('a', { b: [1, 2] }); // why\n", 'client.query')).toBe(one);
  });
  test('differ by the arguments, over several lines too', () => {
    const call = (where: string): string => `prisma.order.findMany({\n  where: { ${where} },\n  skip: 1,\n})`;
    expect(anchor(call('a: 1'), 'prisma.order.findMany')).not.toBe(anchor(call('b: 1'), 'prisma.order.findMany'));
  });
  test('do not depend on the body of a function', () => {
    const handler = (body: string): string => `app.get('/x', async (req, res) => {\n  ${body}\n});`;
    expect(anchor(handler('one();'), 'app.get')).toBe(anchor(handler('two();'), 'app.get'));
    expect(anchor('class A {\n  a = 1;\n}', 'A')).toBe(anchor('class A {\n  b = 2;\n}', 'A'));
  });
  test('any text and any span: never throws, always ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '(', ')', '\n', "'", '/', '*', ' ', 'a', '=>') }), fc.nat(50), fc.nat(50), (text, start, length) => {
        expect(identityOf(text, { start: Math.min(start, text.length), end: Math.min(start + length, text.length) }, '').anchor).toMatch(/^[0-9a-f]{12}$/);
      }),
    );
  });
});
