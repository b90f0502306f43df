import { frameworks } from '../frameworks/index.js';
import type { EndpointFact, HttpMethod, MiddlewareFact, MountFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { Endpoint, FunctionRef, LocatedValue } from '../facts/project.js';
import type { PackageInfo } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import type { Evaluator } from './evaluate.js';
import { splitSymbol } from './evaluate.js';
import { packageName } from './specifiers.js';
import { matches } from './symbol-patterns.js';
import { packageOf } from './packages.js';
import type { At, CallsOf, Run } from './repeats.js';
import { createRepeats } from './repeats.js';
import { createRouterKeys, madeKey } from './router-keys.js';

interface Mounted {
  readonly fact: MountFact;
  readonly file: FileFacts;
  readonly path: string | null;
  /** The router's own prefix, or one of the whole app. */
  readonly own: boolean;
  readonly parents: readonly string[];
}

interface Covering {
  readonly fact: MiddlewareFact;
  readonly file: FileFacts;
  readonly keys: readonly string[];
}

/** Prefixes of one router that are followed: a router mounted under very many paths says nothing new. */
const maxPrefixes = 6;

const models = new Map(frameworks.map((f) => [f.name, { ...f.routers, enabledBy: new Set(f.enabledBy) }]));

/** Confirms routers, joins routers to their mounts, finds each handler and what runs before it. */
export function linkEndpoints(
  files: readonly FileFacts[],
  packages: readonly PackageInfo[],
  evaluator: Evaluator,
  callsOf: CallsOf,
): Endpoint[] {
  const located = (file: FileFacts, value: Value): LocatedValue => ({ file, value, scope: null });
  const argumentsOf = (fn: FunctionRef, index: number): LocatedValue[] =>
    callsOf(fn).flatMap(({ file, call }) => (call.args[index] ? [located(file, call.args[index])] : []));
  const routers = createRouterKeys(files, evaluator, argumentsOf);
  const repeats = createRepeats(evaluator, callsOf);

  const mountsByChild = new Map<string, Mounted[]>();
  const appPrefixes: Mounted[] = [];
  const folderMounts: Mounted[] = [];
  const coverings: Covering[] = [];
  for (const file of files) {
    for (const fact of file.mounts)
      for (const { at } of repeats.ofMount(file, fact)) {
        const path = mountPath(evaluator, fact, at);
        if (path === undefined) continue; // what stood in the place of the path was a middleware
        const own = fact.own === true || JSON.stringify(fact.parent) === JSON.stringify(fact.child);
        const mounted: Mounted = { fact, file, path, own, parents: own ? [] : routers.keysOf(at(fact.parent), fact.framework) };
        if (fact.dir !== undefined) folderMounts.push(mounted);
        if (own && !fact.own) appPrefixes.push(mounted);
        for (const key of routers.keysOf(at(fact.child), fact.framework)) {
          const list = mountsByChild.get(key);
          if (list) list.push(mounted);
          else mountsByChild.set(key, [mounted]);
        }
      }
    for (const fact of file.middlewares)
      coverings.push({ fact, file, keys: fact.scope.of === 'router' ? routers.keysOf(located(file, fact.scope.router), fact.framework) : [] });
  }

  /** Path prefixes of a router and the keys of every router above it, itself included. */
  const above = (keys: readonly string[], seen: ReadonlySet<string>): { prefixes: (string | null)[]; chain: Set<string> } => {
    const chain = new Set(keys);
    const prefixes: (string | null)[] = [];
    const mounts = new Set(keys.flatMap((key) => (seen.has(key) ? [] : (mountsByChild.get(key) ?? []))));
    const next = new Set([...seen, ...keys]);
    const own = [...mounts].filter((m) => m.own).map((m) => m.path);
    for (const mount of mounts) {
      if (mount.own) continue;
      if (prefixes.length >= maxPrefixes) break;
      const open = mount.parents.filter((key) => !next.has(key));
      if (open.length === 0 && mount.parents.length > 0) continue; // a loop
      const parent = above(open, next);
      for (const key of parent.chain) chain.add(key);
      for (const prefix of parent.prefixes) prefixes.push(join(prefix, mount.path));
    }
    if (prefixes.length === 0) prefixes.push('');
    return { prefixes: prefixes.map((prefix) => own.reduce<string | null>(join, prefix)), chain };
  };

  const endpointOf = (file: FileFacts, fact: EndpointFact, { at, site }: Run): Endpoint => {
    // a tRPC procedure that no router of its file holds is hung by its name in another one
    const isHung = fact.path === null && fact.protocol === 'trpc';
    const keys = isHung ? [madeKey({ file, at: fact.at })] : fact.router ? routers.keysOf(at(fact.router), fact.framework) : [];
    const { prefixes, chain } = above(keys, new Set());
    let prefix: string | null = prefixes.find((one) => one !== null) ?? null;
    if (fact.cls !== null && fact.router === null && fact.protocol === 'http')
      for (const mount of appPrefixes) if (mount.fact.framework === fact.framework && samePackage(packages, mount.file, file)) prefix = join(mount.path, prefix ?? '');
    if (prefix === '') prefix = folderPrefix(folderMounts, file, fact) ?? '';
    const version = fact.version === undefined ? '' : `/v${fact.version}`;
    const ownPath = fact.path ?? (isHung && prefix !== null && prefix !== '' ? '' : null) ?? (fact.pathValue ? constantText(evaluator, at(fact.pathValue), at) : null);
    const path = ownPath === null ? null : join(join(prefix, version), ownPath);
    const last = fact.handlers.at(-1);
    const found = last ? handlerOf(evaluator, at(last), 0) : null;
    const handler = found ? delegate(evaluator, found.ref) : null;
    const before: LocatedValue[] = coverings
      .filter((covering) => covers(covering, { file, fact, handler, chain, path, prefix }, packages))
      .map((covering) => located(covering.file, covering.fact.value));
    for (const value of fact.handlers.slice(0, -1)) before.push(at(value));
    const placed = site ? { file: site.file, fact: { ...fact, at: site.call.at, handlers: fact.handlers.map(at).flatMap((h) => (h.file === site.file ? [h.value] : [])) } } : { file, fact };
    return { ...placed, method: methodOf(evaluator, file, fact), path, handler, ownSignature: found?.ownSignature ?? false, serialised: before.some((value) => serialises(evaluator, value)), before };
  };

  const endpoints: Endpoint[] = [];
  for (const file of files)
    for (const fact of file.endpoints) {
      if (!isRouted(evaluator, file, fact)) continue;
      const seen = new Set<string>();
      for (const run of repeats.ofEndpoint(file, fact)) {
        const endpoint = endpointOf(file, fact, run);
        const key = `${endpoint.file.path}:${endpoint.fact.at.start} ${endpoint.method} ${endpoint.path}`;
        if (!seen.has(key)) endpoints.push(endpoint);
        seen.add(key);
      }
    }
  return endpoints;
}

const join = (prefix: string | null, path: string | null): string | null => (prefix === null || path === null ? null : joinPaths(prefix, path));

/** Whether an endpoint hangs on a router of its framework; what cannot be followed counts when its shape is evident. */
function isRouted(evaluator: Evaluator, file: FileFacts, fact: EndpointFact): boolean {
  if (!fact.router) return true;
  const model = models.get(fact.framework);
  const resolved = evaluator.resolve({ file, value: fact.router, scope: null });
  // the shape of a helper says nothing, `cache.get(key, fallback)` has it too
  if (fact.handed) return resolved.some((r) => evaluator.origins(r).some((symbol) => model?.symbols && matches(model.symbols, symbol)));
  if (resolved.length === 0) return true;
  return resolved.some((r) => {
    if (r.r === 'param' || r.r === 'type' || r.r === 'function') return true;
    const origins = evaluator.origins(r);
    if (r.r === 'external') {
      const source = splitSymbol(r.symbol)[0];
      if (model?.symbols && matches(model.symbols, r.symbol)) return true;
      if (origins.some((symbol) => model?.enabledBy.has(packageName(splitSymbol(symbol)[0])))) return true;
      // a router of a package that is not here: only the shape can tell
      return fact.evident === true && source !== 'global';
    }
    if (origins.some((symbol) => model?.enabledBy.has(packageName(splitSymbol(symbol)[0])))) return true;
    // a class of the project that keeps a router
    return r.r === 'instance' && origins.length === 0;
  });
}

// ── paths ──

/** The path of a mount, `null` if it is no constant, `undefined` where a middleware stood in its place. */
function mountPath(evaluator: Evaluator, fact: MountFact, at: At): string | null | undefined {
  if (fact.path !== null || !fact.pathValue) return fact.path;
  const value = at(fact.pathValue);
  const resolved = evaluator.resolve(value);
  // a function, options or another router stood in the place of the path
  if (resolved.some((r) => r.r === 'function' || r.r === 'external' || r.r === 'instance' || (r.r === 'value' && r.located.value.k === 'object'))) return '';
  return constantText(evaluator, value, at);
}

/**
 * The text that a value is through constants of other files, `null` if a part is unknown.
 * @param at where parts of it live: `/api${route.path}` takes a member of an element of another file
 */
function constantText(evaluator: Evaluator, located: LocatedValue, at: At | null, level = 0): string | null {
  const { value } = located;
  if (level > 6) return null;
  if (value.k === 'literal') return value.value === null ? '' : String(value.value);
  const part = (of: Value): string | null => constantText(evaluator, at ? at(of) : { ...located, value: of }, at, level + 1);
  if (value.k === 'text') {
    const parts = value.parts.map(part);
    return parts.some((text) => text === null) ? null : parts.join('');
  }
  if (value.k === 'union') return value.of.reduce<string | null>((found, of) => found ?? part(of), null);
  for (const r of evaluator.resolve(located)) {
    if (r.r !== 'value' || r.located.value === value) continue;
    const text = constantText(evaluator, r.located, null, level + 1);
    if (text !== null) return text;
  }
  return null;
}

/** `@fastify/autoload` hangs every file below a folder, subfolders adding their names. */
function folderPrefix(mounts: readonly Mounted[], file: FileFacts, fact: EndpointFact): string | null {
  for (const mount of mounts) {
    if (mount.fact.framework !== fact.framework || mount.fact.dir === undefined) continue;
    const dir = mount.fact.dir.replace(/^\.?\/+|\/+$/g, '');
    const at = `/${file.path}`.indexOf(`/${dir}/`);
    if (dir === '' || at < 0) continue;
    const inside = file.path.slice(at + dir.length + 1).split('/').slice(0, -1).map((name) => name.replace(/^_/, ':'));
    return join(mount.path, inside.length > 0 ? `/${inside.join('/')}` : '');
  }
  return null;
}

function methodOf(evaluator: Evaluator, file: FileFacts, fact: EndpointFact): HttpMethod {
  if (!fact.methodValue) return fact.method;
  for (const r of evaluator.resolve({ file, value: fact.methodValue, scope: null })) {
    const own = r.r === 'external' ? r.args.flatMap((arg) => evaluator.resolve(arg)) : [r];
    for (const one of own)
      for (const found of evaluator.member(one, 'method')) {
        const text = found.r === 'value' && found.located.value.k === 'literal' ? String(found.located.value.value).toUpperCase() : '';
        if (['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].includes(text)) return text as HttpMethod;
      }
  }
  return fact.method;
}

// ── handlers and what runs before them ──

interface FoundHandler {
  readonly ref: FunctionRef;
  /** It stands in an object that a factory of the project is given, so the factory decides what it is called with. */
  readonly ownSignature: boolean;
}

/** The method that `(req, res) => controller.list(req, res)` hands everything to, or the function itself. */
function delegate(evaluator: Evaluator, start: FunctionRef): FunctionRef {
  let fn = start;
  for (let guard = 0; guard < 3; guard += 1) {
    const { file, index, fact } = fn;
    const inside = fact.passedTo && fact.params.length > 0 && fact.params.length <= 4 ? file.calls.filter((call) => call.fn === index) : [];
    const [call] = inside;
    if (!call || inside.length !== 1 || call.args.length === 0) return fn;
    if (!call.args.every((arg, i) => arg.k === 'param' && arg.fn === index && arg.index === i)) return fn;
    const next = evaluator.resolve({ file, value: call.callee, scope: null }).find((r) => r.r === 'function');
    if (next?.r !== 'function' || next.ref.fact.params.length < call.args.length) return fn;
    fn = next.ref;
  }
  return fn;
}

function handlerOf(evaluator: Evaluator, located: LocatedValue, level: number): FoundHandler | null {
  const { value } = located;
  if (level > 5) return null;
  const resolved = evaluator.resolve(located);
  const lastOf = (values: readonly Value[], where: LocatedValue): FoundHandler | null => {
    for (const one of [...values].reverse()) {
      const inner = one === value ? null : handlerOf(evaluator, { ...where, value: one }, level + 1);
      if (inner) return inner;
    }
    return null;
  };
  // a wrapper such as `asyncHandler(fn)`: the function it is given is the handler
  const wrapped = value.k === 'call' ? lastOf(value.args, located) : null;
  if (wrapped) return wrapped;
  for (const r of resolved) if (r.r === 'function') return { ref: r.ref, ownSignature: false };
  for (const r of resolved) {
    const inner =
      r.r === 'external'
        ? lastOf(r.args.map((arg) => arg.value), r.args[0] ?? located)
        : r.r === 'value' && r.located.value.k === 'array'
          ? lastOf(r.located.value.items, r.located)
          : null;
    if (inner) return inner;
    if (r.r === 'value' && r.located.value.k === 'object' && level > 0)
      for (const name of ['handler', 'fn', 'handle', 'resolve']) {
        const own = Object.hasOwn(r.located.value.props, name) ? r.located.value.props[name] : undefined;
        const inObject = own ? handlerOf(evaluator, { ...r.located, value: own }, level + 1) : null;
        if (inObject) return { ...inObject, ownSignature: true };
      }
  }
  return null;
}

const responseKeys = ['response', 'responses', 'output', 'responseSchema', 'outputSchema'];
const serialisers = /#(ClassSerializerInterceptor|ZodSerializerInterceptor|ZodSerializerDto|SerializeOptions|SerializerInterceptor)$/;

/** A middleware that is given a response schema, or an interceptor that serialises by one. */
function serialises(evaluator: Evaluator, located: LocatedValue): boolean {
  const { value } = located;
  if (value.k === 'call' || value.k === 'new')
    for (const arg of value.args)
      if (arg.k === 'object' && responseKeys.some((key) => Object.hasOwn(arg.props, key) && arg.props[key]!.k !== 'literal')) return true;
  return evaluator.resolve(located).some((r) => evaluator.origins(r).some((symbol) => serialisers.test(symbol)));
}

interface Covered {
  readonly file: FileFacts;
  readonly fact: EndpointFact;
  readonly handler: FunctionRef | null;
  readonly chain: ReadonlySet<string>;
  readonly path: string | null;
  readonly prefix: string | null;
}

function covers(covering: Covering, endpoint: Covered, packages: readonly PackageInfo[]): boolean {
  const { scope } = covering.fact;
  const { file, fact, handler } = endpoint;
  switch (scope.of) {
    case 'app':
      if (covering.fact.framework !== fact.framework) return false;
      if (scope.methods && !scope.methods.includes(fact.method)) return false;
      if (scope.path && endpoint.path !== null && !patternCovers(scope.path, endpoint.path)) return false;
      return samePackage(packages, covering.file, file);
    case 'class':
      return covering.file === file && scope.cls === fact.cls;
    case 'function':
      return handler !== null && covering.file === handler.file && scope.fn === handler.index;
    case 'router':
      return covering.keys.some((key) => endpoint.chain.has(key)) && precedes(covering, file, fact) && underPath(scope.path, endpoint);
  }
}

/** Express and its like run middlewares in the order of registration; across files order is not known. */
const precedes = (covering: Covering, file: FileFacts, fact: EndpointFact): boolean =>
  covering.file !== file || covering.fact.at.start < fact.at.start;

function underPath(scope: string | null, endpoint: Covered): boolean {
  const own = endpoint.fact.path;
  if (scope === null || scope === '' || scope === '/' || scope === '*' || own === null) return true;
  const plain = scope.replace(/\/?\*$/, '');
  return own.startsWith(plain) || (endpoint.prefix ?? '').includes(plain) || joinPaths(endpoint.prefix ?? '', own).startsWith(plain);
}

/** `*` in a path matches the rest. */
const patternCovers = (pattern: string, path: string): boolean => {
  const plain = pattern.replace(/\/?\(?\*.*$/, '').replace(/^\/+/, '');
  return pattern.includes('*') ? path.replace(/^\/+/, '').includes(plain) : path.includes(plain);
};

/** One backend with its libraries counts as one app; of several, each covers its own package. */
function samePackage(packages: readonly PackageInfo[], a: FileFacts, b: FileFacts): boolean {
  const of = packageOf(a.path, packages);
  if (of === packageOf(b.path, packages)) return true;
  const apps = packages.filter((p) => p.isBackend && p.dependencies.some((d) => frameworks.some((f) => f.enabledBy.includes(d))));
  return apps.length <= 1;
}

/** `/users` and `:id` give `/users/:id`; dotted tRPC paths stay dotted. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === '') return path;
  if (path === '' || path === '/') return prefix;
  if (!prefix.startsWith('/') && !path.startsWith('/') && !prefix.includes('/')) return `${prefix}.${path}`;
  return `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
