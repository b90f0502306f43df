import type { Span } from './source.js';
import type { Value } from './value.js';

/** A call of a token library that signs, checks or opens tokens, or that sets a plugin up to do so. */
export interface TokenFact {
  /** Name in the table of token libraries: `jsonwebtoken#sign`. */
  readonly symbol: string;
  /** As written, for messages: `jwt.sign`. */
  readonly written: string;
  readonly args: readonly Value[];
  /** Protected header set behind the construction: `new SignJWT(claims).setProtectedHeader({ alg })`. */
  readonly header?: Value;
  readonly at: Span;
}

/** Options of a CORS middleware, or a header that names the allowed origins. */
export type CorsFact =
  | {
      readonly form: 'options';
      /** Name in the table of CORS libraries: `cors#default`. */
      readonly symbol: string;
      readonly written: string;
      /** `null` where none are given. */
      readonly options: Value | null;
      /** Where the origins are a computed boolean, which is no list on any branch: `origin: url.startsWith('https:')`. */
      readonly computed?: Span;
      readonly at: Span;
    }
  | {
      readonly form: 'header';
      readonly written: string;
      readonly value: Value;
      readonly at: Span;
    };

/** What one file says about CORS. */
export interface CorsFacts {
  readonly uses: readonly CorsFact[];
  /** Functions that allow every origin they are asked about. */
  readonly openOrigins: readonly number[];
  /** Where a constant stands in a branch that the environment or a configured `*` chooses: starts of the constants. */
  readonly chosen: readonly number[];
  /** The same for a condition of another kind, which is no test of the other branch itself. */
  readonly flagged: readonly number[];
}

/** A literal that is a key, password, token or connection string. */
export interface SecretFact {
  /**
   * - `vendor`: its shape is a vendor's credential; `name` says whose
   * - `connection`: a connection string with a password; `name` is its scheme
   * - `fallback`: used when the environment lacks the secret; `name` is the variable
   * - `value`: given as a secret; `name` is the property, variable or call that takes it
   */
  readonly form: 'vendor' | 'connection' | 'fallback' | 'value';
  readonly name: string;
  readonly at: Span;
}

/**
 * What code does to a password in plain text, told by its name.
 * - `hashed`: a function of a library that is made to be fast hashes it
 * - `given`: it is an argument of any other call
 * - `compared`: with a stored one, as it is
 * - `lookup`: a row is looked up by it
 */
export type PasswordFact =
  | {
      readonly form: 'hashed' | 'given';
      readonly callee: Value;
      /** As written, for messages: `createHash`. */
      readonly written: string;
      /** Callees of the calls that take the result, innermost first. */
      readonly takers: readonly Value[];
      /** Enclosing function, `null` at module level. */
      readonly fn: number | null;
      readonly at: Span;
    }
  | { readonly form: 'compared' | 'lookup'; readonly at: Span };
