import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Starting a thread costs what reading some hundred files costs. */
const FILES_FOR_A_THREAD = 500;
/** More threads wait for memory, not for a processor. */
const MOST_THREADS = 4;

/** How many threads besides this one pay for so many files. */
const threadsFor = (files: number): number =>
  Math.max(0, Math.min(availableParallelism() - 1, MOST_THREADS - 1, Math.floor(files / FILES_FOR_A_THREAD)));

/** Threads that have no task yet. */
const waiting: Worker[] = [];

/**
 * Starts the threads that so many files will want, where they do not wait already: a thread that loads its code while
 * the files are still being listed is there when they are.
 */
export function startThreads(files: number): void {
  while (waiting.length < threadsFor(files)) {
    const thread = new Worker(new URL('./read-worker.js', import.meta.url));
    thread.on('error', () => undefined); // it ends then
    thread.on('exit', () => {
      if (waiting.includes(thread)) waiting.splice(waiting.indexOf(thread), 1);
    });
    thread.unref();
    waiting.push(thread);
  }
}

/** Threads for so many files, for one task. Those that were started for more end. */
export function takeThreads(files: number): Worker[] {
  startThreads(files);
  const taken = waiting.splice(0, threadsFor(files));
  for (const thread of waiting.splice(0)) void thread.terminate();
  return taken;
}
