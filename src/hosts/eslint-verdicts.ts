import type { Check, RawFinding } from '../define.js';
import { groupBy } from '../facts/group-by.js';
import type { Project } from '../facts/project.js';
import { runChecks, shownIn } from './run-laws.js';

export type Options = Readonly<Record<string, unknown>>;

interface LawResult {
  /** By the file that shows them. */
  readonly findings: ReadonlyMap<string | undefined, readonly RawFinding[]>;
  readonly crash: string | null;
}

/** What is known of a check that was held against a project with some options. */
interface Verdict {
  /** Of the first file that was asked for. */
  alone: LawResult | null;
  whole: LawResult | null;
  /** The file that shows the crash: the first that met it. */
  shownIn: string | null;
}

interface Judged {
  /** The file that was asked for first. */
  readonly first: string;
  readonly verdicts: Map<Check, Map<string, Verdict>>;
}

const judged = new WeakMap<Project, Judged>();

function verdictOf(check: Check, project: Project, path: string, options: Options | null): { readonly verdict: Verdict; readonly first: string } {
  let known = judged.get(project);
  if (!known) judged.set(project, (known = { first: path, verdicts: new Map() }));
  const { first, verdicts } = known;
  let byOptions = verdicts.get(check);
  if (!byOptions) verdicts.set(check, (byOptions = new Map()));
  const key = options ? JSON.stringify(options) : '';
  let verdict = byOptions.get(key);
  if (!verdict) byOptions.set(key, (verdict = { alone: null, whole: null, shownIn: null }));
  return { verdict, first };
}

/**
 * What a check finds in a file. The first file that is asked for in a project is judged alone: whoever types asks for no
 * other before the next letter. With a second one all are judged, once for those that follow.
 */
export function resultOf(check: Check, project: Project, path: string, options: Options | null, configured: (path: string) => Options): { readonly findings: readonly RawFinding[]; readonly crash: string | null } {
  const { verdict, first } = verdictOf(check, project, path, options);
  const judge = (asked?: string): LawResult => {
    const { findings, crashes } = runChecks([check], project, (_, other) => options ?? configured(other), asked);
    return { findings: groupBy(findings, shownIn), crash: crashes[0]?.message ?? null };
  };
  const { findings, crash } = verdict.whole ?? (path === first ? (verdict.alone ??= judge(path)) : (verdict.whole = judge()));
  if (crash !== null) verdict.shownIn ??= path;
  return { findings: findings.get(path) ?? [], crash: verdict.shownIn === path ? crash : null };
}
