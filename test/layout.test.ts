import { describe, expect, it } from 'vitest';
import type { Layout, LayoutConfig } from '../src/facts/layout.js';
import { discover } from '../src/project/kinds/discover.js';
import { detectLayout, isKernel, moduleOf } from '../src/project/modules/layout.js';
import { writeTree } from './support/tree.js';

/** A tree drawn as a list of paths; `package.json` of the root gets the dependencies. */
function layoutOf(paths: string, dependencies: readonly string[] = ['express'], config?: LayoutConfig, manifests: Readonly<Record<string, unknown>> = {}): Layout {
  const files = Object.fromEntries(paths.trim().split(/\s+/).map((path) => [path, ''] as const));
  const manifest = { name: 'root', dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) };
  return detectLayout(discover(writeTree({ 'package.json': manifest, ...files, ...manifests })), config, (path) => path.includes('/interfaces/'));
}

const modules = ({ modules: found }: Layout): string[] => found.map(({ dir }) => dir);
const roles = ({ roleFolders }: Layout): Record<string, string[]> => Object.fromEntries(roleFolders.map(({ dir, capabilities }) => [dir, capabilities.map(({ name }) => name)]));

describe('modules', () => {
  it.each([
    ['src/modules/users/a.ts src/modules/orders/b.ts src/modules/shared/c.ts src/main.ts', ['src/modules/orders', 'src/modules/users'], 'modules in src/modules'],
    ['src/app/features/users/a.ts src/app/features/orders/b.ts src/main.ts', ['src/app/features/orders', 'src/app/features/users'], 'modules in src/app/features'],
    ['apps/api/src/domains/users/a.ts apps/api/src/domains/events/b.ts', ['apps/api/src/domains/events', 'apps/api/src/domains/users'], 'modules in apps/api/src/domains'],
    ['server/modules/users/a.ts server/modules/auth/b.ts', ['server/modules/auth', 'server/modules/users'], 'modules in server/modules'],
    ['modules/users/a.ts modules/billing/b.ts index.ts', ['modules/billing', 'modules/users'], 'modules in modules'],
  ])('of %s', (paths, dirs, summary) => {
    const layout = layoutOf(paths);
    expect(modules(layout)).toEqual(dirs);
    expect(layout).toMatchObject({ kind: 'modules', summary });
  });

  it('are NestJS folders with a module file, the root module, kernel and technical layers aside', () => {
    const layout = layoutOf(
      'src/app.module.ts src/main.ts src/users/users.module.ts src/users/dto/a.ts src/orders/orders.module.ts src/common/common.module.ts src/mail/mail.module.ts src/roles/roles.ts',
      ['@nestjs/core']);
    expect(modules(layout)).toEqual(['src/orders', 'src/users']);
    expect(layout).toMatchObject({ kind: 'nest-modules', summary: 'NestJS modules in src' });
  });

  it('are none by a kernel name behind a mark, whoever holds the module file', () => {
    const files = 'src/app.module.ts src/users/users.module.ts src/orders/orders.module.ts src/@core/core.module.ts src/_shared/shared.module.ts src/(common)/common.module.ts';
    const layout = layoutOf(files, ['@nestjs/core']);
    expect(modules(layout)).toEqual(['src/orders', 'src/users']);
    expect(isKernel('src/@core/logging/logger.ts', layout)).toBe(true);
  });

  it('are none beside a folder of modules, in whichever source root that lies', () => {
    const files = 'src/app.module.ts src/main.ts tools.ts src/features/users/users.module.ts src/features/orders/orders.module.ts src/websocket-hub/hub.module.ts src/tenants/tenants.module.ts';
    expect(modules(layoutOf(files, ['@nestjs/core']))).toEqual(['src/features/orders', 'src/features/users']);
  });

  it('lie beside the root module in an Nx workspace', () => {
    const layout = layoutOf(
      'apps/api/src/main.ts apps/api/src/app/app.module.ts apps/api/src/app/user/user.module.ts apps/api/src/app/order/order.module.ts apps/api/src/services/prisma/prisma.module.ts libs/common/src/lib/x.ts',
      ['@nestjs/core']);
    expect(modules(layout)).toEqual(['apps/api/src/app/order', 'apps/api/src/app/user']);
  });

  it('lie in src/app, with the root module above it', () => {
    const files = 'src/main.ts src/app.module.ts src/app/users/users.module.ts src/app/orders/orders.module.ts src/app/shared/shared.module.ts src/config/env.ts';
    expect(modules(layoutOf(files, ['@nestjs/core']))).toEqual(['src/app/orders', 'src/app/users']);
    // a folder of that name with a module of its own is one among others
    expect(modules(layoutOf(`${files} src/app/shell.module.ts`, ['@nestjs/core']))).toEqual([]);
  });

  it('are workspace packages below a modules folder', () => {
    const layout = layoutOf('packages/modules/cart/src/a.ts packages/modules/order/src/b.ts packages/modules/providers/stripe/src/c.ts packages/core/src/d.ts', ['express'], undefined, {
      'packages/modules/cart/package.json': { name: '@x/cart' }, 'packages/modules/order/package.json': { name: '@x/order' },
      'packages/modules/providers/stripe/package.json': { name: '@x/stripe' }, 'packages/core/package.json': { name: '@x/core' },
    });
    expect(layout).toMatchObject({ kind: 'workspace', summary: 'modules as workspace packages in packages/modules' });
    expect(modules(layout)).toEqual(['packages/modules/cart', 'packages/modules/order']);
  });

  it('know their slices', () => {
    const layout = layoutOf('src/modules/users/use-cases/create-user/a.ts src/modules/users/use-cases/list-users/b.ts src/modules/users/domain/c.ts');
    expect(layout.kind).toBe('slices');
    expect(layout.modules[0]?.slices?.map(({ name }) => name)).toEqual(['create-user', 'list-users']);
  });

  it('come from the config when it names them', () => {
    const layout = layoutOf('src/users/a.ts src/orders/b.ts src/kit/c.ts src/modules/x/y.ts', ['express'], { modules: ['./src/{users,ord*}/'], shared: ['src/kit/**'] });
    expect(modules(layout)).toEqual(['src/orders', 'src/users']);
    expect(isKernel('src/kit/c.ts', layout)).toBe(true);
  });

  it('are found by path, the front end and tests aside', () => {
    const layout = layoutOf('src/modules/users/deep/a.ts src/modules/users-extra/b.ts src/modules/only-tests/a.test.ts src/shared/x.ts src/modules/core/y.ts src/index.ts');
    expect(modules(layout)).toEqual(['src/modules/users', 'src/modules/users-extra']);
    expect(moduleOf('src/modules/users/deep/a.ts', layout)?.name).toBe('users');
    expect(moduleOf('src/modules/users-extra/b.ts', layout)?.name).toBe('users-extra');
    expect(moduleOf('src/index.ts', layout)).toBeNull();
    expect(['src/shared/x.ts', 'src/modules/core/y.ts', 'src/modules/users/deep/a.ts', 'src/index.ts'].map((path) => isKernel(path, layout))).toEqual([true, true, false, false]);
  });
});

describe('role folders', () => {
  it('hold several capabilities directly under a source root', () => {
    const layout = layoutOf(`src/server.ts src/controllers/UserController.ts src/controllers/orders.controller.ts src/controllers/index.ts src/controllers/user-profile.controller.ts
      src/services/create-invoice.ts src/services/categories.ts src/entity/user/user.ts src/entity/order.ts`);
    expect(layout.kind).toBe('layers');
    expect(layout.summary).toBe('layers in src/controllers, src/entity, src/services');
    expect(roles(layout)).toEqual({ 'src/controllers': ['order', 'user'], 'src/services': ['category', 'invoice'], 'src/entity': ['order', 'user'] });
    expect(layout.roleFolders[0]).toMatchObject({ dir: 'src/controllers', role: 'controller' });
    expect(layout.roleFolders[0]?.files).not.toContain('src/controllers/index.ts');
  });

  it.each([
    ['one capability', 'src/models/user.ts src/models/user-profile.ts src/main.ts'],
    ['a technical second one', 'src/services/auth.ts src/services/mailer.ts src/main.ts'],
    ['shared kernel', 'src/middlewares/users.ts src/middlewares/orders.ts src/utils/user.ts src/utils/order.ts src/db/user.ts src/db/order.ts'],
    ['a module', 'src/modules/user/services/a.ts src/modules/user/services/b.ts'],
    ['a wrapper', 'src/api/routes/user.ts src/api/routes/order.ts src/main.ts'],
    ['capability folders throughout', 'src/routes/user/list.ts src/routes/order/list.ts src/main.ts'],
    ['types only', 'src/interfaces/user.ts src/interfaces/order.ts src/main.ts'],
    ['types by name', 'src/dtos/user.interface.ts src/dtos/order.type.ts src/main.ts'],
    ['scripts and tests', 'src/services/user.test.ts src/services/order.test.ts src/main.ts'],
    ['a library', 'libs/common/src/models/user.ts libs/common/src/models/order.ts apps/api/src/main.ts'],
    ['the Next.js route tree', 'src/app/api/users/route.ts src/app/api/orders/route.ts src/lib/db.ts'],
  ])('are not listed for %s', (_, paths) => expect(roles(layoutOf(paths))).toEqual({}));

  it('name the layout where they hold more files than the modules do', () => {
    const layout = layoutOf('src/modules/loyalty/a.ts src/services/user.ts src/services/order.ts src/routes/user.ts src/routes/order.ts');
    expect(layout).toMatchObject({ kind: 'layers', summary: 'layers in src/routes, src/services; modules in src/modules' });
    expect(modules(layout)).toEqual(['src/modules/loyalty']);
  });

  it('leave tRPC its central routers', () => {
    expect(roles(layoutOf('src/routers/user.ts src/routers/order.ts src/main.ts', ['@trpc/server']))).toEqual({});
    expect(Object.keys(roles(layoutOf('src/routers/user.ts src/routers/order.ts src/main.ts')))).toEqual(['src/routers']);
  });

  it('are found where code lies at the top of a package or in a wrapper that holds everything', () => {
    expect(Object.keys(roles(layoutOf('backend/app.ts backend/routes/user.ts backend/routes/order.ts')))).toEqual(['backend/routes']);
    expect(Object.keys(roles(layoutOf('app.js routes/user.js routes/order.js')))).toEqual(['routes']);
    expect(Object.keys(roles(layoutOf('src/server.ts src/lib/routes/user.ts src/lib/routes/order.ts src/lib/types/a.ts')))).toEqual(['src/lib/routes']);
  });
});

it('says when it found nothing', () => {
  expect(layoutOf('src/users/a.ts src/posts/b.ts')).toMatchObject({ kind: 'flat', sourceRoots: ['src'], summary: 'no modules found in src' });
  expect(layoutOf('README.md')).toMatchObject({ kind: 'flat', summary: 'no runtime code' });
});
