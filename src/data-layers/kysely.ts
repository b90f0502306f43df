import type { ColumnFact, QueryAction, QueryFact, TableFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { generatedBy } from '../documents/sql-columns.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { grow, isPartOfAnother } from '../syntax/builders.js';
import { isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { calledName, chainOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { hasStep, looseOffsets, offsetSteps, reducesRows } from './_builder-steps.js';
import { columnsOf, selectedColumns, withSteps } from './_kysely-columns.js';
import { kyselyInterfaces } from './_kysely-interfaces.js';
import { queryAt } from './_query.js';
import { renderSql } from './_sql-render.js';
import { sqlFragments, sqlTextFacts } from './_sql-text.js';

const starts: Readonly<Record<string, QueryAction>> = {
  selectFrom: 'read-many',
  insertInto: 'insert',
  replaceInto: 'upsert',
  updateTable: 'update',
  deleteFrom: 'delete',
  mergeInto: 'upsert',
};
const clientCallbacks: ReadonlySet<string> = new Set(['execute']);
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const wheres = words('where whereRef whereExists having');
const limits = words('limit top fetch executeTakeFirst executeTakeFirstOrThrow');
const reducingSteps = words('distinct distinctOn innerJoin innerJoinLateral union unionAll intersect except');
const takesBuilder = words(
  'where having select from with withRecursive leftJoin innerJoin rightJoin fullJoin leftJoinLateral innerJoinLateral union unionAll intersect except expression exists not eb values set orderBy as',
);

/**
 * Sees `selectFrom`, `insertInto`, `updateTable`, `deleteFrom` from the first to the last call, also where a variable
 * holds the builder in between; `sql` executed on a client; transactions; tables that `schema.createTable` makes
 * and those that the database interface names (`_kysely-interfaces.ts`).
 * Does not see: what another file adds to a builder, plugins, columns that `alterTable` adds.
 */
const kysely: DataLayerAdapter = {
  name: 'kysely',
  docs: 'https://kysely-org.github.io/kysely-apidoc/',
  enabledBy: ['kysely', 'nestjs-kysely', 'kysely-codegen'],
  receivers: ['Kysely', 'Transaction', 'ControlledTransaction', 'QueryCreator', 'SelectQueryBuilder', 'ExpressionBuilder', 'sql'].map((name) => `kysely*#${name}`),
  visit(file, emit) {
    const seen = new Set<Node>();
    const handled = new Set<Node>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (Object.hasOwn(starts, name)) builder(file, call, callee, name, handled, emit.query);
      else if (name === 'execute') execute(file, call, callee, seen, emit.query);
      else if (name === 'createIndex') {
        const table = indexed(file, call);
        if (table) emit.table(table);
      } else if (name === 'createTable') {
        const table = createdTable(file, call);
        if (table) emit.table(table);
      }
    }
    for (const table of kyselyInterfaces(file)) emit.table(table);
    for (const loose of looseOffsets(file, handled, clientCallbacks)) emit.query(queryAt(file, loose.node, { layer: 'kysely', ...loose.fact }));
    for (const fragment of sqlFragments(file, isKyselyTag, seen)) emit.query(queryAt(file, fragment.node, { layer: 'kysely', ...fragment.fact }));
  },
};

export default kysely;

type Emit = (fact: Omit<QueryFact, 'kind'>) => void;

const isKyselyTag = (tag: Value): boolean => {
  const head = headOf(tag);
  return head.k === 'import' && head.source === 'kysely';
};

function clientOf(file: SourceFile, value: Value): Value | null {
  let client = value;
  // `db.with('x', …)`, `db.withSchema('s')`
  while (client.k === 'call' && client.callee.k === 'member' && client.callee.name.startsWith('with')) client = client.callee.of;
  const receiver = outOfCallback(file, client, clientCallbacks);
  return couldBeClient(file, receiver) ? receiver : null;
}

const isBuilderCall = (call: NodeOf<'CallExpression'>): boolean => {
  const callee = unwrap(call.callee);
  const name = calledName(callee);
  return name !== null && takesBuilder.has(name);
};

function builder(
  file: SourceFile,
  call: NodeOf<'CallExpression'>,
  callee: NodeOf<'MemberExpression'>,
  operation: string,
  handled: Set<Node>,
  emit: Emit,
): void {
  const [source] = call.arguments;
  if (!source) return;
  const built = grow(file, call);
  for (const step of built.steps) handled.add(step.node);
  const receiver = clientOf(file, valuesOf(file).of(callee.object));
  if (!receiver) return;
  const offsets = offsetSteps(file, built.steps);
  const embedded = built.steps.some((s) => s.name === 'as') || isPartOfAnother(built.outer, isBuilderCall);
  if (embedded && offsets.length === 0) return;
  const has = (name: string): boolean => built.steps.some((s) => s.name === name);
  const one = has('executeTakeFirst') || has('executeTakeFirstOrThrow');
  const isRead = operation === 'selectFrom';
  const computed = isRead && !has('groupBy') ? computedBy(file, built.steps) : null;
  const data = built.steps.find((s) => s.name === 'values' || s.name === 'set')?.args[0];
  const upserts = has('onConflict') || has('onDuplicateKeyUpdate');
  const columns = isRead ? selectedColumns(file, callee.object, source, built.steps) : columnsOf(file, built.steps, 'returning', 'returningAll');
  emit(
    queryAt(file, built.outer, {
      layer: 'kysely',
      receiver,
      operation,
      action: computed ?? (isRead ? (one ? 'read-one' : 'read-many') : upserts ? 'upsert' : starts[operation]!),
      table: tableOf(file, source),
      columns: computed ? 'none' : columns,
      limited: isRead && !computed ? hasStep(file, built.steps, limits, built.outer, built.handedOn) : null,
      filtered: operation === 'insertInto' ? null : hasStep(file, built.steps, wheres, built.outer, built.handedOn),
      offsets,
      ...(isRead && (isDerived(file, callee.object, source) || reducesRows(built.steps, reducingSteps)) && { reduced: true as const }),
      data: data ? valuesOf(file).of(data) : null,
      shape: columns === 'none' ? null : one ? 'row' : 'rows',
      ...(embedded ? { fragment: true as const } : {}),
    }),
  );
}

/** Rows of a subquery or of a common table expression, whose own filter is not looked at. */
function isDerived(file: SourceFile, client: Node, source: Node): boolean {
  const plain = unwrap(source);
  if (isFunction(plain) || plain.type === 'CallExpression') return true;
  return withSteps(file, client).length > 0;
}

/** `select((eb) => eb.fn.countAll().as('total'))`, `select(sql`count(*)`.as('total'))` */
function computedBy(file: SourceFile, steps: readonly Step[]): QueryAction | null {
  const selected = steps.filter((s) => s.name === 'select').flatMap((s) => s.args);
  if (selected.length === 0 || steps.some((s) => s.name === 'selectAll')) return null;
  let action: QueryAction | null = null;
  for (const argument of selected) {
    const plain = unwrap(argument);
    const body = plain.type === 'ArrowFunctionExpression' ? unwrap(plain.body) : plain;
    for (const item of body.type === 'ArrayExpression' ? body.elements : [body]) {
      const own = item ? aggregateOf(file, item) : null;
      if (!own) return null;
      if (action !== 'aggregate') action = own;
    }
  }
  return action;
}

function aggregateOf(file: SourceFile, node: Node): QueryAction | null {
  const { root, steps } = chainOf(file, node, false);
  const called = steps.find((s, i) => s.called && (steps[i - 1]?.name === 'fn' || i === 0))?.name;
  if (called === 'count' || called === 'countAll') return 'count';
  if (called && ['sum', 'avg', 'min', 'max'].includes(called)) return 'aggregate';
  const tagged = unwrap(root);
  if (tagged.type !== 'TaggedTemplateExpression') return null;
  const name = /^\s*(count|sum|avg|min|max)\s*\(/i.exec(tagged.quasi.quasis[0]?.value.raw ?? '')?.[1];
  return name ? (name.toLowerCase() === 'count' ? 'count' : 'aggregate') : null;
}

function tableOf(file: SourceFile, source: Node): QueryFact['table'] {
  const plain = unwrap(source);
  const first = plain.type === 'ArrayExpression' ? plain.elements[0] : plain;
  if (!first) return null;
  const value = valuesOf(file).of(first);
  const name = constantString(file, value);
  return name === null ? { value } : { name: name.replace(/\s+as\s+\S+$/i, '').replace(/^.*\./, '') };
}

/** `sql`…`.execute(db)` and `db.transaction().execute(async (trx) => …)` */
function execute(file: SourceFile, call: NodeOf<'CallExpression'>, callee: NodeOf<'MemberExpression'>, seen: Set<Node>, emit: Emit): void {
  const values = valuesOf(file);
  const on = localValue(file, values.of(callee.object));
  const [argument] = call.arguments;
  if (argument && isKyselyTag(on) && (on.k === 'tagged' || on.k === 'call')) {
    const receiver = clientOf(file, values.of(argument));
    if (receiver)
      emit(
        queryAt(file, call, {
          layer: 'kysely',
          receiver,
          operation: 'sql',
          action: 'raw',
          ...sqlTextFacts(file, callee.object, seen),
          text: on,
          shape: 'driver-result',
        }),
      );
    return;
  }
  let client = on;
  let isTransaction = false;
  while (client.k === 'call' && client.callee.k === 'member') {
    isTransaction ||= client.callee.name === 'transaction' || client.callee.name === 'startTransaction';
    client = client.callee.of;
  }
  const receiver = isTransaction ? clientOf(file, client) : null;
  if (receiver) emit(queryAt(file, call, { layer: 'kysely', receiver, operation: 'transaction', action: 'transaction' }));
}

/** `db.schema.createTable('person').addColumn('id', 'uuid', (col) => col.primaryKey())` */
function createdTable(file: SourceFile, call: NodeOf<'CallExpression'>): Omit<TableFact, 'kind'> | null {
  const [name] = call.arguments;
  const { outer, steps } = grow(file, call);
  if (!name || !steps.some((s) => s.name === 'addColumn')) return null;
  const keys = new Set<string>();
  for (const step of steps) {
    const list = step.name === 'addPrimaryKeyConstraint' && step.args[1] ? localValue(file, valuesOf(file).of(step.args[1])) : null;
    for (const item of list?.k === 'array' ? list.items : []) if (item.k === 'literal') keys.add(String(item.value));
  }
  return {
    layer: 'kysely',
    name: constantString(file, valuesOf(file).of(name)),
    symbol: null,
    cls: null,
    columns: steps.flatMap((step) => (step.name === 'addColumn' ? (addedColumn(file, step, keys) ?? []) : [])),
    indexes: steps.flatMap((step) => (step.name === 'addUniqueConstraint' ? [{ columns: textsIn(file, step.args[1]), unique: true, at: step.at }] : [])),
    at: spanOf(outer),
  };
}

/** `db.schema.createIndex('person_email').on('person').column('email').unique()` */
function indexed(file: SourceFile, call: NodeOf<'CallExpression'>): Omit<TableFact, 'kind'> | null {
  const { outer, steps } = grow(file, call);
  const on = steps.find(({ name }) => name === 'on')?.args[0];
  const name = on ? constantString(file, valuesOf(file).of(on)) : null;
  const columns = steps.flatMap((step) => (step.name === 'column' || step.name === 'columns' ? textsIn(file, step.args[0]) : []));
  if (name === null || columns.length === 0) return null;
  const at = spanOf(outer);
  // a table that only later changes are known of says so by its `retypes`
  return { layer: 'kysely', name, symbol: null, cls: null, columns: [], indexes: [{ columns, unique: steps.some((step) => step.name === 'unique'), at }], retypes: [], at };
}

/** `'a'`, `['a', 'b']`. */
function textsIn(file: SourceFile, node: Node | undefined): string[] {
  const value = node ? localValue(file, valuesOf(file).of(node)) : null;
  return (value?.k === 'array' ? value.items : value ? [value] : []).flatMap((item) => constantString(file, item) ?? []);
}

function addedColumn(file: SourceFile, step: Step, keys: ReadonlySet<string>): ColumnFact | null {
  const [nameNode, typeNode, define] = step.args;
  const name = nameNode ? constantString(file, valuesOf(file).of(nameNode)) : null;
  if (name === null || !typeNode) return null;
  const type = constantString(file, valuesOf(file).of(typeNode)) ?? (renderSql(file, typeNode).text.trim() || null);
  const builder = define ? unwrap(define) : null;
  const body = builder && isFunction(builder) && builder.body && builder.body.type !== 'BlockStatement' ? builder.body : null;
  const steps = body ? chainOf(file, body, false).steps : [];
  const find = (wanted: string): Step | undefined => steps.find((s) => s.name === wanted);
  const primaryKey = find('primaryKey') !== undefined || keys.has(name);
  const fallback = find('defaultTo')?.args[0];
  const reference = find('references')?.args[0];
  const isCounter = find('autoIncrement') !== undefined || find('generatedAlwaysAsIdentity') !== undefined || find('generatedByDefaultAsIdentity') !== undefined;
  return {
    name,
    type: type?.toLowerCase() ?? null,
    primaryKey,
    unique: find('unique') !== undefined,
    nullable: !(primaryKey || find('notNull') !== undefined),
    generated: isCounter || /serial/i.test(type ?? '') ? 'increment' : fallback ? generatedBy(renderSql(file, fallback).text) : null,
    references: reference ? { table: constantString(file, valuesOf(file).of(reference))?.split('.').at(-2) ?? null, value: null } : null,
    at: step.at,
  };
}
