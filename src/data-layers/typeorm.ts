import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { TypeRef, Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { chainOf, objectLiteral, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { outOfCallback } from '../syntax/receivers.js';
import { classFactsOf, couldComeFrom, isClassName, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey, valuesOf } from '../syntax/values.js';
import { isFilled, isGiven, offsetsOf, optionOf, skipsRows } from './_find-options.js';
import { queryAt } from './_query.js';
import { sqlTables } from './_sql-tables.js';
import { sqlTextFacts } from './_sql-text.js';
import { builderOf, readBuilder, tableOf } from './_typeorm-builder.js';
import { typeormTables } from './_typeorm-entities.js';

/** What one method does. Argument positions count without the entity that an entity manager takes first. */
interface Method {
  readonly action: QueryAction;
  readonly shape: QueryFact['shape'];
  readonly columns: 'all' | 'none' | 'chosen';
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  /** What the first argument is. */
  readonly first?: 'options' | 'criteria' | 'data' | 'column';
  /** Position of the rows that are written. */
  readonly data?: number;
}

const rows = { action: 'read-many', shape: 'rows', columns: 'all' } as const;
const row = { action: 'read-one', shape: 'row', columns: 'all' } as const;
const pair = { action: 'read-many', shape: 'rows-and-count', columns: 'all' } as const;
const number = { action: 'count', shape: null, columns: 'none' } as const;
const aggregate = { action: 'aggregate', shape: null, columns: 'none', args: [1, 2], first: 'column' } as const;
const removal = { action: 'delete', shape: null, columns: 'none', args: [1, 2], first: 'criteria' } as const;

/** https://typeorm.io/docs/working-with-entity-manager/repository-api, …/entity-manager-api, …/custom-repository, entities/tree-entities */
const methods: Readonly<Record<string, Method>> = {
  find: { ...rows, args: [0, 1], first: 'options' },
  findBy: { ...rows, args: [1, 1], first: 'criteria' },
  findAndCount: { ...pair, args: [0, 1], first: 'options' },
  findAndCountBy: { ...pair, args: [1, 1], first: 'criteria' },
  findByIds: { ...rows, args: [1, 2], first: 'criteria' },
  findOne: { ...row, args: [0, 2], first: 'options' },
  findOneOrFail: { ...row, args: [0, 2], first: 'options' },
  findOneBy: { ...row, args: [1, 1], first: 'criteria' },
  findOneByOrFail: { ...row, args: [1, 1], first: 'criteria' },
  findOneById: { ...row, args: [1, 1], first: 'criteria' },
  preload: { ...row, args: [1, 1], first: 'criteria' },
  findTrees: { ...rows, args: [0, 1] },
  findRoots: { ...rows, args: [0, 1] },
  findDescendants: { ...rows, args: [1, 2], first: 'criteria' },
  findDescendantsTree: { ...row, args: [1, 2], first: 'criteria' },
  findAncestors: { ...rows, args: [1, 2], first: 'criteria' },
  findAncestorsTree: { ...row, args: [1, 2], first: 'criteria' },
  countDescendants: { ...number, args: [1, 1], first: 'criteria' },
  countAncestors: { ...number, args: [1, 1], first: 'criteria' },
  count: { ...number, args: [0, 2], first: 'options' },
  countBy: { ...number, args: [1, 1], first: 'criteria' },
  exist: { ...number, action: 'exists', args: [0, 1], first: 'options' },
  exists: { ...number, action: 'exists', args: [0, 1], first: 'options' },
  existBy: { ...number, action: 'exists', args: [1, 1], first: 'criteria' },
  existsBy: { ...number, action: 'exists', args: [1, 1], first: 'criteria' },
  sum: aggregate,
  average: aggregate,
  minimum: aggregate,
  maximum: aggregate,
  save: { action: 'upsert', shape: 'row', columns: 'all', args: [1, 2], first: 'data', data: 0 },
  insert: { action: 'insert', shape: null, columns: 'none', args: [1, 1], first: 'data', data: 0 },
  upsert: { action: 'upsert', shape: null, columns: 'none', args: [2, 2], first: 'data', data: 0 },
  update: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  updateAll: { action: 'update', shape: null, columns: 'none', args: [1, 1], first: 'data', data: 0 },
  increment: { action: 'update', shape: null, columns: 'none', args: [3, 3], first: 'criteria' },
  decrement: { action: 'update', shape: null, columns: 'none', args: [3, 3], first: 'criteria' },
  restore: { action: 'update', shape: null, columns: 'none', args: [1, 1], first: 'criteria' },
  recover: { action: 'update', shape: 'row', columns: 'all', args: [1, 2], first: 'data' },
  delete: removal,
  deleteAll: { ...removal, args: [0, 0] },
  softDelete: removal,
  remove: { ...removal, shape: 'row', columns: 'all', first: 'data' },
  softRemove: { ...removal, shape: 'row', columns: 'all', first: 'data' },
  clear: { ...removal, args: [0, 0] },
  // MongoRepository
  findOneAndUpdate: { ...row, action: 'update', args: [2, 3], first: 'criteria', data: 1 },
  findOneAndReplace: { ...row, action: 'update', args: [2, 3], first: 'criteria', data: 1 },
  findOneAndDelete: { ...row, action: 'delete', args: [1, 2], first: 'criteria' },
  insertOne: { action: 'insert', shape: null, columns: 'none', args: [1, 2], first: 'data', data: 0 },
  insertMany: { action: 'insert', shape: null, columns: 'none', args: [1, 2], first: 'data', data: 0 },
  updateOne: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  updateMany: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  replaceOne: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  deleteOne: removal,
  deleteMany: removal,
};

const terminals: Readonly<Record<string, QueryFact['shape']>> = {
  getMany: 'rows',
  getRawMany: 'rows',
  getManyAndCount: 'rows-and-count',
  getRawAndEntities: null,
  getOne: 'row',
  getOneOrFail: 'row',
  getRawOne: 'row',
  getCount: null,
  getExists: null,
  stream: null,
  execute: null,
  loadMany: 'rows',
  loadOne: 'row',
};

/** Writes of the relation builder, `.relation(User, 'photos').of(user).add(photo)`. */
const relationWrites: ReadonlySet<string> = new Set(['add', 'remove', 'set', 'addAndRemove']);

/** Methods of an active record. */
const recordMethods: ReadonlySet<string> = new Set(['save', 'remove', 'softRemove', 'recover']);
const entityCalls: ReadonlySet<string> = new Set(['getRepository', 'getTreeRepository', 'getMongoRepository']);
const managerCallbacks: ReadonlySet<string> = new Set(['transaction']);
const packages = ['typeorm', '@nestjs/typeorm', 'typedi', 'typeorm-typedi-extensions'] as const;

/** Options of `find`; an object with none of them is the conditions themselves, as TypeORM 0.2 allowed. */
const findOptions = ['where', 'select', 'relations', 'order', 'skip', 'take', 'join', 'cache', 'lock', 'withDeleted', 'loadEagerRelations', 'loadRelationIds', 'transaction', 'relationLoadStrategy', 'comment'];

/**
 * Sees the methods of `Repository`, `TreeRepository`, `MongoRepository` and `EntityManager` (the entity is then the
 * first argument) on anything that may be one: fields, injected or assigned, `getRepository(Order)` of a data source,
 * manager or global, also through a wrapper of the project that takes a context first; custom repositories (`this.find`
 * in a subclass, in `.extend({…})`, in `AbstractRepository`); active records (`Order.find`, `new Order().save()`);
 * query builders, step by step through variables and functions of the file; raw SQL; `transaction`; entities as
 * decorated classes and `EntitySchema`; tables of migrations.
 * Documentation: https://typeorm.io/docs
 * Does not see: builders that another file extends, options that another file builds, `find` on a lazy relation,
 * subscribers, `@Transactional()` of other packages, raw driver access through `manager.connection.driver`.
 */
const typeorm: DataLayerAdapter = {
  name: 'typeorm',
  docs: 'https://typeorm.io/docs',
  enabledBy: ['typeorm', '@nestjs/typeorm'],
  receivers: [
    'typeorm*#Repository',
    'typeorm*#TreeRepository',
    'typeorm*#MongoRepository',
    'typeorm*#AbstractRepository',
    'typeorm*#EntityManager',
    'typeorm*#MongoEntityManager',
    'typeorm*#DataSource',
    'typeorm*#Connection',
    'typeorm*#QueryRunner',
    'typeorm*#BaseEntity',
    'typeorm*#SelectQueryBuilder',
    'typeorm*#InsertQueryBuilder',
    'typeorm*#UpdateQueryBuilder',
    'typeorm*#DeleteQueryBuilder',
    'typeorm*#SoftDeleteQueryBuilder',
    'typeorm*#RelationQueryBuilder',
    'typeorm*#QueryBuilder',
    'typeorm*#WhereExpressionBuilder',
    'typeorm*#getRepository',
    'typeorm*#getTreeRepository',
    'typeorm*#getMongoRepository',
    'typeorm*#getCustomRepository',
    'typeorm*#getManager',
    'typeorm*#getMongoManager',
    'typeorm*#getConnection',
    'typeorm*#createConnection',
    'typeorm*#createQueryBuilder',
    'typeorm*#getConnectionManager',
  ],
  tableCalls: [...entityCalls],
  visit(file, emit) {
    const texts: Node[] = [];
    const skips = new Map<number, Call>();
    const used = new Set<number>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') {
        const fact = pagination(file, call);
        if (fact) emit.query(fact);
        continue;
      }
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      const fact =
        Object.hasOwn(terminals, name) || relationWrites.has(name) ? builderQuery(file, call, callee, name) : null;
      if (fact) {
        emit.query(fact);
        for (const offset of fact.offsets) used.add(offset.at.start);
      } else if (name === 'skip' || name === 'offset') skips.set(spanOf(callee.property).start, call);
      else if (name === 'query') {
        const raw = rawQuery(file, call, callee);
        emitIf(emit.query, raw);
        if (raw) texts.push(call.arguments[0]!);
      }
      else if (name === 'transaction' || name === 'startTransaction') emitIf(emit.query, transaction(file, call, callee, name));
      else if (Object.hasOwn(methods, name)) emitIf(emit.query, methodQuery(file, call, callee, name));
    }
    for (const [start, call] of skips) if (!used.has(start)) emitIf(emit.query, fragment(file, call));
    for (const tagged of file.nodes('TaggedTemplateExpression')) emitIf(emit.query, taggedQuery(file, tagged));
    for (const table of [...typeormTables(file), ...sqlTables(file, texts, 'typeorm')]) emit.table(table);
  },
};

export default typeorm;

type Query = Omit<QueryFact, 'kind'>;
type Call = TSESTree.CallExpression;

const emitIf = (emit: (fact: Query) => void, fact: Query | null): void => {
  if (fact) emit(fact);
};

/** The value of a receiver; `this` inside `repository.extend({ … })` is that repository. */
function receiverOf(file: SourceFile, node: Node): Value {
  const value = receiverValue(file, node);
  if (unwrap(node).type === 'ThisExpression') {
    if (value.k === 'unknown') return extended(file, node) ?? value;
    // a static of an active record: `this` is the class
    if (value.k === 'this' && isInStatic(node)) return { k: 'class', cls: value.cls };
  }
  return outOfCallback(file, value, managerCallbacks);
}

const isInStatic = (node: Node): boolean => {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'MethodDefinition' || up.type === 'PropertyDefinition') return up.static;
    if (up.type === 'ClassBody') return false;
  }
  return false;
};

const extended = (file: SourceFile, node: Node): Value | null => {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'ClassDeclaration' || up.type === 'ClassExpression') return null;
    if (up.type !== 'CallExpression' || up.callee.type !== 'MemberExpression') continue;
    if (propertyKey({ key: up.callee.property }) === 'extend') return valuesOf(file).of(up.callee.object);
  }
  return null;
};

/** The entity behind a repository: the argument of `getRepository`, the type argument of `Repository<Order>`. */
function entityOf(file: SourceFile, receiver: Value): QueryFact['table'] {
  const settled = settle(file, receiver);
  switch (settled.k) {
    case 'union':
      return settled.of.map((one) => entityOf(file, one)).find((t) => t !== null) ?? null;
    case 'typed':
      return entityOfType(settled.type);
    case 'this':
      return entityOfArgs(classFactsOf(file)[settled.cls]?.extendsArgs ?? []);
    case 'class':
      return { value: settled };
    case 'member':
      // AbstractRepository<Order> keeps its repository in a field
      return settled.of.k === 'this' && /^(tree|mongo)?repository$/i.test(settled.name) ? entityOf(file, settled.of) : null;
    case 'call': {
      const callee = localValue(file, settled.callee);
      const name = callee.k === 'member' || callee.k === 'import' ? callee.name : null;
      const [first] = settled.args;
      if (callee.k === 'member' && name === 'extend') return entityOf(file, callee.of);
      if (name === 'withRepository' && first) return entityOf(file, first);
      if (name === 'getCustomRepository' && first?.k === 'class') return entityOfArgs(classFactsOf(file)[first.cls]?.extendsArgs ?? []);
      if (name === null || !entityCalls.has(name)) return null;
      const entity = settled.args.find((a) => isEntity(file, a)) ?? (settled.args.length === 1 ? first : settled.args.find((_, i) => i > 0));
      if (!entity || entity.k === 'unknown') return null;
      const text = constantString(file, entity);
      return text === null ? { value: entity } : { name: text };
    }
    default:
      return null;
  }
}

const entityOfType = (type: TypeRef): QueryFact['table'] => {
  if (type.t === 'union' || type.t === 'intersection') return type.of.map(entityOfType).find((t) => t !== null) ?? null;
  if (type.t !== 'name' || type.symbol.k !== 'import' || !type.symbol.source.startsWith('typeorm')) return null;
  return entityOfArgs(type.args);
};

const entityOfArgs = (args: readonly TypeRef[]): QueryFact['table'] =>
  // a global name is a type parameter: `class Base<T> { constructor(repository: Repository<T>) … }`
  args[0]?.t === 'name' && args[0].symbol.k !== 'unknown' && args[0].symbol.k !== 'global' ? { value: args[0].symbol } : null;

const isEntity = (file: SourceFile, value: Value): boolean => {
  if (value.k === 'class') return true;
  if (value.k === 'literal') return typeof value.value === 'string';
  if (value.k === 'import') return value.name === 'default' || /^[A-Z]/.test(value.name);
  if (value.k === 'ref') return /^[A-Z]/.test(value.name);
  return value.k === 'member' && /^[A-Z]/.test(value.name) && value.of.k !== 'param';
};

/** True where the file says that a receiver is an entity manager: by type, or by how it is reached. */
function isManager(file: SourceFile, receiver: Value): boolean {
  const settled = settle(file, receiver);
  if (settled.k === 'typed') return settled.type.t === 'name' && settled.type.symbol.k === 'import' && /EntityManager$|^DataSource$|^Connection$/.test(settled.type.symbol.name);
  if (settled.k === 'call') return (settled.callee.k === 'import' || settled.callee.k === 'member') && /^get(Mongo)?Manager$/.test(settled.callee.name);
  if (settled.k === 'union') return settled.of.some((one) => isManager(file, one));
  return settled.k === 'member' && /^(manager|entityManager|em)$/i.test(settled.name);
}

function methodQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const method = methods[operation]!;
  const values = valuesOf(file);
  const args: readonly Node[] = call.arguments;
  const first = args[0] ? unwrap(args[0]) : undefined;
  if (first && (first.type === 'ArrowFunctionExpression' || first.type === 'FunctionExpression')) return null;
  const receiver = receiverOf(file, callee.object);
  const static_ = isClassName(callee.object);
  if (recordMethods.has(operation)) {
    const record = recordQuery(file, call, receiver, operation);
    if (record || args.length === 0) return record;
  }

  // an entity manager takes the entity first
  const withEntity =
    !static_ &&
    (isClassName(first) ||
      (args.length > method.args[0] && args.length >= 2 && (isManager(file, receiver) || args.length > method.args[1]) && !couldBeData(first)) ||
      (isManager(file, receiver) && args.length > method.args[0] && constantString(file, values.of(first)) !== null));
  const rest = withEntity ? args.slice(1) : args;
  if (rest.length < method.args[0] || rest.length > method.args[1]) return null;
  if (!couldComeFrom(file, receiver, packages)) return null;
  const head = rest[0] ? unwrap(rest[0]) : undefined;
  if (head && !fits(method, head)) return null;

  const data = method.data !== undefined ? rest[method.data] : undefined;
  const table = withEntity ? tableOf(file, args[0]!) : static_ ? { value: receiver } : (entityOf(file, receiver) ?? (method.first === 'data' && head ? entityOfData(file, values.of(head)) : null));
  const conditions = method.first === 'options' && rest[0] && isConditions(file, rest[0]) && !['exist', 'exists'].includes(operation);
  const options = method.first === 'options' ? (rest.length > 1 ? rest[1] : conditions ? undefined : rest[0]) : undefined;
  const reads = method.action === 'read-many' || method.action === 'read-one';
  return queryAt(file, call, {
    layer: 'typeorm',
    receiver,
    operation,
    action: method.action,
    table,
    columns: reads && method.first === 'options' ? chosen(file, options) : method.columns,
    limited:
      method.action === 'read-one' ? true : method.action !== 'read-many' ? null : method.first === 'options' ? (options ? isGiven(file, options, 'take') : false) : false,
    filtered: filteredBy(file, method, rest, options, conditions === true),
    offsets: method.first === 'options' && method.action === 'read-many' ? offsetsOf(file, options, ['skip']) : [],
    data: data ? values.of(data) : null,
    shape: method.shape === 'row' && method.first === 'data' ? shapeOfData(values.of(head), localValue(file, values.of(head))) : method.shape,
  });
}

const couldBeData = (node: Node | undefined): boolean => node?.type === 'ObjectExpression' || node?.type === 'ArrayExpression' || node?.type === 'CallExpression';

/** Arguments that the method can never take tell a namesake apart: `str.find('x')`, `list.remove(0)`. */
function fits(method: Method, first: Node): boolean {
  if (first.type === 'ArrowFunctionExpression' || first.type === 'FunctionExpression') return false;
  if (first.type === 'Literal' && 'regex' in first) return false;
  if (method.first === 'column') return first.type === 'Literal' ? typeof first.value === 'string' : first.type !== 'ObjectExpression' && first.type !== 'ArrayExpression';
  if (method.first === 'data') return first.type !== 'Literal' && first.type !== 'TemplateLiteral';
  if (method.first === 'options' && method.action === 'read-many') return first.type !== 'Literal' && first.type !== 'TemplateLiteral';
  return true;
}

/** `repository.find({ name })`, `findOne(id)`: conditions without `where`, as TypeORM 0.2 took them. */
function isConditions(file: SourceFile, node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'Literal' || plain.type === 'TemplateLiteral' || plain.type === 'ArrayExpression') return true;
  const literal = objectLiteral(file, plain);
  if (!literal || literal.properties.length === 0 || literal.properties.some((p) => p.type === 'SpreadElement')) return false;
  return !findOptions.some((name) => optionOf(file, node, name) !== 'absent');
}

function chosen(file: SourceFile, options: Node | undefined): QueryFact['columns'] {
  if (!options) return 'all';
  const select = optionOf(file, options, 'select');
  if (select === 'absent') return 'all';
  if (select === 'unknown') return null;
  if (!isFilled(file, select.value)) return 'all';
  return valuesOf(file).of(select.value).k === 'unknown' ? null : 'chosen';
}

function filteredBy(file: SourceFile, method: Method, rest: readonly Node[], options: Node | undefined, conditions: boolean): boolean | null {
  if (method.first === 'criteria') return rest[0] ? isFilled(file, rest[0]) : false;
  if (method.first === 'column') return rest[1] ? isFilled(file, rest[1]) : false;
  if (method.first !== 'options') return null;
  if (conditions || rest.length > 1) return true;
  return options ? isGiven(file, options, 'where') : false;
}

/** `manager.save(new Order())`, `manager.save(manager.create(Order, dto))`, rows of an earlier query: the data names the entity. */
function entityOfData(file: SourceFile, data: Value, depth = 0): QueryFact['table'] {
  if (depth > 6) return null;
  switch (data.k) {
    case 'new':
      return data.callee.k === 'unknown' || data.callee.k === 'global' ? null : { value: data.callee };
    case 'call': {
      const { callee, args } = data;
      if (callee.k !== 'member') return null;
      const entity = args[0];
      if (entity && args.length > 1 && isEntity(file, entity) && entity.k !== 'literal') return { value: entity };
      if (callee.name !== 'create' && !Object.hasOwn(methods, callee.name)) return null;
      return isEntity(file, callee.of) && callee.of.k !== 'literal' ? { value: callee.of } : entityOf(file, callee.of);
    }
    case 'array':
      return data.items[0] ? entityOfData(file, data.items[0], depth + 1) : null;
    case 'element':
    case 'spread':
      return entityOfData(file, data.of, depth + 1);
    case 'union':
      return data.of.map((one) => entityOfData(file, one, depth + 1)).find((t) => t !== null) ?? null;
    default:
      return null;
  }
}

const shapeOfData = (data: Value, local: Value): QueryFact['shape'] => {
  if (local.k === 'array' || (data.k === 'call' && data.callee.k === 'member' && data.callee.name === 'map')) return 'rows';
  return local.k === 'new' || local.k === 'object' || local.k === 'call' ? 'row' : null;
};

/** `order.save()` of an active record, where the file shows what class it is. */
function recordQuery(file: SourceFile, call: Call, record: Value, operation: string): Query | null {
  const model = modelOf(file, record);
  if (!model || !couldComeFrom(file, model, packages)) return null;
  const created = record.k === 'new' || (record.k === 'call' && record.callee.k === 'member' && record.callee.name === 'create');
  return queryAt(file, call, {
    layer: 'typeorm',
    receiver: model,
    operation,
    action: operation === 'save' ? (created ? 'insert' : 'upsert') : operation === 'reload' ? 'read-one' : operation === 'recover' ? 'update' : 'delete',
    table: { value: model },
    columns: 'all',
    data: operation === 'save' ? record : null,
    shape: 'row',
  });
}

/** The class of an active record: of `new Order()`, of what `Order.findOne(…)` and `Order.create(…)` give. */
function modelOf(file: SourceFile, record: Value): Value | null {
  const local = localValue(file, record);
  if (local.k === 'new') return isEntity(file, local.callee) ? local.callee : null;
  if (local.k === 'call' && local.callee.k === 'member' && (Object.hasOwn(methods, local.callee.name) || local.callee.name === 'create'))
    return isEntity(file, local.callee.of) && local.callee.of.k !== 'literal' ? local.callee.of : null;
  if (local.k === 'element') return modelOf(file, local.of);
  if (local.k === 'union') return local.of.map((one) => modelOf(file, one)).find((m) => m !== null) ?? null;
  return null;
}

function builderQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, terminal: string): Query | null {
  const relation = relationWrites.has(terminal);
  if (!relation && call.arguments.length > 0) return null;
  if (relation && !/\.of\(/.test(file.text.slice(...offsets(callee.object)))) return null;
  const builder = builderOf(file, call);
  if (!builder.opened && (relation || terminal === 'stream')) return null;
  const isRelation = builder.steps.some((s) => s.name === 'relation');
  if (/^load(Many|One)$/.test(terminal) && !isRelation) return null;
  const receiver = receiverOf(file, builder.receiver);
  if (!couldComeFrom(file, receiver, packages)) return null;
  const told = relation
    ? { ...readBuilder(file, builder, 'getMany')!, action: 'update' as const, columns: 'none' as const, limited: null, offsets: [], data: valuesOf(file).of(call.arguments[0]) }
    : readBuilder(file, builder, terminal);
  if (!told) return null;
  return queryAt(file, call, {
    layer: 'typeorm',
    receiver,
    operation: terminal,
    ...told,
    table: told.table ?? entityOf(file, receiver) ?? (isClassName(builder.receiver) ? { value: receiver } : null),
    shape: terminals[terminal] ?? null,
  });
}

const offsets = (node: Node): [number, number] => {
  const { start, end } = spanOf(node);
  return [start, end];
};

function rawQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression): Query | null {
  const [text] = call.arguments;
  if (!text || call.arguments.length > 3) return null;
  const plain = unwrap(text);
  if (plain.type === 'ObjectExpression' || plain.type === 'ArrowFunctionExpression' || plain.type === 'ArrayExpression') return null;
  const receiver = receiverOf(file, callee.object);
  if (!couldComeFrom(file, receiver, packages)) return null;
  const sql = sqlTextFacts(file, text);
  return queryAt(file, call, {
    layer: 'typeorm',
    receiver,
    operation: 'query',
    action: 'raw',
    ...sql,
    text: valuesOf(file).of(text),
    // a SELECT gives the rows themselves, whatever the driver
    shape: sql && /^(read-many|aggregate|count)$/.test(sql.action) ? 'rows' : null,
  });
}

/** `dataSource.sql\`SELECT …\``, since TypeORM 0.3.22. */
function taggedQuery(file: SourceFile, tagged: TSESTree.TaggedTemplateExpression): Query | null {
  const tag = unwrap(tagged.tag);
  if (tag.type !== 'MemberExpression' || propertyKey({ key: tag.property, computed: tag.computed }) !== 'sql') return null;
  const receiver = receiverOf(file, tag.object);
  if (!isManager(file, receiver) && !isDataSource(file, receiver)) return null;
  const sql = sqlTextFacts(file, tagged);
  return queryAt(file, tagged, { layer: 'typeorm', receiver, operation: 'sql', action: 'raw', ...sql, text: valuesOf(file).of(tagged), shape: sql?.action === 'read-many' ? 'rows' : null });
}

const isDataSource = (file: SourceFile, receiver: Value): boolean => {
  const settled = settle(file, receiver);
  return (settled.k === 'new' && settled.callee.k === 'import' && settled.callee.source === 'typeorm') || (settled.k === 'import' && settled.source.startsWith('.') && /data-?source/i.test(settled.name));
};

/** `.skip(…)` on a builder that no call of this file runs: a helper that pages what it is given. */
function fragment(file: SourceFile, call: Call): Query | null {
  if (!skipsRows(file, call.arguments[0])) return null;
  const builder = builderOf(file, call);
  const receiver = receiverOf(file, builder.receiver);
  const settled = settle(file, receiver);
  const isTyped = settled.k === 'typed' && settled.type.t === 'name' && settled.type.symbol.k === 'import' && /QueryBuilder$/.test(settled.type.symbol.name);
  if (!isTyped && !builder.opened) return null;
  if (!couldComeFrom(file, receiver, packages)) return null;
  const step = chainOf(file, call, false).steps.at(-1);
  return queryAt(file, call, {
    layer: 'typeorm',
    receiver,
    operation: step?.name ?? 'skip',
    action: 'read-many',
    table: entityOf(file, receiver),
    offsets: step ? [{ clause: step.name, at: step.at }] : [],
    fragment: true,
  });
}

/** Functions that page a repository or a builder, by the position it is passed at. */
const paginators: Readonly<Record<string, number>> = { 'nestjs-typeorm-paginate#paginate': 0, 'nestjs-typeorm-paginate#paginateRaw': 0, 'nestjs-typeorm-paginate#paginateRawAndEntities': 0, 'nestjs-paginate#paginate': 1 };

function pagination(file: SourceFile, call: Call): Query | null {
  const symbol = symbolOf(valuesOf(file).of(call.callee));
  if (symbol === null || !Object.hasOwn(paginators, symbol)) return null;
  const argument = call.arguments[paginators[symbol]!];
  if (!argument) return null;
  const receiver = receiverOf(file, argument);
  return queryAt(file, call, { layer: 'typeorm', receiver, operation: 'paginate', action: 'read-many', table: entityOf(file, receiver), columns: 'all', limited: true });
}

function transaction(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const work = call.arguments.at(-1);
  if (operation === 'transaction' && (!work || call.arguments.length > 2 || unwrap(work).type === 'ObjectExpression')) return null;
  if (operation === 'startTransaction' && call.arguments.length > 1) return null;
  const receiver = receiverOf(file, callee.object);
  if (!couldComeFrom(file, receiver, packages)) return null;
  return queryAt(file, call, { layer: 'typeorm', receiver, operation, action: 'transaction' });
}

