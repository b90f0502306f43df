import { basename, resolve } from 'node:path';
import type { LawId } from '../catalogue.js';
import type { audit as runAudit, AuditOptions, AuditResult } from '../hosts/audit.js';
import type { Format, ReporterOptions } from '../reporters/reporter.js';
import { auditedFolder } from './audited-folder.js';
import { isRunByAgent, wantsColor } from './environment.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';
import { nearest } from './nearest.js';
import { UserError } from '../hosts/user-error.js';

export type Audit = typeof runAudit;

/** The flags of an audit as commander gives them. */
export interface AuditFlags {
  readonly format?: Format;
  readonly json?: boolean;
  readonly output: readonly { readonly format: Format; readonly path: string }[];
  /** `false` for `--no-config`. */
  readonly config?: string | boolean;
  readonly baseline: boolean;
  readonly law: readonly string[];
  readonly preset?: AuditOptions['preset'];
  readonly maxFindings?: number;
  readonly failOn?: AuditResult['failOn'];
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

async function knownLaws(ids: readonly string[]): Promise<readonly LawId[] | undefined> {
  if (ids.length === 0) return undefined;
  const { lawIds } = await import('../catalogue.js');
  return ids.map((id) => {
    const known = lawIds.find((lawId) => lawId === id);
    if (known) return known;
    const near = nearest(id, lawIds);
    throw new UserError(
      `unknown law: ${id} ${near ? `(did you mean ${near}?)` : '(fortress-audit laws lists them)'}`,
    );
  });
}

function toAuditOptions(
  flags: AuditFlags,
  laws: readonly LawId[] | undefined,
  cwd: string,
): AuditOptions {
  const { config, preset } = flags;
  return {
    ...(typeof config === 'string' && { configFile: resolve(cwd, config) }),
    ...(config === false && { noConfig: true }),
    ...(laws && { laws }),
    ...(preset && { preset }),
    ...(!flags.baseline && { noBaseline: true }),
  };
}

/** Writes the report to standard output and to the files that `--output` names. */
async function report(result: AuditResult, flags: AuditFlags, io: Io): Promise<void> {
  const [{ reporters }, { sourceReader }, { writeReport }] = await Promise.all([
    import('../reporters/index.js'),
    import('./read-source.js'),
    import('./write-report.js'),
  ]);
  const options: ReporterOptions = {
    color: wantsColor(flags.color, io),
    columns: io.columns,
    readSource: sourceReader(result.root),
    verbose: flags.verbose ?? false,
    quiet: flags.quiet ?? false,
    ...(flags.maxFindings !== undefined && { maxFindings: flags.maxFindings }),
  };
  const usual = isRunByAgent(io.env) ? 'agent' : 'pretty';
  const format = flags.format ?? (flags.json ? 'json' : usual);
  io.stdout(reporters[format](result.report, options));
  for (const output of flags.output) {
    const text = reporters[output.format](result.report, { ...options, color: false, columns: 80 });
    await writeReport(resolve(io.cwd, output.path), text);
  }
}

function verdict({ report: { findings }, crashes, failOn }: AuditResult, flags: AuditFlags): number {
  if (crashes.length > 0) return exitCode.failed;
  const fails = (flags.failOn ?? failOn) === 'warn' ? ['error', 'warn'] : ['error'];
  const failing = findings.some(({ severity, suppressed }) => !suppressed && fails.includes(severity));
  return failing ? exitCode.findings : exitCode.clean;
}

/**
 * Audits the folder `path` and reports. Gives the exit code: 0 clean, 1 findings at or above
 * the fail level, 2 where a law crashed.
 *
 * @throws {UserError} for a missing folder, an unknown law, a wrong config, nothing to audit
 */
export async function runAuditCommand(
  path: string,
  flags: AuditFlags,
  io: Io,
  audit: Audit | undefined,
): Promise<number> {
  const start = performance.now();
  const root = await auditedFolder(path, io.cwd);
  const options = toAuditOptions(flags, await knownLaws(flags.law), io.cwd);
  const run = audit ?? (await import('../hosts/audit.js')).audit;
  const result = await run(root, options);
  await report(result, flags, io);
  for (const crash of result.crashes) {
    io.stderr(`fortress-audit: law ${crash.law} crashed on ${crash.path}: ${crash.message}\n`);
  }
  if (io.isTTY) {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    io.stderr(`${basename(root)} audited in ${seconds} s\n`);
  }
  return verdict(result, flags);
}
