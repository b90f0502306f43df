import { checks } from '../checks/index.js';
import type { LawId } from '../catalogue.js';
import type { Examined } from '../define.js';
import type { Report } from '../facts/finding.js';
import type { Problem } from '../facts/source.js';
import { type PlaceContext, type PlacedFinding, placeFindings } from '../policy/findings.js';
import { optionsOf } from '../policy/severity.js';
import { detectStack } from '../project/modules/stack.js';
import { tableCountOf } from '../project/modules/table-access.js';
import { rules } from '../rules/index.js';
import type { LinkedTree } from './link-tree.js';
import type { Crash } from './run-laws.js';
import { runChecks } from './run-laws.js';

/** What the laws say of a tree before anything is suppressed. JSON. */
export interface Analysis {
  readonly findings: readonly PlacedFinding[];
  readonly crashes: readonly Crash[];
  readonly examined: readonly (readonly [LawId, Examined])[];
  readonly stack: Report['stack'];
  readonly counts: Pick<Report['summary'], 'files' | 'endpoints' | 'tables'>;
  readonly problems: readonly Problem[];
  /** Paths of files with comments that ESLint would heed. */
  readonly commented: readonly string[];
}

/** Holds the laws that are asked for against a linked tree. */
export function analyse(tree: LinkedTree, wanted: (law: LawId) => boolean, folder: string, places: PlaceContext): Analysis {
  const { config, base, project, readings } = tree;
  const run = runChecks(
    checks.filter(({ id }) => wanted(id)),
    project,
    (law, path) => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>,
  );
  const files = project.files.filter(({ kind }) => kind === 'runtime').length;
  return {
    findings: placeFindings([...readings.flatMap(({ findings }) => findings.filter(({ law }) => wanted(law))), ...run.findings], places),
    crashes: [...readings.flatMap(({ crashes }) => crashes.filter(({ law }) => wanted(law))), ...run.crashes],
    examined: [...rules.filter(({ id }) => wanted(id) && files > 0).map(({ id, noun }) => [id, { count: files, noun }] as const), ...run.examined],
    stack: { ...detectStack(project, folder), layout: project.layout.summary },
    counts: { files, endpoints: project.routes.length, tables: tableCountOf(project.tables, project) },
    problems: tree.problems(),
    commented: project.files.filter(({ directives }) => directives.length > 0).map(({ path }) => path),
  };
}
