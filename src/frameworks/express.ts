import type { MiddlewareFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { inAnyCase } from '../syntax/registration-conditions.js';
import { registrationsOf } from '../syntax/registrations.js';
import { propertyKey } from '../syntax/property-key.js';
import type { MethodCall } from '../syntax/routes.js';
import {
  chainRoot,
  couldAllHandle,
  couldHandle,
  flatHandlers,
  httpMethod,
  isAwaited,
  isBuiltPath,
  isHandedIn,
  isNamedHandler,
  isPath,
  methodCall,
  methodCalls,
  option,
  paramCount,
  pathsOf,
  perElement,
  routePath,
  routerCandidacy,
  verbs,
} from '../syntax/routes.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { visitRouteFile } from './_express-files.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];

/**
 * Express 4 and 5: apps and routers however they are made or handed over, `router.route()`, nested mounts, routers in
 * class fields, registration through an own `this.route({ method, path, handler })`, and handlers of file-routed
 * servers built on Express (`_express-files.ts`).
 *
 * `use(x)` does not tell whether `x` is a router or a middleware. What this file cannot tell is emitted as both, a
 * mount and a middleware; the linker keeps the mount where the child resolves to a router.
 *
 * Does not see: regular expressions as paths (`null`), `app.engine`/`app.render` output, apps swapped at run time.
 */
const express: FrameworkAdapter = {
  name: 'express',
  docs: 'https://expressjs.com/en/5x/api.html',
  enabledBy: ['express', 'express-promise-router', 'express-ws', 'ultimate-express'],
  handler: {
    inputs: {
      body: ['0.body', '0.rawBody'],
      query: ['0.query'],
      params: ['0.params', '0.param()'],
      headers: ['0.headers', '0.header()', '0.get()'],
    },
    sends: ['1.**.json()', '1.**.send()', '1.**.jsonp()', '1.**.end()'],
    returnIsResponse: false,
    responders: [],
  },
  routers: {
    symbols: [
      'express#default',
      'express#*',
      'express#Router',
      'express#default.Router',
      'express#Express',
      'express#Application',
      'express#IRouter',
      'express#IRoute',
      'express#default.Express',
      'express#default.Application',
      'express#default.IRouter',
      'express-serve-static-core#*',
      'express-serve-static-core#Router',
      'express-serve-static-core#IRouter',
      'express-serve-static-core#Express',
      'express-serve-static-core#Application',
      'express-promise-router#default',
      'express-promise-router#*',
      'express-promise-router#PromiseRouter',
      'ultimate-express#default',
      'ultimate-express#Router',
      'router#default',
    ],
    derive: [],
  },
  visit(file, emit) {
    for (const call of methodCalls(file, names)) {
      if (isAwaited(call.node)) continue;
      if (call.name === 'use') visitUse(file, call, emit);
      else if (call.name === 'param') visitParam(file, call, emit);
      else if (verbs.has(call.name)) visitVerb(file, call, emit);
      else visitOptions(file, call, emit);
    }
    for (const { call, method } of computedCalls(file)) visitVerb(file, call, emit, method);
    visitRouteFile(file, emit);
  },
};

export default express;

/** Own registration methods of router-holding classes: they take one object with `method`, `path` and `handler`. */
const registrations: ReadonlySet<string> = new Set(['route', 'addRoute', 'registerRoute', 'register']);
const fluent: ReadonlySet<string> = new Set([...verbs.keys(), 'use', 'param']);
const names: ReadonlySet<string> = new Set([...fluent, ...registrations]);
const own: ReadonlySet<string> = new Set(['express', 'express-serve-static-core', 'express-promise-router', 'express-ws', 'ultimate-express', 'router']);
const isOwn = (source: string): boolean => own.has(packageName(source));

interface Place {
  readonly router: Value;
  /** Path argument of `router.route(path)`, `null` outside of it. */
  readonly route: Value | null;
  readonly foreign: boolean;
}

/** The router that a call stands on, `null` when it is none. */
function placeOf(file: SourceFile, receiver: Node): Place | null {
  const root = chainRoot(receiver, verbs);
  const direct = methodCall(root);
  let router: Value;
  let route: Value | null = null;
  if (direct?.name === 'route' && direct.args.length === 1) {
    route = valuesOf(file).of(direct.args[0]);
    router = valuesOf(file).of(chainRoot(direct.receiver, fluent));
  } else {
    router = valuesOf(file).of(chainRoot(root, fluent));
    // `const users = router.route('/users'); users.get(list)`
    const made = localValue(file, router);
    if (made.k === 'call' && made.callee.k === 'member' && made.callee.name === 'route' && made.args.length === 1) {
      route = made.args[0]!;
      router = made.callee.of;
    }
  }
  const candidacy = routerCandidacy(file, router, isOwn);
  return candidacy === 'no' ? null : { router, route, foreign: candidacy === 'foreign' };
}

/** @param computed what names the method where no name is written: `app[route.method](route.path, route.handler)` */
function visitVerb(file: SourceFile, call: MethodCall, emit: Emit, computed?: Value): void {
  const values = valuesOf(file);
  if (call.args.length === 0) return;
  const args = call.args.map((arg): Value => (arg.type === 'SpreadElement' ? { k: 'spread', of: values.of(arg) } : values.of(arg)));
  const place = placeOf(file, call.receiver);
  if (!place) return;
  let path = place.route;
  let handlers = args;
  const built = !path && isBuiltPath(file, args[0]!);
  if (!path) {
    path = args[0]!;
    handlers = args.slice(1);
    // `app.get('setting')` reads a setting; a path that is a function is a middleware of some other router
    if (handlers.length === 0 || (isPath(file, path) === 'no' && !isRegex(call.args[0]) && !built)) return;
  }
  handlers = flatHandlers(file, handlers);
  if (place.router.k === 'this') handlers = methodLast(file, handlers);
  const last = handlers.at(-1);
  if (!last || !couldAllHandle(file, handlers)) return;
  // `this.post(path, payload)` of a client: its own method, handed what is no handler
  if (place.router.k === 'this' && last.k === 'call' && declares(file, place.router.cls, call.name)) return;
  if (place.foreign && !isRequestHandler(file, last)) return;
  // any object may be called like that: the linker asks for a router, and for a method of requests
  const handed = computed !== undefined || built || isHandedIn(path, last);
  if (isPath(file, path) === 'maybe' && !isNamedHandler(file, last) && !handed) return;
  for (const { path: at, method, handlers: own, when } of registrationsOf(file, call.node, path, handlers, computed)) {
    const route = routePath(file, at);
    emit.endpoint({
      framework: 'express',
      protocol: 'http',
      method: verbs.get(call.name) ?? 'ALL',
      ...(computed && { methodValue: method }),
      ...(when && { when }),
      ...route,
      router: place.router,
      handlers: own,
      schemas: {},
      cls: null,
      ...(handed && { handed }),
      ...(!place.foreign && route.path?.startsWith('/') && isRequestHandler(file, last) ? { evident: true } : {}),
      at: call.at,
    });
  }
}

/** Calls whose method is computed: `app[method](path, handler)`. */
function computedCalls(file: SourceFile): { readonly call: MethodCall; readonly method: Value }[] {
  if (!file.text.includes('](')) return [];
  return file.nodes('CallExpression').flatMap((node) => {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || !callee.computed || callee.property.type === 'Literal' || node.arguments.length < 2 || isAwaited(node)) return [];
    const call = { node, name: '', receiver: unwrap(callee.object), args: node.arguments, at: spanOf(node) };
    return [{ call, method: inAnyCase(valuesOf(file).of(callee.property)) }];
  });
}

const isRegex = (node: Node | undefined): boolean => node?.type === 'Literal' && 'regex' in node;

/** `this.get(path, this.list, permission)` of an own base class: the method is the handler, the rest runs before it. */
function methodLast(file: SourceFile, handlers: readonly Value[]): Value[] {
  const method = handlers.findLast((h) => h.k === 'function' || (h.k === 'member' && h.of.k === 'this'));
  return method ? [...handlers.filter((h) => h !== method && couldHandle(file, h)), method] : [...handlers];
}

/** A function of this file that takes a request and a response. */
function isRequestHandler(file: SourceFile, value: Value): boolean {
  const inner = value.k === 'call' ? value.args.find((arg) => arg.k === 'function') : value;
  const count = inner ? paramCount(file, inner) : null;
  return count !== null && count >= 2 && count <= 4;
}

function visitUse(file: SourceFile, call: MethodCall, emit: Emit): void {
  const values = valuesOf(file);
  const place = placeOf(file, call.receiver);
  if (!place || place.foreign || place.route || call.args.length === 0) return;
  const args = call.args.map((arg): Value => (arg.type === 'SpreadElement' ? { k: 'spread', of: values.of(arg) } : values.of(arg)));
  const first = isRegex(call.args[0]) ? 'yes' : isPath(file, args[0]!);
  const hasPath = first === 'yes' || (first === 'maybe' && args.length > 1);
  const mounted = flatHandlers(file, hasPath ? args.slice(1) : args);
  if (first === 'maybe' && hasPath && args[0]!.k !== 'element' && elementOf(args[0]!) === null)
    emitMiddleware(file, emit, place.router, args[0]!, null, call);
  for (const value of mounted) {
    for (const [given, child] of perElement(file, [hasPath ? args[0]! : noPath, value]))
      for (const path of pathsOf(file, given!)) {
        const route = hasPath ? routePath(file, path) : { path: '' };
        const kind = kindOf(file, child!);
        if (kind !== 'router') emitMiddleware(file, emit, place.router, child!, hasPath ? route.path : null, call);
        if (kind !== 'middleware') emit.mount({ framework: 'express', parent: place.router, ...route, child: child!, at: call.at });
      }
  }
}

const noPath: Value = { k: 'literal', value: '', at: { start: 0, end: 0 } };
const elementOf = (value: Value): Value | null => (value.k === 'element' ? value : value.k === 'member' ? elementOf(value.of) : null);

function emitMiddleware(file: SourceFile, emit: Emit, router: Value, value: Value, path: string | null, call: MethodCall): void {
  if (!couldHandle(file, value)) return;
  const role: MiddlewareFact['role'] = paramCount(file, value) === 4 ? 'error-handler' : 'middleware';
  emit.middleware({ framework: 'express', role, scope: { of: 'router', router, path }, value, at: call.at });
}

/** What an argument of `use` is, where this file can tell: a function of this file is a middleware, a made router a router. */
function kindOf(file: SourceFile, value: Value): 'router' | 'middleware' | 'either' {
  const local = localValue(file, value);
  if (local.k === 'function') return 'middleware';
  if (local.k === 'call' || local.k === 'new') {
    const name = made(localValue(file, local.callee));
    if (name === null) return 'either';
    return /^(default|\*|Router|PromiseRouter)$/.test(name) ? 'router' : 'middleware';
  }
  return 'either';
}

/** Name of the framework's export that is called: `Router`, `json`, `default` for `express()`; `null` if it is none. */
function made(callee: Value): string | null {
  if (callee.k === 'import') return isOwn(callee.source) ? callee.name : null;
  return callee.k === 'member' && callee.of.k === 'import' && isOwn(callee.of.source) ? callee.name : null;
}

function visitParam(file: SourceFile, call: MethodCall, emit: Emit): void {
  const [name, callback] = call.args.map((arg) => valuesOf(file).of(arg));
  if (!name || !callback || isPath(file, name) !== 'yes' || !couldHandle(file, callback)) return;
  const place = placeOf(file, call.receiver);
  if (!place || place.foreign) return;
  const count = paramCount(file, callback);
  if (count !== null && count < 3) return;
  emit.middleware({
    framework: 'express',
    role: 'hook',
    scope: { of: 'router', router: place.router, path: null },
    value: callback,
    at: call.at,
  });
}

const declares = (file: SourceFile, cls: number, name: string): boolean =>
  valuesOf(file).classNodes[cls]?.body.body.some((member) => member.type === 'MethodDefinition' && propertyKey(member) === name) ?? false;

/** `this.route({ method: 'get', path: '/', handler: this.list, middleware: [auth] })` inside a class that holds a router. */
function visitOptions(file: SourceFile, call: MethodCall, emit: Emit): void {
  const argument = call.args.length === 1 ? unwrap(call.args[0]!) : null;
  if (argument?.type !== 'ObjectExpression') return;
  const router = valuesOf(file).of(call.receiver);
  if (router.k !== 'this') return;
  const options = valuesOf(file).of(argument);
  const name = option(file, options, 'method');
  const path = option(file, options, 'path');
  const method = name.k === 'literal' && typeof name.value === 'string' ? httpMethod(name.value) : null;
  const handler = [option(file, options, 'handler'), option(file, options, 'handle'), option(file, options, 'controller')].find(
    (value) => value.k !== 'unknown',
  );
  if (!method || isPath(file, path) === 'no' || !handler || !couldHandle(file, handler)) return;
  const before = [option(file, options, 'middleware'), option(file, options, 'middlewares')].filter((v) => v.k !== 'unknown');
  emit.endpoint({
    framework: 'express',
    protocol: 'http',
    method,
    ...routePath(file, path),
    router,
    handlers: flatHandlers(file, [...before, handler]),
    schemas: {},
    cls: router.cls,
    at: spanOf(call.node),
  });
}
