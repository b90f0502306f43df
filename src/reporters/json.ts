import type { Finding, Report, TextEdit } from '../facts/finding.js';

const editJson = ({ range, text }: TextEdit): object => ({ range: { start: range.start, end: range.end }, text });

/** One finding as `schema/report.json` describes it. */
export function findingJson(finding: Finding): object {
  const { law, severity, message, path, line, column, endLine, endColumn } = finding;
  const { fingerprint, source, suppressed, fix, suggestions } = finding;
  return {
    law,
    severity,
    message,
    path,
    line,
    column,
    endLine,
    endColumn,
    related: finding.related.map((place) => ({
      path: place.path,
      line: place.line,
      message: place.message,
    })),
    fingerprint,
    source: { document: source.document, section: source.section },
    ...(fix && { fix: editJson(fix) }),
    ...(suggestions && { suggestions: suggestions.map(({ message: what, edits }) => ({ message: what, edits: edits.map(editJson) })) }),
    ...(suppressed && { suppressed: { kind: suppressed.kind, reason: suppressed.reason } }),
  };
}

/**
 * The whole report, suppressed findings included, as `schema/report.json` describes it. Every
 * key is written out here, so that neither their order nor their set depends on who made the
 * report.
 */
export function json(input: Report): string {
  const { version, tool, root, stack, summary, baseline, scope, laws, findings, problems } = input;
  const report = {
    version,
    tool: { name: tool.name, version: tool.version },
    root,
    stack: {
      name: stack.name,
      frameworks: stack.frameworks,
      dataLayers: stack.dataLayers,
      validators: stack.validators,
      layout: stack.layout,
    },
    summary: {
      files: summary.files,
      endpoints: summary.endpoints,
      tables: summary.tables,
      errors: summary.errors,
      warnings: summary.warnings,
      suppressed: summary.suppressed,
    },
    ...(baseline && { baseline: { entries: baseline.entries, stale: baseline.stale } }),
    ...(scope && { scope: { what: scope.what, files: scope.files, elsewhere: scope.elsewhere } }),
    laws: laws.map(({ id, status, examined, findings: number }) => ({
      id,
      status,
      examined: { count: examined.count, noun: examined.noun },
      findings: number,
    })),
    findings: findings.map(findingJson),
    problems: problems.map(({ path, message }) => ({ path, message })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
