import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, boundIdentifiers, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { subtreeOf } from './subtree.js';

/**
 * Whether a status is part of a local result (`result.status`, `const { status } = await load()`) that no condition on the
 * way asks about, or only whether it is no success: then it is whatever the result may have.
 */
export function isOpenResult(file: SourceFile, status: Node): boolean {
  const plain = unwrap(status);
  const root = plain.type === 'MemberExpression' ? unwrap(plain.object) : plain;
  const binding = root.type === 'Identifier' ? bindingsOf(file).resolve(root) : null;
  if (binding?.kind !== 'variable') return false;
  const { id } = binding.declarator;
  if ((plain.type === 'Identifier') !== (id.type === 'ObjectPattern')) return false;
  const names = new Set(boundIdentifiers(id).map(({ name }) => name));
  const asks = (test: Node): boolean => subtreeOf(test).some((node) => node.type === 'Identifier' && names.has(node.name) && (plain.type === 'Identifier' || (node.parent?.type === 'MemberExpression' && node.parent.object === node)));
  const written = textOf(file, plain);
  for (let inner: Node = status, up = status.parent; up && !isFunction(inner); inner = up, up = up.parent) {
    if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner && asks(up.test) && !(up.consequent === inner && excludesSuccess(file, up.test, written))) return false;
    if (up.type === 'LogicalExpression' && up.right === inner && asks(up.left)) return false;
    if (up.type === 'SwitchStatement' && asks(up.discriminant)) return false;
    if (up.type === 'BlockStatement' || up.type === 'SwitchCase') {
      const statements: readonly Node[] = up.type === 'BlockStatement' ? up.body : up.consequent;
      if (statements.slice(0, Math.max(statements.indexOf(inner), 0)).some((one) => (one.type === 'IfStatement' && asks(one.test)) || (one.type === 'SwitchStatement' && asks(one.discriminant)))) return false;
    }
  }
  return true;
}

/** `status !== 200`, `status >= 400` */
function excludesSuccess(file: SourceFile, test: Node, written: string): boolean {
  if (test.type !== 'BinaryExpression' || textOf(file, unwrap(test.left as TSESTree.Expression)) !== written) return false;
  const code = test.right.type === 'Literal' && typeof test.right.value === 'number' ? test.right.value : null;
  return code !== null && ((/^!==?$/.test(test.operator) && code < 400) || (/^>=?$/.test(test.operator) && code >= 300));
}
