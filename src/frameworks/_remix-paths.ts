/**
 * URL path of a route module, `null` for other files. A dot or a folder starts a segment, `$id` is `:id`, `$` alone `*`,
 * `(lang)` may be left out and is kept, what begins with `_` has no part in the URL (`_index`, a layout), a `_` behind a
 * segment only opts out of a layout (as `+` marks a folder of remix-flat-routes), and what stands in `[…]` is taken as written. `orders/route.ts` is `orders`.
 * https://remix.run/docs/en/main/file-conventions/routes, https://reactrouter.com/how-to/file-route-conventions
 */
export function routeModulePath(path: string): string | null {
  const name = /(?:^|\/)app\/routes\/(.+)\.[cm]?[jt]sx?$/.exec(path)?.[1];
  if (name === undefined || /\.(?:test|spec|d|server|client)$/.test(name)) return null;
  const segments = segmentsOf(name.replace(/\/(?:route|index)$/, '').replace(/^index$/, '_index'));
  return `/${segments.flatMap((segment) => segmentPath(segment) ?? []).join('/')}`;
}

/** Dots and slashes part segments, but for those in brackets; bracketed signs are marked as literal. */
function segmentsOf(name: string): string[] {
  return name.split(/[./](?![^[]*\])/).filter((segment) => segment !== '');
}

function segmentPath(segment: string): string | null {
  if (segment.startsWith('_')) return null;
  const plain = segment.replace(/^\((.+)\)$/, '$1').replace(/[_+]$/, '');
  if (plain === '$') return '*';
  return plain.startsWith('$') ? `:${plain.slice(1)}` : plain.replace(/\[(.*?)\]/g, '$1');
}
