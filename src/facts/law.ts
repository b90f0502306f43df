/** What a law says about itself, for reports and for people who ask. */
export interface LawText {
  /** One paragraph. */
  readonly rationale: string;
  /** Code that breaks it: one file, or several by path. */
  readonly bad: readonly LawExample[];
  readonly good: readonly LawExample[];
  /** Sentences: what it cannot see. */
  readonly limits: readonly string[];
}

export type LawExample = string | Readonly<Record<string, string>>;
