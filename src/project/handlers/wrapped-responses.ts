import type { Endpoint, FunctionRef, HandlerCall, LocatedValue, Project, ResponseSent, Scope } from '../../facts/project.js';
import { isSameSpan } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';

/** Keys of what a factory of routes takes that say how an answer is written. */
const shapesAnswers = /^(?:response|output|result|returns?|reply|serializ|serialis|transform|present|dto)/i;

/**
 * What a handler returns to a wrapper of the project that sends it on as it is: `res.json(await handler(ctx))`,
 * `handler(ctx).then((output) => res.json({ data: output }))`. Nothing where the wrapper is told how answers look.
 * @param sent what the function around the call sends to the client
 */
export function returnedToWrapper(project: Project, endpoint: Endpoint, sent: readonly ResponseSent[]): ResponseSent[] {
  const { handler, calls, fact } = endpoint;
  const inner = calls.at(-1);
  if (!handler || !inner || sent.length === 0 || fact.handlers.some(tellsAnswers)) return [];
  if (!sent.some(({ value }) => isResultOf(project, inner, value, 0))) return [];
  const scope: Scope = { fn: handler, args: inner.args.map((value) => ({ file: inner.fn.file, value, scope: null })), outer: null };
  return handler.fact.returns.map(({ value, at }) => ({ value: { file: handler.file, value, scope }, file: handler.file, at }));
}

const tellsAnswers = (value: Value): boolean =>
  value.k === 'call' && value.args.some((arg) => arg.k === 'object' && Object.keys(arg.props).some((key) => shapesAnswers.test(key)));

/** Whether a value is what the handler gave, whole or beside other things. */
function isResultOf(project: Project, inner: HandlerCall, { file, value, scope }: LocatedValue, level: number): boolean {
  if (level > 4 || file !== inner.fn.file) return false;
  const next = (one: Value): boolean => isResultOf(project, inner, { file, value: one, scope }, level + 1);
  switch (value.k) {
    case 'call':
      return isSameSpan(value.at, inner.at);
    case 'union':
      return value.of.some(next);
    case 'object':
      return Object.values(value.props).some(next);
    case 'param':
      return value.index === 0 && isAwaitedBy(project.fn(file, value.fn), next);
    default:
      return false;
  }
}

/** `handler(ctx).then((output) => …)`: the callback is given what the handler gave. */
function isAwaitedBy({ fact }: FunctionRef, isResult: (value: Value) => boolean): boolean {
  const callee = fact.passedTo?.index === 0 ? fact.passedTo.callee : null;
  return callee?.k === 'member' && callee.name === 'then' && isResult(callee.of);
}
