import type { TSESTree } from '@typescript-eslint/types';
import type { QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { chainOf, objectLiteral, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { couldComeFrom, isClassName, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { boundsFrom, columnsFrom, isFilled, isGiven, offsetsOf, optionOf, skipsRows } from './_find-options.js';
import { queryAt } from './_query.js';
import { sqlTables } from './_sql-tables.js';
import { sqlTextFacts } from './_sql-text.js';
import { builderOf, readBuilder, tableOf } from './_typeorm-builder.js';
import { typeormTables } from './_typeorm-entities.js';
import type { Method } from './_typeorm-methods.js';
import { methods, terminals } from './_typeorm-methods.js';
import { entityCalls, entityOf, entityOfData, isManager, modelOf, receiverOf } from './_typeorm-receivers.js';

/** Writes of the relation builder, `.relation(User, 'photos').of(user).add(photo)`. */
const relationWrites: ReadonlySet<string> = new Set(['add', 'remove', 'set', 'addAndRemove']);

const packages = ['typeorm', '@nestjs/typeorm', 'typedi', 'typeorm-typedi-extensions'] as const;
/** Methods of an active record. */
const recordMethods: ReadonlySet<string> = new Set(['save', 'remove', 'softRemove', 'recover']);

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
    ...(reads && method.first === 'options' ? columnsFrom(file, options, chosen(file, options), ['select']) : { columns: method.columns }),
    limited:
      method.action === 'read-one' ? true : method.action !== 'read-many' ? null : method.first === 'options' ? (options ? isGiven(file, options, 'take') : false) : false,
    filtered: filteredBy(file, method, rest, options, conditions === true),
    ...(method.action === 'read-many' && method.first === 'options' && boundsFrom(file, options, 'take', 'where')),
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

const shapeOfData = (data: Value, local: Value): QueryFact['shape'] => {
  if (local.k === 'array' || (data.k === 'call' && data.callee.k === 'member' && data.callee.name === 'map')) return 'rows';
  return local.k === 'new' || local.k === 'object' || local.k === 'call' ? 'row' : null;
};

/** `order.save()` of an active record, where the file shows what class it is, and `this.save()` in its methods. */
function recordQuery(file: SourceFile, call: Call, record: Value, operation: string): Query | null {
  // a repository's own `save` takes what it saves
  const model: Value | null = record.k !== 'this' ? modelOf(file, record) : call.arguments.length === 0 ? { k: 'class', cls: record.cls } : null;
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
  if (call.callee.type !== 'Identifier' || !file.text.includes('paginate')) return null;
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

