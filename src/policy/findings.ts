import type { LawId } from '../catalogue.js';
import { documents, lawEntry } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { RawFinding } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Finding, Identity } from '../facts/finding.js';
import { byText } from '../facts/order.js';
import { positionAt } from '../syntax/source-file.js';
import { Fingerprints, identityOf, scopeAt } from './fingerprint.js';
import { severityOf } from './severity.js';

/** What says where a finding is. */
export interface PlaceContext {
  linesOf(path: string): readonly number[];
  textOf(path: string): string | null;
  factsOf(path: string): FileFacts | null;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A raw finding of which all is known that its file says. JSON. */
export interface PlacedFinding extends RawFinding {
  /** 0:0 for a folder or a whole file. */
  readonly start: Position;
  readonly end: Position;
  readonly identity: Identity;
}

/** Lines, columns and identities for raw findings, in the order of a report. */
export function placeFindings(raw: readonly RawFinding[], { linesOf, textOf, factsOf }: PlaceContext): PlacedFinding[] {
  const nowhere = { line: 0, column: 0 };
  return [...raw].sort(byPlace).map((finding) => {
    const { at, path } = finding;
    if (!at) return { ...finding, start: nowhere, end: nowhere, identity: identityOf(null, null, '') };
    const lines = linesOf(path);
    return { ...finding, start: positionAt(lines, at.start), end: positionAt(lines, at.end), identity: identityOf(textOf(path), at, scopeAt(factsOf(path), at.start)) };
  });
}

/**
 * Severities and fingerprints for findings; those that the config switches off are dropped.
 * @param base put before a path for globs of the config, see `LoadedConfig.base`
 */
export function finishFindings(placed: readonly PlacedFinding[], config: ResolvedConfig, base: string): Finding[] {
  const fingerprints = new Fingerprints();
  const findings: Finding[] = [];
  for (const finding of placed) {
    const { start, end, identity } = finding;
    const severity = severityOf(finding.law, `${base}${finding.path}${finding.at ? '' : '/'}`, config);
    if (severity === 'off') continue;
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

/** The order of a report. */
export function byPlace(a: RawFinding, b: RawFinding): number {
  return (
    byText(a.path, b.path) ||
    (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
    (a.at?.end ?? -1) - (b.at?.end ?? -1) ||
    byText(a.law, b.law) ||
    byText(a.message, b.message)
  );
}
