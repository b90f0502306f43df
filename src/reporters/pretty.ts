import { posix } from 'node:path';
import picocolors from 'picocolors';
import type { Finding, Related, Report } from '../facts/finding.js';
import { codeFrame } from './code-frame.js';
import { summaryLines } from './pretty-summary.js';
import type { ReporterOptions } from './reporter.js';
import { shownFindings } from './shown.js';
import { suppressedNote } from './suppression-text.js';
import { count, displayWidth, flow, printable, wrap } from './text.js';

type Colors = ReturnType<typeof picocolors.createColors>;

const narrowest = 40;
// Longer lines are hard to read, however wide the window.
const widest = 120;

interface Page {
  readonly width: number;
  readonly colors: Colors;
  readonly options: ReporterOptions;
}

function headerLines(report: Report, { width, colors }: Page): string[] {
  const { stack, summary } = report;
  const known = [...stack.frameworks, ...stack.dataLayers, ...stack.validators].join(', ');
  const items = [
    stack.name || report.root,
    known || 'no framework or data layer recognised',
    ...(stack.layout ? [`layout: ${stack.layout}`] : []),
    count(summary.files, 'file'),
    count(summary.endpoints, 'endpoint'),
    count(summary.tables, 'table'),
  ];
  return flow(items.map(printable), ' · ', width).map((line) => colors.bold(line));
}

function position(finding: Finding): string {
  return finding.line === 0 ? '' : `${finding.line}:${finding.column}`;
}

/** Where a related place is, as short as the finding's own path allows. */
function relatedPlace(related: Related, finding: Finding): string {
  if (related.path === finding.path && related.line > 0) return `line ${related.line}`;
  if (related.line === 0) return printable(related.path) || '.';
  const near = posix.dirname(related.path) === posix.dirname(finding.path);
  return `${printable(near ? posix.basename(related.path) : related.path)}:${related.line}`;
}

function relatedLines(finding: Finding, width: number, colors: Colors): string[] {
  return finding.related.flatMap((related) => {
    const text = `${relatedPlace(related, finding)}  ${printable(related.message)}`;
    if (displayWidth(text) <= width - 2) return [colors.dim(`└ ${text}`)];
    const [first = '', ...rest] = wrap(text, width - 2);
    return [`└ ${first}`, ...rest.map((line) => `  ${line}`)].map((line) => colors.dim(line));
  });
}

/** The message with the law's id at the right of its last line, or below it where it is full. */
function messageLines(finding: Finding, width: number, colors: Colors): string[] {
  const note = finding.suppressed ? ` (${suppressedNote(finding.suppressed)})` : '';
  const lines = wrap(printable(finding.message + note), width);
  const last = lines.at(-1) ?? '';
  const gap = width - displayWidth(last) - finding.law.length;
  if (gap >= 2) lines[lines.length - 1] = last + ' '.repeat(gap) + colors.cyan(finding.law);
  else lines.push(' '.repeat(Math.max(0, width - finding.law.length)) + colors.cyan(finding.law));
  return lines;
}

function excerptLines(finding: Finding, width: number, { colors, options }: Page): string[] {
  const source = finding.line > 0 ? options.readSource(finding.path) : null;
  if (source === null) return [];
  return codeFrame(source, finding.line, finding.column, width).map(({ gutter, code, current }) =>
    current ? colors.bold(gutter) + code : colors.dim(gutter + code),
  );
}

function sourceLines({ source, fingerprint }: Finding, width: number, colors: Colors): string[] {
  const items = [`${source.document}, ${source.section}`, fingerprint];
  return flow(items, ' · ', width).map((line) => colors.dim(line));
}

function findingLines(finding: Finding, positionWidth: number, page: Page): string[] {
  const { colors, options } = page;
  const paint = finding.severity === 'error' ? colors.red : colors.yellow;
  const place = positionWidth > 0 ? `${position(finding).padStart(positionWidth)}  ` : '';
  const indent = 2 + place.length + 7;
  const frameIndent = page.width < 80 ? 4 : indent;
  const frameWidth = page.width - frameIndent;
  const [first = '', ...rest] = messageLines(finding, page.width - indent, colors);
  const under = [
    ...excerptLines(finding, frameWidth, page),
    ...relatedLines(finding, frameWidth, colors),
    ...(options.verbose ? sourceLines(finding, frameWidth, colors) : []),
  ];
  return [
    `  ${colors.dim(place)}${paint(finding.severity.padEnd(5))}  ${first}`,
    ...rest.map((line) => ' '.repeat(indent) + line),
    ...under.map((line) => ' '.repeat(frameIndent) + line),
  ];
}

function groupLines(path: string, findings: readonly Finding[], page: Page): string[] {
  const positionWidth = findings.reduce((most, finding) => Math.max(most, position(finding).length), 0);
  return [
    page.colors.underline(printable(path) || '.'),
    ...findings.flatMap((finding) => findingLines(finding, positionWidth, page)),
    '',
  ];
}

/**
 * For people at a terminal: what was audited, the findings by file with an excerpt and the
 * places that explain them, then what the run as a whole says. Colours carry no meaning of
 * their own. Says nothing about time: two runs give the same bytes.
 */
export function pretty(report: Report, options: ReporterOptions): string {
  const page: Page = {
    width: Math.min(widest, Math.max(narrowest, options.columns)),
    colors: picocolors.createColors(options.color),
    options,
  };
  const { findings, leftOff } = shownFindings(report, options);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path);
    if (group) group.push(finding);
    else groups.set(finding.path, [finding]);
  }
  const lines = [
    ...headerLines(report, page),
    '',
    ...[...groups].flatMap(([path, group]) => groupLines(path, group, page)),
    ...(leftOff > 0
      ? [
          ...wrap(
            `… ${count(leftOff, 'more finding')} not shown: ` +
              '--max-findings <n> shows more, --format json every one',
            page.width,
          ),
          '',
        ]
      : []),
    ...summaryLines(report, options, page.width, page.colors),
  ];
  return `${lines.join('\n')}\n`;
}
