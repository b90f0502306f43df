import { startsQuery } from './sql-sources.js';
import type { SqlStatement, SqlVerb } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';

/** A range of tokens that holds one query, and what is needed to look at one nesting level of it. */
export interface Scope {
  readonly tokens: readonly SqlToken[];
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Token ranges of the WITH queries by name in upper case. */
  readonly ctes: ReadonlyMap<string, readonly [number, number]>;
}

const noCtes: Scope['ctes'] = new Map();

/** The query of a range behind its WITH queries and EXPLAIN. */
export function scopeOf(tokens: readonly SqlToken[], from: number, to: number, outer = noCtes): Scope {
  let ctes = outer;
  let i = afterExplain(tokens, from, to);
  if (tokens[i]?.text === 'WITH' && i < to) {
    const own = new Map(outer);
    const depth = tokens[i]!.depth;
    i += 1;
    if (tokens[i]?.text === 'RECURSIVE') i += 1;
    // name [(columns)] AS [[NOT] MATERIALIZED] ( query ) [, …]
    while (i < to) {
      const name = tokens[i]!;
      while (i < to && tokens[i]!.text !== 'AS' && !(tokens[i]!.depth === depth && startsQuery(tokens[i]))) i += 1;
      if (tokens[i]?.text !== 'AS') break;
      while (i < to && !(tokens[i]!.text === '(' && tokens[i]!.depth === depth)) i += 1;
      const close = closing(tokens, i, to);
      own.set(name.text.toUpperCase(), [i + 1, close]);
      i = close + 1;
      if (tokens[i]?.text !== ',') break;
      i += 1;
    }
    ctes = own;
  }
  const start = Math.min(i, to - 1);
  return { tokens, from: start, to, depth: tokens[start]!.depth, ctes };
}

/** `EXPLAIN ANALYZE VERBOSE …`, `EXPLAIN (ANALYZE, BUFFERS) …`. */
function afterExplain(tokens: readonly SqlToken[], from: number, to: number): number {
  let i = from;
  if (tokens[i]!.text !== 'EXPLAIN' || tokens[i]!.kind !== 'word') return i;
  i += 1;
  while (i < to && (tokens[i]!.text === 'ANALYZE' || tokens[i]!.text === 'VERBOSE')) i += 1;
  return tokens[i]?.text === '(' && tokens[i + 1]?.kind === 'word' && !startsQuery(tokens[i + 1]) ? closing(tokens, i, to) + 1 : i;
}

/** Where the parenthesis ends that opens at a token. */
export function closing(tokens: readonly SqlToken[], open: number, to: number): number {
  if (open >= to) return to;
  const { depth } = tokens[open]!;
  let i = open + 1;
  while (i < to && tokens[i]!.depth > depth) i += 1;
  return Math.min(i, to);
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
  ABORT: 'transaction',
  ROLLBACK: 'transaction',
  SAVEPOINT: 'transaction',
  RELEASE: 'transaction',
};

/** What the query of a scope does, parentheses around it looked through. */
export function verbOf({ tokens, from: start, to }: Scope): SqlStatement['verb'] {
  let from = start;
  while (from < to - 1 && tokens[from]!.text === '(') from += 1;
  const first = tokens[from]!;
  if (first.kind !== 'word') return 'other';
  if (first.text === 'WITH' && from > start) return verbOf(scopeOf(tokens, from, to));
  if (Object.hasOwn(verbs, first.text)) return verbs[first.text]!;
  const second = from + 1 < to ? tokens[from + 1]!.text : null;
  // `END` ends blocks of procedures as well, but nothing but this follows it there
  if (first.text === 'END') return second === null || ['WORK', 'TRANSACTION', 'AND'].includes(second) ? 'transaction' : 'other';
  if (first.text === 'PREPARE') return second === 'TRANSACTION' ? 'transaction' : 'other';
  if (first.text !== 'CREATE' && first.text !== 'ALTER') return 'other';
  for (let i = from + 1; i < Math.min(to, from + 6); i += 1) {
    const word = tokens[i]!.text;
    if (word === 'TABLE') return first.text === 'CREATE' ? 'create-table' : 'alter-table';
    if (word === 'INDEX') return first.text === 'CREATE' ? 'create-index' : 'other';
    if (['VIEW', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'TYPE', 'POLICY', 'SEQUENCE', 'AS'].includes(word)) return 'other';
  }
  return 'other';
}
