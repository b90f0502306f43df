import { createHash } from 'node:crypto';
import type { Finding, Report, Severity } from '../facts/finding.js';
import { pretty } from './pretty.js';
import type { ReporterOptions } from './reporter.js';
import { count, printable } from './text.js';
import { byWeight } from './weight.js';

// "10 warning annotations, 10 error annotations, and 10 notice annotations per step": actions/toolkit,
// docs/problem-matchers.md.
const annotationLimit = 10;

// How the runner reads data and properties: actions/toolkit, packages/core/src/command.ts.
const data = (text: string): string => printable(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function annotation(finding: Finding, { pathPrefix }: ReporterOptions): string {
  const { path, line, column, endLine, endColumn, law, severity, message } = finding;
  const oneLine = line === endLine && endColumn > column;
  const properties = [
    ...(line > 0 || path !== '' ? [`file=${property(`${pathPrefix}${path}`)}`] : []),
    ...(line > 0 ? [`line=${line}`, `endLine=${Math.max(line, endLine)}`] : []),
    // GitHub marks columns only within one line.
    ...(line > 0 && oneLine ? [`col=${column}`, `endColumn=${endColumn}`] : []),
    `title=${property(law)}`,
  ];
  return `::${severity === 'error' ? 'error' : 'warning'} ${properties.join(',')}::${data(message)}`;
}

/**
 * For the log of GitHub Actions: annotations, the weightiest ten errors and ten warnings of what GitHub shows of a
 * step, then the report for reading. That holds foreign text, in which a line could pass for a command, so the runner
 * is told to take no commands until it sees a token that the text cannot hold.
 */
export function github(report: Report, options: ReporterOptions): string {
  const active = report.findings.filter(({ suppressed, severity }) => !suppressed && !(options.quiet && severity === 'warn')).sort(byWeight);
  const ofSeverity = (severity: Severity): readonly Finding[] => active.filter((finding) => finding.severity === severity);
  const annotated = [...ofSeverity('error').slice(0, annotationLimit), ...ofSeverity('warn').slice(0, annotationLimit)];
  const leftOff = active.length - annotated.length;
  const text = pretty(report, options);
  const token = `fortress-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  return [
    ...annotated.map((finding) => annotation(finding, options)),
    ...(leftOff > 0
      ? [`::notice title=fortress-audit::${data(`${count(leftOff, 'more finding')} without an annotation: GitHub shows ${annotationLimit} errors and ${annotationLimit} warnings of a step. The job's summary and log have the rest.`)}`]
      : []),
    `::stop-commands::${token}`,
    `${text}::${token}::`,
    '',
  ].join('\n');
}
