import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { Value } from '../../facts/value.js';
import type { Resolver } from '../packages/resolve.js';

/** What an imported name stands for. */
export type Imported =
  | { readonly kind: 'value'; readonly file: FileFacts; readonly value: Value }
  | { readonly kind: 'namespace'; readonly file: FileFacts }
  | { readonly kind: 'type'; readonly file: FileFacts; readonly name: string }
  | { readonly kind: 'external'; readonly source: string; readonly name: string };

/** Follows imports through re-exports, `export *` and barrels to the declaring file. */
export interface Symbols {
  imported(file: Pick<FileFacts, 'path'>, source: string, name: string): Imported | null;
  /** What a name that a file exports stands for, taken from others or not. */
  member(file: FileFacts, name: string): Imported | null;
  target(from: string, source: string): string | null;
}

/** Where an import of a file leads. */
interface Target {
  readonly resolution: ReturnType<Resolver['resolve']>;
  /** `undefined` for what was not read. */
  readonly file: FileFacts | undefined;
  /** What its exported names stand for, as far as somebody has asked. */
  readonly names: Map<string, Imported | null>;
}

export function createSymbols(files: ReadonlyMap<string, FileFacts>, resolver: Pick<Resolver, 'resolve'>): Symbols {
  // by file and source first: names of one import are asked for together, and no key is built for each question
  const targets = new Map<string, Map<string, Target>>();
  const locate = (from: string, source: string): Target => {
    let own = targets.get(from);
    if (!own) targets.set(from, (own = new Map()));
    let target = own.get(source);
    if (!target) {
      const resolution = resolver.resolve(from, source);
      own.set(source, (target = { resolution, file: resolution.kind === 'file' ? files.get(resolution.path) : undefined, names: new Map() }));
    }
    return target;
  };

  /** By file: its own exports and those of every file that it takes them from by `export *`, whether or not they lead anywhere. */
  const exportNames = new Map<FileFacts, ReadonlySet<string>>();
  const exportNamesOf = (file: FileFacts): ReadonlySet<string> => {
    let names = exportNames.get(file);
    if (!names) {
      const gathered = new Set<string>();
      const files = new Set([file]);
      for (const one of files) {
        for (const name of Object.keys(one.exports)) gathered.add(name);
        for (const { target } of starsOf(one)) if (target.file) files.add(target.file);
      }
      exportNames.set(file, (names = gathered));
    }
    return names;
  };
  /** Whether an `export *` from a file gives nothing of the name; what packages give counts for nothing there. A barrel has many of them. */
  const lacks = (file: FileFacts, name: string): boolean => name !== 'default' && !(file.exportStars.length === 0 ? own(file.exports, name) : exportNamesOf(file).has(name));

  const stars = new Map<FileFacts, readonly { readonly source: string; readonly target: Target }[]>();
  const starsOf = (file: FileFacts): readonly { readonly source: string; readonly target: Target }[] => {
    let own = stars.get(file);
    if (!own) stars.set(file, (own = file.exportStars.map((source) => ({ source, target: locate(file.path, source) }))));
    return own;
  };

  const imported = (file: Pick<FileFacts, 'path'>, source: string, name: string): Imported | null => {
    const target = locate(file.path, source);
    // a package, or a file that exists but was not read: generated code, JSON
    if (!target.file) return { kind: 'external', source, name };
    const remembered = target.names.get(name);
    if (remembered !== undefined) return remembered;
    // files that re-export from each other in a circle: whoever asks again on the way gets nothing
    target.names.set(name, null);
    const result = exported(target.file, name);
    target.names.set(name, result);
    return result;
  };

  const exported = (file: FileFacts, name: string): Imported | null => {
    if (name === '*') return { kind: 'namespace', file };
    const fact = own(file.exports, name);
    if (fact) {
      if ('from' in fact) return imported(file, fact.from, fact.name);
      const { value } = fact;
      if (value.k === 'import') return imported(file, value.source, value.name);
      if (fact.isType === true && value.k === 'ref') return { kind: 'type', file, name: value.name };
      return { kind: 'value', file, value };
    }
    const all = starsOf(file);
    for (const { target, source } of all) {
      if (target.file && lacks(target.file, name)) continue;
      const found = imported(file, source, name);
      if (found && found.kind !== 'external') return found;
    }
    const externalStar = all.find(({ target }) => target.resolution.kind !== 'file')?.source;
    if (externalStar !== undefined && name !== 'default') return { kind: 'external', source: externalStar, name };
    // `import x from './cjs'` of a file without a default export
    return name === 'default' ? { kind: 'namespace', file } : null;
  };

  return {
    imported,
    member: exported,
    target: (from, source) => {
      const { resolution } = locate(from, source);
      return resolution.kind === 'file' ? resolution.path : null;
    },
  };
}
