import type { HistoryEntry } from '../../facts/history.js';
import { grouped } from '../text.js';
import type { Markup } from './markup.js';
import { markup } from './markup.js';

/** Commits drawn; older ones are left out. */
export const mostCommits = 60;

const round = (value: number): number => Math.round(value * 10) / 10;

/** Points of a line over `width` × `height`, zero at the bottom; `null` breaks the line. */
function path(values: readonly (number | null)[], width: number, height: number, highest: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let isDrawn = false;
  return values
    .map((value, i) => {
      const command = isDrawn ? 'L' : 'M';
      isDrawn = value !== null;
      return value === null ? '' : `${command}${round(i * step)} ${round(height - (value / Math.max(1, highest)) * height)}`;
    })
    .join('');
}

/** A line without axes, with its last value marked; `null` stands for a run that did not judge. */
export function sparkline(values: readonly (number | null)[], label: string): Markup {
  const shown = values.slice(-mostCommits);
  const known = shown.filter((value) => value !== null);
  if (known.length < 2) return markup``;
  const highest = Math.max(...known);
  const last = shown.at(-1) ?? null;
  return markup`<svg class="sparkline" viewBox="-2 -2 76 20" role="img" aria-label="${label}: ${known.join(', ')}"><path d="${path(shown, 72, 16, highest)}"/>${last !== null && markup`<circle cx="72" cy="${round(16 - (last / Math.max(1, highest)) * 16)}" r="1.8"/>`}</svg>`;
}

/** Errors and warnings over the commits of the history, oldest first. */
export function trend(history: readonly HistoryEntry[]): Markup {
  const shown = history.slice(-mostCommits);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return markup``;
  const highest = Math.max(1, ...shown.map(({ errors, warnings }) => Math.max(errors, warnings)));
  const width = 560;
  const height = 96;
  const series = [
    { name: 'errors', values: shown.map(({ errors }) => errors), kind: 'is-error' },
    { name: 'warnings', values: shown.map(({ warnings }) => warnings), kind: 'is-warn' },
  ];
  const since = (values: readonly number[]): string => {
    const change = (values.at(-1) ?? 0) - (values[0] ?? 0);
    return change === 0 ? 'unchanged' : `${change > 0 ? '+' : '−'}${grouped(Math.abs(change))}`;
  };
  return markup`<section aria-labelledby="trend-title"><h2 id="trend-title">Trend</h2>
<svg class="trend" viewBox="-4 -16 ${width + 8} ${height + 22}" role="img" aria-label="Errors and warnings over ${shown.length} commits"><path class="axis" d="M0 ${height}H${width}M0 0H${width}"/><text class="tick" x="0" y="-5">${grouped(highest)}</text>${series.map(({ values, kind }) => markup`<path class="line ${kind}" d="${path(values, width, height, highest)}"/><circle class="${kind}" cx="${values.length > 1 ? width : 0}" cy="${round(height - ((values.at(-1) ?? 0) / highest) * height)}" r="3"/>`)}</svg>
<p class="note">${first.date.slice(0, 10)} <span class="dim">${first.commit.slice(0, 8)}</span> to ${last.date.slice(0, 10)} <span class="dim">${last.commit.slice(0, 8)}</span>, ${shown.length === 1 ? '1 commit' : `${shown.length} commits`}: ${series.map(({ name, values, kind }, i) => markup`${i > 0 && ', '}<span class="dot ${kind}" aria-hidden="true"></span>${grouped(values.at(-1) ?? 0)} ${name} (${since(values)})`)}.</p>
</section>`;
}
