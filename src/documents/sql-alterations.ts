import type { Span } from '../facts/source.js';
import type { SqlColumn } from './sql-columns.js';
import { generatedBy, joined, readColumn, typeAt } from './sql-columns.js';
import type { SqlIndex } from './sql-constraints.js';
import { isTableConstraint, readConstraint } from './sql-constraints.js';
import type { SqlToken } from './sql-tokens.js';
import { nameOf } from './sql-tokens.js';

/** What ALTER TABLE changes of a column it does not add; what is left out stays as it is. */
export interface SqlAlteration {
  /** Lower case. */
  readonly column: string;
  readonly primaryKey?: true;
  readonly unique?: true;
  readonly nullable?: boolean;
  readonly references?: string;
  readonly generated?: NonNullable<SqlColumn['generated']>;
  readonly at: Span;
}

/** A column whose type ALTER TABLE changes, and the type, written as that of a column. */
export interface SqlRetype {
  readonly column: string;
  readonly type: string;
  readonly at: Span;
}

export interface Alterations {
  readonly declares: SqlColumn[];
  readonly alters: SqlAlteration[];
  readonly retypes: SqlRetype[];
  readonly indexes: SqlIndex[];
}

/** What ALTER TABLE adds and changes. */
export function readAlteration(tokens: readonly SqlToken[], from: number, to: number): Alterations {
  const alterations: Alterations = { declares: [], alters: [], retypes: [], indexes: [] };
  const { depth } = tokens[from]!;
  let start = from;
  for (let i = from; i <= to; i += 1) {
    const token = i < to ? tokens[i]! : null;
    if (token && !(token.text === ',' && token.depth === depth)) continue;
    readAction(tokens, start === from ? afterTable(tokens, from, i) : start, i, alterations);
    start = i + 1;
  }
  return alterations;
}

/** Where the first action begins: behind `ALTER TABLE [IF EXISTS] [ONLY] a.b [*]`. */
function afterTable(tokens: readonly SqlToken[], from: number, to: number): number {
  let i = from;
  while (i < to && !(tokens[i]!.text === 'TABLE' && tokens[i]!.kind === 'word')) i += 1;
  i += 1;
  while (i < to && tokens[i]!.kind === 'word' && ['IF', 'EXISTS', 'ONLY'].includes(tokens[i]!.text)) i += 1;
  while (i + 2 < to && tokens[i + 1]!.text === '.') i += 2;
  i += 1;
  if (i < to && tokens[i]!.text === '*') i += 1;
  // ClickHouse: `ON CLUSTER name`
  return i + 1 < to && tokens[i]!.text === 'ON' && tokens[i + 1]!.text === 'CLUSTER' ? i + 3 : i;
}

function readAction(tokens: readonly SqlToken[], begin: number, end: number, { declares, alters, retypes, indexes }: Alterations): void {
  // SQL Server: `WITH CHECK ADD …`
  let i = begin;
  while (i < end && tokens[i]!.kind === 'word' && ['WITH', 'CHECK', 'NOCHECK'].includes(tokens[i]!.text)) i += 1;
  const token = tokens[i];
  if (!token || i >= end || token.kind !== 'word') return;
  const at = { start: token.start, end: tokens[end - 1]!.end };
  let next = i + 1;
  if (tokens[next]?.text === 'COLUMN' && tokens[next]!.kind === 'word') next += 1;
  while (next < end && tokens[next]!.kind === 'word' && ['IF', 'NOT', 'EXISTS'].includes(tokens[next]!.text) && !(tokens[next]!.text === 'NOT' && tokens[next + 1]?.text === 'NULL')) next += 1;
  if (next >= end) return;
  if (token.text === 'ADD') {
    if (!isTableConstraint(tokens, next)) {
      const column = readColumn(tokens, next, end);
      if (column) declares.push(column);
      return;
    }
    const constraint = readConstraint(tokens, next, end);
    if (!constraint) return;
    if (constraint.index) indexes.push({ ...constraint.index, at });
    const names = constraint.columns.map((name) => name.toLowerCase());
    const [only, ...others] = names;
    if (constraint.kind === 'primary') for (const column of names) alters.push({ column, primaryKey: true, at });
    else if (only !== undefined && others.length === 0) {
      if (constraint.kind === 'unique') alters.push({ column: only, unique: true, at });
      else if (constraint.kind === 'not-null') alters.push({ column: only, nullable: false, at });
      else if (constraint.references !== null) alters.push({ column: only, references: constraint.references, at });
    }
  } else if (token.text === 'ALTER') {
    // ALTER [COLUMN] name …
    const column = nameOf(tokens[next]!).toLowerCase();
    const words = [next + 1, next + 2, next + 3].map((index) => (index < end && tokens[index]!.kind === 'word' ? tokens[index]!.text : ''));
    const change = words.join(' ');
    const typeFrom = words[0] === 'TYPE' ? next + 2 : change === 'SET DATA TYPE' ? next + 4 : end;
    const { type } = typeAt(tokens, typeFrom, end, token.depth);
    if (type !== '') retypes.push({ column, type, at });
    else if (change === 'SET NOT NULL') alters.push({ column, nullable: false, at });
    else if (change === 'DROP NOT NULL') alters.push({ column, nullable: true, at });
    else if (words[0] === 'ADD' && words[1] === 'GENERATED') alters.push({ column, generated: 'increment', at });
    else if (words[0] === 'SET' && words[1] === 'DEFAULT') {
      const generated = generatedBy(joined(tokens, next + 3, end));
      if (generated) alters.push({ column, generated, at });
    }
  }
}
