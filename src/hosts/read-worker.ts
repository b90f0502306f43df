import { parentPort, workerData } from 'node:worker_threads';
import type { ReadingTask } from './read-files.js';
import { readBatches } from './read-files.js';

/** A thread that reads files for `readFiles`. */
const { task, next } = workerData as { readonly task: ReadingTask; readonly next: Int32Array };

readBatches(task, next, (batch) => {
  const stored = new Uint8Array(batch.stored);
  parentPort?.postMessage({ stored, index: batch.index }, [stored.buffer]);
});
