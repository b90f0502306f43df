import type { EndpointFact } from '../facts/backend.js';
import type { LocatedValue } from '../facts/project.js';
import { isRequestMethod } from '../facts/request-methods.js';
import type { Value } from '../facts/value.js';
import type { Evaluator } from './evaluate.js';
import type { Run } from './repeats.js';

/** An endpoint as it is registered, and one run of the registration. */
export interface Registered {
  readonly fact: EndpointFact;
  readonly run: Run;
}

/**
 * One endpoint for each method of `export const orders = withMethods({ GET: list, POST: create })` that a page of another
 * file exports: the adapter, which sees the page alone, takes it for one handler of all methods.
 */
export function byMethod(evaluator: Evaluator, registered: Registered): readonly Registered[] {
  const { fact, run } = registered;
  const [exported] = fact.handlers;
  if (fact.framework !== 'nextjs-pages' || fact.method !== 'ALL' || !exported || fact.handlers.length > 1) return [registered];
  for (const r of evaluator.resolve(run.at(exported))) {
    const wrapping = r.r === 'function' ? r.scope : null;
    const map = wrapping?.args.find(({ value }) => isMethodMap(value));
    if (!wrapping || map?.value.k !== 'object') continue;
    const wrapper: LocatedValue = { file: wrapping.fn.file, value: { k: 'function', fn: wrapping.fn.index }, scope: null };
    return Object.entries(map.value.props).flatMap(([name, handler]) => {
      const method = name.toUpperCase();
      const placed = new Map<Value, LocatedValue>([[handler, { ...map, value: handler }], [wrapper.value, wrapper]]);
      return isRequestMethod(method) ? [{ fact: { ...fact, method, handlers: [wrapper.value, handler] }, run: { ...run, at: (value) => placed.get(value) ?? run.at(value) } }] : [];
    });
  }
  return [registered];
}

function isMethodMap(value: Value): boolean {
  if (value.k !== 'object' || value.spreads.length > 0) return false;
  const names = Object.keys(value.props);
  return names.length > 0 && names.every((name) => isRequestMethod(name.toUpperCase()));
}
