import type { Span } from '../facts/source.js';
import type { SqlColumn } from './sql-columns.js';
import { readAlteration, readColumns } from './sql-columns.js';
import type { SqlToken } from './sql-tokens.js';
import { sqlTokens } from './sql-tokens.js';

export type SqlVerb =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'create-table'
  | 'alter-table'
  | 'create-index'
  | 'transaction'
  | 'other';

/** One statement, as far as a tokenizer tells; offsets are in the text. */
export interface SqlStatement {
  readonly verb: SqlVerb;
  readonly at: Span;
  /** Every table it names, schema names left out, names of its own WITH queries left out. */
  readonly tables: readonly string[];
  /** The table that its rows come from or go to: its name, or the hole that stands for it. */
  readonly table: { readonly name: string } | { readonly hole: number } | null;
  /** What a row of the result holds; `none` for counts and for writes that return nothing. */
  readonly columns: 'all' | 'chosen' | 'none' | null;
  /** Holes that make up the list of columns, when nothing else does. */
  readonly columnHoles: readonly number[];
  /** The row limit, `constant` where it is a number. */
  readonly limit: { readonly at: Span; readonly constant: number | null } | null;
  /** OFFSET clauses, in subqueries too; `LIMIT a, b` is one. `OFFSET 0` is none. */
  readonly offsets: readonly { readonly clause: string; readonly at: Span }[];
  readonly where: Span | null;
  /**
   * Something other than WHERE and LIMIT decides how many rows come: DISTINCT, an inner join, a set operation, GROUP BY.
   * GROUP BY behind an outer join keeps the rows of the main table.
   */
  readonly reduced: boolean;
  /** A hole stands where a clause could: there may be a WHERE or LIMIT that the text does not show. */
  readonly open: boolean;
  /** What the select list computes instead of rows. */
  readonly computes: 'count' | 'exists' | 'aggregate' | null;
  readonly upsert: boolean;
  /** Columns that CREATE TABLE declares or ALTER TABLE adds. */
  readonly declares: readonly SqlColumn[];
  /** Columns that ALTER TABLE makes a primary key, or whose default it sets. */
  readonly alters: readonly { readonly column: string; readonly primaryKey: boolean; readonly generated: SqlColumn['generated']; readonly at: Span }[];
  /** Columns whose type ALTER TABLE changes, and the type, written as that of a column. */
  readonly retypes: readonly { readonly column: string; readonly type: string; readonly at: Span }[];
}

/** Reads the statements of SQL text in any dialect, in linear time. Never throws. */
export function readSql(text: string): SqlStatement[] {
  const tokens = sqlTokens(text);
  const statements: SqlStatement[] = [];
  let start = 0;
  for (let i = 0; i <= tokens.length; i += 1) {
    if (i < tokens.length && tokens[i]!.text !== ';') continue;
    if (i > start) statements.push(readStatement(tokens, start, i));
    start = i + 1;
  }
  return statements;
}

const verbs: Readonly<Record<string, SqlVerb>> = {
  SELECT: 'select',
  VALUES: 'select',
  INSERT: 'insert',
  REPLACE: 'insert',
  UPDATE: 'update',
  DELETE: 'delete',
  MERGE: 'update',
  BEGIN: 'transaction',
  START: 'transaction',
  COMMIT: 'transaction',
  ROLLBACK: 'transaction',
  SAVEPOINT: 'transaction',
};

/** A range of tokens and what is needed to look at one nesting level of it. */
interface Scope {
  readonly tokens: readonly SqlToken[];
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Token ranges of the WITH queries by name. */
  readonly ctes: ReadonlyMap<string, readonly [number, number]>;
}

function readStatement(tokens: readonly SqlToken[], from: number, to: number): SqlStatement {
  const at = { start: tokens[from]!.start, end: tokens[to - 1]!.end };
  const scope = mainScope(tokens, from, to);
  const verb = verbOf(scope);
  const result = rowsOf(scope, verb, 0);
  const ctes = new Set(scope.ctes.keys());
  const isDefinition = verb === 'create-table' || verb === 'alter-table';
  const name = isDefinition ? definedTable(scope) : null;
  return {
    verb,
    at,
    tables: isDefinition ? (name ? [name] : []) : tablesOf(tokens, from, to).filter((t) => !ctes.has(t.toUpperCase())),
    table: isDefinition ? (name ? { name } : null) : result.table,
    columns: result.columns,
    columnHoles: result.columnHoles,
    limit: result.limit,
    offsets: isDefinition ? [] : offsetsOf(tokens, from, to),
    where: result.where,
    reduced: result.reduced,
    open: result.open,
    computes: result.computes,
    upsert: verb === 'insert' && isUpsert(scope),
    declares: verb === 'create-table' ? readColumns(tokens, scope.from, to) : [],
    alters: [],
    retypes: [],
    ...(verb === 'alter-table' ? readAlteration(tokens, scope.from, to) : {}),
  };
}

/** Skips WITH queries, EXPLAIN and an opening parenthesis. */
function mainScope(tokens: readonly SqlToken[], from: number, to: number): Scope {
  const ctes = new Map<string, readonly [number, number]>();
  let i = from;
  while (i < to && (tokens[i]!.text === '(' || tokens[i]!.text === 'EXPLAIN' || tokens[i]!.text === 'ANALYZE')) i += 1;
  if (tokens[i]?.text === 'WITH' && i < to) {
    const depth = tokens[i]!.depth;
    i += 1;
    if (tokens[i]?.text === 'RECURSIVE') i += 1;
    // name [(columns)] AS [[NOT] MATERIALIZED] ( query ) [, …]
    while (i < to) {
      const name = tokens[i]!;
      while (i < to && tokens[i]!.text !== 'AS' && !(tokens[i]!.depth === depth && startsMain(tokens[i]!))) i += 1;
      if (tokens[i]?.text !== 'AS') break;
      while (i < to && !(tokens[i]!.text === '(' && tokens[i]!.depth === depth)) i += 1;
      const open = i;
      i += 1;
      while (i < to && tokens[i]!.depth > depth) i += 1;
      ctes.set(name.text.toUpperCase(), [open + 1, Math.min(i, to)]);
      i += 1;
      if (tokens[i]?.text !== ',') break;
      i += 1;
    }
  }
  const start = Math.min(i, to - 1);
  return { tokens, from: start, to, depth: tokens[start]!.depth, ctes };
}

const startsMain = (token: SqlToken): boolean => token.kind === 'word' && ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(token.text);

function verbOf({ tokens, from, to }: Scope): SqlVerb {
  const first = tokens[from]!;
  if (first.kind !== 'word') return 'other';
  if (Object.hasOwn(verbs, first.text)) return verbs[first.text]!;
  if (first.text !== 'CREATE' && first.text !== 'ALTER') return 'other';
  for (let i = from + 1; i < Math.min(to, from + 6); i += 1) {
    const word = tokens[i]!.text;
    if (word === 'TABLE') return first.text === 'CREATE' ? 'create-table' : 'alter-table';
    if (word === 'INDEX') return first.text === 'CREATE' ? 'create-index' : 'other';
    if (['VIEW', 'FUNCTION', 'TRIGGER', 'TYPE', 'POLICY', 'SEQUENCE', 'AS'].includes(word)) return 'other';
  }
  return 'other';
}

interface Rows {
  readonly table: SqlStatement['table'];
  readonly columns: SqlStatement['columns'];
  readonly columnHoles: readonly number[];
  readonly limit: SqlStatement['limit'];
  readonly where: Span | null;
  readonly reduced: boolean;
  readonly open: boolean;
  readonly computes: SqlStatement['computes'];
}

const noRows: Rows = { table: null, columns: null, columnHoles: [], limit: null, where: null, reduced: false, open: false, computes: null };
const reducing: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'HAVING']);
/** Joins that keep every row of the left table. */
const keepingJoins: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'FULL', 'OUTER', 'CROSS', 'NATURAL', 'LATERAL', 'APPLY']);

function rowsOf(scope: Scope, verb: SqlVerb, nesting: number): Rows {
  const { tokens, from, to, depth } = scope;
  const clauses = { select: -1, list: -1, source: -1, where: -1, limit: -1, returning: -1 };
  let open = false;
  let reduced = false;
  let groups = false;
  let joins = false;
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.depth < depth) break; // the parenthesis that a subquery stands in ends
    if (token.depth !== depth) continue;
    if (token.kind === 'hole' && i > from && endsOperand(tokens[i - 1]!) && clauses.list !== i - 1) open = true;
    if (token.kind !== 'word') continue;
    const previous = tokens[i - 1]?.text;
    groups ||= token.text === 'GROUP';
    joins ||= token.text === 'JOIN' && keepingJoins.has(previous ?? '');
    reduced ||= reducing.has(token.text) || (token.text === 'DISTINCT' && previous === 'SELECT') || (token.text === 'JOIN' && !keepingJoins.has(previous ?? ''));
    switch (token.text) {
      case 'SELECT':
        if (clauses.select < 0) clauses.select = i;
        break;
      case 'FROM':
        if (clauses.source < 0 && !isDistinctFrom(tokens, i)) clauses.source = i + 1;
        break;
      case 'INTO':
        if (clauses.source < 0 && verb === 'insert') clauses.source = i + 1;
        break;
      case 'UPDATE':
        if (i === from) clauses.source = i + 1;
        break;
      case 'WHERE':
        if (clauses.where < 0) clauses.where = i;
        break;
      case 'LIMIT':
      case 'FETCH':
      case 'TOP':
        if (clauses.limit < 0 && previous !== '.' && tokens[i + 1]?.text !== 'ALL') clauses.limit = i;
        break;
      case 'RETURNING':
      case 'OUTPUT':
        if (clauses.returning < 0 && verb !== 'select') clauses.returning = i;
        break;
    }
  }
  reduced ||= groups && !joins;
  let where = clauses.where < 0 ? null : { start: tokens[clauses.where]!.start, end: tokens[clauses.where]!.end };
  let limit = clauses.limit < 0 ? null : limitAt(tokens, clauses.limit, to);
  if (verb === 'insert' || verb === 'update' || verb === 'delete') {
    const table = tableAt(tokens, clauses.source, to);
    if (clauses.returning < 0) return { ...noRows, table, columns: open && verb !== 'insert' ? null : 'none', limit, where, open };
    const list = listOf(tokens, clauses.returning + 1, to, depth);
    return { ...noRows, table, columns: list.columns, columnHoles: list.holes, limit, where, open };
  }
  if (verb !== 'select' || clauses.select < 0)
    return { ...noRows, limit, where, open: open || tokens[from]!.kind === 'hole' };
  const end = clauses.source < 0 ? to : clauses.source - 1;
  const list = listOf(tokens, clauses.select + 1, end, depth);
  let table = tableAt(tokens, clauses.source, to);
  let { columns } = list;
  let columnHoles: readonly number[] = list.holes;
  // the rows of a subquery or WITH query are what it selects
  const inner = table && 'name' in table ? scope.ctes.get(table.name.toUpperCase()) : subqueryAt(tokens, clauses.source, to);
  if (inner && inner[1] > inner[0] && nesting < 4) {
    const innerScope = { ...scope, from: inner[0], to: inner[1], depth: tokens[inner[0]]!.depth };
    const rows = rowsOf(innerScope, verbOf(innerScope), nesting + 1);
    table = rows.table;
    where ??= rows.where;
    limit ??= rows.limit;
    reduced ||= rows.reduced || rows.computes !== null;
    open ||= rows.open;
    if (columns === 'all') ({ columns, columnHoles } = rows);
  }
  return { table, columns, columnHoles, limit, where, reduced, open, computes: list.computes };
}

/** Whether a token can end an expression: a hole behind it is a clause of its own. */
function endsOperand(token: SqlToken): boolean {
  if (token.kind === 'word') return !operandFollows.has(token.text);
  return token.kind !== 'op' || token.text === ')' || token.text === '*';
}

const operandFollows: ReadonlySet<string> = new Set(
  (
    'SELECT DISTINCT ALL FROM JOIN ONLY LATERAL INTO UPDATE TABLE SET WHERE AND OR NOT IN ON AS BY HAVING LIMIT OFFSET VALUES ' +
    'LIKE ILIKE BETWEEN IS CASE WHEN THEN ELSE RETURNING USING INTERVAL TOP FETCH FIRST NEXT ANY SOME EXISTS WITH UNION EXCEPT INTERSECT REGEXP SIMILAR TO DEFAULT'
  ).split(' '),
);

const isDistinctFrom = (tokens: readonly SqlToken[], from: number): boolean =>
  tokens[from - 1]?.text === 'DISTINCT' && ['IS', 'NOT'].includes(tokens[from - 2]?.text ?? '');

function limitAt(tokens: readonly SqlToken[], at: number, to: number): NonNullable<SqlStatement['limit']> {
  let end = at + 1;
  if (tokens[at]!.text === 'FETCH') end += 1;
  const amount = tokens[end];
  if (tokens[end]?.text === '(') end += 1;
  const value = tokens[end] && end < to ? tokens[end]! : amount;
  // MySQL: LIMIT offset, count
  const count = tokens[end + 1]?.text === ',' ? tokens[end + 2] : value;
  return {
    at: { start: tokens[at]!.start, end: (value ?? tokens[at]!).end },
    constant: count?.kind === 'number' ? Number(count.text) : null,
  };
}

/** The columns of a select or RETURNING list. */
function listOf(
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
      const last = starAt(tokens, start, end);
      if (last) all = true;
      else if (first.kind === 'hole' && end === start + 1) holes.push(first.start);
      else if (first.kind === 'word' && tokens[start + 1]?.text === '(') functions.push(first.text);
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

/** `*`, `t.*`, `"s"."t".*`, possibly with an alias behind. */
function starAt(tokens: readonly SqlToken[], start: number, end: number): boolean {
  for (let i = start; i < Math.min(end, start + 5); i += 1) {
    const token = tokens[i]!;
    if (token.text === '*' && token.kind === 'op') return i === start || tokens[i - 1]!.text === '.';
    if (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'hole' && token.text !== '.') return false;
  }
  return false;
}

function tableAt(tokens: readonly SqlToken[], at: number, to: number): SqlStatement['table'] {
  if (at < 0) return null;
  let i = at;
  while (i < to && ['ONLY', 'LATERAL', 'IGNORE', 'LOW_PRIORITY', 'IF', 'NOT', 'EXISTS', 'TABLE'].includes(tokens[i]!.text) && tokens[i]!.kind === 'word') i += 1;
  let token = tokens[i];
  if (!token || i >= to) return null;
  // schema.table
  while (tokens[i + 1]?.text === '.' && i + 2 < to) token = tokens[(i += 2)]!;
  if (token.kind === 'hole') return { hole: token.start };
  if (token.kind === 'quoted') return { name: token.text };
  return token.kind === 'word' ? { name: nameOf(token) } : null;
}

/** Words are folded to lower case, as PostgreSQL does; the reader is about names, not about case. */
const nameOf = (token: SqlToken): string => (token.kind === 'quoted' ? token.text : token.text.toLowerCase());

function subqueryAt(tokens: readonly SqlToken[], at: number, to: number): readonly [number, number] | undefined {
  let i = at;
  if (at < 0 || tokens[i]?.text === 'LATERAL') i += 1;
  if (i < 0 || tokens[i]?.text !== '(' || tokens[i + 1]?.text !== 'SELECT') return undefined;
  const { depth } = tokens[i]!;
  let end = i + 1;
  while (end < to && tokens[end]!.depth > depth) end += 1;
  return [i + 1, end];
}

function definedTable({ tokens, from, to }: Scope): string | null {
  for (let i = from; i < to; i += 1)
    if (tokens[i]!.text === 'TABLE') {
      const table = tableAt(tokens, i + 1, to);
      return table && 'name' in table ? table.name : null;
    }
  return null;
}

function tablesOf(tokens: readonly SqlToken[], from: number, to: number): string[] {
  const names = new Set<string>();
  // whether the parenthesis at this depth holds a query: `extract(day FROM x)` does not
  const queries: boolean[] = [];
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.text === '(' && token.kind === 'op') queries[token.depth + 1] = false;
    if (token.kind !== 'word') continue;
    if (['SELECT', 'DELETE'].includes(token.text)) queries[token.depth] = true;
    const isSource =
      (token.text === 'FROM' && queries[token.depth] !== false && !isDistinctFrom(tokens, i)) ||
      token.text === 'JOIN' ||
      token.text === 'INTO' ||
      (token.text === 'UPDATE' && (i === from || tokens[i - 1]!.text === '('));
    if (!isSource) continue;
    let at = i + 1;
    for (let guard = 0; guard < 30; guard += 1) {
      const table = tableAt(tokens, at, to);
      let end = at;
      while (end < to && (tokens[end]!.kind !== 'op' || tokens[end]!.text === '.') && !clauseWords.has(tokens[end]!.text)) end += 1;
      const isFunction = token.text !== 'INTO' && tokens[end]?.text === '(' && end - at === 1;
      if (table && 'name' in table && !isFunction) names.add(table.name);
      if (token.text !== 'FROM' || tokens[end]?.text !== ',') break;
      at = end + 1;
    }
  }
  return [...names];
}

const clauseWords: ReadonlySet<string> = new Set(
  'WHERE JOIN LEFT RIGHT INNER OUTER CROSS FULL NATURAL ON USING GROUP ORDER LIMIT OFFSET SET VALUES SELECT RETURNING UNION HAVING FOR'.split(' '),
);

function offsetsOf(tokens: readonly SqlToken[], from: number, to: number): { clause: string; at: Span }[] {
  const offsets: { clause: string; at: Span }[] = [];
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    const previous = tokens[i - 1];
    const next = tokens[i + 1];
    if (token.text === 'OFFSET') {
      // a column may have that name
      if (previous && i > from && (previous.text === '.' || previous.text === ',' || columnBefore.has(previous.text))) continue;
      if (!next || i + 1 >= to || (next.kind === 'op' && next.text !== '(' && next.text !== '@') || next.text === 'FROM' || next.text === 'AS') continue;
      if (next.kind === 'number' && Number(next.text) === 0) continue;
      offsets.push({ clause: 'OFFSET', at: { start: token.start, end: next.end } });
    } else if (token.text === 'LIMIT' && previous?.text !== '.' && tokens[i + 2]?.text === ',' && i + 3 < to) {
      const constant = next?.kind === 'number' && Number(next.text) === 0;
      const isList = next?.kind === 'number' || next?.kind === 'param' || next?.kind === 'hole';
      if (isList && !constant) offsets.push({ clause: 'LIMIT a, b', at: { start: token.start, end: tokens[i + 3]!.end } });
    }
  }
  return offsets;
}

const columnBefore: ReadonlySet<string> = new Set('SELECT WITH AND OR WHERE BY AS SET ( [ = < > + - * /'.split(' '));

function isUpsert({ tokens, from, to, depth }: Scope): boolean {
  if (tokens[from]!.text === 'REPLACE') return true;
  for (let i = from; i < to - 1; i += 1) {
    const token = tokens[i]!;
    if (token.depth !== depth || token.kind !== 'word') continue;
    if (token.text === 'OR' && tokens[i + 1]!.text === 'REPLACE') return true;
    if (token.text === 'DO' && tokens[i + 1]!.text === 'UPDATE') return true;
    if (token.text === 'DUPLICATE' && tokens[i + 1]!.text === 'KEY') return true;
  }
  return false;
}
