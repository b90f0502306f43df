import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Raised with every change of what the files hold. */
const FORMAT = 'fortress-cache 2';
/** One for each tree, configuration and version that was audited lately. */
const MOST_FILES = 24;
const PARTS_AT_ONCE = 500;

/**
 * Reads a file that `writeCacheFile` wrote.
 * @returns what follows the first line; `null` where there is no such file, or where it is not whole
 */
export function readCacheFile(path: string): Buffer | null {
  try {
    return wholeContent(readFileSync(path));
  } catch {
    return null; // Nothing there, or nothing that may be read: as good as no cache.
  }
}

/** What `withChecksum` was given, `null` where that is not what it gave. */
export function wholeContent(bytes: Buffer): Buffer | null {
  const end = bytes.indexOf(10);
  const content = bytes.subarray(end + 1);
  return bytes.toString('latin1', 0, end) === `${FORMAT} ${crc32(content)}` ? content : null;
}

/** The parts after a line that tells whether they are whole. */
export function withChecksum(parts: readonly (Buffer | string)[]): Buffer[] {
  const content = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const checksum = content.reduce((sum, part) => crc32(part, sum), 0);
  return [Buffer.from(`${FORMAT} ${checksum}\n`), ...content];
}

/** Writes a file that is whole or not there, whoever else writes it. A cache that cannot be written is none. */
export function writeCacheFile(path: string, parts: readonly (Buffer | string)[]): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeParts(unfinished, withChecksum(parts));
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
    dropOldest(dirname(path), basename(path));
  } catch {
    // A disk that is full or not ours: the next run reads everything, as this one has.
  }
}

export const dropCacheFile = (path: string): void => quietly(() => rmSync(path, { force: true }));

/** Makes a file one of the newest, for the oldest are dropped. */
export const keepCacheFile = (path: string): void => quietly(() => utimesSync(path, new Date(), new Date()));

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Gone meanwhile, or not ours.
  }
}

/** Joins small parts and never all of them: a large project's cache is not twice in memory. */
function writeParts(path: string, parts: readonly Buffer[]): void {
  const descriptor = openSync(path, 'w');
  try {
    for (let at = 0; at < parts.length; at += PARTS_AT_ONCE) writeFileSync(descriptor, Buffer.concat(parts.slice(at, at + PARTS_AT_ONCE)));
  } finally {
    closeSync(descriptor);
  }
}

function dropOldest(folder: string, kept: string): void {
  const names = readdirSync(folder).filter((name) => name !== kept);
  if (names.length < MOST_FILES) return;
  const byAge = names.map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 })).sort((a, b) => b.at - a.at);
  for (const { name } of byAge.slice(MOST_FILES - 1)) rmSync(join(folder, name), { force: true });
}
