import { expect, test } from 'vitest';
import { reachedTables } from './support/reached-tables.js';

const dependencies = { express: '5', awilix: '12', inversify: '7', 'inversify-express-utils': '6', tsyringe: '4', typedi: '0.10', mongoose: '8', '@prisma/client': '6' };
const reached = (files: Readonly<Record<string, string>>): Promise<string[]> => reachedTables(dependencies, files);

const container = (mode: string) => `import { InjectionMode, asClass, asFunction, asValue, createContainer } from 'awilix';
import { db } from './db.js';
import { OrderService } from './order-service.js';
import { makeStock } from './stock.js';
export const container = createContainer(${mode});
container.register({
  orderService: asClass(OrderService).singleton(),
  stock: asFunction(makeStock).scoped(),
  db: asValue(db),
});
`;

test.each([
  ['container.resolve', "(req, res) => res.json(container.resolve('orderService').list())"],
  ['container.cradle', '(req, res) => res.json(container.cradle.orderService.list())'],
  ['a taken apart cradle', '(req, res) => {\n  const { orderService } = container.cradle;\n  res.json(orderService.list());\n}'],
  ['a scope', "(req, res) => {\n  const scope = container.createScope();\n  res.json(scope.resolve('orderService').list());\n}"],
  ['the cradle of a scope', '(req, res) => res.json(container.createScope().cradle.orderService.list())'],
  ['the container of a request', "(req, res) => res.json(req.container.resolve('orderService').list())"],
  ['the scope of a request', '(req, res) => res.json(req.scope.cradle.orderService.list())'],
])('awilix by %s', async (_name, handler) => {
  expect(
    await reached({
      'src/container.ts': container(''),
      'src/order-service.ts': `export class OrderService {
  constructor({ db, stock }) {
    this.db = db;
    this.stock = stock;
  }
  async list() {
    await this.stock.take();
    return this.db.order.findMany();
  }
}
`,
      'src/stock.ts': 'export const makeStock = ({ db }) => ({ take: () => db.stock.findFirst() });\n',
      'src/app.ts': `import express from 'express';
import { container } from './container.js';
const app = express();
app.get('/orders', ${handler});
`,
    }),
  ).toEqual(['GET /orders Order Stock']);
});

test.each([
  ['the cradle as a whole', 'constructor(private readonly cradle: Cradle) {}\n  list() {\n    return this.cradle.db.order.findMany();\n  }'],
  ['typed members of the cradle', 'private readonly db: Db;\n  constructor({ db }: { db: Db }) {\n    this.db = db;\n  }\n  list() {\n    return this.db.order.findMany();\n  }'],
  ['names of parameters', 'constructor(private db, private stock) {}\n  list() {\n    return this.db.order.findMany();\n  }'],
])('awilix gives a class %s', async (_name, body) => {
  expect(
    await reached({
      'src/container.ts': container('{ injectionMode: InjectionMode.CLASSIC }'),
      'src/order-service.ts': `interface Db {\n  readonly order: { findMany(): unknown };\n}\ninterface Cradle {\n  readonly db: Db;\n}\nexport class OrderService {\n  ${body}\n}\n`,
      'src/stock.ts': 'export function makeStock(db) {\n  return { take: () => db.stock.findFirst() };\n}\n',
      'src/app.ts': `import express from 'express';
import { container } from './container.js';
const app = express();
app.get('/orders', (req, res) => res.json(container.resolve('orderService').list()));
app.get('/stock', (req, res) => res.json(container.cradle.stock.take()));
`,
    }),
  ).toEqual(['GET /orders Order', 'GET /stock Stock']);
});

test('awilix in CommonJS, by name and with aliases', async () => {
  expect(
    await reached({
      'src/container.js': `const awilix = require('awilix');
const makeOrders = require('./orders');
const { db } = require('./db');
const container = awilix.createContainer();
container.register({ orders: awilix.asFunction(makeOrders).singleton(), shop: awilix.aliasTo('orders') });
container.register('db', awilix.asValue(db));
module.exports = container;
`,
      'src/orders.js': 'module.exports = ({ db }) => ({ list: () => db.order.findMany() });\n',
      'src/app.js': `const express = require('express');
const container = require('./container');
const app = express();
app.get('/orders', (req, res) => res.json(container.resolve('shop').list()));
`,
    }),
  ).toEqual(['GET /orders Order']);
});

const loadedBackend = (load: string, app: string) => ({
  'src/container.ts': `import { InjectionMode, RESOLVER, asClass, asFunction, asValue, createContainer } from 'awilix';
import path from 'node:path';
import { db } from './db.js';
export const container = createContainer({ injectionMode: InjectionMode.CLASSIC });
container.register('db', asValue(db));
${load}
`,
  'src/services/order-service.ts': 'export default class OrderService {\n  constructor(private readonly db, private readonly stockRepository) {}\n  async list() {\n    await this.stockRepository.take();\n    return this.db.order.findMany();\n  }\n}\nexport class Helper {}\n',
  'src/services/stock-repository.ts': 'const makeStock = (db) => ({ take: () => db.stock.findFirst() });\nexport default makeStock;\n',
  'src/services/order-service.test.ts': "import OrderService from './order-service.js';\nexport default OrderService;\n",
  'src/jobs/sweep.ts': "import { RESOLVER } from 'awilix';\nexport class Sweep {\n  static [RESOLVER] = { name: 'sweeper' };\n  constructor({ db }) {\n    this.db = db;\n  }\n  run() {\n    return this.db.stock.findMany();\n  }\n}\nexport class Silent {\n  run() {}\n}\n",
  'src/app.ts': `import express from 'express';
import { container } from './container.js';
const app = express();
app.get('/orders', (req, res) => res.json(${app}));
`,
});

test.each([
  ['from its own folder', "container.loadModules([`${__dirname}/services/*.ts`], { formatName: 'camelCase', resolverOptions: { injectionMode: InjectionMode.CLASSIC } });"],
  ['by joined paths', "container.loadModules(path.join(__dirname, 'services', '**', '*.{ts,js}'), { formatName: 'camelCase' });"],
  ['as compiled', "container.loadModules([['dist/services/*.js', { register: asClass }]], { formatName: 'camelCase' });"],
  ['from a folder that is told', "container.loadModules(['services/*.js'], { cwd: import.meta.dirname, formatName: 'camelCase' });"],
  ['as ES modules', "await container.loadModules([['src/services/*.ts', 'SINGLETON'], ['src/jobs/*.ts']], { formatName: 'camelCase', esModules: true });"],
])('awilix loads files %s', async (_name, load) => {
  expect(await reached(loadedBackend(load, "container.resolve('orderService').list()"))).toEqual(['GET /orders Order Stock']);
});

test('awilix names files as they are unless told, and what carries a name by that', async () => {
  const load = "container.loadModules(['src/services/*.ts', 'src/jobs/*.ts']);";
  expect(await reached(loadedBackend(load, "container.resolve('order-service').list()"))).toEqual(['GET /orders Order']);
  expect(await reached(loadedBackend(load, "container.cradle['stock-repository'].take()"))).toEqual(['GET /orders Stock']);
  expect(await reached(loadedBackend(load, 'container.cradle.sweeper.run()'))).toEqual(['GET /orders Stock']);
});

test.each([
  ['names that a function makes', "container.loadModules(['src/services/*.ts'], { formatName: (name) => `${name}Service` });", "container.resolve('orderService').list()"],
  ['options that are not here', "import { options } from './options.js';\ncontainer.loadModules(['src/services/*.ts'], options);", "container.resolve('order-service').list()"],
  ['a folder that is not known', "container.loadModules([`${process.env.SERVICES}/*.ts`], { formatName: 'camelCase' });", "container.resolve('orderService').list()"],
  ['other folders', "container.loadModules(['src/jobs/*.ts'], { formatName: 'camelCase' });", "container.resolve('orderService').list()"],
  ['names of exports without a mark', "container.loadModules(['src/services/*.ts', 'src/jobs/*.ts'], { formatName: 'camelCase' });", "container.resolve('silent').run() + container.resolve('helper')"],
  ['values', "container.loadModules(['src/services/*.ts'], { formatName: 'camelCase', resolverOptions: { register: asValue } });", 'container.cradle.stockRepository.take()'],
])('awilix stays unknown with %s', async (_name, load, call) => {
  expect(await reached(loadedBackend(load, call))).toEqual(['GET /orders']);
});

test('what is no awilix cradle stays unknown', async () => {
  expect(
    await reached({
      'src/container.ts': container(''),
      'src/order-service.ts': 'export class OrderService {\n  constructor({ db }) {\n    this.db = db;\n  }\n  list() {\n    return this.db.order.findMany();\n  }\n}\n',
      'src/stock.ts': 'export const makeStock = ({ db }) => ({ take: () => db.stock.findFirst() });\n',
      'src/app.ts': `import express from 'express';
import { registry } from 'elsewhere';
class Report {
  constructor({ orderService }) {
    this.orders = orderService;
  }
  list() {
    return this.orders.list();
  }
}
const app = express();
app.get('/a', (req, res) => res.json(registry.resolve({ orderService: 1 }).list()));
app.get('/b', (req, res) => res.json(new Report(req.body).list()));
app.get('/c', (req, res) => res.json(registry.cradle.orderService.list()));
`,
    }),
  ).toEqual(['GET /a', 'GET /b', 'GET /c']);
});

const types = "export const TYPES = { Orders: Symbol.for('Orders'), Db: Symbol.for('Db'), Stock: 'Stock' };\n";
const bindings = `import { Container, ContainerModule } from 'inversify';
import { db } from './db.js';
import { SqlOrders } from './sql-orders.js';
import { TYPES } from './types.js';
export const stock = new ContainerModule((bind) => {
  bind(TYPES.Stock).toDynamicValue((context) => ({ take: () => context.container.get(TYPES.Db).stock.findFirst() }));
});
export const container = new Container();
container.bind<Orders>(TYPES.Orders).to(SqlOrders).inSingletonScope();
container.bind(TYPES.Db).toConstantValue(db);
container.load(stock);
`;

test('inversify by symbols, on parameters and on properties', async () => {
  expect(
    await reached({
      'src/types.ts': types,
      'src/container.ts': bindings,
      'src/sql-orders.ts': `import { inject, injectable } from 'inversify';
import { TYPES } from './types.js';
export interface Orders {
  list(): unknown;
}
@injectable()
export class SqlOrders implements Orders {
  @inject(TYPES.Stock) private readonly stock!: { take(): unknown };
  constructor(@inject(TYPES.Db) private readonly db: { order: { findMany(): unknown } }) {}
  async list() {
    await this.stock.take();
    return this.db.order.findMany();
  }
}
`,
      'src/app.ts': `import express from 'express';
import { container } from './container.js';
import type { Orders } from './sql-orders.js';
import { TYPES } from './types.js';
const app = express();
app.get('/orders', (req, res) => res.json(container.get<Orders>(TYPES.Orders).list()));
`,
    }),
  ).toEqual(['GET /orders Order Stock']);
});

test('controllers of inversify-express-utils', async () => {
  expect(
    await reached({
      'src/types.ts': types,
      'src/container.ts': bindings,
      'src/sql-orders.ts': `import { inject, injectable } from 'inversify';
import { TYPES } from './types.js';
@injectable()
export class SqlOrders {
  @inject(TYPES.Db) private readonly db: any;
  list() {
    return this.db.order.findMany();
  }
}
`,
      'src/orders-controller.ts': `import { inject } from 'inversify';
import { controller, httpGet } from 'inversify-express-utils';
import { TYPES } from './types.js';
@controller('/orders')
export class OrdersController {
  constructor(@inject(TYPES.Orders) private readonly orders: Orders) {}
  @httpGet('/')
  list() {
    return this.orders.list();
  }
}
`,
    }),
  ).toEqual(['GET /orders Order']);
});

test.each([
  ['tsyringe', "import { container } from 'tsyringe';", 'container.resolve(OrderService)'],
  ['tsyringe by text', "import { container } from 'tsyringe';\ncontainer.register('orders', { useClass: OrderService });", "container.resolve<OrderService>('orders')"],
  ['typedi', "import { Container } from 'typedi';", 'Container.get(OrderService)'],
])('the container that %s exports', async (_name, imported, resolved) => {
  expect(
    await reached({
      'src/order-service.ts': "import { db } from './db.js';\nexport default class OrderService {\n  list() {\n    return db.order.findMany();\n  }\n}\n",
      'src/app.ts': `import express from 'express';
import OrderService from './order-service.js';
${imported}
const app = express();
app.get('/orders', async (req, res) => {
  const orders = ${resolved};
  res.json(await orders.list());
});
`,
    }),
  ).toEqual(['GET /orders Order']);
});
