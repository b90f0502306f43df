import type { StoredReading } from './read-files.js';
import { readCacheFile, writeCacheFile } from './cache-file.js';

/** `key` stands for everything that the reading follows from: kind, packages that may be imported, content. */
export type KeyedReading = StoredReading & { readonly key: string };

/** The readings of a tree as an earlier run left them. */
export interface StoredTree {
  /** By path. */
  readonly readings: ReadonlyMap<string, KeyedReading>;
  /** What `undeclaredPackages` found: names by `dir` of the package. */
  readonly undeclared: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Index {
  readonly undeclared: readonly (readonly [dir: string, names: readonly string[]])[];
  readonly files: readonly (readonly [path: string, key: string, hash: string, length: number])[];
}

/** `null` where no run has left anything, or nothing that is whole. */
export function loadTree(path: string): StoredTree | null {
  const content = readCacheFile(path);
  if (!content) return null;
  const end = content.indexOf(10) + 1;
  const index = JSON.parse(content.toString('utf8', 0, end)) as Index;
  const readings = new Map<string, KeyedReading>();
  let start = end;
  for (const [file, key, hash, length] of index.files) {
    readings.set(file, { key, hash, stored: content, start, end: start + length });
    start += length;
  }
  return { readings, undeclared: new Map(index.undeclared.map(([dir, names]) => [dir, new Set(names)])) };
}

export function saveTree(path: string, { readings, undeclared }: StoredTree): void {
  const index: Index = {
    undeclared: [...undeclared].map(([dir, names]) => [dir, [...names]]),
    files: [...readings].map(([file, { key, hash, start, end }]) => [file, key, hash, end - start]),
  };
  writeCacheFile(path, [`${JSON.stringify(index)}\n`, ...[...readings.values()].map(({ stored, start, end }) => stored.subarray(start, end))]);
}
