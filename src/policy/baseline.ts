import type { BaselineEntry } from '../facts/baseline.js';
import type { Finding, Identity } from '../facts/finding.js';
import { groupBy } from '../facts/group-by.js';

/** A finding that a baseline can hold. */
type Holdable = Pick<Finding, 'law' | 'path'> & { readonly identity: Identity };

export interface BaselineContext {
  /** Where the file of an entry lies now: renames are followed. */
  pathOf(entry: BaselineEntry): string;
  /** Every scope that a file has, `null` where that is not known. */
  scopesOf(path: string): ReadonlySet<string> | null;
}

export interface BaselineMatch<F> {
  /** Each known finding with the entry that stands for it. */
  readonly known: ReadonlyMap<F, BaselineEntry>;
  /** Entries that stand for no finding, in the order of the baseline. */
  readonly stale: readonly BaselineEntry[];
}

/**
 * Pairs findings with entries, each at most once. Law, path, scope and anchor have to be the same; of more equal findings
 * than equal entries, the last ones are new. What is left is paired once more without the scope, where code has moved
 * into another function of its file: the entry's function is gone, or the text is too long to be written twice by chance.
 * @param findings in the order of their places
 */
export function matchBaseline<F extends Holdable>(findings: readonly F[], entries: readonly BaselineEntry[], context: BaselineContext): BaselineMatch<F> {
  const known = new Map<F, BaselineEntry>();
  const exact = groupBy(entries, (entry) => keyOf(entry.law, context.pathOf(entry), entry.anchor, entry.scope));
  const left = findings.filter((finding) => {
    const entry = exact.get(keyOf(finding.law, finding.path, finding.identity.anchor, finding.identity.scope))?.shift();
    if (entry) known.set(finding, entry);
    return !entry;
  });
  const used = new Set(known.values());
  const moved = groupBy(
    entries.filter((entry) => !used.has(entry)),
    (entry) => keyOf(entry.law, context.pathOf(entry), entry.anchor),
  );
  for (const finding of left) {
    const { anchor, isDistinct } = finding.identity;
    const candidates = moved.get(keyOf(finding.law, finding.path, anchor)) ?? [];
    if (candidates.length === 0) continue; // asking for the scopes of a file reads its facts
    const scopes = isDistinct ? null : context.scopesOf(finding.path);
    const at = candidates.findIndex(({ scope }) => isDistinct || (scopes !== null && !scopes.has(scope)));
    const [entry] = at < 0 ? [] : candidates.splice(at, 1);
    if (!entry) continue;
    known.set(finding, entry);
    used.add(entry);
  }
  return { known, stale: entries.filter((entry) => !used.has(entry)) };
}

const keyOf = (...parts: readonly string[]): string => parts.join('\0');
