import type { EndpointFact, HttpMethod, InputKind, MountFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { unknown } from '../facts/value.js';
import { fastifyPlugins } from '../recognise/open-interfaces.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { localValue } from '../syntax/local-values.js';
import { conditionsOf } from '../syntax/registration-conditions.js';
import type { MethodCall } from '../syntax/routes.js';
import {
  calledSymbol,
  chainRoot,
  couldHandle,
  flatHandlers,
  httpMethod,
  isAwaited,
  isBuiltPath,
  isPackage,
  isNamedHandler,
  isPath,
  methodCalls,
  option,
  paramCount,
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
 * Fastify 3 to 5: shorthand routes with and without options, `route({ … })`, plugins by `register` (inline, imported,
 * wrapped in `fastify-plugin`, a folder through `@fastify/autoload`), request hooks, error and not-found handlers, JSON or type
 * provider schemas of a route.
 *
 * A plugin function is a router by its first parameter, whatever that is called and whether or not it is typed: the
 * linker connects it with the `register` that names the function.
 *
 * Does not see: schemas added by `onRoute` hooks, routes made by plugins of packages, decorators of
 * `fastify-decorators`; of `@fastify/autoload` the options that choose files and `encapsulate`.
 */
const fastify: FrameworkAdapter = {
  name: 'fastify',
  docs: 'https://fastify.dev/docs/latest/Reference/Routes/',
  enabledBy: ['fastify', 'fastify-plugin'],
  handler: {
    inputs: {
      body: ['0.body', '0.rawBody'],
      query: ['0.query'],
      params: ['0.params'],
      headers: ['0.headers'],
    },
    sends: ['1.**.send()'],
    returnIsResponse: true,
    responders: [],
  },
  routers: {
    symbols: [
      'fastify#default',
      'fastify#*',
      'fastify#fastify',
      'fastify#default.fastify',
      'fastify#FastifyInstance',
      'fastify#default.FastifyInstance',
      ...fastifyPlugins,
    ],
    derive: [],
  },
  visit(file, emit) {
    for (const call of methodCalls(file, names)) {
      if (call.args.length === 0) continue;
      if (call.name === 'register') visitRegister(file, call, emit);
      else if (call.name === 'addHook') visitHook(file, call, emit);
      else if (call.name === 'setErrorHandler') visitInstead(file, call, 'error-handler', emit);
      else if (call.name === 'setNotFoundHandler') visitInstead(file, call, 'not-found', emit);
      else if (call.name === 'route') visitRoute(file, call, emit);
      else visitShorthand(file, call, emit);
    }
    if (file.text.includes('fastify-plugin')) visitShared(file, emit);
  },
};

export default fastify;

const fluent: ReadonlySet<string> = new Set([...verbs.keys(), 'route', 'register', 'addHook', 'decorate', 'after', 'withTypeProvider', 'setErrorHandler', 'setNotFoundHandler', 'setValidatorCompiler', 'setSerializerCompiler', 'addSchema']);
const names: ReadonlySet<string> = new Set([...verbs.keys(), 'route', 'register', 'addHook', 'setErrorHandler', 'setNotFoundHandler']);
/** Hooks that run before the handler, in the order of a request's life. */
const hooks = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const;
const isOwn = (source: string): boolean => packageName(source) === 'fastify';

function routerOf(file: SourceFile, receiver: Node): { router: Value; foreign: boolean } | null {
  const router = valuesOf(file).of(chainRoot(receiver, fluent));
  const candidacy = routerCandidacy(file, router, isOwn);
  return candidacy === 'no' ? null : { router, foreign: candidacy === 'foreign' };
}

function visitShorthand(file: SourceFile, call: MethodCall, emit: Emit): void {
  if (call.args.length < 2 || call.args.length > 3) return;
  const [path, second, third] = call.args.map((arg) => valuesOf(file).of(arg));
  const place = routerOf(file, call.receiver);
  const built = isBuiltPath(file, path!);
  if (!place || place.foreign || (isPath(file, path!) === 'no' && !built)) return;
  const options = third ? second! : localValue(file, second!).k === 'object' ? second! : unknown;
  const handler = third ?? (options === unknown ? second! : option(file, second!, 'handler'));
  if (handler.k === 'unknown' || !couldHandle(file, handler)) return;
  if (isPath(file, path!) === 'maybe' && !isNamedHandler(file, handler)) return;
  // an instance may be awaited, fastify.dev/docs/latest/Reference/Server; `await client.post('/orders', order)` sends
  if (isAwaited(call.node) && localValue(file, handler).k !== 'function') return;
  const count = paramCount(file, handler);
  // `client.get(url, options, callback)` calls back with more than a request and a reply
  if (count !== null && count > 2) return;
  emitEndpoint(file, emit, call, verbs.get(call.name)!, path!, place.router, options, handler, built);
}

function visitRoute(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || call.args.length !== 1) return;
  for (const [options] of perElement(file, [valuesOf(file).of(call.args[0])])) {
    const local = localValue(file, options!);
    if (local.k !== 'object') continue;
    const url = option(file, local, 'url');
    const path = url.k === 'unknown' ? option(file, local, 'path') : url;
    const handler = option(file, local, 'handler');
    if (path.k === 'unknown' || handler.k === 'unknown' || !couldHandle(file, handler)) continue;
    const name = option(file, local, 'method');
    const given = flatHandlers(file, [name]);
    const methods = given.flatMap((value) => {
      const one = localValue(file, value);
      const method = one.k === 'literal' && typeof one.value === 'string' ? httpMethod(one.value) : null;
      return method ? [method] : [];
    });
    if (methods.length === 0 && given.every((value) => localValue(file, value).k === 'literal')) continue;
    for (const method of methods.length > 0 ? methods : (['ALL'] as const))
      emitEndpoint(file, emit, call, method, path, place.router, local, handler);
  }
}

function emitEndpoint(
  file: SourceFile,
  emit: Emit,
  call: MethodCall,
  method: HttpMethod,
  path: Value,
  router: Value,
  options: Value,
  handler: Value,
  built = false,
): void {
  const route = routePath(file, path);
  const before = hooks.map((hook) => option(file, options, hook)).filter((value) => value.k !== 'unknown');
  const count = paramCount(file, handler);
  emit.endpoint({
    framework: 'fastify',
    protocol: 'http',
    method,
    ...route,
    router,
    handlers: [...flatHandlers(file, before), handler],
    schemas: schemasOf(file, option(file, options, 'schema')),
    cls: null,
    ...conditionsOf(file, call.node, [path, handler]),
    ...(built && { handed: true as const }),
    ...(route.path?.startsWith('/') && count !== null && count >= 1 ? { evident: true } : {}),
    at: call.at,
  });
}

const schemaKeys: readonly (readonly [InputKind | 'response', readonly string[]])[] = [
  ['body', ['body']],
  ['query', ['querystring', 'query']],
  ['params', ['params']],
  ['headers', ['headers']],
  ['response', ['response']],
];

/**
 * The schemas of a route's `schema` option. Of an imported schema object every kind is given as a member of the
 * import; the linker drops those that the object does not have.
 */
function schemasOf(file: SourceFile, schema: Value): EndpointFact['schemas'] {
  const schemas: Partial<Record<InputKind | 'response', Value>> = {};
  if (schema.k === 'unknown') return schemas;
  for (const [kind, keys] of schemaKeys) {
    const value = keys.map((key) => option(file, schema, key)).find((found) => found.k !== 'unknown');
    if (value) schemas[kind] = value;
  }
  return schemas;
}

function visitRegister(file: SourceFile, call: MethodCall, emit: Emit): void {
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || call.args.length > 3) return;
  const [given, options] = call.args.map((arg) => valuesOf(file).of(arg));
  for (const [plugin, settings] of perElement(file, [given!, options ?? unknown])) {
    const local = localValue(file, plugin!);
    if (!couldHandle(file, local) || local.k === 'array' || local.k === 'class') continue;
    const source = importedFrom(local);
    if (source && /^(@fastify\/autoload|fastify-autoload)$/.test(source)) {
      const prefix = option(file, option(file, settings!, 'options'), 'prefix');
      const dir = folderOf(option(file, settings!, 'dir'));
      emit.mount({
        framework: 'fastify',
        parent: place.router,
        ...(prefix.k === 'unknown' ? { path: '' } : routePath(file, prefix)),
        child: unknown,
        ...(dir === null ? {} : { dir, ...folderOptions(file, settings!) }),
        at: call.at,
      });
      continue;
    }
    // a plugin of a package decorates the instance or hooks in: rate limits, helmet, authentication
    if (source && isPackage(file, source))
      emit.middleware({
        framework: 'fastify',
        role: 'hook',
        scope: { of: 'router', router: place.router, path: null },
        value: plugin!,
        at: call.at,
      });
    const prefix = option(file, settings!, 'prefix');
    emit.mount({
      framework: 'fastify',
      parent: place.router,
      ...(prefix.k === 'unknown' ? { path: '' } : routePath(file, prefix)),
      child: plugin!,
      at: call.at,
    });
  }
}

const importedFrom = (value: Value): string | null => {
  if (value.k === 'import') return value.source;
  return value.k === 'member' || value.k === 'omit' ? importedFrom(value.of) : null;
};

/** `dirNameRoutePrefix`, `autoHooks`, `cascadeHooks`: https://github.com/fastify/fastify-autoload#global-configuration */
function folderOptions(file: SourceFile, settings: Value): Pick<MountFact, 'flat' | 'hooks'> {
  const is = (name: string, wanted: boolean): boolean => {
    const value = option(file, settings, name);
    return value.k === 'literal' && value.value === wanted;
  };
  return { ...(is('dirNameRoutePrefix', false) && { flat: true }), ...(is('autoHooks', true) && { hooks: is('cascadeHooks', true) ? 'cascade' : 'folder' }) };
}

/** `fp(async (fastify) => { … })`: what it registers stands on the instance that it is registered on. */
function visitShared(file: SourceFile, emit: Emit): void {
  for (const node of file.nodes('CallExpression')) {
    const [plugin] = node.arguments;
    if (!plugin || !/^fastify-plugin#/.test(calledSymbol(file, valuesOf(file).of(node.callee)))) continue;
    emit.mount({ framework: 'fastify', parent: valuesOf(file).of(node), path: '', shared: true, child: valuesOf(file).of(plugin), at: spanOf(node) });
  }
}

/** The constant parts of `path.join(__dirname, 'routes')`, `new URL('./routes', import.meta.url)`, `` `${dir}/routes` ``. */
function folderOf(value: Value): string | null {
  const parts: string[] = [];
  const add = (one: Value): void => {
    if (one.k === 'literal' && typeof one.value === 'string') parts.push(one.value);
    else if (one.k === 'text') one.parts.forEach(add);
    else if (one.k === 'call' || one.k === 'new') one.args.forEach(add);
  };
  add(value);
  const folder = parts
    .join('/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  return folder === '' ? null : folder;
}

function visitHook(file: SourceFile, call: MethodCall, emit: Emit): void {
  const [name, value] = call.args.map((arg) => valuesOf(file).of(arg));
  if (!name || !value || name.k !== 'literal' || !hooks.some((hook) => hook === name.value) || !couldHandle(file, value)) return;
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign) return;
  emit.middleware({
    framework: 'fastify',
    role: 'hook',
    scope: { of: 'router', router: place.router, path: null },
    value,
    at: call.at,
  });
}

/** @param role what the handler, the last argument, is called for in the place of a route's */
function visitInstead(file: SourceFile, call: MethodCall, role: 'error-handler' | 'not-found', emit: Emit): void {
  const value = valuesOf(file).of(call.args.at(-1));
  const place = routerOf(file, call.receiver);
  if (!place || place.foreign || !couldHandle(file, value)) return;
  emit.middleware({
    framework: 'fastify',
    role,
    scope: { of: 'router', router: place.router, path: null },
    value,
    at: call.at,
  });
}
