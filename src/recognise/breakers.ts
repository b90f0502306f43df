import type { EffectLibraries } from './effect-libraries.js';

/**
 * Circuit breakers: constructions and calls that run a function, one of their arguments, inside one. From each
 * library's documentation.
 */
export const breakerLibraries: EffectLibraries = {
  // nodeshift.dev/opossum: `new CircuitBreaker(fn)`, then `fire`
  opossum: { calls: ['()', 'CircuitBreaker', 'fire', 'call'] },
  // github.com/connor4312/cockatiel: what a policy executes; whether a breaker is part of it see `policyParts`
  cockatiel: { calls: ['execute', 'wrap'] },
  // genesys.github.io/mollitia: `new Circuit({ options: { modules } })`, `circuit.fn(fn).execute()`
  mollitia: { calls: ['Circuit', 'fn', 'execute'] },
  // github.com/awolden/brakes
  brakes: { calls: ['()', 'exec', 'slaveCircuit'] },
  '@nestcloud/brakes': { calls: ['()', 'exec'] },
  // github.com/yammer/circuit-breaker-js and others: one object that runs commands
  'circuit-breaker-js': { calls: ['run'] },
  circuitbreaker: { calls: ['()'] },
  'circuit-fuses': { calls: ['()', 'breaker', 'runCommand'] },
  'screwdriver-node-circuitbreaker': { calls: ['()', 'run'] },
  '@bennadel/circuit-breaker': { calls: ['execute', 'executeMethod', 'executeSync'] },
  disyuntor: { calls: ['()', 'wrapCallbackApi', 'wrapPromiseApi'] },
  levee: { calls: ['createBreaker', 'run'] },
  hystrixjs: { calls: ['run', 'execute'] },
  // github.com/SocketSomeone/nestjs-resilience
  'nestjs-resilience': { calls: ['execute', 'getCommand'] },
  // resilience4ts
  '@forts/resilience4ts-circuit-breaker': { calls: ['on', 'onBound'] },
  '@forts/resilience4ts-all': { calls: ['on', 'onBound'] },
  '@sap-cloud-sdk/resilience': { calls: ['executeWithMiddleware', 'circuitBreakerHttp'] },
};

/** Method decorators that put the method inside a breaker: `@CircuitBreaker()`, `@UseResilience()`, cockatiel's `@usePolicy()`. */
export const breakerDecorator = /circuit_?breaker|^use_?(resilience|policy|breaker)$/i;

/** Names of a project's own breakers and of the functions that run something inside one. */
export const ownBreakerName = /circuit|breaker/i;

/** Exports of cockatiel that are a breaker, or a timeout, as members of a policy: `wrap(retry(…), circuitBreaker(…))`. */
export const cockatielBreakers: ReadonlySet<string> = new Set(['circuitBreaker', 'Policy', 'CircuitBreakerPolicy']);
export const cockatielTimeouts: ReadonlySet<string> = new Set(['timeout', 'TimeoutPolicy']);
