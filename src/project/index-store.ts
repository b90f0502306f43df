import { join } from 'node:path';
import { type FileFacts, optionalFacts } from '../facts/file.js';
import type { LayoutConfig } from '../facts/layout.js';
import type { Project } from '../facts/project.js';
import type { DiscoveredFile, Span } from '../facts/source.js';
import { stripMark } from '../syntax/source-file.js';
import { assembleProject, structureOf, type Structure } from './assemble.js';
import { classifyFile } from './kinds/classify.js';
import { describe, type Discovery, list, packagesKey, seenAs, unreadIn } from './kinds/discover.js';
import { type Documents, type LazyDocuments, lazyDocuments, readDocuments } from './documents.js';
import { kindInUse } from './kinds/module-look.js';
import { movedFacts, type Move } from './cache/moved.js';
import { packageOf } from './packages/packages.js';
import { BrokenCache } from './cache/cache-file.js';
import { FILES_WORTH_A_CACHE } from './cache/cache-folder.js';
import { contentHash, digestOf } from './cache/digest.js';
import { noSurroundings, readingKey, seenIn, type KeyedReading } from './stored-tree.js';
import type { Recognisers } from './calls/recognisers.js';
import { externalsOf, likelyUndeclared, undeclaredPackages } from './externals.js';
import { isRead } from './kinds/file-kinds.js';
import { readText } from './disk/read-text.js';
import { readFile } from './sources.js';
import { isUnchanged, type SeenFile, type Stamp, stampOf } from './cache/stamp.js';
import { loadFactsOf, storeReading } from './cache/stored-facts.js';
import { type TreeStore, treeStore } from './tree-store.js';

/** What of the configuration decides how the project is read. A new object stands for a changed configuration. */
export interface IndexSettings {
  readonly ignore: readonly string[];
  readonly layout: LayoutConfig;
  readonly recognisers: Recognisers;
}

/** The text that an editor holds, whatever the disk says. */
export interface Buffer {
  /** Byte order mark stripped. */
  readonly text: string;
  /** Collects the facts of the text; asked for only where the text differs from the disk. */
  facts(file: DiscoveredFile, externals: ReadonlySet<string>): FileFacts;
}

/** The project as it is seen from one buffer. */
export interface View {
  readonly project: Project;
  /** Where something that `project` places in the file lies in the buffer, `null` where that cannot be told. */
  readonly move: Move;
}

/** What a file of the project is, for whoever looks at its text. */
export interface Place {
  readonly file: DiscoveredFile;
  /** Packages that the file may import, see `SourceFile.dependencies`. */
  readonly externals: ReadonlySet<string>;
}

interface Entry {
  readonly file: DiscoveredFile;
  readonly stamp: Stamp | null;
  readonly hash: string;
  /** Names of `Place.externals`, joined: other ones switch other adapters on. */
  readonly externals: string;
  /** `null` where the file does not parse. */
  readonly facts: FileFacts | null;
}

interface Unsaved {
  readonly facts: FileFacts;
  readonly at: number;
}

const UNSAVED_MS = 10 * 60_000;
const LONGEST_HEAD = 500;
const LARGEST_HAND_WRITTEN_FILE = 1024 * 1024;
const stay: Move = (at: Span) => at;

/**
 * The facts of every file below one root, and the project linked from them, for a process that looks at one file
 * after the other. Built when it is asked first; later only what changed is read again.
 *
 * When is the disk looked at? Every look costs one `stat` for each file and folder, so not at each lint: 4,000 files
 * linted in one run would cost 4,000 × 4,000. It is looked at
 * - when a file is linted that was linted since the last look: a new run has begun, an editor has linted again, or
 *   ESLint has fixed something. A run over many files lints each once, so the first file of the next run decides for
 *   all of it. Somebody who types, so that the text is not that of the file, waits for a twentieth of the time at most;
 * - when the last look is longer ago than a second and than twenty times what it cost, so that looking never takes
 *   more than a twentieth of the time.
 * What can be missed: another process changes a file within that second, and a file is linted next that was not
 * linted since, or one that somebody types in. A lint after that shows it.
 *
 * A buffer that says something else than the disk stays laid over its file for the other files too, as people expect
 * of an unsaved edit, until the file is linted from its text on disk, changes on disk, or ten minutes have passed.
 */
export class ProjectIndex {
  /** Absolute. */
  readonly root: string;
  readonly #cacheFolder: string | null;
  /** When it was asked last, for whoever drops what nobody uses. */
  usedAt = 0;
  #settings: IndexSettings;
  #discovery: Discovery | null = null;
  #files: ReadonlyMap<string, DiscoveredFile> = new Map();
  #entries = new Map<string, Entry>();
  /** See `unreadIn`. */
  #unread: ReadonlyMap<string, SeenFile> = new Map();
  #documents: Documents = { tables: [], settings: [], problems: [] };
  #documentsKey = '';
  /** What was read of them, until the disk has changed. */
  #lazy: LazyDocuments = { documents: [], documentSecrets: [], tests: [] };
  #undeclared: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #externals: (dir: string) => ReadonlySet<string> = () => new Set();
  #structure: Structure | null = null;
  #watched = new Map<string, Stamp | null>();
  #unsaved = new Map<string, Unsaved>();
  #project: Project | null = null;
  #seen = new Set<string>();
  #lookedAt = 0;
  /** By the clock that stamps files. */
  #lookedOn = 0;
  #lookCost = 0;

  /** @param cacheFolder where the facts of earlier runs are, `null` to use none */
  constructor(root: string, settings: IndexSettings, cacheFolder: string | null = null) {
    this.root = root;
    this.#settings = settings;
    this.#cacheFolder = cacheFolder;
  }

  /** Takes over a configuration; facts stay, but where other packages are named by its recognisers. */
  configure(settings: IndexSettings): void {
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#structure = null;
    this.#project = null;
    if (this.#discovery !== null) this.#read();
  }

  /** Says that a file is about to be linted, which is when the disk may have to be looked at. @param text in the editor */
  begin(path: string, text: string): void {
    const now = performance.now();
    this.usedAt = now;
    const isRested = now - this.#lookedAt > 20 * this.#lookCost;
    const isDue =
      (isRested && now - this.#lookedAt > 1000) || (this.#seen.has(path) && (isRested || !this.#isTyped(path, text))) || this.#isNew(path);
    if (this.#discovery === null || isDue) {
      this.#lookedOn = Date.now();
      if (this.#discovery === null) this.#read();
      else this.#look();
      this.#lookedAt = performance.now();
      this.#seen.clear();
    }
    this.#seen.add(path);
  }

  /** Whether the text is no state that the file has been in on disk, as far as one look at it tells. */
  #isTyped(path: string, text: string): boolean {
    const entry = this.#entries.get(path);
    return entry !== undefined && isUnchanged(entry.stamp, stampOf(join(this.root, path))) && entry.hash !== contentHash(text);
  }

  /** Whether a file has come to be since the last look; one that is older and not listed is ignored. */
  #isNew(path: string): boolean {
    if (this.#files.has(path)) return false;
    const stamp = stampOf(join(this.root, path));
    return stamp !== null && (!stamp.settled || stamp.ctimeMs >= this.#lookedOn);
  }

  /**
   * What a file is by its text in the editor.
   * @returns `null` for a file that lies on disk and that discovery leaves out: ignored, or build output
   */
  place(path: string, text: string, isOnDisk: boolean): Place | null {
    if (isOnDisk && !this.#files.has(path)) return null;
    const owner = packageOf(path, this.#discovery?.packages ?? []);
    const own = text.length > LARGEST_HAND_WRITTEN_FILE ? 'generated' : classifyFile(path, text.slice(0, LONGEST_HEAD), owner);
    const kind = own === 'runtime' && this.#discovery ? (kindInUse(path, text, owner?.dir ?? '', this.#discovery) ?? own) : own;
    const file = { path, kind, package: owner?.dir ?? '' };
    return { file, externals: this.#externalsFor(file) };
  }

  /**
   * The project with the buffer laid over its file.
   * @param exact whether the buffer's own facts must be linked even where they say the same in other places
   */
  view(place: Place, buffer: Buffer, exact: boolean): View {
    const { path, kind } = place.file;
    const entry = this.#entries.get(path);
    const unsaved = this.#unsaved.get(path);
    if (entry?.facts && entry.file.kind === kind && entry.hash === contentHash(buffer.text)) {
      if (unsaved) this.#forget(path);
      return { project: this.#linked(), move: stay };
    }
    if (!isRead(kind)) return { project: this.#linked(), move: stay };
    const facts = buffer.facts(place.file, place.externals);
    const at = performance.now();
    if (unsaved && unsaved.facts.kind === kind && !exact) {
      const move = movedFacts(unsaved.facts, facts)?.at;
      if (move) {
        this.#unsaved.set(path, { facts: unsaved.facts, at });
        return { project: this.#linked(), move };
      }
    }
    if (entry?.facts && entry.file.kind === kind && !exact) {
      const move = movedFacts(entry.facts, facts)?.at;
      if (move) {
        if (unsaved) this.#forget(path);
        return { project: this.#linked(), move };
      }
    }
    this.#unsaved.set(path, { facts, at });
    if (!entry) this.#structure = null;
    this.#project = null;
    return { project: this.#linked(), move: stay };
  }

  #forget(path: string): void {
    this.#unsaved.delete(path);
    if (!this.#entries.has(path)) this.#structure = null;
    this.#project = null;
  }

  #linked(): Project {
    if (this.#project) return this.#project;
    const discovery = this.#withUnsaved(this.#discovery!);
    const files = discovery.files.flatMap(({ path }) => this.#unsaved.get(path)?.facts ?? this.#entries.get(path)?.facts ?? []);
    this.#structure ??= structureOf(discovery, this.#settings.layout);
    this.#project = assembleProject(
      { packages: discovery.packages, files, documentTables: this.#documents.tables, settings: this.#documents.settings, lazy: this.#lazy, recognisers: this.#settings.recognisers },
      this.#structure,
    );
    return this.#project;
  }

  /** Files that exist in an editor only. */
  #withUnsaved(discovery: Discovery): Discovery {
    const known = new Set(discovery.files.map((file) => file.path));
    const added = [...this.#unsaved].flatMap(([path, { facts }]) =>
      known.has(path) ? [] : [{ path, kind: facts.kind, package: packageOf(path, discovery.packages)?.dir ?? '' }],
    );
    if (added.length === 0) return discovery;
    return { ...discovery, files: [...discovery.files, ...added].sort((a, b) => (a.path < b.path ? -1 : 1)) };
  }

  #externalsFor(file: DiscoveredFile): ReadonlySet<string> {
    const declared = this.#externals(file.package);
    const undeclared = this.#undeclared.get(file.package);
    return undeclared && (file.kind === 'runtime' || file.kind === 'migration') ? new Set([...declared, ...undeclared]) : declared;
  }

  #look(): void {
    const start = performance.now();
    const old = [...this.#unsaved].filter(([, { at }]) => start - at > UNSAVED_MS);
    for (const [path] of old) this.#forget(path);
    for (const [path, stamp] of this.#watched)
      if (!isUnchanged(stamp, stampOf(path))) {
        this.#read();
        break;
      }
    this.#lookCost = performance.now() - start;
  }

  /** What the last look took the files for that had been left alone for a while. */
  #seenBefore(): ReadonlyMap<string, SeenFile> {
    if (this.#discovery === null) return new Map();
    const seen = new Map<string, SeenFile>();
    for (const [path, { file, stamp }] of this.#entries) {
      const one = seenAs(file, stamp, this.#discovery);
      if (one) seen.set(path, one);
    }
    return new Map([...seen, ...this.#unread]);
  }

  /** Leaves the facts to the next process; an audit that finds them adds what the rules say. */
  #save(store: TreeStore, keyOf: (kind: string, externals: string, hash: string) => string): void {
    const readings = new Map<string, KeyedReading>();
    const seenBefore = this.#seenBefore();
    for (const [file, { file: { kind }, externals, hash, facts }] of this.#entries) {
      if (!facts) continue;
      const bytes = Buffer.from(storeReading({}, facts));
      const seen = seenBefore.get(file);
      readings.set(file, { key: keyOf(kind, externals, hash), hash, bytes: () => bytes, ...(seen && { seen }) });
    }
    void store.save({ settings: null, scope: [], readings, undeclared: this.#undeclared, packages: packagesKey(this.#discovery?.packages ?? []), ...(this.#discovery ? { folders: this.#discovery.seenFolders, unread: this.#unread, modules: this.#discovery.modules } : noSurroundings) }, false);
  }

  /** Lists the tree and reads what is new or changed; where what an audit has left turns out not to be whole, all of it. */
  #read(): void {
    const store = this.#discovery === null && this.#cacheFolder !== null ? treeStore(this.#cacheFolder, this.root) : null;
    try {
      this.#readFrom(store);
    } catch (error) {
      if (!(error instanceof BrokenCache)) throw error;
      store?.drop();
      this.#discovery = null;
      this.#readFrom(store);
    }
  }

  /** @param store what to take over at first; `null` for nothing, or where that is done */
  #readFrom(store: TreeStore | null): void {
    const start = Date.now();
    const watched = new Map<string, Stamp | null>();
    const watch = (path: string): Stamp | null => {
      const stamp = stampOf(path);
      watched.set(path, stamp);
      return stamp;
    };
    const before = this.#discovery;
    const left = store?.load() ?? null;
    const seen = left ? seenIn(left) : this.#seenBefore();
    const modules = (left ?? before)?.modules ?? null;
    const discovery = describe(list(this.root, { ignore: this.#settings.ignore, folders: left?.folders ?? before?.seenFolders }), { files: seen, modules });
    for (const folder of discovery.folders) {
      // the walk has just looked at those that it knows
      const known = discovery.seenFolders.get(folder);
      if (known) watched.set(join(this.root, folder), known.stamp);
      else watch(join(this.root, folder));
      if (known?.hasRules ?? stampOf(join(this.root, folder, '.gitignore'))) watch(join(this.root, folder, '.gitignore'));
    }
    const documentsKey = discovery.documents
      .map(({ path, kind }) => {
        const stamp = watch(join(this.root, path));
        return `${path} ${kind} ${stamp?.mtimeMs} ${stamp?.size} ${stamp?.ino} ${stamp?.settled ? '' : start}`;
      })
      .join('\n');
    let isChanged = before === null || documentsKey !== this.#documentsKey;
    const isRestructured = isChanged || !hasSameFiles(before!, discovery);
    if (isChanged) this.#documents = readDocuments(discovery);
    this.#discovery = discovery;
    this.#unread = unreadIn(discovery, seen);
    this.#lazy = lazyDocuments(discovery);
    this.#files = new Map(discovery.files.map((file) => [file.path, file]));
    this.#documentsKey = documentsKey;
    this.#externals = externalsOf(discovery, this.#settings.recognisers);

    // an audit of some laws leaves out facts that only others ask for
    const cached = left && (left.settings === null || optionalFacts.every((name) => left.scope.includes(name))) ? left : null;
    if (before === null) this.#undeclared = left?.undeclared ?? likelyUndeclared(discovery);
    const digests = new Map<string, string>();
    const keyOf = (kind: string, externals: string, hash: string): string => {
      let digest = digests.get(externals);
      if (digest === undefined) digests.set(externals, (digest = digestOf(externals.split(' ').filter(Boolean).sort())));
      return readingKey(kind, digest, hash);
    };
    const entries = new Map<string, Entry>();
    const visit = (file: DiscoveredFile, stamp: Stamp | null): void => {
      const known = this.#entries.get(file.path);
      const names = this.#externalsFor(file);
      const externals = [...names].join(' ');
      const isSamePlace = known?.file.kind === file.kind && known.file.package === file.package && known.externals === externals;
      if (known && isSamePlace && isUnchanged(known.stamp, stamp)) {
        entries.set(file.path, known);
        return;
      }
      const stored = cached?.readings.get(file.path);
      if (stored && discovery.unchanged.has(file.path) && stored.key === keyOf(file.kind, externals, stored.hash)) {
        entries.set(file.path, { file, stamp, hash: stored.hash, externals, facts: loadFactsOf(stored.bytes()) });
        isChanged = true;
        return;
      }
      const raw = readText(this.root, file.path);
      const text = typeof raw === 'string' ? stripMark(raw) : null;
      const hash = text === null ? '' : contentHash(text);
      if (known && isSamePlace && known.hash === hash) {
        entries.set(file.path, { ...known, stamp });
        return;
      }
      const facts = stored?.key === keyOf(file.kind, externals, hash) ? loadFactsOf(stored.bytes()) : text === null ? null : factsOfText(file, text, names);
      entries.set(file.path, { file, stamp, hash, externals, facts });
      if (known?.hash !== hash) this.#unsaved.delete(file.path);
      isChanged = true;
    };
    for (const file of discovery.files) {
      const known = discovery.unchanged.has(file.path) ? seen.get(file.path)!.stamp : null;
      if (known) watched.set(join(this.root, file.path), known);
      const stamp = known ?? watch(join(this.root, file.path));
      if (isRead(file.kind)) visit(file, stamp);
    }
    if (entries.size !== this.#entries.size) isChanged = true;
    this.#entries = entries;
    this.#watched = watched;
    if (isChanged) {
      const facts = new Map([...entries].flatMap(([path, entry]) => (entry.facts ? [[path, entry.facts] as const] : [])));
      this.#undeclared = undeclaredPackages(discovery, facts);
      // Files of packages that import what no manifest lists are read again with those names.
      for (const { file, stamp, externals } of [...entries.values()])
        if ([...this.#externalsFor(file)].join(' ') !== externals) visit(file, stamp);
    }
    if (store && !left && entries.size >= FILES_WORTH_A_CACHE) this.#save(store, keyOf);
    if (isChanged) this.#project = null;
    if (isRestructured) {
      this.#structure = null;
      this.#project = null;
    }
  }
}

const factsOfText = (file: DiscoveredFile, text: string, externals: ReadonlySet<string>): FileFacts | null => {
  const read = readFile(file, text, externals);
  return 'facts' in read ? read.facts : null;
};

/** Whether the same files are there for the same purposes. */
function hasSameFiles(before: Discovery, now: Discovery): boolean {
  return (
    before.files.length === now.files.length &&
    before.files.every((file, index) => {
      const other = now.files[index]!;
      return file.path === other.path && file.kind === other.kind && file.package === other.package;
    })
  );
}
