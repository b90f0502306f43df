import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { FileFacts, OptionalFact } from '../facts/file.js';
import type { DiscoveredFile, FileKind, PackageInfo, Problem } from '../facts/source.js';
import { parse } from '../syntax/parse.js';
import type { SourceFile } from '../syntax/source-file.js';
import { createSourceFile, lineStarts, positionAt } from '../syntax/source-file.js';
import { dataLayers } from '../data-layers/index.js';
import { frameworks } from '../frameworks/index.js';
import { collectFacts } from './collect.js';
import type { Discovery } from './discover.js';
import type { Recognisers } from './recognisers.js';
import { packageName } from '../facts/package-name.js';
import { timed } from './stopwatch.js';
import { type Overlay, readBytes } from './overlay.js';
import { reasonOf } from './walk.js';

/** Kinds whose code is read: the rest holds no violations and nothing that runtime code rests on. */
const readKinds: ReadonlySet<FileKind> = new Set(['runtime', 'script', 'migration', 'declaration']);
/** Kinds that declare endpoints, queries and tables. */
export const backendKinds: ReadonlySet<FileKind> = new Set(['runtime', 'migration']);

export const isRead = (kind: FileKind): boolean => readKinds.has(kind);

/** Packages that switch an adapter on. */
export const adapterPackages: ReadonlySet<string> = new Set([...frameworks, ...dataLayers].flatMap((adapter) => adapter.enabledBy));

/**
 * Names that imports of a package may start with and that are no code of this root. What the config's recognisers name
 * is read like code of the root, so that calls of it are kept.
 */
export function externalsOf(discovery: Pick<Discovery, 'packages'>, recognisers: Recognisers = {}): (dir: string) => ReadonlySet<string> {
  const own = new Set(discovery.packages.flatMap((p) => p.name ?? []));
  for (const { module } of Object.values(recognisers).flat()) if (module !== undefined && !adapterPackages.has(packageName(module))) own.add(packageName(module));
  const byDir = new Map<string, ReadonlySet<string>>();
  const byName = new Map(discovery.packages.flatMap((p) => (p.name === null ? [] : [[p.name, p] as const])));
  // a client that a package of the workspace wraps is used through it: its dependencies count, too
  const of = (info: PackageInfo): ReadonlySet<string> => {
    const names = new Set<string>();
    const visited = new Set<PackageInfo>();
    const queue = [info];
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (visited.has(next)) continue;
      visited.add(next);
      for (const name of next === info ? [...next.dependencies, ...next.devDependencies] : next.dependencies) {
        const inside = byName.get(name);
        if (inside) queue.push(inside);
        else if (!own.has(name)) names.add(name);
      }
    }
    return names;
  };
  return (dir) => {
    let externals = byDir.get(dir);
    if (!externals) {
      const info = discovery.packages.find((p) => p.dir === dir);
      byDir.set(dir, (externals = info ? of(info) : new Set()));
    }
    return externals;
  };
}

/** Text of a file, or why it cannot be read. */
export function readText(root: string, path: string, overlay?: Overlay): string | { readonly problem: string } {
  let bytes: Buffer;
  try {
    if (overlay?.read(path) === undefined) {
      const text = readFileSync(`${root}/${path}`, 'utf8');
      // what is no UTF-8 reads as this character, which a text may hold as well
      if (!text.includes('\ufffd')) return text;
    }
    bytes = readBytes(root, path, overlay);
  } catch (error) {
    return { problem: `cannot be read: ${reasonOf(error)}` };
  }
  if (!isUtf8(bytes)) return { problem: 'is not valid UTF-8 and was not read' };
  return bytes.toString('utf8');
}

/** Parses one file and lays out its nodes; a syntax error is a problem with line and column. */
export function sourceFile(file: DiscoveredFile, text: string, externals: ReadonlySet<string>): SourceFile | Problem {
  const parsed = parse(file.path, text);
  if (parsed.error) {
    const { line, column } = positionAt(lineStarts(parsed.text), parsed.error.offset);
    return { path: file.path, message: `does not parse: ${parsed.error.message} (${line}:${column})` };
  }
  const { program, comments } = parsed;
  return createSourceFile({ path: file.path, kind: file.kind, text: parsed.text, program, comments, dependencies: externals });
}

/** What one file says, and its AST for whoever wants to look at it before it is dropped. */
export interface ReadFile {
  readonly facts: FileFacts;
  readonly source: SourceFile;
}

/** Facts of a file that is parsed already, with the backend facts where its kind has any. @param wanted optional facts; all unless given */
export const factsOf = (source: SourceFile, wanted?: ReadonlySet<OptionalFact>): FileFacts => collectFacts(source, backendKinds.has(source.kind), wanted);

/** Parses one file and collects its facts. Never throws: what goes wrong with one file must not keep the others from being read. */
export function readFile(file: DiscoveredFile, text: string, externals: ReadonlySet<string>, wanted?: ReadonlySet<OptionalFact>): ReadFile | Problem {
  const source = timed('parsing', () => sourceFile(file, text, externals));
  if (!('program' in source)) return source;
  try {
    return { source, facts: timed('collecting facts', () => factsOf(source, wanted)) };
  } catch (error) {
    return { path: file.path, message: `was not understood: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * Packages that switch adapters on and that no manifest lists although a file imports them, by `dir` of the importing
 * package: a folder without its own `package.json`, a client that only one file imports. Adapters miss the other
 * files of that package until these names are among their dependencies.
 */
export function undeclaredPackages(
  discovery: Pick<Discovery, 'files' | 'packages'>,
  facts: ReadonlyMap<string, Pick<FileFacts, 'imports'>>,
): Map<string, ReadonlySet<string>> {
  const imported = new Map<string, Set<string>>();
  for (const file of discovery.files) {
    const found = facts.get(file.path);
    if (!found || !backendKinds.has(file.kind)) continue;
    let names = imported.get(file.package);
    if (!names) imported.set(file.package, (names = new Set()));
    for (const { source } of found.imports) names.add(packageName(source));
  }
  return undeclaredAmong(discovery, imported);
}

/** What `undeclaredPackages` will find, as far as the first lines of the files tell: where it is right no file is read twice. */
export const likelyUndeclared = (discovery: Pick<Discovery, 'packages' | 'imported'>): Map<string, ReadonlySet<string>> => undeclaredAmong(discovery, discovery.imported());

function undeclaredAmong({ packages }: Pick<Discovery, 'packages'>, imported: ReadonlyMap<string, ReadonlySet<string>>): Map<string, ReadonlySet<string>> {
  const listed = new Map(packages.map((p) => [p.dir, new Set([...p.dependencies, ...p.devDependencies])]));
  const own = new Set(packages.flatMap((p) => p.name ?? []));
  const result = new Map<string, ReadonlySet<string>>();
  for (const [dir, names] of imported) {
    const missing = [...names].filter((name) => adapterPackages.has(name) && !own.has(name) && !listed.get(dir)?.has(name));
    if (missing.length > 0) result.set(dir, new Set(missing));
  }
  return result;
}
