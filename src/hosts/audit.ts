import { basename } from 'node:path';
import { checks } from '../checks/index.js';
import type { LawId } from '../catalogue.js';
import { lawEntry, lawIds } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { Examined, RawFinding } from '../define.js';
import type { Finding, LawOutcome, Report } from '../facts/finding.js';
import type { Project } from '../facts/project.js';
import { auditSuppressions } from '../policy/audit-suppressions.js';
import { finishFindings } from '../policy/findings.js';
import { optionsOf, severityOf } from '../policy/severity.js';
import { readText } from '../project/sources.js';
import { detectStack } from '../project/stack.js';
import { rules } from '../rules/index.js';
import { lineStarts, stripMark } from '../syntax/source-file.js';
import { version } from '../version.js';
import type { OpenTree, ReadTree } from './read-tree.js';
import { openTree, readTree } from './read-tree.js';
import type { Crash } from './run-laws.js';
import { runChecks, runRules } from './run-laws.js';

export interface AuditOptions {
  readonly configFile?: string;
  readonly noConfig?: boolean;
  /** Only these laws. */
  readonly laws?: readonly LawId[];
  readonly preset?: 'recommended' | 'layered' | 'strict';
  readonly noBaseline?: boolean;
}

export interface AuditResult {
  readonly report: Report;
  /** Laws that threw; the run could not do its job. */
  readonly crashes: readonly Crash[];
  readonly failOn: 'error' | 'warn';
  /** Absolute root, for code frames. */
  readonly root: string;
}

/**
 * Audits the tree below a folder.
 * @throws {UserError} for a wrong config, and where there is nothing to audit
 */
export async function audit(root: string, options: AuditOptions): Promise<AuditResult> {
  const tree = await openTree(root, options);
  return auditTree({ ...tree, config: withAskedLaws(tree.config, options.laws) }, options).result;
}

/** A law that is asked for by name runs, though the preset leaves it out. */
function withAskedLaws(config: ResolvedConfig, laws: readonly LawId[] | undefined): ResolvedConfig {
  const asked = (laws ?? []).filter((law) => lawEntry(law).recommended === 'off' && config.preset !== 'strict');
  if (asked.length === 0) return config;
  return { ...config, laws: { ...Object.fromEntries(asked.map((law) => [law, 'warn' as const])), ...config.laws } };
}

/** An audit and the project that it judged. */
export interface AuditedTree extends ReadTree {
  readonly result: AuditResult;
}

/** Audits a tree that is open already. */
export function auditTree(tree: OpenTree, options: AuditOptions): AuditedTree {
  const { config, base, discovery } = tree;
  const wanted = (law: LawId): boolean => (options.laws ? options.laws.includes(law) : isOnSomewhere(law, config));
  const optionsFor = (law: LawId, path: string): Readonly<Record<string, unknown>> => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>;
  const activeRules = rules.filter((rule) => wanted(rule.id));
  const raw: RawFinding[] = [];
  const crashes: Crash[] = [];
  const examined = new Map<LawId, Examined>();
  const read = readTree(tree, (file) => {
    const run = runRules(activeRules, file, optionsFor);
    raw.push(...run.findings);
    crashes.push(...run.crashes);
    for (const [law, { count, noun }] of run.examined) examined.set(law, { count: (examined.get(law)?.count ?? 0) + count, noun });
  });
  const { project } = read;
  const run = runChecks(checks.filter((check) => wanted(check.id)), project, optionsFor);
  raw.push(...run.findings);
  crashes.push(...run.crashes);
  for (const [law, seen] of run.examined) examined.set(law, seen);

  const texts = new Map<string, string | null>();
  const textOf = (path: string): string | null => {
    let text = texts.get(path);
    if (text === undefined) {
      const read = readText(discovery.root, path);
      texts.set(path, (text = typeof read === 'string' ? stripMark(read) : null));
    }
    return text;
  };
  const linesOf = (path: string): readonly number[] => project.file(path)?.lines ?? lineStarts(textOf(path) ?? '');
  const finished = finishFindings(raw, { config, base, linesOf, textOf, factsOf: (path) => project.file(path) });
  const skipped = new Set<string>(lawIds.filter((law) => !wanted(law)));
  const findings = auditSuppressions(finished, project.files, { config: config.suppressions, skipped, textOf });

  const result: AuditResult = {
    report: {
      version: 1,
      tool: { name: 'fortress-audit', version },
      root: basename(discovery.root),
      stack: { ...detectStack(project, basename(discovery.root)), layout: project.layout.summary },
      summary: {
        files: project.files.filter((f) => f.kind === 'runtime').length,
        endpoints: project.endpoints.length,
        tables: project.tables.length,
        errors: findings.filter((f) => !f.suppressed && f.severity === 'error').length,
        warnings: findings.filter((f) => !f.suppressed && f.severity === 'warn').length,
        suppressed: findings.filter((f) => f.suppressed).length,
      },
      laws: outcomes(findings, examined, wanted, project),
      findings,
      problems: read.problems(),
    },
    crashes,
    failOn: config.failOn,
    root: discovery.root,
  };
  return { ...read, result };
}

const isOnSomewhere = (law: LawId, config: ResolvedConfig): boolean =>
  severityOf(law, '', config) !== 'off' || config.overrides.some((o) => law in o.laws);

function outcomes(
  findings: readonly Finding[],
  examined: ReadonlyMap<LawId, Examined>,
  wanted: (law: LawId) => boolean,
  project: Project,
): LawOutcome[] {
  const stack = detectStack(project, '');
  return lawIds.map((id) => {
    const seen = examined.get(id) ?? { count: 0, noun: 'files' };
    const count = findings.filter((f) => f.law === id && !f.suppressed).length;
    const blind =
      seen.count === 0 &&
      ((seen.noun === 'endpoints' && stack.frameworks.length > 0) || (seen.noun === 'queries' && stack.dataLayers.length > 0));
    const status: LawOutcome['status'] = !wanted(id)
      ? 'off'
      : count > 0
        ? 'violated'
        : blind
          ? 'undetermined'
          : seen.count === 0
            ? 'not applicable'
            : 'upheld';
    return { id, status, examined: seen, findings: count };
  });
}
