import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ESLint as Eslint10 } from 'eslint';
import { ESLint as Eslint9 } from 'eslint9';
import { beforeAll, describe, expect, it } from 'vitest';
import { waiversSchema } from '../src/config/waivers-file.js';
import { plugin } from '../src/hosts/eslint.js';
import { builtCommand, repository } from './support/built.js';
import { fewLaws, gitRepository, shop, type GitRepository } from './support/git-repository.js';

const minutes = 240_000;
beforeAll(async () => void (await builtCommand()), minutes);

const waiver = { law: 'no-console', path: 'src/a.js', reason: 'prints the banner', owner: 'team-shop', expires: '2999-12-31' };
const code = 'export function run() {\n  console.log(1);\n}\n';

const shopWith = (waivers: unknown, files: Readonly<Record<string, unknown>> = { 'src/a.js': code }): GitRepository =>
  gitRepository({ ...shop, ...files, 'fortress.waivers.json': typeof waivers === 'string' ? waivers : JSON.stringify({ waivers }, null, 2) });

describe('a waiver', { timeout: minutes }, () => {
  it('silences findings of its law in its place, with its reason in every report', async () => {
    const repo = shopWith([waiver]);
    expect(await repo.findings()).toEqual([]);
    const { findings, summary } = await repo.report();
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([{ kind: 'waiver', reason: 'prints the banner' }]);
    expect(summary).toMatchObject({ errors: 0, suppressed: 1 });
    expect((await repo.audit(['--verbose'])).stdout.replace(/\s+/g, ' ')).toContain('(waived: prints the banner)');
    expect((await repo.audit([])).stdout).toContain('1 finding suppressed by waivers');
    const sarif = JSON.parse((await repo.audit(['--format', 'sarif'])).stdout) as { runs: { results: { suppressions: unknown[] }[] }[] };
    expect(sarif.runs[0]!.results[0]!.suppressions).toEqual([expect.objectContaining({ kind: 'external', justification: 'prints the banner' })]);
    expect(JSON.stringify((await repo.report()).laws.find(({ id }) => id === 'no-console'))).toContain('"upheld"');
  });

  it.each([
    ['a glob', { path: 'src/**' }, []],
    ['a folder', { path: 'src' }, []],
    ['another file', { path: 'src/orders.js' }, ['fortress.waivers.json:3 unused-waiver', 'src/a.js:2 no-console']],
    ['a function', { path: 'src/a.js', scope: 'run' }, []],
    ['another function', { path: 'src/a.js', scope: 'walk' }, ['fortress.waivers.json:3 unused-waiver', 'src/a.js:2 no-console']],
    ['another law', { law: 'no-raw-entity-return' }, ['fortress.waivers.json:3 unused-waiver', 'src/a.js:2 no-console']],
  ])('takes %s for its place', async (_, changes, findings) => {
    expect(await shopWith([{ ...waiver, ...changes }]).findings()).toEqual(findings);
  });

  it('takes a fingerprint for its place', async () => {
    const repo = shopWith([]);
    const [finding] = (await repo.report()).findings;
    repo.write({ 'fortress.waivers.json': { waivers: [{ ...waiver, path: undefined, fingerprint: finding?.fingerprint }] } });
    expect(await repo.findings()).toEqual([]);
    repo.write({ 'src/a.js': code.replace('log(1)', 'log(2)') });
    expect(await repo.findings()).toEqual(['fortress.waivers.json:1 unused-waiver', 'src/a.js:2 no-console']);
  });

  it('that has expired silences nothing and fails the run by itself', async () => {
    const repo = shopWith([waiver, { ...waiver, expires: '2020-02-29' }], { 'src/a.js': 'export {};\n' });
    expect(await repo.findings()).toEqual(['fortress.waivers.json:10 expired-waiver', 'fortress.waivers.json:3 unused-waiver'].sort((a, b) => Number(/:(\d+)/.exec(a)![1]) - Number(/:(\d+)/.exec(b)![1])));
    const failed = await repo.audit(['--format', 'agent']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('fortress.waivers.json:10:1: error expired-waiver: The waiver of `no-console` for src/a.js expired on 2020-02-29. team-shop answers for it: ');
    repo.write({ 'src/a.js': code, 'fortress.waivers.json': { waivers: [{ ...waiver, expires: '2020-02-29' }] } });
    expect(await repo.findings()).toEqual(['fortress.waivers.json:1 expired-waiver', 'src/a.js:2 no-console']);
    expect((await repo.report()).findings[0]?.related).toEqual([{ path: 'src/a.js', line: 2, message: 'not waived any more' }]);
  });

  it('of a law that does not run is neither unused nor expired', async () => {
    expect(await shopWith([{ ...waiver, expires: '2020-02-29' }]).findings(['--law', 'no-raw-entity-return'])).toEqual([]);
  });

  it('lies where the configuration says', async () => {
    const repo = gitRepository({ ...shop, 'src/a.js': code, 'fortress.config.json': { ...fewLaws, waivers: 'policy/waivers.json' }, 'policy/waivers.json': { waivers: [waiver] } });
    expect(await repo.findings()).toEqual([]);
  });
});

describe('a file of waivers that cannot be used', { timeout: minutes }, () => {
  const without = (key: keyof typeof waiver): unknown => [{ ...waiver, [key]: undefined }];
  it.each<[unknown, string]>([
    [without('reason'), 'fortress.waivers.json:3: waivers[0].reason: is missing'],
    [without('owner'), 'fortress.waivers.json:3: waivers[0].owner: is missing'],
    [without('expires'), 'fortress.waivers.json:3: waivers[0].expires: is missing'],
    [[{ ...waiver, reason: '  ' }], 'fortress.waivers.json:6: waivers[0].reason: must not be empty'],
    [[{ ...waiver, expires: 'soon' }], 'fortress.waivers.json:8: waivers[0].expires: must be a date: "2027-01-31"'],
    [[{ ...waiver, expires: '2027-02-30' }], 'fortress.waivers.json:8: waivers[0].expires: must be a date: "2027-01-31"'],
    [[{ ...waiver, law: 'no-consol' }], 'fortress.waivers.json:4: waivers[0].law: unknown law, did you mean "no-console"?'],
    [[{ ...waiver, line: 3 }], 'fortress.waivers.json:9: waivers[0].line: unknown setting'],
    [[waiver, { ...waiver, path: undefined }], 'fortress.waivers.json:10: waivers[1]: needs a path or a fingerprint, and not both'],
    ['{\n"waivers": [\n  oops\n', 'fortress.waivers.json:3: not JSON at "o"'],
  ])('%j', async (waivers, message) => {
    const { code: exit, stdout, stderr } = await shopWith(waivers).audit([]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: '', stderr: `fortress-audit: ${message}\n` });
  });

  it('fails its published schema too', () => {
    const ajv = new Ajv2020({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
    const validate = ajv.compile(JSON.parse(readFileSync(join(repository, 'schema/waivers.json'), 'utf8')) as object);
    const cases = [waiver, { ...waiver, ticket: 'SHOP-1', scope: 'run' }, { ...waiver, reason: undefined }, { ...waiver, line: 1 }, { ...waiver, path: undefined }, { ...waiver, path: undefined, fingerprint: '0123456789abcdef' }];
    for (const one of cases) {
      const file = JSON.parse(JSON.stringify({ waivers: [one] })) as unknown;
      expect([one, validate(file)]).toEqual([one, waiversSchema().safeParse(file).success]);
    }
  });
});

const strict = { ...fewLaws, nonNegotiable: ['no-console'] };

describe('a non-negotiable law', { timeout: minutes }, () => {
  const comments = {
    'next line': '// eslint-disable-next-line fortress/no-console -- because\nconsole.log(1);\n',
    line: 'console.log(1); // eslint-disable-line fortress/no-console -- because\n',
    'whole file': '/* eslint-disable fortress/no-console -- because */\nconsole.log(1);\n',
    'inline configuration': '/* eslint fortress/no-console: off -- because */\nconsole.log(1);\n',
    'every rule': '/* eslint-disable */\nconsole.log(1);\n',
  };
  it.each(Object.entries(comments))('listens to no comment: %s', async (name, text) => {
    const repo = gitRepository({ ...shop, 'fortress.config.json': strict, 'src/a.js': text });
    const line = text.split('\n').findIndex((one) => one.startsWith('console')) + 1;
    const findings = await repo.findings();
    expect(findings).toContain(`src/a.js:${line} no-console`);
    expect(findings.filter((one) => one.includes('ignored-suppression'))).toHaveLength(name === 'every rule' ? 0 : 1);
    expect((await repo.audit([])).code).toBe(1);
    repo.write({ 'fortress.waivers.json': { waivers: [waiver] }, 'src/a.js': 'console.log(1);\n' });
    expect(await repo.findings()).toEqual([]);
  });

  it('is held by no baseline', async () => {
    const repo = gitRepository({ ...shop, 'fortress.config.json': strict, 'src/a.js': code });
    expect((await repo.audit(['baseline', 'create'])).stdout).toBe('fortress-baseline.json: no findings (nothing changed)\n1 finding of non-negotiable laws not held: only a waiver lifts them\n');
    expect(await repo.findings()).toEqual(['src/a.js:2 no-console']);
    const known = JSON.stringify({ version: 1, entries: [{ law: 'no-console', path: 'src/a.js', scope: 'run', anchor: 'aaaaaaaaaaaa' }] });
    repo.write({ 'fortress-baseline.json': known });
    expect(await repo.findings()).toEqual(['src/a.js:2 no-console']);
  });

  it('has to be a law', async () => {
    const { code: exit, stderr } = await gitRepository({ ...shop, 'fortress.config.json': '{\n"nonNegotiable": ["no-consol"] }' }).audit([]);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: 'fortress-audit: fortress.config.json:2: nonNegotiable[0]: unknown law, did you mean "no-console"?\n' });
  });
});

describe.each([
  ['ESLint 10', Eslint10],
  ['ESLint 9', Eslint9 as unknown as typeof Eslint10],
])('in %s', (_, Host) => {
  const lint = async ({ root }: GitRepository, path = 'src/a.js', rules: Record<string, 'error'> = {}): Promise<string[]> => {
    const eslint = new Host({ cwd: root, overrideConfigFile: true, overrideConfig: [...plugin.configFor(root), { rules, linterOptions: { reportUnusedDisableDirectives: 'off' } }] });
    const results = await eslint.lintFiles([path]);
    return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId ?? message}`));
  };

  it('waivers silence, and silence no longer when they have expired', async () => {
    expect(await lint(shopWith([waiver]))).toEqual([]);
    expect(await lint(shopWith([{ ...waiver, expires: '2020-02-29' }]))).toEqual(['2 fortress/no-console']);
    expect(await lint(shopWith([{ ...waiver, scope: 'walk' }]))).toEqual(['2 fortress/no-console']);
    const repo = shopWith([]);
    const [finding] = (await repo.report()).findings;
    repo.write({ 'fortress.waivers.json': { waivers: [{ ...waiver, path: undefined, fingerprint: finding?.fingerprint }] } });
    expect(await lint(repo)).toEqual([]);
  }, minutes);

  it('a file of waivers that cannot be used is said once, with its line', async () => {
    const repo = shopWith([{ ...waiver, reason: undefined }]);
    const eslint = new Host({ cwd: repo.root, overrideConfigFile: true, overrideConfig: plugin.configFor(repo.root) });
    const messages = (await eslint.lintFiles(['src/a.js'])).flatMap((result) => result.messages);
    expect(messages.map(({ message }) => message)).toEqual(['fortress.waivers.json:3: waivers[0].reason: is missing. Fortress checks nothing until this file is put right.']);
  }, minutes);

  const comments: [string, string, string[]][] = [
    ['next line', '// eslint-disable-next-line fortress/no-console -- because\nconsole.log(1);\n', ['0 fortress/no-console', '1 fortress/no-console']],
    ['line', 'console.log(1); // eslint-disable-line fortress/no-console -- because\n', ['0 fortress/no-console', '0 fortress/no-console']],
    ['whole file', '/* eslint-disable fortress/no-console -- because */\nconsole.log(1);\n', ['0 fortress/no-console', '0 fortress/no-console']],
    ['every rule', '/* eslint-disable */\nconsole.log(1);\n', ['0 fortress/no-console']],
    ['none', 'console.log(1);\n', ['1 fortress/no-console']],
  ];
  it.each(comments)('a non-negotiable law listens to no comment: %s', async (__, text, findings) => {
    const repo = gitRepository({ ...shop, 'fortress.config.json': strict, 'src/a.js': text });
    expect((await lint(repo)).sort()).toEqual(findings);
    repo.write({ 'fortress.waivers.json': { waivers: [waiver] } });
    expect(await lint(repo)).toHaveLength(/none|every rule/.test(text) || !text.includes('no-console') ? 0 : 1);
  }, minutes);

  it('a law that inline configuration switches off although it is non-negotiable is spoken for by another', async () => {
    const repo = gitRepository({ ...shop, 'fortress.config.json': strict, 'src/a.js': '/* eslint fortress/no-console: off -- because */\nconsole.log(1);\n' });
    expect(await lint(repo)).toHaveLength(1);
  }, minutes);

  it('comments need a reason where the configuration says so, as in the audit', async () => {
    const text = '// eslint-disable-next-line fortress/no-console\nconsole.log(1);\n// eslint-disable-next-line fortress/no-console -- because\nconsole.log(1);\n';
    const repo = gitRepository({ ...shop, 'fortress.config.json': { ...fewLaws, suppressions: { requireReason: true } }, 'src/a.js': text });
    expect(await lint(repo)).toEqual(['1 fortress/no-console']);
    expect(await repo.findings()).toEqual(['src/a.js:1 unused-suppression']);
    repo.write({ 'fortress.config.json': fewLaws });
    expect(await lint(repo)).toEqual([]);
    expect(await repo.findings()).toEqual([]);
  }, minutes);

  it('findings of the baseline are not shown, new ones are; the configuration can show them', async () => {
    const raw = shop['src/store.js'].replace('{ select: { id: true } }', '');
    const repo = gitRepository({ ...shop, 'src/a.js': code, 'src/store.js': raw });
    expect(await lint(repo, 'src')).toEqual(['2 fortress/no-console', '3 fortress/no-raw-entity-return']);
    await repo.audit(['baseline', 'create']);
    expect(await lint(repo, 'src')).toEqual([]);
    repo.write({ 'src/a.js': `// moved\n\n${code.replace('(1);', '(1);\n  console.log(1);')}` });
    expect(await lint(repo, 'src')).toEqual(['5 fortress/no-console']);
    expect(await repo.findings()).toEqual(['src/a.js:5 no-console']);
    repo.write({ 'src/a.js': code.replace('console.log(1);', '// eslint-disable-next-line fortress/no-console -- banner\n  console.log(1);\n  console.log(1);') });
    expect(await lint(repo, 'src')).toEqual([]);
    expect(await repo.findings()).toEqual([]);
    repo.write({ 'src/a.js': code, 'fortress.config.json': { ...fewLaws, baseline: { inEditor: true } } });
    expect(await lint(repo, 'src')).toEqual(['2 fortress/no-console', '3 fortress/no-raw-entity-return']);
  }, minutes);

  it('the baseline is followed through a rename that git knows of', async () => {
    const repo = gitRepository({ ...shop, 'src/a.js': code });
    await repo.audit(['baseline', 'create']);
    repo.commit('baseline');
    repo.git('mv', 'src/a.js', 'src/moved.js');
    expect(await lint(repo, 'src/moved.js')).toEqual([]);
  }, minutes);
});
