import { appendFile, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AuditResult } from '../hosts/audit.js';
import type { Format, ReporterOptions } from '../reporters/reporter.js';
import { UserError } from '../hosts/user-error.js';
import { isRunByAgent, isRunByGitHubActions, wantsColor } from './environment.js';
import type { Io } from './io.js';

/** A report that is written to a file. */
export interface ReportOutput {
  readonly format: Format;
  readonly path: string;
}

/** What a shard has read, written to a file. */
export interface FactsOutput {
  readonly format: 'facts';
  readonly path: string;
}

export type Output = ReportOutput | FactsOutput;

export const isFactsOutput = (output: Output): output is FactsOutput => output.format === 'facts';

/** The flags that say how findings are shown. */
export interface ReportFlags {
  readonly format?: Format;
  readonly json?: boolean;
  readonly output: readonly Output[];
  readonly maxFindings?: number;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** File that remembers what each commit was found to be. */
  readonly history?: string;
}

/** What standard output gets: agents and GitHub Actions are recognised by their variables, an agent inside of Actions is one. */
export function formatOf({ format, json }: Pick<ReportFlags, 'format' | 'json'>, { env }: Pick<Io, 'env'>): Format {
  if (format ?? json) return format ?? 'json';
  if (isRunByAgent(env)) return 'agent';
  return isRunByGitHubActions(env) ? 'github' : 'pretty';
}

/**
 * Writes the report to standard output and to the files that `--output` names. In the format `github` the job's
 * summary gets a page too.
 *
 * @throws {UserError} where a file can't be written
 */
export async function writeReports(result: AuditResult, failOn: ReporterOptions['failOn'], flags: ReportFlags, io: Io): Promise<void> {
  const [{ explainsLaws, loadReporter, noBackend, noLawText, showsBackend }, { repositoryOf }, { sourceReader }, { writeReport }] = await Promise.all([
    import('../reporters/index.js'),
    import('./repository.js'),
    import('./read-source.js'),
    import('./write-report.js'),
  ]);
  const history = flags.history === undefined ? null : await (await import('./history.js')).recordHistory(result, flags.history, io);
  const format = formatOf(flags, io);
  const written = flags.output.map((output): ReportOutput => {
    if (isFactsOutput(output)) throw new UserError('facts are written of a shard: --shard 1/1 for all of them');
    return output;
  });
  const all = [format, ...written.map((output) => output.format)];
  const options: ReporterOptions = {
    color: wantsColor(flags.color, io),
    columns: io.columns,
    readSource: sourceReader(result.root, result.overlay),
    backend: showsBackend(all) ? await result.backend() : noBackend,
    ...repositoryOf(result.root, io.env),
    lawText: explainsLaws(all) ? (await import('../hosts/law-texts.js')).lawText : noLawText,
    failOn,
    verbose: flags.verbose ?? false,
    quiet: flags.quiet ?? false,
    ...(flags.maxFindings !== undefined && { maxFindings: flags.maxFindings }),
    ...(history && { history }),
  };
  io.stdout((await loadReporter[format]())(result.report, options));
  const summary = io.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary) await appendSummary(summary, result, options, io);
  for (const output of written) {
    const file = resolve(io.cwd, output.path);
    const previous = output.format === 'tasks' ? await readFile(file, 'utf8').catch(() => null) : null;
    const text = (await loadReporter[output.format]())(result.report, { ...options, color: false, columns: 80, ...(previous !== null && { previous }) });
    await writeReport(file, text);
  }
}

/** Adds a page to the job's summary, to which earlier commands of the step may have written. Whatever fails here does not fail the audit. */
async function appendSummary(file: string, { report }: AuditResult, options: ReporterOptions, io: Io): Promise<void> {
  const { githubSummary, summaryLimit } = await import('../reporters/markdown.js');
  try {
    const taken = await stat(file).then(({ size }) => size, () => 0);
    const text = githubSummary(report, options, taken);
    if (taken + Buffer.byteLength(text) > summaryLimit) io.stderr('fortress-audit: the summary of this step is full: nothing added to it\n');
    else await appendFile(file, text);
  } catch (error) {
    io.stderr(`fortress-audit: cannot write the summary of this step: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
