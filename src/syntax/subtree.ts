import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { isFunction } from './bindings.js';
import type { Node } from './source-file.js';

/**
 * The nodes below a node, itself included, in source order.
 * @param functions false leaves out what nested functions and classes hold: it does not run where it stands
 */
export function subtreeOf(root: Node, functions = true): Node[] {
  const found: Node[] = [];
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    found.push(node);
    if (!functions && node !== root && (isFunction(node) || node.type === 'ClassBody')) continue;
    const keys = visitorKeys[node.type] ?? [];
    for (let i = keys.length - 1; i >= 0; i -= 1) {
      const child = (node as unknown as Record<string, unknown>)[keys[i]!];
      if (Array.isArray(child)) for (let j = child.length - 1; j >= 0; j -= 1) push(child[j], stack);
      else push(child, stack);
    }
  }
  return found;
}

/** Whether a name stands anywhere below a node. */
export const mentionsName = (root: Node, name: string): boolean => subtreeOf(root).some((node) => node.type === 'Identifier' && node.name === name);

function push(child: unknown, stack: Node[]): void {
  if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string') stack.push(child as Node);
}
