import type { EffectKind } from '../facts/effects.js';
import { packageName } from '../facts/package-name.js';

/** Which calls of a library leave the process. */
export interface EffectLibrary {
  /**
   * The calls, each as the names at the end of the way to it: `get`, `completions.create`. `()` stands for calling what
   * the package exports or what its factories make (`axios(config)`, `axios.create()(config)`), `()()` for calling only
   * what it makes, `*` for every method of an instance.
   */
  readonly calls: readonly string[];
  /** Exports (first names behind the package) that count; all where absent. */
  readonly exports?: readonly string[];
}

/** Libraries by import source, an entry point without an entry of its own counts as its package. `node:` is left off. */
export type EffectLibraries = Readonly<Record<string, EffectLibrary>>;

export interface EffectMatch {
  readonly kind: EffectKind;
  readonly library: string;
  readonly call: string;
}

/** The library that an import source belongs to, by its name in the table; `null` for none. */
export function libraryOf(libraries: EffectLibraries, source: string): string | null {
  const plain = source.replace(/^node:/, '');
  if (Object.hasOwn(libraries, plain)) return plain;
  const name = packageName(plain);
  if (Object.hasOwn(libraries, name)) return name;
  const scope = `${plain.split('/', 1)[0]}/*`;
  return plain.startsWith('@') && Object.hasOwn(libraries, scope) ? scope : null;
}

/**
 * The entry of a library's table that a callee is, `null` if it is none.
 * @param name exported name, `default` and `*` for the package itself
 * @param path members behind it, called ones end in `()`: `['create()', 'get']`
 * @param isInstance what is made by `new` of the export
 */
export function callOf(library: EffectLibrary, name: string, path: readonly string[], isInstance: boolean): string | null {
  const isWhole = name === 'default' || name === '*';
  const steps = [...(isWhole ? [] : [name]), ...path];
  const first = steps[0]?.replace(/\(\)$/, '');
  if (library.exports && !(first !== undefined && library.exports.includes(first)) && !(isWhole && isInstance)) return null;
  const last = steps.at(-1);
  const isCallResult = path.at(-1)?.endsWith(')') === true;
  if ((path.length === 0 && isWhole && !isInstance) || isCallResult) {
    if (library.calls.includes('()')) return '()';
    if (isCallResult && library.calls.includes('()()')) return '()()';
    if (isCallResult) return null;
  }
  if (last === undefined || last.endsWith(')')) return null;
  const names = steps.map((step) => step.replace(/\(\)$/, ''));
  const found = library.calls.find((call) => {
    const wanted = call.split('.');
    return wanted.length <= names.length && wanted.every((part, i) => part === names[names.length - wanted.length + i]);
  });
  if (found !== undefined) return found;
  return library.calls.includes('*') && path.length > 0 ? '*' : null;
}
