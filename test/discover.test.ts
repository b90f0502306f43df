import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { headIn } from '../src/project/kinds/classify.js';
import { classifyFile, describe as describeFiles, discover, list, ownerKey, packageOf, readPackages, type Discovery, type Looked, unreadIn } from '../src/project/kinds/discover.js';
import { Overlay } from '../src/project/disk/overlay.js';
import { type SeenFile, stampOf } from '../src/project/cache/stamp.js';
import { likelyUndeclared } from '../src/project/externals.js';
import type { Walk } from '../src/project/disk/walk.js';
import type { PackageInfo } from '../src/facts/source.js';
import { writeTree } from './support/tree.js';

const paths = ({ files }: Discovery): string[] => files.map(({ path }) => path);
const backends = ({ packages }: Discovery): string[] => packages.filter(({ isBackend }) => isBackend).map(({ dir }) => dir);
const kinds = (root: string): Record<string, string> => Object.fromEntries(discover(root).files.map(({ path, kind }) => [path, kind]));

describe('what is listed', () => {
  it('lists code and documents, sorted, and leaves dependencies and build output out', () => {
    const root = writeTree({
      'src/b.ts': '', 'src/a.tsx': '', 'src/c.mts': '', 'lib.cjs': '', 'README.md': '',
      'node_modules/x/index.js': '', 'dist/a.js': '', '.next/server.js': '',
      'prisma/schema.prisma': '', 'db/init.sql': '', Dockerfile: '', 'compose.yaml': '', '.env.example': '', 'openapi.json': '{}',
      'package.json': {}, 'tsconfig.json': {}, 'pnpm-lock.yaml': '',
    });
    const found = discover(root);
    expect(paths(found)).toEqual(['lib.cjs', 'src/a.tsx', 'src/b.ts', 'src/c.mts']);
    expect(found.documents.map(({ path }) => path)).toEqual(
      ['.env.example', 'Dockerfile', 'compose.yaml', 'db/init.sql', 'openapi.json', 'package.json', 'prisma/schema.prisma', 'tsconfig.json']);
    expect(found.root).toBe(root);
    expect(found.problems).toEqual([]);
  });

  it('enters build, out and coverage where they hold hand-written TypeScript or lie inside the sources', () => {
    const root = writeTree({
      'package.json': {}, 'build/pack.ts': '', 'out/gen.js': '', 'dist/index.d.ts': '', 'dist/index.js': '',
      'src/modules/coverage/coverage.js': '', 'src/build/plan.ts': '',
    });
    expect(paths(discover(root))).toEqual(['build/pack.ts', 'src/build/plan.ts', 'src/modules/coverage/coverage.js']);
  });

  it('gives an empty result for an empty folder and a problem for one that does not exist', () => {
    expect(discover(writeTree({}))).toMatchObject({ files: [], documents: [], packages: [], problems: [] });
    expect(discover('/no/such/folder').problems).toHaveLength(1);
  });

  it('takes further patterns', () => {
    const root = writeTree({ 'a.ts': '', 'legacy/b.ts': '', 'src/legacy/c.ts': '', 'src/d.ts': '' });
    expect(paths(discover(root, { ignore: ['./legacy/**', 'src/d.ts'] }))).toEqual(['a.ts', 'src/legacy/c.ts']);
  });
});

describe('.gitignore', () => {
  const files = {
    '.gitignore': '\uFEFF# comment\n*.gen.ts\n/local/\ncache\n!cache/kept.ts\n',
    'a.gen.ts': '', 'local/a.ts': '', 'src/local/b.ts': '', 'src/cache/c.ts': '', 'Cache/d.ts': '',
    'src/.gitignore': '!keep.gen.ts\n/only-here.ts\n', 'src/keep.gen.ts': '', 'src/only-here.ts': '', 'src/deep/only-here.ts': '',
  };
  const expected = ['Cache/d.ts', 'src/deep/only-here.ts', 'src/keep.gen.ts', 'src/local/b.ts'];

  it('is honoured at every level, without git and inside a work tree', () => {
    expect(paths(discover(writeTree(files)))).toEqual(expected);
    expect(paths(discover(writeTree({ ...files, '.git/HEAD': '' })))).toEqual(expected);
  });

  it('lets a deeper file take a folder back', () => {
    const root = writeTree({ '.gitignore': 'tmp\n', 'pkg/.gitignore': '!tmp\n', 'pkg/tmp/a.ts': '', 'pkg/tmp/tmp/b.ts': '', 'tmp/c.ts': '' });
    expect(paths(discover(root))).toEqual(['pkg/tmp/a.ts', 'pkg/tmp/tmp/b.ts']);
  });

  it('still hides what a pattern of a higher level names itself inside such a folder', () => {
    const root = writeTree({ '.gitignore': 'tmp/**\n', 'tmp/.gitignore': '!*/\n', 'tmp/tmp/a.ts': '', 'b.ts': '' });
    expect(paths(discover(root))).toEqual(['b.ts']);
  });

  it('holds above the root too, with info/exclude, and not where it ignores the root itself', () => {
    const top = writeTree({
      '.git/info/exclude': 'secret.ts\n', '.gitignore': 'apps/api/local/\nsandbox/\n', 'apps/.gitignore': '*.tmp.ts\n',
      'apps/api/a.ts': '', 'apps/api/b.tmp.ts': '', 'apps/api/secret.ts': '', 'apps/api/local/c.ts': '', 'sandbox/app/d.ts': '',
    });
    expect(paths(discover(join(top, 'apps/api')))).toEqual(['a.ts']);
    expect(paths(discover(join(top, 'sandbox/app')))).toEqual(['d.ts']);
  });

  it('reads the exclude file of a linked work tree', () => {
    const top = writeTree({
      'main/.git/info/exclude': 'hidden.ts\n', 'main/.git/worktrees/w/commondir': '../..\n',
      'linked/.git': 'gitdir: ../main/.git/worktrees/w\n', 'linked/a.ts': '', 'linked/hidden.ts': '',
    });
    expect(paths(discover(join(top, 'linked')))).toEqual(['a.ts']);
  });
});

it('never follows symbolic links, so that a loop ends and nothing outside is read', () => {
  const outside = writeTree({ 'secret.ts': '' });
  const root = writeTree({ 'src/a.ts': '' });
  symlinkSync(root, join(root, 'src/loop'));
  symlinkSync(outside, join(root, 'outside'));
  symlinkSync(join(outside, 'secret.ts'), join(root, 'linked.ts'));
  expect(paths(discover(root))).toEqual(['src/a.ts']);
});

it.skipIf(process.getuid?.() === 0)('reports an unreadable folder once and goes on', () => {
  const root = writeTree({ 'src/a.ts': '' });
  mkdirSync(join(root, 'locked'));
  chmodSync(join(root, 'locked'), 0);
  const found = discover(root);
  chmodSync(join(root, 'locked'), 0o755);
  expect(found.problems).toEqual([{ path: 'locked', message: expect.stringContaining('EACCES') }]);
  expect(paths(found)).toEqual(['src/a.ts']);
});

describe('packages', () => {
  it.each([
    ['npm, yarn or bun', { 'package.json': { name: 'root', workspaces: ['packages/*'], dependencies: { zod: '4' } } }],
    ['yarn with an object', { 'package.json': { name: 'root', workspaces: { packages: ['packages/*'] }, dependencies: { zod: '4' } } }],
    ['pnpm', { 'package.json': { name: 'root', dependencies: { zod: '4' } }, 'pnpm-workspace.yaml': 'packages: [packages/*]\n' }],
    ['no workspace at all', { 'package.json': { name: 'root', dependencies: { zod: '4' } } }],
  ])('are found with %s', (_, rootFiles) => {
    const root = writeTree({
      ...rootFiles,
      'packages/api/package.json': { name: '@x/api', dependencies: { express: '5', '@x/core': '*' }, bin: { x: './dist/cli.js' } },
      'packages/api/src/cli.ts': '', 'packages/api/src/index.ts': '',
      'packages/core/package.json': { name: '@x/core', dependencies: { react: '19', '@x/inner': '*' } },
      'packages/inner/package.json': { name: '@x/inner', dependencies: { react: '19' } },
      'packages/web/package.json': { name: '@x/web', dependencies: { react: '19' }, devDependencies: { vite: '7' } },
    });
    const found = discover(root);
    expect(found.packages.map(({ dir, name }) => [dir, name])).toEqual(
      [['', 'root'], ['packages/api', '@x/api'], ['packages/core', '@x/core'], ['packages/inner', '@x/inner'], ['packages/web', '@x/web']]);
    expect(backends(found)).toEqual(['', 'packages/api', 'packages/core', 'packages/inner']);
    expect(packageOf('packages/api/src/cli.ts', found.packages)).toMatchObject({
      dir: 'packages/api', bins: ['packages/api/src/cli.ts'], dependencies: ['@x/core', 'express', 'zod'],
    });
    expect(found.files[0]).toEqual({ path: 'packages/api/src/cli.ts', kind: 'script', package: 'packages/api' });
    expect(readPackages(root).packages).toEqual(found.packages);
  });

  it('keeps a package whose manifest is broken, and says so once', () => {
    const found = discover(writeTree({ 'package.json': '{ "name": ', 'src/a.ts': '' }));
    expect(found.packages).toMatchObject([{ dir: '', name: null, isBackend: true }]);
    expect(found.problems.map(({ path }) => path)).toEqual(['package.json']);
  });

  it('tells documentation, end-to-end tests and client types from backends', () => {
    const found = discover(writeTree({
      'package.json': { name: 'root' },
      'docs/package.json': { name: 'docs', dependencies: { nextra: '4', next: '16' } },
      'e2e/package.json': { name: 'e2e', devDependencies: { playwright: '1' } },
      'mobile/package.json': { name: 'mobile', dependencies: { expo: '54', react: '19', '@trpc/server': '11' } },
      'web/package.json': { name: 'web', dependencies: { next: '16', react: '19' } },
      'tooling/package.json': { name: 'tooling' },
    }));
    expect(backends(found)).toEqual(['', 'tooling', 'web']);
  });

  it('tells command line tools and what only front ends use from backends', () => {
    const found = discover(writeTree({
      'package.json': { name: 'root' },
      'api/package.json': { name: '@x/api', dependencies: { express: '5' }, devDependencies: { '@x/bundled': '*' } },
      'web/package.json': { name: '@x/web', dependencies: { react: '19', '@x/format': '*', '@x/bundled': '*', '@x/edge': '*', '@x/db': '*' }, devDependencies: { vite: '7' } },
      'cli/package.json': { name: '@x/cli', bin: './bin.js', dependencies: { commander: '14', '@x/format': '*' } },
      'api-cli/package.json': { name: '@x/api-cli', bin: './bin.js', dependencies: { commander: '14', pg: '8' } },
      'generators/package.json': { name: '@x/generators', dependencies: { '@nx/devkit': '22' } },
      'launcher/package.json': { name: '@x/launcher', bin: './bin.js' },
      'format/package.json': { name: '@x/format', dependencies: { zod: '4', '@x/words': '*' } },
      'words/package.json': { name: '@x/words' },
      'bundled/package.json': { name: '@x/bundled' },
      'db/package.json': { name: '@x/db', dependencies: { kysely: '0.28' } },
      'edge/package.json': { name: '@x/edge', scripts: { start: 'node server.js' } },
    }));
    expect(backends(found)).toEqual(['', 'api', 'api-cli', 'bundled', 'db', 'edge', 'launcher']);
  });

  it('tells the tools of a workspace from what is used or serves', () => {
    const found = discover(writeTree({
      'package.json': { name: 'root' },
      'tools/move/package.json': { name: '@x/move', dependencies: { pg: '8' } },
      'tools/preview/package.json': { name: '@x/preview', dependencies: { express: '5' } },
      'tools/search/package.json': { name: '@x/search', dependencies: { pg: '8' } },
      'tools/worker/package.json': { name: '@x/worker', dependencies: { pg: '8' }, scripts: { start: 'node worker.js' } },
      'api/package.json': { name: '@x/api', dependencies: { express: '5', '@x/search': '*' } },
    }));
    expect(backends(found)).toEqual(['', 'api', 'tools/preview', 'tools/search', 'tools/worker']);
  });

  it('tells what people and tests run from what listens, whatever data layer it has', () => {
    const command = { bin: './dist/cli.js' };
    const found = discover(writeTree({
      'package.json': { name: 'root', devDependencies: { '@x/dev-env': '*', '@x/tools': '*' } },
      'api/package.json': { name: '@x/api', dependencies: { express: '5', '@x/rows': '*' }, devDependencies: { '@x/testcontainers': '*', '@x/lex': '*', '@x/tools': '*' } },
      'rows/package.json': { name: '@x/rows', ...command, dependencies: { commander: '14', pg: '8' } },
      'measure/package.json': { name: '@x/measure', ...command, dependencies: { commander: '14', pg: '8' } },
      'serving/package.json': { name: '@x/serving', ...command, dependencies: { commander: '14', pg: '8', ws: '8' } },
      'started/package.json': { name: '@x/started', ...command, scripts: { start: 'node dist/cli.js' }, dependencies: { commander: '14', pg: '8' } },
      'queue-worker/package.json': { name: '@x/queue-worker', ...command, dependencies: { commander: '14', pg: '8' } },
      'deploy/package.json': { name: 'deploy', ...command, dependencies: { commander: '14' } },
      'deploy/example/package.json': { name: 'sample', devDependencies: { deploy: '1' } },
      'lex/package.json': { name: '@x/lex', ...command, dependencies: { commander: '14' } },
      'screen/package.json': { name: '@x/screen', ...command, scripts: { start: 'node main.js' }, dependencies: { 'terminal-kit': '3', sqlite3: '5' } },
      'set-up/package.json': { name: '@x/set-up', ...command, dependencies: { '@inquirer/prompts': '8' } },
      'desktop/package.json': { name: '@x/desktop', dependencies: { sqlite3: '5' }, devDependencies: { electron: '40' } },
      'desktop-server/package.json': { name: '@x/desktop-server', dependencies: { express: '5' }, devDependencies: { electron: '40' } },
      'testcontainers/package.json': { name: '@x/testcontainers', dependencies: { ioredis: '5' } },
      'dev-env/package.json': { name: '@x/dev-env', ...command, dependencies: { express: '5' } },
      'tools/package.json': { name: '@x/tools', dependencies: { yargs: '17', sqlite3: '5' } },
    }));
    expect(backends(found)).toEqual(['', 'api', 'deploy/example', 'desktop-server', 'queue-worker', 'rows', 'serving', 'started']);
  });

  it('keeps a package that inherits a framework from the root', () => {
    const found = discover(writeTree({
      'package.json': { name: 'root', dependencies: { express: '5' } },
      'api/package.json': { name: '@x/api' },
      'web/package.json': { name: '@x/web', dependencies: { react: '19', '@x/api': '*' }, devDependencies: { vite: '7' } },
    }));
    expect(backends(found)).toEqual(['', 'api']);
  });

  it('sees front-end projects that only the root package.json serves', () => {
    const root = writeTree({
      'package.json': { dependencies: { '@nestjs/core': '11', '@angular/core': '21' } },
      'apps/api/project.json': { targets: { build: { executor: '@nx/webpack:webpack' }, serve: { executor: '@nx/js:node' } } },
      'apps/api/src/main.ts': '',
      'apps/client/project.json': { targets: { build: { executor: '@nx/angular:browser' } } }, 'apps/client/src/main.ts': '', 'apps/client/src/api.service.ts': '',
      'libs/ui/project.json': {}, 'libs/ui/src/lib/button.component.ts': '', 'libs/ui/src/lib/theme.ts': '',
      'admin/index.html': '', 'admin/src/main.ts': "import { createApp } from 'vue';", 'admin/src/store.ts': '',
      'api/public/index.html': '', 'api/public/main.js': '',
    });
    expect(kinds(root)).toMatchObject({
      'apps/api/src/main.ts': 'runtime', 'apps/client/src/api.service.ts': 'frontend', 'libs/ui/src/lib/theme.ts': 'frontend', 'admin/src/store.ts': 'frontend',
    });
  });
});

it('sees a folder of a package whose entry mounts React, unless it holds a server of its own', () => {
  const mounts = "import { StrictMode } from 'react';\nimport { render } from 'react-dom';\nrender(<StrictMode />, document.body);\n";
  const root = writeTree({
    'package.json': { dependencies: { koa: '3', react: '19', 'react-dom': '19' } },
    'app/index.tsx': mounts, 'app/stores/orders.ts': '',
    'web/main.tsx': mounts, 'web/server.ts': '', 'web/orders.ts': '',
    'views/index.tsx': "import { renderToString } from 'react-dom/server';\nexport const page = () => renderToString(<p />);\n", 'views/orders.ts': '',
    'dialogs/index.tsx': "import { createPortal } from 'react-dom';\nexport const dialog = () => createPortal(null, document.body);\n", 'dialogs/state.ts': '',
    'server/orders.ts': '',
  });
  expect(kinds(root)).toMatchObject({
    'app/stores/orders.ts': 'frontend', 'web/orders.ts': 'runtime', 'views/orders.ts': 'runtime', 'dialogs/state.ts': 'runtime', 'server/orders.ts': 'runtime',
  });
});

describe('modules of a package that serves and holds a front end', () => {
  const next = { dependencies: { next: '16', react: '19' } };
  const page = (...imports: string[]): string => [...imports.map((one) => `import '${one}';`), 'export const Page = () => <p />;'].join('\n');

  it('are front end where nothing that a server runs reaches them', () => {
    const root = writeTree({
      'package.json': next,
      'components/cart.tsx': page('../lib/a', '../lib/b', '../lib/cycle', '../lib/typed', '../lib/late'),
      'components/lazy.tsx': "export const load = () => import('../lib/lazy');\n// import '../lib/commented';\n",
      'lib/a.ts': "import './a-deep';", 'lib/a-deep.ts': '', 'lib/cycle.ts': "import './cycle-too';", 'lib/cycle-too.ts': "import './cycle';", 'lib/lazy.ts': '',
      'lib/b.ts': '', 'lib/typed.ts': '', 'lib/late.ts': '', 'lib/commented.ts': '', 'lib/env.mjs': '', 'lib/alone.ts': "import './alone-deep';", 'lib/alone-deep.ts': '',
      'middleware.ts': "import './lib/b';\nimport type { T } from './lib/typed';\nimport { type U } from './lib/typed';\nconst late = () => import(/* apart */ './lib/late');",
      'components/env.tsx': page('../lib/env.mjs', '../lib/alone-deep'), 'next.config.mjs': "import './lib/env.mjs';",
    });
    const moved = ['lib/a-deep.ts', 'lib/a.ts', 'lib/cycle-too.ts', 'lib/cycle.ts', 'lib/lazy.ts', 'lib/typed.ts'];
    const found = discover(root);
    expect([...found.browserModules].sort()).toEqual(moved);
    expect(found.files.filter(({ kind, path }) => kind === 'frontend' && !path.endsWith('x')).map(({ path }) => path)).toEqual(moved);
  });

  it('are front end where they call hooks, and stay runtime where a server component or a page fetches by them', () => {
    const root = writeTree({
      'package.json': next,
      'app/page.tsx': page('../lib/total', '../components/list'), 'components/list.tsx': page('../lib/sort'), 'components/menu.tsx': `'use client';\n${page('../lib/menu')}`,
      'app/layout.tsx': page('../components/menu'), 'lib/menu.ts': '', 'lib/sort.ts': '', 'lib/total.ts': '',
      'pages/old.tsx': `${page('../lib/fetched', '../components/table')}\nexport const getServerSideProps = () => ({});`, 'components/table.tsx': page('../lib/rows'), 'lib/fetched.ts': '', 'lib/rows.ts': '',
      'lib/cart-store.ts': "import { useQuery } from '@tanstack/react-query';\nimport { T } from './rates';", 'lib/rates.ts': '',
      'lib/server-hooks.ts': "import { useContainer } from 'class-validator';",
      'pages/api/orders.ts': "import { useErrors } from '../../lib/use-errors';\nimport '../../lib/captcha';", 'lib/use-errors.ts': '', 'lib/captcha.ts': '', 'components/captcha.tsx': page('../lib/captcha'),
      'pages/routed.tsx': `import { useRouter } from 'next/dist/client/router';\n${page('../lib/socket')}\nexport const getServerSideProps = () => ({});`, 'lib/socket.ts': '',
    });
    expect([...discover(root).browserModules].sort()).toEqual(['lib/cart-store.ts', 'lib/menu.ts', 'lib/rates.ts', 'lib/rows.ts', 'lib/socket.ts']);
  });

  it('are told by what uses the package, and by nothing where an alias is not known', () => {
    const files = { 'mail/package.json': { name: '@x/mail', ...next }, 'mail/src/button.tsx': page('./shade', './link', '#style'), 'mail/src/shade.ts': '', 'mail/src/link.ts': '' };
    const api = { 'api/package.json': { name: '@x/api', dependencies: { express: '5', '@x/mail': '*' } }, 'api/src/send.ts': "import '@x/mail/src/link';" };
    const modules = (more: Readonly<Record<string, unknown>>): string[] => [...discover(writeTree({ ...files, ...more })).browserModules].sort();
    expect(modules({})).toEqual(['mail/src/link.ts', 'mail/src/shade.ts']);
    expect(modules(api)).toEqual(['mail/src/shade.ts']);
    expect(modules({ 'mail/src/middleware.ts': "import '#shades';" })).toEqual([]);
  });
});

describe('modules that only programs import', () => {
  const api = { name: '@x/api', dependencies: { express: '5' } };
  const kindsOf = (files: Readonly<Record<string, unknown>>): Record<string, string> => Object.fromEntries(discover(writeTree(files)).handRunModules);

  it('are scripts below a command, and stay runtime where a worker, an export or a server reaches them', () => {
    const command = { name: '@x/tool', bin: { tool: './dist/esm/index.js' }, exports: { '.': './dist/esm/index.js', './sign': './dist/esm/sign.js' }, dependencies: { commander: '14', express: '5' } };
    expect(kindsOf({
      'tool/package.json': command,
      'tool/src/index.ts': "#!/usr/bin/env node\nimport './commands/build';\nimport './commands/preview';\nimport './sign';",
      'tool/src/commands/build.ts': "import { Command } from 'commander';\nimport '../print';\nimport '../shared';\nexport { pack } from '../pack';",
      'tool/src/print.ts': "import type { Job } from './typed';\nimport './colour';", 'tool/src/colour.ts': "import './print';", 'tool/src/pack.ts': "import './deep-shared';", 'tool/src/typed.ts': '',
      'tool/src/workers/render.ts': "import '../shared';\nimport '../deep-shared';", 'tool/src/shared.ts': '', 'tool/src/deep-shared.ts': '',
      'tool/src/sign.ts': "import './sign-deep';", 'tool/src/sign-deep.ts': '',
      'tool/src/commands/preview.ts': "import { Command } from 'commander';\nimport '../preview';\nimport '../pages';", 'tool/src/preview.ts': "import express from 'express';\nimport './preview-deep';", 'tool/src/preview-deep.ts': '', 'tool/src/pages.ts': '',
    })).toEqual({ 'tool/src/print.ts': 'script', 'tool/src/colour.ts': 'script', 'tool/src/pack.ts': 'script' });
    // a server that is started by a command
    expect(kindsOf({ 'server/package.json': { ...command, name: '@x/server' }, 'server/src/index.ts': "#!/usr/bin/env node\nimport './jobs';", 'server/src/jobs.ts': '' })).toEqual({});
    expect(kindsOf({ 'app/package.json': { ...api, bin: './bin/app.js', scripts: { start: 'node bin/app.js' } }, 'app/bin/app.js': "require('../src/jobs');", 'app/src/jobs.js': '' })).toEqual({});
    // what asks somebody at a terminal is no server, however it is started
    const admin = (line: string): Record<string, unknown> => ({ 'admin/package.json': { ...api, scripts: { start: 'tsx src/cli.ts' } }, 'admin/src/cli.ts': `#!/usr/bin/env node\n${line}\nimport './commands/clear';`, 'admin/src/commands/clear.ts': "import inquirer from 'inquirer';\nimport '../print';", 'admin/src/print.ts': '' });
    expect(kindsOf(admin("import { input } from '@inquirer/prompts';"))).toEqual({ 'admin/src/print.ts': 'script' });
    expect(kindsOf(admin("import { Command } from 'commander';"))).toEqual({});
  });

  it('are scripts or migrations below these, and stay runtime where a file name loads them', () => {
    expect(kindsOf({
      'api/package.json': api, 'api/src/main.ts': "import express from 'express';\nimport './orders/orders.service';\nconst worker = new Worker(new URL('./scripts/render.js', import.meta.url));",
      'api/src/orders/orders.service.ts': '', 'api/src/orders/demo-orders.ts': '', 'api/src/orders/sql.ts': '', 'api/src/orders/order.entity.ts': '', 'api/src/orders/tested.ts': '', 'api/src/app.ts': '',
      'api/src/seeds/orders.ts': "import '../orders/demo-orders';\nimport '../orders/orders.service';\nimport '../orders/order.entity';\nimport '../app';",
      'api/src/migrations/20260101000000-orders.ts': "import { up } from '../orders/sql';\nimport '../orders/orders.service';",
      'api/src/scripts/render.ts': "import '../orders/page';", 'api/src/orders/page.ts': '',
      'api/src/scripts/serve.ts': "import express from 'express';\nimport '../orders/preview';", 'api/src/orders/preview.ts': '',
      'api/src/orders/tested.test.ts': "import './tested';",
    })).toEqual({ 'api/src/orders/demo-orders.ts': 'script', 'api/src/orders/sql.ts': 'migration' });
  });

  it('stay runtime where another package imports them, and where an alias is not known', () => {
    const files = { 'api/package.json': api, 'api/src/main.ts': '', 'api/scripts/fill.ts': "import '../src/rows';", 'api/src/rows.ts': '' };
    const user = { 'jobs/package.json': { name: '@x/jobs', dependencies: { pg: '8', '@x/api': '*' } }, 'jobs/src/main.ts': "import '@x/api/src/rows';" };
    expect(kindsOf(files)).toEqual({ 'api/src/rows.ts': 'script' });
    expect(kindsOf({ ...files, ...user })).toEqual({});
    expect(kindsOf({ ...files, 'api/src/main.ts': "import '#rows';" })).toEqual({});
  });

  it('are front end where a build bundles them for browsers only', () => {
    const build = (options: string): string => `import { build } from 'esbuild';\nawait build({ entryPoints: ['./index.ts'], bundle: true, ${options} });`;
    const files = (options: string): Record<string, unknown> => ({
      'api/package.json': api, 'api/src/main.ts': "import './counter/shared';", 'api/src/counter/build.js': build(options), 'api/src/counter/index.ts': "import './send';\nimport './shared';", 'api/src/counter/send.ts': '', 'api/src/counter/shared.ts': '',
    });
    expect(kindsOf(files("format: 'iife'"))).toEqual({ 'api/src/counter/index.ts': 'frontend', 'api/src/counter/send.ts': 'frontend' });
    expect(kindsOf(files("platform: 'browser', format: 'esm'"))).toEqual({});
    expect(kindsOf(files("platform: 'node'"))).toEqual({});
    const listed = (options: string): Record<string, unknown> => ({
      'api/package.json': api, 'api/src/main.ts': '', 'api/src/workers/sums.ts': "import '../add';", 'api/src/add.ts': '',
      'api/scripts/workers.mjs': `import esbuild from 'esbuild';\nfor (const one of [{ in: 'src/workers/sums.ts', out: 'public/sums.js' }]) await esbuild.build({ entryPoints: [join(root, one.in)], ${options} });`,
    });
    expect(kindsOf(listed("platform: 'browser', format: 'iife'"))).toEqual({ 'api/src/workers/sums.ts': 'frontend', 'api/src/add.ts': 'frontend' });
    expect(kindsOf(listed("platform: 'node'"))).toEqual({});
  });
});

describe('kinds', () => {
  const backend: PackageInfo = { dir: '', name: 'x', dependencies: ['express'], devDependencies: [], bins: [], isBackend: true };
  const next: PackageInfo = { ...backend, dependencies: ['next', 'react'] };

  it('of packages that stand in for services or test others is test', () => {
    const kindIn = (dir: string): string => classifyFile(`${dir}/src/index.ts`, '', { ...backend, dir });
    expect(['apps/mock-bank-server', 'packages/test-suite', 'apps/test-management', 'apps/mock-server', 'packages/mock-exams'].map(kindIn)).toEqual(['test', 'test', 'runtime', 'runtime', 'runtime']);
  });

  it.each([
    ['src/users/users.service.ts', 'runtime'], ['src/config/database.config.ts', 'runtime'], ['src/test-results/results.service.ts', 'runtime'],
    ['src/modules/tests/grade.ts', 'runtime'], ['src/features/scripts/run.ts', 'runtime'], ['src/agent/tools/search.ts', 'runtime'],
    ['src/openapi/spec/user-schema.ts', 'runtime'], ['src/app/api/scripts/[id]/route.ts', 'runtime'], ['bin/www.js', 'runtime'], ['bin/worker.ts', 'runtime'], ['tools/worker.ts', 'script'], ['bin/workers-report.ts', 'script'],
    ['src/hooks/auth.ts', 'runtime'], ['src/components/orders/api.ts', 'runtime'], ['app/.well-known/jwks/route.ts', 'runtime'], ['app/(paid)/api/jobs/test/route.ts', 'runtime'], ['app/(paid)/test/page.ts', 'test'],
    ['src/create-user.command.ts', 'runtime'], ['src/ab-test.ts', 'runtime'],
    ['src/a.test.ts', 'test'], ['src/a.e2e-spec.ts', 'test'], ['src/__tests__/a.ts', 'test'], ['test/helpers.ts', 'test'], ['src/__mocks__/db.ts', 'test'],
    ['src/x.service.mock.ts', 'test'], ['src/answer.eval.ts', 'test'], ['src/evaluate.ts', 'runtime'], ['testdata/keys.ts', 'test'], ['src/modules/test-utilities/start.ts', 'runtime'], ['src/orders/test-utilities/start.ts', 'test'], ['src/test-support/start.ts', 'test'], ['mockdata/index.js', 'test'], ['vitest.setup.ts', 'test'], ['vitest-e2e.setup.ts', 'test'], ['src/orders/mock.ts', 'test'], ['src/fixtures.js', 'test'], ['src/stub.ts', 'test'],
    ['src/routes/mock.ts', 'runtime'], ['pages/api/mock.ts', 'runtime'], ['src/mockingbird.ts', 'runtime'], ['src/test-utils.ts', 'test'], ['spec/a.ts', 'test'], ['acceptance/support/http.ts', 'test'], ['src/modules/acceptance/acceptance.ts', 'runtime'], ['apps/api-e2e/src/support/setup.ts', 'test'], ['e2e-app/step_definitions/orders.ts', 'test'], ['features/support/world.js', 'runtime'], ['src/features/orders/step-definitions/list.ts', 'test'],
    ['test-stack/mock-bank/server.js', 'test'], ['mock-bank/server.ts', 'test'], ['load_tests/orders.ts', 'test'], ['src/test-runs/run.ts', 'runtime'], ['src/mock-server/routes.ts', 'runtime'], ['mockups/list.ts', 'runtime'], ['ab-test/split.ts', 'runtime'],
    ['src/app/(admin)/api/test/route.ts', 'runtime'], ['src/(admin)/test/grade.ts', 'test'], ['evals/tool.eval.ts', 'test'],
    ['config/custom-webpack.config.js', 'config'], ['config/webpack-copy-patterns.js', 'config'], ['config/database.config.ts', 'runtime'],
    ['prisma/seed.ts', 'script'], ['prisma/backfill-orders.ts', 'script'], ['prisma/resetUsers.ts', 'script'], ['prisma/client.ts', 'runtime'], ['src/prisma/reset.ts', 'runtime'], ['scripts/fix.ts', 'script'], ['src/db/seeds/users.ts', 'script'], ['src/cli/index.ts', 'script'], ['tools/x.mjs', 'script'], ['src/examples/orders.ts', 'runtime'], ['data-scripts/a.ts', 'script'], ['apps/api/data-scripts/b.ts', 'script'], ['src/user-scripts/run.ts', 'runtime'], ['modules/user-scripts/run.ts', 'runtime'],
    ['src/migrations/1.ts', 'migration'], ['src/migration/1.ts', 'migration'], ['code-migrations/1-rows.ts', 'migration'], ['src/clickhouse_migrations/1.ts', 'migration'], ['src/user-migrations/start.ts', 'runtime'], ['lib/api/controllers/migration/import-file.ts', 'runtime'], ['db/1697774560049_init.js', 'migration'], ['drizzle/0000_init.sql', 'migration'], ['prisma/migrations/1/migration.sql', 'migration'],
    ['vite.config.ts', 'config'], ['app.config.ts', 'config'], ['.eslintrc.cjs', 'config'], ['packages/a/jest.config.js', 'config'], ['src/it/slow.vitest.config.ts', 'config'], ['ormconfig.ts', 'config'],
    ['webpack.prod.js', 'config'], ['vitest.shared.ts', 'config'], ['src/vitest-shared.ts', 'runtime'], ['src/config/custom-webpack.config.js', 'config'], ['.storybook/main.ts', 'config'], ['package.json', 'config'], ['compose.yaml', 'config'],
    ['src/generated/client.ts', 'generated'], ['src/proto/user_pb.ts', 'generated'], ['src/api.generated.ts', 'generated'], ['vendor/a.min.js', 'generated'],
    ['src/types/express.d.ts', 'declaration'], ['prisma/schema.prisma', 'runtime'], ['src/generated/client/schema.prisma', 'generated'], ['public/app.js', 'frontend'],
  ])('%s is %s by its path', (path, kind) => expect(classifyFile(path, '', backend)).toBe(kind));

  it.each([
    ['app/orders/page.tsx', '', 'frontend'], ['components/button.ts', '', 'frontend'], ['app/orders/route.ts', '', 'runtime'],
    ['pages/api/orders.tsx', '', 'runtime'], ['lib/db.ts', '', 'runtime'], ['src/client/api.ts', '', 'frontend'], ['hooks/use-orders.ts', '', 'frontend'],
    ['lib/state.ts', "// state\n'use client';", 'frontend'],
    ['lib/page.js', '/* global document, window */\n', 'frontend'], ['lib/both.js', '/* eslint-env browser, node */\n', 'runtime'], ['lib/globals.js', '/* global Cart */\n// document, window\n', 'runtime'],
    ['instrumentation-client.ts', '', 'frontend'], ['src/instrumentation-client.js', '', 'frontend'], ['lib/instrumentation-client.ts', '', 'runtime'], ['instrumentation.ts', '', 'runtime'], ['app/actions.tsx', "'use server'\n", 'runtime'],
  ])('in a Next.js package %s (%j) is %s', (path, head, kind) => expect(classifyFile(path, head, next)).toBe(kind));

  it('takes JSX below the folder of a server for what it renders, where the package has a server of its own', () => {
    const both: PackageInfo = { ...backend, dependencies: ['koa', 'react'] };
    const kindsIn = (pkg: PackageInfo): string[] => ['server/mails/order.tsx', 'src/api/receipt.tsx', 'plugins/stock/server/mail.tsx', 'app/order.tsx', 'app/server/list.tsx'].map((path) => classifyFile(path, '', pkg));
    expect(kindsIn(both)).toEqual(['runtime', 'runtime', 'runtime', 'frontend', 'frontend']);
    expect(kindsIn(next)).toEqual(['frontend', 'frontend', 'frontend', 'frontend', 'frontend']);
    expect(classifyFile('docs/snippets/picker.jsx', '', backend)).toBe('frontend');
    expect(classifyFile('docs/page.jsx', "import { Layout } from 'hono/jsx';", backend)).toBe('runtime');
  });

  it('takes the features at the top of a package for what its Cucumber runs', () => {
    const tested: PackageInfo = { ...backend, devDependencies: ['@cucumber/cucumber'] };
    const kindsIn = (pkg: PackageInfo): string[] => ['features/support/world.js', 'features/orders.js', 'src/features/orders/list.ts', 'cucumber.js'].map((path) => classifyFile(path, '', pkg));
    expect(kindsIn(tested)).toEqual(['test', 'test', 'runtime', 'config']);
    expect(classifyFile('src/world.ts', "import { setWorldConstructor } from '@cucumber/cucumber';", tested)).toBe('test');
  });

  it('takes what SvelteKit runs on the server only for runtime code, also of a front end', () => {
    const kit: PackageInfo = { ...backend, dir: 'apps/shop', name: 'shop', dependencies: ['@x/db'], devDependencies: ['@sveltejs/kit', 'svelte'], isBackend: false };
    const files = ['routes/api/orders/+server.ts', 'routes/orders/+page.server.ts', 'hooks.server.ts', 'lib/server/orders.ts', 'lib/orders.ts', 'routes/orders/+page.ts', 'lib/cart.svelte.ts'];
    const kindsIn = (pkg: PackageInfo): string => files.map((path) => classifyFile(`${pkg.dir}/src/${path}`, '', pkg).charAt(0)).join('');
    expect(kindsIn(kit)).toBe('rrrrfff');
    expect(kindsIn({ ...kit, isBackend: true })).toBe('rrrrrff');
    expect(kindsIn({ ...kit, devDependencies: ['svelte'] })).toBe('fffffff');
    expect(kindsIn({ ...kit, dir: 'docs' })).toBe('fffffff');
  });

  it('leaves client modules to the frameworks that keep them from the server', () => {
    const router: PackageInfo = { ...next, dependencies: ['react-router', 'hono'], devDependencies: ['@react-router/dev'] };
    expect(classifyFile('app/upload.client.ts', '', router)).toBe('frontend');
    expect(classifyFile('src/redis.client.ts', '', backend)).toBe('runtime');
    expect(classifyFile('client-only/download.ts', '', next)).toBe('frontend');
  });

  it.each([
    ['/* eslint-disable */\n/* This file was generated by x. */', 'generated'], ['// @generated', 'generated'], ['// DO NOT EDIT\n', 'runtime'],
    ['// Code generated by x. DO NOT EDIT.\n', 'generated'], ['// DO NOT MODIFY: changes will be overwritten\n', 'generated'], ['// Do not edit.\n\n// Compiled from orders.proto\n', 'generated'],
    ["const text = 'generated by hand, do not edit';", 'runtime'], ['// The key is generated from the name of the file.\n', 'runtime'], ['/**\n * Types generated from orders.graphql.\n */', 'generated'],
    ["import { expect } from 'vitest';\nimport { db } from './db';", 'test'], ["import { type TestContext, test } from 'vitest';", 'test'], ["import { type TestContext } from 'vitest';", 'runtime'],
    ["import type { Mock } from 'vitest';\nimport x from './vitest';", 'runtime'], ["import { defineConfig } from 'vitest/config';", 'runtime'], ["import * as p from '@clack/prompts';", 'script'],
    ["import { vi } from 'vitest';\n", 'test'], ["import type { Mock } from 'vitest';\n", 'runtime'], ["import { confirm } from '@clack/prompts';", 'script'], ["import * as aws from '@pulumi/aws';", 'script'], ["import { Stack } from 'aws-cdk-lib';", 'script'],
    ["import { LocalWorkspace } from '@pulumi/pulumi/automation';", 'runtime'], ['#!/usr/bin/env node\n', 'script'], ["import { Command } from 'commander';", 'script'],
  ])('the head %j makes it %s', (head, kind) => expect(classifyFile('src/a.ts', head, backend)).toBe(kind));

  it.each([
    ['let wasm;\nexport function __wbg_set_wasm(val) {\n    wasm = val;\n}\n', 'generated'], ["let imports = {};\nimports['__wbindgen_placeholder__'] = module.exports;\nlet wasm;\n", 'generated'],
    ['let wasm;\n\nconst heap = new Array(128).fill(undefined);\n', 'generated'], ['import * as wasm from "./sums_bg.wasm";\nimport { __wbg_set_wasm } from "./sums_bg.js";\n', 'generated'],
    [`/*! For license information see orders.js.LICENSE.txt */\n!function(e,t){${'"object"==typeof exports?t(e):e.n=r;'.repeat(15)}`.slice(0, 500), 'generated'],
    [`import { sum } from './sums.js';\n${'sum(1, 2); '.repeat(60)}`.slice(0, 500), 'runtime'], [`// sums\nexport const sums = [${'[ 1, 2 ], '.repeat(60)}`.slice(0, 300), 'runtime'],
    ['/******/ (() => { // webpackBootstrap\n/******/ \t"use strict";\n', 'generated'], ['var __defProp = Object.defineProperty;\nvar __export = (target, all) => {\n', 'generated'],
    ['"use strict";\nvar __importDefault = (this && this.__importDefault) || function (mod) {\n', 'generated'], ['"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n', 'generated'],
    ['// webpack starts here\nmodule.exports = { __esModule: true };\n', 'runtime'],
    ['// https://cdn.jsdelivr.net/npm/sums@2.0.5/dist/sums.min.js\nregister("sums",(()=>{', 'generated'], ['// see https://cdn.jsdelivr.net/npm/sums\nregister();', 'runtime'],
    ['let wasm;\n\nexport async function load(file) {\n', 'runtime'], ["import { sum } from './sums.js';\nconst heap = new Array(4).fill(undefined);\n", 'runtime'],
  ])('the head %j of a script makes it %s', (head, kind) => expect(classifyFile('src/a.js', head, backend)).toBe(kind));

  it('looks behind a licence, in the start of a file as in all of it', () => {
    const licence = `/*\n${' * Licensed to whoever asks, under the terms below.\n'.repeat(16)} */\n`;
    const page = `${licence}\n'use client';\nexport const x = 1;\n`;
    expect(classifyFile('src/a.ts', headIn(page), backend)).toBe('frontend');
    expect(classifyFile('src/a.ts', headIn(`${licence}import { Command } from 'commander';\n`), backend)).toBe('script');
    for (const text of [page, `${licence.replaceAll('whoever asks', '誰でも尋ねる人')}${page}`, `/*\n${'誰でも'.repeat(300)}\n*/\n'use client';\n`, `// ${'é'.repeat(980)}\n${'x = 1;\n'.repeat(400)}`]) {
      const bytes = Buffer.from(text);
      expect(headIn(bytes.subarray(0, 2048).toString())).toBe(headIn(text));
    }
  });

  it('knows the files that package scripts run, unless they start the service', () => {
    const root = writeTree({
      'package.json': { scripts: { dev: 'tsx watch src/boot.ts', sync: 'NODE_ENV=x tsx --env-file .env src/sync.ts', 'start:jobs': 'node dist/jobs.js', once: 'ts-node -r tsconfig-paths/register src/jobs.ts', 'build:server': 'node ./pack.js', move: 'deno run -A --env-file src/move.mts', 'db:migrate:dev': 'node migrate.js "prisma migrate dev"' } },
      'pack.js': '', 'src/move.mts': '', 'migrate.js': '',
      'src/boot.ts': '', 'src/sync.ts': '', 'src/jobs.ts': '',
    });
    expect(kinds(root)).toEqual({ 'pack.js': 'script', 'migrate.js': 'script', 'src/boot.ts': 'runtime', 'src/move.mts': 'script', 'src/sync.ts': 'script', 'src/jobs.ts': 'runtime' });
  });

  it('takes a file of more than a megabyte for generated', () => {
    expect(kinds(writeTree({ 'src/big.ts': `export const x = 1;\n${'// x\n'.repeat(300_000)}` }))).toEqual({ 'src/big.ts': 'generated' });
  });
});

it('tells packages that no manifest lists by how the files start', () => {
  const root = writeTree({
    'package.json': JSON.stringify({ name: 'shop', dependencies: { '@nestjs/core': '*', pg: '*' } }),
    'src/a.ts': `import type { Request } from "express";\nimport { Pool } from 'pg';\nimport './b.js';\n`,
    'src/b.ts': `const knex = require('knex')({});\nconst lazy = import('drizzle-orm/node-postgres');\nimport lodash from 'lodash';\n`,
    'src/far.ts': `${'// far\n'.repeat(400)}import { Hono } from 'hono';\n`,
    'test/c.test.ts': `import Koa from 'koa';\n`,
  });
  expect(likelyUndeclared(discover(root))).toEqual(new Map([['', new Set(['express', 'knex', 'drizzle-orm'])]]));
});

describe('a file that an earlier run has seen', () => {
  const tree = { 'package.json': JSON.stringify({ dependencies: { express: '*' } }), 'src/a.ts': 'export {};\n' };
  /** As no look at the file would tell: whoever says so has not looked. */
  const seenAs = (root: string, more: Partial<SeenFile> = {}): Looked => ({
    files: new Map([['src/a.ts', { stamp: { ...stampOf(join(root, 'src/a.ts'))!, settled: true }, kind: 'script', owner: ownerKey(discover(root).packages[0]!), ...more }]]),
    modules: null,
  });
  const kindOf = ({ files }: Discovery): string | undefined => files.find(({ path }) => path === 'src/a.ts')?.kind;

  it('is not looked at again', () => {
    const root = writeTree(tree);
    const found = describeFiles(list(root, {}), seenAs(root));
    expect(kindOf(found)).toBe('script');
    expect([...found.unchanged]).toEqual(['src/a.ts']);
    // what it imports is asked of the file all the same
    expect(describeFiles(list(root, {}), seenAs(root, { kind: 'runtime' })).imported()).toEqual(new Map([['', new Set()]]));
  });

  it('is looked at where it or its package has changed, and where something lies over it', () => {
    const root = writeTree(tree);
    const stamp = stampOf(join(root, 'src/a.ts'))!;
    const changed = [seenAs(root, { stamp: { ...stamp, settled: true, size: 1 } }), seenAs(root, { stamp: { ...stamp, settled: false } }), seenAs(root, { owner: ownerKey(null) })];
    for (const seen of changed) {
      const found = describeFiles(list(root, {}), seen);
      expect(kindOf(found)).toBe('runtime');
      expect(found.unchanged.size).toBe(0);
    }
    expect(kindOf(describeFiles(list(root, { overlay: new Overlay(new Map([['src/a.ts', Buffer.from('// a\n')]])) }), seenAs(root)))).toBe('runtime');
  });
});

describe('modules that an earlier run has found to be front end', () => {
  const files = {
    'package.json': { dependencies: { next: '16', react: '19' } }, 'tsconfig.json': { compilerOptions: { paths: { '@/*': ['./*'] } } },
    'components/cart.tsx': "import { total } from '@/lib/total';\nexport const Cart = () => <p />;", 'lib/total.ts': 'export const total = 1;',
  };
  /** What a later run finds, and which files it takes for what they were. */
  const again = (root: string, before: Looked): { kept: boolean; modules: readonly string[]; unchanged: readonly string[] } => {
    const later = describeFiles(list(root, {}), before);
    return { kept: later.modules === before.modules, modules: [...later.browserModules], unchanged: [...later.unchanged] };
  };

  it('are looked for again only where texts say something else or aliases lead elsewhere', () => {
    const root = writeTree(files);
    const first = discover(root);
    // long ago
    const unread = [...unreadIn({ ...first, startedAt: Date.now() + 60_000 })];
    const found: Looked = { files: new Map(unread.map(([path, seen]) => [path, { ...seen, stamp: { ...seen.stamp, settled: true } }])), modules: first.modules };
    const both = ['components/cart.tsx', 'lib/total.ts'];
    expect(again(root, found)).toEqual({ kept: true, modules: ['lib/total.ts'], unchanged: both });
    writeFileSync(join(root, 'components/cart.tsx'), `${files['components/cart.tsx']}\n// changed\n`);
    expect(again(root, found)).toEqual({ kept: true, modules: ['lib/total.ts'], unchanged: ['lib/total.ts'] });
    writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }');
    expect(again(root, found)).toMatchObject({ kept: false, modules: [] });
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(files['tsconfig.json']));
    expect(again(root, found)).toMatchObject({ kept: true, modules: ['lib/total.ts'] });
    writeFileSync(join(root, 'components/cart.tsx'), 'export const Cart = () => <p />;');
    expect(again(root, found)).toMatchObject({ kept: false, modules: [] });
  });
});

describe('a folder that an earlier walk has seen', () => {
  const tree = {
    '.gitignore': '*.log.ts\n/gone\n',
    'package.json': '{}',
    'src/a.ts': '',
    'src/b.ts': '',
    'src/b.log.ts': '',
    'src/orders/.gitignore': 'tsconfig.json\n*.gen.ts\n!kept.log.ts\n',
    'src/orders/tsconfig.json': '{}',
    'src/orders/a.gen.ts': '',
    'src/orders/kept.log.ts': '',
    'src/orders/deep/one.ts': '',
    'gone/x.ts': '',
    'api/package.json': '{}',
    'api/dist/x.ts': '',
  };

  it('is not looked into, and what has changed is', { timeout: 60_000 }, async () => {
    const root = writeTree(tree);
    await setTimeout(3_200); // what has just been written may be written again in the same tick
    const first = list(root, {}).walked;
    expect(first.seen.get('src/orders')).toMatchObject({ hasRules: true, files: ['kept.log.ts'], ignored: ['a.gen.ts', 'tsconfig.json'], folders: ['deep'] });
    // what lies in the build output decides whether it is looked into
    expect([...first.seen.keys()].sort()).toEqual(['', 'api/dist', 'src', 'src/orders', 'src/orders/deep']);
    const again = (ignore: readonly string[] = [], overlay?: Overlay): Walk => list(root, { ignore, ...(overlay && { overlay }), folders: first.seen }).walked;
    const anew = (ignore: readonly string[] = [], overlay?: Overlay): Walk => list(root, { ignore, ...(overlay && { overlay }) }).walked;
    const same = (now: Walk, wanted: Walk): void => expect({ paths: now.paths, folders: [...now.folders].sort() }).toEqual({ paths: wanted.paths, folders: [...wanted.folders].sort() });
    same(again(), first);
    expect(again().learnt).toBe(0);
    // whoever lies to it has shown that it does not look
    expect(list(root, { folders: new Map([['src', { ...first.seen.get('src')!, files: ['a.ts'] }]]) }).walked.paths).not.toContain('src/b.ts');
    same(again(['src/orders']), anew(['src/orders']));
    const laid = new Overlay(new Map([['src/orders/deep/two.ts', Buffer.from('')], ['src/a.ts', null], ['src/new/x.ts', Buffer.from('')]]));
    same(again([], laid), anew([], laid));
    expect(again([], laid).seen.get('src')).toBe(first.seen.get('src'));
    const edits: (() => void)[] = [
      () => writeFileSync(join(root, 'src/c.ts'), ''),
      () => rmSync(join(root, 'src/orders/deep/one.ts')),
      () => writeFileSync(join(root, 'src/orders/.gitignore'), '*.gen.ts\n'),
      () => writeFileSync(join(root, '.gitignore'), '/src/b.ts\n'),
      () => writeFileSync(join(root, 'src/orders/deep/.gitignore'), 'x.ts\n'),
      () => writeFileSync(join(root, 'src/orders/deep/x.ts'), ''),
      () => renameSync(join(root, 'src/orders'), join(root, 'src/sales')),
      () => rmSync(join(root, 'api/dist/x.ts')),
      () => symlinkSync(join(root, 'src/sales'), join(root, 'src/orders')),
    ];
    for (const edit of edits) {
      edit();
      same(again(), anew());
    }
  });
});
