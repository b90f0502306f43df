import type { Condition, EndpointFact, HttpMethod, MiddlewareFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import { groupBy } from '../../facts/group-by.js';
import { packageName, packageOfSymbol } from '../../facts/package-name.js';
import type { Endpoint, FunctionRef, LocatedValue, Resolved } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import { isRequestMethod } from '../../facts/request-methods.js';
import type { PackageInfo } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { unknown } from '../../facts/value.js';
import { frameworks } from '../../frameworks/index.js';
import { isInside } from '../packages/packages.js';
import { argumentOf, type CallsOf } from '../values/call-arguments.js';
import { createConstructions } from '../values/constructions.js';
import type { Evaluator } from '../values/evaluate.js';
import type { Run } from '../values/repeats.js';
import { createRepeats } from '../values/repeats.js';
import { splitSymbol } from '../values/resolved.js';
import { matches } from '../values/symbol-patterns.js';
import { versionPath } from './api-versions.js';
import { composedEnhancers } from './composed-decorators.js';
import { composedRoutes, importsRouteDecorators } from './composed-routes.js';
import type { Covered, Covering } from './endpoint-covers.js';
import { appOf, covers, mayCover, patternOf, serialises } from './endpoint-covers.js';
import { declaredSchemas } from './declared-schemas.js';
import { delegate, handlerOf, laidOut } from './endpoint-handlers.js';
import type { PathText } from './endpoint-paths.js';
import { createPathReader, isExcepted, join, known } from './endpoint-paths.js';
import { byMethod } from './method-runs.js';
import { createNestApplications } from './nest-applications.js';
import { createRouterKeys } from './router-keys.js';
import type { Way } from './router-ways.js';
import { createRouterWays, together } from './router-ways.js';

export interface LinkedEndpoints {
  /** One for each registration, by its first known path: what laws judge. */
  readonly endpoints: Endpoint[];
  /** One for each full path: a router that is mounted twice has each of its endpoints twice. */
  readonly routes: Endpoint[];
}

const nobody = { ref: null, self: null };

const models = new Map(frameworks.map((f) => [f.name, { ...f.routers, enabledBy: new Set(f.enabledBy) }]));

/** Confirms routers, joins routers to their mounts, finds each handler and what runs before it. */
export function linkEndpoints(
  files: readonly FileFacts[],
  packages: readonly PackageInfo[],
  evaluator: Evaluator,
  callsOf: CallsOf,
): LinkedEndpoints {
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

  const ways = createRouterWays(files, routers, repeats, paths);
  const applications = createNestApplications(evaluator);

  const coverings: Covering[] = [];
  for (const file of files)
    for (const fact of file.middlewares) {
      // what a factory of routers calls says nothing of the requests that pass the router
      if (fact.scope.of === 'router' && isRouter(evaluator, file, fact)) continue;
      const keys = fact.scope.of === 'router' ? routers.keysOf(located(file, fact.scope.router), fact.framework) : [];
      coverings.push({ fact, value: located(file, fact.value), file, keys, pattern: patternOf(fact), app: appOf(packages, file) });
    }

  const isSerialising = remembered((value: LocatedValue) => serialises(evaluator, value));

  const coveringsByFile = new Map<FileFacts, Map<string, readonly Covering[]>>();
  const coveringsOf = (file: FileFacts, framework: string): readonly Covering[] => {
    let byFramework = coveringsByFile.get(file);
    if (!byFramework) coveringsByFile.set(file, (byFramework = new Map()));
    let found = byFramework.get(framework);
    if (!found) {
      const app = appOf(packages, file);
      byFramework.set(framework, (found = coverings.filter((covering) => mayCover(covering, file, app, framework))));
    }
    return found;
  };

  const mayCompose = importsRouteDecorators(files);
  const composedPaths = new Map<EndpointFact, PathText>();
  const ownPathOf = (fact: EndpointFact, run: Run): PathText => {
    const composed = composedPaths.get(fact);
    if (composed) return composed;
    if (fact.path !== null) return known(fact.path);
    const path = paths.of(run.at(fact.pathValue ?? { k: 'unknown' }), run);
    // NestJS joins the paths of class and method by one slash, whatever they begin with
    return fact.cls !== null && fact.router === null ? { ...path, text: path.text.replace(/\/{2,}/g, '/') } : path;
  };

  /** The endpoint as laws judge it, by the first path that is known, and one for each path where its router is mounted at several. */
  const endpointsOf = (file: FileFacts, fact: EndpointFact, run: Run, method: HttpMethod): [Endpoint, ...Endpoint[]] => {
    const { at, site } = run;
    const keys = fact.router ? routers.keysOf(at(fact.router), fact.framework) : [];
    const alone = fact.router ? routers.ofRun(fact.router, fact.framework, run).find((key) => ways.mountsOf(key).length > 0) : undefined;
    // a procedure that stands alone is named where it is hung
    const standing = fact.protocol === 'trpc' && fact.path === null ? routers.keyAt(file, fact.at) : null;
    const isHung = standing !== null && ways.mountsOf(standing).length > 0;
    const ofRouter = ways.of([...keys, ...(isHung ? [standing] : []), ...(alone === undefined ? [] : [alone])], alone);
    const ownPath = isHung ? known('') : ownPathOf(fact, run);
    const last = fact.handlers.at(-1);
    const found = last ? handlerOf(evaluator, at(last), 0) : null;
    const { ref: handler, self } = found ? delegate(evaluator, found) : nobody;
    const home = site?.file ?? file;
    const listed = fact.handlers.flatMap((value) => laidOut(evaluator, at(value))).slice(0, -1);
    // values of another file say nothing in this one
    const handlers = fact.handlers.map(at).flatMap((one) => (one.file === home ? [one.value] : []));
    const declared = declaredSchemas(evaluator, fact, at);
    const schemas = home === file ? declared : Object.fromEntries(Object.keys(declared).map((kind): [string, Value] => [kind, unknown]));
    const placed = { file: home, fact: { ...fact, handlers, schemas, ...(site && { at: site.call.at }) } };
    const reachedBy = ({ prefix: mounted, chain }: Way): Endpoint => {
      let prefix = mounted;
      let version = known('');
      if (fact.cls !== null && fact.router === null && fact.protocol === 'http') {
        const ofPackage = ways.appPrefixes.filter((mount) => mount.fact.framework === fact.framework && (mount.file === file || appOf(packages, mount.file) === appOf(packages, file)));
        // several apps of one package, as Nx and the Nest CLI keep them
        const ofApp = new Set(ofPackage.map((mount) => homeOf(mount.file))).size < 2 ? ofPackage : ofPackage.filter((mount) => isInside(file.path, homeOf(mount.file)));
        const serving = applications(ofApp, file, fact.cls);
        version = versionPath(serving, fact.version);
        // a route stands below one application at a time
        const mount = serving.find((one) => !one.fact.version);
        if (mount && (ownPath.gap !== null || !mount.fact.except?.some((pattern) => isExcepted(pattern, ownPath.text))))
          prefix = join({ ...mount.path, text: `/${mount.path.text.replace(/^\/+/, '')}` }, prefix);
      }
      if (prefix.text === '') prefix = ways.folderPrefix(file, fact) ?? prefix;
      const whole = join(join(prefix, version), ownPath);
      const shownPath = fact.protocol !== 'http' || /^[/*…]/.test(whole.text) ? whole.text : `/${whole.text}`;
      const path = whole.gap === null ? shownPath : null;
      const covered: Covered = { file, fact, handler, chain, path: whole.gap === null ? whole.text : null, prefix: prefix.gap === null ? prefix.text : null };
      const before: LocatedValue[] = coveringsOf(file, fact.framework)
        .filter((covering) => covers(covering, covered))
        .map(({ value }) => value);
      before.push(...listed);
      if (fact.cls !== null) before.push(...composedEnhancers(evaluator, handler, file, fact.cls));
      return { ...placed, method, path, ownPath: ownPath.gap === null ? ownPath.text : null, shownPath, pathGap: whole.gap, handler, self, ownSignature: found?.ownSignature ?? false, calls: found?.calls ?? [], serialised: before.some(isSerialising), before, listed };
    };
    // what stands before a handler on any way is what the laws see
    const judged = reachedBy(together(ofRouter));
    const byPrefix = groupBy(ofRouter, ({ prefix }) => prefix.text);
    return byPrefix.size < 2 ? [judged] : [judged, ...[...byPrefix.values()].map((same) => reachedBy(together(same)))];
  };

  /** How well it is known that an endpoint is one of its framework. */
  const proofOf = (file: FileFacts, fact: EndpointFact): number => {
    if (!fact.router) return 3;
    if (isOnRouter(evaluator, file, fact.framework, fact.router)) return 3;
    const keys = routers.keysOf(located(file, fact.router), fact.framework);
    if (keys.some((key) => ways.mountsOf(key).some((mount) => mount.fact.framework === fact.framework))) return 2;
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
  const routes: Endpoint[] = [];
  for (const file of files) {
    /** Versions of one method that no part of the path tells apart. */
    const versions = { seen: new Set<string>(), listed: new Set<string>() };
    const composed = mayCompose ? composedRoutes(file, evaluator, paths) : [];
    for (const { fact, path } of composed) composedPaths.set(fact, path);
    for (const fact of [...withoutTwins(file), ...composed.map(({ fact }) => fact)]) {
      if (!isRouted(evaluator, file, fact)) continue;
      const { seen, listed } = fact.version === undefined ? { seen: new Set<string>(), listed: new Set<string>() } : versions;
      const runs = repeats.ofEndpoint(file, fact).filter((run) => fact.when?.every((condition) => mayHold(evaluator, run, condition)) ?? true);
      for (const registered of runs.flatMap((run) => byMethod(evaluator, { fact, run }))) {
        const method = methodOf(evaluator, registered.run, registered.fact);
        if (method === null) continue;
        const [endpoint, ...byPath] = endpointsOf(file, registered.fact, registered.run, method);
        // `this.get(id, key)` of any class reads like one: without path, function and router nothing says that it is one
        if (endpoint.path === null && endpoint.handler === null && fact.router && !isOnRouter(evaluator, file, fact.framework, fact.router)) continue;
        const key = keyOf(endpoint);
        if (!seen.has(key)) endpoints.push(endpoint);
        seen.add(key);
        for (const route of byPath.length > 0 ? byPath : [endpoint]) {
          if (!listed.has(keyOf(route))) routes.push(route);
          listed.add(keyOf(route));
        }
      }
    }
  }
  return { endpoints, routes };
}

/** The folder of the app that a file starts: `apps/shop` of `apps/shop/src/main.ts`. */
const homeOf = ({ path }: FileFacts): string => path.slice(0, Math.max(0, path.includes('/src/') ? path.indexOf('/src/') : path.lastIndexOf('/')));

const keyOf = ({ file, fact, method, shownPath }: Endpoint): string => `${file.path}:${fact.at.start} ${method} ${shownPath}`;

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
      if (origins.some((symbol) => model?.enabledBy.has(packageOfSymbol(symbol)))) return true;
      // a router of a package that is not here: only the shape can tell
      return fact.evident === true && source !== 'global';
    }
    if (origins.some((symbol) => model?.enabledBy.has(packageOfSymbol(symbol)))) return true;
    // a class of the project that keeps a router
    return r.r === 'instance' && origins.length === 0;
  });
}

/** Whether a condition may hold in a run: it does not where the value is known to be another. */
function mayHold(evaluator: Evaluator, { at }: Run, { of, is, isNot }: Condition): boolean {
  const asked = new Set(is.map((text) => text.toLowerCase()));
  const found = evaluator.resolve(at(of));
  return found.length === 0 || found.some((r) => r.r !== 'value' || r.located.value.k !== 'literal' || asked.has(String(r.located.value.value).toLowerCase()) !== (isNot === true));
}

/** The method that a route object or a computed member names, `ALL` where nothing tells; `null` where that is no route. */
function methodOf(evaluator: Evaluator, { at }: Run, fact: EndpointFact): HttpMethod | null {
  if (!fact.methodValue) return fact.method;
  for (const r of evaluator.resolve(at(fact.methodValue))) {
    const own = r.r === 'external' ? r.args.flatMap((arg) => evaluator.resolve(arg)) : [r];
    for (const one of own)
      for (const found of [one, ...evaluator.member(one, 'method')]) {
        const text = found.r === 'value' && found.located.value.k === 'literal' ? String(found.located.value.value).toUpperCase() : '';
        if (isRequestMethod(text)) return text;
      }
  }
  return fact.handed ? null : fact.method;
}
