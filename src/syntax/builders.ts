import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf } from './bindings.js';
import type { Step } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';

/** A query builder from its first call on. */
export interface Built {
  /** The last call of the chain: where the query's value is. `then`, `catch` and `finally` are no part of it. */
  readonly outer: Node;
  /** Steps behind the start, those made later on a variable that holds the builder included. */
  readonly steps: readonly Step[];
  /** The builder is an argument of a call, which may go on with it. */
  readonly handedOn: boolean;
}

const promiseSteps: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** Follows a builder from the node it starts with (`db.select()`, `knex('users')`) outwards and through local variables. */
export function grow(file: SourceFile, start: Node): Built {
  const steps: Step[] = [];
  const outer = climb(start, steps);
  const handedOn = follow(file, outer, steps, 0) || isArgument(outer);
  return { outer, steps, handedOn };
}

function climb(start: Node, steps: Step[]): Node {
  let outer = start;
  let node = start;
  for (let parent = node.parent; parent; parent = node.parent) {
    if (parent.type === 'TSNonNullExpression' || parent.type === 'TSAsExpression' || parent.type === 'ChainExpression') {
      node = parent;
      continue;
    }
    if (parent.type !== 'MemberExpression' || parent.object !== node) break;
    const name = propertyKey({ key: parent.property, computed: parent.computed }) ?? '[]';
    const call = parent.parent;
    if (promiseSteps.has(name)) break;
    if (call?.type !== 'CallExpression' || call.callee !== parent) break;
    steps.push({
      name,
      args: call.arguments,
      called: true,
      at: { start: spanOf(parent.property).start, end: spanOf(call).end },
      node: call,
    });
    outer = call;
    node = call;
  }
  return outer;
}

/** Steps on the variable that holds a builder: `q.where(…)`, `q = q.limit(5)`, `const page = q.offset(10)`. */
function follow(file: SourceFile, outer: Node, steps: Step[], depth: number): boolean {
  if (depth > 3) return false;
  const variable = variableOf(outer);
  if (!variable) return false;
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(variable);
  if (!binding) return false;
  let handedOn = false;
  const own = spanOf(outer);
  for (const reference of bindings.references(binding)) {
    if (spanOf(reference).start >= own.start && spanOf(reference).end <= own.end) continue;
    const before = steps.length;
    const last = climb(reference, steps);
    if (steps.length === before) {
      handedOn ||= isArgument(reference);
      continue;
    }
    const target = variableOf(last);
    if (target && bindings.resolve(target) !== binding) handedOn = follow(file, last, steps, depth + 1) || handedOn;
    handedOn ||= isArgument(last);
  }
  return handedOn;
}

const isArgument = (node: Node): boolean => node.parent?.type === 'CallExpression' && node.parent.callee !== node;

function variableOf(outer: Node): TSESTree.Identifier | null {
  let node = outer;
  while (
    node.parent &&
    (node.parent.type === 'TSAsExpression' ||
      node.parent.type === 'TSNonNullExpression' ||
      node.parent.type === 'TSSatisfiesExpression' ||
      (node.parent.type === 'ConditionalExpression' && node.parent.test !== node))
  )
    node = node.parent;
  const holder = node.parent;
  if (holder?.type === 'VariableDeclarator' && holder.init === node && holder.id.type === 'Identifier') return holder.id;
  if (holder?.type === 'AssignmentExpression' && holder.right === node && holder.left.type === 'Identifier') return holder.left;
  return null;
}

/**
 * The expression that a builder is an argument of, when it is handed to another builder or to a function of the
 * builder's own packages: `inArray(users.id, db.select(…))`, `.where('id', 'in', (qb) => …)` is no query of its own.
 */
export function isPartOfAnother(outer: Node, isBuilderCall: (call: TSESTree.CallExpression) => boolean): boolean {
  let node = outer;
  for (let up = node.parent; up; node = up, up = up.parent) {
    switch (up.type) {
      case 'CallExpression':
        if (up.callee !== node && isBuilderCall(up)) return true;
        break;
      case 'TaggedTemplateExpression':
        return true;
      case 'AwaitExpression':
      case 'BlockStatement':
      case 'Program':
        return false;
    }
    if (up.type.endsWith('Statement') || up.type === 'VariableDeclarator') return false;
  }
  return false;
}
