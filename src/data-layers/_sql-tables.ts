import type { TableFact } from '../facts/backend.js';
import type { SqlTables } from '../documents/sql-tables.js';
import { addStatement } from '../documents/sql-tables.js';
import { dialectOf } from '../documents/sql-migrations.js';
import type { SqlStatement } from '../documents/sql-statement.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { renderSql } from './_sql-render.js';
import { statementsOf } from './_sql-text.js';

/**
 * Tables that SQL text in code creates, such as that of a migration; what later text of the same file alters is part
 * of them. Tables and columns stand at the literal that declares them.
 * @param texts expressions that hold SQL text, in the order of execution
 */
export function sqlTables(file: SourceFile, texts: readonly Node[], layer: string): Omit<TableFact, 'kind'>[] {
  if (texts.length === 0) return [];
  const tables: SqlTables = new Map();
  for (const node of texts) {
    const rendered = renderSql(file, node);
    if (!/\b(create|alter)\b/i.test(rendered.text)) continue;
    const isPostgres = dialectOf(rendered.text) === 'postgres';
    for (const statement of statementsOf(file, rendered.text)) {
      const { start } = statement.at;
      const literal = rendered.pieces.find((p) => start >= p.start && start < p.end)?.literal ?? spanOf(node);
      addStatement(tables, isPostgres ? inPostgres(statement) : statement, () => literal);
    }
  }
  return [...tables.values()].map((table) => ({ layer, symbol: null, cls: null, ...table }));
}

/**
 * In PostgreSQL `timestamp` is short for `timestamp without time zone` (postgresql.org/docs/current/datatype-datetime.html).
 * Written out here, as one file may hold the same table for several databases.
 */
const inPostgres = (statement: SqlStatement): SqlStatement => ({
  ...statement,
  declares: statement.declares.map((column) => (column.type !== null && /^timestamp\s*(\(\s*\d\s*\))?$/.test(column.type) ? { ...column, type: `${column.type} without time zone` } : column)),
});
