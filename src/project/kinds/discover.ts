import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { byText } from '../../facts/order.js';
import { packageName } from '../../facts/package-name.js';
import type { DiscoveredFile, PackageInfo, Problem } from '../../facts/source.js';
import { digestOf } from '../cache/digest.js';
import { isOld, isUnchanged, type SeenFile, type SeenFolder, type Stamp, stampOf } from '../cache/stamp.js';
import { type Overlay, readBytes } from '../disk/overlay.js';
import { reasonOf, type Walk, walk } from '../disk/walk.js';
import { PACKAGE_HINTS, packageOf, packagesAmong } from '../packages/packages.js';
import { classifyFile, classifyHead, headIn } from './classify.js';
import { isRead } from './file-kinds.js';
import { type FoundModules, type ModulesInUse, ModuleLook } from './module-look.js';

export { classifyFile } from './classify.js';
export { packageOf, readPackages } from '../packages/packages.js';

export interface DiscoverOptions {
  /** More patterns to leave out, in the syntax of `.gitignore`, relative to the root. */
  readonly ignore?: readonly string[];
  readonly overlay?: Overlay;
  /** What the folders held when somebody looked last, see `Walk.seen`. */
  readonly folders?: ReadonlyMap<string, SeenFolder>;
}

/** The files below a root before anybody has looked at one. */
export interface Listing {
  /** As `Discovery.root`. */
  readonly root: string;
  readonly walked: Walk;
  /** How many files of code there are. */
  readonly files: number;
  readonly overlay: Overlay | undefined;
  /** Milliseconds since the epoch: what has changed since may have been looked at before or after. */
  readonly startedAt: number;
}

/** Everything that an audit may look at. Lists are sorted by path (packages by `dir`). */
export interface Discovery extends ModulesInUse {
  /** Absolute, with forward slashes. */
  readonly root: string;
  /** TypeScript and JavaScript. */
  readonly files: readonly DiscoveredFile[];
  /** Prisma schemas, SQL, `package.json`, `tsconfig*.json`, Dockerfiles, YAML, `.env*`, OpenAPI descriptions and JSON that is named as settings are. */
  readonly documents: readonly DiscoveredFile[];
  readonly packages: readonly PackageInfo[];
  /** Every folder that holds any of it, see `Walk.folders`. */
  readonly folders: readonly string[];
  /** What the folders hold, see `Walk.seen`. */
  readonly seenFolders: ReadonlyMap<string, SeenFolder>;
  /** As `Walk.learnt`. */
  readonly learntFolders: number;
  readonly problems: readonly Problem[];
  /** Packages that the first 2 KB of runtime code import, by `dir` of the package that holds the code. Told by the text: a guess. */
  readonly imported: () => ReadonlyMap<string, ReadonlySet<string>>;
  /** Files whose text says what they are. */
  readonly looked: ReadonlySet<string>;
  /** What stands for their scans, by path, see `SeenFile.scan`. */
  readonly scans: ReadonlyMap<string, string>;
  /** `null` where no package has a front end beside its server, and none a program. */
  readonly modules: FoundModules | null;
  /** Files that have not changed since they were seen, see `SeenFile`. */
  readonly unchanged: ReadonlySet<string>;
  /** As `Listing.startedAt`. */
  readonly startedAt: number;
  /** Contents to read in the place of what lies on disk. */
  readonly overlay?: Overlay;
}

const CODE = /\.[cm]?[jt]sx?$/;
const DOCUMENT = /\.(prisma|sql)$|^package\.json$|^[tj]sconfig[\w.-]*\.json$|dockerfile|^containerfile|\.ya?ml$|^\.env([.-].+)?$|(openapi|swagger)[\w.-]*\.json$|^(?:config|settings|secrets?|credentials?|service-?account|appsettings|local\.settings|default|production|staging|development|firebase|env)[\w.-]*\.json$|(?:config|settings|secrets?|credentials?|-firebase-adminsdk[\w-]*)\.json$/i;
const LOCK_FILE = /^(pnpm-lock\.yaml|yarn\.lock|package-lock\.json)$/;
/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')` of what may be a package. */
const IMPORT = /(?:\bfrom|\bimport|\b(?:import|require)\()\s*['"]([@\w][^'"\n]*)['"]/g;
const HEAD_BYTES = 2048;
const LARGEST_HAND_WRITTEN_FILE = 1024 * 1024;

/**
 * Lists the code and the documents below `root` and says what each file is for. Never throws: a folder or a manifest
 * that cannot be read is one problem, a root that does not exist is one problem and an empty result.
 */
export const discover = (root: string, options: DiscoverOptions = {}): Discovery => describe(list(root, options));

/** The first half of `discover`: walks the folders. */
export function list(root: string, { ignore = [], overlay, folders }: DiscoverOptions): Listing {
  const startedAt = Date.now();
  const absolute = resolve(root);
  const walked = walk(absolute, ignore, isWanted, overlay, folders);
  return { root: slashed(absolute), walked, files: walked.paths.filter((path) => CODE.test(path)).length, overlay, startedAt };
}

/** What an earlier look has left: what has not changed since is not looked at again. */
export interface Looked {
  /** By path. */
  readonly files: ReadonlyMap<string, SeenFile>;
  readonly modules: FoundModules | null;
}

/** The second half of `discover`: says what each file is for. */
export function describe({ root, walked, overlay, startedAt }: Listing, { files: seen, modules: before }: Looked = { files: new Map(), modules: null }): Discovery {
  const known = packagesAmong(root, walked.paths, overlay);
  const files: DiscoveredFile[] = [];
  const documents: DiscoveredFile[] = [];
  const problems = [...walked.problems, ...known.problems];
  const owners = new Map<string, Owner>();
  const starts = new Map<string, string>();
  const unchanged = new Set<string>();
  const looked = new Set<string>();
  const look = new ModuleLook(known.packages, walked.paths, (path) => starts.get(path) ?? '', (path) => wholeAt(root, path, overlay));
  for (const path of walked.paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    let owner = owners.get(folder);
    if (owner === undefined) {
      const info = packageOf(path, known.packages);
      owners.set(folder, (owner = { info, key: seen.size > 0 ? ownerKey(info) : '' }));
    }
    const of = owner.info?.dir ?? '';
    if (CODE.test(name)) {
      const before = seen.get(path);
      if (before && before.owner === owner.key && overlay?.read(path) === undefined && isUnchanged(before.stamp, stampOf(`${root}/${path}`))) {
        unchanged.add(path);
        looked.add(path);
        files.push({ path, kind: before.kind, package: of });
        look.take(files.at(-1)!, before.scan);
        continue;
      }
      const reported = problems.length;
      const { kind, start, text } = kindOf(root, path, owner.info, look.isScanned(of), problems, overlay);
      files.push({ path, kind, package: of });
      // what goes wrong is said by each run
      if (start !== '' && problems.length === reported) looked.add(path);
      if (text !== undefined) look.scan(files.at(-1)!, text);
      starts.set(path, start);
    } else if (DOCUMENT.test(name) && !LOCK_FILE.test(name)) {
      documents.push({ path, kind: classifyFile(path, '', owner.info), package: of });
    }
  }
  const modules = look.modules(files, { root, overlay, folders: walked.seen }, before);
  const browserModules = new Set(modules?.paths);
  const handRun = new Map(modules?.handRun);
  for (const [index, file] of files.entries()) {
    const kind = browserModules.has(file.path) ? 'frontend' : handRun.get(file.path);
    if (kind !== undefined) files[index] = { ...file, kind };
  }
  problems.sort((a, b) => byText(a.path, b.path));
  // whoever finds the readings of an earlier run never asks
  const imported = (): Map<string, Set<string>> => {
    const names = new Map<string, Set<string>>();
    for (const { path, kind, package: dir } of files) {
      if (kind !== 'runtime') continue;
      const found = names.get(dir) ?? new Set();
      names.set(dir, found);
      for (const [, source] of (starts.get(path) ?? startAt(root, path, overlay)).matchAll(IMPORT)) found.add(packageName(source!));
    }
    return names;
  };
  return { root, files, documents, packages: known.packages, folders: walked.folders, seenFolders: walked.seen, learntFolders: walked.learnt, problems, imported, browserModules, handRunModules: handRun, looked, scans: look.digests, modules, unchanged, startedAt, ...(overlay && { overlay }) };
}

interface Owner {
  readonly info: PackageInfo | null;
  readonly key: string;
}

const ownerKeys = new WeakMap<PackageInfo, string>();

/** The same for a package of which the same is known. */
export function ownerKey(info: PackageInfo | null): string {
  if (info === null) return '';
  let key = ownerKeys.get(info);
  if (key === undefined) ownerKeys.set(info, (key = digestOf([JSON.stringify(info)])));
  return key;
}

/** The same for packages of which the same is known. */
export const packagesKey = (packages: readonly PackageInfo[]): string => digestOf(packages.map(ownerKey));

/** What a later run may take a file for without looking at it; `null` where it may have changed since the listing. */
export function seenAs({ path, kind }: DiscoveredFile, stamp: Stamp | null, { packages, startedAt, browserModules, handRunModules, scans }: Discovery): SeenFile | null {
  if (stamp === null || !isOld(stamp, startedAt)) return null;
  const scan = scans.get(path);
  // who imports it may change, its text does not
  const own = browserModules.has(path) || handRunModules.has(path) ? 'runtime' : kind;
  return { stamp, kind: own, owner: ownerKey(packageOf(path, packages)), ...(scan !== undefined && { scan }) };
}

/** What a later run may take those files for that are looked at and not read, by path. @param before what an earlier one left */
export function unreadIn(discovery: Discovery, before: ReadonlyMap<string, SeenFile> = new Map()): ReadonlyMap<string, SeenFile> {
  const { root, files, looked, unchanged, overlay, scans } = discovery;
  return new Map(
    files.flatMap((file): [string, SeenFile][] => {
      const { path, kind } = file;
      if (isRead(kind) || !looked.has(path) || overlay?.read(path) !== undefined) return [];
      const known = unchanged.has(path) ? before.get(path) : undefined;
      const seen = known && known.scan === scans.get(path) ? known : seenAs(file, known?.stamp ?? stampOf(`${root}/${path}`), discovery);
      return seen ? [[path, seen]] : [];
    }),
  );
}

export const slashed = (path: string): string => path.split(sep).join('/');

/** Whether a file of this name may be listed. */
export function isWanted(name: string): boolean {
  return CODE.test(name) || DOCUMENT.test(name) || PACKAGE_HINTS.test(name);
}

interface Kind {
  readonly kind: DiscoveredFile['kind'];
  /** How the text starts, `''` where nobody has looked. */
  readonly start: string;
  /** All of it, where that was asked for and somebody has looked. */
  readonly text?: string;
}

/** Opens the file only where its path leaves the answer open. @param isWhole whether to read more than its head then */
function kindOf(root: string, path: string, owner: PackageInfo | null, isWhole: boolean, problems: Problem[], overlay: Overlay | undefined): Kind {
  const byPath = classifyFile(path, '', owner);
  if (byPath !== 'runtime' && !(byPath === 'frontend' && owner?.isBackend === true)) return { kind: byPath, start: '' };
  try {
    const { start, size, text } = headOf(root, path, isWhole, overlay);
    const kind = classifyHead(path, headIn(start), owner);
    if (size <= LARGEST_HAND_WRITTEN_FILE) return { kind, start, ...(text !== undefined && { text }) };
    if (kind === 'runtime') problems.push({ path, message: 'larger than 1 MB, taken for generated code and not read' });
    return { kind: 'generated', start };
  } catch (error) {
    problems.push({ path, message: `cannot be read: ${reasonOf(error)}` });
    return { kind: byPath, start: '' };
  }
}

/** Longer files of the kind that is read whole are few. */
const buffer = Buffer.allocUnsafe(128 * 1024);

/** The text that a file starts with, `''` where it cannot be read. */
function startAt(root: string, path: string, overlay: Overlay | undefined): string {
  try {
    return headOf(root, path, false, overlay).start;
  } catch {
    return ''; // whoever reads the file says why it cannot be read
  }
}

interface Head {
  readonly start: string;
  readonly size: number;
  /** All of it, where that was asked for and somebody can have written it. */
  readonly text?: string;
}

/** The text of a file, `null` where it cannot be read or is none that people write. */
function wholeAt(root: string, path: string, overlay: Overlay | undefined): string | null {
  try {
    return headOf(root, path, true, overlay).text ?? null;
  } catch {
    return null; // whoever reads the file says why it cannot be read
  }
}

/** How a file starts, and its size in bytes. @param isWhole whether to give all of its text, too @throws the error of the file system */
function headOf(root: string, path: string, isWhole: boolean, overlay: Overlay | undefined): Head {
  const laid = overlay?.read(path);
  const { bytes, size } = laid ? { bytes: laid, size: laid.length } : readStart(`${root}/${path}`, isWhole ? buffer.length : HEAD_BYTES);
  const start = textOf(bytes.subarray(0, HEAD_BYTES));
  if (!isWhole || size > LARGEST_HAND_WRITTEN_FILE) return { start, size };
  return { start, size, text: textOf(bytes.length === size ? bytes : readBytes(root, path, overlay)) };
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** @returns a view of what the next call overwrites */
function readStart(file: string, wanted: number): { bytes: Buffer; size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, buffer, 0, wanted, 0);
    return { bytes: buffer.subarray(0, length), size: length < wanted ? length : fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
