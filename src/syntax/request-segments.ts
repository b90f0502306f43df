import type { Value } from '../facts/value.js';

/** The members of celebrate's enum of request parts (github.com/arb/celebrate, `Segments`). */
const segments: ReadonlyMap<string, string> = new Map([
  ['BODY', 'body'],
  ['COOKIES', 'cookies'],
  ['HEADERS', 'headers'],
  ['PARAMS', 'params'],
  ['QUERY', 'query'],
  ['SIGNEDCOOKIES', 'signedCookies'],
]);

/** The part of the request that a computed key names: `body` for `[Segments.BODY]`, `null` for any other value. */
export function segmentOf(key: Value): string | null {
  if (key.k !== 'member') return null;
  const { of } = key;
  const isEnum = of.k === 'import' ? of.source === 'celebrate' && of.name === 'Segments' : of.k === 'member' && of.name === 'Segments' && of.of.k === 'import' && of.of.source === 'celebrate';
  return isEnum ? (segments.get(key.name) ?? null) : null;
}
