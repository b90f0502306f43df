import { timesSpent } from '../hosts/timing.js';

const groups = [
  ['phases', /^(?!adapter |law )/u, ''],
  ['adapters', /^adapter /u, 'adapter '],
  ['laws', /^law /u, 'law '],
] as const;

/**
 * Where the time went, as a table. Phases hold adapters and laws; the law that asks first for a part of the project pays
 * for linking it; with several threads the times of all are added.
 */
export function timingTable(): string {
  const spent = timesSpent();
  return groups
    .map(([title, pattern, prefix]) => {
      const rows = spent
        .filter(([name]) => pattern.test(name))
        .toSorted(([, a], [, b]) => b - a)
        .map(([name, milliseconds]) => `${milliseconds.toFixed(0).padStart(8)} ms  ${name.slice(prefix.length)}\n`);
      return rows.length === 0 ? '' : `${title}\n${rows.join('')}`;
    })
    .join('');
}
