import type { EndpointFact, MountFact } from '../../facts/backend.js';
import type { CallFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, LocatedValue, Place, Scope } from '../../facts/project.js';
import { isSameSpan } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { sameValue } from '../../facts/value.js';
import type { CallsOf } from './call-arguments.js';
import type { Constructions } from './constructions.js';
import { callScope } from './constructions.js';
import type { Evaluator } from './evaluate.js';

/** What a value of the registration stands for in one of its runs. */
export type At = (value: Value) => LocatedValue;

/** One run of a registration: itself where it runs once, an element of a list, a call of the helper around it, an object of the class. */
export interface Run {
  readonly at: At;
  /** The class of the object that it hangs on, where it is one of several. */
  readonly self?: ClassRef;
  /** The call or construction that gives the router of this run. */
  readonly made?: Place;
  /** The call that makes it run, `null` where the registration stands for itself. */
  readonly site: { readonly file: FileFacts; readonly call: CallFact } | null;
}

/**
 * Registrations that code writes once and runs many times:
 * `routes.forEach((r) => app.use(r.path, r.router))`, `mount(path, router) { this.app.use(path, router) }`.
 */
export interface Repeats {
  /** None for a helper that nothing calls: it mounts nothing. */
  ofMount(file: FileFacts, fact: MountFact): readonly Run[];
  /** None for a helper that nothing calls: it registers nothing. */
  ofEndpoint(file: FileFacts, fact: EndpointFact): readonly Run[];
}

/** Elements of one list and calls of one helper that are followed. */
const maxRuns = 300;

export function createRepeats(evaluator: Evaluator, callsOf: CallsOf, constructions: Constructions): Repeats {
  const once = (file: FileFacts): Run => ({ at: (value) => ({ file, value, scope: null }), site: null });

  /** One run an element of the list that values are taken from. */
  const perElement = (file: FileFacts, values: readonly (Value | undefined)[]): Run[] => {
    const list = first(values, (value) => (value.k === 'element' ? value.of : null));
    if (!list) return [];
    return itemsOf({ file, value: list, scope: null })
      .slice(0, maxRuns)
      .map((item) => ({ at: (value) => put(file, value, (v) => (v.k === 'element' && sameValue(v.of, list) ? item : null)), site: null }));
  };

  const itemsOf = (list: LocatedValue): LocatedValue[] => {
    const { file } = list;
    const value = fieldParam(file, list.value);
    const given =
      value.k === 'param'
        ? callsOf(evaluator.fn(file, value.fn)).flatMap((site): LocatedValue[] => {
            const arg = site.call.args[value.index];
            return arg ? [{ file: site.file, value: arg, scope: null }] : [];
          })
        : [list];
    return given.flatMap((one) =>
      evaluator.resolve(one).flatMap((r) => {
        if (r.r !== 'value' || r.located.value.k !== 'array') return [];
        const { located } = r;
        return r.located.value.items.flatMap((item) => (item.k === 'spread' ? itemsOf({ ...located, value: item.of }) : [{ ...located, value: item }]));
      }),
    );
  };

  /** One run a call of the helper whose parameters are the path, or what a route object is made of, and what is registered below it. */
  const perCall = (file: FileFacts, path: Value | undefined, registered: readonly Value[], isKnown: (site: NonNullable<Run['site']>) => boolean): Run[] | null => {
    const param = path ? (rootParam(path) ?? ofRoute(path)) : null;
    if (!param || !registered.some((value) => mention(value, param.fn) ?? callsGiven(file, value, param.fn))) return null;
    const helper = evaluator.fn(file, param.fn);
    return callsOf(helper)
      .slice(0, maxRuns)
      .filter((site) => !isKnown(site))
      .map((site) => {
        const given = (v: Value): LocatedValue | null => {
          if (v.k === 'param' && v.fn === param.fn) return { file: site.file, value: site.call.args[v.index] ?? { k: 'unknown' }, scope: null };
          // the class of the caller may be one that extends the class of the helper
          if (v.k === 'this' && site.call.callee.k === 'member') return { file: site.file, value: site.call.callee.of, scope: null };
          return null;
        };
        const scope = callScope(helper, site.file, site.call, null);
        return { at: (value) => put(file, mention(value, param.fn) ?? value, given, scope), site };
      });
  };

  /** One run a call of the function, or an object of the class, that the path depends on. */
  const perContext = (file: FileFacts, path: Value | undefined): Run[] => {
    const parameter = first([path], (value) => (value.k === 'param' ? value : null));
    const cls = parameter ? file.classes.findIndex(({ ctor }) => ctor === parameter.fn) : -1;
    if (parameter && cls < 0) {
      const fn = evaluator.fn(file, parameter.fn);
      return callsOf(fn)
        .slice(0, maxRuns)
        .map(({ file: from, call }) => {
          const scope = callScope(fn, from, call, null);
          return { at: (value) => ({ file, value, scope }), made: { file: from, at: call.at }, site: null };
        });
    }
    const holder = cls >= 0 ? cls : first([path], (value) => (value.k === 'member' && value.of.k === 'this' && constructions.isGiven(evaluator.cls(file, value.of.cls), value.name) ? value.of.cls : null));
    return holder === null ? [] : perObject(file, holder);
  };

  const perObject = (file: FileFacts, cls: number): Run[] =>
    constructions
      .of(evaluator.cls(file, cls))
      .slice(0, maxRuns)
      .map(({ cls: self, made, scope }) => ({ at: (value) => ({ file, value, scope }), self, ...(made && { made }), site: null }));

  /** The class whose objects are routers with a prefix of their own each, for a route that it hangs on `this`. */
  const prefixed = (file: FileFacts, { router }: EndpointFact): number | null => {
    if (router?.k !== 'this') return null;
    const own = file.mounts.filter((mount) => mount.own && sameValue(mount.parent, router));
    return own.some((mount) => perContext(file, mount.pathValue).length > 0) ? router.cls : null;
  };

  return {
    ofMount(file, fact) {
      const repeated = perElement(file, [fact.child, fact.pathValue]);
      if (repeated.length > 0) return repeated;
      const called = perCall(file, fact.pathValue, [fact.child], ({ file: at, call }) => at.mounts.some((m) => isSameSpan(m.at, call.at)));
      if (called) return called;
      const runs = fact.path === null ? perContext(file, fact.pathValue) : [];
      return runs.length > 0 ? runs : [once(file)];
    },
    ofEndpoint(file, fact) {
      const cls = prefixed(file, fact);
      const objects = cls === null ? [] : perObject(file, cls);
      if (objects.length > 0) return objects;
      if (fact.path !== null && !fact.methodValue && !fact.when) return [once(file)];
      const repeated = perElement(file, [...fact.handlers.slice(-1), fact.pathValue, fact.methodValue]);
      if (repeated.length > 0) return repeated;
      if (fact.path !== null) return [once(file)];
      const called = perCall(file, fact.pathValue, fact.handlers, ({ file: at, call }) => at.endpoints.some((e) => isSameSpan(e.at, call.at)));
      if (called) return called;
      const runs = perContext(file, fact.pathValue);
      return runs.length > 0 ? runs : [once(file)];
    },
  };
}

/** The parameter that fills a field, for `this.routes`; any other value as it is. */
function fieldParam(file: FileFacts, value: Value): Value {
  const field = value.k === 'member' && value.of.k === 'this' ? own(file.classes[value.of.cls]?.fields ?? {}, value.name) : undefined;
  return field?.value?.k === 'param' ? field.value : value;
}

/** The first answer for one of the values or what they are made of. */
function first<T>(values: readonly (Value | undefined)[], find: (value: Value) => T | null): T | null {
  for (const value of values) {
    if (!value) continue;
    const found = find(value) ?? first(partsOf(value), find);
    if (found !== null) return found;
  }
  return null;
}

function partsOf(value: Value): readonly Value[] {
  switch (value.k) {
    case 'member':
    case 'spread':
      return [value.of];
    case 'call':
    case 'new':
      return [value.callee, ...value.args];
    case 'union':
      return value.when ? [value.when.of, ...value.of] : value.of;
    case 'text':
      return value.parts;
    default:
      return [];
  }
}

/** The parameter that a path is, or is a member of. */
export function rootParam(value: Value): Extract<Value, { k: 'param' }> | null {
  if (value.k === 'param') return value;
  return value.k === 'member' ? rootParam(value.of) : null;
}

/** A parameter that a route object is made of, for the path that is a member of it: `createRoute({ ...config, method }).path`. */
function ofRoute(path: Value): Extract<Value, { k: 'param' }> | null {
  if (path.k !== 'member' || path.of.k !== 'call') return null;
  const parts = path.of.args.flatMap((arg) => (arg.k === 'object' ? [...arg.spreads, ...Object.values(arg.props)] : [arg]));
  return first(parts, (value) => (value.k === 'param' ? value : null));
}

/** The part of a value that a function is given: `handler` of `wrap(handler.bind(this))`. */
const mention = (value: Value, fn: number): Value | null =>
  first([value], (one) => (one.k === 'param' && one.fn === fn ? one : one.k === 'member' && rootParam(one)?.fn === fn && one.name !== 'bind' ? one : null));

/** Whether a function inside a helper calls what the helper is given: `(req, res) => route.handler(req, res)`. */
const callsGiven = (file: FileFacts, value: Value, fn: number): boolean => value.k === 'function' && file.calls.some((call) => call.fn === value.fn && rootParam(call.callee)?.fn === fn);

/**
 * A value with one part put in its place, where that part lives: `route.router` becomes `.router` of an element elsewhere.
 * @param scope of values that stay where they are
 */
function put(file: FileFacts, value: Value, given: (value: Value) => LocatedValue | null, scope: Scope | null = null): LocatedValue {
  const here = given(value);
  if (here) return here;
  if (value.k === 'member') {
    const of = put(file, value.of, given, scope);
    return { ...of, value: { k: 'member', of: of.value, name: value.name } };
  }
  if (value.k === 'call' || value.k === 'new') {
    const callee = put(file, value.callee, given, scope);
    // arguments stay behind where the callee is of another file
    return callee.file === file && callee.value === value.callee ? { file, value, scope } : { ...callee, value: { ...value, callee: callee.value, args: [] } };
  }
  return { file, value, scope };
}
