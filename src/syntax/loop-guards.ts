import { isWithin } from '../facts/source.js';
import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, boundIdentifiers, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { subtreeOf } from './subtree.js';

/** Members that tell an element from all others. */
const identities: ReadonlySet<string> = new Set(['id', '_id', 'uuid']);

/**
 * Whether a condition on the way from a loop to a node holds for one element: its identity or its index is something that
 * the loop does not change. Or what the node gives is kept outside of the loop, where there is nothing yet; or the loop
 * ends with it.
 */
export function runsForOne(file: SourceFile, node: Node, loop: Node): boolean {
  if (!isFunction(loop) && (endsLoop(node, loop) || fillsOnce(file, node, loop))) return true;
  for (let child = node, up = node.parent; up && child !== loop; child = up, up = up.parent) {
    if (up.type === 'IfStatement' || up.type === 'ConditionalExpression') {
      if (up.consequent === child && picksOne(file, up.test, loop)) return true;
    } else if (up.type === 'LogicalExpression' && up.operator === '&&' && up.right === child && picksOne(file, up.left, loop)) return true;
  }
  return false;
}

const leaving: ReadonlySet<string> = new Set(['ReturnStatement', 'ThrowStatement']);

/** `return await load(one)` in a loop, and `found = await load(one); break;`. A caught error may lead to the next element. */
function endsLoop(node: Node, loop: Node): boolean {
  let ends = false;
  for (let child = node, up = node.parent; up && child !== loop; child = up, up = up.parent) {
    if (isFunction(up)) ends = false;
    else if (leaving.has(up.type)) ends = true;
    else if (up.type === 'TryStatement' && up.block === child && up.handler && !leaves(up.handler.body.body, loop)) ends = false;
    else if (up.type === 'BlockStatement') ends ||= leaves(up.body.slice(up.body.findIndex((one) => one === child)), loop);
  }
  return ends;
}

/** Whether statements end a loop: the last one leaves it, and none before goes on with the next element. */
function leaves(statements: readonly Node[], loop: Node): boolean {
  const last = statements.at(-1);
  if (!last || !(leaving.has(last.type) || (last.type === 'BreakStatement' && !last.label && brokenBy(last) === loop))) return false;
  return statements.every((one) => subtreeOf(one, false).every(({ type }) => type !== 'ContinueStatement'));
}

/** The loop or switch that a `break` leaves. */
function brokenBy(statement: Node): Node | null {
  for (let up = statement.parent; up && !isFunction(up); up = up.parent) if (up.type === 'SwitchStatement' || /^(?:For|While|DoWhile).*Statement$/.test(up.type)) return up;
  return null;
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

/** `known ??= await load()`, `if (known === null) known = await load()`, of a name that is declared outside of the loop. */
function fillsOnce(file: SourceFile, node: Node, loop: Node): boolean {
  let inner: Node = node;
  while (inner.parent && unwrap(inner.parent) === unwrap(inner)) inner = inner.parent;
  const set = inner.parent;
  if (set?.type !== 'AssignmentExpression' || set.right !== inner || set.left.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(set.left);
  if (!binding || isWithin(spanOf(binding.node), spanOf(loop))) return false;
  if (set.operator === '??=' || set.operator === '||=') return true;
  const { name } = set.left;
  for (let child: Node = set, up = set.parent as Node | undefined; set.operator === '=' && up && up !== loop && !isFunction(up); child = up, up = up.parent)
    if (up.type === 'IfStatement' && up.consequent === child && isAbsence(up.test, name)) return true;
  return false;
}

/** `!known`, `known === null`, `known == undefined`; with further conditions beside it as well. */
function isAbsence(test: Node, name: string): boolean {
  const isName = (one: Node): boolean => one.type === 'Identifier' && one.name === name;
  if (test.type === 'LogicalExpression') return test.operator === '&&' && (isAbsence(test.left, name) || isAbsence(test.right, name));
  if (test.type === 'UnaryExpression') return test.operator === '!' && isName(test.argument);
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return false;
  const { left, right } = test;
  return isName(left) && ((right.type === 'Literal' && right.value === null) || (right.type === 'Identifier' && right.name === 'undefined'));
}
