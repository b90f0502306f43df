import type { LoopFact } from '../facts/code.js';
import { isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { iterationMethods } from './iteration-methods.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

const loopTypes: ReadonlySet<string> = new Set(['ForOfStatement', 'ForInStatement', 'ForStatement', 'WhileStatement', 'DoWhileStatement']);

/**
 * The innermost loop that runs a node once per element, looked for through inline callbacks
 * (`map`, transactions, `then`) up to the function that encloses them all; `null` if there is none.
 */
export function loopAround(file: SourceFile, node: Node): LoopFact | null {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (loopTypes.has(up.type)) {
      const loop = loopOf(file, up, child);
      if (loop) return loop;
    }
    if (!isFunction(up)) continue;
    const call = up.parent;
    const args: readonly Node[] = call?.type === 'CallExpression' ? call.arguments : [];
    if (call?.type !== 'CallExpression' || !args.includes(up)) return null;
    if (call.callee.type === 'MemberExpression' && args[0] === up) {
      const name = propertyKey({ key: call.callee.property, computed: call.callee.computed });
      if (name && iterationMethods.has(name)) return { kind: name, over: valuesOf(file).of(call.callee.object), at: spanOf(call) };
    }
  }
  return null;
}

/** A statement as the loop that runs one of its children again and again. */
function loopOf(file: SourceFile, node: Node, child: Node): LoopFact | null {
  switch (node.type) {
    case 'ForOfStatement':
      return node.body === child ? { kind: node.await ? 'for-await' : 'for-of', over: valuesOf(file).of(node.right), at: spanOf(node) } : null;
    case 'ForInStatement':
      return node.body === child ? { kind: 'for-in', over: valuesOf(file).of(node.right), at: spanOf(node) } : null;
    case 'ForStatement':
      return node.body === child || node.update === child ? { kind: 'for', over: null, at: spanOf(node) } : null;
    case 'WhileStatement':
    case 'DoWhileStatement':
      return node.body === child ? { kind: 'while', over: null, at: spanOf(node) } : null;
    default:
      return null;
  }
}
