import { hash } from 'node:crypto';
import type { FileKind } from '../facts/source.js';
import { stripMark } from '../syntax/source-file.js';
import type { SeenFile } from './stamp.js';

/** What reading one file gave, as lines of text somewhere in a buffer: see `storeFacts`. */
export interface StoredReading {
  /** Of the content of the file, see `contentHash`. */
  readonly hash: string;
  readonly stored: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A reading that can be told to be one of the present file. */
export interface KeyedReading extends StoredReading {
  /** Stands for everything that the facts follow from, see `readingKey`. */
  readonly key: string;
  /** Where the file had been left alone for a while before it was read: as long as its stamp holds, so does `hash`. */
  readonly seen?: SeenFile;
}

/** The readings of a tree as an earlier run left them. */
export interface StoredTree {
  /** What the findings of the readings follow from besides the file; `null` where the readings hold facts only. */
  readonly settings: string | null;
  /** Names of the optional facts and of the rules that the files were read for. */
  readonly scope: readonly string[];
  /** By path. */
  readonly readings: ReadonlyMap<string, KeyedReading>;
  /** What `undeclaredPackages` found: names by `dir` of the package. */
  readonly undeclared: ReadonlyMap<string, ReadonlySet<string>>;
  /** Stands for the packages that it was found for, see `packagesKey`. */
  readonly packages: string;
}

type StoredSeen = readonly [mtimeMs: number, ctimeMs: number, size: number, ino: number, kind: FileKind, owner: string];

const storeSeen = ({ stamp: { mtimeMs, ctimeMs, size, ino }, kind, owner }: SeenFile): StoredSeen => [mtimeMs, ctimeMs, size, ino, kind, owner];

const loadSeen = ([mtimeMs, ctimeMs, size, ino, kind, owner]: StoredSeen): SeenFile => ({ stamp: { mtimeMs, ctimeMs, size, ino, settled: true }, kind, owner });

interface Index {
  readonly settings: string | null;
  readonly scope: readonly string[];
  readonly undeclared: readonly (readonly [dir: string, names: readonly string[]])[];
  readonly packages: string;
  readonly files: readonly (readonly [path: string, key: string, hash: string, length: number, seen?: StoredSeen])[];
}

/** The same for the same parts in the same order. */
export const digestOf = (parts: readonly string[]): string => hash('sha1', parts.map((part) => `${part}\0`).join(''), 'base64');

/** What tells one content of a file from another; a byte order mark does not count. */
export const contentHash = (text: string): string => hash('sha1', stripMark(text), 'base64');

/**
 * What the facts of a file follow from.
 * @param externals names of packages that it may import, as `digestOf` gives them sorted
 */
export const readingKey = (kind: string, externals: string, hash: string): string => digestOf([kind, externals, hash]);

/** Fit for the name of a file. */
export const hexDigest = (parts: readonly string[]): string => Buffer.from(digestOf(parts), 'base64').toString('hex').slice(0, 24);

/** @throws {SyntaxError} where the bytes are not what `printTree` gave */
export function parseTree(content: Buffer): StoredTree {
  const end = content.indexOf(10) + 1;
  const index = JSON.parse(content.toString('utf8', 0, end)) as Index;
  const readings = new Map<string, KeyedReading>();
  let start = end;
  for (const [file, key, hash, length, seen] of index.files) {
    const reading = { key, hash, stored: content, start, end: start + length };
    readings.set(file, seen ? { ...reading, seen: loadSeen(seen) } : reading);
    start += length;
  }
  return { settings: index.settings, scope: index.scope, packages: index.packages, readings, undeclared: new Map(index.undeclared.map(([dir, names]) => [dir, new Set(names)])) };
}

/** What the files were taken for, by path. */
export const seenIn = ({ readings }: StoredTree): ReadonlyMap<string, SeenFile> => new Map([...readings].flatMap(([path, { seen }]) => (seen ? [[path, seen] as const] : [])));

/** A line of JSON that says what follows, then the readings. No absolute path is in it, and no time but those of stamps. */
export function printTree({ settings, scope, readings, undeclared, packages }: StoredTree): (string | Buffer)[] {
  const index: Index = {
    settings,
    scope,
    undeclared: [...undeclared].map(([dir, names]) => [dir, [...names]]),
    packages,
    files: [...readings].map(([file, { key, hash, start, end, seen }]) => (seen ? [file, key, hash, end - start, storeSeen(seen)] : [file, key, hash, end - start])),
  };
  return [`${JSON.stringify(index)}\n`, ...[...readings.values()].map(({ stored, start, end }) => stored.subarray(start, end))];
}
