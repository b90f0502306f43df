/**
 * Sees: API routes of the Pages Router: the default export of a file below `pages/api`. One endpoint for each method that
 * a handler compares `req.method` with in `if`, `switch` and guards of its body, and what only that method reaches; one
 * for each method of an object literal that a wrapper is called with (`withMethods({ GET: …, onPost: … })`); one for each
 * `.get(handler)` of a next-connect router; ALL else. Where the page exports what another file gives a wrapper, the linker
 * tells the methods.
 *
 * Does not see: comparisons of the method in other places, where several are named; edge handlers, which are called with a
 * `Request`; inputs of functions that a project's own route factory calls with another signature.
 *
 * https://nextjs.org/docs/pages/building-your-application/routing/api-routes, https://github.com/hoangvvo/next-connect
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact, HttpMethod } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { isRequestMethod } from '../facts/request-methods.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import type { FunctionNode } from '../syntax/bindings.js';
import { bindingsOf, isFunction } from '../syntax/bindings.js';
import { chainOf, unwrap } from '../syntax/chains.js';
import { comparedMethods } from '../syntax/compared-methods.js';
import { localValue } from '../syntax/local-values.js';
import { methodBranches } from '../syntax/method-branches.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { localFunction } from './_exported-values.js';
import { pagesApiPath } from './_nextjs-paths.js';

const name = 'nextjs-pages';

export default {
  name,
  docs: 'https://nextjs.org/docs/pages/building-your-application/routing/api-routes',
  enabledBy: ['next'],
  handler: {
    inputs: { body: ['0.body'], query: ['0.query'], headers: ['0.headers'] },
    sends: ['1.**.json()', '1.**.send()', '1.**.end()'],
    returnIsResponse: false,
    responders: [],
  },
  visit(file, emit) {
    const path = pagesApiPath(file.path);
    if (path === null) return;
    const endpoint = (method: HttpMethod, handlers: readonly Value[], at: Span, elsewhere: readonly Span[] = []): void =>
      emit.endpoint({
        framework: name,
        protocol: 'http',
        method,
        path,
        router: null,
        handlers: handlers.map((value) => localFunction(file, value)),
        schemas: {},
        cls: null,
        ...(elsewhere.length > 0 && { elsewhere }),
        at,
      } satisfies Omit<EndpointFact, 'kind'>);
    if (emitConnected(file, endpoint)) return;
    const again = reexportedDefault(file);
    if (again) endpoint('ALL', [again.value], spanOf(again.node));
    const exported = defaultExport(file);
    if (!exported) return;
    const values = valuesOf(file);
    const target = followed(file, exported.value);
    if (target.type === 'CallExpression') {
      const map = methodMap(file, target);
      if (map) {
        const wrapper = values.of(target.callee);
        for (const { method, property } of map) endpoint(method, [wrapper, ...listed(file, property.value)], spanOf(property.key));
        return;
      }
    }
    // a re-exported object or a constant is no handler
    if (!isFunction(target) && !['CallExpression', 'Identifier', 'MemberExpression'].includes(target.type)) return;
    const handler = handlerFunction(file, target);
    const handlers = [values.of(isFunction(target) ? target : exported.value)];
    const branches = handler && methodBranches(file, handler);
    if (branches && branches.length > 0) for (const { method, elsewhere } of branches) endpoint(method, handlers, spanOf(exported.node), elsewhere);
    else endpoint(methodOf(handler), handlers, spanOf(exported.node));
  },
} satisfies FrameworkAdapter;

/** The expression that is exported, and the node to report on. */
function defaultExport(file: SourceFile): { value: Node; node: Node } | null {
  const [statement] = file.nodes('ExportDefaultDeclaration');
  if (statement) {
    const { declaration } = statement;
    return { value: declaration, node: declaration.type === 'FunctionDeclaration' && declaration.id ? declaration.id : declaration };
  }
  for (const node of file.nodes('ExportNamedDeclaration'))
    for (const specifier of node.specifiers)
      if (specifier.exported.type === 'Identifier' && specifier.exported.name === 'default' && !node.source)
        return { value: specifier.local, node: specifier };
  for (const { left, right } of file.nodes('AssignmentExpression'))
    if (left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === 'module' && propertyKey({ key: left.property }) === 'exports')
      return { value: right, node: right };
  return null;
}

/** `export { handler as default } from './handler'`: which methods it serves, the other file tells. */
function reexportedDefault(file: SourceFile): { value: Value; node: Node } | null {
  for (const { source, specifiers } of file.nodes('ExportNamedDeclaration'))
    for (const { exported, local } of specifiers)
      if (source && exported.type === 'Identifier' && exported.name === 'default' && local.type === 'Identifier')
        return { value: { k: 'import', source: source.value, name: local.name }, node: exported };
  return null;
}

function followed(file: SourceFile, node: Node, depth = 0): Node {
  const plain = unwrap(node);
  if (plain.type !== 'Identifier' || depth > 4) return plain;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind === 'function') return binding.node;
  return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init
    ? followed(file, binding.declarator.init, depth + 1)
    : plain;
}

/** Properties of an argument that are all named for methods, looked for in nested wrappers too. */
function methodMap(file: SourceFile, call: TSESTree.CallExpression): { method: HttpMethod; property: TSESTree.Property }[] | null {
  for (const argument of call.arguments) {
    const target = followed(file, argument);
    if (target.type === 'CallExpression') {
      const inner = methodMap(file, target);
      if (inner) return inner;
    }
    if (target.type !== 'ObjectExpression' || target.properties.length === 0) continue;
    const found = target.properties.flatMap((property) => {
      const method = property.type === 'Property' ? methodNamed(propertyKey(property) ?? '') : '';
      return property.type === 'Property' && isRequestMethod(method) ? [{ method, property }] : [];
    });
    if (found.length === target.properties.length) return found;
  }
  return null;
}

/** `POST` for `post` and `POST`, `onPost` and `handlePost`. */
const methodNamed = (key: string): string => key.replace(/^(?:on|handle)(?=[A-Z][a-z]+$)/, '').toUpperCase();

/** What one method of such an object runs, the handler last: `handler`, or `{ endpoint: handler, middlewares: [validate] }`. */
function listed(file: SourceFile, node: Node): Value[] {
  const target = followed(file, node);
  const values = valuesOf(file);
  if (target.type !== 'ObjectExpression') return [values.of(node)];
  const under = (names: readonly string[]): Node | undefined => target.properties.find((one): one is TSESTree.Property => one.type === 'Property' && names.includes(propertyKey(one) ?? ''))?.value;
  const handler = under(['endpoint', 'handler', 'handle', 'fn']);
  if (!handler) return [values.of(node)];
  const before = under(['middlewares', 'middleware', 'before']);
  const first = before ? followed(file, before) : null;
  const items = first?.type === 'ArrayExpression' ? first.elements.flatMap((item) => (item ? [values.of(item)] : [])) : first ? [values.of(first)] : [];
  return [...items, values.of(handler)];
}

/** The function of `withAuth(withLog(handler))`, `null` when it is made elsewhere. */
function handlerFunction(file: SourceFile, node: Node): FunctionNode | null {
  const target = followed(file, node);
  if (isFunction(target)) return target;
  if (target.type !== 'CallExpression') return null;
  for (const argument of target.arguments) {
    const inner = handlerFunction(file, argument);
    if (inner) return inner;
  }
  return null;
}

/** The one method that a handler compares `req.method` with, ALL for none or several. */
function methodOf(fn: Node | null): HttpMethod {
  const named = fn ? comparedMethods(fn) : [];
  return named.length === 1 ? named[0]! : 'ALL';
}

/** `const router = createRouter(); router.use(auth).get(handler)` of next-connect; true if the file has one. */
function emitConnected(file: SourceFile, endpoint: (method: HttpMethod, handlers: readonly Value[], at: Span) => void): boolean {
  let isConnected = false;
  const values = valuesOf(file);
  for (const node of file.nodes('CallExpression')) {
    if (node.callee.type !== 'MemberExpression') continue;
    const step = propertyKey({ key: node.callee.property, computed: node.callee.computed })?.toUpperCase() ?? '';
    if (!isRequestMethod(step) && step !== 'ALL') continue;
    const { root, steps } = chainOf(file, node);
    const made = localValue(file, values.of(root));
    if (made.k !== 'call' || !/^next-connect#(default|createRouter|\*)$/.test(symbolOf(made.callee) ?? '')) continue;
    isConnected = true;
    const handlers = node.arguments.map((argument) => values.of(argument)).filter((value) => value.k !== 'literal');
    if (handlers.length > 0) endpoint(step, handlers, steps.at(-1)!.at);
  }
  return isConnected;
}
