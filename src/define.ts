import type { LawId } from './catalogue.js';
import type { Related, Suggestion, TextEdit } from './facts/finding.js';
import type { FileFacts, OptionalFact } from './facts/file.js';
import type { Project } from './facts/project.js';
import type { Span } from './facts/source.js';
import type { NodeOf, NodeTypeName, SourceFile } from './syntax/source-file.js';

/** `{{name}}` placeholders of a message template. */
type Placeholders<T extends string> = T extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type Data<T extends string> = [Placeholders<T>] extends [never] ? Record<string, never> : Readonly<Record<Placeholders<T>, string>>;

/** A finding as a law makes it, before policy. */
export interface RawFinding {
  readonly law: LawId;
  readonly message: string;
  readonly path: string;
  /** `null` for a folder or a whole file. */
  readonly at: Span | null;
  readonly related: readonly Related[];
  readonly fix?: TextEdit;
  readonly suggestions?: readonly Suggestion[];
  /** For a folder finding: the file that shows it in the editor. */
  readonly shownIn?: string;
}

export interface Examined {
  readonly count: number;
  readonly noun: string;
}

/** Examples of a law: one file, or several by path. */
export type Example = string | Readonly<Record<string, string>>;

interface Law<M extends Readonly<Record<string, string>>> {
  readonly id: LawId;
  /** Why the law exists, for its page: one paragraph. */
  readonly rationale: string;
  readonly messages: M;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  /** What the law cannot see, for its page. */
  readonly limits?: readonly string[];
  /** Whether findings may carry a fix; ESLint must know beforehand. */
  readonly fixable?: boolean;
  /** Whether findings may carry suggestions; ESLint must know beforehand. */
  readonly hasSuggestions?: boolean;
}

export interface Details {
  readonly related?: readonly Related[];
  /** Keeps what the code does, or does what the law asks and nothing else. */
  readonly fix?: TextEdit;
  /** Edits that may change what the code does. */
  readonly suggest?: readonly Suggestion[];
}

/** What a rule is given. */
export interface RuleContext<M extends Readonly<Record<string, string>>> {
  readonly file: SourceFile;
  readonly options: Readonly<Record<string, unknown>>;
  report<K extends keyof M & string>(at: Span, message: K, data: Data<M[K]>, details?: Details): void;
}

export type Listeners = { readonly [T in NodeTypeName]?: (node: NodeOf<T>) => void };

/** A law that one file decides. */
export interface Rule {
  readonly id: LawId;
  readonly kind: 'rule';
  readonly rationale: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  readonly limits?: readonly string[];
  readonly fixable?: boolean;
  readonly hasSuggestions?: boolean;
  /** What it looks at, for the summary: files by default. */
  readonly noun: string;
  create(context: {
    readonly file: SourceFile;
    readonly options: Readonly<Record<string, unknown>>;
    report(at: Span, message: string, data: Readonly<Record<string, string>>, details?: Details): void;
  }): Listeners;
}

/** What a check reports through. */
export interface CheckReport<M extends Readonly<Record<string, string>>> {
  /** At a place in a source file. */
  at<K extends keyof M & string>(file: FileFacts, at: Span, message: K, data: Data<M[K]>, details?: Details): void;
  /** At a place in a document, whose line starts are given. */
  inDocument<K extends keyof M & string>(path: string, at: Span, message: K, data: Data<M[K]>, details?: Details): void;
  /** For a folder; `shownIn` is the file whose editor shows it. */
  folder<K extends keyof M & string>(path: string, shownIn: string, message: K, data: Data<M[K]>, details?: Details): void;
  /**
   * Whether findings in a file or document are asked for: an editor asks for those of one file. A check may leave out
   * what ends in no finding there; what does is the same as where everything is asked for.
   */
  asksFor(file: { readonly path: string }): boolean;
  /** Says how many things of its kind the law looked at; nobody reads it unless everything is asked for. */
  examined(count: number, noun: string): void;
  /** Options of the law for a path. */
  options(path: string): Readonly<Record<string, unknown>>;
}

/** A law that other files can change. */
export interface Check {
  readonly id: LawId;
  readonly kind: 'check';
  readonly rationale: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  readonly limits?: readonly string[];
  readonly fixable?: boolean;
  readonly hasSuggestions?: boolean;
  /** Optional facts that it, or what it asks of the project, reads. */
  readonly needs?: readonly OptionalFact[];
  check(project: Project, report: CheckReport<Readonly<Record<string, string>>>): void;
}

/** Declares a rule: its id is its filename, its title and severity stand in the catalogue. */
export function defineRule<const M extends Readonly<Record<string, string>>>(
  law: Law<M> & { readonly noun?: string; create(context: RuleContext<M>): Listeners },
): Rule {
  return { noun: 'files', ...law, kind: 'rule' } as unknown as Rule;
}

/** Declares a check: its id is its filename, its title and severity stand in the catalogue. */
export function defineCheck<const M extends Readonly<Record<string, string>>>(
  law: Law<M> & { readonly needs?: readonly OptionalFact[]; check(project: Project, report: CheckReport<M>): void },
): Check {
  return { ...law, kind: 'check' } as unknown as Check;
}

/** Fills the placeholders of a message. */
export function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => data[name] ?? `{{${name}}}`);
}
