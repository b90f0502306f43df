import type { Step } from '../syntax/chains.js';
import { chainOf } from '../syntax/chains.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';

/**
 * The calls that continue an expression: from `Order.find()` up to `.exec()` in `Order.find().limit(5).exec()`.
 * @param accepts whether a method still belongs to the query; `then` and `map` do not
 * @returns the last of the calls, `start` if there is none, and the steps in order
 */
export function continuedBy(file: SourceFile, start: Node, accepts: (name: string) => boolean): { last: Node; steps: Step[] } {
  const steps: Step[] = [];
  let last = start;
  for (let node = start; node.parent; ) {
    const up: Node = node.parent;
    if (up.type === 'TSNonNullExpression' || up.type === 'ChainExpression' || up.type === 'TSAsExpression') node = up;
    else if (up.type === 'MemberExpression' && up.object === node && up.parent?.type === 'CallExpression' && up.parent.callee === up) {
      const name = propertyKey({ key: up.property, computed: up.computed });
      if (name === null || !accepts(name)) break;
      node = last = up.parent;
      const step = chainOf(file, node, false).steps.at(-1);
      if (step) steps.push(step);
    } else break;
  }
  return { last, steps };
}
