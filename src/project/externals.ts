import type { FileFacts } from '../facts/file.js';
import { packageName } from '../facts/package-name.js';
import type { PackageInfo } from '../facts/source.js';
import type { Recognisers } from './calls/recognisers.js';
import type { Discovery } from './kinds/discover.js';
import { backendKinds } from './kinds/file-kinds.js';
import { adapterPackages } from './packages/adapter-packages.js';

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
