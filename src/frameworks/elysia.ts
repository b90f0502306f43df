/**
 * Sees: routes registered on an Elysia instance (`.get`, `.post` …, `.all`, `.route`, `.ws`), in chains, in groups and
 * guards, on a parameter of a plugin function; prefixes of instances and groups; schemas of the route and of the guards
 * around it or before it; plugins hung with `.use`; life cycle hooks.
 *
 * An endpoint's `router` is the `new Elysia(…)` that its chain starts from, where this file shows it; its prefix is part
 * of the path then. Each endpoint stands at its own step of the chain.
 *
 * Does not see: schemas and hooks that a used plugin spreads with `as: 'global'`; what a macro runs; which model a name such as
 * `body: 'sign'` stands for (a named model validates all the same); status codes set on the context.
 *
 * https://elysiajs.com/essential/route, https://elysiajs.com/essential/plugin, https://elysiajs.com/essential/validation
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact, HttpMethod, MiddlewareFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf, isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, objectLiteral, propertyOf, unwrap } from '../syntax/chains.js';
import { isExternal } from '../syntax/module-facts.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { joinPaths, symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

const name = 'elysia';

const methods: Readonly<Record<string, HttpMethod>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
  all: 'ALL',
  connect: 'ALL',
  ws: 'ALL',
};
const hooks: Readonly<Record<string, MiddlewareFact['role']>> = {
  onRequest: 'hook',
  onParse: 'hook',
  onTransform: 'hook',
  onBeforeHandle: 'hook',
  onAfterHandle: 'hook',
  mapResponse: 'hook',
  derive: 'hook',
  resolve: 'hook',
  onError: 'error-handler',
};
/** Hooks whose names say that an untyped `app` is an instance. */
const ownHooks: ReadonlySet<string> = new Set(['onTransform', 'onBeforeHandle', 'onAfterHandle']);
const inputKinds = ['body', 'query', 'params', 'headers', 'response'] as const;

type Schemas = EndpointFact['schemas'];

/** Where a chain hangs: the instance, the path in front of it, what guards around it declare. */
interface Place {
  readonly router: Value;
  readonly prefix: string | null;
  readonly schemas: Schemas;
  readonly before: readonly Value[];
  /** Whether the file shows that it is Elysia. */
  readonly isProven: boolean;
}

export default {
  name,
  docs: 'https://elysiajs.com/essential/route',
  enabledBy: ['elysia'],
  handler: {
    inputs: { body: ['0.body'], query: ['0.query'], params: ['0.params'], headers: ['0.headers'] },
    sends: [],
    returnIsResponse: true,
    responders: ['global#Response.json', 'global#Response'],
  },
  // every method gives the instance back
  routers: { symbols: ['elysia#Elysia', 'elysia#default'], derive: [] },
  visit(file, emit) {
    const values = valuesOf(file);
    for (const node of file.nodes('CallExpression')) {
      if (node.callee.type !== 'MemberExpression') continue;
      const step = propertyKey({ key: node.callee.property, computed: node.callee.computed }) ?? '';
      const at = { start: spanOf(node.callee.property).start, end: spanOf(node).end };
      const [first, second, third] = node.arguments;
      if (!first) continue;
      const isRoute = step === 'route' && node.arguments.length >= 3;
      if (isRoute || Object.hasOwn(methods, step)) {
        const [pathNode, handlerNode, optionsNode] = isRoute ? [second!, third!, node.arguments[3]] : [first, second, third];
        if (!handlerNode || !couldBePath(pathNode)) continue;
        const place = placeOf(file, node);
        const written = values.of(pathNode);
        if (!place || (!place.isProven && !couldBeRoute(written, handlerNode))) continue;
        const own = constantString(file, written);
        const isSocket = step === 'ws';
        const options = isSocket ? handlerNode : optionsNode;
        const handler = isSocket ? propertyOf(handlerNode, 'message')?.value : handlerNode;
        emit.endpoint({
          framework: name,
          protocol: isSocket ? 'websocket' : 'http',
          method: isRoute ? methodNamed(constantString(file, values.of(first))) : methods[step]!,
          ...pathOf(place.prefix, own, written),
          router: place.router,
          handlers: [...place.before, ...hooksOf(file, options), ...(handler ? [values.of(handler)] : [])],
          schemas: { ...place.schemas, ...schemasOf(file, options) },
          cls: null,
          at,
        });
      } else if (step === 'use') {
        const place = placeOf(file, node);
        if (place) for (const plugin of pluginsOf(first)) emitPlugin(file, place, values.of(plugin), at, emit);
      } else if (step === 'mount' && second) {
        const place = placeOf(file, node);
        const path = constantString(file, values.of(first));
        if (place?.isProven) emit.mount({ framework: name, parent: place.router, path, child: values.of(second), at });
      } else if (Object.hasOwn(hooks, step)) {
        const place = placeOf(file, node);
        if (!place || !(place.isProven || ownHooks.has(step))) continue;
        // `.onBeforeHandle({ as: 'global' }, fn)`
        const value = values.of(second && objectLiteral(file, first) ? second : first);
        const scope = { of: 'router', router: place.router, path: place.prefix } as const;
        for (const one of value.k === 'array' ? value.items : [value])
          emit.middleware({ framework: name, role: hooks[step]!, scope, value: one, at });
      }
    }
  },
} satisfies FrameworkAdapter;

const methodNamed = (text: string | null): HttpMethod => methods[text?.toLowerCase() ?? ''] ?? 'ALL';

function pathOf(prefix: string | null, own: string | null, written: Value): Pick<EndpointFact, 'path' | 'pathValue'> {
  if (prefix === null) return { path: null };
  if (own !== null) return { path: joinPaths(prefix, own) };
  const parts = written.k === 'text' ? written.parts : [written];
  const at = { start: 0, end: 0 };
  return { path: null, pathValue: { k: 'text', parts: [{ k: 'literal', value: prefix, at }, ...parts], at } };
}

/** On a router that only other files can prove: a constant path and a handler by name, not `orders.delete(id, userId)`. */
function couldBeRoute(path: Value, handler: Node): boolean {
  const { k } = headOf(path);
  if (k !== 'literal' && k !== 'text' && k !== 'ref' && k !== 'import') return false;
  const plain = unwrap(handler);
  return isFunction(plain) || plain.type === 'Identifier' || plain.type === 'MemberExpression';
}

function couldBePath(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'Literal') return typeof plain.value === 'string';
  return plain.type === 'TemplateLiteral' || plain.type === 'Identifier' || plain.type === 'MemberExpression' || plain.type === 'BinaryExpression';
}

/** `.use([a, b])` hangs both. */
const pluginsOf = (node: Node): readonly Node[] => {
  const plain = unwrap(node);
  return plain.type === 'ArrayExpression' ? plain.elements.filter((e) => e !== null) : [plain];
};

/** A plugin of the project may hold routes; one of a package only runs in front of them. */
function emitPlugin(file: SourceFile, place: Place, child: Value, at: EndpointFact['at'], emit: Parameters<FrameworkAdapter['visit']>[1]): void {
  if (child.k === 'unknown') return;
  const head = headOf(child);
  const isForeign = head.k === 'import' && isExternal(file, head.source) && /^(@elysiajs|elysia|@bogeychan\/elysia|logixlysia|@elysia)/.test(head.source);
  if (isForeign)
    emit.middleware({ framework: name, role: 'middleware', scope: { of: 'router', router: place.router, path: place.prefix }, value: child, at });
  else emit.mount({ framework: name, parent: place.router, path: place.prefix === '' ? '' : place.prefix, child, at });
}

/**
 * Where the chain that a call ends stands. `null` for a root that cannot be an instance: a literal, `this`, a global,
 * a package's own client.
 */
function placeOf(file: SourceFile, call: TSESTree.CallExpression, depth = 0): Place | null {
  if (depth > 12) return null;
  const values = valuesOf(file);
  const { root, steps } = chainOf(file, call);
  const start = startOf(file, root);
  const guards = guardsBefore(file, steps);
  const around = start.type === 'Identifier' ? callbackPlace(file, start, depth) : null;
  if (around) return { ...around, schemas: { ...around.schemas, ...guards.schemas }, before: [...around.before, ...guards.before] };
  if (start.type === 'NewExpression') {
    const callee = localValue(file, values.of(start.callee));
    const symbol = symbolOf(callee);
    if (!/^elysia#(Elysia|default|\*)$/.test(symbol ?? '')) return null;
    const prefix = propertyOf(start.arguments[0], 'prefix');
    return {
      ...guards,
      router: { k: 'new', callee, args: [], at: spanOf(start) },
      prefix: prefix ? constantString(file, values.of(prefix.value)) : '',
      isProven: true,
    };
  }
  const router = values.of(start);
  const head = headOf(router);
  const couldBe = head.k === 'param' || head.k === 'ref' || (head.k === 'import' && !isExternal(file, head.source)) || head.k === 'function';
  return couldBe ? { ...guards, router, prefix: '', isProven: isTypedElysia(file, start) } : null;
}

/** The instance that a local constant holds, through chains: `const app = new Elysia().use(x)`. */
function startOf(file: SourceFile, root: Node, depth = 0): Node {
  const plain = unwrap(root);
  if (plain.type !== 'Identifier' || depth > 6) return plain;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return plain;
  const init = unwrap(binding.declarator.init);
  if (init.type === 'NewExpression') return init;
  if (init.type !== 'CallExpression') return plain;
  const { root: further } = chainOf(file, init, false);
  const start = startOf(file, further, depth + 1);
  return start.type === 'NewExpression' ? start : plain;
}

/** `(app: Elysia) => app.get(…)`. */
function isTypedElysia(file: SourceFile, node: Node): boolean {
  const binding = node.type === 'Identifier' ? bindingsOf(file).resolve(node) : null;
  const annotation = binding?.kind === 'param' ? binding.node.typeAnnotation : undefined;
  const type = annotation ? valuesOf(file).type(annotation.typeAnnotation) : null;
  return type?.t === 'name' && /^elysia#(Elysia|default|\*)$/.test(symbolOf(type.symbol) ?? '');
}

/** The parameter of `.group('/v1', (app) => …)` or `.guard({ … }, (app) => …)` stands for the chain that it hangs on. */
function callbackPlace(file: SourceFile, root: TSESTree.Identifier, depth: number): Place | null {
  const binding = bindingsOf(file).resolve(root);
  const call = binding?.kind === 'param' && binding.index === 0 ? binding.fn.parent : null;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return null;
  const step = propertyKey({ key: call.callee.property, computed: call.callee.computed });
  if (step !== 'group' && step !== 'guard') return null;
  const outer = placeOf(file, call, depth + 1);
  if (!outer) return null;
  const own = step === 'group' ? constantString(file, valuesOf(file).of(call.arguments[0])) : '';
  const options = call.arguments.slice(0, -1).find((a) => objectLiteral(file, a) !== null);
  return {
    ...outer,
    prefix: own === null || outer.prefix === null ? null : joinPaths(outer.prefix, own),
    schemas: { ...outer.schemas, ...schemasOf(file, options) },
    before: [...outer.before, ...hooksOf(file, options)],
  };
}

/** `.guard({ … })` without a callback covers what the chain registers after it. */
function guardsBefore(file: SourceFile, steps: readonly Step[]): Pick<Place, 'schemas' | 'before'> {
  const guards = steps.slice(0, -1).filter((step) => step.name === 'guard' && step.called && step.args.length === 1);
  return {
    schemas: Object.assign({}, ...guards.map((guard) => schemasOf(file, guard.args[0]))) as Schemas,
    before: guards.flatMap((guard) => hooksOf(file, guard.args[0])),
  };
}

function schemasOf(file: SourceFile, options: Node | undefined): Schemas {
  const literal = objectLiteral(file, options);
  const schemas: Partial<Record<(typeof inputKinds)[number], Value>> = {};
  for (const kind of inputKinds) {
    const property = propertyOf(literal, kind);
    if (property) schemas[kind] = valuesOf(file).of(property.value);
  }
  return schemas;
}

/** Options of routes and guards that Elysia itself knows; any other is a macro (elysiajs.com/patterns/macro). */
const knownOptions: ReadonlySet<string> = new Set(
  'body query params headers response cookie transform beforeHandle afterHandle afterResponse mapResponse parse resolve derive error type detail tags config schema standaloneSchema normalize as allowMeta webSocket message open close drain ping pong upgrade idleTimeout maxPayloadLength backpressureLimit closeOnBackpressureLimit perMessageDeflate sendPings publishToSelf'.split(' '),
);

/** Hooks that options hold; what a macro runs is not known. */
function hooksOf(file: SourceFile, options: Node | undefined): Value[] {
  const literal = objectLiteral(file, options);
  const hooks = ['transform', 'beforeHandle', 'resolve'].flatMap((hook): readonly Value[] => {
    const property = propertyOf(literal, hook);
    if (!property) return [];
    const value = valuesOf(file).of(property.value);
    return value.k === 'array' ? value.items : [value];
  });
  const hasMacro = (literal?.properties ?? []).some((one) => one.type === 'Property' && !knownOptions.has(propertyKey(one) ?? 'body'));
  return hasMacro ? [...hooks, { k: 'unknown' }] : hooks;
}
