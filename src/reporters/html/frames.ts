import type { Finding } from '../../facts/finding.js';
import { printable } from '../text.js';
import type { Frame, FrameLine } from './model.js';

/** Lines shown before and after the marked ones; a longer range shows its first lines. */
const context = 2;
const mostMarked = 8;
/** Longer lines are generated or minified: an excerpt of them helps nobody. */
const longestLine = 240;

/** The place of a secret: reports travel further than the source, so the text itself is left out. */
const secretLaw = 'no-hardcoded-secrets';

type Range = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Cuts excerpts out of audited files. */
export interface Frames {
  /** The code around a finding, `null` for folders, whole files and what cannot be read. */
  of(finding: Finding): Frame | null;
  /** One line of a file, trimmed, `null` where there is none. */
  line(path: string, line: number): string | null;
}

export function createFrames(findings: readonly Finding[], readSource: (path: string) => string | null): Frames {
  const secrets = new Map<string, Range[]>();
  for (const finding of findings) if (finding.law === secretLaw && finding.line > 0) secrets.set(finding.path, [...(secrets.get(finding.path) ?? []), finding]);
  let last: { readonly path: string; readonly lines: readonly string[] } | null = null;
  const linesOf = (path: string): readonly string[] => {
    // findings are sorted by path, so the last file is the next one mostly
    if (last?.path !== path) {
      const text = readSource(path)?.replace(/^\ufeff/u, '');
      const lines = text === undefined ? [] : text.split(/\r\n|[\n\r\u2028\u2029]/u);
      last = { path, lines: (secrets.get(path) ?? []).reduce(blacken, lines) };
    }
    return last.lines;
  };
  return {
    of(finding) {
      const lines = linesOf(finding.path);
      if (finding.line === 0 || finding.line > lines.length) return null;
      const end = Math.min(finding.endLine, finding.line + mostMarked - 1, lines.length);
      const first = Math.max(1, finding.line - context);
      const numbers = Array.from({ length: Math.min(lines.length, end + context) - first + 1 }, (_, i) => first + i);
      const isBlank = (number: number | undefined): boolean => number !== undefined && (number < finding.line || number > end) && !lines[number - 1]?.trim();
      while (isBlank(numbers[0])) numbers.shift();
      while (isBlank(numbers.at(-1))) numbers.pop();
      const indent = Math.min(...numbers.flatMap((number) => indentation(lines[number - 1] ?? '') ?? []));
      return { first: numbers[0] ?? first, lines: numbers.map((number) => frameLine(lines[number - 1] ?? '', number, finding, Number.isFinite(indent) ? indent : 0)) };
    },
    line(path, line) {
      const text = linesOf(path)[line - 1]?.trim();
      return text ? clip(printable(text)) : null;
    },
  };
}

function indentation(line: string): number | null {
  const text = line.trimStart();
  return text === '' ? null : line.length - text.length;
}

function frameLine(line: string, number: number, range: Range, indent: number): FrameLine {
  if (number < range.line || number > range.endLine) return clip(printable(line.slice(indent).trimEnd()));
  const start = Math.max(indent, number === range.line ? range.column - 1 : (indentation(line) ?? 0));
  const end = Math.max(start, number === range.endLine ? range.endColumn - 1 : line.trimEnd().length);
  const [before, marked, after] = [line.slice(indent, start), line.slice(start, end), line.slice(end).trimEnd()].map(printable) as [string, string, string];
  // a marked text is shown from its start on, however far to the right it stands
  const head = before.length + Math.min(marked.length, 60) > longestLine ? `…${before.slice(-40)}` : before;
  const shown = clip(marked, longestLine - Math.min(head.length, 180));
  return [head, shown, clip(after, Math.max(20, longestLine - head.length - shown.length))];
}

const clip = (text: string, length = longestLine): string => (text.length > length ? `${text.slice(0, length)}…` : text);

/** Puts dots in the place of the letters and digits of a range. */
function blacken(lines: readonly string[], { line, column, endLine, endColumn }: Range): string[] {
  return lines.map((text, i) => {
    const number = i + 1;
    if (number < line || number > endLine) return text;
    const start = number === line ? column - 1 : 0;
    const end = number === endLine ? endColumn - 1 : text.length;
    return text.slice(0, start) + text.slice(start, end).replace(/[\p{L}\p{N}]/gu, '•') + text.slice(end);
  });
}
