import type { ColumnFact, IndexFact, TableFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { generatedBy } from '../documents/sql-columns.js';
import { isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, objectLiteral, propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { localReturns } from '../syntax/settle.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { madeBy } from './_keys.js';
import { renderSql } from './_sql-render.js';

type Table = Omit<TableFact, 'kind'>;
/** Columns by the key that stands for them in code. */
type Columns = Map<string, ColumnFact>;

/** Tables that `pgTable`, `mysqlTable`, `sqliteTable` and their like declare in a file. */
export function drizzleTables(file: SourceFile): Table[] {
  const tables: Table[] = [];
  const dialect = dialectOf(file);
  for (const call of file.nodes('CallExpression')) {
    const [name, columnsArgument, extra] = call.arguments;
    if (!name || !columnsArgument || !isTableCall(file, call)) continue;
    const literal = returnedLiteral(file, columnsArgument);
    if (!literal) continue;
    const columns: Columns = new Map();
    readColumns(file, literal, columns, 0);
    const indexes = extra ? readExtra(file, extra, columns) : [];
    for (const column of columns.values())
      if (column.unique && !column.primaryKey) indexes.push({ columns: [column.name], unique: true, at: column.at });
    tables.push({
      layer: 'drizzle',
      name: constantString(file, valuesOf(file).of(name)),
      symbol: variableName(call),
      cls: null,
      ...(dialect && { dialect }),
      columns: [...columns.values()],
      indexes,
      at: spanOf(call),
    });
  }
  return tables;
}

/** The database that the columns of a file are made for, `null` where they are of several. */
function dialectOf(file: SourceFile): TableFact['dialect'] | null {
  const cores = new Set(file.nodes('ImportDeclaration').flatMap((i) => /^drizzle-orm\/([\w-]+)-core/.exec(i.source.value)?.[1] ?? []));
  const [core] = cores;
  if (core === undefined || cores.size > 1) return null;
  return core === 'pg' ? 'postgres' : core === 'mysql' || core === 'singlestore' ? 'mysql' : core === 'sqlite' ? 'sqlite' : 'other';
}

const isCore = (value: Value): boolean => value.k === 'import' && /^drizzle-orm\/[\w-]+-core$/.test(value.source);

/**
 * `pgTable(…)`, `schema.table(…)` of `pgSchema`, `pgTable.withRLS(…)`, a creator made by `pgTableCreator`, here or,
 * by its name and by columns of Drizzle in this file, in another file.
 */
function isTableCall(file: SourceFile, call: NodeOf<'CallExpression'>): boolean {
  const callee = localValue(file, valuesOf(file).of(call.callee));
  if (callee.k === 'import') {
    if (isCore(callee)) return /Table$/.test(callee.name);
    return /table/i.test(callee.name) && file.nodes('ImportDeclaration').some((i) => /^drizzle-orm\/[\w-]+-core$/.test(i.source.value));
  }
  if (callee.k === 'call') return isCore(callee.callee) && callee.callee.k === 'import' && /TableCreator$/.test(callee.callee.name);
  if (callee.k !== 'member') return false;
  const of = localValue(file, callee.of);
  if (callee.name === 'table') {
    const head = headOf(of);
    return (of.k === 'call' && isCore(of.callee)) || (head.k === 'import' && /schema/i.test(head.name) && !isCore(head));
  }
  // `pg.pgTable` after `import * as pg`, `pgTable.withRLS`
  return isCore(of) && (/Table$/.test(callee.name) || (of.k === 'import' && /Table$/.test(of.name)));
}

const variableName = (call: Node): string | null => {
  let node: Node = call;
  while (node.parent && ['MemberExpression', 'CallExpression', 'TSAsExpression', 'TSSatisfiesExpression'].includes(node.parent.type)) node = node.parent;
  return node.parent?.type === 'VariableDeclarator' && node.parent.id.type === 'Identifier' ? node.parent.id.name : null;
};

/** An object literal, or the one that a function returns: `(t) => ({ id: t.uuid() })`. */
function returnedLiteral(file: SourceFile, node: Node): NodeOf<'ObjectExpression'> | null {
  const plain = unwrap(node);
  if (!isFunction(plain)) return objectLiteral(file, plain);
  if (plain.type === 'ArrowFunctionExpression' && plain.body.type !== 'BlockStatement') return objectLiteral(file, plain.body);
  const index = valuesOf(file).fn(plain);
  for (const statement of file.nodes('ReturnStatement'))
    if (statement.argument && valuesOf(file).enclosing(statement) === index) return objectLiteral(file, statement.argument);
  return null;
}

function readColumns(file: SourceFile, literal: NodeOf<'ObjectExpression'>, columns: Columns, depth: number): void {
  for (const property of literal.properties) {
    if (property.type === 'SpreadElement') {
      const inner = unwrap(property.argument);
      const spread = inner.type === 'CallExpression' ? localReturns(file, inner)[0] : inner;
      const object = spread ? objectLiteral(file, spread) : null;
      if (object && depth < 4) readColumns(file, object, columns, depth + 1);
      continue;
    }
    const key = propertyKey(property);
    const column = key === null ? null : readColumn(file, key, property.value);
    if (key !== null && column) columns.set(key, column);
  }
}

function readColumn(file: SourceFile, key: string, value: Node): ColumnFact | null {
  const own = columnChain(file, value, 0);
  if (!own) return null;
  const { type, args, steps } = own;
  const [first, second] = args;
  const named = first ? constantString(file, valuesOf(file).of(first)) : null;
  const config = named === null ? first : second;
  const step = (...names: string[]): Step | undefined => steps.find((s) => names.includes(s.name));
  const primaryKey = step('primaryKey') !== undefined;
  const references = step('references')?.args[0];
  return {
    name: named ?? key,
    type: type.toLowerCase(),
    primaryKey,
    unique: step('unique') !== undefined,
    nullable: !(primaryKey || step('notNull') !== undefined || /serial$/i.test(type)),
    ...generation(file, type, steps),
    references: references ? { table: null, value: referenced(file, references) } : null,
    ...(config ? { options: valuesOf(file).of(config) } : {}),
    at: spanOf(value),
  };
}

/** `text('id').notNull().primaryKey()`, `t.text()`, or a function of this file that returns such a chain. */
function columnChain(
  file: SourceFile,
  value: Node,
  depth: number,
): { type: string; args: readonly Node[]; steps: readonly Step[] } | null {
  const chain = chainOf(file, value, true);
  const root = unwrap(chain.root);
  if (root.type === 'CallExpression' && root.callee.type === 'Identifier') {
    const returned = localReturns(file, root)[0];
    if (returned) {
      const inner = depth < 4 ? columnChain(file, returned, depth + 1) : null;
      return inner ? { ...inner, steps: [...inner.steps, ...chain.steps] } : null;
    }
    // `import { integer as int } from 'drizzle-orm/sqlite-core'`
    const callee = valuesOf(file).of(root.callee);
    return { type: isCore(callee) && callee.k === 'import' ? callee.name : root.callee.name, args: root.arguments, steps: chain.steps };
  }
  const [first, ...steps] = chain.steps;
  if (root.type !== 'Identifier' || !first?.called) return null;
  return { type: first.name, args: first.args, steps };
}

function generation(file: SourceFile, type: string, steps: readonly Step[]): Pick<ColumnFact, 'generated' | 'generator'> {
  for (const step of steps) {
    const [argument] = step.args;
    switch (step.name) {
      case 'defaultRandom':
        return { generated: 'uuid-v4' };
      case 'generatedAlwaysAsIdentity':
      case 'generatedByDefaultAsIdentity':
      case 'autoincrement':
        return { generated: 'increment' };
      case 'primaryKey':
        if (argument && propertyOf(argument, 'autoIncrement')) return { generated: 'increment' };
        break;
      case '$defaultFn':
      case '$default':
        if (argument) return madeBy(file, valuesOf(file).of(argument));
        break;
      case 'default':
        if (argument && unwrap(argument).type !== 'Literal') {
          const generated = generatedBy(renderSql(file, argument).text);
          if (generated) return { generated };
        }
        break;
    }
  }
  return { generated: /serial$/i.test(type) ? 'increment' : null };
}

/** The table in `() => users.id`, `(): AnyPgColumn => users.id`. */
function referenced(file: SourceFile, node: Node): Value | null {
  const plain = unwrap(node);
  const body = plain.type === 'ArrowFunctionExpression' ? unwrap(plain.body) : null;
  return body?.type === 'MemberExpression' ? valuesOf(file).of(body.object) : null;
}

/** Table-level keys and indexes: `(t) => [primaryKey({ columns: [t.a] }), index('x').on(t.b)]`, or an object of them. */
function readExtra(file: SourceFile, extra: Node, columns: Columns): IndexFact[] {
  const plain = unwrap(extra);
  if (!isFunction(plain) || !plain.body) return [];
  let body: Node = unwrap(plain.body);
  if (body.type === 'BlockStatement') {
    const last = body.body.find((s) => s.type === 'ReturnStatement');
    if (!last?.argument) return [];
    body = unwrap(last.argument);
  }
  const items =
    body.type === 'ArrayExpression'
      ? body.elements
      : body.type === 'ObjectExpression'
        ? body.properties.map((p) => (p.type === 'Property' ? p.value : null))
        : [];
  const indexes: IndexFact[] = [];
  const namesOf = (nodes: readonly (Node | null)[]): string[] => nodes.flatMap((n) => columnName(n, columns) ?? []);
  for (const item of items) {
    if (!item) continue;
    const chain = chainOf(file, item, false);
    const root = unwrap(chain.root);
    if (root.type !== 'CallExpression' || root.callee.type !== 'Identifier') continue;
    const at = spanOf(item);
    if (root.callee.name === 'primaryKey') {
      const [first] = root.arguments;
      const list = propertyOf(first, 'columns');
      const array = list ? unwrap(list.value) : null;
      const keys = namesOf(array?.type === 'ArrayExpression' ? array.elements : root.arguments);
      for (const [key, column] of columns) if (keys.includes(column.name)) columns.set(key, { ...column, primaryKey: true, nullable: false });
    } else if (['index', 'uniqueIndex', 'unique'].includes(root.callee.name)) {
      const on = chain.steps.find((s) => ['on', 'onOnly', 'using'].includes(s.name));
      indexes.push({ columns: namesOf(on?.args ?? []), unique: root.callee.name !== 'index', at });
    }
  }
  return indexes;
}

function columnName(node: Node | null, columns: Columns): string | null {
  let plain = node ? unwrap(node) : null;
  // `t.createdAt.desc()`
  while (plain?.type === 'CallExpression' && plain.callee.type === 'MemberExpression') plain = unwrap(plain.callee.object);
  const key = plain?.type === 'MemberExpression' ? propertyKey({ key: plain.property, computed: plain.computed }) : null;
  return key === null ? null : (columns.get(key)?.name ?? null);
}
