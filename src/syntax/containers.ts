import type { TSESTree } from '@typescript-eslint/types';
import type { StateForm } from '../facts/state.js';
import { unwrap } from './chains.js';
import type { Node } from './source-file.js';
import { propertyKey } from './property-key.js';

/** The container that an expression makes, `null` for anything else: weak maps are caches by their nature. */
export function containerOf(init: Node): StateForm | null {
  const plain = unwrap(init);
  switch (plain.type) {
    case 'ArrayExpression':
      return 'array';
    case 'ObjectExpression':
      return 'object';
    case 'NewExpression': {
      const name = plain.callee.type === 'Identifier' ? plain.callee.name : '';
      return name === 'Map' ? 'map' : name === 'Set' ? 'set' : name === 'Array' ? 'array' : name === 'Object' ? 'object' : null;
    }
    case 'CallExpression': {
      const callee = unwrap(plain.callee);
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return null;
      const called = `${callee.object.name}.${propertyKey({ key: callee.property, computed: callee.computed })}`;
      return called === 'Object.create' ? 'object' : called === 'Array.from' || called === 'Array.of' ? 'array' : null;
    }
    default:
      return null;
  }
}

/** The container that a written type names. */
export function containerType(type: TSESTree.TypeNode): StateForm | null {
  if (type.type === 'TSArrayType') return 'array';
  if (type.type === 'TSTypeLiteral') return 'object';
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return null;
  const { name } = type.typeName;
  return name === 'Map' ? 'map' : name === 'Set' ? 'set' : name === 'Array' ? 'array' : name === 'Record' ? 'object' : null;
}
