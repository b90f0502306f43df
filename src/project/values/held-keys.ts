import type { LocatedValue, Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { positionOf } from './call-arguments.js';

const maxLevels = 10;

/** Whether options hold one of the keys, or might: what a client hands in holds anything. */
export function mayHold(project: Pick<Project, 'resolve'>, located: LocatedValue, keys: readonly string[], level = 0): boolean {
  const { file, value, scope } = located;
  if (level > maxLevels) return true;
  const part = (of: Value): boolean => mayHold(project, { file, value: of, scope }, keys, level + 1);
  switch (value.k) {
    case 'literal':
    case 'scalar':
      return false;
    case 'union':
      return value.of.some(part);
    case 'spread':
      return part(value.of);
    case 'object':
      return value.spreads.some(part) || keys.some((key) => Object.hasOwn(value.props, key));
    case 'param':
      return given(project, located, keys, level);
    case 'call': {
      const called = project.resolve({ file, value: value.callee, scope });
      return called.length === 0 || called.some((r) => {
        if (r.r !== 'function' || r.ref.fact.returns.length === 0) return true;
        const inner = { fn: r.ref, args: value.args.map((arg): LocatedValue => ({ file, value: arg, scope })), outer: r.scope };
        return r.ref.fact.returns.some((one) => mayHold(project, { file: r.ref.file, value: one.value, scope: inner }, keys, level + 1));
      });
    }
    default: {
      const resolved = project.resolve(located);
      return resolved.length === 0 || resolved.some((r) => r.r !== 'value' || r.located.value === value || mayHold(project, r.located, keys, level + 1));
    }
  }
}

/** What a caller hands to the parameter; a caller that hands nothing leaves it to its default. */
function given(project: Pick<Project, 'resolve'>, { file, value, scope }: LocatedValue, keys: readonly string[], level: number): boolean {
  if (value.k !== 'param') return true;
  for (let call = scope; call; call = call.outer) {
    const { fn, args } = call;
    if (fn.file !== file || fn.index !== value.fn) continue;
    const position = positionOf(fn, value.index);
    const argument = args[position];
    if (argument) return mayHold(project, argument, keys, level + 1);
    const { initial } = fn.fact.params[value.index] ?? {};
    if (args.some((arg) => arg.value.k === 'spread')) return true;
    return initial ? mayHold(project, { file: fn.file, value: initial, scope: null }, keys, level + 1) : false;
  }
  return true;
}
