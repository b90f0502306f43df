import type { DecoratorFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, LocatedValue } from '../facts/project.js';
import { nestEnhancers, nestSerialisers } from '../recognise/nest-decorators.js';
import { symbolOf } from '../syntax/symbols.js';
import type { Evaluator } from './evaluate.js';

const maxLevels = 3;

/**
 * Guards, pipes and interceptors that decorators bring along, on a handler and on its class: those that give an
 * interceptor its schema (`@ZodSerializerDto(Order)`, without which `ZodSerializerInterceptor` lets everything through),
 * and decorators of the project that are composed of others:
 * `Auth = () => applyDecorators(UseGuards(…))`, `Checked = (options) => UsePipes(new ValidationPipe(options))`
 * (docs.nestjs.com/custom-decorators, "Decorator composition").
 */
export function composedEnhancers(evaluator: Pick<Evaluator, 'resolve'>, handler: FunctionRef | null, file: FileFacts, cls: number | null): LocatedValue[] {
  const found: LocatedValue[] = [];
  const visit = ({ file: from, value }: LocatedValue, level: number): void => {
    if (value.k !== 'call' || level > maxLevels) return;
    const symbol = symbolOf(value.callee) ?? '';
    if (nestSerialisers.has(symbol)) found.push({ file: from, value, scope: null });
    else if (Object.hasOwn(nestEnhancers, symbol)) found.push(...value.args.map((arg) => ({ file: from, value: arg, scope: null })));
    else if (symbol === '@nestjs/common#applyDecorators') for (const arg of value.args) visit({ file: from, value: arg.k === 'spread' ? arg.of : arg, scope: null }, level + 1);
    else follow({ file: from, value: value.callee, scope: null }, level);
  };
  const follow = (callee: LocatedValue, level: number): void => {
    if (callee.value.k === 'global') return;
    for (const r of evaluator.resolve(callee))
      if (r.r === 'function') for (const { value } of r.ref.fact.returns) visit({ file: r.ref.file, value, scope: null }, level + 1);
  };
  const visitOwn = (from: FileFacts, { callee, args, at }: DecoratorFact): void => {
    if (nestSerialisers.has(symbolOf(callee) ?? '')) found.push({ file: from, value: { k: 'call', callee, args, at }, scope: null });
    else follow({ file: from, value: callee, scope: null }, 0);
  };
  for (const decorator of handler?.fact.decorators ?? []) visitOwn(handler!.file, decorator);
  for (const decorator of cls === null ? [] : (file.classes[cls]?.decorators ?? [])) visitOwn(file, decorator);
  return found;
}
