import type { FileFacts } from '../../facts/file.js';
import type { ClassRef, LocatedType, LocatedValue, Resolved, Scope } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';

/** More than these are not told apart: what may be so much says nothing. */
const maxResults = 8;

export const nothing: readonly Resolved[] = [];

/** What several ways lead to, each once. */
export const all = (parts: Iterable<readonly Resolved[]>, limit = maxResults): readonly Resolved[] => {
  const result: Resolved[] = [];
  for (const part of parts)
    for (const one of part) {
      if (result.length >= limit) return result;
      if (!result.includes(one)) result.push(one);
    }
  return result;
};

/** What each of several leads to, together: many written side by side, as the handlers of a table are, are told apart. */
export const each = <T>(of: readonly T[], next: (one: T) => readonly Resolved[]): readonly Resolved[] => {
  const found = of.length === 1 ? next(of[0]!) : null;
  // mostly one thing leads to one
  if (found && found.length <= 1) return found;
  return all(found ? [found] : of.map(next), Math.max(maxResults, of.length));
};

export const at = (file: FileFacts, value: Value, scope: Scope | null = null): LocatedValue => ({ file, value, scope });

export const argsOf = (file: FileFacts, args: readonly Value[], scope: Scope | null): LocatedValue[] =>
  args.map((value) => at(file, value, scope));

export const external = (
  symbol: string,
  file: FileFacts,
  made: Span | null,
  how: 'itself' | 'instance' = 'itself',
  typeArgs: readonly LocatedType[] = [],
  args: readonly LocatedValue[] = [],
): Resolved => ({ r: 'external', symbol, how, path: [], typeArgs, args, made: made ? { file, at: made } : null, last: made ? { file, at: made } : null });

export const instance = (ref: ClassRef, args: readonly LocatedValue[] = [], scope: Scope | null = null, typeArgs: readonly LocatedType[] = []): Resolved => ({
  r: 'instance',
  ref,
  args,
  scope,
  typeArgs,
});

type WithPath = Extract<Resolved, { path: readonly string[] }>;

/** The same thing with other steps behind it. Written out: this is done for every member and call, and objects of several shapes are slow to spread. */
export function withPath(of: WithPath, path: readonly string[]): WithPath {
  switch (of.r) {
    case 'external':
      return { r: 'external', symbol: of.symbol, how: of.how, path, typeArgs: of.typeArgs, args: of.args, made: of.made, last: of.last };
    case 'query':
      return { r: 'query', query: of.query, path, scope: of.scope };
    case 'param':
      return { r: 'param', fn: of.fn, index: of.index, path };
  }
}

/** A path whose last member is called: `['router', 'get()']`; calling the thing itself gives `['()']`. */
export const called = (path: readonly string[]): readonly string[] =>
  path.length === 0 || path.at(-1)!.endsWith(')') ? [...path, '()'] : [...path.slice(0, -1), `${path.at(-1)}()`];

/** `['express', 'Router']` of `express#Router`. */
export function splitSymbol(symbol: string): [string, string] {
  const hash = symbol.lastIndexOf('#');
  return [symbol.slice(0, hash), symbol.slice(hash + 1)];
}

export function classKey(file: FileFacts, name: string): string {
  return `${file.path}#${name}`;
}

/**
 * Whether nothing is known of a value: a parameter, a bare type, an import of code that is not here.
 * @param isKnown whether something would be known of a package or file, `global` for what JavaScript gives
 */
export const isOutOfSight = (r: Resolved, isKnown: (source: string, symbol: string) => boolean): boolean =>
  r.r === 'param' || r.r === 'type' || (r.r === 'external' && !isKnown(splitSymbol(r.symbol)[0], r.symbol));
