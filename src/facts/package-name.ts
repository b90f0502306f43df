/** The package that an import names: `@scope/name/sub` is `@scope/name`, `lodash/get` is `lodash`. */
export function packageName(specifier: string): string {
  const first = specifier.indexOf('/');
  const end = first >= 0 && specifier.startsWith('@') ? specifier.indexOf('/', first + 1) : first;
  return end < 0 ? specifier : specifier.slice(0, end);
}

/** The package of an external symbol: `jose` for `jose/jwt/sign#SignJWT`. */
export const packageOfSymbol = (symbol: string): string => packageName(symbol.slice(0, symbol.lastIndexOf('#')));
