import type { FileFacts } from '../facts/file.js';
import type { Effect } from '../facts/effects.js';
import { optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { ClassRef, FunctionRef, LocatedValue, Project } from '../facts/project.js';

const isHttpService = (symbol: string): boolean => /^(@nestjs\/axios|@nestjs\/common|nestjs-http-promise)#HttpService$/.test(symbol);

/** Modules followed from a class to those that import its module. */
const maxHops = 3;

/**
 * Tells whether the HttpModule that gives a call's HttpService is registered with a timeout (docs.nestjs.com/techniques/http-module):
 * the one that the module of the calling class imports, itself or through a module that exports it. A registration that
 * cannot be followed counts as one.
 */
export function moduleTimeouts(project: Project): (effect: Effect) => boolean {
  let modules: readonly NestModule[] | null = null;
  return ({ fact, file, target }) => {
    if (!target || !isHttpService(target.symbol)) return false;
    modules ??= modulesOf(project);
    const owner = classAround(file, fact.fn);
    const all = modules;
    const holds = (module: NestModule, hops: number): boolean =>
      module.imports.some((one) => registersTimeout(project, one) || (hops < maxHops && all.some((other) => isModule(project, one, other.ref) && holds(other, hops + 1))));
    const own = owner === null ? [] : all.filter((module) => module.parts.some((part) => project.resolve(part).some((r) => r.r === 'class' && r.ref.file === file && r.ref.index === owner)));
    const seen = own.length > 0 ? own : all;
    return seen.some((module) => holds(module, 0)) || all.some((module) => module.isGlobal && holds(module, 0));
  };
}

interface NestModule {
  readonly ref: ClassRef;
  readonly isGlobal: boolean;
  readonly imports: readonly LocatedValue[];
  /** Its providers and controllers. */
  readonly parts: readonly LocatedValue[];
}

function modulesOf(project: Project): NestModule[] {
  return project.files.flatMap((file) =>
    file.classes.flatMap((cls, index): NestModule[] => {
      const named = (name: string): boolean => cls.decorators.some((d) => d.callee.k === 'import' && d.callee.name === name);
      const decorator = cls.decorators.find((d) => d.callee.k === 'import' && d.callee.name === 'Module');
      const definition = decorator?.args[0];
      if (!definition) return [];
      const list = (name: string): LocatedValue[] => {
        const option = optionOf(project, { file, value: definition, scope: null }, [name]);
        return option.state === 'given' ? option.values.flatMap((value) => elements(project, value, 0)) : [];
      };
      return [{ ref: project.cls(file, index), isGlobal: named('Global'), imports: list('imports'), parts: [...list('providers'), ...list('controllers')] }];
    }),
  );
}

function elements(project: Project, list: LocatedValue, depth: number): LocatedValue[] {
  if (list.value.k === 'array') return list.value.items.flatMap((item) => (item.k === 'spread' ? (depth < 3 ? elements(project, { ...list, value: item.of }, depth + 1) : []) : [{ ...list, value: item }]));
  if (depth > 3) return [];
  return project.resolve(list).flatMap((r) => (r.r === 'value' && r.located.value.k === 'array' ? elements(project, r.located, depth + 1) : []));
}

const isModule = (project: Project, value: LocatedValue, ref: ClassRef): boolean => project.resolve(value).some((r) => r.r === 'class' && r.ref === ref);

/** `HttpModule.register({ timeout })`, `HttpModule.registerAsync({ useFactory: () => ({ timeout }) })`, `…({ useClass })` with `createHttpOptions`. */
function registersTimeout(project: Project, value: LocatedValue): boolean {
  const { value: call } = value;
  if (call.k !== 'call' || call.callee.k !== 'member' || !/^register(Async)?$/.test(call.callee.name) || call.callee.of.k !== 'import' || call.callee.of.name !== 'HttpModule') return false;
  const options: LocatedValue | undefined = call.args[0] && { ...value, value: call.args[0] };
  if (call.callee.name === 'register') return optionOf(project, options, ['timeout']).state !== 'absent';
  const factory = optionOf(project, options, ['useFactory']);
  if (factory.state === 'given') return factory.values.some((one) => project.resolve(one).some((r) => r.r !== 'function' || givesTimeout(project, r.ref)));
  const classes = [optionOf(project, options, ['useClass']), optionOf(project, options, ['useExisting'])].flatMap((option) => (option.state === 'given' ? option.values : []));
  return (
    classes.length === 0 ||
    classes.some((one) =>
      project.resolve(one).some((r) => {
        const method = r.r === 'class' ? own(r.ref.fact.methods, 'createHttpOptions') : undefined;
        return r.r !== 'class' || method === undefined || givesTimeout(project, project.fn(r.ref.file, method));
      }),
    )
  );
}

/** Whether what a function returns may hold a timeout. */
const givesTimeout = (project: Project, { file, fact }: FunctionRef): boolean =>
  fact.returns.some((returned) => optionOf(project, { file, value: returned.value, scope: null }, ['timeout']).state !== 'absent');

/** The class in whose method a function stands, `null` outside classes. */
function classAround(file: FileFacts, fn: number | null): number | null {
  for (let index = fn; index !== null; index = file.functions[index]!.parent) {
    const { cls } = file.functions[index]!;
    if (cls !== null) return cls;
  }
  return null;
}
