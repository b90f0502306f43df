import { basename, resolve } from 'node:path';
import type { LawId } from '../catalogue.js';
import type { audit as runAudit, AuditOptions, AuditResult } from '../hosts/audit.js';
import { auditTarget } from './audit-target.js';
import type { ChangeFlags } from './change-flags.js';
import type { FixFlags } from './fix-flags.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';
import { nearest } from './nearest.js';
import { progressLine } from './progress.js';
import type { TreeOptions } from '../hosts/read-tree.js';
import { cacheOptions } from './scale-flags.js';
import type { ScaleFlags } from './scale-flags.js';
import { UserError } from '../hosts/user-error.js';
import { writeReports } from './reports.js';
import type { ReportFlags } from './reports.js';

export type Audit = typeof runAudit;

/** The flags of an audit as commander gives them. */
export interface AuditFlags extends ReportFlags, ChangeFlags, FixFlags, ScaleFlags {
  /** `false` for `--no-config`. */
  readonly config?: string | boolean;
  readonly baseline: boolean;
  readonly law: readonly string[];
  readonly preset?: AuditOptions['preset'];
  readonly failOn?: AuditResult['failOn'];
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

/** What of the flags says how a tree is opened. */
export function treeFlags({ config, preset }: Pick<AuditFlags, 'config' | 'preset'>, cwd: string): TreeOptions {
  return {
    ...(typeof config === 'string' && { configFile: resolve(cwd, config) }),
    ...(config === false && { noConfig: true }),
    ...(preset && { preset }),
  };
}

function toAuditOptions(flags: AuditFlags, laws: readonly LawId[] | undefined, cwd: string): AuditOptions {
  return {
    ...treeFlags(flags, cwd),
    ...cacheOptions(flags, cwd),
    ...(laws && { laws }),
    ...(!flags.baseline && { noBaseline: true }),
  };
}

function verdict({ report: { findings }, crashes, failOn }: AuditResult, flags: AuditFlags): number {
  if (crashes.length > 0) return exitCode.failed;
  const fails = (flags.failOn ?? failOn) === 'error' ? ['error'] : ['error', 'warn'];
  const failing = findings.some(({ severity, suppressed }) => !suppressed && fails.includes(severity));
  return failing ? exitCode.findings : exitCode.clean;
}

async function report(result: AuditResult, flags: AuditFlags, io: Io): Promise<void> {
  await writeReports(result, flags.failOn ?? result.failOn, flags, io);
  for (const crash of result.crashes) {
    io.stderr(`fortress-audit: law ${crash.law} crashed on ${crash.path}: ${io.env['FORTRESS_DEBUG'] === '1' ? crash.stack : crash.message}\n`);
  }
}

/**
 * Audits the folder `path` and reports, on `files` alone where some are given. Gives the exit code: 0 clean, 1 findings
 * at or above the fail level, 2 where a law crashed. With `--watch` it goes on until it is interrupted.
 *
 * @throws {UserError} for a missing folder or file, an unknown law, a wrong config, nothing to audit
 */
export async function runAuditCommand(
  path: string,
  files: readonly string[],
  flags: AuditFlags,
  io: Io,
  audit: Audit | undefined,
): Promise<number> {
  const start = Date.now();
  const { root, change } = await auditTarget(path, files, flags, io.cwd);
  if (flags.shard) return (await import('./extract-command.js')).runExtract(root, flags.shard, flags.output, treeFlags(flags, io.cwd), io.cwd);
  const stopwatch = flags.timing ? await import('../hosts/timing.js') : null;
  stopwatch?.startStopwatch();
  const options = { ...toAuditOptions(flags, await knownLaws(flags.law), io.cwd), ...(change && { change }) };
  if (flags.watch) {
    const { watchCommand } = await import('./watch-command.js');
    return watchCommand(root, options, io, (result) => report(result, flags, io));
  }
  const line = progressLine(io);
  const isFixing = flags.fix === true || flags.fixDryRun === true;
  // git works while the audit is loaded; what fixes change is asked for again
  const found = change && !isFixing ? (await import('../hosts/change.js')).findChange(root, change) : null;
  found?.catch(() => undefined);
  const withProgress = { ...options, ...(found && { found }), ...(line.progress && { progress: line.progress }) };
  const run = isFixing ? (await import('./apply-fixes.js')).fixAndAudit(flags, io) : (audit ?? (await import('../hosts/audit.js')).audit);
  const result = await run(root, withProgress).finally(line.clear);
  if (!flags.fixDryRun) await report(result, flags, io);
  if (stopwatch) io.stderr((await import('./timing.js')).timingTable());
  if (io.isTTY) {
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    io.stderr(`${basename(root)} audited in ${seconds} s\n`);
  }
  return verdict(result, flags);
}
