import type { Span } from './source.js';
import type { Value } from './value.js';

/** Something that an ORM is told to do behind the code's back, and that no environment is asked about first. */
export type OrmMagicFact =
  /** An option that its own file shows to be one of an ORM: `synchronize: true`, `autopopulate: true`, the plugin itself, `.eager()`. */
  | { readonly form: 'option'; readonly option: 'synchronize' | 'autopopulate' | 'plugin' | 'eager'; readonly at: Span }
  /** A call that makes the tables from the models; the linker proves the receiver. */
  | { readonly form: 'sync'; readonly receiver: Value; readonly method: string; readonly written: string; readonly at: Span };

/** A database client or connection that a function constructs. */
export interface ConnectionFact {
  /** `pg#Pool`, `mysql2/promise#createConnection`. */
  readonly symbol: string;
  /** As written: `new Pool`. */
  readonly written: string;
  /** Kept for later: in a variable, field or map outside the function, or behind a question whether there is one. */
  readonly kept: boolean;
  /** Made from what the function is given, so no other call can share it: a tenant's, a user's or a request's own settings. */
  readonly fromParameter: boolean;
  /** Used up in the same function: closed there, or a query runs on it there. */
  readonly usedHere: boolean;
  /** Something that a library calls for each request: a tRPC or GraphQL context, a serverless handler, a server action. */
  readonly perRequest: boolean;
  readonly fn: number;
  readonly at: Span;
}
