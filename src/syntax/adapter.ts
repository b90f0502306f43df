import type { EndpointFact, InputKind, MiddlewareFact, MountFact, ProviderFact, QueryFact, TableFact } from '../facts/backend.js';
import type { SourceFile } from './source-file.js';

type Emitted<F extends { kind: string }> = Omit<F, 'kind'>;

/**
 * How a framework calls its handlers, as patterns over their parameters: `0.body` is member `body` of the first
 * parameter, `0.req.json()` a call; `*` stands for any one member, called or not, `**` for any number of called members
 * (`1.**.send()` is `reply.send()` and `reply.code(201).header('a', 'b').send()`), a last member that ends in `=` for an
 * assignment. `matchPath` of handler-patterns.ts decides. Where decorators and not positions
 * say what a parameter is (NestJS), `req` and `res` stand in the place of the index.
 */
export interface HandlerModel {
  /** Reads of the request that no schema has parsed, by kind. */
  readonly inputs: Readonly<Partial<Record<InputKind, readonly string[]>>>;
  /** Calls whose first argument (or assignments whose value) is the response body: `1.json()`, `1.status().json()`, `0.body=`. */
  readonly sends: readonly string[];
  /** Whether what the handler returns is the response body. */
  readonly returnIsResponse: boolean;
  /**
   * Functions that build a response from a body, by `source#name.member`: the body is their first argument,
   * e.g. `next/server#NextResponse.json`, `global#Response.json`.
   */
  readonly responders: readonly string[];
}

/** How a framework's routers are known, as the linker follows them across files. */
export interface RouterModel {
  /**
   * External symbols (`source#name`, `source#default.name`; `*` at the end of a source matches the rest of it) that a
   * router or app is constructed, called, extended or typed by.
   */
  readonly symbols: readonly string[];
  /**
   * Methods of a router (or of a router factory) whose result is another router, each call its own. The result of
   * every other method stands for the router itself: chained `.get()`, `router.routes()`.
   */
  readonly derive: readonly string[];
}

/** Knows one web framework. The only code that does. */
export interface FrameworkAdapter {
  readonly name: string;
  /** The framework's documentation that this rests on. */
  readonly docs: string;
  /** Packages whose presence switches the adapter on. */
  readonly enabledBy: readonly string[];
  readonly handler: HandlerModel;
  /** Absent where endpoints need no router: class-routed and file-routed frameworks. */
  readonly routers?: RouterModel;
  visit(
    file: SourceFile,
    emit: {
      endpoint(fact: Emitted<EndpointFact>): void;
      mount(fact: Emitted<MountFact>): void;
      middleware(fact: Emitted<MiddlewareFact>): void;
      provider(fact: Emitted<ProviderFact>): void;
    },
  ): void;
}

/** Knows one way to reach a database. The only code that does. */
export interface DataLayerAdapter {
  readonly name: string;
  readonly docs: string;
  readonly enabledBy: readonly string[];
  /**
   * External symbols (`source#name`; `*` at the end of a source matches the rest of it) that the receiver of a
   * query must come from: constructed, called, extended or written as type. The linker asks for it.
   */
  readonly receivers: readonly string[];
  /**
   * Functions and methods that give a receiver for one table, by name; the table is their first argument that is a
   * class, a model or a string: `getRepository(Order)`, `model('Order', schema)`. For receivers held in other files.
   */
  readonly tableCalls?: readonly string[];
  visit(
    file: SourceFile,
    emit: {
      query(fact: Emitted<QueryFact>): void;
      table(fact: Emitted<TableFact>): void;
    },
  ): void;
}
