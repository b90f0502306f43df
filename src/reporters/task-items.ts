import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { LawEntry } from '../catalogue.js';
import type { Finding, Report } from '../facts/finding.js';
import type { ModuleGraph } from '../facts/inspection.js';
import { groupBy } from '../facts/group-by.js';
import { entryOf } from './law-entry.js';
import { byWeight } from './weight.js';

/** More findings than this in one folder are a task for each folder and file in it. */
const mostInOneGo = 25;

/** Findings of one law that a person repairs in one go. */
export interface TaskItem {
  /** `ARCH-ITEM-` and eight hex digits over law and scope, so that it outlives line numbers and other findings. */
  readonly id: string;
  readonly law: string;
  /** Slice, module, folder or file, POSIX and relative to the root. */
  readonly scope: string;
  /** At least one, the weightiest first. */
  readonly findings: readonly Finding[];
}

/** What stands between the brackets of a task: `x` where the file that the report replaces has it ticked, else a space. */
export type Box = (id: string) => 'x' | ' ';

export type Area = LawEntry['group'] | 'Other';

/** In the order of the catalogue's groups. */
export const areas: readonly Area[] = ['Architecture', 'Trust', 'Performance', 'API contract', 'Data integrity', 'Observability', 'Resilience', 'Workflow', 'Other'];

export const areaOf = (law: string): Area => entryOf(law)?.group ?? 'Other';

/** What is a debt: nothing that a comment or a waiver has accepted, but what the baseline only remembers. */
export const isDebt = ({ suppressed }: Finding): boolean => !suppressed || suppressed.kind === 'baseline';

const itemId = (law: string, scope: string): string => `ARCH-ITEM-${createHash('sha256').update(`${law}\0${scope}`).digest('hex').slice(0, 8)}`;

/**
 * Folds findings into tasks: per law and slice, module or folder outside of modules; where that is too much for one
 * go, per folder below, down to files. The weightiest task first.
 */
export function taskItems(report: Pick<Report, 'findings'>, modules: ModuleGraph): TaskItem[] {
  const scopeOf = createScopes(modules);
  const items = [...groupBy(report.findings.filter(isDebt), ({ law }) => law)].flatMap(([law, ofLaw]) =>
    [...groupBy(ofLaw, scopeOf)]
      .flatMap(([scope, group]) => split(scope, group))
      .map(([scope, findings]): TaskItem => ({ id: itemId(law, scope), law, scope, findings: [...findings].sort(byWeight) })),
  );
  return items.sort((a, b) => byWeight(a.findings[0]!, b.findings[0]!) || (a.scope < b.scope ? -1 : 1));
}

function split(scope: string, findings: readonly Finding[]): [string, readonly Finding[]][] {
  if (findings.length <= mostInOneGo || findings.every(({ path }) => path === scope)) return [[scope, findings]];
  const above = scope === '.' ? '' : `${scope}/`;
  const below = groupBy(findings, ({ path }) => above + (path.slice(above.length).split('/')[0] ?? ''));
  return [...below].flatMap(([dir, group]) => split(dir, group));
}

/**
 * The slice or module that a finding lies in. Outside of modules the folder below the graph's own folder where there
 * is one, so that a task does not hold all of a source root.
 */
function createScopes({ nodes }: ModuleGraph): (finding: Finding) => string {
  const places = nodes
    .flatMap(({ dir, kind, slices }) => [{ dir, kind }, ...slices.map((slice) => ({ dir: slice.dir, kind }))])
    .sort((a, b) => b.dir.length - a.dir.length);
  return ({ path, line }) => {
    if (line === 0) return path || '.';
    const around = places.find(({ dir }) => dir === '' || path.startsWith(`${dir}/`));
    if (!around) return posix.dirname(path);
    const { dir, kind } = around;
    const [below, ...rest] = path.slice(dir === '' ? 0 : dir.length + 1).split('/');
    return kind === 'folder' && below !== undefined && rest.length > 0 ? posix.join(dir, below) : dir || '.';
  };
}
