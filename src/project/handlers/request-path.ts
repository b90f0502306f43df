import type { FileFacts } from '../../facts/file.js';
import type { Endpoint, FunctionRef, LocatedValue, Project, RequestStep } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import type { Value } from '../../facts/value.js';
import { actionsOf, callbacksOf } from './request-callbacks.js';

/** Methods by which frameworks run guards, pipes, interceptors, filters and middleware classes. */
const entryMethods = ['use', 'canActivate', 'intercept', 'transform', 'catch', 'validate'];

/** Functions that a request reaches by calls, breadth first, so that each is found by its shortest way. */
export function requestPathOf(project: Pick<Project, 'endpoints' | 'files' | 'resolve' | 'fn' | 'calls'>): ReadonlyMap<FunctionRef, RequestStep> {
  const path = new Map<FunctionRef, RequestStep>();
  const queue: FunctionRef[] = [];
  const add = (fn: FunctionRef, step: RequestStep): void => {
    if (path.has(fn) || fn.file.kind !== 'runtime') return;
    path.set(fn, step);
    queue.push(fn);
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
          const index = Object.hasOwn(r.ref.fact.methods, name) ? r.ref.fact.methods[name] : undefined;
          if (index !== undefined) add(project.fn(r.ref.file, index), step);
        }
    }
  };
  for (const endpoint of project.endpoints) if (endpoint.handler) add(endpoint.handler, { endpoint: ofHandler(endpoint), caller: null, hops: 0 });
  for (const endpoint of project.endpoints) for (const { fn } of endpoint.calls) add(fn, { endpoint, caller: null, hops: 0 });
  for (const endpoint of project.endpoints) for (const value of endpoint.before) addValue(value, endpoint);
  for (const file of project.files) for (const middleware of file.middlewares) addValue({ file, value: middleware.value, scope: null }, null);
  // what a library sends with, it may call when the answer is gone
  for (const file of project.files) for (const fn of callbacksOf(project, file)) add(fn, { endpoint: null, caller: null, hops: /^send[A-Z]/.test(fn.fact.name ?? '') ? 1 : 0 });
  // no route: the framework's own handler calls it
  for (const file of project.files) for (const fn of actionsOf(project, file)) add(fn, { endpoint: null, caller: null, hops: 1 });
  const kept = remembered(keptCalls);
  for (let i = 0; i < queue.length; i += 1) {
    const caller = queue[i]!;
    const { endpoint, hops } = path.get(caller)!;
    for (const call of project.calls(caller))
      for (const target of call.targets)
        if (!target.fact.isConstructor && (target.fact.isAsync || !kept(call.file).has(call.at.start))) add(target, { endpoint, caller, hops: hops + 1 });
  }
  return path;
}

/** A handler that serves several methods of its path is one function. */
const ofHandler = (endpoint: Endpoint): Endpoint => (endpoint.fact.elsewhere ? { ...endpoint, method: 'ALL' } : endpoint);

/** Calls whose result a variable of the module keeps, by their start: what they make at once is made for all requests, `context ??= createContext()`. */
const keptCalls = ({ bindings }: FileFacts): ReadonlySet<number> =>
  new Set(Object.values(bindings).flatMap((value) => (value.k === 'union' ? value.of : [value]).flatMap((one) => (one.k === 'call' ? [one.at.start] : []))));
