import type { QueryFact } from '../../facts/backend.js';
import { builderStep } from '../../recognise/builder-steps.js';

/** Steps to some elements of a list, and those to one. */
export const someOf = /^(filter|slice|sort|reverse|concat|flat)\(\)$/;
export const oneOf = /^(\[\]|\d+|(find|at|pop|shift)\(\))$/;

/**
 * What a part of a query's result is.
 * - `row`: one row; where the adapter does not say what the query gives, also a list of them
 * - `rows`: a list, or the driver's result that holds it
 * - `null`: a column, a count, or what a callback made of the rows
 */
export function partOf(fact: QueryFact, path: readonly string[]): 'row' | 'rows' | null {
  let steps = path.filter((p) => p !== 'then()' && p !== 'await');
  let { shape } = fact;
  // a builder that a variable or a parameter holds goes on
  for (let step = steps[0]; step !== undefined; step = steps[0]) {
    const left = builderStep(fact.layer, step);
    if (left === null) break;
    if (left !== 'same') shape = left;
    steps = steps.slice(1);
  }
  let holdsRows = true;
  if (fact.shape === 'driver-result' || fact.shape === 'rows-and-count') {
    if (steps[0] === '1' || steps[0] === 'count') return null;
    holdsRows = steps[0] === 'rows' || steps[0] === '0';
    if (holdsRows) steps = steps.slice(1);
    else if (fact.shape === 'driver-result' && steps.length > 0) return null;
  }
  if (!steps.every((step) => someOf.test(step) || oneOf.test(step))) return null;
  if (!holdsRows) return 'rows';
  if (shape === 'row') return steps.length === 0 ? 'row' : 'rows';
  return !shape || steps.some((step) => oneOf.test(step)) ? 'row' : 'rows';
}
