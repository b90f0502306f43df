import type { FileFacts } from '../facts/file.js';
import { own } from '../facts/own.js';
import type { Value } from '../facts/value.js';
import type { Resolver } from './resolve.js';

/** What an imported name stands for. */
export type Imported =
  | { readonly kind: 'value'; readonly file: FileFacts; readonly value: Value }
  | { readonly kind: 'namespace'; readonly file: FileFacts }
  | { readonly kind: 'type'; readonly file: FileFacts; readonly name: string }
  | { readonly kind: 'external'; readonly source: string; readonly name: string };

/** Follows imports through re-exports, `export *` and barrels to the declaring file. */
export interface Symbols {
  imported(file: FileFacts, source: string, name: string): Imported | null;
  target(from: string, source: string): string | null;
}

export function createSymbols(files: ReadonlyMap<string, FileFacts>, resolver: Pick<Resolver, 'resolve'>): Symbols {
  // by file and source first: names of one import are asked for together, and no key is built for each question
  const targets = new Map<string, Map<string, ReturnType<Resolver['resolve']>>>();
  const locate = (from: string, source: string): ReturnType<Resolver['resolve']> => {
    let own = targets.get(from);
    if (!own) targets.set(from, (own = new Map()));
    let target = own.get(source);
    if (!target) own.set(source, (target = resolver.resolve(from, source)));
    return target;
  };
  const known = new Map<FileFacts, Map<string, Map<string, Imported | null>>>();

  const imported = (file: FileFacts, source: string, name: string): Imported | null => {
    const resolution = locate(file.path, source);
    const target = resolution.kind === 'file' ? files.get(resolution.path) : undefined;
    // a package, or a file that exists but was not read: generated code, JSON
    if (!target) return { kind: 'external', source, name };
    let bySource = known.get(file);
    if (!bySource) known.set(file, (bySource = new Map()));
    let byName = bySource.get(source);
    if (!byName) bySource.set(source, (byName = new Map()));
    const remembered = byName.get(name);
    if (remembered !== undefined) return remembered;
    // files that re-export from each other in a circle: whoever asks again on the way gets nothing
    byName.set(name, null);
    const result = exported(target, name);
    byName.set(name, result);
    return result;
  };

  const exported = (file: FileFacts, name: string): Imported | null => {
    if (name === '*') return { kind: 'namespace', file };
    const fact = own(file.exports, name);
    if (fact) {
      if ('from' in fact) return imported(file, fact.from, fact.name);
      const { value } = fact;
      if (value.k === 'import') return imported(file, value.source, value.name);
      if (value.k === 'ref' && own(file.bindings, value.name) === undefined && own(file.types, value.name))
        return { kind: 'type', file, name: value.name };
      return { kind: 'value', file, value };
    }
    for (const star of file.exportStars) {
      const found = imported(file, star, name);
      if (found && found.kind !== 'external') return found;
    }
    const externalStar = file.exportStars.find((star) => locate(file.path, star).kind !== 'file');
    if (externalStar !== undefined && name !== 'default') return { kind: 'external', source: externalStar, name };
    // `import x from './cjs'` of a file without a default export
    return name === 'default' ? { kind: 'namespace', file } : null;
  };

  return {
    imported,
    target: (from, source) => {
      const resolution = locate(from, source);
      return resolution.kind === 'file' ? resolution.path : null;
    },
  };
}
