import { type FileFacts, optionalFacts } from '../facts/file.js';
import { packageName } from '../facts/package-name.js';
import type { DiscoveredFile } from '../facts/source.js';
import type { Discovery } from '../project/kinds/discover.js';
import type { StoredTree } from '../project/stored-tree.js';
import { contentHash, digestOf } from '../project/cache/digest.js';
import { readingKey } from '../project/stored-tree.js';
import { packagesKey, seenAs, unreadIn } from '../project/kinds/discover.js';
import { type Moved, movedFacts } from '../project/cache/moved.js';
import { type SeenFile, stampOf } from '../project/cache/stamp.js';
import { externalsOf, likelyUndeclared, undeclaredPackages } from '../project/externals.js';
import { backendKinds, isRead } from '../project/kinds/file-kinds.js';
import { readText } from '../project/disk/read-text.js';
import { isTimed } from '../project/stopwatch.js';
import { externalsKey, type FileRead, type FileReading, type ReadingScope, type ReadingSettings, settingsKey, storedRead, wholeScope } from './stored-reading.js';

/** What is kept from one run to the next. */
export interface ReadingStore {
  /** `null` where nothing is kept. */
  load(): StoredTree | null;
  save(tree: StoredTree): Promise<void>;
  /** Forgets what turned out not to be whole, see `BrokenCache`. */
  drop(): void;
  /** @param slot one for each set of questions: configuration and laws */
  loadAnalysis(slot: string): Buffer | null;
  saveAnalysis(slot: string, content: string): void;
}

/** The readings of every file that laws may look at. */
export interface SourceReadings {
  /** The same for the same files with the same contents, read by the same settings. */
  readonly digest: string;
  /** In the order of `discovery.files`. */
  readonly readings: ReadonlyMap<string, FileReading>;
  /** The reading of one file alone, `null` for what is no file of the list. */
  readingOf(path: string): FileReading | null;
  /**
   * Where what has changed since the store was left are contents of files, and all of them say the same in other
   * places: the digest of that time, and how they moved. `null` elsewhere.
   */
  moved(): { readonly digest: string; readonly files: ReadonlyMap<string, Moved> } | null;
  /** Ends when the store keeps what was read. */
  readonly saved: Promise<void>;
  /** `contentHash` of what was read; `null` for what is no file of the list. */
  hashOf(path: string): string | null;
}

/** One file of this run. */
interface Entry extends FileRead {
  readonly key: string;
  readonly seen?: SeenFile;
}

/** What one reading of the files gave. */
interface Readings {
  /** By path. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Files that were read. */
  readonly fresh: readonly DiscoveredFile[];
  /** How many have the content that they had and another stamp, as after going to another branch and back. */
  readonly touched: number;
  /** What the reading of a file with such a content follows from, see `readingKey`. */
  readonly keyOf: (file: DiscoveredFile, hash: string) => string;
}

/** What share of files or folders is worth writing all stamps anew. */
const MANY = 0.1;

/** Reads the code of a tree; what `store` holds is taken where nothing has changed. */
export async function readSources(
  discovery: Discovery,
  settings: ReadingSettings,
  store: ReadingStore | null,
  onProgress?: (done: number, total: number) => void,
): Promise<SourceReadings> {
  const files = discovery.files.filter(({ kind }) => isRead(kind));
  const now = settingsKey(settings);
  const found = store?.load() ?? null;
  // what an earlier run read for more laws stays read for them: runs of different laws do not undo each other's work
  const scope = found?.settings === now ? joinScopes(settings.scope, found.scope) : settings.scope;
  const isKnown = found?.settings === now && namesIn(scope).every((name) => found.scope.includes(name));
  const declared = externalsOf(discovery, settings.config.recognisers);
  const packages = packagesKey(discovery.packages);
  const hashes = new Map<string, string>();

  const unread = store ? unreadIn(discovery, found?.unread) : new Map<string, SeenFile>();
  const isSeen = ({ seen }: Entry, path: string): boolean => discovery.unchanged.has(path) && seen?.scan === discovery.scans.get(path);

  /** What the next run may take a file for without looking at it. */
  const see = (file: DiscoveredFile): { seen: SeenFile } | null => {
    const seen = discovery.overlay?.read(file.path) === undefined ? seenAs(file, stampOf(`${discovery.root}/${file.path}`), discovery) : null;
    return seen && { seen };
  };

  /** Takes from `known` what has its present content and may import the same packages still, and reads the rest. */
  const read = async (known: ReadonlyMap<string, Entry>, undeclared: StoredTree['undeclared']): Promise<Readings> => {
    const externals = new Map<string, ReadonlySet<string>>();
    const names = new Map<string, string>();
    for (const file of files) {
      const key = externalsKey(file);
      if (externals.has(key)) continue;
      const more = backendKinds.has(file.kind) ? undeclared.get(file.package) : undefined;
      externals.set(key, more ? new Set([...declared(file.package), ...more]) : declared(file.package));
      names.set(key, digestOf([...externals.get(key)!].sort()));
    }
    const keyOf = (file: DiscoveredFile, hash: string): string => readingKey(file.kind, names.get(externalsKey(file))!, hash);
    const entries = new Map<string, Entry | null>();
    let touched = 0;
    for (const file of files) {
      const entry = known.get(file.path);
      const seen = entry && store && !isSeen(entry, file.path) ? see(file) : null;
      const holds = entry?.key === (entry && keyOf(file, currentHash(discovery, file.path, entry, hashes)));
      entries.set(file.path, entry && holds ? { ...entry, ...seen } : null);
      if (holds && seen) touched += 1;
    }
    const missing = files.filter(({ path }) => entries.get(path) === null);
    const task = { ...settings, scope, root: discovery.root, files: missing, externals, overlay: discovery.overlay?.contents ?? new Map<string, Buffer | null>(), isTimed: isTimed(), isKept: store !== null };
    const told = onProgress && ((done: number) => onProgress(done, missing.length));
    // before they are read: what is written meanwhile has another stamp
    const seen = store === null ? null : missing.map(see);
    const fresh = missing.length === 0 ? [] : await (await import('./read-files.js')).readFiles(task, told);
    fresh.forEach((entry, index) => {
      const file = missing[index]!;
      hashes.set(file.path, entry.hash);
      entries.set(file.path, { ...entry, key: keyOf(file, entry.hash), ...seen?.[index] });
    });
    return { entries: entries as Map<string, Entry>, fresh: missing, touched, keyOf };
  };

  const known = new Map([...(isKnown ? found.readings : [])].map(([path, stored]) => [path, { ...storedRead(stored), key: stored.key, ...(stored.seen && { seen: stored.seen }) }] as const));
  let undeclared: StoredTree['undeclared'] = found?.undeclared ?? likelyUndeclared(discovery);
  const first = await read(known, undeclared);
  const { fresh } = first;
  let { entries, keyOf } = first;
  let saved = Promise.resolve();
  const touched = first.touched + [...unread.keys()].filter((path) => !discovery.unchanged.has(path)).length;
  const isWorthIt = touched > discovery.files.length * MANY || discovery.learntFolders > discovery.folders.length * MANY || (!discovery.overlay && found?.modules && discovery.modules !== found.modules);
  if (fresh.length > 0 || entries.size !== known.size || isWorthIt) {
    // files of packages that import what no manifest lists are read again with those names
    const imported = found?.packages === packages && importSame(known, entries, fresh) ? undeclared : undeclaredPackages(discovery, factsAmong(entries));
    if (!isSame(imported, undeclared)) {
      undeclared = imported;
      ({ entries, keyOf } = await read(entries, undeclared));
    }
    // what only an editor or git's index holds is no state that the next run finds
    if (store && (fresh.some(({ path }) => discovery.overlay?.read(path) === undefined) || fresh.length === 0)) saved = store.save({ settings: now, scope: namesIn(scope), undeclared, packages, folders: discovery.seenFolders, unread, modules: discovery.modules, readings: new Map([...entries].map(([path, { key, stored, seen }]) => [path, { ...stored(), key, ...(seen && { seen }) }])) });
  }
  const moved = (): ReturnType<SourceReadings['moved']> => {
    const files = new Map<string, Moved>();
    for (const file of fresh) {
      const before = known.get(file.path);
      const old = before?.key === (before && keyOf(file, before.hash)) ? before?.reading() : undefined;
      const now = entries.get(file.path)?.reading();
      const how = old?.facts && now?.facts && isUneventful(old) && isUneventful(now) ? movedFacts(old.facts, now.facts) : null;
      if (!how?.isAlike()) return null;
      files.set(file.path, how);
    }
    return files.size > 0 && entries.size === known.size ? { digest: digestOfAll([...entries.keys()].map((path) => [path, known.get(path)?.key ?? ''])), files } : null;
  };
  return {
    digest: digestOfAll([...entries].map(([path, { key }]) => [path, key])),
    moved,
    saved,
    readingOf: (path) => entries.get(path)?.reading() ?? null,
    hashOf: (path) => entries.get(path)?.hash ?? null,
    get readings() {
      return new Map([...entries].map(([path, entry]) => [path, entry.reading()]));
    },
  };
}

const digestOfAll = (keys: readonly (readonly [path: string, key: string])[]): string => digestOf(keys.flat());

/** Nothing went wrong with it. */
const isUneventful = ({ problem, crashes, facts }: FileReading): boolean => problem === null && crashes.length === 0 && facts?.problems.length === 0;

/** Whether the files that were read import the packages that they imported before, as all others do. */
function importSame(before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>, fresh: readonly DiscoveredFile[]): boolean {
  const importedBy = (entry: Entry | undefined): string | null => {
    const facts = entry?.reading().facts;
    return facts ? [facts.kind, ...facts.imports.map(({ source }) => packageName(source))].join('\0') : null;
  };
  return now.size === before.size && fresh.every(({ path }) => {
    const old = importedBy(before.get(path));
    return old !== null && old === importedBy(now.get(path));
  });
}

const namesIn = ({ facts, rules }: ReadingScope): string[] => [...facts, ...rules].sort();

const joinScopes = ({ facts, rules }: ReadingScope, names: readonly string[]): ReadingScope => ({
  facts: new Set(optionalFacts.filter((name) => facts.has(name) || names.includes(name))),
  rules: new Set([...wholeScope.rules].filter((name) => rules.has(name) || names.includes(name))),
});

function factsAmong(entries: ReadonlyMap<string, Entry>): Map<string, Pick<FileFacts, 'imports'>> {
  return new Map(
    [...entries].flatMap(([path, entry]) => {
      const { facts } = entry.reading();
      return facts ? [[path, facts] as const] : [];
    }),
  );
}

/** @param known hashes of this run */
function currentHash({ root, overlay, unchanged }: Discovery, path: string, { seen, hash: before }: Entry, known: Map<string, string>): string {
  let hash = known.get(path);
  if (hash === undefined) {
    if (seen && unchanged.has(path)) hash = before;
    else {
      const text = readText(root, path, overlay);
      hash = contentHash(typeof text === 'string' ? text : '');
    }
    known.set(path, hash);
  }
  return hash;
}

function isSame(a: StoredTree['undeclared'], b: StoredTree['undeclared']): boolean {
  return a.size === b.size && [...a].every(([dir, names]) => b.get(dir)?.size === names.size && [...names].every((name) => b.get(dir)!.has(name)));
}
