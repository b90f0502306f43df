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

/** An edit of the finding's file that helps and may change what the code does: a person decides. */
export interface Suggestion {
  /** What it does, as an order: "Delete the call". */
  readonly message: string;
  /** Apart from one another. */
  readonly edits: readonly TextEdit[];
}

/** What silenced a finding: a comment in the code, a reviewed waiver, or the baseline of what was there before. */
export interface SuppressedBy {
  readonly kind: 'comment' | 'waiver' | 'baseline';
  readonly reason: string | null;
}

/** What tells a finding from the others of its law in its file, whatever line it is on. */
export interface Identity {
  /** Names of the classes and functions around it: `OrdersController.list`; `''` for a folder and at the top of a file. */
  readonly scope: string;
  /** 12 hex digits over the reported code, white space and quotes made alike; `''` for a folder or a whole file. */
  readonly anchor: string;
  /** Whether that code is so long that the same text elsewhere in the file is the same code, moved. */
  readonly isDistinct: boolean;
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
  /** 16 hex digits over law, path, scope and anchor, and a number where several are equal; no line numbers. */
  readonly fingerprint: string;
  /** Absent where no baseline can hold the finding: what is wrong with a waiver. */
  readonly identity?: Identity;
  readonly source: { readonly document: string; readonly section: string };
  readonly suppressed?: SuppressedBy;
  readonly fix?: TextEdit;
  readonly suggestions?: readonly Suggestion[];
}

/** How a law ended: see DESIGN.md, "What one run says". */
export type LawStatus = 'upheld' | 'violated' | 'not applicable' | 'undetermined' | 'off';

export interface LawOutcome {
  readonly id: string;
  readonly status: LawStatus;
  /** How many things of its kind the law looked at, and what they are: `{ count: 38, noun: 'endpoints' }`. */
  readonly examined: { readonly count: number; readonly noun: string };
  /** Findings that are reported and not suppressed. */
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
  /** The baseline that was read; absent where there is none. */
  readonly baseline?: {
    readonly entries: number;
    /** Entries that match no finding any more. */
    readonly stale: number;
  };
  /** What of the backend is reported; absent where everything is. The whole backend is analysed either way. */
  readonly scope?: {
    /** For people: `staged`, `changed since main`. */
    readonly what: string;
    /** How many files are meant, deleted ones included. */
    readonly files: number;
    /** Findings that are not suppressed and lie elsewhere. */
    readonly elsewhere: number;
  };
  readonly laws: readonly LawOutcome[];
  readonly findings: readonly Finding[];
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
