import { own } from '../../facts/own.js';
import type { Endpoint, FunctionRef, LinkedCall, LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { frameworks } from '../../frameworks/index.js';
import { responseTypes } from '../../recognise/responses.js';
import type { HandlerModel } from '../../syntax/adapter.js';
import { symbolOf } from '../../syntax/symbols.js';
import { functionsOf } from '../values/flow.js';
import { splitSymbol } from '../values/resolved.js';
import { modelOf, rolesOf } from './handlers.js';

/** A call, and the function that it stands in. */
export interface Site {
  readonly fn: FunctionRef;
  readonly call: LinkedCall;
}

/** Which functions are handed a response or the context of a request. */
export interface ResponseHolders {
  /** Parameters that hold a response or a context, and the calls that hand it to them. */
  readonly holders: ReadonlyMap<FunctionRef, ReadonlyMap<number, readonly Site[]>>;
  /** Functions that turn errors into responses: error handlers, exception filters, what answers where no route does. */
  readonly errorHandlers: ReadonlySet<FunctionRef>;
  /** Whether a function is handed one in a property: `send({ req, res })`. */
  holdsInProperty(fn: FunctionRef): boolean;
  /** Whether a value is a response that a function was handed. */
  isHeld(fn: FunctionRef, value: Value): boolean;
  /** The properties of a value that hold one. */
  heldIn(fn: FunctionRef, value: Value): readonly string[];
}

/** Packages whose types say that a parameter is a response. */
const responseSources = new Set([...responseTypes].map((symbol) => splitSymbol(symbol)[0]));

/** Starts at the handlers, middlewares and written types, and follows the calls that hand the response on. */
export function linkHolders(project: Project): ResponseHolders {
  const models = new Map<string, HandlerModel>(frameworks.map((f) => [f.name, f.handler]));
  /** Parameters that hold a response or a context, and the calls that hand it to them. */
  const holders = new Map<FunctionRef, Map<number, Site[]>>();
  /** Parameters that hold one in a property: `send({ req, res })`. */
  const inProperties = new Map<FunctionRef, Map<number, Set<string>>>();
  const errorHandlers = new Set<FunctionRef>();

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
      if (endpoint.ownSignature) continue;
      const roles = rolesOf(endpoint, fn);
      const wanted = endpoint.fact.framework === 'elysia' ? '0' : modelOf(endpoint).sends[0]?.split('.')[0];
      for (const [param, role] of roles) if (role === wanted) hold(fn, param, null);
    }
  }
  for (const file of project.files) {
    for (const fact of file.middlewares) {
      const value: LocatedValue = { file, value: fact.value, scope: null };
      const takesError = fact.role === 'error-handler' || fact.role === 'filter';
      for (const fn of functionsOf(project, value)) {
        if (takesError || fact.role === 'not-found') errorHandlers.add(fn);
        const index = responseIndex(fact.framework);
        if (index === null) continue;
        // an error handler is given the error first; Elysia puts it into the context
        const shift = fact.framework === 'express' ? fn.fact.params.length === 4 : takesError && fact.framework !== 'elysia';
        if (fact.framework === 'express' && fn.fact.params.length === 4) errorHandlers.add(fn);
        hold(fn, shift ? index + 1 : index, null);
      }
      for (const r of project.resolve(value)) {
        if (r.r !== 'class' && r.r !== 'instance') continue;
        const use = own(r.ref.fact.methods, 'use');
        if (use === undefined) continue;
        const fn = project.fn(r.ref.file, use);
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

  return { holders, errorHandlers, holdsInProperty: (fn) => inProperties.has(fn), isHeld, heldIn };
}

/** The function that stands in the route itself, where the linker looked through it. */
export function ownHandler(project: Project, endpoint: Endpoint): FunctionRef[] {
  const last = endpoint.fact.handlers.at(-1);
  const own = last?.k === 'function' ? project.fn(endpoint.file, last.fn) : null;
  return own && endpoint.handler && own !== endpoint.handler && endpoint.handler.fact.cls !== null ? [own] : [];
}
