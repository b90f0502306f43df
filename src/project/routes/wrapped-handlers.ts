import type { CallFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { FunctionRef, HandlerCall, LocatedValue, Resolved } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import type { Evaluator } from '../values/evaluate.js';

/** Under what name an object that a factory of routes takes has the handler. */
export const handlerNames: readonly string[] = ['handler', 'fn', 'handle', 'resolve'];

/** What a wrapper was given as the handler, and the calls that lead to it, outermost first. */
export interface Handed {
  readonly given: LocatedValue;
  readonly calls: readonly HandlerCall[];
  /** It stands in an object that the wrapper is given. */
  readonly inObject: boolean;
  /** It is called with what the framework gives. */
  readonly isAsked: boolean;
}

/** Functions of the project between a wrapper and the call of the handler. */
const maxBetween = 2;

const known = new WeakMap<FileFacts, ReadonlyMap<number, readonly CallFact[]>>();

/** Calls by the functions around them, the outer ones as well. */
function callsByFunction(file: FileFacts): ReadonlyMap<number, readonly CallFact[]> {
  const found = known.get(file);
  if (found) return found;
  const calls = new Map<number, CallFact[]>();
  for (const call of file.calls)
    for (let fn = call.fn; fn !== null; fn = file.functions[fn]!.parent) {
      const list = calls.get(fn);
      if (list) list.push(call);
      else calls.set(fn, [call]);
    }
  known.set(file, calls);
  return calls;
}

/** A parameter, or a property of one, that holds the handler. */
interface Slot {
  readonly fn: number;
  readonly param: number;
  readonly key: string | null;
}

const isMethod = (name: string): boolean => /^(?:get|post|put|patch|delete)$/i.test(name);

function slotOf(value: Value): Slot | null {
  if (value.k === 'param') return { fn: value.fn, param: value.index, key: null };
  const isNamed = value.k === 'member' && value.of.k === 'param' && (handlerNames.includes(value.name) || isMethod(value.name));
  return isNamed && value.of.k === 'param' ? { fn: value.of.fn, param: value.of.index, key: value.name } : null;
}

const isSame = (slot: Slot, value: Value): boolean => {
  const other = slotOf(value);
  return other !== null && other.fn === slot.fn && other.param === slot.param && other.key === slot.key;
};

/** Whether an argument is what the function itself is given, whole, or an object with it. */
const holdsOwn = (value: Value, fn: number): boolean => {
  switch (value.k) {
    case 'param':
      return value.fn === fn;
    case 'spread':
      return holdsOwn(value.of, fn);
    case 'union':
      return value.of.some((one) => holdsOwn(one, fn));
    case 'object':
      return [...value.spreads, ...Object.values(value.props)].some((one) => holdsOwn(one, fn));
    case 'call':
      return value.callee.k === 'member' && value.callee.name === 'clone' && holdsOwn(value.callee.of, fn);
    default:
      return false;
  }
};

/** The call of a function that is handed over in `slot`, in `within` or in functions of the project that it hands it on to. */
function callsOf(evaluator: Evaluator, within: FunctionRef, slot: Slot, level: number): readonly HandlerCall[] | null {
  for (const { callee, args, at } of callsByFunction(within.file).get(within.index) ?? []) {
    if (isSame(slot, callee)) return [{ fn: within, at, args }];
    // `fn.call(this, req, res)`
    if (callee.k === 'member' && callee.name === 'call' && isSame(slot, callee.of)) return [{ fn: within, at, args: args.slice(1) }];
    if (level >= maxBetween) continue;
    const position = args.findIndex((arg) => isSame(slot, arg) || keyIn(slot, arg) !== null);
    if (position < 0) continue;
    for (const r of evaluator.resolve({ file: within.file, value: callee, scope: null })) {
      if (r.r !== 'function') continue;
      const inner = callsOf(evaluator, r.ref, { fn: r.ref.index, param: position, key: keyIn(slot, args[position]!) }, level + 1);
      if (inner) return [{ fn: within, at, args }, ...inner];
    }
  }
  return null;
}

const keyIn = (slot: Slot, arg: Value): string | null =>
  arg.k === 'object' ? (handlerNames.find((name) => Object.hasOwn(arg.props, name) && isSame(slot, arg.props[name]!)) ?? null) : null;

/** The parameters of `wrapper` that the function it made calls or hands on, those that are given the request first. */
function slotsIn(evaluator: Evaluator, ref: FunctionRef, wrapper: FunctionRef): readonly { readonly slot: Slot; readonly calls: readonly HandlerCall[]; readonly weight: number }[] {
  const slots = new Map<string, Slot>();
  for (const { callee, args } of callsByFunction(ref.file).get(ref.index) ?? [])
    for (const value of [callee, ...(callee.k === 'member' ? [callee.of] : []), ...args, ...args.flatMap((arg) => (arg.k === 'object' ? Object.values(arg.props) : []))]) {
      const slot = slotOf(value);
      if (slot?.fn === wrapper.index) slots.set(`${slot.param} ${slot.key ?? ''}`, slot);
    }
  // `given.GET(req, res)` beside `given.POST(req, res)`: no one of them is what answers
  const ofMethods = [...slots].filter(([, { key }]) => key !== null && isMethod(key));
  if (ofMethods.length > 1) for (const [name] of ofMethods) slots.delete(name);
  const isReturned = (slot: Slot): boolean => ref.fact.returns.some(({ value }) => value.k === 'call' && isSame(slot, value.callee));
  return [...slots.values()]
    .flatMap((slot) => {
      const calls = callsOf(evaluator, ref, slot, 0);
      if (!calls) return [];
      const isAsked = calls[0]!.args.some((arg) => holdsOwn(arg, ref.index));
      return [{ slot, calls, weight: (isAsked ? 2 : 0) + (isReturned(slot) ? 1 : 0) }];
    })
    .map((one, order) => ({ ...one, order }))
    // of several that are given the request the last answers; what is given none may be asked afterwards
    .sort((a, b) => b.weight - a.weight || (a.weight >= 2 ? b.order - a.order : a.order - b.order));
}

/**
 * What a wrapper was given, where the function that it made calls it: `(fn) => (req, res, next) => fn(req, res).catch(next)`,
 * `(handler) => async (req) => handler({ req, session })`, `({ handler }) => (req) => run(handler, req)`.
 */
export function handedOn(evaluator: Evaluator, { ref, scope }: Extract<Resolved, { r: 'function' }>): Handed | null {
  for (let s = scope; s; s = s.outer) {
    const wrapper = s.fn;
    if (wrapper.file !== ref.file || wrapper === ref) continue;
    const [first] = slotsIn(evaluator, ref, wrapper);
    const arg = first && s.args[first.slot.param];
    if (!arg) continue;
    const { slot, calls } = first;
    const inside = slot.key !== null && arg.value.k === 'object' ? own(arg.value.props, slot.key) : undefined;
    const value: Value = slot.key === null ? arg.value : (inside ?? { k: 'member', of: arg.value, name: slot.key });
    return { given: { ...arg, value }, calls, inObject: slot.key !== null, isAsked: first.weight >= 2 };
  }
  return null;
}
