import type { Effect, EffectKind } from '../../facts/effects.js';
import type { FileFacts } from '../../facts/file.js';
import type { LocatedValue, Project } from '../../facts/project.js';
import { lastName } from '../../facts/value.js';
import { effectOf } from '../../recognise/effects.js';
import type { Recognisers } from './recognisers.js';

type World = Pick<Project, 'resolve' | 'isRecognised'>;

/** The outbound calls of a file whose client is proven: by its import, its type, what is injected, or the config. */
export function effectsIn(world: World, file: FileFacts, declared: readonly DeclaredKind[]): Effect[] {
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
  for (const call of file.kind === 'runtime' && declared.length > 0 ? file.calls : []) {
    const kind = call.isNew || known.has(call.at.start) ? null : declaredKind(world, declared, located(call.callee));
    if (kind === null) continue;
    const name = lastName(call.callee) || '()';
    const fact = { callee: call.callee, args: call.args, written: name, isNew: false, steps: [], within: [], ...(call.unawaited && { unawaited: call.unawaited }), fn: call.fn, at: call.at };
    found.push({ kind, library: '', call: call.callee.k === 'member' ? name : '()', file, fact, target: null, args: call.args.map(located) });
  }
  return found;
}

/** A recogniser of the config and what a call of its symbols is. */
export type DeclaredKind = readonly [recogniser: string, kind: EffectKind];

const declarable: readonly DeclaredKind[] = [
  ['httpClient', 'http'],
  ['vendorSdk', 'sdk'],
  ['broker', 'publish'],
  ['mailer', 'mail'],
  ['renderer', 'render'],
  ['languageModel', 'model'],
];

/** Those that the config has symbols for. */
export const declaredKindsOf = (recognisers: Recognisers): readonly DeclaredKind[] => declarable.filter(([name]) => (recognisers[name]?.length ?? 0) > 0);

/** What the config's recognisers say of a call: by what is called, or by the client that it is called on. */
function declaredKind(world: World, declared: readonly DeclaredKind[], callee: LocatedValue): EffectKind | null {
  for (const [recogniser, kind] of declared)
    if (world.isRecognised(recogniser, callee) || (callee.value.k === 'member' && world.isRecognised(recogniser, { ...callee, value: callee.value.of }))) return kind;
  return null;
}
