import type { Finding, Report } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';
import { byPlace, byText } from '../facts/order.js';

const defaultLimit = 200;

/** What a format for reading shows of the findings. */
export interface Shown {
  /** Sorted by path, line, column and law. */
  readonly findings: readonly Finding[];
  /** How many findings the limit left off. */
  readonly leftOff: number;
}

/**
 * The findings to show a reader: not suppressed (unless verbose), errors alone when quiet, at
 * most `maxFindings`. A warning never takes the place of an error that is left off.
 */
export function shownFindings(report: Report, options: ReporterOptions): Shown {
  const eligible = report.findings
    .filter((finding) => options.verbose || !finding.suppressed)
    .filter((finding) => !options.quiet || finding.severity === 'error');
  const limit = options.maxFindings ?? defaultLimit;
  const weightiest = [...eligible].sort(
    (a, b) => byText(a.severity, b.severity) || byPlace(a, b),
  );
  return {
    findings: weightiest.slice(0, limit).sort(byPlace),
    leftOff: Math.max(0, eligible.length - limit),
  };
}
