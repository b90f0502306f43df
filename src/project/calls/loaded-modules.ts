import { posix } from 'node:path';
import type { ProvidedFiles, ProviderFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { PackageInfo } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { globToRegExp } from '../disk/glob.js';
import { packageOf } from '../packages/packages.js';
import type { Symbols } from '../values/symbols.js';
import { functionNamed } from './call-sites.js';

/** Something that a container registers because its file matches a glob. */
export interface LoadedModule {
  readonly file: FileFacts;
  readonly name: string;
  readonly form: 'class' | 'factory' | 'value';
  readonly use: Value;
  readonly at: ProviderFact['at'];
}

/** Folders that hold what compilers write: a glob of a service that runs compiled names them. */
const outputFolders = /^(dist|build|out|lib)\//;

const sourceEnding = /\.[cm]?[jt]sx?$/;

/**
 * What awilix' `loadModules` registers: the default export of every file that matches, where it is a class or function,
 * and other exports that carry `RESOLVER` (github.com/jeffijoe/awilix, src/load-modules.ts). Compiled names stand for
 * their sources: `dist/services/*.js` for `src/services/*.ts`.
 */
export function loadedModules(files: readonly FileFacts[], packages: readonly PackageInfo[], symbols: Symbols): LoadedModule[] {
  const loaded: LoadedModule[] = [];
  for (const file of files)
    for (const fact of file.providers)
      if (fact.form === 'files' && fact.files)
        for (const one of filesOf(file, fact.files, files, packages)) loaded.push(...modulesIn(one, fact, fact.files, symbols));
  return loaded;
}

function filesOf(from: FileFacts, { globs }: ProvidedFiles, files: readonly FileFacts[], packages: readonly PackageInfo[]): FileFacts[] {
  const found = new Set<FileFacts>();
  for (const glob of globs) {
    const root = glob.startsWith('.') ? posix.dirname(from.path) : (packageOf(from.path, packages)?.dir ?? '');
    const candidates = outputFolders.test(glob) ? [glob, glob.replace(outputFolders, 'src/'), glob.replace(outputFolders, '')] : [glob];
    for (const candidate of candidates) {
      const pattern = globToRegExp(posix.join(root, candidate).replace(/\.[cm]?[jt]s$|\.\{[cm]?[jt]s(,[cm]?[jt]s)*\}$/, ''));
      const matching = files.filter(({ path, kind }) => kind === 'runtime' && sourceEnding.test(path) && (pattern.test(path.replace(sourceEnding, '')) || pattern.test(path)));
      for (const one of matching) found.add(one);
      if (matching.length > 0) break;
    }
  }
  return [...found];
}

function modulesIn(file: FileFacts, { at }: ProviderFact, { naming, isCalled }: ProvidedFiles, symbols: Symbols): LoadedModule[] {
  const marks = file.providers.filter(({ form }) => form === 'marked');
  return Object.keys(file.exports).flatMap((key): LoadedModule[] => {
    const exported = own(file.exports, key)!;
    if (!('value' in exported)) return [];
    const use = boundIn(file, exported.value);
    const mark = marks.find((one) => same(boundIn(file, one.use), use));
    if (key !== 'default' && !mark) return [];
    const form = formOf(file, use, symbols);
    if (!form) return [];
    const written = key === 'default' ? posix.basename(file.path).replace(/\.[^.]*$/, '') : key;
    const chosen = mark?.token.k === 'literal' && typeof mark.token.value === 'string' ? mark.token.value : null;
    return [{ file, name: chosen ?? (naming === 'camel-case' ? camelCase(written) : written), form: isCalled ? form : 'value', use, at }];
  });
}

const boundIn = (file: FileFacts, value: Value): Value => (value.k === 'ref' ? (own(file.bindings, value.name) ?? value) : value);

const same = (a: Value, b: Value): boolean => (a.k === 'class' && b.k === 'class' && a.cls === b.cls) || (a.k === 'function' && b.k === 'function' && a.fn === b.fn);

function formOf(file: FileFacts, use: Value, symbols: Symbols): 'class' | 'factory' | null {
  if (use.k === 'class') return 'class';
  return use.k === 'function' || functionNamed(symbols, file, use, 0) !== null ? 'factory' : null;
}

/** As the package `camel-case` that awilix uses: words begin at capitals and behind anything that is no letter or digit. */
export function camelCase(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  return words.map((word, i) => (i === 0 ? word : /^\d/.test(word) ? `_${word}` : word[0]!.toUpperCase() + word.slice(1))).join('');
}
