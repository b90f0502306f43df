import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import type { EndpointRow, ModuleGraph } from '../src/facts/inspection.js';
import { diagnose } from '../src/hosts/doctor.js';
import { inspect } from '../src/hosts/inspect.js';
import { reportEndpoints } from '../src/reporters/endpoints.js';
import { cruiseResultOf, drawModules, mostFilesDrawn } from '../src/reporters/module-drawing.js';
import { breakCell, csv, markdown, textTable } from '../src/reporters/table.js';
import { displayWidth } from '../src/reporters/text.js';
import { repository } from './support/built.js';
import { writeTree } from './support/tree.js';

const plain = { color: false, columns: 80 };

async function fortress(argv: readonly string[], cwd: string, columns = 80): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await main(argv, {
    stdout: (text) => void (written.out += text),
    stderr: (text) => void (written.err += text),
    cwd,
    env: {},
    isTTY: false,
    columns,
  });
  return { code, ...written };
}

const shop = {
  'package.json': { name: 'shop', dependencies: { express: '5', 'express-rate-limit': '7', jsonwebtoken: '9', '@prisma/client': '6', zod: '4' } },
  'prisma/schema.prisma': `model Order {
  id      String @id @default(uuid())
  userId  Int
  version Int
  @@index([userId])
}
model Stock {
  id Int @id @default(autoincrement())
}
`,
  'src/db.ts': `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n`,
  'src/auth.ts': `import jwt from 'jsonwebtoken';
export function checked(req: any, res: any, next: any) {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY!);
  next();
}
export function byHand(req: any, res: any, next: any) {
  if (!req.headers['x-key']) return res.status(401).end();
  next();
}
export function logged(req: any, res: any, next: any) {
  next();
}
`,
  'src/modules/orders/orders.service.ts': `import { prisma } from '../../db.js';
import { take } from '../stock/stock.service.js';
export async function place(body: { userId: number }): Promise<void> {
  await take(1);
  await prisma.order.create({ data: { userId: body.userId, version: 1 } });
}
export const list = () => prisma.order.findMany({ take: 10 });
`,
  'src/modules/orders/orders.routes.ts': `import { Router } from 'express';
import rateLimit from 'express-rate-limit';
import { z } from 'zod';
import { byHand, checked, logged } from '../../auth.js';
import { list, place } from './orders.service.js';
export const orders = Router();
const Body = z.object({ userId: z.number() });
orders.get('/', logged, async function listOrders(_req, res) {
  res.json(await list());
});
orders.post('/', checked, rateLimit({ limit: 10 }), async (req, res) => {
  await place(Body.parse(req.body));
  res.status(201).end();
});
orders.patch('/:id', byHand, async (req, res) => {
  await place(req.body);
  res.end();
});
`,
  'src/modules/stock/stock.service.ts': `import { prisma } from '../../db.js';
import type { orders } from '../orders/orders.routes.js';
export type Orders = typeof orders;
export async function take(id: number): Promise<void> {
  const row = await prisma.stock.findUnique({ where: { id } });
  if (row) await prisma.stock.update({ where: { id }, data: {} });
}
`,
  'src/app.ts': `import express from 'express';
import { orders } from './modules/orders/orders.routes.js';
const app = express();
app.use('/orders', orders);
app.listen(3000);
`,
};

const postures = (rows: readonly EndpointRow[]): Record<string, unknown> =>
  Object.fromEntries(rows.map((e) => [`${e.method} ${e.route}`, [e.validated, e.authenticated, e.rateLimited, e.reads.join(), e.writes.join()]]));

describe('endpoints', () => {
  it('tells input, authentication, limits and tables', async () => {
    const { endpoints } = await inspect(writeTree(shop));
    expect(postures(endpoints)).toEqual({
      'GET /orders': ['no input', 'no', 'no', 'Order', ''],
      'POST /orders': ['yes', 'yes', 'yes', 'Stock', 'Order,Stock'],
      'PATCH /orders/:id': ['no', 'yes', 'no', 'Stock', 'Order,Stock'],
    });
    expect(endpoints.map(({ handler, path, line }) => `${handler} ${path}:${line}`)).toEqual([
      'listOrders src/modules/orders/orders.routes.ts:8',
      'inline src/modules/orders/orders.routes.ts:11',
      'inline src/modules/orders/orders.routes.ts:15',
    ]);
  });

  it.each([80, 120])('are laid out for %i columns', async (columns) => {
    const { out, code, err } = await fortress(['endpoints'], writeTree(shop), columns);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Math.max(...out.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns);
    await expect(out).toMatchFileSnapshot(`reporters/snapshots/endpoints-${columns}.txt`);
  });

  it('show what of a path is known, in lists and in messages', async () => {
    const root = writeTree({
      'package.json': shop['package.json'],
      'src/app.ts': `import express, { Router } from 'express';
const app = express();
const items = Router();
items.post('/items', (req, res) => { res.json(req.body.name); });
app.use(\`\${process.env.BASE}/api\`, items);
app.post('health', (req, res) => { res.json(req.body.name); });
`,
    });
    const { endpoints } = await inspect(root);
    expect(endpoints.map(({ route, shownRoute }) => [route, shownRoute])).toEqual([[null, '…/api/items'], ['/health', '/health']]);
    const { out } = await fortress(['--format', 'agent', '--law', 'require-input-validation'], root);
    expect(out).toContain('POST …/api/items reads `req.body`');
    expect(out).toContain('POST /health reads `req.body`');
    expect((await fortress(['endpoints'], root)).out).toMatch(/POST +…\/api\/items /);
    expect((await fortress(['doctor'], root)).out).toContain('src/app.ts:4 POST …/api/items: process.env.BASE cannot be followed');
  });

  it('follow functions that call each other in a loop', async () => {
    const root = writeTree({
      ...shop,
      'src/modules/orders/orders.service.ts': `import { prisma } from '../../db.js';
export async function place(body: unknown): Promise<void> {
  await retry(body);
}
async function retry(body: unknown): Promise<void> {
  await prisma.order.count();
  await place(body);
}
export const list = () => prisma.order.findMany({ take: 10 });
`,
    });
    expect((await inspect(root)).endpoints.map(({ reads }) => reads)).toEqual([['Order'], ['Order'], ['Order']]);
  });

  it('know who calls by a token library that the config declares', async () => {
    const files = {
      'package.json': { name: 'shop', dependencies: { express: '5', '@acme/tokens': '1' } },
      'src/app.ts': `import { read, sign, verifyToken } from '@acme/tokens';
import express, { type NextFunction, type Request, type Response } from 'express';
const app = express();
const known = (req: Request, _res: Response, next: NextFunction) => { verifyToken(req.headers.authorization ?? '', process.env.KEY); next(); };
const guest = (req: Request, _res: Response, next: NextFunction) => { read(req.headers.authorization ?? ''); next(); };
app.get('/orders', known, (_req, res) => { res.json([]); });
app.get('/visits', guest, (_req, res) => { res.json([sign({}, process.env.KEY)]); });
`,
    };
    const answers = async (config: object) => (await inspect(writeTree({ ...files, 'fortress.config.json': config }))).endpoints.map(({ route, authenticated }) => `${route} ${authenticated}`);
    expect(await answers({ recognisers: { tokenLibrary: ['@acme/tokens'] } })).toEqual(['/orders yes', '/visits no']);
    expect(await answers({})).toEqual(['/orders no', '/visits no']);
  });

  it('know guards of NestJS: libraries, own ones, decorators that bring them along, public markers', async () => {
    const root = writeTree({
      'package.json': { name: 'api', dependencies: { '@nestjs/common': '11', '@nestjs/core': '11', '@nestjs/passport': '11', '@nestjs/throttler': '6' } },
      'src/auth.ts': `import { applyDecorators, CanActivate, Injectable, SetMetadata, UnauthorizedException, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
export class JwtGuard extends AuthGuard('jwt') {}
export class KeyGuard implements CanActivate {
  canActivate(context: any) {
    if (!context.key) throw new UnauthorizedException();
    return true;
  }
}
export class RoleGuard implements CanActivate {
  canActivate(context: any) {
    return context.role === 'admin';
  }
}
export const Auth = (role: string) => applyDecorators(SetMetadata('role', role), UseGuards(JwtGuard, RoleGuard));
export const Public = () => SetMetadata('public', true);
`,
      'src/cats.controller.ts': `import { Controller, Get, UseGuards } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Auth, JwtGuard, KeyGuard, Public, RoleGuard } from './auth.js';
@Controller('cats')
export class CatsController {
  @Get('library') @UseGuards(JwtGuard) library() { return 1; }
  @Get('own') @UseGuards(KeyGuard) own() { return 1; }
  @Get('role') @UseGuards(RoleGuard) role() { return 1; }
  @Get('composed') @Auth('admin') composed() { return 1; }
  @Get('limited') @UseGuards(ThrottlerGuard) limited() { return 1; }
}
@Controller('dogs')
@UseGuards(JwtGuard)
export class DogsController {
  @Get('all') all() { return 1; }
  @Get('open') @Public() open() { return 1; }
}
`,
    });
    const { endpoints } = await inspect(root);
    expect(Object.fromEntries(endpoints.map((e) => [e.route, [e.authenticated, e.rateLimited]]))).toEqual({
      '/cats/library': ['yes', 'no'],
      '/cats/own': ['yes', 'no'],
      '/cats/role': ['no', 'no'],
      '/cats/composed': ['yes', 'no'],
      '/cats/limited': ['no', 'yes'],
      '/dogs/all': ['yes', 'no'],
      '/dogs/open': ['no', 'no'],
    });
  });

  it('know the symbols of the configuration, and do not guess about what is out of sight', async () => {
    const files = {
      'package.json': { name: 'api', dependencies: { express: '5' } },
      'src/app.ts': `import express from 'express';
import { requireUser } from '@acme/auth';
import { gate } from './gate.js';
const app = express();
app.get('/a', requireUser, (_req, res) => res.end());
app.get('/b', gate, (_req, res) => res.end());
app.use((error: any, _req: any, res: any, _next: any) => res.status(401).end());
app.get('/c', (_req, res) => res.end());
`,
      'src/gate.ts': `export const gate = (_req: unknown, _res: unknown, next: () => void) => next();\n`,
    };
    const of = async (root: string) => (await inspect(root)).endpoints.map((e) => `${e.route} ${e.authenticated}`);
    expect(await of(writeTree(files))).toEqual(['/a unknown', '/b no', '/c no']);
    const configured = writeTree({ ...files, 'fortress.config.json': { recognisers: { authGuard: ['src/gate.ts#gate'] } } });
    expect(await of(configured)).toEqual(['/a unknown', '/b yes', '/c no']);
  });

  it('know the base procedures of tRPC through other files and factories', async () => {
    const root = writeTree({
      'package.json': { name: 'api', dependencies: { '@trpc/server': '11' } },
      'src/trpc.ts': `import { initTRPC, TRPCError } from '@trpc/server';
const t = initTRPC.create();
export const router = t.router;
export const open = t.procedure;
export const authed = t.procedure.use(({ ctx, next }: any) => {
  if (!ctx.user) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next();
}).use(({ next }: any) => next());
export const scoped = (scope: string) => authed.use(({ next }: any) => next({ ctx: { scope } }));
`,
      'src/router.ts': `import { authed, open, router, scoped } from './trpc.js';
const books = scoped('books');
export const app = router({
  a: open.query(() => 1),
  b: authed.query(() => 1),
  c: books.query(() => 1),
});
`,
    });
    expect((await inspect(root)).endpoints.map((e) => `${e.route} ${e.authenticated}`)).toEqual(['a no', 'b yes', 'c yes']);
  });

  it('take a public marker of the sample with slices for what it is', async () => {
    const { endpoints } = await inspect(join(repository, 'fixtures/shop-slices'));
    expect(endpoints.find(({ path }) => path.endsWith('accounts/register/handler.ts'))).toMatchObject({ authenticated: 'no', rateLimited: 'yes' });
    expect(endpoints.find(({ path }) => path.endsWith('payments/pay-order/handler.ts'))).toMatchObject({ authenticated: 'yes', writes: ['OutboxMessage', 'Payable', 'Payment'] });
  });

  it('of the sample backend', async () => {
    const { endpoints } = await inspect(join(repository, 'fixtures/shop-layered'));
    expect(endpoints).toHaveLength(58);
    const row = (method: string, route: string) => endpoints.find((e) => e.method === method && e.route === route);
    expect(row('POST', '/api/auth/login')).toMatchObject({ handler: 'AuthController.login', validated: 'yes', authenticated: 'no', reads: ['User'], writes: ['RefreshToken'] });
    expect(row('GET', '/api/auth/me')).toMatchObject({ path: 'src/routes/auth.routes.ts', authenticated: 'yes', reads: ['User'], writes: [] });
    expect(row('POST', '/api/loyalty/redeem')).toMatchObject({ authenticated: 'yes', writes: ['LoyaltyAccount', 'Notification'] });
  });
});

describe('tables', () => {
  it('tell key, version column, indexes, owner, readers and writers', async () => {
    const { tables } = await inspect(writeTree(shop));
    expect(tables).toEqual([
      {
        path: 'prisma/schema.prisma',
        line: 1,
        table: 'Order',
        symbol: 'Order',
        layer: 'prisma',
        alsoAt: [],
        key: [{ column: 'id', type: 'string', generated: 'uuid-v4' }],
        versionColumn: 'version',
        indexes: [{ columns: ['userId'], unique: false }],
        owner: { module: 'orders', because: 'writes it' },
        readers: [{ module: 'orders', queries: 1 }],
        writers: [{ module: 'orders', queries: 1 }],
      },
      expect.objectContaining({ table: 'Stock', versionColumn: null, key: [{ column: 'id', type: 'int', generated: 'increment' }], owner: { module: 'stock', because: 'writes it' } }),
    ]);
  });

  it('are one row where a migration declares them as well', async () => {
    const { tables } = await inspect(writeTree({ ...shop, 'prisma/migrations/1/migration.sql': 'CREATE TABLE "Order" ("id" text PRIMARY KEY);\n' }));
    expect(tables.map(({ table, path, alsoAt }) => [table, path, alsoAt])).toEqual([
      ['Order', 'prisma/schema.prisma', [{ path: 'prisma/migrations/1/migration.sql', line: 1 }]],
      ['Stock', 'prisma/schema.prisma', []],
    ]);
  });

  it('are counted once, by the audit and by doctor', async () => {
    const root = writeTree({ ...shop, 'prisma/migrations/1/migration.sql': 'CREATE TABLE "Order" ("id" text PRIMARY KEY);\n' });
    expect((await fortress(['--format', 'pretty'], root)).out).toContain('2 tables');
    const { out } = await fortress(['doctor'], root);
    expect(out.match(/\d+ tables/g)).toEqual(['2 tables', '2 tables']);
  });

  it('are laid out', async () => {
    await expect((await fortress(['tables'], writeTree(shop))).out).toMatchFileSnapshot('reporters/snapshots/tables-80.txt');
  });
});

describe('modules', () => {
  it('have edges with counts, and loops that types alone do not make', async () => {
    const root = writeTree(shop);
    const { modules } = await inspect(root);
    expect(modules.nodes.map(({ name, kind, files, endpoints }) => [name, kind, files, endpoints])).toEqual([
      ['orders', 'module', 2, 3],
      ['stock', 'module', 1, 0],
      ['src', 'folder', 3, 0],
    ]);
    expect(modules.edges).toContainEqual({ from: 'orders', to: 'stock', imports: 1, typeOnly: 0 });
    expect(modules.edges).toContainEqual({ from: 'stock', to: 'orders', imports: 1, typeOnly: 1 });
    // `src` holds app.ts, which imports the orders, and db.ts, which they import
    expect(modules.cycles).toEqual([['orders', 'src']]);
    await expect((await fortress(['modules'], root)).out).toMatchFileSnapshot('reporters/snapshots/modules-80.txt');
  });

  it.each(['dot', 'mermaid', 'html'])('are drawn as %s', async (format) => {
    const { code, out } = await fortress(['modules', '--format', format], writeTree(shop));
    expect(code).toBe(0);
    for (const file of ['app.ts', 'orders.routes.ts', 'stock.service.ts']) expect(out).toContain(file);
  });

  it('are drawn folded where there are many files, with the loop marked', async () => {
    const files = Array.from({ length: mostFilesDrawn + 1 }, (_, i) => ({ path: `src/modules/${i % 2 ? 'a' : 'b'}/${i}.ts`, module: i % 2 ? 'a' : 'b' }));
    const node = (name: string) => ({ name, dir: `src/modules/${name}`, kind: 'module' as const, slices: [], files: 100, endpoints: 0, tables: 0 });
    const graph: ModuleGraph = {
      nodes: [node('a'), node('b')],
      edges: [{ from: 'a', to: 'b', imports: 2, typeOnly: 0 }, { from: 'b', to: 'a', imports: 1, typeOnly: 0 }],
      cycles: [['a', 'b']],
      files,
      fileEdges: [],
    };
    const result = cruiseResultOf(graph);
    expect(result.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved, valid }) => [resolved, valid])])).toEqual([
      ['src/modules/a', [['src/modules/b', false]]],
      ['src/modules/b', [['src/modules/a', false]]],
    ]);
    const dot = await drawModules(graph, 'dot');
    expect(dot).toContain('"src/modules/a" -> "src/modules/b"');
    expect(dot).toContain('no-module-cycles');
    expect(dot).not.toContain('1.ts');
  });
});

describe('doctor', () => {
  const lost = {
    ...shop,
    'src/lost.ts': `import { Router } from 'express';
import { gone } from './nowhere.js';
import { handlers } from '@acme/handlers';
export const lost = Router();
lost.get('/lost', handlers.show);
gone();
`,
  };

  it('lists what was not understood', async () => {
    const diagnosis = await diagnose(writeTree(lost));
    expect(diagnosis.unresolvedImports).toEqual({ total: 1, shown: [{ path: 'src/lost.ts', line: 2, what: './nowhere.js' }] });
    expect(diagnosis.unresolvedHandlers).toEqual({ total: 1, shown: [{ path: 'src/lost.ts', line: 5, what: 'GET /lost' }] });
    expect(diagnosis.configFile).toBeNull();
    expect(diagnosis.adapters.find(({ name }) => name === 'express')).toMatchObject({ because: ['express'], found: ['4 endpoints'] });
    expect(diagnosis.laws.find(({ id }) => id === 'require-response-schema')?.because).toBe('none of the 4 endpoints is of the kind that it judges');
  });

  it('is laid out, and names the configuration', async () => {
    const root = writeTree({ ...lost, 'fortress.config.json': { layout: { modules: ['src/modules/*'] } } });
    const { out, code } = await fortress(['doctor'], root);
    expect(code).toBe(0);
    expect(out).toContain('configuration: fortress.config.json');
    expect(out).toContain('src/lost.ts:2 ./nowhere.js');
    expect(out).toContain('the configuration says where modules are');
    expect(Math.max(...out.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('names what traces, answers probes and maps rows, by what the code imports of it', async () => {
    const libraries = "import { trace } from '@opentelemetry/api';\nimport './tracing.js';\nimport * as sentry from '@sentry/node';\nimport { plainToInstance } from 'class-transformer';\nimport { createLightship } from 'lightship';\n";
    const others = "import { Exclude } from 'class-transformer';\nimport { Injectable } from '@nestjs/common';\n";
    expect((await diagnose(writeTree({ ...shop, 'src/libraries.ts': libraries }))).libraries).toEqual([
      { purpose: 'tracing', packages: ['@opentelemetry/api', '@sentry/node'] },
      { purpose: 'health checks', packages: ['lightship'] },
      { purpose: 'mapping', packages: ['class-transformer'] },
    ]);
    expect((await diagnose(writeTree({ ...shop, 'src/others.ts': others }))).libraries).toEqual([]);
  });

  it('shows twenty places and counts the others', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `import './no${i}.js';\n`).join('');
    const { unresolvedImports } = await diagnose(writeTree({ ...shop, 'src/many.ts': many }));
    expect(unresolvedImports.total).toBe(30);
    expect(unresolvedImports.shown).toHaveLength(20);
  });
});

describe('facts', () => {
  it('prints what the adapters see, in code and in schemas', async () => {
    const { out, code } = await fortress(['facts', 'src/modules/orders/orders.routes.ts', 'prisma/schema.prisma', 'src/auth.ts'], writeTree(shop));
    expect(code).toBe(0);
    expect(out).toContain('src/modules/orders/orders.routes.ts:8 endpoint GET / router=orders');
    expect(out).toContain('prisma/schema.prisma:2   column id:string pk');
    expect(out).toContain('src/auth.ts: no adapter saw anything here');
  });

  it('fails with one line on what it cannot read', async () => {
    const root = writeTree({ 'package.json': {}, 'a.ts': 'const = 1;', 'b.txt': '' });
    for (const [file, message] of [['a.ts', /^fortress-audit: a\.ts: does not parse: .* \(1:7\)\n$/], ['b.txt', /facts are read from TypeScript/], ['c.ts', /c\.ts: cannot be read/]] as const) {
      const { code, out, err } = await fortress(['facts', file], root);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(message);
    }
  });
});

it('their pages show what the commands print', { timeout: 60_000 }, async () => {
  const page = ['doctor', 'endpoints', 'facts', 'modules', 'tables'].map((name) => readFileSync(join(repository, `docs/commands/${name}.md`), 'utf8')).join('\n');
  const sessions = [...page.matchAll(/^```console\n\$ fortress-audit (.+)\n([^]*?)^```$/gm)];
  expect(sessions).toHaveLength(6);
  for (const [, command = '', shown = ''] of sessions) {
    const printed = (await fortress(command.split(' '), repository)).out.split('\n');
    expect(shown.split('\n').filter((line) => line !== '…' && !printed.includes(line)), command).toEqual([]);
  }
});

describe('what all commands share', () => {
  it.each(['endpoints', 'tables', 'modules', 'doctor', 'facts'])('%s --help starts with an example', async (command) => {
    const { code, out } = await fortress([command, '--help'], repository);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Examples?:\\n {2}fortress-audit ${command} ?`));
    expect((await fortress(['--help'], repository)).out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each(['endpoints', 'tables', 'modules', 'doctor'])('%s gives JSON twice the same, and 2 where it cannot work', async (command) => {
    const root = writeTree(shop);
    const first = await fortress([command, '--json'], root);
    expect(JSON.parse(first.out)).toMatchObject({ version: 1 });
    expect((await fortress([command, '--format', 'json'], root)).out).toBe(first.out);
    expect(await fortress([command, 'nowhere'], root)).toMatchObject({ code: 2, out: '', err: 'fortress-audit: no such folder: nowhere\n' });
    expect((await fortress([command, '--format', 'yaml'], root)).code).toBe(2);
  });

  it('CSV and Markdown escape foreign names', () => {
    const grid = { header: ['a', 'b'], rows: [['x, "y"', 'line\nfeed'], ['=1+1', 'a|b_c<script>']] };
    expect(csv(grid)).toBe('a,b\r\n"x, ""y""","line\nfeed"\r\n\'=1+1,a|b_c<script>\r\n');
    expect(markdown(grid)).toBe('| a | b |\n|---|---|\n| x, "y" | line feed |\n| =1+1 | a\\|b\\_c&lt;script&gt; |\n');
  });

  it('a route that holds control characters cannot reach the terminal', () => {
    const row: EndpointRow = { path: 'src/a.ts', line: 1, protocol: 'http', framework: 'express', method: 'GET', route: '/\u001b[2J', shownRoute: '/\u001b[2J', handler: null, validated: 'unknown', authenticated: 'unknown', rateLimited: 'unknown', responseSchema: false, reads: [], writes: [], opaqueQueries: 1, paginated: 'unknown', readsIdempotencyKey: null };
    const out = reportEndpoints({ root: 'r', endpoints: [row] }, 'pretty', plain);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('handler not known:1 · 1 more query, of what is not known');
  });

  it('a table gives way column by column and loses no text', () => {
    const long = 'src/modules/a-very-long-module-name/and/more';
    const lines = textTable([{ title: 'a', breaks: true }, { title: 'b' }], [{ heading: null, rows: [{ cells: [long, 'fixed'] }] }], { color: false, columns: 30 });
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(30);
    expect(lines.slice(1).map((line) => line.split('  ')[0]).join('')).toBe(long);
    expect(breakCell('one two', 4)).toEqual(['one', 'two']);
    expect(breakCell('abcdef', 4)).toEqual(['abcd', 'ef']);
    expect(breakCell('', 4)).toEqual(['']);
  });
});
