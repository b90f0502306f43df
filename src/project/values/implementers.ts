import type { FileFacts } from '../../facts/file.js';
import type { ClassRef } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { classKey } from './resolved.js';
import type { createSymbols } from './symbols.js';

type Symbols = ReturnType<typeof createSymbols>;

/** Classes by the class or interface that they name above themselves, see `classKey`. */
export function indexImplementers(
  files: readonly FileFacts[],
  symbols: Symbols,
  cls: (file: FileFacts, index: number) => ClassRef,
): Map<string, ClassRef[]> {
  const index = new Map<string, ClassRef[]>();
  const keyOf = (file: FileFacts, symbol: Value): string | null => {
    if (symbol.k === 'ref') return classKey(file, symbol.name);
    if (symbol.k === 'class') return classKey(file, file.classes[symbol.cls]?.name ?? '');
    if (symbol.k !== 'import') return null;
    const found = symbols.imported(file, symbol.source, symbol.name);
    if (found?.kind === 'type') return classKey(found.file, found.name);
    if (found?.kind !== 'value') return null;
    if (found.value.k === 'class') return classKey(found.file, found.file.classes[found.value.cls]?.name ?? '');
    return found.value.k === 'ref' ? classKey(found.file, found.value.name) : null;
  };
  for (const file of files)
    file.classes.forEach((fact, i) => {
      const symbolsAbove = [
        ...(fact.extends ? [fact.extends] : []),
        ...fact.implements.flatMap((t) => (t.t === 'name' ? [t.symbol] : [])),
      ];
      for (const symbol of symbolsAbove) {
        const key = keyOf(file, symbol);
        if (key === null) continue;
        const list = index.get(key);
        if (list) list.push(cls(file, i));
        else index.set(key, [cls(file, i)]);
      }
    });
  return index;
}
