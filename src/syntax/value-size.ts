import type { Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';

const maxSize = 300;
/** The largest part that is kept of a value that is cut down. */
const maxPartSize = 8;

/** Cuts values down to their outermost shape that are too large: they cost memory and no law reads them. */
export function createBounds(): (value: Value) => Value {
  const sizes = new Map<Value, number>();

  const sizeOf = (value: Value): number => {
    switch (value.k) {
      case 'literal':
      case 'ref':
      case 'param':
      case 'import':
      case 'function':
        return 1;
      case 'spread':
      case 'member':
      case 'element':
      case 'omit':
        return 1 + sizeOf(value.of);
      case 'text':
      case 'tagged':
      case 'object':
      case 'array':
      case 'call':
      case 'new':
      case 'union': {
        let size = sizes.get(value);
        if (size === undefined) sizes.set(value, (size = 1 + sizeOfParts(value)));
        return size;
      }
      default:
        return 1;
    }
  };
  const sizeOfParts = (value: Extract<Value, { k: 'text' | 'tagged' | 'object' | 'array' | 'call' | 'new' | 'union' }>): number => {
    switch (value.k) {
      case 'text':
      case 'tagged':
        return sizeOfAll(value.parts);
      case 'object':
        return sizeOfAll(Object.values(value.props)) + sizeOfAll(value.spreads);
      case 'array':
        return sizeOfAll(value.items);
      case 'call':
      case 'new':
        return sizeOf(value.callee) + sizeOfAll(value.args);
      case 'union':
        return sizeOfAll(value.of) + (value.when ? sizeOf(value.when.of) : 0);
    }
  };
  const sizeOfAll = (values: readonly Value[]): number => {
    let size = 0;
    for (let i = 0; i < values.length; i += 1) size += sizeOf(values[i]!);
    return size;
  };

  /** The outermost shape of a value that grew too large, with the parts of it that are small. */
  const shallow = (value: Value): Value => {
    let left = maxSize / 2;
    const small = (part: Value): Value => {
      const size = sizeOf(part);
      if (size > maxPartSize || size > left) return unknown;
      left -= size;
      return part;
    };
    switch (value.k) {
      case 'object':
        return { ...value, props: Object.fromEntries(Object.entries(value.props).map(([key, part]) => [key, small(part)])), spreads: value.spreads.map(small) };
      case 'call':
      case 'new':
        return { ...value, args: value.args.map(small) };
      default:
        return outermost(value);
    }
  };
  return (value) => (sizeOf(value) > maxSize ? shallow(value) : value);
}

function outermost(value: Value): Value {
  switch (value.k) {
    case 'text':
    case 'tagged':
      return { ...value, parts: value.parts.map((p) => (p.k === 'literal' ? p : unknown)) };
    case 'array':
      return { ...value, items: value.items.slice(0, 1).map(() => unknown) };
    default:
      return unknown;
  }
}
