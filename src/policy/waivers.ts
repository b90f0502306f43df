import type { LawId } from '../catalogue.js';
import type { Waiver } from '../config/waivers-file.js';
import type { Finding } from '../facts/finding.js';
import { Fingerprints, identityOf } from './fingerprint.js';
import { expiredWaiverLaw, noteFinding, unusedWaiverLaw } from './notes.js';
import { globMatcher } from './severity.js';
import { byPlace } from '../facts/order.js';

export interface WaiverContext {
  /** The file, relative to the root. */
  readonly path: string;
  /** What to put before a path of the root for globs, see `LoadedConfig.base`. */
  readonly base: string;
  /** `2026-12-31`, in UTC. */
  readonly today: string;
  /** Whether a law ran, so that its waivers can be called unused. */
  isJudged(law: LawId): boolean;
}

/** A waiver holds to the end of its last day. */
export const isExpired = (waiver: Waiver, today: string): boolean => waiver.expires < today;

/**
 * Whether a waiver speaks of a finding.
 * @returns a function, so that the glob is compiled once
 */
export function waiverMatcher(waiver: Waiver, base: string): (finding: Finding) => boolean {
  const isPath = waiver.path === undefined ? null : globMatcher([waiver.path]);
  return (finding) => {
    if (finding.law !== waiver.law) return false;
    if (!isPath) return finding.fingerprint === waiver.fingerprint;
    if (waiver.scope !== undefined && finding.identity?.scope !== waiver.scope) return false;
    return isPath(`${base}${finding.path}${finding.line === 0 ? '/' : ''}`);
  };
}

/**
 * Applies waivers to findings that no comment suppresses. An expired one silences nothing and is an error of its own;
 * one that speaks of no finding is a warning, where it can be told that it belongs to this root.
 */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], context: WaiverContext): Finding[] {
  const judged = waivers.filter(({ law }) => context.isJudged(law)).map((waiver) => ({ waiver, speaksOf: waiverMatcher(waiver, context.base), matched: [] as Finding[] }));
  const result = findings.map((finding) => {
    const speaking = judged.filter(({ speaksOf }) => speaksOf(finding));
    for (const one of speaking) one.matched.push(finding);
    const valid = speaking.find(({ waiver }) => !isExpired(waiver, context.today));
    return valid && !finding.suppressed ? { ...finding, suppressed: { kind: 'waiver' as const, reason: valid.waiver.reason } } : finding;
  });
  const fingerprints = new Fingerprints();
  for (const { waiver, matched } of judged) {
    const expired = isExpired(waiver, context.today);
    const isOurs = context.base === '' || matched.length > 0 || waiver.path?.startsWith(context.base) === true;
    if (!isOurs || (!expired && matched.length > 0)) continue;
    const law = expired ? expiredWaiverLaw : unusedWaiverLaw;
    const place = waiver.path ?? waiver.fingerprint ?? '';
    const identity = identityOf(`${waiver.law} ${place} ${waiver.scope ?? ''}`, { start: 0, end: 1 }, '');
    result.push(
      noteFinding({
        law,
        severity: expired ? 'error' : 'warn',
        message: expired
          ? `The waiver of \`${waiver.law}\` for ${place} expired on ${waiver.expires}. ${waiver.owner} answers for it: repair the code, or review the waiver and give it a new date.`
          : `The waiver of \`${waiver.law}\` for ${place} matches no finding, so it hides the next one. Remove it.`,
        path: context.path,
        line: waiver.line,
        column: 1,
        section: 'Waivers',
        fingerprint: fingerprints.of(law, context.path, identity),
        related: matched.map(({ path, line }) => ({ path, line, message: 'not waived any more' })),
      }),
    );
  }
  return result.sort(byPlace);
}
