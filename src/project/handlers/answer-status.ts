import type { AnswerStatus, DecidedStatus, Endpoint, FunctionRef, LocatedValue } from '../../facts/project.js';
import { symbolOf } from '../../syntax/symbols.js';

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

/** The status that a decorator gives a handler, at the decorator; `null` where none does. */
export function decoratedStatus(handler: FunctionRef, statusOf: (value: LocatedValue, level: number) => AnswerStatus): DecidedStatus | null {
  const decorator = handler.fact.decorators.find(({ callee }) => statusDecorators.has(symbolOf(callee) ?? ''));
  if (!decorator) return null;
  const [value] = decorator.args;
  return { file: handler.file, at: decorator.at, status: value ? { ...statusOf({ file: handler.file, value, scope: null }, 0) } : open };
}

/** The status of a handler that sets none: its decorator's, else the framework's own. */
export const defaultStatus = (endpoint: Endpoint, decorated: DecidedStatus | null): AnswerStatus =>
  decorated?.status ?? { known: [endpoint.fact.framework === 'nestjs' && endpoint.method === 'POST' ? 201 : 200], open: false, isDefault: true };
