import type { Report } from '../facts/finding.js';
import type { HistoryEntry } from '../facts/history.js';
import type { BackendView } from '../facts/inspection.js';
import type { LawText } from '../facts/law.js';

/** Every format that a report can be written in. */
export const formats = [
  'pretty',
  'agent',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  'csv',
  'dot',
  'mermaid',
  'tasks',
  'html',
] as const;

export type Format = (typeof formats)[number];

/** Where a format goes when `--output` names it without a path: backend-architect-tasks, "Output (TODO Only)". */
export const usualFiles: Readonly<Partial<Record<Format, string>>> = { tasks: 'TODO_backend-architect.md' };

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
  /** Endpoints, tables and modules, for formats that `showsBackend` names alone; each is computed when it is read. */
  readonly backend: BackendView;
  /**
   * What to put before a path of the report to make it relative to the root of the repository, for formats that a
   * forge reads: `apps/api/`, or `''` where the audited folder is that root.
   */
  readonly pathPrefix: string;
  /**
   * Address that a path relative to the root of the repository can be put behind to look at the file as it was
   * audited (`https://…/blob/‹commit›/`), `null` where none is known.
   */
  readonly blobUrl: string | null;
  /** Rationale, examples and limits of a law, `null` for what is none; for formats that `explainsLaws` names alone. */
  readonly lawText: (law: string) => LawText | null;
  /** What fails the run: errors, or whatever is not suppressed. */
  readonly failOn: 'error' | 'warn' | 'new';
  /** `tasks` only: the text of the file that the report replaces, whose ticked boxes are kept. */
  readonly previous?: string;
  /** `html` only: earlier commits and this one, oldest first. */
  readonly history?: readonly HistoryEntry[];
  /** Whether to show every problem, the suppressed findings and the source of each law. */
  readonly verbose: boolean;
  /** `pretty`, `agent` and `github` only: hide warnings. */
  readonly quiet?: boolean;
  /** `pretty`, `agent` and `github` only: how many findings to show, 200 unless told. */
  readonly maxFindings?: number;
}

/** A pure function from a report to text that ends with a line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
