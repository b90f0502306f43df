import type { AnswerFact, MakerFact, ThrowFact } from './answer.js';
import type {
  AssignFact,
  CallFact,
  ClassFact,
  CommentFact,
  ExportFact,
  FunctionFact,
  ImportFact,
  NamedCallsFact,
  ParamReadFact,
  TypeFact,
} from './code.js';
import type { EndpointFact, MiddlewareFact, MountFact, ProviderFact, QueryFact, TableFact } from './backend.js';
import type { EffectFacts } from './effects.js';
import type { EnvironmentFact } from './environment.js';
import type { LogFact } from './logs.js';
import type { OperationFacts } from './operations.js';
import type { FileKind, Problem } from './source.js';
import type { StateFacts } from './state.js';
import type { ConnectionFact, OrmMagicFact } from './orm.js';
import type { JoinedSqlFact } from './sql.js';
import type { TimeFact } from './time.js';
import type { CorsFacts, PasswordFact, SecretFact, TokenFact } from './trust.js';
import type { Value } from './value.js';

/** Members of a file's facts that few laws ask for, and `waiting`, whether calls are awaited: an audit that runs none of those laws leaves them out. */
export const optionalFacts = ['tokens', 'cors', 'secrets', 'passwords', 'logs', 'environment', 'state', 'effects', 'operations', 'joinedSql', 'ormMagic', 'connections', 'times', 'throws', 'makers', 'idempotency', 'waiting'] as const;

export type OptionalFact = (typeof optionalFacts)[number];

/** Everything that one source file says, JSON-serialisable: no AST node outlives collection. */
export interface FileFacts {
  readonly path: string;
  readonly kind: FileKind;
  /** Offsets at which lines start. */
  readonly lines: readonly number[];
  readonly imports: readonly ImportFact[];
  readonly exports: Readonly<Record<string, ExportFact>>;
  /** Sources of `export * from`. */
  readonly exportStars: readonly string[];
  /** Module-level variables. */
  readonly bindings: Readonly<Record<string, Value>>;
  readonly types: Readonly<Record<string, TypeFact>>;
  /** What it adds to types of other places: `fastify#FastifyInstance`, `global#Express.Request`; absent where nothing. */
  readonly ambient?: Readonly<Record<string, TypeFact>>;
  readonly functions: readonly FunctionFact[];
  /** `"use server"` stands on top: its exports are server actions. */
  readonly isOfActions?: true;
  readonly classes: readonly ClassFact[];
  readonly calls: readonly CallFact[];
  readonly namedCalls: readonly NamedCallsFact[];
  /** Functions that make a call in a loop, or hand a function to a method that calls it once per element. */
  readonly loopers: readonly number[];
  readonly assigns: readonly AssignFact[];
  readonly reads: readonly ParamReadFact[];
  readonly endpoints: readonly EndpointFact[];
  readonly mounts: readonly MountFact[];
  readonly middlewares: readonly MiddlewareFact[];
  readonly providers: readonly ProviderFact[];
  readonly queries: readonly QueryFact[];
  readonly tables: readonly TableFact[];
  /** Responses as code writes them, whatever framework; absent where backend facts are not collected. */
  readonly answers?: readonly AnswerFact[];
  readonly throws?: readonly ThrowFact[];
  readonly makers?: readonly MakerFact[];
  /** Offsets at which the text speaks of idempotency. */
  readonly idempotency?: readonly number[];
  readonly tokens?: readonly TokenFact[];
  readonly cors?: CorsFacts;
  readonly secrets?: readonly SecretFact[];
  readonly passwords?: readonly PasswordFact[];
  /** Calls that look like log calls; absent where there are none. */
  readonly logs?: readonly LogFact[];
  readonly environment?: readonly EnvironmentFact[];
  /** Calls that take SQL text with something joined into it. */
  readonly joinedSql?: readonly JoinedSqlFact[];
  readonly ormMagic?: readonly OrmMagicFact[];
  /** Database clients that functions construct. */
  readonly connections?: readonly ConnectionFact[];
  /** Calls of outbound clients and circuit breakers; absent where there are none. */
  readonly effects?: EffectFacts;
  /** Tracing and health kits; absent where there are none. */
  readonly operations?: OperationFacts;
  /** Module-level names that functions write to; absent where there are none. */
  readonly state?: StateFacts;
  /** Zones, formatted dates and loose columns; absent where there are none. */
  readonly times?: readonly TimeFact[];
  /** Comments that begin with `eslint-` or `eslint `. */
  readonly directives: readonly CommentFact[];
  readonly problems: readonly Problem[];
}
