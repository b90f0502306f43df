import { expect, test } from 'vitest';
import { auditTree } from '../src/hosts/audit.js';
import { backendViewOf } from '../src/hosts/backend-view.js';
import { openTree } from '../src/hosts/read-tree.js';
import { writeTree } from './support/tree.js';

const backend = {
  'package.json': { name: 'shop', dependencies: { fastify: '5', '@prisma/client': '6', hono: '4', express: '5', koa: '2', '@koa/router': '13' } },
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id String @id\n}\nmodel Stock {\n  id String @id\n}\n',
  'src/orders.ts': "import { PrismaClient } from '@prisma/client';\nconst client = new PrismaClient();\nexport class Orders {\n  list() {\n    return client.order.findMany();\n  }\n}\n",
};

async function reached(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = writeTree({ ...backend, ...files });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  return backendViewOf(() => project).endpoints.map(({ method, route, reads }) => [method, route, ...reads].join(' '));
}

const fastifyRoutes = `import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
const app = Fastify();
app.get('/app-client', async () => app.db.order.findMany());
app.get('/app', async () => app.orders.list());
export async function plugin(fastify: FastifyInstance) {
  fastify.get('/client', async () => fastify.db.order.findMany());
  fastify.get('/request', async (request: FastifyRequest) => request.orders.list());
  fastify.get('/untyped', async (request) => request.orders.list());
  fastify.get('/server', async (request) => request.server.orders.list());
  fastify.get('/other', async (request) => request.body.orders.list());
}
app.register(plugin);
app.register(async (scope) => {
  scope.get('/scope', async () => scope.orders.list());
});
`;
const fastifyReached = ['GET /app-client Order', 'GET /app Order', 'GET /client Order', 'GET /request Order', 'GET /untyped Order', 'GET /server Order', 'GET /other', 'GET /scope Order'];

test('members that a project adds to Fastify by its types', async () => {
  expect(
    await reached({
      'src/types.d.ts': `import type { PrismaClient } from '@prisma/client';
import type { Orders } from './orders.js';
interface Shop {
  orders: Orders;
}
declare module 'fastify' {
  interface FastifyInstance extends Shop {
    db: PrismaClient;
  }
  interface FastifyRequest {
    orders: Orders;
  }
}
`,
      'src/app.ts': fastifyRoutes,
    }),
  ).toEqual(fastifyReached);
});

test('members that a project adds to Fastify by decorate', async () => {
  expect(
    await reached({
      'src/decorate.js': `import { PrismaClient } from '@prisma/client';
import { Orders } from './orders.js';
export default async function decorate(fastify) {
  fastify.decorate('db', new PrismaClient());
  fastify.decorate('orders', new Orders());
  fastify.decorateRequest('orders', null);
}
`,
      'src/app.ts': fastifyRoutes,
    }),
  ).toEqual(fastifyReached);
});

test('members that a project adds to requests of Express, and types that it declares for every file', async () => {
  expect(
    await reached({
      'src/types.d.ts': `declare namespace Express {
  interface Request {
    orders: import('./orders.js').Orders;
  }
}
`,
      'src/globals.ts': `import type { Orders } from './orders.js';
declare global {
  namespace Express {
    interface Request {
      shop: Orders;
    }
  }
  namespace Shop {
    type Service = Orders;
  }
  interface Service extends Orders {}
}
`,
      'src/app.ts': `import express, { type Request } from 'express';
class Report {
  constructor(private readonly orders: Shop.Service) {}
  run() {
    return this.orders.list();
  }
}
const app = express();
app.get('/typed', (req: Request, res) => res.json(req.shop.list()));
app.get('/untyped', (req, res) => res.json(req.shop.list()));
app.get('/global', (req, res) => res.json(new Report(undefined as never).run()));
app.get('/response', (req, res) => res.json(res.shop.list()));
`,
    }),
  ).toEqual(['GET /typed Order', 'GET /untyped Order', 'GET /global Order', 'GET /response']);
});

test('variables of the contexts of Hono and Koa', async () => {
  expect(
    await reached({
      'src/types.ts': `import type { Orders } from './orders.js';
declare module 'hono' {
  interface ContextVariableMap {
    orders: Orders;
  }
}
declare module 'koa' {
  interface DefaultState {
    orders: Orders;
  }
}
`,
      'src/app.ts': `import { Hono } from 'hono';
const app = new Hono();
app.get('/get', (c) => c.json(c.get('orders').list()));
app.get('/var', (c) => c.json(c.var.orders.list()));
app.get('/query', (c) => c.json(c.req.query('orders').list()));
`,
      'src/koa.ts': `import Router from '@koa/router';
const router = new Router();
router.get('/state', (ctx) => {
  ctx.body = ctx.state.orders.list();
});
`,
    }),
  ).toEqual(['GET /get Order', 'GET /var Order', 'GET /query', 'GET /state Order']);
});
