import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { narrowing } from '../recognise/narrowed-models.js';
import { outOfCallback } from '../syntax/receivers.js';
import { couldComeFrom, isClassName, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { textOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { boundsFrom, columnsFrom, isFilledLater, isGiven, offsetsOf, optionOf } from './_find-options.js';
import { queryAt } from './_query.js';
import { sequelizeTables } from './_sequelize-models.js';
import { associationQuery, rowQuery } from './_sequelize-rows.js';
import { sqlTables } from './_sql-tables.js';
import { sqlTextFacts } from './_sql-text.js';

interface Method {
  readonly action: QueryAction;
  readonly shape: QueryFact['shape'];
  readonly columns: 'all' | 'none';
  readonly args: readonly [number, number];
  /** Positions of the options and of the written data. */
  readonly options: number;
  readonly data?: number;
  /** No other library of databases has a method of this name: the receiver may be unknown. */
  readonly own?: true;
  /** Code of projects has no method of this name either: the call alone proves the query. */
  readonly evident?: true;
}

const many = { action: 'read-many', columns: 'all', args: [0, 1], options: 0 } as const;
const one = { action: 'read-one', shape: 'row', columns: 'all' } as const;
const computed = { action: 'aggregate', shape: null, columns: 'none', args: [1, 2], options: 1 } as const;
const changed = { shape: null, columns: 'none' } as const;

/** Statics of a model, https://sequelize.org/api/v6/class/src/model.js~model */
const methods: Readonly<Record<string, Method>> = {
  findAll: { ...many, shape: 'rows', own: true },
  // the result is an object with `rows` and `count`
  findAndCountAll: { ...many, shape: 'driver-result', own: true, evident: true },
  findAndCount: { ...many, shape: 'driver-result' },
  findOne: { ...one, args: [0, 1], options: 0 },
  findByPk: { ...one, args: [1, 2], options: 1, own: true, evident: true },
  findById: { ...one, args: [1, 2], options: 1 },
  findOrCreate: { action: 'upsert', shape: null, columns: 'all', args: [1, 1], options: 0, own: true },
  findCreateFind: { action: 'upsert', shape: null, columns: 'all', args: [1, 1], options: 0, own: true, evident: true },
  findOrBuild: { action: 'read-one', shape: null, columns: 'all', args: [1, 1], options: 0, own: true },
  create: { action: 'insert', shape: 'row', columns: 'all', args: [1, 2], options: 1, data: 0 },
  bulkCreate: { action: 'insert', shape: 'rows', columns: 'all', args: [1, 2], options: 1, data: 0, own: true },
  update: { action: 'update', ...changed, args: [2, 2], options: 1, data: 0 },
  upsert: { action: 'upsert', shape: null, columns: 'all', args: [1, 2], options: 1, data: 0 },
  destroy: { action: 'delete', ...changed, args: [0, 1], options: 0 },
  restore: { action: 'update', ...changed, args: [0, 1], options: 0 },
  truncate: { action: 'delete', ...changed, args: [0, 1], options: 0 },
  count: { action: 'count', ...changed, args: [0, 1], options: 0 },
  max: computed,
  min: computed,
  sum: computed,
  aggregate: { ...computed, args: [2, 3], options: 2 },
  increment: { action: 'update', ...changed, args: [2, 2], options: 1 },
  decrement: { action: 'update', ...changed, args: [2, 2], options: 1 },
};

/** Statics whose result is a row or rows. */
const givesRows: ReadonlySet<string> = new Set(['build', ...Object.keys(methods).filter((name) => methods[name]!.columns === 'all')]);

const callbacks: ReadonlySet<string> = new Set(['transaction']);
const packages = ['sequelize', '@sequelize/core', 'sequelize-typescript', '@nestjs/sequelize', 'typedi'] as const;

/**
 * Sees statics of models on anything that may be one: classes that extend `Model`, what `define` and `init` give,
 * models of a registry (`models.Order`, `db.Order`, `this.models.Order`), scoped models; `save`, `update`, `destroy`
 * and the like of rows whose model the file shows, by what made them, their written type or `this`; `sequelize.query`; managed transactions; models as classes, `define`,
 * `init` and sequelize-typescript; tables of migrations.
 * Documentation: https://sequelize.org/docs/v6/, https://github.com/sequelize/sequelize-typescript
 * Does not see: association mixins (`order.getLines()`) but those of sequelize-typescript (`order.$get('lines')`), rows handed in as parameters of no written type, options that another file builds,
 * default scopes, `sequelize-cli` seeders' `bulkInsert` as a query.
 */
const sequelize: DataLayerAdapter = {
  name: 'sequelize',
  docs: 'https://sequelize.org/docs/v6/',
  enabledBy: ['sequelize', '@sequelize/core', 'sequelize-typescript', '@nestjs/sequelize'],
  receivers: [
    'sequelize#Model',
    'sequelize#Sequelize',
    'sequelize#Sequelize.Model',
    'sequelize#default',
    'sequelize#ModelStatic',
    'sequelize#ModelCtor',
    'sequelize#ModelDefined',
    'sequelize#BuildOptions',
    'sequelize#QueryInterface',
    'sequelize#Transaction',
    '@sequelize/core#Model',
    '@sequelize/core#Sequelize',
    '@sequelize/core#ModelStatic',
    'sequelize-typescript#Model',
    'sequelize-typescript#Sequelize',
    'sequelize-typescript#ModelCtor',
    'sequelize-typescript#Repository',
  ],
  tableCalls: ['define', 'getRepository'],
  visit(file, emit) {
    const texts: Node[] = [];
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (name === 'query') {
        const fact = rawQuery(file, call, callee);
        if (!fact) continue;
        emit.query(fact);
        texts.push(call.arguments[0]!);
      } else if (name === 'transaction') {
        const fact = transaction(file, call, callee);
        if (fact) emit.query(fact);
      } else {
        const fact = rowQuery(file, call, callee, name, { packages, givesRows }) ?? associationQuery(file, call, callee, name) ?? (Object.hasOwn(methods, name) ? modelQuery(file, call, callee, name) : null);
        if (fact) emit.query(fact);
      }
    }
    for (const table of [...sequelizeTables(file), ...sqlTables(file, texts, 'sequelize')]) emit.table(table);
  },
};

export default sequelize;

type Query = Omit<QueryFact, 'kind'>;
type Call = TSESTree.CallExpression;

/** `Order.scope('open')` is `Order`. */
function modelNode(node: Node): Node {
  const plain = unwrap(node);
  if (plain.type !== 'CallExpression') return plain;
  const callee = unwrap(plain.callee);
  return callee.type === 'MemberExpression' && narrowing.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '') ? modelNode(callee.object) : plain;
}

/** Statics that give the model with all its rows. */
const wideOpen: ReadonlySet<string> = new Set(['unscoped', 'schema', 'withoutScope']);

/**
 * Whether a scope or a static of the model's own (`Order.ofTeam(id)`) stands before the query: what either filters by
 * is written elsewhere, see https://sequelize.org/docs/v6/other-topics/scopes/.
 */
function isScoped(receiver: Node): boolean {
  const plain = unwrap(receiver);
  if (plain.type !== 'CallExpression') return false;
  const callee = unwrap(plain.callee);
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed }) ?? '';
  if (narrowing.has(name)) return !wideOpen.has(name) || isScoped(callee.object);
  const owner = unwrap(callee.object);
  return owner.type === 'ThisExpression' || isClassName(owner);
}

function modelQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const method = methods[operation]!;
  const values = valuesOf(file);
  const args: readonly Node[] = call.arguments;
  if (args.length < method.args[0] || args.length > method.args[1]) return null;
  if (args.some((a) => a.type === 'ArrowFunctionExpression' || a.type === 'FunctionExpression')) return null;
  const options = args[method.options];
  if (!fits(file, operation, args, options)) return null;
  const model = modelNode(callee.object);
  const receiver = receiverValue(file, model);
  if (!(method.own && receiver.k === 'unknown') && !isRegistryMember(file, receiver) && !couldComeFrom(file, receiver, packages)) return null;
  const reads = method.action === 'read-many' || method.action === 'read-one';
  const byKey = operation === 'findByPk' || operation === 'findById';
  const data = method.data !== undefined ? args[method.data] : undefined;
  return queryAt(file, call, {
    layer: 'sequelize',
    receiver,
    ...(method.evident && { evident: true as const }),
    operation,
    action: method.action,
    table: tableOf(file, model, receiver),
    ...(reads ? columnsFrom(file, options, chosen(file, options), ['attributes']) : { columns: method.columns }),
    limited: method.action === 'read-one' ? true : method.action !== 'read-many' ? null : options ? isGiven(file, options, 'limit') : false,
    filtered: byKey ? true : method.action === 'insert' || operation === 'upsert' ? null : operation === 'truncate' ? false : (filteredBy(file, options) || (isScoped(callee.object) ? null : false)),
    ...(method.action === 'read-many' && boundsFrom(file, options, 'limit', 'where')),
    ...(method.action === 'read-many' && isGiven(file, options, 'group') === true && { reduced: true as const }),
    offsets: method.action === 'read-many' ? offsetsOf(file, options, ['offset']) : [],
    data: data ? values.of(data) : operation.startsWith('findOr') || operation === 'findCreateFind' ? defaultsOf(file, options) : null,
    shape: method.shape,
  });
}

/** The model that a receiver is. A registry (`db.Order`, `this.models.Order`) is filled at run time: its member's name says which. */
function tableOf(file: SourceFile, model: Node, receiver: Value): QueryFact['table'] {
  const settled = settle(file, receiver);
  if (settled.k === 'typed') return settled.type.t === 'typeof' && settled.type.value.k !== 'unknown' ? { value: settled.type.value } : null;
  if (receiver.k === 'this') return { value: { k: 'class', cls: receiver.cls } };
  if (receiver.k === 'member' && (/^[A-Z]\w*$/.test(receiver.name) || (isRegistry(receiver.of) && receiver.name !== '[]'))) return { name: receiver.name };
  return isClassName(model) || receiver.k === 'import' || receiver.k === 'ref' || receiver.k === 'class' ? { value: receiver } : null;
}

/** `options.database`, `db`, `this.models`: their members may be models of lower-case names. */
const isRegistry = (value: Value): boolean => (value.k === 'member' && value.name === 'models') || ((value.k === 'member' || value.k === 'import' || value.k === 'ref') && /^(?:db|database|sequelize)$/i.test(value.name));

/** `db.Order` and `models.Order`: a class-like member of anything, also of an object that is filled in a loop. */
const isRegistryMember = (file: SourceFile, value: Value): boolean => {
  if (value.k !== 'member' || !/^([A-Z]|\[\]$)/.test(value.name)) return false;
  const base = localValue(file, value.of);
  return base.k === 'object' || base.k === 'ref';
};

/** Namesakes are told apart by what they are given: options have `where`, data is an object. */
function fits(file: SourceFile, operation: string, args: readonly Node[], options: Node | undefined): boolean {
  const first = args[0] ? unwrap(args[0]) : undefined;
  const isText = first?.type === 'Literal' || first?.type === 'TemplateLiteral';
  switch (operation) {
    case 'update':
    case 'increment':
    case 'decrement':
      return optionOf(file, options, 'where') !== 'absent';
    case 'max':
    case 'min':
    case 'sum':
      return first?.type === 'Literal' ? typeof first.value === 'string' : first?.type === 'Identifier' || first?.type === 'MemberExpression';
    case 'findByPk':
    case 'findById':
    case 'aggregate':
      return true;
    default:
      return !isText && first?.type !== 'NewExpression';
  }
}

/** `attributes: ['id']` chooses; `{ include: […] }` adds to all; `{ exclude: […] }` depends on the model. */
function chosen(file: SourceFile, options: Node | undefined): QueryFact['columns'] {
  if (!options) return 'all';
  const found = optionOf(file, options, 'attributes');
  if (found === 'absent') return 'all';
  if (found === 'unknown') return null;
  const value = localValue(file, valuesOf(file).of(found.value));
  if (value.k === 'object') return Object.hasOwn(value.props, 'exclude') ? null : Object.hasOwn(value.props, 'include') ? 'all' : null;
  if (value.k === 'literal' && value.value === null) return 'all';
  return value.k === 'unknown' || value.k === 'param' ? null : 'chosen';
}

/** A condition inside an `include` may filter as well. */
function filteredBy(file: SourceFile, options: Node | undefined): boolean | null {
  if (!options) return false;
  const given = isGiven(file, options, 'where');
  if (given !== false) return given;
  const include = optionOf(file, options, 'include');
  if (include === 'absent') return false;
  if (include === 'unknown' || isFilledLater(file, options, 'include')) return null;
  return /\bwhere\b/.test(textOf(file, include.value)) ? true : false;
}

const defaultsOf = (file: SourceFile, options: Node | undefined): Value | null => {
  const found = optionOf(file, options, 'defaults');
  return typeof found === 'object' ? valuesOf(file).of(found.value) : null;
};

function rawQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression): Query | null {
  const [text, options] = call.arguments;
  if (!text || call.arguments.length > 2) return null;
  const plain = unwrap(text);
  if (plain.type === 'ArrowFunctionExpression' || plain.type === 'ArrayExpression') return null;
  // `query({ query: 'SELECT …', values })`
  const inner = plain.type === 'ObjectExpression' ? optionOf(file, plain, 'query') : null;
  if (plain.type === 'ObjectExpression' && (inner === null || typeof inner !== 'object')) return null;
  const sql = inner && typeof inner === 'object' ? inner.value : plain;
  const receiver = outOfCallback(file, receiverValue(file, callee.object), callbacks);
  if (!couldComeFrom(file, receiver, packages)) return null;
  const type = options ? optionOf(file, options, 'type') : 'absent';
  const kind = typeof type === 'object' ? valuesOf(file).of(type.value) : null;
  const selects = kind?.k === 'member' ? kind.name === 'SELECT' : kind?.k === 'literal' && kind.value === 'SELECT';
  const isPlain = options ? isGiven(file, options, 'plain') === true : false;
  return queryAt(file, call, {
    layer: 'sequelize',
    receiver,
    operation: 'query',
    action: 'raw',
    ...sqlTextFacts(file, sql),
    text: valuesOf(file).of(sql),
    shape: selects ? (isPlain ? 'row' : 'rows') : null,
  });
}

function transaction(file: SourceFile, call: Call, callee: TSESTree.MemberExpression): Query | null {
  const work = call.arguments.at(-1);
  if (call.arguments.length > 2) return null;
  if (work && !['ArrowFunctionExpression', 'FunctionExpression', 'ObjectExpression', 'Identifier', 'MemberExpression'].includes(unwrap(work).type)) return null;
  const receiver = receiverValue(file, callee.object);
  if (!couldComeFrom(file, receiver, packages)) return null;
  return queryAt(file, call, { layer: 'sequelize', receiver, operation: 'transaction', action: 'transaction' });
}
