import type { FileFacts } from '../../facts/file.js';
import { itemsOf } from '../../facts/options.js';
import type { ClassRef, Dispatched, LocatedValue, Resolved } from '../../facts/project.js';
import { lastName } from '../../facts/value.js';
import { messageBuses } from '../../recognise/message-buses.js';
import type { Evaluator } from '../values/evaluate.js';

type External = Extract<Resolved, { r: 'external' }>;

/**
 * The methods that a message bus calls for what it is handed: `commandBus.execute(new CloseOrder(id))` is a call of
 * `execute` of the class that is decorated with `@CommandHandler(CloseOrder)`. A message that is a parameter counts
 * where all callers hand over one class. Does not see: handlers that are registered by hand, events that an aggregate
 * keeps until `commit()`.
 */
export function createMessageBuses(files: readonly FileFacts[], evaluator: Evaluator): (bus: External, args: readonly LocatedValue[]) => readonly Dispatched[] {
  let handlers: ReturnType<typeof indexHandlers> | null = null;

  const classesOf = (message: LocatedValue): readonly ClassRef[] => {
    const found = new Set(evaluator.resolve(message).flatMap((r) => (r.r === 'instance' ? [r.ref] : [])));
    return found.size > 1 && message.value.k === 'param' ? [] : [...found];
  };

  return (bus, args) => {
    const model = bus.path.length === 1 ? messageBuses.get(bus.symbol) : undefined;
    const [message] = args;
    const method = bus.path[0]!;
    if (!model || !message || !model.methods.includes(method)) return [];
    const messages = method === 'publishAll' ? itemsOf(message) : [message];
    handlers ??= indexHandlers(files, evaluator);
    const byMessage = handlers.get(model.decorator)!;
    return messages.flatMap((one) =>
      classesOf(one)
        .flatMap((cls) => byMessage.get(cls) ?? [])
        .flatMap((ref) => evaluator.member({ r: 'instance', ref, args: [], scope: null, typeArgs: [] }, model.handler))
        .flatMap((r) => (r.r === 'function' ? [{ ref: r.ref, args: [one], answers: model.answers }] : [])),
    );
  };
}

/** Handler classes by the decorator's symbol and the class of the message. */
function indexHandlers(files: readonly FileFacts[], evaluator: Evaluator): Map<string, Map<ClassRef, ClassRef[]>> {
  const decorators = [...messageBuses.values()].map(({ decorator }) => decorator);
  const names = new Set(decorators.map((symbol) => symbol.slice(symbol.indexOf('#') + 1)));
  const index = new Map(decorators.map((symbol) => [symbol, new Map<ClassRef, ClassRef[]>()]));
  for (const file of files) {
    if (file.kind !== 'runtime' || !file.imports.some(({ source }) => source === '@nestjs/cqrs')) continue;
    file.classes.forEach((fact, i) => {
      for (const { callee, args } of fact.decorators) {
        const byMessage = names.has(lastName(callee)) && callee.k === 'import' ? index.get(`${callee.source}#${callee.name}`) : undefined;
        if (!byMessage) continue;
        for (const r of args.flatMap((value) => evaluator.resolve({ file, value, scope: null }))) {
          if (r.r !== 'class') continue;
          const list = byMessage.get(r.ref);
          if (list) list.push(evaluator.cls(file, i));
          else byMessage.set(r.ref, [evaluator.cls(file, i)]);
        }
      }
    });
  }
  return index;
}
