import type { ConsumerFact, ParamReadFact } from '../../facts/code.js';
import type { FunctionRef, LocatedValue, Project, Resolved } from '../../facts/project.js';
import { isSameSpan } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { lastName, membersOf } from '../../facts/value.js';
import { isTransportMethod, isValidatorCall, validatingMethods } from '../../recognise/validators.js';
import { paramPath } from '../../syntax/param-reads.js';
import { holdsParam } from '../values/flow.js';
import { isOutOfSight, splitSymbol } from '../values/resolved.js';

/** Where a function parses what it makes of the request's address, `schema.parse(readQuery(req.url))`; `Infinity` where it does not. */
export function addressParsedAt(project: Project, fn: FunctionRef): number {
  const isAddress = (value: Value): boolean => {
    const found = paramPath(value);
    return found?.fn === fn.index && found.path.at(-1) === 'url';
  };
  const found = project.calls(fn).find(({ callee, args, at }) => {
    const index = args.findIndex(({ value }) => value.k === 'call' && value.args.some(isAddress));
    return index >= 0 && isValidatorConsumer(project, fn, null, { callee, index, at }, 2);
  });
  return found?.at.start ?? Infinity;
}

/** Whether a call that the input is handed to validates it, in functions of the project as well. */
export function isValidatorConsumer(project: Project, fn: FunctionRef, read: ParamReadFact | null, consumer: ConsumerFact, level: number): boolean {
  const callee: LocatedValue = { file: fn.file, value: consumer.callee, scope: null };
  if (project.isRecognised('validator', callee)) return true;
  const resolved = project.resolve(callee);
  if (resolved.some((r) => isValidator(r))) return true;
  // class-transformer makes the instance that class-validator then checks
  if (resolved.some((r) => r.r === 'external' && /^class-transformer#/.test(r.symbol)))
    return project.calls(fn).some((call) => project.resolve({ file: fn.file, value: call.callee, scope: null }).some((r) => isValidator(r)));
  const method = consumer.callee.k === 'member' ? consumer.callee.name : null;
  // a webhook's signature covers the body byte for byte
  if (/^(constructEvent(Async)?|verify\w*Signature|verifySignature|unwrap|timingSafeEqual)$/i.test(lastName(consumer.callee))) return true;
  // no global has a method of a transport: what a map gives is out of sight
  const isTransport = method !== null && isTransportMethod(method, fn.file.imports);
  const validates = isTransport || (method !== null && validatingMethods.has(method) && !isPlainGlobal(consumer.callee));
  if (validates && resolved.every((r) => isOutOfSight(r, (source) => (source === 'global' ? !isTransport : project.isDeclared(fn.file.path, source))))) return true;
  if (isProcedure(project, fn, consumer, resolved)) return true;
  if (level >= 3) return false;
  for (const r of resolved) {
    const target = r.r === 'function' ? r.ref : r.r === 'class' && r.ref.fact.ctor !== null ? project.fn(r.ref.file, r.ref.fact.ctor) : null;
    if (target && validatesParam(project, target, consumer.index, level + 1, read && propertyOf(project, fn, read, consumer))) return true;
    if (r.r === 'function' && isValidatedAround(project, fn, r.ref, consumer, level + 1)) return true;
  }
  return false;
}

/** Whether a call runs a procedure of tRPC that has a schema: `caller.orders.list(req.query)` (trpc.io/docs/server/server-side-calls). */
function isProcedure(project: Project, fn: FunctionRef, { at }: ConsumerFact, resolved: readonly Resolved[]): boolean {
  if (!resolved.some((r) => r.r === 'external' && r.symbol.startsWith('@trpc/server#'))) return false;
  const targets = project.calls(fn).find((call) => isSameSpan(call.at, at))?.targets ?? [];
  return project.endpoints.some(({ handler, fact }) => handler !== null && fact.protocol === 'trpc' && (fact.schemas.body || fact.schemas.query) && targets.includes(handler));
}

/**
 * Whether a function of the project only brings what it is given into another form, for a validator round its call:
 * `schema.parse({ page: first(req.query.page) })`.
 */
function isValidatedAround(project: Project, fn: FunctionRef, target: FunctionRef, { at }: ConsumerFact, level: number): boolean {
  const reshapes = !target.fact.isAsync && project.calls(target).every(({ callee, targets }) => targets.length === 0 && ['global', 'param'].includes(membersOf(callee).root.k));
  if (!reshapes) return false;
  return project.calls(fn).some((around) => {
    const index = around.args.findIndex(({ value }) => holdsCall(value, at));
    return index >= 0 && isValidatorConsumer(project, fn, null, { callee: around.callee, index, at: around.at }, level);
  });
}

/** Whether what a call gives is a part of a value. */
function holdsCall(value: Value, at: ConsumerFact['at']): boolean {
  const holds = (one: Value): boolean => holdsCall(one, at);
  switch (value.k) {
    case 'object':
      return Object.values(value.props).some(holds) || value.spreads.some(holds);
    case 'array':
      return value.items.some(holds);
    case 'spread':
      return holds(value.of);
    case 'union':
      return value.of.some(holds);
    case 'call':
      return isSameSpan(value.at, at) || (value.callee.k === 'global' && value.args.some(holds));
    default:
      return false;
  }
}

const isPlainGlobal = (value: Value): boolean => membersOf(value).root.k === 'global';

function isValidator(resolved: Resolved): boolean {
  if (resolved.r !== 'external') return false;
  const [source, name] = splitSymbol(resolved.symbol);
  return isValidatorCall(source, name, resolved.path);
}

/** The property under which a call takes what is read: `query` of `list({ query: req.query, user })`. */
function propertyOf(project: Project, fn: FunctionRef, read: ParamReadFact, consumer: ConsumerFact): string | null {
  const call = project.calls(fn).find(({ at }) => isSameSpan(at, consumer.at));
  const given = call?.args[consumer.index]?.value;
  return given?.k === 'object' ? (Object.keys(given.props).find((key) => holdsRead(given.props[key]!, read)) ?? null) : null;
}

function holdsRead(value: Value, read: ParamReadFact): boolean {
  const found = paramPath(value);
  if (found?.fn === read.fn && found.param === read.param && read.path.every((name, i) => found.path[i] === name)) return true;
  if (value.k === 'member') return holdsRead(value.of, read);
  return (value.k === 'new' || value.k === 'call') && value.args.some((arg) => holdsRead(arg, read));
}

/**
 * Whether a decorator of the project hands what a method is called with to a validator: `@ValidateSchema(Order) execute(input) {}`
 * of `ValidateSchema = (schema) => (target, key, descriptor) => { … descriptor.value = (...args) => { schema.parse(args[0]); … } }`.
 */
export const isValidatedByDecorator = (project: Project, { file, fact }: FunctionRef): boolean =>
  fact.decorators.some(({ callee }) =>
    project.resolve({ file, value: callee, scope: null }).some((r) => {
      if (r.r !== 'function') return false;
      const within = functionsWithin(project, r.ref);
      return within.some((fn) =>
        project.calls(fn).some(
          ({ callee, args, at }) => args.some(({ value }) => within.some((one) => one.fact.params.some((_, i) => holdsParam(value, one.index, i)))) && isValidatorConsumer(project, fn, null, { callee, index: 0, at }, 2),
        ),
      );
    }),
  );

/** Functions that stand inside of another one. */
const functionsWithin = (project: Project, { file, index }: FunctionRef): readonly FunctionRef[] => {
  const isWithin = (at: number | null): boolean => at !== null && (at === index || isWithin(file.functions[at]!.parent));
  return file.functions.flatMap(({ parent }, i) => (isWithin(parent) ? [project.fn(file, i)] : []));
};

/**
 * Whether a function of the project hands its parameter to a validator.
 * @param property of the parameter that alone matters
 */
export function validatesParam(project: Project, fn: FunctionRef, index: number, level: number, property: string | null = null): boolean {
  if (isValidatedByDecorator(project, fn)) return true;
  for (const call of project.calls(fn)) {
    const position = call.args.findIndex((arg) => carriesParam(arg.value, fn.index, index));
    if (position < 0) continue;
    // one field handed on says nothing about the others
    const { value } = call.args[position]!;
    const whole = isWholeParam(value, fn.index, index) || (property !== null && value.k === 'member' && value.name === property && isWholeParam(value.of, fn.index, index));
    if (isValidatorConsumer(project, fn, null, { callee: call.callee, index: position, at: call.at }, whole ? level : 3)) return true;
  }
  return false;
}

/** Whether a value holds a parameter or what a method of it gives: `{ limit: query.get('limit') }`, `Object.fromEntries(query)`. */
function carriesParam(value: Value, fn: number, index: number): boolean {
  const carries = (one: Value): boolean => carriesParam(one, fn, index);
  switch (value.k) {
    case 'object':
      return Object.values(value.props).some(carries) || value.spreads.some(carries);
    case 'union':
      return value.of.some(carries);
    case 'call':
      return value.callee.k === 'member' && (value.callee.of.k === 'global' ? value.args.some(carries) : carries(value.callee.of));
    default:
      return holdsParam(value, fn, index);
  }
}

/** Whether a value is a parameter, or an object that holds it whole. */
export const isWholeParam = (value: Value, fn: number, index: number): boolean => {
  switch (value.k) {
    case 'param':
      return value.fn === fn && value.index === index;
    case 'spread':
      return isWholeParam(value.of, fn, index);
    case 'union':
      return value.of.some((v) => isWholeParam(v, fn, index));
    case 'object':
      return value.spreads.some((v) => isWholeParam(v, fn, index)) || Object.values(value.props).some((v) => isWholeParam(v, fn, index));
    default:
      return false;
  }
};
