import type { LocatedValue, Place, Resolved } from '../../facts/project.js';
import type { Evaluator } from '../values/evaluate.js';

/** Symbols of the project by kind, from the config. */
export type Recognisers = Readonly<Record<string, readonly { module?: string | undefined; export?: string | undefined; member?: string | undefined }[]>>;

/** Whether a value is, or is made by, one of the config's symbols of a kind. */
export function isRecognised(recognisers: Recognisers, kind: string, value: LocatedValue, evaluator: Evaluator): boolean {
  const symbols = recognisers[kind];
  if (!symbols || symbols.length === 0) return false;
  const candidates = namesOf(value, evaluator);
  return symbols.some((symbol) =>
    candidates.some(
      (c) =>
        (symbol.export === undefined || symbol.export === c.export) &&
        (symbol.member === undefined || symbol.member === c.member) &&
        (symbol.module === undefined || moduleMatches(symbol.module, c.modules)),
    ),
  );
}

interface Candidate {
  readonly modules: readonly string[];
  readonly export: string | null;
  readonly member: string | null;
}

const moduleMatches = (wanted: string, modules: readonly string[]): boolean => {
  const plain = wanted.replace(/^\.\//, '').replace(/\.[mc]?[jt]sx?$/, '');
  return modules.some((m) => m === wanted || m.replace(/\.[mc]?[jt]sx?$/, '') === plain);
};

function namesOf(located: LocatedValue, evaluator: Evaluator): Candidate[] {
  const { value, file } = located;
  const candidates: Candidate[] = [];
  const add = (modules: readonly string[], name: string | null, member: string | null): void => {
    candidates.push({ modules, export: name, member });
  };
  if (value.k === 'call' || value.k === 'new') return namesOf({ ...located, value: value.callee }, evaluator);
  const member = value.k === 'member' ? value.name : null;
  const root = value.k === 'member' ? value.of : value;
  if (root.k === 'import') add([root.source], root.name, member);
  if (root.k === 'ref') add([file.path], root.name, member);
  for (const resolved of evaluator.resolve(located)) for (const candidate of declared(resolved)) candidates.push(candidate);
  return candidates;
}

function declared(resolved: Resolved): Candidate[] {
  switch (resolved.r) {
    case 'function': {
      const { ref } = resolved;
      const owner = ref.fact.cls === null ? null : (ref.file.classes[ref.fact.cls]?.name ?? null);
      return [{ modules: [ref.file.path], export: owner ?? ref.fact.name, member: owner ? ref.fact.name : null }];
    }
    case 'class':
      return [{ modules: [resolved.ref.file.path], export: resolved.ref.fact.name, member: null }];
    case 'instance':
      return [{ modules: [resolved.ref.file.path], export: resolved.ref.fact.name, member: null }, ...(resolved.made ? boundTo(resolved.made) : [])];
    case 'external': {
      const hash = resolved.symbol.lastIndexOf('#');
      return [
        {
          modules: [resolved.symbol.slice(0, hash)],
          export: resolved.symbol.slice(hash + 1),
          member: resolved.path.at(-1)?.replace(/\(\)$/, '') || null,
        },
        ...(resolved.made ? boundTo(resolved.made) : []),
      ];
    }
    case 'value': {
      // a constant: `export const logger = { info, warn, error }`
      const { file, value } = resolved.located;
      return Object.entries(file.bindings).flatMap(([name, bound]): Candidate[] => (bound === value ? [{ modules: [file.path], export: name, member: null }] : []));
    }
    default:
      return [];
  }
}

/** The constant that what is made at a place is bound to: `export const mailer = new Mailer()`, `createMailer()`. */
const boundTo = ({ file, at }: Place): Candidate[] =>
  Object.entries(file.bindings).flatMap(([name, bound]): Candidate[] => ((bound.k === 'new' || bound.k === 'call') && bound.at.start === at.start ? [{ modules: [file.path], export: name, member: null }] : []));
