import type { FileFacts } from '../facts/file.js';
import type { DiscoveredFile } from '../facts/source.js';
import type { Discovery } from '../project/discover.js';
import type { KeyedReading, StoredTree } from '../project/facts-cache.js';
import { contentHash, digestOf, readingKey } from '../project/facts-cache.js';
import { backendKinds, externalsOf, isRead, readText, undeclaredPackages } from '../project/sources.js';
import { isTimed } from '../project/stopwatch.js';
import type { FileReading, ReadingSettings } from './file-reading.js';
import { loadReading, settingsKey } from './file-reading.js';
import { externalsKey, readFiles } from './read-files.js';

/** Where readings are kept from one run to the next. */
export interface ReadingStore {
  /** `null` where nothing is kept. */
  load(): StoredTree | null;
  save(tree: StoredTree): void;
}

/** The readings of every file that laws may look at. */
export interface SourceReadings {
  readonly tree: StoredTree;
  /** The same for the same files with the same contents, read by the same settings. */
  readonly digest: string;
  /** In the order of `discovery.files`. */
  readonly readings: ReadonlyMap<string, FileReading>;
}

/** Reads the code of a tree; what `store` holds is taken where nothing has changed. */
export async function readSources(
  discovery: Discovery,
  settings: ReadingSettings,
  store: ReadingStore | null,
  onProgress?: (done: number, total: number) => void,
): Promise<SourceReadings> {
  const files = discovery.files.filter(({ kind }) => isRead(kind));
  const now = settingsKey(settings);
  const found = store?.load();
  const known: StoredTree = found?.settings === now ? found : { settings: now, readings: new Map(), undeclared: found?.undeclared ?? new Map() };
  const declared = externalsOf(discovery);
  let undeclared = known.undeclared;
  let stored = known.readings;
  let isChanged = files.length !== stored.size;
  const loaded = new Map<string, FileReading>();
  const load = (path: string): FileReading => {
    let reading = loaded.get(path);
    if (!reading) loaded.set(path, (reading = loadReading(stored.get(path)!)));
    return reading;
  };

  const hashes = new Map<string, string>();
  /** Reads what `stored` does not hold with its present content and the packages that it may import now. */
  const read = async (): Promise<void> => {
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
    const readings = new Map<string, KeyedReading | null>();
    for (const file of files) {
      const found = stored.get(file.path);
      const isCurrent = found?.key === (found && keyOf(file, currentHash(discovery, file.path, hashes)));
      readings.set(file.path, found && isCurrent ? found : null);
    }
    const missing = files.filter(({ path }) => readings.get(path) === null);
    const fresh = missing.length === 0 ? [] : await readFiles({ ...settings, root: discovery.root, files: missing, externals, overlay: discovery.overlay?.contents ?? new Map(), isTimed: isTimed() }, onProgress && ((done) => onProgress(done, missing.length)));
    fresh.forEach((reading, index) => {
      const file = missing[index]!;
      hashes.set(file.path, reading.hash);
      loaded.delete(file.path);
      readings.set(file.path, { ...reading, key: keyOf(file, reading.hash) });
    });
    if (fresh.length > 0) isChanged = true;
    stored = readings as Map<string, KeyedReading>;
  };

  await read();
  if (isChanged) {
    // files of packages that import what no manifest lists are read again with those names
    const found = undeclaredPackages(discovery, factsAmong(files, load));
    if (!isSame(found, undeclared)) {
      undeclared = found;
      await read();
    }
    store?.save({ settings: now, readings: stored, undeclared });
  }
  return {
    tree: { settings: now, readings: stored, undeclared },
    digest: digestOf(files.flatMap(({ path }) => [path, stored.get(path)!.key])),
    get readings() {
      return new Map(files.map(({ path }) => [path, load(path)]));
    },
  };
}

function factsAmong(files: readonly DiscoveredFile[], load: (path: string) => FileReading): Map<string, Pick<FileFacts, 'imports'>> {
  return new Map(
    files.flatMap(({ path }) => {
      const { facts } = load(path);
      return facts ? [[path, facts] as const] : [];
    }),
  );
}

/** @param known hashes of this run */
function currentHash({ root, overlay }: Discovery, path: string, known: Map<string, string>): string {
  let hash = known.get(path);
  if (hash === undefined) {
    const text = readText(root, path, overlay);
    known.set(path, (hash = contentHash(typeof text === 'string' ? text : '')));
  }
  return hash;
}

function isSame(a: StoredTree['undeclared'], b: StoredTree['undeclared']): boolean {
  return a.size === b.size && [...a].every(([dir, names]) => b.get(dir)?.size === names.size && [...names].every((name) => b.get(dir)!.has(name)));
}
