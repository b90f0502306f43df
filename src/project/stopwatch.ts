/**
 * Where the time goes, for `--timing`. One for each thread, as ESLint's `TIMING` has one for the process; off, it costs
 * one comparison a call.
 */
let spent: Map<string, number> | null = null;

export function startStopwatch(): void {
  spent = new Map();
}

export const isTimed = (): boolean => spent !== null;

/** Runs `work` and counts its time under `name`, what it calls under other names included. */
export function timed<T>(name: string, work: () => T): T {
  if (spent === null) return work();
  const start = performance.now();
  try {
    return work();
  } finally {
    addTime(name, performance.now() - start);
  }
}

/** As `timed`, for work that waits. */
export async function timedWait<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    addTime(name, performance.now() - start);
  }
}

export function addTime(name: string, milliseconds: number): void {
  spent?.set(name, (spent.get(name) ?? 0) + milliseconds);
}

/** Milliseconds by name, in the order in which the names came up. */
export const timesSpent = (): readonly (readonly [name: string, milliseconds: number])[] => [...(spent ?? [])];
