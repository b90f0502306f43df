import { basename } from 'node:path';
import { checks } from '../checks/index.js';
import type { LawId } from '../catalogue.js';
import { lawIds } from '../catalogue.js';
import { UserError } from './user-error.js';
import type { ResolvedConfig } from '../config/index.js';
import { ConfigError, loadConfig } from '../config/load.js';
import type { Examined, RawFinding } from '../define.js';
import type { Finding, LawOutcome, Report } from '../facts/finding.js';
import type { Project } from '../facts/project.js';
import type { Problem } from '../facts/source.js';
import { auditSuppressions } from '../policy/audit-suppressions.js';
import { finishFindings } from '../policy/findings.js';
import { optionsOf, severityOf } from '../policy/severity.js';
import { layoutConfigOf } from './layout-config.js';
import { assembleProject, structureOf } from '../project/assemble.js';
import { discover } from '../project/discover.js';
import { readSources, readText } from '../project/sources.js';
import { detectStack } from '../project/stack.js';
import { rules } from '../rules/index.js';
import { lineStarts, stripMark } from '../syntax/source-file.js';
import { version } from '../version.js';
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
  const { config, base } = await configFor(root, options);
  const wanted = (law: LawId): boolean => (options.laws ? options.laws.includes(law) : isOnSomewhere(law, config));
  const discovery = discover(root, { ignore: config.ignore });
  if (!discovery.files.some((file) => file.kind === 'runtime'))
    throw new UserError(`${root}: no backend code here: no TypeScript or JavaScript outside tests, front ends and tool configuration`);

  const optionsFor = (law: LawId, path: string): Readonly<Record<string, unknown>> => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>;
  const activeRules = rules.filter((rule) => wanted(rule.id));
  const raw: RawFinding[] = [];
  const crashes: Crash[] = [];
  const examined = new Map<LawId, Examined>();
  const sources = readSources(discovery, (file) => {
    const run = runRules(activeRules, file, optionsFor);
    raw.push(...run.findings);
    crashes.push(...run.crashes);
    for (const [law, { count, noun }] of run.examined) examined.set(law, { count: (examined.get(law)?.count ?? 0) + count, noun });
  });
  const structure = structureOf(discovery, layoutConfigOf(config));
  const { layout, resolver } = structure;
  const project = assembleProject(
    { discovery, files: [...sources.facts.values()], documentTables: sources.documentTables, recognisers: config.recognisers },
    structure,
  );
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

  return {
    report: {
      version: 1,
      tool: { name: 'fortress-audit', version },
      root: basename(discovery.root),
      stack: { ...detectStack(project, basename(discovery.root)), layout: layout.summary },
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
      problems: sortProblems([...discovery.problems, ...sources.problems, ...resolver.problems]),
    },
    crashes,
    failOn: config.failOn,
    root: discovery.root,
  };
}

async function configFor(root: string, options: AuditOptions): Promise<{ config: ResolvedConfig; base: string }> {
  try {
    const loaded = await loadConfig(root, { file: options.configFile, disabled: options.noConfig });
    return { config: options.preset ? { ...loaded.config, preset: options.preset } : loaded.config, base: loaded.base };
  } catch (error) {
    if (error instanceof ConfigError) throw new UserError(error.message);
    throw error;
  }
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

function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems
    .filter((p) => {
      const key = `${p.path}\0${p.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.message < b.message ? -1 : 1));
}
