import type { DecoratorFact } from '../../facts/code.js';
import type { AnswerStatus, DecidedStatus, Endpoint, FunctionRef, LocatedValue, Project } from '../../facts/project.js';
import { symbolOf } from '../../syntax/symbols.js';
import { broughtBy } from '../routes/composed-decorators.js';
import { isInside } from './handlers.js';

/** Nothing is known of it. */
export const open: AnswerStatus = { known: [], open: true, isDefault: false };

export const exactly = (code: number): AnswerStatus => ({ known: [code], open: false, isDefault: false });

export const merge = (all: readonly AnswerStatus[]): AnswerStatus => ({
  known: [...new Set(all.flatMap((s) => s.known))].sort((a, b) => a - b),
  open: all.some((s) => s.open),
  isDefault: false,
});

/** Decorators that set the status of a handler. */
const statusDecorators: ReadonlySet<string> = new Set(['@nestjs/common#HttpCode', 'routing-controllers#HttpCode', '@tsed/schema#Status', '@tsed/schema#Returns', 'tsoa#SuccessResponse', '@tsoa/runtime#SuccessResponse', 'inversify-express-utils#httpStatusCode']);

type StatusOf = (value: LocatedValue, level: number) => AnswerStatus;

/** The status that a decorator gives a handler, at the decorator; `null` where none does. */
export function decoratedStatus(project: Project, handler: FunctionRef, statusOf: StatusOf): DecidedStatus | null {
  const { file, fact } = handler;
  const decorator = fact.decorators.find(({ callee }) => statusDecorators.has(symbolOf(callee) ?? ''));
  if (!decorator) return fact.decorators.map((one) => composedStatus(project, handler, one, statusOf)).find((status) => status !== null) ?? null;
  const [value] = decorator.args;
  return { file, at: decorator.at, status: value ? { ...statusOf({ file, value, scope: null }, 0) } : open };
}

/**
 * The status that a decorator of the project brings along, `Removes = () => applyDecorators(HttpCode(204))`; not known
 * where its function chooses among them by hand, `if (code === 204) list.push(HttpCode(204))`.
 */
function composedStatus(project: Project, { file }: FunctionRef, decorator: DecoratorFact, statusOf: StatusOf): DecidedStatus | null {
  const brought = broughtBy(project, file, decorator).filter(({ symbol }) => statusDecorators.has(symbol));
  if (brought.length > 0) return { file, at: decorator.at, status: merge(brought.map(({ args: [value] }) => (value ? statusOf(value, 0) : open))) };
  const makers = project.resolve({ file, value: decorator.callee, scope: null }).flatMap((r) => (r.r === 'function' ? [r.ref] : []));
  return makers.some(mayBringStatus) ? { file, at: decorator.at, status: open } : null;
}

const mayBringStatus = (fn: FunctionRef): boolean =>
  fn.file.namedCalls.some(({ callee, calls }) => statusDecorators.has(symbolOf(callee) ?? '') && calls.some((index) => isInside(fn, fn.file.calls[index]!.fn)));

/** The status of a handler that sets none: its decorator's, else the framework's own. */
export const defaultStatus = (endpoint: Endpoint, decorated: DecidedStatus | null): AnswerStatus =>
  decorated?.status ?? { known: [endpoint.fact.framework === 'nestjs' && endpoint.method === 'POST' ? 201 : 200], open: false, isDefault: true };
