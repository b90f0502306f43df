import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit, auditTree } from '../src/hosts/audit.js';
import { diagnose } from '../src/hosts/doctor.js';
import { backendViewOf } from '../src/hosts/backend-view.js';
import { openTree } from '../src/hosts/read-tree.js';
import { createPosture } from '../src/project/handlers/posture.js';
import { positionAt } from '../src/syntax/source-file.js';
import { writeTree } from './support/tree.js';

/** One line an endpoint: where it is written, its method, its path through every mount, `…` for what is not known of it, and the function that answers. */
async function endpoints(root: string): Promise<string> {
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  return project.routes
    .map(({ file, fact, method, shownPath, handler }) => `${file.path}:${positionAt(file.lines, fact.at.start).line} ${method} ${shownPath} -> ${handler ? (handler.fact.name ?? 'inline') : 'none'}\n`)
    .sort()
    .join('');
}

test.each(['express', 'koa', 'hono', 'fastify', 'nestjs', 'trpc'])('paths and handlers across the files of a %s backend', async (name) => {
  const listed = await endpoints(`fixtures/adapters/${name}`);
  await expect(listed).toMatchFileSnapshot(`../fixtures/adapters/${name}/endpoints.txt`);
});

test('no endpoint is listed twice', async () => {
  const lines = (await endpoints('fixtures/adapters/express')).trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
});

test.each([
  ['a tuple', 'type Init<T> = [router: T, tenant: Tenant];'],
  ['the parameters of a function type', 'type Register<T> = (router: T, tenant: Tenant) => void;\ntype Init<T> = Parameters<Register<T>>;'],
])('services of a rest parameter that is typed as %s', async (_name, types) => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@koa/router': '13', koa: '2' } },
    'src/tenant.ts': 'export class Orders {\n  list(): string[] {\n    return [];\n  }\n}\nexport class Tenant {\n  readonly libraries = { orders: new Orders() };\n}\n',
    'src/routes.ts': `import type Router from '@koa/router';
import type { Tenant } from './tenant.js';
${types}
export function routes<T extends Router>(...[router, { libraries }]: Init<T>): void {
  router.get('/orders', (ctx) => {
    ctx.body = libraries.orders.list();
  });
}
`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  const [endpoint] = project.endpoints;
  expect(endpoint?.handler && project.calls(endpoint.handler).flatMap(({ targets }) => targets.map(({ fact }) => fact.name))).toEqual(['list']);
});

test('a page of Next.js that exports what a wrapper of another file is given for each method', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { next: '15' } },
    'src/pages/api/orders/index.ts': "export { orders as default } from '../../../orders';\n",
    'src/pages/api/orders/[id].ts': "import { order } from '../../../orders';\nexport default order;\n",
    'src/pages/api/one.ts': "export { one as default } from '../../orders';\n",
    'src/orders.ts': `import { withMethods, withOptions } from './with-methods';
const list = (req, res) => res.json([]);
const create = (req, res) => res.status(201).end();
export const orders = withMethods({ GET: list, post: create });
export const order = withMethods({ DELETE: (req, res) => res.status(204).end() }, { retries: 3 });
export const one = withOptions({ GET: list, limit: 5 });
`,
    'src/with-methods.ts': `export const withMethods = (handlers) => async (req, res) => handlers[req.method](req, res);
export const withOptions = (options) => async (req, res) => options.GET(req, res);
`,
  });
  expect(await endpoints(root)).toBe(
    [
      'src/pages/api/one.ts:1 ALL /api/one -> list',
      'src/pages/api/orders/[id].ts:2 DELETE /api/orders/:id -> DELETE',
      'src/pages/api/orders/index.ts:1 GET /api/orders -> list',
      'src/pages/api/orders/index.ts:1 POST /api/orders -> create',
      '',
    ].join('\n'),
  );
});

test('a route of all methods whose wrapper is given a handler for each', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5', 'method-map': '1' } },
    'src/app.ts': `import express from 'express';
import { methods } from 'method-map';
import { create, list } from './orders.js';
const app = express();
const guard = (req, res, next) => next();
app.all('/orders', guard, methods({ GET: list, POST: create }));
app.all('/limits', methods({ get: list, limit: 5 }));
`,
    'src/orders.ts': 'export const list = (req, res) => res.json([]);\nexport const create = (req, res) => res.status(201).end();\n',
  });
  expect(await endpoints(root)).toBe('src/app.ts:6 GET /orders -> list\nsrc/app.ts:6 POST /orders -> create\nsrc/app.ts:7 ALL /limits -> none\n');
});

test('routers that functions return, with what hangs on them inside', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/app.ts': `import express from 'express';
import makeApi, { makeAdmin } from './api.js';
const settings = { prefix: '/api' };
export default ({ app }: { app: express.Application }) => {
  app.use(settings.prefix, makeApi());
  app.use(process.env.ADMIN_PATH || '/admin', makeAdmin());
  const own = makeAdmin();
  own.get('/own', (req, res) => res.json([]));
  app.use('/other', own);
};
`,
    'src/api.ts': `import { Router } from 'express';
import orders from './orders.js';
export default () => {
  const api = Router();
  orders(api);
  api.get('/health', (req, res) => res.json([]));
  return api;
};
export const makeAdmin = () => {
  const admin = Router();
  admin.use((req, res, next) => next());
  return admin;
};
`,
    'src/orders.ts': `import { Router } from 'express';
const route = Router();
export default (...args: [Router]) => {
  lines(...args);
  args[0].use('/orders', route);
  route.get('/:id', (req, res) => res.json([]));
};
function lines(...[api]: [Router]): void {
  api.get('/lines', (req, res) => res.json([]));
}
`,
  });
  expect(await endpoints(root)).toBe(`src/api.ts:6 GET /api/health -> inline
src/app.ts:8 GET /other/own -> inline
src/orders.ts:6 GET /api/orders/:id -> inline
src/orders.ts:9 GET /api/lines -> inline
`);
});

test('a factory of routers guards nothing by itself', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5', 'express-basic-auth': '1' } },
    'src/app.ts': `import express, { Router } from 'express';
import basicAuth from 'express-basic-auth';
const app = express();
function routes() {
  const api = Router();
  api.use('/reports', basicAuth({ users: {} }));
  api.get('/orders', (req, res) => res.json([]));
  return api;
}
app.use('/api', routes());
`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.endpoints.map((endpoint) => createPosture(project)(endpoint).authenticated)).toEqual(['no']);
});

test('the global prefix of NestJS from its configuration, what it leaves alone, and versions', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@nestjs/common': '11', '@nestjs/core': '11', '@nestjs/config': '4' } },
    'src/config.ts': `import { registerAs } from '@nestjs/config';
export default registerAs('app', () => {
  return { prefix: process.env.API_PREFIX || 'api' };
});
`,
    'src/main.ts': `import { ConfigService } from '@nestjs/config';
import { VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  const config = app.get(ConfigService<AllSettings>);
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.setGlobalPrefix(config.getOrThrow('app.prefix', { infer: true }), { exclude: ['/', { path: 'docs{/*path}', method: 0 }] });
}
`,
    'src/orders.controller.ts': `import { Controller, Get, Version, VERSION_NEUTRAL } from '@nestjs/common';
import { paths } from './paths';
@Controller('orders')
export class OrdersController {
  @Get() list() { return []; }
  @Version('2') @Get('new') more() { return []; }
  @Version(VERSION_NEUTRAL) @Get('any') any() { return []; }
  @Get(paths.one) one() { return []; }
}
@Controller({ version: VERSION_NEUTRAL })
export class HomeController {
  @Get() home() { return {}; }
  @Get('docs/:page') docs() { return {}; }
  @Get('docsets') docsets() { return {}; }
}
`,
    'src/paths.ts': "const root = 'x';\nexport const paths = { one: `/${root}/:id` };\n",
  });
  expect(await endpoints(root)).toBe(`src/orders.controller.ts:12 GET / -> home
src/orders.controller.ts:13 GET /docs/:page -> docs
src/orders.controller.ts:14 GET /api/docsets -> docsets
src/orders.controller.ts:5 GET /api/v1/orders -> list
src/orders.controller.ts:6 GET /api/v2/orders/new -> more
src/orders.controller.ts:7 GET /api/orders/any -> any
src/orders.controller.ts:8 GET /api/v1/orders/x/:id -> one
`);
});

test('each app of one NestJS package has the prefix that its own start gives it', async () => {
  const start = (prefix: string): string => `import { NestFactory } from '@nestjs/core';\nvoid NestFactory.create(class {}).then((app) => app${prefix}.listen(1));\n`;
  const controller = (path: string): string => `import { Controller, Get } from '@nestjs/common';\n@Controller('${path}')\nexport class C {\n  @Get() list() { return []; }\n}\n`;
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@nestjs/common': '11', '@nestjs/core': '11' } },
    'apps/shop/src/main.ts': start(".setGlobalPrefix('api')"),
    'apps/shop/src/orders/orders.controller.ts': controller('orders'),
    'apps/office/src/main.ts': start(".setGlobalPrefix('office')"),
    'apps/office/src/staff.controller.ts': controller('staff'),
    'apps/worker/src/main.ts': start(''),
    'apps/worker/src/jobs.controller.ts': controller('jobs'),
  });
  expect(await endpoints(root)).toBe(`apps/office/src/staff.controller.ts:4 GET /office/staff -> list
apps/shop/src/orders/orders.controller.ts:4 GET /api/orders -> list
apps/worker/src/jobs.controller.ts:4 GET /jobs -> list
`);
});

test('a controller stands below the application that serves it, and below one of several', async () => {
  const start = (module: string, line: string): string =>
    `import { NestFactory } from '@nestjs/core';\nimport { ${module} } from './modules';\nconst app = await NestFactory.create(${module});\n${line}\n`;
  const controller = (name: string): string => `@Controller('${name.toLowerCase()}')\nexport class ${name} {\n  @Get() ${name.toLowerCase()}() { return []; }\n}\n`;
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@nestjs/common': '11', '@nestjs/core': '11' } },
    'src/api.ts': start('ApiModule', "app.setGlobalPrefix('api', { exclude: ['/health'] });"),
    'src/jobs.ts': start('JobsModule', "app.setGlobalPrefix('api');"),
    'src/office.ts': start('OfficeModule', "app.setGlobalPrefix('office');"),
    'src/controllers.ts': `import { Controller, Get } from '@nestjs/common';\n${['Orders', 'Staff', 'Health', 'Loose'].map(controller).join('')}`,
    'src/modules.ts': `import { forwardRef, Module } from '@nestjs/common';
import { Health, Orders, Staff } from './controllers';
const shared = [Health];
@Module({ controllers: [Orders, ...shared] }) export class OrdersModule {}
@Module({ controllers: [Staff] }) export class StaffModule { static forRoot() { return { module: StaffModule }; } }
@Module({ imports: [forwardRef(() => OrdersModule)] }) export class ApiModule {}
@Module({ imports: [OrdersModule] }) export class JobsModule {}
@Module({ imports: [StaffModule.forRoot()] }) export class OfficeModule {}
`,
    'test/orders.e2e-spec.ts': start('ApiModule', "app.setGlobalPrefix('test');").replace('./modules', '../src/modules'),
  });
  expect(await endpoints(root)).toBe(`src/controllers.ts:12 GET /health -> health
src/controllers.ts:16 GET /api/loose -> loose
src/controllers.ts:4 GET /api/orders -> orders
src/controllers.ts:8 GET /office/staff -> staff
`);
});

/** A NestJS application that starts with a line, and a controller of two versions. */
const versioned = (line: string): string =>
  writeTree({
    'package.json': { name: 'shop', dependencies: { '@nestjs/common': '11', '@nestjs/core': '11' } },
    'src/prefix.ts': "export const versionPrefix = 'edition-';\n",
    'src/main.ts': `import { VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { versionPrefix } from './prefix';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  ${line}
}
`,
    'src/orders.controller.ts': `import { Controller, Get, Version, VERSION_NEUTRAL } from '@nestjs/common';
@Controller({ path: 'orders', version: ['1', '2'] })
export class OrdersController {
  @Get() list() { return []; }
  @Version('3') @Get('new') more() { return []; }
  @Version(VERSION_NEUTRAL) @Get('any') any() { return []; }
}
@Controller('lines')
export class LinesController {
  @Get() lines() { return []; }
}
`,
  });

test.each([
  ['no versioning', '', ['/orders', '/orders/new', '/orders/any', '/lines']],
  ['versions of a header', "app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' });", ['/orders', '/orders/new', '/orders/any', '/lines']],
  ['versions of a media type', "app.enableVersioning({ type: VersioningType.MEDIA_TYPE, key: 'v=' });", ['/orders', '/orders/new', '/orders/any', '/lines']],
  ['versions of its own', 'app.enableVersioning({ type: VersioningType.CUSTOM, extractor: (request) => request.version });', ['/orders', '/orders/new', '/orders/any', '/lines']],
  ['versions by default', 'app.enableVersioning();', ['/v1/orders', '/v2/orders', '/v3/orders/new', '/orders/any', '/lines']],
  ['versions of the path', 'app.enableVersioning({ type: VersioningType.URI });', ['/v1/orders', '/v2/orders', '/v3/orders/new', '/orders/any', '/lines']],
  ['a prefix', "app.enableVersioning({ type: VersioningType.URI, prefix: 'ver-' });", ['/ver-1/orders', '/ver-2/orders', '/ver-3/orders/new', '/orders/any', '/lines']],
  ['a prefix of another file', 'app.enableVersioning({ type: VersioningType.URI, prefix: versionPrefix });', ['/edition-1/orders', '/edition-2/orders', '/edition-3/orders/new', '/orders/any', '/lines']],
  ['no prefix', "app.enableVersioning({ type: VersioningType.URI, prefix: false, defaultVersion: '4' });", ['/1/orders', '/2/orders', '/3/orders/new', '/orders/any', '/4/lines']],
  ['a neutral default', 'app.enableVersioning({ type: VersioningType.URI, defaultVersion: VERSION_NEUTRAL });', ['/v1/orders', '/v2/orders', '/v3/orders/new', '/orders/any', '/lines']],
  ['a kind that is not known', 'app.enableVersioning(settings.versioning);', ['/…/orders', '/…/orders/new', '/orders/any', '/lines']],
])('paths of NestJS versions: %s', async (_name, line, paths) => {
  const { project } = await (await auditTree(await openTree(versioned(line), { noConfig: true }), {})).linked();
  expect(project.routes.map(({ shownPath }) => shownPath)).toEqual(paths);
});

test('a NestJS application versions the controllers of its own package only', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', workspaces: ['packages/*'] },
    ...Object.fromEntries(
      ['old', 'new'].flatMap((name) => [
        [`packages/${name}/package.json`, { name, dependencies: { '@nestjs/common': '11', '@nestjs/core': '11' } }],
        [`packages/${name}/src/orders.ts`, "import { Controller, Get } from '@nestjs/common';\n@Controller({ path: 'orders', version: '1' })\nexport class Orders {\n  @Get() list() { return []; }\n}\n"],
      ]),
    ),
    'packages/new/src/main.ts': "import { NestFactory } from '@nestjs/core';\nimport { VersioningType } from '@nestjs/common';\nconst app = await NestFactory.create(Orders);\napp.enableVersioning({ type: VersioningType.URI });\n",
  });
  expect(await endpoints(root)).toBe('packages/new/src/orders.ts:4 GET /v1/orders -> list\npackages/old/src/orders.ts:4 GET /orders -> list\n');
});

test('a route that a decorator of the project makes has the guards and pipes of that decorator', async () => {
  const { project } = await (await auditTree(await openTree('fixtures/adapters/nestjs', { noConfig: true }), {})).linked();
  const named = (name: string): string[] => {
    const before = project.endpoints.find(({ file, handler }) => file.path.startsWith('src/composed/') && handler?.fact.name === name)?.before ?? [];
    return before.flatMap((value) => project.resolve(value).map((r) => (r.r === 'external' ? r.symbol.replace(/.*[/#]/, '') : r.r)));
  };
  const ofApp = named('renumber');
  const added = (name: string): string[] => named(name).slice(ofApp.length);
  expect(added('open')).toEqual(['ApiKeyGuard', 'ValidationPipe']);
  expect(added('accept')).toEqual(['ApiKeyGuard', 'ValidationPipe']);
  expect(added('create')).toEqual(['ApiKeyGuard', 'ValidationPipe', 'ApiKeyGuard']);
  expect(added('print')).toEqual(['ApiKeyGuard']);
});

test('a handler that its class inherits reaches what that class does', async () => {
  const names = ['Create', 'Read', 'Update', 'Delete', 'List', 'Find', 'Count', 'Move', 'Copy', 'Close'];
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5', '@prisma/client': '6' } },
    'prisma/schema.prisma': `datasource db {\n  provider = "postgresql"\n}\n${names.map((name) => `model ${name} {\n  id String @id\n}\n`).join('')}`,
    'src/db.ts': "import { PrismaClient } from '@prisma/client';\nexport const db = new PrismaClient();\n",
    'src/controller.ts': `import type { Request, Response } from 'express';
export abstract class Controller {
  protected abstract answer(req: Request, res: Response): Promise<unknown>;
  async execute(req: Request, res: Response) {
    try {
      await this.answer(req, res);
    } catch {
      res.status(500).end();
    }
  }
}
`,
    ...Object.fromEntries(
      names.map((name) => [
        `src/${name}.ts`,
        `import { Controller } from './controller.js';
import { db } from './db.js';
export class ${name}Controller extends Controller {
  protected async answer(req, res) {
    res.json(await this.rows());
  }
  private rows() {
    return db.${name.toLowerCase()}.findFirst({ select: { id: true } });
  }
}
export const controller${name} = new ${name}Controller();
`,
      ]),
    ),
    'src/app.ts': `import express from 'express';
${names.map((name) => `import { controller${name} } from './${name}.js';\n`).join('')}const app = express();
${names.map((name, i) => `app.get('/${name}', ${i % 2 === 0 ? `(req, res) => controller${name}.execute(req, res)` : `controller${name}.execute.bind(controller${name})`});\n`).join('')}`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  const rows = backendViewOf(() => project).endpoints;
  expect(rows.map(({ handler, reads }) => `${handler} ${reads.join()}`).sort()).toEqual(names.map((name) => `${name}Controller.execute ${name}`).sort());
});

test('procedures that stand outside of a router, and calls that only read like routes', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@trpc/server': '11', express: '5' } },
    'src/trpc.ts': `import { initTRPC } from '@trpc/server';
const t = initTRPC.create();
export const router = t.router;
export const guarded = t.procedure.use(({ next }) => next());
`,
    'src/orders.ts': `import { z } from 'zod';
import { guarded } from './trpc.js';
const byId = guarded.input(z.string()).query(({ input }) => input);
export const orders = {
  list: guarded.input(z.string()).query(() => []),
  byId,
};
export const filters = guarded.input(z.string()).query(() => []);
export const unused = guarded.input(z.string()).query(() => []);
`,
    'src/app.ts': `import { router } from './trpc.js';
import { filters, orders } from './orders.js';
export const appRouter = router({ orders: router({ ...orders, filters }), all: router(orders) });
`,
    'src/cache.ts': `import type { Request } from 'express';
import { Keys } from './keys.js';
export class Cache {
  get(request: Request, key: string) { return null; }
  one(request: Request, id: string) { return this.get(request, Keys.one); }
}
export const keyOf = (prefix: boolean) => (prefix ? '/a' : '/b');
`,
    'src/keys.ts': "export const Keys = { one: Symbol('one') };\n",
  });
  expect(await endpoints(root)).toBe(`src/orders.ts:3 GET orders.byId -> byId
src/orders.ts:5 GET orders.list -> inline
src/orders.ts:8 GET orders.filters -> filters
src/orders.ts:9 GET … -> unused
`);
});

test('a path that is one of two constants is not known', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/app.ts': `import express from 'express';
import { old } from './config.js';
const app = express();
const orders = old ? '/orders' : '/purchases';
const customers = process.env.CUSTOMERS ?? '/customers';
app.get(orders, (req, res) => res.json([]));
app.get(customers, (req, res) => res.json([]));
`,
    'src/config.ts': 'export const old = Boolean(process.env.OLD);\n',
  });
  expect(await endpoints(root)).toBe(`src/app.ts:6 GET … -> inline
src/app.ts:7 GET /customers -> inline
`);
});

test('a route of a parameter belongs to one framework', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { fastify: '5', express: '5', hono: '4', koa: '2' } },
    'src/app.ts': `import Fastify from 'fastify';
const app = Fastify();
app.register(async (scope) => {
  scope.get('/orders', async () => []);
}, { prefix: '/api' });
`,
    'src/more.ts': `import type { Router } from 'express';
import { wrap } from './wrap.js';
export const more = wrap((router) => {
  router.get('/more', (req, res) => res.json([]));
});
`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.endpoints.map(({ fact, path }) => `${fact.framework} ${path}`)).toEqual(['fastify /api/orders', 'express /more']);
});

test('a class that a factory makes is a controller of every call', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@nestjs/common': '11' } },
    'src/hooks.ts': `import { Controller, Post } from '@nestjs/common';
export function hooks(path: string) {
  @Controller(path)
  class Hooks {
    @Post('paid')
    paid(): void {}
  }
  return Hooks;
}
`,
    'src/app.ts': "import { hooks } from './hooks.js';\nexport const controllers = [hooks('stripe'), hooks('paypal')];\n",
  });
  expect(await endpoints(root)).toBe(`src/hooks.ts:5 POST /paypal/paid -> paid
src/hooks.ts:5 POST /stripe/paid -> paid
`);
});

test('a path of which a part is not known says which', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { '@koa/router': '13', koa: '2', 'koa-mount': '4' } },
    'src/resource.ts': `import Router from '@koa/router';
const toPath = (table: string) => table.replaceAll('_', '-');
export class Resource extends Router {
  constructor(schema: { table: string }) {
    super({ prefix: '/' + toPath(schema.table) });
    this.get('/', (ctx) => {
      ctx.body = [];
    });
  }
}
`,
    'src/app.ts': `import Router from '@koa/router';
import Koa from 'koa';
import mount from 'koa-mount';
import { Orders } from './generated/orders.js';
import { Resource } from './resource.js';
const orders = new Resource(Orders);
orders.get('/:id/items', (ctx) => {
  ctx.body = [];
});
const lines = new Resource({ table: 'order_lines' });
const api = new Router();
api.use(orders.routes(), lines.routes());
new Koa().use(mount('/api', api.routes()));
`,
  });
  expect(await endpoints(root)).toBe(`src/app.ts:7 GET /api/…/:id/items -> inline
src/resource.ts:6 GET /api/order-lines -> inline
src/resource.ts:6 GET /api/… -> inline
`);
  const { unresolvedPaths } = await diagnose(root);
  expect(unresolvedPaths.shown.map(({ what }) => what)).toEqual([
    'GET /api/…/:id/items: toPath(Orders.table) of src/resource.ts cannot be followed to a constant',
    'GET /api/…: toPath(Orders.table) cannot be followed to a constant',
  ]);
});

test.each([
  ['express', { express: '5' }, `import express, { Router } from 'express';
const orders = Router();
orders.get('/:id', (req, res) => res.json({ id: req.params.id }));
const requireUser = (req, res, next) => (req.headers.authorization ? next() : res.sendStatus(401));
const app = express();
app.use('/v1/orders', orders);
app.use('/v2/orders', requireUser, orders);
`],
  ['koa', { koa: '2', '@koa/router': '13' }, `import Koa from 'koa';
import Router from '@koa/router';
const orders = new Router();
orders.get('/:id', (ctx) => {
  ctx.body = { id: ctx.params.id };
});
const api = new Router();
api.use('/v1/orders', orders.routes());
api.use('/v2/orders', orders.routes());
const app = new Koa();
app.use(api.routes());
`],
  ['hono', { hono: '4' }, `import { Hono } from 'hono';
const orders = new Hono();
orders.get('/:id', (c) => c.json({ id: c.req.param('id') }));
const app = new Hono();
app.route('/v1/orders', orders);
app.route('/v2/orders', orders);
`],
  ['fastify', { fastify: '5' }, `import Fastify from 'fastify';
async function orders(scope) {
  scope.get('/:id', async (request) => ({ id: request.params.id }));
}
const app = Fastify();
app.register(orders, { prefix: '/v1/orders' });
app.register(orders, { prefix: '/v2/orders' });
`],
  ['elysia', { elysia: '1' }, `import { Elysia } from 'elysia';
const orders = new Elysia({ prefix: '/orders' }).get('/:id', ({ params }) => ({ id: params.id }));
export const app = new Elysia()
  .group('/v1', (v1) => v1.use(orders))
  .group('/v2', (v2) => v2.use(orders));
`],
])('a %s router that is mounted twice has each endpoint at both paths', async (framework, dependencies, source) => {
  const root = writeTree({ 'package.json': { name: 'shop', dependencies }, 'src/app.ts': source });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.routes.map(({ fact, method, path }) => `${fact.framework} ${method} ${path}`)).toEqual([`${framework} GET /v1/orders/:id`, `${framework} GET /v2/orders/:id`]);
  expect(project.endpoints.map(({ path }) => path)).toEqual(['/v1/orders/:id']);
  expect(new Set(project.routes.map(({ handler }) => handler)).size).toBe(1);
});

test('each path of a router that is mounted twice has what runs before it there, and laws report its endpoints once', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/orders.ts': "import { Router } from 'express';\nexport const orders = Router();\norders.get('/getOrder', (req, res) => res.json({ id: req.query.id }));\n",
    'src/app.ts': `import express, { Router } from 'express';
import { orders } from './orders.js';
const nested = Router();
nested.use('/list', orders);
const requireUser = (req, res, next) => (req.headers.authorization ? next() : res.sendStatus(401));
const app = express();
app.use('/open', nested);
app.use('/guarded', requireUser, nested);
app.use('/guarded', orders);
app.use(process.env.PREFIX, orders);
`,
  });
  const analysis = await auditTree(await openTree(root, { noConfig: true }), {});
  const { project } = await analysis.linked();
  const authenticated = createPosture(project);
  expect(project.routes.map((route) => `${route.shownPath} ${authenticated(route).authenticated}`)).toEqual(['/open/list/getOrder no', '/guarded/list/getOrder yes', '/guarded/getOrder yes', '…/getOrder no']);
  expect(backendViewOf(() => project).endpoints.map(({ route, line }) => `${route} ${line}`)).toEqual(['null 3', '/guarded/getOrder 3', '/guarded/list/getOrder 3', '/open/list/getOrder 3']);
  const { report } = await audit(root, { noConfig: true, laws: ['resource-naming', 'require-input-validation'] });
  expect(report.findings.map(({ law, line }) => `${law} ${line}`).sort()).toEqual(['require-input-validation 3', 'resource-naming 3']);
});

test('a router that is mounted at paths of which a part is not known is listed at each, and judged by one that is known', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/app.ts': `import express, { Router } from 'express';
import { stage, zone } from './generated/stage.js';
const orders = Router();
orders.get('/:id', (req, res) => res.json({ id: req.params.id }));
const parcels = Router();
parcels.get('/:id', (req, res) => res.json({ id: req.params.id }));
const requireUser = (req, res, next) => (req.headers.authorization ? next() : res.sendStatus(401));
const app = express();
app.use(\`/api/\${stage}/orders\`, requireUser, orders);
app.use('/orders', orders);
app.use(\`/a/\${stage}\`, parcels);
app.use(\`/b/\${zone}\`, parcels);
app.use(\`/b/\${stage}\`, parcels);
`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.routes.map(({ shownPath, path }) => `${shownPath} ${path}`)).toEqual(['/api/…/orders/:id null', '/orders/:id /orders/:id', '/a/…/:id null', '/b/…/:id null']);
  expect(project.endpoints.map(({ shownPath, path }) => `${shownPath} ${path}`)).toEqual(['/orders/:id /orders/:id', '/a/…/:id null']);
  const { unresolvedPaths } = await diagnose(root);
  expect(unresolvedPaths.shown.map(({ what }) => what)).toEqual([
    'GET /api/…/orders/:id: stage cannot be followed to a constant',
    'GET /a/…/:id: stage cannot be followed to a constant',
    'GET /b/…/:id: zone cannot be followed to a constant',
  ]);
});

test('routers of one construction that are mounted twice keep the mounts of their own', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/resource.ts': `import { Router } from 'express';
export class Resource {
  readonly router = Router();
  constructor(private readonly table: string) {
    this.router.get('/' + this.table, (req, res) => res.json([]));
  }
}
`,
    'src/app.ts': `import express from 'express';
import { Resource } from './resource.js';
const brands = new Resource('brands');
const tags = new Resource('tags');
const app = express();
app.use('/v1', brands.router);
app.use('/v2', brands.router);
app.use('/admin', tags.router);
`,
  });
  expect(await endpoints(root)).toBe(`src/resource.ts:5 GET /admin/tags -> inline
src/resource.ts:5 GET /v1/brands -> inline
src/resource.ts:5 GET /v2/brands -> inline
`);
});

test('a path that a condition chooses is the same from a cache', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/paths.ts': "export const pathOf = (mode: string) => (mode === 'all' ? '/every-order' : '/own-orders');\n",
    'src/app.ts': `import express from 'express';
import { pathOf } from './paths.js';
const app = express();
app.get(\`/api\${pathOf('all')}\`, (req, res) => res.json([]));
app.get(\`/api\${pathOf('own')}\`, (req, res) => res.json([]));
`,
  });
  const folder = join(root, 'cache');
  const paths = async (): Promise<(string | null)[]> => (await (await auditTree(await openTree(root, { noConfig: true, cache: { folder } }), {})).linked()).project.routes.map(({ path }) => path);
  const first = await paths();
  expect(readdirSync(folder).length).toBeGreaterThan(0);
  expect(first).toEqual(['/api/every-order', '/api/own-orders']);
  expect(await paths()).toEqual(first);
});

test('a router that several functions get stands where each of them mounts it, once', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'src/app.ts': `import express, { Router } from 'express';
const orders = Router();
orders.get('/', (req, res) => res.json([]));
const start = (app) => app.use('/orders', orders);
start(express());
start(express());
const off = Router();
off.get('/', (req, res) => res.json([]));
const loop = Router();
loop.use('/a', off);
off.use('/b', loop);
`,
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.routes.map(({ path }) => path)).toEqual(['/orders', '/a']);
});

test('an Elysia plugin of another file stands below the prefix of the instance that uses it', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { elysia: '1' } },
    'src/orders.ts': "import { Elysia } from 'elysia';\nexport const orders = new Elysia({ prefix: '/orders' }).get('/', () => []).post('/', () => ({}));\n",
    'src/app.ts': "import { Elysia } from 'elysia';\nimport { orders } from './orders';\nexport const app = new Elysia({ prefix: '/api' }).use(orders).get('/health', () => 'ok');\n",
  });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  expect(project.routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(['GET /api/health', 'GET /api/orders', 'POST /api/orders']);
});

const handlerIn = {
  express: (method: string) => `(req, res) => res.json({ by: '${method}' })`,
  fastify: (method: string) => `async (request) => ({ by: '${method}' })`,
  hono: (method: string) => `(c) => c.json({ by: '${method}' })`,
  koa: (method: string) => `(ctx) => { ctx.body = '${method}'; }`,
};

test.each([
  ['express', "import express from 'express';\nconst app = express();", 'express'],
  ['fastify', "import fastify from 'fastify';\nconst app = fastify();", 'fastify'],
  ['hono', "import { Hono } from 'hono';\nconst app = new Hono();", 'hono'],
  ['koa', "import Router from '@koa/router';\nconst app = new Router();", '@koa/router'],
] as const)('a route that conditions register by one of several methods in %s', async (framework, app, dependency) => {
  const root = writeTree({
    'package.json': { name: 'shop', dependencies: { [dependency]: '*', [framework]: '*' } },
    'src/routes.ts': `export const routes = [
  { method: 'GET', path: '/orders', handler: ${handlerIn[framework]('get')} },
  { method: 'POST', path: '/orders', handler: ${handlerIn[framework]('post')} },
  { method: 'DELETE', path: '/orders/:id', handler: ${handlerIn[framework]('delete')} },
];
`,
    'src/app.ts': `import { routes } from './routes.js';
${app}
for (const route of routes) {
  if (route.method === 'GET') app.get(route.path, route.handler);
  else if (route.method !== 'POST') app.delete(route.path, route.handler);
  else app.post(route.path, route.handler);
}
routes.forEach(({ method, path, handler }) => {
  switch (method) {
    case 'GET':
      app.get(\`/v2\${path}\`, handler);
      break;
    case 'POST':
    case 'PUT':
      app.post(\`/v2\${path}\`, handler);
  }
});
`,
  });
  expect((await endpoints(root)).trimEnd().split('\n').map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'GET /v2/orders',
    'POST /v2/orders',
    'GET /orders',
    'DELETE /orders/:id',
    'POST /orders',
  ]);
});
