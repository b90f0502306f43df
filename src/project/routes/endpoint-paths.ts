import type { MountFact } from '../../facts/backend.js';
import { own } from '../../facts/own.js';
import type { LocatedValue, Scope } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import type { Constructions } from '../values/constructions.js';
import { callScope } from '../values/constructions.js';
import type { Evaluator } from '../values/evaluate.js';
import type { Run } from '../values/repeats.js';

/** A path as far as constants tell it: `/api/…/:id`, each `…` one or more segments that are not known. */
export interface PathText {
  readonly text: string;
  /** The first part that is no constant, `null` where the whole path is known. */
  readonly gap: LocatedValue | null;
}

export interface PathReader {
  /** The path of a mount; empty where a middleware stood in its place. */
  ofMount(fact: MountFact, run: Run): PathText;
  /** The text that a value is through constants of other files. */
  of(located: LocatedValue, run: Run | null): PathText;
}

const maxLevels = 6;

export const known = (text: string): PathText => ({ text, gap: null });

const unknownAt = (gap: LocatedValue): PathText => ({ text: '…', gap });

export function createPathReader(evaluator: Evaluator, constructions: Constructions): PathReader {
  /** @param run where parts of it live: `/api${route.path}` takes a member of an element of another file */
  const of = (located: LocatedValue, run: Run | null, level = 0): PathText => {
    const { value, scope } = located;
    if (level > maxLevels) return unknownAt(located);
    const part = (one: Value): PathText => of(run ? run.at(one) : { ...located, value: one }, run, level + 1);
    switch (value.k) {
      case 'literal':
        return known(value.value === null ? '' : String(value.value));
      case 'text': {
        const parts = value.parts.map(part);
        return { text: parts.map(({ text }) => text).join('').replace(/…{2,}/g, '…'), gap: parts.find(({ gap }) => gap !== null)?.gap ?? null };
      }
      case 'ref': {
        const bound = own(located.file.bindings, value.name);
        return bound ? of({ ...located, value: bound }, run, level + 1) : unknownAt(located);
      }
      case 'union': {
        const chosen = value.when && of({ ...located, value: value.when.of }, run, level + 1);
        if (value.when && chosen?.gap === null) return part(value.of[chosen.text === value.when.is ? 0 : 1]!);
        // `old ? '/orders' : '/purchases'` can be either, `given ?? '/orders'` is what is given
        if (value.when || (value.of.length > 1 && value.of.every((one) => one.k === 'literal' && one.value !== null))) return unknownAt(located);
        return value.of.map(part).find(({ gap }) => gap === null) ?? unknownAt(located);
      }
      case 'param': {
        const given = givenIn(scope, located);
        if (given) return of(given, null, level + 1);
        break;
      }
      case 'member': {
        if (value.of.k !== 'this') break;
        const field = constructions.field(run?.self ?? evaluator.cls(located.file, value.of.cls), value.name, scope);
        if (field) return of(field, null, level + 1);
        break;
      }
      case 'call': {
        const changed = value.callee.k === 'member' ? changedText(value.callee.name, [value.callee.of, ...value.args].map(part)) : null;
        if (changed !== null) return known(changed);
        const [called, ...others] = evaluator.resolve({ ...located, value: value.callee });
        const [returned, ...more] = called?.r === 'function' && others.length === 0 ? called.ref.fact.returns : [];
        if (called?.r !== 'function' || !returned || more.length > 0) break;
        const { ref } = called;
        const text = of({ file: ref.file, value: returned.value, scope: callScope(ref, located.file, value, scope) }, null, level + 1);
        if (text.gap === null) return text;
      }
    }
    const texts = evaluator.resolve(located).flatMap((r) => (r.r === 'value' && r.located.value !== value ? [of(r.located, null, level + 1)] : []));
    const [first, ...others] = texts;
    // a helper that is called with several paths has none of its own
    return first && others.every(({ text }) => text === first.text) ? first : unknownAt(located);
  };

  return {
    of: (located, run) => of(located, run),
    ofMount(fact, run) {
      if (fact.path !== null) return known(fact.path);
      if (!fact.pathValue) return unknownAt(run.at({ k: 'unknown' }));
      const value = run.at(fact.pathValue);
      const resolved = evaluator.resolve(value);
      // a function, options or another router stood in the place of the path; a variable of the environment is text
      if (resolved.some((r) => r.r === 'function' || (r.r === 'external' && r.symbol !== 'global#process') || r.r === 'instance' || (r.r === 'value' && r.located.value.k === 'object'))) return known('');
      return of(value, run);
    },
  };
}

/** What a method of a string gives for constants, `null` where one is none or the method is another. */
function changedText(method: string, parts: readonly PathText[]): string | null {
  if (parts.some(({ gap }) => gap !== null)) return null;
  const [text = '', from, to] = parts.map((part) => part.text);
  if (method === 'toLowerCase') return text.toLowerCase();
  if (method === 'toUpperCase') return text.toUpperCase();
  if (method === 'trim') return text.trim();
  if (from === undefined || to === undefined) return null;
  return method === 'replaceAll' ? text.replaceAll(from, () => to) : method === 'replace' ? text.replace(from, () => to) : null;
}

/** What the calls that are followed give for a parameter, or its default; `null` where none of them is its function's. */
export function givenIn(start: Scope | null, { file, value }: LocatedValue): LocatedValue | null {
  if (value.k !== 'param') return null;
  for (let scope = start; scope; scope = scope.outer) {
    if (scope.fn.file !== file || scope.fn.index !== value.fn) continue;
    const initial = scope.fn.fact.params[value.index]?.initial;
    return scope.args[value.index] ?? (initial ? { file, value: initial, scope: null } : null);
  }
  return null;
}

/** Whether a path is one that a global prefix leaves alone. */
export const isExcepted = (pattern: string, path: string): boolean => {
  const plain = (text: string): string => text.replace(/^\/+|\/+$/g, '');
  const below = pattern.endsWith('/*') ? plain(pattern.slice(0, -2)) : null;
  return plain(path) === (below ?? plain(pattern)) || (below !== null && plain(path).startsWith(`${below}/`));
};

export const join = (prefix: PathText, path: PathText): PathText => ({ text: joinPaths(prefix.text, path.text), gap: prefix.gap ?? path.gap });

/** `/users` and `:id` give `/users/:id`; dotted tRPC paths stay dotted. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === '') return path;
  if (path === '' || path === '/') return prefix;
  if (!/[/…]/.test(prefix) && !path.startsWith('/')) return `${prefix}.${path}`;
  return `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
