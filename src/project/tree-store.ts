import { join } from 'node:path';
import { buildStamp } from './cache/build-stamp.js';
import { dropCacheFile, HeadedFile, keepCacheFile } from './cache/cache-file.js';
import { hexDigest } from './cache/digest.js';
import { type KeyedReading, parseSurroundings, parseTree, printSurroundings, printTree, type StoredTree } from './stored-tree.js';

/** Where the readings of one tree are kept from run to run. */
export interface TreeStore {
  /** `null` where no run has left anything, or nothing that is whole. Readings are looked at when they are asked for. */
  load(): StoredTree | null;
  /**
   * Ends when it is kept; what is kept is settled before.
   * @param isAwaited see `HeadedFile.write`
   * @throws {BrokenCache} at once, where what it goes on from is not whole
   */
  save(tree: StoredTree, isAwaited?: boolean): Promise<void>;
  /** Forgets what turned out not to be whole. */
  drop(): void;
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
  let loaded: { readonly whole: HeadedFile; readonly rest: HeadedFile | null; readonly tree: StoredTree } | null | undefined;
  const read = (): typeof loaded => {
    const whole = HeadedFile.open(path);
    if (!whole) return null;
    const [index, around] = linesOf(whole);
    const first = parseTree(index!, whole);
    const rest = HeadedFile.open(newer);
    const [id, laterIndex, laterAround] = rest ? linesOf(rest) : [];
    if (!rest || id !== whole.id) return { whole, rest: null, tree: { ...first, ...parseSurroundings(around!) } };
    const later = parseTree(laterIndex!, rest);
    return { whole, rest, tree: { ...later, ...parseSurroundings(laterAround!), readings: new Map([...first.readings, ...later.readings]) } };
  };
  return {
    load: () => (loaded === undefined ? (loaded = read()) : loaded)?.tree ?? null,
    save(now, isAwaited = true) {
      const changed = loaded ? changedSince(loaded.tree, loaded.whole, now) : null;
      if (loaded && changed && changed.size <= now.readings.size * FEW) {
        loaded.rest?.hold();
        const { head, body } = printTree({ ...now, readings: changed });
        const { id } = loaded.whole;
        loaded = undefined;
        keepCacheFile(path);
        return HeadedFile.write(newer, Buffer.from(`${id}\n${head}\n${printSurroundings(now)}`), body, isAwaited);
      }
      loaded?.whole.hold();
      loaded?.rest?.hold();
      const { head, body } = printTree(now);
      loaded = undefined;
      return HeadedFile.write(path, Buffer.from(`${head}\n${printSurroundings(now)}`), body, isAwaited).then(() => dropCacheFile(newer));
    },
    drop() {
      for (const file of [path, newer]) dropCacheFile(file);
      loaded = null;
    },
  };
}

const linesOf = ({ head }: HeadedFile): string[] => head.toString('utf8').split('\n');

/** The readings that do not lie in `whole`; `null` where other files or facts are asked for, or files are gone. */
function changedSince(before: StoredTree, whole: HeadedFile, now: StoredTree): Map<string, KeyedReading> | null {
  if (now.settings !== before.settings || now.scope.join() !== before.scope.join()) return null;
  for (const path of before.readings.keys()) if (!now.readings.has(path)) return null;
  return new Map([...now.readings].filter(([path, { lies, seen }]) => lies?.in !== whole || seen !== before.readings.get(path)?.seen));
}
