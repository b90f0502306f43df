import { frameworks } from '../frameworks/index.js';
import type { EndpointFact, HttpMethod, MiddlewareFact, MountFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import type { Endpoint, FunctionRef, LocatedValue, Resolved } from '../facts/project.js';
import type { PackageInfo } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { argumentOf } from './call-arguments.js';
import { composedEnhancers } from './composed-decorators.js';
import type { Covering } from './endpoint-covers.js';
import { covers, samePackage, serialises } from './endpoint-covers.js';
import { delegate, handlerOf } from './endpoint-handlers.js';
import { createConstructions } from './constructions.js';
import type { PathText } from './endpoint-paths.js';
import { createPathReader, isExcepted, join, known } from './endpoint-paths.js';
import type { Evaluator } from './evaluate.js';
import { splitSymbol } from './evaluate.js';
import { packageName } from './specifiers.js';
import { matches } from './symbol-patterns.js';
import type { CallsOf, Run } from './repeats.js';
import { createRepeats } from './repeats.js';
import { createRouterKeys } from './router-keys.js';

interface Mounted {
  readonly fact: MountFact;
  readonly file: FileFacts;
  readonly path: PathText;
  /** The router's own prefix, or one of the whole app. */
  readonly own: boolean;
  readonly parents: readonly string[];
}

/** Prefixes of one router that are followed: a router mounted under very many paths says nothing new. */
const maxPrefixes = 6;

const nobody = { ref: null, self: null };

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
    callsOf(fn).flatMap(({ file, call }) => {
      const value = argumentOf(call, index);
      return value ? [located(file, value)] : [];
    });
  const constructions = createConstructions(files, evaluator, callsOf);
  const routers = createRouterKeys(evaluator, constructions, argumentsOf);
  const repeats = createRepeats(evaluator, callsOf, constructions);
  const paths = createPathReader(evaluator, constructions);

  /** Keys with those that the routers among them have inside of the functions that make them. */
  const withInside = (keys: readonly string[]): string[] => {
    const all = new Set(keys);
    for (const key of all) for (const inner of routers.insideOf(key)) all.add(inner);
    return [...all];
  };

  const mountsByChild = new Map<string, Mounted[]>();
  const appPrefixes: Mounted[] = [];
  const folderMounts: Mounted[] = [];
  const coverings: Covering[] = [];
  for (const file of files) {
    for (const fact of file.mounts)
      for (const run of repeats.ofMount(file, fact)) {
        const { at } = run;
        const path = paths.ofMount(fact, run);
        const own = fact.own === true || JSON.stringify(fact.parent) === JSON.stringify(fact.child);
        const mounted: Mounted = { fact, file, path, own, parents: own ? [] : routers.keysOf(at(fact.parent), fact.framework) };
        if (fact.dir !== undefined) folderMounts.push(mounted);
        if (own && !fact.own) appPrefixes.push(mounted);
        // the prefix that a class gives each of its objects holds for that object alone
        const [object] = fact.own ? routers.ofRun(fact.child, fact.framework, run) : [];
        for (const key of object === undefined ? withInside(routers.keysOf(at(fact.child), fact.framework)) : [object]) {
          const list = mountsByChild.get(key);
          if (list) list.push(mounted);
          else mountsByChild.set(key, [mounted]);
        }
      }
    for (const fact of file.middlewares) {
      // what a factory of routers calls says nothing of the requests that pass the router
      if (fact.scope.of === 'router' && isRouter(evaluator, file, fact)) continue;
      coverings.push({ fact, file, keys: fact.scope.of === 'router' ? routers.keysOf(located(file, fact.scope.router), fact.framework) : [] });
    }
  }

  /**
   * Path prefixes of a router and the keys of every router above it, itself included.
   * @param alone a name that only this router has, of those that it shares with others of its class
   */
  const above = (keys: readonly string[], seen: ReadonlySet<string>, alone?: string): { prefixes: PathText[]; chain: Set<string> } => {
    const chain = new Set(withInside(keys));
    const prefixes: PathText[] = [];
    const mounts = new Set(keys.flatMap((key) => (seen.has(key) ? [] : (mountsByChild.get(key) ?? []))));
    const next = new Set([...seen, ...keys]);
    const own = [...mounts].filter((m) => m.own).map((m) => m.path);
    const hung = [...((alone !== undefined && mountsByChild.get(alone)) || mounts)].filter((m) => !m.own);
    for (const mount of hung.length > 0 ? hung : mounts) {
      if (mount.own) continue;
      if (prefixes.length >= maxPrefixes) break;
      const open = mount.parents.filter((key) => !next.has(key));
      if (open.length === 0 && mount.parents.length > 0) continue; // a loop
      const parent = above(open, next);
      for (const key of parent.chain) chain.add(key);
      for (const prefix of parent.prefixes) prefixes.push(join(prefix, mount.path));
    }
    if (prefixes.length === 0) prefixes.push(known(''));
    return { prefixes: prefixes.map((prefix) => own.reduce<PathText>(join, prefix)), chain };
  };

  const ownPathOf = (fact: EndpointFact, run: Run): PathText => {
    if (fact.path !== null) return known(fact.path);
    const path = paths.of(run.at(fact.pathValue ?? { k: 'unknown' }), run);
    // NestJS joins the paths of class and method by one slash, whatever they begin with
    return fact.cls !== null && fact.router === null ? { ...path, text: path.text.replace(/\/{2,}/g, '/') } : path;
  };

  const endpointOf = (file: FileFacts, fact: EndpointFact, run: Run): Endpoint => {
    const { at, site } = run;
    const keys = fact.router ? routers.keysOf(at(fact.router), fact.framework) : [];
    const alone = fact.router ? routers.ofRun(fact.router, fact.framework, run).find((key) => mountsByChild.has(key)) : undefined;
    // a procedure that stands alone is named where it is hung
    const standing = fact.protocol === 'trpc' && fact.path === null ? routers.keyAt(file, fact.at) : null;
    const isHung = standing !== null && mountsByChild.has(standing);
    const { prefixes, chain } = above([...keys, ...(isHung ? [standing] : []), ...(alone === undefined ? [] : [alone])], new Set(), alone);
    let prefix = prefixes.find(({ gap }) => gap === null) ?? prefixes[0]!;
    const ownPath = isHung ? known('') : ownPathOf(fact, run);
    let version = known(fact.version ? `/v${fact.version}` : '');
    if (fact.cls !== null && fact.router === null && fact.protocol === 'http')
      for (const mount of appPrefixes) {
        if (mount.fact.framework !== fact.framework || !samePackage(packages, mount.file, file)) continue;
        if (mount.fact.version) version = fact.version === undefined ? mount.path : version;
        else if (ownPath.gap !== null || !mount.fact.except?.some((pattern) => isExcepted(pattern, ownPath.text)))
          prefix = join({ ...mount.path, text: `/${mount.path.text.replace(/^\/+/, '')}` }, prefix);
      }
    if (prefix.text === '') prefix = folderPrefix(folderMounts, file, fact) ?? prefix;
    const whole = join(join(prefix, version), ownPath);
    const shownPath = fact.protocol !== 'http' || /^[/*…]/.test(whole.text) ? whole.text : `/${whole.text}`;
    const path = whole.gap === null ? shownPath : null;
    const last = fact.handlers.at(-1);
    const found = last ? handlerOf(evaluator, at(last), 0) : null;
    const { ref: handler, self } = found ? delegate(evaluator, found) : nobody;
    const before: LocatedValue[] = coverings
      .filter((covering) => covers(covering, { file, fact, handler, chain, path: whole.gap === null ? whole.text : null, prefix: prefix.gap === null ? prefix.text : null }, packages))
      .map((covering) => located(covering.file, covering.fact.value));
    for (const value of fact.handlers.slice(0, -1)) before.push(at(value));
    if (fact.cls !== null) before.push(...composedEnhancers(evaluator, handler, file, fact.cls));
    const placed = site ? { file: site.file, fact: { ...fact, at: site.call.at, handlers: fact.handlers.map(at).flatMap((h) => (h.file === site.file ? [h.value] : [])) } } : { file, fact };
    return { ...placed, method: methodOf(evaluator, file, fact), path, shownPath, pathGap: whole.gap, handler, self, ownSignature: found?.ownSignature ?? false, serialised: before.some((value) => serialises(evaluator, value)), before };
  };

  /** How well it is known that an endpoint is one of its framework. */
  const proofOf = (file: FileFacts, fact: EndpointFact): number => {
    if (!fact.router) return 3;
    if (isOnRouter(evaluator, file, fact.framework, fact.router)) return 3;
    const keys = routers.keysOf(located(file, fact.router), fact.framework);
    if (keys.some((key) => mountsByChild.get(key)?.some((mount) => mount.fact.framework === fact.framework))) return 2;
    return file.imports.some(({ source }) => models.get(fact.framework)?.enabledBy.has(packageName(source))) ? 1 : 0;
  };

  /** `scope.get(path, fn)` of a parameter reads alike in several frameworks: the one that is known best has it. */
  const withoutTwins = (file: FileFacts): readonly EndpointFact[] => {
    const best = new Map<string, EndpointFact>();
    const keyOf = ({ at, method }: EndpointFact): string => `${at.start} ${method}`;
    for (const fact of file.endpoints) {
      const other = best.get(keyOf(fact));
      if (!other || (other.framework !== fact.framework && proofOf(file, fact) > proofOf(file, other))) best.set(keyOf(fact), fact);
    }
    return file.endpoints.filter((fact) => best.get(keyOf(fact))?.framework === fact.framework);
  };

  const endpoints: Endpoint[] = [];
  for (const file of files)
    for (const fact of withoutTwins(file)) {
      if (!isRouted(evaluator, file, fact)) continue;
      const seen = new Set<string>();
      for (const run of repeats.ofEndpoint(file, fact)) {
        const endpoint = endpointOf(file, fact, run);
        // `this.get(id, key)` of any class reads like one: without path, function and router nothing says that it is one
        if (endpoint.path === null && endpoint.handler === null && fact.router && !isOnRouter(evaluator, file, fact.framework, fact.router)) continue;
        const key = `${endpoint.file.path}:${endpoint.fact.at.start} ${endpoint.method} ${endpoint.path}`;
        if (!seen.has(key)) endpoints.push(endpoint);
        seen.add(key);
      }
    }
  return endpoints;
}

/** Whether a middleware is a router of its framework, which is a mount. */
function isRouter(evaluator: Evaluator, file: FileFacts, { framework, value }: MiddlewareFact): boolean {
  const resolved = evaluator.resolve({ file, value, scope: null });
  return resolved.length > 0 && resolved.every((r) => isMadeBy(evaluator, framework, r));
}

const isOnRouter = (evaluator: Evaluator, file: FileFacts, framework: string, router: Value): boolean =>
  evaluator.resolve({ file, value: router, scope: null }).some((r) => isMadeBy(evaluator, framework, r));

/** Whether something comes from what a framework makes its routers with. */
function isMadeBy(evaluator: Evaluator, framework: string, r: Resolved): boolean {
  const symbols = models.get(framework)?.symbols;
  return symbols !== undefined && evaluator.origins(r).some((symbol) => matches(symbols, symbol));
}

/** Whether an endpoint hangs on a router of its framework; what cannot be followed counts when its shape is evident. */
function isRouted(evaluator: Evaluator, file: FileFacts, fact: EndpointFact): boolean {
  if (!fact.router) return true;
  const model = models.get(fact.framework);
  const resolved = evaluator.resolve({ file, value: fact.router, scope: null });
  // the shape of a helper says nothing, `cache.get(key, fallback)` has it too
  if (fact.handed) return resolved.some((r) => isMadeBy(evaluator, fact.framework, r));
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

/** `@fastify/autoload` hangs every file below a folder, subfolders adding their names. */
function folderPrefix(mounts: readonly Mounted[], file: FileFacts, fact: EndpointFact): PathText | null {
  for (const mount of mounts) {
    if (mount.fact.framework !== fact.framework || mount.fact.dir === undefined) continue;
    const dir = mount.fact.dir.replace(/^\.?\/+|\/+$/g, '');
    const at = `/${file.path}`.indexOf(`/${dir}/`);
    if (dir === '' || at < 0) continue;
    const inside = file.path.slice(at + dir.length + 1).split('/').slice(0, -1).map((name) => name.replace(/^_/, ':'));
    return join(mount.path, known(inside.length > 0 ? `/${inside.join('/')}` : ''));
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
