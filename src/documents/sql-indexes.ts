import type { SqlIndex } from './sql-constraints.js';
import { columnNames } from './sql-constraints.js';
import { tableAt } from './sql-sources.js';
import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** The table and the columns of CREATE INDEX; full-text, spatial and partial indexes and those over expressions come as none. */
export function readIndex(tokens: readonly SqlToken[], from: number, to: number): { table: SqlStatement['table']; indexes: SqlIndex[] } {
  let on = from;
  while (on < to && !(tokens[on]!.text === 'ON' && tokens[on]!.kind === 'word')) on += 1;
  const table = on < to ? tableAt(tokens, on + 1, to) : null;
  const isSpecial = tokens.slice(from, on).some(({ kind, text }) => kind === 'word' && (text === 'FULLTEXT' || text === 'SPATIAL'));
  const isPartial = tokens.slice(on, to).some(({ kind, text, depth }) => kind === 'word' && text === 'WHERE' && depth === tokens[from]!.depth);
  const columns = isSpecial || isPartial ? null : columnNames(tokens, on, to);
  if (!columns || columns.length === 0) return { table, indexes: [] };
  const unique = tokens.slice(from, on).some(({ kind, text }) => kind === 'word' && text === 'UNIQUE');
  return { table, indexes: [{ columns, unique, at: { start: tokens[from]!.start, end: tokens[to - 1]!.end } }] };
}
