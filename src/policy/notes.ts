import type { Finding, Identity, Related, Severity } from '../facts/finding.js';

/** What the policy itself reports: under these ids, beside those of the laws. */
export const suppressionLaw = 'unused-suppression';
export const ignoredSuppressionLaw = 'ignored-suppression';
export const unusedWaiverLaw = 'unused-waiver';
export const expiredWaiverLaw = 'expired-waiver';

export interface Note {
  readonly law: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly section: string;
  readonly fingerprint: string;
  /** Where a baseline may hold it. */
  readonly identity?: Identity;
  readonly related?: readonly Related[];
}

/** A finding about a comment, a waiver or another file of Fortress. */
export const noteFinding = ({ section, line, column, related, ...note }: Note): Finding => ({
  ...note,
  line,
  column,
  endLine: line,
  endColumn: column,
  related: related ?? [],
  source: { document: 'fortress', section },
});
