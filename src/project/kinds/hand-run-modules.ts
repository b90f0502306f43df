import { packageName } from '../../facts/package-name.js';
import type { DiscoveredFile, FileKind, PackageInfo } from '../../facts/source.js';
import { LISTENING_PACKAGES, matchesPackage, PROMPT_LIBRARIES, SERVING_PACKAGES, WEAK_BACKEND_PACKAGES } from '../packages/known-packages.js';
import type { Resolver } from '../packages/resolve.js';
import { classifyFile } from './classify.js';
import { blindPackages, type Scan, scanOf } from './front-end-modules.js';

/** Files by which people run code, or build it for a browser, and what they make of modules that only they import. */
export type Starts = ReadonlyMap<string, FileKind>;

/** Importing one of these starts no server. */
const SERVES_NOTHING = /^(?:@nestjs\/(?!core$|microservices$|platform-)|@modelcontextprotocol\/|fastmcp$)/;
/** A prompt of Inquirer may be imported by itself. */
const PROMPTS: readonly string[] = [...PROMPT_LIBRARIES, '@inquirer/*'];
/** Loaded by a pattern of file names, as TypeORM's `entities` are. */
const LOADED_BY_NAME = /\.(?:entity|model|schema|subscriber|controller|resolver|module|handler|job|cron|worker|consumer|processor)\.[cm]?[jt]s$/;

/** A framework may load it by its name, whoever else imports it. */
const MAY_START = /^(?:src\/)?(?:main|server|index|app|worker|workers|bootstrap|start|www)\.[cm]?[jt]sx?$|^[^/]+$/;

const serves = ({ imports }: Scan): boolean =>
  imports.some((specifier) => {
    const name = packageName(specifier);
    return !SERVES_NOTHING.test(name) && [SERVING_PACKAGES, WEAK_BACKEND_PACKAGES, LISTENING_PACKAGES].some((list) => matchesPackage(name, list));
  });

/** Waits for somebody at a terminal. */
const asks = (scan: Scan | undefined): boolean => scan?.imports.some((specifier) => matchesPackage(specifier, PROMPTS)) === true;

/** Whether a file is still what its importers are with another text. */
export const isHandRun = (path: string, text: string, modules: ReadonlyMap<string, FileKind>): boolean => modules.has(path) && !serves(scanOf(path, text));

export const isProgram = (kind: FileKind): boolean => kind === 'script' || kind === 'migration';

/** Commands, scripts, seeds and migrations of backends, and what their place says; what a start script runs is none. */
export function programsAmong(files: readonly DiscoveredFile[], packages: ReadonlyMap<string, PackageInfo>): readonly DiscoveredFile[] {
  return files.filter(({ kind, package: dir }) => isProgram(kind) && packages.get(dir)?.isBackend === true);
}

/**
 * @param programs see `programsAmong`
 * @param scans of all of them
 */
export function startsAmong(programs: readonly DiscoveredFile[], packages: ReadonlyMap<string, PackageInfo>, scans: ReadonlyMap<string, Scan>, resolver: Resolver): Starts {
  const starts = new Map<string, FileKind>();
  for (const { path, kind, package: dir } of programs) {
    const pkg = packages.get(dir) ?? null;
    // a library of commands in the first lines says little: a server may read flags, too, but it asks nobody
    if (classifyFile(path, '', pkg) === kind && (pkg?.entries?.started.includes(path) !== true || asks(scans.get(path)))) starts.set(path, kind);
    for (const entry of scans.get(path)?.bundles ?? []) {
      // relative to the folder that the build is started in, esbuild.github.io/api/#working-directory
      const target = [path, dir === '' ? 'package.json' : `${dir}/package.json`].map((from) => resolver.resolve(from, entry)).find(({ kind }) => kind === 'file');
      if (target?.kind === 'file') starts.set(target.path, 'frontend');
    }
  }
  return starts;
}

/** Runtime modules that programs import or that are bundled for browsers, by package: those of the package of the program. */
export function candidatesBelow(starts: Starts, files: ReadonlyMap<string, DiscoveredFile>, scans: ReadonlyMap<string, Scan>, resolver: Resolver): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = ({ path, package: dir }: DiscoveredFile): void => void found.set(dir, (found.get(dir) ?? new Set()).add(path));
  const reached = new Set(starts.keys());
  for (const path of reached) {
    const from = files.get(path);
    if (from === undefined) continue;
    if (starts.get(path) === 'frontend') add(from);
    for (const specifier of isProgram(from.kind) ? (scans.get(path)?.imports ?? []) : []) {
      const target = resolver.resolve(path, specifier);
      const file = target.kind === 'file' ? files.get(target.path) : undefined;
      if (file === undefined || file.package !== from.package) continue;
      if (isProgram(file.kind)) reached.add(file.path);
      else if (file.kind === 'runtime') add(file);
    }
  }
  return found;
}

/** What an import of a module ends with: `orders` for `src/orders.ts` and `src/orders/index.ts`. */
export const nameOfModule = (path: string): string => /([^/]+?)(?:\/index)?(?:\.[cm]?[jt]sx?)?$/.exec(path)?.[1] ?? path;

/** Whether a module stays runtime whoever imports it. @param dir of its package */
export const staysRuntime = (path: string, dir: string, packages: ReadonlyMap<string, PackageInfo>): boolean =>
  LOADED_BY_NAME.test(path) || MAY_START.test(dir === '' ? path : path.slice(dir.length + 1)) || packages.get(dir)?.entries?.imported.includes(path) === true;

/**
 * Runtime modules that commands, scripts, seeds or migrations import and that nothing else reaches over imports, and
 * the sources of what is bundled for a browser. What nobody imports stays runtime, and so does what an import of the
 * package leads to, what serves, and whatever these reach. Misses: modules that a barrel of runtime code exports as well.
 *
 * @param dirs packages to search
 * @param scans of their files that are no tests, and of those of packages that may import them
 */
export function handRunModules(files: readonly DiscoveredFile[], dirs: ReadonlySet<string>, starts: Starts, packages: ReadonlyMap<string, PackageInfo>, scans: ReadonlyMap<string, Scan>, resolver: Resolver): Map<string, FileKind> {
  const known = new Map(files.flatMap((file) => (scans.has(file.path) ? [[file.path, file] as const] : [])));
  const targets = new Map<string, readonly string[]>();
  const imported = new Set<string>();
  for (const path of known.keys()) {
    const found = scans.get(path)!.imports.flatMap((specifier) => {
      const target = resolver.resolve(path, specifier);
      return target.kind === 'file' && target.path !== path && known.has(target.path) ? [target.path] : [];
    });
    targets.set(path, found);
    for (const target of found) imported.add(target);
  }
  /** A program that runs a server, and one that a server runs in a process or a thread of its own. */
  const servesOn = (path: string): boolean => known.get(path)!.kind === 'script' && (serves(scans.get(path)!) || targets.get(path)!.some((target) => known.get(target)!.kind === 'runtime' && serves(scans.get(target)!)));
  const named = new Set([...known.values()].flatMap(({ path, kind }) => (kind === 'runtime' ? (scans.get(path)!.names ?? []) : [])));
  const isNamed = (path: string): boolean => {
    const parts = path.replace(/\.[cm]?[jt]sx?$/, '').split('/');
    return parts.some((_, at) => at > 0 && named.has(parts.slice(-at).join('/')) && (at > 1 || parts.at(-1) !== 'index'));
  };
  const reach = (from: readonly string[]): ReadonlySet<string> => {
    const reached = new Set(from);
    for (const path of reached) for (const target of targets.get(path) ?? []) reached.add(target);
    return reached;
  };
  const isEntry = ({ path, kind, package: dir }: DiscoveredFile): boolean => {
    if (isProgram(kind)) return dirs.has(dir) && (servesOn(path) || (starts.has(path) ? isNamed(path) : !imported.has(path)));
    if (starts.has(path)) return false;
    if (kind !== 'runtime' || !imported.has(path) || !dirs.has(dir) || serves(scans.get(path)!)) return true;
    return staysRuntime(path, dir, packages);
  };
  const served = reach([...known.values()].filter(isEntry).map(({ path }) => path));
  const blind = blindPackages([...served].map((path) => known.get(path)!), scans, resolver);
  const found = new Map<string, FileKind>();
  for (const kind of ['frontend', 'script', 'migration'] as const)
    for (const path of reach([...starts.keys()].filter((start) => starts.get(start) === kind && known.has(start)))) {
      const file = known.get(path)!;
      if (file.kind === 'runtime' && dirs.has(file.package) && !served.has(path) && !blind.has(file.package) && !found.has(path)) found.set(path, kind);
    }
  return found;
}
