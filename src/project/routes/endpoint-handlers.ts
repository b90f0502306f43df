import type { ClassRef, FunctionRef, HandlerCall, LocatedValue } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { inherits } from '../calls/reach.js';
import type { Evaluator } from '../values/evaluate.js';
import { handedOn, handlerNames } from './wrapped-handlers.js';

export interface FoundHandler {
  readonly ref: FunctionRef;
  readonly self: ClassRef | null;
  /** It stands in an object that a factory of the project is given, so the factory decides what it is called with. */
  readonly ownSignature: boolean;
  /** The calls of wrappers of the project that lead to it, outermost first. */
  readonly calls: readonly HandlerCall[];
}

/** The class of `controller` in `controller.list` and `controller.list.bind(controller)`, where it inherits the method. */
function selfOf(evaluator: Evaluator, { file, value, scope }: LocatedValue, ref: FunctionRef): ClassRef | null {
  const method = value.k === 'call' && value.callee.k === 'member' && value.callee.name === 'bind' ? value.callee.of : value;
  if (method.k !== 'member') return null;
  for (const r of evaluator.resolve({ file, value: method.of, scope })) if (r.r === 'instance' && inherits(r.ref, ref)) return r.ref;
  return null;
}

/** The method that `(req, res) => controller.list(req, res)` hands everything to, or the function itself. */
export function delegate(evaluator: Evaluator, start: Pick<FoundHandler, 'ref' | 'self'>): Pick<FoundHandler, 'ref' | 'self'> {
  let found = start;
  for (let guard = 0; guard < 3; guard += 1) {
    const { file, index, fact } = found.ref;
    const inside = fact.passedTo && fact.params.length > 0 && fact.params.length <= 4 ? file.calls.filter((call) => call.fn === index) : [];
    const [call] = inside;
    if (!call || inside.length !== 1 || call.args.length === 0) return found;
    if (!call.args.every((arg, i) => arg.k === 'param' && arg.fn === index && arg.index === i)) return found;
    const callee: LocatedValue = { file, value: call.callee, scope: null };
    const next = evaluator.resolve(callee).find((r) => r.r === 'function');
    if (next?.r !== 'function' || next.ref.fact.params.length < call.args.length) return found;
    found = { ref: next.ref, self: selfOf(evaluator, callee, next.ref) };
  }
  return found;
}

/** The handlers that one handler of a registration stands for: the items of an array, wherever it is written, itself otherwise. */
export function laidOut(evaluator: Evaluator, located: LocatedValue, level = 0): readonly LocatedValue[] {
  const { value } = located;
  if (level > 5 || value.k === 'function') return [located];
  const resolved = evaluator.resolve(value.k === 'spread' ? { ...located, value: value.of } : located);
  const [only] = resolved;
  if (resolved.length !== 1 || only?.r !== 'value' || only.located.value.k !== 'array') return [located];
  const array = only.located;
  return only.located.value.items.flatMap((item) => laidOut(evaluator, { ...array, value: item }, level + 1));
}

export function handlerOf(evaluator: Evaluator, located: LocatedValue, level: number): FoundHandler | null {
  const { value } = located;
  if (level > 5) return null;
  const resolved = evaluator.resolve(located);
  const firstOf = (values: readonly LocatedValue[]): FoundHandler | null => {
    for (const one of values) {
      const inner = one.value === value ? null : handlerOf(evaluator, one, level + 1);
      if (inner) return inner;
    }
    return null;
  };
  const lastOf = (values: readonly Value[], where: LocatedValue): FoundHandler | null => firstOf([...values].reverse().map((one) => ({ ...where, value: one })));
  /** What a wrapper of the project made around a handler that is out of sight. */
  let made: FunctionRef | null = null;
  for (const r of resolved) {
    // a wrapper of the project: what the function that it makes calls
    const handed = r.r === 'function' ? handedOn(evaluator, r) : null;
    const called = handed && handlerOf(evaluator, handed.given, level + 1);
    if (called) return { ...called, ownSignature: called.ownSignature || handed.inObject, calls: [...handed.calls, ...called.calls] };
    if (r.r === 'function' && handed?.isAsked) made ??= r.ref;
    // one of a library around such a function
    if (r.r === 'external' && r.args.some(({ scope }) => scope !== null)) {
      const inner = firstOf([...r.args].reverse());
      if (inner) return inner;
    }
  }
  if (made) return { ref: made, self: null, ownSignature: false, calls: [] };
  // a wrapper such as `asyncHandler(fn)` that cannot be followed: the function it is given is the handler
  const wrapped = value.k === 'call' ? lastOf(value.args, located) : null;
  if (wrapped) return wrapped;
  for (const r of resolved) if (r.r === 'function') return { ref: r.ref, self: selfOf(evaluator, located, r.ref), ownSignature: false, calls: [] };
  for (const r of resolved) {
    const inner =
      r.r === 'external'
        ? lastOf(r.args.map((arg) => arg.value), r.args[0] ?? located)
        : r.r === 'value' && r.located.value.k === 'array'
          ? lastOf(r.located.value.items, r.located)
          : null;
    if (inner) return inner;
    if (r.r === 'value' && r.located.value.k === 'object' && level > 0)
      for (const name of handlerNames) {
        const own = Object.hasOwn(r.located.value.props, name) ? r.located.value.props[name] : undefined;
        const inObject = own ? handlerOf(evaluator, { ...r.located, value: own }, level + 1) : null;
        if (inObject) return { ...inObject, ownSignature: true };
      }
  }
  return null;
}
