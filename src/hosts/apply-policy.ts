import { lawIds, type LawId } from '../catalogue.js';
import type { BaselineEntry } from '../facts/baseline.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding, Identity } from '../facts/finding.js';
import { auditSuppressions } from '../policy/audit-suppressions.js';
import { matchBaseline } from '../policy/baseline.js';
import { scopesOf } from '../policy/fingerprint.js';
import { applyWaivers } from '../policy/waivers.js';
import { configErrorsForUsers } from './config-errors.js';
import { pathOfEntry, policyPlaces, type PolicyPlaces, posixRelative, readBaseline, readWaivers, renamesFor } from './policy-files.js';
import type { OpenTree } from './read-tree.js';

type Held = Finding & { readonly identity: Identity };

/** What the baseline says about one run. */
export interface BaselineState {
  readonly places: PolicyPlaces;
  /** `null` where there is no baseline, or it is not asked for. */
  readonly entries: readonly BaselineEntry[] | null;
  /** Findings that it can hold, not suppressed by anything else. */
  readonly findings: readonly Held[];
  readonly known: ReadonlyMap<Finding, BaselineEntry>;
  /** Entries of this root, of laws that ran, that stand for nothing any more. */
  readonly stale: readonly BaselineEntry[];
  /** New path by old one, relative to the root. */
  readonly renames: ReadonlyMap<string, string>;
  /** How many findings of non-negotiable laws no baseline holds. */
  readonly refused: number;
}

export interface PolicyInput {
  readonly tree: OpenTree;
  /** Files with suppression comments. */
  readonly commented: readonly FileFacts[];
  readonly factsOf: (path: string) => FileFacts | null;
  /** Paths that could not be read or understood: what the baseline says of them is neither known nor stale. */
  readonly unread: ReadonlySet<string>;
  readonly textOf: (path: string) => string | null;
  readonly wanted: (law: LawId) => boolean;
  readonly noBaseline: boolean;
  readonly isStaged: boolean;
}

/**
 * Applies, in this order, suppression comments, waivers and the baseline.
 * @throws {UserError} where the waivers or the baseline cannot be understood
 */
export function applyPolicy(finished: readonly Finding[], input: PolicyInput): { findings: Finding[]; baseline: BaselineState } {
  const { tree, textOf, wanted } = input;
  const { config, base, discovery, configPath } = tree;
  const nonNegotiable = new Set<string>(config.nonNegotiable);
  const skipped = new Set<string>(lawIds.filter((law) => !wanted(law)));
  const places = policyPlaces(discovery.root, { config, path: configPath });
  const commented = auditSuppressions(finished, input.commented, { config: config.suppressions, nonNegotiable, skipped, textOf });
  const waivers = configErrorsForUsers(() => readWaivers(places, discovery.overlay));
  const waived = applyWaivers(commented, waivers, {
    path: posixRelative(places.root, places.waivers),
    base,
    today: new Date().toISOString().slice(0, 10),
    isJudged: wanted,
  });

  const entries = input.noBaseline ? null : configErrorsForUsers(() => readBaseline(places, discovery.overlay));
  const open = waived.filter((finding): finding is Held => finding.identity !== undefined && !finding.suppressed);
  const findings = open.filter(({ law }) => !nonNegotiable.has(law));
  const judged = (entries ?? []).filter((entry) => {
    const path = pathOfEntry(places, entry);
    return path !== null && !skipped.has(entry.law) && !input.unread.has(path);
  });
  const files = new Set([...discovery.files, ...discovery.documents].map(({ path }) => path));
  const folders = new Set(discovery.folders);
  const renames = renamesFor(places, judged, (path) => files.has(path) || folders.has(path), input.isStaged);
  const { known, stale } = matchBaseline(findings, judged, {
    pathOf: (entry) => {
      const path = pathOfEntry(places, entry) ?? entry.path;
      return renames.get(path) ?? path;
    },
    scopesOf: scopesByFile(input.factsOf),
  });
  return {
    findings: waived.map((finding) => (known.has(finding as Held) ? { ...finding, suppressed: { kind: 'baseline' as const, reason: null } } : finding)),
    baseline: { places, entries, findings, known, stale, renames, refused: open.length - findings.length },
  };
}

function scopesByFile(factsOf: PolicyInput['factsOf']): (path: string) => ReadonlySet<string> | null {
  const scopes = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const file = factsOf(path);
    if (!file) return null;
    let known = scopes.get(path);
    if (!known) scopes.set(path, (known = scopesOf(file)));
    return known;
  };
}
