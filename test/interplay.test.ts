import { createRequire } from 'node:module';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { lawIds } from '../src/catalogue.js';
import { loadConfig } from '../src/config/load.js';
import { audit } from '../src/hosts/audit.js';
import { plugin } from '../src/hosts/eslint.js';
import { severityOf } from '../src/policy/severity.js';
import { rules } from '../src/rules/index.js';
import { builtCommand, must, repository, run } from './support/built.js';
import { writeTree } from './support/tree.js';

const minutes = 180_000;
const require = createRequire(import.meta.url);
const ruleIds = rules.map(({ id }) => id).sort();
let built = '';
beforeAll(async () => {
  built = join(dirname(dirname(await builtCommand())), 'dist/index.js');
}, minutes);

interface OxlintDiagnostic {
  readonly message: string;
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
}

describe('oxlint with Fortress as a plugin', { timeout: minutes }, () => {
  const bin = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint');

  function oxlint(root: string): { code: number | null; said: string[]; files: number } {
    const config = { jsPlugins: [built], categories: { correctness: 'off' }, rules: Object.fromEntries(ruleIds.map((id) => [`fortress/${id}`, 'error'])) };
    writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify(config));
    const { code, stdout, stderr } = run(process.execPath, [bin, '--format', 'json', '.'], root);
    expect(stderr).toBe('');
    const { diagnostics, number_of_files: files } = JSON.parse(stdout) as { diagnostics: OxlintDiagnostic[]; number_of_files: number };
    const said = diagnostics.map(({ message, code: rule, filename, labels: [label] }) => `${filename}:${label?.span.line}:${label?.span.column} ${rule.replace(/^fortress\((.+)\)$/, '$1')}: ${message}`);
    return { code, said: said.sort(), files };
  }

  it.each(ruleIds)('finds for %s what the audit finds', async (id) => {
    const root = writeTree({});
    cpSync(join(repository, 'fixtures', id), root, { recursive: true });
    for (const name of readdirSync(root)) {
      if (name.startsWith('.')) continue;
      const folder = join(root, name);
      const { report } = await audit(folder, { laws: ruleIds });
      const inAudit = report.findings.filter(({ law, suppressed }) => !suppressed && ruleIds.some((one) => one === law)).map(({ law, path, line, column, message }) => `${path}:${line}:${column} ${law}: ${message}`);
      const { said, files } = oxlint(folder);
      expect(files).toBeGreaterThan(0);
      // which law the configuration switches off for a file, only Fortress's own hosts know
      const { config } = await loadConfig(folder);
      const isOn = (one: string): boolean => severityOf(id, one.split(':')[0] ?? '', config) !== 'off';
      expect(said.filter((one) => one.includes(` ${id}: `) && isOn(one))).toEqual(inAudit.filter((one) => one.includes(` ${id}: `)).sort());
    }
  });
});

const shop = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', uuid: '^11.0.0' } },
  'src/ids.ts': `import { v4 } from 'uuid';\nexport const id = (): string => v4();\n`,
  'src/log.ts': `export function f(): void {\n  console.log('x');\n}\n`,
  'src/modules/orders/orders.ts': `import { bill } from '../billing/bill.js';\nexport const order = (): unknown => bill();\n`,
  'src/modules/orders/lines.ts': 'export const lines: string[] = [];\n',
  'src/modules/billing/bill.ts': `export const bill = (): number => 1;\n`,
};

function project(more: Readonly<Record<string, unknown>> = {}): string {
  const tseslint = pathToFileURL(require.resolve('typescript-eslint')).href;
  const config = `import fortress from ${JSON.stringify(pathToFileURL(built).href)};
import tseslint from ${JSON.stringify(tseslint)};
export default [...tseslint.configs.strict, ...tseslint.configs.stylistic, ...fortress.configFor(import.meta.dirname)];
`;
  return writeTree({ ...shop, 'eslint.config.mjs': config, ...more });
}

// `bin` is no export of the package
const majors = ['eslint', 'eslint9'].map((name) => [name, join(dirname(require.resolve(`${name}/package.json`)), 'bin/eslint.js')] as const);

describe.each(majors)('the command of %s beside the presets of typescript-eslint', { timeout: minutes }, (_, bin) => {
  interface Lint {
    readonly said: readonly string[];
    readonly code: number | null;
  }

  function eslint(root: string, ...args: string[]): Lint {
    const { stdout, stderr, code } = run(process.execPath, [bin, '--format', 'json', ...args, 'src'], root);
    expect(stderr.replace(/^.*ESLintPoorConcurrencyWarning.*\n(.*\n)?/m, '')).toBe('');
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null; line: number; fatal?: boolean }[] }[];
    return { code, said: results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, line }) => `${filePath.slice(root.length + 1)}:${line} ${ruleId}`)).sort() };
  }

  const expected = ['src/ids.ts:1 fortress/native-apis', 'src/log.ts:2 fortress/no-console', 'src/modules/orders/orders.ts:1 fortress/no-cross-module-imports'];

  it('says what the audit says', async () => {
    const root = project();
    expect(eslint(root)).toEqual({ code: 1, said: expected });
    const { report } = await audit(root, {});
    expect(report.findings.map(({ path, line, law }) => `${path}:${line} fortress/${law}`)).toEqual(expected);
  });

  it('holds types by the configuration of docs/editor.md', () => {
    const [, , text = ''] = /^## Type safety$([^]*?)^```js\n([^]*?)^```$/m.exec(readFileSync(join(repository, 'docs/editor.md'), 'utf8')) ?? [];
    const local: Readonly<Record<string, string>> = { 'eslint/config': join(dirname(dirname(bin)), 'lib/config-api.js'), 'eslint-plugin-fortress': built, 'typescript-eslint': require.resolve('typescript-eslint') };
    const config = text.replace(/from '([^']+)'/g, (_from, name: string) => `from ${JSON.stringify(pathToFileURL(local[name] ?? name).href)}`);
    const root = project({ 'eslint.config.mjs': config, 'src/types.ts': `export function first(list: any) {\n  // @ts-ignore\n  return list[0];\n}\n` });
    expect(eslint(root).said.filter((one) => one.startsWith('src/types.ts'))).toEqual([
      'src/types.ts:1 @typescript-eslint/explicit-module-boundary-types',
      'src/types.ts:1 @typescript-eslint/explicit-module-boundary-types',
      'src/types.ts:1 @typescript-eslint/no-explicit-any',
      'src/types.ts:2 @typescript-eslint/ban-ts-comment',
    ]);
    expect(eslint(root).said.filter((one) => one.includes(' fortress/'))).toEqual(expected);
  });

  it('says the same with --concurrency 2', () => {
    expect(eslint(project(), '--concurrency', '2').said).toEqual(expected);
  });

  it('says the same from its --cache, and sees a file that changes', () => {
    const root = project();
    expect(eslint(root, '--cache').said).toEqual(expected);
    expect(eslint(root, '--cache').said).toEqual(expected);
    writeFileSync(join(root, 'src/log.ts'), 'export const f = (): number => 1;\n');
    expect(eslint(root, '--cache').said).toEqual(expected.filter((one) => !one.startsWith('src/log.ts')));
  });

  it('applies the fixes with --fix', () => {
    const root = project();
    expect(eslint(root, '--fix').said).toEqual(expected.slice(1));
    expect(readFileSync(join(root, 'src/ids.ts'), 'utf8')).toBe(shop['src/ids.ts'].replace(`{ v4 } from 'uuid'`, `{ randomUUID as v4 } from 'node:crypto'`));
  });

  it('prints a configuration with every law', () => {
    const { stdout } = must(run(process.execPath, [bin, '--print-config', 'src/ids.ts'], project()));
    const { rules: configured } = JSON.parse(stdout) as { rules: Record<string, unknown> };
    expect(Object.keys(configured).filter((id) => id.startsWith('fortress/')).length).toBe(lawIds.length);
  });
});

interface Host {
  new (options: ESLint.Options): ESLint;
}

describe.each([
  ['10', ESLint as Host],
  ['9', (require('eslint9') as { ESLint: Host }).ESLint],
])('a process of ESLint %s that lives long', { timeout: minutes }, (_, Engine) => {
  it('follows edits on disk and in the editor, round after round', async () => {
    const root = project();
    const eslint = new Engine({ cwd: root, overrideConfigFile: true, overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: require('@typescript-eslint/parser') as never } }, plugin.configs.recommended] });
    const orders = join(root, 'src/modules/orders/orders.ts');
    const lint = async (text: string): Promise<string[]> => (await eslint.lintText(text, { filePath: orders })).flatMap(({ messages }) => messages.map(({ ruleId, line }) => `${line} ${ruleId}`));
    const crossing = shop['src/modules/orders/orders.ts'];
    for (let round = 0; round < 10; round += 1) {
      expect(await lint(`// round ${round}\n${crossing}`)).toEqual(['2 fortress/no-cross-module-imports']);
      // unsaved: the import is gone
      expect(await lint(`export const order = ${round};\n`)).toEqual([]);
      writeFileSync(join(root, 'src/modules/orders/lines.ts'), `export const lines = ${round};\n`);
      writeFileSync(orders, `${crossing}// ${round}\n`);
      const [onDisk] = await eslint.lintFiles([orders]);
      expect(onDisk?.messages.map(({ ruleId }) => ruleId)).toEqual(['fortress/no-cross-module-imports']);
    }
  });
});
