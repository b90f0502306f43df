import picocolors from 'picocolors';
import type { LayoutOptions } from './inspection-options.js';
import { displayWidth, flow, printable } from './text.js';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** A column of a table for reading. */
export interface Column {
  readonly title: string;
  /** Whether long cells may be broken into several lines when the terminal is narrow. */
  readonly breaks?: true;
  readonly align?: 'right';
}

export interface Row {
  readonly cells: readonly string[];
  /** Further things about the row, on lines of their own below it, separated by middle dots. */
  readonly details?: readonly string[];
}

export interface Section {
  readonly heading: string | null;
  readonly rows: readonly Row[];
}

const gap = 2;
const narrowest = 10;

/**
 * A table of at most `columns` terminal columns: one header, the rows of all sections aligned alike. Columns that may
 * break give way, the widest first; what cannot get narrower runs over. No
 * line breaks at a no-break space (U+00A0), which is printed as a space. Texts are made safe for a terminal.
 *
 * @param paint colours a cell; gets the text that stands in the cell, so that it can go by the value
 */
export function textTable(
  columns: readonly Column[],
  sections: readonly Section[],
  options: LayoutOptions,
  paint: (cell: string, column: number, colors: Colors) => string = (cell) => cell,
): string[] {
  const colors = picocolors.createColors(options.color);
  const indent = sections.some(({ heading }) => heading !== null) ? 2 : 0;
  const safe = sections.map(({ heading, rows }) => ({
    heading,
    rows: rows.map(({ cells, details }) => ({ cells: cells.map(printable), details: (details ?? []).map(printable) })),
  }));
  const all = safe.flatMap(({ rows }) => rows);
  const widths = columns.map(({ title }, i) => Math.max(displayWidth(title), ...all.map(({ cells }) => displayWidth(cells[i] ?? ''))));
  const total = (): number => indent + widths.reduce((sum, width) => sum + width, 0) + gap * (columns.length - 1);
  for (let over = total() - options.columns; over > 0; over = total() - options.columns) {
    const [widest] = columns.flatMap(({ breaks, title }, i) => (breaks && widths[i]! > Math.max(narrowest, displayWidth(title)) ? [i] : [])).sort((a, b) => widths[b]! - widths[a]!);
    if (widest === undefined) break;
    widths[widest] = widths[widest]! - 1;
  }
  const padded = (text: string, i: number): string => {
    const space = ' '.repeat(Math.max(0, widths[i]! - displayWidth(text)));
    return columns[i]!.align === 'right' ? space + text : text + space;
  };
  const line = (cells: readonly string[], style: (cell: string, i: number, padding: string) => string): string =>
    ' '.repeat(indent) +
    cells
      .map((cell, i) => style(cell, i, padded(cell, i)))
      .join(' '.repeat(gap))
      .replace(/ +$/, '');
  const lines = [line(columns.map(({ title }) => title), (_, __, text) => colors.dim(text))];
  for (const { heading, rows } of safe) {
    if (rows.length === 0) continue;
    if (heading !== null) lines.push('', colors.bold(printable(heading)));
    for (const { cells, details } of rows) {
      const broken = cells.map((cell, i) => breakCell(cell, widths[i]!));
      const height = Math.max(...broken.map(({ length }) => length));
      for (let at = 0; at < height; at += 1)
        lines.push(line(broken.map((parts) => parts[at] ?? ''), (cell, i, text) => text.replace(cell, () => (cell === '' ? '' : paint(cell, i, colors)))));
      const hanging = ' '.repeat(indent + 2);
      lines.push(...flow(details.flatMap((detail) => breakCell(detail, options.columns - hanging.length)), ' · ', options.columns - hanging.length).map((text) => hanging + colors.dim(text)));
    }
  }
  return lines.map((text) => text.replace(/ +$/, '').replaceAll('\u00a0', ' '));
}

/** Breaks a text at spaces; after slashes, dots and commas where a word is too long; anywhere where it must. */
export function breakCell(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const pieces = text
    .split(/(?<= )/u)
    .flatMap((word) => (fits(word, room) ? [word] : word.split(/(?<=[/.,])/u)))
    .flatMap((piece) => (fits(piece, room) ? [piece] : cut(piece, room)));
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && !fits(line + piece, room)) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

const fits = (text: string, width: number): boolean => displayWidth(text.trimEnd()) <= width;

/** Pieces of at most `width` columns; a character that is wider stands alone. */
function cut(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    if (piece !== '' && displayWidth(piece + character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

/** A listing as records of text, for the formats that other programs read. */
export interface Grid {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * CSV by RFC 4180, with line feeds of both kinds inside quotes. A cell that a spreadsheet would take for a formula gets
 * an apostrophe in front (OWASP, CSV Injection): names of the audited tree are foreign.
 */
export function csv({ header, rows }: Grid): string {
  const cell = (text: string): string => {
    const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A table of GitHub Flavored Markdown; everything that Markdown or HTML would take for markup is escaped. */
export function markdown({ header, rows }: Grid): string {
  const cell = (text: string): string =>
    printable(text)
      .replace(/[\\`*_~|[\]]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return [line(header), `|${header.map(() => '---|').join('')}\n`, ...rows.map(line)].join('');
}

/** JSON of a listing, with the version of its shape in front. */
export const versioned = (content: object): string => `${JSON.stringify({ version: 1, ...content }, null, 2)}\n`;
