import type { HttpMethod } from '../facts/backend.js';
import { isRequestMethod } from '../facts/request-methods.js';
import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';

/** The methods that a handler compares `req.method` or `request.method` with, by `===`, `!==` or `switch`; HEAD and OPTIONS aside. */
export function comparedMethods(fn: Node): readonly HttpMethod[] {
  const compared = new Set<string>();
  const note = (node: Node | null): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') compared.add(node.value.toUpperCase());
  };
  const stack: Node[] = [fn];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator)) {
      if (isMethodRead(node.left)) note(node.right);
      else if (isMethodRead(node.right)) note(node.left);
    } else if (node.type === 'SwitchStatement' && isMethodRead(node.discriminant)) for (const one of node.cases) note(one.test);
    for (const [key, child] of Object.entries(node)) {
      if (key === 'parent') continue;
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) stack.push(one);
    }
  }
  return [...compared].filter(isRequestMethod).filter((method) => method !== 'OPTIONS' && method !== 'HEAD');
}

/** `method`, `req.method`, in any case of letters. */
function isMethodRead(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'CallExpression' && plain.callee.type === 'MemberExpression' && /^to(?:Lower|Upper)Case$/.test(propertyKey({ key: plain.callee.property, computed: plain.callee.computed }) ?? ''))
    return isMethodRead(plain.callee.object);
  return (plain.type === 'MemberExpression' && propertyKey({ key: plain.property, computed: plain.computed }) === 'method') || (plain.type === 'Identifier' && plain.name === 'method');
}

const isNode = (child: unknown): child is Node => typeof child === 'object' && child !== null && typeof (child as Partial<Node>).type === 'string';
