import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';

/** What is written as JSON: `body` of `JSON.stringify(body)`; any other node as it is. */
export function writtenAsJson(node: Node): Node {
  const plain = unwrap(node);
  if (plain.type !== 'CallExpression' || !plain.arguments[0] || plain.callee.type !== 'MemberExpression') return node;
  const { object, property, computed } = plain.callee;
  return object.type === 'Identifier' && object.name === 'JSON' && propertyKey({ key: property, computed }) === 'stringify' ? plain.arguments[0] : node;
}
