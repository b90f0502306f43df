import picocolors from 'picocolors';
import type { FindingExplanation } from '../facts/explanation.js';
import type { Finding } from '../facts/finding.js';
import { codeFrame } from './code-frame.js';
import { findingJson } from './json.js';
import type { ReporterOptions } from './reporter.js';
import { suppressedNote } from './suppression-text.js';
import { versioned } from './table.js';
import { printable, wrap } from './text.js';
import { unifiedDiff } from './unified-diff.js';

const widest = 100;

type Options = Pick<ReporterOptions, 'color' | 'columns' | 'readSource'>;

const placeOf = ({ path, line, column }: Pick<Finding, 'path' | 'line' | 'column'>): string => (line === 0 ? printable(path) || '.' : `${printable(path)}:${line}:${column}`);

/** The edits that come with a finding as diffs, each with what it does. */
function edits(finding: Finding, readSource: Options['readSource']): { readonly what: string; readonly diff: string }[] {
  const before = readSource(finding.path)?.replace(/^\ufeff/u, '');
  if (before === undefined) return [];
  const all = [...(finding.fix ? [{ message: 'Safe, applied by --fix', edits: [finding.fix] }] : []), ...(finding.suggestions ?? [])];
  return all.map(({ message, edits: list }) => {
    const after = [...list].sort((a, b) => b.range.start - a.range.start).reduce((text, { range, text: put }) => text.slice(0, range.start) + put + text.slice(range.end), before);
    return { what: message, diff: unifiedDiff(finding.path, before, after) };
  });
}

/** One finding for reading at a terminal: where, what, why, what to do, how to silence it. */
export function findingPretty({ finding, law, suppress }: FindingExplanation, options: Options): string {
  const colors = picocolors.createColors(options.color);
  const width = Math.min(widest, options.columns) - 2;
  const source = finding.line > 0 ? options.readSource(finding.path) : null;
  const frame = source === null ? [] : codeFrame(source, finding.line, finding.column, width).map(({ gutter, code, current }) => `  ${current ? colors.bold(gutter) : colors.dim(gutter)}${code}`);
  const head = (title: string): string[] => ['', colors.bold(title)];
  const prose = (text: string): string[] => wrap(printable(text), width).map((line) => `  ${line}`);
  return `${[
    `${colors.underline(placeOf(finding))} · ${finding.severity} · ${colors.cyan(finding.law)}`,
    ...(finding.suppressed ? [printable(suppressedNote(finding.suppressed))] : []),
    '',
    ...prose(finding.message),
    ...(frame.length > 0 ? ['', ...frame] : []),
    ...(finding.related.length > 0 ? [...head('Related places'), ...finding.related.map(({ path, line, message }) => `  ${line === 0 ? printable(path) || '.' : `${printable(path)}:${line}`}  ${printable(message)}`)] : []),
    ...(law ? [...head('Why'), ...prose(law.rationale)] : []),
    ...edits(finding, options.readSource).flatMap(({ what, diff }) => [...head(`How to repair it: ${what}`), ...diff.trimEnd().split('\n').map((line) => `  ${line}`)]),
    ...(suppress.length > 0 ? [...head('How to silence it, where the code is right'), ...suppress.flatMap(({ where, text }) => [`  ${where}:`, `    ${text}`])] : []),
    '',
    colors.dim(`${finding.source.document}, ${finding.source.section} · ${finding.fingerprint}${law ? ` · fortress-audit explain ${law.id}` : ''}`),
  ].join('\n')}\n`;
}

/** One finding as Markdown. */
export function findingMarkdown({ finding, law, suppress }: FindingExplanation, { readSource }: Pick<Options, 'readSource'>): string {
  const source = finding.line > 0 ? readSource(finding.path) : null;
  const frame = source === null ? [] : codeFrame(source, finding.line, finding.column, widest).map(({ gutter, code }) => gutter + code);
  const fence = (language: string, text: string): string[] => {
    const ticks = text.includes('```') ? '````' : '```';
    return [`${ticks}${language}`, text.trimEnd(), ticks, ''];
  };
  return `${[
    `# ${finding.law} in \`${placeOf(finding)}\``,
    '',
    finding.message,
    '',
    ...(frame.length > 0 ? fence('', frame.join('\n')) : []),
    ...(finding.related.length > 0 ? ['## Related places', '', ...finding.related.map(({ path, line, message }) => `- \`${line === 0 ? path || '.' : `${path}:${line}`}\` ${message}`), ''] : []),
    ...(law ? ['## Why', '', law.rationale, ''] : []),
    ...edits(finding, readSource).flatMap(({ what, diff }) => [`## How to repair it: ${what}`, '', ...fence('diff', diff)]),
    ...(suppress.length > 0 ? ['## How to silence it, where the code is right', '', ...suppress.flatMap(({ where, text }) => [`${where}:`, '', ...fence('', text)])] : []),
    `${finding.severity}, ${finding.source.document}, ${finding.source.section}, fingerprint \`${finding.fingerprint}\``,
  ].join('\n')}\n`;
}

/** One finding as JSON, with its law. */
export const findingExplanationJson = ({ finding, law, suppress }: FindingExplanation): string => versioned({ finding: findingJson(finding), law, suppress });
