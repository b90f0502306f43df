import type picocolors from 'picocolors';
import type { LawOutcome, LawStatus, Report } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';
import { noFindings, reportedFiles, scopeLines, suppressedLines } from './suppression-text.js';
import { count, flow, grouped, printable, things, wrap } from './text.js';

type Colors = ReturnType<typeof picocolors.createColors>;

const problemLimit = 5;

function totalLine(report: Report, options: ReporterOptions, colors: Colors): string {
  const { summary, findings } = report;
  const { errors, warnings } = summary;
  if (errors + warnings === 0) {
    return colors.bold(colors.green(`${noFindings(report)} in ${reportedFiles(report)}`));
  }
  const active = findings.filter(({ suppressed }) => !suppressed);
  const places = new Set(active.map(({ path }) => path)).size;
  const noun = active.some(({ line }) => line === 0) ? 'place' : 'file';
  const hidden = options.quiet && warnings > 0 ? ' (warnings not shown: --quiet)' : '';
  const text = `${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(places, noun)}`;
  return colors.bold(errors > 0 ? colors.red(text) : colors.yellow(text)) + hidden;
}

function statusLine(laws: readonly LawOutcome[]): string[] {
  const number = (status: LawStatus): number => laws.filter((law) => law.status === status).length;
  const others: LawStatus[] = ['violated', 'not applicable', 'undetermined', 'off'];
  return [
    `${count(number('upheld'), 'law')} upheld`,
    ...others.filter((status) => number(status) > 0).map((status) => `${number(status)} ${status}`),
  ];
}

function lookedAt({ id, status, examined, findings }: LawOutcome): string {
  const seen = things(examined.count, examined.noun);
  if (status === 'not applicable' || status === 'undetermined') return `${id}: ${status} (${seen})`;
  return `${id}: ${grouped(findings)} in ${seen}`;
}

/**
 * What each law looked at. Of a run on a change only the laws that could not be judged: what it counts is the whole
 * backend, what it found is not.
 */
function lawLines({ laws, scope }: Report, { verbose }: ReporterOptions, width: number, colors: Colors): string[] {
  const active = laws.filter(({ status }) => status !== 'off');
  if (scope && !verbose) {
    const blind = active.filter(({ status }) => status === 'undetermined').map(({ id }) => id);
    return blind.length > 0 ? wrap(`undetermined: ${blind.join(', ')} (fortress-audit doctor)`, width) : [];
  }
  return [...(active.length > 0 ? ['', 'Looked at'] : []), ...flow(active.map(lookedAt), ' · ', width - 2).map((line) => `  ${colors.dim(line)}`)];
}

function problemLines({ problems }: Report, options: ReporterOptions, width: number): string[] {
  if (problems.length === 0) return [];
  const shown = options.verbose ? problems : problems.slice(0, problemLimit);
  const more = problems.length - shown.length;
  return [
    '',
    `${count(problems.length, 'problem')}: not read or not understood, so not judged`,
    ...shown.flatMap(({ path, message }) =>
      wrap(`${printable(path) || '.'}: ${printable(message)}`, width - 4).map(
        (line, index) => (index === 0 ? '  ' : '    ') + line,
      ),
    ),
    ...(more > 0 ? [`  … and ${grouped(more)} more: --verbose`] : []),
  ];
}

/** The end of the pretty report: totals, how the laws ended, what each looked at, problems. */
export function summaryLines(
  report: Report,
  options: ReporterOptions,
  width: number,
  colors: Colors,
): string[] {
  return [
    totalLine(report, options, colors),
    ...flow(statusLine(report.laws), ' · ', width),
    ...[...suppressedLines(report), ...scopeLines(report)].flatMap((line) => wrap(line, width)),
    ...lawLines(report, options, width, colors),
    ...problemLines(report, options, width),
  ];
}
