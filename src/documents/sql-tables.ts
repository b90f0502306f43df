import type { ColumnFact, TableFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { SqlAlteration } from './sql-alterations.js';
import type { SqlColumn } from './sql-columns.js';
import type { SqlStatement } from './sql-statement.js';

/** Tables that statements declare so far, by name in lower case. */
export type SqlTables = Map<string, SqlTable>;

interface SqlTable extends Pick<TableFact, 'at' | 'retypes'> {
  /** `null` for a name that is put in: `CREATE TABLE "${table}" (…)`. */
  readonly name: string | null;
  readonly columns: ColumnFact[];
  retypes?: NonNullable<TableFact['retypes']>;
  indexes?: NonNullable<TableFact['indexes']>;
}

/**
 * Adds what a statement says of tables to those that earlier statements declare.
 * @param place where something that stands at an offset of the statement's text is reported
 */
export function addStatement(tables: SqlTables, statement: SqlStatement, place: (at: Span) => Span): void {
  const { verb, declares, alters, retypes, indexes } = statement;
  if (verb !== 'create-table' && verb !== 'alter-table' && verb !== 'create-index') return;
  const name = statement.table && 'name' in statement.table ? statement.table.name : null;
  if (name === null && (verb !== 'create-table' || declares.length === 0)) return;
  const key = name?.toLowerCase() ?? `unknown ${tables.size}`;
  let table = tables.get(key);
  if (!table) {
    if (verb !== 'create-table' && declares.length + retypes.length + indexes.length === 0) return;
    // a table that only later changes are known of says so by its `retypes`
    tables.set(key, (table = { name, columns: [], at: place(statement.at), ...(verb !== 'create-table' && declares.length === 0 && { retypes: [] }) }));
  }
  table.columns.push(...declares.map((column) => columnFact(column, place(column.at))));
  if (retypes.length > 0) table.retypes = [...(table.retypes ?? []), ...retypes.map((one) => ({ ...one, at: place(one.at) }))];
  if (verb === 'create-table' || indexes.length > 0) table.indexes = [...(table.indexes ?? []), ...indexes.map((one) => ({ ...one, at: place(one.at) }))];
  for (const change of alters) {
    const index = table.columns.findIndex((column) => column.name.toLowerCase() === change.column);
    const column = table.columns[index];
    if (column) table.columns[index] = changed(column, change, place);
  }
}

const changed = (column: ColumnFact, change: SqlAlteration, place: (at: Span) => Span): ColumnFact => ({
  ...column,
  primaryKey: column.primaryKey || change.primaryKey === true,
  unique: column.unique || change.unique === true,
  nullable: change.primaryKey ? false : (change.nullable ?? column.nullable),
  generated: change.generated ?? column.generated,
  references: change.references === undefined ? column.references : { table: change.references, value: null },
  at: change.generated ? place(change.at) : column.at,
});

const columnFact = (column: SqlColumn, at: Span): ColumnFact => ({
  name: column.name,
  type: column.type,
  primaryKey: column.primaryKey,
  unique: column.unique,
  nullable: column.nullable,
  generated: column.generated,
  references: column.references === null ? null : { table: column.references, value: null },
  at,
});
