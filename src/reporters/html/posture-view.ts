import type { EndpointRow, TableRow, TableUse } from '../../facts/inspection.js';
import { count } from '../text.js';
import type { Markup } from './markup.js';
import { breakable, markup, trusted } from './markup.js';

/** `good`, `bad`: what the word means for the backend; `open`: cannot be told; `none`: does not apply. */
type Tone = 'good' | 'bad' | 'weak' | 'open' | 'none';

interface Cell {
  readonly word: string;
  readonly tone: Tone;
}

const signs: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', weak: '✕', open: '?', none: '–' };
const order: readonly Tone[] = ['bad', 'weak', 'open', 'good', 'none'];

const cell = ({ word, tone }: Cell): Markup =>
  markup`<td class="verdict ${tone}" data-sort="${order.indexOf(tone)}" title="${word}"><span aria-hidden="true">${signs[tone]}</span><span class="vh">${word}</span></td>`;

const answer = (value: 'yes' | 'no' | 'unknown', bad: Tone = 'bad'): Cell =>
  value === 'yes' ? { word: 'yes', tone: 'good' } : value === 'no' ? { word: 'no', tone: bad } : { word: 'not known', tone: 'open' };

/** What an endpoint is by each column of the matrix. */
function postureOf(row: EndpointRow): readonly Cell[] {
  return [
    row.validated === 'no input' ? { word: 'reads no input', tone: 'none' } : answer(row.validated),
    answer(row.authenticated),
    // a caller who is known can be stopped; one who is not can only be slowed down
    answer(row.rateLimited, row.authenticated === 'yes' ? 'weak' : 'bad'),
    row.responseSchema ? { word: 'yes', tone: 'good' } : { word: 'no', tone: 'weak' },
    idempotence(row),
    paging(row),
    versioning(row),
  ];
}

const columns = [
  { title: 'Input', note: 'a schema parses body and query before the handler reads them' },
  { title: 'Auth', note: 'something before the handler, or in it, tells who the caller is' },
  { title: 'Rate limit', note: 'something limits how often a caller may call' },
  { title: 'Schema', note: 'the route declares a response schema, or something serialises by one' },
  { title: 'Idempotent', note: 'a repeated request does nothing twice: the method says so, or an idempotency key is read' },
  { title: 'Paged', note: 'every query for many rows on the way has a limit' },
  { title: 'Versioned', note: 'the path names a version of the API' },
] as const;

/** RFC 9110, 9.2.2: what PUT, DELETE and the safe methods do twice is what they do once. */
function idempotence({ protocol, method, readsIdempotencyKey }: EndpointRow): Cell {
  if (protocol !== 'http') return { word: 'not an HTTP method', tone: 'none' };
  if (method === 'POST' || method === 'PATCH') {
    if (readsIdempotencyKey === null) return { word: 'not known', tone: 'open' };
    return readsIdempotencyKey ? { word: 'reads an idempotency key', tone: 'good' } : { word: `${method} without an idempotency key`, tone: 'weak' };
  }
  return method === 'ALL' ? { word: 'answers every method', tone: 'open' } : { word: `${method} is idempotent`, tone: 'good' };
}

function paging({ paginated }: EndpointRow): Cell {
  if (paginated === 'no list') return { word: 'queries no list', tone: 'none' };
  return answer(paginated);
}

function versioning({ protocol, route }: EndpointRow): Cell {
  if (protocol !== 'http') return { word: 'has no path', tone: 'none' };
  if (route === null) return { word: 'path not known', tone: 'open' };
  return /\/v\d+(?:\.\d+)*(?:\/|$)/iu.test(route) ? { word: 'yes', tone: 'good' } : { word: 'no', tone: 'weak' };
}

type Href = (path: string, line: number) => string | null;

/** `path:line`, as a link where the file can be looked at. */
export function place(path: string, line: number, hrefOf: Href): Markup {
  const text = markup`${breakable(path)}${line > 0 && markup`<span class="line">:${line}</span>`}`;
  const href = hrefOf(path, line);
  return href === null ? markup`<span class="path">${text}</span>` : markup`<a class="path" href="${href}" rel="noreferrer">${text}</a>`;
}

/** A header cell that sorts its column when there is a script. */
const header = (title: string, kind = '', note = ''): Markup => markup`<th scope="col" class="${kind}" data-sortable${note && markup` title="${note}"`}>${title}</th>`;

/** What is first in a list; the rest opens, so that one long list makes no row higher than the screen. */
function folded(items: readonly Markup[], most: number, separator = ', '): Markup {
  const listed = (part: readonly Markup[]): Markup => markup`${part.map((item, i) => markup`${i > 0 && trusted(separator)}${item}`)}`;
  if (items.length <= most + 1) return listed(items);
  return markup`${listed(items.slice(0, most))}${trusted(separator)}<details><summary>${items.length - most} more</summary> ${listed(items.slice(most))}</details>`;
}

const search = (id: string, label: string, total: string): Markup =>
  markup`<div class="toolbar needs-script"><label class="search"><span class="vh">${label}</span><input type="search" data-filters="${id}" placeholder="${label}" autocomplete="off" spellcheck="false"></label><output class="count" data-count-of="${id}">${total}</output></div>`;

/** Names of a list that are in sight without opening it. */
const mostNames = 4;

export function endpointsView(rows: readonly EndpointRow[], hrefOf: Href): Markup {
  if (rows.length === 0) return markup`<p class="empty">No endpoint was understood here. <code>fortress-audit doctor</code> says what was read and what could not be followed.</p>`;
  const tables = (names: readonly string[], kind: string): Markup => markup`<td class="names ${kind}" data-sort="${names.length}">${folded(names.map(breakable), mostNames)}</td>`;
  return markup`${search('endpoint-table', 'Filter endpoints by method, path, handler, file, table', count(rows.length, 'endpoint'))}
<p class="note legend-line"><span class="verdict good">✓</span> yes <span class="verdict bad">✕</span> no <span class="verdict weak">✕</span> no, less grave <span class="verdict open">?</span> cannot be told from the code <span class="verdict none">–</span> does not apply</p>
<div class="scroll" tabindex="0" role="group" aria-label="Endpoints"><table class="grid" id="endpoint-table"><caption class="vh">Endpoints and what stands before their handlers</caption>
<thead><tr>${header('Method')}${header('Path')}${columns.map(({ title, note }) => header(title, 'verdict', note))}${header('Handler')}${header('Reads')}${header('Writes')}</tr></thead>
<tbody>${rows.map(
    (row) => markup`<tr><td class="method m-${row.method}">${row.protocol === 'http' ? row.method : row.protocol}</td><th scope="row" class="route">${breakable(row.shownRoute)}</th>${postureOf(row).map(cell)}<td class="names handler">${row.handler === null ? markup`<span class="dim">not known</span>` : breakable(row.handler)} ${place(row.path, row.line, hrefOf)}</td>${tables(row.reads, 'reads')}${tables(row.writes, 'writes')}</tr>`,
  )}</tbody></table></div>`;
}

export function tablesView(rows: readonly TableRow[], hrefOf: Href): Markup {
  if (rows.length === 0) return markup`<p class="empty">No table is declared here, or by no data layer that Fortress reads.</p>`;
  const uses = (list: readonly TableUse[], owner: string | null): Markup =>
    markup`<td class="names" data-sort="${list.length}">${folded(list.map(({ module, queries }) => markup`<span class="${owner !== null && module !== owner ? 'foreign' : ''}">${breakable(module)}\u00a0<span class="dim">${queries}</span></span>`), mostNames)}</td>`;
  const keyOf = ({ key }: TableRow): Markup =>
    key.length === 0 ? markup`<span class="dim">not known</span>` : markup`${key.map(({ column, type, generated }, i) => markup`${i > 0 && ' + '}${column}${type !== null && markup` <span class="dim">${type}</span>`}${generated !== null && markup` <span class="tag ${generated === 'uuid-v4' ? 'is-warn' : ''}">${generated}</span>`}`)}`;
  const indexesOf = ({ indexes }: TableRow): Markup =>
    indexes === null ? markup`<span class="dim">not read</span>` : folded(indexes.map(({ columns: names, unique }) => markup`${names.map((name, i) => markup`${i > 0 && ' + '}${breakable(name)}`)}${unique && markup` <span class="dim">unique</span>`}`), mostNames);
  return markup`${search('table-table', 'Filter tables by name, key, module, file', count(rows.length, 'table'))}
<p class="note legend-line"><span class="foreign">module</span> reads or writes a table that another module owns. A number counts the queries. The owner declares the table or, in a central schema, is the only one that writes it.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Tables"><table class="grid" id="table-table"><caption class="vh">Tables: keys, owners, readers and writers</caption>
<thead><tr>${header('Table')}${header('Key')}${header('Version column')}${header('Indexes')}${header('Owner')}${header('Readers')}${header('Writers')}${header('Layer')}${header('Declared at')}</tr></thead>
<tbody>${rows.map(
    (row) => markup`<tr><th scope="row" class="route">${breakable(row.table)}${row.symbol !== null && row.symbol !== row.table && markup` <span class="dim">${row.symbol}</span>`}</th><td class="names">${keyOf(row)}</td><td class="names">${row.versionColumn ?? markup`<span class="dim">none</span>`}</td><td class="names">${indexesOf(row)}</td><td class="names" title="${row.owner?.because ?? ''}">${row.owner === null ? markup`<span class="dim">none</span>` : breakable(row.owner.module)}</td>${uses(row.readers, row.owner?.module ?? null)}${uses(row.writers, row.owner?.module ?? null)}<td class="names dim">${row.layer}</td><td class="where">${folded([row, ...row.alsoAt].map(({ path, line }) => place(path, line, hrefOf)), 1, '<br>')}</td></tr>`,
  )}</tbody></table></div>`;
}
