import { defineRule } from '../define.js';
import type { CommentFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { SourceFile } from '../syntax/source-file.js';
import { positionAt } from '../syntax/source-file.js';

/** What stands before the text of a comment's line: stars, dashes, list marks, a tag's `@`, an opening bracket. */
const LEAD = /^[\s*!/#>\-–—•.([{<"'`]*@?/;
/** In capitals a marker is one wherever it stands; `XXX` is a placeholder as well (`+49 XXX`). */
const SHOUTED = /(?<![\w$./-])(TODO|FIXME|HACK)(?![\w$-])|(?<![\w$./-])(XXX)(?=\s*(?:\([^)]*\)\s*)?:)/;
/** In other spellings only with what marks a note, or, for the two words that English does not have, at the start of a line. */
const MARKED = /(?<![\w$./-])(todo|fixme|hack|xxx)(?=\s*(?:\([^)]*\)\s*)?:(?!:))/i;
const OPENING = /^(todo|fixme|hack|xxx)\b(?![-_./'’]|\s*[=),;.])/i;

/** Keys of trackers (`SHOP-12`), numbers of issues (`#12`, `org/repo#12`, `GH-12`), and links. */
const TICKET = /\b[A-Z][A-Z0-9_]{1,14}-\d+\b|(?<![\w&])(?:[\w.-]+\/[\w.-]+)?#\d+\b|\bgh-\d+\b|\b(?:issue|ticket|pr|bug|pull request|card|task|story)\s*(?:[:#]\s*)?\d+\b|https?:\/\/\S+/gi;
/** Look like keys of a tracker and are names of standards, algorithms, encodings and sizes. */
const STANDARD =
  /^(?:UTF|ISO|IEC|RFC|SHA|SHA\d|MD|AES|RSA|ECMA|ES|HTTP|TLS|SSL|IPV|UUID|BASE|CVE|ASCII|UCS|CP|WIN|WINDOWS|X|P|HS|RS|PS|EC|ED|INT|UINT|FLOAT|UINT|CODE|STATUS|ERROR|NODE|PG|V|VERSION|PHASE|STEP|PART|LEVEL|DAY|WEEK|Q|ARM|X86|LATIN|CRC|BCP|GPT|GPT\d|CLAUDE|A|B|COVID|TOP|TYPE|OPTION|PRIORITY)-\d+$/i;

interface Note {
  readonly marker: string;
  readonly at: Span;
  readonly text: string;
}

interface Line {
  readonly text: string;
  /** Where the text starts in the file. */
  readonly start: number;
}

export default defineRule({
  id: 'todo-tickets',
  rationale:
    'A note that says what is still to do and is in no tracker is seen by nobody who plans: it has no owner, no date and no end. With the id of its ticket, or a link, it can be found from both sides and removed when the work is done.',
  messages: {
    ticket:
      'This `{{marker}}` names no ticket, so nobody plans it and it stays: “{{text}}”. Open a ticket and write its id or link behind the marker (`{{marker}}(PROJ-123): …`), or do the work and delete the note.',
  },
  examples: {
    bad: [
      `export function total(prices: number[]) {\n  // ruleid: todo-tickets\n  // TODO: round to the currency's own digits\n  return prices.reduce((sum, price) => sum + price, 0);\n}`,
      `// ruleid: todo-tickets\n/* FIXME breaks for an empty list */\nexport const first = (list: string[]) => list[0]!.trim();`,
    ],
    good: [
      `export function total(prices: number[]) {\n  // ok: todo-tickets\n  // TODO(SHOP-412): round to the currency's own digits\n  return prices.reduce((sum, price) => sum + price, 0);\n}`,
      `// ok: todo-tickets\n// A little hack of the calendar: weeks start on Monday here.\nexport const weekStart = 1;`,
    ],
  },
  limits: [
    'A key counts as a ticket by its shape (`SHOP-412`, `#412`, a link): whether the tracker knows it cannot be told.',
    'Lower-case markers count at the start of a line or before a colon only, and not at all at the start of a line in files whose code speaks of todos.',
  ],
  create: ({ file, options, report }) => ({
    Program() {
      const patterns = Array.isArray(options['tickets']) ? options['tickets'].map((pattern) => new RegExp(String(pattern), 'u')) : [];
      for (const note of notesIn(file))
        if (!hasTicket(note.text) && !patterns.some((pattern) => pattern.test(note.text)))
          report(note.at, 'ticket', { marker: note.marker.toUpperCase(), text: shortened(note.text) });
    },
  }),
});

function hasTicket(text: string): boolean {
  return [...text.matchAll(TICKET)].some(([found]) => /^https?:/i.test(found) || !STANDARD.test(found));
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

function notesIn(file: SourceFile): Note[] {
  if (!file.comments.some((c) => /todo|fixme|hack|xxx/i.test(c.value))) return [];
  const speaksOfTodos = todosInCode(file);
  return paragraphsOf(file).flatMap((lines) => {
    const found = lines.map((line) => markerOf(line, speaksOfTodos));
    return lines.flatMap((line, i): Note[] => {
      const marker = found[i];
      if (!marker) return [];
      // the note ends where the next one begins, at an empty line and at the next tag
      let end = i + 1;
      while (end < lines.length && !found[end] && !/^[\s*]*(@\w|$)/.test(lines[end]!.text)) end += 1;
      const text = lines.slice(i, end).map((l) => l.text.replace(/^[\s*]+|[\s*]+$/g, ''));
      const start = line.start + marker.index;
      return [{ marker: marker.word, at: { start, end: line.start + line.text.trimEnd().length }, text: text.join(' ') }];
    });
  });
}

function markerOf(line: Line, speaksOfTodos: boolean): { word: string; index: number } | null {
  const lead = LEAD.exec(line.text)?.[0].length ?? 0;
  const opening = OPENING.exec(line.text.slice(lead));
  if (opening) {
    const word = opening[1]!;
    const rest = line.text.slice(lead + word.length);
    const isTag = line.text[lead - 1] === '@';
    const isMarked = /^\s*(\([^)]*\)\s*)?[:!]|^\s*[-–—]\s|^\s*\(/.test(rest) || isTag;
    // nobody shouts in prose; `todo` and `hack` are words of their own
    if (isMarked || word === word.toUpperCase() ? word.toUpperCase() !== 'XXX' || isMarked || /^\s+\S/.test(rest) : isNote(word, rest, speaksOfTodos))
      return { word, index: lead };
  }
  const inside = SHOUTED.exec(line.text) ?? MARKED.exec(line.text);
  return inside && !isCode(line.text, inside.index) ? { word: inside[1] ?? inside[2]!, index: inside.index } : null;
}

/** `todo fix this`, `Hack to make it pass`; no `Todo items of the user`, no `hack`ed prose. */
function isNote(word: string, rest: string, speaksOfTodos: boolean): boolean {
  switch (word.toLowerCase()) {
    case 'fixme':
      return true;
    case 'todo':
      return !speaksOfTodos && !/^\s*(list|item|app|id|model|service|controller|route|entity|is|was|are|has|with|and|or)\b/i.test(rest);
    case 'hack':
      return /^\s+(to|for|around|because|until|so)\b/i.test(rest);
    default:
      return false;
  }
}

/** Inside quotes, an address or a call the word is no marker: `"TODO"`, `see "Output (TODO Only)"`, `status = TODO`, `Status.TODO`. */
const isCode = (text: string, index: number): boolean =>
  (/["'`=.]\s*$/.test(text.slice(0, index)) && /^\w+\s*["'`;,)]|^\w+\s*$/.test(text.slice(index))) || isQuoted(text, index, '"') || isQuoted(text, index, '`');

const isQuoted = (text: string, index: number, quote: string): boolean => text.slice(0, index).split(quote).length % 2 === 0 && text.includes(quote, index);

/** Comments as lines of text; line comments on neighbouring lines of the file are one paragraph. */
function paragraphsOf(file: SourceFile): Line[][] {
  const starts = file.lines;
  const lineOf = (offset: number): number => positionAt(starts, offset).line;
  const paragraphs: Line[][] = [];
  let last: { line: number; column: number } | null = null;
  for (const comment of file.comments) {
    const lines = linesOf(file, comment);
    const { line, column } = positionAt(starts, comment.at.start);
    const continues: boolean = comment.type === 'Line' && last !== null && last.line === line - 1 && last.column === column;
    if (continues) paragraphs.at(-1)!.push(...lines);
    else paragraphs.push(lines);
    last = comment.type === 'Line' ? { line: lineOf(comment.at.end), column } : null;
  }
  return paragraphs;
}

function linesOf(file: SourceFile, comment: CommentFact): Line[] {
  const start = comment.at.start + 2;
  const end = comment.type === 'Block' ? comment.at.end - 2 : comment.at.end;
  const text = file.text.slice(start, Math.max(start, end));
  const lines: Line[] = [];
  let offset = start;
  for (const line of text.split('\n')) {
    lines.push({ text: line, start: offset });
    offset += line.length + 1;
  }
  return lines;
}

/** Whether the code itself is about todos: a name or a string of it holds the word. */
function todosInCode(file: SourceFile): boolean {
  return file.nodes('Identifier').some((node) => /todo/i.test(node.name)) || file.nodes('ImportDeclaration').some((node) => /todo/i.test(node.source.value));
}
