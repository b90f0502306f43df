import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';

/** The callee of `isFailure(order)`, or the class of `order instanceof Failure`. */
export interface Guard {
  readonly form: 'guard' | 'instanceOf';
  readonly node: Node;
}

/** The test in whose branch a local variable stands; `null` where none holds there, or where the node is anything else. */
export function guardOf(file: SourceFile, node: Node): Guard | null {
  const plain = unwrap(node);
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  if (plain.type !== 'Identifier' || (binding?.kind !== 'variable' && binding?.kind !== 'param')) return null;
  for (let inner: Node = node, up = node.parent; up && !isFunction(inner); inner = up, up = up.parent) {
    const found = (up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.consequent === inner ? guardIn(up.test, plain.name) : null;
    if (found) return found;
  }
  return null;
}

/** The guard that has to hold for a test to hold. */
function guardIn(test: Node, name: string): Guard | null {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression') return plain.operator === '&&' ? (guardIn(plain.left, name) ?? guardIn(plain.right, name)) : null;
  if (plain.type === 'BinaryExpression') return plain.operator === 'instanceof' && isNamed(plain.left, name) ? { form: 'instanceOf', node: plain.right } : null;
  return plain.type === 'CallExpression' && plain.arguments.length === 1 && isNamed(plain.arguments[0]!, name) ? { form: 'guard', node: plain.callee } : null;
}

/** Whether a node is a name, assertions round it looked through. */
export function isNamed(node: Node, name: string): boolean {
  const plain = unwrap(node);
  return plain.type === 'Identifier' && plain.name === name;
}
