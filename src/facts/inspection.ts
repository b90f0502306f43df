import type { EndpointFact, HttpMethod } from './backend.js';
import type { LawStatus } from './finding.js';
import type { LayoutKind } from './layout.js';
import type { Probe, StartOrder } from './operations.js';
import type { FileKind, Problem } from './source.js';

/** A line of a file; POSIX path relative to the root, 1-based line. */
export interface Where {
  readonly path: string;
  readonly line: number;
}

/** What stands between the network and a handler. */
export interface Posture {
  /** `unknown` where the handler cannot be followed or a factory of the project decides what it is given. */
  readonly validated: 'yes' | 'no' | 'no input' | 'unknown';
  readonly authenticated: 'yes' | 'no' | 'unknown';
  readonly rateLimited: 'yes' | 'no' | 'unknown';
  readonly responseSchema: boolean;
}

/** One endpoint with what was found out about it. */
export interface EndpointRow extends Where, Posture {
  readonly protocol: EndpointFact['protocol'];
  readonly framework: string;
  readonly method: HttpMethod;
  /** `null` where a part of it is no constant. */
  readonly route: string | null;
  /** The path for people: `/api/…/items` where a part is no constant. */
  readonly shownRoute: string;
  /** `OrdersController.list`, `listOrders`; `inline` for a function without a name, `null` where it is not known. */
  readonly handler: string | null;
  /** Tables that code reachable from the handler reads and writes; sorted names. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Queries on the way whose table, or whether they read or write it, is not known. */
  readonly opaqueQueries: number;
  /** Whether every query for many rows on the way has a limit. */
  readonly paginated: 'yes' | 'no' | 'unknown' | 'no list';
  /** `null` where the handler is not known. */
  readonly readsIdempotencyKey: boolean | null;
}

/** How many queries of one module reach a table. */
export interface TableUse {
  /** Module, or folder where the code lies outside of all modules. */
  readonly module: string;
  readonly queries: number;
}

export interface TableRow extends Where {
  /** Name in the database; the code's name where it is no constant. */
  readonly table: string;
  /** What stands for it in code. */
  readonly symbol: string | null;
  readonly layer: string;
  /** Where else the same table of the same package is declared: migrations, mostly. */
  readonly alsoAt: readonly Where[];
  /** Primary key columns: `type` as written, `generated` by what makes the value; `null` is not known. */
  readonly key: readonly { readonly column: string; readonly type: string | null; readonly generated: string | null }[];
  /** Name of the column that optimistic locking tests, by its name. */
  readonly versionColumn: string | null;
  /** Columns of indexes and unique constraints, primary key aside; `null` where the layer's adapter does not read them. */
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique: boolean }[] | null;
  /** `null` where several modules, or none, write a table of a central schema. */
  readonly owner: { readonly module: string; readonly because: 'declared there' | 'writes it' } | null;
  readonly readers: readonly TableUse[];
  readonly writers: readonly TableUse[];
}

/** A module, or a folder of code outside of all modules. */
export interface ModuleNode {
  /** Unique: the module's name, its folder where two share one; a folder's path. */
  readonly name: string;
  /** POSIX, relative to the root; `''` is the root itself. */
  readonly dir: string;
  readonly kind: 'module' | 'folder';
  readonly slices: readonly { readonly name: string; readonly dir: string; readonly files: number }[];
  readonly files: number;
  readonly endpoints: number;
  readonly tables: number;
}

export interface ModuleEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  /** How many of them are type-only. */
  readonly typeOnly: number;
}

/** A runtime file and the node that holds it. */
export interface FileNode {
  readonly path: string;
  readonly module: string;
}

export interface ModuleGraph {
  readonly nodes: readonly ModuleNode[];
  readonly edges: readonly ModuleEdge[];
  /** Loops among the nodes, the shortest one of each knot: every node once, the first imports the second. */
  readonly cycles: readonly (readonly string[])[];
  readonly files: readonly FileNode[];
  /** `lines`: where `from` imports `to`, ascending and 1-based. */
  readonly fileEdges: readonly { readonly from: string; readonly to: string; readonly typeOnly: boolean; readonly lines: readonly number[] }[];
}

/** What a backend consists of, as rows for reports. Each part is computed when it is asked for. */
export interface BackendView {
  /** Sorted by file and line. */
  readonly endpoints: readonly EndpointRow[];
  readonly tables: readonly TableRow[];
  readonly modules: ModuleGraph;
}

/** What one look at a backend shows. */
export interface Inspection extends BackendView {
  /** Name of the inspected folder, never an absolute path. */
  readonly root: string;
  readonly stack: { readonly name: string; readonly frameworks: readonly string[]; readonly dataLayers: readonly string[]; readonly validators: readonly string[] };
  readonly layout: { readonly kind: LayoutKind; readonly summary: string };
}

/** One adapter that has something to do here, and why. */
export interface AdapterDiagnosis {
  readonly name: string;
  readonly role: 'framework' | 'data layer';
  /** Packages that switch it on: listed in a backend's manifest, or imported without being listed. */
  readonly because: readonly string[];
  /** What it found: `12 endpoints`. */
  readonly found: readonly string[];
}

/** Packages that the code imports for one purpose: `tracing`, `health checks`, `mapping`. */
export interface SupportingLibraries {
  readonly purpose: string;
  readonly packages: readonly string[];
}

/** Where tracing starts. */
export interface TracingRow extends Where {
  /** Package, `''` for what the config declares. */
  readonly library: string;
  readonly symbol: string;
  readonly order: StartOrder;
  /** For a late start: the import that came before. */
  readonly behind: (Where & { readonly source: string }) | null;
}

/** An endpoint that an orchestrator or a load balancer asks. */
export interface ProbeRow extends Where {
  readonly probe: Probe;
  /** `null` where it is no constant. */
  readonly route: string | null;
  /** The kit that answers, `''` for one that the config declares; `null` where the project answers by itself. */
  readonly library: string | null;
  readonly checks: readonly (Where & { readonly of: 'dependency' | 'process'; readonly what: string })[];
  /** Whether it certainly asks nothing else. */
  readonly complete: boolean;
}

/** Things of one kind that were not understood: the first few, and how many there are in all. */
export interface Gap {
  readonly total: number;
  readonly shown: readonly (Where & { readonly what: string })[];
}

/** What Fortress understood of a tree, what it assumed and what it could not follow. */
export interface Diagnosis {
  readonly root: string;
  readonly name: string;
  /** Relative to the root, `null` where the defaults hold. */
  readonly configFile: string | null;
  readonly adapters: readonly AdapterDiagnosis[];
  readonly validators: readonly string[];
  readonly libraries: readonly SupportingLibraries[];
  readonly tracing: readonly TracingRow[];
  readonly probes: readonly ProbeRow[];
  readonly layout: { readonly kind: LayoutKind; readonly summary: string; readonly because: string; readonly sourceRoots: readonly string[] };
  readonly packages: readonly { readonly name: string | null; readonly dir: string; readonly kind: 'backend' | 'front end or other'; readonly files: Readonly<Partial<Record<FileKind, number>>> }[];
  /** Sentences. */
  readonly assumed: readonly string[];
  readonly counts: readonly { readonly noun: string; readonly count: number }[];
  readonly unresolvedHandlers: Gap;
  readonly unresolvedPaths: Gap;
  readonly unconfirmedQueries: Gap;
  readonly unresolvedImports: Gap;
  readonly laws: readonly { readonly id: string; readonly status: LawStatus; readonly because: string }[];
  readonly crashes: readonly string[];
  readonly problems: readonly Problem[];
}
