import type { Report } from '../facts/finding.js';
import type { ModuleGraph } from '../facts/inspection.js';
import { judgedEdges } from './backend-view.js';
import { groupBy } from '../facts/group-by.js';
import { count, printable } from './text.js';

/** A module or folder as a box of a drawing. */
export interface Box {
  readonly name: string;
  /** Lines below the name: what is in it, what is wrong with it. */
  readonly lines: readonly string[];
  readonly kind: 'module' | 'folder';
}

/** An arrow from the box that imports to the box that is imported, by their places in the list of boxes. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
  /** `12`, `3 · no-cross-module-imports 2 · loop`. */
  readonly label: string;
  readonly broken: boolean;
  readonly typeOnly: boolean;
}

/** The module graph with the findings on its boxes and arrows, in the graph's order. Texts hold no control characters. */
export function judgedGraph(report: Pick<Report, 'findings'>, modules: ModuleGraph): { readonly boxes: readonly Box[]; readonly arrows: readonly Arrow[] } {
  const moduleOf = new Map(modules.files.map(({ path, module }) => [path, module]));
  const active = groupBy(report.findings.filter(({ suppressed }) => !suppressed), ({ path }) => moduleOf.get(path));
  const index = new Map(modules.nodes.map(({ name }, at) => [name, at]));
  const boxes = modules.nodes.map(({ name, kind, files, endpoints, tables }): Box => {
    const findings = active.get(name) ?? [];
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.length - errors;
    const contents = [count(files, 'file'), ...(endpoints > 0 ? [count(endpoints, 'endpoint')] : []), ...(tables > 0 ? [count(tables, 'table')] : [])];
    const wrong = [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])];
    return { name: printable(name), kind, lines: [contents.join(', '), ...(wrong.length > 0 ? [wrong.join(', ')] : [])] };
  });
  const arrows = judgedEdges(modules, report).flatMap(({ from, to, imports, typeOnly, findings, loops }): Arrow[] => {
    const [a, b] = [index.get(from), index.get(to)];
    if (a === undefined || b === undefined) return [];
    const broken = [...groupBy(findings, ({ law }) => law)].map(([law, group]) => `${law} ${group.length}`);
    return [
      {
        from: a,
        to: b,
        label: [String(imports), ...broken.map(printable), ...(loops ? ['loop'] : [])].join(' · '),
        broken: broken.length > 0 || loops,
        typeOnly: imports === typeOnly,
      },
    ];
  });
  return { boxes, arrows };
}
