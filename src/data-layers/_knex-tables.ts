import type { ColumnFact, IndexFact, TableFact } from '../facts/backend.js';
import { generatedBy } from '../documents/sql-columns.js';
import { isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, constantsOfNode, localValue } from '../syntax/local-values.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { renderSql } from './_sql-render.js';

type Table = Omit<TableFact, 'kind'>;

const creations: ReadonlySet<string> = new Set(['createTable', 'createTableIfNotExists']);
/** They change a table: https://knexjs.org/guide/schema-builder.html#altertable */
const changes: ReadonlySet<string> = new Set(['alterTable', 'table']);
/** Methods of the table builder that declare no column. */
const noColumns: ReadonlySet<string> = new Set(
  'primary unique index foreign dropColumn dropPrimary dropForeign dropUnique dropIndex renameColumn engine charset collate comment inherits check setNullable dropNullable timestamps queryContext'.split(' '),
);

/** Tables that `knex.schema.createTable('users', (table) => { … })` makes, and the indexes that later changes add. */
export function knexTables(file: SourceFile): Table[] {
  const tables: Table[] = [];
  for (const call of file.nodes('CallExpression')) {
    const callee = unwrap(call.callee);
    const method = callee.type === 'MemberExpression' ? (propertyKey({ key: callee.property, computed: callee.computed }) ?? '') : '';
    const isNew = creations.has(method);
    if (!isNew && !changes.has(method)) continue;
    const [name, builder] = call.arguments;
    const define = builder ? unwrap(builder) : null;
    if (!name || !define || !isFunction(define) || !define.body) continue;
    const indexes = indexesIn(file, define.body);
    if (!isNew && (indexes.length === 0 || constantString(file, valuesOf(file).of(name)) === null)) continue;
    tables.push({
      layer: 'knex',
      name: constantString(file, valuesOf(file).of(name)),
      symbol: null,
      cls: null,
      columns: isNew ? columnsIn(file, define.body) : [],
      indexes,
      // a table that only later changes are known of says so by its `retypes`
      ...(!isNew && { retypes: [] }),
      at: spanOf(call),
    });
  }
  return tables;
}

const statementsIn = (body: Node): readonly Node[] => (body.type === 'BlockStatement' ? body.body.flatMap((s) => (s.type === 'ExpressionStatement' ? [s.expression] : [])) : [body]);

/** `table.index(['a', 'b'])`, `table.unique('email')`, `table.string('email').index()`. */
function indexesIn(file: SourceFile, body: Node): IndexFact[] {
  return statementsIn(body).flatMap((statement): IndexFact[] => {
    const node = unwrap(statement);
    const [first, ...rest] = node.type === 'CallExpression' ? chainOf(file, node, false).steps : [];
    if (!first?.called) return [];
    const columns = namesOf(file, first.args[0]);
    if (columns.length === 0) return [];
    if (first.name === 'index' || first.name === 'unique') return [{ columns, unique: first.name === 'unique', at: spanOf(node) }];
    const step = noColumns.has(first.name) ? undefined : rest.find(({ name }) => name === 'index' || name === 'unique');
    return step ? [{ columns, unique: step.name === 'unique', at: spanOf(node) }] : [];
  });
}

function columnsIn(file: SourceFile, body: Node): ColumnFact[] {
  const statements = statementsIn(body);
  const columns: ColumnFact[] = [];
  const keys = new Set<string>();
  for (const statement of statements) {
    const node = unwrap(statement);
    if (node.type !== 'CallExpression') continue;
    const [first, ...rest] = chainOf(file, node, false).steps;
    if (!first?.called) continue;
    if (first.name === 'primary') for (const name of namesOf(file, first.args[0])) keys.add(name);
    const column = noColumns.has(first.name) ? null : readColumn(file, node, first, rest);
    if (column) columns.push(column);
  }
  return columns.map((c) => (keys.has(c.name) ? { ...c, primaryKey: true, nullable: false } : c));
}

function namesOf(file: SourceFile, node: Node | undefined): string[] {
  const value = node ? localValue(file, valuesOf(file).of(node)) : null;
  const items = value?.k === 'array' ? value.items : value ? [value] : [];
  return items.flatMap((item) => constantString(file, item) ?? []);
}

function readColumn(file: SourceFile, node: NodeOf<'CallExpression'>, first: Step, rest: readonly Step[]): ColumnFact | null {
  const [nameNode, typeNode] = first.args;
  const increments = /^(big)?increments$/i.test(first.name);
  const name = nameNode ? constantString(file, valuesOf(file).of(nameNode)) : increments ? 'id' : null;
  if (name === null) return null;
  const step = (wanted: string): Step | undefined => rest.find((s) => s.name === wanted);
  const special = first.name === 'specificType' && typeNode ? constantString(file, valuesOf(file).of(typeNode)) : null;
  const primaryKey = increments || step('primary') !== undefined || propertyIs(file, typeNode, 'primaryKey');
  const fallback = step('defaultTo')?.args[0];
  const table = step('inTable')?.args[0];
  const reference = step('references')?.args[0];
  const target = table ? constantString(file, valuesOf(file).of(table)) : reference ? (constantString(file, valuesOf(file).of(reference))?.split('.').at(-2) ?? null) : null;
  return {
    name,
    type: (special ? (/^timestamp(\s*\(\d\))?$/i.test(special) ? `${special} without time zone` : special) : typeOf(first.name, file, typeNode)).toLowerCase(),
    primaryKey,
    unique: step('unique') !== undefined,
    nullable: !(primaryKey || step('notNullable') !== undefined || step('notNull') !== undefined),
    generated: increments || /serial/i.test(special ?? '') ? 'increment' : fallback ? generatedDefault(file, fallback) : null,
    references: reference || table ? { table: target, value: null } : null,
    ...(typeNode && !special ? { options: valuesOf(file).of(typeNode) } : {}),
    at: spanOf(node),
  };
}

/** `timestamp('at', { useTz: false })` is another type. */
const typeOf = (method: string, file: SourceFile, options: Node | undefined): string =>
  /^(timestamp|datetime)$/i.test(method) && (propertyIs(file, options, 'useTz', false) || (options && constantsOfNode(file, options)?.[0] === true))
    ? 'timestamp without time zone'
    : method;

function propertyIs(file: SourceFile, node: Node | undefined, name: string, wanted = true): boolean {
  const property = propertyOf(node, name);
  return property !== null && constantsOfNode(file, property.value)?.[0] === wanted;
}

/** `knex.raw('gen_random_uuid()')`, `knex.fn.uuid()`. */
function generatedDefault(file: SourceFile, node: Node): ColumnFact['generated'] {
  const plain = unwrap(node);
  if (plain.type !== 'CallExpression') return null;
  const { steps } = chainOf(file, plain, false);
  if (steps.at(-1)?.name === 'uuid' && steps.at(-2)?.name === 'fn') return 'uuid-v4';
  return generatedBy(renderSql(file, plain).text);
}
