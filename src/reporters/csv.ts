import type { Report } from '../facts/finding.js';
import { csv as csvOf } from './table.js';
import { printable } from './text.js';

/** Every finding as a row of RFC 4180, suppressed ones too, for spreadsheets. Control characters become U+FFFD. */
export function csv({ findings }: Report): string {
  return csvOf({
    header: ['law', 'severity', 'path', 'line', 'column', 'message', 'fingerprint', 'document', 'section', 'suppressed by', 'reason'],
    rows: findings.map(({ law, severity, path, line, column, message, fingerprint, source, suppressed }) =>
      [
        law,
        severity,
        path,
        line === 0 ? '' : String(line),
        line === 0 ? '' : String(column),
        message,
        fingerprint,
        source.document,
        source.section,
        suppressed?.kind ?? '',
        suppressed?.reason ?? '',
      ].map(printable),
    ),
  });
}
