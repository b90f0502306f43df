import type { Finding } from './finding.js';
import type { LawText } from './law.js';

/** One option of a law. */
export interface OptionText {
  readonly name: string;
  /** `list of strings`, `boolean`. */
  readonly type: string;
  readonly description: string;
}

/** Everything that can be said about one law without looking at a backend. */
export interface LawExplanation extends LawText {
  /** Counted against hand-made labels: found and right, found and wrong, missed. `null` where no labelled place is of its kind. */
  readonly measured: { readonly tp: number; readonly fp: number; readonly fn: number } | null;
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly tier: 1 | 2 | 3;
  readonly kind: 'rule' | 'check';
  /** Severity by preset. */
  readonly severities: Readonly<Record<'recommended' | 'layered' | 'strict', string>>;
  readonly source: { readonly document: string; readonly section: string };
  /** What it says, with `‹name›` for what changes from place to place. */
  readonly messages: readonly string[];
  readonly options: readonly OptionText[];
  /** Whether `--fix` repairs some of its findings, and whether it suggests edits for some. */
  readonly fixable: boolean;
  readonly suggests: boolean;
  /** Its page. */
  readonly url: string;
}

/** One finding of a backend with what helps to deal with it. */
export interface FindingExplanation {
  readonly finding: Finding;
  readonly law: LawExplanation | null;
  /** Ways to silence it where the code is right, as they are written. */
  readonly suppress: readonly { readonly where: string; readonly text: string }[];
}
