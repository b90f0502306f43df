import { posix } from 'node:path';
import type { PackageInfo } from '../../facts/source.js';
import { isInside } from './packages.js';
import { parentOf } from './tsconfig.js';

/** Wrappers that stand for the source root itself when everything lies in them. */
const WHOLE_WRAPPERS = new Set(['app', 'lib']);
/** Folders that hold one application or library each where only the root has a `package.json`. */
export const PROJECT_PARENTS = new Set(['apps', 'packages', 'libs', 'libraries']);
const SOURCE_FOLDERS = new Set(['src', 'server', 'backend']);

/** Runtime files by folder. */
export class SourceTree {
  readonly #files = new Map<string, string[]>();
  readonly #folders = new Map<string, Set<string>>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const dir = parentOf(path);
      const own = this.#files.get(dir);
      if (own === undefined) this.#files.set(dir, [path]);
      else own.push(path);
      for (let folder = dir; folder !== ''; folder = parentOf(folder)) {
        const above = parentOf(folder);
        const siblings = this.#folders.get(above) ?? new Set<string>();
        if (siblings.has(folder)) break;
        siblings.add(folder);
        this.#folders.set(above, siblings);
      }
    }
  }

  filesIn(dir: string): readonly string[] {
    return this.#files.get(dir) ?? [];
  }

  /** Child folders that hold runtime files at any depth, sorted. */
  foldersIn(dir: string): string[] {
    return [...(this.#folders.get(dir) ?? [])].sort();
  }

  below(dir: string): string[] {
    return [...this.filesIn(dir), ...this.foldersIn(dir).flatMap((folder) => this.below(folder))];
  }

  /** Every folder, the root aside. */
  all(): string[] {
    return [...this.#folders.values()].flatMap((folders) => [...folders]);
  }
}

/**
 * The first `src` of a path ends its source root. Without one it is `server/` or `backend/` of the package, the
 * project below `apps/` and its like, or the package itself. A package that has a `src` keeps its other folders too.
 */
export function sourceRootsOf(runtime: readonly string[], packages: readonly PackageInfo[], tree: SourceTree): string[] {
  const dirs = packages.filter(({ isBackend }) => isBackend).map(({ dir }) => dir).sort((a, b) => b.length - a.length);
  const roots = new Set<string>();
  const seen = new Map<string, string>();
  for (const path of runtime) {
    const dir = parentOf(path);
    const known = seen.get(dir);
    const root = known ?? sourceRootOf(dir, dirs.find((one) => isInside(dir, one)) ?? '');
    if (known === undefined) seen.set(dir, root);
    roots.add(root);
  }
  return [...new Set([...roots].map((root) => unwrap(root, tree)))].sort();
}

function sourceRootOf(dir: string, packageDir: string): string {
  const local = (packageDir === '' ? dir : dir.slice(packageDir.length + 1)).split('/').filter((part) => part !== '');
  const at = (count: number): string => posix.join(packageDir, ...local.slice(0, count)).replace(/^\.$/, '');
  const source = local.indexOf('src');
  if (source >= 0) return at(source + 1);
  if (local.length > 1 && PROJECT_PARENTS.has(local[0] ?? '') && packageDir === '') return at(2);
  return SOURCE_FOLDERS.has(local[0] ?? '') ? at(1) : at(0);
}

function unwrap(root: string, tree: SourceTree): string {
  const folders = tree.foldersIn(root);
  const only = folders[0];
  if (folders.length !== 1 || only === undefined || !WHOLE_WRAPPERS.has(posix.basename(only))) return root;
  // Next.js names its route folder `app` too; a wrapper holds several folders of code.
  return tree.foldersIn(only).length > 1 && !tree.foldersIn(only).some((dir) => posix.basename(dir) === 'api' && tree.below(dir).some((path) => /\/route\.[jt]sx?$/.test(path))) ? only : root;
}
