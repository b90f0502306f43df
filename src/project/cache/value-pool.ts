import type { Value } from '../../facts/value.js';

/** Gives the other form of a value: its number in a pool, which no type tells from a value, or the value of a number. */
export type Convert = (value: Value) => Value;

/** Where values stand in something: it is one, or they are in each part of a list or record, or in some members. */
type Places = 'value' | readonly ['each', Places] | { readonly [member: string]: Places };

/** `Places` in a type. */
export type PlacesIn<T> = T extends Value
  ? 'value'
  : T extends readonly (infer One)[]
    ? readonly ['each', PlacesIn<NonNullable<One>>]
    : string extends keyof T
      ? readonly ['each', PlacesIn<NonNullable<T[keyof T]>>]
      : { readonly [Member in keyof T]?: PlacesIn<NonNullable<T[Member]>> };

const eachValue = ['each', 'value'] as const;

/** Where a value holds others. Kinds that are not here hold none. */
const parts: Readonly<Partial<Record<Value['k'], Places>>> = {
  text: { parts: eachValue },
  tagged: { tag: 'value', parts: eachValue },
  object: { props: eachValue, spreads: eachValue },
  array: { items: eachValue },
  spread: { of: 'value' },
  member: { of: 'value' },
  element: { of: 'value' },
  omit: { of: 'value' },
  call: { callee: 'value', args: eachValue },
  new: { callee: 'value', args: eachValue },
  union: { of: eachValue, when: { of: 'value' } },
};

/** They stand for themselves: their numbers would save nothing. */
const small: ReadonlySet<Value['k']> = new Set(['literal', 'scalar', 'ref', 'global', 'param', 'this', 'super', 'function', 'class', 'unknown']);

/**
 * The values of one file, each once however many facts hold it: a call's receiver is the receiver of the next call in
 * the chain, an argument is what a variable holds. Printed one by one they take four times the room, and of values that
 * are one object the linker knows what it has found.
 */
export class ValuePool {
  readonly values: Value[] = [];
  readonly #numbers = new Map<Value, number>();

  /** The number of a value, which is in the pool from here on; small values stand for themselves. */
  readonly pack: Convert = (value) => {
    if (small.has(value.k)) return value;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      const within = parts[value.k];
      number = this.values.push(within ? (convertIn(value, within, this.pack, false) as Value) : value) - 1;
      this.#numbers.set(value, number);
    }
    return number as unknown as Value;
  };
}

/** Turns the numbers in a pool that was printed and parsed back into values. @param values changed in place */
export function unpackPool(values: readonly Value[]): Convert {
  const unpack: Convert = (value: Value | number) => (typeof value === 'number' ? values[value]! : value);
  // parts come before what holds them
  for (const value of values) {
    const within = parts[value.k];
    if (within) convertIn(value, within, unpack, true);
  }
  return unpack;
}

/** The same with the other form of every value in it. @param inPlace whether it may be changed itself */
export const convertValues = <T>(facts: T, places: PlacesIn<NonNullable<T>>, of: Convert, inPlace: boolean): T => convertIn(facts, places as Places, of, inPlace) as T;

function convertIn(facts: unknown, places: Places, of: Convert, inPlace: boolean): unknown {
  if (facts === null || facts === undefined) return facts;
  if (places === 'value') return of(facts as Value);
  if (Array.isArray(facts)) {
    if (facts.length === 0 || !isEach(places)) return facts;
    const [, within] = places;
    const list: unknown[] = inPlace ? facts : [...facts];
    for (let index = 0; index < list.length; index += 1) list[index] = convertIn(list[index], within, of, inPlace);
    return list;
  }
  const record = (inPlace ? facts : { ...facts }) as Record<string, unknown>;
  if (isEach(places)) for (const name of Object.keys(record)) record[name] = convertIn(record[name], places[1], of, inPlace);
  else
    for (const name in places) {
      const member = record[name];
      if (member !== null && member !== undefined) record[name] = convertIn(member, places[name]!, of, inPlace);
    }
  return record;
}

const isEach = (places: Places): places is readonly ['each', Places] => Array.isArray(places);
