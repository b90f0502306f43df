import type { LoopFact } from '../facts/code.js';
import { isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { iterationMethods, propertyKey, valuesOf } from './values.js';

/**
 * The innermost loop that runs a node once per element, looked for through inline callbacks
 * (`map`, transactions, `then`) up to the function that encloses them all; `null` if there is none.
 */
export function loopAround(file: SourceFile, node: Node): LoopFact | null {
  const values = valuesOf(file);
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case 'ForOfStatement':
        if (up.body === child) return { kind: up.await ? 'for-await' : 'for-of', over: values.of(up.right), at: spanOf(up) };
        break;
      case 'ForInStatement':
        if (up.body === child) return { kind: 'for-in', over: values.of(up.right), at: spanOf(up) };
        break;
      case 'ForStatement':
        if (up.body === child || up.update === child) return { kind: 'for', over: null, at: spanOf(up) };
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
        if (up.body === child) return { kind: 'while', over: null, at: spanOf(up) };
        break;
    }
    if (!isFunction(up)) continue;
    const call = up.parent;
    if (call?.type !== 'CallExpression' || !call.arguments.some((a) => a === up)) return null;
    if (call.callee.type === 'MemberExpression' && call.arguments[0] === up) {
      const name = propertyKey({ key: call.callee.property, computed: call.callee.computed });
      if (name && iterationMethods.has(name)) return { kind: name, over: values.of(call.callee.object), at: spanOf(call) };
    }
  }
  return null;
}
