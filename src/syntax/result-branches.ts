import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';

/** Flags of a result that say that it has worked. */
const flags = /^(success|succeeded|ok|okay)$/;

/**
 * Whether a node stands where a local result that it is has worked: in the branch of `if (result.success)`, or behind
 * `if (!result.success) return …`.
 */
export function isOfSuccess(file: SourceFile, node: Node): boolean {
  const plain = unwrap(node);
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  if (plain.type !== 'Identifier' || binding?.kind !== 'variable') return false;
  for (let inner: Node = node, up = node.parent; up && !isFunction(inner); inner = up, up = up.parent) {
    if (up.type === 'IfStatement' || up.type === 'ConditionalExpression') {
      if (up.consequent === inner && says(up.test, plain.name, true)) return true;
      if (up.alternate === inner && says(up.test, plain.name, false)) return true;
    }
    if (up.type !== 'BlockStatement') continue;
    const before = up.body.slice(0, Math.max(up.body.indexOf(inner as never), 0));
    if (before.some((one) => one.type === 'IfStatement' && leaves(one.consequent) && says(one.test, plain.name, false))) return true;
  }
  return false;
}

/** Whether a test that holds says that the result has worked, or one that does not hold that it has not. */
function says(test: Node, name: string, holds: boolean): boolean {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression') return plain.operator === (holds ? '&&' : '||') && (says(plain.left, name, holds) || says(plain.right, name, holds));
  if (plain.type === 'UnaryExpression' && plain.operator === '!') return !holds && isFlag(plain.argument, name);
  if (plain.type === 'BinaryExpression' && plain.right.type === 'Literal' && typeof plain.right.value === 'boolean' && /^===?$/.test(plain.operator)) return plain.right.value === holds && isFlag(plain.left, name);
  return holds && isFlag(plain, name);
}

function isFlag(node: Node, name: string): boolean {
  const plain = unwrap(node);
  return plain.type === 'MemberExpression' && plain.object.type === 'Identifier' && plain.object.name === name && flags.test(propertyKey({ key: plain.property, computed: plain.computed }) ?? '');
}

function leaves(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}
