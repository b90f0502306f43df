import type { FileFacts } from './file.js';
import type { Related } from './finding.js';
import type { LocatedValue, Resolved } from './project.js';
import type { Unawaited } from './code.js';
import type { Span } from './source.js';
import type { Value } from './value.js';

/**
 * What a call does besides computing.
 * - `http`: a request through an HTTP client
 * - `sdk`: a call of a vendor's own client library, over HTTP underneath
 * - `model`: text from a language model's SDK
 * - `publish`: a message or a job for a broker or queue
 * - `mail`: an e-mail or a text message
 * - `render`: a document, a report or an image
 * - `blocking`: a synchronous call that holds up the event loop
 */
export type EffectKind = 'http' | 'sdk' | 'model' | 'publish' | 'mail' | 'render' | 'blocking';

/** Work that a client should not wait for. */
export type SlowKind = 'mail' | 'render' | 'model';

/** Slow work behind a call of the project. */
export interface SlowJob {
  readonly kind: SlowKind;
  /** The functions on the way and the call of the library, as related places of a finding. */
  readonly trail: readonly Related[];
}

/** A call made on the result of another one: `.pipe(timeout(5000))`. */
export interface StepFact {
  readonly name: string;
  readonly args: readonly Value[];
}

/** A call or construction that takes another call as an argument, in the same function. */
export interface EnclosingCallFact {
  readonly callee: Value;
  readonly index: number;
  /** As written: `Promise.race`, `withTimeout`. */
  readonly written: string;
}

/**
 * A call that looks like one of an outbound client or of a circuit breaker, by its name and the shape of what it is
 * called on. What it is the linker tells.
 */
export interface EffectFact {
  readonly callee: Value;
  readonly args: readonly Value[];
  /** As written, for messages: `this.http.get`. */
  readonly written: string;
  readonly isNew: boolean;
  /** Calls made on its result, directly or through one variable: `superagent.get(url).timeout(5000)`, `request.setTimeout(5000)`. */
  readonly steps: readonly StepFact[];
  /** What it is an argument of, innermost first, directly or through one variable: `Promise.race([fetch(url), expiry])`. */
  readonly within: readonly EnclosingCallFact[];
  readonly unawaited?: Unawaited;
  readonly fn: number | null;
  readonly at: Span;
}

/** Defaults of a client that are set after it was made: `axios.defaults.timeout = 5000`. */
export interface ClientDefaultFact {
  /** The client: `axios`. */
  readonly client: Value;
  /** Names behind `defaults`: `['timeout']`. */
  readonly path: readonly string[];
  readonly value: Value;
  readonly at: Span;
}

/**
 * A call that reads text as something else.
 * - `parsed`: `JSON.parse(text)`
 * - `executed`: `eval(text)`, `new Function(text)`, `exec(text)`
 */
export interface TextUseFact {
  readonly form: 'parsed' | 'executed';
  /** As written: `JSON.parse`. */
  readonly written: string;
  readonly text: Value;
  /** What its result is an argument of, innermost first, directly or through one variable. */
  readonly within: readonly EnclosingCallFact[];
  readonly fn: number | null;
  readonly at: Span;
}

/** What one file says about outbound calls. */
export interface EffectFacts {
  readonly calls: readonly EffectFact[];
  readonly defaults: readonly ClientDefaultFact[];
  /** Collected where a call could be one of a language model. */
  readonly textUses: readonly TextUseFact[];
}

/** An outbound call whose client is proven. */
export interface Effect {
  readonly kind: EffectKind;
  readonly file: FileFacts;
  readonly fact: EffectFact;
  /** Package or Node module, `global` for what the platform has, `''` for a client that the config declares. */
  readonly library: string;
  /** The call as its library's table names it: `get`, `chat.completions.create`, `()` where the client itself is called. */
  readonly call: string;
  /** The callee, resolved; `null` for a client that the config declares. */
  readonly target: Extract<Resolved, { r: 'external' }> | null;
  readonly args: readonly LocatedValue[];
}

/** What a call runs inside of: a call that takes it or the function that makes it, a decorator of that function, the class above. */
export interface Enclosure {
  readonly form: 'argument' | 'decorator' | 'class';
  readonly callee: LocatedValue;
  /** Position of the argument. */
  readonly index: number;
  /** Arguments of the enclosing call; empty where they are not known. */
  readonly args: readonly LocatedValue[];
  /** As written: `Promise.race`, `breaker.fire`. */
  readonly name: string;
}
