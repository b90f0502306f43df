import { generatedBy } from './sql-columns.js';
import { closing } from './sql-scopes.js';
import { tableAt } from './sql-sources.js';
import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** Columns that an INSERT, at any depth, fills with a random UUID that the database makes: by the list of values or the select list. */
export function randomColumnsOf(tokens: readonly SqlToken[], from: number, to: number): SqlStatement['randomColumns'] {
  const found: SqlStatement['randomColumns'][number][] = [];
  for (let i = from; i < to; i += 1) {
    if (tokens[i]!.text !== 'INTO' || tokens[i]!.kind !== 'word') continue;
    let open = i + 1;
    while (open < to && tokens[open]!.text !== '(' && tokens[open]!.text !== 'SELECT' && tokens[open]!.text !== 'VALUES') open += 1;
    if (tokens[open]?.text !== '(') continue;
    const columns = listOf(tokens, open + 1, closing(tokens, open, to));
    const table = tableAt(tokens, i + 1, to);
    let behind = closing(tokens, open, to) + 1;
    if (tokens[behind]?.text === 'OVERRIDING') behind += 3;
    const row = tokens[behind]?.text === 'VALUES' && tokens[behind + 1]?.text === '(' ? behind + 2 : tokens[behind]?.text === 'SELECT' ? behind + 1 : to;
    listOf(tokens, row, to).forEach(([start, end], position) => {
      const name = columns[position] ? tokens[columns[position][1] - 1]! : null;
      const text = tokens.slice(start, end).map((token) => token.text).join('');
      if (!name || tokens[end - 1]?.text !== ')' || closing(tokens, start + 1, end) !== end - 1 || generatedBy(text) !== 'uuid-v4') return;
      found.push({ table: table && 'name' in table ? table.name : null, column: name.kind === 'word' ? name.text.toLowerCase() : name.text, at: { start: tokens[start]!.start, end: tokens[end - 1]!.end } });
    });
  }
  return found;
}

/** The items of a list that begins at a token: where each starts and ends. */
function listOf(tokens: readonly SqlToken[], from: number, to: number): [number, number][] {
  const items: [number, number][] = [];
  const depth = tokens[from]?.depth ?? 0;
  let start = from;
  for (let i = from; i <= to; i += 1) {
    const token = i < to ? tokens[i] : undefined;
    const isEnd = !token || token.depth < depth || (token.depth === depth && /^(?:FROM|WHERE|ON|RETURNING|UNION)$/.test(token.text) && token.kind === 'word');
    if (!isEnd && !(token.text === ',' && token.depth === depth)) continue;
    if (i > start) items.push([start, i]);
    if (isEnd) break;
    start = i + 1;
  }
  return items;
}
