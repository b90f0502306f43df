import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/facts/finding.js';
import { builtCommand, fortressAudit } from './support/built.js';
import { writeTree } from './support/tree.js';

const seconds = 60_000;
const stackFrame = /^\s+at .+:\d+:\d+\)?$/m;

/** A backend with one finding, which must be found whatever else the folder holds. */
const backend = {
  'package.json': { name: 'shop', dependencies: { express: '^5.0.0' } },
  'src/orders.ts': "export function list(): void {\n  console.log('listed');\n}\n",
};
const ownFinding = 'src/orders.ts:2:3 no-console';
/** All laws run; these are compared, since what the others say about so small a backend is not what is tested here. */
const compared = new Set(['no-console', 'no-uuid-v4-keys']);

interface Outcome {
  readonly code: number | null;
  readonly findings: readonly string[];
  readonly problems: readonly string[];
  readonly report: Report | null;
  readonly stderr: string;
}

async function auditFolder(root: string, args: readonly string[] = []): Promise<Outcome> {
  const { code, stdout, stderr } = await fortressAudit(['--json', ...args], root);
  expect(stdout).not.toMatch(stackFrame);
  expect(stderr).not.toMatch(stackFrame);
  const report = stdout === '' ? null : (JSON.parse(stdout) as Report);
  return {
    code,
    findings: report?.findings.filter(({ law }) => compared.has(law)).map(({ path, line, column, law }) => `${path}:${line}:${column} ${law}`) ?? [],
    problems: report?.problems.map(({ path, message }) => `${path}: ${message}`) ?? [],
    report,
    stderr,
  };
}

/** Audits the backend and more files. */
const auditWith = (files: Readonly<Record<string, unknown>>): Promise<Outcome> => auditFolder(writeTree({ ...backend, ...files }));

/** What every run says that could do its job in spite of `problems`. */
function expectTheRest(outcome: Outcome): void {
  expect(outcome.findings).toContain(ownFinding);
  expect(outcome.stderr).toBe('');
  expect(outcome.code).toBe(1);
}

beforeAll(async () => void (await builtCommand()), seconds);

describe('what cannot be audited', { timeout: seconds }, () => {
  const failsWith = async (root: string, args: readonly string[], line: string): Promise<void> => {
    const { code, report, stderr } = await auditFolder(root, args);
    expect(report).toBeNull();
    expect(stderr).toBe(`fortress-audit: ${line}\n`);
    expect(code).toBe(2);
  };

  it('says that a folder is empty of backend code', async () => {
    const root = writeTree({ 'README.md': '# nothing' });
    await failsWith(root, [], `${root}: no backend code here: no TypeScript or JavaScript outside tests, front ends and tool configuration`);
    mkdirSync(join(root, 'empty'));
    await failsWith(root, ['empty'], `${root}/empty: no backend code here: no TypeScript or JavaScript outside tests, front ends and tool configuration`);
  });

  it('says that a folder holds a front end and tests only', async () => {
    const root = writeTree({
      'package.json': { name: 'web', dependencies: { react: '^19.0.0', 'react-dom': '^19.0.0' }, devDependencies: { vite: '^7.0.0' } },
      'index.html': '<div id="root"></div>',
      'src/main.tsx': "import { createRoot } from 'react-dom/client';\ncreateRoot(document.body).render(<p>hello</p>);\n",
      'src/app.test.ts': "it('works', () => { console.log(1); });\n",
    });
    await failsWith(root, [], `${root}: no backend code here: no TypeScript or JavaScript outside tests, front ends and tool configuration`);
  });

  it('says that a path is missing', () => failsWith(writeTree(backend), ['nowhere'], 'no such folder: nowhere'));

  it('says that a path is a file', () =>
    failsWith(writeTree(backend), ['doctor', 'src/orders.ts'], 'src/orders.ts is a file: give the folder of the backend'));

  it('says that a law is unknown', () =>
    failsWith(writeTree(backend), ['--law', 'no-consle'], 'unknown law: no-consle (did you mean no-console?)'));

  it('says which option is unknown', () => failsWith(writeTree(backend), ['--fromat', 'json'], "unknown option '--fromat'\n(Did you mean --format?)"));
});

describe('a wrong configuration', { timeout: seconds }, () => {
  it.each([
    ['an unknown law', 'json', '{\n  "laws": { "no-consle": "off" }\n}', ':2: laws.no-consle: unknown law, did you mean "no-console"?'],
    ['a wrong type', 'json', '{\n  "ignore": "src"\n}', ':2: ignore: must be a list, not text'],
    ['a syntax error', 'json', '{\n  "ignore": [}\n}', ':2: not JSON at "}"'],
    ['no text at all', 'json', '', ':1: JSON ends too early'],
    ['an unknown law', 'ts', "export default {\n  laws: { 'no-consle': 'off' },\n};\n", ':2: laws.no-consle: unknown law, did you mean "no-console"?'],
    ['a wrong type', 'ts', "export default {\n  ignore: 'src',\n};\n", ':2: ignore: must be a list, not text'],
    ['no export', 'ts', 'const config = {};\n', ':1: exports nothing, write: export default defineConfig({ … })'],
    ['code that throws', 'ts', "export const a = 1;\nthrow new Error('no key');\n", ':2: cannot be loaded: no key'],
  ])('names file and line of %s in %s', async (_, extension, text, complaint) => {
    const name = `fortress.config.${extension}`;
    const { code, report, stderr } = await auditFolder(writeTree({ ...backend, [name]: text }));
    expect(report).toBeNull();
    expect(stderr).toBe(`fortress-audit: ${name}${complaint}\n`);
    expect(code).toBe(2);
  });

  it('names file and line of a syntax error in ts', async () => {
    const { code, stderr } = await auditFolder(writeTree({ ...backend, 'fortress.config.ts': 'export default {\n  ignore: [,\n  ;\n' }));
    expect(stderr).toMatch(/^fortress-audit: fortress\.config\.ts:3: [^\n]+\n$/);
    expect(code).toBe(2);
  });

  it('says which of two files to keep', async () => {
    const { code, stderr } = await auditFolder(writeTree({ ...backend, 'fortress.config.json': '{}', 'fortress.config.ts': 'export default {};\n' }));
    expect(stderr).toBe('fortress-audit: fortress.config.ts:1: several configurations, keep one of fortress.config.ts, fortress.config.json\n');
    expect(code).toBe(2);
  });

  it('audits in spite of it with --no-config', async () => {
    const root = writeTree({ ...backend, 'fortress.config.ts': "throw new Error('never run');\n" });
    expectTheRest(await auditFolder(root, ['--no-config']));
  });
});

describe('a wrong source file', { timeout: seconds }, () => {
  it('is one problem with line and column when it does not parse', async () => {
    const outcome = await auditWith({ 'src/broken.ts': 'export const a = 1;\nexport function (\n' });
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([expect.stringMatching(/^src\/broken\.ts: does not parse: [^\n]+ \(2:\d+\)$/)]);
  });

  it('is one problem when it is not UTF-8', async () => {
    const root = writeTree(backend);
    writeFileSync(join(root, 'src/latin.ts'), Buffer.from("export const name = 'Caf\xe9';\n", 'latin1'));
    const outcome = await auditFolder(root);
    expectTheRest(outcome);
    expect(outcome.problems).toEqual(['src/latin.ts: is not valid UTF-8 and was not read']);
  });

  it('is one problem when it is a bundle of 5 MB', async () => {
    const line = 'export function f(){console.log("bundled")}\n'.replace('f', 'bundled');
    const bundle = Array.from({ length: Math.ceil(5_000_000 / line.length) }, (_, i) => line.replace('bundled', `b${i}`)).join('');
    const outcome = await auditWith({ 'src/vendor.js': bundle });
    expectTheRest(outcome);
    expect(outcome.findings).toEqual([ownFinding]);
    expect(outcome.problems).toEqual(['src/vendor.js: larger than 1 MB, taken for generated code and not read']);
  });

  it('is no problem when it is empty or holds comments only', async () => {
    const outcome = await auditWith({ 'src/empty.ts': '', 'src/blank.ts': '\n\n', 'src/comments.ts': '// console.log(1)\n/* and more */\n' });
    expectTheRest(outcome);
    expect(outcome.findings).toEqual([ownFinding]);
    expect(outcome.problems).toEqual([]);
    expect(outcome.report?.summary.files).toBe(4);
  });

  it('has right columns with a byte order mark and CRLF', async () => {
    const outcome = await auditWith({ 'src/marked.ts': "\uFEFFconsole.log('first');\r\nexport const a = 1;\r\n  console.log('é', '😀'); console.log(a);\r\n" });
    expectTheRest(outcome);
    expect(outcome.findings.filter((finding) => finding.startsWith('src/marked.ts'))).toEqual([
      'src/marked.ts:1:1 no-console',
      'src/marked.ts:3:3 no-console',
      'src/marked.ts:3:27 no-console',
    ]);
    expect(outcome.problems).toEqual([]);
  });

  it('may have spaces and any script in its path', async () => {
    const root = writeTree({ 'my shop/größe/注文 1.ts': "console.log('a');\n", 'my shop/package.json': { name: 'shop', dependencies: { express: '5' } } });
    const outcome = await auditFolder(root, ['my shop']);
    expect(outcome.findings).toEqual(['größe/注文 1.ts:1:1 no-console']);
    expect(outcome.problems).toEqual([]);
    expect(outcome.code).toBe(1);
  });

  it('may hold a literal of 200,000 elements', async () => {
    const outcome = await auditWith({
      'src/zips.ts': `export const zips = [${Array.from({ length: 100_000 }, (_, i) => i).join(',')}];\nexport const names = { ${Array.from({ length: 20_000 }, (_, i) => `k${i}: 'v${i}'`).join(', ')} };\nconsole.log(zips);\n`,
    });
    expectTheRest(outcome);
    expect(outcome.findings).toContain('src/zips.ts:3:1 no-console');
    expect(outcome.problems).toEqual([]);
  });

  /** Code that nests `n` times, by what it nests. */
  const nested = (n: number): Readonly<Record<string, string>> => ({
    parentheses: `export const x = ${'('.repeat(n)}1${')'.repeat(n)};`,
    arrays: `export const x = ${'['.repeat(n)}1${']'.repeat(n)};`,
    objects: `export const x = ${'{a:'.repeat(n)}1${'}'.repeat(n)};`,
    calls: `export const x = ${'f('.repeat(n)}1${')'.repeat(n)};`,
    chains: `export const x = f${'.then(f)'.repeat(n)};`,
    members: `export const x = f${'.a'.repeat(n)};`,
    arrows: `export const x = ${'() => '.repeat(n)}1;`,
    sums: `export const x = f${' + "a"'.repeat(n)};`,
    ternaries: `export const x = ${'f ? 1 : '.repeat(n)}1;`,
    templates: `export const x = ${'`${'.repeat(n)}1${'}`'.repeat(n)};`,
    awaits: `export const x = async () => ${'await '.repeat(n)}1;`,
    negations: `export const x = ${'!'.repeat(n)}f;`,
    assignments: `let y; export const x = ${'y = '.repeat(n)}1;`,
    conjunctions: `export const x = f${' && f'.repeat(n)};`,
    blocks: `${'{'.repeat(n)}${'}'.repeat(n)}`,
    ifs: `${'if (f) '.repeat(n)};`,
    elses: `${'if (f) {} else '.repeat(n)}{}`,
    functions: `${'function g() {'.repeat(n)}${'}'.repeat(n)}`,
    classes: `${'class C { m() {'.repeat(n / 2)}${'} }'.repeat(n / 2)}`,
    types: `type T = ${'Array<'.repeat(n)}string${'>'.repeat(n)};`,
    'type-literals': `type T = ${'{ a: '.repeat(n)}string${'}'.repeat(n)};`,
    'conditional-types': `type T = ${'a extends b ? c : '.repeat(n)}d;`,
    patterns: `const ${'['.repeat(n)}a${']'.repeat(n)} = f;`,
  });
  const filesOf = (n: number): Record<string, string> =>
    Object.fromEntries(
      Object.entries(nested(n)).map(([name, code]) => [`src/${name}.ts`, `import f from './orders.js';\nconsole.log(f);\n${code}\n`]),
    );

  it('may nest 600 deep', async () => {
    const files = filesOf(600);
    const outcome = await auditWith(files);
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([]);
    expect(outcome.findings).toEqual([...Object.keys(files).map((path) => `${path}:2:1 no-console`), ownFinding].sort());
  });

  it('is one problem when it nests 60,000 deep, which the parser would not survive', async () => {
    const files = filesOf(60_000);
    const outcome = await auditWith(files);
    expectTheRest(outcome);
    expect(outcome.findings).toEqual([ownFinding]);
    expect(outcome.problems).toEqual(
      Object.keys(files)
        .sort()
        .map((path) => expect.stringMatching(`^${path}: (does not parse: nests deeper than about 1,000 levels \\(1:1\\)|larger than 1 MB, taken for generated code and not read)$`)),
    );
    expect(outcome.problems.filter((problem) => problem.includes('larger')).length).toBeLessThan(3);
  });

  it('may hold variables that hold themselves, duplicate exports and rings of functions', async () => {
    const outcome = await auditWith({
      'src/self.ts': [
        'let a: unknown = a;',
        'let b = c; let c = b;',
        'const o: any = { o }; o.o = o;',
        'const xs: any[] = [xs]; xs.push(xs);',
        'const f = () => f; const g = () => h(); const h = () => g();',
        'class A extends A {} class B extends C {} class C extends B {}',
        'type T = T[]; interface I extends I {}',
        "export { a, b, c, o, xs, f, g, h, A, B, T, I };",
        "export * from './self.js';",
        'console.log(a);',
        '',
      ].join('\n'),
      'src/twice.js': 'export const a = 1;\nexports.b = 2;\nexports.b = 3;\nconsole.log(a);\n',
      'src/twice-named.ts': "export const a = 1;\nexport { a };\nexport { a as default };\nexport default 2;\n",
      'src/both-stars.ts': "export * from './self.js';\nexport * from './twice.js';\n",
    });
    expectTheRest(outcome);
    expect(outcome.findings).toContain('src/self.ts:10:1 no-console');
    expect(outcome.findings).toContain('src/twice.js:4:1 no-console');
    // Of these, oxc takes `class A extends A` and a twice exported name for syntax errors or lets them pass.
    for (const problem of outcome.problems) expect(problem).toMatch(/^src\/twice-named\.ts: does not parse: [^\n]+ \(\d+:\d+\)$/);
  });

  it('may import itself in circles and what is not there', async () => {
    const outcome = await auditWith({
      'tsconfig.json': { compilerOptions: { paths: { '@app/*': ['./src/*'] } } },
      'src/a.ts': "import { b } from './b.js';\nimport gone from '@app/gone';\nimport missing from './missing.js';\nimport pkg from 'not-installed';\nexport const a = [b, gone, missing, pkg];\n",
      'src/b.ts': "import { c } from './c.js';\nexport const b = c;\nexport * from './a.js';\n",
      'src/c.ts': "import { a } from './a.js';\nexport const c = a;\nexport * from './b.js';\nconsole.log(c);\n",
    });
    expectTheRest(outcome);
    expect(outcome.findings).toContain('src/c.ts:4:1 no-console');
    expect(outcome.problems.filter((problem) => !problem.startsWith('src/a.ts'))).toEqual([]);
  });
});

describe('a wrong document', { timeout: seconds }, () => {
  it('is one problem for a tsconfig.json that is no JSON', async () => {
    const outcome = await auditWith({ 'tsconfig.json': '{ "compilerOptions": { "paths": ', 'src/a.ts': "import { list } from '@app/orders';\nlist();\n" });
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([expect.stringMatching(/^tsconfig\.json: [^\n]+$/)]);
  });

  it('is one problem for tsconfig files that extend each other', async () => {
    const outcome = await auditWith({
      'tsconfig.json': { extends: './tsconfig.base.json' },
      'tsconfig.base.json': { extends: './tsconfig.json' },
      'src/a.ts': "import { x } from '@app/orders';\nexport const a = x;\n",
    });
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([expect.stringMatching(/^tsconfig[\w.]*\.json: The tsconfig extends itself: [^\n]+$/)]);
  });

  it('is one problem for a package.json that is no JSON', async () => {
    const outcome = await auditWith({ 'package.json': '{ "name": "shop", }' });
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([expect.stringMatching(/^package\.json: [^\n]+$/)]);
  });

  it.each([['[]'], ['null'], ['"shop"'], ['{ "dependencies": [1], "name": 5, "bin": 7, "workspaces": true }']])(
    'is none of ours for a package.json of %s',
    async (text) => {
      expectTheRest(await auditWith({ 'package.json': text }));
    },
  );

  it('is one problem for one wrong line of a Prisma schema, and the rest of it is read', async () => {
    const outcome = await auditWith({
      'package.json': { name: 'shop', dependencies: { express: '5', '@prisma/client': '6' } },
      'prisma/schema.prisma': [
        'datasource db {',
        '  provider = "postgresql"',
        '  url      = env("DATABASE_URL")',
        '}',
        '',
        'model Order {',
        '  id    String @id @default(uuid())',
        '  total Int ??? wrong',
        '}',
        '',
        'model Customer {',
        '  id String @id @default(uuid())',
        '}',
        '',
      ].join('\n'),
    });
    expectTheRest(outcome);
    expect(outcome.problems).toEqual([expect.stringMatching(/^prisma\/schema\.prisma: [^\n]+$/)]);
    expect(outcome.findings.filter((finding) => finding.endsWith('no-uuid-v4-keys'))).toHaveLength(2);
  });

  it('is one problem for SQL that no parser understands, and the rest is read', async () => {
    const outcome = await auditWith({
      'migrations/1_orders.sql': 'CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\nTHIS IS NO SQL (((;\n',
      'migrations/2_customers.sql': 'CREATE TABLE customers (id uuid PRIMARY KEY DEFAULT gen_random_uuid());\n',
      'migrations/3_unclosed.sql': "INSERT INTO orders VALUES ('never closed\n",
    });
    expectTheRest(outcome);
    expect(outcome.findings.filter((finding) => finding.endsWith('no-uuid-v4-keys'))).toHaveLength(2);
    for (const problem of outcome.problems) expect(problem).toMatch(/^migrations\/\d_\w+\.sql: [^\n]+$/);
  });
});

describe('a wrong file system', { timeout: seconds }, () => {
  it('ends where symbolic links lead in circles or nowhere', async () => {
    const root = writeTree(backend);
    symlinkSync(root, join(root, 'src/loop'));
    symlinkSync('self', join(root, 'src/self'));
    symlinkSync('nowhere.ts', join(root, 'src/dangling.ts'));
    const outcome = await auditFolder(root);
    expectTheRest(outcome);
    expect(outcome.findings).toEqual([ownFinding]);
    expect(outcome.problems).toEqual([]);
  });

  // Permissions do not bind the superuser.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('names what it may not read', async () => {
    const root = writeTree({ ...backend, 'src/secret.ts': 'console.log(1);\n', 'src/locked/a.ts': 'console.log(1);\n' });
    chmodSync(join(root, 'src/secret.ts'), 0o000);
    chmodSync(join(root, 'src/locked'), 0o000);
    try {
      const outcome = await auditFolder(root);
      expectTheRest(outcome);
      expect(outcome.problems).toEqual(['src/locked: The folder cannot be read: EACCES', 'src/secret.ts: cannot be read: EACCES']);
    } finally {
      chmodSync(join(root, 'src/locked'), 0o755);
    }
  });

  it('reads a folder that is called like a file', async () => {
    const outcome = await auditWith({ 'src/models.ts/order.ts': 'console.log(1);\n', 'tsconfig.json/x.ts': 'console.log(2);\n' });
    expectTheRest(outcome);
    expect(outcome.findings).toContain('src/models.ts/order.ts:1:1 no-console');
  });
});
