/** Functions that give back the function they are given, which then runs less often: by module. */
const keepers: Readonly<Record<string, ReadonlySet<string>>> = {
  // react.dev/reference/react/cache
  react: new Set(['cache']),
  // nextjs.org/docs/app/api-reference/functions/unstable_cache
  'next/cache': new Set(['unstable_cache']),
  // lodash.com/docs#memoize, lodash.com/docs#once
  lodash: new Set(['memoize', 'once']),
  'lodash-es': new Set(['memoize', 'once']),
  // github.com/sindresorhus/p-memoize, github.com/sindresorhus/memoize, github.com/planttheidea/moize
  'p-memoize': new Set(['']),
  memoize: new Set(['']),
  moize: new Set(['']),
};

/**
 * Whether what a call gives is its first argument, as far as calls of it are concerned.
 * @param symbol `react#cache`, `react#*`, `p-memoize#default`
 */
export function keepsFunction(symbol: string, path: readonly string[]): boolean {
  const hash = symbol.indexOf('#');
  const source = symbol.slice(0, hash);
  if (!Object.hasOwn(keepers, source)) return false;
  return keepers[source]!.has([symbol.slice(hash + 1), ...path].filter((name) => name !== '*' && name !== 'default').join('.'));
}
