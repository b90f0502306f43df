import type { DiscoveredFile, PackageInfo } from '../facts/source.js';
import { Disk, type DiskLog } from './disk.js';
import { digestOf } from './facts-cache.js';
import { frontEndModules, type MixedPackages, mixedPackages, type Scan, scanOf } from './front-end-modules.js';
import type { Overlay } from './overlay.js';
import { createResolver } from './resolve.js';
import type { SeenFolder } from './stamp.js';

/** Which modules run in the browser only, and what that follows from. JSON. */
export interface FoundModules {
  /** Stands for the packages, the files and their scans. */
  readonly key: string;
  /** What resolving their imports asked the disk. */
  readonly disk: DiskLog;
  /** See `frontEndModules`. */
  readonly paths: readonly string[];
}

interface Place {
  readonly root: string;
  readonly overlay: Overlay | undefined;
  /** See `Walk.seen`. */
  readonly folders: ReadonlyMap<string, SeenFolder>;
}

/** Looks through packages with a front end beside a server. Texts are looked at once for each content, from run to run. */
export class FrontEndLook {
  /** What stands for the scan of a file, by path. */
  readonly digests = new Map<string, string>();
  readonly #packages: readonly PackageInfo[];
  readonly #sorts: MixedPackages;
  readonly #wholeAt: (path: string) => string | null;
  readonly #scans = new Map<string, Scan>();
  /** A part of a text keeps all of it in memory. */
  readonly #copies = new Map<string, string>();

  /**
   * @param paths of all files
   * @param wholeAt gives the text of a file, `null` where it cannot be read or is none that people write
   */
  constructor(packages: readonly PackageInfo[], paths: readonly string[], wholeAt: (path: string) => string | null) {
    this.#packages = packages;
    this.#sorts = mixedPackages(packages, paths);
    this.#wholeAt = wholeAt;
  }

  /** Whether the files of a package are looked at, whatever the others say. @param dir of the package */
  isScanned(dir: string): boolean {
    return this.#sorts.scanned.has(dir);
  }

  /** Takes over what an earlier run has seen of a file that has not changed. */
  take({ path, package: dir }: DiscoveredFile, digest: string | undefined): void {
    if (digest !== undefined && (this.isScanned(dir) || this.#sorts.servers.has(dir))) this.digests.set(path, digest);
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
    if (inMixed.length === 0) return null;
    const all = servers.size === 0 ? inMixed : files.filter((file) => (scanned.has(file.package) || servers.has(file.package)) && file.kind !== 'test');
    const filesFor = (found: readonly string[]): readonly DiscoveredFile[] => (found.length > 0 ? all : inMixed);
    if (before && before.key === this.#keyOf(filesFor(before.paths), files) && new Disk(place.root, place.overlay, place.folders).agrees(before.disk)) return before;
    const resolver = createResolver(place.root, this.#packages, new Set(files.map(({ path }) => path)), place.overlay, place.folders);
    const find = (among: readonly DiscoveredFile[]): readonly string[] => {
      for (const file of among) if (!this.#scans.has(file.path)) this.#look(file);
      return [...frontEndModules(files, mixed, this.#scans, resolver)];
    };
    let paths = find(inMixed);
    if (paths.length > 0 && all !== inMixed) paths = find(all);
    return { key: this.#keyOf(filesFor(paths), files), disk: resolver.disk.log, paths };
  }

  /** @param among the files whose scans count */
  #keyOf(among: readonly DiscoveredFile[], files: readonly DiscoveredFile[]): string {
    for (const file of among) if (!this.digests.has(file.path)) this.#look(file);
    return digestOf([
      JSON.stringify(this.#packages),
      files.map(({ path }) => path).join('\n'),
      ...among.map(({ path, kind }) => `${path} ${kind} ${this.digests.get(path) ?? ''}`),
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
