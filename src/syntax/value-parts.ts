import type { Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';

/** `of.name`, reduced where `of` is an object or array literal of the same expression. */
export function memberOf(of: Value, name: string): Value {
  if (of.k === 'object') {
    const own = Object.hasOwn(of.props, name) ? of.props[name] : undefined;
    if (own) return own;
    if (of.spreads.length === 0) return unknown;
  }
  if (of.k === 'array' && /^\d+$/.test(name)) {
    const items = of.items.slice(0, Number(name) + 1);
    if (items.length > Number(name) && items.every((i) => i.k !== 'spread')) return items[Number(name)]!;
  }
  // `const [repository, language] = isContext ? [a, b] : [c, d]`
  if (of.k === 'union' && /^\d+$/.test(name) && of.of.every((one) => one.k === 'array')) return unionOf(of.of.map((one) => memberOf(one, name)));
  if (of.k === 'unknown') return unknown;
  return { k: 'member', of, name };
}

/** Union without duplicates of identical objects; one member stands for itself. */
export function unionOf(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const flat: Value[] = [];
  for (const value of values)
    for (const one of value.k === 'union' ? value.of : [value]) if (!flat.includes(one)) flat.push(one);
  if (flat.length === 0) return unknown;
  return flat.length === 1 ? flat[0]! : { k: 'union', of: flat.slice(0, 8) };
}

/** What a call or construction gives: a client that is kept somewhere, and no function that takes the place of another. */
export const isMade = (value: Value): boolean => value.k === 'call' || value.k === 'new';
