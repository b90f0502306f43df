import type { Dispatched, FunctionRef, LocatedValue, Place, Resolved } from '../../facts/project.js';
import { isSameSpan } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import type { Evaluator } from './evaluate.js';

type External = Extract<Resolved, { r: 'external' }>;

/** Routers that are followed one below the other. */
const maxLevels = 8;

/**
 * Whether calling something of tRPC gives a caller of procedures, which keeps the router that it calls as its arguments:
 * `appRouter.createCaller(ctx)`, `createCallerFactory(appRouter)(ctx)`. https://trpc.io/docs/server/server-side-calls
 */
export const makesCaller = ({ symbol, path }: External): boolean => symbol.startsWith('@trpc/server#') && (path.at(-1) === 'createCaller' || path.at(-1) === 'createCallerFactory()');

/** The resolver that `caller.orders.list(input)` runs. Does not see: callers of routers made by loops. */
export function createRouterCallers(evaluator: Evaluator): (callee: External, args: readonly LocatedValue[]) => readonly Dispatched[] {
  const inputs = new WeakMap<Value, Value>();
  const loads = new WeakMap<Value, Value>();
  const unknown: Value = { k: 'unknown' };

  /** One object each, for what is found of a value is kept by it. */
  const resolverInput = (arg: LocatedValue): LocatedValue => {
    let value = inputs.get(arg.value);
    if (!value) inputs.set(arg.value, (value = { k: 'object', props: { input: arg.value, ctx: unknown }, spreads: [], at: 'at' in arg.value ? arg.value.at : { start: 0, end: 0 } }));
    return { ...arg, value };
  };

  /** `lazy(() => import('./orders'))`, `lazy(() => import('./orders').then((m) => m.orders))`: a module has its router alone. */
  const loadedBy = (loader: LocatedValue): readonly Resolved[] => {
    let value = loads.get(loader.value);
    if (!value) loads.set(loader.value, (value = { k: 'call', callee: loader.value, args: [], at: { start: 0, end: 0 } }));
    return evaluator.resolve({ ...loader, value }).flatMap((one) => {
      const names = one.r === 'namespace' ? Object.keys(one.file.exports) : [];
      return one.r !== 'namespace' ? [one] : names.length === 1 ? evaluator.member(one, names[0]!) : [];
    });
  };

  const resolversAt = (r: Resolved, steps: readonly string[], level: number): readonly FunctionRef[] => {
    if (level > maxLevels) return [];
    const [step, ...rest] = steps;
    if (r.r === 'value') return step === undefined ? [] : evaluator.member(r, step).flatMap((one) => resolversAt(one, rest, level + 1));
    if (r.r !== 'external' || !r.symbol.startsWith('@trpc/server#')) return [];
    if (/#(?:experimental_)?lazy$/.test(r.symbol) && r.path.at(-1) === '()') return r.args.flatMap(loadedBy).flatMap((one) => resolversAt(one, steps, level + 1));
    const called = r.path.at(-1) ?? '';
    const given = r.args.flatMap((arg) => evaluator.resolve(arg));
    if (step === undefined) return /^(query|mutation|subscription)\(\)$/.test(called) ? given.flatMap((one) => (one.r === 'function' ? [one.ref] : [])) : [];
    if (called !== 'router()' && called !== 'mergeRouters()') return [];
    const found = given.flatMap((one) => resolversAt(one, steps, level + 1));
    return found.length > 0 || !r.last ? found : resolversOf(r.last, steps.join('.'));
  };

  /** The procedure of a router that is too large for its value to be kept whole: the endpoint that its file has of it. */
  const resolversOf = ({ file, at }: Place, path: string): readonly FunctionRef[] =>
    file.endpoints.flatMap((endpoint) => {
      const handler = endpoint.handlers.at(-1);
      const isOwn = endpoint.protocol === 'trpc' && endpoint.path === path && endpoint.router?.k === 'call' && isSameSpan(endpoint.router.at, at);
      return isOwn && handler?.k === 'function' ? [evaluator.fn(file, handler.fn)] : [];
    });

  return (callee, args) => {
    const { path } = callee;
    const direct = path.indexOf('createCaller()');
    const made = path.indexOf('createCallerFactory()');
    const start = direct >= 0 ? direct + 1 : made >= 0 && path[made + 1] === '()' ? made + 2 : -1;
    if (start < 0 || start >= path.length) return [];
    const routers = callee.args.flatMap((arg) => evaluator.resolve(arg));
    const steps = path.slice(start);
    const [input] = args;
    return [...new Set(routers.flatMap((router) => resolversAt(router, steps, 0)))].map((ref) => ({ ref, args: input ? [resolverInput(input)] : [], answers: true }));
  };
}
