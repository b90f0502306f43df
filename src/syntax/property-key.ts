import type { Node } from './source-file.js';

/** Name of a property as written, `null` for a computed name that is no literal. */
export function propertyKey(property: { readonly key: Node; readonly computed?: boolean }): string | null {
  const { key } = property;
  if (key.type === 'Identifier') return property.computed ? null : key.name;
  if (key.type === 'Literal') return String(key.value);
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return null;
}
