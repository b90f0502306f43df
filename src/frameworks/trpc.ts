/**
 * Sees: procedures (`….query(fn)`, `.mutation(fn)`, `.subscription(fn)`) in the object literal of a router call, in
 * nested routers and objects, behind a constant, or on their own; routers hung below routers, merged routers, lazy
 * routers; `.input` and `.output` schemas; `.use` middlewares.
 *
 * An endpoint's `router` is the outermost router call around it with its arguments left out: its callee (`t.router`,
 * `createTRPCRouter`) proves it tRPC, its place tells the linker which router a mount hangs. A procedure that no router
 * literal of its file holds has `path: null` and, as `router`, what its chain starts from; a mount's child that resolves
 * to the same call gives the path, as does a mount of the object that holds it. The first handler is what the chain starts from: base procedures carry middlewares
 * and inputs of their own.
 *
 * Does not see: routers built by loops or spread from computed objects; `createCaller` calls; tRPC 9 (`.query('name', …)`).
 *
 * https://trpc.io/docs/server/routers, https://trpc.io/docs/server/procedures, https://trpc.io/docs/server/merging-routers
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact, HttpMethod } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf, isFunction } from '../syntax/bindings.js';
import type { Chain } from '../syntax/chains.js';
import { calledName, chainOf, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { unionOf } from '../syntax/value-parts.js';
import { valuesOf } from '../syntax/values.js';

const name = 'trpc';

const methods: Readonly<Record<string, HttpMethod>> = { query: 'GET', mutation: 'POST', subscription: 'GET' };
/** Steps of a procedure chain; with a resolver at its end, no other library chains these. */
const procedureSteps: ReadonlySet<string> = new Set(['procedure', 'input', 'output', 'use', 'meta', 'concat', 'unstable_concat']);
const routerName = /router$/i;

type Emit = Parameters<FrameworkAdapter['visit']>[1];

/** A call `….query(resolver)` that looks like a procedure. */
interface Procedure {
  readonly node: TSESTree.CallExpression;
  readonly kind: string;
  readonly chain: Chain;
  path: string | null;
  router: Value | null;
}

export default {
  name,
  docs: 'https://trpc.io/docs/server/routers',
  enabledBy: ['@trpc/server'],
  handler: { inputs: {}, sends: [], returnIsResponse: true, responders: [] },
  visit(file, emit) {
    const procedures = proceduresOf(file);
    const routers = routersOf(file, procedures);
    const nested = new Set<Node>();
    // a router inside another one's literal belongs to it: the outer ones come first in source order
    for (const call of routers)
      if (!nested.has(call)) visitRouter({ file, emit, procedures, routers, nested }, routerValue(file, call), call, '');
    for (const call of file.nodes('CallExpression')) emitMerge(file, call, emit);
    for (const object of file.nodes('ObjectExpression')) emitLoose(file, object, procedures, emit);
    for (const procedure of procedures.values()) {
      if (procedure.router === null && !isProven(file, procedure)) continue;
      emit.endpoint(endpointOf(file, procedure));
    }
  },
} satisfies FrameworkAdapter;

function proceduresOf(file: SourceFile): Map<Node, Procedure> {
  const found = new Map<Node, Procedure>();
  for (const node of file.nodes('CallExpression')) {
    if (node.callee.type !== 'MemberExpression' || node.arguments.length !== 1) continue;
    const kind = propertyKey({ key: node.callee.property, computed: node.callee.computed });
    if (kind === null || !Object.hasOwn(methods, kind) || !isResolver(node.arguments[0]!)) continue;
    found.set(node, { node, kind, chain: chainOf(file, node), path: null, router: null });
  }
  return found;
}

/** A function, or the name of one. */
function isResolver(argument: Node): boolean {
  const node = unwrap(argument);
  return isFunction(node) || node.type === 'Identifier' || node.type === 'MemberExpression' || node.type === 'CallExpression';
}

/** Outside of a router only what reads as a procedure counts: `db.query(text)` has the same last step. */
function isProven(file: SourceFile, { node, chain }: Procedure): boolean {
  const called = chain.steps.slice(0, -1).some((step) => procedureSteps.has(step.name));
  if (called) return isFunction(unwrap(node.arguments[0]!)) || chain.steps.some((s) => s.name === 'input' || s.name === 'procedure');
  const root = valuesOf(file).of(chain.root);
  const rootName = root.k === 'import' || root.k === 'ref' ? root.name : root.k === 'call' && root.callee.k === 'import' ? root.callee.name : '';
  return isFunction(unwrap(node.arguments[0]!)) && /procedure/i.test(rootName);
}

/** Calls named like a router with one object literal, or whose literal holds a procedure. */
function routersOf(file: SourceFile, procedures: ReadonlyMap<Node, Procedure>): Set<TSESTree.CallExpression> {
  const routers = new Set<TSESTree.CallExpression>();
  for (const node of file.nodes('CallExpression')) {
    const object = literalOf(file, node.arguments[0]);
    if (!object || node.arguments.length !== 1) continue;
    const holds = object.properties.some((p) => p.type === 'Property' && procedures.has(unwrap(p.value)));
    if (holds || (routerName.test(calleeName(node)) && object.properties.every(couldBeRoute))) routers.add(node);
  }
  return routers;
}

const couldBeRoute = (property: TSESTree.ObjectLiteralElement): boolean => {
  if (property.type === 'SpreadElement') return true;
  const value = unwrap(property.value);
  return (
    value.type === 'Identifier' ||
    value.type === 'MemberExpression' ||
    value.type === 'ObjectExpression' ||
    (value.type === 'CallExpression' && (routerName.test(calleeName(value)) || calleeName(value) === 'lazy' || Object.hasOwn(methods, calleeName(value))))
  );
};

const calleeName = (call: TSESTree.CallExpression): string => calledName(unwrap(call.callee)) ?? '';

function literalOf(file: SourceFile, node: Node | undefined): TSESTree.ObjectExpression | null {
  const plain = node ? followed(file, node) : null;
  return plain?.type === 'ObjectExpression' ? plain : null;
}

/** The expression that a local constant holds; other nodes stand for themselves. */
function followed(file: SourceFile, node: Node): Node {
  const plain = unwrap(node);
  if (plain.type !== 'Identifier') return plain;
  const binding = bindingsOf(file).resolve(plain);
  return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init
    ? unwrap(binding.declarator.init)
    : plain;
}

/** The router call without its arguments, which hold whole resolvers. */
function routerValue(file: SourceFile, call: TSESTree.CallExpression): Value {
  return { k: 'call', callee: valuesOf(file).of(call.callee), args: [], at: spanOf(call) };
}

interface Walk {
  readonly file: SourceFile;
  readonly emit: Emit;
  readonly procedures: ReadonlyMap<Node, Procedure>;
  readonly routers: ReadonlySet<TSESTree.CallExpression>;
  readonly nested: Set<Node>;
}

function visitRouter(walk: Walk, router: Value, call: TSESTree.CallExpression, prefix: string): void {
  const object = literalOf(walk.file, call.arguments[0]);
  if (object) visitLiteral(walk, router, object, prefix);
}

function visitLiteral(walk: Walk, router: Value, object: TSESTree.ObjectExpression, prefix: string): void {
  const { file, emit, procedures, routers, nested } = walk;
  const mount = (path: string, child: Value, node: Node): void => {
    if (child.k !== 'unknown') emit.mount({ framework: name, parent: router, path, child, at: spanOf(node) });
  };
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const spread = followed(file, property.argument);
      if (spread.type === 'ObjectExpression') visitLiteral(walk, router, spread, prefix);
      else mount(prefix, definedBy(valuesOf(file).of(property.argument)), property);
      continue;
    }
    const key = propertyKey(property);
    if (key === null) continue;
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const written = unwrap(property.value);
    const target = followed(file, written);
    const procedure = procedures.get(target);
    if (procedure) {
      procedure.path ??= path;
      procedure.router ??= router;
    } else if (target.type === 'ObjectExpression') visitLiteral(walk, router, target, path);
    else if (written === target && target.type === 'CallExpression' && routers.has(target)) {
      nested.add(target);
      visitRouter(walk, router, target, path);
    } else mount(path, target.type === 'CallExpression' && target === written ? lazyTarget(file, target) : valuesOf(file).of(written), property);
  }
}

/** `...usersRouter._def.procedures` hangs the router's own procedures. */
const definedBy = (value: Value): Value => {
  if (value.k !== 'member' || !['procedures', 'record', '_def'].includes(value.name)) return value;
  return definedBy(value.of);
};

/** `lazy(() => import('./users'))`, `lazy(() => import('./users').then((m) => m.usersRouter))`; other calls as they are. */
function lazyTarget(file: SourceFile, call: TSESTree.CallExpression): Value {
  const loader = call.arguments[0];
  const values = valuesOf(file);
  if (calleeName(call) !== 'lazy' || loader?.type !== 'ArrowFunctionExpression' || loader.body.type === 'BlockStatement') return values.of(call);
  const { body } = loader;
  if (body.type === 'CallExpression' && calleeName(body) === 'then') {
    const pick = body.arguments[0];
    if (pick?.type === 'ArrowFunctionExpression' && pick.body.type !== 'BlockStatement') return values.of(pick.body);
  }
  return values.of(body);
}

/** `mergeRouters(a, b)` and `t.mergeRouters(a, b)`: both hang below the result with no path of their own. */
function emitMerge(file: SourceFile, call: TSESTree.CallExpression, emit: Emit): void {
  if (calleeName(call) !== 'mergeRouters') return;
  const parent = routerValue(file, call);
  for (const argument of call.arguments)
    emit.mount({ framework: name, parent, path: '', child: valuesOf(file).of(argument), at: spanOf(call) });
}

/** `export const ordersProcedures = { list: procedure.query(…) }`: hung where another file spreads the object into a router. */
function emitLoose(file: SourceFile, object: TSESTree.ObjectExpression, procedures: ReadonlyMap<Node, Procedure>, emit: Emit): void {
  for (const property of object.properties) {
    const key = property.type === 'Property' ? propertyKey(property) : null;
    const procedure = property.type === 'Property' ? procedures.get(followed(file, property.value)) : undefined;
    if (key === null || !procedure || procedure.router !== null) continue;
    const parent: Value = { k: 'object', props: {}, spreads: [], at: spanOf(object) };
    const child: Value = { k: 'call', callee: { k: 'unknown' }, args: [], at: spanOf(procedure.node) };
    emit.mount({ framework: name, parent, path: key, child, at: spanOf(property) });
  }
}

function endpointOf(file: SourceFile, { node, kind, chain, path, router }: Procedure): Omit<EndpointFact, 'kind'> {
  const values = valuesOf(file);
  const argumentsOf = (step: string): Value[] =>
    chain.steps.filter((s) => s.name === step && s.called && s.args[0]).map((s) => values.of(s.args[0]));
  const inputs = argumentsOf('input');
  const outputs = argumentsOf('output');
  // `chain` looks into constants of the file for what they add; the start is what is written here
  const written = chainOf(file, node, false);
  const base = values.of(written.root);
  const start: Value = written.steps[0]?.name === 'procedure' ? { k: 'member', of: base, name: 'procedure' } : base;
  const middlewares = ['use', 'concat', 'unstable_concat'].flatMap(argumentsOf);
  return {
    framework: name,
    protocol: 'trpc',
    method: methods[kind]!,
    path,
    router: router ?? start,
    handlers: [start, ...middlewares, localFunction(file, values.of(node.arguments[0]))],
    schemas: {
      ...(inputs.length > 0 ? { [kind === 'mutation' ? 'body' : 'query']: unionOf(inputs) } : {}),
      ...(outputs.length > 0 ? { response: outputs.at(-1)! } : {}),
    },
    cls: null,
    at: spanOf(node),
  };
}

const localFunction = (file: SourceFile, value: Value): Value => {
  const local = localValue(file, value);
  return local.k === 'function' ? local : value;
};
