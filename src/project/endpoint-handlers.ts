import type { ClassRef, FunctionRef, LocatedValue, Resolved } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import type { Evaluator } from './evaluate.js';
import { inherits } from './reach.js';
import { rootParam } from './repeats.js';

export interface FoundHandler {
  readonly ref: FunctionRef;
  readonly self: ClassRef | null;
  /** It stands in an object that a factory of the project is given, so the factory decides what it is called with. */
  readonly ownSignature: boolean;
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

/** A parameter, or members of one, with another value in its place. */
const under = (value: Value, given: Value): Value => (value.k === 'member' ? { ...value, of: under(value.of, given) } : given);

/** What a wrapper was given, where the function that it made hands on what it gets: `(fn) => (req, res, next) => fn(req, res).catch(next)`, or `(route) => … route.handler(req, res)`. */
function handedOn({ ref, scope }: Extract<Resolved, { r: 'function' }>): LocatedValue | null {
  for (let s = scope; s; s = s.outer) {
    const wrapper = s.fn;
    if (wrapper.file !== ref.file) continue;
    const [call, ...others] = ref.file.calls.filter(
      ({ fn, callee, args }) =>
        fn === ref.index &&
        rootParam(callee)?.fn === wrapper.index &&
        args.length > 0 &&
        args.every((arg, i) => arg.k === 'param' && arg.fn === ref.index && arg.index === i),
    );
    // `given.GET(req, res)` beside `given.POST(req, res)`: no one of them is what answers
    if (others.some(({ callee }) => callee.k === 'member' && JSON.stringify(callee) !== JSON.stringify(call?.callee))) continue;
    const param = call && rootParam(call.callee);
    const given = param && s.args[param.index];
    if (given) return { ...given, value: under(call.callee, given.value) };
  }
  return null;
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
  const lastOf = (values: readonly Value[], where: LocatedValue): FoundHandler | null => {
    for (const one of [...values].reverse()) {
      const inner = one === value ? null : handlerOf(evaluator, { ...where, value: one }, level + 1);
      if (inner) return inner;
    }
    return null;
  };
  // a wrapper such as `asyncHandler(fn)`: the function it is given is the handler
  const wrapped = value.k === 'call' ? lastOf(value.args, located) : null;
  if (wrapped) return wrapped;
  for (const r of resolved) {
    const given = r.r === 'function' ? handedOn(r) : null;
    const inner = given && handlerOf(evaluator, given, level + 1);
    if (inner) return inner;
  }
  for (const r of resolved) if (r.r === 'function') return { ref: r.ref, self: selfOf(evaluator, located, r.ref), ownSignature: false };
  for (const r of resolved) {
    const inner =
      r.r === 'external'
        ? lastOf(r.args.map((arg) => arg.value), r.args[0] ?? located)
        : r.r === 'value' && r.located.value.k === 'array'
          ? lastOf(r.located.value.items, r.located)
          : null;
    if (inner) return inner;
    if (r.r === 'value' && r.located.value.k === 'object' && level > 0)
      for (const name of ['handler', 'fn', 'handle', 'resolve']) {
        const own = Object.hasOwn(r.located.value.props, name) ? r.located.value.props[name] : undefined;
        const inObject = own ? handlerOf(evaluator, { ...r.located, value: own }, level + 1) : null;
        if (inObject) return { ...inObject, ownSignature: true };
      }
  }
  return null;
}
