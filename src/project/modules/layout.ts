import { posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Layout, LayoutConfig, LayoutKind, ModuleInfo, RoleFolder, SliceInfo } from '../../facts/layout.js';
import type { PackageInfo } from '../../facts/source.js';
import { globToRegExp } from '../disk/glob.js';
import type { Discovery } from '../kinds/discover.js';
import { isInside } from '../packages/packages.js';
import { PROJECT_PARENTS, sourceRootsOf, SourceTree } from '../packages/source-tree.js';
import { parentOf } from '../packages/tsconfig.js';
import { KERNEL, MODULE_PARENTS, NO_MODULE, plainName, SLICE_PARENTS, TECHNICAL } from './folder-names.js';
import { roleFolderAt } from './role-folders.js';

/** Folders between a source root and what it holds: `src/app/modules`, `src/lib/features`, `src/server/modules`. */
const WRAPPERS = new Set(['app', 'lib', 'server', 'backend', 'api', 'core', 'application', 'main', 'ee']);
const ENTRY = /^(main|server|bootstrap|app|app\.module|worker|entry|start)\.[cm]?[jt]s$/;
const ROOT_MODULE = /^app\.module\.[cm]?[jt]s$/;
const NEST_MODULE = /\.module\.[cm]?[jt]s$/;

/**
 * Reads the layout from the tree alone: where code starts, which folders are modules, which are named for a role.
 *
 * Modules are the children of `modules`, `features`, `domains`, `contexts` or `slices` under a source root or one
 * wrapper below it; in NestJS without such a folder the folders that hold a `*.module.ts` directly under the source
 * root, in its `app` folder, or beside the root module. Shared kernel and technical layers are none. Misses:
 * capabilities as plain children of `src` (say so in the config), `packages/<capability>` outside of a `modules` folder.
 *
 * @param onlyTypes whether a file declares types and nothing else, where the caller has read it
 */
export function detectLayout(
  discovery: Pick<Discovery, 'files' | 'packages'>,
  config: LayoutConfig = {},
  onlyTypes?: (path: string) => boolean,
): Layout {
  const runtime = discovery.files.filter(({ kind }) => kind === 'runtime').map(({ path }) => path);
  const tree = new SourceTree(runtime);
  const packageDirs = new Set(discovery.packages.map(({ dir }) => dir));
  const sourceRoots = config.roots?.map(trim).sort() ?? sourceRootsOf(runtime, discovery.packages, tree);
  const guessed = config.modules === undefined;
  const inFolders = guessed ? modulesInFolders(sourceRoots, tree, packageDirs) : configuredModules(config.modules ?? [], tree);
  const covered = new Set(inFolders.flatMap(({ root }) => sourceRoots.filter((one) => isInside(root, one))));
  const nest = guessed ? sourceRoots.filter((one) => !covered.has(one)).flatMap((one) => nestModules(one, tree, discovery.packages)) : [];
  const modules = [...inFolders, ...nest].sort((a, b) => (a.dir < b.dir ? -1 : 1));
  const roleFolders = sourceRoots
    .filter((one) => !isLibrary(one, tree, discovery.packages) && !modules.some(({ dir }) => isInside(one, dir)))
    .flatMap((one) => roleFoldersUnder(one, tree, discovery.packages, onlyTypes, config.roleNames))
    .filter(({ dir }) => !modules.some((module) => isInside(dir, module.dir) || isInside(module.dir, dir)));
  const kind = kindOf(modules, nest, roleFolders, packageDirs, tree);
  return {
    kind,
    sourceRoots,
    modules,
    roleFolders,
    shared: config.shared ?? [],
    contracts: config.contracts ?? [],
    allowTypeImports: config.allowTypeImports ?? true,
    summary: summaryOf(kind, modules, roleFolders, sourceRoots),
  };
}

interface Lookup {
  readonly byDir: ReadonlyMap<string, ModuleInfo>;
  readonly shared: Ignore;
  readonly contracts: Ignore;
}

const lookups = new WeakMap<Layout, Lookup>();

function lookupOf(layout: Layout): Lookup {
  let lookup = lookups.get(layout);
  if (lookup === undefined) {
    lookup = {
      byDir: new Map(layout.modules.map((module) => [module.dir, module] as const)),
      shared: ignore({ ignorecase: false }).add([...layout.shared]),
      contracts: ignore({ ignorecase: false }).add([...layout.contracts]),
    };
    lookups.set(layout, lookup);
  }
  return lookup;
}

/** The module that holds `path` (POSIX, relative to the root), the innermost one; `null` outside of all modules. */
export function moduleOf(path: string, layout: Layout): ModuleInfo | null {
  const { byDir, shared } = lookupOf(layout);
  if (path !== '' && shared.ignores(path)) return null;
  for (let dir = path; dir !== ''; dir = dir.slice(0, Math.max(0, dir.lastIndexOf('/')))) {
    const module = byDir.get(dir);
    if (module !== undefined) return module;
  }
  return null;
}

/** Whether other modules may import `path`: it is declared as a contract. */
export function isContract(path: string, layout: Layout): boolean {
  return path !== '' && lookupOf(layout).contracts.ignores(path);
}

/**
 * Whether `path` belongs to the shared kernel: declared as `shared`, or outside of every module and below a folder of
 * a kernel name (`common`, `core`, `database` …) at the top of its source root, a wrapper or the module folder.
 */
export function isKernel(path: string, layout: Layout): boolean {
  if (path !== '' && lookupOf(layout).shared.ignores(path)) return true;
  if (moduleOf(path, layout) !== null) return false;
  const root = layout.sourceRoots.filter((one) => isInside(path, one)).sort((a, b) => b.length - a.length)[0];
  const inside = path.slice(root === undefined || root === '' ? 0 : root.length + 1).split('/').slice(0, -1);
  const outside = root === undefined ? [] : root.split('/').filter((part) => part !== 'src');
  const [first = '', second = ''] = inside;
  if (outside.some((part, at) => KERNEL.has(plainName(part)) && PROJECT_PARENTS.has(outside[at - 1] ?? ''))) return true;
  const outer = plainName(first);
  return KERNEL.has(outer) || ((WRAPPERS.has(outer) || MODULE_PARENTS.has(outer)) && KERNEL.has(plainName(second)));
}

function modulesInFolders(sourceRoots: readonly string[], tree: SourceTree, packageDirs: ReadonlySet<string>): ModuleInfo[] {
  const found: ModuleInfo[] = [];
  const roots = new Set<string>();
  for (const sourceRoot of sourceRoots) {
    for (const folder of tree.foldersIn(sourceRoot)) {
      if (MODULE_PARENTS.has(plainName(posix.basename(folder)))) roots.add(folder);
      else if (WRAPPERS.has(plainName(posix.basename(folder)))) {
        for (const inner of tree.foldersIn(folder)) if (MODULE_PARENTS.has(plainName(posix.basename(inner)))) roots.add(inner);
      }
    }
  }
  for (const dir of packageDirs) if (MODULE_PARENTS.has(plainName(posix.basename(parentOf(dir))))) roots.add(parentOf(dir));
  for (const root of roots) {
    // The inner of two nested module folders belongs to the outer one's modules.
    if ([...roots].some((other) => other !== root && isInside(root, other))) continue;
    for (const dir of tree.foldersIn(root)) {
      const name = posix.basename(dir);
      // Children that are packages themselves: only those that are; `modules/providers/*` are no modules.
      const holdsPackages = !packageDirs.has(dir) && [...packageDirs].some((one) => one !== dir && isInside(one, dir));
      if (!NO_MODULE.has(plainName(name)) && !holdsPackages) found.push(moduleAt(dir, root, tree));
    }
  }
  return found;
}

function configuredModules(globs: readonly string[], tree: SourceTree): ModuleInfo[] {
  const patterns = globs.map((glob) => globToRegExp(trim(glob)));
  return tree
    .all()
    .filter((dir) => patterns.some((pattern) => pattern.test(dir)))
    .map((dir) => moduleAt(dir, parentOf(dir), tree));
}

/** NestJS: docs.nestjs.com/modules. Only with `@nestjs/*`, or where a root module says so. */
function nestModules(sourceRoot: string, tree: SourceTree, packages: readonly PackageInfo[]): ModuleInfo[] {
  if (isLibrary(sourceRoot, tree, packages) || !usesNest(sourceRoot, tree, packages)) return [];
  const bases = new Set([sourceRoot]);
  const holdsRootModule = (folder: string): boolean => tree.filesIn(folder).some((path) => ROOT_MODULE.test(posix.basename(path)));
  for (const folder of tree.foldersIn(sourceRoot)) {
    // `src/app/orders/orders.module.ts`, the root module in `src/app` or beside it
    const wraps = posix.basename(folder) === 'app' && holdsRootModule(sourceRoot) && !tree.filesIn(folder).some((path) => NEST_MODULE.test(path));
    if (wraps || holdsRootModule(folder)) bases.add(folder);
  }
  const found: ModuleInfo[] = [];
  for (const base of bases) {
    for (const folder of tree.foldersIn(base)) {
      if (bases.has(folder) || (isTechnical(posix.basename(folder)) && !isCapability(folder, tree))) continue;
      if (tree.filesIn(folder).some((path) => NEST_MODULE.test(path))) found.push(moduleAt(folder, base, tree));
    }
  }
  // One folder with a module file may be anything; modules come in the plural.
  return found.length > 1 ? found : [];
}

function usesNest(sourceRoot: string, tree: SourceTree, packages: readonly PackageInfo[]): boolean {
  const owner = ownerOf(sourceRoot, packages);
  if (owner?.dependencies.some((name) => name.startsWith('@nestjs/')) === true) return true;
  return owner === null && tree.below(sourceRoot).some((path) => /(^|\/)app\.module\.[cm]?[jt]s$/.test(path));
}

function moduleAt(dir: string, root: string, tree: SourceTree): ModuleInfo {
  const slices = tree
    .foldersIn(dir)
    .filter((folder) => SLICE_PARENTS.has(plainName(posix.basename(folder))))
    .flatMap((folder) => tree.foldersIn(folder))
    .map((folder): SliceInfo => ({ name: posix.basename(folder), dir: folder }));
  const module = { name: posix.basename(dir), dir, root };
  return slices.length === 0 ? module : { ...module, slices };
}

function isTechnical(name: string): boolean {
  return KERNEL.has(plainName(name)) || TECHNICAL.has(plainName(name));
}

/** `tasks/` with a controller and an entity of its own is about tasks, whatever else the word may mean. A kernel name stays one. */
function isCapability(dir: string, tree: SourceTree): boolean {
  return (
    !KERNEL.has(plainName(posix.basename(dir))) &&
    tree.filesIn(dir).some((path) => /\.controller\.[cm]?[jt]s$/.test(path)) &&
    [dir, ...tree.foldersIn(dir)].some((folder) => tree.filesIn(folder).some((path) => /\.(entity|schema|model)\.[cm]?[jt]s$/.test(path)))
  );
}

function ownerOf(sourceRoot: string, packages: readonly PackageInfo[]): PackageInfo | null {
  return packages.filter(({ dir }) => isInside(sourceRoot, dir)).sort((a, b) => b.dir.length - a.dir.length)[0] ?? null;
}

/** A package of the workspace that others use and that starts nothing, or one below `libs/`; `packages/shared` by name. */
function isLibrary(sourceRoot: string, tree: SourceTree, packages: readonly PackageInfo[]): boolean {
  const owner = ownerOf(sourceRoot, packages);
  const parts = sourceRoot.split('/');
  if (parts.some((part, at) => at > 0 && PROJECT_PARENTS.has(parts[at - 1] ?? '') && part !== 'core' && KERNEL.has(plainName(part)))) return true;
  if (tree.filesIn(sourceRoot).some((path) => ENTRY.test(posix.basename(path)))) return false;
  if (parts[0] === 'libs' || parts[0] === 'libraries') return true;
  if (owner === null || owner.name === null || owner.dir === '') return false;
  const { dir, name } = owner;
  // it is deployed, however many packages bundle it
  if (tree.filesIn(posix.join(dir, 'bin')).some((path) => /^(www|server|worker)\b/.test(posix.basename(path)))) return false;
  return packages.some((other) => other.dir !== dir && other.dir !== '' && other.dependencies.includes(name));
}

function roleFoldersUnder(sourceRoot: string, tree: SourceTree, packages: readonly PackageInfo[], onlyTypes: ((path: string) => boolean) | undefined, moreRoles: readonly string[] | undefined): RoleFolder[] {
  const owner = ownerOf(sourceRoot, packages);
  const servesTrpc = owner?.dependencies.includes('@trpc/server') === true;
  return tree.foldersIn(sourceRoot).flatMap((dir) => {
    // tRPC's central router folder and file-based routes are the framework's own layout.
    if (servesTrpc && posix.basename(dir) === 'routers') return [];
    const folder = roleFolderAt(dir, tree.below(dir), onlyTypes, moreRoles);
    return folder === null ? [] : [folder];
  });
}

/** Where both occur, what holds more files names the layout. */
function kindOf(modules: readonly ModuleInfo[], nest: readonly ModuleInfo[], roles: readonly RoleFolder[], packageDirs: ReadonlySet<string>, tree: SourceTree): LayoutKind {
  if (modules.length === 0 && roles.length === 0) return 'flat';
  const inModules = modules.reduce((sum, { dir }) => sum + tree.below(dir).length, 0);
  const inRoles = roles.reduce((sum, { files }) => sum + files.length, 0);
  if (inRoles > inModules) return 'layers';
  if (nest.length * 2 > modules.length) return 'nest-modules';
  if (modules.filter(({ dir }) => packageDirs.has(dir)).length * 2 > modules.length) return 'workspace';
  const sliced = modules.filter(({ root, slices }) => slices !== undefined || posix.basename(root) === 'slices');
  return sliced.length * 2 >= modules.length ? 'slices' : 'modules';
}

function summaryOf(kind: LayoutKind, modules: readonly ModuleInfo[], roles: readonly RoleFolder[], sourceRoots: readonly string[]): string {
  const named = (dirs: readonly string[]): string => {
    const all = [...new Set(dirs)].map((dir) => (dir === '' ? 'the root' : dir));
    return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
  };
  const roots = modules.map(({ root }) => root);
  switch (kind) {
    case 'slices': return `modules with slices in ${named(roots)}`;
    case 'modules': return `modules in ${named(roots)}`;
    case 'nest-modules': return `NestJS modules in ${named(roots)}`;
    case 'workspace': return `modules as workspace packages in ${named(roots)}`;
    case 'layers': return `layers in ${named(roles.map(({ dir }) => dir))}${roots.length === 0 ? '' : `; modules in ${named(roots)}`}`;
    case 'flat': return sourceRoots.length === 0 ? 'no runtime code' : `no modules found in ${named(sourceRoots)}`;
  }
}

function trim(glob: string): string {
  return glob.replace(/^\.\//, '').replace(/\/+$/, '').replace(/^\.$/, '');
}
