import type { Where } from './inspection.js';

/** One import on the way: the file and line that imports, and what it imports. POSIX paths relative to the root. */
export interface ImportStep extends Where {
  readonly imports: string;
  readonly typeOnly: boolean;
}

/** A file, or a module (a folder of code outside of all modules) by the name that `fortress-audit modules` gives. */
export interface DependencyEnd {
  readonly name: string;
  readonly kind: 'file' | 'module' | 'folder';
}

/** Whether and how one part of a project imports another. */
export interface Dependency {
  /** Name of the folder, never an absolute path. */
  readonly root: string;
  readonly from: DependencyEnd;
  readonly to: DependencyEnd;
  /** The shortest way by imports that run, by type-only ones where no other leads there; `null` where none does. */
  readonly path: readonly ImportStep[] | null;
  /** The same from `to` to `from`. */
  readonly reverse: readonly ImportStep[] | null;
}
