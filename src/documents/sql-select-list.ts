import { closing } from './sql-scopes.js';
import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** The columns of a select or RETURNING list. */
export function listOf(
  tokens: readonly SqlToken[],
  from: number,
  to: number,
  depth: number,
): { columns: SqlStatement['columns']; holes: number[]; computes: SqlStatement['computes'] } {
  let i = from;
  while (i < to && ['DISTINCT', 'ALL', 'SQL_CALC_FOUND_ROWS'].includes(tokens[i]!.text)) i += 1;
  if (tokens[i]?.text === 'ON') {
    i += 2;
    while (i < to && tokens[i]!.depth > depth) i += 1;
    i += 1;
  }
  if (tokens[i]?.text === 'TOP') i += tokens[i + 1]?.text === '(' ? 4 : 2;
  let all = false;
  let plain = 0;
  const holes: number[] = [];
  const functions: string[] = [];
  let items = 0;
  for (let start = i; start < to; ) {
    let end = start;
    while (end < to && !(tokens[end]!.text === ',' && tokens[end]!.depth === depth) && tokens[end]!.depth >= depth) end += 1;
    if (end > start) {
      items += 1;
      const first = tokens[start]!;
      const computed = computedBy(tokens, start, end);
      if (starAt(tokens, start, end)) all = true;
      else if (first.kind === 'hole' && end === start + 1) holes.push(first.start);
      else if (computed !== null) functions.push(computed);
      else plain += 1;
    }
    if (end < to && tokens[end]!.depth < depth) break;
    start = end + 1;
  }
  if (all) return { columns: 'all', holes: [], computes: null };
  if (items === 0) return { columns: null, holes: [], computes: null };
  const only = (names: readonly string[]): boolean =>
    plain === 0 && holes.length === 0 && functions.every((f) => names.includes(f));
  if (only(['COUNT'])) return { columns: 'none', holes: [], computes: 'count' };
  if (only(['EXISTS'])) return { columns: 'none', holes: [], computes: 'exists' };
  if (only(aggregates)) return { columns: 'none', holes: [], computes: 'aggregate' };
  return { columns: holes.length > 0 ? null : 'chosen', holes: plain + functions.length === 0 ? holes : [], computes: null };
}

const aggregates = ['COUNT', 'SUM', 'MIN', 'MAX', 'AVG'];
/** Functions that give what their first argument computes: `coalesce(sum(x), 0)`. */
const sameAsFirst: ReadonlySet<string> = new Set(['COALESCE', 'IFNULL', 'ISNULL', 'ROUND', 'CAST']);

/** The function that an item of the list begins with; window functions compute nothing, they go with every row. */
function computedBy(tokens: readonly SqlToken[], start: number, end: number): string | null {
  let i = start;
  while (i < end && ((sameAsFirst.has(tokens[i]!.text) && tokens[i + 1]?.text === '(') || tokens[i]!.text === '(')) i += tokens[i]!.text === '(' ? 1 : 2;
  const name = tokens[i];
  if (i + 1 >= end || name?.kind !== 'word' || tokens[i + 1]!.text !== '(') return null;
  let behind = closing(tokens, i + 1, end) + 1;
  if (tokens[behind]?.text === 'FILTER') behind = closing(tokens, behind + 1, end) + 1;
  return behind < end && tokens[behind]!.text === 'OVER' ? null : name.text;
}

/** `*`, `t.*`, `"s"."t".*`, possibly with an alias behind. */
function starAt(tokens: readonly SqlToken[], start: number, end: number): boolean {
  for (let i = start; i < Math.min(end, start + 5); i += 1) {
    const token = tokens[i]!;
    if (token.text === '*' && token.kind === 'op') return i === start || tokens[i - 1]!.text === '.';
    if (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'hole' && token.text !== '.') return false;
  }
  return false;
}
