import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';

/** Names of a callee from left to right: `['res', 'status']`, arguments of calls in between left out. */
export function namesOf(node: Node): string[] {
  const names: string[] = [];
  let at: Node = unwrap(node);
  for (let guard = 0; guard < 64; guard += 1) {
    if (at.type === 'MemberExpression') {
      const key = propertyKey({ key: at.property, computed: at.computed });
      if (key !== null) names.push(key);
      at = unwrap(at.object);
    } else if (at.type === 'CallExpression' || at.type === 'NewExpression') at = unwrap(at.callee);
    else if (at.type === 'TaggedTemplateExpression') at = unwrap(at.tag);
    else if (at.type === 'MetaProperty') {
      names.push(at.property.name);
      break;
    } else {
      if (at.type === 'Identifier') names.push(at.name);
      break;
    }
  }
  return names.reverse();
}

export const targetName = (node: Node): string => namesOf(node).at(-1) ?? '';

/** `isValidToken` is `is`, `valid`, `token`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((word) => word.toLowerCase());
}
