import type { ClassFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { Value } from '../../facts/value.js';
import type { Symbols } from '../values/symbols.js';

export interface CallSite {
  readonly file: FileFacts;
  /** Index in the calls of the file. */
  readonly index: number;
}

/** Calls of functions and constructors that a name alone identifies, by what they call. */
export function indexCallSites(files: readonly FileFacts[], symbols: Symbols): Map<string, CallSite[]> {
  const index = new Map<string, CallSite[]>();
  for (const file of files)
    for (const { callee, calls } of file.namedCalls) {
      const key = functionNamed(symbols, file, callee, 0);
      if (key === null) continue;
      let sites = index.get(key);
      if (!sites) index.set(key, (sites = []));
      for (const call of calls) sites.push({ file, index: call });
    }
  return index;
}

/** Key of the function or constructor that a name leads to, `null` where it leads to none. */
export function functionNamed(symbols: Symbols, file: FileFacts, callee: Value, level: number): string | null {
  if (level > 4) return null;
  switch (callee.k) {
    case 'function':
      return `${file.path}:${callee.fn}`;
    case 'class':
      return functionOfClass(symbols, file, callee.cls, ({ ctor }) => ctor ?? undefined, level);
    case 'ref': {
      const bound = own(file.bindings, callee.name);
      return bound ? functionNamed(symbols, file, bound, level + 1) : null;
    }
    case 'import': {
      const found = symbols.imported(file, callee.source, callee.name);
      // `require('./orders')` gives what `module.exports` was set to
      const whole = found?.kind === 'namespace' && callee.name === '*' ? own(found.file.exports, 'default') : undefined;
      if (found?.kind === 'namespace' && whole && 'value' in whole && whole.commonjs) return functionNamed(symbols, found.file, whole.value, level + 1);
      return found?.kind === 'value' ? functionNamed(symbols, found.file, found.value, level + 1) : null;
    }
    case 'member':
      if (callee.of.k === 'this') return functionOfClass(symbols, file, callee.of.cls, ({ methods }) => own(methods, callee.name), level);
      return callee.of.k === 'import' && callee.of.name === '*' ? functionNamed(symbols, file, { k: 'import', source: callee.of.source, name: callee.name }, level + 1) : null;
    default:
      return null;
  }
}

/** Key of the constructor or method that one of a class stands for: its own, or that of the nearest class above it. */
function functionOfClass(symbols: Symbols, file: FileFacts, cls: number, find: (fact: ClassFact) => number | undefined, level: number): string | null {
  const fact = file.classes[cls];
  if (level > 4 || !fact) return null;
  const found = find(fact);
  if (found !== undefined) return `${file.path}:${found}`;
  const above = fact.extends;
  const within = (at: FileFacts, value: Value | undefined): string | null => (value?.k === 'class' ? functionOfClass(symbols, at, value.cls, find, level + 1) : null);
  if (above?.k === 'class') return within(file, above);
  if (above?.k === 'ref') return within(file, own(file.bindings, above.name));
  if (above?.k !== 'import') return null;
  const imported = symbols.imported(file, above.source, above.name);
  if (imported?.kind !== 'value') return null;
  return within(imported.file, imported.value.k === 'ref' ? own(imported.file.bindings, imported.value.name) : imported.value);
}
