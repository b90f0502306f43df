import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import { boundIdentifiers, isFunction } from '../syntax/bindings.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { subtreeOf } from '../syntax/subtree.js';
import { symbolOf } from '../syntax/symbols.js';
import { valuesOf } from '../syntax/values.js';

const parentDecorators: ReadonlySet<string> = new Set(['@nestjs/graphql#Parent', '@nestjs/graphql#Root']);

/**
 * What a field resolver does for every parent (https://docs.nestjs.com/graphql/resolvers): its `@Parent()` parameters
 * and the calls that no condition or early return can spare; `null` without such a parameter.
 */
export function perParent(file: SourceFile, method: TSESTree.MethodDefinition): EndpointFact['perParent'] | null {
  const { params, body } = method.value;
  const parents = params.flatMap(({ decorators }, index) => (decorators.some(({ expression }) => marksParent(file, expression)) ? [index] : []));
  if (parents.length === 0 || !body) return null;
  const calls: Span[] = [];
  const names = new Set(parents.flatMap((index) => boundIdentifiers(params[index]!).map(({ name }) => name)));
  addUnconditional(body.body, names, calls);
  return { parents, calls };
}

function marksParent(file: SourceFile, decorator: TSESTree.Expression): boolean {
  const callee = decorator.type === 'CallExpression' ? decorator.callee : decorator;
  return parentDecorators.has(symbolOf(localValue(file, valuesOf(file).of(callee))) ?? '');
}

/** Adds the calls that always run; false once a statement may have left the function. */
function addUnconditional(statements: readonly TSESTree.Statement[], parents: ReadonlySet<string>, calls: Span[]): boolean {
  for (const statement of statements) {
    if (statement.type === 'BlockStatement' || statement.type === 'TryStatement') {
      if (!addUnconditional(statement.type === 'TryStatement' ? statement.block.body : statement.body, parents, calls)) return false;
    } else if (statement.type === 'ReturnStatement' || statement.type === 'ExpressionStatement' || statement.type === 'VariableDeclaration') {
      for (const node of subtreeOf(statement, false)) if (node.type === 'CallExpression' && !isConditional(node, statement)) calls.push(spanOf(node));
      if (statement.type === 'ReturnStatement') return false;
    } else if (picksOne(statement, parents) || subtreeOf(statement, false).some(({ type }) => type === 'ReturnStatement')) return false;
  }
  return true;
}

/** Whether a condition compares a part of the parent with something else: `if (user.id !== caller.id) forbid()` goes on for one parent. */
const picksOne = (statement: Node, parents: ReadonlySet<string>): boolean =>
  statement.type === 'IfStatement' &&
  subtreeOf(statement.test, false).some((node) => {
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return false;
    const sides = [node.left, node.right].map((side) => (side.type === 'ChainExpression' ? side.expression : side));
    return sides.some((side) => isOf(side, parents)) && sides.every((side) => side.type === 'MemberExpression' || (side.type === 'Identifier' && side.name !== 'undefined'));
  });

const isOf = (node: Node, names: ReadonlySet<string>): boolean => node.type === 'MemberExpression' && node.object.type === 'Identifier' && names.has(node.object.name);

/** Whether a branch of an expression decides that `node` runs, or a function around it. */
function isConditional(node: Node, statement: Node): boolean {
  for (let at = node, up = node.parent; up && at !== statement; at = up, up = up.parent) {
    if (isFunction(up) || up.type === 'ChainExpression') return true;
    if (up.type === 'ConditionalExpression' && up.test !== at) return true;
    if (up.type === 'LogicalExpression' && up.right === at) return true;
  }
  return false;
}
