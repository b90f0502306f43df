import type { MountFact } from '../facts/backend.js';
import { own } from '../facts/own.js';
import type { LocatedValue } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import type { Evaluator } from './evaluate.js';
import type { At } from './repeats.js';

/** The path of a mount, `null` if it is no constant, `undefined` where a middleware stood in its place. */
export function mountPath(evaluator: Evaluator, fact: MountFact, at: At): string | null | undefined {
  if (fact.path !== null || !fact.pathValue) return fact.path;
  const value = at(fact.pathValue);
  const resolved = evaluator.resolve(value);
  // a function, options or another router stood in the place of the path; a variable of the environment is text
  if (resolved.some((r) => r.r === 'function' || (r.r === 'external' && r.symbol !== 'global#process') || r.r === 'instance' || (r.r === 'value' && r.located.value.k === 'object'))) return '';
  return constantText(evaluator, value, at);
}

/**
 * The text that a value is through constants of other files, `null` if a part is unknown.
 * @param at where parts of it live: `/api${route.path}` takes a member of an element of another file
 */
export function constantText(evaluator: Evaluator, located: LocatedValue, at: At | null, level = 0): string | null {
  const { value } = located;
  if (level > 6) return null;
  if (value.k === 'literal') return value.value === null ? '' : String(value.value);
  const part = (of: Value): string | null => constantText(evaluator, at ? at(of) : { ...located, value: of }, at, level + 1);
  if (value.k === 'text') {
    const parts = value.parts.map(part);
    return parts.some((text) => text === null) ? null : parts.join('');
  }
  if (value.k === 'ref') {
    const bound = own(located.file.bindings, value.name);
    return bound ? constantText(evaluator, { ...located, value: bound }, at, level + 1) : null;
  }
  if (value.k === 'union') {
    // `old ? '/orders' : '/purchases'` can be either, `given ?? '/orders'` is what is given
    if (value.of.length > 1 && value.of.every((of) => of.k === 'literal' && of.value !== null)) return null;
    return value.of.reduce<string | null>((found, of) => found ?? part(of), null);
  }
  for (const r of evaluator.resolve(located)) {
    if (r.r !== 'value' || r.located.value === value) continue;
    const text = constantText(evaluator, r.located, null, level + 1);
    if (text !== null) return text;
  }
  return null;
}

/** Whether a path is one that a global prefix leaves alone. */
export const isExcepted = (pattern: string, path: string): boolean => {
  const plain = (text: string): string => text.replace(/^\/+|\/+$/g, '');
  const below = pattern.endsWith('/*') ? plain(pattern.slice(0, -2)) : null;
  return plain(path) === (below ?? plain(pattern)) || (below !== null && plain(path).startsWith(`${below}/`));
};

export const join = (prefix: string | null, path: string | null): string | null => (prefix === null || path === null ? null : joinPaths(prefix, path));

/** `/users` and `:id` give `/users/:id`; dotted tRPC paths stay dotted. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === '') return path;
  if (path === '' || path === '/') return prefix;
  if (!prefix.startsWith('/') && !path.startsWith('/') && !prefix.includes('/')) return `${prefix}.${path}`;
  return `${prefix.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
