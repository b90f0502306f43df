import type { InputKind } from '../../facts/backend.js';
import type { ParamReadFact } from '../../facts/code.js';
import { mayReach } from '../../facts/endpoint-branches.js';
import type { Endpoint, FunctionRef, LinkedCall, LocatedValue, Project, ResponseSent, Scope } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import { isWithin } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { frameworks } from '../../frameworks/index.js';
import { expressParams } from '../../recognise/express-params.js';
import { nestParams } from '../../recognise/nest-params.js';
import type { HandlerModel } from '../../syntax/adapter.js';
import { matchPath } from '../../syntax/handler-patterns.js';
import { paramPath } from '../../syntax/param-reads.js';
import { symbolOf } from '../../syntax/symbols.js';
import { isParam } from '../values/flow.js';
import type { Given, Roles } from './handler-inputs.js';
import { createHandlerInputs } from './handler-inputs.js';
import { returnedToWrapper } from './wrapped-responses.js';

const models = new Map<string, HandlerModel>(frameworks.map((f) => [f.name, f.handler]));
const none: HandlerModel = { inputs: {}, sends: [], returnIsResponse: false, responders: [] };

export const modelOf = (endpoint: Endpoint): HandlerModel => models.get(endpoint.fact.framework) ?? none;

/** The roles of the parameters of a function that the framework calls. */
export function rolesOf(endpoint: Endpoint, handler: FunctionRef): Roles {
  const roles = new Map<number, string>();
  handler.fact.params.forEach((param, i) => {
    let role = String(i);
    for (const decorator of param.decorators) {
      const symbol = symbolOf(decorator.callee) ?? '';
      const kind = nestParams[symbol] ?? expressParams[symbol];
      if (kind === 'request') role = 'req';
      if (kind === 'response') role = 'res';
    }
    roles.set(i, role);
  });
  // inversify-express-utils and OvernightJS call a method without decorators as Express would
  if (endpoint.fact.framework === 'express-decorators' && handler.fact.params.every(({ decorators }) => decorators.length === 0)) {
    roles.set(0, 'req');
    roles.set(1, 'res');
  }
  // an error handler takes the error first
  if (endpoint.fact.framework === 'express' && handler.fact.params.length === 4) {
    roles.set(0, 'error');
    roles.set(1, '0');
    roles.set(2, '1');
  }
  return roles;
}

/** How deep helpers that are handed the request or the response are followed. */
const maxHelpers = 3;

/** Every value that a handler sends to the client, in helpers that it hands the response to as well. */
export function responsesOf(project: Project, endpoint: Endpoint): ResponseSent[] {
  const { handler } = endpoint;
  if (!handler) return [];
  const [outer] = endpoint.calls;
  const wrapped = outer ? returnedToWrapper(project, endpoint, sentBy(project, endpoint, outer.fn)) : [];
  return wrapped.length > 0 || endpoint.ownSignature ? wrapped : sentBy(project, endpoint, handler);
}

/** What a function that the framework calls sends to the client, or returns where that is sent. */
function sentBy(project: Project, endpoint: Endpoint, fn: FunctionRef): ResponseSent[] {
  const model = modelOf(endpoint);
  const sent: ResponseSent[] = [];
  collectSends(project, endpoint, fn, rolesOf(endpoint, fn), null, null, 0, sent);
  for (const returned of fn.fact.returns) {
    if (!mayReach(endpoint, { file: fn.file, at: returned.at })) continue;
    const value: LocatedValue = { file: fn.file, value: returned.value, scope: null };
    const bodies = responderBodies(project, model, value);
    if (bodies.length > 0) for (const body of bodies) sent.push({ value: body, file: fn.file, at: returned.at });
    else if (model.returnIsResponse && !sent.some((s) => s.file === fn.file && isWithin(s.at, returned.at))) sent.push({ value, file: fn.file, at: returned.at });
  }
  return sent;
}

/** Bodies that a returned value wraps in a response: `NextResponse.json(body)`, in helpers of the project too. */
function responderBodies(project: Project, model: HandlerModel, value: LocatedValue): LocatedValue[] {
  if (model.responders.length === 0) return [];
  return project.resolve(value).flatMap((r) => {
    if (r.r !== 'external') return [];
    const members = r.path.filter((p) => p !== '()').map((p) => p.replace(/\(\)$/, ''));
    const symbol = [r.symbol, ...members].join('.');
    const plain = symbol.replace(/#(default|\*)\./, '#');
    if (!model.responders.includes(symbol) && !model.responders.includes(plain)) return [];
    const body = r.args[0];
    return body ? [unwrapJson(body)] : [];
  });
}

/** `new Response(JSON.stringify(body))` sends `body`. */
function unwrapJson(body: LocatedValue): LocatedValue {
  const { value } = body;
  const isStringify =
    value.k === 'call' && value.callee.k === 'member' && value.callee.name === 'stringify' && value.callee.of.k === 'global' && value.callee.of.name === 'JSON';
  return isStringify && value.args[0] ? { ...body, value: value.args[0] } : body;
}

/**
 * @param outermost span of the call in the handler that led here: where a response is reported
 */
function collectSends(
  project: Project,
  endpoint: Endpoint,
  fn: FunctionRef,
  roles: Roles,
  scope: Scope | null,
  outermost: { readonly file: ResponseSent['file']; readonly at: Span } | null,
  level: number,
  sent: ResponseSent[],
): void {
  const { sends } = modelOf(endpoint);
  if (sends.length === 0) return;
  const matchesSend = (path: readonly string[], param: number): boolean => matchPath(sends, roles.get(param) ?? String(param), path);
  for (const call of project.calls(fn)) {
    if (!mayReach(endpoint, call)) continue;
    const place = outermost ?? { file: fn.file, at: call.at };
    const found = callPath(call.callee);
    if (found && found.fn === fn.index && matchesSend(found.path, found.param)) {
      const body = call.args[0];
      if (body) sent.push({ value: { ...body, scope }, file: place.file, at: place.at });
      continue;
    }
    if (level >= maxHelpers) continue;
    // the response handed to a helper of the project
    const passed = rolesPassed(call, fn, roles);
    if (!passed.some(([, role]) => sends.some((pattern) => pattern.startsWith(`${role}.`)))) continue;
    // a function that is handed the request as well is the handler, not a helper of it
    const handsOver = outermost === null && new Set(passed.map(([, role]) => role)).size >= 2;
    for (const target of call.targets) {
      if (target === fn) continue;
      const inner: Scope = { fn: target, args: call.args.map((a) => ({ ...a, scope })), outer: null };
      collectSends(project, endpoint, target, new Map(passed), inner, handsOver ? null : place, level + 1, sent);
    }
  }
  for (const assign of fn.file.assigns) {
    if ((assign.fn !== fn.index && !isInside(fn, assign.fn)) || !mayReach(endpoint, { file: fn.file, at: assign.at })) continue;
    const found = paramPath(assign.target);
    if (!found || found.fn !== fn.index) continue;
    const path = [...found.path.slice(0, -1), `${found.path.at(-1)}=`];
    const place = outermost ?? { file: fn.file, at: assign.at };
    if (matchesSend(path, found.param)) sent.push({ value: { file: fn.file, value: assign.value, scope }, file: place.file, at: place.at });
  }
}

/** The arguments of a call that are parameters with a role, whole, and these roles. */
function rolesPassed(call: LinkedCall, fn: FunctionRef, roles: Roles): (readonly [number, string])[] {
  const passed: (readonly [number, string])[] = [];
  call.args.forEach((arg, i) => {
    for (const [param, role] of roles) if (isParam(arg.value, fn.index, param)) passed.push([i, role]);
  });
  return passed;
}

/** Whether a function is an inline callback inside another one. */
export function isInside(outer: FunctionRef, index: number | null): boolean {
  for (let i = index; i !== null; i = outer.file.functions[i]!.parent) if (i === outer.index) return true;
  return false;
}

/** Path of a call behind a parameter: `['status()', 'json()']` for `res.status(200).json(…)`. */
function callPath(callee: Value): { fn: number; param: number; path: string[] } | null {
  if (callee.k !== 'member') return null;
  const of = callee.of.k === 'param' ? { fn: callee.of.fn, param: callee.of.index, path: [] } : paramPath(callee.of);
  return of ? { ...of, path: [...of.path, `${callee.name}()`] } : null;
}

/** One read of the request that is no parse of it. */
export interface RawRead {
  readonly kind: InputKind;
  readonly fn: FunctionRef;
  readonly fact: ParamReadFact;
}

const bytes: ReadonlySet<string> = new Set(['rawBody', 'arrayBuffer()', 'blob()']);

/** Reads of body and query in a handler, and in helpers of the same file that it hands the request to. */
export function rawReads(project: Project, endpoint: Endpoint): RawRead[] {
  const { handler, calls } = endpoint;
  if (!handler || !hasKnownInput(endpoint)) return [];
  const inputs = createHandlerInputs(project, endpoint, modelOf(endpoint).inputs, rolesOf(endpoint, calls[0]?.fn ?? handler));
  const reads: RawRead[] = [];
  const visited = new Set<FunctionRef>();
  const visit = (fn: FunctionRef, given: (param: number) => Given | null, level: number): void => {
    if (visited.has(fn)) return;
    visited.add(fn);
    const follow = (param: number, path: readonly string[]): Given | null => path.reduce<Given | null>((of, name) => inputs.member(of, name), given(param));
    for (const fact of reachedReads(project, endpoint, fn)) {
      // bytes, for a signature or of a file, are no input that a schema could parse
      const given = bytes.has(fact.path.at(-1) ?? '') ? null : follow(fact.param, fact.path);
      const kind = inputs.kindOf(given);
      if (kind) reads.push({ kind, fn, fact: given && 'kind' in given ? atFirstUse(fact) : fact });
    }
    if (level >= 2) return;
    for (const call of project.calls(fn)) {
      const passed = call.args.map(({ value }) => {
        const whole = fn.fact.params.findIndex((_, param) => isParam(value, fn.index, param));
        const found = whole < 0 ? paramPath(value) : { fn: fn.index, param: whole, path: [] };
        const one = found?.fn === fn.index ? follow(found.param, found.path) : null;
        // what was read is in the reads of this function
        return inputs.kindOf(one) ? null : one;
      });
      if (passed.every((one) => one === null) || !mayReach(endpoint, call)) continue;
      for (const target of call.targets) if (target.file === fn.file) visit(target, (param) => passed[param] ?? null, level + 1);
    }
  };
  visit(handler, inputs.ofParam, 0);
  return reads;
}

/** What a wrapper has read already is read where it is first used. */
function atFirstUse(fact: ParamReadFact): ParamReadFact {
  const uses = [...fact.consumers.map(({ at }) => at), ...(fact.otherUse ? [fact.otherUse] : [])].sort((a, b) => a.start - b.start);
  return { ...fact, at: uses[0] ?? fact.at };
}

/** Whether it is known what the handler is called with. */
export const hasKnownInput = ({ ownSignature, calls }: Endpoint): boolean => !ownSignature || calls.length > 0;
/** Reads of the request in a function; what only other methods of the path reach is no use of them. */
function reachedReads(project: Project, endpoint: Endpoint, fn: FunctionRef): readonly ParamReadFact[] {
  const reads = project.readsIn(fn);
  if (!endpoint.fact.elsewhere) return reads;
  const isReached = (at: Span): boolean => mayReach(endpoint, { file: fn.file, at });
  return reads.flatMap((read) =>
    isReached(read.at)
      ? [{ ...read, consumers: read.consumers.filter(({ at }) => isReached(at)), otherUse: read.otherUse && isReached(read.otherUse) ? read.otherUse : null }]
      : [],
  );
}
