import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTree } from './support/tree.js';

const repository = join(import.meta.dirname, '..');

/** A copy of what the scripts read and write, in a folder of its own so that `../shared` can be there or not. */
function copyOf(shared: Readonly<Record<string, string>>): string {
  const root = join(writeTree({ 'main/.keep': '', ...shared }), 'main');
  for (const path of ['src', 'scripts', 'test/support', 'package.json', 'schema']) cpSync(join(repository, path), join(root, path), { recursive: true });
  mkdirSync(join(root, 'fixtures'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  return root;
}

function newLaw(root: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'new-law.mjs'), ...args], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

const lawBook = [
  '## Resilience',
  '| id | tier | source | where | a violation | not a violation |',
  '|---|---|---|---|---|---|',
  '| require-retry-budget | 2 | BD 10 | rule | an outside call with no timeout | |',
  '| graceful-shutdown | 3 | BT | check | a server that handles no SIGTERM | |',
  '| no-cross-talk | 2 | BD 1 | rule + check | a law of both kinds | |',
].join('\n');
const design = '### 1. The "Modular Monolith" Mandate\n### 10. Circuit Breakers (All of Them)\n';

describe('with the law book', { timeout: 120_000 }, () => {
  const root = copyOf({ 'shared/LAWS.md': lawBook, 'shared/documents/backend-design.md': design });

  it('takes kind, group, tier and source from the row', () => {
    const { status, output } = newLaw(root, 'require-retry-budget');
    expect(output).toContain('wrote src/rules/require-retry-budget.ts');
    expect(status).toBe(0);
    const catalogue = read(root, 'src/catalogue.ts');
    expect(catalogue).toContain("source: { document: 'BD', section: '10. Circuit Breakers' },");
    expect(catalogue).toMatch(/'require-retry-budget': law\(\{[^}]*group: 'Resilience',\s+tier: 2,[\s\S]*?kind: 'rule',\s+recommended: 'warn',/);
    expect(read(root, 'src/rules/index.ts')).toContain("import requireRetryBudget from './require-retry-budget.js';");
    expect(read(root, 'docs/laws/require-retry-budget.md')).toContain('# require-retry-budget');
    expect(read(root, 'fixtures/require-retry-budget/basic/src/bad.ts')).toContain('// ruleid: require-retry-budget');
    expect(read(root, 'fixtures/require-retry-budget/basic/src/good.ts')).toContain('// ok: require-retry-budget');
  });

  it('leaves what nobody can know to a type that does not exist', () => {
    expect(newLaw(root, 'graceful-shutdown').status).toBe(0);
    const catalogue = read(root, 'src/catalogue.ts');
    expect(catalogue).toMatch(/'graceful-shutdown': law\(\{\s+title: '[^']*a server that handles no SIGTERM' as Unwritten,/);
    expect(catalogue).toMatch(/document: 'BT', section: '[^']*' as Unwritten/);
    expect(read(root, 'src/checks/graceful-shutdown.ts').match(/as Unwritten/g)?.length).toBeGreaterThan(4);
    expect(catalogue).not.toMatch(/(type|interface|class)\s+Unwritten/);
  });

  it('asks which kind where the book says both, and obeys', () => {
    expect(newLaw(root, 'no-cross-talk')).toMatchObject({ status: 1, output: expect.stringContaining('--rule') as string });
    expect(existsSync(join(root, 'fixtures/no-cross-talk'))).toBe(false);
    expect(newLaw(root, 'no-cross-talk', '--check').status).toBe(0);
    expect(existsSync(join(root, 'src/checks/no-cross-talk.ts'))).toBe(true);
    expect(existsSync(join(root, 'src/rules/no-cross-talk.ts'))).toBe(false);
  });

  it('refuses what exists, and writes nothing', () => {
    const before = read(root, 'src/catalogue.ts');
    expect(newLaw(root, 'no-console', '--rule')).toMatchObject({ status: 1, output: expect.stringContaining('exists already') as string });
    expect(newLaw(root, 'require-retry-budget', '--check').status).toBe(1);
    expect(read(root, 'src/catalogue.ts')).toBe(before);
  });

  it.each([[], ['No_Console'], ['../escape'], ['x', '--both'], ['x', '--rule', '--check']])('refuses the arguments %j', (...args) => {
    expect(newLaw(root, ...args).status).toBe(1);
  });
});

describe('without the law book', { timeout: 120_000 }, () => {
  const root = copyOf({});

  it('needs the kind and leaves group, tier and source open', () => {
    expect(newLaw(root, 'no-moon-phase').status).toBe(1);
    expect(newLaw(root, 'no-moon-phase', '--check').status).toBe(0);
    const entry = /'no-moon-phase': law\(\{[\s\S]*?\n {2}\}\),/.exec(read(root, 'src/catalogue.ts'))?.[0] ?? '';
    expect(entry.match(/as Unwritten/g)).toHaveLength(5);
  });
});

describe('generate --check', { timeout: 120_000 }, () => {
  const check = (root: string): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(root, 'scripts', 'generate.mjs'), '--check'], { encoding: 'utf8' });

  it('names what is stale and writes nothing; one run makes it fresh', () => {
    const root = copyOf({});
    writeFileSync(join(root, 'README.md'), '# Fortress\n\n<!-- laws:start -->\nold\n<!-- laws:end -->\n\nMore.\n');
    mkdirSync(join(root, 'docs/laws'), { recursive: true });
    writeFileSync(join(root, 'docs/laws/no-such-law.md'), '# gone\n');
    writeFileSync(join(root, 'src/checks/index.ts'), '');
    const before = check(root);
    expect(before.status).toBe(1);
    for (const path of ['src/checks/index.ts', 'docs/laws/no-console.md', 'docs/laws/no-such-law.md', 'README.md']) expect(before.stderr).toContain(path);
    expect(existsSync(join(root, 'docs/laws/no-console.md'))).toBe(false);
    expect(spawnSync(process.execPath, [join(root, 'scripts', 'generate.mjs')]).status).toBe(0);
    expect(check(root)).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(root, 'docs/laws/no-such-law.md'))).toBe(false);
    const readme = read(root, 'README.md');
    expect(readme).toContain('](docs/laws/no-console.md)');
    expect(readme.startsWith('# Fortress\n') && readme.endsWith('\nMore.\n') && !readme.includes('\nold\n')).toBe(true);
  });

  it('fails where README.md has no place for the table', () => {
    const root = copyOf({});
    writeFileSync(join(root, 'README.md'), '# Fortress\n');
    expect(spawnSync(process.execPath, [join(root, 'scripts', 'generate.mjs')], { encoding: 'utf8' })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('<!-- laws:start -->') as string,
    });
  });
});
