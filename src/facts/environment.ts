import type { Span } from './source.js';
import type { Value } from './value.js';

/**
 * A use of the process environment.
 * - `read`: variables by name, `process.env.PORT`, `const { PORT } = process.env`, `Deno.env.get('PORT')`
 * - `whole`: `process.env` handed on or spread
 * - `declared`: a framework is told to check the environment: NestJS `ConfigModule.forRoot({ validate })`
 */
export interface EnvironmentFact {
  readonly form: 'read' | 'whole' | 'declared';
  /** Names read; empty for `whole`, for `declared` and for a computed name. */
  readonly names: readonly string[];
  /** As written, for messages. */
  readonly written: string;
  /** Callees of the calls that it is an argument of, innermost first, inside the same function. */
  readonly consumers: readonly Value[];
  /** It is the value of a key in an object that the innermost of these calls is given. */
  readonly keyed: boolean;
  readonly fn: number | null;
  readonly at: Span;
}
