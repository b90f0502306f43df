import type {
  AssignFact,
  CallFact,
  ClassFact,
  CommentFact,
  ExportFact,
  FunctionFact,
  ImportFact,
  ParamReadFact,
  TypeFact,
} from './code.js';
import type { EndpointFact, MiddlewareFact, MountFact, ProviderFact, QueryFact, TableFact } from './backend.js';
import type { FileKind, Problem } from './source.js';
import type { Value } from './value.js';

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
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly calls: readonly CallFact[];
  readonly assigns: readonly AssignFact[];
  readonly reads: readonly ParamReadFact[];
  readonly endpoints: readonly EndpointFact[];
  readonly mounts: readonly MountFact[];
  readonly middlewares: readonly MiddlewareFact[];
  readonly providers: readonly ProviderFact[];
  readonly queries: readonly QueryFact[];
  readonly tables: readonly TableFact[];
  /** Comments that begin with `eslint-` or `eslint `. */
  readonly directives: readonly CommentFact[];
  readonly problems: readonly Problem[];
}
