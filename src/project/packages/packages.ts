import { posix } from 'node:path';
import { byText } from '../../facts/order.js';
import { isRecord } from '../../facts/own.js';
import type { PackageInfo, Problem } from '../../facts/source.js';
import { type Overlay, readBytes } from '../disk/overlay.js';
import { reasonOf, walk } from '../disk/walk.js';
import { findFrontEndFolders } from './front-ends.js';
import { generatedOutputs } from './generated-outputs.js';
import { isNamedForServer, isRunByHand, isTool, listens, type Manifest, type Users, usersAmong } from './hand-run-packages.js';
import { BACKEND_PACKAGES, DOCUMENTATION_TOOLS, FRONT_END_BUNDLERS, FRONT_END_LIBRARIES, matchesPackage, WEAK_BACKEND_PACKAGES } from './known-packages.js';
import { leaves, sourceCandidates } from './package-entries.js';
import { parentOf } from './tsconfig.js';

export interface Packages {
  /** Sorted by `dir`. Front-end projects that have no `package.json` of their own are listed too, with name `null`. */
  readonly packages: readonly PackageInfo[];
  readonly problems: readonly Problem[];
}

/** In the folder or the name of a package. */
export const FOR_TESTS_OR_DOCS = /(^|[-/@])(e2e|e2e-tests?|integration-tests?|playwright|cypress|storybook|docs?|documentation|website|landing(-page)?)$/;

/** Reads the packages below `root` (absolute), walking it once. For hosts that look at one file at a time. */
export function readPackages(root: string): Packages {
  const { paths } = walk(root, [], (name) => PACKAGE_HINTS.test(name) || /\.[cm]?[jt]sx?$/.test(name));
  return packagesAmong(root, paths);
}

/** File names that tell packages and front ends apart, see `packagesAmong`. */
export const PACKAGE_HINTS = /^(package\.json|project\.json|angular\.json|index\.html|index\.[jt]sx|(vite|next)\.config\.[cm]?[jt]s|main\.[jt]sx?|.*\.component\.ts)$/;

/**
 * Every `package.json` among `paths` as a package: workspace members of npm, yarn, pnpm and bun as well as packages
 * that no workspace names, because several backends in one repository often declare none. A `package.json` that is no
 * valid JSON is one problem, and a package of no name.
 *
 * @param root absolute folder
 * @param paths POSIX paths relative to it
 */
export function packagesAmong(root: string, paths: readonly string[], overlay?: Overlay): Packages {
  const problems: Problem[] = [];
  const known = new Set(paths);
  const manifests = paths
    .filter((path) => path.endsWith('package.json') && posix.basename(path) === 'package.json')
    .map((path) => readManifest(root, path, known, problems, overlay))
    .sort((a, b) => byText(a.dir, b.dir));
  const frontEnds = findFrontEndFolders(root, paths, new Set(manifests.map(({ dir }) => dir)), overlay);
  const backends = backendDirs(manifests, frontEnds);
  const packages = manifests.map(({ isCommand: _command, starts: _starts, isForBrowsers: _browsers, ...manifest }): PackageInfo => {
    const above = manifests.filter(({ dir }) => dir !== manifest.dir && isInside(manifest.dir, dir));
    return {
      ...manifest,
      dependencies: union([manifest, ...above].map(({ dependencies }) => dependencies)),
      devDependencies: union([manifest, ...above].map(({ devDependencies }) => devDependencies)),
      isBackend: backends.has(manifest.dir),
    };
  });
  const byDir = new Map(packages.map((one) => [one.dir, one]));
  for (const dir of frontEnds) {
    if (byDir.has(dir)) continue;
    const holder = holderOf(dir, byDir);
    byDir.set(dir, {
      dir,
      name: null,
      dependencies: holder?.dependencies ?? [],
      devDependencies: holder?.devDependencies ?? [],
      bins: [],
      isBackend: false,
    });
  }
  return { packages: [...byDir.values()].sort((a, b) => byText(a.dir, b.dir)), problems };
}

/** The package that holds `path` (POSIX, relative to the root): the one with the longest `dir`; `null` outside of all. */
export function packageOf(path: string, packages: readonly PackageInfo[]): PackageInfo | null {
  let byDir = byDirs.get(packages);
  if (!byDir) byDirs.set(packages, (byDir = new Map(packages.map((one) => [one.dir, one]))));
  return holderOf(path, byDir);
}

const byDirs = new WeakMap<readonly PackageInfo[], ReadonlyMap<string, PackageInfo>>();

/** From the path itself upwards. */
function holderOf(path: string, byDir: ReadonlyMap<string, PackageInfo>): PackageInfo | null {
  for (let dir = path; ; dir = parentOf(dir)) {
    const found = byDir.get(dir);
    if (found || dir === '') return found ?? null;
  }
}

export function isInside(path: string, dir: string): boolean {
  return dir === '' || path === dir || (path.startsWith(dir) && path.charCodeAt(dir.length) === 47);
}

/**
 * A package is a backend when a backend framework or data layer is among its own dependencies, when a backend uses
 * it, or when nothing marks it as a front end. `@trpc/server`, `hono` and `elysia` beside a front-end bundler are
 * there for the client's types. No backend either: what people or tests run (see `isRunByHand`), a command line tool or
 * generator that nothing imports, and a library that only front ends and such tools use. Misses: a backend whose
 * dependencies all stand in a package above and which lies in a folder that looks like a front end.
 */
function backendDirs(manifests: readonly Manifest[], frontEnds: ReadonlySet<string>): Set<string> {
  const backends = new Set<string>();
  const barred = new Set<string>();
  const unmarked = new Set<string>();
  const inUse = namesInUse(manifests);
  const usersOf = usersAmong(manifests);
  for (const one of manifests) {
    const all = [...one.dependencies, ...one.devDependencies];
    const strong = one.dependencies.some((name) => matchesPackage(name, BACKEND_PACKAGES));
    const weak = one.dependencies.some((name) => matchesPackage(name, WEAK_BACKEND_PACKAGES));
    const bundled = all.some((name) => matchesPackage(name, FRONT_END_BUNDLERS));
    const library = all.some((name) => matchesPackage(name, FRONT_END_LIBRARIES));
    const documentation = all.some((name) => matchesPackage(name, DOCUMENTATION_TOOLS));
    const serves = strong && one.dependencies.some((name) => name !== 'next' && matchesPackage(name, BACKEND_PACKAGES));
    const apart = one.dir !== '' && (FOR_TESTS_OR_DOCS.test(one.dir) || FOR_TESTS_OR_DOCS.test(one.name ?? ''));
    const isUsed = one.name !== null && inUse.has(one.name);
    const users = usersOf(one);
    if ((((documentation && one.dir !== '') || apart) && !serves) || isRunByHand(one, users)) barred.add(one.dir);
    else if (strong || (weak && !(bundled && library))) backends.add(one.dir);
    else if (frontEnds.has(one.dir) || (bundled && library) || one.isForBrowsers) barred.add(one.dir);
    else if (!library) {
      const inherits = manifests.some(({ dir, dependencies }) => dir !== one.dir && isInside(one.dir, dir) && dependencies.some((name) => matchesPackage(name, BACKEND_PACKAGES)));
      if (one.dir === '' || inherits) backends.add(one.dir);
      else if (isTool(one) && isUnusedTool(users, one)) barred.add(one.dir);
      else if (isUsed && !one.starts) unmarked.add(one.dir);
      else backends.add(one.dir);
    }
  }
  const byName = new Map(manifests.flatMap((one) => (one.name === null ? [] : [[one.name, one] as const])));
  const queue = manifests.filter(({ dir }) => backends.has(dir));
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    for (const name of [...one.dependencies, ...one.devDependencies]) {
      const used = byName.get(name);
      if (used === undefined || backends.has(used.dir) || barred.has(used.dir)) continue;
      // a development dependency may be bundled; what it marks as a front end stays one
      if (!one.dependencies.includes(name) && !unmarked.has(used.dir)) continue;
      backends.add(used.dir);
      queue.push(used);
    }
  }
  return backends;
}

/** Nothing imports it; whoever has it as a development dependency runs its command. */
const isUnusedTool = ({ atRunTime, inDevelopment }: Users, one: Manifest): boolean => atRunTime.length === 0 && (inDevelopment.length === 0 || (one.isCommand && !listens(one)));

/** Names that another package of the repository depends on. */
function namesInUse(manifests: readonly Manifest[]): Set<string> {
  return new Set(manifests.flatMap((one) => [...one.dependencies, ...one.devDependencies].filter((name) => name !== one.name)));
}

function readManifest(root: string, path: string, known: ReadonlySet<string>, problems: Problem[], overlay: Overlay | undefined): Manifest {
  const dir = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  let json: unknown = null;
  try {
    json = JSON.parse(readBytes(root, path, overlay).toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    problems.push({ path, message: `package.json cannot be read: ${error instanceof SyntaxError ? error.message : reasonOf(error)}` });
  }
  const manifest = isRecord(json) ? json : {};
  const names = (field: string): string[] => (isRecord(manifest[field]) ? Object.keys(manifest[field]) : []);
  const name = typeof manifest['name'] === 'string' && manifest['name'] !== '' ? manifest['name'] : null;
  const starts = isRecord(manifest['scripts']) && manifest['scripts']['start'] !== undefined;
  const bins = binsOf(manifest, dir, known);
  const { service, oneOff } = scriptFilesOf(manifest, dir, known);
  const generated = generatedOutputs(isRecord(manifest['scripts']) ? manifest['scripts'] : {}, dir, () => [...known].some((file) => file.startsWith(posix.join(dir, 'src/'))));
  return {
    dir,
    name,
    dependencies: union([names('dependencies'), names('optionalDependencies'), names('peerDependencies')]),
    devDependencies: names('devDependencies').sort(),
    bins: union([bins, oneOff]),
    isCommand: manifest['bin'] !== undefined,
    starts,
    isForBrowsers: isForBrowsers(manifest),
    entries: { imported: entriesOf(manifest, dir, known).filter((file) => !bins.includes(file)), started: union([[...service], starts || isNamedForServer({ dir, name, bins }) ? bins : []]), isOpen: isOpen(manifest) },
    ...(generated.length > 0 && { generated }),
  };
}

function binsOf(manifest: Record<string, unknown>, dir: string, known: ReadonlySet<string>): string[] {
  const bin = manifest['bin'];
  const targets = typeof bin === 'string' ? [bin] : isRecord(bin) ? Object.values(bin) : [];
  return targets.flatMap((target) => (typeof target === 'string' ? [sourceOf(target, dir, known)] : []));
}

/** Source files that `exports`, `main` and `module` name, patterns apart. */
function entriesOf(manifest: Record<string, unknown>, dir: string, known: ReadonlySet<string>): string[] {
  const mains = ['main', 'module', 'source', 'browser'].map((field) => manifest[field]);
  const targets = [...leaves(manifest['exports'], '*'), ...mains.filter((value) => typeof value === 'string')];
  return union([targets.filter((target) => !target.includes('*')).map((target) => sourceOf(target, dir, known)).filter((file) => known.has(file))]);
}

/** Whether all that it gives are bundles that set a global of a page (vite.dev/config/build-options#build-lib). */
function isForBrowsers(manifest: Record<string, unknown>): boolean {
  const code = [manifest['main'], manifest['module'], ...leaves(manifest['exports'], '*')].filter((target) => typeof target === 'string' && !/\.d\.[cm]?ts$|\.json$|\.css$/.test(target));
  return code.length > 0 && code.every((target) => /\.(umd|iife)\.[cm]?js$/.test(String(target)));
}

const isOpen = ({ exports }: Record<string, unknown>): boolean => exports === undefined || leaves(exports, '*').some((target) => target.includes('*'));

const RUNS_THE_SERVICE = /(^|[:._-])(start|dev|develop|serve|server|watch|debug|prod|production|preview|worker|workers|queue|api|web|app|backend|main|cron|scheduler|consumer|bot|local|run)([:._-]|$)/;
/** `build:server` makes the service, `lint:api` checks it. */
const MAKES_THE_SERVICE = /^(pre|post)?(build|bundle|compile|clean|lint|format|typecheck|generate|codegen)([:._-]|$)/;
/** `db:migrate:dev` tends the database of the service. */
const TENDS_THE_DATABASE = /^(pre|post)?(db|database|migrat(e|ion|ions)|prisma|drizzle|typeorm|knex|sequelize|seed|seeds)([:._-]|$)/;
const RUNNER = /^(tsx|ts-node|ts-node-esm|ts-node-dev|node|bun|bunx|esr|jiti|vite-node|babel-node|swc-node|deno)$/;
const TAKES_A_VALUE = /^(-r|--require|--import|--loader|--experimental-loader|--env-file|-P|--project|--tsconfig|-c|--config|-O)$/;
/** The rest takes none, or one behind `=`, docs.deno.com/runtime/reference/cli/run. */
const DENO_TAKES_A_VALUE = /^(-c|--config|--import-map|--lock|--cert|--location)$/;
const ENTRY_NAME = /^(main|server|index|app|worker|workers|bootstrap|start|www)\.[cm]?[jt]s$/;

/** Files that `scripts` run directly: those of a start script, and the others, such as `"seed": "tsx src/seed.ts"`. */
function scriptFilesOf(manifest: Record<string, unknown>, dir: string, known: ReadonlySet<string>): { readonly service: ReadonlySet<string>; readonly oneOff: readonly string[] } {
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const service = new Set<string>();
  const oneOff = new Set<string>();
  for (const [name, command] of Object.entries(scripts)) {
    if (typeof command !== 'string') continue;
    for (const target of filesRunBy(command)) (RUNS_THE_SERVICE.test(name) && !MAKES_THE_SERVICE.test(name) && !TENDS_THE_DATABASE.test(name) ? service : oneOff).add(sourceOf(target, dir, known));
  }
  return { service, oneOff: [...oneOff].filter((file) => known.has(file) && !service.has(file) && !ENTRY_NAME.test(posix.basename(file))) };
}

/** The first file behind each runner of a command line: `NODE_ENV=x tsx --env-file .env src/sync.ts && …`. */
function filesRunBy(command: string): string[] {
  return command.split(/&&|\|\||[;|&]/).flatMap((part) => {
    const words = part.trim().split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
    const runner = words.findIndex((word) => RUNNER.test(word));
    const takesValue = words[runner] === 'deno' ? DENO_TAKES_A_VALUE : TAKES_A_VALUE;
    const given = words.filter((word, at) => runner >= 0 && at > runner && !takesValue.test(words[at - 1] ?? ''));
    // runners find the extension themselves: `ts-node src/sync-orders`
    const file = given.find((word) => /\.[cm]?[jt]s$/.test(word)) ?? given.find((word) => /^[\w.][^:=*]*\//.test(word));
    return file === undefined ? [] : [file];
  });
}

/** `./dist/cli.js` is `src/cli.ts` where that file exists, else the target itself. */
function sourceOf(target: string, dir: string, known: ReadonlySet<string>): string {
  const exact = posix.join(dir, target);
  if (known.has(exact)) return exact;
  for (const candidate of sourceCandidates(target)) {
    for (const extension of ['', '.ts', '.tsx', '.mts', '.cts', '.js']) {
      const file = posix.join(dir, candidate + extension);
      if (known.has(file)) return file;
    }
  }
  return exact;
}

function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort();
}
