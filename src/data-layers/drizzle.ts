import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { grow, isPartOfAnother } from '../syntax/builders.js';
import type { Step } from '../syntax/chains.js';
import { objectLiteral, unwrap } from '../syntax/chains.js';
import { constantString, constantsOfNode, localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { hasStep, looseOffsets, offsetSteps, reducesRows } from './_builder-steps.js';
import { columnsOf, isTable, selectedColumns, sourcesIn } from './_drizzle-columns.js';
import { drizzleTables } from './_drizzle-tables.js';
import { boundsFrom, columnsFrom, isGiven, optionOf } from './_find-options.js';
import { queryAt } from './_query.js';
import { sqlFragments, sqlTextFacts } from './_sql-text.js';

const clientCallbacks: ReadonlySet<string> = new Set(['transaction']);
const selects: ReadonlySet<string> = new Set(['select', 'selectDistinct', 'selectDistinctOn']);
const runners: ReadonlySet<string> = new Set(['execute', 'run', 'all', 'get', 'values']);
const whereSteps: ReadonlySet<string> = new Set(['where', 'having']);
const limitSteps: ReadonlySet<string> = new Set(['limit', 'get']);
const reducingSteps: ReadonlySet<string> = new Set(['innerJoin', 'innerJoinLateral', 'union', 'unionAll', 'intersect', 'except']);
/** Builder methods that take another builder. */
const embedding: ReadonlySet<string> = new Set(
  'where having from select values set as with on leftJoin rightJoin innerJoin fullJoin crossJoin leftJoinLateral innerJoinLateral union unionAll intersect except onConflictDoUpdate orderBy'.split(' '),
);
const aggregates: Readonly<Record<string, QueryAction>> = {
  count: 'count',
  countDistinct: 'count',
  sum: 'aggregate',
  sumDistinct: 'aggregate',
  avg: 'aggregate',
  avgDistinct: 'aggregate',
  max: 'aggregate',
  min: 'aggregate',
};

const types =
  'drizzle withReplicas PgDatabase PgAsyncDatabase NodePgDatabase PostgresJsDatabase NeonHttpDatabase NeonDatabase VercelPgDatabase PgliteDatabase XataHttpDatabase ' +
  'AwsDataApiPgDatabase BunSQLDatabase PgRemoteDatabase MySqlDatabase MySql2Database PlanetScaleDatabase TiDBServerlessDatabase MySqlRemoteDatabase SingleStoreDatabase ' +
  'BaseSQLiteDatabase BetterSQLite3Database LibSQLDatabase DrizzleD1Database BunSQLiteDatabase SQLJsDatabase ExpoSQLiteDatabase DrizzleSqliteDODatabase ' +
  'SqliteRemoteDatabase PgTransaction PgAsyncTransaction MySqlTransaction SQLiteTransaction NodePgTransaction PostgresJsTransaction LibSQLTransaction ' +
  'PgSelect PgSelectQueryBuilder MySqlSelect MySqlSelectQueryBuilder SQLiteSelect SQLiteSelectQueryBuilder QueryBuilder sql';

/**
 * Sees builders (`select().from()`, `insert().values()`, `update().set()`, `delete()`) from their first to their last call,
 * also where a variable holds them in between; relational queries (`db.query.users.findMany`), `$count`, `execute`, `run`,
 * `all` and `get` with `sql`, transactions; tables with their keys, defaults, references and indexes.
 * Does not see: conditions and columns that another file adds to a builder, tables whose columns another file gives,
 * `db.batch` as such (its queries count), views.
 */
const drizzle: DataLayerAdapter = {
  name: 'drizzle',
  docs: 'https://orm.drizzle.team/docs/select',
  enabledBy: ['drizzle-orm'],
  receivers: types.split(' ').map((name) => `drizzle-orm*#${name}`),
  visit(file, emit) {
    const seen = new Set<Node>();
    const handled = new Set<Node>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      const query: Starting = { file, call, callee, operation: name, seen, handled, emit: emit.query };
      if (selects.has(name)) select(query);
      else if (name === 'insert' || name === 'update' || name === 'delete') write(query);
      else if (name === 'findMany' || name === 'findFirst') relational(query);
      else if (name === '$count') count(query);
      else if (runners.has(name)) run(query);
      else if (name === 'transaction') transaction(query);
    }
    for (const loose of looseOffsets(file, handled, clientCallbacks)) emit.query(queryAt(file, loose.node, { layer: 'drizzle', ...loose.fact }));
    for (const fragment of sqlFragments(file, isDrizzleTag, seen)) emit.query(queryAt(file, fragment.node, { layer: 'drizzle', ...fragment.fact }));
    for (const table of drizzleTables(file)) emit.table(table);
  },
};

export default drizzle;

interface Starting {
  readonly file: SourceFile;
  readonly call: NodeOf<'CallExpression'>;
  readonly callee: NodeOf<'MemberExpression'>;
  readonly operation: string;
  readonly seen: Set<Node>;
  readonly handled: Set<Node>;
  readonly emit: (fact: Omit<QueryFact, 'kind'>) => void;
}

const isDrizzleTag = (tag: Value): boolean => {
  const head = headOf(tag);
  return head.k === 'import' && (head.source === 'drizzle-orm' || head.source.startsWith('drizzle-orm/'));
};

function clientOf({ file, callee }: Starting): Value | null {
  let value = valuesOf(file).of(callee.object);
  // `db.with(cte).select()`
  while (value.k === 'call' && value.callee.k === 'member' && value.callee.name === 'with') value = value.callee.of;
  const receiver = outOfCallback(file, value, clientCallbacks);
  return couldBeClient(file, receiver) ? receiver : null;
}

/** A chain of the builder as one query, `false` when it is a part of another one. */
function builtQuery(query: Starting): { outer: Node; steps: readonly Step[]; handedOn: boolean; embedded: boolean } {
  const built = grow(query.file, query.call);
  for (const step of built.steps) query.handled.add(step.node);
  const embedded =
    built.steps.some((s) => s.name === 'as' || s.name === 'getSQL') || isPartOfAnother(built.outer, (call) => isBuilderCall(query.file, call));
  return { ...built, embedded };
}

const isBuilderCall = (file: SourceFile, call: NodeOf<'CallExpression'>): boolean => {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') return embedding.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');
  return isDrizzleTag(valuesOf(file).of(callee));
};

function select(query: Starting): void {
  const { file, call, operation } = query;
  const columnsArgument = call.arguments[operation === 'selectDistinctOn' ? 1 : 0];
  const plain = columnsArgument ? unwrap(columnsArgument) : null;
  // knex selects by strings
  if (plain && ['Literal', 'TemplateLiteral', 'ArrayExpression'].includes(plain.type)) return;
  const built = builtQuery(query);
  const from = built.steps.find((s) => s.name === 'from')?.args[0];
  if (!from || constantString(file, valuesOf(file).of(from)) !== null) return;
  const receiver = clientOf(query);
  if (!receiver) return;
  const offsets = offsetSteps(file, built.steps);
  if (built.embedded && offsets.length === 0) return;
  const computed = plain ? computedBy(file, plain) : null;
  const grouped = built.steps.some((s) => s.name === 'groupBy');
  const sources = sourcesIn(built.steps);
  const one = built.steps.some((s) => s.name === 'get');
  query.emit(
    queryAt(file, built.outer, {
      layer: 'drizzle',
      receiver,
      operation,
      action: computed && !grouped ? computed : one ? 'read-one' : 'read-many',
      table: { value: valuesOf(file).of(from) },
      columns: computed && !grouped ? 'none' : selectedColumns(file, plain, sources),
      limited: computed && !grouped ? null : hasStep(file, built.steps, limitSteps, built.outer, built.handedOn),
      filtered: isTableLike(file, from) ? hasStep(file, built.steps, whereSteps, built.outer, built.handedOn) : null,
      offsets,
      ...((operation !== 'select' || reducesRows(built.steps, reducingSteps)) && { reduced: true as const }),
      shape: one ? 'row' : 'rows',
      ...(built.embedded ? { fragment: true as const } : {}),
    }),
  );
}

/** False for a subquery or a common table expression, whose own filter is not looked at. */
function isTableLike(file: SourceFile, from: Node): boolean {
  const value = localValue(file, valuesOf(file).of(from));
  return (value.k === 'union' ? value.of : [value]).every((one) => one.k !== 'call' || one.callee.k !== 'member' || one.callee.name !== 'as');
}

/** The aggregate that every selected column is, `null` for rows. */
function computedBy(file: SourceFile, argument: Node): QueryAction | null {
  const literal = objectLiteral(file, argument);
  if (!literal || literal.properties.length === 0) return null;
  let action: QueryAction = 'count';
  for (const property of literal.properties) {
    const value = property.type === 'Property' ? valuesOf(file).of(property.value) : null;
    const own = value ? aggregateOf(value) : null;
    if (!own) return null;
    if (own !== 'count') action = own;
  }
  return action;
}

function aggregateOf(value: Value): QueryAction | null {
  if (value.k === 'call') {
    if (value.callee.k === 'import' && isDrizzleTag(value.callee)) return aggregates[value.callee.name] ?? null;
    // sql`…`.mapWith(Number), .as('total')
    return value.callee.k === 'member' ? aggregateOf(value.callee.of) : null;
  }
  if (value.k !== 'tagged') return null;
  const start = value.parts[0];
  const name = start?.k === 'literal' ? /^\s*(?:cast\s*\(\s*)?(count|sum|avg|max|min)\s*\(/i.exec(String(start.value))?.[1] : undefined;
  return name ? (aggregates[name.toLowerCase()] ?? null) : null;
}

const nextOfWrite: Readonly<Record<string, ReadonlySet<string>>> = {
  insert: new Set(['values', 'select', 'overridingSystemValue', 'ignore']),
  update: new Set(['set', 'from']),
  delete: new Set(['where', 'returning', 'execute', 'run', 'all', 'get', 'limit', 'orderBy', 'prepare', '$dynamic']),
};

function write(query: Starting): void {
  const { file, call, operation } = query;
  const [argument] = call.arguments;
  if (call.arguments.length !== 1 || !argument) return;
  const plain = unwrap(argument);
  if (plain.type !== 'Identifier' && plain.type !== 'MemberExpression' && plain.type !== 'CallExpression') return;
  const table = valuesOf(file).of(plain);
  const built = builtQuery(query);
  const first = built.steps[0];
  const bareDelete = operation === 'delete' && !first && isTable(file, table);
  if (!bareDelete && !(first && nextOfWrite[operation]!.has(first.name))) return;
  const receiver = clientOf(query);
  if (!receiver || built.embedded) return;
  const step = (...names: string[]): Step | undefined => built.steps.find((s) => names.includes(s.name));
  const returning = step('returning', '$returningId');
  const [chosen] = returning?.args ?? [];
  const data = step('values', 'set')?.args[0];
  const upserts = step('onConflictDoUpdate', 'onDuplicateKeyUpdate') !== undefined;
  query.emit(
    queryAt(file, built.outer, {
      layer: 'drizzle',
      receiver,
      operation,
      action: upserts ? 'upsert' : (operation as 'insert' | 'update' | 'delete'),
      table: { value: table },
      columns: !returning ? 'none' : returning.name === '$returningId' ? 'chosen' : columnsOf(file, chosen ? unwrap(chosen) : null),
      filtered: operation === 'insert' ? null : hasStep(file, built.steps, whereSteps, built.outer, built.handedOn),
      data: data ? valuesOf(file).of(data) : null,
      shape: !returning ? null : step('get') ? 'row' : 'rows',
    }),
  );
}

/** `db.query.users.findMany({ columns, with, where, limit, offset })` */
function relational(query: Starting): void {
  const { file, call, callee, operation } = query;
  const accessor = localValue(file, valuesOf(file).of(callee.object));
  if (accessor.k !== 'member' || accessor.of.k !== 'member' || !['query', '_query'].includes(accessor.of.name) || call.arguments.length > 1) return;
  const receiver = outOfCallback(file, accessor.of.of, clientCallbacks);
  if (!couldBeClient(file, receiver)) return;
  const [options] = call.arguments;
  const offset = optionOf(file, options, 'offset');
  const skips = typeof offset === 'object' && !constantsOfNode(file, offset.value)?.every((c) => c === 0 || c === null);
  const one = operation === 'findFirst';
  const built = builtQuery(query);
  query.emit(
    queryAt(file, built.outer, {
      layer: 'drizzle',
      receiver,
      operation,
      action: one ? 'read-one' : 'read-many',
      table: accessor.name === '[]' ? null : { name: accessor.name },
      ...columnsFrom(file, options, relationalColumns(file, options), ['columns']),
      limited: one || isGiven(file, options, 'limit'),
      filtered: isGiven(file, options, 'where'),
      ...(!one && boundsFrom(file, options, 'limit', 'where')),
      offsets: skips ? [{ clause: 'offset', at: spanOf(offset.node) }] : [],
      shape: one ? 'row' : 'rows',
    }),
  );
}

function relationalColumns(file: SourceFile, options: Node | undefined): QueryFact['columns'] {
  const columns = optionOf(file, options, 'columns');
  if (columns === 'absent') return 'all';
  if (columns === 'unknown') return null;
  const literal = objectLiteral(file, columns.value);
  if (!literal) return null;
  // only exclusions: every other column stays
  const kept = literal.properties.some((p) => p.type !== 'Property' || constantsOfNode(file, p.value)?.[0] !== false);
  return kept || literal.properties.length === 0 ? 'chosen' : null;
}

function count(query: Starting): void {
  const { file, call, operation } = query;
  const [table, filter] = call.arguments;
  const receiver = table ? clientOf(query) : null;
  if (!table || !receiver) return;
  query.emit(
    queryAt(file, call, {
      layer: 'drizzle',
      receiver,
      operation,
      action: 'count',
      table: { value: valuesOf(file).of(table) },
      columns: 'none',
      filtered: filter !== undefined,
    }),
  );
}

/** `db.execute(sql`…`)`, and the same for `run`, `all`, `get` and `values` of SQLite. */
function run(query: Starting): void {
  const { file, call, operation, seen } = query;
  const [argument] = call.arguments;
  if (!argument) return;
  const value = localValue(file, valuesOf(file).of(argument));
  const isSql = isDrizzleTag(value) && (value.k === 'tagged' || value.k === 'call');
  const isPlainText = operation === 'execute' && (value.k === 'text' || (value.k === 'literal' && /\s/.test(String(value.value))));
  if (!isSql && !isPlainText) return;
  const receiver = clientOf(query);
  if (!receiver) return;
  const text = sqlTextFacts(file, argument, seen);
  if (isPlainText && (!text || text.action === 'raw')) return;
  query.emit(
    queryAt(file, call, {
      layer: 'drizzle',
      receiver,
      operation,
      action: 'raw',
      ...text,
      ...(operation === 'get' ? { action: 'read-one' as const, limited: true } : {}),
      text: valuesOf(file).of(argument),
      shape: operation === 'get' ? 'row' : operation === 'execute' ? 'driver-result' : operation === 'all' ? 'rows' : null,
    }),
  );
}

function transaction(query: Starting): void {
  const { file, call, operation } = query;
  const callback = call.arguments[0];
  if (callback?.type !== 'ArrowFunctionExpression' && callback?.type !== 'FunctionExpression' && callback?.type !== 'Identifier') return;
  const receiver = clientOf(query);
  if (receiver) query.emit(queryAt(file, call, { layer: 'drizzle', receiver, operation, action: 'transaction' }));
}
