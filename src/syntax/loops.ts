import type { TSESTree } from '@typescript-eslint/types';
import type { LoopFact } from '../facts/code.js';
import { functionalModule, traversals } from '../recognise/functional-modules.js';
import { iterates } from '../recognise/iterators.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import { runsForOne } from './loop-guards.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { iterationMethods } from './iteration-methods.js';
import { propertyKey } from './property-key.js';
import { mentionsName } from './subtree.js';
import { valuesOf } from './values.js';

const loopTypes: ReadonlySet<string> = new Set(['ForOfStatement', 'ForInStatement', 'ForStatement', 'WhileStatement', 'DoWhileStatement']);

/**
 * The innermost loop that runs a node once per element, looked for through inline callbacks
 * (`map`, transactions, `then`) up to the function that encloses them all; `null` if there is none.
 * A loop that runs it for one of its elements only (`if (one.id === id)`) is none.
 */
export function loopAround(file: SourceFile, node: Node): LoopFact | null {
  let child = node;
  /** The function that the one around it gives. */
  let task: FunctionNode | null = null;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (loopTypes.has(up.type)) {
      const loop = loopOf(file, up, child);
      if (loop && !runsForOne(file, node, up)) return loop;
    }
    if (!isFunction(up)) continue;
    const call = up.parent;
    // a task is a function: `A.map((id) => async () => …)`
    if (call?.type === 'ArrowFunctionExpression') {
      task = up;
      continue;
    }
    const args: readonly Node[] = call?.type === 'CallExpression' ? call.arguments : [];
    if (call?.type !== 'CallExpression' || !args.includes(up)) return null;
    const iteration = args[0] === up ? iterationOf(file, call) : libraryIteration(file, call, args.indexOf(up));
    if (task && !iteration?.makesTasks && !(iteration?.kind === 'map' && isJob(task) && isHandedOn(file, call))) return null;
    task = null;
    if (iteration && !runsForOne(file, node, up)) return { kind: iteration.kind, over: iteration.over, at: spanOf(call) };
  }
  return null;
}

/** What only waits for somebody to run it: `async () => …`. What takes something may be a handler, which others call as often as they like. */
const isJob = ({ async, params }: FunctionNode): boolean => async && params.length === 0;

/** Whether a list is an argument, itself or by its name: `runAll(orders.map((order) => async () => …), 5)`. */
function isHandedOn(file: SourceFile, list: TSESTree.CallExpression): boolean {
  const isArgument = (node: Node): boolean => node.parent?.type === 'CallExpression' && node.parent.arguments.some((argument) => argument === node);
  if (isArgument(list)) return true;
  const { parent } = list;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(parent.id);
  return binding?.kind === 'variable' && bindingsOf(file).references(binding).some(isArgument);
}

/** A call as one that calls its first argument once per element: of a list, or of what it is applied to later (fp-ts). */
function iterationOf(file: SourceFile, { callee }: TSESTree.CallExpression): (Pick<LoopFact, 'kind' | 'over'> & { readonly makesTasks: boolean }) | null {
  const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
  if (callee.type !== 'MemberExpression' || name === null || !(iterationMethods.has(name) || traversals.has(name))) return null;
  const over = valuesOf(file).of(callee.object);
  const module = functionalModule(over);
  if (module === null) return iterationMethods.has(name) ? { kind: name, over, makesTasks: false } : null;
  if (traversals.has(name)) return { kind: name, over: null, makesTasks: true };
  return module === 'many' ? { kind: name, over: null, makesTasks: name === 'map' } : null;
}

/** A call of a library that calls one of its arguments once per element of the first: `pMap(ids, load)`. */
function libraryIteration(file: SourceFile, { callee, arguments: [list] }: TSESTree.CallExpression, index: number): (Pick<LoopFact, 'kind' | 'over'> & { readonly makesTasks: boolean }) | null {
  const kind = list && list.type !== 'SpreadElement' ? iterates(valuesOf(file).of(callee), index) : null;
  return kind === null ? null : { kind, over: valuesOf(file).of(list!), makesTasks: false };
}

/** A statement as the loop that runs one of its children again and again. */
function loopOf(file: SourceFile, node: Node, child: Node): LoopFact | null {
  switch (node.type) {
    case 'ForOfStatement':
      return node.body === child ? { kind: node.await ? 'for-await' : 'for-of', over: valuesOf(file).of(node.right), at: spanOf(node) } : null;
    case 'ForInStatement':
      return node.body === child ? { kind: 'for-in', over: valuesOf(file).of(node.right), at: spanOf(node) } : null;
    case 'ForStatement':
      return node.body === child || node.update === child ? { kind: 'for', over: countedThrough(file, node), at: spanOf(node) } : null;
    case 'WhileStatement':
    case 'DoWhileStatement':
      return node.body === child ? { kind: 'while', over: null, at: spanOf(node) } : null;
    default:
      return null;
  }
}

/** The list that a counter goes through one by one, used in the body: `for (let i = 0; i < xs.length; i++) … xs[i]`, `xs.slice(0, i)`. */
function countedThrough(file: SourceFile, { init, test, update, body }: TSESTree.ForStatement): LoopFact['over'] {
  const counter = update && steppedByOne(update);
  if (!counter || test?.type !== 'BinaryExpression' || init?.type !== 'VariableDeclaration') return null;
  const initial = init.declarations.find(({ id }) => id.type === 'Identifier' && id.name === counter)?.init;
  if (!initial) return null;
  const list = listMeasuredBy(file, test.right) ?? listMeasuredBy(file, test.left) ?? listMeasuredBy(file, initial);
  if (!list) return null;
  return mentionsName(body, counter) ? valuesOf(file).of(list) : null;
}

/** The name that `i++` and `i -= 1` change. */
function steppedByOne(update: Node): string | null {
  if (update.type === 'UpdateExpression') return update.argument.type === 'Identifier' ? update.argument.name : null;
  if (update.type !== 'AssignmentExpression' || !/^[+-]=$/.test(update.operator) || update.left.type !== 'Identifier') return null;
  return update.right.type === 'Literal' && update.right.value === 1 ? update.left.name : null;
}

/** The `xs` of `xs.length`, of `xs.length - 1` and of a constant that holds one of them. */
function listMeasuredBy(file: SourceFile, given: Node): Node | null {
  let node = given;
  if (node.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(node);
    if (binding?.kind !== 'variable' || binding.declarator.id !== binding.node || !binding.declarator.init || bindingsOf(file).assignments(binding).length > 0) return null;
    node = binding.declarator.init;
  }
  if (node.type === 'BinaryExpression' && node.operator === '-' && node.right.type === 'Literal') node = node.left;
  return node.type === 'MemberExpression' && propertyKey({ key: node.property, computed: node.computed }) === 'length' ? node.object : null;
}
