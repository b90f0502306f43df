import type { Finding, Report } from '../facts/finding.js';
import type { ReporterOptions } from './reporter.js';
import { printable } from './text.js';
import { tierOf } from './weight.js';

/** `blocker` is left to those who run a pipeline: no law knows what may not be merged at all. */
function severityOf({ severity, law }: Finding): 'critical' | 'major' | 'minor' {
  if (severity === 'warn') return 'minor';
  return tierOf(law) === 1 ? 'critical' : 'major';
}

/**
 * A Code Quality report of GitLab (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"): one array,
 * paths relative to the repository without `./`. GitLab compares the fingerprints of two branches and knows no
 * suppressed findings, so these are left out. A folder or a whole file gets line 1, since a line is required.
 */
export function gitlab({ findings }: Report, { pathPrefix }: ReporterOptions): string {
  const issues = findings
    .filter(({ suppressed }) => !suppressed)
    .map((finding) => ({
      description: printable(finding.message),
      check_name: finding.law,
      fingerprint: finding.fingerprint,
      severity: severityOf(finding),
      location: { path: `${pathPrefix}${finding.path}` || '.', lines: { begin: Math.max(1, finding.line) } },
    }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
