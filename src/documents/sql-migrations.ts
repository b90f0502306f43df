import type { TableFact } from '../facts/backend.js';
import type { Problem } from '../facts/source.js';
import { readSql } from './sql.js';
import type { SqlTables } from './sql-tables.js';
import { addStatement } from './sql-tables.js';

/**
 * Tables that a `.sql` file creates; what the file itself alters later (keys, defaults, columns, indexes) is part of them.
 * Columns added to tables that another file creates come as a table of just those columns, types changed there and
 * indexes made there as a table of none.
 * Does not see: tables made inside functions, `CREATE TABLE … AS`, `LIKE` of another table, columns dropped or renamed.
 */
export function readSqlMigration(path: string, text: string): { tables: TableFact[]; problems: Problem[] } {
  if (text.includes('\u0000')) return { tables: [], problems: [{ path, message: 'no SQL text: it holds NUL bytes' }] };
  const tables: SqlTables = new Map();
  const dialect = dialectOf(text);
  const clean = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  for (const statement of readSql(clean)) addStatement(tables, statement, (at) => at);
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
