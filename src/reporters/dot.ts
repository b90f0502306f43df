import type { Report } from '../facts/finding.js';
import { judgedGraph } from './judged-graph.js';
import type { ReporterOptions } from './reporter.js';

// In a quoted string of DOT a backslash starts an escape of labels (\n, \N, \G …); doubled it is itself.
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const label = (lines: readonly string[]): string => quoted(lines.join('\n')).replaceAll('\n', '\\n');

/**
 * The module graph in the DOT language of Graphviz: who imports whom, between how many pairs of files, and in red what
 * breaks a law or closes a loop. Folders outside of modules are dashed, imports of types alone dotted.
 */
export function dot(report: Report, { backend }: ReporterOptions): string {
  const { boxes, arrows } = judgedGraph(report, backend.modules);
  return [
    'digraph modules {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9, color="#666666"];',
    ...boxes.map(({ name, lines, kind }, at) => `  m${at} [label=${label([name, ...lines])}${kind === 'folder' ? ', style=dashed' : ''}];`),
    ...arrows.map((arrow) => {
      const marks = [`label=${quoted(arrow.label)}`, ...(arrow.typeOnly ? ['style=dotted'] : []), ...(arrow.broken ? ['color="#c62828"', 'fontcolor="#c62828"', 'penwidth=2'] : [])];
      return `  m${arrow.from} -> m${arrow.to} [${marks.join(', ')}];`;
    }),
    '}',
    '',
  ].join('\n');
}
