import type picocolors from 'picocolors';
import type { LawOutcome, LawStatus, Report } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';
import { reportedFiles, scopeLines, suppressedLines } from './suppression-text.js';
import { count, flow, printable, wrap } from './text.js';

type Colors = ReturnType<typeof picocolors.createColors>;

const problemLimit = 5;

function totalLine(report: Report, options: ReporterOptions, colors: Colors): string {
  const { summary, findings } = report;
  const { errors, warnings } = summary;
  if (errors + warnings === 0) {
    return colors.bold(colors.green(`No findings in ${reportedFiles(report)}`));
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
  const things = `${examined.count.toLocaleString('en-US')} ${examined.noun}`;
  if (status === 'not applicable' || status === 'undetermined') return `${id}: ${status} (${things})`;
  return `${id}: ${findings} in ${things}`;
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
    ...(more > 0 ? [`  … and ${more.toLocaleString('en-US')} more: --verbose`] : []),
  ];
}

/** The end of the pretty report: totals, how the laws ended, what each looked at, problems. */
export function summaryLines(
  report: Report,
  options: ReporterOptions,
  width: number,
  colors: Colors,
): string[] {
  const active = report.laws.filter(({ status }) => status !== 'off');
  return [
    totalLine(report, options, colors),
    ...flow(statusLine(report.laws), ' · ', width),
    ...[...suppressedLines(report), ...scopeLines(report)].flatMap((line) => wrap(line, width)),
    ...(active.length > 0 ? ['', 'Looked at'] : []),
    ...flow(active.map(lookedAt), ' · ', width - 2).map((line) => `  ${colors.dim(line)}`),
    ...problemLines(report, options, width),
  ];
}
