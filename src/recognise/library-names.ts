import { packageName } from '../facts/package-name.js';

/**
 * Libraries by import source, each with the exports and methods of it that do one certain thing. An empty list stands
 * for everything that the source exports.
 */
export type LibraryNames = Readonly<Record<string, readonly string[]>>;

/**
 * Whether a symbol of a library, or a member reached from it, is one of the listed names. An entry point that has no
 * entry of its own counts as its package: `@clerk/nextjs/server` as `@clerk/nextjs`.
 * @param symbol `source#name`
 * @param path members behind it, called ones with `()`
 */
export function isListed(libraries: LibraryNames, symbol: string, path: readonly string[]): boolean {
  const hash = symbol.lastIndexOf('#');
  const names = namesOf(libraries, symbol.slice(0, hash));
  if (!names) return false;
  if (names.length === 0) return true;
  return [symbol.slice(hash + 1), ...path].some((one) => names.includes(one.replace(/\(\)$/, '')));
}

/** Whether anything of an import source is listed. */
export const isListedSource = (libraries: LibraryNames, source: string): boolean => namesOf(libraries, source) !== undefined;

function namesOf(libraries: LibraryNames, source: string): readonly string[] | undefined {
  if (source.startsWith('.')) return undefined;
  if (Object.hasOwn(libraries, source)) return libraries[source];
  const name = packageName(source);
  return Object.hasOwn(libraries, name) ? libraries[name] : undefined;
}
