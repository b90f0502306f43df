import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { discover } from '../src/project/kinds/discover.js';
import { createResolver, type Resolver } from '../src/project/packages/resolve.js';
import { stripComments } from '../src/project/packages/tsconfig.js';
import { writeTree } from './support/tree.js';

function resolverOf(tree: Readonly<Record<string, unknown>>): Resolver {
  return resolverAt(writeTree(tree));
}

function resolverAt(root: string): Resolver {
  const { files, packages } = discover(root);
  return createResolver(root, packages, new Set(files.map(({ path }) => path)));
}

const file = (path: string): object => ({ kind: 'file', path });
const external = (name: string): object => ({ kind: 'external', name });
const unresolved = (specifier: string): object => ({ kind: 'unresolved', specifier });

describe('relative imports', () => {
  const resolver = resolverOf({
    'src/a.ts': '', 'src/b.ts': '', 'src/b.js': '', 'src/c.tsx': '', 'src/d.mts': '', 'src/e.cts': '', 'src/f.js': '', 'src/dir/index.ts': '',
    'src/data.json': '{}', 'src/user.entity.ts': '', 'index.ts': '', 'src/types.d.ts': '',
  });

  it.each([
    ['./b', 'src/b.ts'], ['./b.js', 'src/b.ts'], ['./b.ts', 'src/b.ts'], ['./c.js', 'src/c.tsx'], ['./d.mjs', 'src/d.mts'], ['./e.cjs', 'src/e.cts'],
    ['./f.js', 'src/f.js'], ['./f', 'src/f.js'], ['./dir', 'src/dir/index.ts'], ['./dir/', 'src/dir/index.ts'], ['./dir/index.js', 'src/dir/index.ts'],
    ['./data.json', 'src/data.json'], ['./user.entity', 'src/user.entity.ts'], ['..', 'index.ts'], ['../src/a', 'src/a.ts'], ['./b?raw', 'src/b.ts'], ['./types', 'src/types.d.ts'],
  ])('%s is %s', (specifier, path) => expect(resolver.resolve('src/a.ts', specifier)).toEqual(file(path)));

  it('leads nowhere without crashing', () => {
    expect(resolver.resolve('src/a.ts', './missing')).toEqual(unresolved('./missing'));
    expect(resolver.resolve('src/a.ts', '../../../elsewhere')).toEqual(unresolved('../../../elsewhere'));
    expect(resolver.resolve('src/a.ts', '')).toEqual(unresolved(''));
  });
});

it('names packages and builtins', () => {
  const resolver = resolverOf({ 'a.ts': '' });
  for (const [specifier, name] of [
    ['node:fs/promises', 'fs'], ['fs', 'fs'], ['express', 'express'], ['lodash/get', 'lodash'], ['@nestjs/common', '@nestjs/common'],
    ['@prisma/client/runtime/library', '@prisma/client'], ['bun:sqlite', 'bun:sqlite'], ['npm:zod@4', 'zod'],
  ] as const) expect(resolver.resolve('a.ts', specifier)).toEqual(external(name));
});

describe('tsconfig', () => {
  it('follows paths through extends, comments and trailing commas, longest pattern first', () => {
    const resolver = resolverOf({
      'tsconfig.base.json': `{ // shared\n "compilerOptions": { "paths": { "@app/*": ["./src/*",], "@app/users/*": ["./src/modules/users/*"], "@env": ["./src/env.ts"], "url": ["./src/https://x"] } } }`,
      'tsconfig.json': { extends: './tsconfig.base' },
      'src/main.ts': '', 'src/env.ts': '', 'src/db.ts': '', 'src/modules/users/index.ts': '', 'src/modules/users/users.service.ts': '',
    });
    expect(resolver.resolve('src/main.ts', '@app/db')).toEqual(file('src/db.ts'));
    expect(resolver.resolve('src/main.ts', '@app/users/users.service')).toEqual(file('src/modules/users/users.service.ts'));
    expect(resolver.resolve('src/main.ts', '@env')).toEqual(file('src/env.ts'));
    expect(resolver.resolve('src/main.ts', '@app/nothing')).toEqual(unresolved('@app/nothing'));
    expect(resolver.resolve('src/main.ts', '@app-store/x')).toEqual(external('@app-store/x'));
  });

  it('reads baseUrl, ${configDir}, outDir and node_modules targets', () => {
    const resolver = resolverOf({
      'base/tsconfig.json': { compilerOptions: { paths: { '~/*': ['${configDir}/lib/*'], dep: ['${configDir}/node_modules/dep/index.d.ts'], '*': ['${configDir}/shims/*'] } } },
      'tsconfig.json': { extends: './base/tsconfig.json', compilerOptions: { baseUrl: './' } },
      'src/main.ts': '', 'src/users/users.ts': '', 'lib/x.ts': '', 'shims/left-pad.ts': '',
    });
    expect(resolver.resolve('src/main.ts', 'src/users/users')).toEqual(file('src/users/users.ts'));
    expect(resolver.resolve('src/main.ts', '~/x')).toEqual(file('lib/x.ts'));
    expect(resolver.resolve('src/main.ts', 'dep')).toEqual(external('dep'));
    expect(resolver.resolve('src/main.ts', 'left-pad')).toEqual(file('shims/left-pad.ts'));
    expect(resolver.resolve('src/main.ts', 'express')).toEqual(external('express'));
  });

  it('keeps a package external that the project only describes by typings of its own', () => {
    const resolver = resolverOf({
      'tsconfig.json': { compilerOptions: { baseUrl: '.', paths: { '*': ['typings/*'], koa: ['./koa-shim.d.ts'], '@types/*': ['./src/types/*'] } } },
      'typings/express.d.ts': '', 'koa-shim.d.ts': '', 'left.d.ts': '', 'src/types/user.d.ts': '', 'a.ts': '',
    });
    for (const name of ['express', 'koa', 'left']) expect(resolver.resolve('a.ts', name)).toEqual(external(name));
    expect(resolver.resolve('a.ts', '@types/user')).toEqual(file('src/types/user.d.ts'));
  });

  it('takes the nearest one, references of a solution, and the base at the root as a last resort', () => {
    const resolver = resolverOf({
      'tsconfig.base.json': { compilerOptions: { paths: { '@org/shared': ['libs/shared/src/index.ts'] } } },
      'libs/shared/src/index.ts': '',
      'apps/a/tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'apps/a/tsconfig.app.json': { extends: '../../tsconfig.base.json', compilerOptions: { baseUrl: '.', paths: { '@/*': ['src/*'] } } },
      'apps/a/src/main.ts': '', 'apps/a/src/x.ts': '',
      'apps/b/src/main.ts': '', 'apps/b/src/x.ts': '',
    });
    expect(resolver.resolve('apps/a/src/main.ts', '@/x')).toEqual(file('apps/a/src/x.ts'));
    expect(resolver.resolve('apps/a/src/main.ts', '@org/shared')).toEqual(file('libs/shared/src/index.ts'));
    expect(resolver.resolve('apps/b/src/main.ts', '@org/shared')).toEqual(file('libs/shared/src/index.ts'));
  });

  it('survives an extends loop, a broken file and a preset that is not installed', () => {
    const resolver = resolverOf({
      'loop/tsconfig.json': { extends: './other.json', compilerOptions: { paths: { '#l/*': ['./src/*'] } } },
      'loop/other.json': { extends: './tsconfig.json' }, 'loop/src/a.ts': '',
      'broken/tsconfig.json': '{ "compilerOptions": ', 'broken/src/a.ts': '', 'broken/src/b.ts': '',
      'preset/tsconfig.json': { extends: '@org/tsconfig/node.json', compilerOptions: { paths: { '@p/*': ['./src/*'] } } }, 'preset/src/a.ts': '',
    });
    expect(resolver.resolve('loop/src/a.ts', '#l/a')).toEqual(file('loop/src/a.ts'));
    expect(resolver.resolve('broken/src/a.ts', './b')).toEqual(file('broken/src/b.ts'));
    expect(resolver.resolve('broken/src/a.ts', '@/b')).toEqual(file('broken/src/b.ts'));
    expect(resolver.resolve('preset/src/a.ts', '@p/a')).toEqual(file('preset/src/a.ts'));
    expect(resolver.problems.map(({ path }) => path).sort()).toEqual(['broken/tsconfig.json', 'loop/tsconfig.json']);
  });

  it('guesses @/ and src/ where none explains them', () => {
    const resolver = resolverOf({ 'web/src/a/b.ts': '', 'web/src/c.ts': '' });
    expect(resolver.resolve('web/src/a/b.ts', '@/src/c')).toEqual(file('web/src/c.ts'));
    expect(resolver.resolve('web/src/a/b.ts', '@/c')).toEqual(file('web/src/c.ts'));
    expect(resolver.resolve('web/src/a/b.ts', 'src/c')).toEqual(file('web/src/c.ts'));
    expect(resolver.resolve('web/src/a/b.ts', '@/d')).toEqual(unresolved('@/d'));
  });

  it('reads any JSON with comments that has the same value without them', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      expect(JSON.parse(stripComments(`// a\n${text}/* "b */`))).toEqual(JSON.parse(text));
    }));
    fc.assert(fc.property(fc.string(), (text) => typeof stripComments(text) === 'string'));
  });
});

describe('workspace packages without node_modules', () => {
  const resolver = resolverOf({
    'package.json': { name: 'root', workspaces: ['packages/*'] },
    'packages/api/package.json': { name: '@x/api', imports: { '#src/*': './build/*', '#db': { default: './src/db.ts' }, '#zod': 'zod', '#core': '@x/core' } },
    'packages/api/src/main.ts': '', 'packages/api/src/db.ts': '', 'packages/api/src/users/index.ts': '',
    'packages/core/package.json': { name: '@x/core', exports: {
      '.': { types: './dist/index.d.ts', import: './dist/esm/index.js', require: './dist/cjs/index.js' }, './errors': './dist/errors/index.js',
      './*.js': './dist/*.js', './features/*': ['./dist/features/*.mjs'], './package.json': './package.json' } },
    'packages/core/src/index.ts': '', 'packages/core/src/errors/index.ts': '', 'packages/core/src/money.ts': '', 'packages/core/src/features/tax.ts': '',
    'packages/legacy/package.json': { name: 'legacy', main: 'lib/main.js', types: 'lib/main.d.ts' }, 'packages/legacy/src/main.ts': '', 'packages/legacy/src/deep/x.ts': '',
    'packages/bare/package.json': { name: 'bare' }, 'packages/bare/src/index.ts': '', 'packages/bare/tools.ts': '',
    'packages/out/package.json': { name: 'out', main: './compiled-js/start.js' }, 'packages/out/tsconfig.json': { compilerOptions: { outDir: 'compiled-js', rootDir: 'code' } }, 'packages/out/code/start.ts': '',
    'packages/empty/package.json': { name: '@x/empty', main: 'dist/index.js' },
  });

  it.each([
    ['@x/core', 'packages/core/src/index.ts'], ['@x/core/errors', 'packages/core/src/errors/index.ts'], ['@x/core/money.js', 'packages/core/src/money.ts'],
    ['@x/core/features/tax', 'packages/core/src/features/tax.ts'], ['@x/core/package.json', 'packages/core/package.json'],
    ['legacy', 'packages/legacy/src/main.ts'], ['legacy/deep/x', 'packages/legacy/src/deep/x.ts'], ['legacy/lib/deep/x', 'packages/legacy/src/deep/x.ts'],
    ['bare', 'packages/bare/src/index.ts'], ['bare/tools', 'packages/bare/tools.ts'], ['out', 'packages/out/code/start.ts'],
    ['#src/users/index.js', 'packages/api/src/users/index.ts'], ['#db', 'packages/api/src/db.ts'], ['#core', 'packages/core/src/index.ts'], ['@x/api/src/db', 'packages/api/src/db.ts'],
    ['../../core', 'packages/core/src/index.ts'],
  ])('%s is %s', (specifier, path) => expect(resolver.resolve('packages/api/src/main.ts', specifier)).toEqual(file(path)));

  it('leaves packages without a source, and names that only begin alike, external', () => {
    expect(resolver.resolve('packages/api/src/main.ts', '@x/empty')).toEqual(external('@x/empty'));
    expect(resolver.resolve('packages/api/src/main.ts', '@x/core-extras')).toEqual(external('@x/core-extras'));
    expect(resolver.resolve('packages/api/src/main.ts', '#zod')).toEqual(external('zod'));
    expect(resolver.resolve('packages/api/src/main.ts', '#nothing')).toEqual(unresolved('#nothing'));
    expect(resolver.problems).toEqual([]);
  });

  it('answers the same with node_modules installed', () => {
    const root = writeTree({
      'package.json': { name: 'root', workspaces: ['packages/*'] },
      'packages/core/package.json': { name: '@x/core', main: 'dist/index.js' }, 'packages/core/src/index.ts': '', 'packages/core/dist/index.js': '',
      'src/a.ts': '', 'node_modules/zod/package.json': { name: 'zod', main: 'index.js' }, 'node_modules/zod/index.js': '',
    });
    mkdirSync(join(root, 'node_modules/@x'));
    symlinkSync(join(root, 'packages/core'), join(root, 'node_modules/@x/core'));
    const installed = resolverAt(root);
    expect(installed.resolve('src/a.ts', '@x/core')).toEqual(file('packages/core/src/index.ts'));
    expect(installed.resolve('src/a.ts', 'zod')).toEqual(external('zod'));
    expect(installed.resolve('src/a.ts', '../node_modules/zod')).toEqual(external('zod'));
    expect(installed.resolve('src/a.ts', '../node_modules/@x/core')).toEqual(file('packages/core/src/index.ts'));
  });
});
