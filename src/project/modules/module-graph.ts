import { posix } from 'node:path';
import type { ModuleEdge, ModuleGraph, ModuleNode } from '../../facts/inspection.js';
import type { Layout } from '../../facts/layout.js';
import { byText } from '../../facts/order.js';
import type { Project } from '../../facts/project.js';
import { positionAt } from '../../syntax/source-file.js';

/** Gives the node of the module graph that holds a path: its module's, or that of its folder under a source root. */
export function createGrouping(layout: Layout, moduleOf: Project['moduleOf']): (path: string) => Pick<ModuleNode, 'name' | 'dir' | 'kind'> {
  const named = new Map<string, number>();
  for (const { name } of layout.modules) named.set(name, (named.get(name) ?? 0) + 1);
  const roots = [...layout.sourceRoots].sort((a, b) => b.length - a.length);
  return (path) => {
    const module = moduleOf(path);
    if (module) return { name: (named.get(module.name) ?? 0) > 1 ? module.dir : module.name, dir: module.dir, kind: 'module' };
    const root = roots.find((one) => one === '' || path.startsWith(`${one}/`)) ?? '';
    const [first, ...rest] = path.slice(root === '' ? 0 : root.length + 1).split('/');
    const dir = rest.length === 0 || first === undefined ? root : posix.join(root, first);
    return { name: dir === '' ? '.' : dir, dir, kind: 'folder' };
  };
}

/** The graph of modules, and of folders for code outside of them, by the imports of runtime code. */
export function moduleGraphOf(project: Project): ModuleGraph {
  const groupOf = createGrouping(project.layout, (path) => project.moduleOf(path));
  const runtime = project.files.filter((file) => file.kind === 'runtime');
  const nodes = new Map<string, ModuleNode & { files: number; endpoints: number; tables: number }>();
  const slices = new Map<string, number>();
  const nodeAt = (path: string): ModuleNode & { files: number; endpoints: number; tables: number } => {
    const group = groupOf(path);
    let node = nodes.get(group.name);
    if (!node) nodes.set(group.name, (node = { ...group, slices: [], files: 0, endpoints: 0, tables: 0 }));
    return node;
  };
  for (const { path } of runtime) {
    nodeAt(path).files += 1;
    const slice = project.moduleOf(path)?.slices?.find(({ dir }) => path.startsWith(`${dir}/`));
    if (slice) slices.set(slice.dir, (slices.get(slice.dir) ?? 0) + 1);
  }
  for (const endpoint of project.routes) if (endpoint.file.kind === 'runtime') nodeAt(endpoint.file.path).endpoints += 1;
  const declared = new Set(runtime.map(({ path }) => path));
  for (const table of project.tables) if (declared.has(table.file)) nodeAt(table.file).tables += 1;

  const edges = new Map<string, ModuleEdge & { imports: number; typeOnly: number }>();
  const fileEdges = new Map<string, { from: string; to: string; typeOnly: boolean; lines: number[] }>();
  for (const { file, fact, target } of project.imports) {
    if (file.kind !== 'runtime' || target === null || !declared.has(target) || target === file.path) continue;
    const key = `${file.path}\0${target}`;
    const known = fileEdges.get(key);
    const { line } = positionAt(file.lines, fact.at.start);
    if (known) {
      known.typeOnly &&= fact.typeOnly;
      known.lines.push(line);
    } else fileEdges.set(key, { from: file.path, to: target, typeOnly: fact.typeOnly, lines: [line] });
  }
  for (const { from, to, typeOnly } of fileEdges.values()) {
    const [a, b] = [groupOf(from).name, groupOf(to).name];
    if (a === b) continue;
    const key = `${a}\0${b}`;
    let edge = edges.get(key);
    if (!edge) edges.set(key, (edge = { from: a, to: b, imports: 0, typeOnly: 0 }));
    edge.imports += 1;
    if (typeOnly) edge.typeOnly += 1;
  }
  const sortedNodes = [...nodes.values()]
    .map((node): ModuleNode => {
      const module = node.kind === 'module' ? project.layout.modules.find(({ dir }) => dir === node.dir) : undefined;
      return { ...node, slices: (module?.slices ?? []).map((slice) => ({ ...slice, files: slices.get(slice.dir) ?? 0 })) };
    })
    .sort((a, b) => byText(a.kind === b.kind ? '' : a.kind === 'module' ? '0' : '1', a.kind === b.kind ? '' : b.kind === 'module' ? '0' : '1') || byText(a.dir, b.dir));
  const sortedEdges = [...edges.values()].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to));
  return {
    nodes: sortedNodes,
    edges: sortedEdges,
    cycles: cyclesOf(sortedEdges),
    files: runtime.map(({ path }) => ({ path, module: groupOf(path).name })).sort((a, b) => byText(a.path, b.path)),
    fileEdges: [...fileEdges.values()].map((edge) => ({ ...edge, lines: [...edge.lines].sort((a, b) => a - b) })).sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to)),
  };
}

/**
 * One shortest loop through each knot (strongly connected component) of the graph. Edges that only types make are no
 * loop at run time and do not count.
 */
function cyclesOf(edges: readonly ModuleEdge[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to, imports, typeOnly } of edges) if (imports > typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  /** The shortest way from a node back to itself, `null` if there is none. */
  const loopFrom = (start: string): string[] | null => {
    const cameFrom = new Map<string, string | null>([[start, null]]);
    for (const [node] of cameFrom)
      for (const to of next.get(node) ?? []) {
        if (to === start) {
          const loop: string[] = [];
          for (let at: string | null = node; at !== null; at = cameFrom.get(at) ?? null) loop.unshift(at);
          return loop;
        }
        if (!cameFrom.has(to)) cameFrom.set(to, node);
      }
    return null;
  };
  const reachable = (start: string): Set<string> => {
    const seen = new Set([start]);
    for (const node of seen) for (const to of next.get(node) ?? []) seen.add(to);
    return seen;
  };
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of [...next.keys()].sort()) {
    if (done.has(start)) continue;
    const forward = reachable(start);
    const knot = [...forward].filter((node) => node === start || reachable(node).has(start)).sort();
    if (knot.length < 2) continue;
    for (const node of knot) done.add(node);
    const loops = knot.flatMap((node) => loopFrom(node) ?? []).length > 0 ? knot.map(loopFrom).filter((loop) => loop !== null) : [];
    const shortest = loops.sort((a, b) => a.length - b.length)[0];
    if (shortest) cycles.push(shortest);
  }
  return cycles;
}
