import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import { formats } from '../src/reporters/reporter.js';
import { repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const page = readFileSync(join(repository, 'docs/reports.md'), 'utf8');
const sessions = [...page.matchAll(/^```console\n\$ fortress-audit (.+)\n([^]*?)^```$/gm)].map(([, args = '', output = '']) => ({ args, lines: output.trimEnd().split('\n') }));

const formatOf = (args: string): string => args.split(' ').at(-1) ?? '';

describe('docs/reports.md', () => {
  let folder = '';
  beforeAll(async () => {
    folder = writeTree({});
    const [{ args } = { args: '' }] = sessions;
    const output = sessions.flatMap((session) => ['-o', `${formatOf(session.args)}=${join(folder, formatOf(session.args))}`]);
    const io = { stdout: () => {}, stderr: () => {}, cwd: repository, env: { GITHUB_WORKSPACE: repository }, isTTY: false, columns: 80 };
    expect(await main([...args.replace(/ --format .*/, '').split(' '), ...output], io)).toBe(1);
  }, 60_000);

  it('names every format', () => {
    for (const format of formats) expect(page, format).toMatch(new RegExp(`^\\|.*\`${format}\`.*\\|$`, 'm'));
  });

  it('has a session of each format that is text for a program', () => {
    const shown = sessions.map(({ args }) => formatOf(args));
    expect(new Set(sessions.map(({ args }) => args.replace(/ --format .*/, ''))).size).toBe(1);
    expect(shown).toEqual(['github', 'sarif', 'gitlab', 'junit', 'markdown', 'csv', 'dot', 'mermaid', 'tasks']);
  });

  it.each(sessions)('prints what $args prints, shortened where it says so', ({ args, lines }) => {
    const real = readFileSync(join(folder, formatOf(args)), 'utf8').split(/\r?\n/);
    let at = 0;
    let gap = false;
    for (const line of lines) {
      if (line === '…') {
        gap = true;
        continue;
      }
      const same = (other: string | undefined): boolean => (line.endsWith('…') ? (other?.startsWith(line.slice(0, -1)) ?? false) : other === line);
      if (gap) while (at < real.length && !same(real[at])) at += 1;
      expect(same(real[at]), `${line}\nis not\n${real[at]}`).toBe(true);
      at += 1;
      gap = false;
    }
    expect(gap || at >= real.length - 1).toBe(true);
  });
});
