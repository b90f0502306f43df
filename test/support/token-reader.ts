import type { SqlColumn } from '../../src/documents/sql-columns.js';
import { readSql } from '../../src/documents/sql.js';
import type { ColumnReading, Reading } from './postgres-reader.js';
import { canonicalExpression, canonicalType } from './postgres-reader.js';

/** Statements as our own reader has them, in the words of `Reading`. */
export function readWithTokens(text: string): Reading[] {
  return readSql(text).map((statement) => {
    const isWrite = statement.verb === 'insert' || statement.verb === 'update' || statement.verb === 'delete';
    const isQuery = isWrite || statement.verb === 'select';
    const isDefinition = statement.verb === 'create-table' || statement.verb === 'alter-table';
    const table = statement.table && 'name' in statement.table ? statement.table.name : null;
    return {
      verb: statement.verb,
      tables: isQuery || isDefinition ? [...statement.tables].sort() : null,
      table: isQuery || isDefinition || statement.verb === 'create-index' ? table : null,
      columns: isQuery ? statement.columns : null,
      limit: statement.verb !== 'select' || !statement.limit ? null : (statement.limit.constant ?? 'some'),
      offsets: isQuery ? statement.offsets.length : 0,
      where: isQuery && statement.verb !== 'insert' && statement.where !== null,
      reduced: statement.verb === 'select' && statement.reduced,
      computes: statement.computes,
      upsert: statement.upsert,
      declares: statement.declares.map(columnReading),
      alters: statement.alters.flatMap((change) => [
        ...(change.primaryKey ? [`${change.column} pk`] : []),
        ...(change.unique ? [`${change.column} unique`] : []),
        ...(change.references === undefined ? [] : [`${change.column} -> ${change.references}`]),
        ...(change.nullable === undefined ? [] : [`${change.column} ${change.nullable ? 'null' : 'not-null'}`]),
        ...(change.generated ? [`${change.column} ${change.generated}`] : []),
      ]),
      retypes: statement.retypes.map(({ column, type }) => `${column} ${canonicalType(type)}`),
      indexes: statement.indexes.map(({ columns, unique }) => `${columns.join('+')}${unique ? ' unique' : ''}`),
    };
  });
}

const columnReading = (column: SqlColumn): ColumnReading => ({
  name: column.name,
  type: column.type === null ? null : canonicalType(column.type),
  default: column.default === null ? null : canonicalExpression(column.default),
  primaryKey: column.primaryKey,
  unique: column.unique,
  nullable: column.nullable,
  // `integer primary key` is SQLite's row id
  increment: column.generated === 'increment' && !(column.type === 'integer' && column.primaryKey && !/nextval/.test(column.default ?? '')),
  references: column.references,
});
