import type { Span } from '../facts/source.js';
import type { SqlToken } from './sql-tokens.js';
import { nameOf } from './sql-tokens.js';

/** An index over columns in their order. Indexes over expressions or a part of the rows are none. */
export interface SqlIndex {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly at: Span;
}

/** A constraint of a table. */
export interface SqlConstraint {
  readonly kind: 'primary' | 'unique' | 'foreign' | 'not-null' | 'index';
  readonly columns: readonly string[];
  /** The table that a foreign key references. */
  readonly references: string | null;
  /** What it makes an index of: MySQL's `KEY`, and UNIQUE over several columns; one column alone is unique itself. */
  readonly index: SqlIndex | null;
}

const tableConstraints: ReadonlySet<string> = new Set(
  'CONSTRAINT PRIMARY UNIQUE FOREIGN CHECK EXCLUDE NOT KEY INDEX FULLTEXT SPATIAL LIKE PERIOD PROJECTION'.split(' '),
);

/** Words that end the type or default of a column. */
export const columnConstraints: ReadonlySet<string> = new Set(
  'NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK CONSTRAINT GENERATED COLLATE AUTO_INCREMENT AUTOINCREMENT IDENTITY ON COMMENT STORED VIRTUAL AS KEY AFTER FIRST CODEC TTL SETTINGS STORAGE COMPRESSION'.split(' '),
);

const typesOfTwoWords: ReadonlySet<string> = new Set('DOUBLE INTERVAL CHARACTER BIT TIMESTAMP TIME NATIONAL'.split(' '));

/** A column may be called `key` or `index`: then a type follows, no parenthesis or further keyword. */
export function isTableConstraint(tokens: readonly SqlToken[], at: number): boolean {
  const first = tokens[at]!;
  if (first.kind !== 'word' || !tableConstraints.has(first.text)) return false;
  if (!['KEY', 'INDEX', 'PERIOD', 'PROJECTION'].includes(first.text)) return true;
  const [second, third, fourth] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  if (second?.text === '(') return true;
  if (second?.kind === 'word' && typesOfTwoWords.has(second.text)) return false;
  // `key varchar(3)` against `KEY idx (name)` and ClickHouse's `INDEX idx name TYPE minmax`
  if (third?.text === '(') return fourth?.kind !== 'number';
  return third !== undefined && third.kind !== 'op' && !columnConstraints.has(third.text);
}

const kinds: Readonly<Record<string, SqlConstraint['kind']>> = { PRIMARY: 'primary', UNIQUE: 'unique', FOREIGN: 'foreign', NOT: 'not-null', KEY: 'index', INDEX: 'index' };

/** The constraint in a range of tokens, `null` for CHECK and others that say nothing of keys. */
export function readConstraint(tokens: readonly SqlToken[], from: number, to: number): SqlConstraint | null {
  let at = from;
  // MySQL's constraints need no name
  if (tokens[at]!.text === 'CONSTRAINT') at += tokens[at + 1]?.kind === 'word' && ['PRIMARY', 'FOREIGN', 'UNIQUE'].includes(tokens[at + 1]!.text) ? 1 : 2;
  const first = tokens[at];
  if (!first || at >= to || first.kind !== 'word' || !Object.hasOwn(kinds, first.text)) return null;
  const kind = kinds[first.text]!;
  if (kind === 'not-null') return at + 2 < to ? { kind, columns: [nameOf(tokens[at + 2]!)], references: null, index: null } : null;
  const columns = columnNames(tokens, at, to) ?? [];
  const isIndex = columns.length > 0 && (kind === 'index' || (kind === 'unique' && columns.length > 1));
  return {
    kind,
    columns,
    references: kind === 'foreign' ? referenceIn(tokens, at, to) : null,
    index: isIndex ? { columns, unique: kind === 'unique', at: { start: tokens[from]!.start, end: tokens[to - 1]!.end } } : null,
  };
}

/** Names in the first parenthesis; `null` where one is an expression. A length or order may follow: `(a(10), b DESC)`. */
export function columnNames(tokens: readonly SqlToken[], from: number, to: number): string[] | null {
  let i = from;
  while (i < to && tokens[i]!.text !== '(') i += 1;
  if (i >= to) return null;
  const { depth } = tokens[i]!;
  const names: string[] = [];
  let expectName = true;
  for (i += 1; i < to && tokens[i]!.depth > depth; i += 1) {
    const token = tokens[i]!;
    if (token.text === ',' && token.depth === depth + 1) expectName = true;
    else if (expectName) {
      const isCall = i + 1 < to && tokens[i + 1]!.text === '(' && tokens[i + 2]?.kind !== 'number';
      if ((token.kind !== 'word' && token.kind !== 'quoted') || isCall) return null;
      names.push(nameOf(token));
      expectName = false;
    }
  }
  return names;
}

/** The table behind REFERENCES, schema names left out. */
export function referenceIn(tokens: readonly SqlToken[], from: number, to: number): string | null {
  for (let i = from; i < to - 1; i += 1) {
    if (tokens[i]!.text !== 'REFERENCES' || tokens[i]!.kind !== 'word') continue;
    let name = i + 1;
    while (tokens[name + 1]?.text === '.' && name + 2 < to) name += 2;
    return nameOf(tokens[name]!);
  }
  return null;
}
