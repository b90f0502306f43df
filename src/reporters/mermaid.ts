import type { Report } from '../facts/finding.js';
import { judgedGraph } from './judged-graph.js';
import type { ReporterOptions } from './reporter.js';
import { count } from './text.js';

// Mermaid refuses drawings of more edges (`maxEdges`, which a drawing cannot raise for itself).
const mostArrows = 500;

const entities: Readonly<Record<string, string>> = { '"': '#quot;', '#': '#35;', '&': '#amp;', '<': '#lt;', '>': '#gt;', '`': '#96;', '\\': '#92;' };
/** Entity codes of Mermaid ("Entity codes to escape characters"). A backtick would start Markdown in a label. */
const safe = (text: string): string => text.replace(/["#&<>`\\]/g, (character) => entities[character] ?? character);

/**
 * The module graph as a flowchart of Mermaid, which GitHub and GitLab draw in Markdown: who imports whom, between how
 * many pairs of files, and in red what breaks a law or closes a loop. Folders outside of modules are dashed, imports
 * of types alone dotted. Where there are more arrows than Mermaid draws, those that break nothing go first.
 */
export function mermaid(report: Report, { backend }: ReporterOptions): string {
  const { boxes, arrows } = judgedGraph(report, backend.modules);
  const kept = new Set([...arrows].sort((a, b) => Number(b.broken) - Number(a.broken)).slice(0, mostArrows));
  const drawn = arrows.filter((arrow) => kept.has(arrow));
  const leftOff = arrows.length - drawn.length;
  const broken = drawn.flatMap((arrow, at) => (arrow.broken ? [at] : []));
  const folders = boxes.flatMap(({ kind }, at) => (kind === 'folder' ? [`m${at}`] : []));
  return [
    'flowchart LR',
    ...boxes.map(({ name, lines }, at) => `  m${at}["${[name, ...lines].map(safe).join('<br/>')}"]`),
    ...(leftOff > 0 ? [`  more["${count(leftOff, 'more arrow')} than Mermaid draws"]`] : []),
    ...drawn.map(({ from, to, label, typeOnly }) => `  m${from} ${typeOnly ? '-.->' : '-->'}|"${safe(label)}"| m${to}`),
    ...(folders.length > 0 ? ['  classDef folder stroke-dasharray:4', `  class ${folders.join(',')} folder`] : []),
    ...(broken.length > 0 ? [`  linkStyle ${broken.join(',')} stroke:#c62828,stroke-width:2px,color:#c62828`] : []),
    '',
  ].join('\n');
}
