import { statSync } from 'node:fs';
import type { FileKind } from '../../facts/source.js';

/** What tells one state of a file or folder from the next without reading it. */
export interface Stamp {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
  /** False when the state was seen so soon after the last change that another one could leave the same times. */
  readonly settled: boolean;
}

/**
 * Linux stamps files with the time of the last timer tick (up to 10 ms old), so two writes within one tick leave the
 * same times; git calls such entries "racily clean" (git-scm.com/docs/racy-git) and reads them again, as we do.
 */
const TICK_MS = 100;

/** Some file systems keep times in whole seconds, or in two; a stamp that outlives the process has to hold there, too. */
const OLD_MS = 3000;

/** Whether the last change was so long before a time that the stamp may be kept. @param time milliseconds since the epoch */
export const isOld = ({ mtimeMs, ctimeMs }: Stamp, time: number): boolean => time - Math.max(mtimeMs, ctimeMs) > OLD_MS;

/** What a run has taken a file for. */
export interface SeenFile {
  /** Of the file as it was then. */
  readonly stamp: Stamp;
  readonly kind: FileKind;
  /** Stands for what was known of the package that holds it, see `ownerKey`. */
  readonly owner: string;
  /** Stands for what its text says of where it runs, see `Scan`, where that was asked. */
  readonly scan?: string;
}

/** What a run has found in a folder. */
export interface SeenFolder {
  /** Of the folder as it was then. */
  readonly stamp: Stamp;
  /** Stands for the rules by which files are ignored there. */
  readonly rules: string;
  /** Whether it holds a `.gitignore`. */
  readonly hasRules: boolean;
  /** Names of the files that are listed. */
  readonly files: readonly string[];
  /** Names that would be listed if nobody ignored them. */
  readonly ignored: readonly string[];
  /** Names of the folders that are entered. */
  readonly folders: readonly string[];
  /** Those of them that a rule takes back from another that ignores them. */
  readonly takenBack: readonly string[];
}

/** The stamp of a path, `null` when there is nothing, or nothing that may be looked at. */
export function stampOf(path: string): Stamp | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return null;
    const { mtimeMs, ctimeMs, size, ino } = found;
    return { mtimeMs, ctimeMs, size, ino, settled: Date.now() - Math.max(mtimeMs, ctimeMs) > TICK_MS };
  } catch {
    return null;
  }
}

/** Whether a path is for certain in the state that `known` stands for. */
export function isUnchanged(known: Stamp | null, now: Stamp | null): boolean {
  if (known === null || now === null) return known === now;
  return (
    known.settled &&
    known.mtimeMs === now.mtimeMs &&
    known.ctimeMs === now.ctimeMs &&
    known.size === now.size &&
    known.ino === now.ino
  );
}
