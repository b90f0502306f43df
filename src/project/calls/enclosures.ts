import type { CallFact } from '../../facts/code.js';
import type { Effect, Enclosure } from '../../facts/effects.js';
import type { FileFacts } from '../../facts/file.js';
import type { CallSite, FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';

/** Calls followed from a function to those who call it, and from a wrapper into what it does with its argument. */
const maxHops = 4;

type World = Pick<Project, 'files' | 'resolve' | 'fn'>;

export interface Enclosures {
  callersOf(fn: FunctionRef): readonly CallSite[];
  runsInside(effect: Effect, test: (enclosure: Enclosure) => boolean): boolean;
}

/** Who calls which function, and what a call runs inside of. Indexes are built on first use. */
export function createEnclosures(world: World): Enclosures {
  const located = (file: FileFacts, value: Value): LocatedValue => ({ file, value, scope: null });
  const keyOf = (fn: FunctionRef): string => `${fn.file.path}:${fn.index}`;

  let callers: Map<string, CallSite[]> | null = null;
  const callersOf = (fn: FunctionRef): readonly CallSite[] => {
    callers ??= indexCallers(world);
    return callers.get(keyOf(fn)) ?? [];
  };

  /** Functions that are handed to a call by name: `new CircuitBreaker(this.load)`, `policy.wrap(load)`. */
  let references: Map<string, Enclosure[]> | null = null;
  const referencesOf = (fn: FunctionRef): readonly Enclosure[] => {
    if (!references) {
      references = new Map();
      for (const file of world.files) {
        for (const fact of file.effects?.calls ?? []) addReferences(references, file, fact);
        for (const fact of file.calls) addReferences(references, file, fact);
      }
    }
    return references.get(keyOf(fn)) ?? [];
  };

  const addReferences = (to: Map<string, Enclosure[]>, file: FileFacts, { callee, args }: Pick<CallFact, 'callee' | 'args'>): void =>
    args.forEach((arg, index) => {
      if (arg.k !== 'member' && arg.k !== 'ref' && arg.k !== 'import' && arg.k !== 'function') return;
      if (arg.k === 'function' && file.functions[arg.fn]?.passedTo) return;
      for (const r of world.resolve(located(file, arg)))
        if (r.r === 'function') {
          const list = to.get(keyOf(r.ref));
          const enclosure: Enclosure = { form: 'argument', callee: located(file, callee), index, args: args.map((a) => located(file, a)), name: nameOf(callee) };
          if (list) list.push(enclosure);
          else to.set(keyOf(r.ref), [enclosure]);
        }
    });

  const runsInside = (effect: Effect, test: (enclosure: Enclosure) => boolean): boolean => {
    const { file, fact } = effect;
    for (const { callee, index, written } of fact.within)
      if (passes({ form: 'argument', callee: located(file, callee), index, args: [], name: written }, test, 0)) return true;
    return runs(file, fact.fn, null, test, 0);
  };

  const argsBySpan = new Map<FileFacts, Map<string, readonly Value[]>>();
  const argsAt = (file: FileFacts, at: Span): readonly Value[] | undefined => {
    let known = argsBySpan.get(file);
    if (!known) argsBySpan.set(file, (known = new Map([...file.calls, ...(file.effects?.calls ?? [])].map((call) => [`${call.at.start}-${call.at.end}`, call.args]))));
    return known.get(`${at.start}-${at.end}`);
  };

  const visiting = new Set<string>();
  /** Whether code of a function, up to the function `until`, runs inside what passes the test. */
  const runs = (file: FileFacts, start: number | null, until: number | null, test: (enclosure: Enclosure) => boolean, hops: number): boolean => {
    for (let index = start; index !== null && index !== until; index = file.functions[index]!.parent) {
      const fact = file.functions[index]!;
      const ref = world.fn(file, index);
      if (fact.passedTo) {
        const { callee, at, index: position } = fact.passedTo;
        const args = (argsAt(file, at) ?? []).map((a) => located(file, a));
        if (passes({ form: 'argument', callee: located(file, callee), index: position, args, name: nameOf(callee) }, test, hops)) return true;
        continue;
      }
      if (fact.decorators.some((d) => test({ form: 'decorator', callee: located(file, d.callee), index: 0, args: d.args.map((a) => located(file, a)), name: nameOf(d.callee) }))) return true;
      const above = fact.cls === null ? null : (file.classes[fact.cls]?.extends ?? null);
      if (above && test({ form: 'class', callee: located(file, above), index: 0, args: [], name: nameOf(above) })) return true;
      if (referencesOf(ref).some((enclosure) => passes(enclosure, test, hops))) return true;
      if (hops >= maxHops || visiting.has(keyOf(ref))) continue;
      visiting.add(keyOf(ref));
      const sites = callersOf(ref).filter((site) => site.file.kind === 'runtime');
      const all = sites.length > 0 && sites.every((site) => runs(site.file, site.call.fn, null, test, hops + 1));
      visiting.delete(keyOf(ref));
      if (all) return true;
    }
    return false;
  };

  /** The enclosing call passes the test itself, or it is a function of the project that runs its argument inside one that does. */
  const passes = (enclosure: Enclosure, test: (enclosure: Enclosure) => boolean, hops: number): boolean => {
    if (test(enclosure)) return true;
    if (hops >= maxHops) return false;
    return world.resolve(enclosure.callee).some((r) => {
      const ref = r.r === 'function' ? r.ref : r.r === 'class' && r.ref.fact.ctor !== null ? world.fn(r.ref.file, r.ref.fact.ctor) : null;
      return ref !== null && runsArgument(ref, enclosure.index, test, hops + 1);
    });
  };

  const runsArgument = (wrapper: FunctionRef, index: number, test: (enclosure: Enclosure) => boolean, hops: number): boolean => {
    const { file } = wrapper;
    const isArgument = (value: Value): boolean => value.k === 'param' && value.fn === wrapper.index && value.index === index;
    for (const call of [...(file.effects?.calls ?? []), ...file.calls]) {
      const position = call.args.findIndex(isArgument);
      if (position >= 0 && passes({ form: 'argument', callee: located(file, call.callee), index: position, args: call.args.map((a) => located(file, a)), name: nameOf(call.callee) }, test, hops)) return true;
      if (isArgument(call.callee) && call.fn !== wrapper.index && runs(file, call.fn, wrapper.index, test, hops)) return true;
    }
    return false;
  };

  return { callersOf, runsInside };
}

function indexCallers(world: World): Map<string, CallSite[]> {
  const callers = new Map<string, CallSite[]>();
  const add = (fn: FunctionRef, file: FileFacts, call: CallFact): void => {
    const key = `${fn.file.path}:${fn.index}`;
    const list = callers.get(key);
    if (list) list.push({ file, call });
    else callers.set(key, [{ file, call }]);
  };
  for (const file of world.files)
    for (const call of file.calls)
      for (const r of world.resolve({ file, value: call.callee, scope: null })) if (r.r === 'function') add(r.ref, file, call);
  return callers;
}

/** Last names of a callee as written: `Promise.race`, `breaker.fire`. */
function nameOf(value: Value): string {
  switch (value.k) {
    case 'member': {
      const of = nameOf(value.of);
      return of === '' ? value.name : `${of}.${value.name}`;
    }
    case 'ref':
    case 'import':
    case 'global':
      return value.name;
    case 'call':
    case 'new':
      return nameOf(value.callee);
    default:
      return '';
  }
}
