import type { FileFacts } from '../../facts/file.js';
import type { Project } from '../../facts/project.js';
import { lazy, remembered } from '../../facts/remembered.js';
import type { Value } from '../../facts/value.js';
import { isFormatter } from '../../recognise/sql-apis.js';
import type { TextRunners } from './query-ways.js';

/** Functions of the project that run SQL text which a parameter holds. */
export function createTextRunners(project: Project): TextRunners {
  return {
    any: lazy(() => project.files.some(({ queries }) => queries.some(({ text }) => text?.k === 'param' || text?.k === 'call'))),
    has: remembered((fn) => fn.fact.params.length > 0 && project.queriesIn(fn).some(({ file, fact }) => fact.text !== null && handedOn(project, file, fact.text)?.fn === fn.index)),
  };
}

/** The parameter whose text a value gives back as it is, also through formatters of libraries and functions of the project. */
export function handedOn(project: Project, file: FileFacts, value: Value, depth = 0): Extract<Value, { k: 'param' }> | null {
  if (value.k === 'param') return value;
  if (value.k !== 'call' || value.args.length === 0 || depth > 3) return null;
  const of = (index: number): Extract<Value, { k: 'param' }> | null => {
    const text = value.args[index];
    return text ? handedOn(project, file, text, depth + 1) : null;
  };
  if (isFormatter(value.callee)) return of(0);
  const targets = project.resolve({ file, value: value.callee, scope: null });
  if (targets.length === 0) return null;
  const handed = targets.map((target): number | null => {
    if (target.r === 'external') return isFormatter([target.symbol, ...target.path].join('.')) ? 0 : null;
    if (target.r !== 'function') return null;
    const { ref } = target;
    const given = ref.fact.returns.map((returned) => handedOn(project, ref.file, returned.value, depth + 1));
    return given.length > 0 && given.every((param) => param?.fn === ref.index && param.index === given[0]?.index) ? given[0]!.index : null;
  });
  const [index] = handed;
  return index != null && handed.every((other) => other === index) ? of(index) : null;
}
