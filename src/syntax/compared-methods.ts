import type { HttpMethod } from '../facts/backend.js';
import { isRequestMethod } from '../facts/request-methods.js';
import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';
import { subtreeOf } from './subtree.js';

/** The methods that a handler compares `req.method` or `request.method` with, by `===`, `!==` or `switch`; HEAD and OPTIONS aside. */
export const comparedMethods = (fn: Node): readonly HttpMethod[] => [...new Set(subtreeOf(fn).flatMap((node) => comparedBy(node, isMethodRead)))].filter(isAnswered);

/** Whether a handler has an answer of its own for it. */
export const isAnswered = (method: string): method is HttpMethod => isRequestMethod(method) && method !== 'OPTIONS' && method !== 'HEAD';

/** What one comparison or `switch` compares a method with, in capitals. @param reads whether a node is the method of the request */
export function comparedBy(node: Node, reads: (node: Node) => boolean): readonly string[] {
  if (node.type === 'SwitchStatement') return reads(node.discriminant) ? namesAmong(node.cases.map(({ test }) => test)) : [];
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return [];
  if (reads(node.left)) return namesAmong([node.right]);
  return reads(node.right) ? namesAmong([node.left]) : [];
}

/** Texts that stand there, in capitals. */
export const namesAmong = (nodes: readonly (Node | null)[]): string[] => nodes.flatMap((node) => (node?.type === 'Literal' && typeof node.value === 'string' ? [node.value.toUpperCase()] : []));

/** `method` of `method.toLowerCase()`, itself otherwise. */
export function inAnyCase(node: Node): Node {
  const plain = unwrap(node);
  if (plain.type !== 'CallExpression' || plain.callee.type !== 'MemberExpression') return plain;
  const { property, computed, object } = plain.callee;
  return /^to(?:Lower|Upper)Case$/.test(propertyKey({ key: property, computed }) ?? '') ? unwrap(object) : plain;
}

/** `method`, `req.method`, in any case of letters. */
function isMethodRead(node: Node): boolean {
  const plain = inAnyCase(node);
  return (plain.type === 'MemberExpression' && propertyKey({ key: plain.property, computed: plain.computed }) === 'method') || (plain.type === 'Identifier' && plain.name === 'method');
}
