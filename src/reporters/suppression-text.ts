import type { Report, SuppressedBy } from '../facts/finding.js';
import { count, grouped } from './text.js';

const silencers: Readonly<Record<SuppressedBy['kind'], string>> = { comment: 'comments', waiver: 'waivers', baseline: 'the baseline' };

/** What silenced findings, and how many: `4 findings suppressed: 3 by the baseline, 1 by comments`. Empty where nothing did. */
export function suppressedLines({ findings, baseline }: Report): string[] {
  const numbers = (['baseline', 'waiver', 'comment'] as const).flatMap((kind) => {
    const number = findings.filter(({ suppressed }) => suppressed?.kind === kind).length;
    return number > 0 ? [{ number, by: `by ${silencers[kind]}` }] : [];
  });
  const total = numbers.reduce((sum, { number }) => sum + number, 0);
  return [
    ...(total > 0 ? [`${count(total, 'finding')} suppressed${numbers.length === 1 ? ` ${numbers[0]?.by}` : `: ${numbers.map(({ number, by }) => `${grouped(number)} ${by}`).join(', ')}`}`] : []),
    ...(baseline && baseline.stale > 0
      ? [`${grouped(baseline.stale)} of ${grouped(baseline.entries)} baseline entries match nothing now: fortress-audit baseline prune`]
      : []),
  ];
}

/** What a run on a change left out; empty for a whole run. */
export function scopeLines({ scope }: Report): string[] {
  return scope && scope.elsewhere > 0 ? [`${count(scope.elsewhere, 'finding')} elsewhere not reported`] : [];
}

/** `No findings`, or `No new findings` where the baseline holds some of what was looked at. */
export const noFindings = ({ findings }: Report): string => (findings.some(({ suppressed }) => suppressed?.kind === 'baseline') ? 'No new findings' : 'No findings');

/** What was looked at: `88 files`, `3 files staged`. */
export const reportedFiles = ({ scope, summary }: Report): string => (scope ? `${count(scope.files, 'file')} ${scope.what}` : count(summary.files, 'file'));

/** Why one finding is suppressed, for people: `in the baseline`, `suppressed: reason`. */
export function suppressedNote({ kind, reason }: SuppressedBy): string {
  if (kind === 'baseline') return 'in the baseline';
  return `${kind === 'waiver' ? 'waived' : 'suppressed'}: ${reason ?? 'no reason given'}`;
}
