import type { EndpointFact, MountFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import { sameValue } from '../../facts/value.js';
import type { Repeats } from '../values/repeats.js';
import type { PathReader, PathText } from './endpoint-paths.js';
import { join, known } from './endpoint-paths.js';
import type { RouterKeys } from './router-keys.js';

export interface Mounted {
  readonly fact: MountFact;
  readonly file: FileFacts;
  readonly path: PathText;
  /** The router's own prefix, or one of the whole app. */
  readonly own: boolean;
  /** Of an own prefix: the router that it was derived from (`app.basePath('/v1')` of Hono). */
  readonly parents: readonly string[];
}

/** Where something is hung, in source order of its file. */
export interface HungAt {
  readonly file: FileFacts;
  readonly start: number;
}

/** One way from a router up through its mounts. */
export interface Way {
  readonly prefix: PathText;
  /** Keys of the router and of every router above it, those above with where the way is hung on them. */
  readonly chain: ReadonlyMap<string, HungAt | null>;
}

export interface RouterWays {
  /**
   * The ways from a router up through its mounts: at least one.
   * @param alone a name that only this router has, of those that it shares with others of its class
   */
  of(keys: readonly string[], alone?: string): readonly Way[];
  /** The mounts of what has a name. */
  mountsOf(key: string): readonly Mounted[];
  /** Prefixes of whole apps. */
  readonly appPrefixes: readonly Mounted[];
  /** The prefix that a file has by the folder that it lies in, `null` where no mount of a folder holds it. */
  folderPrefix(file: FileFacts, fact: EndpointFact): PathText | null;
}

/** Ways of one router that are followed: a router mounted under very many paths says nothing new. */
const maxWays = 6;

const none: readonly Mounted[] = [];

/** The keys, and every one that one of them leads to. */
function closure(keys: readonly string[], next: (key: string) => readonly string[]): string[] {
  const all = new Set(keys);
  for (const key of all) for (const one of next(key)) all.add(one);
  return [...all];
}

/** Joins routers to their mounts. */
export function createRouterWays(files: readonly FileFacts[], routers: RouterKeys, repeats: Repeats, paths: PathReader): RouterWays {
  /** Keys with those that the routers among them have inside of the functions that make them. */
  const withInside = (keys: readonly string[]): string[] => closure(keys, (key) => routers.insideOf(key));

  /** Plugins that stand on the router itself that they are registered on, and what stands so on which router. */
  const shared = new Set<string>();
  const standOn = new Map<string, string[]>();
  const mountsByChild = new Map<string, Mounted[]>();
  const appPrefixes: Mounted[] = [];
  const folderMounts: Mounted[] = [];
  for (const file of files)
    for (const fact of file.mounts)
      for (const run of repeats.ofMount(file, fact)) {
        const { at } = run;
        const isItself = sameValue(fact.parent, fact.child);
        const isOwn = fact.own === true || isItself;
        const mounted: Mounted = { fact, file, path: paths.ofMount(fact, run), own: isOwn, parents: isItself ? [] : routers.keysOf(at(fact.parent), fact.framework) };
        if (fact.dir !== undefined) folderMounts.push(mounted);
        if (isOwn && !fact.own) appPrefixes.push(mounted);
        // the prefix that a class gives each of its objects holds for that object alone
        const [object] = fact.own ? routers.ofRun(fact.child, fact.framework, run) : [];
        const children = object === undefined ? withInside(routers.keysOf(at(fact.child), fact.framework)) : [object];
        hang(mounted, children);
        if (fact.shared)
          for (const key of mounted.parents) {
            shared.add(key);
            standOn.set(key, [...(standOn.get(key) ?? []), ...children]);
          }
      }
  for (const mount of folderMounts) for (const file of files) hangFile(mount, file);
  for (const key of shared) {
    const mounts = mountsByChild.get(key) ?? [];
    // it has no prefix of its own, whatever it is given
    mountsByChild.set(key, mounts.map((mount) => ({ ...mount, path: known('') })));
    for (const { parents } of mounts) for (const parent of parents) standOn.set(parent, [...(standOn.get(parent) ?? []), key]);
  }

  function hang(mounted: Mounted, keys: readonly string[]): void {
    for (const key of keys) {
      const list = mountsByChild.get(key);
      if (list) list.push(mounted);
      else mountsByChild.set(key, [mounted]);
    }
  }

  /** The plugin that a file exports, hung where its folder stands. */
  function hangFile(mount: Mounted, file: FileFacts): void {
    const path = pathInFolder(mount, file);
    const plugin = path === null ? [] : pluginKeys(file, mount.fact.framework);
    if (path === null || plugin.length === 0) return;
    const { hooks } = mount.fact;
    const folder = folderOf(file.path);
    const above = (one: FileFacts): boolean => folderOf(one.path) === folder || (hooks === 'cascade' && folder.startsWith(`${folderOf(one.path)}/`));
    const hookFiles = hooks === undefined || isHooks(file) ? [] : files.filter((one) => isHooks(one) && above(one) && pathInFolder(mount, one) !== null);
    hang({ ...mount, path, parents: [...mount.parents, ...hookFiles.flatMap((one) => pluginKeys(one, mount.fact.framework))] }, withInside(plugin));
  }

  function pluginKeys(file: FileFacts, framework: string): string[] {
    const exported = own(file.exports, 'default') ?? own(file.exports, 'module.exports');
    return exported && 'value' in exported ? routers.keysOf({ file, value: exported.value, scope: null }, framework) : [];
  }

  const mountsOf = (key: string): readonly Mounted[] => mountsByChild.get(key) ?? none;
  const isHung = ({ own }: Mounted): boolean => !own;

  const above = (keys: readonly string[], seen: ReadonlySet<string>, alone?: string): Way[] => {
    const itself = new Map<string, HungAt | null>(closure(keys, (key) => [...routers.insideOf(key), ...(standOn.get(key) ?? [])]).map((key) => [key, null]));
    const mounts = [...new Set(keys.flatMap((key) => (seen.has(key) ? none : mountsOf(key))))];
    const ofItsOwn = alone === undefined ? none : mountsOf(alone).filter(isHung);
    const next = new Set([...seen, ...keys]);
    const ways: Way[] = [];
    const climb = (mount: Mounted, path: PathText): void => {
      if (ways.length >= maxWays) return;
      const open = mount.parents.filter((key) => !next.has(key));
      if (open.length === 0 && mount.parents.length > 0) return; // a loop
      const hungAt: HungAt = { file: mount.file, start: mount.fact.at.start };
      for (const { prefix, chain } of above(open, next))
        ways.push({ prefix: join(prefix, path), chain: new Map([...[...chain].map(([key, place]): [string, HungAt] => [key, place ?? hungAt]), ...itself]) });
    };
    for (const mount of ofItsOwn.length > 0 ? ofItsOwn : mounts.filter(isHung)) climb(mount, mount.path);
    // a router that is derived from another one has what stands on that one, and stands where it does unless it is hung itself
    const derived = mounts.filter(({ own, parents }) => own && parents.length > 0);
    if (ways.length === 0) for (const mount of derived) climb(mount, known(''));
    else for (const { parents, fact, file } of derived) for (const key of parents) itself.set(key, { file, start: fact.at.start });
    if (ways.length === 0) ways.push({ prefix: known(''), chain: itself });
    const prefixes = mounts.filter(({ own }) => own).map(({ path }) => path);
    return ways.map(({ prefix, chain }) => ({ prefix: prefixes.reduce(join, prefix), chain: new Map([...chain, ...itself]) }));
  };

  return {
    of: (keys, alone) => above(keys, new Set(), alone),
    mountsOf,
    appPrefixes,
    folderPrefix(file, fact) {
      for (const mount of folderMounts) {
        const path = mount.fact.framework === fact.framework ? pathInFolder(mount, file) : null;
        if (path) return path;
      }
      return null;
    },
  };
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const isHooks = ({ path }: FileFacts): boolean => /(^|\/)\.?autohooks\.[cm]?[jt]s$/i.test(path);

/**
 * The path at which `@fastify/autoload` hangs a file: that of the mount, and the names of the folders between or what
 * the file exports in their place; `null` for a file outside of the folder.
 * https://github.com/fastify/fastify-autoload#plugin-configuration
 */
function pathInFolder({ fact, path }: Mounted, file: FileFacts): PathText | null {
  const dir = fact.dir?.replace(/^\.?\/+|\/+$/g, '') ?? '';
  const at = `/${file.path}`.indexOf(`/${dir}/`);
  if (dir === '' || at < 0) return null;
  const instead = textExported(file, 'prefixOverride');
  if (instead !== null) return known(instead);
  const inside = fact.flat ? [] : file.path.slice(at + dir.length + 1).split('/').slice(0, -1).map((name) => name.replace(/^_/, ':'));
  return join(path, known(textExported(file, 'autoPrefix') ?? (inside.length > 0 ? `/${inside.join('/')}` : '')));
}

function textExported(file: FileFacts, name: string): string | null {
  const exported = own(file.exports, name);
  const value = exported && 'value' in exported ? exported.value : null;
  const bound = value?.k === 'ref' ? own(file.bindings, value.name) : value;
  return bound?.k === 'literal' && typeof bound.value === 'string' ? bound.value : null;
}

/** The ways as one: the prefix that is known best, and the routers of all of them. */
export const together = (ways: readonly Way[]): Way => ({
  prefix: (ways.find(({ prefix }) => prefix.gap === null) ?? ways[0]!).prefix,
  chain: new Map(ways.flatMap(({ chain }) => [...chain])),
});
