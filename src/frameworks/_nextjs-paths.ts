import { joinPaths } from '../syntax/symbols.js';

/**
 * URL path of a route handler file, `null` for other files: the folders below `src/app`, else the first `app` folder.
 * Route groups `(x)` and slots `@x` vanish, `[id]` is `:id`, `[...all]` and `[[...all]]` are `*all`.
 * https://nextjs.org/docs/app/api-reference/file-conventions/route
 */
export function appRoutePath(path: string): string | null {
  const match = /^(?:.*?\/)?app\/((?:.*\/)?)route\.[cm]?[jt]sx?$/.exec(path.replace(/^(.*\/)?src\/app\//, 'app/'));
  if (!match) return null;
  const segments = match[1]!.split('/').filter((s) => s !== '' && !/^\(.*\)$/.test(s) && !s.startsWith('@'));
  return joinPaths(...segments.map(segment));
}

/**
 * URL path of an API route of the Pages Router, `null` for other files.
 * https://nextjs.org/docs/pages/building-your-application/routing/api-routes
 */
export function pagesApiPath(path: string): string | null {
  const match = /(?:^|\/)pages\/(api(?:\/.*)?)\.[cm]?[jt]sx?$/.exec(path);
  if (!match || /(?:^|\/)[^/]+\.(?:test|spec|d)$/.test(match[1]!)) return null;
  return joinPaths(...match[1]!.replace(/(^|\/)index$/, '').split('/').map(segment));
}

const segment = (name: string): string =>
  name.replace(/^\[\[\.\.\.(.+)\]\]$/, '*$1').replace(/^\[\.\.\.(.+)\]$/, '*$1').replace(/^\[(.+)\]$/, ':$1');
