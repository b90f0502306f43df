import type { Enclosure } from '../facts/effects.js';
import type { LocatedValue, Project, Resolved } from '../facts/project.js';
import { breakerDecorator, breakerLibraries, cockatielBreakers, cockatielTimeouts, ownBreakerName } from './breakers.js';
import { callOf, libraryOf } from './effect-libraries.js';

type World = Pick<Project, 'resolve' | 'origins' | 'isRecognised'>;

/**
 * Whether what encloses a call is a circuit breaker: of a library, declared in the config (`circuitBreaker`), or the
 * project's own by its name.
 */
export function isBreaker(world: World, enclosure: Enclosure): boolean {
  const { callee, form, name } = enclosure;
  if (world.isRecognised('circuitBreaker', callee)) return true;
  if (callee.value.k === 'member' && world.isRecognised('circuitBreaker', { ...callee, value: callee.value.of })) return true;
  const resolved = world.resolve(callee);
  if (form === 'decorator') return breakerDecorator.test(name) || ownBreakerName.test(name);
  if (form === 'class') return resolved.some((r) => (r.r === 'external' ? [r.symbol] : world.origins(r)).some((symbol) => libraryOf(breakerLibraries, sourceOf(symbol)) !== null));
  const library = breakerLibraryOf(resolved);
  if (library === 'cockatiel') return policyHolds(world, resolved, cockatielBreakers);
  return library !== null || ownBreakerName.test(name);
}

/** The breaker library that an enclosing call is of, `null` for none. */
export function breakerLibraryOf(resolved: readonly Resolved[]): string | null {
  for (const r of resolved) {
    if (r.r !== 'external') continue;
    const library = libraryOf(breakerLibraries, sourceOf(r.symbol));
    if (library !== null && callOf(breakerLibraries[library]!, r.symbol.slice(r.symbol.lastIndexOf('#') + 1), r.path, r.how === 'instance') !== null) return library;
  }
  return null;
}

/** Whether a cockatiel policy that executes the call ends it after a while. */
export const policyTimesOut = (world: World, enclosure: Enclosure): boolean => {
  const resolved = world.resolve(enclosure.callee);
  return breakerLibraryOf(resolved) === 'cockatiel' && policyHolds(world, resolved, cockatielTimeouts);
};

const sourceOf = (symbol: string): string => symbol.slice(0, symbol.lastIndexOf('#'));

/** A policy of which only the interface is known may hold anything. */
function policyHolds(world: World, resolved: readonly Resolved[], parts: ReadonlySet<string>): boolean {
  return resolved.some((r) => {
    if (r.r !== 'external' || !r.symbol.startsWith('cockatiel#')) return false;
    const name = r.symbol.slice(r.symbol.lastIndexOf('#') + 1);
    if (name === 'IPolicy' || name === 'IMergedPolicy' || name === 'IDefaultPolicyContext') return true;
    return parts.has(name) || r.path.some((step) => parts.has(step.replace(/\(\)$/, ''))) || ([...r.path, name].some((step) => step.startsWith('wrap')) && r.args.some((arg) => partHolds(world, arg, parts)));
  });
}

const partHolds = (world: World, part: LocatedValue, parts: ReadonlySet<string>): boolean => {
  const resolved = world.resolve(part);
  return resolved.length === 0 || resolved.some((r) => r.r === 'param' || r.r === 'type') || policyHolds(world, resolved, parts);
};
