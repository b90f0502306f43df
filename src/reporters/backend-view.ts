import type { Finding, Report } from '../facts/finding.js';
import type { ModuleEdge, ModuleGraph } from '../facts/inspection.js';
import { entryOf } from './law-entry.js';

/** An edge of the module graph and what is wrong with it. */
export interface JudgedEdge extends ModuleEdge {
  /** Findings about the edge's imports, suppressed ones left out; in the report's order. */
  readonly findings: readonly Finding[];
  /** Whether it is part of a loop among modules. */
  readonly loops: boolean;
}

/**
 * The findings about an import: those of an architecture law that stand on a line where the file imports another
 * one. Gives a function that takes the edge of two files.
 */
export function findingsOnImports({ findings }: Pick<Report, 'findings'>): (edge: ModuleGraph['fileEdges'][number]) => readonly Finding[] {
  const lines = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.suppressed || finding.line === 0 || entryOf(finding.law)?.group !== 'Architecture') continue;
    const key = `${finding.path}\0${finding.line}`;
    lines.set(key, [...(lines.get(key) ?? []), finding]);
  }
  return ({ from, lines: at }) => at.flatMap((line) => lines.get(`${from}\0${line}`) ?? []);
}

/** The edges between modules with what is wrong with each, in the graph's order. */
export function judgedEdges({ edges, cycles, files, fileEdges }: ModuleGraph, report: Pick<Report, 'findings'>): JudgedEdge[] {
  const moduleOf = new Map(files.map(({ path, module }) => [path, module]));
  const findingsOf = findingsOnImports(report);
  const found = new Map<string, Finding[]>();
  for (const edge of fileEdges) {
    const on = findingsOf(edge);
    if (on.length === 0) continue;
    const key = `${moduleOf.get(edge.from)}\0${moduleOf.get(edge.to)}`;
    found.set(key, [...(found.get(key) ?? []), ...on]);
  }
  const looping = loopingPairs(cycles);
  return edges.map((edge) => {
    const key = `${edge.from}\0${edge.to}`;
    return { ...edge, findings: found.get(key) ?? [], loops: edge.imports > edge.typeOnly && looping.has(key) };
  });
}

/** `from NUL to` of every step of every loop. */
export const loopingPairs = (cycles: ModuleGraph['cycles']): ReadonlySet<string> =>
  new Set(cycles.flatMap((cycle) => cycle.map((name, i) => `${name}\0${cycle[(i + 1) % cycle.length]}`)));
