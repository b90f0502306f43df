import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { DiscoveredFile } from '../facts/source.js';
import { contentHash } from '../project/cache/digest.js';
import type { StoredReading } from '../project/stored-tree.js';
import { Overlay } from '../project/disk/overlay.js';
import { readText } from '../project/disk/read-text.js';
import { addTime, type timesSpent } from '../project/stopwatch.js';
import { readingOf } from './file-reading.js';
import { takeThreads } from './read-threads.js';
import { externalsKey, type FileRead, type FileReading, printReading, type ReadingSettings, storedRead } from './stored-reading.js';

/** Files that are to be read, and how. Can be sent to another thread. */
export interface ReadingTask extends ReadingSettings {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly DiscoveredFile[];
  /** Names of packages that a file may import, by `externalsKey`. */
  readonly externals: ReadonlyMap<string, ReadonlySet<string>>;
  /** What takes the place of the disk, see `Overlay`; other threads get it as plain bytes. */
  readonly overlay: ReadonlyMap<string, Uint8Array | null>;
  readonly isTimed: boolean;
  /** Whether the readings are kept for the next run. */
  readonly isKept: boolean;
}

/** What another thread gives back: the readings one after the other, and for each the index of its file, where it ends, and the hash of its content. */
export interface ReadingBatch {
  readonly stored: Uint8Array;
  readonly index: readonly (readonly [file: number, end: number, hash: string])[];
  /** Set in the last batch of a thread: what was measured, where that was asked for. */
  readonly last?: ReturnType<typeof timesSpent>;
}

const FILES_AT_ONCE = 4;
const LARGEST_BATCH = 512 * 1024;

/**
 * Reads files, on several threads where that pays. The result has the order of `task.files`.
 * @param onProgress told now and then how many of them are read
 */
export async function readFiles(task: ReadingTask, onProgress?: (done: number) => void): Promise<readonly FileRead[]> {
  const reads: (FileRead | undefined)[] = [];
  const take = ({ stored, index, last }: ReadingBatch): void => {
    for (const [name, milliseconds] of last ?? []) addTime(name, milliseconds);
    const buffer = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    let start = 0;
    for (const [file, end, hash] of index) {
      const bytes = buffer.subarray(start, end);
      reads[file] = storedRead({ hash, bytes: () => bytes });
      start = end;
    }
  };
  const readHere = (file: number): void => {
    const { hash, ...reading } = readOne(task, task.files[file]!);
    // while other threads read, too
    const printed = task.isKept ? print(hash, reading) : null;
    reads[file] = { hash, reading: () => reading, stored: () => printed ?? print(hash, reading) };
  };
  const next = new Int32Array(new SharedArrayBuffer(4));
  const others = takeThreads(task.files.length).map((thread) => runThread(thread, { task, next }, take));
  await takeFiles(task, next, (file) => {
    onProgress?.(file);
    readHere(file);
  });
  await Promise.all(others);
  // a thread that died has not given back what it took
  for (const index of task.files.keys()) if (!reads[index]) readHere(index);
  return reads as FileRead[];
}

function print(hash: string, reading: FileReading): StoredReading {
  const bytes = Buffer.from(printReading(reading));
  return { hash, bytes: () => bytes };
}

/** What a thread is sent. */
export interface ThreadTask {
  readonly task: ReadingTask;
  /** See `takeFiles`. */
  readonly next: Int32Array;
}

/** Ends when the thread has given its last batch, or has ended otherwise. */
function runThread(thread: Worker, task: ThreadTask, take: (batch: ReadingBatch) => void): Promise<void> {
  return new Promise((done) => {
    thread.ref();
    thread.on('message', (batch: ReadingBatch) => {
      take(batch);
      if (batch.last) done();
    });
    thread.on('exit', () => done());
    thread.postMessage(task);
  });
}

/** Reads files for another thread until none is left. @param next see `takeFiles` */
export async function readBatches(task: ReadingTask, next: Int32Array, give: (batch: ReadingBatch) => void): Promise<void> {
  let parts: Buffer[] = [];
  let index: (readonly [number, number, string])[] = [];
  let length = 0;
  const flush = (): void => {
    if (index.length > 0) give({ stored: Buffer.concat(parts, length), index });
    parts = [];
    index = [];
    length = 0;
  };
  await takeFiles(task, next, (file) => {
    const { hash, ...reading } = readOne(task, task.files[file]!);
    const part = Buffer.from(printReading(reading));
    parts.push(part);
    length += part.length;
    index.push([file, length, hash]);
    if (length > LARGEST_BATCH) flush();
  });
  flush();
}

/** Takes files until none is left. @param next shared by all threads: the index of the first file that nobody has taken */
async function takeFiles({ files }: ReadingTask, next: Int32Array, read: (file: number) => void): Promise<void> {
  for (let start = Atomics.add(next, 0, FILES_AT_ONCE); start < files.length; start = Atomics.add(next, 0, FILES_AT_ONCE)) {
    for (let file = start; file < Math.min(start + FILES_AT_ONCE, files.length); file += 1) read(file);
    // the parser's memory is given back between turns of the event loop, and other threads' batches come in
    await setImmediate();
  }
}

const none: ReadonlySet<string> = new Set();

function readOne(task: ReadingTask, file: DiscoveredFile): FileReading & { readonly hash: string } {
  const laid = task.overlay.get(file.path);
  const text = readText(task.root, file.path, laid === undefined ? undefined : new Overlay(new Map([[file.path, laid && Buffer.from(laid)]])));
  if (typeof text !== 'string') return { hash: contentHash(''), facts: null, problem: { path: file.path, message: text.problem }, findings: [], crashes: [] };
  return { hash: contentHash(text), ...readingOf(file, text, task.externals.get(externalsKey(file)) ?? none, task) };
}
