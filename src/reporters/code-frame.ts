import { displayWidth, printable } from './text.js';

/** One line of an excerpt. */
export interface FrameLine {
  /** `> 42 │ ` or `  41 │ `. */
  readonly gutter: string;
  readonly code: string;
  /** Whether this is the line of the finding. */
  readonly current: boolean;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** Cuts `code` to `width` columns so that the character at `index` stays in sight. */
function clip(code: string, index: number, width: number): string {
  if (displayWidth(code) <= width) return code;
  const start = index < width - 10 ? 0 : index - Math.floor(width / 2);
  const head = start > 0 ? '…' : '';
  let cut = '';
  for (const character of code.slice(start)) {
    if (displayWidth(head + cut + character) > width - 1) return `${head}${cut}…`;
    cut += character;
  }
  return head + cut;
}

/**
 * The line before `line` (unless blank) and the line itself, without their common indentation,
 * each at most `width` columns with its gutter. Empty where `source` has no such line.
 *
 * @param line 1-based, lines as ECMAScript counts them
 * @param column 1-based, UTF-16 code units
 */
export function codeFrame(
  source: string,
  line: number,
  column: number,
  width: number,
): FrameLine[] {
  const all = source.replace(/^\ufeff/u, '').split(/\r\n|[\n\r\u2028\u2029]/u);
  const numbers = [line - 1, line].filter((number) => all[number - 1]?.trim());
  if (!numbers.includes(line)) return [];
  const shared = Math.min(...numbers.map((number) => indentation(all[number - 1] ?? '')));
  const digits = String(line).length;
  return numbers.map((number) => {
    const current = number === line;
    const gutter = `${current ? '>' : ' '} ${String(number).padStart(digits)} │ `;
    const code = printable((all[number - 1] ?? '').slice(shared).trimEnd());
    const index = current ? Math.max(0, column - 1 - shared) : 0;
    return { gutter, code: clip(code, index, width - displayWidth(gutter)), current };
  });
}
