import type { TSESTree } from '@typescript-eslint/types';
import type { HttpMethod } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { TypeRef, Value } from '../facts/value.js';
import { membersOf, sameValue } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { calledName, unwrap } from './chains.js';
import { constantString, localValue } from './local-values.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { symbolOf } from './symbols.js';
import { propertyKey } from './property-key.js';
import { memberOf } from './value-parts.js';
import { valuesOf } from './values.js';

/** Methods of routers that register a handler for one HTTP method, in every framework that names them so. */
export const verbs: ReadonlyMap<string, HttpMethod> = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['head', 'HEAD'],
  ['options', 'OPTIONS'],
  ['all', 'ALL'],
]);

const methodNames: ReadonlyMap<string, HttpMethod> = new Map([...verbs, ['*', 'ALL'], ['del', 'DELETE'], ['any', 'ALL']]);

/** `GET` for `'get'` or `'GET'`, `null` for what is no HTTP method that endpoints have. */
export const httpMethod = (name: string): HttpMethod | null => methodNames.get(name.toLowerCase()) ?? null;

/** `receiver.name(args)`. */
export interface MethodCall {
  readonly node: TSESTree.CallExpression;
  readonly name: string;
  /** What it is called on. */
  readonly receiver: Node;
  readonly args: readonly TSESTree.CallExpressionArgument[];
  /** The call; in a chain only this link, from its name to its end, so that every route has its own line. */
  readonly at: Span;
}

/** Calls of methods with one of the names, in source order of the outermost call of their chain. */
export function methodCalls(file: SourceFile, names: { has(name: string): boolean }): MethodCall[] {
  const calls: MethodCall[] = [];
  for (const node of file.nodes('CallExpression')) {
    const name = calledName(unwrap(node.callee));
    const call = name !== null && names.has(name) ? methodCall(node) : null;
    if (call) calls.push(call);
  }
  return calls;
}

/** The parts of a method call, `null` for a node that is none. */
export function methodCall(node: Node): MethodCall | null {
  if (node.type !== 'CallExpression') return null;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return null;
  const name = propertyKey({ key: callee.property, computed: callee.computed });
  if (name === null) return null;
  const receiver = unwrap(callee.object);
  const at =
    receiver.type === 'CallExpression' || receiver.type === 'NewExpression'
      ? { start: spanOf(callee.property).start, end: spanOf(node).end }
      : spanOf(node);
  return { node, name, receiver, args: node.arguments, at };
}

/** Where a chain of router methods starts: `app` of `app.use(a).get('/x', b)`. */
export function chainRoot(receiver: Node, fluent: { has(name: string): boolean }): Node {
  let node = unwrap(receiver);
  for (;;) {
    const call = methodCall(node);
    if (!call || !fluent.has(call.name)) return node;
    node = call.receiver;
  }
}

/** True for a call whose result is awaited: clients are, registrations are not. */
export const isAwaited = (node: Node): boolean => node.parent?.type === 'AwaitExpression';

/** How far a file shows that a value is a router. */
export type Candidacy =
  /** A parameter, a field, an import of the project, or the framework itself. */
  | 'possible'
  /** It comes from another package: a workspace package may hold a router, a client library does not. */
  | 'foreign'
  | 'no';

/**
 * Whether a value could be a router, as far as this file tells.
 * @param isOwn true for import sources that are the framework's own
 */
export function routerCandidacy(file: SourceFile, value: Value, isOwn: (source: string) => boolean): Candidacy {
  const of = (one: Value, isMade: boolean, depth: number): Candidacy => {
    if (depth > 64) return isMade ? 'possible' : 'no';
    switch (one.k) {
      case 'import':
        if (isOwn(one.source)) return 'possible';
        if (one.source.startsWith('node:')) return 'no';
        return isPackage(file, one.source) ? 'foreign' : 'possible';
      case 'ref':
      case 'member': {
        const local = localValue(file, one);
        if (local !== one) return of(local, isMade, depth + 1);
        if (one.k === 'ref') return 'possible';
        if (one.of.k === 'this') return ofField(one.of.cls, one.name, depth);
        return of(one.of, true, depth + 1);
      }
      case 'element':
      case 'omit':
      case 'spread':
        return of(one.of, true, depth + 1);
      case 'call':
      case 'new':
        return of(one.callee, true, depth + 1);
      case 'union':
        return best(one.of.map((part) => of(part, isMade, depth + 1)));
      case 'param':
        return ofType(paramType(file, one.fn, one.index), depth);
      case 'typed':
        return ofType(one.type, depth);
      case 'this':
      case 'super':
        return 'possible';
      case 'function':
      case 'class':
      case 'object':
      case 'unknown':
        // what a call gives whose start is too far away or not known may still be a router
        return isMade ? 'possible' : 'no';
      default:
        return 'no';
    }
  };
  const ofType = (type: TypeRef | null, depth: number): Candidacy => {
    switch (type?.t) {
      case 'name':
        return type.symbol.k === 'global' ? 'no' : type.symbol.k === 'ref' ? 'possible' : of(type.symbol, true, depth + 1);
      case 'union':
      case 'intersection':
        return best(type.of.map((part) => ofType(part, depth + 1)));
      case 'primitive':
        return type.name === 'any' || type.name === 'unknown' ? 'possible' : 'no';
      case 'array':
      case 'literal':
      case 'function':
        return 'no';
      default:
        return 'possible';
    }
  };
  const ofField = (cls: number, name: string, depth: number): Candidacy => {
    for (const member of valuesOf(file).classNodes[cls]?.body.body ?? []) {
      if (member.type === 'PropertyDefinition' && propertyKey(member) === name && member.typeAnnotation)
        return ofType(valuesOf(file).type(member.typeAnnotation.typeAnnotation), depth);
      if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
      for (const param of member.value.params) {
        if (param.type !== 'TSParameterProperty') continue;
        const bound = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
        if (bound.type === 'Identifier' && bound.name === name)
          return ofType(bound.typeAnnotation ? valuesOf(file).type(bound.typeAnnotation.typeAnnotation) : null, depth);
      }
    }
    return 'possible';
  };
  return of(value, false, 0);
}

const best = (all: readonly Candidacy[]): Candidacy =>
  all.includes('possible') ? 'possible' : all.includes('foreign') ? 'foreign' : 'no';

/** The external symbol that a callee is, through constants of this file (`const Router = require('koa-router')`). */
export const calledSymbol = (file: SourceFile, callee: Value): string => symbolOf(localValue(file, callee)) ?? '';

/** True for a source that the file's package depends on; aliases and relative sources are the project's own. */
export function isPackage(file: SourceFile, source: string): boolean {
  return file.dependencies.has(packageName(source));
}

/** The written type of a parameter, `null` if there is none. */
export function paramType(file: SourceFile, fn: number, index: number): TypeRef | null {
  let param: Node | undefined = valuesOf(file).functionNodes[fn]?.params[index];
  if (param?.type === 'TSParameterProperty') param = param.parameter;
  if (param?.type === 'AssignmentPattern') param = param.left;
  // the members of a destructured parameter have types of their own
  return param?.type === 'Identifier' && param.typeAnnotation ? valuesOf(file).type(param.typeAnnotation.typeAnnotation) : null;
}

/** A route's path: the constant, or the value that another file may complete. */
export interface RoutePath {
  readonly path: string | null;
  readonly pathValue?: Value;
}

/** The paths of a path argument: those of an array one by one (`app.get(['/a', '/b'], handler)`), otherwise itself. */
export function pathsOf(file: SourceFile, value: Value): readonly Value[] {
  const local = localValue(file, value);
  return local.k === 'array' && local.items.length > 0 ? local.items : [value];
}

/** One path of a path argument: a string, a template, a constant; `null` for regular expressions. */
export function routePath(file: SourceFile, value: Value): RoutePath {
  const local = localValue(file, value);
  const path = constantString(file, local);
  if (path !== null) return { path };
  return local.k === 'scalar' || local.k === 'unknown' || local.k === 'literal' ? { path: null } : { path: null, pathValue: value };
}

/**
 * Whether an argument is a path rather than a handler. `maybe` for imports, parameters and fields, which this file
 * cannot tell.
 */
export function isPath(file: SourceFile, value: Value): 'yes' | 'maybe' | 'no' {
  const local = localValue(file, value);
  switch (local.k) {
    case 'literal':
      // `db.all('select 1', callback)`: paths have no blanks
      return typeof local.value === 'string' && !/\s/.test(local.value) ? 'yes' : 'no';
    case 'text':
      return 'yes';
    case 'scalar':
      return local.type === 'string' ? 'yes' : 'no';
    case 'array':
      return local.items.length > 0 ? isPath(file, local.items[0]!) : 'no';
    case 'import':
    case 'ref':
    case 'member':
    case 'param':
    case 'element':
    case 'unknown':
      return 'maybe';
    case 'typed':
      return local.type.t === 'function' ? 'no' : 'maybe';
    case 'union':
      return local.of.some((one) => isPath(file, one) === 'yes') ? 'yes' : local.of.every((one) => isPath(file, one) === 'no') ? 'no' : 'maybe';
    default:
      return 'no';
  }
}

/** A path that a function builds: `router.get(pathOf('orders'), handler)`. A middleware is made like that too, so only on a router it is a path. */
export const isBuiltPath = (file: SourceFile, value: Value): boolean => localValue(file, value).k === 'call';

/** Whether every handler could be one and there is one at all: `cache.get(context, 'key', load)` is no route. */
export const couldAllHandle = (file: SourceFile, handlers: readonly Value[]): boolean =>
  handlers.length > 0 && handlers.every((handler) => couldHandle(file, handler));

/** False for what a file shows to be no function: literals, text, objects, instances. */
export function couldHandle(file: SourceFile, value: Value): boolean {
  const local = localValue(file, value);
  switch (local.k) {
    case 'literal':
    case 'scalar':
    case 'text':
    case 'tagged':
    case 'object':
      return false;
    case 'array':
      return local.items.length > 0 && local.items.every((item) => couldHandle(file, item));
    case 'spread':
    case 'element':
      return true;
    case 'union':
      return local.of.some((one) => couldHandle(file, one));
    case 'global':
      return false;
    default:
      return true;
  }
}

/**
 * True for a handler that is named as one: a function, a call, an import, a member of the class, an object or an import.
 * What callers hand in (`service.delete(ctx, input.id)`) is data as likely as not; it counts only behind a literal path.
 */
export function isNamedHandler(file: SourceFile, value: Value): boolean {
  const local = localValue(file, value.k === 'spread' ? value.of : value);
  switch (local.k) {
    case 'function':
    case 'call':
    case 'import':
    case 'ref':
    case 'array':
      return true;
    case 'member':
    case 'element': {
      let of = local.of;
      while (of.k === 'member' || of.k === 'element') of = of.of;
      return of.k !== 'param' && of.k !== 'typed';
    }
    case 'union':
      return local.of.every((one) => isNamedHandler(file, one));
    default:
      return false;
  }
}

/** True for `read(path, handler) { this.router.get(path, handler); }`, and for members of what is handed in, `{ path, handler }`: both come from the same function. */
export function isHandedIn(path: Value, handler: Value): boolean {
  const [from, to] = [path, handler].map((value) => membersOf(value).root);
  return path.k === handler.k && from?.k === 'param' && to?.k === 'param' && from.fn === to.fn;
}

/**
 * Handlers as a flat list: arrays and spreads of arrays of this file are laid out, `null` and `undefined` left out.
 * @param expand gives the handlers that a value stands for (`factory.createHandlers(a, b)`), `null` for itself
 */
export function flatHandlers(
  file: SourceFile,
  values: readonly Value[],
  expand: (value: Value) => readonly Value[] | null = () => null,
): Value[] {
  const flat: Value[] = [];
  const add = (value: Value, depth: number): void => {
    const inner = value.k === 'spread' ? value.of : value;
    const local = localValue(file, inner);
    const expanded = expand(local);
    if (depth < 6 && local.k === 'array') local.items.forEach((item) => add(item, depth + 1));
    else if (depth < 6 && expanded) expanded.forEach((item) => add(item, depth + 1));
    else if (!(value.k === 'literal' && value.value === null)) flat.push(value);
  };
  values.forEach((value) => add(value, 0));
  return flat;
}

/** Number of parameters of a function of this file, `null` for any other value. */
export function paramCount(file: SourceFile, value: Value): number | null {
  const local = localValue(file, value);
  return local.k === 'function' ? valuesOf(file).functionNodes[local.fn]!.params.length : null;
}

/**
 * The values once per item where they are members of the elements of one array literal of this file
 * (`routes.forEach((route) => router.use(route.path, route.router))`); otherwise the values themselves, once.
 */
export function perElement(file: SourceFile, values: readonly Value[]): (readonly Value[])[] {
  const collection = values.map(elementCollection).find((found) => found !== null);
  if (!collection) return [values];
  const array = localValue(file, collection);
  if (array.k !== 'array' || array.items.length === 0 || array.items.some((item) => item.k === 'spread')) return [values];
  return array.items.map((item) => values.map((value) => withElement(value, collection, localValue(file, item))));
}

function elementCollection(value: Value): Value | null {
  if (value.k === 'element') return value.of;
  if (value.k === 'member') return elementCollection(value.of);
  if (value.k === 'call') return elementCollection(value.callee);
  return null;
}

function withElement(value: Value, collection: Value, item: Value): Value {
  if (value.k === 'element' && sameValue(value.of, collection)) return item;
  if (value.k === 'member') return memberOf(withElement(value.of, collection, item), value.name);
  if (value.k === 'call') return { ...value, callee: withElement(value.callee, collection, item) };
  return value;
}

/** A property of an options value through constants of this file; `unknown` if it has none that this file shows. */
export function option(file: SourceFile, options: Value, name: string): Value {
  const local = localValue(file, options);
  const value = memberOf(local, name);
  if (local.k !== 'object' || Object.hasOwn(local.props, name)) return value;
  for (const spread of [...local.spreads].reverse()) {
    const inherited = localValue(file, spread);
    if (inherited.k === 'object' && Object.hasOwn(inherited.props, name)) return inherited.props[name]!;
  }
  return value.k === 'unknown' ? value : { k: 'unknown' };
}
