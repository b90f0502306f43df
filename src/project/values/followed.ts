import type { FileFacts } from '../../facts/file.js';
import type { FunctionRef, Resolved, Scope } from '../../facts/project.js';

/** Calls, members and variables followed one inside the other before a value counts as unknown. */
const maxDepth = 120;
/** Values looked at for one question. Functions that call each other with what they were given have ways without end; hardly any other question takes a tenth of it. */
const maxSteps = 2000;

const nothing: readonly Resolved[] = [];

interface Kept {
  readonly result: readonly Resolved[];
  /** Functions whose parameters the result goes through without a call that says what they are given: with one it is another. */
  readonly open: readonly FunctionRef[];
}

interface Provisional extends Kept {
  /** Depths of the values above, still being followed, that cut this result short. */
  readonly heads: readonly number[];
  /** Which value stood at the deepest of them. */
  readonly serial: number;
}

/**
 * What is known of the values being followed. A result is kept for good when nothing cut it short; one that ran in a circle is
 * kept until the value that it ran into is done, as in a search for strongly connected components. Without the second,
 * functions that call each other are followed along every path between them.
 */
export interface Followed {
  /** The result of `compute(subject)` or the one known for `key`; nothing where the way leads in a circle or too deep. */
  follow<T>(file: FileFacts, key: object, scope: Scope | null, compute: (subject: T) => readonly Resolved[], subject: T): readonly Resolved[];
  /** As `follow` for a part of the value `of`: what is found under a name through all that it is made of, what its elements are. */
  part<T>(file: FileFacts, of: object, name: string, scope: Scope | null, compute: (subject: T) => readonly Resolved[], subject: T): readonly Resolved[];
  /** As `follow` for a step that has no key and no memory: to a member of what was found, or to what its elements are. */
  step<T>(compute: (subject: T, name: string) => readonly Resolved[], subject: T, name: string): readonly Resolved[];
  /** The result being computed holds or asked for what this call context gives: it is another in another context. */
  uses(scope: Scope | null): void;
  /** The result being computed goes through a parameter of this function, and no call context says what it is given. */
  leavesOpen(fn: FunctionRef): void;
  /** The result being computed was cut short by a limit. */
  cut(): void;
}

export function createFollowed(): Followed {
  const done = new Map<FileFacts, Map<object, Kept>>();
  // questions about one file come together
  let lastFile: FileFacts | null = null;
  let doneInLast = new Map<object, Kept>();
  const doneIn = (file: FileFacts): Map<object, Kept> => {
    if (file === lastFile) return doneInLast;
    let own = done.get(file);
    if (!own) done.set(file, (own = new Map()));
    lastFile = file;
    return (doneInLast = own);
  };
  const provisional = new Map<object, Provisional>();
  /** By depth: the value being followed there, `null` for a step. There are few at once, so that looking through them is the fastest. */
  const active: (object | null)[] = [];
  /** By depth: which value stands there, and when it last cut a result short. */
  const serials: number[] = [];
  const cutAt: number[] = [];
  const usedAt = new WeakMap<Scope, number>();
  /** Of the question being answered, in the order of `leavesOpen`. */
  let open: FunctionRef[] = [];
  let depth = 0;
  let clock = 0;
  let lastCut = 0;
  let steps = 0;

  const cutBy = (head: number): void => {
    lastCut = clock += 1;
    cutAt[head] = clock;
  };
  // what a limit cut is what the first question made of it: it holds as long as that is being answered
  const cut = (): void => cutBy(0);

  const headsSince = (start: number): readonly number[] => {
    if (lastCut <= start) return none;
    const heads: number[] = [];
    for (let head = 0; head < depth; head += 1) if (cutAt[head]! > start) heads.push(head);
    return heads;
  };

  const isUsedSince = (scope: Scope | null, start: number): boolean => {
    for (let s = scope; s; s = s.outer) if ((usedAt.get(s) ?? 0) > start) return true;
    return false;
  };

  const remembered = (file: FileFacts, key: object, scope: Scope | null): readonly Resolved[] | undefined => {
    const known = doneIn(file).get(key);
    if (known && holdsIn(known, scope)) {
      if (known.open.length > 0) open.push(...known.open);
      return known.result;
    }
    const partial = provisional.size > 0 ? provisional.get(key) : undefined;
    if (!partial || !holdsIn(partial, scope)) return undefined;
    if (serials[partial.heads.at(-1)!] !== partial.serial || partial.heads.at(-1)! >= depth) {
      provisional.delete(key);
      return undefined;
    }
    for (const head of partial.heads) cutBy(head);
    open.push(...partial.open);
    return partial.result;
  };

  const follow = <T>(file: FileFacts, key: object, scope: Scope | null, compute: (subject: T) => readonly Resolved[], subject: T): readonly Resolved[] => {
    const known = remembered(file, key, scope);
    if (known) return known;
    const head = depth === 0 ? -1 : active.lastIndexOf(key, depth - 1);
    if (head >= 0) {
      cutBy(head);
      return nothing;
    }
    if (depth === 0) {
      steps = 0;
      if (provisional.size > 0) provisional.clear();
      if (open.length > 0) open = [];
    }
    if (depth >= maxDepth || (steps += 1) > maxSteps) {
      cut();
      return nothing;
    }
    const start = (clock += 1);
    const opened = open.length;
    active[depth] = key;
    serials[depth] = start;
    cutAt[depth] = 0;
    depth += 1;
    let result: readonly Resolved[];
    try {
      result = compute(subject);
    } finally {
      depth -= 1;
    }
    if (isUsedSince(scope, start)) return result;
    const heads = headsSince(start);
    const kept: Kept = { result, open: open.length === opened ? nothingOpen : [...new Set(open.slice(opened))] };
    if (heads.length === 0) doneIn(file).set(key, kept);
    else provisional.set(key, { ...kept, heads, serial: serials[heads.at(-1)!]! });
    return result;
  };

  const parts = new WeakMap<object, Map<string, object>>();
  const partOf = (of: object, name: string): object => {
    let names = parts.get(of);
    if (!names) parts.set(of, (names = new Map()));
    let key = names.get(name);
    if (!key) names.set(name, (key = {}));
    return key;
  };
  const part: Followed['part'] = (file, of, name, scope, compute, subject) => follow(file, partOf(of, name), scope, compute, subject);

  const step = <T>(compute: (subject: T, name: string) => readonly Resolved[], subject: T, name: string): readonly Resolved[] => {
    if (depth >= maxDepth) {
      cut();
      return nothing;
    }
    active[depth] = null;
    serials[depth] = clock += 1;
    cutAt[depth] = 0;
    depth += 1;
    try {
      return compute(subject, name);
    } finally {
      depth -= 1;
    }
  };

  const uses = (scope: Scope | null): void => {
    if (!scope) return;
    const now = (clock += 1);
    const mark = (given: Scope | null): void => {
      for (let s = given; s && usedAt.get(s) !== now; s = s.outer) {
        usedAt.set(s, now);
        for (const arg of s.args) if (arg.scope) mark(arg.scope);
      }
    };
    mark(scope);
  };

  const leavesOpen = (fn: FunctionRef): void => void open.push(fn);

  return { follow, part, step, uses, leavesOpen, cut };
}

const none: readonly number[] = [];
const nothingOpen: readonly FunctionRef[] = [];

/** Whether a result is the same in a call context: none of the calls says what a parameter is given that it went through. */
function holdsIn({ open }: Kept, scope: Scope | null): boolean {
  if (open.length > 0) for (let s = scope; s; s = s.outer) if (open.includes(s.fn)) return false;
  return true;
}
