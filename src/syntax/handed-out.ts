import type { TSESTree } from '@typescript-eslint/types';
import type { TypeRef } from '../facts/value.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';
import type { Types } from './types.js';

/** Methods by which containers hand out what they hold. */
const getters: ReadonlySet<string> = new Set(['get', 'getAsync', 'resolve', 'resolveAsync', 'getOrThrow', 'getInstance', 'make']);

/**
 * What code says that a container hands out: `container.get<OrderService>(TOKEN)`, `container.get(TOKEN) as OrderService`,
 * `const orders: OrderService = container.get(TOKEN)`; `undefined` for other calls and for types that have no name.
 */
export function handedOut(types: Types, call: TSESTree.CallExpression): TypeRef | undefined {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || call.arguments.length !== 1 || !getters.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '')) return undefined;
  const [given, ...others] = call.typeArguments?.params ?? [];
  const written = others.length > 0 ? undefined : (given ?? annotated(call));
  const type = written && types.of(written);
  return type?.t === 'name' && type.args.length === 0 && (type.symbol.k === 'ref' || type.symbol.k === 'import') ? type : undefined;
}

/** The type that is written for what an expression gives, or for the variable or field that it fills. */
function annotated(node: Node): TSESTree.TypeNode | undefined {
  let inner = node;
  let up = node.parent;
  for (; up?.type === 'AwaitExpression' || up?.type === 'TSNonNullExpression'; up = up.parent) inner = up;
  if (up?.type === 'TSAsExpression') return up.typeAnnotation;
  if (up?.type === 'VariableDeclarator' && up.init === inner && up.id.type === 'Identifier') return up.id.typeAnnotation?.typeAnnotation;
  return up?.type === 'PropertyDefinition' && up.value === inner ? up.typeAnnotation?.typeAnnotation : undefined;
}
