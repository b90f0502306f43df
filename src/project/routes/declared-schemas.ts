import type { EndpointFact, InputKind } from '../../facts/backend.js';
import { own } from '../../facts/own.js';
import type { Value } from '../../facts/value.js';
import type { Evaluator } from '../values/evaluate.js';
import type { At } from '../values/repeats.js';

/**
 * The schemas of an endpoint, without those of parts that the route object of a project's own function turns out not to
 * have: `route.request.body` where `route` is `secured({ request: { query } })`. What cannot be followed is declared.
 */
export function declaredSchemas(evaluator: Evaluator, { schemas }: EndpointFact, at: At): EndpointFact['schemas'] {
  const isMissing = (kind: InputKind): boolean => {
    const request = schemas[kind] && requestOf(schemas[kind], kind);
    const found = request ? evaluator.resolve(at(request)) : [];
    return found.length > 0 && found.every((r) => r.r === 'value' && r.located.value.k === 'object' && r.located.value.spreads.length === 0 && own(r.located.value.props, kind) === undefined);
  };
  const missing = (['body', 'query'] as const).filter(isMissing);
  return missing.length === 0 ? schemas : Object.fromEntries(Object.entries(schemas).filter(([kind]) => !missing.some((one) => one === kind)));
}

/** The `request` that a schema is a member of. */
function requestOf(schema: Value, kind: InputKind): Value | null {
  for (let value = schema; value.k === 'member'; value = value.of) if (value.name === kind && value.of.k === 'member' && value.of.name === 'request') return value.of;
  return null;
}
