import type { TableFact } from '../facts/backend.js';
import type { SqlTables } from '../documents/sql-tables.js';
import { addStatement } from '../documents/sql-tables.js';
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
    for (const statement of statementsOf(file, rendered.text)) {
      const { start } = statement.at;
      const literal = rendered.pieces.find((p) => start >= p.start && start < p.end)?.literal ?? spanOf(node);
      addStatement(tables, statement, () => literal);
    }
  }
  return [...tables.values()].map((table) => ({ layer, symbol: null, cls: null, ...table }));
}
