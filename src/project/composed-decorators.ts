import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, LocatedValue } from '../facts/project.js';
import { nestEnhancers } from '../recognise/nest-decorators.js';
import { symbolOf } from '../syntax/symbols.js';
import type { Evaluator } from './evaluate.js';

const maxLevels = 3;

/**
 * Guards, pipes and interceptors that decorators of the project bring along, on a handler and on its class:
 * `Auth = () => applyDecorators(UseGuards(…))`, `Checked = (options) => UsePipes(new ValidationPipe(options))`
 * (docs.nestjs.com/custom-decorators, "Decorator composition").
 */
export function composedEnhancers(evaluator: Pick<Evaluator, 'resolve'>, handler: FunctionRef | null, file: FileFacts, cls: number | null): LocatedValue[] {
  const found: LocatedValue[] = [];
  const visit = ({ file: from, value }: LocatedValue, level: number): void => {
    if (value.k !== 'call' || level > maxLevels) return;
    const symbol = symbolOf(value.callee) ?? '';
    if (Object.hasOwn(nestEnhancers, symbol)) found.push(...value.args.map((arg) => ({ file: from, value: arg, scope: null })));
    else if (symbol === '@nestjs/common#applyDecorators') for (const arg of value.args) visit({ file: from, value: arg.k === 'spread' ? arg.of : arg, scope: null }, level + 1);
    else follow({ file: from, value: value.callee, scope: null }, level);
  };
  const follow = (callee: LocatedValue, level: number): void => {
    if (callee.value.k === 'global') return;
    for (const r of evaluator.resolve(callee))
      if (r.r === 'function') for (const { value } of r.ref.fact.returns) visit({ file: r.ref.file, value, scope: null }, level + 1);
  };
  for (const { callee } of handler?.fact.decorators ?? []) follow({ file: handler!.file, value: callee, scope: null }, 0);
  for (const { callee } of cls === null ? [] : (file.classes[cls]?.decorators ?? [])) follow({ file, value: callee, scope: null }, 0);
  return found;
}
