import type { QueryFact } from '../../facts/backend.js';
import type { ClassRef, Endpoint, FunctionRef, LinkedCall, Project, Query, Resolved } from '../../facts/project.js';

/** Tables that one function reaches, through every function of the project that it may call. */
export interface Reached {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Queries whose table, or what they do to it, is not known. */
  readonly opaqueQueries: number;
  /** Whether every query for many rows has a limit. */
  readonly paginated: 'yes' | 'no' | 'unknown' | 'no list';
}

/** A function and the class of the object whose method it is, where that class inherits it: `this` is more than its own class says. */
interface Target {
  readonly fn: FunctionRef;
  readonly self: ClassRef | null;
}

interface Step {
  readonly queries: readonly Query[];
  readonly callees: readonly Target[];
}

/**
 * Gives what the handler of an endpoint reaches. Every function's own queries and callees are looked up once for the
 * project and each class that inherits it; a function that calls itself, or one that calls it, is visited once.
 */
export function createReach(project: Project): (endpoint: Endpoint) => Reached {
  const known = new Map<FunctionRef, Map<ClassRef | null, Step>>();
  const stepOf = ({ fn, self }: Target): Step => {
    let bySelf = known.get(fn);
    if (!bySelf) known.set(fn, (bySelf = new Map()));
    let step = bySelf.get(self);
    if (!step) bySelf.set(self, (step = { queries: project.queriesIn(fn), callees: project.calls(fn).flatMap((call) => targetsOf(project, call, self)) }));
    return step;
  };
  return ({ handler, self: start }) => {
    const reads = new Set<string>();
    const writes = new Set<string>();
    let opaqueQueries = 0;
    const limits = new Set<boolean | null>();
    const seen = new Map<FunctionRef, Set<ClassRef | null>>();
    const open: Target[] = handler ? [{ fn: handler, self: start }] : [];
    for (let target = open.pop(); target; target = open.pop()) {
      const { fn, self } = target;
      const selves = seen.get(fn);
      if (selves?.has(self)) continue;
      const { queries, callees } = stepOf(target);
      open.push(...callees);
      if (selves) {
        selves.add(self);
        continue;
      }
      seen.set(fn, new Set([self]));
      for (const { fact, tableName } of queries) {
        if (fact.fragment || fact.action === 'transaction') continue;
        const access = accessOf(fact);
        if (fact.action === 'read-many') limits.add(fact.limited);
        if (tableName === null || access === null) opaqueQueries += 1;
        else (access === 'reads' ? reads : writes).add(tableName);
      }
    }
    const paginated = handler === null || limits.has(null) ? 'unknown' : limits.size === 0 ? 'no list' : 'yes';
    return { reads: [...reads].sort(), writes: [...writes].sort(), opaqueQueries, paginated: limits.has(false) ? 'no' : paginated };
  };
}

const instanceOf = (ref: ClassRef): Resolved => ({ r: 'instance', ref, args: [], scope: null, typeArgs: [] });

const methodOf = (project: Project, ref: ClassRef, name: string): FunctionRef[] =>
  project.member(instanceOf(ref), name).flatMap((r) => (r.r === 'function' ? [r.ref] : []));

/** What a call reaches, `this` being an object of a class that inherits the caller. */
function targetsOf(project: Project, { file, callee, targets }: LinkedCall, self: ClassRef | null): Target[] {
  if (callee.k !== 'member') return targets.map((fn) => ({ fn, self: null }));
  const { of, name } = callee;
  if (self && of.k === 'super') return targets.map((fn) => ({ fn, self }));
  const own = self && of.k === 'this' ? methodOf(project, self, name) : [];
  if (own.length > 0) return own.map((fn) => ({ fn, self }));
  const objects = project.resolve({ file, value: of, scope: null }).flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
  return targets.flatMap((fn): Target[] => {
    const heirs = objects.filter((ref) => inherits(ref, fn) && methodOf(project, ref, name).includes(fn));
    return heirs.length > 0 ? heirs.map((heir) => ({ fn, self: heir })) : [{ fn, self: null }];
  });
}

/** Whether a method would be another class' own. */
export const inherits = (ref: ClassRef, { file, fact }: FunctionRef): boolean => fact.cls !== null && !(ref.file === file && ref.index === fact.cls);

/** Whether a query reads or writes, `null` where its text is not known. */
type Access = 'reads' | 'writes' | null;

/** What a query does to its table by what the layer says it is. */
export function accessOf(query: Pick<QueryFact, 'action' | 'text'>): Access {
  switch (query.action) {
    case 'read-many':
    case 'read-one':
    case 'count':
    case 'exists':
    case 'aggregate':
      return 'reads';
    case 'insert':
    case 'update':
    case 'delete':
    case 'upsert':
      return 'writes';
    case 'transaction':
      return null;
    case 'raw': {
      const text = query.text;
      const parts = text?.k === 'tagged' || text?.k === 'text' ? text.parts : text ? [text] : [];
      const [first] = parts;
      if (first?.k !== 'literal' || typeof first.value !== 'string') return null;
      const [, verb = ''] = /^\s*(\w+)/.exec(first.value) ?? [];
      if (/^(insert|update|delete|merge|replace|truncate)$/i.test(verb)) return 'writes';
      return /^select$/i.test(verb) ? 'reads' : null;
    }
  }
}
