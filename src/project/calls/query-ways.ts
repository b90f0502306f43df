import type { FunctionRef, LinkedCall, Query, QueryPath } from '../../facts/project.js';
import { remembered } from '../../facts/remembered.js';

/** Functions that run the SQL text that they are given: a call of one is a query, and no step on the way to one. */
export interface TextRunners {
  /** Whether there may be any. */
  any(): boolean;
  has(fn: FunctionRef): boolean;
}

/** A function that reaches more functions than these is not followed further. */
const maxFunctions = 400;

/**
 * The shortest way from a function to a query, `null` where there is none. What it hands to a scheduler is on no way.
 * @returns a function whose second argument is how many functions may lie between
 */
export function createQueryWays(
  queriesIn: (fn: FunctionRef) => readonly Query[],
  calls: (fn: FunctionRef) => readonly LinkedCall[],
  runners: TextRunners,
  isLater: (place: Pick<LinkedCall, 'file' | 'fn'>, within: FunctionRef) => boolean,
): (start: FunctionRef, most?: number) => QueryPath | null {
  const isWithin = ({ file, fact }: FunctionRef, outer: FunctionRef): boolean => {
    if (file !== outer.file) return false;
    for (let index = fact.parent; index !== null; index = file.functions[index]!.parent) if (index === outer.index) return true;
    return false;
  };
  const declaresFunctions = remembered(({ file, index }: FunctionRef) => file.functions.some(({ parent }) => parent === index));
  const shortestWay = (start: FunctionRef, most: number): QueryPath | null => {
    const cameFrom = new Map<FunctionRef, FunctionRef | null>([[start, null]]);
    let level = [start];
    for (let between = 0, seen = 0; level.length > 0 && between <= most; between += 1) {
      const next: FunctionRef[] = [];
      for (const fn of level) {
        const query = queriesIn(fn).find(({ file, fact }) => fact.action !== 'transaction' && !isLater({ file, fn: fact.fn }, fn));
        if (query) {
          const through: FunctionRef[] = [];
          for (let f: FunctionRef | null = fn; f && f !== start; f = cameFrom.get(f) ?? null) through.unshift(f);
          return { query, through };
        }
        seen += 1;
        if (seen >= maxFunctions) return null;
        if (between === most && !declaresFunctions(fn) && !runners.any()) continue;
        for (const call of calls(fn)) {
          if (isLater(call, fn)) continue;
          for (const target of call.targets) {
            if (cameFrom.has(target)) continue;
            // what a function declares and calls itself is its own code
            const isOwn = isWithin(target, fn) || runners.has(target);
            if (between === most && !isOwn) continue;
            cameFrom.set(target, fn);
            (isOwn ? level : next).push(target);
          }
        }
      }
      level = next;
    }
    return null;
  };
  const byLength = new Map<number, (start: FunctionRef) => QueryPath | null>();
  return (start, most = Infinity) => {
    let ways = byLength.get(most);
    if (!ways) byLength.set(most, (ways = remembered((fn) => shortestWay(fn, most))));
    return ways(start);
  };
}
