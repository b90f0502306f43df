/** Functions that put what they are given into a result, by module: the members that give it back. */
const results: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // gcanti.github.io/fp-ts/modules/Either.ts, gcanti.github.io/fp-ts/modules/Option.ts
  'fp-ts/Either': { right: ['right'], of: ['right'], left: ['left'] },
  'fp-ts/Option': { some: ['value'], of: ['value'], fromNullable: ['value'] },
  // effect.website/docs/data-types/either, effect.website/docs/data-types/option
  'effect/Either': { right: ['right'], left: ['left'] },
  'effect/Option': { some: ['value'], fromNullable: ['value'] },
  // github.com/supermacro/neverthrow#top-level-api
  neverthrow: { ok: ['value'], okAsync: ['value'], err: ['error'], errAsync: ['error'], fromPromise: ['value'], fromSafePromise: ['value'] },
  'neverthrow/ResultAsync': { fromPromise: ['value'], fromSafePromise: ['value'] },
  // github.com/vultix/ts-results, github.com/lune-climate/ts-results-es
  'ts-results': { Ok: ['val'], Err: ['val'], Some: ['val'] },
  'ts-results-es': { Ok: ['value', 'val'], Err: ['error', 'val'], Some: ['value', 'val'] },
};

/**
 * The members under which a result holds what it was made of: `right` for `E.right(order)`; `null` for other functions.
 * @param symbol `fp-ts/Either#*`, `fp-ts#either`, `neverthrow#ok`
 */
export function heldUnder(symbol: string, path: readonly string[]): readonly string[] | null {
  const hash = symbol.indexOf('#');
  const source = symbol.slice(0, hash).replace(/\/(?:lib|es6)\//, '/');
  const names = [symbol.slice(hash + 1), ...path].filter((name) => name !== '*' && name !== 'default');
  // `import { either as E } from 'fp-ts'`
  const inside = names.length === 2 ? `${source}/${names[0]!.charAt(0).toUpperCase()}${names[0]!.slice(1)}` : source;
  const functions = Object.hasOwn(results, inside) ? results[inside] : undefined;
  const name = names.at(-1);
  return functions && name !== undefined && Object.hasOwn(functions, name) ? functions[name]! : null;
}

/** Packages whose results have a `map` that calls its argument at most once, with what has succeeded. */
const resultPackages: ReadonlySet<string> = new Set(['neverthrow', 'ts-results', 'ts-results-es', 'oxide.ts', 'true-myth']);

/** Whether a symbol is a result, or makes one: `neverthrow#ResultAsync`, `neverthrow#okAsync`. */
export const isResultSymbol = (symbol: string): boolean => resultPackages.has(symbol.slice(0, symbol.indexOf('#')).replace(/^(true-myth)\/.*$/, '$1'));

/** Methods of results that no list has: what they give is a result again. */
export const resultMethods: ReadonlySet<string> = new Set(['andThen', 'asyncAndThen', 'mapErr', 'orElse', 'andTee', 'orTee', 'andThrough', 'asyncAndThrough', 'asyncMap']);

/** Those after which the same success is there. */
export const keepsSuccess: ReadonlySet<string> = new Set(['mapErr', 'orElse', 'andTee', 'orTee', 'andThrough', 'asyncAndThrough']);

/** Methods that hand their first argument the success, whole: github.com/supermacro/neverthrow#api-documentation */
export const handsSuccess: ReadonlySet<string> = new Set(['andThen', 'asyncAndThen', 'andTee', 'andThrough', 'asyncAndThrough', 'match']);
