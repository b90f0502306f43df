import type { Finding } from './finding.js';

/** One finding that was there before. */
export interface BaselineEntry {
  readonly law: string;
  /** POSIX, relative to the folder of the baseline. */
  readonly path: string;
  /** See `Identity`. */
  readonly scope: string;
  readonly anchor: string;
}

/** What one command does to a baseline. */
export interface BaselineChange {
  /** Absolute. */
  readonly file: string;
  /** For people: relative to the root. */
  readonly name: string;
  readonly text: string;
  readonly entries: readonly BaselineEntry[];
  readonly added: number;
  readonly removed: number;
  /** Entries that were written anew because their code has moved. */
  readonly moved: number;
  /** Findings of non-negotiable laws, which no baseline holds. */
  readonly refused: number;
}

/** What a baseline and the code disagree about. */
export interface BaselineDiff {
  /** Of the file, relative to the root. */
  readonly name: string;
  /** Findings that it does not hold. */
  readonly added: readonly Finding[];
  /** Entries that stand for nothing any more. */
  readonly fixed: readonly BaselineEntry[];
  /** How many findings it holds. */
  readonly known: number;
}
