import type { LawId } from '../catalogue.js';
import { documents, lawEntry } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { RawFinding } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding } from '../facts/finding.js';
import { byText } from '../facts/order.js';
import { positionAt } from '../syntax/source-file.js';
import { Fingerprints, identityOf, scopeAt } from './fingerprint.js';
import { severityOf } from './severity.js';

export interface FindingContext {
  readonly config: ResolvedConfig;
  /** Put before a path for globs of the config, see `LoadedConfig.base`. */
  readonly base: string;
  linesOf(path: string): readonly number[];
  textOf(path: string): string | null;
  factsOf(path: string): FileFacts | null;
}

/** Places, severities and fingerprints for raw findings; those that the config switches off are dropped. */
export function finishFindings(raw: readonly RawFinding[], context: FindingContext): Finding[] {
  const fingerprints = new Fingerprints();
  const findings: Finding[] = [];
  for (const finding of [...raw].sort(byPlace)) {
    const severity = severityOf(finding.law, `${context.base}${finding.path}${finding.at ? '' : '/'}`, context.config);
    if (severity === 'off') continue;
    const lines = finding.at ? context.linesOf(finding.path) : [];
    const start = finding.at ? positionAt(lines, finding.at.start) : { line: 0, column: 0 };
    const end = finding.at ? positionAt(lines, finding.at.end) : { line: 0, column: 0 };
    const identity = finding.at
      ? identityOf(context.textOf(finding.path), finding.at, scopeAt(context.factsOf(finding.path), finding.at.start))
      : identityOf(null, null, '');
    findings.push({
      law: finding.law,
      severity,
      message: finding.message,
      path: finding.path,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      related: finding.related,
      fingerprint: fingerprints.of(finding.law, finding.path, identity),
      identity,
      source: sourceOf(finding.law),
      ...(finding.fix && { fix: finding.fix }),
      ...(finding.suggestions && { suggestions: finding.suggestions }),
    });
  }
  return findings;
}

function sourceOf(law: LawId): Finding['source'] {
  const { source } = lawEntry(law);
  return { document: documents[source.document], section: source.section };
}

function byPlace(a: RawFinding, b: RawFinding): number {
  return (
    byText(a.path, b.path) ||
    (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
    (a.at?.end ?? -1) - (b.at?.end ?? -1) ||
    byText(a.law, b.law) ||
    byText(a.message, b.message)
  );
}
