import type { Span } from './source.js';
import type { Value } from './value.js';

/** One place where code writes a response, or may: whether `on` is a response at all, the linker tells. */
export interface AnswerFact {
  /**
   * - `call`: `res.status(404).json(body)`, `c.json(body, 404)`, `httpAdapter.reply(res, body, 404)`
   * - `assign`: `ctx.body = body`
   * - `construct`: `Response.json(body, { status })`, `new Response(body)`
   * - `return`: `set.status = 404; return body`, the body being the function's result
   * - `status`: no response, only a statement that sets the status: `set.status = 404`, `reply.code(404)`
   */
  readonly form: 'call' | 'assign' | 'construct' | 'return' | 'status';
  /** What it is written on: the response, the context, the controller whose method makes it (`this.json(body, 404)`); `null` for `construct`, `return` and the `this` of Koa's `onerror`. */
  readonly on: Value | null;
  /** Members behind `on`, called ones with `()`: `['status()', 'json()']`; `['body=']`. */
  readonly path: readonly string[];
  /** `null` where nothing is sent. */
  readonly body: Value | null;
  /** The status that stands in the call, its chain, or a statement that always runs before; `null` where none is set. */
  readonly status: Value | null;
  /** A status is set on the way here in one branch only, so what it is at the end is not known. */
  readonly uncertain?: true;
  /** Its statement, or one right before it, names the media type `application/problem+json`. */
  readonly isProblem?: true;
  /** The status is a member of the error that the `catch` around it caught. */
  readonly ofCaught?: true;
  /** The status is a member of a result, and no condition before it asks about that result. */
  readonly isOpenResult?: true;
  /** It sends a result whole, where a condition has said that it has worked. */
  readonly isOfSuccess?: true;
  /** A `status` whose target is handed to no package, and whose body and raw response its function does not touch. */
  readonly isAlone?: true;
  readonly fn: number | null;
  readonly at: Span;
}

/** One `throw` of something that is made on the spot. */
export interface ThrowFact {
  /** What is thrown: `Error` of the language, a string, an object literal. */
  readonly form: 'error' | 'text' | 'object';
  /** A comment beside it says that it is never reached. */
  readonly unreachable: boolean;
  readonly fn: number | null;
  readonly at: Span;
}

/** One call whose name says that it creates something: `createOrder(…)`, `orders.add(…)`. */
export interface MakerFact {
  readonly name: string;
  readonly fn: number | null;
  readonly at: Span;
}
