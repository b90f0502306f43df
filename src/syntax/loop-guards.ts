import { isWithin } from '../facts/source.js';
import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, boundIdentifiers, isFunction } from './bindings.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';

/** Members that tell an element from all others. */
const identities: ReadonlySet<string> = new Set(['id', '_id', 'uuid']);

/** Whether a condition on the way from a loop to a node holds for one element: its identity or its index is something that the loop does not change. */
export function runsForOne(file: SourceFile, node: Node, loop: Node): boolean {
  for (let child = node, up = node.parent; up && child !== loop; child = up, up = up.parent) {
    if (up.type === 'IfStatement' || up.type === 'ConditionalExpression') {
      if (up.consequent === child && picksOne(file, up.test, loop)) return true;
    } else if (up.type === 'LogicalExpression' && up.operator === '&&' && up.right === child && picksOne(file, up.left, loop)) return true;
  }
  return false;
}

function picksOne(file: SourceFile, test: Node, loop: Node): boolean {
  if (test.type === 'LogicalExpression' && test.operator === '&&') return picksOne(file, test.left, loop) || picksOne(file, test.right, loop);
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return false;
  const { left, right } = test;
  return (tellsApart(file, left, loop) && isTheSame(file, right, loop)) || (tellsApart(file, right, loop) && isTheSame(file, left, loop));
}

/** Whether an expression is the identity of the element that a loop is at, or its index. */
function tellsApart(file: SourceFile, node: Node, loop: Node): boolean {
  if (node.type === 'MemberExpression') return node.object.type === 'Identifier' && identities.has(propertyKey({ key: node.property, computed: node.computed }) ?? '') && isElement(file, node.object, loop);
  if (node.type !== 'Identifier' || !isFunction(loop)) return false;
  const binding = bindingsOf(file).resolve(node);
  return binding?.kind === 'param' && loop.params[/^reduce/.test(methodOf(loop)) ? 2 : 1] === binding.node;
}

const methodOf = (callback: Node): string => {
  const call = callback.parent;
  return call?.type === 'CallExpression' && call.callee.type === 'MemberExpression' ? (propertyKey({ key: call.callee.property, computed: call.callee.computed }) ?? '') : '';
};

/** Whether a name is the element that a loop is at: `x` of `for (const x of xs)`, of `for (const [i, x] of xs.entries())` and of `xs.map((x) => …)`. */
function isElement(file: SourceFile, name: TSESTree.Identifier, loop: Node): boolean {
  const binding = bindingsOf(file).resolve(name);
  if (isFunction(loop)) return binding?.kind === 'param' && binding.fn === loop && loop.params[/^reduce/.test(methodOf(loop)) ? 1 : 0] === binding.node;
  if (loop.type !== 'ForOfStatement' || loop.left.type !== 'VariableDeclaration' || binding?.kind !== 'variable') return false;
  return boundIdentifiers(loop.left.declarations[0]!.id).at(-1) === binding.node;
}

/** Whether an expression has one value as long as a loop runs: a literal, or members of a name from outside that nothing inside assigns. */
function isTheSame(file: SourceFile, given: Node, loop: Node): boolean {
  let node = given;
  while (node.type === 'MemberExpression' || node.type === 'ChainExpression' || node.type === 'TSNonNullExpression') {
    if (node.type === 'MemberExpression' && node.computed && node.property.type !== 'Literal') return false;
    node = node.type === 'MemberExpression' ? node.object : node.expression;
  }
  if (node.type === 'Literal' || node.type === 'ThisExpression') return true;
  if (node.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(node);
  if (!binding) return false;
  const within = (one: Node | null): boolean => one === null || isWithin(spanOf(one), spanOf(loop));
  return !within(binding.node) && !bindingsOf(file).assignments(binding).some(within);
}
