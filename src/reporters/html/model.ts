/** What the page embeds for its script. Types alone: the script shares them with the reporter. */

/** A line of code; what the finding is about stands in the middle of three parts. */
export type FrameLine = string | readonly [before: string, marked: string, after: string];

export interface Frame {
  /** Number of the first line, 1-based. */
  readonly first: number;
  readonly lines: readonly FrameLine[];
}

/** - `new`: not in the baseline · `open`: there is no baseline · `baseline`: known before · `silenced`: by a comment, the configuration or a waiver */
export type FindingState = 'open' | 'new' | 'baseline' | 'silenced';

export interface PageFinding {
  readonly law: string;
  readonly severity: 'error' | 'warn';
  readonly message: string;
  readonly path: string;
  /** 1-based; 0 for a folder or a whole file. */
  readonly line: number;
  readonly column: number;
  /** Module, or folder outside of all modules. */
  readonly module: string;
  readonly state: FindingState;
  /** Why it is silenced, in words. */
  readonly because: string | null;
  readonly fingerprint: string;
  /** Where the file can be looked at as it was audited. */
  readonly href: string | null;
  readonly frame: Frame | null;
  readonly related: readonly PageRelated[];
}

export interface PageRelated {
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly href: string | null;
  /** The line itself, trimmed. */
  readonly code: string | null;
}

export interface PageLaw {
  readonly id: string;
  readonly title: string;
  /** `backend-design, 2. The Zero Trust Security Protocol` */
  readonly source: string;
  readonly url: string;
  readonly rationale: string | null;
}

export interface PageEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  readonly typeOnly: number;
  readonly loops: boolean;
  /** Fingerprints of the findings on its imports. */
  readonly findings: readonly string[];
}

export interface PageModule {
  readonly name: string;
  readonly dir: string;
  /** Node of the drawing that stands for it. */
  readonly node: string;
  readonly findings: number;
}

export interface PageData {
  readonly laws: readonly PageLaw[];
  readonly findings: readonly PageFinding[];
  readonly modules: readonly PageModule[];
  readonly edges: readonly PageEdge[];
}
