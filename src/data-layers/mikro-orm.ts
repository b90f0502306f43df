import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { TypeRef, Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, stepsOnVariable, unwrap } from '../syntax/chains.js';
import { constantString } from '../syntax/local-values.js';
import { outOfCallback } from '../syntax/receivers.js';
import { classFactsOf, couldComeFrom, isClassName, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { continuedBy } from './_chain-up.js';
import { reducesRows } from './_builder-steps.js';
import { boundsFrom, columnsFrom, isFilled, isGiven, offsetsOf, optionOf, skipsRows } from './_find-options.js';
import { mikroTables } from './_mikro-orm-entities.js';
import { queryAt } from './_query.js';
import { sqlTables } from './_sql-tables.js';
import { sqlTextFacts } from './_sql-text.js';

interface Method {
  readonly action: QueryAction;
  readonly shape: QueryFact['shape'];
  readonly columns: 'all' | 'none';
  /** Fewest and most arguments without the entity that an entity manager takes first. */
  readonly args: readonly [number, number];
  readonly filter?: number;
  readonly options?: number;
  readonly data?: number;
  /** The filter is the option `where`. */
  readonly where?: true;
}

const rows = { action: 'read-many', shape: 'rows', columns: 'all' } as const;
const row = { action: 'read-one', shape: 'row', columns: 'all', args: [1, 2], filter: 0, options: 1 } as const;
const changed = { shape: null, columns: 'none' } as const;

/** https://mikro-orm.io/api/knex/class/SqlEntityManager and …/core/class/EntityRepository */
const methods: Readonly<Record<string, Method>> = {
  find: { ...rows, args: [1, 2], filter: 0, options: 1 },
  findAll: { ...rows, args: [0, 1], options: 0, where: true },
  findAndCount: { ...rows, shape: 'rows-and-count', args: [1, 2], filter: 0, options: 1 },
  findByCursor: { ...rows, shape: null, args: [1, 2], filter: 0, options: 1 },
  findOne: row,
  findOneOrFail: row,
  count: { action: 'count', ...changed, args: [0, 2], filter: 0 },
  upsert: { action: 'upsert', shape: 'row', columns: 'all', args: [1, 2], data: 0 },
  upsertMany: { action: 'upsert', shape: 'rows', columns: 'all', args: [1, 2], data: 0 },
  insert: { action: 'insert', ...changed, args: [1, 2], data: 0 },
  insertMany: { action: 'insert', ...changed, args: [1, 2], data: 0 },
  nativeInsert: { action: 'insert', ...changed, args: [1, 2], data: 0 },
  nativeUpdate: { action: 'update', ...changed, args: [2, 3], filter: 0, data: 1 },
  nativeDelete: { action: 'delete', ...changed, args: [1, 2], filter: 0 },
  refresh: { action: 'read-one', shape: 'row', columns: 'all', args: [1, 2] },
};

/** Calls that write what was persisted, https://mikro-orm.io/docs/unit-of-work */
const flushes: Readonly<Record<string, QueryAction>> = { flush: 'upsert', persistAndFlush: 'upsert', removeAndFlush: 'delete', commit: 'upsert' };

const builderTerminals: Readonly<Record<string, QueryFact['shape']>> = {
  getResult: 'rows',
  getResultList: 'rows',
  getResultAndCount: 'rows-and-count',
  getSingleResult: 'row',
  getCount: null,
  execute: null,
  all: 'rows',
  get: 'row',
  run: null,
};

const reducingSteps: ReadonlySet<string> = new Set(['distinct', 'distinctOn', 'join', 'joinAndSelect', 'innerJoin', 'innerJoinAndSelect']);
const callbacks: ReadonlySet<string> = new Set(['transactional']);
const managers: ReadonlySet<string> = new Set(['fork', 'getContext', 'getEntityManager', 'clear']);
const packages = ['@mikro-orm/core', '@mikro-orm/nestjs'] as const;

/**
 * Sees the methods of `EntityManager` (the entity is the first argument) and of `EntityRepository` on anything that may
 * be one, also after `fork()`, `getRepository(Order)`, in subclasses and inside `transactional`; `flush` and its
 * shorthands, with what they persist; query builders to their last call, awaited or run; raw SQL of `execute`;
 * entities as decorated classes, `EntitySchema` and `defineEntity`; `addSql` of migrations.
 * Documentation: https://mikro-orm.io/docs/entity-manager, https://mikro-orm.io/docs/query-builder
 * Does not see: collections that load themselves, builders that another file extends, `getKnex()` queries (Knex's own
 * adapter), entities that a schema language of the project generates.
 */
const mikroOrm: DataLayerAdapter = {
  name: 'mikro-orm',
  docs: 'https://mikro-orm.io/docs/entity-manager',
  enabledBy: ['@mikro-orm/core', '@mikro-orm/postgresql', '@mikro-orm/mysql', '@mikro-orm/mariadb', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite', '@mikro-orm/libsql', '@mikro-orm/mssql', '@mikro-orm/mongodb', '@mikro-orm/knex', '@mikro-orm/nestjs', 'mikro-orm'],
  receivers: [
    '*mikro-orm/*#EntityManager',
    '*mikro-orm/*#SqlEntityManager',
    '*mikro-orm/*#MongoEntityManager',
    '*mikro-orm/*#EntityRepository',
    '*mikro-orm/*#SqlEntityRepository',
    '*mikro-orm/*#MongoEntityRepository',
    '*mikro-orm/*#MikroORM',
    '*mikro-orm/*#QueryBuilder',
    '*mikro-orm/*#Connection',
    '*mikro-orm/*#Migration',
    '*mikro-orm/*#BaseEntity',
    'mikro-orm#EntityManager',
    'mikro-orm#EntityRepository',
    'mikro-orm#MikroORM',
  ],
  tableCalls: ['getRepository'],
  visit(file, emit) {
    const texts: Node[] = [];
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (name === 'addSql' && call.arguments[0]) texts.push(call.arguments[0]);
      const fact =
        name === 'createQueryBuilder' || name === 'qb'
          ? builderQuery(file, call, callee)
          : name === 'execute' && call.arguments.length > 0
            ? rawQuery(file, call, callee)
            : name === 'transactional' || name === 'begin'
              ? transaction(file, call, callee, name)
              : Object.hasOwn(flushes, name)
                ? flush(file, call, callee, name)
                : Object.hasOwn(methods, name)
                  ? methodQuery(file, call, callee, name)
                  : null;
      if (fact) emit.query(fact);
    }
    for (const table of [...mikroTables(file), ...sqlTables(file, texts, 'mikro-orm')]) emit.table(table);
  },
};

export default mikroOrm;

type Query = Omit<QueryFact, 'kind'>;
type Call = TSESTree.CallExpression;

/** The value of a receiver; a fork is its manager, the manager inside `transactional` the one outside. */
function receiverOf(file: SourceFile, node: Node): Value {
  let value = outOfCallback(file, receiverValue(file, node), callbacks);
  while (value.k === 'call' && value.callee.k === 'member' && managers.has(value.callee.name)) value = value.callee.of;
  return value;
}

/** The entity behind a repository: the argument of `getRepository`, the type argument of `EntityRepository<Order>`. */
function entityOf(file: SourceFile, receiver: Value): QueryFact['table'] {
  const settled = settle(file, receiver);
  switch (settled.k) {
    case 'typed':
      return settled.type.t === 'name' && settled.type.symbol.k === 'import' && /mikro-orm/.test(settled.type.symbol.source) && /Repository$/.test(settled.type.symbol.name) ? entityOfArgs(settled.type.args) : null;
    case 'this':
      return entityOfArgs(classFactsOf(file)[settled.cls]?.extendsArgs ?? []);
    case 'call': {
      const { callee, args } = settled;
      if (callee.k !== 'member' || callee.name !== 'getRepository' || !args[0] || args[0].k === 'unknown') return null;
      const text = constantString(file, args[0]);
      return text === null ? { value: args[0] } : { name: text };
    }
    default:
      return null;
  }
}

const entityOfArgs = (args: readonly TypeRef[]): QueryFact['table'] =>
  args[0]?.t === 'name' && args[0].symbol.k !== 'unknown' && args[0].symbol.k !== 'global' ? { value: args[0].symbol } : null;

/** True where the file says that a receiver is an entity manager: by type, or by the name of the member it is. */
function isManager(file: SourceFile, receiver: Value): boolean {
  const settled = settle(file, receiver);
  if (settled.k === 'typed') return settled.type.t === 'name' && (settled.type.symbol.k === 'import' || settled.type.symbol.k === 'global') && /EntityManager$/.test(settled.type.symbol.name);
  return settled.k === 'member' && /^(em|entityManager|manager)_?$/i.test(settled.name);
}

function methodQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const method = methods[operation]!;
  const args: readonly Node[] = call.arguments;
  if (args.some((a) => a.type === 'ArrowFunctionExpression' || a.type === 'FunctionExpression')) return null;
  const receiver = receiverOf(file, callee.object);
  const first = args[0] ? unwrap(args[0]) : undefined;
  const withEntity =
    isClassName(first) ||
    (first !== undefined && !['ObjectExpression', 'ArrayExpression', 'CallExpression'].includes(first.type) && args.length > method.args[0] && (isManager(file, receiver) || args.length > method.args[1]));
  const rest = withEntity ? args.slice(1) : args;
  // `upsert(entity)` and `refresh(entity)` take an entity that knows its class
  if (rest.length < method.args[0] || rest.length > method.args[1]) return null;
  const head = rest[0] ? unwrap(rest[0]) : undefined;
  if (head && method.action === 'read-many' && (head.type === 'Literal' || head.type === 'TemplateLiteral')) return null;
  if (!couldComeFrom(file, receiver, packages)) return null;
  // a link of a query builder
  if (chainOf(file, callee.object).steps.some((s) => s.called && (s.name === 'createQueryBuilder' || s.name === 'qb'))) return null;
  const options = method.options !== undefined ? rest[method.options] : undefined;
  const filter = method.filter !== undefined ? rest[method.filter] : undefined;
  const data = method.data !== undefined ? rest[method.data] : undefined;
  const reads = method.action === 'read-many' || method.action === 'read-one';
  return queryAt(file, call, {
    layer: 'mikro-orm',
    receiver,
    operation,
    action: method.action,
    table: withEntity ? tableOf(file, args[0]!) : entityOf(file, receiver),
    ...(reads ? columnsFrom(file, options, chosen(file, options), ['fields', 'exclude']) : { columns: method.columns }),
    limited: method.action === 'read-one' ? true : method.action !== 'read-many' ? null : operation === 'findByCursor' ? true : options ? isGiven(file, options, 'limit') : false,
    filtered: method.where ? (options ? isGiven(file, options, 'where') : false) : method.filter !== undefined ? (filter ? isFilled(file, filter) : false) : null,
    ...(method.action === 'read-many' && isGiven(file, options, 'groupBy') === true && { reduced: true as const }),
    ...(method.where && boundsFrom(file, options, 'limit', 'where')),
    offsets: method.action === 'read-many' ? offsetsOf(file, options, ['offset']) : [],
    data: data ? valuesOf(file).of(data) : null,
    shape: method.shape,
  });
}

function tableOf(file: SourceFile, node: Node): QueryFact['table'] {
  const value = valuesOf(file).of(node);
  const text = constantString(file, value);
  if (text !== null) return { name: text };
  return value.k === 'unknown' ? null : { value };
}

/** `fields` chooses; `exclude` and lazy scalars depend on the entity. */
function chosen(file: SourceFile, options: Node | undefined): QueryFact['columns'] {
  if (!options) return 'all';
  const fields = optionOf(file, options, 'fields');
  if (fields === 'unknown') return null;
  if (fields !== 'absent') return isFilled(file, fields.value) ? 'chosen' : 'all';
  return optionOf(file, options, 'exclude') === 'absent' ? 'all' : null;
}

/** `em.persist(order).flush()`, `em.persistAndFlush(order)`, `em.flush()`. */
function flush(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const shorthand = operation === 'persistAndFlush' || operation === 'removeAndFlush';
  if (call.arguments.length !== (shorthand ? 1 : 0)) return null;
  const chain = chainOf(file, callee.object, false);
  const persists = chain.steps.filter((s) => s.called && (s.name === 'persist' || s.name === 'remove'));
  const begin = persists[0]?.node;
  const start = begin?.type === 'CallExpression' && unwrap(begin.callee).type === 'MemberExpression' ? (unwrap(begin.callee) as TSESTree.MemberExpression).object : callee.object;
  const receiver = receiverOf(file, start);
  if (!couldComeFrom(file, receiver, packages)) return null;
  // `flush` and `commit` are names of loggers and transactions as well
  if (!shorthand && persists.length === 0 && !isManager(file, receiver) && operation === 'commit') return null;
  const written = shorthand ? call.arguments[0] : (persists.find((s) => s.name === 'persist') ?? persists[0])?.args[0];
  const value = written ? valuesOf(file).of(written) : null;
  const table = value ? entityOfData(value) : null;
  const removes = operation === 'removeAndFlush' || (persists.length > 0 && persists.every((s) => s.name === 'remove'));
  return queryAt(file, call, {
    layer: 'mikro-orm',
    receiver,
    operation,
    action: removes ? 'delete' : flushes[operation]!,
    table,
    columns: 'none',
    data: removes ? null : value,
    shape: null,
  });
}

/** `em.persist(new Order())`, `em.persist(em.create(Order, dto))`. */
function entityOfData(data: Value): QueryFact['table'] {
  if (data.k === 'new' && data.callee.k !== 'unknown') return { value: data.callee };
  if (data.k === 'call' && data.callee.k === 'member' && data.callee.name === 'create' && data.args.length > 1 && data.args[0]) return { value: data.args[0] };
  return null;
}

function builderQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression): Query | null {
  const [first] = call.arguments;
  if (call.arguments.length > 3 || (first && ['ObjectExpression', 'ArrowFunctionExpression', 'ArrayExpression'].includes(unwrap(first).type))) return null;
  const receiver = receiverOf(file, callee.object);
  if (!couldComeFrom(file, receiver, packages)) return null;
  const chain = continuedBy(file, call, (name) => !['then', 'catch', 'finally', 'as', 'getKnexQuery', 'getQuery'].includes(name));
  const { steps } = chain;
  let { last } = chain;
  const holder = last.parent?.type === 'VariableDeclarator' && last.parent.id.type === 'Identifier' ? last.parent.id : null;
  const later = holder ? stepsOnVariable(file, holder) : [];
  steps.push(...later);
  const terminal = steps.findLast((s) => s.called && Object.hasOwn(builderTerminals, s.name));
  if (terminal && later.includes(terminal)) last = terminal.node;
  const named = (...names: string[]): Step[] => steps.filter((s) => names.includes(s.name));
  const has = (...names: string[]): boolean => named(...names).length > 0;
  // a builder that is neither run nor awaited here: a subquery, or handed on
  if (!terminal && !has('select', 'insert', 'update', 'delete', 'truncate', 'count') && last.parent?.type !== 'AwaitExpression') return null;
  const data = named('insert', 'update')[0]?.args[0];
  const action: QueryAction = has('insert') ? 'insert' : has('update') ? 'update' : has('delete', 'truncate') ? 'delete' : terminal?.name === 'getCount' || has('count') ? 'count' : terminal?.name === 'getSingleResult' || terminal?.name === 'get' ? 'read-one' : 'read-many';
  const reads = action === 'read-many' || action === 'read-one';
  return queryAt(file, last, {
    layer: 'mikro-orm',
    receiver,
    operation: terminal?.name ?? 'createQueryBuilder',
    action,
    table: first ? tableOf(file, first) : entityOf(file, receiver),
    columns: !reads ? 'none' : selected(file, named('select', 'addSelect')),
    limited: action === 'read-one' ? true : action !== 'read-many' ? null : has('limit'),
    filtered: action === 'insert' ? null : steps.some((s) => /^(and|or)?where|having/i.test(s.name)),
    ...(reducesRows(steps, reducingSteps) && { reduced: true as const }),
    offsets: reads ? [...named('offset').filter((s) => skipsRows(file, s.args[0])), ...named('limit').filter((s) => s.args.length > 1 && skipsRows(file, s.args[1]))].map((s): { clause: string; at: Span } => ({ clause: 'offset', at: s.at })) : [],
    data: data ? valuesOf(file).of(data) : null,
    shape: (terminal && builderTerminals[terminal.name]) ?? (action === 'read-many' ? 'rows' : null),
  });
}

/** `.select('*')` and no selection are every column. */
function selected(file: SourceFile, selects: readonly Step[]): QueryFact['columns'] {
  const [select] = selects;
  if (!select?.args[0]) return 'all';
  const value = valuesOf(file).of(select.args[0]);
  const text = constantString(file, value);
  if (text !== null) return /(^|\.)\*$/.test(text) ? 'all' : 'chosen';
  return value.k === 'unknown' || value.k === 'param' ? null : value.k === 'array' && value.items.some((i) => i.k === 'literal' && typeof i.value === 'string' && /(^|\.)\*$/.test(i.value)) ? 'all' : 'chosen';
}

function rawQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression): Query | null {
  const [text] = call.arguments;
  if (!text || call.arguments.length > 4) return null;
  const plain = unwrap(text);
  if (!['Literal', 'TemplateLiteral', 'Identifier', 'BinaryExpression', 'CallExpression', 'MemberExpression', 'TaggedTemplateExpression'].includes(plain.type)) return null;
  const sql = sqlTextFacts(file, text);
  // `command.execute(id)` and the like: only text or a manager tells SQL apart
  const object = unwrap(callee.object);
  const onConnection = object.type === 'CallExpression' && object.callee.type === 'MemberExpression' && propertyKey({ key: object.callee.property }) === 'getConnection';
  const receiver = receiverOf(file, callee.object);
  if (!onConnection && !isManager(file, receiver) && !isSqlText(sql)) return null;
  if (!couldComeFrom(file, receiver, packages)) return null;
  return queryAt(file, call, {
    layer: 'mikro-orm',
    receiver,
    operation: 'execute',
    action: 'raw',
    ...sql,
    text: valuesOf(file).of(text),
    shape: sql?.action === 'read-many' ? 'rows' : null,
  });
}

const isSqlText = (sql: { readonly action: QueryAction } | null): boolean => sql !== null && sql.action !== 'raw';

function transaction(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const receiver = receiverOf(file, callee.object);
  if (operation === 'begin' && (call.arguments.length > 1 || !isManager(file, receiver))) return null;
  if (operation === 'transactional' && call.arguments.length === 0) return null;
  if (!couldComeFrom(file, receiver, packages)) return null;
  return queryAt(file, call, { layer: 'mikro-orm', receiver, operation, action: 'transaction' });
}
