import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Node, Program } from 'oxc-parser';
import { parseSync, Visitor } from 'oxc-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/facts/finding.js';
import { installPacked, must, packedTarball, repository, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minutes = 300_000;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly sideEffects: boolean;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = readJson(join(repository, 'package.json')) as Manifest;

/** A backend with a finding of a rule and one of a check. */
const backend = {
  'package.json': { name: 'shop', private: true, type: 'module', dependencies: { express: '^5.0.0' } },
  'src/server.ts': [
    "import express from 'express';",
    '',
    'const app = express();',
    'app.use(express.json());',
    "app.post('/v1/orders', (req, res) => {",
    '  const { total } = req.body;',
    '  console.log(total);',
    '  res.status(201).json({ total });',
    '});',
    'app.listen(3000);',
    '',
  ].join('\n'),
  'eslint.config.js': [
    "import parser from '@typescript-eslint/parser';",
    "import { defineConfig } from 'eslint/config';",
    "import fortress from 'eslint-plugin-fortress';",
    '',
    'export default defineConfig([',
    "  { files: ['**/*.ts'], languageOptions: { parser } },",
    '  fortress.configs.recommended,',
    ']);',
    '',
  ].join('\n'),
  'typed/eslint.config.ts': [
    "import { defineConfig } from 'eslint/config';",
    "import fortress from 'eslint-plugin-fortress';",
    '',
    'export default defineConfig([fortress.configs.recommended, fortress.configFor(import.meta.dirname)]);',
    "export const names: readonly string[] = Object.keys(fortress.rules);",
    '',
  ].join('\n'),
  'typed/fortress.config.ts': [
    "import { defineConfig } from 'eslint-plugin-fortress/config';",
    '',
    'export default defineConfig({',
    "  preset: 'strict',",
    "  laws: { 'no-console': ['warn', { allow: ['error'] }] },",
    '});',
    '// @ts-expect-error an unknown law does not compile',
    "export const wrong = defineConfig({ laws: { 'no-consle': 'off' } });",
    '',
  ].join('\n'),
  'typed/tsconfig.json': {
    compilerOptions: { module: 'NodeNext', target: 'ES2023', strict: true, noEmit: true, skipLibCheck: false, types: ['node'] },
    include: ['*.ts'],
  },
};
const expected = ['src/server.ts:6:21 require-input-validation', 'src/server.ts:7:3 no-console'];
/** Other laws have something to say about so small a backend, and more of them with every version. */
const compared = new Set(['require-input-validation', 'no-console']);

let project = '';

describe('the installed package', { timeout: minutes }, () => {
  beforeAll(() => {
    project = writeTree(backend);
    installPacked(project, ['eslint@10', '@typescript-eslint/parser@8', 'typescript@6.0', '@types/node@20']);
  }, minutes);

  it('audits by command', () => {
    const { code, stdout, stderr } = run('npx', ['--no-install', 'fortress-audit', '.', '--json'], project);
    expect(stderr).toBe('');
    const { findings, tool } = JSON.parse(stdout) as Report;
    expect(findings.filter(({ law }) => compared.has(law)).map(({ path, line, column, law }) => `${path}:${line}:${column} ${law}`)).toEqual(expected);
    expect(tool.version).toBe(manifest.version);
    expect(code).toBe(1);
  });

  it('finds the same at the same places in ESLint', () => {
    const { code, stdout, stderr } = run('npx', ['--no-install', 'eslint', '--format', 'json', 'src'], project);
    expect(stderr).toBe('');
    const files = JSON.parse(stdout) as { messages: { ruleId: string; line: number; column: number }[] }[];
    const laws = files.flatMap(({ messages }) => messages.map(({ ruleId, line, column }) => ({ law: ruleId.replace(/^fortress\//, ''), line, column })));
    expect(laws.filter(({ law }) => compared.has(law)).map(({ law, line, column }) => `src/server.ts:${line}:${column} ${law}`)).toEqual(expected);
    expect(code).toBe(1);
  });

  it('has types that a strict compiler accepts, libraries checked', () => {
    must(run('npx', ['--no-install', 'tsc', '-p', 'typed'], project));
  });
});

describe('the tarball', { timeout: minutes }, () => {
  let contents: readonly string[] = [];
  let unpacked = '';
  beforeAll(() => {
    unpacked = writeTree({});
    must(run('tar', ['-xzf', packedTarball(), '-C', unpacked], unpacked));
    contents = readdirSync(join(unpacked, 'package'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(unpacked, 'package/').length))
      .sort();
  }, minutes);

  it('holds what runs and what is read, and nothing else', () => {
    const allowed = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/fortress-audit\.js|dist\/.+\.(js|d\.ts)|schema\/[\w-]+\.json|docs\/laws\/[\w-]+\.md)$/;
    expect(contents.filter((path) => !allowed.test(path))).toEqual([]);
    for (const path of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin/fortress-audit.js', 'dist/cli/main.js', 'dist/index.js', 'dist/index.d.ts']) {
      expect(contents).toContain(path);
    }
  });

  it('holds every file that the manifest names', () => {
    const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
    for (const path of [...targets, ...Object.values(manifest.bin)]) expect(contents).toContain(path.replace(/^\.\//, ''));
  });

  it('imports its dependencies and nothing else, and each of them', () => {
    // the types that our own types rest on are dependencies as well: whoever installs us compiles against them
    const used = new Set(
      contents
        .filter((path) => path.endsWith('.js') || path.endsWith('.d.ts'))
        .flatMap((path) => packagesImportedBy(path, readFileSync(join(unpacked, 'package', path), 'utf8'))),
    );
    used.delete(manifest.name);
    const declared = Object.keys(manifest.dependencies).sort();
    const peers = Object.keys(manifest.peerDependencies);
    expect([...used].filter((name) => !peers.includes(name)).sort()).toEqual(declared);
  });
});

describe('the manifest', () => {
  it('says where the project lives, as the reports do', async () => {
    const home = /const home = '([^']+)'/.exec(readFileSync(join(repository, 'src/reporters/sarif.ts'), 'utf8'))?.[1];
    expect(home).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+$/);
    expect(manifest.repository.url).toBe(`git+${home}.git`);
    expect(manifest.homepage).toBe(`${home}#readme`);
    expect(manifest.bugs.url).toBe(`${home}/issues`);
  });

  it('is an ES module without side effects for the Nodes of ESLint 10', () => {
    expect(manifest.type).toBe('module');
    expect(manifest.sideEffects).toBe(false);
    const eslint = readJson(join(repository, 'node_modules/eslint/package.json')) as Manifest;
    expect(manifest.engines['node']).toBe(eslint.engines['node']);
    expect(manifest.license).toBe('MIT');
  });
});

describe('the licences of what is installed along', () => {
  const permissive = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'Python-2.0', 'CC0-1.0', 'Unlicense']);

  it('are permissive', () => {
    const lock = readJson(join(repository, 'package-lock.json')) as { packages: Readonly<Record<string, { dev?: boolean; peer?: boolean; license?: string }>> };
    const production = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.dev && !entry.peer);
    expect(production.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
    const refused = production.flatMap(([path, entry]) => {
      // Binaries of other platforms are in the lock file and not on this disk.
      const file = join(repository, path, 'package.json');
      const licence = existsSync(file) ? (readJson(file) as Partial<Manifest>).license : entry.license;
      const words = licence?.replace(/[()]/g, '').split(/ (?:AND|OR) /) ?? [];
      return words.length > 0 && words.every((word) => permissive.has(word)) ? [] : [`${path}: ${licence ?? 'none'}`];
    });
    expect(refused).toEqual([]);
  });
});

/** Names of the packages that a module loads, statically, by `import()`, `require` or `createRequire(…)(…)`. */
function packagesImportedBy(path: string, text: string): string[] {
  const { program, errors } = parseSync(path, text);
  expect(errors).toEqual([]);
  const names: string[] = [];
  const add = (source: Node | null): void => {
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    const { value } = source;
    if (value.startsWith('.') || value.startsWith('#') || isBuiltin(value)) return;
    names.push(value.split('/').slice(0, value.startsWith('@') ? 2 : 1).join('/'));
  };
  visitImports(program, add);
  return names;
}

function visitImports(program: Program, add: (source: Node | null) => void): void {
  const makers = new Set(['require']);
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (id.type === 'Identifier' && init?.type === 'CallExpression' && init.callee.type === 'Identifier' && init.callee.name === 'createRequire') makers.add(id.name);
    },
  }).visit(program);
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    CallExpression: ({ callee, arguments: [first] }) => {
      const called = callee.type === 'CallExpression' ? callee.callee : callee;
      if (called.type !== 'Identifier') return;
      if (callee.type === 'CallExpression' ? called.name === 'createRequire' : makers.has(called.name)) add(first ?? null);
    },
  }).visit(program);
}

describe('packagesImportedBy', () => {
  it('sees every way to load a package, and no text that looks like one', () => {
    const text = [
      "import a from 'a/deep'; export * from '@b/c/d'; export { x } from 'e'; import './own.js'; import 'node:fs'; import '#inner';",
      "await import('f'); createRequire(import.meta.url)('g'); const load = createRequire(import.meta.url); load('h'); require('i');",
      "const example = `import z from 'z'`; other('y');",
    ].join('\n');
    expect(packagesImportedBy('a.js', text).sort()).toEqual(['@b/c', 'a', 'e', 'f', 'g', 'h', 'i']);

  });
});
