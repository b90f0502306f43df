import { parentPort, workerData } from 'node:worker_threads';
import { startStopwatch, timesSpent } from '../project/stopwatch.js';
import type { ReadingBatch, ReadingTask } from './read-files.js';
import { readBatches } from './read-files.js';

/** A thread that reads files for `readFiles`. */
const { task, next } = workerData as { readonly task: ReadingTask; readonly next: Int32Array };

if (task.isTimed) startStopwatch();
await readBatches(task, next, (batch) => {
  const stored = new Uint8Array(batch.stored);
  parentPort?.postMessage({ stored, index: batch.index }, [stored.buffer]);
});
if (task.isTimed) parentPort?.postMessage({ stored: new Uint8Array(), index: [], times: timesSpent() } satisfies ReadingBatch);
