import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import type { Io } from '../src/cli/main.js';
import { repositoryOf } from '../src/cli/repository.js';
import { writeTree } from './support/tree.js';

const backend = {
  'package.json': { name: 'shop', dependencies: { express: '^5.0.0' } },
  'src/app.ts': "import express from 'express';\nconst app = express();\nconsole.log('a');\napp.listen(1);\n",
};

async function fortress(argv: readonly string[], cwd: string, env: Io['env'] = {}): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await main(argv, {
    stdout: (text) => void (written.out += text),
    stderr: (text) => void (written.err += text),
    cwd,
    env,
    isTTY: false,
    columns: 80,
  });
  return { code, ...written };
}

describe('the format that nobody asked for', { timeout: 60_000 }, () => {
  it('is github in GitHub Actions, with a job summary', async () => {
    const cwd = writeTree({ ...backend, 'summary.md': '# earlier\n' });
    const { code, out, err } = await fortress([], cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^::error file=src\/app\.ts,line=3,endLine=3,col=1,endColumn=17,title=no-console::/u);
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toMatch(/^# earlier\n<!-- fortress-audit -->\n### Fortress: 1 error/u);
  });

  it('is agent where a coding agent runs there, and never asked of GitLab', async () => {
    const cwd = writeTree(backend);
    expect((await fortress([], cwd, { GITHUB_ACTIONS: 'true', CLAUDECODE: '1' })).out).toMatch(/^src\/app\.ts:3:1: error no-console/u);
    expect((await fortress([], cwd, { GITLAB_CI: 'true' })).out).toBe((await fortress([], cwd)).out);
  });

  it('gives way to the one that is asked for, which writes no summary', async () => {
    const cwd = writeTree({ ...backend, 'summary.md': '' });
    const { out } = await fortress(['--json'], cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') });
    expect(JSON.parse(out)).toMatchObject({ version: 1 });
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toBe('');
  });

  it('does not fail for a summary that cannot be written, or is full', async () => {
    const cwd = writeTree({ ...backend, 'full.md': 'x'.repeat(1024 * 1024 - 100) });
    const missing = await fortress([], cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'no/such/folder/summary.md') });
    expect(missing).toMatchObject({ code: 1, err: expect.stringMatching(/^fortress-audit: cannot write the summary of this step: ENOENT/u) });
    const full = await fortress([], cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'full.md') });
    expect(full.err).toContain('is full');
    expect(readFileSync(join(cwd, 'full.md'), 'utf8')).toHaveLength(1024 * 1024 - 100);
  });
});

describe('files', { timeout: 60_000 }, () => {
  it('are written in every format, and the task list has a usual name', async () => {
    const cwd = writeTree(backend);
    const flags = ['gitlab=out/gitlab.json', 'junit=out/junit.xml', 'markdown=out/report.md', 'csv=out/report.csv', 'dot=out/modules.dot', 'mermaid=out/modules.mmd', 'github=out/github.txt', 'tasks'];
    const { code, err } = await fortress(flags.flatMap((flag) => ['-o', flag]), cwd);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(['github.txt', 'gitlab.json', 'junit.xml', 'modules.dot', 'modules.mmd', 'report.csv', 'report.md']);
    expect(readFileSync(join(cwd, 'out/modules.dot'), 'utf8')).toContain('label="src\\n1 file\\n1 error"');
    expect(readFileSync(join(cwd, 'TODO_backend-architect.md'), 'utf8')).toMatch(/^# Backend tasks of shop\n/u);
  });

  it('keep the ticks of a task list', async () => {
    const cwd = writeTree(backend);
    const file = join(cwd, 'TODO_backend-architect.md');
    await fortress(['-o', 'tasks'], cwd);
    const first = readFileSync(file, 'utf8');
    writeFileSync(file, first.replace('- [ ] **MANUAL-2.2**', '- [x] **MANUAL-2.2**'));
    writeFileSync(join(cwd, 'src/app.ts'), backend['src/app.ts'].replace(/console.*\n/u, ''));
    await fortress(['-o', 'tasks'], cwd);
    const second = readFileSync(file, 'utf8');
    expect(second).toContain('- [x] **MANUAL-2.2**');
    expect(second).toMatch(/- \[x\] \*\*ARCH-ITEM-[\da-f]{8} \[src\]\*\*: 1 error of `no-console`/u);
  });

  it('need a path for the other formats', async () => {
    const cwd = writeTree(backend);
    expect(await fortress(['-o', 'csv'], cwd)).toMatchObject({ code: 2, err: expect.stringContaining('Write <format>=<path>') });
    expect(await fortress(['-o', 'tasks='], cwd)).toMatchObject({ code: 2, err: expect.stringContaining('Write <format>=<path>') });
    expect(await fortress(['-o', 'pdf'], cwd)).toMatchObject({ code: 2, err: expect.stringContaining('Formats are pretty, agent') });
  });
});

describe('paths of the repository', { timeout: 60_000 }, () => {
  it('are found by the variables of the forge, links followed', () => {
    const root = writeTree({ 'repo/apps/api/package.json': {} });
    symlinkSync(join(root, 'repo'), join(root, 'link'));
    const api = join(root, 'repo/apps/api');
    expect(repositoryOf(api, { GITHUB_WORKSPACE: join(root, 'link') }).pathPrefix).toBe('apps/api/');
    expect(repositoryOf(api, { CI_PROJECT_DIR: join(root, 'repo') }).pathPrefix).toBe('apps/api/');
    expect(repositoryOf(join(root, 'repo'), { GITHUB_WORKSPACE: join(root, 'repo') }).pathPrefix).toBe('');
  });

  it('are found by the checkout around, and are none outside of one', () => {
    const root = writeTree({ 'repo/apps/api/package.json': {}, 'elsewhere/package.json': {} });
    execFileSync('git', ['init', '--quiet', join(root, 'repo')]);
    expect(repositoryOf(join(root, 'repo/apps/api'), {}).pathPrefix).toBe('apps/api/');
    expect(repositoryOf(join(root, 'elsewhere'), {}).pathPrefix).toBe('');
    // a worktree and a submodule have a file of that name
    mkdirSync(join(root, 'worktree/api'), { recursive: true });
    writeFileSync(join(root, 'worktree/.git'), 'gitdir: x\n');
    expect(repositoryOf(join(root, 'worktree/api'), { GITHUB_WORKSPACE: join(root, 'repo') }).pathPrefix).toBe('api/');
  });

  it('lead to the audited commit where the forge says it, in a form that is an address', () => {
    const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r', GITHUB_SHA: 'abc' };
    expect(repositoryOf('/', github).blobUrl).toBe('https://github.com/o/r/blob/abc/');
    expect(repositoryOf('/', { CI_PROJECT_URL: 'https://gitlab.com/o/r', CI_COMMIT_SHA: 'abc' }).blobUrl).toBe('https://gitlab.com/o/r/-/blob/abc/');
    expect(repositoryOf('/', { ...github, GITHUB_SHA: undefined }).blobUrl).toBeNull();
    expect(repositoryOf('/', { ...github, GITHUB_REPOSITORY: 'o/r) [x](javascript:y' }).blobUrl).toBeNull();
  });

  it('stand in what a forge reads', async () => {
    const root = writeTree(Object.fromEntries(Object.entries(backend).map(([path, content]) => [`apps/api/${path}`, content])));
    const { out } = await fortress(['apps/api', '--format', 'gitlab'], root, { CI_PROJECT_DIR: root });
    expect(JSON.parse(out)).toMatchObject([{ location: { path: 'apps/api/src/app.ts' } }]);
  });
});
