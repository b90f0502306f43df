import type { EndpointFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';
import { conditionsOf } from './registration-conditions.js';
import { pathsOf, perElement } from './routes.js';
import type { Node, SourceFile } from './source-file.js';

/** One route that a registration declares. */
export interface Registration extends Pick<EndpointFact, 'when'> {
  readonly path: Value;
  /** `unknown` where the call is named after it. */
  readonly method: Value;
  /** In the order in which they run; the last one answers. */
  readonly handlers: readonly Value[];
}

/**
 * The routes that one call declares: one for each element of the array literal that it takes path and handlers from, unless a
 * condition says for which it runs, and one for each path of a list.
 * @param handlers at least one
 */
export function registrationsOf(file: SourceFile, node: Node, path: Value, handlers: readonly Value[], method: Value = unknown): readonly Registration[] {
  const condition = conditionsOf(file, node, [path, handlers.at(-1)!]);
  const given = [path, method, ...handlers];
  const each = condition.when ? [given] : perElement(file, given);
  return each.flatMap(([paths, verb, ...rest]) => pathsOf(file, paths!).map((one) => ({ path: one, method: verb!, handlers: rest, ...condition })));
}
