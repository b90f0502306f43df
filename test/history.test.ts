import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../src/facts/history.js';
import { fortressAudit, must, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const seconds = 60_000;
let root = '';
let file = '';

const git = (...args: string[]): string => must(run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args], root, { GIT_COMMITTER_DATE: '2026-03-04T05:06:07+02:00', GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z' })).stdout.trim();
const server = (body: string): string => `import express from 'express';\nconst app = express();\napp.get('/v1/orders', (req, res) => {\n${body}  res.json({ ok: 1 });\n});\napp.listen(3000);\n`;
const commit = (body: string): string => {
  writeFileSync(join(root, 'src/server.ts'), server(body));
  git('add', '-A');
  git('commit', '-q', '-m', 'x', '--allow-empty');
  return git('rev-parse', 'HEAD');
};
const record = (...args: string[]) => fortressAudit(['.', '--history', 'history.jsonl', ...args], root);
const history = (): HistoryEntry[] => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as HistoryEntry);

describe('--history', { timeout: seconds }, () => {
  beforeEach(() => {
    root = writeTree({ 'package.json': { name: 'shop', private: true, type: 'module', dependencies: { express: '^5.0.0' } }, 'src/server.ts': server('') });
    file = join(root, 'history.jsonl');
    git('init', '-q');
  });

  it('counts by commit, with the dates of the commits, each commit once', async () => {
    const first = commit("  console.log('a');\n  console.log('b');\n");
    expect((await record()).stderr).toBe('');
    const before = readFileSync(file, 'utf8');
    await record();
    expect(readFileSync(file, 'utf8')).toBe(before);
    const second = commit('');
    await record('-o', 'html=report.html');
    expect(history().map(({ commit: hash, date, laws }) => [hash, date, laws['no-console']])).toEqual([
      [first, '2026-03-04T03:06:07Z', 2],
      [second, '2026-03-04T03:06:07Z', 0],
    ]);
    expect(readFileSync(join(root, 'report.html'), 'utf8')).toContain('aria-label="Findings of no-console by commit: 2, 0"');
  });

  it('records nothing of what is not committed, the history itself aside', async () => {
    commit('');
    await record();
    git('add', '-A');
    commit('');
    await record();
    expect(history().length).toBe(2);
    writeFileSync(join(root, 'src/server.ts'), server("  console.log('a');\n"));
    const { stderr, code } = await record();
    expect(stderr).toBe('fortress-audit: changes that are not committed: nothing added to the history\n');
    expect(code).not.toBe(2);
    expect(history().length).toBe(2);
  });

  it('refuses a part of the laws, a tree without commits and a file that is something else', async () => {
    expect(await record('--law', 'no-console')).toMatchObject({ code: 2, stderr: expect.stringContaining("'--history <file>' cannot be used with option '--law <id>'") });
    expect(await record()).toMatchObject({ code: 2, stderr: 'fortress-audit: --history: no commit yet\n' });
    commit('');
    writeFileSync(file, '{"commit":"abc"}\n');
    expect(await record()).toMatchObject({ code: 2, stderr: 'fortress-audit: history.jsonl:1: not a line of a history that --history has written\n' });
    expect(readFileSync(file, 'utf8')).toBe('{"commit":"abc"}\n');
  });

  it('refuses a tree without git', async () => {
    root = writeTree({ 'package.json': { name: 'shop', private: true }, 'src/server.ts': server('') });
    const { code, stderr } = await record();
    expect({ code, stderr }).toEqual({ code: 2, stderr: `fortress-audit: --history counts by commits, and ${root} lies in no git work tree\n` });
    expect(existsSync(join(root, 'history.jsonl'))).toBe(false);
  });
});
