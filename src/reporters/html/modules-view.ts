import type { ModuleGraph } from '../../facts/inspection.js';
import type { JudgedEdge } from '../backend-view.js';
import { count, displayWidth, grouped } from '../text.js';
import type { DrawnGraph } from './graph-fold.js';
import type { Layout } from './graph-layout.js';
import { layOut, nodeHeight } from './graph-layout.js';
import type { Markup } from './markup.js';
import { breakable, markup } from './markup.js';

/** Advance of one column of text at 12 pixels; wider than the mean of system fonts, so that labels fit. */
const columnWidth = 7.4;
const longestLabel = 26;
const margin = 24;
/** Pixels on the screen. */
const usualWidth = 1050;
/** As in the page's script: what would be drawn smaller is drawn at this size and moved about. */
const legible = 0.6;
const lowestDrawing = 380;
const tallestDrawing = 760;

/** The last segments of each name that tell it from the others; of a long one the middle is left out. */
function labelsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const suffix = (name: string, length: number): string => name.split('/').slice(-length).join('/');
  const uses = new Map<string, number>();
  for (const name of names)
    for (let length = 1; length <= name.split('/').length; length += 1) uses.set(suffix(name, length), (uses.get(suffix(name, length)) ?? 0) + 1);
  return new Map(
    names.map((name) => {
      let length = 1;
      while ((uses.get(suffix(name, length)) ?? 0) > 1 && length < name.split('/').length) length += 1;
      return [name, shortened(suffix(name, length))];
    }),
  );
}

function shortened(label: string): string {
  if (displayWidth(label) <= longestLabel) return label;
  const characters = [...label];
  return `${characters.slice(0, 10).join('')}…${characters.slice(-(longestLabel - 11)).join('')}`;
}

const badgeWidth = (findings: number): number => (findings === 0 ? 0 : 14 + String(findings).length * 7);

export interface ModulesInput {
  readonly graph: ModuleGraph;
  readonly edges: readonly JudgedEdge[];
  readonly drawn: DrawnGraph;
  /** Findings by module, silenced ones left out. */
  readonly findings: ReadonlyMap<string, number>;
}

/** The drawing of the module graph, and the same as a list. */
export function modulesView({ graph, edges, drawn, findings }: ModulesInput): Markup {
  if (graph.nodes.length === 0) return markup`<p class="empty">No runtime code, so no modules.</p>`;
  const bad = edges.filter((edge) => edge.findings.length > 0).length;
  return markup`<p class="note">${count(graph.nodes.filter(({ kind }) => kind === 'module').length, 'module')}, ${count(graph.nodes.filter(({ kind }) => kind === 'folder').length, 'folder')} outside of modules, ${count(edges.length, 'edge')}: <span class="edge-key is-error"></span> ${bad} with findings, <span class="edge-key is-warn"></span> ${edges.filter(({ loops }) => loops).length} in ${count(graph.cycles.length, 'loop')}. Imports are counted as pairs of files.${drawn.folded && ` There are too many to draw each: the drawing shows ${drawn.nodes.length} folders of them, the list below every one.`}</p>
<div class="graph-and-list">
<div class="graph">${drawing(drawn, findings)}
<div class="graph-tools needs-script"><button type="button" data-zoom="in" aria-label="Zoom in">+</button><button type="button" data-zoom="out" aria-label="Zoom out">−</button><button type="button" data-zoom="fit">Fit</button></div></div>
<aside class="module-detail needs-script" id="module-detail" aria-live="polite"><p class="empty">Select a module in the drawing or in the list to see what it imports and who imports it.</p></aside>
</div>
${list(graph, edges, findings)}
${graph.cycles.length > 0 && markup`<h3 class="loops-title">Loops</h3><p class="note">The shortest one of each knot; imports of types alone do not count.</p><ul class="loops">${graph.cycles.map((cycle) => markup`<li>${[...cycle, cycle[0] ?? ''].map((name, i) => markup`${i > 0 && ' → '}<span>${name}</span>`)}</li>`)}</ul>`}`;
}

function drawing({ nodes, edges }: DrawnGraph, findings: ReadonlyMap<string, number>): Markup {
  const labels = labelsOf(nodes.map(({ name }) => name));
  const boxes = nodes.map((node) => {
    const found = node.modules.reduce((sum, name) => sum + (findings.get(name) ?? 0), 0);
    const label = labels.get(node.name) ?? node.name;
    return { ...node, label, found, width: Math.ceil(displayWidth(label) * columnWidth) + (found > 0 ? 32 : 24) + badgeWidth(found) };
  });
  const layout = layOut(boxes, edges);
  const [width, height] = [Math.ceil(layout.width) + 2 * margin, Math.ceil(layout.height) + 2 * margin];
  return markup`<svg id="module-graph" viewBox="${-margin} ${-margin} ${width} ${height}" height="${Math.round(Math.min(tallestDrawing, Math.max(lowestDrawing, height * Math.max(legible, Math.min(1.1, usualWidth / width)))))}" role="img" aria-label="Module graph; the list below says the same">
<defs><marker id="head" class="head" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0.5L8 4L0 7.5z"/></marker></defs>
<g id="viewport"><g class="edges">${edges.map((edge) => edgeMarkup(edge, layout))}</g>
<g class="nodes">${boxes.map(({ name, label, found, files, kind }) => {
    const { x, y, width } = layout.places.get(name) ?? { x: 0, y: 0, width: 0 };
    return markup`<g class="node ${kind}" data-node="${name}" transform="translate(${x} ${y})"><title>${name}: ${count(files, 'file')}, ${count(found, 'finding')}</title><rect width="${width}" height="${nodeHeight}" rx="6"/><text x="12" y="19.5">${label}</text>${found > 0 && markup`<rect class="badge" x="${width - badgeWidth(found) - 6}" y="7" width="${badgeWidth(found)}" height="16" rx="8"/><text class="badge-text" x="${width - badgeWidth(found) / 2 - 6}" y="18.5">${found}</text>`}</g>`;
  })}</g></g></svg>`;
}

function edgeMarkup(edge: DrawnGraph['edges'][number], { places }: Layout): Markup {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (!from || !to) return markup``;
  const kind = edge.findings > 0 ? 'is-error' : edge.loops ? 'is-warn' : '';
  // both ways between two boxes are apart by some pixels; a column's own edges bow out to its right
  const isBack = to.x < from.x;
  const isBeside = to.x === from.x;
  const [x1, y1] = [isBack ? from.x : from.x + from.width, from.y + nodeHeight / 2 + (isBack ? 5 : -3)];
  const [x2, y2] = [isBack || isBeside ? to.x + to.width : to.x, to.y + nodeHeight / 2 + (isBack ? 5 : -3)];
  const bend = Math.max(isBeside ? 30 : 36, Math.min(140, Math.abs(x2 - x1) / 2));
  const [c1, c2] = [isBack ? x1 - bend : x1 + bend, isBack || isBeside ? x2 + bend : x2 - bend];
  return markup`<path class="edge ${kind}" data-from="${edge.from}" data-to="${edge.to}" marker-end="url(#head)" stroke-width="${Math.round((1 + Math.min(2, Math.log10(edge.imports))) * 10) / 10}" d="M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}"/>`;
}

function list({ nodes }: ModuleGraph, edges: readonly JudgedEdge[], findings: ReadonlyMap<string, number>): Markup {
  const number = (value: number): Markup => markup`<td class="num" data-sort="${value}">${value === 0 ? markup`<span class="none" aria-hidden="true">·</span><span class="vh">0</span>` : grouped(value)}</td>`;
  const sortable = (title: string): Markup => markup`<th scope="col" class="num" data-sortable>${title}</th>`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="List of modules"><table class="grid modules" id="module-table"><caption class="vh">Modules and folders outside of modules</caption>
<thead><tr><th scope="col" data-sortable>Module</th><th scope="col" data-sortable>Folder</th>${['Files', 'Slices', 'Endpoints', 'Tables', 'Imports', 'Imported by', 'Bad edges', 'Findings'].map(sortable)}</tr></thead>
<tbody>${nodes.map(({ name, dir, kind, files, slices, endpoints, tables }) => {
    const own = edges.filter(({ from }) => from === name);
    return markup`<tr><th scope="row"><button type="button" class="link needs-script" data-select="${name}">${breakable(name)}</button><noscript>${name}</noscript></th><td class="where dim">${breakable(dir || '.')}${kind === 'folder' && ' (folder)'}</td>${[files, slices.length, endpoints, tables, own.length, edges.filter(({ to }) => to === name).length, own.filter((edge) => edge.findings.length > 0).length, findings.get(name) ?? 0].map(number)}</tr>`;
  })}</tbody></table></div>`;
}
