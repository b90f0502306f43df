import { join } from 'node:path';
import { buildStamp } from './build-stamp.js';
import { dropCacheFile, keepCacheFile, readCacheFile, writeCacheFile } from './cache-file.js';
import { digestOf, hexDigest, type KeyedReading, parseTree, printTree, type StoredTree } from './facts-cache.js';

/** Where the readings of one tree are kept from run to run. */
export interface TreeStore {
  /** `null` where no run has left anything, or nothing that is whole. */
  load(): StoredTree | null;
  save(tree: StoredTree): void;
}

/** Up to this share of files, what has changed is written beside what has not. */
const FEW = 0.1;

/**
 * The readings lie in one file, and those that are newer in a second one, so that a run after an edit does not write
 * everything again. The second one begins with what tells which first one it belongs to.
 * @param folder for caches, absolute
 * @param root of the tree, absolute
 */
export function treeStore(folder: string, root: string): TreeStore {
  const path = join(folder, `${hexDigest([buildStamp(), root])}.facts`);
  const newer = `${path}.newer`;
  let loaded: { readonly whole: Buffer; readonly tree: StoredTree } | null | undefined;
  const read = (): typeof loaded => {
    const whole = readCacheFile(path);
    if (!whole) return null;
    const tree = parseTree(whole);
    const rest = readCacheFile(newer);
    const end = rest?.indexOf(10) ?? -1;
    if (!rest || rest.toString('latin1', 0, end) !== idOf(whole)) return { whole, tree };
    const later = parseTree(rest.subarray(end + 1));
    return { whole, tree: { ...later, readings: new Map([...tree.readings, ...later.readings]) } };
  };
  return {
    load: () => (loaded === undefined ? (loaded = read()) : loaded)?.tree ?? null,
    save(now) {
      const changed = loaded ? changedSince(loaded.tree, loaded.whole, now) : null;
      if (loaded && changed && changed.size <= now.readings.size * FEW) {
        writeCacheFile(newer, [`${idOf(loaded.whole)}\n`, ...printTree({ ...now, readings: changed })]);
        keepCacheFile(path);
      } else {
        writeCacheFile(path, printTree(now));
        dropCacheFile(newer);
      }
      loaded = undefined;
    },
  };
}

/** Of a stored tree, by its first line, which holds the hashes of all files. */
const idOf = (whole: Buffer): string => digestOf([whole.toString('utf8', 0, whole.indexOf(10))]);

/** The readings that do not lie in `whole`; `null` where other files or facts are asked for, or files are gone. */
function changedSince(before: StoredTree, whole: Buffer, now: StoredTree): Map<string, KeyedReading> | null {
  if (now.settings !== before.settings || now.scope.join() !== before.scope.join()) return null;
  for (const path of before.readings.keys()) if (!now.readings.has(path)) return null;
  return new Map([...now.readings].filter(([path, { stored, seen }]) => stored !== whole || seen !== before.readings.get(path)?.seen));
}
