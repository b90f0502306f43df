import { ConfigError, type LoadedConfig } from '../config/load.js';
import type { Waiver } from '../config/waivers-file.js';
import type { RawFinding } from '../define.js';
import type { BaselineEntry } from '../facts/baseline.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding, Identity } from '../facts/finding.js';
import type { Span } from '../facts/source.js';
import { matchBaseline } from '../policy/baseline.js';
import { Fingerprints, identityOf, scopeAt, scopesOf } from '../policy/fingerprint.js';
import { applySuppressions, type Suppression } from '../policy/suppressions.js';
import { isExpired, waiverMatcher } from '../policy/waivers.js';
import { isUnchanged, type Stamp, stampOf } from '../project/cache/stamp.js';
import { positionAt } from '../syntax/source-file.js';
import { isOnDisk, pathOfEntry, policyPlaces, type PolicyPlaces, readBaseline, readWaivers, renamesFor } from './policy-files.js';

/** Waivers and baseline of a root, as an editor needs them. */
export interface EditorPolicy {
  readonly places: PolicyPlaces;
  readonly base: string;
  readonly nonNegotiable: ReadonlySet<string>;
  readonly requireReason: boolean;
  readonly waivers: readonly { readonly waiver: Waiver; speaksOf(finding: Finding): boolean }[];
  /** Entries of this root by path; empty where the editor shows what the baseline holds. */
  readonly entries: ReadonlyMap<string, readonly BaselineEntry[]>;
  /** Entries of files that are not there any more, by the path that they were renamed to. */
  renamed(path: string): readonly BaselineEntry[];
}

interface Known {
  readonly loaded: LoadedConfig;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp | null])[];
  readonly policy: EditorPolicy | ConfigError;
}

/** How long what git says about renames is taken to be so. */
const RENAMES_MS = 30_000;

/** Policies by root, read again when the configuration or one of their files has changed: two `stat`s a lint. */
export class EditorPolicies {
  readonly #known = new Map<string, Known>();

  of(root: string, loaded: LoadedConfig): EditorPolicy | ConfigError {
    const known = this.#known.get(root);
    if (known?.loaded === loaded && known.stamps.every(([path, stamp]) => isUnchanged(stamp, stampOf(path)))) return known.policy;
    const places = policyPlaces(root, loaded);
    const stamps = [places.waivers, places.baseline].map((path) => [path, stampOf(path)] as const);
    const policy = read(places, loaded);
    this.#known.set(root, { loaded, stamps, policy });
    return policy;
  }

  drop(root: string): void {
    this.#known.delete(root);
  }
}

function read(places: PolicyPlaces, { config, base }: LoadedConfig): EditorPolicy | ConfigError {
  try {
    const waivers = readWaivers(places).map((waiver) => ({ waiver, speaksOf: waiverMatcher(waiver, base) }));
    const entries = config.baseline.inEditor ? [] : (readBaseline(places) ?? []);
    const byPath = groupByPath(places, entries);
    let renamed: ReadonlyMap<string, readonly BaselineEntry[]> = new Map();
    let askedAt = -RENAMES_MS;
    return {
      places,
      base,
      nonNegotiable: new Set<string>(config.nonNegotiable),
      requireReason: config.suppressions.requireReason,
      waivers,
      entries: byPath,
      renamed: (path) => {
        if (byPath.size > 0 && performance.now() - askedAt > RENAMES_MS) {
          const renames = renamesFor(places, [...byPath.values()].flat(), (one) => isOnDisk(places, one), false);
          renamed = new Map([...renames].map(([from, to]) => [to, byPath.get(from) ?? []]));
          askedAt = performance.now();
        }
        return renamed.get(path) ?? [];
      },
    };
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function groupByPath(places: PolicyPlaces, entries: readonly BaselineEntry[]): Map<string, BaselineEntry[]> {
  const groups = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const path = pathOfEntry(places, entry);
    if (path === null) continue;
    const group = groups.get(path);
    if (group) group.push(entry);
    else groups.set(path, [entry]);
  }
  return groups;
}

/** What one law found in one file, and what it found it in. */
export interface LintedLaw {
  readonly law: string;
  /** In the text that is linted. */
  readonly findings: readonly { readonly finding: RawFinding; readonly at: Span | null }[];
  readonly path: string;
  readonly text: string;
  readonly lines: readonly number[];
  readonly suppressions: readonly Suppression[];
  facts(): Pick<FileFacts, 'classes' | 'functions'>;
}

/**
 * What becomes of a finding. ESLint applies suppression comments itself, after the rule: `unsilenced` findings have to
 * be reported where no comment reaches.
 */
export type Verdict = 'report' | 'hide' | 'unsilenced';

/** Verdicts in the order of the findings: the same that the audit comes to. */
export function judge({ law, findings, path, text, lines, suppressions, facts }: LintedLaw, policy: EditorPolicy): Verdict[] {
  const isNonNegotiable = policy.nonNegotiable.has(law);
  const waivers = policy.waivers.filter(({ waiver }) => waiver.law === law);
  if (findings.length === 0 || (!isNonNegotiable && waivers.length === 0 && policy.entries.size === 0)) return findings.map(() => 'report');

  const fingerprints = new Fingerprints();
  const order = findings.map((_, index) => index).sort((a, b) => (findings[a]!.at?.start ?? -1) - (findings[b]!.at?.start ?? -1) || (findings[a]!.at?.end ?? -1) - (findings[b]!.at?.end ?? -1));
  const placed = order.map((index) => ({ index, found: placeFinding(findings[index]!, path, text, lines, facts, fingerprints) }));
  const marked = applySuppressions(placed.map(({ found }) => found), suppressions).findings;
  const verdicts: Verdict[] = findings.map(() => 'report');
  const today = new Date().toISOString().slice(0, 10);
  const open: { readonly index: number; readonly law: string; readonly path: string; readonly identity: Identity }[] = [];
  placed.forEach(({ index, found }, at) => {
    const isCommented = marked[at]?.suppressed !== undefined;
    const isWaived = waivers.some(({ waiver, speaksOf }) => !isExpired(waiver, today) && speaksOf(found));
    if (isNonNegotiable) verdicts[index] = isWaived ? 'hide' : isCommented ? 'unsilenced' : 'report';
    else if (!isCommented && isWaived) verdicts[index] = 'hide';
    else if (!isCommented) open.push({ index, law, path: found.path, identity: found.identity });
  });
  const context = { pathOf: (entry: BaselineEntry) => pathOfEntry(policy.places, entry) ?? '', scopesOf: () => scopesOf(facts()) };
  const own = [...new Set(open.map((one) => one.path))].flatMap((one) => policy.entries.get(one) ?? []).filter((entry) => entry.law === law);
  const { known } = matchBaseline(open, own, context);
  const left = open.filter((one) => !known.has(one));
  const before = left.length === 0 ? [] : policy.renamed(path).filter((entry) => entry.law === law);
  const followed = matchBaseline(left, before, { ...context, pathOf: () => path }).known;
  for (const one of open) if (known.has(one) || followed.has(one)) verdicts[one.index] = 'hide';
  return verdicts;
}

function placeFinding(
  { finding, at }: LintedLaw['findings'][number],
  path: string,
  text: string,
  lines: readonly number[],
  facts: LintedLaw['facts'],
  fingerprints: Fingerprints,
): Finding & { readonly identity: Identity } {
  const start = at ? positionAt(lines, at.start) : { line: 0, column: 0 };
  const end = at ? positionAt(lines, at.end) : { line: 0, column: 0 };
  const identity = at ? identityOf(text, at, scopeAt(facts(), at.start)) : identityOf(null, null, '');
  const where = at ? path : finding.path;
  return {
    law: finding.law,
    severity: 'error',
    message: finding.message,
    path: where,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    related: finding.related,
    fingerprint: fingerprints.of(finding.law, where, identity),
    identity,
    source: { document: '', section: '' },
  };
}

/** A message about a comment, and where it stands. */
export interface CommentFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What is wrong with the comments that suppress a law: no reason where one is required, no effect where the law is
 * non-negotiable. The audit says the same.
 */
export function commentFaults(suppressions: readonly Suppression[], policy: EditorPolicy): (CommentFault & { readonly law: string })[] {
  return suppressions.flatMap(({ law, kind, reason, line, column }) => {
    if (law === null || kind === 'enable') return [];
    const said: string[] = [];
    if (policy.nonNegotiable.has(law)) said.push(`This comment suppresses \`${law}\`, which the configuration calls non-negotiable, so it has no effect. Remove it, or ask for a waiver.`);
    if (policy.requireReason && reason === null)
      said.push(`This comment suppresses \`${law}\` and gives no reason, so nobody can tell whether it still holds. Add one after \`--\`.`);
    return said.map((message) => ({ law, message, line, column }));
  });
}

/**
 * The place nearest to a wished one that no comment of the file reaches for a law: the comment's own, else line 0, which
 * stands for the file. Directives begin at line 1.
 */
export function reachablePlace(law: string, { line, column }: { readonly line: number; readonly column: number }, suppressions: readonly Suppression[]): { line: number; column: number } {
  const here = { law, severity: 'error', message: '', path: '', line, column, endLine: line, endColumn: column, related: [], fingerprint: '', source: { document: '', section: '' } } as const;
  const [marked] = applySuppressions([here], suppressions).findings;
  return marked?.suppressed ? { line: 0, column: 0 } : { line, column: column - 1 };
}
