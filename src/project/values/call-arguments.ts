import type { CallFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';

/** Calls of a function or method that a name alone identifies. */
export type CallsOf = (fn: FunctionRef) => readonly { readonly file: FileFacts; readonly call: CallFact }[];

const spreadOut = new WeakMap<Value, Map<number, Value>>();

/** What a call gives for a parameter: `f(a, ...rest)` gives element 1 of `rest` for the third. `undefined` where nothing. */
export function argumentOf({ args }: Pick<CallFact, 'args'>, index: number): Value | undefined {
  for (let i = 0; i <= index; i += 1) {
    const arg = args[i];
    if (arg?.k !== 'spread') continue;
    // one object each: what is found of a value is kept by it
    let elements = spreadOut.get(arg);
    if (!elements) spreadOut.set(arg, (elements = new Map()));
    let element = elements.get(index - i);
    if (!element) elements.set(index - i, (element = { k: 'member', of: arg.of, name: String(index - i) }));
    return element;
  }
  return args[index];
}

/** Which argument of a call a parameter takes: TypeScript's `this: Order` takes none. */
export const positionOf = ({ fact }: FunctionRef, index: number): number => (fact.params[0]?.name === 'this' ? index - 1 : index);
