import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import type { Span } from '../facts/source.js';
import { propertyKey } from './property-key.js';

/** One link of a call chain: `.name(args)`, or `.name` without a call. */
export interface Step {
  readonly name: string;
  readonly args: readonly TSESTree.CallExpressionArgument[];
  readonly called: boolean;
  /** From the member's name to the end of the call: where `.skip(10)` stands. */
  readonly at: Span;
  readonly node: Node;
}

/** `root.a(x).b.c(y)`: the expression it starts from and its steps in order. */
export interface Chain {
  readonly root: TSESTree.Expression;
  readonly steps: readonly Step[];
}

const wrappers: ReadonlySet<string> = new Set(['AwaitExpression', 'TSAsExpression', 'TSTypeAssertion', 'TSNonNullExpression', 'TSSatisfiesExpression', 'ChainExpression', 'TSInstantiationExpression']);

/** Removes what does not change a value: await, assertions, optional chaining. */
export function unwrap(node: Node): Node {
  if (!wrappers.has(node.type)) return node;
  switch (node.type) {
    case 'AwaitExpression':
      return unwrap(node.argument);
    case 'TSAsExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'ChainExpression':
    case 'TSInstantiationExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/**
 * The chain that ends in a call. A root call keeps its own place: for `knex('users').where(…)` the root is `knex('users')`.
 * A root that is a local constant holding another chain is followed, so `const q = db.select(); q.limit(1)` is one chain.
 */
export function chainOf(file: SourceFile, call: Node, followVariables = true): Chain {
  const steps: Step[] = [];
  let node: Node = unwrap(call);
  for (let guard = 0; guard < 200; guard += 1) {
    if (node.type === 'CallExpression') {
      const callee = unwrap(node.callee);
      if (callee.type !== 'MemberExpression') break;
      steps.push({
        name: nameOf(callee),
        args: node.arguments,
        called: true,
        at: { start: spanOf(callee.property).start, end: spanOf(node).end },
        node,
      });
      node = unwrap(callee.object);
    } else if (node.type === 'MemberExpression') {
      steps.push({ name: nameOf(node), args: [], called: false, at: spanOf(node.property), node });
      node = unwrap(node.object);
    } else if (node.type === 'Identifier' && followVariables) {
      const binding = bindingsOf(file).resolve(node);
      const init =
        binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init
          ? unwrap(binding.declarator.init)
          : null;
      if (!init || (init.type !== 'CallExpression' && init.type !== 'MemberExpression') || isWithin(node, init)) break;
      node = init;
    } else break;
  }
  return { root: node as TSESTree.Expression, steps: steps.reverse() };
}

const isWithin = (node: Node, outer: Node): boolean => {
  for (let up: Node | undefined = node; up; up = up.parent) if (up === outer) return true;
  return false;
};

const nameOf = (member: TSESTree.MemberExpression): string => propertyKey({ key: member.property, computed: member.computed }) ?? '[]';

/** The last name of what is called, as written: `save` for `save()` and `orders.save()`; `null` where it has none. */
export function calledName(callee: Node): string | null {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
}

/**
 * Calls made on a variable as statements or reassignments: for a builder that mutates itself
 * (`qb.where(…); if (x) qb.skip(10); query = query.limit(5)`).
 */
export function stepsOnVariable(file: SourceFile, identifier: TSESTree.Identifier): Step[] {
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(identifier);
  if (!binding) return [];
  const steps: Step[] = [];
  for (const reference of bindings.references(binding)) {
    if (reference === identifier) continue;
    let node: Node = reference;
    while (node.parent && unwrapsTo(node.parent, node)) {
      const parent: Node = node.parent;
      if (parent.type === 'CallExpression') {
        const chain = chainOf(file, parent, false);
        const last = chain.steps.at(-1);
        if (last) steps.push(last);
      }
      node = parent;
    }
  }
  return steps;
}

const unwrapsTo = (parent: Node, child: Node): boolean =>
  (parent.type === 'MemberExpression' && parent.object === child) ||
  (parent.type === 'CallExpression' && parent.callee === child) ||
  parent.type === 'TSNonNullExpression' ||
  parent.type === 'ChainExpression';

/** The property of an object literal by name, `null` if absent or if the node is no object literal. */
export function propertyOf(node: Node | undefined | null, name: string): TSESTree.Property | null {
  const object = node ? unwrap(node) : null;
  if (object?.type !== 'ObjectExpression') return null;
  for (const property of object.properties)
    if (property.type === 'Property' && propertyKey(property) === name) return property;
  return null;
}

/**
 * The object literal that an argument is, directly or through one local constant; `null` when it cannot be told.
 * Spreads of local object literals count as part of it through {@link findProperty}.
 */
export function objectLiteral(file: SourceFile, node: Node | undefined | null): TSESTree.ObjectExpression | null {
  if (!node) return null;
  const plain = unwrap(node);
  if (plain.type === 'ObjectExpression') return plain;
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return null;
  const init = unwrap(binding.declarator.init);
  return init.type === 'ObjectExpression' ? init : null;
}

/**
 * Finds a property in an options argument: in the literal, in a local constant, in spreads of local literals
 * (`...(page ? { skip } : {})` included), or set later with `options.skip = …`.
 * `certain` is false when an unknown spread or an unknown argument might hold it.
 */
export function findProperty(
  file: SourceFile,
  argument: Node | undefined | null,
  name: string,
): { readonly node: Node; readonly value: Node } | 'absent' | 'unknown' {
  if (!argument) return 'absent';
  const plain = unwrap(argument);
  if (plain.type === 'ConditionalExpression') {
    const branches = [plain.consequent, plain.alternate].map((b) => findProperty(file, b, name));
    return branches.find((b) => typeof b === 'object') ?? (branches.includes('unknown') ? 'unknown' : 'absent');
  }
  if (plain.type === 'LogicalExpression') {
    const right = findProperty(file, plain.right, name);
    return right !== 'absent' || plain.operator === '&&' ? right : findProperty(file, plain.left, name);
  }
  if (plain.type === 'Literal') return 'absent';
  if (plain.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(plain);
    if (binding?.kind === 'variable') {
      for (const reference of bindingsOf(file).references(binding)) {
        const member = reference.parent;
        if (
          member?.type === 'MemberExpression' &&
          member.object === reference &&
          nameOf(member) === name &&
          member.parent?.type === 'AssignmentExpression' &&
          member.parent.left === member
        )
          return { node: member.property, value: member.parent.right };
      }
    } else if (!binding && plain.name === 'undefined') return 'absent';
  }
  const literal = objectLiteral(file, plain);
  if (!literal) return 'unknown';
  const own = propertyOf(literal, name);
  if (own) return { node: own, value: own.value };
  let open = false;
  for (const property of literal.properties) {
    if (property.type !== 'SpreadElement') continue;
    const spread = findProperty(file, property.argument, name);
    if (typeof spread === 'object') return spread;
    if (spread === 'unknown') open = true;
  }
  return open ? 'unknown' : 'absent';
}
