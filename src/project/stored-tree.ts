import { crc32 } from 'node:zlib';
import type { FileKind } from '../facts/source.js';
import type { SeenFile, SeenFolder } from './cache/stamp.js';
import type { FoundModules } from './kinds/module-look.js';

/** What reading one file gave, as lines of text: see `storeFacts`. */
export interface StoredReading {
  /** Of the content of the file, see `contentHash`. */
  readonly hash: string;
  /** @throws {BrokenCache} where they lie in a file that is not whole */
  bytes(): Buffer;
}

/** A reading that can be told to be one of the present file. */
export interface KeyedReading extends StoredReading {
  /** Stands for everything that the facts follow from, see `readingKey`. */
  readonly key: string;
  /** Where the file had been left alone for a while before it was read: as long as its stamp holds, so does `hash`. */
  readonly seen?: SeenFile;
  /** Where it lies already. */
  readonly lies?: { readonly in: Body; readonly start: number; readonly length: number; readonly checksum: number };
}

/** Readings one after the other. */
export interface Body {
  /** @throws {BrokenCache} where these bytes have another checksum */
  slice(start: number, length: number, checksum: number): Buffer;
}

/** The readings of a tree as an earlier run left them. */
export interface StoredTree extends Surroundings {
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

/** What else an earlier run has seen of a tree. */
export interface Surroundings {
  /** What its folders held, see `Walk.seen`. */
  readonly folders: ReadonlyMap<string, SeenFolder>;
  /** Files that were looked at and not read, by path. */
  readonly unread: ReadonlyMap<string, SeenFile>;
  readonly modules: FoundModules | null;
}

export const noSurroundings: Surroundings = { folders: new Map(), unread: new Map(), modules: null };

type StoredSeen = readonly [mtimeMs: number, ctimeMs: number, size: number, ino: number, kind: FileKind, owner: number, scan?: string];

type StoredFolder = readonly [path: string, mtimeMs: number, ctimeMs: number, size: number, ino: number, rules: number, hasRules: 0 | 1, files: readonly string[], folders: readonly string[], ignored: readonly string[], takenBack: readonly string[]];

interface Index {
  readonly settings: string | null;
  readonly scope: readonly string[];
  readonly undeclared: readonly (readonly [dir: string, names: readonly string[]])[];
  readonly packages: string;
  /** What keys begin with that the hash ends. */
  readonly keys: readonly string[];
  readonly files: readonly (readonly [path: string, key: number, hash: string, length: number, checksum: number, seen?: StoredSeen])[];
  /** `SeenFile.owner` of all files. */
  readonly owners: readonly string[];
}

interface SurroundingsIndex {
  /** `SeenFolder.rules` of all folders. */
  readonly rules: readonly string[];
  readonly folders: readonly StoredFolder[];
  /** `SeenFile.owner` of all files. */
  readonly owners: readonly string[];
  readonly unread: readonly (readonly [path: string, seen: StoredSeen])[];
  readonly modules: FoundModules | null;
}

/**
 * What the facts of a file follow from.
 * @param externals names of packages that it may import, as `digestOf` gives them sorted
 */
export const readingKey = (kind: string, externals: string, hash: string): string => `${kind} ${externals} ${hash}`;

/**
 * @param head the line that `printTree` gave
 * @param body where the readings lie that it says are there
 * @throws {SyntaxError} where it gave another one
 */
export function parseTree(head: string, body: Body): Omit<StoredTree, keyof Surroundings> {
  const index = JSON.parse(head) as Index;
  const readings = new Map<string, KeyedReading>();
  let end = 0;
  for (const [file, keyStart, hash, length, checksum, seen] of index.files) {
    const start = end;
    const key = index.keys[keyStart]! + hash;
    const lies = { in: body, start, length, checksum };
    const bytes = (): Buffer => body.slice(start, length, checksum);
    readings.set(file, seen ? { key, hash, lies, bytes, seen: loadSeen(seen, index.owners) } : { key, hash, lies, bytes });
    end += length;
  }
  return { settings: index.settings, scope: index.scope, packages: index.packages, readings, undeclared: new Map(index.undeclared.map(([dir, names]) => [dir, new Set(names)])) };
}

const loadSeen = ([mtimeMs, ctimeMs, size, ino, kind, owner, scan]: StoredSeen, owners: readonly string[]): SeenFile => ({
  stamp: { mtimeMs, ctimeMs, size, ino, settled: true }, kind, owner: owners[owner]!, ...(scan !== undefined && { scan }),
});

const storeSeen = ({ stamp: { mtimeMs, ctimeMs, size, ino }, kind, owner, scan }: SeenFile, owners: Numbered): StoredSeen =>
  scan === undefined ? [mtimeMs, ctimeMs, size, ino, kind, owners.numberOf(owner)] : [mtimeMs, ctimeMs, size, ino, kind, owners.numberOf(owner), scan];

/** @param line the line that `printSurroundings` gave @throws {SyntaxError} where it gave another one */
export function parseSurroundings(line: string): Surroundings {
  const index = JSON.parse(line) as SurroundingsIndex;
  const folders = new Map(
    index.folders.map(([path, mtimeMs, ctimeMs, size, ino, rules, hasRules, files, inside, ignored, takenBack]): [string, SeenFolder] => [
      path,
      { stamp: { mtimeMs, ctimeMs, size, ino, settled: true }, rules: index.rules[rules]!, hasRules: hasRules === 1, files, ignored, folders: inside, takenBack },
    ]),
  );
  return { folders, unread: new Map(index.unread.map(([path, seen]) => [path, loadSeen(seen, index.owners)])), modules: index.modules };
}

/** What the files were taken for, by path. */
export const seenIn = ({ readings, unread }: StoredTree): ReadonlyMap<string, SeenFile> => new Map([...[...readings].flatMap(([path, { seen }]) => (seen ? [[path, seen] as const] : [])), ...unread]);

/** Texts that are printed once, by number. */
class Numbered {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.texts.push(text) - 1));
    return number;
  }
}

/** What `printTree` gave. */
export interface PrintedTree {
  /** A line of JSON that says what is in the body. No absolute path is in it, and no time but those of stamps. */
  readonly head: string;
  /** The readings. */
  readonly body: readonly Buffer[];
}

export function printTree({ settings, scope, readings, undeclared, packages }: Omit<StoredTree, keyof Surroundings>): PrintedTree {
  const keys = new Numbered();
  const owners = new Numbered();
  const body = [...readings.values()].map((reading) => reading.bytes());
  const index: Index = {
    settings,
    scope,
    undeclared: [...undeclared].map(([dir, names]) => [dir, [...names]]),
    packages,
    files: [...readings].map(([file, { key, hash, seen, lies }], at) => {
      const bytes = body[at]!;
      const checksum = lies?.checksum ?? crc32(bytes);
      const keyStart = keys.numberOf(key.slice(0, -hash.length));
      return seen ? [file, keyStart, hash, bytes.length, checksum, storeSeen(seen, owners)] : [file, keyStart, hash, bytes.length, checksum];
    }),
    keys: keys.texts,
    owners: owners.texts,
  };
  return { head: JSON.stringify(index), body };
}

/** As a line of JSON. */
export function printSurroundings({ folders, unread, modules }: Surroundings): string {
  const rules = new Numbered();
  const owners = new Numbered();
  const index: SurroundingsIndex = {
    folders: [...folders].map(([path, { stamp: { mtimeMs, ctimeMs, size, ino }, rules: text, hasRules, files, ignored, folders: inside, takenBack }]) => [
      path, mtimeMs, ctimeMs, size, ino, rules.numberOf(text), hasRules ? 1 : 0, files, inside, ignored, takenBack,
    ]),
    rules: rules.texts,
    unread: [...unread].map(([path, seen]) => [path, storeSeen(seen, owners)]),
    owners: owners.texts,
    modules,
  };
  return JSON.stringify(index);
}
