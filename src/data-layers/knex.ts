import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { grow, isPartOfAnother, type Built } from '../syntax/builders.js';
import type { Step } from '../syntax/chains.js';
import { unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import { classFactsOf } from '../syntax/settle.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { hasStep, isContinued, looseOffsets, offsetSteps, reducesRows } from './_builder-steps.js';
import { knexTables } from './_knex-tables.js';
import { objectionModels } from './_objection-models.js';
import { queryAt } from './_query.js';
import { sqlTextFacts } from './_sql-text.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const clientCallbacks = words('transaction');
/** First calls on a client: what selects or names the table. */
const starts = words('select column columns distinct first pluck count countDistinct max min sum avg insert from table into with withSchema queryBuilder');
const sources = words('from table into');
const wheres = words(
  'where andWhere orWhere whereNot andWhereNot orWhereNot whereIn orWhereIn whereNotIn orWhereNotIn whereNull whereNotNull orWhereNull whereExists whereNotExists whereBetween ' +
    'whereNotBetween whereRaw andWhereRaw orWhereRaw whereLike whereILike whereJsonPath whereJsonSupersetOf whereColumn having havingRaw findById findOne findByIds',
);
const steps = new Set([
  ...starts,
  ...wheres,
  ...words(
    'as join joinRaw innerJoin leftJoin leftOuterJoin rightJoin fullOuterJoin crossJoin groupBy groupByRaw orderBy orderByRaw limit offset update del delete truncate returning onConflict ' +
      'increment decrement clone modify transacting forUpdate forShare union unionAll batchInsert upsert jsonExtract columnInfo debug timeout stream on using clearSelect clearOrder',
  ),
]);
const objectionSteps = new Set([
  ...steps,
  ...words(
    'findById findByIds findOne patch patchAndFetch patchAndFetchById updateAndFetch updateAndFetchById deleteById insertAndFetch insertGraph insertGraphAndFetch upsertGraph ' +
      'upsertGraphAndFetch withGraphFetched withGraphJoined page range resultSize throwIfNotFound relate unrelate for allowGraph joinRelated leftJoinRelated context',
  ),
]);
/** Methods of drivers that take SQL text, not the name of a table. */
const runsText = words('query execute exec run raw unsafe one any many none all get');
const selecting = words('select column columns distinct pluck');
const selects = (step: Step): boolean => selecting.has(step.name) || (step.name === 'first' && step.args.length > 0);
/** Common table expressions too: what they filter is not looked at. */
const reducingSteps = words('distinct distinctOn join joinRaw innerJoin joinRelated withGraphJoined union unionAll intersect except with withRecursive withMaterialized');
const limits = words('limit first findById findOne page range');
const aggregates: Readonly<Record<string, QueryAction>> = {
  count: 'count',
  countDistinct: 'count',
  resultSize: 'count',
  max: 'aggregate',
  min: 'aggregate',
  sum: 'aggregate',
  avg: 'aggregate',
};

/**
 * Sees `knex('users')`, `db.select().from('users')`, `db.from`, `db.table`, `insert().into()` from the first to the last
 * call, also where a variable holds the builder in between; `raw`; transactions; Objection's `Model.query()` chains;
 * tables that migrations create.
 * Does not see: what callbacks of `modify` or another file add to a builder, columns that `alterTable` adds, raw text
 * in the middle of a builder, Objection's relation queries.
 */
const knex: DataLayerAdapter = {
  name: 'knex',
  docs: 'https://knexjs.org/guide/query-builder.html',
  enabledBy: ['knex', 'objection', '@types/knex', 'nestjs-knex', '@mithleshjs/knex-nest'],
  receivers: [
    'knex*#knex',
    'knex*#default',
    'knex#*',
    'knex*#Knex',
    'knex*#Knex.Transaction',
    'knex*#Knex.QueryBuilder',
    'knex*#QueryBuilder',
    'knex*#Transaction',
    'objection#Model',
    'objection#QueryBuilder',
  ],
  visit(file, emit) {
    const seen = new Set<Node>();
    const handled = new Set<Node>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
      const query: Starting = { file, call, handled, emit: emit.query };
      if (callee.type === 'MemberExpression' && name !== null) {
        if (name === 'raw') raw(query, callee, seen);
        else if (name === 'transaction') transaction(query, callee);
        else if (name === 'query' || name === '$query' || name === 'relatedQuery') objection(query, callee, name);
        else if (starts.has(name) && unwrap(callee.object).type !== 'CallExpression') onClient(query, callee, name);
      }
      calledClient(query, callee);
    }
    for (const loose of looseOffsets(file, handled, clientCallbacks)) emit.query(queryAt(file, loose.node, { layer: 'knex', ...loose.fact }));
    for (const table of [...knexTables(file), ...objectionModels(file)]) emit.table(table);
  },
};

export default knex;

interface Starting {
  readonly file: SourceFile;
  readonly call: NodeOf<'CallExpression'>;
  readonly handled: Set<Node>;
  readonly emit: (fact: Omit<QueryFact, 'kind'>) => void;
}

const clientOf = (file: SourceFile, node: Node): Value | null => {
  const receiver = outOfCallback(file, valuesOf(file).of(node), clientCallbacks);
  return couldBeClient(file, receiver) ? receiver : null;
};

const isBuilderCall = (call: NodeOf<'CallExpression'>): boolean => {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && objectionSteps.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');
};

/** `knex('users')`, `this.db<User>(TABLE)`, `trx({ u: 'users' })` */
function calledClient(query: Starting, callee: Node): void {
  const { file, call } = query;
  const [table] = call.arguments;
  if (!table || call.arguments.length > 2 || (call.arguments[1] && unwrap(call.arguments[1]).type !== 'ObjectExpression')) return;
  // a step of a builder takes names too: `query.where('id')`
  if (callee.type === 'MemberExpression' && (isBuilderCall(call) || unwrap(callee.object).type === 'CallExpression')) return;
  if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression' && callee.type !== 'CallExpression') return;
  const plain = unwrap(table);
  if (!['Literal', 'TemplateLiteral', 'Identifier', 'MemberExpression', 'ObjectExpression'].includes(plain.type)) return;
  if (plain.type === 'Literal' && (typeof plain.value !== 'string' || !/^[\w".$ -]+$/.test(plain.value))) return;
  const parent = call.parent;
  const next = parent?.type === 'MemberExpression' && parent.object === call ? propertyKey({ key: parent.property, computed: parent.computed }) : null;
  const goesOn = next !== null && steps.has(next);
  // `await knex('users')` is every row; a variable may go on with it, a function of another kind may return its result
  const holder = parent?.type === 'AwaitExpression' || parent?.type === 'VariableDeclarator' || (callee.type === 'MemberExpression' && parent?.type === 'ReturnStatement');
  const alone = next === null && holder && constantString(file, valuesOf(file).of(plain)) !== null;
  if (!goesOn && !alone) return;
  const receiver = clientOf(file, callee);
  if (!receiver || receiver.k === 'class' || localValue(file, receiver).k === 'function') return;
  // `client.query('BEGIN')` runs text
  if (callee.type === 'MemberExpression' && runsText.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '')) return;
  // a method of the class itself
  if (receiver.k === 'member' && receiver.of.k === 'this' && classFactsOf(file)[receiver.of.cls]?.methods[receiver.name] !== undefined) return;
  const built = grow(file, call);
  if (alone && parent.type === 'VariableDeclarator' && !built.steps.some((s) => steps.has(s.name))) return;
  emitBuilt(query, built, receiver, table, null);
}

/** `db.select('id').from('users')` */
function onClient(query: Starting, callee: NodeOf<'MemberExpression'>, name: string): void {
  const { file, call } = query;
  const built = grow(file, call);
  const start: Step = { name, args: call.arguments, called: true, at: { start: 0, end: 0 }, node: call };
  const all = [start, ...built.steps];
  const source = all.find((s) => sources.has(s.name))?.args[0];
  if (!source || (sources.has(name) && !built.steps.some((s) => steps.has(s.name)))) return;
  const plain = unwrap(source);
  if (plain.type === 'ArrowFunctionExpression' || plain.type === 'ArrayExpression') return;
  const receiver = clientOf(file, callee.object);
  if (receiver) emitBuilt(query, built, receiver, source, start);
}

/** `Person.query().where(…)` of Objection. */
function objection(query: Starting, callee: NodeOf<'MemberExpression'>, operation: string): void {
  const { file, call } = query;
  if (!file.dependencies.has('objection') && !file.nodes('ImportDeclaration').some((i) => i.source.value === 'objection')) return;
  const built = grow(file, call);
  if (built.steps.length > 0 && !objectionSteps.has(built.steps[0]!.name)) return;
  if (operation === 'query' && call.arguments[0] && unwrap(call.arguments[0]).type !== 'Identifier' && unwrap(call.arguments[0]).type !== 'MemberExpression') return;
  const receiver = clientOf(file, callee.object);
  if (receiver) emitBuilt(query, built, receiver, callee.object, null);
}

function emitBuilt(query: Starting, built: Built, receiver: Value, tableNode: Node, start: Step | null): void {
  const { file, handled } = query;
  for (const step of built.steps) handled.add(step.node);
  const all = start ? [start, ...built.steps] : built.steps;
  const offsets = [...offsetSteps(file, all), ...pages(all)];
  const embedded = all.some((s) => s.name === 'as') || isPartOfAnother(built.outer, isBuilderCall);
  if (embedded && offsets.length === 0) return;
  const opened = built.handedOn || all.some((s) => s.name === 'modify') || isContinued(file, built.outer, steps);
  const action = actionOf(all);
  const isRead = action === 'read-many' || action === 'read-one';
  const data = all.find((s) => ['insert', 'update', 'patch', 'upsert', 'insertAndFetch', 'insertGraph', 'upsertGraph'].includes(s.name))?.args[0];
  query.emit(
    queryAt(file, built.outer, {
      layer: 'knex',
      receiver,
      // what pages may be counted, or asked for its first row, elsewhere
      operation: (offsets.length > 0 ? undefined : all.find(({ name }) => does.has(name) || (!isRead && Object.hasOwn(aggregates, name)))?.name) ?? 'select',
      action,
      table: tableOf(file, tableNode),
      columns: (opened && isRead && !all.some(selects)) || isDerived(file, all, tableNode) ? null : columnsOf(file, all, action),
      limited: isRead ? hasStep(file, all, limits, built.outer, opened) : null,
      filtered: action === 'insert' || action === 'upsert' ? null : hasStep(file, all, wheres, built.outer, opened),
      offsets,
      ...(isRead && (reducesRows(all, reducingSteps) || isSubquery(file, tableNode)) && { reduced: true as const }),
      data: data ? valuesOf(file).of(data) : null,
      shape: action === 'read-one' ? 'row' : action === 'read-many' ? 'rows' : null,
      ...(embedded ? { fragment: true as const } : {}),
    }),
  );
}

/** Rows of another builder, whose own filter is not looked at. */
function isSubquery(file: SourceFile, table: Node): boolean {
  const value = localValue(file, valuesOf(file).of(table));
  return value.k === 'call' || value.k === 'function' || (value.k === 'union' && value.of.some((one) => one.k === 'call'));
}

/** Rows of a subquery or of a common table expression, which selects the columns itself. */
function isDerived(file: SourceFile, all: readonly Step[], table: Node): boolean {
  if (isSubquery(file, table)) return true;
  const name = tableOf(file, table);
  return name !== null && 'name' in name && all.some(({ name: step, args: [cte] }) => cte && /^with(Recursive|(Not)?Materialized)?$/.test(step) && constantString(file, valuesOf(file).of(cte))?.replace(/\(.*$/s, '') === name.name);
}

/** Objection's `page` and `range` skip rows. */
const pages = (all: readonly Step[]): QueryFact['offsets'] =>
  all.filter((s) => (s.name === 'page' || s.name === 'range') && s.args.length === 2).map((s) => ({ clause: s.name, at: s.at }));

/** Steps that say what a builder does; others narrow it down, or say with what. */
const does = words('upsert upsertGraph upsertGraphAndFetch insert insertAndFetch insertGraph insertGraphAndFetch batchInsert update increment decrement patch patchAndFetch patchAndFetchById updateAndFetch updateAndFetchById del delete truncate deleteById first findById findOne pluck');

function actionOf(all: readonly Step[]): QueryAction {
  const has = (list: string): boolean => all.some((s) => list.split(' ').includes(s.name));
  if (has('upsert upsertGraph upsertGraphAndFetch') || (has('onConflict') && has('merge'))) return 'upsert';
  if (has('insert insertAndFetch insertGraph insertGraphAndFetch batchInsert')) return 'insert';
  if (has('update increment decrement patch patchAndFetch patchAndFetchById updateAndFetch updateAndFetchById')) return 'update';
  if (has('del delete truncate deleteById')) return 'delete';
  const computed = all.find((s) => Object.hasOwn(aggregates, s.name));
  if (computed && !has('groupBy groupByRaw')) {
    const selected = all.some((s) => (s.name === 'select' || s.name === 'columns') && s.args.length > 0);
    if (!selected) return aggregates[computed.name]!;
  }
  return has('first findById findOne') ? 'read-one' : 'read-many';
}

function columnsOf(file: SourceFile, all: readonly Step[], action: QueryAction): QueryFact['columns'] {
  if (action === 'count' || action === 'aggregate') return 'none';
  if (all.some((s) => /AndFetch/.test(s.name))) return 'all';
  if (action !== 'read-many' && action !== 'read-one') {
    const returning = all.find((s) => s.name === 'returning');
    const second = all.find((s) => s.name === 'insert' || s.name === 'update')?.args[1];
    const chosen = returning ? returning.args : second ? [second] : [];
    return chosen.length === 0 ? 'none' : listed(file, chosen);
  }
  if (all.some((s) => s.name === 'pluck')) return 'chosen';
  const lists = all.filter((s) => ['select', 'column', 'columns', 'distinct', 'first', 'findOne'].includes(s.name) && s.name !== 'findOne' && s.args.length > 0);
  const computes = all.some((s) => Object.hasOwn(aggregates, s.name));
  if (lists.length === 0) return computes ? 'chosen' : 'all';
  const found = lists.map((s) => listed(file, s.args));
  return found.includes('all') ? 'all' : found.includes(null) ? null : 'chosen';
}

/** `'id', 'name'`, `['id']`, `{ alias: 'name' }`; a name that ends in `*` is every column. */
function listed(file: SourceFile, nodes: readonly Node[]): 'all' | 'chosen' | null {
  let columns: 'all' | 'chosen' | null = 'chosen';
  const add = (value: Value): void => {
    const local = localValue(file, value);
    const text = constantString(file, local);
    if (text !== null) {
      if (/(^|\.)\*$/.test(text.trim())) columns = 'all';
      return;
    }
    switch (local.k) {
      case 'array':
        local.items.forEach(add);
        return;
      case 'spread':
        return add(local.of);
      case 'text':
      case 'object':
        return;
      case 'call':
        // `knex.raw('count(*) as total')`, `COLUMNS.map((c) => `t.${c}`)`
        if (local.callee.k === 'member' && ['raw', 'ref', 'count', 'max', 'min', 'sum', 'avg', 'as'].includes(local.callee.name)) return;
        if (local.callee.k === 'member' && ['map', 'filter', 'concat'].includes(local.callee.name)) return add(local.callee.of);
    }
    if (columns !== 'all') columns = null;
  };
  for (const node of nodes) add(node.type === 'SpreadElement' ? valuesOf(file).of(node.argument) : valuesOf(file).of(node));
  return columns;
}

function tableOf(file: SourceFile, node: Node): QueryFact['table'] {
  const plain = unwrap(node);
  // `{ u: 'users' }`
  const [alias] = plain.type === 'ObjectExpression' ? plain.properties : [];
  const value = valuesOf(file).of(alias?.type === 'Property' ? alias.value : plain);
  const name = constantString(file, value);
  return name === null ? { value } : { name: name.replace(/\s+(as\s+)?\S+$/i, '').replace(/^.*\./, '').replace(/"/g, '') };
}

function raw(query: Starting, callee: NodeOf<'MemberExpression'>, seen: Set<Node>): void {
  const { file, call } = query;
  const [argument] = call.arguments;
  if (!argument) return;
  const { outer } = grow(file, call);
  const parent = outer.parent;
  const runs =
    parent?.type === 'AwaitExpression' ||
    parent?.type === 'ReturnStatement' ||
    parent?.type === 'MemberExpression' ||
    parent?.type === 'ArrayExpression' ||
    parent?.type === 'ArrowFunctionExpression' ||
    parent?.type === 'VariableDeclarator' ||
    parent?.type === 'ExpressionStatement';
  if (!runs || isPartOfAnother(outer, (c) => isBuilderCall(c) || isSchemaCall(c))) return;
  const text = sqlTextFacts(file, argument, seen);
  const isFragment = !text || text.action === 'raw';
  if (isFragment && parent.type !== 'AwaitExpression' && parent.type !== 'ReturnStatement') return;
  const receiver = clientOf(file, callee.object);
  if (!receiver) return;
  query.emit(
    queryAt(file, outer, {
      layer: 'knex',
      receiver,
      operation: 'raw',
      action: 'raw',
      ...text,
      text: valuesOf(file).of(argument),
      shape: 'driver-result',
    }),
  );
}

const isSchemaCall = (call: NodeOf<'CallExpression'>): boolean => {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && ['defaultTo', 'raw', 'alterTable', 'createTable', 'merge'].includes(propertyKey({ key: callee.property }) ?? '');
};

function transaction(query: Starting, callee: NodeOf<'MemberExpression'>): void {
  const { file, call } = query;
  const [callback] = call.arguments;
  if (callback && callback.type !== 'ArrowFunctionExpression' && callback.type !== 'FunctionExpression' && callback.type !== 'Identifier') return;
  if (!callback && call.parent?.type !== 'AwaitExpression') return;
  const receiver = clientOf(file, callee.object);
  if (receiver) query.emit(queryAt(file, call, { layer: 'knex', receiver, operation: 'transaction', action: 'transaction' }));
}
