import type { CallFact, LoopFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { groupBy } from '../../facts/group-by.js';
import type { FunctionRef, LinkedCall, LocatedValue, Resolved } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import { isWithin } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { functionalModule } from '../../recognise/functional-modules.js';
import { iterationMethods } from '../../syntax/iteration-methods.js';
import type { Evaluator } from '../values/evaluate.js';
import type { createDispatch } from './dispatch.js';

export interface LinkedCalls {
  /** Functions of the same file whose code is that of this one: itself and what it hands on as callbacks, by index. */
  bodies(fn: FunctionRef): readonly number[];
  /** Those, and functions that are called where they are written or stand in an object that a call is given. */
  written(fn: FunctionRef): readonly number[];
  /** In the order of the file. */
  of(fn: FunctionRef): readonly LinkedCall[];
  /** Those in a loop that counts. */
  inLoops(fn: FunctionRef, counts: (loop: LoopFact) => boolean): readonly LinkedCall[];
}

/** Calls and the functions that they reach. */
export function createLinkedCalls(evaluator: Evaluator, dispatch: ReturnType<typeof createDispatch>): LinkedCalls {
  const callsByFunction = remembered((file: FileFacts) => groupBy(file.calls, (call) => call.fn));
  const inlineChildren = remembered((file: FileFacts) => {
    const children = new Map<number, number[]>();
    file.functions.forEach((fn, index) => {
      // `Effect.tryPromise({ try: () => … })`: no other function can have that name
      if (fn.parent === null || (!fn.passedTo && fn.name !== 'try')) return;
      const list = children.get(fn.parent);
      if (list) list.push(index);
      else children.set(fn.parent, [index]);
    });
    return children;
  });
  /** `waitUntil((async () => { … })())`, `withLock({ fn: async () => { … } })`: functions that stand in a call of their parent. */
  const writtenInCalls = remembered((file: FileFacts): ReadonlyMap<number, ReadonlySet<number>> => {
    const found = new Map<number, Set<number>>();
    for (const { callee, args, at } of file.calls)
      for (const value of [callee, ...args.flatMap((arg) => (arg.k === 'object' ? Object.values(arg.props) : []))]) {
        if (value.k !== 'function') continue;
        const { parent, at: own } = file.functions[value.fn]!;
        if (parent === null || !isWithin(own, at)) continue;
        const set = found.get(parent);
        if (set) set.add(value.fn);
        else found.set(parent, new Set([value.fn]));
      }
    return found;
  });
  const below = (index: number, childrenOf: (index: number) => Iterable<number>): number[] => {
    const result = new Set<number>();
    const stack = [index];
    while (stack.length > 0) {
      const next = stack.pop()!;
      result.add(next);
      stack.push(...childrenOf(next));
    }
    return [...result];
  };
  const bodies = (fn: FunctionRef): number[] => below(fn.index, (index) => inlineChildren(fn.file).get(index) ?? []);
  /** A callback is a part of its call; a function that the file declares is not. */
  const isWrittenIn = (value: Value, call: CallFact, file: FileFacts): boolean => value.k === 'function' && isWithin(file.functions[value.fn]!.at, call.at);
  /** `ids.map(loadUser)` calls its argument once per element. */
  const iterationOf = (file: FileFacts, call: CallFact): { readonly called: Value; readonly loop: LoopFact } | null => {
    const { callee, args, at } = call;
    const [called] = args;
    if (callee.k !== 'member' || !called || isWrittenIn(called, call, file) || !iterationMethods.has(callee.name) || functionalModule(callee.of) === 'one') return null;
    return { called, loop: { kind: callee.name, over: callee.of, at } };
  };
  const functionsOf = (resolved: readonly Resolved[]): FunctionRef[] =>
    resolved.flatMap((r) => {
      if (r.r === 'function') return [r.ref];
      if (r.r === 'class') return r.ref.fact.ctor === null ? [] : [evaluator.fn(r.ref.file, r.ref.fact.ctor)];
      return [];
    });
  const linkCall = (file: FileFacts, call: CallFact): LinkedCall => {
    const located = (value: Value): LocatedValue => ({ file, value, scope: null });
    const resolved = evaluator.resolve(located(call.callee));
    const args = call.args.map(located);
    const sent = resolved.flatMap((r) => (r.r === 'external' ? dispatch(r, args) : []));
    const targets = [...functionsOf(resolved), ...sent.map(({ ref }) => ref)];
    let loop = call.loop;
    const iteration = iterationOf(file, call);
    const passed = iteration ? functionsOf(evaluator.resolve(located(iteration.called))) : [];
    if (iteration && passed.length > 0) {
      targets.push(...passed);
      loop ??= iteration.loop;
    }
    const unawaited = call.unawaited ?? (sent.some(({ answers }) => !answers) ? 'started' : null);
    return { at: call.at, file, fn: call.fn, args, callee: call.callee, loop, unawaited, targets };
  };
  return {
    bodies,
    written: (fn) => below(fn.index, (index) => [...(inlineChildren(fn.file).get(index) ?? []), ...(writtenInCalls(fn.file).get(index) ?? [])]),
    of: remembered((fn) => {
      const grouped = callsByFunction(fn.file);
      return bodies(fn)
        .flatMap((index) => grouped.get(index) ?? [])
        .map((call) => linkCall(fn.file, call))
        .sort((a, b) => a.at.start - b.at.start);
    }),
    inLoops(fn, counts) {
      const grouped = callsByFunction(fn.file);
      const looped: LinkedCall[] = [];
      for (const index of bodies(fn))
        for (const call of grouped.get(index) ?? []) {
          // what is in no loop that counts need not be followed
          const loop = call.loop ?? iterationOf(fn.file, call)?.loop;
          const linked = loop && counts(loop) ? linkCall(fn.file, call) : null;
          if (linked?.loop) looped.push(linked);
        }
      return looped;
    },
  };
}
