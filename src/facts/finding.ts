import type { Span } from './source.js';

export type Severity = 'error' | 'warn';

/** A place that explains a finding: the query, the function it came through. */
export interface Related {
  readonly path: string;
  /** 1-based; 0 for a folder or a whole file. */
  readonly line: number;
  readonly message: string;
}

/** A safe edit: replace `range` of the finding's file by `text`. */
export interface TextEdit {
  readonly range: Span;
  readonly text: string;
}

/** What a suppression comment or config entry silenced a finding. */
export interface SuppressedBy {
  readonly kind: 'comment' | 'config';
  readonly reason: string | null;
}

/**
 * One broken law at one place. Lines and columns are 1-based, `endColumn` is exclusive;
 * a folder finding has `path` = the folder and every number 0.
 */
export interface Finding {
  readonly law: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly related: readonly Related[];
  /** 16 hex digits over law, scope path and normalised anchor; no line numbers. */
  readonly fingerprint: string;
  readonly source: { readonly document: string; readonly section: string };
  readonly suppressed?: SuppressedBy;
  readonly fix?: TextEdit;
}

/** How a law ended: see DESIGN.md, "What one run says". */
export type LawStatus = 'upheld' | 'violated' | 'not applicable' | 'undetermined' | 'off';

export interface LawOutcome {
  readonly id: string;
  readonly status: LawStatus;
  /** How many things of its kind the law looked at, and what they are: `{ count: 38, noun: 'endpoints' }`. */
  readonly examined: { readonly count: number; readonly noun: string };
  /** Findings that are not suppressed. */
  readonly findings: number;
}

/** Everything that one run says; the input of every reporter. */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** Name of the audited folder, never an absolute path. */
  readonly root: string;
  readonly stack: {
    readonly name: string;
    readonly frameworks: readonly string[];
    readonly dataLayers: readonly string[];
    readonly validators: readonly string[];
    /** One line for people: `modules in src/modules`. */
    readonly layout: string;
  };
  readonly summary: {
    readonly files: number;
    readonly endpoints: number;
    readonly tables: number;
    readonly errors: number;
    readonly warnings: number;
    readonly suppressed: number;
  };
  readonly laws: readonly LawOutcome[];
  readonly findings: readonly Finding[];
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
