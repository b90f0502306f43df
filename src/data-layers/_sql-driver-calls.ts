import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { bindingsOf } from '../syntax/bindings.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { perFile, spanOf, textOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { queryAt } from './_query.js';
import { filledText } from './_sql-formats.js';
import { sqlTextFacts, type SqlTextFacts } from './_sql-text.js';

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

/** Tags that only build SQL, and tags of other languages. */
const buildingTags = /^(slonik|@silverhand\/slonik|@slonik\/.*|drizzle-orm|kysely|sql-template-strings|sql-template-tag|@sequelize\/core|@mikro-orm\/.*|graphql-tag|lit|@prisma\/client)(\/|$)/;

type Emit = (fact: Omit<QueryFact, 'kind'>) => void;

/** Emits the query of a call of a driver's method; what it takes of the file's SQL goes into `seen`. */
export function readCall(file: SourceFile, call: NodeOf<'CallExpression'>, seen: Set<Node>, emit: Emit): void {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return;
  const name = propertyKey({ key: callee.property, computed: callee.computed });
  if (name === null) return;
  if (transactions.has(name)) transaction(file, call, callee, name, emit);
  else if (name === 'insert') clickhouseInsert(file, call, callee, emit);
  else if (!(Object.hasOwn(statementMethods, name) && prepared(file, call, callee, name, seen, emit)) && Object.hasOwn(executing, name)) textQuery(file, call, callee, name, seen, emit);
}

/** Whether a tag only builds SQL that a method of the driver runs. */
export const isBuildingTag = (tag: Value): boolean => {
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

/** @param needsText whether only text counts */
export function couldHoldText(node: Node, needsText: boolean): boolean {
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

/** Emits the query of a tag that runs what it holds: postgres.js, Neon, Vercel, Bun. */
export function taggedQuery(file: SourceFile, node: NodeOf<'TaggedTemplateExpression'>, seen: Set<Node>, emit: Emit): void {
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
