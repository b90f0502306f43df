import { join } from 'node:path';
import { readCacheFile, writeCacheFile } from '../project/cache-file.js';
import { buildStamp } from '../project/build-stamp.js';
import { factsFile, hexDigest, loadTree, saveTree, type StoredTree } from '../project/facts-cache.js';
import type { ReadingStore } from './read-sources.js';

/**
 * What earlier runs have left of a tree.
 * @param folder for caches, absolute
 * @param root of the tree, absolute
 */
export function cacheIn(folder: string, root: string): ReadingStore {
  const facts = factsFile(folder, root);
  const analysis = (slot: string): string => join(folder, `${hexDigest([buildStamp(), root, slot])}.analysis`);
  let tree: StoredTree | null | undefined;
  return {
    load: () => (tree === undefined ? (tree = loadTree(facts)) : tree),
    save: (now) => {
      tree = undefined;
      saveTree(facts, now);
    },
    loadAnalysis: (slot) => readCacheFile(analysis(slot)),
    saveAnalysis: (slot, content) => writeCacheFile(analysis(slot), [content]),
  };
}
