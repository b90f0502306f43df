import type { ColumnFact, TableFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import { readSql } from '../documents/sql.js';
import { columnFact } from '../documents/sql-migrations.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { renderSql } from './_sql-render.js';

interface Draft {
  readonly name: string;
  readonly columns: ColumnFact[];
  retypes?: TableFact['retypes'];
  readonly at: Span;
}

/**
 * Tables that SQL text in code creates, such as that of a migration; what later text of the same file alters is part
 * of them. Tables and columns stand at the literal that declares them.
 * @param texts expressions that hold SQL text, in the order of execution
 */
export function sqlTables(file: SourceFile, texts: readonly Node[], layer: string): Omit<TableFact, 'kind'>[] {
  const tables = new Map<string, Draft>();
  for (const node of texts) {
    const rendered = renderSql(file, node);
    if (!/\b(create|alter)\b/i.test(rendered.text)) continue;
    for (const statement of readSql(rendered.text)) {
      if (statement.verb !== 'create-table' && statement.verb !== 'alter-table') continue;
      const name = statement.table && 'name' in statement.table ? statement.table.name : null;
      if (name === null) continue;
      const literal = rendered.pieces.find((p) => statement.at.start >= p.start && statement.at.start < p.end)?.literal ?? spanOf(node);
      const key = name.toLowerCase();
      let table = tables.get(key);
      if (!table) {
        if (statement.verb === 'alter-table' && statement.declares.length + statement.retypes.length === 0) continue;
        tables.set(key, (table = { name, columns: [], at: literal }));
      }
      table.columns.push(...statement.declares.map((column) => ({ ...columnFact(column), at: literal })));
      if (statement.retypes.length > 0) table.retypes = [...(table.retypes ?? []), ...statement.retypes.map((one) => ({ ...one, at: literal }))];
      for (const change of statement.alters) {
        const index = table.columns.findIndex((c) => c.name.toLowerCase() === change.column.toLowerCase());
        const column = table.columns[index];
        if (!column) continue;
        table.columns[index] = {
          ...column,
          primaryKey: column.primaryKey || change.primaryKey,
          nullable: change.primaryKey ? false : column.nullable,
          generated: change.generated ?? column.generated,
          at: change.generated ? literal : column.at,
        };
      }
    }
  }
  return [...tables.values()].map((table) => ({ layer, symbol: null, cls: null, ...table }));
}
