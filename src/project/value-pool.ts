import type { CallFact, DecoratorFact, FunctionFact } from '../facts/code.js';
import type { Value } from '../facts/value.js';

/** Gives the other form of a value: its number in a pool, which no type tells from a value, or the value of a number. */
export type Convert = (value: Value) => Value;

/**
 * The values of one file, each once however many calls and functions hold it: a call's receiver is the receiver of
 * the next call in the chain, an argument is what a variable holds. Printed one by one they take four times the room.
 */
export class ValuePool {
  readonly values: Value[] = [];
  readonly #numbers = new Map<Value, number>();

  /** The number of a value, which is in the pool from here on; small values stand for themselves. */
  readonly pack: Convert = (value) => {
    if (isSmall(value)) return value;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.values.push(withParts(value, this.pack)) - 1;
      this.#numbers.set(value, number);
    }
    return number as unknown as Value;
  };
}

/** Turns the numbers in a pool that was printed and parsed back into values. @param values changed in place */
export function unpackPool(values: Value[]): Convert {
  const unpack: Convert = (value: Value | number) => (typeof value === 'number' ? values[value]! : value);
  // parts come before what holds them
  for (let index = 0; index < values.length; index += 1) values[index] = withParts(values[index]!, unpack);
  return unpack;
}

function isSmall({ k }: Value): boolean {
  switch (k) {
    case 'literal':
    case 'scalar':
    case 'ref':
    case 'global':
    case 'param':
    case 'this':
    case 'super':
    case 'function':
    case 'class':
    case 'unknown':
      return true;
    default:
      return false;
  }
}

/** The same value with other parts. */
function withParts(value: Value, of: Convert): Value {
  switch (value.k) {
    case 'text':
      return { k: value.k, parts: value.parts.map(of), at: value.at };
    case 'tagged':
      return { k: value.k, tag: of(value.tag), parts: value.parts.map(of), at: value.at };
    case 'object': {
      const props: Record<string, Value> = {};
      for (const [name, prop] of Object.entries(value.props)) props[name] = of(prop);
      return { k: value.k, props, spreads: value.spreads.map(of), at: value.at };
    }
    case 'array':
      return { k: value.k, items: value.items.map(of), at: value.at };
    case 'spread':
    case 'element':
      return { k: value.k, of: of(value.of) };
    case 'member':
      return { k: value.k, of: of(value.of), name: value.name };
    case 'omit':
      return { k: value.k, of: of(value.of), keys: value.keys };
    case 'call':
    case 'new':
      return { k: value.k, callee: of(value.callee), args: value.args.map(of), at: value.at };
    case 'union':
      return { k: value.k, of: value.of.map(of), ...(value.when && { when: { ...value.when, of: of(value.when.of) } }) };
    default:
      return value;
  }
}

/** Calls with the other form of every value that they hold. */
export const convertCalls = (calls: readonly CallFact[], of: Convert): CallFact[] =>
  calls.map((call) => ({ ...call, callee: of(call.callee), args: call.args.map(of), loop: call.loop && { ...call.loop, over: call.loop.over && of(call.loop.over) } }));

const convertDecorators = (decorators: readonly DecoratorFact[], of: Convert): readonly DecoratorFact[] =>
  decorators.length === 0 ? decorators : decorators.map((decorator) => ({ ...decorator, callee: of(decorator.callee), args: decorator.args.map(of) }));

export const convertFunctions = (functions: readonly FunctionFact[], of: Convert): FunctionFact[] =>
  functions.map((fact) => ({
    ...fact,
    params: fact.params.map((param) => ({ ...param, initial: param.initial && of(param.initial), decorators: convertDecorators(param.decorators, of) })),
    decorators: convertDecorators(fact.decorators, of),
    returns: fact.returns.map((returned) => ({ ...returned, value: of(returned.value) })),
    passedTo: fact.passedTo && { ...fact.passedTo, callee: of(fact.passedTo.callee) },
  }));
