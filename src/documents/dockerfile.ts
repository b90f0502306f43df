import type { Span } from '../facts/source.js';

/** One instruction of a Dockerfile with its continuation lines. */
export interface DockerInstruction {
  /** Upper case: `FROM`, `ENV`, `RUN`. */
  readonly keyword: string;
  /** What follows, continuation marks and comments inside it replaced by blanks, so that offsets stay. */
  readonly text: string;
  /** Where `text` starts. */
  readonly start: number;
  readonly at: Span;
}

/** One assignment of `ENV`, `ARG` or `LABEL`. */
export interface DockerAssignment {
  readonly name: string;
  /** Quotes removed; `null` for an `ARG` without a default. */
  readonly value: string | null;
  readonly at: Span;
}

/**
 * The instructions of a Dockerfile: continuation lines, comments between them, here-documents (skipped) and the
 * `escape` directive. Never throws; what is no instruction is left out.
 * Documentation: https://docs.docker.com/reference/dockerfile/#format
 */
export function readDockerfile(text: string): DockerInstruction[] {
  const escape = /^\s*#\s*escape\s*=\s*`/i.test(text) ? '`' : '\\';
  const instructions: DockerInstruction[] = [];
  let at = 0;
  while (at < text.length) {
    const first = lineAt(text, at);
    const line = text.slice(at, first);
    const opening = /^\s*([A-Za-z]+)(?=\s|$)/.exec(line);
    if (!opening) {
      at = first + 1;
      continue;
    }
    const start = at + opening[0].length;
    let end = first;
    let content = line.slice(opening[0].length);
    // a comment or an empty line between continued lines belongs to neither
    while (endsWith(content, escape) && end < text.length) {
      const next = lineAt(text, end + 1);
      const following = text.slice(end + 1, next);
      const isBlank = /^\s*(#|$)/.test(following);
      content = isBlank ? `${content} ${blank(following)}` : `${withoutMark(content, escape)} ${following}`;
      end = next;
    }
    content = endsWith(content, escape) ? withoutMark(content, escape) : content;
    const keyword = opening[1]!.toUpperCase();
    const last = start + content.trimEnd().length;
    instructions.push({ keyword, text: content, start, at: { start: start - opening[1]!.length, end: Math.max(last, start) } });
    at = end + 1;
    if (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD') at = afterHeredocs(text, content, at);
  }
  return instructions;
}

const lineAt = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

const blank = (text: string): string => ' '.repeat(text.length);

/** Whether the last sign of a text, blanks and blanked comments behind it aside, is the mark of continuation. */
const endsWith = (content: string, escape: string): boolean => content.trimEnd().endsWith(escape);

function withoutMark(content: string, escape: string): string {
  const mark = content.lastIndexOf(escape);
  return `${content.slice(0, mark)} ${content.slice(mark + 1)}`;
}

/** Skips the bodies of `<<EOF`. */
function afterHeredocs(text: string, content: string, from: number): number {
  let at = from;
  for (const [, name] of content.matchAll(/<<-?\s*["']?([A-Za-z_]\w*)["']?/g)) {
    while (at < text.length) {
      const end = lineAt(text, at);
      const isEnd = text.slice(at, end).trim() === name;
      at = end + 1;
      if (isEnd) break;
    }
  }
  return at;
}

/** The assignments of an `ENV`, `ARG` or `LABEL` instruction: `A=1 B="two words"`, and the old form `A two words`. */
export function dockerAssignments({ text, start }: DockerInstruction): DockerAssignment[] {
  const old = /^\s*([A-Za-z_]\w*)\s+(?=[^\s=])(?!.*?^\s*\w+=)(.*\S)\s*$/s.exec(text);
  if (old && !/^\s*[A-Za-z_]\w*=/.test(text)) {
    const from = start + old[0].indexOf(old[1]!);
    return [{ name: old[1]!, value: unquoted(old[2]!), at: { start: from, end: start + old[0].trimEnd().length } }];
  }
  const assignments: DockerAssignment[] = [];
  const one = /([A-Za-z_][\w.-]*)(?:=((?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])*))?/gs;
  for (const match of text.matchAll(one)) {
    const from = start + match.index;
    assignments.push({ name: match[1]!, value: match[2] === undefined ? null : unquoted(match[2]), at: { start: from, end: from + match[0].length } });
  }
  return assignments;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(.)/gs, '$1');
