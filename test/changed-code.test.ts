import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Git } from '../src/hosts/git.js';
import { builtCommand, must, run } from './support/built.js';
import { fewLaws, gitRepository, shop } from './support/git-repository.js';
import { writeTree } from './support/tree.js';

const minutes = 240_000;
beforeAll(async () => void (await builtCommand()), minutes);

const raw = shop['src/store.js'].replace('{ select: { id: true } }', '');
const log = 'console.log(1);\n';

describe('--staged', { timeout: minutes }, () => {
  it('reports on what is staged, as it is staged', async () => {
    const repo = gitRepository({ ...shop, 'src/old.js': log });
    expect(await repo.findings(['--staged'])).toEqual([]);
    repo.write({ 'src/a.js': log });
    expect(await repo.findings(['--staged'])).toEqual([]);
    repo.git('add', 'src/a.js');
    expect(await repo.findings(['--staged'])).toEqual(['src/a.js:1 no-console']);
    repo.write({ 'src/a.js': 'export {};\n' });
    expect(await repo.findings(['--staged'])).toEqual(['src/a.js:1 no-console']);
    repo.git('add', 'src/a.js');
    repo.write({ 'src/a.js': log });
    expect(await repo.findings(['--staged'])).toEqual([]);
    expect((await repo.report(['--staged'])).scope).toEqual({ what: 'staged', files: 1, elsewhere: 1 });
  });

  it('reads every file as it is staged: what decides a finding may lie elsewhere', async () => {
    const repo = gitRepository(shop);
    repo.write({ 'src/store.js': raw });
    repo.git('add', 'src/store.js');
    repo.write({ 'src/store.js': shop['src/store.js'] });
    // the finding lies in orders.js, which nobody has touched; store.js explains it
    expect(await repo.findings(['--staged'])).toEqual(['src/orders.js:3 no-raw-entity-return']);
    repo.git('add', 'src/store.js');
    repo.write({ 'src/store.js': raw });
    expect(await repo.findings(['--staged'])).toEqual([]);
    expect(await repo.findings()).toEqual(['src/orders.js:3 no-raw-entity-return']);
  });

  it('shows the staged lines', async () => {
    const repo = gitRepository(shop);
    repo.write({ 'src/a.js': "console.log('staged');\n" });
    repo.git('add', '--all');
    repo.write({ 'src/a.js': "const edited = 'in the work tree';\n" });
    const { stdout } = await repo.audit(['--staged']);
    expect(stdout).toContain("> 1 │ console.log('staged');");
    expect(stdout).not.toContain('edited');
  });

  it('knows of new, deleted and renamed files, and of those that are only in the index', async () => {
    const repo = gitRepository({ ...shop, 'src/store.js': raw, 'src/a.js': log.repeat(8) });
    repo.write({ 'src/store.js': null });
    // deleted in the work tree only: still there for the commit
    expect(await repo.findings(['--staged', '--law', 'no-raw-entity-return'])).toEqual([]);
    repo.git('checkout', '--', 'src/store.js');
    repo.git('mv', 'src/a.js', 'src/b.js');
    const { scope } = await repo.report(['--staged']);
    expect(scope).toMatchObject({ what: 'staged', files: 2 });
    expect(await repo.findings(['--staged'])).toHaveLength(8);
    repo.git('reset', '--quiet', '--hard');
    repo.write({ 'src/extra.js': log });
    repo.git('add', 'src/extra.js');
    repo.write({ 'src/extra.js': null });
    expect(await repo.findings(['--staged'])).toEqual(['src/extra.js:1 no-console']);
    repo.git('rm', '--quiet', '--cached', 'src/extra.js');
    expect(await repo.findings(['--staged'])).toEqual([]);
    repo.git('rm', '--quiet', 'src/store.js');
    expect((await repo.report(['--staged'])).scope?.files).toBe(1);
  });

  it('leaves out what is not staged at all: untracked files, and those that git add --intent-to-add named', async () => {
    const repo = gitRepository({ ...shop, 'src/orders.js': shop['src/orders.js'].replace("'./store.js'", "'./raw.js'") });
    repo.write({ 'src/raw.js': raw, 'src/app.js': `${shop['src/app.js']}// touched\n`, 'src/orders.js': `${shop['src/orders.js'].replace("'./store.js'", "'./raw.js'")}// touched\n` });
    repo.git('add', 'src/app.js', 'src/orders.js');
    expect(await repo.findings(['--staged'])).toEqual([]);
    repo.git('add', '--intent-to-add', 'src/raw.js');
    expect(await repo.findings(['--staged'])).toEqual([]);
    repo.git('add', 'src/raw.js');
    expect(await repo.findings(['--staged'])).toEqual(['src/orders.js:3 no-raw-entity-return']);
  });

  it('knows a file that was only moved in the work tree by its staged name', async () => {
    const repo = gitRepository({ ...shop, 'src/a.js': log.repeat(8) });
    repo.write({ 'src/app.js': `${shop['src/app.js']}// later\n` });
    repo.git('stash', '--quiet');
    repo.git('config', 'status.showStash', 'true');
    repo.write({ 'src/a.js': null, 'src/moved.js': log.repeat(8), 'src/app.js': `${shop['src/app.js']}// touched\n` });
    repo.git('add', '--intent-to-add', 'src/moved.js');
    const { differences, contents } = await Git.at(repo.root)!.staged();
    expect(differences).toEqual([]);
    expect([...contents.contents].map(([path, content]) => [path, content?.toString('utf8') ?? null]).sort()).toEqual([
      ['src/a.js', log.repeat(8)],
      ['src/app.js', shop['src/app.js']],
      ['src/moved.js', null],
    ]);
  });

  it('reads the staged baseline and waivers', async () => {
    const repo = gitRepository({ ...shop, 'src/a.js': 'export {};\n' });
    repo.write({ 'src/a.js': log });
    repo.git('add', '--all');
    await repo.audit(['baseline', 'create']);
    expect(await repo.findings(['--staged'])).toEqual(['src/a.js:1 no-console']);
    repo.git('add', '--all');
    expect(await repo.findings(['--staged'])).toEqual([]);
  });

  it('works before the first commit, in a folder of the repository, and with strange names', async () => {
    const root = writeTree(Object.fromEntries(Object.entries(shop).map(([path, text]) => [`apps/api ü/${path}`, text])));
    must(run('git', ['init', '--quiet'], root));
    mkdirSync(join(root, 'apps/api ü/src/wei "rd'));
    writeFileSync(join(root, 'apps/api ü/src/wei "rd/ñ.js'), log);
    must(run('git', ['add', '--all'], root));
    writeFileSync(join(root, 'apps/api ü/src/wei "rd/ñ.js'), 'export {};\n');
    const { stdout } = run(process.execPath, [await builtCommand(), 'apps/api ü', '--staged', '--format', 'agent', '--law', 'no-console'], root);
    expect(stdout).toMatch(/^src\/wei "rd\/ñ\.js:1:1: error no-console: /);
  });

  it('sees what the commit of a hook sees, `git commit --only` included', async () => {
    const repo = gitRepository(shop);
    repo.write({ '.git/hooks/pre-commit': `#!/bin/sh\nexec "${process.execPath}" "${await builtCommand()}" src/.. --staged --format agent --law no-console\n` });
    must(run('chmod', ['+x', '.git/hooks/pre-commit'], repo.root));
    repo.write({ 'src/a.js': log, 'src/app.js': `${shop['src/app.js']}// touched\n` });
    repo.git('add', 'src/a.js');
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    const only = run('git', [...identity, 'commit', '--message', 'only app', '--only', 'src/app.js'], repo.root);
    expect(only.stderr + only.stdout).toContain('0 findings in 1 file staged');
    expect(only.code).toBe(0);
    const all = run('git', [...identity, 'commit', '--message', 'the rest'], repo.root);
    expect(all.code).not.toBe(0);
    expect(all.stdout + all.stderr).toContain('src/a.js:1:1: error no-console');
  });

  it('says what is wrong with the configuration, whatever git says', async () => {
    const root = writeTree({ ...shop, 'fortress.config.json': '{' });
    const { code, stderr } = run(process.execPath, [await builtCommand(), '.', '--staged'], root);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^fortress-audit: (?:fortress\.config\.json|--staged)/);
  });

  it('needs git', async () => {
    const root = writeTree(shop);
    for (const args of [['--staged'], ['--since', 'main']]) {
      const { code, stderr } = run(process.execPath, [await builtCommand(), ...args], root);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^fortress-audit: --(staged|since) needs a git repository, and .* lies in none\n$/);
    }
  });
});

describe('--since', { timeout: minutes }, () => {
  it('reports on everything that a branch has changed, committed or not, untracked files too', async () => {
    const repo = gitRepository({ ...shop, 'src/old.js': log });
    repo.git('checkout', '--quiet', '-b', 'work');
    repo.write({ 'src/committed.js': log });
    repo.commit('work');
    repo.git('checkout', '--quiet', 'main');
    repo.write({ 'src/meanwhile.js': log });
    repo.commit('meanwhile');
    repo.git('checkout', '--quiet', 'work');
    repo.write({ 'src/untracked.js': log, 'src/staged.js': log, 'src/orders.js': `${shop['src/orders.js']}${log}` });
    repo.git('add', 'src/staged.js');
    expect(await repo.findings(['--since', 'main'])).toEqual(['src/committed.js:1 no-console', 'src/orders.js:5 no-console', 'src/staged.js:1 no-console', 'src/untracked.js:1 no-console']);
    expect((await repo.audit(['--since', 'main'])).stdout).toContain('1 finding elsewhere not reported');
    expect(await repo.findings(['--since', 'HEAD'])).toHaveLength(3);
  });

  it('reports on findings elsewhere that a changed file explains, and on folders that hold one', async () => {
    const layers = Object.fromEntries(['controllers', 'services', 'repositories'].flatMap((layer) => ['orders', 'users', 'items'].map((name) => [`src/${layer}/${name}.js`, `export const ${name} = 1;\n`])));
    const repo = gitRepository({ ...shop, ...layers, 'fortress.config.json': { laws: { ...fewLaws.laws, 'no-horizontal-layers': 'error' } } });
    const places = async (): Promise<string[]> => (await repo.report(['--since', 'HEAD'])).findings.map(({ path, law }) => `${path} ${law}`);
    expect((await repo.report()).findings.filter(({ law }) => law === 'no-horizontal-layers').length).toBeGreaterThan(1);
    expect(await places()).toEqual([]);
    repo.write({ 'src/store.js': raw });
    expect(await places()).toEqual(['src/orders.js no-raw-entity-return']);
    repo.write({ 'src/services/new.js': 'export const fresh = 1;\n' });
    expect(await places()).toContain('src/services no-horizontal-layers');
    expect(await places()).not.toContain('src/controllers no-horizontal-layers');
  });

  it.each(['nowhere', '--output=x', 'HEAD~99'])('says that it does not know of %s', async (ref) => {
    const repo = gitRepository(shop);
    const { code, stderr } = await repo.audit([`--since=${ref}`]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `fortress-audit: --since: unknown commit, branch or tag: ${ref}\n` });
  });
});

describe('files', { timeout: minutes }, () => {
  const tree = { ...shop, 'src/a.js': log, 'src/b.js': log, 'src/sub/c.js': log };

  it('come as arguments, after a folder or alone, absolute or not', async () => {
    const repo = gitRepository(tree);
    const a = ['src/a.js:1 no-console'];
    expect(await repo.findings(['src/a.js'])).toEqual(a);
    expect(await repo.findings(['.', 'src/a.js', 'src/sub/c.js'])).toEqual([...a, 'src/sub/c.js:1 no-console']);
    expect(await repo.findings([join(repo.root, 'src/a.js'), join(repo.root, 'README.md').replace('README.md', 'package.json')])).toEqual(a);
    expect(await repo.findings([join(repo.root, 'src/sub/c.js')], { in: 'src/sub' })).toEqual(['c.js:1 no-console']);
    expect(await repo.findings(['../a.js'], { in: 'src/sub' })).toEqual(a);
    expect((await repo.audit(['src/store.js'])).code).toBe(0);
  });

  it('come from a list, with newlines or NULs, on standard input or in a file; deleted ones may be among them', async () => {
    const repo = gitRepository(tree);
    const two = ['src/a.js:1 no-console', 'src/sub/c.js:1 no-console'];
    expect(await repo.findings(['--files-from', '-'], { input: 'src/a.js\r\nsrc/sub/c.js\nsrc/gone.js\n\n' })).toEqual(two);
    expect(await repo.findings(['--files-from', '-'], { input: 'src/a.js\0src/sub/c.js\0' })).toEqual(two);
    repo.write({ 'list.txt': `${join(repo.root, 'src/a.js')}\n/elsewhere/x.js\nsrc/sub/c.js` });
    expect(await repo.findings(['.', '--files-from', 'list.txt'])).toEqual(two);
    expect(await repo.findings(['--files-from', '-'])).toEqual([]);
  });

  it.each([
    [['src/a.js', 'src/gone.js'], 'no such file: src/gone.js'],
    [['src', 'src/sub'], 'src/sub is a folder: one folder is audited at a time, and files come after it'],
    [['src/gone.js'], 'no such folder: src/gone.js'],
    [['src/a.js', '--staged'], 'files are given twice: as arguments and by a flag'],
    [['--files-from', 'gone.txt'], '--files-from: cannot read gone.txt: ENOENT'],
    [['--staged', '--since', 'main'], "option '--staged' cannot be used with option '--since <commit>'"],
    [['--staged', '--watch'], "option '--staged' cannot be used with option '--watch'"],
    [['--stdin'], '--stdin and --stdin-filename go together: the text, and where it would lie'],
    [['--stdin-filename', 'src/a.js'], '--stdin and --stdin-filename go together: the text, and where it would lie'],
  ])('wrong use is one clear line: %j', async (args, message) => {
    const { code, stdout, stderr } = await gitRepository(tree).audit(args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `fortress-audit: ${message}\n` });
  });
});

describe('--stdin', { timeout: minutes }, () => {
  it('lays a text over its file and reports on that file only', async () => {
    const repo = gitRepository({ ...shop, 'src/other.js': log });
    const stdin = (path: string): string[] => ['--stdin', '--stdin-filename', path];
    expect(await repo.findings(stdin('src/orders.js'), { input: `${shop['src/orders.js']}${log}` })).toEqual(['src/orders.js:5 no-console']);
    expect(await repo.findings(stdin('src/new/file.js'), { input: log })).toEqual(['src/new/file.js:1 no-console']);
    expect(await repo.findings(stdin('src/store.js'), { input: raw })).toEqual([]);
    expect(await repo.findings(stdin('src/other.js'), { input: '' })).toEqual([]);
    expect(await repo.findings(stdin(join(repo.root, 'src/other.js')), { input: `\n${log}`, in: 'src' })).toEqual(['other.js:2 no-console']);
    repo.write({ 'src/store.js': raw });
    expect(await repo.findings(stdin('src/orders.js'), { input: `\n\n${shop['src/orders.js']}` })).toEqual(['src/orders.js:5 no-raw-entity-return']);
    expect(await repo.findings(stdin('src/orders.js'), { input: 'export {};\n' })).toEqual([]);
  });

  it('reads manifests and schemas from a text too', async () => {
    const repo = gitRepository(shop);
    const args = ['--stdin', '--stdin-filename', 'prisma/schema.prisma', '--law', 'no-uuid-v4-keys'];
    const { findings } = await repo.report(args, { input: 'model Order {\n  id String @id @default(uuid())\n}\n' });
    expect(findings.map(({ path, line }) => `${path}:${line}`)).toEqual(['prisma/schema.prisma:2']);
    const empty = await repo.report(args, { input: 'model Order {\n  id String @id @default(uuid(7))\n}\n' });
    expect(empty.findings).toEqual([]);
  });

  it('says so where the file is not judged', async () => {
    const repo = gitRepository({ ...shop, '.gitignore': 'node_modules\ngenerated\n' });
    const problems = async (path: string): Promise<unknown> => (await repo.report(['--stdin', '--stdin-filename', path], { input: log })).problems;
    expect(await problems('src/a.test.js')).toEqual([{ path: 'src/a.test.js', message: 'is not judged as runtime code: test' }]);
    expect(await problems('generated/a.js')).toEqual([{ path: 'generated/a.js', message: 'is not judged: ignored, or no file that an audit reads' }]);
    expect(await problems('src/a.js')).toEqual([]);
  });

  it('refuses a file outside of the folder', async () => {
    const repo = gitRepository(shop);
    const { code, stderr } = await repo.audit(['src', '--stdin', '--stdin-filename', 'package.json'], { input: '' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^fortress-audit: .*package\.json does not lie in .*src\n$/);
  });
});

describe('laws and the exit code of a run on a change', { timeout: minutes }, () => {
  it('a law that is broken elsewhere is not upheld, and does not fail the run', async () => {
    const repo = gitRepository({ ...shop, 'src/old.js': log });
    repo.write({ 'src/store.js': `${shop['src/store.js']}// touched\n` });
    const { laws, findings, scope } = await repo.report(['--since', 'HEAD']);
    expect(findings).toEqual([]);
    expect(laws.find(({ id }) => id === 'no-console')).toMatchObject({ status: 'violated', findings: 0 });
    expect(scope).toEqual({ what: 'changed since HEAD', files: 1, elsewhere: 1 });
    const { code, stdout } = await repo.audit(['--since', 'HEAD']);
    expect(code).toBe(0);
    expect(stdout).toContain('No findings in 1 file changed since HEAD');
  });
});
