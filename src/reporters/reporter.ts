import type { Report } from '../facts/finding.js';

/** Every format that a report can be written in. */
export const formats = ['pretty', 'agent', 'json', 'sarif'] as const;

export type Format = (typeof formats)[number];

export interface ReporterOptions {
  /** Whether the text may hold ANSI colours. */
  readonly color: boolean;
  /** Width of the terminal in columns. */
  readonly columns: number;
  /**
   * Text of an audited file, for excerpts. Takes a path of the report (POSIX, relative to the
   * root); gives `null` for a folder and for what can't be read.
   */
  readonly readSource: (path: string) => string | null;
  /** Whether to show every problem, the suppressed findings and the source of each law. */
  readonly verbose: boolean;
  /** `pretty` and `agent` only: hide warnings. */
  readonly quiet?: boolean;
  /** `pretty` and `agent` only: how many findings to show, 200 unless told. */
  readonly maxFindings?: number;
}

/** A pure function from a report to text that ends with a line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
