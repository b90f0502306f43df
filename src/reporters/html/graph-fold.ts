import type { ModuleNode } from '../../facts/inspection.js';
import type { JudgedEdge } from '../backend-view.js';

/** Nodes above which a drawing shows folders of modules instead: more cannot be told apart. */
export const mostNodesDrawn = 120;

/** One box of the drawing: a module, or a folder of several. */
export interface DrawnNode {
  readonly name: string;
  /** Names of the modules that it stands for. */
  readonly modules: readonly string[];
  readonly files: number;
  readonly kind: ModuleNode['kind'] | 'fold';
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  readonly findings: number;
  readonly loops: boolean;
}

export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly folded: boolean;
}

/** The graph to draw: the modules themselves, or the deepest folders of them that are at most `most`. */
export function foldGraph(nodes: readonly ModuleNode[], edges: readonly JudgedEdge[], most = mostNodesDrawn): DrawnGraph {
  const nameOf = nodes.length <= most ? null : foldedNames(nodes, most);
  const drawnName = (name: string): string => nameOf?.get(name) ?? name;
  const groups = new Map<string, ModuleNode[]>();
  for (const node of nodes) {
    const name = drawnName(node.name);
    groups.set(name, [...(groups.get(name) ?? []), node]);
  }
  const joined = new Map<string, { from: string; to: string; imports: number; findings: number; loops: boolean }>();
  for (const edge of edges) {
    const [from, to] = [drawnName(edge.from), drawnName(edge.to)];
    if (from === to) continue;
    const key = `${from}\0${to}`;
    let drawn = joined.get(key);
    if (!drawn) joined.set(key, (drawn = { from, to, imports: 0, findings: 0, loops: false }));
    drawn.imports += edge.imports;
    drawn.findings += edge.findings.length;
    drawn.loops ||= edge.loops;
  }
  return {
    nodes: [...groups].map(([name, group]) => ({
      name,
      modules: group.map((node) => node.name),
      files: group.reduce((sum, node) => sum + node.files, 0),
      kind: nameOf === null ? (group[0]?.kind ?? 'folder') : 'fold',
    })),
    edges: [...joined.values()],
    folded: nameOf !== null,
  };
}

/** Name of the folder that stands for each module: the deepest level of folders of which there are at most `most`. */
function foldedNames(nodes: readonly ModuleNode[], most: number): ReadonlyMap<string, string> {
  const deepest = Math.max(...nodes.map(({ dir }) => dir.split('/').length));
  for (let depth = deepest; depth > 1; depth -= 1) {
    const names = new Map(nodes.map(({ name, dir }) => [name, dir.split('/').slice(0, depth).join('/') || '.']));
    if (new Set(names.values()).size <= most) return names;
  }
  // one level of folders that many have no common parent but the root: the smallest ones are drawn as one
  const names = new Map(nodes.map(({ name, dir }) => [name, dir.split('/')[0] || '.']));
  const files = new Map<string, number>();
  for (const { name, files: count } of nodes) files.set(names.get(name) ?? '.', (files.get(names.get(name) ?? '.') ?? 0) + count);
  const kept = new Set([...files].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most - 1).map(([name]) => name));
  return new Map([...names].map(([name, folder]) => [name, kept.has(folder) ? folder : 'other folders']));
}
