import type { CallFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, FunctionRef, LocatedValue, Place, Scope } from '../../facts/project.js';
import { argumentOf, type CallsOf } from './call-arguments.js';
import type { Evaluator } from './evaluate.js';

/** One way in which an object of a class comes to be. */
export interface Construction {
  /** The `new` expression, `null` where a container makes the object. */
  readonly made: Place | null;
  /** The class of the object, which may extend the one that was asked for. */
  readonly cls: ClassRef;
  /** What its constructor and, through `super(…)`, those above it are given; `null` where nothing tells. */
  readonly scope: Scope | null;
}

export interface Constructions {
  /** Every construction of a class and of those that extend it. */
  of(ref: ClassRef): readonly Construction[];
  /** What a field holds in an object of a class; `scope` is that of its construction, `null` where none is followed. */
  field(ref: ClassRef, name: string, scope: Scope | null): LocatedValue | null;
  /** Whether what a field holds depends on the construction. */
  isGiven(ref: ClassRef, name: string): boolean;
  /** A class and those of the project that it extends, the nearest first. */
  line(ref: ClassRef): readonly ClassRef[];
  /** Classes that extend a class, however far below. */
  below(ref: ClassRef): readonly ClassRef[];
}

/** Levels of base classes that are followed. */
const maxLevels = 6;

export function createConstructions(files: readonly FileFacts[], evaluator: Evaluator, callsOf: CallsOf): Constructions {
  const bases = new Map<ClassRef, ClassRef | null>();
  const base = (ref: ClassRef): ClassRef | null => {
    let found = bases.get(ref);
    if (found === undefined) {
      const above = ref.fact.extends ? evaluator.resolve({ file: ref.file, value: ref.fact.extends, scope: null }).find((r) => r.r === 'class') : undefined;
      bases.set(ref, (found = above?.r === 'class' ? above.ref : null));
    }
    return found;
  };

  let subclasses: Map<ClassRef, ClassRef[]> | null = null;
  const below = (ref: ClassRef): readonly ClassRef[] => (subclasses ??= indexSubclasses(files, evaluator, base)).get(ref) ?? [];

  /** A class and those above it. */
  const lineOf = (start: ClassRef): ClassRef[] => {
    const line: ClassRef[] = [];
    for (let ref: ClassRef | null = start; ref && line.length <= maxLevels; ref = base(ref)) line.push(ref);
    return line;
  };

  /** The constructor that runs for a class: its own, or the first above it. */
  const ctorOf = (ref: ClassRef): FunctionRef | null => {
    const owner = lineOf(ref).find(({ fact }) => fact.ctor !== null);
    return owner ? evaluator.fn(owner.file, owner.fact.ctor!) : null;
  };

  /** Adds what `super(…)` gives to each constructor above. */
  const withSupers = (start: ClassRef, own: Scope | null): Scope | null => {
    let scope = own;
    for (const ref of lineOf(start)) {
      const above = base(ref);
      const ctor = above && ctorOf(above);
      const call = superCall(ref);
      if (ctor && call) scope = callScope(ctor, ref.file, call, scope);
    }
    return scope;
  };

  const constructionsOf = (ref: ClassRef): Construction[] => {
    const ctor = ctorOf(ref);
    if (!ctor) return [];
    return callsOf(ctor).flatMap(({ file, call }): Construction[] => {
      const cls = evaluator.resolve({ file, value: call.callee, scope: null }).find((r) => r.r === 'class');
      if (cls?.r !== 'class' || cls.ref !== ref) return [];
      return [{ made: { file, at: call.at }, cls: ref, scope: withSupers(ref, callScope(ctor, file, call, null)) }];
    });
  };

  return {
    of: (ref) =>
      [ref, ...below(ref)].flatMap((cls): readonly Construction[] => {
        const made = constructionsOf(cls);
        return made.length > 0 || cls === ref ? made : [{ made: null, cls, scope: withSupers(cls, null) }];
      }),
    field(start, name, scope) {
      for (const ref of lineOf(start)) {
        const value = own(ref.fact.fields, name)?.value;
        if (value) return { file: ref.file, value, scope: scope ?? withSupers(start, null) };
      }
      return null;
    },
    isGiven: (ref, name) => below(ref).some((sub) => own(sub.fact.fields, name)?.value) || lineOf(ref).some((one) => own(one.fact.fields, name)?.value?.k === 'param'),
    line: lineOf,
    below,
  };
}

/** The scope that a call opens: a parameter for which it gives nothing is what its function says it then is. */
export function callScope(fn: FunctionRef, file: FileFacts, call: Pick<CallFact, 'args'>, outer: Scope | null): Scope {
  const args = fn.fact.params.map(({ initial }, i): LocatedValue => {
    const given = argumentOf(call, i);
    return given ? { file, value: given, scope: outer } : { file: fn.file, value: initial ?? { k: 'unknown' }, scope: null };
  });
  return { fn, args, outer };
}

function indexSubclasses(files: readonly FileFacts[], evaluator: Evaluator, base: (ref: ClassRef) => ClassRef | null): Map<ClassRef, ClassRef[]> {
  const index = new Map<ClassRef, ClassRef[]>();
  for (const file of files)
    file.classes.forEach((fact, i) => {
      if (!fact.extends) return;
      const ref = evaluator.cls(file, i);
      let above = base(ref);
      for (let level = 0; above && above !== ref && level <= maxLevels; level += 1, above = base(above)) {
        const list = index.get(above);
        if (list) list.push(ref);
        else index.set(above, [ref]);
      }
    });
  return index;
}

/** The `super(…)` of a class's own constructor. */
export const superCall = ({ file, fact }: ClassRef): CallFact | undefined =>
  fact.ctor === null ? undefined : file.calls.find(({ fn, callee }) => fn === fact.ctor && callee.k === 'super');
