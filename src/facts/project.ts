import type { AnswerFact } from './answer.js';
import type { EndpointFact, HttpMethod, InputKind, QueryFact, TableFact } from './backend.js';
import type { CallFact, ClassFact, FunctionFact, ImportFact, LoopFact, ParamReadFact } from './code.js';
import type { DocumentFact, DocumentSecretFact, TestFacts } from './documents.js';
import type { Effect, Enclosure, SlowJob } from './effects.js';
import type { FileFacts } from './file.js';
import type { Layout, ModuleInfo } from './layout.js';
import type { LogFact } from './logs.js';
import type { HealthProbe, Tracing } from './operations.js';
import type { SettingFact } from './settings.js';
import type { PackageInfo, Span } from './source.js';
import type { JoinedSqlFact, SqlPosition } from './sql.js';
import type { TypeRef, Value } from './value.js';

/** A function of the project. */
export interface FunctionRef {
  readonly file: FileFacts;
  readonly index: number;
  readonly fact: FunctionFact;
}

export interface ClassRef {
  readonly file: FileFacts;
  readonly index: number;
  readonly fact: ClassFact;
}

/** What parameters stand for while a call is followed. */
export interface Scope {
  readonly fn: FunctionRef;
  readonly args: readonly LocatedValue[];
  readonly outer: Scope | null;
}

/** A value, the file it was written in and the calls that led there. */
export interface LocatedValue {
  readonly file: FileFacts;
  readonly value: Value;
  readonly scope: Scope | null;
}

export interface LocatedType {
  readonly file: FileFacts;
  readonly type: TypeRef;
}

export interface Place {
  readonly file: FileFacts;
  readonly at: Span;
}

/**
 * What a value turns out to be once imports, variables, fields, injected services and calls are followed.
 * Several at once where code branches; none where nothing is known.
 */
export type Resolved =
  /** A symbol of a package or a global, or something made from it: `path` are the members and `()` behind it. */
  | {
      readonly r: 'external';
      /** `express#Router`, `global#fetch`. */
      readonly symbol: string;
      readonly how: 'itself' | 'instance';
      readonly path: readonly string[];
      readonly typeArgs: readonly LocatedType[];
      /** Arguments of the last call or construction. */
      readonly args: readonly LocatedValue[];
      /** Where it was created: the first call or construction; identifies a router or a table object. */
      readonly made: Place | null;
      /** Where it was called last, for objects that a method of another object makes. */
      readonly last: Place | null;
    }
  | { readonly r: 'function'; readonly ref: FunctionRef; readonly scope: Scope | null }
  | { readonly r: 'class'; readonly ref: ClassRef }
  | {
      readonly r: 'instance';
      readonly ref: ClassRef;
      readonly args: readonly LocatedValue[];
      readonly scope: Scope | null;
      readonly typeArgs: readonly LocatedType[];
      /** The `new` expression, where there is one in sight. */
      readonly made?: Place;
    }
  | { readonly r: 'namespace'; readonly file: FileFacts }
  /** Object, array, literal, text, scalar: the value itself. */
  | { readonly r: 'value'; readonly located: LocatedValue }
  /** The result of a query, or a part of it. */
  | { readonly r: 'query'; readonly query: Query; readonly path: readonly string[]; readonly scope: Scope | null }
  /** An object type whose instances nothing else is known of; what a generic one from another file is given. */
  | { readonly r: 'type'; readonly located: LocatedType; readonly typeArgs?: readonly LocatedType[] }
  /** A parameter that nothing fills; `path` are members behind it. */
  | { readonly r: 'param'; readonly fn: FunctionRef; readonly index: number; readonly path: readonly string[] };

export interface Table {
  readonly file: string;
  readonly lines: readonly number[];
  readonly fact: TableFact;
}

/** A query whose receiver is proven to be a database client. */
export interface Query {
  readonly file: FileFacts;
  readonly fact: QueryFact;
  readonly table: Table | null;
  /** Name for messages: the table's, the model's, or the accessor as written. */
  readonly tableName: string | null;
}

export interface Endpoint {
  readonly file: FileFacts;
  readonly fact: EndpointFact;
  readonly method: HttpMethod;
  /** Path with all mounts, `null` where a part is no constant. */
  readonly path: string | null;
  /** The part of the path that the registration gives, prefixes of its router aside; `null` where that is no constant. */
  readonly ownPath: string | null;
  /** The path for people: `/api/…/items` where a part is no constant, `…` where all of it is none. */
  readonly shownPath: string;
  /** The first part of the path that is no constant, `null` where the path is known. */
  readonly pathGap: LocatedValue | null;
  /** The function that answers; `null` if it could not be resolved. */
  readonly handler: FunctionRef | null;
  /** The class of the object whose method the handler is, where that class inherits it; `null` elsewhere. */
  readonly self: ClassRef | null;
  /** A factory of the project decides what the handler is called with: `route({ fn: async ({ query }) => … })`. */
  readonly ownSignature: boolean;
  /** How wrappers of the project call the handler, outermost first; empty where the framework calls it, or something out of sight. */
  readonly calls: readonly HandlerCall[];
  /** A schema or serialiser that something around the handler applies to the response: `guard({ response: schema })`. */
  readonly serialised: boolean;
  /** What runs before the handler, outermost first: middlewares, guards, pipes, hooks. */
  readonly before: readonly LocatedValue[];
  /** The part of `before` that the registration itself lists, arrays of other files laid out. */
  readonly listed: readonly LocatedValue[];
}

/** A call on the way from the framework to a handler: the first function is called by the framework, each other one by the call before. */
export interface HandlerCall {
  readonly fn: FunctionRef;
  readonly at: Span;
  readonly args: readonly Value[];
}

export interface ResolvedImport {
  readonly file: FileFacts;
  readonly fact: ImportFact;
  /** Path inside the root, `null` for packages and what does not resolve. */
  readonly target: string | null;
}

/** One call and the functions of the project that it may reach. */
export interface LinkedCall {
  readonly at: Span;
  readonly file: FileFacts;
  /** Enclosing function, `null` at module level. */
  readonly fn: number | null;
  readonly args: readonly LocatedValue[];
  readonly callee: Value;
  readonly loop: LoopFact | null;
  readonly unawaited: import('./code.js').Unawaited | null;
  readonly targets: readonly FunctionRef[];
}

/** A function that something between runs for a call: a message bus, a caller of procedures. */
export interface Dispatched {
  readonly ref: FunctionRef;
  /** What it is called with. */
  readonly args: readonly LocatedValue[];
  /** The call gives what the function returns; otherwise nothing, and nobody waits for the function. */
  readonly answers: boolean;
}

/** A query that a GraphQL field costs for each parent of a list. */
export interface FieldQuery {
  readonly file: FileFacts;
  /** The query or the call that reaches it, in the field's resolver. */
  readonly at: Span;
  readonly path: QueryPath;
  readonly field: string;
  /** Name of the parent's type. */
  readonly parent: string;
}

/** A call of a function. */
export interface CallSite {
  readonly file: FileFacts;
  readonly call: CallFact;
}

/** A call of a function of the project that calls a callback once per element of a list: `mapInGroups(ids, 5, load)`. */
export interface MappedCall extends CallSite {
  /** The called function, for messages. */
  readonly name: string;
  readonly over: Value;
  readonly callback: Value;
}

/** How a query is reached from a call: the functions on the way, the query last. */
export interface QueryPath {
  readonly query: Query;
  readonly through: readonly FunctionRef[];
}

/** A value that reaches the client, and where the handler sends it. */
export interface ResponseSent {
  readonly value: LocatedValue;
  readonly file: FileFacts;
  readonly at: Span;
}

/** The status codes that a response may have. */
export interface AnswerStatus {
  readonly known: readonly number[];
  /** Other codes may come as well: a part of the value is unknown. */
  readonly open: boolean;
  /** No status is set, so the framework's own applies. */
  readonly isDefault: boolean;
}

/** A status and what decides it. */
export interface DecidedStatus extends Place {
  readonly status: AnswerStatus;
}

/** One response as the project writes it. */
export interface Answer {
  readonly fact: AnswerFact;
  /** The file that writes it. */
  readonly file: FileFacts;
  /** Where it is decided: the call that writes it, or the call of the helper that is handed the body. */
  readonly place: Place;
  /** `null` where nothing is sent. */
  readonly body: LocatedValue | null;
  readonly status: AnswerStatus;
  /** Written by a central error handler or an exception filter. */
  readonly inErrorHandler: boolean;
}

/**
 * What a response body says.
 * - `empty`: nothing, `null`, `''`, `{}`
 * - `problem`: a problem document (RFC 9457), or the error that a protocol prescribes (OAuth, SCIM, JSON-RPC)
 * - `error`: a failure in words: `{ error }`, `{ success: false, message }`
 * - `flag`: a failure without words: `{ success: false }`
 * - `message`: success and nothing more: `{ message }`, `{ success: true }`
 * - `text`: a string
 * - `data`: anything else that is known
 */
export type BodyKind = 'empty' | 'problem' | 'error' | 'flag' | 'message' | 'text' | 'data' | 'unknown';

/** One thing that a body may be, and where it is written when it is a literal. */
export interface Body {
  readonly kind: BodyKind;
  readonly keys: readonly string[];
  readonly located: LocatedValue;
  readonly at: Place | null;
}

/** A log call whose receiver is a logger, or the global console. */
export interface LogCall {
  readonly file: FileFacts;
  readonly fact: LogFact;
}

/** How a request reaches a function. */
export interface RequestStep {
  /** The endpoint whose request it is; `null` behind a middleware that no endpoint was tied to. */
  readonly endpoint: Endpoint | null;
  /** The function that calls it, `null` for handlers and middlewares. */
  readonly caller: FunctionRef | null;
  /** Calls between: 0 for handlers and middlewares. */
  readonly hops: number;
}

/** Rows as queried, and the functions that they came through. */
export interface RowTrace {
  readonly query: Query;
  /** Where they are those of a relation of the queried rows: its name. */
  readonly relation?: string;
  readonly through: readonly FunctionRef[];
}

/** Input of an endpoint that no schema has parsed. */
export interface UnvalidatedInput {
  readonly kind: InputKind;
  readonly file: FileFacts;
  readonly at: Span;
  /** As people know it: `req.body`, `@Query('page') page`. */
  readonly written: string;
  /** The class that would be validated, had its import not been one of types alone. */
  readonly erased?: string;
}

/** SQL text that is executed with something joined into it. */
export interface JoinedSql {
  readonly file: FileFacts;
  readonly fact: JoinedSqlFact;
  /** The library's symbol that executes it, `null` where only the text tells. */
  readonly symbol: string | null;
  /**
   * The value that is joined into it, as written, and where it stands; `chosen` where the client names a column, table or
   * clause. `null` where nothing is that could say something else than the code: constants, numbers, what was checked.
   */
  joined(): { readonly written: string; readonly position: SqlPosition; readonly chosen: boolean } | null;
}

/** The linked project that checks ask. Everything is computed on demand and remembered. */
export interface Project {
  readonly files: readonly FileFacts[];
  readonly packages: readonly PackageInfo[];
  /** The package that holds a path, `null` outside of all. */
  packageOf(path: string): PackageInfo | null;
  readonly layout: Layout;
  readonly imports: readonly ResolvedImport[];
  /** Those of one file. */
  importsOf(file: FileFacts): readonly ResolvedImport[];
  /** One for each registration: what laws judge. */
  readonly endpoints: readonly Endpoint[];
  /** Endpoints by full path: one whose router is mounted twice is here twice, each with what runs before it there. */
  readonly routes: readonly Endpoint[];
  readonly queries: readonly Query[];
  readonly tables: readonly Table[];
  /** Variables of the environment that Dockerfiles, compose files, env files and scripts set. */
  readonly settings: readonly SettingFact[];
  /** OpenAPI descriptions, CI workflows, Dockerfiles, compose and env files. */
  readonly documents: readonly DocumentFact[];
  /** Secrets in committed env files, Dockerfiles, YAML and JSON. */
  readonly documentSecrets: readonly DocumentSecretFact[];
  /** Titles, mocks and containers of test files, which are read when somebody asks first: no law pays for them that does not. */
  readonly tests: readonly TestFacts[];
  /** True when a symbol is one of the config's recognised ones of that kind. */
  isRecognised(kind: string, value: LocatedValue): boolean;
  /** True when the config has recognised symbols of that kind at all. */
  hasRecognisers(kind: string): boolean;
  moduleOf(path: string): ModuleInfo | null;
  /** Whether a file is a declared contract that other modules may import. */
  isContract(path: string): boolean;
  file(path: string): FileFacts | null;
  resolve(value: LocatedValue): readonly Resolved[];
  resolveType(type: LocatedType): readonly Resolved[];
  member(of: Resolved, name: string): readonly Resolved[];
  /** What a call runs by way of a message bus or a caller of procedures. */
  dispatched(call: LocatedValue): readonly Dispatched[];
  /** External symbols that a resolved value is, comes from or extends, as `source#name`. */
  origins(resolved: Resolved): readonly string[];
  fn(file: FileFacts, index: number): FunctionRef;
  cls(file: FileFacts, index: number): ClassRef;
  /** Calls made in a function, in its inline callbacks too. */
  calls(fn: FunctionRef): readonly LinkedCall[];
  /** Those of them that run in a loop which counts, and those on methods that call a function by its name once per element. */
  loopedCalls(fn: FunctionRef, counts: (loop: LoopFact) => boolean): readonly LinkedCall[];
  /** Whether code of a function runs after the code around it: what takes the function only makes another one of it. */
  runsLater(file: FileFacts, fn: number | null, within: Span): boolean;
  /** Queries made in a function, in its inline callbacks too. */
  queriesIn(fn: FunctionRef): readonly Query[];
  readsIn(fn: FunctionRef): readonly ParamReadFact[];
  /**
   * The shortest way from a function to a query, `null` if it reaches none.
   * @param most calls on the way, any number unless told
   */
  reachesQuery(fn: FunctionRef, most?: number): QueryPath | null;
  /** What GraphQL fields query for every parent of a list. */
  readonly fieldQueries: readonly FieldQuery[];
  /** Calls in a file of functions of the project that go through a list. */
  mappedCalls(file: FileFacts): readonly MappedCall[];
  /** Functions that a request reaches by calls, and the shortest way to each. */
  readonly requestPath: ReadonlyMap<FunctionRef, RequestStep>;
  /** What a handler sends to the client. */
  responses(endpoint: Endpoint): readonly ResponseSent[];
  /** What an endpoint answers, with statuses, through helpers; `place` stands in the handler. */
  answers(endpoint: Endpoint): readonly Answer[];
  /** The status that a decorator gives an endpoint (`@HttpCode(200)`), `null` where none does. */
  decoratedStatus(endpoint: Endpoint): DecidedStatus | null;
  /** Every response that runtime code writes, in handlers, middlewares, error handlers and helpers. */
  readonly writtenAnswers: readonly Answer[];
  /** What a response body may be, branch by branch, through the functions that make it. */
  bodies(body: LocatedValue): readonly Body[];
  /** Log calls of runtime code, those of the console included. */
  logsOf(file: FileFacts): readonly LogCall[];
  /** Outbound calls of runtime code: HTTP clients, vendors' SDKs, language models. */
  effectsOf(file: FileFacts): readonly Effect[];
  /** Outbound calls made in a function, in its inline callbacks too. */
  effectsIn(fn: FunctionRef): readonly Effect[];
  /** The slow work that a call of the project's own code is, where what it calls does little else; `null` for other calls. */
  slowWork(call: LinkedCall): SlowJob | null;
  /** Where a function is called, as far as calls can be followed. */
  callersOf(fn: FunctionRef): readonly CallSite[];
  /** Whether a call runs in a browser, although it stands among runtime code. */
  runsInBrowser(file: FileFacts, call: Pick<CallFact, 'fn' | 'at'>): boolean;
  /**
   * Whether an outbound call always runs inside something that passes the test: a call that takes it or the function that
   * makes it, also through wrappers of the project and through every caller.
   */
  runsInside(effect: Effect, test: (enclosure: Enclosure) => boolean): boolean;
  /** The rows as queried that a value holds, `null` when it holds none or cannot be followed. */
  rawRows(value: LocatedValue): RowTrace | null;
  /** Body and query that the endpoint reads before a schema has parsed them: the first read of each kind. */
  unvalidatedInputs(endpoint: Endpoint): readonly UnvalidatedInput[];
  /** Whether the handler, what runs before it or what it calls speaks of an idempotency key. */
  readsIdempotencyKey(endpoint: Endpoint): boolean;
  /** Whether a package that is imported from is a declared dependency or a module of Node, not code out of sight. */
  isDeclared(path: string, source: string): boolean;
  /** What runtime code does to be traced, and when that starts. */
  readonly tracing: readonly Tracing[];
  /** What orchestrators and load balancers ask, and what that asks. */
  readonly healthProbes: readonly HealthProbe[];
  /** SQL text of runtime code that is executed with something joined into it, or with an OFFSET. */
  readonly joinedSql: readonly JoinedSql[];
  /** The query that a call expression is, by its span. */
  queryAt(file: FileFacts, at: Span): Query | null;
}
