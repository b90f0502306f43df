import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint, Linter, RuleTester, type Rule } from 'eslint';
import { defineConfig } from 'eslint/config';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { checks } from '../src/checks/index.js';
import { lawOptions } from '../src/config/law-options.js';
import { lawSchemas } from '../src/config/law-schemas.js';
import { loadConfigSync } from '../src/config/load.js';
import { defineCheck, defineRule } from '../src/define.js';
import { plugin } from '../src/hosts/eslint.js';
import { join as joinLint } from '../src/hosts/eslint-session.js';
import { severityOf } from '../src/policy/severity.js';
import { rules } from '../src/rules/index.js';
import noConsole from '../src/rules/no-console.js';
import entry from '../src/index.js';
import { readAnnotations } from './support/annotations.js';
import { builtCommand } from './support/built.js';
import { writeTree } from './support/tree.js';

const lawIds = [...rules, ...checks].map(({ id }) => id).sort();
const typescript: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: typescriptParser as Linter.Parser } };

/** A backend of three files: the finding is in `orders.js`, what decides it is in `store.js`. */
const raw = `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const find = () => prisma.order.findFirst();\n`;
const selected = raw.replace('findFirst()', 'findFirst({ select: { id: true } })');
const orders = `import { find } from './store.js';\nexport async function list(req, res) {\n  res.json(await find());\n}\n`;
const shop = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0', '@prisma/client': '^6.0.0' } },
  'src/app.js': `import express from 'express';\nimport { list } from './orders.js';\nconst app = express();\napp.get('/orders', list);\n`,
  'src/orders.js': orders,
  'src/store.js': raw,
};

interface Host {
  readonly root: string;
  /** Findings of a file as it is on disk, or of a text that an editor holds for it: `3:3 no-console`. */
  lint(path: string, text?: string): Promise<string[]>;
  messages(path: string, text?: string): Promise<Linter.LintMessage[]>;
  write(path: string, text: string): void;
}

function hostOn(files: Readonly<Record<string, unknown>>, configs?: (root: string) => Linter.Config[]): Host {
  const root = writeTree(files);
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [typescript, ...(configs?.(root) ?? [plugin.configs.recommended])],
  });
  const messages = async (path: string, text?: string): Promise<Linter.LintMessage[]> => {
    const results = text === undefined ? await eslint.lintFiles([path]) : await eslint.lintText(text, { filePath: join(root, path) });
    return results.flatMap((result) => result.messages);
  };
  return {
    root,
    messages,
    lint: async (path, text) => (await messages(path, text)).map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId?.replace('fortress/', '') ?? message}`),
    write: (path, text) => writeFileSync(join(root, path), text),
  };
}

const rawReturn = '3:3 no-raw-entity-return';

describe('what other files say', () => {
  test('a change of another file on disk shows at the next lint, however soon', async () => {
    const { lint, write } = hostOn(shop);
    for (let round = 0; round < 4; round += 1) {
      write('src/store.js', selected);
      expect(await lint('src/orders.js')).toEqual([]);
      write('src/store.js', raw);
      expect(await lint('src/orders.js')).toEqual([rawReturn]);
    }
  });

  test('a change of the same length within one tick of the clock shows', async () => {
    const { lint, write } = hostOn(shop);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    write('src/store.js', raw.replace('findFirst()', 'xxxxXxxxx()'));
    expect(await lint('src/orders.js')).toEqual([]);
    write('src/store.js', raw);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });

  test('the first file of the next run brings every file up to date', async () => {
    const { lint, write } = hostOn(shop);
    const run = async (): Promise<string[][]> => [await lint('src/app.js'), await lint('src/orders.js'), await lint('src/store.js')];
    expect(await run()).toEqual([[], [rawReturn], []]);
    write('src/store.js', selected);
    expect(await run()).toEqual([[], [], []]);
  });

  test('new and deleted files', async () => {
    const { root, lint, write } = hostOn(shop);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    rmSync(join(root, 'src/store.js'));
    expect(await lint('src/orders.js')).toEqual([]);
    write('src/store.js', raw);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    write('src/items.js', orders);
    write('src/app.js', `${shop['src/app.js'].replace('./orders.js', './items.js')}`);
    expect(await lint('src/items.js')).toEqual([rawReturn]);
  });

  test('manifest, tsconfig and ignore files', async () => {
    const { lint, write } = hostOn({
      ...shop,
      'src/orders.js': orders.replace('./store.js', '@store'),
      'tsconfig.json': { compilerOptions: {} },
    });
    expect(await lint('src/orders.js')).toEqual([]);
    write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@store': ['./src/store.js'] } } }));
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    write('package.json', JSON.stringify({ name: 'shop', dependencies: { react: '^19.0.0', vite: '^7.0.0' } }));
    expect(await lint('src/orders.js')).toEqual([]);
    write('package.json', JSON.stringify(shop['package.json']));
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    write('.gitignore', 'src/orders.js\n');
    expect(await lint('src/orders.js')).toEqual([]);
  });

  test('the configuration', async () => {
    const { root, lint, write } = hostOn({ ...shop, 'src/log.js': 'console.warn(1);\n' });
    expect(await lint('src/log.js')).toEqual(['1:1 no-console']);
    write('fortress.config.json', '{ "laws": { "no-console": ["error", { "allow": ["warn"] }] }, "ignore": ["src/orders.js"] }');
    expect(await lint('src/log.js')).toEqual([]);
    expect(await lint('src/orders.js')).toEqual([]);
    rmSync(join(root, 'fortress.config.json'));
    expect(await lint('src/log.js')).toEqual(['1:1 no-console']);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });
});

describe('the unsaved text of an editor', () => {
  const mapped = orders.replace('await find()', '(await find()).map(({ id }) => ({ id }))');

  test('breaks and fixes a law in its own file', async () => {
    const { lint } = hostOn(shop);
    expect(await lint('src/orders.js', mapped)).toEqual([]);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    expect(await lint('src/orders.js', orders)).toEqual([rawReturn]);
    expect(await lint('src/orders.js', mapped)).toEqual([]);
    expect(await lint('src/orders.js', `${mapped}export const all = async (req, res) => res.json(await find());\n`)).toEqual([]);
  });

  test('breaks and fixes a law in another file, until that file is linted as it is on disk', async () => {
    const { lint } = hostOn(shop);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
    expect(await lint('src/store.js', selected)).toEqual([]);
    expect(await lint('src/orders.js')).toEqual([]);
    expect(await lint('src/store.js')).toEqual([]);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });

  test('gives way to a later change on disk', async () => {
    const { lint, write } = hostOn(shop);
    await lint('src/store.js', selected);
    expect(await lint('src/orders.js')).toEqual([]);
    write('src/store.js', `// saved by somebody else\n${raw}`);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });

  test('moves findings along when it says the same in other places', async () => {
    const { messages } = hostOn(shop);
    const [before] = await messages('src/orders.js');
    const [after] = await messages('src/orders.js', `/* a comment\n over two lines */\n\n${orders.replace('  res', '\tres').replace('find());', '  find( ) ) ;')}`);
    expect(after).toMatchObject({ ruleId: before!.ruleId, message: before!.message, line: 6, column: 2, endLine: 6, endColumn: 28 });
  });

  test('may be of a file that is not on disk yet', async () => {
    const { lint } = hostOn(shop);
    await lint('src/app.js', shop['src/app.js'].replace('./orders.js', './fresh.js'));
    expect(await lint('src/fresh.js', orders)).toEqual([rawReturn]);
  });

  test('may not parse and keeps quiet then', async () => {
    const { lint } = hostOn(shop);
    expect(await lint('src/orders.js', 'export const = 1')).toEqual([expect.stringContaining('Parsing error')]);
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });

  test('decides what the file is', async () => {
    const { lint } = hostOn({ ...shop, 'src/log.js': 'console.log(1);\n' });
    expect(await lint('src/log.js', '#!/usr/bin/env node\nconsole.log(1);\n')).toEqual([]);
    expect(await lint('src/log.js', '// @generated\nconsole.log(1);\n')).toEqual([]);
    expect(await lint('src/log.js')).toEqual(['1:1 no-console']);
  });
});

describe('which files are looked at', () => {
  const logs = 'console.log(1);\n';
  const only: Linter.Config = { plugins: { fortress: plugin }, rules: { 'fortress/no-console': 'error' } };

  test.each([
    ['with checks', () => [plugin.configs.recommended]],
    ['with rules alone', () => [only]],
  ])('runtime files only, %s', async (_, configs) => {
    const { lint } = hostOn(
      {
        'package.json': { workspaces: ['api', 'web'] },
        'api/package.json': { dependencies: { express: '*' }, scripts: { seed: 'node src/fill.js' } },
        'api/src/run.js': logs,
        'api/src/fill.js': logs,
        'api/src/run.test.js': logs,
        'api/src/x.generated.js': logs,
        'web/package.json': { dependencies: { react: '*', vite: '*' } },
        'web/src/run.js': logs,
      },
      configs,
    );
    expect(await lint('api/src/run.js')).toEqual(['1:1 no-console']);
    for (const path of ['api/src/fill.js', 'api/src/run.test.js', 'api/src/x.generated.js', 'web/src/run.js']) expect([path, await lint(path)]).toEqual([path, []]);
  });

  test.each([
    ['with checks', () => [plugin.configs.recommended]],
    ['with rules alone', () => [only]],
  ])('no module that only a front end imports, %s', async (_, configs) => {
    const { lint, write } = hostOn(
      {
        'package.json': { dependencies: { next: '*', react: '*' } },
        'components/cart.jsx': "import { save } from '../lib/save.js';\nimport { sum } from '../lib/sum.js';\n",
        'lib/save.js': logs,
        'lib/sum.js': logs,
        'app/api/cart/route.js': "import { sum } from '../../../lib/sum.js';\n",
      },
      configs,
    );
    expect(await lint('lib/save.js')).toEqual([]);
    expect(await lint('lib/sum.js')).toEqual(['1:1 no-console']);
    expect(await lint('lib/save.js', `'use server';\n${logs}`)).toEqual(['2:1 no-console']);
    if (_ === 'with rules alone') return;
    write('app/api/cart/route.js', "import { save } from '../../../lib/save.js';\n");
    expect(await lint('lib/save.js')).toEqual(['1:1 no-console']);
    expect(await lint('lib/sum.js')).toEqual([]);
  });

  test('a manifest that changes changes what its files are', async () => {
    const { lint, write } = hostOn({ 'package.json': { dependencies: { express: '*' } }, 'src/run.js': logs }, () => [only]);
    expect(await lint('src/run.js')).toEqual(['1:1 no-console']);
    write('package.json', '{ "dependencies": { "react": "*", "vite": "*" } }');
    expect(await lint('src/run.js')).toEqual([]);
  });

  test('the configuration ignores files for rules too', async () => {
    const { lint } = hostOn({ 'package.json': '{}', 'fortress.config.json': '{ "ignore": ["src/old/"] }', 'src/old/run.js': logs, 'src/run.js': logs }, () => [only]);
    expect(await lint('src/old/run.js')).toEqual([]);
    expect(await lint('src/run.js')).toEqual(['1:1 no-console']);
  });

  test('nothing outside of the root that the settings give', async () => {
    const { lint } = hostOn({ 'package.json': '{}', 'api/src/run.js': logs, 'other/run.js': logs }, () => [plugin.configs.recommended, { settings: { fortress: { root: 'api' } } }]);
    expect(await lint('api/src/run.js')).toEqual(['1:1 no-console']);
    expect(await lint('other/run.js')).toEqual([]);
  });

  test('the nearest configuration is the root, up to the repository', async () => {
    const { lint } = hostOn({
      'fortress.config.json': '{ broken',
      'repo/.git/HEAD': '',
      'repo/src/run.js': 'console.warn(1);\n',
      'repo/api/fortress.config.json': '{ "laws": { "no-console": ["error", { "allow": ["warn"] }] } }',
      'repo/api/src/run.js': 'console.warn(1);\n',
    });
    expect(await lint('repo/src/run.js')).toEqual(['1:1 no-console']);
    expect(await lint('repo/api/src/run.js')).toEqual([]);
  });

  test('a text without a name or a project is linted by rules and asks no check', () => {
    const verify = (filename?: string) =>
      new Linter({ cwd: tmpdir() }).verify('import "./x.js";\nconsole.log(1);', [{ ...plugin.configs.recommended, files: ['**/*.js'] }], filename === undefined ? {} : { filename });
    expect(verify().map(({ ruleId, line, column, endLine, endColumn }) => ({ ruleId, line, column, endLine, endColumn }))).toEqual([
      { ruleId: 'fortress/no-console', line: 2, column: 1, endLine: 2, endColumn: 15 },
    ]);
    expect(verify(join(tmpdir(), 'loose.js'))).toEqual([]);
  });
});

describe('folders', () => {
  test('a folder is reported at the start of one of its files', async () => {
    const { messages, lint } = hostOn({
      'package.json': { dependencies: { express: '*' } },
      'src/controllers/order.controller.ts': 'export const createOrder = () => 1;\n',
      'src/controllers/customer.controller.ts': 'export const createCustomer = () => 1;\n',
    });
    expect(await messages('src/controllers/customer.controller.ts')).toMatchObject([
      { ruleId: 'fortress/no-horizontal-layers', line: 1, column: 1, message: expect.stringContaining('`src/controllers`') },
    ]);
    expect(await lint('src/controllers/order.controller.ts')).toEqual([]);
  });
});

describe('plugin and presets', () => {
  test('is what the package exports, with meta for both majors', () => {
    expect(entry).toBe(plugin);
    expect(plugin.meta).toEqual({ name: 'eslint-plugin-fortress', version: expect.any(String), namespace: 'fortress' });
    expect(Object.keys(plugin.rules).sort()).toEqual(lawIds);
    for (const [id, { meta }] of Object.entries(plugin.rules)) {
      expect([id, meta]).toEqual([
        id,
        expect.objectContaining({
          type: expect.stringMatching(/^(problem|suggestion)$/),
          languages: ['js/js'],
          docs: { description: expect.stringMatching(/\w/), url: expect.stringContaining(`/${id}.md`), recommended: true, dialects: ['TypeScript', 'JavaScript'] },
        }),
      ]);
      for (const schema of meta!.schema as { additionalProperties?: unknown; properties: Record<string, { description?: string }> }[]) {
        expect(schema.additionalProperties).toBe(false);
        for (const property of Object.values(schema.properties)) expect(property.description).toMatch(/\w/);
      }
    }
  });

  test('the schemas of options are those of the configuration', () => {
    const fresh = Object.fromEntries(
      Object.entries(lawOptions(z)).map(([law, options]) => {
        const { $schema, ...schema } = z.toJSONSchema(options, { target: 'draft-4', io: 'input' });
        expect($schema).toContain('draft-04');
        return [law, schema];
      }),
    );
    expect(lawSchemas).toEqual(fresh);
  });

  test('presets are named blocks without a parser, and fit defineConfig', () => {
    const config = defineConfig([plugin.configs.recommended, plugin.configs.layered, plugin.configs.strict, plugin.configFor(tmpdir())]);
    expect(config.map(({ name }) => name)).toEqual(['fortress/recommended', 'fortress/layered', 'fortress/strict', 'fortress/config']);
    for (const block of Object.values(plugin.configs)) {
      expect(block.languageOptions).toBeUndefined();
      expect(block.plugins).toEqual({ fortress: plugin });
      expect(Object.keys(block.rules!).sort()).toEqual(lawIds.map((law) => `fortress/${law}`));
    }
    expect(plugin.configs.layered.rules!['fortress/no-horizontal-layers']).toBe('off');
    expect(new Set(Object.values(plugin.configs.strict.rules!))).toEqual(new Set(['error']));
  });

  test('can be registered under another name', async () => {
    const root = writeTree({ 'package.json': '{}', 'src/a.js': 'console.log(1);\n' });
    const config = defineConfig([{ plugins: { law: plugin }, extends: ['law/recommended'] }]);
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: config });
    const [result] = await eslint.lintFiles(['src/a.js']);
    expect(result!.messages.map(({ ruleId }) => ruleId)).toEqual(['law/no-console']);
  });

  test('options of ESLint go before those of the configuration, and are checked', async () => {
    const files = { 'package.json': '{}', 'fortress.config.json': '{ "laws": { "no-console": ["error", { "allow": ["warn"] }] } }', 'src/a.js': 'console.warn(1);\nconsole.info(2);\n' };
    expect(await hostOn(files).lint('src/a.js')).toEqual(['2:1 no-console']);
    const own = hostOn(files, () => [plugin.configs.recommended, { rules: { 'fortress/no-console': ['error', { allow: ['info'] }] } }]);
    expect(await own.lint('src/a.js')).toEqual(['1:1 no-console']);
    const wrong = hostOn(files, () => [plugin.configs.recommended, { rules: { 'fortress/no-console': ['error', { allowed: [] }] } }]);
    await expect(wrong.lint('src/a.js')).rejects.toThrow(/allowed/);
  });

  test('options of a check hold for the file that gives them', async () => {
    const files = {
      'package.json': { dependencies: { express: '*' } },
      'src/modules/a/a.ts': `import type { B } from '../b/b.js';\nexport type A = B;\n`,
      'src/modules/b/b.ts': `export interface B { readonly id: string }\n`,
    };
    const rule = (allowTypeImports: boolean): Linter.Config[] => [plugin.configs.recommended, { rules: { 'fortress/no-cross-module-imports': ['error', { allowTypeImports }] } }];
    expect(await hostOn(files, () => rule(true)).lint('src/modules/a/a.ts')).toEqual([]);
    expect(await hostOn(files, () => rule(false)).lint('src/modules/a/a.ts')).toEqual(['1:1 no-cross-module-imports']);
  });
});

describe('configFor', () => {
  test('gives severities, options and overrides of the file', async () => {
    const { messages } = hostOn(
      {
        'package.json': '{}',
        'fortress.config.json': JSON.stringify({
          preset: 'layered',
          laws: { 'no-console': ['warn', { allow: ['error'] }] },
          overrides: [
            { files: ['src/old/**', '!src/old/kept.js'], laws: { 'no-console': 'off' } },
            { files: ['loud.js'], laws: { 'no-console': ['error', {}] } },
          ],
        }),
        ...Object.fromEntries(['src/a.js', 'src/old/b.js', 'src/old/kept.js', 'src/deep/loud.js'].map((path) => [path, 'console.error(1);\nconsole.log(2);\n'])),
      },
      (root) => plugin.configFor(root),
    );
    const seen = async (path: string) => (await messages(path)).map(({ line, severity }) => `${line}:${severity}`);
    expect(await seen('src/a.js')).toEqual(['2:1']);
    expect(await seen('src/old/b.js')).toEqual([]);
    expect(await seen('src/old/kept.js')).toEqual(['2:1']);
    expect(await seen('src/deep/loud.js')).toEqual(['1:2', '2:2']);
  });

  test.each([
    [['legacy']], [['legacy/']], [['/legacy']], [['*.js']], [['a.js']], [['src/*.js']], [['src/**']], [['**/legacy/**', '!src/legacy/a.js']],
    [['src', '!src/legacy', 'src/legacy/a.js']], [['./src/legacy']], [['src/{a,b}.js']], [['src/[ab].js']], [['src/(x)/a.js']], [['src/?.js']], [['!src/a.js']], [['*', '!a.js']],
    [['src/+x/a.js']], [['src/@x/*']],
  ])('globs mean to ESLint what they mean to the audit: %j', async (files) => {
    const root = writeTree({ 'package.json': '{}', 'fortress.config.json': JSON.stringify({ overrides: [{ files, laws: { 'no-console': 'off' } }] }) });
    const { config } = loadConfigSync(root);
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: plugin.configFor(root) });
    for (const path of ['a.js', 'src/a.js', 'src/b.ts', 'src/.a.js', 'src/{a,b}.js', 'legacy/a.js', 'src/legacy/a.js', 'src/legacy/deep/b.js', 'src/(x)/a.js', 'src/+x/a.js', 'src/@x/a.js', 'src/x/a.js', 'Legacy/a.js']) {
      const { rules } = (await eslint.calculateConfigForFile(join(root, path))) as { rules: Record<string, [number]> };
      expect([path, rules['fortress/no-console']![0] === 0 ? 'off' : 'error']).toEqual([path, severityOf('no-console', path, config)]);
    }
  });

  test('a configuration above the folder holds for the folder only', async () => {
    const root = writeTree({
      'package.json': { workspaces: ['packages/*'] },
      'fortress.config.json': JSON.stringify({ overrides: [{ files: ['**/old'], laws: { 'no-console': 'off' } }] }),
      'packages/api/src/a.js': 'console.log(1);\n',
      'packages/api/old/a.js': 'console.log(1);\n',
      'packages/web/old/a.js': 'console.log(1);\n',
    });
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [{ files: ['**/*.js'] }, ...plugin.configFor(join(root, 'packages/api'))] });
    const results = await eslint.lintFiles(['packages/*/*/a.js', 'packages/*/*/*.js']);
    expect(results.map(({ filePath, messages }) => [filePath.slice(root.length + 1), messages.length])).toEqual([
      ['packages/api/old/a.js', 0],
      ['packages/api/src/a.js', 1],
      ['packages/web/old/a.js', 0],
    ]);
  });

  test('overrides make ESLint lint no other kinds of files', async () => {
    const root = writeTree({ 'package.json': '{}', 'fortress.config.json': JSON.stringify({ overrides: [{ files: ['*.sql', 'db/**'], laws: {} }] }), 'db/a.sql': 'select 1', 'db/a.js': '1;' });
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: plugin.configFor(root) });
    expect((await eslint.lintFiles(['.'])).map(({ filePath }) => filePath.slice(root.length + 1))).toEqual(['db/a.js']);
  });
});

describe('what goes wrong', () => {
  test('a configuration that cannot be used is one message in each file, and is read again', async () => {
    const files = { ...shop, 'fortress.config.json': '{\n  "laws": { "no-consol": "off" },\n  "failOn": "never"\n}', 'src/log.js': 'console.log(1);\n' };
    for (const configs of [undefined, (root: string) => plugin.configFor(root)]) {
      const { messages, lint, write } = hostOn(files, configs);
      for (const path of ['src/log.js', 'src/orders.js', 'src/log.js'])
        expect(await messages(path)).toMatchObject([
          { line: 1, column: 1, message: expect.stringMatching(/^fortress\.config\.json:2: laws\.no-consol: unknown law, did you mean "no-console"\?; fortress\.config\.json:3: .*checks nothing/) },
        ]);
      write('fortress.config.json', '{}');
      expect(await lint('src/log.js')).toEqual(['1:1 no-console']);
      expect(await lint('src/orders.js')).toEqual([rawReturn]);
      write('fortress.config.json', '{');
      expect(await lint('src/log.js')).toEqual([expect.stringMatching(/^1:1 /)]);
    }
  });

  test('a law that throws is one message that names it; the others go on', async () => {
    const boom = (): never => {
      throw new Error('boom\nstack');
    };
    const text = { rationale: '', messages: {}, examples: { bad: [], good: [] } };
    const check = defineCheck({ id: 'no-uuid-v4-keys', ...text, check: boom });
    const creates = defineRule({ id: 'no-console', ...text, create: boom });
    const listens = defineRule({ id: 'no-console', ...text, create: () => ({ Program: boom }) });
    const ruleOf = (law: Parameters<typeof joinLint>[0]): Rule.RuleModule => ({ create: (context) => joinLint(law, context) });
    const { lint, messages } = hostOn(shop, () => [
      plugin.configs.recommended,
      {
        plugins: { broken: { rules: { check: ruleOf(check), creates: ruleOf(creates), listens: ruleOf(listens) } } },
        rules: { 'broken/check': 'error', 'broken/creates': 'error', 'broken/listens': 'error', 'fortress/no-console': 'off' },
      },
    ]);
    expect((await lint('src/orders.js')).sort()).toEqual(['1:1 broken/check', '1:1 broken/creates', '1:1 broken/listens', rawReturn]);
    expect((await messages('src/orders.js')).find(({ ruleId }) => ruleId === 'broken/check')!.message).toBe(
      'The law `no-uuid-v4-keys` failed here and decided nothing: boom. This is a fault of Fortress, please report it.',
    );
    // a check looks at the whole project, so its failure is shown in one file
    expect((await lint('src/store.js')).sort()).toEqual(['1:1 broken/creates', '1:1 broken/listens']);
  });

  test('files that do not parse and folders that cannot be read leave the others alone', async () => {
    const { lint } = hostOn({ ...shop, 'src/broken.js': 'export const = 1', 'prisma/schema.prisma': 'model {', 'tsconfig.json': '{', 'api/package.json': '{' });
    expect(await lint('src/orders.js')).toEqual([rawReturn]);
  });
});

describe('loading and running the build', () => {
  const built = async (): Promise<string> => join(dirname(await builtCommand()), '../dist/index.js');

  test('the plugin loads neither zod nor oxc nor jiti', { timeout: 120_000 }, async () => {
    const plugin = await built();
    const script = `
      const { createRequire } = await import('node:module');
      await import(${JSON.stringify(pathToFileURL(plugin).href)});
      const loaded = Object.keys(createRequire(${JSON.stringify(plugin)}).cache);
      const native = process.report.getReport().sharedObjects;
      console.log(JSON.stringify([...loaded, ...native].filter((path) => /zod|jiti|oxc|eslint.lib|typescript.lib/.test(path))));`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()).toBe('[]');
  });

  test('ESLint with two workers says what one says', { timeout: 120_000 }, async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`src/log-${n}.js`, 'console.log(1);\n']));
    const root = writeTree({ ...shop, ...files, 'eslint.config.js': `import fortress from ${JSON.stringify(pathToFileURL(await built()).href)};\nexport default [fortress.configs.recommended];\n` });
    const run = (concurrency: string): unknown => {
      try {
        return execFileSync(process.execPath, [join(import.meta.dirname, '../node_modules/eslint/bin/eslint.js'), 'src', '--format', 'json', '--concurrency', concurrency], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      } catch (error) {
        return (error as { readonly stdout: string }).stdout;
      }
    };
    const one = JSON.parse(run('off') as string) as { readonly messages: readonly unknown[] }[];
    expect(one.flatMap(({ messages }) => messages)).toHaveLength(13);
    expect(JSON.parse(run('2') as string)).toEqual(one);
  });
});

describe('RuleTester', () => {
  RuleTester.describe = describe;
  RuleTester.it = it;
  const { good, bad } = noConsole.examples;
  const texts = (examples: typeof good): string[] => examples.filter((example): example is string => typeof example === 'string');
  new RuleTester({ languageOptions: { parser: typescriptParser as Linter.Parser } }).run('no-console', plugin.rules['no-console'], {
    valid: [...texts(good), { code: 'console.warn(1)', options: [{ allow: ['warn'] }] }],
    invalid: texts(bad).map((code) => ({
      code,
      errors: readAnnotations('example.ts', code)
        .filter(({ verdict }) => verdict === 'ruleid')
        .map(({ line }) => ({
          message: /^`console\.\w+` writes text/,
          line,
          suggestions: [{ desc: 'Delete the call', output: code.split('\n').filter((_, index) => index !== line - 1).join('\n') }],
        })),
    })),
  });
});
