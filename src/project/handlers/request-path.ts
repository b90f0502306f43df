import type { FileFacts } from '../../facts/file.js';
import type { ClassRef, Endpoint, FunctionRef, LinkedCall, LocatedValue, Project, RequestStep } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import type { Value } from '../../facts/value.js';
import { inherits } from '../calls/reach.js';
import { isParam } from '../values/flow.js';
import { actionsOf, callbacksOf } from './request-callbacks.js';

/** Methods by which frameworks run guards, pipes, interceptors, filters and middleware classes. */
const entryMethods = ['use', 'canActivate', 'intercept', 'transform', 'catch', 'validate'];

/** Functions that a request reaches by calls, breadth first, so that each is found by its shortest way. */
export function requestPathOf(project: Pick<Project, 'endpoints' | 'files' | 'resolve' | 'fn' | 'calls'>): ReadonlyMap<FunctionRef, RequestStep> {
  const path = new Map<FunctionRef, RequestStep>();
  /** Functions to look into, and the class whose object they work on, where that inherits them. */
  const queue: { readonly fn: FunctionRef; readonly self: ClassRef | null }[] = [];
  const selves = new Map<FunctionRef, Set<ClassRef>>();
  const add = (fn: FunctionRef, step: RequestStep, of: ClassRef | null = null): void => {
    const self = of && inherits(of, fn) ? of : null;
    if (fn.file.kind !== 'runtime' || (path.has(fn) && (!self || selves.get(fn)?.has(self) === true))) return;
    if (!path.has(fn)) path.set(fn, step);
    if (self) selves.set(fn, (selves.get(fn) ?? new Set()).add(self));
    queue.push({ fn, self });
  };
  /** A method of a class or of one above it. */
  const methodOf = (ref: ClassRef, name: string, level = 0): FunctionRef | null => {
    const own = Object.hasOwn(ref.fact.methods, name) ? ref.fact.methods[name] : undefined;
    if (own !== undefined) return project.fn(ref.file, own);
    if (!ref.fact.extends || level > 4) return null;
    const above = project.resolve({ file: ref.file, value: ref.fact.extends, scope: null });
    return above.length === 1 && above[0]!.r === 'class' ? methodOf(above[0]!.ref, name, level + 1) : null;
  };
  /** What a call reaches; `this.handle()` of a base class is a method of the class that inherits it. */
  const targetsOf = ({ callee, targets }: LinkedCall, self: ClassRef | null): readonly FunctionRef[] => {
    const own = self && callee.k === 'member' && callee.of.k === 'this' ? methodOf(self, callee.name) : null;
    return own ? [own] : targets;
  };
  // one middleware stands before many endpoints: the first of them has it
  const added = new Set<Value>();
  const addValue = (value: LocatedValue, endpoint: Endpoint | null): void => {
    if (value.scope === null) {
      if (added.has(value.value)) return;
      added.add(value.value);
    }
    const step: RequestStep = { endpoint, caller: null, hops: 0 };
    for (const r of project.resolve(value)) {
      if (r.r === 'function') add(r.ref, step);
      else if (r.r === 'class' || r.r === 'instance')
        for (const name of entryMethods) {
          const fn = methodOf(r.ref, name);
          if (fn) add(fn, step, r.ref);
        }
    }
  };
  for (const endpoint of project.endpoints) if (endpoint.handler) add(endpoint.handler, { endpoint: ofHandler(endpoint), caller: null, hops: 0 }, endpoint.self);
  for (const endpoint of project.endpoints) for (const { fn } of endpoint.calls) add(fn, { endpoint, caller: null, hops: 0 });
  for (const endpoint of project.endpoints) for (const value of endpoint.before) addValue(value, endpoint);
  for (const file of project.files) for (const middleware of file.middlewares) addValue({ file, value: middleware.value, scope: null }, null);
  // what a library sends with, it may call when the answer is gone
  for (const file of project.files) for (const fn of callbacksOf(project, file)) add(fn, { endpoint: null, caller: null, hops: /^send[A-Z]/.test(fn.fact.name ?? '') ? 1 : 0 });
  // no route: the framework's own handler calls it
  for (const file of project.files) for (const fn of actionsOf(project, file)) add(fn, { endpoint: null, caller: null, hops: 1 });
  const kept = remembered(keptCalls);
  for (let i = 0; i < queue.length; i += 1) {
    const { fn: caller, self } = queue[i]!;
    const { endpoint, hops } = path.get(caller)!;
    for (const call of project.calls(caller)) {
      const isOwn = call.callee.k === 'member' && (call.callee.of.k === 'this' || call.callee.of.k === 'super');
      for (const fn of givenTo(project, call)) add(fn, { endpoint, caller, hops: hops + 1 }, self);
      for (const target of targetsOf(call, self))
        if (!target.fact.isConstructor && (target.fact.isAsync || !kept(call.file).has(call.at.start))) add(target, { endpoint, caller, hops: hops + 1 }, isOwn ? self : null);
    }
  }
  return path;
}

/** Functions in the options of a call that the called function calls itself: `this.validated({ request, run: () => place(order) })`. */
function givenTo(project: Pick<Project, 'fn' | 'calls'>, { file, args, targets }: LinkedCall): readonly FunctionRef[] {
  return args.flatMap(({ value }, index) =>
    value.k !== 'object'
      ? []
      : Object.entries(value.props).flatMap(([name, one]) =>
          one.k === 'function' && targets.some((target) => project.calls(target).some(({ callee }) => callee.k === 'member' && callee.name === name && isParam(callee.of, target.index, index))) ? [project.fn(file, one.fn)] : [],
        ),
  );
}

/** A handler that serves several methods of its path is one function. */
const ofHandler = (endpoint: Endpoint): Endpoint => (endpoint.fact.elsewhere ? { ...endpoint, method: 'ALL' } : endpoint);

/** Calls whose result a variable of the module keeps, by their start: what they make at once is made for all requests, `context ??= createContext()`. */
const keptCalls = ({ bindings }: FileFacts): ReadonlySet<number> =>
  new Set(Object.values(bindings).flatMap((value) => (value.k === 'union' ? value.of : [value]).flatMap((one) => (one.k === 'call' ? [one.at.start] : []))));
