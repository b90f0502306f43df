import type { EndpointFact } from '../../facts/backend.js';
import type { LocatedValue } from '../../facts/project.js';
import { isRequestMethod } from '../../facts/request-methods.js';
import type { Value } from '../../facts/value.js';
import type { Evaluator } from '../values/evaluate.js';
import type { Run } from '../values/repeats.js';

/** An endpoint as it is registered, and one run of the registration. */
export interface Registered {
  readonly fact: EndpointFact;
  readonly run: Run;
}

/**
 * One endpoint for each method where a wrapper is given a handler for each: `app.all('/orders', byMethod({ GET: list, POST:
 * create }))`, or a page of Next.js that exports what another file has wrapped so.
 */
export function byMethod(evaluator: Evaluator, registered: Registered): readonly Registered[] {
  const { fact, run } = registered;
  const last = fact.handlers.at(-1);
  const wrapped = fact.method === 'ALL' && last ? wrappedMap(evaluator, run.at(last)) : null;
  if (wrapped?.map.value.k !== 'object') return [registered];
  const { wrapper, map } = wrapped;
  return Object.entries(wrapped.map.value.props).flatMap(([name, handler]) => {
    const method = name.toUpperCase();
    const placed = new Map<Value, LocatedValue>([[wrapper.value, wrapper], [handler, { ...map, value: handler }]]);
    const handlers = [...fact.handlers.slice(0, -1), wrapper.value, handler];
    return isRequestMethod(method) ? [{ fact: { ...fact, method, handlers }, run: { ...run, at: (value) => placed.get(value) ?? run.at(value) } }] : [];
  });
}

interface WrappedMap {
  readonly wrapper: LocatedValue;
  /** An object. */
  readonly map: LocatedValue;
}

function wrappedMap(evaluator: Evaluator, handler: LocatedValue): WrappedMap | null {
  const { value } = handler;
  const map = value.k === 'call' ? value.args.find(isMethodMap) : undefined;
  if (value.k === 'call' && map) return { wrapper: { ...handler, value: value.callee }, map: { ...handler, value: map } };
  for (const r of evaluator.resolve(handler)) {
    const wrapping = r.r === 'function' ? r.scope : null;
    const given = wrapping?.args.find((arg) => isMethodMap(arg.value));
    if (wrapping && given) return { wrapper: { file: wrapping.fn.file, value: { k: 'function', fn: wrapping.fn.index }, scope: null }, map: given };
  }
  return null;
}

/** An object whose members are all named for methods. */
function isMethodMap(value: Value): boolean {
  if (value.k !== 'object' || value.spreads.length > 0) return false;
  const names = Object.keys(value.props);
  return names.length > 0 && names.every((name) => isRequestMethod(name.toUpperCase()));
}
