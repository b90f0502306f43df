import type { ClassFact } from '../facts/code.js';
import type { TypeRef, Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { classesOf } from './class-facts.js';
import { isExternal } from './module-facts.js';
import { localValue } from './local-values.js';
import { couldBeClient } from './receivers.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** The classes of a file, built once. */
export const classFactsOf = perFile((file): readonly ClassFact[] => classesOf(file));

/**
 * What a receiver is as far as this file tells: {@link localValue}, and besides it the written types of parameters
 * and fields and what a constructor assigns to a field. A written type that says nothing (`any`) gives way to the value.
 */
export function settle(file: SourceFile, value: Value, depth = 0): Value {
  if (depth > 8) return value;
  const local = localValue(file, value);
  if (local !== value) return settle(file, local, depth + 1);
  if (value.k === 'param') {
    const param = valuesOf(file).functionNodes[value.fn]?.params[value.index];
    const pattern = param?.type === 'TSParameterProperty' ? param.parameter : param;
    const bound = pattern?.type === 'AssignmentPattern' ? pattern.left : pattern;
    const type = bound && 'typeAnnotation' in bound && bound.typeAnnotation ? valuesOf(file).type(bound.typeAnnotation.typeAnnotation) : null;
    return type && says(type) ? { k: 'typed', type } : value;
  }
  if (value.k === 'member' && value.of.k === 'this') {
    const field = fieldOf(file, value.of.cls, value.name);
    if (!field) return value;
    if (field.type && says(field.type)) return { k: 'typed', type: field.type };
    return field.value && field.value !== value ? settle(file, field.value, depth + 1) : value;
  }
  if (value.k === 'member' && value.of.k === 'typed' && value.of.type.t === 'object') {
    const type = Object.hasOwn(value.of.type.members, value.name) ? value.of.type.members[value.name] : undefined;
    return type && says(type) ? { k: 'typed', type } : value;
  }
  if (value.k === 'member') {
    const of = settle(file, value.of, depth + 1);
    return of !== value.of && of.k === 'typed' && of.type.t === 'object' ? settle(file, { ...value, of }, depth + 1) : value;
  }
  return value;
}

const fieldOf = (file: SourceFile, cls: number, name: string): ClassFact['fields'][string] | null => {
  const fields = classFactsOf(file)[cls]?.fields;
  return fields && Object.hasOwn(fields, name) ? fields[name]! : null;
};

const says = (type: TypeRef): boolean =>
  type.t === 'name' || type.t === 'array' || type.t === 'object' || type.t === 'typeof' || (type.t === 'primitive' && type.name !== 'any' && type.name !== 'unknown' && type.name !== 'object');

/**
 * False for a receiver that this file shows to be no client, repository or model of `packages`: everything that
 * `couldBeClient` refuses, a written type or an import from another package, `this` of a class that extends nothing.
 * Scoped packages may be packages of the same workspace, so they stay candidates.
 */
export function couldComeFrom(file: SourceFile, receiver: Value, packages: readonly string[]): boolean {
  if (receiver.k === 'this' || receiver.k === 'super') return classFactsOf(file)[receiver.cls]?.extends != null;
  if (receiver.k === 'call' && receiver.callee.k === 'member' && arrayMethods.has(receiver.callee.name)) return false;
  if (!couldBeClient(file, receiver)) return false;
  const settled = settle(file, receiver);
  return (settled.k === 'union' ? settled.of : [settled]).some((one) => !isOther(file, one, packages) && (one.k === 'unknown' || one.k === 'object' || couldBeClient(file, one)));
}

/** What they give is an array: its `find` is no query. */
const arrayMethods: ReadonlySet<string> = new Set(['filter', 'map', 'flatMap', 'flat', 'slice', 'concat', 'split', 'reverse', 'entries', 'keys', 'values', 'toSorted', 'toReversed']);

function isOther(file: SourceFile, value: Value, packages: readonly string[]): boolean {
  const head = headOf(value);
  if (head.k === 'import') return isUnrelated(file, head.source, packages);
  if (head.k === 'typed') return isOtherType(file, head.type, packages);
  return head.k === 'literal' || head.k === 'scalar' || head.k === 'text' || head.k === 'array';
}

function isOtherType(file: SourceFile, type: TypeRef, packages: readonly string[]): boolean {
  switch (type.t) {
    case 'array':
    case 'primitive':
    case 'literal':
    case 'tuple':
    case 'object':
    case 'function':
      return true;
    case 'union':
      return type.of.every((one) => isOtherType(file, one, packages));
    case 'name': {
      const symbol = headOf(type.symbol);
      if (symbol.k === 'import') return isUnrelated(file, symbol.source, packages);
      // ambient types of the project live in namespaces (`Models.UserModel`) or under a name of their own
      return symbol.k === 'global' && type.symbol === symbol && standardTypes.has(symbol.name);
    }
    default:
      return false;
  }
}

const standardTypes: ReadonlySet<string> = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Date',
  'URL',
  'URLSearchParams',
  'Headers',
  'FormData',
  'Record',
  'Buffer',
  'Console',
]);

/** Scopes of vendors that hand out no database client but those asked for; other scopes may be of the same workspace. */
const vendorScopes = /^@(nestjs|aws-sdk|google-cloud|azure|opentelemetry|sentry|fastify|hono|trpc|apollo|elastic|opensearch-project|slack|octokit|types)\//;

const isUnrelated = (file: SourceFile, source: string, packages: readonly string[]): boolean =>
  (source.startsWith('@') ? vendorScopes.test(source) : isExternal(file, source)) &&
  !packages.some((name) => source === name || source.startsWith(`${name}/`));

/**
 * The value of a receiver. Where it comes from an outside call, such as a container, and a type is written for it
 * (`Container.get('orders') as Model<Order>`, `const orders: Repository<Order> = get('orders')`), that type.
 */
export function receiverValue(file: SourceFile, node: Node): Value {
  const value = valuesOf(file).of(node);
  const type = writtenType(file, node);
  if (!type || !says(type)) return value;
  const head = headOf(value);
  if (value.k === 'unknown' || head.k === 'global') return { k: 'typed', type };
  return value.k !== 'import' && head.k === 'import' && !head.source.startsWith('.') ? { k: 'typed', type } : value;
}

/** The type that an expression, or the declaration of the variable it is, states. */
function writtenType(file: SourceFile, node: Node): TypeRef | null {
  const values = valuesOf(file);
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion': {
      const type = values.type(node.typeAnnotation);
      return type && says(type) ? type : null;
    }
    case 'TSNonNullExpression':
    case 'ChainExpression':
      return writtenType(file, node.expression);
    case 'AwaitExpression':
      return writtenType(file, node.argument);
    case 'CallExpression': {
      // `container.resolve<Repository<Order>>('orders')`
      const [first, second] = node.typeArguments?.params ?? [];
      return first && !second && first.type === 'TSTypeReference' && first.typeArguments ? values.type(first) : null;
    }
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(node);
      if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier') return null;
      const annotation = binding.declarator.id.typeAnnotation;
      if (annotation) return values.type(annotation.typeAnnotation);
      return binding.declarator.init ? writtenType(file, binding.declarator.init) : null;
    }
    default:
      return null;
  }
}

/** True for a name written as classes are: `Order`, `entities.Order`, and for a class expression. */
export function isClassName(node: Node | undefined): boolean {
  const plain = node ? unwrap(node) : null;
  if (plain?.type === 'Identifier') return /^[A-Z][A-Za-z0-9]*$/.test(plain.name);
  if (plain?.type === 'MemberExpression') return /^[A-Z][A-Za-z0-9]*$/.test(propertyKey({ key: plain.property, computed: plain.computed }) ?? '');
  return plain?.type === 'ClassExpression';
}

/** The function or method of this file that a call calls, `null` if it stands elsewhere. */
export function localFunction(file: SourceFile, call: Node): FunctionNode | null {
  if (call.type !== 'CallExpression') return null;
  const callee = localValue(file, valuesOf(file).of(call.callee));
  const index =
    callee.k === 'function'
      ? callee.fn
      : callee.k === 'member' && callee.of.k === 'this'
        ? (classFactsOf(file)[callee.of.cls]?.methods[callee.name] ?? null)
        : null;
  return index === null ? null : (valuesOf(file).functionNodes[index] ?? null);
}

/** What a call of a function or method of this file returns, `[]` if the function stands elsewhere. */
export function localReturns(file: SourceFile, call: Node): readonly Node[] {
  const fn = localFunction(file, call);
  if (!fn) return [];
  if (fn.type === 'ArrowFunctionExpression' && fn.body.type !== 'BlockStatement') return [fn.body];
  const index = valuesOf(file).fn(fn);
  return file.nodes('ReturnStatement').flatMap((node) => (node.argument && valuesOf(file).enclosing(node) === index ? [node.argument] : []));
}
