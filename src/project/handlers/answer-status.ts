import type { AnswerStatus, Endpoint, FunctionRef, LocatedValue } from '../../facts/project.js';
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

/** The status of a handler that sets none: its decorator's, else the framework's own. */
export function defaultStatus(endpoint: Endpoint, handler: FunctionRef, statusOf: (value: LocatedValue, level: number) => AnswerStatus): AnswerStatus {
  for (const decorator of handler.fact.decorators) {
    if (!statusDecorators.has(symbolOf(decorator.callee) ?? '')) continue;
    const value = decorator.args[0];
    return value ? { ...statusOf({ file: handler.file, value, scope: null }, 0) } : open;
  }
  return { known: [endpoint.fact.framework === 'nestjs' && endpoint.method === 'POST' ? 201 : 200], open: false, isDefault: true };
}
