import { count, grouped } from '../text.js';
import type { Markup } from './markup.js';
import { breakable, markup, prose } from './markup.js';
import type { FindingState, PageFinding, PageLaw } from './model.js';

const stateNames: Readonly<Record<FindingState, string>> = { open: 'Open', new: 'New', baseline: 'In the baseline', silenced: 'Silenced' };

/** The filters, the place of the list that the script fills, and the list as a table where there is no script. */
export function findingsView(findings: readonly PageFinding[], laws: readonly PageLaw[]): Markup {
  return markup`${filters(findings, laws)}
<div id="finding-list" class="needs-script"></div>
<noscript>${table(findings)}</noscript>`;
}

interface Option {
  readonly value: string;
  readonly text: string;
}

const select = (name: string, label: string, options: readonly Option[]): Markup =>
  markup`<label><span>${label}</span><select name="${name}">${options.map(({ value, text }) => markup`<option value="${value}">${text}</option>`)}</select></label>`;

function filters(findings: readonly PageFinding[], laws: readonly PageLaw[]): Markup {
  const tally = (key: (finding: PageFinding) => string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const finding of findings) counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
    return counts;
  };
  const byLaw = tally(({ law }) => law);
  const byState = tally(({ state }) => state);
  const modules = [...tally(({ module }) => module)].sort(([a], [b]) => (a < b ? -1 : 1));
  const states = (['baseline', 'silenced'] as const).filter((state) => byState.has(state));
  const numbered = (value: string, text: string, number: number): Option => ({ value, text: `${text} (${grouped(number)})` });
  const unsettled = (byState.get('open') ?? 0) + (byState.get('new') ?? 0);
  return markup`<form id="finding-filters" class="toolbar needs-script" role="search" aria-label="Findings">
<label class="search"><span>Search</span><input type="search" name="q" placeholder="Message, law, path" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<label><span>Path</span><input type="text" name="path" placeholder="src/…" autocomplete="off" spellcheck="false"></label>
${select('law', 'Law', [{ value: '', text: 'All' }, ...laws.filter(({ id }) => byLaw.has(id)).map(({ id }) => numbered(id, id, byLaw.get(id) ?? 0))])}
${select('module', 'Module', [{ value: '', text: 'All' }, ...modules.map(([name, number]) => numbered(name, name, number))])}
${select('severity', 'Severity', [{ value: '', text: 'All' }, { value: 'error', text: 'Errors' }, { value: 'warn', text: 'Warnings' }])}
${select('state', 'State', [numbered('', byState.has('open') || !byState.has('new') ? stateNames.open : stateNames.new, unsettled), ...states.map((state) => numbered(state, stateNames[state], byState.get(state) ?? 0)), numbered('all', 'All', findings.length)])}
${select('group', 'Group by', [{ value: 'path', text: 'File' }, { value: 'law', text: 'Law' }, { value: 'module', text: 'Module' }])}
<span class="chips"><button type="button" id="edge-filter" class="chip" hidden></button><button type="button" id="clear-filters" class="link" hidden>Clear</button></span>
<output id="finding-count" class="count"></output>
</form>`;
}

function table(findings: readonly PageFinding[]): Markup {
  if (findings.length === 0) return markup`<p class="empty">No findings: every law that was judged is upheld.</p>`;
  return markup`<p class="note">${count(findings.length, 'finding')}. With JavaScript they can be searched and show their code.</p>
<table class="grid plain"><caption class="vh">Findings</caption><thead><tr><th scope="col">Severity</th><th scope="col">Place</th><th scope="col">Message</th><th scope="col">Law</th></tr></thead><tbody>${findings.map(
    ({ severity, path, line, column, message, law, state }) =>
      markup`<tr><td class="${severity === 'error' ? 'is-error' : 'is-warn'}">${severity === 'error' ? 'error' : 'warning'}</td><td class="where">${breakable(path || '.')}${line > 0 && `:${line}:${column}`}</td><td>${prose(message)}${state !== 'open' && markup` <span class="tag">${state}</span>`}</td><td class="law-id">${law}</td></tr>`,
  )}</tbody></table>`;
}
