import type { Span } from './source.js';
import type { TypeRef, Value } from './value.js';

/**
 * Where a value stands in SQL text.
 * - `value`: an operand, an element of a list, the inside of a quoted string
 * - `count`: behind LIMIT, OFFSET, TOP or INTERVAL
 * - `identifier`: a table, schema, column, type or function name
 * - `order`: a column or direction behind ORDER BY
 * - `text`: a whole clause, condition or statement
 */
export type SqlPosition = 'value' | 'count' | 'identifier' | 'order' | 'text';

/** An expression that is joined into SQL text and that its file does not show to be harmless. */
export interface SqlHole {
  readonly value: Value;
  readonly position: SqlPosition;
  /** The type that its parameter or variable states. */
  readonly type: TypeRef | null;
  /** As written, for messages. */
  readonly written: string;
  /** Code of the same function compares it with a list, a pattern or a schema. */
  readonly checked: boolean;
  readonly at: Span;
}

/** A call that may execute SQL text or put a raw piece into a query, with what is joined into that text, or an OFFSET in it. */
export interface JoinedSqlFact {
  readonly callee: Value;
  /** Name of the called method or function. */
  readonly method: string;
  readonly form: 'statement' | 'fragment' | 'condition';
  /** Position of the argument that holds the text. */
  readonly argument: number;
  /** The text reads as an SQL statement. */
  readonly evident: boolean;
  readonly holes: readonly SqlHole[];
  /** OFFSET clauses of a statement, each at the literal that holds it; absent where there are none. */
  readonly offsets?: readonly { readonly clause: string; readonly at: Span }[];
  /** The callee as written, for messages. */
  readonly written: string;
  readonly fn: number | null;
  readonly at: Span;
}
