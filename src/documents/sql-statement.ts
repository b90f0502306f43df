import type { Span } from '../facts/source.js';
import type { SqlAlteration, SqlRetype } from './sql-alterations.js';
import type { SqlColumn } from './sql-columns.js';
import type { SqlIndex } from './sql-constraints.js';

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
  /** Every table it names at any depth, schema names left out, names of its own WITH queries left out. */
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
  /** Columns that an INSERT, in a WITH query too, fills with a random UUID of the database: `VALUES (gen_random_uuid(), …)`. */
  readonly randomColumns: readonly { readonly table: string | null; readonly column: string; readonly at: Span }[];
  /** Columns that CREATE TABLE declares or ALTER TABLE adds. */
  readonly declares: readonly SqlColumn[];
  readonly alters: readonly SqlAlteration[];
  readonly retypes: readonly SqlRetype[];
  /** The index that CREATE INDEX makes, and unique constraints over several columns. */
  readonly indexes: readonly SqlIndex[];
}

