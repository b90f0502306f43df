import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';
import { hole } from './sql-tokens.js';

const beforeTable: ReadonlySet<string> = new Set(['ONLY', 'LATERAL', 'IGNORE', 'LOW_PRIORITY', 'IF', 'NOT', 'EXISTS', 'TABLE']);

/**
 * The table that is named at a token, schema names left out, folded to lower case unless it is quoted.
 * @param isSource whether rows are read there: what is called there is a function, no table
 */
export function tableAt(tokens: readonly SqlToken[], at: number, to: number, isSource = false): SqlStatement['table'] {
  if (at < 0) return null;
  let i = at;
  while (i < to && beforeTable.has(tokens[i]!.text) && tokens[i]!.kind === 'word') i += 1;
  // the first table of `(a JOIN b ON …)`
  while (isSource && tokens[i]?.text === '(' && i + 1 < to) i += 1;
  if (isSource && startsQuery(tokens[i])) return null;
  let token = tokens[i];
  if (!token || i >= to) return null;
  while (tokens[i + 1]?.text === '.' && i + 2 < to) token = tokens[(i += 2)]!;
  // `orders_${year}` names a table that is not known
  if (isNamePart(token) && isNamePart(tokens[i + 1]) && tokens[i + 1]!.start === token.end) return null;
  if (token.kind === 'hole') return { hole: token.start };
  if (token.kind === 'quoted') {
    // `FROM "${table}"`, and a name of which a part is known
    if (token.text === hole) return { hole: token.start + 1 };
    return token.text.includes(hole) ? null : { name: token.text };
  }
  if (token.kind !== 'word' || (isSource && isCalled(tokens, i, to))) return null;
  return { name: token.text.toLowerCase() };
}

const isNamePart = (token: SqlToken | undefined): boolean => token?.kind === 'hole' || token?.kind === 'word';

/** `generate_series(1, 9)`, `ROWS FROM (…)`, but not `t TABLESAMPLE system (1)`. SQL Server's `t WITH (NOLOCK)` is a table too. */
const isCalled = (tokens: readonly SqlToken[], at: number, to: number): boolean =>
  at + 1 < to && (tokens[at + 1]!.text === '(' || (tokens[at]!.text === 'ROWS' && tokens[at + 1]!.text === 'FROM'));

export const startsQuery = (token: SqlToken | undefined): boolean =>
  token?.kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(token.text);

/** `FROM` of `IS [NOT] DISTINCT FROM`. */
export const isDistinctFrom = (tokens: readonly SqlToken[], from: number): boolean =>
  tokens[from - 1]?.text === 'DISTINCT' && ['IS', 'NOT'].includes(tokens[from - 2]?.text ?? '');

/** Every table that a statement names at any depth, those that its own WITH queries make left out. */
export function tablesOf(tokens: readonly SqlToken[], from: number, to: number): string[] {
  const names = new Set<string>();
  const add = (at: number, isSource: boolean): void => {
    const table = tableAt(tokens, at, to, isSource);
    if (table && 'name' in table) names.add(table.name);
  };
  // by depth: the word that begins the query there (`extract(day FROM x)` has none), and whether its tables are being listed
  const queries: string[] = [];
  const lists: boolean[] = [];
  for (let i = from; i < to; i += 1) {
    const { kind, text, depth } = tokens[i]!;
    if (kind === 'op') {
      if (text === '(' || text === '[') {
        queries[depth + 1] = '(';
        lists[depth + 1] = false;
      } else if (text === ',' && lists[depth]) add(i + 1, true);
    }
    if (kind !== 'word') continue;
    if (endOfList.has(text)) lists[depth] = false;
    if (['SELECT', 'DELETE', 'MERGE'].includes(text)) queries[depth] = text;
    if ((text === 'FROM' && queries[depth] !== '(' && !isDistinctFrom(tokens, i)) || (text === 'USING' && ['DELETE', 'MERGE'].includes(queries[depth] ?? ''))) {
      lists[depth] = true;
      add(i + 1, true);
    } else if (text === 'JOIN') add(i + 1, true);
    else if (text === 'INTO' && intoTable.has(tokens[i - 1]?.text ?? '')) add(i + 1, false);
    else if (text === 'UPDATE' && (i === from || tokens[i - 1]!.text === '(' || tokens[i - 1]!.text === ')')) {
      lists[depth] = true;
      add(i + 1, false);
    }
  }
  const ctes = withNames(tokens, from, to);
  return [...names].filter((name) => !ctes.has(name.toUpperCase()));
}

const endOfList: ReadonlySet<string> = new Set('WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR SET VALUES SELECT RETURNING WHEN UNION INTERSECT EXCEPT MINUS'.split(' '));

const intoTable: ReadonlySet<string> = new Set(['INSERT', 'REPLACE', 'MERGE', 'IGNORE', 'LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED']);

/** Names of WITH queries at any depth, upper case: only there does `AS (SELECT …)` follow a name. */
function withNames(tokens: readonly SqlToken[], from: number, to: number): Set<string> {
  const names = new Set<string>();
  for (let i = from + 1; i < to; i += 1) {
    if (tokens[i]!.text !== 'AS' || tokens[i]!.kind !== 'word') continue;
    let open = i + 1;
    while (['NOT', 'MATERIALIZED'].includes(tokens[open]?.text ?? '')) open += 1;
    if (tokens[open]?.text !== '(') continue;
    while (tokens[open]?.text === '(') open += 1;
    if (!startsQuery(tokens[open])) continue;
    let name = i - 1;
    if (tokens[name]!.text === ')') {
      const { depth } = tokens[name]!;
      while (name > from && !(tokens[name]!.text === '(' && tokens[name]!.depth === depth)) name -= 1;
      name -= 1;
    }
    if (name >= from) names.add(tokens[name]!.text.toUpperCase());
  }
  return names;
}
