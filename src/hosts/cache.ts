import { join } from 'node:path';
import { readCacheFile, writeCacheFile } from '../project/cache/cache-file.js';
import { buildStamp } from '../project/cache/build-stamp.js';
import { hexDigest } from '../project/cache/digest.js';
import { treeStore } from '../project/tree-store.js';
import type { ReadingStore } from './read-sources.js';

/**
 * What earlier runs have left of a tree.
 * @param folder for caches, absolute
 * @param root of the tree, absolute
 */
export function cacheIn(folder: string, root: string): ReadingStore {
  const analysis = (slot: string): string => join(folder, `${hexDigest([buildStamp(), root, slot])}.analysis`);
  return {
    ...treeStore(folder, root),
    loadAnalysis: (slot) => readCacheFile(analysis(slot)),
    saveAnalysis: (slot, content) => writeCacheFile(analysis(slot), [content]),
  };
}
