import type { Span } from './source.js';
import type { TypeRef, Value } from './value.js';

/** One value inside an argument of a log call: `user.email` of `` `mail to ${user.email}` `` and of `{ to: user.email }`. */
export interface LogLeafFact {
  /** Names as written, from the left; `json()` for a called member, `[]` for a computed one. */
  readonly path: readonly string[];
  /** The property that it stands in, innermost. */
  readonly key: string | null;
  readonly value: Value;
  /** As written at the variable that it is. */
  readonly type?: TypeRef;
  /** Joined into text as it is: of an object that says `[object Object]`. */
  readonly joined?: true;
  /** The branch has just found it to be no text: `if (typeof email !== 'string') log({ email })`. */
  readonly refuted?: true;
}

export interface LogArgFact {
  /** Written as text at the call: a literal, a template, a concatenation. */
  readonly text: boolean;
  readonly value: Value;
  /** The values that it writes; what goes through other calls (`mask(email)`) is none of them. */
  readonly leaves: readonly LogLeafFact[];
}

/**
 * A call that looks like one of a logger or of the console, by the method's name and the receiver's shape. Whether the
 * receiver is a logger the linker tells.
 */
export interface LogFact {
  /** `null` for the global console. */
  readonly receiver: Value | null;
  /** Last name of the receiver as written: `logger` of `this.logger`; `''` if it has none. */
  readonly name: string;
  /** As written, for messages: `this.logger.warn`. */
  readonly written: string;
  readonly method: string;
  readonly args: readonly LogArgFact[];
  /** The receiver was bound to fields for this very call or in the same function: `logger.child({ orderId })`. */
  readonly bound: boolean;
  /** Only some environments come here: `if (process.env.NODE_ENV === 'development')`. */
  readonly fenced: boolean;
  readonly fn: number | null;
  readonly at: Span;
}
