import type { Span } from '../facts/source.js';
import type { Scope } from './sql-scopes.js';
import { closing, scopeOf, verbOf } from './sql-scopes.js';
import { listOf } from './sql-select-list.js';
import { isDistinctFrom, startsQuery, tableAt } from './sql-sources.js';
import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** What a query reads or writes, and how many rows it gives. */
export type Rows = Pick<SqlStatement, 'table' | 'columns' | 'columnHoles' | 'limit' | 'where' | 'reduced' | 'open' | 'computes'>;

const noRows: Rows = { table: null, columns: null, columnHoles: [], limit: null, where: null, reduced: false, open: false, computes: null };
const setOperations: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS']);
/** Joins that keep every row of the left table. */
const keepingJoins: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'FULL', 'OUTER', 'CROSS']);
const maxNesting = 6;

export function rowsOf(scope: Scope, nesting = 0): Rows {
  if (nesting > maxNesting) return noRows;
  if (scope.tokens[scope.from]!.text === '(') return rowsInParentheses(scope, nesting);
  const { tokens, from, to, depth } = scope;
  const verb = verbOf(scope);
  const isMerge = tokens[from]!.text === 'MERGE';
  const clauses = { select: -1, source: -1, where: -1, limit: -1, returning: -1, operation: -1 };
  let open = false;
  let reduced = false;
  let groups = false;
  let joins = false;
  let joinedTableEnd = 0;
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.depth < depth) break; // the parenthesis that a subquery stands in ends
    if (token.depth !== depth) {
      // `(a JOIN b ON …)` in place of a table
      if (i < joinedTableEnd && token.text === 'JOIN' && token.depth === depth + 1) reduced ||= !isKeeping(tokens, i);
      continue;
    }
    if (token.kind === 'hole' && i > from && endsOperand(tokens[i - 1]!)) open = true;
    const previous = tokens[i - 1]?.text;
    if (token.text === '(' && clauses.source >= 0 && (previous === 'FROM' || previous === 'JOIN' || previous === ',') && !startsQuery(tokens[i + 1])) joinedTableEnd = closing(tokens, i, to);
    if (token.kind !== 'word') continue;
    groups ||= token.text === 'GROUP';
    joins ||= token.text === 'JOIN' && isKeeping(tokens, i) && previous !== 'CROSS';
    reduced ||= token.text === 'HAVING' || (token.text === 'DISTINCT' && previous === 'SELECT') || (token.text === 'JOIN' && !isKeeping(tokens, i));
    if (setOperations.has(token.text)) {
      reduced = true;
      if (clauses.operation < 0) clauses.operation = i;
    }
    switch (token.text) {
      case 'SELECT':
        if (clauses.select < 0) clauses.select = i;
        break;
      case 'FROM':
        if (clauses.source < 0 && clauses.operation < 0 && !isDistinctFrom(tokens, i)) clauses.source = i + 1;
        break;
      case 'INTO':
        if (clauses.source < 0 && (verb === 'insert' || isMerge)) clauses.source = i + 1;
        break;
      case 'UPDATE':
        if (i === from) clauses.source = i + 1;
        break;
      case 'ON':
        if (isMerge && clauses.where < 0) clauses.where = i;
        break;
      case 'WHERE':
        if (clauses.where < 0) clauses.where = i;
        break;
      case 'LIMIT':
      case 'FETCH':
      case 'TOP':
        if (clauses.limit < 0 && previous !== '.' && !['ALL', 'NULL'].includes(tokens[i + 1]?.text ?? '')) clauses.limit = i;
        break;
      case 'RETURNING':
      case 'OUTPUT':
        if (clauses.returning < 0 && verb !== 'select') clauses.returning = i;
        break;
    }
  }
  reduced ||= groups && !joins;
  let where = clauses.where < 0 ? null : spanOf(tokens[clauses.where]!);
  if (!where && clauses.operation >= 0) {
    const next = clauses.operation + (['ALL', 'DISTINCT'].includes(tokens[clauses.operation + 1]?.text ?? '') ? 2 : 1);
    if (next < to) where = rowsOf(scopeOf(tokens, next, to, scope.ctes), nesting + 1).where;
  }
  let limit = clauses.limit < 0 ? null : limitAt(tokens, clauses.limit, to);
  if (verb === 'insert' || verb === 'update' || verb === 'delete') {
    const table = tableAt(tokens, clauses.source, to);
    if (clauses.returning < 0) return { ...noRows, table, columns: open && verb !== 'insert' ? null : 'none', limit, where, open };
    const list = listOf(tokens, clauses.returning + 1, to, depth);
    return { ...noRows, table, columns: list.columns, columnHoles: list.holes, limit, where, open };
  }
  if (verb !== 'select' || clauses.select < 0) return { ...noRows, limit, where, open: open || tokens[from]!.kind === 'hole' };
  const end = clauses.source >= 0 ? clauses.source - 1 : clauses.operation >= 0 ? clauses.operation : to;
  const list = listOf(tokens, clauses.select + 1, end, depth);
  let table = tableAt(tokens, clauses.source, to, true);
  let { columns } = list;
  let columnHoles: readonly number[] = list.holes;
  // the rows of a subquery or WITH query are what it selects
  const inner = innerScope(scope, clauses.source, table);
  if (inner) {
    const rows = rowsOf(inner, nesting + 1);
    table = rows.table;
    where ??= rows.where;
    limit ??= rows.limit;
    reduced ||= rows.reduced || rows.computes !== null;
    open ||= rows.open;
    if (columns === 'all') ({ columns, columnHoles } = rows);
  }
  return { table, columns, columnHoles, limit, where, reduced, open, computes: list.computes };
}

/** `(SELECT …) UNION (SELECT …) LIMIT 5`: what stands behind a parenthesis goes for the rows inside. */
function rowsInParentheses({ tokens, from, to, depth, ctes }: Scope, nesting: number): Rows {
  const close = closing(tokens, from, to);
  if (close <= from + 1) return noRows;
  const rows = rowsOf(scopeOf(tokens, from + 1, close, ctes), nesting + 1);
  let { where, reduced, open } = rows;
  let ownLimit: SqlStatement['limit'] = null;
  for (let i = close + 1; i < to && tokens[i]!.depth >= depth; i += 1) {
    const token = tokens[i]!;
    if (token.depth !== depth) continue;
    if (token.kind === 'hole' && endsOperand(tokens[i - 1]!)) open = true;
    if (token.text === '(' && (setOperations.has(tokens[i - 1]!.text) || tokens[i - 1]!.text === 'ALL')) where ??= rowsOf(scopeOf(tokens, i, Math.min(to, closing(tokens, i, to) + 1), ctes), nesting + 1).where;
    if (token.kind !== 'word') continue;
    reduced ||= setOperations.has(token.text);
    if (token.text === 'WHERE') where ??= spanOf(token);
    if ((token.text === 'LIMIT' || token.text === 'FETCH') && !['ALL', 'NULL'].includes(tokens[i + 1]?.text ?? '')) ownLimit ??= limitAt(tokens, i, to);
  }
  return { ...rows, where, limit: ownLimit ?? rows.limit, reduced, open };
}

/** The query that rows come from: a subquery, or the WITH query of the name. */
function innerScope({ tokens, to, ctes }: Scope, source: number, table: SqlStatement['table']): Scope | null {
  if (table && 'name' in table) {
    const range = tokens[source + 1]?.text === '.' ? undefined : ctes.get(table.name.toUpperCase());
    if (!range || range[1] <= range[0]) return null;
    // a WITH query that reads its own name is recursive, or reads the table of that name
    const others = new Map(ctes);
    others.delete(table.name.toUpperCase());
    return scopeOf(tokens, range[0], range[1], others);
  }
  if (source < 0) return null;
  let i = source;
  if (tokens[i]?.text === 'LATERAL') i += 1;
  if (i + 1 >= to || tokens[i]!.text !== '(') return null;
  let first = i + 1;
  while (first < to && tokens[first]!.text === '(') first += 1;
  if (!startsQuery(tokens[first])) return null;
  const close = closing(tokens, i, to);
  return close > i + 1 ? scopeOf(tokens, i + 1, close, ctes) : null;
}

/** Whether a JOIN keeps every row of the left table: `LEFT JOIN`, not `NATURAL JOIN`. */
const isKeeping = (tokens: readonly SqlToken[], join: number): boolean => keepingJoins.has(tokens[join - 1]?.text ?? '');

const spanOf = ({ start, end }: SqlToken): Span => ({ start, end });

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

function limitAt(tokens: readonly SqlToken[], at: number, to: number): NonNullable<SqlStatement['limit']> {
  let end = at + 1;
  if (tokens[at]!.text === 'FETCH') end += 1;
  const amount = tokens[end];
  // FETCH FIRST ROW ONLY
  if (tokens[at]!.text === 'FETCH' && end < to && amount?.text === 'ROW') return { at: { start: tokens[at]!.start, end: amount.end }, constant: 1 };
  if (tokens[end]?.text === '(') end += 1;
  const value = tokens[end] && end < to ? tokens[end]! : amount;
  // MySQL: LIMIT offset, count
  const count = tokens[end + 1]?.text === ',' ? tokens[end + 2] : value;
  const isSum = end + 1 < to && tokens[at]!.text === 'LIMIT' && ['+', '-', '*', '/'].includes(tokens[end + 1]!.text);
  return {
    at: { start: tokens[at]!.start, end: (value ?? tokens[at]!).end },
    constant: count?.kind === 'number' && !isSum ? Number(count.text) : null,
  };
}
