import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtCommand, must, repository, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minutes = 240_000;

interface Step {
  readonly command: string;
  /** Lines as the page shows them; `…` stands for some that are left out. */
  readonly shown: readonly string[];
}

/** The files and the commands of a page: blocks whose first line names a file are that file. */
function sessionOf(page: string): { files: Record<string, string>; steps: Step[] } {
  const files: Record<string, string> = {};
  const steps: Step[] = [];
  for (const [, language, text = ''] of page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) {
    const named = /^\/\/ ([\w./-]+)\n/.exec(text);
    if (named?.[1] !== undefined) files[named[1]] = /\.jsonl?$/.test(named[1]) ? text.slice(named[0].length) : text;
    if (language !== 'console') continue;
    for (const part of text.split(/^\$ /m).slice(1)) {
      const [command = '', ...shown] = part.replace(/\n$/, '').split('\n');
      steps.push({ command, shown });
    }
  }
  return { files, steps };
}

/** The sample backend in a git repository of its own, and a shell that knows the command. */
async function shellIn(files: Readonly<Record<string, string>>): Promise<(command: string) => string> {
  const root = writeTree({});
  cpSync(join(repository, 'fixtures/shop-slices'), root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const bin = writeTree({ 'fortress-audit': `#!/bin/sh\nexec "${process.execPath}" "${await builtCommand()}" "$@"\n` });
  chmodSync(join(bin, 'fortress-audit'), 0o755);
  const env = {
    PATH: `${bin}:${process.env['PATH']}`, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org',
    GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null',
  };
  must(run('git', ['init', '--quiet', '--initial-branch', 'main'], root, env));
  must(run('git', ['add', '--all'], root, env));
  must(run('git', ['commit', '--quiet', '--message', 'first'], root, env));
  return (command) => {
    const { stdout, stderr } = run('sh', ['-c', command], root, env);
    return stdout + stderr;
  };
}

// these look at the samples of the repository as they lie there: test/inspect.test.ts
const inspecting = ['doctor.md', 'endpoints.md', 'facts.md', 'modules.md', 'tables.md'];
const commandPages = readdirSync(join(repository, 'docs/commands')).filter((name) => name !== 'README.md' && !inspecting.includes(name));
const pages = [...commandPages.map((name) => `docs/commands/${name}`), 'docs/waivers.md'];

describe('the sessions of the pages', { timeout: minutes }, () => {
  it.each(pages)('%s', async (page) => {
    const { files, steps } = sessionOf(readFileSync(join(repository, page), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    const shell = await shellIn(files);
    for (const { command, shown } of steps) {
      const printed = shell(command).trimEnd().split('\n');
      if (!shown.includes('…')) {
        expect({ command, printed }).toEqual({ command, printed: shown.length === 0 ? [''] : shown });
        continue;
      }
      const text = printed.join(' ').replace(/\s+/g, ' ');
      for (const line of shown) if (line !== '…') expect(text, command).toContain(line.trim().replace(/\s+/g, ' '));
    }
  });
});
