import type { LawEntry } from '../../catalogue.js';
import type { LawOutcome, LawStatus, Report } from '../../facts/finding.js';
import type { HistoryEntry } from '../../facts/history.js';
import { entryOf } from '../law-entry.js';
import { count, grouped, things } from '../text.js';
import { isUnsettled } from './finding-data.js';
import type { Markup } from './markup.js';
import { breakable, encoded, markup } from './markup.js';
import type { PageFinding } from './model.js';
import { sparkline, trend } from './trend.js';

/** Group of what is no law of the catalogue, such as an unused suppression. */
const other = 'Other';
const groupOf = (law: string): string => entryOf(law)?.group ?? other;

/** From what is hardest to change later to what is easiest. */
const groups: readonly string[] = ['Architecture', 'Trust', 'Data integrity', 'API contract', 'Performance', 'Resilience', 'Observability', 'Workflow', other] satisfies (LawEntry['group'] | typeof other)[];

const statuses: readonly LawStatus[] = ['violated', 'undetermined', 'upheld', 'not applicable', 'off'];

export interface OverviewInput {
  readonly report: Report;
  readonly findings: readonly PageFinding[];
  /** Names of modules and folders, in the graph's order. */
  readonly modules: readonly string[];
  /** Rows of the other parts. */
  readonly endpoints: number;
  readonly tables: number;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

/** What the run says in all: figures, laws by group, findings by module and group, trends, what could not be read. */
export function overview(input: OverviewInput): Markup {
  const { report, findings, modules, history } = input;
  return markup`${figures(input)}
<div class="columns">
<section aria-labelledby="laws-title">
<h2 id="laws-title">Laws</h2>
${statusBar(report.laws)}
${lawTable(report.laws, history)}
</section>
<div>
${history.length > 0 ? trend(history) : null}
<section aria-labelledby="by-module-title">
<h2 id="by-module-title">Modules</h2>
${moduleTable(findings.filter(({ state }) => isUnsettled(state)), modules)}
</section>
${problems(report)}
</div>
</div>`;
}

function figures({ report: { summary, scope, baseline }, findings, endpoints, tables }: OverviewInput): Markup {
  const known = findings.filter(({ state }) => state === 'baseline').length;
  const silenced = findings.filter(({ state }) => state === 'silenced').length;
  const figure = (value: number, noun: string, kind = ''): Markup => markup`<div class="figure ${kind}"><dt>${noun}</dt><dd>${grouped(value)}</dd></div>`;
  const plural = (value: number, noun: string): string => (value === 1 ? noun : `${noun}s`);
  return markup`<dl class="figures">
${figure(summary.errors, plural(summary.errors, 'error'), summary.errors > 0 ? 'is-error' : '')}${figure(summary.warnings, plural(summary.warnings, 'warning'), summary.warnings > 0 ? 'is-warn' : '')}
${baseline !== undefined && figure(known, 'in the baseline')}${figure(silenced, 'silenced')}
${figure(summary.files, plural(summary.files, 'file'))}${figure(endpoints, plural(endpoints, 'endpoint'))}${figure(tables, plural(tables, 'table'))}
</dl>
${scope !== undefined && markup`<p class="note scope">Only what is ${scope.what} is reported: ${count(scope.files, 'file')}. ${count(scope.elsewhere, 'finding')} elsewhere.</p>`}
${baseline !== undefined && baseline.stale > 0 && markup`<p class="note scope">${count(baseline.stale, 'entry').replace('entrys', 'entries')} of the baseline no longer match${baseline.stale === 1 && 'es'} a finding.</p>`}`;
}

const statusClass = (status: LawStatus): string => `status-${status.replace(' ', '-')}`;
const statusSign: Readonly<Record<LawStatus, string>> = { violated: '✕', undetermined: '?', upheld: '✓', 'not applicable': '–', off: '○' };

function statusBar(laws: readonly LawOutcome[]): Markup {
  const counts = statuses.map((status) => ({ status, number: laws.filter((law) => law.status === status).length }));
  let x = 0;
  const parts = counts.map(({ status, number }) => {
    const part = markup`<rect class="${statusClass(status)}" x="${x}" y="0" width="${number}" height="1"/>`;
    x += number;
    return part;
  });
  return markup`<svg class="bar" viewBox="0 0 ${Math.max(1, laws.length)} 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>
<ul class="legend">${counts.map(({ status, number }) => markup`<li><span class="dot ${statusClass(status)}" aria-hidden="true"></span>${number} ${status}</li>`)}</ul>`;
}

/** Laws in the catalogue's order by group, then what the report has of others. */
function lawTable(laws: readonly LawOutcome[], history: readonly HistoryEntry[]): Markup {
  const used = groups.filter((group) => laws.some(({ id }) => groupOf(id) === group));
  const most = Math.max(1, ...laws.map(({ findings }) => findings));
  const row = ({ id, status, examined, findings }: LawOutcome): Markup => markup`<tr>
<td class="${statusClass(status)} sign"><span aria-hidden="true">${statusSign[status]}</span><span class="vh">${status}</span></td>
<th scope="row"><span class="law-title">${entryOf(id)?.title ?? id}</span> <span class="law-id">${id}</span></th>
<td class="num dim">${status === 'off' || examined.count === 0 ? '' : things(examined.count, examined.noun)}</td>
${history.length > 0 && markup`<td class="spark">${history.some(({ laws: counts }) => (counts[id] ?? 0) > 0) && sparkline(history.map(({ laws: counts }) => counts[id] ?? null), `Findings of ${id} by commit`)}</td>`}
<td class="num">${findings > 0 ? markup`<a href="#findings&amp;law=${id}">${grouped(findings)}</a>` : ''}</td>
<td class="meter">${findings > 0 && meter(findings / most)}</td>
</tr>`;
  return markup`<table class="laws"><caption class="vh">Laws by group: status, what was examined, findings</caption>
<thead><tr><th scope="col"><span class="vh">Status</span></th><th scope="col">Law</th><th scope="col" class="num">Examined</th>${history.length > 0 && markup`<th scope="col" class="spark">Trend</th>`}<th scope="col" class="num">Findings</th><td></td></tr></thead>
${used.map((group) => markup`<tbody><tr class="group"><th scope="rowgroup" colspan="2">${group}</th></tr>${laws.filter(({ id }) => groupOf(id) === group).map(row)}</tbody>`)}
</table>`;
}

/** A bar from nothing to one. */
const meter = (share: number): Markup =>
  markup`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(4, Math.round(share * 100))}" height="1"/></svg>`;

const hyphenated: Readonly<Record<string, string>> = { Architecture: 'Archi\u00adtecture', Observability: 'Observ\u00adability', Performance: 'Perfor\u00admance', Resilience: 'Resili\u00adence', Workflow: 'Work\u00adflow' };

/** Modules by groups of laws; a cell's tint is its share of the highest cell. */
function moduleTable(findings: readonly PageFinding[], modules: readonly string[]): Markup {
  if (findings.length === 0) return markup`<p class="empty">No findings in any module.</p>`;
  const cells = new Map<string, Map<string, number>>();
  for (const { module, law } of findings) {
    const row = cells.get(module) ?? new Map<string, number>();
    const group = groupOf(law);
    row.set(group, (row.get(group) ?? 0) + 1);
    cells.set(module, row);
  }
  const used = groups.filter((group) => [...cells.values()].some((row) => row.has(group)));
  const total = (row: ReadonlyMap<string, number>): number => [...row.values()].reduce((sum, number) => sum + number, 0);
  const highest = Math.max(...[...cells.values()].flatMap((row) => [...row.values()]));
  const rows = [...cells].sort(([a, few], [b, many]) => total(many) - total(few) || (a < b ? -1 : 1));
  const clean = modules.filter((name) => !cells.has(name)).length;
  const shown = (number: number | undefined): Markup =>
    number === undefined ? markup`<td class="num none"><span aria-hidden="true">·</span></td>` : markup`<td class="num heat-${Math.ceil((Math.log1p(number) / Math.log1p(highest)) * 5)}">${grouped(number)}</td>`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-labelledby="by-module-title"><table class="heat"><caption class="vh">Findings by module and group of laws</caption>
<thead><tr><th scope="col">Module</th>${used.map((group) => markup`<th scope="col" class="num">${hyphenated[group] ?? group}</th>`)}<th scope="col" class="num">All</th></tr></thead>
<tbody>${rows.map(([name, row]) => markup`<tr><th scope="row"><a href="#findings&amp;module=${encoded(name)}">${breakable(name)}</a></th>${used.map((group) => shown(row.get(group)))}<td class="num total">${grouped(total(row))}</td></tr>`)}</tbody>
</table></div>
${clean > 0 && markup`<p class="note">${things(clean, 'more modules or folders')} without a finding.</p>`}`;
}

function problems({ problems: list }: Report): Markup {
  if (list.length === 0) return markup``;
  return markup`<section aria-labelledby="problems-title"><h2 id="problems-title">Problems</h2>
<p class="note">${things(list.length, 'files or folders')} could not be judged in full.</p>
<ul class="problems">${list.map(({ path, message }) => markup`<li><code>${breakable(path || '.')}</code> ${message}</li>`)}</ul></section>`;
}
