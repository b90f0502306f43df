import type { Finding } from './finding.js';

/** Order of code units, the same on every machine: `localeCompare` is not. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of findings in a report. */
export const byPlace = (a: Finding, b: Finding): number =>
  byText(a.path, b.path) || a.line - b.line || a.column - b.column || byText(a.law, b.law) || byText(a.message, b.message);
