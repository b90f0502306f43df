import type { Inspection, ModuleGraph } from '../facts/inspection.js';
import type { LayoutOptions } from './inspection-options.js';
import { textTable, versioned } from './table.js';
import { count, grouped, printable, wrap } from './text.js';

/** The module graph as JSON, with the modules' edges and without those of single files. */
export function modulesJson({ root, layout, modules: { nodes, edges, cycles } }: Pick<Inspection, 'root' | 'layout' | 'modules'>): string {
  return versioned({ root, layout, modules: nodes, edges, cycles });
}

/** The module graph for reading: modules, slices, who imports whom, loops. */
export function modulesPretty({ layout, modules }: Pick<Inspection, 'layout' | 'modules'>, options: LayoutOptions): string {
  const { nodes, edges, cycles } = modules;
  const columns = [{ title: 'module', breaks: true }, { title: 'files', align: 'right' }, { title: 'slices', align: 'right' }, { title: 'endpoints', align: 'right' }, { title: 'tables', align: 'right' }, { title: 'imports', align: 'right' }, { title: 'imported by', align: 'right' }] as const;
  const rowsOf = (kind: 'module' | 'folder') =>
    nodes.filter((node) => node.kind === kind).map((node) => ({
      cells: [
        node.name,
        ...[node.files, node.slices.length, node.endpoints, node.tables].map(dash),
        dash(edges.filter(({ from }) => from === node.name).length),
        dash(edges.filter(({ to }) => to === node.name).length),
      ],
      details: node.slices.length > 0 ? [`slices ${node.slices.map(({ name, files }) => `${name}\u00a0${files}`).join(', ')}`] : [],
    }));
  const sections = [
    { heading: 'Modules', rows: rowsOf('module') },
    { heading: 'Folders outside of modules', rows: rowsOf('folder') },
  ];
  return [
    ...wrap(`Layout: ${printable(layout.summary)}`, options.columns),
    '',
    ...textTable(columns, sections, options),
    '',
    ...edgeLines(modules, options),
    '',
    ...cycleLines(cycles, options),
    '',
  ].join('\n');
}

const dash = (number: number): string => (number === 0 ? '–' : grouped(number));

function edgeLines({ nodes, edges }: ModuleGraph, options: LayoutOptions): string[] {
  if (edges.length === 0) return ['No module imports another one.'];
  const sections = [
    {
      heading: null,
      rows: nodes.flatMap(({ name }) => {
        const own = edges.filter(({ from }) => from === name).sort((a, b) => b.imports - a.imports);
        if (own.length === 0) return [];
        const written = own.map(({ to, imports, typeOnly }) => `${to}\u00a0${imports}${typeOnly === 0 ? '' : typeOnly === imports ? '\u00a0(types)' : `\u00a0(${typeOnly}\u00a0types)`}`);
        return [{ cells: [name, written.join(', ')] }];
      }),
    },
  ];
  return textTable([{ title: 'from', breaks: true }, { title: 'imports from, and between how many pairs of files', breaks: true }], sections, options);
}

function cycleLines(cycles: ModuleGraph['cycles'], options: LayoutOptions): string[] {
  if (cycles.length === 0) return ['No loop among modules.'];
  return [
    `${count(cycles.length, 'loop')} (the shortest one of each knot; imports of types alone do not count)`,
    ...cycles.flatMap((cycle) => wrap([...cycle, cycle[0] ?? ''].map(printable).join(' → '), options.columns - 2).map((line, i) => `  ${i === 0 ? '' : '  '}${line}`)),
  ];
}
