import { createHash } from 'node:crypto';
import type { FileFacts } from '../facts/file.js';
import type { Identity } from '../facts/finding.js';
import type { Span } from '../facts/source.js';

const longestAnchor = 200;
/** How far a statement is followed over its lines, in characters of the file. */
const farthest = 2_000;
/** Normalised code from this length on is taken for moved, not for written twice, where it turns up in another function. */
const distinctLength = 40;

/** The names of the classes and functions of a file around an offset, outer ones first. */
export function scopeAt(facts: Pick<FileFacts, 'classes' | 'functions'> | null, offset: number): string {
  if (!facts) return '';
  const names: string[] = [];
  for (const c of facts.classes) if (c.name && c.at.start <= offset && offset < c.at.end) names.push(c.name);
  for (const f of facts.functions) if (f.name && f.at.start <= offset && offset < f.at.end) names.push(f.name);
  return names.join('.');
}

/** Every scope of a file, as `scopeAt` names them, with `''` for its top. */
export function scopesOf(facts: Pick<FileFacts, 'classes' | 'functions'>): Set<string> {
  return new Set(['', ...[...facts.classes, ...facts.functions].map(({ at }) => scopeAt(facts, at.start))]);
}

/**
 * What identifies a finding at a place of a text. The anchor is the code from the start of the line to where the
 * brackets that are opened from `at` on are closed again, without the body of a function: two calls of one method
 * with different arguments differ, an edit of the next statement changes nothing. White space, quotes, trailing commas
 * and comments are no part of it, so that formatters change nothing either.
 * @param at `null` for a folder or a whole file
 */
export function identityOf(text: string | null, at: Span | null, scope: string): Identity {
  if (text === null || at === null) return { scope, anchor: '', isDistinct: false };
  const code = normalised(statementAt(text, at));
  return { scope, anchor: digest(code, 12), isDistinct: code.length >= distinctLength };
}

function statementAt(text: string, at: Span): string {
  const start = text.lastIndexOf('\n', at.start - 1) + 1;
  let depth = 0;
  let end = at.start;
  for (; end < text.length && end - at.start < farthest; end += 1) {
    const character = text[end]!;
    if (character === '{' && opensBody(text, end)) break;
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === '\n' && depth === 0) break;
  }
  return text.slice(start, end);
}

/** Whether a brace opens a block and no object: `) {`, `=> {`, `class A {`, but not `({`, `= {`, `return {`. */
function opensBody(text: string, brace: number): boolean {
  const before = text.slice(Math.max(0, brace - 40), brace).trimEnd();
  return before.endsWith('=>') || (/[\w$)>\]]$/u.test(before) && !/\b(?:return|default|await|yield)$/u.test(before));
}

const normalised = (code: string): string =>
  code
    .replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gmu, '')
    .replace(/['`]/gu, '"')
    .replace(/\s+/gu, ' ')
    .replace(/ ?([^\w$ ]) ?/gu, '$1')
    .replace(/,(?=[)\]}])/gu, '')
    .replace(/[;,]+$/u, '')
    .trim()
    .slice(0, longestAnchor);

const digest = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** Fingerprints of one run: of equal findings, the second and later ones get a number, in the order in which they are asked for. */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  of(law: string, path: string, { scope, anchor }: Identity): string {
    const key = [law, path, scope, anchor].join('\0');
    const repeat = this.#seen.get(key) ?? 0;
    this.#seen.set(key, repeat + 1);
    return digest(repeat === 0 ? key : `${key}\0${repeat}`, 16);
  }
}
