import type { PageData, PageEdge } from '../model.js';
import { all, breakable, counted, make } from './dom.js';

const least = 0.2;
const most = 8;
/** Screen pixels for one of the drawing's below which labels cannot be read. */
const legible = 0.6;

/** Pan, zoom and selection of the module graph; what is selected is told in words as well. */
export function startGraph(data: PageData): void {
  const svg = document.querySelector<SVGSVGElement>('#module-graph');
  if (!svg) return;
  startPanAndZoom(svg);
  const nodeOf = new Map(data.modules.map(({ name, node }) => [name, node]));
  const modulesOf = (node: string): string[] => data.modules.filter((module) => module.node === node).map(({ name }) => name);
  const nodes = all<SVGGElement>('.node', svg);
  const edges = all<SVGPathElement>('.edge', svg);

  const select = (node: string | null, name: string | null): void => {
    svg.classList.toggle('has-selection', node !== null);
    const near = new Set<string>();
    for (const edge of edges) {
      const { from = '', to = '' } = edge.dataset;
      const isOn = node !== null && (from === node || to === node);
      edge.classList.toggle('on', isOn);
      if (!isOn) continue;
      near.add(from).add(to);
      edge.parentElement?.append(edge);
    }
    for (const element of nodes) {
      element.classList.toggle('on', element.dataset['node'] === node);
      element.classList.toggle('near', near.has(element.dataset['node'] ?? ''));
    }
    for (const button of all('[data-select]')) button.setAttribute('aria-pressed', String(button.dataset['select'] === name));
    const detail = document.querySelector('#module-detail');
    if (node === null) detail?.replaceChildren(make('p', { class: 'empty' }, 'Nothing is selected.'));
    else detail?.replaceChildren(...describe(data, name === null ? modulesOf(node) : [name], name ?? node));
  };
  for (const element of nodes) {
    element.addEventListener('click', () => {
      const node = element.dataset['node'] ?? '';
      const [only, ...others] = modulesOf(node);
      if (element.classList.contains('on')) select(null, null);
      else select(node, others.length === 0 ? (only ?? node) : null);
    });
  }
  for (const button of all('[data-select]')) {
    button.addEventListener('click', () => {
      const name = button.dataset['select'] ?? '';
      if (button.getAttribute('aria-pressed') === 'true') select(null, null);
      else select(nodeOf.get(name) ?? name, name);
    });
  }
}

function describe(data: PageData, names: readonly string[], title: string): Node[] {
  const own = new Set(names);
  const modules = data.modules.filter(({ name }) => own.has(name));
  const found = modules.reduce((sum, { findings }) => sum + findings, 0);
  const [only, ...others] = modules;
  const out = data.edges.filter(({ from, to }) => own.has(from) && !own.has(to));
  const into = data.edges.filter(({ from, to }) => own.has(to) && !own.has(from));
  const link = only && others.length === 0 && found > 0 ? make('a', { href: `#findings&module=${encodeURIComponent(only.name)}` }, counted(found, 'finding')) : counted(found, 'finding');
  return [
    make('h3', {}, ...breakable(title)),
    make('p', { class: 'note' }, ...(only && others.length === 0 ? [make('span', { class: 'path' }, ...breakable(only.dir || '.')), ' · '] : [`${counted(modules.length, 'module')} · `]), link),
    ...edgeList('Imports', out, ({ to }) => to),
    ...edgeList('Imported by', into, ({ from }) => from),
  ];
}

function edgeList(title: string, edges: readonly PageEdge[], other: (edge: PageEdge) => string): Node[] {
  if (edges.length === 0) return [make('h4', {}, title), make('p', { class: 'dim' }, 'Nothing.')];
  const sorted = [...edges].sort((a, b) => b.findings.length - a.findings.length || b.imports - a.imports || (other(a) < other(b) ? -1 : 1));
  return [
    make('h4', {}, `${title} `, make('span', { class: 'dim' }, String(edges.length))),
    make(
      'ul',
      { class: 'edge-list' },
      ...sorted.map((edge) =>
        make(
          'li',
          {},
          make('span', { class: 'edge-name' }, ...breakable(other(edge))),
          make('span', { class: 'dim num' }, `${edge.imports}${edge.typeOnly === edge.imports ? ', types only' : ''}`),
          edge.loops && make('span', { class: 'tag is-warn' }, 'loop'),
          edge.findings.length > 0 && make('a', { href: `#findings&from=${encodeURIComponent(edge.from)}&to=${encodeURIComponent(edge.to)}`, class: 'tag is-error' }, counted(edge.findings.length, 'finding')),
        ),
      ),
    ),
  ];
}

function startPanAndZoom(svg: SVGSVGElement): void {
  const viewport = svg.querySelector('#viewport');
  let [scale, x, y] = [1, 0, 0];
  /** As large as fits, or as large as can be read with the left edge in sight. */
  const reset = (): void => {
    const { x: left, y: top, width, height } = svg.viewBox.baseVal;
    const shown = svg.getBoundingClientRect().width / width;
    scale = shown > 0 && shown < legible ? legible / shown : 1;
    [x, y] = [left - left * scale, (1 - scale) * (top + height / 2)];
    apply();
  };
  const apply = (): void => viewport?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
  /** A point of the screen in the drawing's units. */
  const at = (clientX: number, clientY: number): DOMPoint => new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM()?.inverse());
  const zoom = (factor: number, point: { readonly x: number; readonly y: number }): void => {
    const next = Math.min(most, Math.max(least, scale * factor));
    [x, y] = [point.x - ((point.x - x) * next) / scale, point.y - ((point.y - y) * next) / scale];
    scale = next;
    apply();
  };
  const middle = (): DOMPoint => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    return at(left + width / 2, top + height / 2);
  };
  svg.addEventListener(
    'wheel',
    (event) => {
      // without a modifier the wheel scrolls the page; browsers send a pinch as ctrl and wheel
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), at(event.clientX, event.clientY));
    },
    { passive: false },
  );
  let from: DOMPoint | null = null;
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('.node'))) return;
    from = at(event.clientX, event.clientY);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    if (!from) return;
    const to = at(event.clientX, event.clientY);
    [x, y] = [x + to.x - from.x, y + to.y - from.y];
    from = to;
    apply();
  });
  for (const type of ['pointerup', 'pointercancel'] as const) svg.addEventListener(type, () => (from = null));
  // the drawing has no size before its tab is shown
  new ResizeObserver((_, observer) => {
    if (svg.getBoundingClientRect().width === 0) return;
    observer.disconnect();
    reset();
  }).observe(svg);
  for (const button of all('[data-zoom]')) {
    button.addEventListener('click', () => {
      if (button.dataset['zoom'] === 'fit') {
        [scale, x, y] = [1, 0, 0];
        apply();
      } else zoom(button.dataset['zoom'] === 'in' ? 1.4 : 1 / 1.4, middle());
    });
  }
}
