import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lawIds } from '../src/catalogue.js';
import { builtCommand, installPacked, must, repository, run } from './support/built.js';
import type { Run } from './support/built.js';
import { gitRepository } from './support/git-repository.js';
import { onPath } from './support/on-path.js';
import { writeTree } from './support/tree.js';

const minutes = 300_000;
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

interface Block {
  readonly section: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced code blocks of a page with the heading that they stand below. */
function blocksOf(page: string): Block[] {
  let section = '';
  const blocks: Block[] = [];
  for (const [, heading, language, text] of page.matchAll(/^## (.+)$|^```(\w+)\n([^]*?)^```$/gm)) {
    if (heading !== undefined) section = heading;
    else blocks.push({ section, language: language ?? '', text: text ?? '' });
  }
  return blocks;
}

interface Recipe {
  /** What its `npm install` names besides this package. */
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** The command that sets up the hook. */
  readonly setup: readonly string[];
}

/** A section of the page as what a reader would do with it: blocks whose first line names a file are that file. */
function recipe(section: string): Recipe {
  const blocks = blocksOf(read('docs/hooks.md')).filter((block) => block.section === section);
  const files: Record<string, string> = {};
  const commands: string[] = [];
  for (const { text } of blocks) {
    const file = /^(?:#|\/\/) ([\w./-]+)\n/.exec(text)?.[1];
    if (file === undefined) commands.push(...text.trim().split('\n'));
    else files[file] = text;
  }
  const [install = '', setup = '', ...more] = commands;
  expect(install).toMatch(/^npm install --save-dev eslint-plugin-fortress /);
  expect(more).toEqual([]);
  return { packages: install.split(' ').slice(4), files, setup: setup.split(' ') };
}

const author = {
  GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null',
};

/** A repository with this package and a hook set up as the page says. */
function repositoryWith({ packages, files, setup }: Recipe): { commit: (changed: Readonly<Record<string, string>>) => Run } {
  const root = writeTree({
    'package.json': { name: 'shop', private: true, dependencies: { express: '^5.0.0' } },
    '.gitignore': 'node_modules\n',
    'README.md': '# Shop\n',
    'src/orders.ts': 'export const orders = [];\n',
    'fortress.config.json': { laws: Object.fromEntries(lawIds.map((law) => [law, law === 'no-console' ? 'error' : 'off'])) },
    ...files,
  });
  for (const path of Object.keys(files)) if (path.startsWith('.husky/')) chmodSync(join(root, path), 0o755);
  must(run('git', ['init', '--quiet'], root, author));
  installPacked(root, packages);
  const [command = '', ...args] = setup;
  must(run(command, args, root, author));
  return {
    commit: (changed) => {
      for (const [path, text] of Object.entries(changed)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      must(run('git', ['add', '--all'], root, author));
      return run('git', ['commit', '--message', 'change'], root, author);
    },
  };
}

describe.each(['lefthook', 'husky and lint-staged'])('the recipe for %s', (section) => {
  it('lets a clean backend pass, stops a finding, and does not ask for other files', { timeout: minutes }, () => {
    const shop = repositoryWith(recipe(section));
    const clean = shop.commit({});
    expect(clean.stdout + clean.stderr).toContain('change');
    expect(clean.code).toBe(0);

    const found = shop.commit({ 'src/orders.ts': "console.log('loaded');\n" });
    expect(found.stdout + found.stderr).toContain('src/orders.ts');
    expect(found.stdout + found.stderr).toContain('no-console');
    expect(found.code).not.toBe(0);

    expect(shop.commit({ 'src/orders.ts': 'export const orders = [1];\n', 'README.md': '# Shop, new\n' }).code).toBe(0);
  });
});

const preCommit = onPath('pre-commit');
if (preCommit === null) console.warn('recipes: no pre-commit on this machine (pip install pre-commit), so its recipe is not executed');

describe('the recipe for pre-commit', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml')) as Record<string, unknown>[];

  it('names a hook that the manifest has, with the keys that pre-commit knows', () => {
    // pre-commit.com, "Creating new hooks": id, name, entry and language are required.
    expect(hook).toEqual({
      id: 'fortress-audit',
      name: 'fortress-audit',
      description: expect.any(String),
      entry: 'fortress-audit',
      language: 'node',
      pass_filenames: false,
      require_serial: true,
      files: expect.any(String),
    });
    const bin = JSON.parse(read('package.json')) as { bin: Record<string, string>; version: string };
    expect(Object.keys(bin.bin)).toContain(hook?.['entry']);
    const printed = blocksOf(read('docs/hooks.md')).find(({ section, language }) => section === 'pre-commit' && language === 'yaml');
    const config = parse(printed?.text ?? '') as { repos: { repo: string; rev: string; hooks: { id: string }[] }[] };
    expect(config.repos.flatMap(({ hooks }) => hooks.map(({ id }) => id))).toEqual([hook?.['id']]);
    expect(config.repos[0]?.rev).toBe(`v${bin.version}`);
  });

  it.skipIf(preCommit === null)('lets a clean backend pass, stops a finding, and does not ask for other files', { timeout: minutes }, async () => {
    const printed = blocksOf(read('docs/hooks.md')).find(({ section, language }) => section === 'pre-commit' && language === 'yaml')?.text ?? '';
    const version = (JSON.parse(read('package.json')) as { version: string }).version;
    // a hook of a language that is built needs the registry; pre-commit takes the rest of the manifest alike
    const manifest = { ...hook, language: 'system', entry: `${process.execPath} ${await builtCommand()}` };
    const hooks = gitRepository({ '.pre-commit-hooks.yaml': JSON.stringify([manifest]) });
    hooks.git('tag', `v${version}`);
    const shop = gitRepository({
      '.pre-commit-config.yaml': printed.replace(/repo: \S+/, `repo: ${hooks.root}`),
      'apps/api/package.json': { name: 'api', private: true, dependencies: { express: '^5.0.0' } },
      'apps/api/fortress.config.json': { laws: Object.fromEntries(lawIds.map((law) => [law, law === 'no-console' ? 'error' : 'off'])) },
      'apps/api/src/orders.ts': 'export const orders = [];\n',
      'README.md': '# Shop\n',
    });
    const env = { ...author, PRE_COMMIT_HOME: writeTree({}) };
    must(run(preCommit ?? '', ['install'], shop.root, env));
    const commit = (changed: Readonly<Record<string, string>>): Run => {
      shop.write(changed);
      shop.git('add', '--all');
      return run('git', ['commit', '--message', 'change'], shop.root, env);
    };
    const clean = commit({ 'apps/api/src/orders.ts': 'export const orders = [1];\n' });
    expect(clean.stderr).toMatch(/fortress-audit\.+Passed/);
    expect(clean.code).toBe(0);

    const found = commit({ 'apps/api/src/orders.ts': "console.log('loaded');\n" });
    expect(found.stderr).toMatch(/src\/orders\.ts[^]*no-console/);
    expect(found.code).not.toBe(0);

    const others = commit({ 'apps/api/src/orders.ts': 'export const orders = [1];\n', 'README.md': '# Shop, new\n' });
    expect(others.stderr).toMatch(/no files to check.*Skipped/);
    expect(others.code).toBe(0);
  });

  it('runs for what the audit reads', () => {
    const files = new RegExp(String(hook?.['files']));
    for (const path of ['src/a.ts', 'a.mts', 'b/c.cjs', 'x.tsx', 'prisma/schema.prisma', 'migrations/1.sql', 'package.json', 'apps/api/tsconfig.build.json']) {
      expect(path).toMatch(files);
    }
    for (const path of ['README.md', 'my-package.json', 'a.ts.snap', 'notes.txt']) expect(path).not.toMatch(files);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | number>>;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { 'runs-on': string; permissions?: Readonly<Record<string, string>>; steps: readonly Step[] }>>;
}

describe('the example workflows', () => {
  const examples = readdirSync(join(repository, 'docs/examples')).filter((name) => name.endsWith('.yml'));
  const workflow = (name: string): Workflow => parse(read(`docs/examples/${name}`), { uniqueKeys: true }) as Workflow;

  it.each(examples)('%s audits on pushes and pull requests with the least permissions', (name) => {
    const { on, permissions, jobs } = workflow(name);
    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    expect(permissions).toEqual({ contents: 'read' });
    const { steps } = jobs['audit']!;
    expect(steps.map(({ uses }) => uses?.replace(/@v\d+$/, '')).filter(Boolean)).toEqual(
      expect.arrayContaining(['actions/checkout', 'actions/setup-node']),
    );
    for (const { uses, run: command } of steps) expect([uses, command].filter((part) => part !== undefined)).toHaveLength(1);
    expect(steps.findIndex((step) => step.run === 'npm ci')).toBeLessThan(steps.findIndex((step) => step.run?.includes('fortress-audit')));
  });

  it('uploads the file that the audit writes, after findings too', () => {
    const job = workflow('fortress.yml').jobs['audit']!;
    expect(job.permissions?.['security-events']).toBe('write');
    const upload = job.steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    const audit = job.steps.find((step) => step.run?.includes('fortress-audit'));
    expect(audit?.run).toContain(`--output sarif=${String(upload?.with?.['sarif_file'])}`);
    expect(upload?.if).toContain('!cancelled()');
  });

  it.each(examples)('%s runs a command that works', { timeout: minutes }, async (name) => {
    const { fortressAudit } = await import('./support/built.js');
    const root = writeTree({ 'package.json': { dependencies: { express: '5' } }, 'src/a.ts': 'console.log(1);\n' });
    const command = workflow(name).jobs['audit']!.steps.find((step) => step.run?.includes('fortress-audit'))?.run ?? '';
    const args = command.split(' ').slice(3);
    expect((await fortressAudit(args, root)).code).toBe(1);
    for (const [, file] of command.matchAll(/=(\S+)/g)) expect(readdirSync(root)).toContain(file);
  });
});
