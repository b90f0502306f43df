/**
 * How a code base is cut:
 * - `slices`: modules whose children are slices (use cases), or a `slices/` folder
 * - `modules`: children of `modules/`, `features/`, `domains/` or `contexts/`
 * - `nest-modules`: folders that hold a `*.module.ts` directly under the source root
 * - `workspace`: modules are workspace packages
 * - `layers`: folders named for technical roles
 * - `flat`: none of these
 */
export type LayoutKind = 'slices' | 'modules' | 'nest-modules' | 'workspace' | 'layers' | 'flat';

/** One folder for one use case inside a module. */
export interface SliceInfo {
  readonly name: string;
  /** POSIX, relative to the root of the audit. */
  readonly dir: string;
}

/** One business module. Every path is POSIX and relative to the root of the audit. */
export interface ModuleInfo {
  readonly name: string;
  readonly dir: string;
  /** The folder whose child the module is, such as `src/modules`. */
  readonly root: string;
  /** Children of its `slices`, `use-cases`, `commands`, `queries` … folders; absent when it has none. */
  readonly slices?: readonly SliceInfo[];
}

/** What a role folder mixes: `user` and the files that belong to it. */
export interface Capability {
  readonly name: string;
  readonly files: readonly string[];
}

/** A folder directly under a source root that is named for a technical role and holds at least two capabilities. */
export interface RoleFolder {
  readonly dir: string;
  /** The role in the singular: `controller`, `service`, `entity` … */
  readonly role: string;
  /** Runtime files below it, barrels (`index.*`) aside. */
  readonly files: readonly string[];
  /** Sorted by name; files that name no capability (`base.ts`, `mailer.ts`) belong to none. */
  readonly capabilities: readonly Capability[];
}

/** What the user may say about the layout; globs are relative to the root. */
export interface LayoutConfig {
  /** Globs of module folders, such as `src/modules/*`. When given, no module is guessed. */
  readonly modules?: readonly string[];
  /** Globs of the shared kernel, besides the usual names. */
  readonly shared?: readonly string[];
  /** Globs of contracts and events that other modules may import. */
  readonly contracts?: readonly string[];
  /** Source roots, such as `backend`. When given, none is guessed. */
  readonly roots?: readonly string[];
  /** Names of more folders that stand for a technical role. */
  readonly roleNames?: readonly string[];
  /** Whether type-only imports may cross modules; true when absent. */
  readonly allowTypeImports?: boolean;
}

export interface Layout {
  readonly kind: LayoutKind;
  /** Folders that code starts in: `src`, `apps/api/src`; `''` is the root itself. */
  readonly sourceRoots: readonly string[];
  readonly modules: readonly ModuleInfo[];
  readonly roleFolders: readonly RoleFolder[];
  readonly shared: readonly string[];
  readonly contracts: readonly string[];
  readonly allowTypeImports: boolean;
  /** One line for people, such as `modules in src/modules`. */
  readonly summary: string;
}
