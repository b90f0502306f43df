import { expect, test } from 'vitest';
import { reachedTables } from './support/reached-tables.js';

const dependencies = { '@nestjs/common': '11', '@nestjs/cqrs': '11', '@trpc/server': '11', express: '5', '@prisma/client': '6' };
const reached = (files: Readonly<Record<string, string>>): Promise<string[]> => reachedTables(dependencies, files);

const messages = `import { Command, Query } from '@nestjs/cqrs';
export class CloseOrder extends Command<void> {
  constructor(readonly id: string) {
    super();
  }
}
export class ListStock extends Query<unknown> {}
export class OrderClosed {
  constructor(readonly id: string) {}
}
export class Unhandled {}
`;

const handlers = `import { CommandHandler, EventsHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { db } from './db';
import { CloseOrder, ListStock, OrderClosed } from './messages';
@CommandHandler(CloseOrder)
export class CloseOrderHandler implements ICommandHandler<CloseOrder> {
  execute(command: CloseOrder) {
    return db.order.update({ where: { id: command.id }, data: {} });
  }
}
abstract class ReadStock {
  execute() {
    return db.stock.findMany({ take: 10 });
  }
}
@QueryHandler(ListStock)
export class ListStockHandler extends ReadStock implements IQueryHandler<ListStock> {}
@EventsHandler(OrderClosed)
export class Restock {
  handle(event: OrderClosed) {
    return db.stock.create({ data: { id: event.id } });
  }
}
`;

const controller = (body: string): string => `import { Controller, Post } from '@nestjs/common';
import { CommandBus, EventBus, QueryBus } from '@nestjs/cqrs';
import * as messages from './messages';
import { CloseOrder, ListStock, OrderClosed, Unhandled } from './messages';
@Controller('orders')
export class Orders {
  constructor(private readonly commandBus: CommandBus, private readonly queryBus: QueryBus, private readonly eventBus: EventBus, private readonly other: Map<string, string>) {}
  @Post()
  post() {
    ${body}
  }
  private send(command: CloseOrder) {
    return this.commandBus.execute<CloseOrder, void>(command);
  }
  private any(message: object) {
    return this.commandBus.execute(message);
  }
}
`;

test.each([
  ['a command', "return this.commandBus.execute(new CloseOrder('1'));", 'POST /orders Order'],
  ['a command that is a variable', "const command = new CloseOrder('1');\n    return this.commandBus.execute(command);", 'POST /orders Order'],
  ['a command by its written type', "return this.send(new CloseOrder('1'));", 'POST /orders Order'],
  ['a query whose handler inherits', 'return this.queryBus.execute(new messages.ListStock());', 'POST /orders Stock'],
  ['an event', "this.eventBus.publish(new OrderClosed('1'));", 'POST /orders Stock'],
  ['several events', "this.eventBus.publishAll([new OrderClosed('1'), new Unhandled()]);", 'POST /orders Stock'],
  ['a message without a handler', 'return this.commandBus.execute(new Unhandled());', 'POST /orders'],
  ['the wrong bus', "return this.queryBus.execute(new CloseOrder('1'));", 'POST /orders'],
  ['another method', "return this.commandBus.register([new CloseOrder('1')] as never);", 'POST /orders'],
  ['something that is no bus', "return this.other.execute(new CloseOrder('1'));", 'POST /orders'],
])('NestJS CQRS hands on %s', async (_name, body, expected) => {
  expect(await reached({ 'src/messages.ts': messages, 'src/handlers.ts': handlers, 'src/orders.controller.ts': controller(body) })).toEqual([expected]);
});

test('a bus that is handed several messages says of none which it is', async () => {
  const body = "this.any(new ListStock());\n    this.any(new OrderClosed('2'));\n    return this.any(new CloseOrder('1'));";
  expect(await reached({ 'src/messages.ts': messages, 'src/handlers.ts': handlers, 'src/orders.controller.ts': controller(body) })).toEqual(['POST /orders']);
});

const routers = `import { initTRPC } from '@trpc/server';
import { db } from './db.js';
export const t = initTRPC.create();
export const createTRPCRouter = t.router;
export const createCallerFactory = t.createCallerFactory;
const orders = createTRPCRouter({
  list: t.procedure.input((value) => value as { take: number }).query(({ input }) => db.order.findMany({ take: input.take })),
  admin: { close: t.procedure.mutation(() => db.order.update({ where: { id: '1' }, data: {} })) },
});
const stock = t.router({ take: t.procedure.query(takeStock) });
function takeStock() {
  return db.stock.findFirst();
}
export const appRouter = t.mergeRouters(t.router({ orders }), t.router({ stock }));
export const createCaller = createCallerFactory(appRouter);
`;

test('tRPC calls procedures of a router that is too large to be kept whole', async () => {
  const many = Array.from({ length: 80 }, (_, i) => `  p${i}: t.procedure.input((value) => value as { take: number }).output((value) => value).query(({ input }) => db.order.count({ take: input.take })),`).join('\n');
  expect(
    await reached({
      'src/routers.ts': routers.replace('const orders = createTRPCRouter({\n', `const orders = createTRPCRouter({\n${many}\n`).replace('list: t.procedure', "list: t.procedure.meta({ title: 'Orders', roles: ['clerk', 'owner'] })"),
      'src/app.ts': "import express from 'express';\nimport { createCaller } from './routers.js';\nconst app = express();\napp.get('/list', async (req, res) => res.json({ ok: Boolean(await createCaller({}).orders.list({ take: 1 })) }));\napp.get('/close', async (req, res) => res.json({ ok: Boolean(await createCaller({}).orders.admin.close()) }));\napp.get('/none', async (req, res) => res.json({ ok: Boolean(await createCaller({}).orders.close()) }));\n",
    }).then((all) => all.filter((line) => /\/(?:list|close|none)/.test(line))),
  ).toEqual(['GET /list Order', 'GET /close Order', 'GET /none']);
});

test.each([
  ['createCallerFactory', 'createCaller({}).orders.list({ take: 1 })', 'GET /call Order'],
  ['a factory on the spot', 't.createCallerFactory(appRouter)({}).stock.take()', 'GET /call Stock'],
  ['createCaller of a router', 'appRouter.createCaller({}).stock.take()', 'GET /call Stock'],
  ['a nested object', 'caller.orders.admin.close()', 'GET /call Order'],
  ['a procedure that is not there', 'caller.orders.missing()', 'GET /call'],
  ['a router that is not called', 'caller.orders', 'GET /call'],
])('tRPC calls procedures by %s', async (_name, call, expected) => {
  expect(
    await reached({
      'src/routers.ts': routers,
      'src/app.ts': `import express from 'express';\nimport { appRouter, createCaller, t } from './routers.js';\nconst caller = createCaller(async () => ({}));\nconst app = express();\napp.get('/call', async (req, res) => res.json({ ok: Boolean(await ${call}) }));\n`,
    }).then((all) => all.filter((line) => line.includes('/call'))),
  ).toEqual([expected]);
});
