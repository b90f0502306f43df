import type { ICruiseResult, IDependency, IModule } from 'dependency-cruiser';
import type { ModuleGraph } from '../facts/inspection.js';
import { loopingPairs } from './backend-view.js';
import { groupBy } from '../facts/group-by.js';

export type DrawingFormat = 'dot' | 'mermaid' | 'html';

/** Files above which a drawing shows modules and folders alone: more is unreadable, and costs the HTML table its memory. */
export const mostFilesDrawn = 200;

const rule = { name: 'no-module-cycles', severity: 'warn' } as const;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/**
 * The graph in dependency-cruiser's own terms, as its reporters take it: files, or modules where there are too many.
 * An edge between two modules of one loop breaks the rule `no-module-cycles`, so that reporters mark it.
 */
export function cruiseResultOf({ nodes, edges, cycles, files, fileEdges }: ModuleGraph): ICruiseResult {
  const folded = files.length > mostFilesDrawn;
  const dirs = new Map(nodes.map(({ name, dir }) => [name, dir === '' ? '.' : dir]));
  const moduleOf = new Map(files.map(({ path, module }) => [path, module]));
  const dirOf = (name: string): string => dirs.get(name) ?? name;
  const sources = folded ? nodes.map(({ name }) => dirOf(name)) : files.map(({ path }) => path);
  const drawn: readonly Edge[] = folded
    ? edges.map(({ from, to, imports, typeOnly }) => ({ from: dirOf(from), to: dirOf(to), typeOnly: imports === typeOnly }))
    : fileEdges;
  const nameOf = folded ? new Map(nodes.map(({ name }) => [dirOf(name), name])) : moduleOf;
  const looping = loopingPairs(cycles);
  const loops = ({ from, to, typeOnly }: Edge): boolean => !typeOnly && looping.has(`${nameOf.get(from)}\0${nameOf.get(to)}`);

  const dependency = (edge: Edge): Omit<IDependency, 'protocol' | 'mimeType' | 'instability'> => ({
    module: edge.to,
    resolved: edge.to,
    moduleSystem: 'es6',
    dependencyTypes: edge.typeOnly ? ['local', 'type-only'] : ['local'],
    typeOnly: edge.typeOnly,
    coreModule: false,
    couldNotResolve: false,
    followable: true,
    dynamic: false,
    exoticallyRequired: false,
    circular: loops(edge),
    valid: !loops(edge),
    ...(loops(edge) && { rules: [rule] }),
  });
  const outgoing = groupBy(drawn, ({ from }) => from);
  const incoming = groupBy(drawn, ({ to }) => to);
  const violations = drawn.filter(loops).map(({ from, to }) => ({ type: 'dependency' as const, from, to, rule }));
  return {
    modules: sources.map((source): IModule => ({
      source,
      valid: true,
      // its types ask for fields that its schema leaves open
      dependencies: (outgoing.get(source) ?? []).map(dependency) as IDependency[],
      dependents: (incoming.get(source) ?? []).map(({ from }) => from),
    })),
    summary: {
      violations: violations as ICruiseResult['summary']['violations'],
      error: 0,
      warn: violations.length,
      info: 0,
      ignore: 0,
      totalCruised: sources.length,
      totalDependenciesCruised: drawn.length,
      optionsUsed: {},
      ruleSetUsed: { forbidden: [] },
    },
  };
}

/** Draws the graph with dependency-cruiser, which is loaded for that alone. */
export async function drawModules(graph: ModuleGraph, format: DrawingFormat): Promise<string> {
  const { format: render } = await import('dependency-cruiser');
  const { output } = await render(cruiseResultOf(graph), { outputType: format });
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return text.endsWith('\n') ? text : `${text}\n`;
}
