/** Half-open range of UTF-16 offsets in a file's text, byte order mark stripped. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether a range lies in another one; it does in itself. */
export const isWithin = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

export const isSameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/**
 * What a file is for. Laws about runtime code look at `runtime` only.
 * - `runtime`: code that serves requests or jobs
 * - `test`: tests, mocks, fixtures
 * - `script`: command-line tools, seeds, one-off and build scripts
 * - `migration`: database migrations
 * - `config`: build, lint and tool configuration
 * - `generated`: written by a tool
 * - `declaration`: `.d.ts`
 * - `frontend`: code of a package that is no backend
 */
export type FileKind =
  | 'runtime'
  | 'test'
  | 'script'
  | 'migration'
  | 'config'
  | 'generated'
  | 'declaration'
  | 'frontend';

/** A file that discovery found. `path` is POSIX and relative to the root of the audit. */
export interface DiscoveredFile {
  readonly path: string;
  readonly kind: FileKind;
  /** `dir` of the package that holds it, see `PackageInfo`. */
  readonly package: string;
}

/** One `package.json` inside the root. */
export interface PackageInfo {
  /** POSIX directory relative to the root, `''` for the root itself. */
  readonly dir: string;
  readonly name: string | null;
  /** Names in `dependencies`, `optionalDependencies` and `peerDependencies`, the workspace root's included. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** POSIX paths relative to the root of the files that `bin` names, source files where they could be mapped. */
  readonly bins: readonly string[];
  readonly isBackend: boolean;
  /** `null` and absent where it has no manifest. */
  readonly entries?: PackageEntries | null;
  /** Files and folders that scripts of its manifest let a generator write: POSIX paths relative to the root. Absent where there are none. */
  readonly generated?: readonly string[];
}

/** The ways into the code of a package that its manifest names. POSIX paths relative to the root, of source files where they could be mapped. */
export interface PackageEntries {
  /** What `exports`, `main` and the like name; commands, which people run, are none. */
  readonly imported: readonly string[];
  /** What a start script runs, and commands that start a server as far as their names say. */
  readonly started: readonly string[];
  /** Whether other packages may import every file of it. */
  readonly isOpen: boolean;
}

/** Something that could not be read or understood; the audit goes on without it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}
