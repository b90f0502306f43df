import type { FileFacts } from '../../facts/file.js';
import { lazy } from '../../facts/remembered.js';
import type { Span } from '../../facts/source.js';
import { positionAt } from '../../syntax/source-file.js';
import { foldedMembers } from './stored-facts.js';

/** Where a span of the old text lies in the new one, `null` where no fact tells. */
export type Move = (at: Span) => Span | null;

/** How the places of one version of a file lie in the next. */
export interface Moved {
  readonly at: Move;
  /** Where something in a line of the old text lies, `null` where no fact tells. 1-based. */
  line(line: number): number | null;
  /**
   * Whether everything that could be asked of places has the answer that it had: what comes before what, what lies in
   * one line, what is as short as `[]`.
   */
  isAlike(): boolean;
}

/** Members of a file's facts that say where things are or what is commented, and nothing that a check could ask for. */
const placesOnly = new Set<string>(['lines', 'directives', 'problems']);

/**
 * Compares what two versions of a file say. When they say the same in other places (a comment typed, code formatted,
 * a literal changed that no fact holds), everything that follows from the project follows still, and only the places
 * have to be translated.
 * @returns the translation, `null` when the facts differ
 */
export function movedFacts(old: FileFacts, now: FileFacts): Moved | null {
  const before = membersOf(old);
  const after = membersOf(now);
  const spans = new Map<string, readonly [old: Span, now: Span]>();
  /** Lines of functions. */
  const lines: (readonly [old: number, now: number])[] = [];
  const compared = new Map<object, object>();
  const same = (a: unknown, b: unknown): boolean => {
    if (a === b) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Number.isNaN(a) && Number.isNaN(b);
    if (compared.get(a) === b) return true;
    compared.set(a, b);
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
    if (Array.isArray(b)) return false;
    if (isSpan(a) && isSpan(b)) return note(a, b);
    const left = a as Readonly<Record<string, unknown>>;
    const right = b as Readonly<Record<string, unknown>>;
    const keys = membersGiven(left);
    if (keys.length !== membersGiven(right).length) return false;
    return keys.every((key) => {
      if (!Object.hasOwn(right, key)) return false;
      if (a === before && placesOnly.has(key)) return true;
      // the line of a function; a property of that name in the user's code is a value, never a number
      if (key === 'line' && typeof left[key] === 'number' && typeof right[key] === 'number') return lines.push([left[key], right[key]]) > 0;
      return same(left[key], right[key]);
    });
  };
  const note = (a: Span, b: Span): boolean => {
    const key = `${a.start}-${a.end}`;
    const known = spans.get(key);
    if (known) return known[1].start === b.start && known[1].end === b.end;
    spans.set(key, [a, b]);
    return true;
  };
  if (!same(before, after)) return null;
  const positions = lazy(() => growing([...spans.values()].flatMap(([a, b]) => [[a.start, b.start] as const, [a.end, b.end] as const])));
  const lineMap = lazy(() => growing([...lines, ...[...positions() ?? []].map(([a, b]) => [positionAt(old.lines, a).line, positionAt(now.lines, b).line] as const)]));
  return {
    at: ({ start, end }) => spans.get(`${start}-${end}`)?.[1] ?? null,
    line: (line) => lineMap()?.get(line) ?? null,
    isAlike: () => positions() !== null && lineMap() !== null && [...spans.values()].every(([a, b]) => Math.min(a.end - a.start, SHORT) === Math.min(b.end - b.start, SHORT)),
  };
}

/** Longer than `[]`. */
const SHORT = 3;

/** The pairs as a map, `null` unless the second ones grow as the first ones do. */
function growing(pairs: readonly (readonly [number, number])[]): Map<number, number> | null {
  const sorted = [...pairs].sort(([a], [b]) => a - b);
  const isGrowing = sorted.every(([a, b], index) => {
    const next = sorted[index + 1];
    return !next || (next[0] === a ? next[1] === b : next[1] > b);
  });
  return isGrowing ? new Map(sorted) : null;
}

/** Every member, of stored facts too, some of whose are no own properties. */
const membersOf = (facts: FileFacts): FileFacts => ({ ...facts, ...Object.fromEntries(foldedMembers.map((name) => [name, facts[name]])) });

/** Facts that come from a cache lack the members that are `undefined` in collected ones. */
const membersGiven = (value: Readonly<Record<string, unknown>>): string[] => Object.keys(value).filter((key) => value[key] !== undefined);

const isSpan = (value: object): value is Span =>
  'start' in value && typeof value.start === 'number' && 'end' in value && typeof value.end === 'number' && Object.keys(value).length === 2;
