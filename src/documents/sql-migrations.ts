import type { ColumnFact, TableFact } from '../facts/backend.js';
import type { Problem } from '../facts/source.js';
import { readSql } from './sql.js';
import type { SqlColumn } from './sql-columns.js';

/**
 * Tables that a `.sql` file creates; what the file itself alters later (primary keys, defaults, columns) is part of them.
 * Columns added to tables that another file creates come as a table of just those columns.
 * Does not see: tables made inside functions, `CREATE TABLE … AS`, `LIKE` of another table.
 */
export function readSqlMigration(path: string, text: string): { tables: TableFact[]; problems: Problem[] } {
  if (text.includes('\u0000')) return { tables: [], problems: [{ path, message: 'no SQL text: it holds NUL bytes' }] };
  const tables = new Map<string, { name: string; columns: ColumnFact[]; retypes?: TableFact['retypes']; at: TableFact['at'] }>();
  const dialect = dialectOf(text);
  const clean = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  for (const statement of readSql(clean)) {
    if (statement.verb !== 'create-table' && statement.verb !== 'alter-table') continue;
    const name = statement.table && 'name' in statement.table ? statement.table.name : null;
    if (name === null) continue;
    const key = name.toLowerCase();
    let table = tables.get(key);
    if (!table) {
      if (statement.verb === 'alter-table' && statement.declares.length + statement.retypes.length === 0) continue;
      tables.set(key, (table = { name, columns: [], at: statement.at }));
    }
    table.columns.push(...statement.declares.map(columnFact));
    if (statement.retypes.length > 0) table.retypes = [...(table.retypes ?? []), ...statement.retypes];
    for (const change of statement.alters) {
      const index = table.columns.findIndex((c) => c.name.toLowerCase() === change.column);
      const column = table.columns[index];
      if (!column) continue;
      table.columns[index] = {
        ...column,
        primaryKey: column.primaryKey || change.primaryKey,
        nullable: change.primaryKey ? false : column.nullable,
        generated: change.generated ?? column.generated,
        at: change.generated ? change.at : column.at,
      };
    }
  }
  return {
    tables: [...tables.values()].map((table) => ({ kind: 'table', layer: 'sql', symbol: null, cls: null, ...(dialect && { dialect }), ...table })),
    problems: [],
  };
}

/** The database that a text is written for, by words that no other one has; `null` where none stands in it. */
export function dialectOf(text: string): TableFact['dialect'] | null {
  if (/`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bMergeTree\b/i.test(text)) return /MergeTree/i.test(text) ? 'other' : 'mysql';
  if (/\bAUTOINCREMENT\b|\bPRAGMA\b|WITHOUT ROWID/i.test(text)) return 'sqlite';
  if (/\bNVARCHAR\b|\bVARCHAR2\b|\bIDENTITY\s*\(1|\bDATETIME2\b|\bGETDATE\s*\(/i.test(text)) return 'other';
  return /\btimestamptz\b|::\w|\bjsonb\b|\b(big|small)?serial\b|\bbytea\b|gen_random_uuid|uuid_generate|create\s+extension|plpgsql|without time zone|with time zone|"public"\.|\bpublic\./i.test(text) ? 'postgres' : null;
}

/** A column of SQL as the vocabulary has it. */
export function columnFact(column: SqlColumn): ColumnFact {
  return {
    name: column.name,
    type: column.type,
    primaryKey: column.primaryKey,
    unique: column.unique,
    nullable: column.nullable,
    generated: column.generated,
    references: column.references === null ? null : { table: column.references, value: null },
    at: column.at,
  };
}
