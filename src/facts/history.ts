/** What one commit was found to be: a line of a history file. */
export interface HistoryEntry {
  /** Full hash. */
  readonly commit: string;
  /** When it was committed, `2026-01-31T12:00:00Z`, as git says; never the time of the audit. */
  readonly date: string;
  readonly errors: number;
  readonly warnings: number;
  /** Findings that are not suppressed by law; laws that were judged and upheld have 0, laws that were off are left out. */
  readonly laws: Readonly<Record<string, number>>;
}
