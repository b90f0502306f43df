import type { DecoratorFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import { itemsOf } from '../../facts/options.js';
import { packageName } from '../../facts/package-name.js';
import type { FunctionRef, LocatedValue, Resolved } from '../../facts/project.js';
import { nestEnhancers, nestSerialisers } from '../../recognise/nest-decorators.js';
import { symbolOf } from '../../syntax/symbols.js';
import type { Evaluator } from '../values/evaluate.js';
import { splitSymbol } from '../values/resolved.js';

/** A decorator of a package that one of the project brings along. */
export interface BroughtDecorator {
  /** `@nestjs/common#UseGuards`; sub-paths count as the package. */
  readonly symbol: string;
  readonly args: readonly LocatedValue[];
  /** What makes it, in the composition. */
  readonly made: LocatedValue;
}

const maxLevels = 5;

/**
 * The decorators of packages that one stands for: itself, what a function of the project returns
 * (`Create = () => Post()`), and what `applyDecorators` is given, to any depth that code has
 * (docs.nestjs.com/custom-decorators, "Decorator composition"). Where code chooses, those of every branch.
 * Not followed: a decorator that applies others by hand, `(target, key, descriptor) => Post(path)(target, key, descriptor)`.
 */
export function broughtBy(evaluator: Pick<Evaluator, 'resolve'>, file: FileFacts, { callee, args, at }: DecoratorFact): BroughtDecorator[] {
  const visit = (made: LocatedValue, level: number): BroughtDecorator[] => {
    if (level > maxLevels) return [];
    return evaluator.resolve(made).flatMap((r): BroughtDecorator[] => {
      if (r.r !== 'external') return [];
      const symbol = nameOf(r);
      return symbol === '@nestjs/common#applyDecorators' ? spreadOut(evaluator, r.args).flatMap((arg) => visit(arg, level + 1)) : [{ symbol, args: r.args, made }];
    });
  };
  const itself: LocatedValue = { file, value: callee, scope: null };
  // `@Created` of `const Created = applyDecorators(Post(), …)`
  const isMade = evaluator.resolve(itself).some((r) => r.r === 'external' && r.path.at(-1)?.endsWith('()'));
  return visit(isMade ? itself : { ...itself, value: { k: 'call', callee, args, at } }, 0);
}

/** Arguments, the items of a list that is spread as arguments of their own. */
function spreadOut(evaluator: Pick<Evaluator, 'resolve'>, args: readonly LocatedValue[]): LocatedValue[] {
  return args.flatMap((arg) => {
    if (arg.value.k !== 'spread') return [arg];
    const items = evaluator.resolve(arg).flatMap((r) => (r.r === 'value' ? itemsOf(r.located) : []));
    return items.length > 0 ? spreadOut(evaluator, items) : [{ ...arg, value: arg.value.of }];
  });
}

/** `@nestjs/common#Post` for `nest.Post(…)` as well. */
export function nameOf({ symbol, path }: Extract<Resolved, { r: 'external' }>): string {
  const [source, name] = splitSymbol(symbol);
  const members = path.map((member) => member.replace(/\(\)$/, '')).filter((member) => member !== '');
  return `${packageName(source)}#${(name === '*' || name === 'default' ? members : [name, ...members]).join('.')}`;
}

/**
 * Guards, pipes and interceptors that decorators bring along, on a handler and on its class: those that give an
 * interceptor its schema (`@ZodSerializerDto(Order)`, without which `ZodSerializerInterceptor` lets everything through),
 * and those that decorators of the project are composed of:
 * `Auth = () => applyDecorators(UseGuards(…))`, `Checked = (options) => UsePipes(new ValidationPipe(options))`.
 */
export function composedEnhancers(evaluator: Pick<Evaluator, 'resolve'>, handler: FunctionRef | null, file: FileFacts, cls: number | null): LocatedValue[] {
  const ofDecorator = (from: FileFacts, decorator: DecoratorFact): LocatedValue[] => {
    // the adapter tells of those that are written out
    const isWritten = Object.hasOwn(nestEnhancers, symbolOf(decorator.callee) ?? '');
    return broughtBy(evaluator, from, decorator).flatMap(({ symbol, args, made }) => {
      if (nestSerialisers.has(symbol)) return [made];
      return !isWritten && Object.hasOwn(nestEnhancers, symbol) ? spreadOut(evaluator, args) : [];
    });
  };
  const ofClass = cls === null ? [] : (file.classes[cls]?.decorators ?? []);
  return [...(handler?.fact.decorators ?? []).flatMap((decorator) => ofDecorator(handler!.file, decorator)), ...ofClass.flatMap((decorator) => ofDecorator(file, decorator))];
}
