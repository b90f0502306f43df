import type { Effect } from '../facts/effects.js';
import type { FileFacts } from '../facts/file.js';
import type { LocatedValue, Project } from '../facts/project.js';
import { effectOf } from '../recognise/effects.js';

type World = Pick<Project, 'resolve' | 'isRecognised'>;

/** The outbound calls of a file whose client is proven: by its import, its type, what is injected, or the config. */
export function effectsIn(world: World, file: FileFacts): Effect[] {
  const located = (value: LocatedValue['value']): LocatedValue => ({ file, value, scope: null });
  const found: Effect[] = [];
  const known = new Set<number>();
  for (const fact of file.effects?.calls ?? []) {
    if (fact.isNew) continue;
    const args = fact.args.map(located);
    for (const target of world.resolve(located(fact.callee))) {
      if (target.r !== 'external') continue;
      const match = effectOf(target.symbol, target.path, target.how === 'instance');
      if (!match) continue;
      found.push({ ...match, file, fact, target, args });
      known.add(fact.at.start);
      break;
    }
  }
  for (const call of file.kind === 'runtime' ? file.calls : []) {
    if (known.has(call.at.start) || !isDeclaredClient(world, located(call.callee))) continue;
    const name = call.callee.k === 'member' ? call.callee.name : '()';
    const fact = { callee: call.callee, args: call.args, written: name, isNew: false, steps: [], within: [], fn: call.fn, at: call.at };
    found.push({ kind: 'http', library: '', call: name, file, fact, target: null, args: call.args.map(located) });
  }
  return found;
}

/** A call of a client that the config's `httpClient` recognisers name. */
const isDeclaredClient = (world: World, callee: LocatedValue): boolean =>
  world.isRecognised('httpClient', callee) || (callee.value.k === 'member' && world.isRecognised('httpClient', { ...callee, value: callee.value.of }));
