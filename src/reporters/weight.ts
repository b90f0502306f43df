import type { Finding } from '../facts/finding.js';
import { entryOf } from './law-entry.js';
import { byText } from '../facts/order.js';

/** 1 to 3 as in the catalogue; 4 for what is no law of it, such as an unused suppression. */
export const tierOf = (law: string): number => entryOf(law)?.tier ?? 4;

/**
 * What matters most first, for formats that cannot take everything: suppressed findings last, errors before warnings,
 * the laws that the documents insist on before good practice, then by place.
 */
export function byWeight(a: Finding, b: Finding): number {
  return (
    Number(a.suppressed !== undefined) - Number(b.suppressed !== undefined) ||
    byText(a.severity, b.severity) ||
    tierOf(a.law) - tierOf(b.law) ||
    byText(a.path, b.path) ||
    a.line - b.line ||
    a.column - b.column ||
    byText(a.law, b.law)
  );
}
