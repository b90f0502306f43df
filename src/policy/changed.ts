import type { Finding } from '../facts/finding.js';

/** The files that a run reports on. */
export interface Scope {
  /** For people: `staged`, `changed since main`. */
  readonly what: string;
  /** POSIX paths relative to the root, deleted and renamed files under their old names too. */
  readonly paths: ReadonlySet<string>;
  /** Whether findings elsewhere that these files bring about count too. */
  readonly withConsequences: boolean;
}

/**
 * Whether a finding is of the files that a run reports on: it lies in one of them, or one of them explains it, or it
 * speaks of a folder that holds one.
 */
export function isInScope(finding: Finding, { paths, withConsequences }: Scope): boolean {
  if (paths.has(finding.path)) return true;
  if (!withConsequences) return false;
  if (finding.related.some(({ path }) => paths.has(path))) return true;
  if (finding.line !== 0) return false;
  const folder = finding.path === '' || finding.path === '.' ? '' : `${finding.path.replace(/\/$/u, '')}/`;
  return [...paths].some((path) => path.startsWith(folder));
}
