import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { holdsAny, perFile, spanOf, textOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { queryAt } from './_query.js';
import { filledText } from './_sql-formats.js';
import { sqlTables } from './_sql-tables.js';
import { sqlFragments, sqlTextFacts, type SqlTextFacts } from './_sql-text.js';

type Shape = QueryFact['shape'];

/** Methods that run the text in their first argument; `text` ones are too common to count without SQL text. */
const executing: Readonly<Record<string, { readonly shape: Shape; readonly action?: QueryAction; readonly needsText?: boolean }>> = {
  query: { shape: 'driver-result' },
  execute: { shape: 'driver-result', needsText: true },
  unsafe: { shape: 'rows', needsText: true },
  any: { shape: 'rows' },
  many: { shape: 'rows' },
  manyOrNone: { shape: 'rows' },
  one: { shape: 'row', action: 'read-one' },
  oneOrNone: { shape: 'row', action: 'read-one' },
  maybeOne: { shape: 'row', action: 'read-one' },
  none: { shape: null, needsText: true },
  anyFirst: { shape: 'rows' },
  manyFirst: { shape: 'rows' },
  oneFirst: { shape: 'row', action: 'read-one' },
  maybeOneFirst: { shape: 'row', action: 'read-one' },
  exists: { shape: null, action: 'exists' },
  result: { shape: 'driver-result', needsText: true },
  all: { shape: 'rows', needsText: true },
  get: { shape: 'row', action: 'read-one', needsText: true },
  run: { shape: null, needsText: true },
  each: { shape: 'rows', needsText: true },
  exec: { shape: null, needsText: true },
  command: { shape: null, needsText: true },
};

/** Methods that run a statement which `prepare` or Bun's `query` made before. */
const statementMethods: Readonly<Record<string, { readonly shape: Shape; readonly action?: QueryAction }>> = {
  all: { shape: 'rows' },
  get: { shape: 'row', action: 'read-one' },
  first: { shape: 'row', action: 'read-one' },
  run: { shape: null },
  iterate: { shape: 'rows' },
  values: { shape: 'rows' },
  raw: { shape: 'rows' },
};

const transactions: ReadonlySet<string> = new Set(['transaction', 'tx', 'txIf', 'begin', 'beginTransaction']);
const clientCallbacks: ReadonlySet<string> = new Set([
  'transaction',
  'tx',
  'txIf',
  'task',
  'taskIf',
  'begin',
  'savepoint',
  'reserve',
  'connect',
  'withTransaction',
]);

/** Drivers whose template tag runs what it holds. */
const tagDrivers = ['postgres', '@neondatabase/serverless', '@vercel/postgres', 'bun', '@types/bun', 'bun-types', 'mssql', '@electric-sql/pglite'];
/** Tags that only build SQL, and tags of other languages. */
const buildingTags = /^(slonik|@silverhand\/slonik|@slonik\/.*|drizzle-orm|kysely|sql-template-strings|sql-template-tag|@sequelize\/core|@mikro-orm\/.*|graphql-tag|lit|@prisma\/client)(\/|$)/;

const names = (source: string, list: string): string[] => list.split(' ').map((name) => `${source}#${name}`);

/**
 * Sees SQL text that a driver runs: `query`, `execute`, `one`, `any` … with text, a template, `{ text }`, `{ sql }` or
 * `{ query }`; prepared statements where they are run; the tags of postgres.js, Neon, Vercel and Bun; slonik's methods
 * with its `sql` tag. The text is read through constants, concatenation, fragments and functions of the same file.
 * Documentation besides: mysql2 (sidorares.github.io/node-mysql2), postgres.js, better-sqlite3, slonik, ClickHouse.
 * Besides, tables that such text creates or alters, with the calls of migration tools (node-pg-migrate, db-migrate, Knex).
 * Does not see: text that another file builds (the query counts, its table and columns are unknown), SQL files that a
 * driver loads, stored procedures, a method of the project that wraps a driver under a name of its own.
 */
const sqlDrivers: DataLayerAdapter = {
  name: 'sql-drivers',
  docs: 'https://node-postgres.com/apis/client',
  enabledBy: [
    'pg',
    'pg-pool',
    'pg-promise',
    'pg-native',
    'mysql',
    'mysql2',
    'mariadb',
    'postgres',
    'better-sqlite3',
    'sqlite3',
    'sqlite',
    'node:sqlite',
    'bun:sqlite',
    'bun',
    '@types/bun',
    'bun-types',
    'slonik',
    '@silverhand/slonik',
    'nestjs-slonik',
    '@neondatabase/serverless',
    '@vercel/postgres',
    '@libsql/client',
    '@clickhouse/client',
    'clickhouse',
    'mssql',
    'cassandra-driver',
    '@electric-sql/pglite',
    '@cloudflare/workers-types',
    'wrangler',
  ],
  receivers: [
    ...names('pg', 'Pool Client PoolClient ClientBase native'),
    ...names('pg-pool', 'default *'),
    ...names('pg-promise', 'default * IDatabase ITask IBaseProtocol IMain'),
    ...['mysql', 'mysql2*', 'mariadb*'].flatMap((source) =>
      names(source, 'createPool createConnection createPoolCluster Pool PoolConnection Connection PoolNamespace'),
    ),
    ...names('postgres', 'default * Sql TransactionSql ReservedSql'),
    ...names('better-sqlite3', 'default * Database'),
    ...names('sqlite3', 'default * Database cached'),
    ...names('sqlite', 'open Database'),
    ...names('node:sqlite', 'DatabaseSync'),
    ...names('bun:sqlite', 'Database default'),
    ...names('bun', 'sql SQL'),
    ...names('global', 'Bun Bun.sql Bun.SQL D1Database'),
    ...['slonik', '@silverhand/slonik'].flatMap((source) =>
      names(
        source,
        'createPool sql DatabasePool DatabasePoolConnection DatabaseConnection DatabaseTransactionConnection CommonQueryMethods DatabasePoolType ' +
          'DatabaseConnectionType DatabaseTransactionConnectionType CommonQueryMethodsType',
      ),
    ),
    ...names('@neondatabase/serverless', 'neon Pool Client PoolClient NeonQueryFunction'),
    ...names('@vercel/postgres', 'sql db createPool createClient VercelPool VercelClient VercelPoolClient'),
    ...names('@libsql/client*', 'createClient Client Transaction'),
    ...names('@clickhouse/client*', 'createClient ClickHouseClient NodeClickHouseClient'),
    ...names('clickhouse', 'ClickHouse default *'),
    ...names('mssql', 'default * connect ConnectionPool Request Transaction query'),
    ...names('cassandra-driver', 'Client'),
    ...names('@electric-sql/pglite', 'PGlite'),
    ...names('@cloudflare/workers-types', 'D1Database'),
  ],
  visit(file, emit) {
    const seen = new Set<Node>();
    const has = (packages: readonly string[]): boolean => packages.some((name) => file.dependencies.has(name) || imports(file, name));
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (transactions.has(name)) transaction(file, call, callee, name, emit.query);
      else if (name === 'insert') clickhouseInsert(file, call, callee, emit.query);
      else if (!(Object.hasOwn(statementMethods, name) && prepared(file, call, callee, name, seen, emit.query)) && Object.hasOwn(executing, name))
        textQuery(file, call, callee, name, seen, emit.query);
    }
    const tagged = file.nodes('TaggedTemplateExpression');
    if (tagged.length > 0 && has(tagDrivers))
      for (const node of tagged) if (!seen.has(node)) taggedQuery(file, node, seen, emit.query);
    for (const fragment of sqlFragments(file, isBuildingTag, seen))
      emit.query(queryAt(file, fragment.node, { layer: 'sql-drivers', ...fragment.fact }));
    for (const table of sqlTables(file, tableTexts(file), 'sql-drivers')) emit.table(table);
  },
};

export default sqlDrivers;

/** Calls that run SQL text, of drivers and of migration tools: node-pg-migrate's `pgm.sql`, db-migrate's `db.runSql`, `knex.raw`. */
const textCalls: ReadonlySet<string> = new Set(['query', 'execute', 'exec', 'run', 'none', 'multi', 'unsafe', 'raw', 'sql', 'runSql']);
/** Their adapters read the tables of such text themselves. */
const ownReaders = ['typeorm', 'sequelize', '@mikro-orm/migrations', '@mikro-orm/core'];

/** Texts of a file that create or alter tables: what calls run, and tagged templates. */
function tableTexts(file: SourceFile): Node[] {
  if (!holdsAny(file.lowerCaseText, ['create', 'alter']) || !/\b(create|alter)\s+(temp(orary)?\s+|unlogged\s+)?table\b/i.test(file.text) || ownReaders.some((name) => imports(file, name))) return [];
  const called = file.nodes('CallExpression').flatMap((call) => {
    const callee = unwrap(call.callee);
    const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    const [text] = call.arguments;
    return name !== null && textCalls.has(name) && text && couldHoldText(unwrap(text), true) && text.type !== 'TaggedTemplateExpression' ? [text as Node] : [];
  });
  const tagged = file.nodes('TaggedTemplateExpression').filter((node) => /\bsql$/i.test(textOf(file, node.tag)));
  return [...called, ...tagged].sort((a, b) => spanOf(a).start - spanOf(b).start);
}

type Emit = (fact: Omit<QueryFact, 'kind'>) => void;

const imports = (file: SourceFile, source: string): boolean =>
  file.nodes('ImportDeclaration').some((i) => i.source.value === source || i.source.value.startsWith(`${source}/`));

const isBuildingTag = (tag: Value): boolean => {
  const head = headOf(tag);
  return head.k === 'import' && /slonik/.test(head.source);
};

/** Methods of pg-promise that give no rows. */
const pgPromise: ReadonlySet<string> = new Set(['none', 'result']);

/** Whether a method runs the text that it is given itself, which the client tells. */
function isGivenText(file: SourceFile, node: Node): boolean {
  const text = unwrap((node.type === 'CallExpression' && filledText(file, node)) || node);
  return text.type === 'Identifier' && bindingsOf(file).resolve(text)?.kind === 'param';
}

/** The client that a call stands on, `null` when it is provably none. */
function clientOf(file: SourceFile, node: Node): Value | null {
  const receiver = outOfCallback(file, valuesOf(file).of(node), clientCallbacks);
  return couldBeClient(file, receiver) ? receiver : null;
}

const isStatement = /^\s*(?:(?:select|insert|update|delete|with|values|replace|merge|create|alter|drop|truncate|call|set|show|pragma|begin|start|commit|rollback|savepoint|release|lock|listen|notify|vacuum|analyze|explain|copy|do|comment|grant|revoke|refresh|use|describe|optimize|exec|execute|declare|attach|detach)\b|\()/i;

function textQuery(
  file: SourceFile,
  call: NodeOf<'CallExpression'>,
  callee: NodeOf<'MemberExpression'>,
  operation: string,
  seen: Set<Node>,
  emit: Emit,
): void {
  const [argument] = call.arguments;
  if (!argument || argument.type === 'SpreadElement') return;
  const plain = unwrap(argument);
  const model = executing[operation]!;
  if (!couldHoldText(plain, model.needsText ?? false)) return;
  const receiver = clientOf(file, callee.object);
  if (!receiver) return;
  const text = sqlTextFacts(file, argument, seen);
  const certain = text !== null && (text.action !== 'raw' || isStatement.test(constantStart(plain)));
  if (model.needsText && !certain && !(pgPromise.has(operation) && isGivenText(file, plain))) return;
  if ((plain.type === 'Literal' || plain.type === 'TemplateLiteral') && !certain) return;
  // a statement of Bun's `db.query(…)` counts where it is run
  const parent = call.parent?.type === 'MemberExpression' && call.parent.object === call ? call.parent : null;
  if (operation === 'query' && parent?.parent?.type === 'CallExpression' && Object.hasOwn(statementMethods, propertyKey({ key: parent.property }) ?? '')) return;
  emitText(file, call, receiver, operation, model, argument, text, emit);
}

function emitText(
  file: SourceFile,
  call: Node,
  receiver: Value,
  operation: string,
  model: { readonly shape: Shape; readonly action?: QueryAction },
  argument: Node,
  text: SqlTextFacts | null,
  emit: Emit,
): void {
  const isRead = text === null || text.action === 'read-many' || text.action === 'raw';
  emit(
    queryAt(file, call, {
      layer: 'sql-drivers',
      receiver,
      operation,
      action: 'raw',
      ...text,
      ...(isRead && model.action ? { action: model.action, limited: model.action === 'read-one' ? true : null } : {}),
      ...(model.action === 'exists' ? { columns: 'none' as const } : {}),
      ...(/First$/.test(operation) && text?.columns !== 'none' ? { columns: 'chosen' as const } : {}),
      data: writes.has(text?.action) && call.type === 'CallExpression' && call.arguments[1]?.type === 'ArrayExpression' ? valuesOf(file).of(call.arguments[1]) : null,
      text: valuesOf(file).of(textNode(argument)),
      shape: model.shape,
    }),
  );
}

/** `{ text: … }` and the like stand for their text. */
function textNode(argument: Node): Node {
  for (const name of ['text', 'sql', 'query']) {
    const property = propertyOf(argument, name);
    if (property) return property.value;
  }
  return argument;
}

function constantStart(node: Node): string {
  const text = textNode(node);
  const plain = unwrap(text);
  if (plain.type === 'Literal') return String(plain.value);
  if (plain.type === 'TemplateLiteral') return plain.quasis[0]?.value.raw ?? '';
  if (plain.type === 'TaggedTemplateExpression') return plain.quasi.quasis[0]?.value.raw ?? '';
  if (plain.type === 'BinaryExpression') return constantStart(plain.left);
  return '';
}

function couldHoldText(node: Node, needsText: boolean): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' && /\s/.test(node.value.trim());
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
    case 'BinaryExpression':
    case 'ConditionalExpression':
      return true;
    case 'NewExpression':
      return node.arguments.length > 0;
    case 'ObjectExpression':
      return ['text', 'sql', 'query'].some((name) => propertyOf(node, name) !== null);
    case 'LogicalExpression':
      return !needsText;
    default:
      return false;
  }
}

/** `db.prepare(text).all()`, also with the statement in a constant or field; true when it is one. */
function prepared(
  file: SourceFile,
  call: NodeOf<'CallExpression'>,
  callee: NodeOf<'MemberExpression'>,
  operation: string,
  seen: Set<Node>,
  emit: Emit,
): boolean {
  let statement = localValue(file, valuesOf(file).of(callee.object));
  // `.bind(1)`, `.pluck()`
  for (let guard = 0; guard < 4 && statement.k === 'call' && statement.callee.k === 'member' && ['bind', 'pluck', 'raw', 'expand'].includes(statement.callee.name); guard += 1)
    statement = localValue(file, statement.callee.of);
  if (statement.k !== 'call' || statement.callee.k !== 'member' || !['prepare', 'query'].includes(statement.callee.name)) return false;
  const made = callAt(file, statement.at.start, statement.at.end);
  const argument = made?.arguments[0];
  if (!made || !argument || made.callee.type !== 'MemberExpression') return false;
  const receiver = clientOf(file, made.callee.object);
  const text = sqlTextFacts(file, argument, seen);
  if (!receiver || (!text && statement.callee.name === 'query')) return false;
  emitText(file, call, receiver, operation, statementMethods[operation]!, argument, text, emit);
  return true;
}

const callsBySpan = perFile(
  (file): ReadonlyMap<string, NodeOf<'CallExpression'>> =>
    new Map(
      file.nodes('CallExpression').map((call) => {
        const at = spanOf(call);
        return [`${at.start}-${at.end}`, call];
      }),
    ),
);

function callAt(file: SourceFile, start: number, end: number): NodeOf<'CallExpression'> | undefined {
  return callsBySpan(file).get(`${start}-${end}`);
}

function taggedQuery(file: SourceFile, node: NodeOf<'TaggedTemplateExpression'>, seen: Set<Node>, emit: Emit): void {
  const start = node.quasi.quasis[0]?.value.raw ?? '';
  if (!isStatement.test(start) || start.trim().startsWith('(')) return;
  // part of another text, or run by the method it is handed to
  for (let up = node.parent; up && up.type !== 'ExpressionStatement'; up = up.parent) {
    if (up.type === 'TaggedTemplateExpression') return;
    if (up.type === 'BlockStatement' || up.type === 'Program') break;
  }
  const holder = node.parent;
  if (holder?.type === 'CallExpression' && holder.callee !== node && holder.callee.type === 'MemberExpression') {
    const method = propertyKey({ key: holder.callee.property }) ?? '';
    if (Object.hasOwn(executing, method) && method !== 'all' && method !== 'any') return;
  }
  const receiver = clientOf(file, node.tag);
  const head = receiver ? headOf(receiver) : null;
  if (!receiver || (head?.k === 'import' && buildingTags.test(head.source))) return;
  const text = sqlTextFacts(file, node, seen);
  emit(
    queryAt(file, node, {
      layer: 'sql-drivers',
      receiver,
      operation: receiver.k === 'member' ? receiver.name : 'sql',
      action: 'raw',
      ...text,
      data: writes.has(text?.action) ? boundIn(file, node) : null,
      text: valuesOf(file).of(node),
      shape: 'rows',
    }),
  );
}

const writes: ReadonlySet<QueryAction | undefined> = new Set(['insert', 'update', 'upsert']);

/** What a tagged text writes: its values, and the rows of helpers such as `sql({ name })` (github.com/porsager/postgres, Dynamic inserts). */
function boundIn(file: SourceFile, node: NodeOf<'TaggedTemplateExpression'>): Value | null {
  const values = valuesOf(file);
  const tag = textOf(file, node.tag);
  const items = node.quasi.expressions.map((expression) => {
    const plain = unwrap(expression);
    const [rows] = plain.type === 'CallExpression' && textOf(file, plain.callee) === tag ? plain.arguments : [];
    return values.of(rows ?? expression);
  });
  return items.length === 0 ? null : { k: 'array', items, at: spanOf(node) };
}

function transaction(file: SourceFile, call: NodeOf<'CallExpression'>, callee: NodeOf<'MemberExpression'>, operation: string, emit: Emit): void {
  const takesCallback = call.arguments.some((a) => a.type === 'ArrowFunctionExpression' || a.type === 'FunctionExpression');
  if (operation === 'beginTransaction' ? call.arguments.length > 1 : !takesCallback) return;
  const receiver = clientOf(file, callee.object);
  if (receiver) emit(queryAt(file, call, { layer: 'sql-drivers', receiver, operation, action: 'transaction' }));
}

/** ClickHouse: `client.insert({ table: 'events', values: rows })`. */
function clickhouseInsert(file: SourceFile, call: NodeOf<'CallExpression'>, callee: NodeOf<'MemberExpression'>, emit: Emit): void {
  const [options] = call.arguments;
  const table = propertyOf(options, 'table');
  const rows = propertyOf(options, 'values');
  if (!table || !rows) return;
  const receiver = clientOf(file, callee.object);
  if (!receiver) return;
  const value = localValue(file, valuesOf(file).of(table.value));
  emit(
    queryAt(file, call, {
      layer: 'sql-drivers',
      receiver,
      operation: 'insert',
      action: 'insert',
      table: value.k === 'literal' && typeof value.value === 'string' ? { name: value.value } : { value },
      columns: 'none',
      data: valuesOf(file).of(rows.value),
    }),
  );
}
