import { join } from 'node:path';
import { type FileFacts, optionalFacts } from '../facts/file.js';
import type { DiscoveredFile } from '../facts/source.js';
import { stripMark } from '../syntax/source-file.js';
import { BrokenCache } from './cache/cache-file.js';
import { FILES_WORTH_A_CACHE } from './cache/cache-folder.js';
import { contentHash, digestOf } from './cache/digest.js';
import { isUnchanged, type SeenFile, type Stamp, stampOf } from './cache/stamp.js';
import { loadFactsOf, storeReading } from './cache/stored-facts.js';
import type { Recognisers } from './calls/recognisers.js';
import { readText } from './disk/read-text.js';
import { type Documents, type LazyDocuments, lazyDocuments, readDocuments } from './documents.js';
import { externalsOf, likelyUndeclared, undeclaredPackages } from './externals.js';
import { describe, type Discovery, list, packagesKey, seenAs, unreadIn } from './kinds/discover.js';
import { isRead } from './kinds/file-kinds.js';
import { readFile } from './sources.js';
import { type KeyedReading, noSurroundings, readingKey, seenIn } from './stored-tree.js';
import { type TreeStore, treeStore } from './tree-store.js';

/** What decides how the files are read. */
export interface TreeSettings {
  readonly ignore: readonly string[];
  readonly recognisers: Recognisers;
}

/** A file as it was read last. */
export interface IndexedFile {
  readonly file: DiscoveredFile;
  readonly stamp: Stamp | null;
  readonly hash: string;
  /** Names of packages that it may import, joined: other ones switch other adapters on. */
  readonly externals: string;
  /** `null` where the file does not parse. */
  readonly facts: FileFacts | null;
}

/** What another look at the tree has shown. */
export interface TreeChange {
  /** Whether anything that a project is linked from is another. */
  readonly isChanged: boolean;
  /** Whether other files, packages or documents are there. */
  readonly isRestructured: boolean;
  /** Files whose text is another. */
  readonly rewritten: readonly string[];
}

/** The facts of every file below one root as it lies on disk. What has not changed is not read again. */
export class IndexedTree {
  readonly #root: string;
  readonly #cacheFolder: string | null;
  #discovery: Discovery | null = null;
  #files: ReadonlyMap<string, DiscoveredFile> = new Map();
  #entries = new Map<string, IndexedFile>();
  /** See `unreadIn`. */
  #unread: ReadonlyMap<string, SeenFile> = new Map();
  #documents: Documents = { tables: [], settings: [], problems: [] };
  #documentsKey = '';
  /** What was read of them, until the disk has changed. */
  #lazy: LazyDocuments = { documents: [], documentSecrets: [], tests: [] };
  #undeclared: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #externals: (dir: string) => ReadonlySet<string> = () => new Set();
  #watched = new Map<string, Stamp | null>();

  /** @param root absolute @param cacheFolder where the facts of earlier runs are, `null` to use none */
  constructor(root: string, cacheFolder: string | null) {
    this.#root = root;
    this.#cacheFolder = cacheFolder;
  }

  /** `null` before the first `read`. */
  get discovery(): Discovery | null {
    return this.#discovery;
  }

  get documents(): Documents {
    return this.#documents;
  }

  get lazyDocuments(): LazyDocuments {
    return this.#lazy;
  }

  /** Whether discovery lists it. */
  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Of files that are read, see `isRead`. */
  get(path: string): IndexedFile | undefined {
    return this.#entries.get(path);
  }

  /** Packages that a file may import, see `SourceFile.dependencies`. */
  externalsFor(file: DiscoveredFile): ReadonlySet<string> {
    const declared = this.#externals(file.package);
    const undeclared = this.#undeclared.get(file.package);
    return undeclared && (file.kind === 'runtime' || file.kind === 'migration') ? new Set([...declared, ...undeclared]) : declared;
  }

  /** Whether something of what was looked at is another on disk. */
  isStale(): boolean {
    for (const [path, stamp] of this.#watched) if (!isUnchanged(stamp, stampOf(path))) return true;
    return false;
  }

  /** Lists the tree and reads what is new or changed; where what an audit has left turns out not to be whole, all of it. */
  read(settings: TreeSettings): TreeChange {
    const store = this.#discovery === null && this.#cacheFolder !== null ? treeStore(this.#cacheFolder, this.#root) : null;
    try {
      return this.#readFrom(store, settings);
    } catch (error) {
      if (!(error instanceof BrokenCache)) throw error;
      store?.drop();
      this.#discovery = null;
      return this.#readFrom(store, settings);
    }
  }

  /** @param store what to take over at first; `null` for nothing, or where that is done */
  #readFrom(store: TreeStore | null, { ignore, recognisers }: TreeSettings): TreeChange {
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
    const discovery = describe(list(this.#root, { ignore, folders: left?.folders ?? before?.seenFolders }), { files: seen, modules });
    for (const folder of discovery.folders) {
      // the walk has just looked at those that it knows
      const known = discovery.seenFolders.get(folder);
      if (known) watched.set(join(this.#root, folder), known.stamp);
      else watch(join(this.#root, folder));
      if (known?.hasRules ?? stampOf(join(this.#root, folder, '.gitignore'))) watch(join(this.#root, folder, '.gitignore'));
    }
    const documentsKey = discovery.documents
      .map(({ path, kind }) => {
        const stamp = watch(join(this.#root, path));
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
    this.#externals = externalsOf(discovery, recognisers);

    // an audit of some laws leaves out facts that only others ask for
    const cached = left && (left.settings === null || optionalFacts.every((name) => left.scope.includes(name))) ? left : null;
    if (before === null) this.#undeclared = left?.undeclared ?? likelyUndeclared(discovery);
    const digests = new Map<string, string>();
    const keyOf = (kind: string, externals: string, hash: string): string => {
      let digest = digests.get(externals);
      if (digest === undefined) digests.set(externals, (digest = digestOf(externals.split(' ').filter(Boolean).sort())));
      return readingKey(kind, digest, hash);
    };
    const rewritten: string[] = [];
    const entries = new Map<string, IndexedFile>();
    const visit = (file: DiscoveredFile, stamp: Stamp | null): void => {
      const known = this.#entries.get(file.path);
      const names = this.externalsFor(file);
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
      const raw = readText(this.#root, file.path);
      const text = typeof raw === 'string' ? stripMark(raw) : null;
      const hash = text === null ? '' : contentHash(text);
      if (known && isSamePlace && known.hash === hash) {
        entries.set(file.path, { ...known, stamp });
        return;
      }
      const facts = stored?.key === keyOf(file.kind, externals, hash) ? loadFactsOf(stored.bytes()) : text === null ? null : factsOfText(file, text, names);
      entries.set(file.path, { file, stamp, hash, externals, facts });
      if (known?.hash !== hash) rewritten.push(file.path);
      isChanged = true;
    };
    for (const file of discovery.files) {
      const known = discovery.unchanged.has(file.path) ? seen.get(file.path)!.stamp : null;
      if (known) watched.set(join(this.#root, file.path), known);
      const stamp = known ?? watch(join(this.#root, file.path));
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
        if ([...this.externalsFor(file)].join(' ') !== externals) visit(file, stamp);
    }
    if (store && !left && entries.size >= FILES_WORTH_A_CACHE) this.#save(store, keyOf);
    return { isChanged, isRestructured, rewritten };
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
