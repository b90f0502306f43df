import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import { isSameSpan, isWithin } from '../../facts/source.js';
import { isListening, isScheduler } from '../../recognise/schedulers.js';
import { holdsParam } from '../values/flow.js';

/**
 * Whether code of a function only runs after a span of code around it: the function, or one between, is handed to a
 * function of the project that makes another function of it, which nothing calls (`jobs.push({ run: fenced(() => …) })`),
 * or to a scheduler or an emitter, or stands in a route that the span registers.
 */
export function runsLater(project: Project, file: FileFacts, fn: number | null, within: Span): boolean {
  for (let index = fn; index !== null; index = file.functions[index]!.parent) {
    const { passedTo, at } = file.functions[index]!;
    if (!isWithin(at, within)) return false;
    if (file.endpoints.some((route) => isWithin(at, route.at) && isWithin(route.at, within) && !isSameSpan(route.at, within))) return true;
    if (!passedTo) continue;
    if (passedTo.callee.k === 'member' && isListening(passedTo.callee.name, passedTo.index)) return true;
    const isCalled = file.calls.some(({ callee }) => callee.k === 'call' && isSameSpan(callee.at, passedTo.at));
    const targets = isCalled ? [] : project.resolve({ file, value: passedTo.callee, scope: null });
    if (targets.length > 0 && targets.every((r) => (r.r === 'function' ? keepsForLater(r.ref, passedTo.index) : r.r === 'external' && isScheduler(r.symbol, r.path)))) return true;
  }
  return false;
}

/** Whether a function gives functions only, and does nothing else with a parameter than what these do with it. */
function keepsForLater({ file, index, fact }: FunctionRef, param: number): boolean {
  if (fact.isAsync || fact.returns.length === 0 || fact.returns.some(({ value }) => value.k !== 'function')) return false;
  return !file.calls.some(({ fn, callee, args }) => fn === index && [callee, ...args].some((value) => holdsParam(value, index, param)));
}
