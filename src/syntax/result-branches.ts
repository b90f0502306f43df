import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { writtenAsJson } from './json-text.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { isNamed } from './type-guards.js';

/** Flags of a result that say that it has worked, and members that only one has that has not. */
const flags = /^(success|succeeded|ok|okay)$/;
const failures = /^(error|errors)$/;
/** Functions and classes that know an error: `isServiceError`, `HttpError`. */
const errorGuard = /^is(?:[A-Z]\w*)?(?:Err|Error|Failure)$/;
const errorClass = /(?:Error|Exception|Failure)$/;

/**
 * Whether a node stands where a local result that it is has worked: in the branch of `if (result.success)`, or behind
 * `if (!result.success) return …`, `if (isFailure(result)) return …`, `if ('error' in result) return …`.
 */
export function isOfSuccess(file: SourceFile, node: Node): boolean {
  const plain = unwrap(writtenAsJson(node));
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
  if (plain.type === 'UnaryExpression' && plain.operator === '!') return holds ? tellsFailure(plain.argument, name) : isMember(plain.argument, name, flags);
  if (plain.type === 'BinaryExpression' && plain.right.type === 'Literal' && typeof plain.right.value === 'boolean' && /^===?$/.test(plain.operator)) return plain.right.value === holds && isMember(plain.left, name, flags);
  return holds ? isMember(plain, name, flags) : tellsFailure(plain, name);
}

/** Whether what a node holds to is true of failures only. */
function tellsFailure(node: Node, name: string): boolean {
  const plain = unwrap(node);
  if (plain.type === 'CallExpression') return plain.callee.type === 'Identifier' && errorGuard.test(plain.callee.name) && plain.arguments.length === 1 && isNamed(plain.arguments[0]!, name);
  if (plain.type !== 'BinaryExpression') return isMember(plain, name, failures);
  if (plain.operator === 'in') return isNamed(plain.right, name) && plain.left.type === 'Literal' && failures.test(String(plain.left.value));
  return plain.operator === 'instanceof' && isNamed(plain.left, name) && plain.right.type === 'Identifier' && errorClass.test(plain.right.name);
}

function isMember(node: Node, name: string, members: RegExp): boolean {
  const plain = unwrap(node);
  return plain.type === 'MemberExpression' && isNamed(plain.object, name) && members.test(propertyKey({ key: plain.property, computed: plain.computed }) ?? '');
}

function leaves(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}
