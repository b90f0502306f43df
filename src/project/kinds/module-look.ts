import type { DiscoveredFile, FileKind, PackageInfo } from '../../facts/source.js';
import { digestOf } from '../cache/digest.js';
import type { SeenFolder } from '../cache/stamp.js';
import type { Overlay } from '../disk/overlay.js';
import { Disk, type DiskLog } from '../packages/disk.js';
import { packageOf } from '../packages/packages.js';
import { createResolver, type Resolver } from '../packages/resolve.js';
import { frontEndModules, isBrowserModule, type MixedPackages, mixedPackages, type Scan, scanOf } from './front-end-modules.js';
import { candidatesBelow, handRunModules, isHandRun, isProgram, nameOfModule, programsAmong, startsAmong, staysRuntime } from './hand-run-modules.js';

/** Which modules run in the browser only or by hand, and what that follows from. JSON. */
export interface FoundModules {
  /** Stands for the packages, the files and their scans. */
  readonly key: string;
  /** What resolving their imports asked the disk. */
  readonly disk: DiskLog;
  /** See `frontEndModules`. */
  readonly paths: readonly string[];
  /** See `handRunModules`. */
  readonly handRun: readonly (readonly [path: string, kind: FileKind])[];
  /** Packages that were searched for these. */
  readonly searched: readonly string[];
  /** Files by whose imports others were not. */
  readonly witnesses: readonly string[];
}

/** Runtime modules by their own text that are something else by who imports them. */
export interface ModulesInUse {
  /** Front end, see `frontEndModules`. */
  readonly browserModules: ReadonlySet<string>;
  /** See `handRunModules`. */
  readonly handRunModules: ReadonlyMap<string, FileKind>;
}

/** What such a module is with another text; `null` for what is runtime. @param dir of its package */
export function kindInUse(path: string, text: string, dir: string, { browserModules, handRunModules }: ModulesInUse): FileKind | null {
  if (isBrowserModule(path, text, dir, browserModules)) return 'frontend';
  return isHandRun(path, text, handRunModules) ? handRunModules.get(path)! : null;
}

const SPECIFIERS = /(?:\bfrom|\bimport|\b(?:import|require)\()\s*['"]([^'"\n]+)['"]/g;

interface Place {
  readonly root: string;
  readonly overlay: Overlay | undefined;
  /** See `Walk.seen`. */
  readonly folders: ReadonlyMap<string, SeenFolder>;
}

/** Looks through packages with a front end beside a server, and through those with modules that commands and scripts import. Texts are looked at once for each content, from run to run. */
export class ModuleLook {
  /** What stands for the scan of a file, by path. */
  readonly digests = new Map<string, string>();
  readonly #packages: readonly PackageInfo[];
  readonly #byDir: ReadonlyMap<string, PackageInfo>;
  readonly #sorts: MixedPackages;
  readonly #startAt: (path: string) => string;
  readonly #wholeAt: (path: string) => string | null;
  readonly #scans = new Map<string, Scan>();
  /** A part of a text keeps all of it in memory. */
  readonly #copies = new Map<string, string>();

  /**
   * @param paths of all files
   * @param startAt gives how a file starts, `''` where nobody has looked
   * @param wholeAt gives the text of a file, `null` where it cannot be read or is none that people write
   */
  constructor(packages: readonly PackageInfo[], paths: readonly string[], startAt: (path: string) => string, wholeAt: (path: string) => string | null) {
    this.#packages = packages;
    this.#byDir = new Map(packages.map((one) => [one.dir, one]));
    this.#sorts = mixedPackages(packages, paths);
    this.#startAt = startAt;
    this.#wholeAt = wholeAt;
  }

  /** Whether the files of a package are looked at, whatever the others say. @param dir of the package */
  isScanned(dir: string): boolean {
    return this.#sorts.scanned.has(dir);
  }

  /** Takes over what an earlier run has seen of a file that has not changed. */
  take({ path }: DiscoveredFile, digest: string | undefined): void {
    if (digest !== undefined) this.digests.set(path, digest);
  }

  /** @param text whole */
  scan({ path, kind }: DiscoveredFile, text: string): void {
    if (kind === 'test') return;
    const scan = scanOf(path, text, (part) => this.#copyOf(part));
    this.#scans.set(path, scan);
    this.digests.set(path, digestOf([JSON.stringify(scan)]).slice(0, 12));
  }

  /** `null` where no package is looked at. @param before what an earlier run found */
  modules(files: readonly DiscoveredFile[], place: Place, before: FoundModules | null): FoundModules | null {
    const { mixed, scanned, servers } = this.#sorts;
    const inMixed = files.filter((file) => scanned.has(file.package) && file.kind !== 'test');
    const programs = programsAmong(files, this.#byDir);
    if (inMixed.length === 0 && programs.length === 0) return null;
    const all = servers.size === 0 ? inMixed : files.filter((file) => (scanned.has(file.package) || servers.has(file.package)) && file.kind !== 'test');
    const filesFor = ({ paths, searched, witnesses }: Pick<FoundModules, 'paths' | 'searched' | 'witnesses'>): ReadonlySet<DiscoveredFile> => {
      const [dirs, named] = [new Set(searched), new Set(witnesses)];
      return new Set([...(inMixed.length > 0 && paths.length > 0 ? all : inMixed), ...programs, ...files.filter(({ path, package: dir, kind }) => named.has(path) || (dirs.has(dir) && kind !== 'test'))]);
    };
    if (before && before.key === this.#keyOf(filesFor(before), files) && new Disk(place.root, place.overlay, place.folders).agrees(before.disk)) return before;
    const resolver = createResolver(place.root, this.#packages, new Set(files.map(({ path }) => path)), place.overlay, place.folders);
    const find = (among: readonly DiscoveredFile[]): readonly string[] => {
      this.#lookAt(among);
      return [...frontEndModules(files, mixed, this.#scans, resolver)];
    };
    let paths = inMixed.length > 0 ? find(inMixed) : [];
    if (paths.length > 0 && all !== inMixed) paths = find(all);
    const found = { paths, ...this.#handRun(files, programs, resolver) };
    return { key: this.#keyOf(filesFor(found), files), disk: resolver.disk.log, ...found };
  }

  #handRun(files: readonly DiscoveredFile[], programs: readonly DiscoveredFile[], resolver: Resolver): Pick<FoundModules, 'handRun' | 'searched' | 'witnesses'> {
    this.#lookAt(programs);
    const starts = startsAmong(programs, this.#byDir, this.#scans, resolver);
    const candidates = candidatesBelow(starts, new Map(files.map((file) => [file.path, file])), this.#scans, resolver);
    const witnesses = new Set<string>();
    const dirs = new Set([...candidates].flatMap(([dir, modules]) => (this.#areUsed(dir, modules, files, resolver, witnesses) ? [] : [dir])));
    const search = (among: ReadonlySet<string>): Map<string, FileKind> => {
      this.#lookAt(this.#filesOf(files, among));
      return dirs.size === 0 ? new Map() : handRunModules(files, dirs, starts, this.#byDir, this.#scans, resolver);
    };
    let searched = dirs;
    let handRun = search(searched);
    if (handRun.size > 0) {
      searched = new Set([...dirs, ...this.#usersOf(new Set([...handRun.keys()].map((path) => packageOf(path, this.#packages)?.dir ?? '')))]);
      if (searched.size > dirs.size) handRun = search(searched);
    }
    return { handRun: [...handRun], searched: [...searched], witnesses: [...witnesses] };
  }

  /** Whether each of the modules stays runtime, as far as files tell whose start is known. @param witnesses takes what says so */
  #areUsed(dir: string, modules: ReadonlySet<string>, files: readonly DiscoveredFile[], resolver: Resolver, witnesses: Set<string>): boolean {
    const open = new Map<string, Set<string>>();
    for (const path of modules) if (!staysRuntime(path, dir, this.#byDir)) open.set(nameOfModule(path), (open.get(nameOfModule(path)) ?? new Set()).add(path));
    for (const file of files) {
      if (open.size === 0) return true;
      if (file.package !== dir || file.kind === 'test' || isProgram(file.kind) || modules.has(file.path)) continue;
      const mayImport = [...this.#startAt(file.path).matchAll(SPECIFIERS)].some(([, specifier = '']) => open.has(nameOfModule(specifier)));
      if (!mayImport) continue;
      this.#lookAt([file]);
      for (const specifier of this.#scans.get(file.path)?.imports ?? []) {
        const name = nameOfModule(specifier);
        const target = open.has(name) ? resolver.resolve(file.path, specifier) : null;
        if (target?.kind !== 'file' || open.get(name)?.delete(target.path) !== true) continue;
        witnesses.add(file.path);
        if (open.get(name)!.size === 0) open.delete(name);
      }
    }
    return open.size === 0;
  }

  /** Packages that may import any file of these. */
  #usersOf(dirs: ReadonlySet<string>): readonly string[] {
    const names = new Set([...dirs].flatMap((dir) => (this.#byDir.get(dir)?.entries?.isOpen === true ? (this.#byDir.get(dir)?.name ?? []) : [])));
    return this.#packages.filter(({ dependencies, devDependencies }) => [...dependencies, ...devDependencies].some((name) => names.has(name))).map(({ dir }) => dir);
  }

  #filesOf(files: readonly DiscoveredFile[], dirs: ReadonlySet<string>): readonly DiscoveredFile[] {
    return dirs.size === 0 ? [] : files.filter((file) => dirs.has(file.package) && file.kind !== 'test');
  }

  #lookAt(files: readonly DiscoveredFile[]): void {
    for (const file of files) if (!this.#scans.has(file.path)) this.#look(file);
  }

  /** @param among the files whose scans count */
  #keyOf(among: Iterable<DiscoveredFile>, files: readonly DiscoveredFile[]): string {
    const counting = [...among];
    for (const file of counting) if (!this.digests.has(file.path)) this.#look(file);
    return digestOf([
      JSON.stringify(this.#packages),
      files.map(({ path }) => path).join('\n'),
      ...counting.map(({ path, kind }) => `${path} ${kind} ${this.digests.get(path) ?? ''}`),
    ]);
  }

  #look(file: DiscoveredFile): void {
    const text = this.#wholeAt(file.path);
    if (text !== null) this.scan(file, text);
  }

  #copyOf(part: string): string {
    let copy = this.#copies.get(part);
    if (copy === undefined) this.#copies.set((copy = Buffer.from(part).toString()), copy);
    return copy;
  }
}
