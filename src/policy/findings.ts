import { createHash } from 'node:crypto';
import type { LawId } from '../catalogue.js';
import { documents, lawEntry } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { RawFinding } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding } from '../facts/finding.js';
import { positionAt } from '../syntax/source-file.js';
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
  const seen = new Map<string, number>();
  const findings: Finding[] = [];
  for (const finding of [...raw].sort(byPlace)) {
    const severity = severityOf(finding.law, `${context.base}${finding.path}${finding.at ? '' : '/'}`, context.config);
    if (severity === 'off') continue;
    const lines = finding.at ? context.linesOf(finding.path) : [];
    const start = finding.at ? positionAt(lines, finding.at.start) : { line: 0, column: 0 };
    const end = finding.at ? positionAt(lines, finding.at.end) : { line: 0, column: 0 };
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
      fingerprint: fingerprint(finding, context, seen),
      source: sourceOf(finding.law),
      ...(finding.fix && { fix: finding.fix }),
    });
  }
  return findings;
}

function sourceOf(law: LawId): Finding['source'] {
  const { source } = lawEntry(law);
  return { document: documents[source.document], section: source.section };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byPlace(a: RawFinding, b: RawFinding): number {
  return (
    compare(a.path, b.path) ||
    (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
    (a.at?.end ?? -1) - (b.at?.end ?? -1) ||
    compare(a.law, b.law) ||
    compare(a.message, b.message)
  );
}

/**
 * Stable under moves inside the file: law, path with the names of the enclosing functions, and the reported
 * text with its white space folded; repeats in the same scope are counted.
 */
function fingerprint(finding: RawFinding, context: FindingContext, seen: Map<string, number>): string {
  const text = finding.at ? (context.textOf(finding.path)?.slice(finding.at.start, finding.at.end) ?? '') : '';
  const anchor = text.replace(/\s+/g, ' ').slice(0, 200);
  const scope = finding.at ? scopeOf(context.factsOf(finding.path), finding.at.start) : '';
  const identity = [finding.law, finding.path, scope, anchor].join('\0');
  const repeat = seen.get(identity) ?? 0;
  seen.set(identity, repeat + 1);
  return createHash('sha256').update(`${identity}\0${repeat}`).digest('hex').slice(0, 16);
}

function scopeOf(facts: FileFacts | null, offset: number): string {
  if (!facts) return '';
  const names: string[] = [];
  for (const c of facts.classes) if (c.name && c.at.start <= offset && offset < c.at.end) names.push(c.name);
  for (const f of facts.functions) if (f.name && f.at.start <= offset && offset < f.at.end) names.push(f.name);
  return names.join('.');
}
