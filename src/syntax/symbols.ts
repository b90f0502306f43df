import type { Value } from '../facts/value.js';

/**
 * The external symbol that a value is, as `source#name.member`: `@nestjs/common#Get` for `Get` and for `nest.Get`
 * after `import * as nest`, `next/server#NextResponse.json`, `global#Response.json`. `null` for anything that is no
 * import, global or member of one.
 */
export function symbolOf(value: Value): string | null {
  if (value.k === 'import') return `${value.source}#${value.name}`;
  if (value.k === 'global') return `global#${value.name}`;
  if (value.k !== 'member') return null;
  const of = symbolOf(value.of);
  if (of === null) return null;
  // `import * as x`, `require('x')` and an interop default all stand for the module
  return /#(\*|default)$/.test(of) ? of.replace(/#(\*|default)$/, `#${value.name}`) : `${of}.${value.name}`;
}

/** Joins the parts of a route path: a slash before each, none at the end, none doubled; `/` when all are empty. */
export function joinPaths(...parts: readonly string[]): string {
  return `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}
