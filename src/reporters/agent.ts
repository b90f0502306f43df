import type { Finding, Report } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';
import { shownFindings } from './shown.js';
import { reportedFiles, scopeLines, suppressedNote } from './suppression-text.js';
import { count, printable } from './text.js';

const problemLimit = 20;
const relatedLimit = 3;

function place(path: string, line: number, column?: number): string {
  const name = printable(path) || '.';
  if (line === 0) return name;
  return column ? `${name}:${line}:${column}` : `${name}:${line}`;
}

function findingLine(finding: Finding): string {
  const related = finding.related
    .slice(0, relatedLimit)
    .map(({ path, line, message }) => `${place(path, line)} ${printable(message)}`);
  return [
    `${place(finding.path, finding.line, finding.column)}:`,
    finding.severity,
    `${finding.law}:`,
    printable(finding.message),
    ...(finding.suppressed ? [`(${printable(suppressedNote(finding.suppressed))})`] : []),
    ...(related.length > 0 ? [`see: ${related.join('; ')}`] : []),
  ].join(' ');
}

function problemLines({ problems }: Report, limit: number): string[] {
  const lines = problems
    .slice(0, limit)
    .map(({ path, message }) => `${place(path, 0)}: problem: ${printable(message)}`);
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `${count(more, 'more problem')}: --verbose`] : lines;
}

/**
 * For coding agents: one line a finding, `path:line:column: severity law: message`, without
 * excerpt, colour or advice. Related places follow on the same line, because the fix is often
 * there. What could not be judged (problems, undetermined laws) has its lines too, and a clean
 * run says so: no output would not tell "clean" from "did not run".
 */
export function agent(report: Report, options: ReporterOptions): string {
  const { findings, leftOff } = shownFindings(report, options);
  const undetermined = report.laws
    .filter(({ status }) => status === 'undetermined')
    .map(({ id }) => id);
  const lines = [
    ...findings.map(findingLine),
    ...(leftOff > 0 ? [`${count(leftOff, 'more finding')}: --max-findings, --format json`] : []),
    ...problemLines(report, options.verbose ? Infinity : problemLimit),
    ...scopeLines(report),
    ...(undetermined.length > 0 ? [`undetermined: ${undetermined.join(', ')}`] : []),
  ];
  if (findings.length === 0 && leftOff === 0) {
    const hidden = options.quiet ? report.summary.warnings : 0;
    const what = options.quiet ? '0 errors' : '0 findings';
    const warnings = hidden > 0 ? `, ${count(hidden, 'warning')} not shown` : '';
    lines.push(`${what} in ${reportedFiles(report)}${warnings}`);
  }
  return `${lines.join('\n')}\n`;
}
