import { printable } from './text.js';

/**
 * Foreign text as plain Markdown within a line. What would be markup of GitHub or GitLab is escaped (`$` is mathematics
 * there). A zero-width space keeps `@name` from notifying somebody and `#1` from becoming a link to an issue.
 */
function plain(text: string): string {
  return text
    .replace(/[\\`*~|[\]$]|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/#(?=\d)/g, '#&#8203;')
    .replace(/@(?=[\w-])/g, '@&#8203;');
}

/** Foreign text as code; control characters become U+FFFD. */
export function codeSpan(text: string): string {
  const line = printable(text);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/**
 * A message as Markdown on one line. What stands between two backticks is code, all the rest is escaped; in code
 * nothing but a backtick means anything, so foreign text stays text on either side of them.
 *
 * @param longest in UTF-16 code units, before escaping; what is longer ends with …
 */
export function prose(text: string, longest = 1000): string {
  const line = printable(text);
  const cut = line.length > longest ? `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
  return cut.replace(/`([^`]+)`|[^`]+|`/g, (piece, inner: string | undefined) => (inner === undefined ? plain(piece) : codeSpan(inner)));
}

/** Markdown in a cell of a table, where even code may hold no bare pipe (GFM § 4.10). */
export const cell = (markdown: string): string => markdown.replace(/\\?\|/g, '\\|');

/** Bytes of `text` in UTF-8: at least as many as characters, however those are counted. */
export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Rows that stand between a head and a tail, and what they are called when some are left off. */
export interface Part {
  readonly head: string;
  /** Each ends with a line feed. */
  readonly rows: readonly string[];
  readonly tail: string;
}

const noticeRoom = 300;

/**
 * Puts parts one after another so that the whole takes at most `limit` bytes. No row is broken: a part ends before the
 * first row that does not fit, and a part of which no row fits is left out.
 *
 * @param notice said at the end if rows are left off, given their number
 */
export function fit(start: string, parts: readonly Part[], end: string, limit: number, notice: (leftOff: number) => string): string {
  let text = start;
  let room = limit - bytesOf(start) - bytesOf(end) - noticeRoom;
  let leftOff = 0;
  for (const { head, rows, tail } of parts) {
    let free = room - bytesOf(head) - bytesOf(tail);
    let taken = 0;
    for (const row of rows) {
      free -= bytesOf(row);
      if (free < 0) break;
      taken += 1;
    }
    leftOff += rows.length - taken;
    if (taken === 0) continue;
    const part = head + rows.slice(0, taken).join('') + tail;
    text += part;
    room -= bytesOf(part);
  }
  return text + (leftOff > 0 ? notice(leftOff) : '') + end;
}
