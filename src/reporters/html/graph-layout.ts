/**
 * A layered drawing of a directed graph, left to right: who imports stands left of what is imported, as far as loops
 * allow (Sugiyama, Tagawa, Toda 1981: break loops, assign layers, order by barycentres, assign places). Backends import
 * in long chains, so neighbouring layers share a column where there would be too many. Edges across several
 * columns get no bend points: boxes are opaque, and a selection tells what passes behind them. The same graph gives
 * the same places.
 */
export interface LayoutNode {
  readonly name: string;
  /** Pixels. */
  readonly width: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
}

export interface PlacedNode {
  readonly x: number;
  readonly y: number;
  /** Of the widest node of its column. */
  readonly width: number;
}

export interface Layout {
  /** Left upper corner of each node. */
  readonly places: ReadonlyMap<string, PlacedNode>;
  readonly width: number;
  readonly height: number;
}

export const nodeHeight = 30;
const rowGap = 12;
const columnGap = 88;
const narrowGap = 28;
/** Nodes in one column; a fuller layer takes several. */
const tallest = 16;
const sweeps = 12;
/** Columns of a drawing of `nodes` nodes: wide enough for a screen and not much wider. */
const mostColumns = (nodes: number): number => Math.max(6, Math.ceil(Math.sqrt(nodes * 0.6)));

export function layOut(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const names = nodes.map(({ name }) => name);
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const forward = withoutLoops(names, edges);
  const layers = layersOf(names.filter((name) => linked.has(name)), forward);
  const columns = order(layers, forward).flatMap((layer) => chunks(layer, tallest).map((column, i) => ({ column, joins: i > 0 })));
  const widthOf = new Map(nodes.map(({ name, width }) => [name, width]));
  const ys = rows(columns.map(({ column }) => column), forward);
  const places = new Map<string, PlacedNode>();
  let x = 0;
  columns.forEach(({ column, joins }, i) => {
    if (i > 0) x += joins ? narrowGap : columnGap;
    const width = Math.max(...column.map((name) => widthOf.get(name) ?? 0));
    for (const name of column) places.set(name, { x, y: ys.get(name) ?? 0, width });
    x += width;
  });
  const drawn = { width: x, height: Math.max(0, ...[...places.values()].map(({ y }) => y + nodeHeight)) };
  return placeLoose(names.filter((name) => !linked.has(name)), widthOf, places, drawn);
}

/** Nodes without an edge stand in rows below the others. */
function placeLoose(loose: readonly string[], widthOf: ReadonlyMap<string, number>, places: Map<string, PlacedNode>, drawn: { width: number; height: number }): Layout {
  const room = Math.max(drawn.width, 900);
  let { width } = drawn;
  let [x, y] = [0, drawn.height === 0 ? 0 : drawn.height + 2 * rowGap + nodeHeight];
  for (const name of loose) {
    const own = widthOf.get(name) ?? 0;
    if (x > 0 && x + own > room) [x, y] = [0, y + nodeHeight + rowGap];
    places.set(name, { x, y, width: own });
    x += own + rowGap;
    width = Math.max(width, x - rowGap);
  }
  return { places, width, height: loose.length > 0 ? y + nodeHeight : drawn.height };
}

/**
 * The edges that make no loop, by the order that Eades, Lin and Smyth (1993) find: nodes that import more than they
 * are imported come first, and what leads back is left out.
 */
function withoutLoops(names: readonly string[], edges: readonly LayoutEdge[]): LayoutEdge[] {
  const left = new Set(names);
  const [first, last]: [string[], string[]] = [[], []];
  const weight = (name: string, side: 'from' | 'to'): number =>
    edges.reduce((sum, edge) => sum + (edge[side] === name && edge.from !== edge.to && left.has(edge.from) && left.has(edge.to) ? edge.imports : 0), 0);
  while (left.size > 0) {
    const all = [...left].map((name) => ({ name, out: weight(name, 'from'), in: weight(name, 'to') }));
    const sinks = all.filter((node) => node.out === 0);
    const sources = all.filter((node) => node.in === 0 && node.out > 0);
    const next = sinks.length > 0 ? sinks : sources.length > 0 ? sources : [all.reduce((best, node) => (node.out - node.in > best.out - best.in ? node : best))];
    for (const { name } of next) left.delete(name);
    if (sinks.length > 0) last.unshift(...next.map(({ name }) => name));
    else first.push(...next.map(({ name }) => name));
  }
  const rank = new Map([...first, ...last].map((name, i) => [name, i]));
  return edges.filter(({ from, to }) => (rank.get(from) ?? 0) < (rank.get(to) ?? 0));
}

/** Layers from the left; a node stands at least one layer before what it imports, and beside it where layers share a column. */
function layersOf(names: readonly string[], edges: readonly LayoutEdge[]): string[][] {
  const targets = neighbours(edges, 'from', 'to');
  const known = new Map<string, number>();
  const depth = (name: string): number => {
    let own = known.get(name);
    if (own === undefined) known.set(name, (own = Math.max(0, ...(targets.get(name) ?? []).map((to) => depth(to) + 1))));
    return own;
  };
  const deepest = Math.max(0, ...names.map(depth));
  const columns = Math.min(deepest + 1, mostColumns(names.length));
  const layers = Array.from({ length: columns }, (): string[] => []);
  for (const name of names) layers[Math.floor(((deepest - depth(name)) * columns) / (deepest + 1))]?.push(name);
  return layers.filter((layer) => layer.length > 0);
}

/** Orders each layer by the mean place of its neighbours, back and forth. */
function order(layers: readonly (readonly string[])[], edges: readonly LayoutEdge[]): string[][] {
  const near = { left: neighbours(edges, 'to', 'from'), right: neighbours(edges, 'from', 'to') };
  const ordered = layers.map((layer) => [...layer]);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const side = sweep % 2 === 0 ? near.left : near.right;
    const place = new Map(ordered.flatMap((layer) => layer.map((name, i) => [name, (i + 0.5) / layer.length] as const)));
    for (const layer of sweep % 2 === 0 ? ordered : [...ordered].reverse()) {
      const wanted = new Map(layer.map((name) => [name, mean((side.get(name) ?? []).map((other) => place.get(other) ?? 0)) ?? place.get(name) ?? 0]));
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      layer.forEach((name, i) => place.set(name, (i + 0.5) / layer.length));
    }
  }
  return ordered;
}

/** Upper edge of each node: as close to the mean of its neighbours as the order and the gaps of its column allow. */
function rows(columns: readonly (readonly string[])[], edges: readonly LayoutEdge[]): ReadonlyMap<string, number> {
  const step = nodeHeight + rowGap;
  const height = Math.max(0, ...columns.map((column) => column.length)) * step;
  const ys = new Map(columns.flatMap((column) => column.map((name, i) => [name, (height - column.length * step) / 2 + i * step] as const)));
  const [into, out] = [neighbours(edges, 'to', 'from'), neighbours(edges, 'from', 'to')];
  for (let sweep = 0; sweep < 6; sweep += 1)
    for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) {
      const wanted = column.map((name) => mean([...(into.get(name) ?? []), ...(out.get(name) ?? [])].map((other) => ys.get(other) ?? 0)) ?? ys.get(name) ?? 0);
      spread(wanted, step).forEach((y, i) => ys.set(column[i] ?? '', y));
    }
  const top = Math.min(...ys.values());
  return new Map([...ys].map(([name, y]) => [name, Math.round(y - top)]));
}

/** Numbers at least `step` apart, in the given order, with the least squared distance from those wanted. */
function spread(wanted: readonly number[], step: number): number[] {
  const blocks: { sum: number; count: number }[] = [];
  wanted.forEach((y, i) => {
    blocks.push({ sum: y - i * step, count: 1 });
    for (let [above, below] = [blocks.at(-2), blocks.at(-1)]; above && below && above.sum / above.count > below.sum / below.count; [above, below] = [blocks.at(-2), blocks.at(-1)])
      blocks.splice(-2, 2, { sum: above.sum + below.sum, count: above.count + below.count });
  });
  return blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count)).map((base, i) => base + i * step);
}

function neighbours(edges: readonly LayoutEdge[], key: 'from' | 'to', value: 'from' | 'to'): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const edge of edges) found.set(edge[key], [...(found.get(edge[key]) ?? []), edge[value]]);
  return found;
}

const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

function chunks<Item>(items: readonly Item[], most: number): Item[][] {
  const parts = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, i) => items.slice(i * size, (i + 1) * size));
}
