import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, LocatedValue } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';
import { symbolOf } from '../../syntax/symbols.js';
import type { Evaluator } from '../values/evaluate.js';
import { classKey } from '../values/resolved.js';
import type { Mounted } from './router-ways.js';

const maxLevels = 6;

/**
 * Tells the NestJS applications of one package apart: which of them serve the controllers of a class, as their root
 * modules say (`NestFactory.create(AppModule)`, https://docs.nestjs.com/modules).
 * Does not see modules that a function puts together elsewhere.
 */
export function createNestApplications(evaluator: Evaluator): (mounts: readonly Mounted[], file: FileFacts, cls: number) => readonly Mounted[] {
  /** The classes that a value is, or a list of them: `[OrdersModule, forwardRef(() => CartsModule), ConfigModule.forRoot()]`. */
  const classesIn = (located: LocatedValue, level = 0): readonly ClassRef[] => {
    const { value } = located;
    const within = (one: LocatedValue): readonly ClassRef[] => classesIn(one, level + 1);
    const here = (one: typeof value): readonly ClassRef[] => within({ ...located, value: one });
    if (level > maxLevels) return [];
    if (value.k === 'array') return value.items.flatMap(here);
    if (value.k === 'spread') return here(value.of);
    if (value.k === 'union') return value.of.flatMap(here);
    if (value.k === 'call') return [...(value.callee.k === 'member' ? here(value.callee.of) : []), ...value.args.flatMap(here)];
    return evaluator.resolve(located).flatMap((r) => {
      if (r.r === 'class') return [r.ref];
      if (r.r === 'value' && r.located.value.k === 'array') return within(r.located);
      return r.r === 'function' ? r.ref.fact.returns.flatMap((one) => within({ file: r.ref.file, value: one.value, scope: null })) : [];
    });
  };

  const listed = (module: ClassRef, name: string): readonly ClassRef[] =>
    module.fact.decorators.flatMap(({ callee, args: [options] }) => {
      const value = symbolOf(callee) === '@nestjs/common#Module' && options?.k === 'object' ? own(options.props, name) : undefined;
      return value ? classesIn({ file: module.file, value, scope: null }) : [];
    });

  const keyOf = ({ file, index }: ClassRef): string => classKey(file, String(index));

  /** The controllers of an application, `null` where its root module is not known. */
  const controllersOf = remembered(({ file, fact }: Mounted): ReadonlySet<string> | null => {
    const roots = evaluator
      .resolve({ file, value: fact.parent, scope: null })
      .flatMap((r) => (r.r === 'external' && r.symbol === '@nestjs/core#NestFactory' ? r.args.slice(0, 1) : []))
      .flatMap((module) => classesIn(module));
    const modules = new Map(roots.map((module) => [keyOf(module), module]));
    for (const module of modules.values()) for (const one of listed(module, 'imports')) modules.set(keyOf(one), one);
    return roots.length === 0 ? null : new Set([...modules.values()].flatMap((module) => listed(module, 'controllers').map(keyOf)));
  });

  return (mounts, file, cls) => {
    if (mounts.length < 2) return mounts;
    // tests start applications of their own
    const runtime = mounts.filter((mount) => mount.file.kind === 'runtime');
    const started = runtime.length > 0 ? runtime : mounts;
    const serving = started.filter((mount) => controllersOf(mount)?.has(classKey(file, String(cls))));
    return serving.length > 0 ? serving : started;
  };
}
