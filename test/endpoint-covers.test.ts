import { expect, test } from 'vitest';
import { inspect } from '../src/hosts/inspect.js';
import { writeTree } from './support/tree.js';

/** One line an endpoint: method, path, then whether it is authenticated and limited. */
const covers = async (files: Parameters<typeof writeTree>[0]): Promise<string[]> =>
  (await inspect(writeTree(files))).endpoints.map(({ method, route, authenticated, rateLimited }) => `${method} ${route} ${authenticated} ${rateLimited}`).sort();

test('a middleware covers what is hung after it, wherever its routes are written', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { koa: '2', '@koa/router': '13', 'koa-ratelimit': '5', 'koa-jwt': '4' } },
    'src/app.ts': `import Koa from 'koa';
import Router from '@koa/router';
import jwt from 'koa-jwt';
import ratelimit from 'koa-ratelimit';
const orders = new Router({ prefix: '/orders' });
orders.get(['/', '/all'], (ctx) => { ctx.body = []; });
const open = new Router();
open.get('/health', (ctx) => { ctx.body = 'ok'; });
const app = new Koa();
app.use(open.routes());
app.use(ratelimit({ db: new Map() }));
app.use(orders.routes());
app.use(jwt({ secret: 'x' }));
`,
  };
  expect(await covers(files)).toEqual(['GET /health no no', 'GET /orders no yes', 'GET /orders/all no yes']);
});

test('an app that is derived from another one has its path once, wherever it is mounted, and what stands on the other', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { hono: '4' } },
    'src/app.ts': `import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
const guarded = new Hono().use(bearerAuth({ token: 't' })).basePath('/v1');
guarded.get('/orders', (c) => c.json([]));
const mounted = new Hono();
mounted.route('/api', guarded);
const other = new Hono();
const v2 = other.basePath('/v2');
v2.get('/orders', (c) => c.json([]));
mounted.route('/other', other);
export default mounted;
`,
  };
  expect(await covers(files)).toEqual(['GET /api/v1/orders yes no', 'GET /other/v2/orders no no']);
});

test('what fastify-plugin wraps stands on the instance that registers it', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { fastify: '5', 'fastify-plugin': '5', '@fastify/rate-limit': '10' } },
    'src/limits.ts': `import fp from 'fastify-plugin';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
async function limits(fastify: FastifyInstance) {
  fastify.register(rateLimit, { max: 1 });
  fastify.get('/limits', async () => 1);
}
export default fp(limits, { name: 'limits' });
`,
    'src/server.ts': `import Fastify from 'fastify';
import limits from './limits.js';
const app = Fastify();
app.register(limits, { prefix: '/ignored' });
app.get('/orders', async () => []);
app.register(async (inner) => {
  inner.addHook('onRequest', async (request) => { await request.jwtVerify(); });
  inner.get('/me', async () => 1);
}, { prefix: '/private' });
`,
  };
  expect(await covers(files)).toEqual(['GET /limits no yes', 'GET /orders no yes', 'GET /private/me yes yes']);
});

test('files of an autoloaded folder stand below the instance that loads it, with the hooks of their folder', async () => {
  const plugin = (path: string): string => `import type { FastifyInstance } from 'fastify';\nexport default async function routes(fastify: FastifyInstance) {\n  fastify.get('${path}', async () => []);\n}\n`;
  const files = {
    'package.json': { name: 'api', dependencies: { fastify: '5', 'fastify-plugin': '5', '@fastify/autoload': '6', '@fastify/rate-limit': '10' } },
    'src/app.ts': `import { join } from 'node:path';
import autoload from '@fastify/autoload';
import Fastify from 'fastify';
const app = Fastify();
app.register(autoload, { dir: join(import.meta.dirname, 'plugins') });
app.register(autoload, { dir: join(import.meta.dirname, 'routes'), autoHooks: true, cascadeHooks: true, options: { prefix: '/api' } });
`,
    'src/plugins/limits.ts': `import fp from 'fastify-plugin';\nimport rateLimit from '@fastify/rate-limit';\nexport default fp(async (fastify) => {\n  fastify.register(rateLimit, { max: 1 });\n});\n`,
    'src/routes/root.ts': plugin('/'),
    'src/routes/orders/autohooks.ts': `import type { FastifyInstance } from 'fastify';\nexport default async function (fastify: FastifyInstance) {\n  fastify.addHook('onRequest', async (request) => { await request.jwtVerify(); });\n}\n`,
    'src/routes/orders/index.ts': plugin('/'),
    'src/routes/orders/_id/lines.ts': plugin('/lines'),
    'src/routes/admin/index.ts': `export const autoPrefix = '/staff';\n${plugin('/users')}`,
    'src/routes/hooks/index.ts': `export const prefixOverride = '/webhooks';\n${plugin('/stripe')}`,
  };
  expect(await covers(files)).toEqual(['GET /api no yes', 'GET /api/orders yes yes', 'GET /api/orders/:id/lines yes yes', 'GET /api/staff/users no yes', 'GET /webhooks/stripe no yes']);
});

test('what a handler is wrapped in stands before it; what makes a handler does not', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { next: '15', 'next-auth': '4' } },
    'lib/with-auth.ts': `import { getServerSession } from 'next-auth';
export const withAuth = (handler: (req: Request) => Promise<Response>) => async (req: Request) => {
  if (!(await getServerSession())) return Response.json({}, { status: 401 });
  return handler(req);
};
export const makeLogin = (users: { has(body: unknown): boolean }) => async (req: Request) => {
  if (!users.has(await req.json())) return Response.json({}, { status: 401 });
  return Response.json({});
};
`,
    'app/api/orders/route.ts': `import { withAuth } from '../../../lib/with-auth';\nconst list = async () => Response.json([]);\nexport const GET = withAuth(list);\n`,
    'app/api/login/route.ts': `import { makeLogin } from '../../../lib/with-auth';\nexport const POST = makeLogin({ has: () => true });\n`,
    'pages/api/me.ts': `import { withAuth } from '../../lib/with-auth';\nasync function handler() {\n  return Response.json({});\n}\nexport default withAuth(handler);\n`,
  };
  expect(await covers(files)).toEqual(['ALL /api/me yes no', 'GET /api/orders yes no', 'POST /api/login no no']);
});

test('messages of NestJS are checked by pipes alone, and versions and patterns are told one by one', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { '@nestjs/common': '11', '@nestjs/microservices': '11', 'nestjs-zod': '4', 'class-validator': '0.14', '@nestjs/swagger': '11' } },
    'src/main.ts': `import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(Object);\napp.enableVersioning();\napp.useGlobalInterceptors(new ZodSerializerInterceptor(app.get(Reflector)));\nimport { ZodSerializerInterceptor } from 'nestjs-zod';\nimport { Reflector } from '@nestjs/core';\n`,
    'src/sums.ts': `import { Controller, Get, UsePipes, ValidationPipe } from '@nestjs/common';
import { MessagePattern, EventPattern, Payload } from '@nestjs/microservices';
import { ApiOkResponse } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { ZodSerializerDto } from 'nestjs-zod';
class Sum { @IsString() of: string; }
@Controller({ path: 'sums', version: ['1', '2'] })
export class Sums {
  @MessagePattern({ cmd: 'sum', at: 1 }) sum(data: number[]) { return data; }
  @UsePipes(new ValidationPipe()) @EventPattern('summed') summed(@Payload() sum: Sum) { return sum; }
  @EventPattern('ticked') ticked() { return 1; }
  @Get() list() { return []; }
  @Get('one') @ZodSerializerDto(Sum) one() { return {}; }
  @Get('two') @ApiOkResponse({ type: Sum }) two() { return {}; }
}
`,
  };
  const { endpoints } = await inspect(writeTree(files));
  expect(endpoints.map(({ route, validated, responseSchema }) => `${route} ${validated} ${responseSchema}`)).toEqual([
    '{"at":1,"cmd":"sum"} no false',
    'summed yes false',
    'ticked no input false',
    '/v1/sums no input false',
    '/v2/sums no input false',
    '/v1/sums/one no input true',
    '/v2/sums/one no input true',
    '/v1/sums/two no input true',
    '/v2/sums/two no input true',
  ]);
});

test('what a macro of Elysia runs is not known, and a plugin stands before what is used after it', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { elysia: '1', 'elysia-rate-limit': '4' } },
    'src/app.ts': `import { Elysia, t } from 'elysia';
import { rateLimit } from 'elysia-rate-limit';
import { signedIn } from './auth.js';
const users = new Elysia({ prefix: '/users' }).use(signedIn).get('/me', () => 1, { isSignedIn: true }).get('/', () => [], { response: t.Array(t.String()), detail: { tags: ['users'] } });
export const app = new Elysia().use(rateLimit()).group('/api', (api) => api.use(users));
`,
    'src/auth.ts': `import { Elysia } from 'elysia';\nexport const signedIn = new Elysia({ name: 'auth' }).macro({ isSignedIn: { beforeHandle({ status }) { return status(401); } } });\n`,
  };
  expect(await covers(files)).toEqual(['GET /api/users no yes', 'GET /api/users/me unknown yes']);
});
