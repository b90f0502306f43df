import { frameworks } from '../frameworks/index.js';
import type { EndpointFact, MiddlewareFact, MountFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { Endpoint, FunctionRef, LocatedValue, Resolved } from '../facts/project.js';
import type { PackageInfo } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { packageName } from './collect.js';
import type { Evaluator } from './evaluate.js';
import { splitSymbol } from './evaluate.js';
import { packageOf } from './packages.js';

type ArgumentsOf = (fn: FunctionRef, index: number) => readonly LocatedValue[];

interface Mounted {
  readonly fact: MountFact;
  readonly parents: readonly string[];
  readonly file: FileFacts;
}

interface Covering {
  readonly fact: MiddlewareFact;
  readonly file: FileFacts;
  readonly keys: readonly string[];
}

/** Prefixes of one router that are followed: a router mounted under very many paths says nothing new. */
const maxPrefixes = 6;

/** Confirms routers, joins routers to their mounts, finds each handler and what runs before it. */
export function linkEndpoints(
  files: readonly FileFacts[],
  packages: readonly PackageInfo[],
  evaluator: Evaluator,
  argumentsOf: ArgumentsOf,
): Endpoint[] {
  const enabling = new Map(frameworks.map((f) => [f.name, new Set(f.enabledBy)]));
  const located = (file: FileFacts, value: Value): LocatedValue => ({ file, value, scope: null });

  /** Every name under which a router is known: where it was made, the parameter or field that holds it. */
  const keysOf = (file: FileFacts, value: Value, level = 0): string[] => {
    const keys = new Set<string>();
    if (level > 4) return [];
    if (value.k === 'union') return value.of.flatMap((v) => keysOf(file, v, level));
    const holder = value.k === 'member' && value.of.k === 'param' ? value.of : value;
    if (holder.k === 'param') {
      keys.add(`param:${file.path}:${holder.fn}:${holder.index}`);
      for (const given of argumentsOf(evaluator.fn(file, holder.fn), holder.index)) {
        const passed: Value = holder === value ? given.value : { k: 'member', of: given.value, name: value.k === 'member' ? value.name : '' };
        for (const key of keysOf(given.file, passed, level + 1)) keys.add(key);
      }
    }
    if (value.k === 'member' && value.of.k === 'this') keys.add(`field:${file.path}:${value.of.cls}:${value.name}`);
    for (const resolved of evaluator.resolve(located(file, value))) for (const key of resolvedKeys(resolved)) keys.add(key);
    return [...keys];
  };

  const resolvedKeys = (resolved: Resolved): string[] => {
    switch (resolved.r) {
      case 'external': {
        const keys: string[] = [];
        for (const place of [resolved.made, resolved.last]) if (place) keys.push(`made:${place.file.path}:${place.at.start}:${place.at.end}`);
        return keys;
      }
      case 'function':
        // a plugin: what is registered inside hangs on its first parameter
        return [`param:${resolved.ref.file.path}:${resolved.ref.index}:0`];
      case 'instance':
        return Object.entries(resolved.ref.fact.fields).flatMap(([name, field]) =>
          field.value?.k === 'call' || field.value?.k === 'new' ? [`field:${resolved.ref.file.path}:${resolved.ref.index}:${name}`] : [],
        );
      case 'value': {
        const { value } = resolved.located;
        return 'at' in value ? [`made:${resolved.located.file.path}:${value.at.start}:${value.at.end}`] : [];
      }
      default:
        return [];
    }
  };

  const isRouter = (file: FileFacts, fact: EndpointFact): boolean => {
    if (!fact.router) return true;
    const packagesOf = enabling.get(fact.framework);
    const resolved = evaluator.resolve(located(file, fact.router));
    if (resolved.length === 0) return true;
    return resolved.some((r) => {
      if (r.r === 'param' || r.r === 'type') return true;
      if (r.r === 'function') return true;
      const origins = evaluator.origins(r);
      if (origins.some((symbol) => packagesOf?.has(packageName(splitSymbol(symbol)[0])))) return true;
      // a class of the project that keeps a router
      return r.r === 'instance' && origins.length === 0;
    });
  };

  const mountsByChild = new Map<string, Mounted[]>();
  const coverings: Covering[] = [];
  for (const file of files) {
    for (const fact of file.mounts) {
      const mounted: Mounted = { fact, file, parents: keysOf(file, fact.parent) };
      for (const key of keysOf(file, fact.child)) {
        const list = mountsByChild.get(key);
        if (list) list.push(mounted);
        else mountsByChild.set(key, [mounted]);
      }
    }
    for (const fact of file.middlewares)
      coverings.push({ fact, file, keys: fact.scope.of === 'router' ? keysOf(file, fact.scope.router) : [] });
  }

  /** Path prefixes of a router and the keys of every router above it, itself included. */
  const above = (keys: readonly string[], seen: ReadonlySet<string>): { prefixes: (string | null)[]; chain: Set<string> } => {
    const chain = new Set(keys);
    const prefixes: (string | null)[] = [];
    const mounts = new Set(keys.flatMap((key) => (seen.has(key) ? [] : (mountsByChild.get(key) ?? []))));
    const next = new Set([...seen, ...keys]);
    for (const mount of mounts) {
      if (prefixes.length >= maxPrefixes) break;
      const parent = above(mount.parents.filter((key) => !next.has(key)), next);
      for (const key of parent.chain) chain.add(key);
      for (const prefix of parent.prefixes) prefixes.push(prefix === null || mount.fact.path === null ? null : joinPaths(prefix, mount.fact.path));
    }
    if (prefixes.length === 0) prefixes.push('');
    return { prefixes, chain };
  };

  const handlerOf = (file: FileFacts, value: Value): FunctionRef | null => {
    const resolved = evaluator.resolve(located(file, value));
    // a wrapper such as `asyncHandler(fn)`: the function it is given is the handler
    if (value.k === 'call') {
      for (const arg of [...value.args].reverse()) {
        const inner = handlerOf(file, arg);
        if (inner) return inner;
      }
    }
    for (const r of resolved) if (r.r === 'function') return r.ref;
    for (const r of resolved)
      if (r.r === 'external')
        for (const arg of [...r.args].reverse()) {
          if (arg.value === value) continue;
          const inner = handlerOf(arg.file, arg.value);
          if (inner) return inner;
        }
    for (const r of resolved)
      if (r.r === 'value' && r.located.value.k === 'array') {
        const items = r.located.value.items;
        for (const item of [...items].reverse()) {
          const inner = handlerOf(r.located.file, item);
          if (inner) return inner;
        }
      }
    return null;
  };

  const endpoints: Endpoint[] = [];
  for (const file of files)
    for (const fact of file.endpoints) {
      if (!isRouter(file, fact)) continue;
      const keys = fact.router ? keysOf(file, fact.router) : [];
      const { prefixes, chain } = above(keys, new Set());
      const prefix = prefixes.find((p) => p !== null) ?? null;
      const last = fact.handlers.at(-1);
      const handler = last ? handlerOf(file, last) : null;
      const before: LocatedValue[] = [];
      const pkg = packageOf(file.path, packages);
      for (const covering of coverings) {
        const { scope } = covering.fact;
        const covers =
          scope.of === 'app'
            ? covering.fact.framework === fact.framework && (packageOf(covering.file.path, packages) === pkg || sharesNothing(packages, fact.framework))
            : scope.of === 'class'
              ? covering.file === file && scope.cls === fact.cls
              : scope.of === 'function'
                ? handler !== null && covering.file === handler.file && scope.fn === handler.index
                : covering.keys.some((key) => chain.has(key)) && precedes(covering, file, fact) && underPath(scope.path, fact, prefix);
        if (covers) before.push({ file: covering.file, value: covering.fact.value, scope: null });
      }
      for (const value of fact.handlers.slice(0, -1)) before.push({ file, value, scope: null });
      endpoints.push({
        file,
        fact,
        method: fact.method,
        path: fact.path === null || prefix === null ? null : joinPaths(prefix, fact.path),
        handler,
        before,
      });
    }
  return endpoints;
}

/** Express and its like run middlewares in the order of registration; across files order is not known. */
const precedes = (covering: Covering, file: FileFacts, fact: EndpointFact): boolean =>
  covering.file !== file || covering.fact.at.start < fact.at.start;

const underPath = (scope: string | null, fact: EndpointFact, prefix: string | null): boolean => {
  if (scope === null || scope === '' || scope === '/' || scope === '*' || fact.path === null) return true;
  const plain = scope.replace(/\/?\*$/, '');
  return fact.path.startsWith(plain) || (prefix ?? '').includes(plain) || joinPaths(prefix ?? '', fact.path).startsWith(plain);
};

/** An app-wide pipe in a repository with one backend covers the libraries it loads, too. */
const sharesNothing = (packages: readonly PackageInfo[], framework: string): boolean =>
  packages.filter((p) => p.isBackend && p.dependencies.some((d) => frameworks.some((f) => f.name === framework && f.enabledBy.includes(d)))).length <= 1;

/** `/users` and `:id` give `/users/:id`; dotted tRPC paths stay dotted. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === '') return path;
  if (path === '' || path === '/') return prefix;
  if (!prefix.startsWith('/') && !path.startsWith('/') && !prefix.includes('/')) return `${prefix}.${path}`;
  return `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
