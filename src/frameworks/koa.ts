import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { localValue } from '../syntax/local-values.js';
import { registrationsOf } from '../syntax/registrations.js';
import type { MethodCall } from '../syntax/routes.js';
import {
  calledSymbol,
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

type Emit = Parameters<FrameworkAdapter['visit']>[1];

/**
 * Koa with `@koa/router` or `koa-router` (named routes, prefixes, nested routers, `register`), `koa-joi-router`,
 * `koa-mount` and `koa-compose`. Routers that are handed over as parameters of any type stand as parameters.
 *
 * `use(x)` of something imported is emitted as mount and as middleware: only the other file tells which it is.
 *
 * Does not see: `koa-route`, routers of other packages, paths that are regular expressions (`null`), routes that a class
 * of the project adds in its constructor to whoever made it.
 */
const koa: FrameworkAdapter = {
  name: 'koa',
  docs: 'https://github.com/koajs/router/blob/master/API.md',
  enabledBy: ['koa', '@koa/router', 'koa-router', 'koa-joi-router'],
  handler: {
    inputs: {
      body: ['0.request.body', '0.req.body', '0.request.rawBody'],
      query: ['0.query', '0.request.query', '0.querystring', '0.request.querystring', '0.request.URL.searchParams', '0.URL.searchParams'],
      params: ['0.params', '0.request.params'],
      headers: ['0.headers', '0.header', '0.request.headers', '0.request.header', '0.get()', '0.request.get()', '0.req.headers'],
    },
    sends: ['0.body=', '0.response.body='],
    returnIsResponse: false,
    responders: [],
  },
  routers: {
    symbols: [
      'koa#default',
      'koa#*',
      '@koa/router#default',
      '@koa/router#*',
      '@koa/router#Router',
      'koa-router#default',
      'koa-router#*',
      'koa-router#Router',
      'koa-joi-router#default',
      'koa-joi-router#*',
    ],
    derive: [],
  },
  visit(file, emit) {
    for (const call of methodCalls(file, names)) {
      if (isAwaited(call.node) || call.args.length === 0) continue;
      if (call.name === 'use') visitUse(file, call, emit);
      else if (call.name === 'prefix') visitPrefix(file, call, emit);
      else if (call.name === 'register') visitRegister(file, call, emit);
      else if (call.name === 'route') visitRoute(file, call, emit);
      else visitVerb(file, call, emit);
    }
    for (const node of [...file.nodes('NewExpression'), ...file.nodes('CallExpression')]) {
      const argument = node.arguments[0];
      if (!argument || (argument.type !== 'ObjectExpression' && argument.type !== 'Identifier')) continue;
      const made = valuesOf(file).of(node);
      // `super({ prefix })` of a class that is a router
      const router = made.k === 'call' && made.callee.k === 'super' ? { k: 'this' as const, cls: made.callee.cls } : made;
      if (router.k === 'this' ? !extendsRouter(file, router.cls) : (router.k !== 'new' && router.k !== 'call') || !isRouterSymbol(file, router.callee)) continue;
      const prefix = option(file, valuesOf(file).of(argument), 'prefix');
      if (prefix.k !== 'unknown') emitPrefix(file, emit, router, prefix, node);
    }
  },
};

export default koa;

const koaVerbs = new Map([...verbs, ['del', 'DELETE'] as const]);
const fluent: ReadonlySet<string> = new Set([...koaVerbs.keys(), 'use', 'param', 'prefix', 'register', 'redirect']);
const names: ReadonlySet<string> = new Set([...koaVerbs.keys(), 'use', 'prefix', 'register', 'route']);
const routerPackages: ReadonlySet<string> = new Set(['@koa/router', 'koa-router', 'koa-joi-router']);
const isOwn = (source: string): boolean => packageName(source) === 'koa' || routerPackages.has(packageName(source));
const isRouterSymbol = (file: SourceFile, callee: Value): boolean => {
  const symbol = calledSymbol(file, callee);
  return routerPackages.has(symbol.slice(0, symbol.indexOf('#')));
};

const extendsRouter = (file: SourceFile, cls: number): boolean => {
  const above = valuesOf(file).classNodes[cls]?.superClass;
  return above !== null && above !== undefined && isRouterSymbol(file, valuesOf(file).of(above));
};

function routerOf(file: SourceFile, receiver: Node): { router: Value; foreign: boolean } | null {
  const router = valuesOf(file).of(chainRoot(receiver, fluent));
  const candidacy = routerCandidacy(file, router, isOwn);
  return candidacy === 'no' ? null : { router, foreign: candidacy === 'foreign' };
}

/** A function of this file that takes a context, or a context and `next`. */
const isKoaHandler = (file: SourceFile, value: Value): boolean => {
  const count = paramCount(file, value);
  return count === 1 || count === 2;
};

function visitVerb(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length < 2) return;
  const place = routerOf(file, call.receiver);
  if (!place) return;
  const args = argumentValues(file, call);
  // `router.get('name', '/path', handler)`
  const isNamed = args.length > 2 && isPath(file, args[0]!) === 'yes' && isPath(file, args[1]!) === 'yes';
  const [path, ...rest] = isNamed ? args.slice(1) : args;
  const isRegex = call.args[0]?.type === 'Literal' && 'regex' in call.args[0];
  const built = isBuiltPath(file, path!);
  if (isPath(file, path!) === 'no' && !isRegex && !built) return;
  // koa-joi-router takes its options before the handlers
  const config = rest.length > 1 && localValue(file, rest[0]!).k === 'object' ? rest[0]! : null;
  const handlers = flatHandlers(file, config ? rest.slice(1) : rest, composed(file));
  const last = handlers.at(-1);
  if (!last || !couldAllHandle(file, handlers) || (place.foreign && !isKoaHandler(file, last))) return;
  const handed = built || isHandedIn(path!, last);
  if (isPath(file, path!) === 'maybe' && !isNamedHandler(file, last) && !handed) return;
  for (const { path: at, handlers: own, when } of registrationsOf(file, call.node, path!, handlers)) {
    const route = routePath(file, at);
    emit.endpoint({
      framework: 'koa',
      protocol: 'http',
      method: koaVerbs.get(call.name)!,
      ...route,
      router: place.router,
      handlers: own,
      schemas: config ? joiSchemas(file, config) : {},
      cls: null,
      ...(when && { when }),
      ...(handed && { handed }),
      ...(!place.foreign && route.path?.startsWith('/') && isKoaHandler(file, last) ? { evident: true } : {}),
      at: call.at,
    });
  }
}

const argumentValues = (file: SourceFile, call: MethodCall): Value[] =>
  call.args.map((arg): Value =>
    arg.type === 'SpreadElement' ? { k: 'spread', of: valuesOf(file).of(arg) } : valuesOf(file).of(arg),
  );

/** The middlewares that `compose([a, b])` of koa-compose joins. */
const composed =
  (file: SourceFile) =>
  (value: Value): readonly Value[] | null =>
    value.k === 'call' && /^koa-compose#/.test(calledSymbol(file, value.callee)) ? value.args : null;

/** `validate: { body, query, params, header, output }` of koa-joi-router. */
function joiSchemas(file: SourceFile, config: Value): Record<string, Value> {
  const validate = option(file, config, 'validate');
  const schemas: Record<string, Value> = {};
  if (validate.k === 'unknown') return schemas;
  for (const [kind, key] of [['body', 'body'], ['query', 'query'], ['params', 'params'], ['headers', 'header'], ['response', 'output']] as const) {
    const value = option(file, validate, key);
    if (value.k !== 'unknown') schemas[kind] = value;
  }
  return schemas;
}

/** `router.register('/path', ['get', 'post'], handler)`. */
function visitRegister(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length < 3) return;
  const place = routerOf(file, call.receiver);
  const [path, given, ...handlers] = argumentValues(file, call);
  if (!place || place.foreign || isPath(file, path!) === 'no') return;
  for (const value of flatHandlers(file, [given!])) {
    const method = value.k === 'literal' && typeof value.value === 'string' ? httpMethod(value.value) : null;
    if (!method) continue;
    for (const one of pathsOf(file, path!))
      emit.endpoint({
        framework: 'koa',
        protocol: 'http',
        method,
        ...routePath(file, one),
        router: place.router,
        handlers: flatHandlers(file, handlers, composed(file)),
        schemas: {},
        cls: null,
        at: call.at,
      });
  }
}

/** `router.route({ method, path, validate, handler })` of koa-joi-router; one object or an array of them. */
function visitRoute(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || call.args.length !== 1) return;
  for (const config of flatHandlers(file, argumentValues(file, call))) {
    const path = option(file, config, 'path');
    const handler = option(file, config, 'handler');
    if (localValue(file, config).k !== 'object' || path.k === 'unknown' || handler.k === 'unknown') continue;
    for (const value of flatHandlers(file, [option(file, config, 'method')])) {
      const method = value.k === 'literal' && typeof value.value === 'string' ? httpMethod(value.value) : null;
      if (!method) continue;
      const handlers = flatHandlers(file, [option(file, config, 'pre'), handler].filter((v) => v.k !== 'unknown'));
      // a class with `route({ method, path, handler })` of its own is Express' wrapper style
      if (place.router.k === 'this' || handlers.length === 0) continue;
      emit.endpoint({
        framework: 'koa',
        protocol: 'http',
        method,
        ...routePath(file, path),
        router: place.router,
        handlers,
        schemas: joiSchemas(file, config),
        cls: null,
        at: call.at,
      });
    }
  }
}

function visitUse(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign) return;
  const args = argumentValues(file, call);
  const isRegex = call.args[0]?.type === 'Literal' && 'regex' in call.args[0];
  const first = isRegex ? 'yes' : isPath(file, args[0]!);
  // an import before other arguments may be a path constant or one more middleware: before a router it is a path
  const hasPath = first === 'yes' || (first === 'maybe' && args.length > 1 && args.slice(1).some((arg) => routesOf(file, arg) !== null));
  const paths = hasPath ? pathsOf(file, args[0]!) : [null];
  for (const value of flatHandlers(file, hasPath ? args.slice(1) : args, composed(file)))
    for (const path of paths) visitUsed(file, call, emit, place.router, path, value);
}

function visitUsed(file: SourceFile, call: MethodCall, emit: Emit, router: Value, at: Value | null, value: Value): void {
  for (const [path, used] of perElement(file, [at ?? noPath, value])) {
    const route = at ? routePath(file, path!) : { path: '' };
    const local = localValue(file, used!);
    const child = routesOf(file, used!);
    if (child) {
      emit.mount({ framework: 'koa', parent: router, ...route, child, at: call.at });
      continue;
    }
    if (local.k === 'call') {
      if (local.callee.k === 'member' && local.callee.name === 'allowedMethods') continue;
      if (/^koa-mount#/.test(calledSymbol(file, local.callee))) {
        const [prefix, child] = local.args.length > 1 ? local.args : [null, local.args[0]];
        if (child) visitUsed(file, call, emit, router, prefix ?? null, child);
        continue;
      }
    }
    if (!couldHandle(file, used!)) continue;
    emit.middleware({
      framework: 'koa',
      role: 'middleware',
      scope: { of: 'router', router, path: at ? route.path : null },
      value: used!,
      at: call.at,
    });
    if (local.k !== 'function') emit.mount({ framework: 'koa', parent: router, ...route, child: used!, at: call.at });
  }
}

/** The router of `router.routes()`, `null` for other values. */
function routesOf(file: SourceFile, value: Value): Value | null {
  const { callee } = (localValue(file, value) as Partial<Extract<Value, { k: 'call' }>>);
  return callee?.k === 'member' && (callee.name === 'routes' || callee.name === 'middleware') ? callee.of : null;
}

const noPath: Value = { k: 'literal', value: '', at: { start: 0, end: 0 } };

/** `router.prefix('/users')`. */
function visitPrefix(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  const prefix = valuesOf(file).of(call.args[0]);
  if (!place || place.foreign || call.args.length !== 1 || isPath(file, prefix) === 'no') return;
  emitPrefix(file, emit, place.router, prefix, call.node);
}

function emitPrefix(file: SourceFile, emit: Emit, router: Value, prefix: Value, node: Node): void {
  emit.mount({ framework: 'koa', parent: router, ...routePath(file, prefix), own: true, child: router, at: spanOf(node) });
}
