import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from './support/built.js';
import { shop } from './support/git-repository.js';
import { writeTree } from './support/tree.js';

const minutes = 240_000;
beforeAll(async () => void (await builtCommand()), minutes);

interface Watched {
  readonly root: string;
  write(path: string, text: string): void;
  /** Waits until something more is printed that matches, and gives what was printed since the last call. */
  next(pattern: RegExp): Promise<string>;
  /** What was printed since the last call, after a while. */
  silence(ms: number): Promise<string>;
  /** Interrupts, and gives the exit code. */
  interrupt(): Promise<number | null>;
}

async function watched(files: Readonly<Record<string, unknown>>, args: readonly string[] = []): Promise<Watched> {
  const root = writeTree(files);
  const child = spawn(process.execPath, [await builtCommand(), '--watch', '--format', 'agent', '--law', 'no-console', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  let printed = '';
  let told: (() => void) | null = null;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      told?.();
    });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const take = (): string => {
    const text = printed;
    printed = '';
    return text;
  };
  return {
    root,
    write: (path, text) => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    next: async (pattern) => {
      const since = Date.now();
      while (!pattern.test(printed)) {
        if (Date.now() - since > 60_000) throw new Error(`${pattern} was not printed: ${printed}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 500);
          told = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return take();
    },
    silence: async (ms) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return take();
    },
    interrupt: async () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}

describe('--watch', { timeout: minutes }, () => {
  it('reports at first, again when findings change, and ends with 130', async () => {
    const { root, write, next, silence, interrupt } = await watched({ ...shop, 'fortress.config.json': {} });
    expect(await next(/findings/)).toBe('0 findings in 3 files\n');
    write('src/a.js', 'console.log(1);\n');
    expect(await next(/no-console/)).toMatch(/^src\/a\.js:1:1: error no-console: .*\n$/);
    // nothing that a report says has changed, and nothing that an audit reads
    write('src/a.js', 'console.log(1);\n');
    write('notes.txt', 'x');
    write('node_modules/x/index.js', 'console.log(1);\n');
    expect(await silence(4_000)).toBe('');
    write('src/new/folder/b.js', 'console.log(1);\n');
    expect(await next(/src\/new\/folder\/b\.js/)).toContain('src/a.js');
    write('src/new/folder/b.js', 'export {};\n');
    expect(await next(/no-console/)).not.toContain('src/new');
    rmSync(join(root, 'src/a.js'));
    expect(await next(/findings/)).toBe('0 findings in 4 files\n');
    expect(await interrupt()).toBe(130);
  });

  it('says what is wrong with a configuration and goes on', async () => {
    const { write, next, interrupt } = await watched({ ...shop, 'src/a.js': 'console.log(1);\n', 'fortress.config.json': {} });
    await next(/no-console/);
    write('fortress.config.json', '{ "laws": { "no-consol": "off" } }');
    expect(await next(/fortress\.config/)).toMatch(/^fortress-audit: fortress\.config\.json:1: laws\.no-consol: unknown law, did you mean "no-console"\?\n$/);
    write('fortress.config.json', '{ "laws": { "no-console": "warn" } }');
    expect(await next(/no-console/)).toContain('src/a.js:1:1: warn no-console');
    write('fortress.waivers.json', JSON.stringify({ waivers: [{ law: 'no-console', path: 'src', reason: 'x', owner: 'y', expires: '2999-01-01' }] }));
    expect(await next(/findings/)).toBe('0 findings in 4 files\n');
    expect(await interrupt()).toBe(130);
  });
});
