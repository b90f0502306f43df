import { execFileSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lawIds } from '../src/catalogue.js';
import { defaultConfig, defineConfig } from '../src/config/index.js';
import { configJsonSchema } from '../src/config/json-schema.js';
import { ConfigError, loadConfig, loadConfigSync, type LoadOptions } from '../src/config/load.js';
import { locateInJson, scanJson } from '../src/config/locate.js';
import { configSchema } from '../src/config/schema.js';
import { writeTree } from './support/tree.js';

async function fault(files: Record<string, string>, options: LoadOptions = {}, folder = ''): Promise<ConfigError> {
  const root = join(writeTree(files), folder);
  const error = await loadConfig(root, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  const sync = (() => {
    try {
      return loadConfigSync(root, options);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(sync).toBeInstanceOf(ConfigError);
  // Node and jiti word a missing import differently.
  const place = ({ message }: ConfigError) => message.replace(/Cannot find .*/u, '');
  expect(place(sync as ConfigError)).toBe(place(error as ConfigError));
  return error as ConfigError;
}

describe('schema', () => {
  test('the hand-written defaults are those of the schema', () => {
    expect(defaultConfig).toEqual(configSchema().parse({}));
  });

  test('shorthand symbols become objects', () => {
    const { recognisers } = configSchema().parse({
      recognisers: { logger: ['@acme/log#logger.child', 'src/shared/log.ts', '#audit', { module: 'x', export: 'default' }] },
    });
    expect(recognisers.logger).toEqual([
      { module: '@acme/log', export: 'logger', member: 'child' },
      { module: 'src/shared/log.ts' },
      { export: 'audit' },
      { module: 'x', export: 'default' },
    ]);
  });

  test('types know the options of a law and refuse unknown laws', () => {
    defineConfig({ laws: { 'no-console': ['warn', { allow: ['error'] }], 'no-offset-pagination': 'off' } });
    // @ts-expect-error a law that does not exist
    defineConfig({ laws: { 'no-consol': 'off' } });
    // @ts-expect-error an option of another law
    defineConfig({ laws: { 'no-console': ['warn', { folders: [] }] } });
    // @ts-expect-error a law without options
    defineConfig({ laws: { 'no-offset-pagination': ['warn', { any: 1 }] } });
  });

  test('JSON Schema describes every setting and judges as the schema does', () => {
    const schema = configJsonSchema();
    const undescribed: string[] = [];
    const visit = (node: object, path: string): void => {
      for (const [key, value] of Object.entries(node)) {
        if (typeof value !== 'object' || value === null) continue;
        if (key === 'properties') {
          for (const [name, property] of Object.entries(value as Record<string, object>)) {
            if (!('description' in property)) undescribed.push(`${path}.${name}`);
          }
        }
        visit(value as object, `${path}.${key}`);
      }
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: expect.any(String), $id: expect.any(String) });

    const validate = new Ajv.Ajv2020({ strict: true, strictTuples: false }).compile(schema);
    const cases: [unknown, boolean][] = [
      [{}, true],
      [{ $schema: './schema.json', preset: 'layered', failOn: 'warn' }, true],
      [{ laws: { 'no-console': ['error', { allow: ['warn'] }], 'no-uuid-v4-keys': ['off'] } }, true],
      [{ overrides: [{ files: ['a'], laws: { 'no-console': 'off' } }] }, true],
      [{ recognisers: { logger: ['a#b', { member: 'info' }] } }, true],
      [{ recognisers: { logger: [{}] } }, false],
      [{ recognisers: { logger: ['a#'] } }, false],
      [{ recognisers: { loggers: [] } }, false],
      [{ laws: { 'no-consol': 'off' } }, false],
      [{ laws: { 'no-console': 'fatal' } }, false],
      [{ laws: { 'no-console': ['warn', { allowed: [] }] } }, false],
      [{ overrides: [{ files: [], laws: {} }] }, false],
      [{ layout: { module: ['x'] } }, false],
      [{ laws: { 'no-console': [] } }, false],
      [{ laws: { 'no-console': ['warn', {}, {}] } }, false],
      [[], false],
    ];
    for (const [value, good] of cases) {
      expect([value, validate(value)]).toEqual([value, good]);
      expect([value, configSchema().safeParse(value).success]).toEqual([value, good]);
    }
  });
});

describe('finding the file', () => {
  test('no file gives the defaults', async () => {
    const expected = { config: defaultConfig, path: null, base: '' };
    expect(await loadConfig(writeTree({ 'package.json': '{}' }))).toEqual(expected);
    expect(loadConfigSync(writeTree({}))).toEqual(expected);
  });

  const built = new URL('../dist/config/load.js', import.meta.url);
  // Only a build can show what Node loads; `npm test` builds first.
  test.skipIf(!existsSync(built))('no file loads neither zod nor jiti nor oxc-parser', () => {
    const script = `
      const { createRequire } = await import('node:module');
      const { loadConfig } = await import(${JSON.stringify(built.href)});
      await loadConfig(${JSON.stringify(writeTree({}))});
      console.log(Object.keys(createRequire(${JSON.stringify(built.href)}).cache).filter((path) => /zod|jiti|oxc-parser/.test(path)).length);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()).toBe('0');
  });

  const good = {
    ts: `import { defineConfig } from 'eslint-plugin-fortress/config';\nconst preset: string = 'strict';\nexport default defineConfig({ preset } as never);`,
    mts: `export default { preset: 'strict' } satisfies object;`,
    mjs: `export default { preset: 'strict' };`,
    cjs: `module.exports = { preset: 'strict' };`,
    json: `\uFEFF{ "preset": "strict" }`,
  };
  test.each(Object.entries(good))('%s', async (extension, text) => {
    const root = writeTree({ [`fortress.config.${extension}`]: text });
    const path = join(root, `fortress.config.${extension}`);
    expect(await loadConfig(root)).toEqual({ config: { ...defaultConfig, preset: 'strict' }, path, base: '' });
    expect(loadConfigSync(root)).toEqual(await loadConfig(root));
  });

  test.each([
    ['module', `export default { preset: 'strict' };`],
    ['commonjs', `module.exports = { preset: 'strict' };`],
  ])('js in a package of type %s', async (type, text) => {
    const root = writeTree({ 'package.json': JSON.stringify({ type }), 'fortress.config.js': text });
    expect((await loadConfig(root)).config.preset).toBe('strict');
    expect(loadConfigSync(root).config.preset).toBe('strict');
  });

  test('a changed file is read again', async () => {
    for (const name of ['fortress.config.mjs', 'fortress.config.ts', 'fortress.config.json']) {
      const text = (preset: string) => (name.endsWith('json') ? `{"preset":"${preset}"}` : `export default { preset: '${preset}' };`);
      const root = writeTree({ [name]: text('strict') });
      expect([loadConfigSync(root).config.preset, (await loadConfig(root)).config.preset]).toEqual(['strict', 'strict']);
      writeFileSync(join(root, name), text('layered'));
      utimesSync(join(root, name), 1, 1);
      expect([loadConfigSync(root).config.preset, (await loadConfig(root)).config.preset]).toEqual(['layered', 'layered']);
    }
  });

  test('looks upwards to the root of the repository and no further', async () => {
    const root = writeTree({
      'fortress.config.json': '{}',
      'repo/.git/HEAD': '',
      'repo/packages/api/package.json': '{}',
      'shop/package.json': '{ "workspaces": ["apps/*"] }',
      'shop/fortress.config.json': '{ "preset": "strict" }',
      'shop/apps/api/package.json': '{}',
      'alone/package.json': '{}',
    });
    expect((await loadConfig(join(root, 'repo/packages/api'))).path).toBeNull();
    expect(await loadConfig(join(root, 'shop/apps/api'))).toMatchObject({ path: join(root, 'shop/fortress.config.json'), base: 'apps/api/' });
    expect((await loadConfig(join(root, 'alone'))).path).toBeNull();
  });

  test('a named file, and none at all', async () => {
    const root = writeTree({ 'ci/strict.json': '{ "preset": "strict" }', 'fortress.config.json': '{ broken' });
    expect(await loadConfig(root, { file: 'ci/strict.json' })).toMatchObject({ config: { preset: 'strict' }, base: '../' });
    expect(await loadConfig(root, { disabled: true })).toMatchObject({ path: null });
    expect((await fault({}, { file: 'missing.json' })).message).toBe('missing.json:1: no such file');
    expect((await fault({}, { file: 'a.yaml' })).message).toContain('a.yaml:1: a configuration ends in .ts');
  });

  test('several files are an error', async () => {
    const error = await fault({ 'fortress.config.ts': '', 'fortress.config.json': '{}' });
    expect(error.message).toBe('fortress.config.ts:1: several configurations, keep one of fortress.config.ts, fortress.config.json');
  });
});

describe('errors', () => {
  test('unknown law in JSON: line, name of the nearest law, no stack', async () => {
    const error = await fault({ 'fortress.config.json': '{\n  "preset": "strict",\n  "laws": {\n    "no-consol": "off"\n  }\n}' });
    expect(error.message).toBe('fortress.config.json:4: laws.no-consol: unknown law, did you mean "no-console"?');
    expect(error.line).toBe(4);
    expect(error.path.endsWith('fortress.config.json')).toBe(true);
    expect(error.stack).toBe(`ConfigError: ${error.message}`);
  });

  test('one line a fault, in the order of the file', async () => {
    const error = await fault({
      'fortress.config.json': `{
  "failOn": "warning",
  "laws": {
    "fortress/no-console": "off",
    "no-console": ["warn", { "allowed": [] }],
    "no-offset-pagination": "fatal",
    "no-uuid-v4-keys": 3
  },
  "layot": {},
  "ignore": "dist",
  "recognisers": { "logger": ["a#", { "modul": "x" }, {}, 7] },
  "overrides": [{ "files": ["x"], "laws": { "no-offset": "off" } }, {}]
}`,
    });
    expect(error.message.split('\n')).toEqual([
      'fortress.config.json:2: failOn: must be "error", "warn" or "new", did you mean "warn"?',
      'fortress.config.json:4: laws.fortress/no-console: unknown law, did you mean "no-console"?',
      'fortress.config.json:5: laws.no-console[1].allowed: unknown option of this law',
      'fortress.config.json:6: laws.no-offset-pagination: must be "off", "warn" or "error"',
      'fortress.config.json:7: laws.no-uuid-v4-keys: must be "off", "warn", "error" or [severity, options]',
      'fortress.config.json:9: layot: unknown setting',
      'fortress.config.json:10: ignore: must be a list, not text',
      'fortress.config.json:11: recognisers.logger[0]: must look like "module#export" or "module#export.member"',
      'fortress.config.json:11: recognisers.logger[1].modul: unknown setting',
      'fortress.config.json:11: recognisers.logger[1]: must name a module, an export or a member',
      'fortress.config.json:11: recognisers.logger[2]: must name a module, an export or a member',
      'fortress.config.json:11: recognisers.logger[3]: must be text or an object',
      'fortress.config.json:12: overrides[0].laws.no-offset: unknown law, did you mean "no-console"?',
      'fortress.config.json:12: overrides[1].files: is missing',
      'fortress.config.json:12: overrides[1].laws: is missing',
    ]);
  });

  test.each([
    ['defineConfig', 'import { defineConfig } from "eslint-plugin-fortress/config";\n\nexport default defineConfig({\n  laws: {\n    "no-consol": "off",\n  },\n});'],
    ['a constant with satisfies', 'const laws = {\n  x: 1,\n};\nconst config = ({ laws: { "no-console": "off",\n "no-consol": "off" } }) satisfies object;\nexport default config;'],
  ])('line in TypeScript: %s', async (_, text) => {
    expect((await fault({ 'fortress.config.ts': text })).message).toBe(
      'fortress.config.ts:5: laws.no-consol: unknown law, did you mean "no-console"?',
    );
  });

  test('line in CommonJS and in an override', async () => {
    const error = await fault({ 'fortress.config.cjs': 'module.exports = {\n  overrides: [\n    { files: ["a"], laws: {} },\n    { files: "b", laws: {} },\n  ],\n};' });
    expect(error.message).toBe('fortress.config.cjs:4: overrides[1].files: must be a list, not text');
  });

  test.each([
    ['{\n  "a": 1,\n}', '3: not JSON at "}"'],
    ['{\n  "a": tru\n}', '2: not JSON at "t"'],
    ['{\n  // why\n}', '2: not JSON at "/"'],
    ['{\n  "a": 1', '2: JSON ends too early'],
    ['', '1: JSON ends too early'],
    ['{}\n{}', '2: not JSON at "{"'],
    ['[1,,2]', '1: not JSON at ","'],
  ])('broken JSON: %j', async (text, message) => {
    expect((await fault({ 'fortress.config.json': text })).message).toBe(`fortress.config.json:${message}`);
  });

  test('a module that does not parse, throws, or exports nothing of use', async () => {
    for (const name of ['fortress.config.ts', 'fortress.config.mjs']) {
      expect((await fault({ [name]: 'export default {\n  laws: {\n' })).message).toMatch(/^fortress\.config\.m?[jt]s:\d+: \S.*$/u);
      expect((await fault({ [name]: '\nthrow new Error("boom\\nmore");\nexport default {};' })).message).toMatch(
        /^fortress\.config\.m?[jt]s:2: cannot be loaded: boom$/u,
      );
      expect((await fault({ [name]: 'import "no-such-package-x";\nexport default {};' })).message).toMatch(/:1: cannot be loaded: .*no-such-package-x/u);
      expect((await fault({ [name]: 'export const preset = "strict";' })).message).toContain('exports nothing, write: export default');
      expect((await fault({ [name]: 'export default "strict";' })).message).toContain(':1: the configuration: must be an object, not text');
      expect((await fault({ [name]: 'export default () => ({});' })).message).toContain(':1: the configuration: must be an object, not a function');
    }
    expect((await fault({ 'fortress.config.json': '[]' })).message).toBe('fortress.config.json:1: the configuration: must be an object, not a list');
  });

  test('a folder in place of the file', async () => {
    expect((await fault({ 'fortress.config.json/x': '' })).message).toMatch(/^fortress\.config\.json:1: cannot be read: EISDIR/u);
  });

  test('names of all laws are known', () => {
    expect(configSchema().safeParse({ laws: Object.fromEntries(lawIds.map((id) => [id, 'off'])) }).success).toBe(true);
  });
});

describe('the JSON scanner', () => {
  test('accepts what JSON.parse accepts, and finds every key', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 2 }), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        expect(scanJson(pretty).error).toBeNull();
      }),
    );
    expect(locateInJson('{"a": [1, {"b": 2}]}', ['a', 1, 'b'])).toBe(11);
    expect(locateInJson('{"a": [1, {"b": 2}]}', ['a', 5, 'b'])).toBe(1);
    expect(locateInJson('{"a": {"1": {}}, "b": []}', ['b'])).toBe(17);
  });

  test('refuses what JSON.parse refuses, always ends', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', 'x', '1'), (text, at, put) => {
        const broken = text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
        const parses = (() => {
          try {
            JSON.parse(broken);
            return true;
          } catch {
            return false;
          }
        })();
        expect(scanJson(broken).error === null).toBe(parses);
      }),
      { numRuns: 1000 },
    );
    expect(scanJson('['.repeat(100_000)).error).toBe(100_000);
  });
});
