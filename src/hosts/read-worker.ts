import { parentPort } from 'node:worker_threads';
import { startStopwatch, timesSpent } from '../project/stopwatch.js';
import type { ReadingBatch, ThreadTask } from './read-files.js';
import { readBatches } from './read-files.js';

/** A thread that reads files for `readFiles`: it gets one task, and ends with it. */
parentPort?.once('message', ({ task, next }: ThreadTask) => void run(task, next));

async function run(task: ThreadTask['task'], next: ThreadTask['next']): Promise<void> {
  if (task.isTimed) startStopwatch();
  await readBatches(task, next, (batch) => {
    const stored = new Uint8Array(batch.stored);
    parentPort?.postMessage({ stored, index: batch.index }, [stored.buffer]);
  });
  parentPort?.postMessage({ stored: new Uint8Array(), index: [], last: task.isTimed ? timesSpent() : [] } satisfies ReadingBatch);
}
