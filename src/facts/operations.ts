import type { FileFacts } from './file.js';
import type { Place } from './project.js';
import type { Span } from './source.js';
import type { Value } from './value.js';

/**
 * What code does to be traced.
 * - `start`: starts an SDK or an agent: `sdk.start()`, `import 'dd-trace/init'`
 * - `instrument`: hooks libraries or a framework up: `getNodeAutoInstrumentations()`, `new PgInstrumentation()`
 * - `propagate`: writes the trace into an outgoing message or reads it from an incoming one
 * - `span`: opens a span by hand, or gets what opens one
 */
export type TracingUse = 'start' | 'instrument' | 'propagate' | 'span';

/** One use of a tracing library in a file. */
export interface TracingFact {
  readonly use: TracingUse;
  /** `@opentelemetry/sdk-node#NodeSDK.start`; `dd-trace/init` for an import that starts tracing by itself. */
  readonly symbol: string;
  /** Enclosing function, `null` at module level. */
  readonly fn: number | null;
  readonly at: Span;
}

/** One use of a health kit in a file: `serve` answers probes, `check` asks a dependency or the process itself. */
export interface HealthFact {
  readonly use: 'serve' | 'check';
  /** Name in the table of health kits: `@godaddy/terminus#createTerminus`, `@nestjs/terminus#TypeOrmHealthIndicator.pingCheck`. */
  readonly symbol: string;
  /** `null` where none are given. */
  readonly options: Value | null;
  readonly fn: number | null;
  readonly at: Span;
}

/** What one file says about its operation; members without anything to say are left out. */
export interface OperationFacts {
  readonly tracing?: readonly TracingFact[];
  readonly health?: readonly HealthFact[];
}

/**
 * When tracing starts: instrumentation reaches what is loaded after it.
 * - `first`: before anything that it hooks into is loaded
 * - `late`: after something that it hooks into
 * - `alone`: nothing imports the file, and the file loads nothing of the kind: it has to be preloaded (`node --import`)
 * - `unknown`: inside a function
 */
export type StartOrder = 'first' | 'late' | 'alone' | 'unknown';

/** A use of tracing, as the project shows it. */
export interface Tracing {
  readonly use: TracingUse;
  /** Package, `''` for what the config declares. */
  readonly library: string;
  /** As in `TracingFact`; as written for what the config declares. */
  readonly symbol: string;
  readonly file: FileFacts;
  readonly at: Span;
  /** `null` for anything but a start. */
  readonly order: StartOrder | null;
  /** For a late start: the import that came before. */
  readonly behind: (Place & { readonly source: string }) | null;
}

/** What a probe tells by its path: the process runs, it can take traffic, it has started; `health` does not say which. */
export type Probe = 'live' | 'ready' | 'startup' | 'health';

/** Something that a probe asks: `dependency` lies outside of the process, `process` is its own memory or disk. */
export interface ProbeCheck extends Place {
  readonly of: 'dependency' | 'process';
  /** `select on orders`, `ioredis ping`, `TypeOrmHealthIndicator.pingCheck`. */
  readonly what: string;
}

/** An endpoint that an orchestrator or a load balancer asks. */
export interface HealthProbe extends Place {
  readonly probe: Probe;
  /** `null` where it is no constant. */
  readonly path: string | null;
  /** The kit that answers, `''` for one that the config declares; `null` where the project answers by itself. */
  readonly library: string | null;
  readonly checks: readonly ProbeCheck[];
  /** Whether it certainly asks nothing else: all that answers is in sight and waits for nothing. */
  readonly complete: boolean;
}
