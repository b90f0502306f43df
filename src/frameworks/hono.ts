import type { InputKind } from '../facts/backend.js';
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
  isHandedIn,
  isNamedHandler,
  isPath,
  methodCall,
  methodCalls,
  paramCount,
  perElement,
  routePath,
  routerCandidacy,
  verbs,
} from '../syntax/routes.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { readOpenApiRoute } from './_hono-openapi.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];

/**
 * Hono 3 and 4: apps, chained routes, `route`, `basePath`, `on`, middlewares, `factory.createHandlers`, validators of
 * the `@hono/*-validator` family and `hono/validator`, `@hono/zod-openapi` (`_hono-openapi.ts`). An app may be handed
 * over as a parameter or a member of one.
 *
 * Does not see: `app.mount` (foreign request handlers), `hono/jsx` pages, handlers of
 * RPC clients, validators that a project wraps (they stand among the handlers for the linker).
 */
const hono: FrameworkAdapter = {
  name: 'hono',
  docs: 'https://hono.dev/docs/api/routing',
  enabledBy: ['hono', '@hono/zod-openapi'],
  handler: {
    inputs: {
      body: ['0.req.json()', '0.req.text()', '0.req.formData()', '0.req.parseBody()', '0.req.arrayBuffer()', '0.req.blob()', '0.req.raw.json()', '0.req.raw.text()', '0.req.raw.formData()', '0.req.raw.body'],
      query: ['0.req.query()', '0.req.queries()'],
      params: ['0.req.param()'],
      headers: ['0.req.header()', '0.req.raw.headers'],
    },
    sends: ['0.json()', '0.text()', '0.html()', '0.body()', '0.newResponse()'],
    returnIsResponse: false,
    responders: ['global#Response.json', 'global#Response'],
  },
  routers: {
    symbols: [
      'hono#Hono',
      'hono#default.Hono',
      'hono/tiny#Hono',
      'hono/quick#Hono',
      'hono/preset#Hono',
      'hono/hono-base#HonoBase',
      'hono/factory#createFactory',
      'hono/factory#Factory',
      'hono/types#HonoBase',
      '@hono/zod-openapi#OpenAPIHono',
      'jsr:@hono/hono#Hono',
    ],
    derive: ['basePath', 'createApp'],
  },
  visit(file, emit) {
    for (const call of methodCalls(file, names)) {
      if (isAwaited(call.node)) continue;
      if (call.name === 'basePath') visitBasePath(file, call, emit);
      else if (call.args.length === 0) continue;
      else if (call.name === 'use') visitUse(file, call, emit);
      else if (call.name === 'route') visitMount(file, call, emit);
      else if (call.name === 'on') visitOn(file, call, emit);
      else if (call.name === 'onError') visitInstead(file, call, 'error-handler', emit);
      else if (call.name === 'notFound') visitInstead(file, call, 'not-found', emit);
      else if (call.name === 'openapi') visitOpenApi(file, call, emit);
      else visitVerb(file, call, emit);
    }
  },
};

export default hono;

const fluent: ReadonlySet<string> = new Set([...verbs.keys(), 'use', 'on', 'route', 'openapi', 'onError', 'notFound', 'mount', 'doc', 'doc31']);
const names: ReadonlySet<string> = new Set([...verbs.keys(), 'use', 'route', 'on', 'onError', 'notFound', 'openapi', 'basePath']);
const isOwn = (source: string): boolean => ['hono', '@hono/zod-openapi', 'jsr:@hono'].includes(packageName(source));

function routerOf(file: SourceFile, receiver: Node): { router: Value; foreign: boolean } | null {
  const router = valuesOf(file).of(chainRoot(receiver, fluent));
  const candidacy = routerCandidacy(file, router, isOwn);
  return candidacy === 'no' ? null : { router, foreign: candidacy === 'foreign' };
}

const argumentValues = (file: SourceFile, call: MethodCall): Value[] =>
  call.args.map((arg): Value =>
    arg.type === 'SpreadElement' ? { k: 'spread', of: valuesOf(file).of(arg) } : valuesOf(file).of(arg),
  );

/** The handlers of `factory.createHandlers(a, b)`. */
const created = (value: Value): readonly Value[] | null =>
  value.k === 'call' && value.callee.k === 'member' && value.callee.name === 'createHandlers' ? value.args : null;

/** A function of this file that takes a context, or a context and `next`; through `createHandler(fn)` and the like. */
const isHonoHandler = (file: SourceFile, value: Value): boolean => {
  const inner = value.k === 'call' ? value.args.find((arg) => arg.k === 'function') : value;
  const count = inner ? paramCount(file, inner) : null;
  return count !== null && count <= 2;
};

function visitVerb(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place) return;
  const args = argumentValues(file, call);
  const first = isPath(file, args[0]!);
  // `app.get(handler)` answers at the path that the app is mounted on
  const hasPath = first === 'yes' || (first === 'maybe' && args.length > 1);
  if (!hasPath && !(first === 'no' && isHonoHandler(file, args[0]!))) return;
  emitEndpoint(file, emit, call, verbs.get(call.name)!, hasPath ? args[0]! : noPath, hasPath ? args.slice(1) : args, place);
}

const noPath: Value = { k: 'literal', value: '', at: { start: 0, end: 0 } };

function emitEndpoint(
  file: SourceFile,
  emit: Emit,
  call: MethodCall,
  method: NonNullable<ReturnType<typeof httpMethod>>,
  path: Value,
  rest: readonly Value[],
  place: { router: Value; foreign: boolean },
): void {
  const handlers = flatHandlers(file, rest, created);
  const last = handlers.at(-1);
  if (!last || !couldAllHandle(file, handlers) || (place.foreign && !isHonoHandler(file, last))) return;
  const handed = isHandedIn(path, last);
  if (isPath(file, path) === 'maybe' && !isNamedHandler(file, last) && !handed) return;
  for (const { path: at, handlers: own, when } of registrationsOf(file, call.node, path, handlers)) {
    const route = routePath(file, at);
    emit.endpoint({
      framework: 'hono',
      protocol: 'http',
      method,
      ...route,
      router: place.router,
      handlers: own,
      schemas: validated(file, own),
      cls: null,
      ...(when && { when }),
      ...(handed && { handed }),
      ...(!place.foreign && route.path?.startsWith('/') && isHonoHandler(file, last) ? { evident: true } : {}),
      at: call.at,
    });
  }
}

const targets: Readonly<Record<string, InputKind>> = {
  json: 'body',
  form: 'body',
  query: 'query',
  param: 'params',
  header: 'headers',
};

/** Packages whose functions take a target and a schema: `zValidator('json', schema)`. */
const isValidator = (file: SourceFile, callee: Value): boolean =>
  /^(@hono\/([\w-]+-)?validator|hono\/validator|hono-openapi(\/[\w-]+)?)#/.test(calledSymbol(file, callee));

/** Schemas that validator middlewares among the handlers apply, by target. */
function validated(file: SourceFile, handlers: readonly Value[]): Partial<Record<InputKind, Value>> {
  const schemas: Partial<Record<InputKind, Value>> = {};
  for (const handler of handlers) {
    const call = localValue(file, handler);
    if (call.k !== 'call' || !isValidator(file, call.callee)) continue;
    const [target, schema] = call.args;
    const kind = target?.k === 'literal' ? targets[String(target.value)] : undefined;
    if (kind && schema) schemas[kind] ??= schema;
  }
  return schemas;
}

/** `app.on('GET', '/path', …)`, `app.on(['PUT', 'DELETE'], ['/a', '/b'], …)`. */
function visitOn(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length < 3) return;
  const [given, path, ...handlers] = argumentValues(file, call);
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || isPath(file, path!) === 'no') return;
  for (const value of flatHandlers(file, [given!])) {
    const method = value.k === 'literal' && typeof value.value === 'string' ? httpMethod(value.value) : null;
    if (method) emitEndpoint(file, emit, call, method, path!, handlers, place);
  }
}

function visitUse(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign) return;
  const args = argumentValues(file, call);
  const hasPath = isPath(file, args[0]!) === 'yes';
  const path = hasPath ? routePath(file, args[0]!).path : null;
  for (const value of flatHandlers(file, hasPath ? args.slice(1) : args, created)) {
    if (!couldHandle(file, value)) continue;
    emit.middleware({
      framework: 'hono',
      role: 'middleware',
      scope: { of: 'router', router: place.router, path },
      value,
      at: call.at,
    });
  }
}

/** `app.route('/users', users)`. */
function visitMount(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length !== 2) return;
  const [path, child] = argumentValues(file, call);
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || isPath(file, path!) === 'no') return;
  for (const [at, mounted] of perElement(file, [path!, child!])) {
    const local = localValue(file, mounted!);
    // `router.route('/x', fn)` of other routers; a sub-app is never a function literal or an object
    if (['function', 'object', 'literal', 'text', 'scalar', 'array'].includes(local.k)) continue;
    emit.mount({ framework: 'hono', parent: place.router, ...routePath(file, at!), child: childOf(file, call, mounted!), at: call.at });
  }
}

/** A sub-app that is built inside the mount: `app.route('/x', new Hono().get(…))` is the `new Hono()`. */
function childOf(file: SourceFile, call: MethodCall, child: Value): Value {
  const node = call.args[1];
  return node && child.k === 'call' && methodCall(node) ? valuesOf(file).of(chainRoot(node, fluent)) : child;
}

/** `app.basePath('/v1')` gives an app of its own below that path. */
function visitBasePath(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length !== 1) return;
  const [path] = argumentValues(file, call);
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || isPath(file, path!) === 'no') return;
  emit.mount({ framework: 'hono', parent: place.router, ...routePath(file, path!), own: true, child: valuesOf(file).of(call.node), at: call.at });
}

/** @param role what the handler is called for in the place of a route's */
function visitInstead(file: SourceFile, call: MethodCall, role: 'error-handler' | 'not-found', emit: Emit): void {
  const place = routerOf(file, call.receiver);
  const value = valuesOf(file).of(call.args[0]);
  if (!place || place.foreign || !couldHandle(file, value)) return;
  emit.middleware({
    framework: 'hono',
    role,
    scope: { of: 'router', router: place.router, path: null },
    value,
    at: call.at,
  });
}

/** `app.openapi(route, handler)` of `@hono/zod-openapi`. */
function visitOpenApi(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length < 2) return;
  const place = routerOf(file, call.receiver);
  const [given, handler] = argumentValues(file, call);
  if (!place || place.foreign || !couldHandle(file, handler!)) return;
  const { before, ...route } = readOpenApiRoute(file, given!);
  emit.endpoint({
    framework: 'hono',
    protocol: 'http',
    ...route,
    router: place.router,
    handlers: [...before, handler!],
    cls: null,
    at: call.at,
  });
}
