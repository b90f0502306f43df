import type { FileFacts } from '../../facts/file.js';
import type { Dispatched, LocatedValue, Resolved } from '../../facts/project.js';
import type { Evaluator } from '../values/evaluate.js';
import { createRouterCallers } from '../values/router-callers.js';
import { createMessageBuses } from './message-buses.js';

const none: readonly Dispatched[] = [];

/** What a call of something of a package runs in the project: the handler of a message, the resolver of a procedure. */
export function createDispatch(
  files: readonly FileFacts[],
  evaluator: Evaluator,
): (callee: Extract<Resolved, { r: 'external' }>, args: readonly LocatedValue[]) => readonly Dispatched[] {
  const buses = createMessageBuses(files, evaluator);
  const callers = createRouterCallers(evaluator);
  return (callee, args) => (callee.symbol.startsWith('@nestjs/cqrs#') ? buses(callee, args) : callee.symbol.startsWith('@trpc/server#') ? callers(callee, args) : none);
}
