import type { AnswerFact } from '../facts/answer.js';
import { mayReach } from '../facts/endpoint-branches.js';
import type { FileFacts } from '../facts/file.js';
import { functionsAround } from '../facts/functions.js';
import { own } from '../facts/own.js';
import type { Answer, AnswerStatus, ClassRef, Endpoint, FunctionRef, LinkedCall, LocatedValue, Place, Project, Scope } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { isWithin } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { frameworks } from '../frameworks/index.js';
import { namedStatus, statusByName } from '../recognise/http-statuses.js';
import { hostTypes, responseTypes } from '../recognise/responses.js';
import type { HandlerModel } from '../syntax/adapter.js';
import { symbolOf } from '../syntax/symbols.js';
import { splitSymbol } from './resolved.js';
import { functionsOf, isParam } from './flow.js';
import { isInside, modelOf, rolesOf } from './handlers.js';

/** What the code of a project writes to its clients. */
export interface Answers {
  /** Every response written in runtime code, each where its body and status are decided. */
  readonly written: readonly Answer[];
  /** What one endpoint answers, through the helpers that it calls; `place` stands in the handler. */
  of(endpoint: Endpoint): readonly Answer[];
}

interface Site {
  readonly fn: FunctionRef;
  readonly call: LinkedCall;
}

/** Packages whose types say that a parameter is a response. */
const responseSources = new Set([...responseTypes].map((symbol) => splitSymbol(symbol)[0]));

/** How deep helpers are followed. */
const maxHelpers = 4;
const open: AnswerStatus = { known: [], open: true, isDefault: false };

export function linkAnswers(project: Project): Answers {
  const models = new Map<string, HandlerModel>(frameworks.map((f) => [f.name, f.handler]));
  /** Parameters that hold a response or a context, and the calls that hand it to them. */
  const holders = new Map<FunctionRef, Map<number, Site[]>>();
  /** Parameters that hold one in a property: `send({ req, res })`. */
  const inProperties = new Map<FunctionRef, Map<number, Set<string>>>();
  const errorHandlers = new Set<FunctionRef>();
  const mounted = new Set<FunctionRef>();

  // ── which parameters are responses ──

  const queue: FunctionRef[] = [];
  const hold = (fn: FunctionRef, index: number, site: Site | null): void => {
    let params = holders.get(fn);
    if (!params) holders.set(fn, (params = new Map()));
    const sites = params.get(index);
    if (!sites) {
      params.set(index, site ? [site] : []);
      queue.push(fn);
    } else if (site && sites.length < 200 && !sites.some((s) => s.call.at === site.call.at)) sites.push(site);
  };

  const holdIn = (fn: FunctionRef, index: number, key: string): void => {
    let params = inProperties.get(fn);
    if (!params) inProperties.set(fn, (params = new Map()));
    const keys = params.get(index) ?? new Set<string>();
    if (keys.has(key)) return;
    params.set(index, keys.add(key));
    queue.push(fn);
  };

  /** Whether a value is a response that a function was handed. */
  const isHeld = (fn: FunctionRef, value: Value): boolean =>
    value.k === 'param'
      ? value.fn === fn.index && holders.get(fn)?.has(value.index) === true
      : value.k === 'member' && value.of.k === 'param' && value.of.fn === fn.index && inProperties.get(fn)?.get(value.of.index)?.has(value.name) === true;

  /** The properties of a value that hold one. */
  const heldIn = (fn: FunctionRef, value: Value): readonly string[] => {
    if (value.k === 'object') return Object.keys(value.props).filter((key) => isHeld(fn, value.props[key]!));
    return value.k === 'param' && value.fn === fn.index ? [...(inProperties.get(fn)?.get(value.index) ?? [])] : [];
  };

  const responseIndex = (framework: string): number | null => {
    if (framework === 'elysia') return 0;
    const head = models.get(framework)?.sends[0]?.split('.')[0];
    return head !== undefined && /^\d$/.test(head) ? Number(head) : null;
  };

  for (const endpoint of project.endpoints) {
    const functions = [...(endpoint.handler ? [endpoint.handler] : []), ...ownHandler(project, endpoint), ...endpoint.listed.flatMap((value) => functionsOf(project, value))];
    for (const fn of functions) {
      mounted.add(fn);
      if (endpoint.ownSignature) continue;
      const roles = rolesOf(endpoint, fn);
      const wanted = endpoint.fact.framework === 'elysia' ? '0' : modelOf(endpoint).sends[0]?.split('.')[0];
      for (const [param, role] of roles) if (role === wanted) hold(fn, param, null);
    }
  }
  for (const file of project.files) {
    for (const fact of file.middlewares) {
      const value: LocatedValue = { file, value: fact.value, scope: null };
      const isErrorHandler = fact.role === 'error-handler' || fact.role === 'filter';
      for (const fn of functionsOf(project, value)) {
        mounted.add(fn);
        if (isErrorHandler) errorHandlers.add(fn);
        const index = responseIndex(fact.framework);
        if (index === null) continue;
        // an error handler is given the error first; Elysia puts it into the context
        const shift = fact.framework === 'express' ? fn.fact.params.length === 4 : isErrorHandler && fact.framework !== 'elysia';
        if (fact.framework === 'express' && fn.fact.params.length === 4) errorHandlers.add(fn);
        hold(fn, shift ? index + 1 : index, null);
      }
      for (const r of project.resolve(value)) {
        if (r.r !== 'class' && r.r !== 'instance') continue;
        const use = own(r.ref.fact.methods, 'use');
        if (use === undefined) continue;
        const fn = project.fn(r.ref.file, use);
        mounted.add(fn);
        hold(fn, fn.fact.params.length === 4 ? 2 : 1, null);
      }
    }
    file.classes.forEach((cls) => {
      const isFilter = cls.decorators.some((d) => symbolOf(d.callee) === '@nestjs/common#Catch');
      const caught = own(cls.methods, isFilter ? 'catch' : 'error');
      const isErrorMiddleware = cls.implements.some((t) => t.t === 'name' && symbolOf(t.symbol) === 'routing-controllers#ExpressErrorMiddlewareInterface');
      if (caught === undefined || !(isFilter || isErrorMiddleware)) return;
      const fn = project.fn(file, caught);
      errorHandlers.add(fn);
      mounted.add(fn);
      if (isErrorMiddleware) hold(fn, 2, null);
    });
    if (!file.imports.some(({ source }) => responseSources.has(source))) continue;
    file.functions.forEach((fact, index) =>
      fact.params.forEach((param, i) => {
        if (param.type?.t === 'name' && responseTypes.has(symbolOf(param.type.symbol) ?? '')) hold(project.fn(file, index), i, null);
      }),
    );
  }
  for (let next = queue.shift(); next; next = queue.shift()) {
    const fn = next;
    if (fn.file.kind !== 'runtime') continue;
    for (const call of project.calls(fn))
      call.args.forEach(({ value }, i) => {
        const isWhole = isHeld(fn, value);
        const keys = isWhole ? [] : heldIn(fn, value);
        if (!isWhole && keys.length === 0) return;
        for (const target of call.targets) {
          if (target === fn) continue;
          if (isWhole) hold(target, i, { fn, call });
          for (const key of keys) holdIn(target, i, key);
        }
      });
  }

  // ── proof ──

  const isResponse = (file: FileFacts, fact: AnswerFact): boolean => {
    if (fact.form === 'construct') return true;
    if (fact.form === 'status') return false;
    if (fact.form === 'return') return fact.fn !== null && functionsAround(project, file, fact.fn).some((fn) => holders.has(fn));
    const { on } = fact;
    if (!on) return isOfErrorMethod(fact);
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

  const exactly = (code: number): AnswerStatus => ({ known: [code], open: false, isDefault: false });

  const merge = (all: readonly AnswerStatus[]): AnswerStatus => ({
    known: [...new Set(all.flatMap((s) => s.known))].sort((a, b) => a - b),
    open: all.some((s) => s.open),
    isDefault: false,
  });

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
    for (const file of project.files) for (const fact of file.answers ?? []) if (fact.form === 'construct' && fact.fn !== null) wanted.add(`${file.path}:${fact.fn}`);
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

  /** The functions that a call reaches; a method that a class inherits keeps to that class. */
  const targetsOf = (call: LinkedCall, self: ClassRef | null, scope: Scope | null): { readonly target: FunctionRef; readonly self: ClassRef | null }[] => {
    const { callee } = call;
    if (callee.k === 'member') {
      const owners = callee.of.k === 'this' ? (self ? [self] : []) : project.resolve({ file: call.file, value: callee.of, scope }).flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
      const methods = owners.flatMap((owner) =>
        project
          .member({ r: 'instance', ref: owner, args: [], scope: null, typeArgs: [] }, callee.name)
          .flatMap((r) => (r.r === 'function' ? [{ target: r.ref, self: owner }] : [])),
      );
      if (methods.length > 0 && methods.length <= Math.max(1, owners.length)) return methods;
    }
    // an abstract method with many implementations says nothing about this call
    return call.targets.length > 2 ? [] : call.targets.map((target) => ({ target, self: null }));
  };

  /** The class whose method answers: `controller.create` inherits from a base class, and `this` is the controller. */
  const selfOf = (endpoint: Endpoint, start: FunctionRef): ClassRef | null => {
    const last = endpoint.fact.handlers.at(-1);
    if (last?.k === 'member')
      for (const r of project.resolve({ file: endpoint.file, value: last.of, scope: null })) if (r.r === 'instance') return r.ref;
    return start.fact.cls === null ? null : project.cls(start.file, start.fact.cls);
  };

  /**
   * The status of a body that is returned: one that a callback handed to the helper sets, an unknown one where the
   * helper is handed the context, else the framework's own.
   */
  const returnedStatus = (fn: FunctionRef, returned: { readonly value: Value; readonly at: Span }, byDefault: AnswerStatus): AnswerStatus => {
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

  const of = (endpoint: Endpoint): Answer[] => {
    const { handler } = endpoint;
    if (!handler) return [];
    const found: Answer[] = [];
    const model = modelOf(endpoint);
    const byDefault = defaultStatus(project, endpoint, handler, statusOf);
    const visited = new Set<FunctionRef>();
    const isReached = (fn: FunctionRef, at: Span): boolean => mayReach(endpoint, { file: fn.file, at });
    const visit = (fn: FunctionRef, scope: Scope | null, outer: Place | null, self: ClassRef | null, level: number): boolean => {
      if (level > maxHelpers + 2 || visited.has(fn)) return false;
      visited.add(fn);
      let any = false;
      for (const fact of provenIn(fn.file)) {
        if (!isInside(fn, fact.fn) || !isReached(fn, fact.at)) continue;
        any = true;
        const place = outer ?? { file: fn.file, at: fact.at };
        const status = fact.status ? statusOf({ file: fn.file, value: fact.status, scope }, 0) : fact.uncertain ? open : byDefault;
        found.push({ fact, file: fn.file, place, body: at(fn.file, fact.body, scope), status, inErrorHandler: false });
      }
      const roles = holders.get(fn);
      for (const call of roles || inProperties.has(fn) ? project.calls(fn) : []) {
        if (!call.args.some(({ value }) => isHeld(fn, value) || heldIn(fn, value).length > 0) || !isReached(fn, call.at)) continue;
        // a function that is handed the request as well is the handler, not a helper of it
        const given = call.args.flatMap(({ value }) => (value.k === 'object' ? Object.values(value.props) : [value]));
        const handsOver = outer === null && fn.fact.params.length >= 2 && given.filter((value) => fn.fact.params.some((_, index) => isParam(value, fn.index, index))).length >= 2;
        for (const { target, self: next } of targetsOf(call, self, scope)) {
          const inner: Scope = { fn: target, args: call.args.map((a) => ({ ...a, scope })), outer: null };
          if (visit(target, inner, outer ?? (handsOver ? null : { file: fn.file, at: call.at }), next, level + 1)) any = true;
          visited.delete(target);
        }
      }
      for (const returned of fn.fact.returns) {
        if (!isReached(fn, returned.at)) continue;
        if (found.some((one) => one.file === fn.file && (isWithin(one.fact.at, returned.at) || isWithin(returned.at, one.fact.at)))) continue;
        if (found.some((one) => one.place.file === fn.file && isWithin(one.place.at, returned.at))) continue;
        if (visitReturned({ file: fn.file, value: returned.value, scope }, outer, level)) any = true;
        else if (level === 0 && model.returnIsResponse) {
          const fact: AnswerFact = { form: 'return', on: null, path: [], body: returned.value, status: null, fn: fn.index, at: returned.at };
          found.push({ fact, file: fn.file, place: { file: fn.file, at: returned.at }, body: { file: fn.file, value: returned.value, scope }, status: returnedStatus(fn, returned, byDefault), inErrorHandler: false });
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
    const visitReturned = (located: LocatedValue, outer: Place | null, level: number): boolean => {
      const { file, value, scope } = located;
      if (level > maxHelpers) return false;
      if (value.k === 'union') return value.of.map((one) => visitReturned({ file, value: one, scope }, outer, level)).some(Boolean);
      if (value.k !== 'call') return false;
      let any = false;
      const place = outer ?? { file, at: value.at };
      for (const r of project.resolve({ file, value: value.callee, scope })) {
        if (r.r !== 'function' || visited.has(r.ref)) continue;
        const constructs = provenIn(r.ref.file).some((fact) => fact.form === 'construct' && isInside(r.ref, fact.fn));
        const forwards = r.ref.fact.returns.some((one) => one.value.k === 'call');
        if (!constructs && !forwards) continue;
        const inner: Scope = { fn: r.ref, args: value.args.map((a) => ({ file, value: a, scope })), outer: r.scope };
        if (constructs ? visit(r.ref, inner, place, null, level + 1) : r.ref.fact.returns.some((one) => visitReturned({ file: r.ref.file, value: one.value, scope: inner }, place, level + 1))) any = true;
        visited.delete(r.ref);
      }
      return any;
    };
    const start = ownHandler(project, endpoint)[0] ?? handler;
    visit(start, null, null, selfOf(endpoint, start), 0);
    if (endpoint.fact.framework === 'koa' && found.every(isError)) found.push(...bareStatuses(start));
    return found.sort((a, b) => a.place.at.start - b.place.at.start);
  };

  return {
    get written() {
      return all();
    },
    of,
  };
}

const isError = ({ status }: Answer): boolean => status.known.length > 0 && !status.open && status.known.every((code) => code >= 400);

/** The function that stands in the route itself, where the linker looked through it. */
function ownHandler(project: Project, endpoint: Endpoint): FunctionRef[] {
  const last = endpoint.fact.handlers.at(-1);
  const own = last?.k === 'function' ? project.fn(endpoint.file, last.fn) : null;
  return own && endpoint.handler && own !== endpoint.handler && endpoint.handler.fact.cls !== null ? [own] : [];
}


/** Decorators that set the status of a handler. */
const statusDecorators: ReadonlySet<string> = new Set(['@nestjs/common#HttpCode', 'routing-controllers#HttpCode', '@tsed/schema#Status', '@tsed/schema#Returns', 'tsoa#SuccessResponse', '@tsoa/runtime#SuccessResponse', 'inversify-express-utils#httpStatusCode']);

function defaultStatus(project: Project, endpoint: Endpoint, handler: FunctionRef, statusOf: (value: LocatedValue, level: number) => AnswerStatus): AnswerStatus {
  for (const decorator of handler.fact.decorators) {
    if (!statusDecorators.has(symbolOf(decorator.callee) ?? '')) continue;
    const value = decorator.args[0];
    return value ? { ...statusOf({ file: handler.file, value, scope: null }, 0) } : open;
  }
  void project;
  return { known: [endpoint.fact.framework === 'nestjs' && endpoint.method === 'POST' ? 201 : 200], open: false, isDefault: true };
}

