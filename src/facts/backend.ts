import type { LoopFact } from './code.js';
import type { Span } from './source.js';
import type { Value } from './value.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'ALL';

/** The parts of a request that a schema can validate. */
export type InputKind = 'body' | 'query' | 'params' | 'headers';

/**
 * One route as a framework declares it. The linker adds the full path, the handler function, what covers it.
 * A GraphQL operation, a message handler or a tRPC procedure is an endpoint too, by its `protocol`.
 */
export interface EndpointFact {
  readonly kind: 'endpoint';
  readonly framework: string;
  readonly protocol: 'http' | 'trpc' | 'graphql' | 'message' | 'websocket';
  readonly method: HttpMethod;
  /** As written, `null` if it is no constant. */
  readonly path: string | null;
  /** The router, app or class instance it is registered on; `null` for file-routed and class-routed endpoints. */
  readonly router: Value | null;
  /** Middlewares in order, the handler last. */
  readonly handlers: readonly Value[];
  /** Schemas that the route itself declares, by what they validate; `response` serialises. */
  readonly schemas: Partial<Record<InputKind | 'response', Value>>;
  /** Class that declares it (NestJS). */
  readonly cls: number | null;
  /** The path where it is no constant of this file: a text value whose parts other files may complete. */
  readonly pathValue?: Value;
  /** API version that is declared apart from the path: NestJS `version: '1'`, `@Version('2')`. */
  readonly version?: string;
  /** The method where another file says it, of `app.openapi(importedRoute, handler)` and `app[route.method](…)`; `method` is then `ALL`. */
  readonly methodValue?: Value;
  /** What has to hold for the registration to run: `if (route.method === 'GET') app.get(route.path, route.handler)`. */
  readonly when?: readonly Condition[];
  /**
   * The shape alone proves the route (a literal path, an inline handler with the framework's parameters, a receiver
   * that is nothing else), so it counts even where the router cannot be followed to its construction.
   */
  readonly evident?: boolean;
  /** The call alone is no sign: path and handler are parameters of the function around, the method is computed, or a call builds the path. Only on a router it is a route. */
  readonly handed?: true;
  /** Response schema that only documents: it neither checks nor strips what is sent (`@hono/zod-openapi`). */
  readonly documentedResponse?: Value;
  /** GraphQL: an operation of the root types, or a field that is resolved once for every parent. */
  readonly resolver?: 'operation' | 'field';
  /** GraphQL field: the parameters that hold the parent, and the calls that run for every parent. */
  readonly perParent?: { readonly parents: readonly number[]; readonly calls: readonly Span[] };
  /** Parts of the handler, in the same file, that only other methods of the path reach. */
  readonly elsewhere?: readonly Span[];
  readonly at: Span;
}

/** A value that is one of some texts, in any case of letters, or none of them. */
export interface Condition {
  readonly of: Value;
  readonly is: readonly string[];
  readonly isNot?: true;
}

/** A router hung below another one: `app.use('/users', usersRouter)`, `app.register(plugin, { prefix })`. */
export interface MountFact {
  readonly kind: 'mount';
  readonly framework: string;
  readonly parent: Value;
  /** `''` when none is given, `null` if it is no constant. */
  readonly path: string | null;
  /**
   * What may stand for the path when it is no constant of this file. Where it turns out to be a function it was a
   * middleware, and where options that came from elsewhere hold none, there is no path.
   */
  readonly pathValue?: Value;
  /**
   * The path is the router's own prefix, whatever it is mounted on (`new Router({ prefix })`): parent and child are the
   * same, or the parent is the router that the child is derived from (`app.basePath('/v1')` of Hono).
   */
  readonly own?: true;
  /**
   * The application tells versions apart (`enableVersioning`), the path is what stands before a version in paths:
   * `uri` is a segment of the path, `other` a header, media type or what the project decides, `null` where the kind is
   * no constant. `fallback` is the version of endpoints that name none.
   */
  readonly version?: { readonly kind: 'uri' | 'other' | null; readonly fallback?: string };
  /** Paths below which it does not hold (`setGlobalPrefix(prefix, { exclude })`); `/*` at the end matches it and the rest. */
  readonly except?: readonly string[];
  /** Folder whose files are all mounted (`@fastify/autoload`), as its constant parts say, such as `routes`; its folders add their names to the path; `child` is unknown. */
  readonly dir?: string;
  /** Of a folder: the names of its folders add nothing to paths. */
  readonly flat?: true;
  /** Of a folder: files named `autohooks` hold hooks for the files of their own folder, or for those below it as well. */
  readonly hooks?: 'folder' | 'cascade';
  /** The parent is no router but stands for `child`, which stands on the very router that it is registered on (`fastify-plugin`). */
  readonly shared?: true;
  readonly child: Value;
  readonly at: Span;
}

/**
 * Something that runs before handlers: a middleware, hook, guard, pipe or interceptor; or in their place: an error
 * handler, an exception filter, what answers where no route does.
 * `scope` tells what it covers: one router from there on, one class, one function, or the whole app.
 */
export interface MiddlewareFact {
  readonly kind: 'middleware';
  readonly framework: string;
  readonly role: 'middleware' | 'guard' | 'pipe' | 'interceptor' | 'filter' | 'hook' | 'error-handler' | 'not-found';
  readonly scope:
    /** `path` and `methods` narrow it to endpoints whose full path and method match; `*` in a path matches the rest. */
    | { readonly of: 'app'; readonly path?: string | null; readonly methods?: readonly HttpMethod[] }
    /** `path` is `null` when none is given or when it is no constant. */
    | { readonly of: 'router'; readonly router: Value; readonly path: string | null }
    | { readonly of: 'class'; readonly cls: number }
    | { readonly of: 'function'; readonly fn: number };
  readonly value: Value;
  /** What a hook-like middleware validates by its own declaration. */
  readonly at: Span;
}

/** What a dependency injection container gives for a token: `{ provide: TOKEN, useClass: X }`, `bind(X).to(Y)`. */
export interface ProviderFact {
  readonly kind: 'provider';
  readonly framework: string;
  /** A class, a constant, a string literal. */
  readonly token: Value;
  /**
   * - `class`: `use` is a class that is constructed
   * - `value`: `use` is the instance
   * - `factory`: `use` is a function that returns it
   * - `alias`: `use` is another token
   * - `marked`: `use` is a class or function that says how it is registered when its file is loaded; `token` is its name, unknown where that of the file holds
   * - `files`: what files export is registered by their names; `token` and `use` are unknown
   */
  readonly form: 'class' | 'value' | 'factory' | 'alias' | 'marked' | 'files';
  readonly use: Value;
  readonly files?: ProvidedFiles;
  readonly at: Span;
}

/** Files that a container loads and registers. */
export interface ProvidedFiles {
  /** `*`, `**`, `?`, `{a,b}`: from the folder of the file that loads them where it begins with `./` or `../`, otherwise from that of the package. */
  readonly globs: readonly string[];
  /** What becomes of a file's name without its last extension. */
  readonly naming: 'as-is' | 'camel-case';
  /** Classes are constructed and functions called, or both are handed out as they are. */
  readonly isCalled: boolean;
}

export type QueryAction =
  | 'read-many'
  | 'read-one'
  | 'count'
  | 'exists'
  | 'aggregate'
  | 'insert'
  | 'update'
  | 'delete'
  | 'upsert'
  | 'raw'
  | 'transaction';

/** One call that reaches the database. */
export interface QueryFact {
  readonly kind: 'query';
  readonly layer: string;
  /**
   * The client, repository or model that the call stands on. The linker confirms it against the layer's
   * `receivers`; `null` when the file alone proves it.
   */
  readonly receiver: Value | null;
  /** The shape alone proves the query, so it counts even where the receiver cannot be followed. */
  readonly evident?: true;
  /** As written: `findMany`, `select`, `createQueryBuilder`. */
  readonly operation: string;
  readonly action: QueryAction;
  /**
   * The table as the layer names it: Prisma model accessor, SQL name, or the entity, model or table object.
   */
  readonly table: { readonly name: string } | { readonly value: Value } | null;
  /** What one row holds: every column, chosen ones, none (a count, void), or unknown. */
  readonly columns: 'all' | 'chosen' | 'none' | null;
  /** Where options that other code makes decide: every column unless they hold one of the keys. `columns` is then `null`. */
  readonly columnsFrom?: { readonly options: Value; readonly keys: readonly string[] };
  /** Whether the number of rows is bounded by a limit, `null` unknown. */
  readonly limited: boolean | null;
  /** Whether a filter is given, `null` unknown. */
  readonly filtered: boolean | null;
  /** Where options that other code makes decide about limit and filter, whose names they are: `limited` or `filtered` is then `null`. */
  readonly boundsFrom?: { readonly options: Value; readonly limit: string; readonly filter: string };
  /**
   * Something other than a filter and a limit decides how many rows come: DISTINCT, an inner join, a set operation, groups.
   * Groups behind an outer join count for one row of the main table each, so they reduce nothing.
   */
  readonly reduced?: true;
  /** Columns that SQL text fills with a random UUID of the database, each at the literal that says so. */
  readonly randomColumns?: readonly { readonly table: string | null; readonly column: string; readonly at: Span }[];
  /** What is taken of the rows where not all are taken at once: their number, the first one, one after another. */
  readonly taken?: 'nothing' | 'number' | 'first' | 'stream';
  /** Where rows are skipped: `skip`, `offset`, OFFSET. A cursor with `skip: 1` has none. */
  readonly offsets: readonly { readonly clause: string; readonly at: Span }[];
  /** Rows that the call writes, for inserts and updates: the data argument; for SQL text the values that it binds. */
  readonly data: Value | null;
  /** SQL text that is executed, for raw queries. */
  readonly text: Value | null;
  /**
   * What the call gives: rows, one row, the pair of rows and their number, or the driver's result with `rows` in it;
   * `null` or absent is unknown or none of these.
   */
  readonly shape?: 'rows' | 'row' | 'rows-and-count' | 'driver-result' | null;
  /**
   * No query of its own, only what it says about `offsets` counts: SQL text that no call of this file executes
   * (`sql.fragment`, `Prisma.sql`), or a step on a query builder that other code starts (`query.offset(10)` on a
   * parameter). The receiver is then the tag or the builder.
   */
  readonly fragment?: true;
  readonly fn: number | null;
  readonly loop: LoopFact | null;
  readonly at: Span;
}

export interface ColumnFact {
  readonly name: string;
  /** The layer's type as written, lower case. */
  readonly type: string | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly nullable: boolean | null;
  /** How a value is made when none is given, `null` unknown or none. */
  readonly generated: 'uuid-v4' | 'uuid-v7' | 'increment' | 'cuid' | 'ulid' | 'nanoid' | 'database' | 'other' | null;
  /** Optimistic locking counts it up with every change, because the declaration says so. */
  readonly version?: true;
  /** The table it references. */
  readonly references: { readonly table: string | null; readonly value: Value | null } | null;
  /** The function of the project that makes the value where no known generator does: `generated` is then `null`. */
  readonly generator?: Value | null;
  /** The options that the column or relation is declared with: `eager`, `cascade`, `lazy`. */
  readonly options?: Value | null;
  /** Where the key's generation is written, to report on: the decorator, call or default. */
  readonly at: Span;
}

/** An index or unique constraint over columns, in their order, named as `ColumnFact.name` is. */
export interface IndexFact {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly at: Span;
}

/** A relation between entities as the layer declares it; the side that holds the foreign key is a column too. */
export interface RelationFact {
  readonly name: string;
  readonly form: 'one-to-one' | 'one-to-many' | 'many-to-one' | 'many-to-many';
  /** The other entity. */
  readonly target: Value | null;
  readonly options: Value | null;
  readonly at: Span;
}

/** A table as code or a schema document declares it. */
export interface TableFact {
  readonly kind: 'table';
  readonly layer: string;
  /** Name in the database, `null` if it is no constant. */
  readonly name: string | null;
  /** The symbol that stands for it in code: model accessor, entity class, table constant. */
  readonly symbol: string | null;
  readonly cls: number | null;
  readonly columns: readonly ColumnFact[];
  /** The database that it is declared for, where the declaration says. */
  readonly dialect?: 'postgres' | 'mysql' | 'sqlite' | 'other';
  /** Types that columns of this or another table are changed to later, lower case. */
  readonly retypes?: readonly { readonly column: string; readonly type: string; readonly at: Span }[];
  readonly indexes?: readonly IndexFact[];
  readonly relations?: readonly RelationFact[];
  /** Functions that its rows have as methods, by name, where no class does (Mongoose). */
  readonly methods?: Readonly<Record<string, Value>>;
  /** Classes whose methods its rows have as well (Mongoose' `loadClass`). */
  readonly methodsOf?: readonly Value[];
  /** The declaration of its columns where another file holds it: the schema of a model. */
  readonly schema?: Value;
  readonly at: Span;
}

/** A value made as random UUID (version 4) in code. */
export interface UuidFact {
  readonly kind: 'uuid';
  readonly version: 4 | 7 | 1 | null;
  readonly by: string;
  readonly fn: number | null;
  readonly at: Span;
}

export type BackendFact = EndpointFact | MountFact | MiddlewareFact | ProviderFact | QueryFact | TableFact;
