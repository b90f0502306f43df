import type { AnswerFact } from '../../facts/answer.js';
import { mayReach } from '../../facts/endpoint-branches.js';
import type { FileFacts } from '../../facts/file.js';
import { functionsAround } from '../../facts/functions.js';
import type { Answer, AnswerStatus, ClassRef, DecidedStatus, Endpoint, FunctionRef, LocatedValue, Place, Project, Scope } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import { isWithin } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { namedStatus, statusByName } from '../../recognise/http-statuses.js';
import { hostTypes, responseTypes } from '../../recognise/responses.js';
import { symbolOf } from '../../syntax/symbols.js';
import { isParam } from '../values/flow.js';
import { isInherited, isOfController, makesItself } from './action-results.js';
import { decoratedStatus, defaultStatus, exactly, merge, open } from './answer-status.js';
import { selfOf, targetsOf } from './answer-targets.js';
import { isInside, modelOf } from './handlers.js';
import { linkHolders, ownHandler, type Site } from './response-holders.js';

/** What the code of a project writes to its clients. */
export interface Answers {
  /** Every response written in runtime code, each where its body and status are decided. */
  readonly written: readonly Answer[];
  /** What one endpoint answers, through the helpers that it calls; `place` stands in the handler. */
  of(endpoint: Endpoint): readonly Answer[];
  /** The status that a decorator gives an endpoint. */
  decorated(endpoint: Endpoint): DecidedStatus | null;
}

/** How deep helpers are followed. */
const maxHelpers = 4;

export function linkAnswers(project: Project): Answers {
  const { holders, errorHandlers, holdsInProperty, isHeld, heldIn } = linkHolders(project);

  // ── proof ──

  const isResponse = (file: FileFacts, fact: AnswerFact): boolean => {
    if (fact.form === 'construct') return true;
    if (fact.form === 'status') return false;
    if (fact.form === 'return') return fact.fn !== null && functionsAround(project, file, fact.fn).some((fn) => holders.has(fn));
    const { on } = fact;
    if (!on) return isOfErrorMethod(fact);
    if (on.k === 'this' || on.k === 'super') return isOfController(project, file, on, fact);
    if (on.k === 'param') {
      const fn = project.fn(file, on.fn);
      if (holders.get(fn)?.has(on.index)) return true;
      const type = fn.fact.params[on.index]?.type;
      if (type && project.resolveType({ file, type }).some((r) => r.r === 'external' && responseTypes.has(r.symbol))) return true;
      return isEvident(file, fact, type !== null && type !== undefined && type.t !== 'unknown' && !(type.t === 'primitive' && type.name === 'any'));
    }
    if (on.k === 'call') return isHost(file, on);
    if (on.k === 'member' && on.of.k === 'param' && isHeld(project.fn(file, on.of.fn), on)) return true;
    if (on.k === 'member' || on.k === 'typed') {
      if (on.k === 'member' && /^(req|request)$/.test(on.name)) return false;
      const resolved = project.resolve({ file, value: on, scope: null });
      if (resolved.some((r) => r.r === 'external' && r.path.length === 0 && responseTypes.has(r.symbol))) return true;
      return on.k === 'member' && on.of.k === 'this' && resolved.length === 0 && isEvident(file, fact, false);
    }
    return false;
  };

  /** `x.status(404).json(body)` with a constant status can only be a response. */
  const isEvident = (file: FileFacts, fact: AnswerFact, typed: boolean): boolean =>
    !typed &&
    fact.path.some((step) => step === 'status()' || step === 'code()') &&
    fact.status !== null &&
    statusOf({ file, value: fact.status, scope: null }, 0).known.length > 0;

  const isHost = (file: FileFacts, value: Value): boolean => {
    for (let at: Value = value; ; ) {
      if (at.k === 'call') at = at.callee;
      else if (at.k === 'member') {
        if (at.name === 'switchToHttp') return true;
        at = at.of;
      } else if (at.k === 'param') {
        const type = file.functions[at.fn]?.params[at.index]?.type;
        return type?.t === 'name' && hostTypes.has(symbolOf(type.symbol) ?? '');
      } else return false;
    }
  };

  // ── statuses ──

  const statusOf = (located: LocatedValue, level: number): AnswerStatus => {
    const { file, value, scope } = located;
    if (level > 6) return open;
    switch (value.k) {
      case 'literal': {
        const code = typeof value.value === 'number' ? value.value : typeof value.value === 'string' ? (/^\d{3}$/.test(value.value) ? Number(value.value) : statusByName(value.value)) : null;
        return code === null ? open : exactly(code);
      }
      case 'union':
        return merge(value.of.map((one) => statusOf({ file, value: one, scope }, level + 1)));
      case 'unknown':
      case 'scalar':
        return open;
      case 'param': {
        const given = argumentIn(scope, file, value);
        if (given) return statusOf(given, level + 1);
        const sites = sitesOf(project.fn(file, value.fn));
        if (sites.length === 0) break;
        return merge(
          sites.map(({ call }) => {
            const arg = call.args[value.index];
            return arg ? statusOf(arg, level + 1) : open;
          }),
        );
      }
      default:
        break;
    }
    const named = namedStatus(symbolOf(value));
    if (named !== null) return exactly(named);
    const resolved = project.resolve(located);
    if (resolved.length === 0) return open;
    return merge(
      resolved.map((r) => {
        if (r.r === 'value' && r.located.value !== value) return statusOf(r.located, level + 1);
        if (r.r === 'external') {
          const code = namedStatus([r.symbol, ...r.path].join('.'));
          if (code !== null) return exactly(code);
        }
        return open;
      }),
    );
  };

  const argumentIn = (scope: Scope | null, file: FileFacts, value: Extract<Value, { k: 'param' }>): LocatedValue | null => {
    for (let s = scope; s; s = s.outer) if (s.fn.file === file && s.fn.index === value.fn) return s.args[value.index] ?? null;
    return null;
  };

  // ── who calls a helper ──

  const sitesOf = (fn: FunctionRef): readonly Site[] => {
    const params = holders.get(fn);
    const own = params ? [...params.values()].flat() : [];
    return own.length > 0 ? own : (callers().get(fn) ?? []);
  };

  let calledBy: Map<FunctionRef, Site[]> | null = null;
  /** Callers of functions that construct a response: only those are asked for. */
  const callers = (): Map<FunctionRef, Site[]> => {
    if (calledBy) return calledBy;
    calledBy = new Map();
    const wanted = new Set<string>();
    for (const file of project.files) for (const fact of file.answers ?? []) if (makesItself(fact) && fact.fn !== null) wanted.add(`${file.path}:${fact.fn}`);
    if (wanted.size === 0) return calledBy;
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      file.functions.forEach((fact, index) => {
        if (fact.parent !== null && fact.passedTo) return;
        const fn = project.fn(file, index);
        for (const call of project.calls(fn))
          for (const target of call.targets) {
            if (!wanted.has(`${target.file.path}:${target.index}`)) continue;
            const list = calledBy!.get(target);
            if (list) list.push({ fn, call });
            else calledBy!.set(target, [{ fn, call }]);
          }
      });
    }
    return calledBy;
  };

  // ── every response written ──

  /** What the `this` of Koa's `onerror` sends. */
  const isOfErrorMethod = ({ form, on }: AnswerFact): boolean => form === 'assign' && on === null;

  const isErrorHandler = (file: FileFacts, fn: number | null): boolean => fn !== null && functionsAround(project, file, fn).some((one) => errorHandlers.has(one));

  const expand = (file: FileFacts, fact: AnswerFact, body: LocatedValue | null, status: LocatedValue | null, place: Place, level: number): Answer[] => {
    const whole = body?.value.k === 'param' ? body.value : null;
    const helper = whole ? project.fn(body!.file, whole.fn) : null;
    const sites = helper && level < maxHelpers ? sitesOf(helper) : [];
    if (whole && helper && sites.length > 0)
      return sites.flatMap((site) => {
        const scope: Scope = { fn: helper, args: site.call.args, outer: null };
        const given = site.call.args[whole.index] ?? null;
        return expand(file, fact, given, status ? { ...status, scope: status.scope ?? scope } : null, { file: site.fn.file, at: site.call.at }, level + 1);
      });
    return [{ fact, file, place, body, status: status ? statusOf(status, 0) : absent(fact), inErrorHandler: isOfErrorMethod(fact) || isErrorHandler(file, fact.fn) }];
  };

  const absent = (fact: AnswerFact): AnswerStatus => (fact.uncertain ? open : { known: [200], open: false, isDefault: true });

  const at = (file: FileFacts, value: Value | null, scope: Scope | null = null): LocatedValue | null => (value ? { file, value, scope } : null);

  const proven = new Map<FileFacts, readonly AnswerFact[]>();
  const provenIn = (file: FileFacts): readonly AnswerFact[] => {
    let facts = proven.get(file);
    if (!facts) proven.set(file, (facts = (file.answers ?? []).filter((fact) => isResponse(file, fact))));
    return facts;
  };

  let written: Answer[] | null = null;
  const all = (): Answer[] => {
    if (written) return written;
    written = [];
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      for (const fact of provenIn(file)) written.push(...expand(file, fact, at(file, fact.body), at(file, fact.status), { file, at: fact.at }, 0));
      // what the error handlers of frameworks that send what is returned give back
    }
    for (const fn of errorHandlers) {
      const isFilter = fn.fact.cls !== null;
      if (fn.file.kind !== 'runtime' || isFilter) continue;
      for (const returned of fn.fact.returns) {
        if (returned.value.k !== 'object' || provenIn(fn.file).some((fact) => isWithin(fact.at, returned.at) || isWithin(returned.at, fact.at))) continue;
        const fact: AnswerFact = { form: 'return', on: null, path: [], body: returned.value, status: null, uncertain: true, fn: fn.index, at: returned.at };
        written.push({ fact, file: fn.file, place: { file: fn.file, at: returned.at }, body: at(fn.file, returned.value), status: open, inErrorHandler: true });
      }
    }
    return written;
  };

  // ── what an endpoint answers ──

  /**
   * The status of a body that is returned: one that a callback handed to the helper sets, an unknown one where the
   * helper is handed the context, else the framework's own.
   */
  const returnedStatus = (endpoint: Endpoint, fn: FunctionRef, returned: { readonly value: Value; readonly at: Span }, byDefault: AnswerStatus): AnswerStatus => {
    if (endpoint.fact.framework === 'express-decorators' && isInherited(project, fn.file, returned.value)) return open;
    const sets = (fn.file.answers ?? []).filter((fact) => fact.form === 'status' && isInside(fn, fact.fn));
    const inside = sets.filter((fact) => isWithin(fact.at, returned.at));
    if (inside.length > 0) return merge(inside.map((fact) => (fact.status ? statusOf({ file: fn.file, value: fact.status, scope: null }, 0) : open)));
    const { value } = returned;
    if (value.k === 'call' && value.args.some((arg) => handsContext(fn, arg, 0))) return open;
    // a callback that is no part of this return may run before it
    return sets.some((fact) => fact.fn !== fn.index) ? open : byDefault;
  };

  const handsContext = (fn: FunctionRef, value: Value, level: number): boolean => {
    if (value.k === 'param') return value.fn === fn.index && holders.get(fn)?.has(value.index) === true;
    if (value.k === 'member') return ['set', 'reply', 'res', 'response'].includes(value.name) && handsContext(fn, value.of, level + 1);
    if (value.k === 'object') return level < 3 && Object.values(value.props).some((v) => handsContext(fn, v, level + 1));
    return false;
  };

  const decorated = ({ handler }: Endpoint): DecidedStatus | null => (handler ? decoratedStatus(project, handler, statusOf) : null);

  const of = (endpoint: Endpoint): Answer[] => {
    const { handler } = endpoint;
    if (!handler) return [];
    const found: Answer[] = [];
    const model = modelOf(endpoint);
    const byDefault = defaultStatus(endpoint, decorated(endpoint));
    const visited = new Set<FunctionRef>();
    const isReached = (fn: FunctionRef, at: Span): boolean => mayReach(endpoint, { file: fn.file, at });
    const visit = (fn: FunctionRef, scope: Scope | null, outer: Place | null, self: ClassRef | null, level: number): boolean => {
      if (level > maxHelpers + 2 || visited.has(fn)) return false;
      visited.add(fn);
      let any = false;
      /** Calls that the handler's work was handed to, with the response. */
      const followed = new Set<number>();
      for (const fact of provenIn(fn.file)) {
        if (!isInside(fn, fact.fn) || !isReached(fn, fact.at)) continue;
        any = true;
        const place = outer ?? { file: fn.file, at: fact.at };
        const status = fact.status ? statusOf({ file: fn.file, value: fact.status, scope }, 0) : fact.uncertain ? open : byDefault;
        found.push({ fact, file: fn.file, place, body: at(fn.file, fact.body, scope), status, inErrorHandler: false });
      }
      const roles = holders.get(fn);
      for (const call of roles || holdsInProperty(fn) ? project.calls(fn) : []) {
        if (!call.args.some(({ value }) => isHeld(fn, value) || heldIn(fn, value).length > 0) || !isReached(fn, call.at)) continue;
        // a function that is handed the request as well is the handler, not a helper of it
        const given = call.args.flatMap(({ value }) => (value.k === 'object' ? Object.values(value.props) : [value]));
        const handsOver = outer === null && fn.fact.params.length >= 2 && given.filter((value) => fn.fact.params.some((_, index) => isParam(value, fn.index, index))).length >= 2;
        for (const { target, self: next } of targetsOf(project, call, self, scope)) {
          const inner: Scope = { fn: target, args: call.args.map((a) => ({ ...a, scope })), outer: null };
          if (visit(target, inner, outer ?? (handsOver ? null : { file: fn.file, at: call.at }), next, level + 1)) {
            any = true;
            followed.add(call.at.start);
          }
          visited.delete(target);
        }
      }
      for (const returned of fn.fact.returns) {
        if (!isReached(fn, returned.at)) continue;
        if (found.some((one) => one.file === fn.file && (isWithin(one.fact.at, returned.at) || isWithin(returned.at, one.fact.at)))) continue;
        if (found.some((one) => one.place.file === fn.file && isWithin(one.place.at, returned.at))) continue;
        if (returned.value.k === 'call' && followed.has(returned.value.at.start)) continue;
        if (visitReturned({ file: fn.file, value: returned.value, scope }, outer, self, level)) any = true;
        else if (level === 0 && model.returnIsResponse) {
          const fact: AnswerFact = { form: 'return', on: null, path: [], body: returned.value, status: null, fn: fn.index, at: returned.at };
          found.push({ fact, file: fn.file, place: { file: fn.file, at: returned.at }, body: { file: fn.file, value: returned.value, scope }, status: returnedStatus(endpoint, fn, returned, byDefault), inErrorHandler: false });
          any = true;
        }
      }
      return any;
    };
    /** Koa sends no body with a status that is set alone (koajs.com, `response.status=`). */
    const bareStatuses = ({ file, index }: FunctionRef): Answer[] =>
      (file.answers ?? []).flatMap((fact): Answer[] => {
        if (!fact.isAlone || fact.fn !== index || !fact.status) return [];
        const answer: Answer = { fact, file, place: { file, at: fact.at }, body: null, status: statusOf({ file, value: fact.status, scope: null }, 0), inErrorHandler: false };
        return isError(answer) ? [] : [answer];
      });
    /** `return json(body)`: the helper constructs the response, which stands at the call. */
    const visitReturned = (located: LocatedValue, outer: Place | null, self: ClassRef | null, level: number): boolean => {
      const { file, value, scope } = located;
      if (level > maxHelpers) return false;
      if (value.k === 'union') return value.of.map((one) => visitReturned({ file, value: one, scope }, outer, self, level)).some(Boolean);
      if (value.k !== 'call') return false;
      let any = false;
      // the method of the base class is the handler
      const isBase = value.callee.k === 'member' && value.callee.of.k === 'super';
      const place = outer ?? (isBase ? null : { file, at: value.at });
      for (const r of project.resolve({ file, value: value.callee, scope })) {
        if (r.r !== 'function' || visited.has(r.ref)) continue;
        const constructs = isBase || provenIn(r.ref.file).some((fact) => makesItself(fact) && isInside(r.ref, fact.fn));
        const forwards = r.ref.fact.returns.some((one) => one.value.k === 'call');
        if (!constructs && !forwards) continue;
        const inner: Scope = { fn: r.ref, args: value.args.map((a) => ({ file, value: a, scope })), outer: r.scope };
        if (constructs ? visit(r.ref, inner, place, isBase ? self : null, isBase ? level : level + 1) : r.ref.fact.returns.some((one) => visitReturned({ file: r.ref.file, value: one.value, scope: inner }, place, null, level + 1))) any = true;
        visited.delete(r.ref);
      }
      return any;
    };
    const start = ownHandler(project, endpoint)[0] ?? handler;
    visit(start, null, null, selfOf(project, endpoint, start), 0);
    if (endpoint.fact.framework === 'koa' && found.every(isError)) found.push(...bareStatuses(start));
    return found.sort((a, b) => a.place.at.start - b.place.at.start);
  };

  return {
    get written() {
      return all();
    },
    of,
    decorated,
  };
}

const isError = ({ status }: Answer): boolean => status.known.length > 0 && !status.open && status.known.every((code) => code >= 400);
