import type { TSESTree } from '@typescript-eslint/types';
import type { Value } from '../facts/value.js';
import { unwrap } from '../syntax/chains.js';
import { constantString } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

/** A property of an options object, `undefined` if it is not written. */
export const propertyIn = (value: Value | null | undefined, name: string): Value | undefined =>
  value?.k === 'object' && Object.hasOwn(value.props, name) ? value.props[name] : undefined;

/** A property that is a constant string; a constructor (`type: String`) by its name. */
export const textIn = (file: SourceFile, value: Value | null | undefined, name: string): string | null => {
  const property = propertyIn(value, name);
  if (!property) return null;
  return property.k === 'global' ? property.name : constantString(file, property);
};

/** A property that is `true` or `false`, `null` for anything else. */
export const booleanIn = (value: Value | null | undefined, name: string): boolean | null => {
  const property = propertyIn(value, name);
  return property?.k === 'literal' && typeof property.value === 'boolean' ? property.value : null;
};

/** Properties of an object literal with their names. */
export function objectProperties(node: Node | undefined | null): [string, TSESTree.Property][] {
  const plain = node ? unwrap(node) : null;
  if (plain?.type !== 'ObjectExpression') return [];
  return plain.properties.flatMap((p): [string, TSESTree.Property][] => {
    const key = p.type === 'Property' ? propertyKey(p) : null;
    return p.type === 'Property' && key !== null ? [[key, p]] : [];
  });
}

/** Name of the variable that an expression is assigned to. */
export function variableOf(node: Node): string | null {
  let up = node.parent;
  while (up && (up.type === 'TSAsExpression' || up.type === 'TSSatisfiesExpression' || up.type === 'TSNonNullExpression' || up.type === 'LogicalExpression')) up = up.parent;
  return up?.type === 'VariableDeclarator' && up.id.type === 'Identifier' ? up.id.name : null;
}

/** `() => Order`, `type => Order`, `'Order'`. */
export function targetOf(file: SourceFile, value: Value | undefined): Value | null {
  if (!value) return null;
  if (value.k !== 'function') return value.k === 'unknown' || value.k === 'object' ? null : value;
  const node = valuesOf(file).functionNodes[value.fn];
  if (node?.type !== 'ArrowFunctionExpression' || node.body.type === 'BlockStatement') return null;
  const target = valuesOf(file).of(node.body);
  return target.k === 'unknown' ? null : target;
}

/** `this.id = …` in the constructor or in a method of the class, such as a `@BeforeInsert` hook. */
export function assignmentsIn(file: SourceFile, owner: Node, key: string): TSESTree.AssignmentExpression[] {
  const index = valuesOf(file).cls(owner);
  return file.nodes('AssignmentExpression').filter((node) => {
    if (node.left.type !== 'MemberExpression' || node.left.object.type !== 'ThisExpression') return false;
    if (propertyKey({ key: node.left.property, computed: node.left.computed }) !== key) return false;
    const target = valuesOf(file).of(node.left.object);
    return target.k === 'this' && target.cls === index;
  });
}
