import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writev, writevSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

/** Raised with every change of what the files hold. */
const FORMAT = 'fortress-cache 9';
/** One for each tree, configuration and version that was audited lately. */
const MOST_FILES = 24;

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
export const writeCacheFile = (path: string, parts: readonly (Buffer | string)[]): void => writeNow(path, withChecksum(parts));

function writeNow(path: string, parts: readonly Buffer[]): void {
  const part = unfinishedOf(path);
  quietly(() => {
    const descriptor = create(part);
    try {
      if (writevSync(descriptor, parts) < lengthOf(parts)) return;
    } finally {
      closeSync(descriptor);
    }
    publish(part, path);
  });
  dropCacheFile(part);
}

/** As `writeNow`, without holding up those who go on working: the bytes are on their way when this returns. */
async function writeMeanwhile(path: string, parts: readonly Buffer[]): Promise<void> {
  const part = unfinishedOf(path);
  try {
    const descriptor = create(part);
    try {
      if ((await writevAsync(descriptor, parts)).bytesWritten < lengthOf(parts)) return;
    } finally {
      closeSync(descriptor);
    }
    publish(part, path);
  } catch {
    // A disk that is full or not ours: the next run reads everything, as this one has.
  } finally {
    dropCacheFile(part);
  }
}

const writevAsync = promisify(writev);

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function create(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'w');
}

/** Lets a file that is whole take its place. */
function publish(part: string, path: string): void {
  renameSync(part, path);
  dropOldest(dirname(path), basename(path));
}

let unfinished = 0;
const unfinishedOf = (path: string): string => `${path}.${process.pid}.${(unfinished += 1)}`;

/** A cache turned out not to be whole while it was used: as good as none, so what was done with it is done again without. */
export class BrokenCache extends Error {
  override readonly name = 'BrokenCache';
}

/** So many slices are read one by one; whoever wants more may want all. */
const FEW_SLICES = 24;
const FIRST_LINE = /^(.+) (\d+) (\d+) (\d+)\n/u;

/**
 * A file of which the head is read at once, and of what follows only what is asked for: whoever finds that nothing has
 * changed looks at little of it.
 */
export class HeadedFile {
  readonly head: Buffer;
  /** Another one for another file: its head tells what lies in the body, by checksums. */
  readonly id: string;
  readonly #path: string;
  readonly #start: number;
  #read = 0;
  #whole: Buffer | null = null;

  private constructor(path: string, id: string, head: Buffer, start: number) {
    this.#path = path;
    this.id = id;
    this.head = head;
    this.#start = start;
  }

  /** @returns `null` where there is no such file, or where its head is not whole or not all of the rest is there */
  static open(path: string): HeadedFile | null {
    try {
      const descriptor = openSync(path, 'r');
      try {
        const line = Buffer.alloc(80);
        const [first = '', format, checksum, headLength, bodyLength] = FIRST_LINE.exec(line.toString('latin1', 0, readSync(descriptor, line, 0, line.length, 0))) ?? [];
        const start = first.length + Number(headLength);
        if (format !== FORMAT || fstatSync(descriptor).size !== start + Number(bodyLength)) return null;
        const head = Buffer.alloc(Number(headLength));
        readSync(descriptor, head, 0, head.length, first.length);
        return crc32(head) === Number(checksum) ? new HeadedFile(path, `${checksum} ${headLength} ${bodyLength}`, head, start) : null;
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return null; // Nothing there, or nothing that may be read: as good as no cache.
    }
  }

  /**
   * Ends when the file is there, or cannot be written.
   * @param isAwaited whether somebody waits for the end; who does not, as in a thread that may be ended, has it written at once
   */
  static write(path: string, head: Buffer, body: readonly Buffer[], isAwaited: boolean): Promise<void> {
    const parts = [Buffer.from(`${FORMAT} ${crc32(head)} ${head.length} ${lengthOf(body)}\n`), head, ...body];
    return isAwaited ? writeMeanwhile(path, parts) : Promise.resolve(writeNow(path, parts));
  }

  /**
   * Bytes of what follows the head.
   * @throws {BrokenCache} where they have another checksum
   */
  slice(start: number, length: number, checksum: number): Buffer {
    const bytes = this.#bytes(this.#start + start, length);
    if (bytes?.length !== length || crc32(bytes) !== checksum) throw new BrokenCache(`${this.#path} is not whole`);
    return bytes;
  }

  /** Reads the rest, before another file takes the place of this one. */
  hold(): void {
    try {
      this.#whole ??= readFileSync(this.#path);
    } catch {
      // whoever asks for a slice is told
    }
  }

  #bytes(start: number, length: number): Buffer | null {
    try {
      if (this.#whole === null && this.#read < FEW_SLICES) {
        this.#read += 1;
        return readPart(this.#path, start, length);
      }
      this.#whole ??= readFileSync(this.#path);
      return this.#whole.subarray(start, start + length);
    } catch {
      return null;
    }
  }
}

function readPart(path: string, start: number, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, start));
  } finally {
    closeSync(descriptor);
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

function dropOldest(folder: string, kept: string): void {
  const names = readdirSync(folder).filter((name) => name !== kept);
  if (names.length < MOST_FILES) return;
  const byAge = names.map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 })).sort((a, b) => b.at - a.at);
  for (const { name } of byAge.slice(MOST_FILES - 1)) rmSync(join(folder, name), { force: true });
}
