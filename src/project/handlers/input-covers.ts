import type { InputKind } from '../../facts/backend.js';
import { own } from '../../facts/own.js';
import { packageName } from '../../facts/package-name.js';
import type { FunctionRef, LocatedValue, Project, Resolved } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { isValidatorCall, isValidatorMiddleware, validatorPackages } from '../../recognise/validators.js';
import { functionsOf } from '../values/flow.js';
import { splitSymbol } from '../values/resolved.js';
import { isSchemaPipe } from './decorated-inputs.js';
import { addressParsedAt, isValidatorConsumer } from './validator-calls.js';

/**
 * Whether something that runs before the handler validates one kind of input.
 * @param fields that the handler reads of it, none where it reads the whole
 */
export function coversKind(project: Project, value: LocatedValue, kind: InputKind, fields: readonly string[]): boolean {
  if (project.isRecognised('validatorMiddleware', value)) return true;
  if (isSchemaPipe(project, value)) return true;
  const resolved = project.resolve(value);
  for (const r of resolved)
    if (r.r === 'external') {
      const [source, name] = splitSymbol(r.symbol);
      if (isValidatorMiddleware(source, name, r.path) && namesKind(source, name, r, kind)) return true;
      // a middleware made by a schema: `router.use(schema.middleware())`
      if (validatorPackages.has(packageName(source)) && isValidatorCall(source, name, r.path)) return true;
    }
  if (resolved.some((r) => r.r === 'value' && r.located.value.k === 'array'))
    return resolved.some((r) => r.r === 'value' && r.located.value.k === 'array' && r.located.value.items.some((item) => coversKind(project, { ...r.located, value: item.k === 'spread' ? item.of : item }, kind, fields)));
  const factories = value.value.k === 'call' ? functionsOf(project, { ...value, value: value.value.callee }) : [];
  const functions = [...functionsOf(project, value), ...factories];
  if (functions.some((fn) => functionValidates(project, fn, kind, fields))) return true;
  // a guard or middleware class: `use(req, res, next)`, `canActivate(context)`, `transform(value)`
  return resolved.some((r) => {
    if (r.r !== 'class' && r.r !== 'instance') return false;
    const method = ['use', 'transform'].map((name) => own(r.ref.fact.methods, name)).find((m) => m !== undefined);
    return method !== undefined && functionValidates(project, project.fn(r.ref.file, method), kind, fields);
  });
}

const requestParts: ReadonlySet<string> = new Set(['body', 'query', 'params', 'headers', 'cookies', 'signedcookies']);

/** express-validator chains name the part they check; celebrate and zod middlewares take an object by part. */
function namesKind(source: string, name: string, resolved: Extract<Resolved, { r: 'external' }>, kind: InputKind): boolean {
  if (source === 'express-validator') {
    if (name === 'body' || name === 'query') return name === kind;
    if (name === 'param' || name === 'header' || name === 'cookie') return false;
    return true;
  }
  if (/^@hono\/|^hono/.test(source)) {
    const target = resolved.args[0]?.value;
    if (target?.k !== 'literal') return true;
    return kind === 'query' ? target.value === 'query' : target.value === 'json' || target.value === 'form';
  }
  const argument = resolved.args[0]?.value;
  if (argument?.k === 'object' && argument.spreads.length === 0) {
    const keys = Object.keys(argument.props).map((k) => k.toLowerCase());
    if (keys.some((k) => requestParts.has(k))) return keys.includes(kind);
  }
  // a computed key that nothing tells
  return true;
}

/** The whole request, an object that spreads it, or a member of it that is chosen at run time. */
function isOpenRequest(value: Value, fn: number): boolean {
  switch (value.k) {
    case 'param':
      return value.fn === fn && value.index < 2;
    case 'member':
      // the request of Koa's context
      return value.name === '[]' ? isOpenRequest(value.of, fn) : value.name === 'request' && value.of.k === 'param' && value.of.fn === fn;
    case 'object':
      return [...value.spreads, ...Object.values(value.props)].some((v) => isOpenRequest(v, fn) || isRequestPart(v, fn));
    case 'call':
      return value.args.some((arg) => isOpenRequest(arg, fn));
    case 'union':
      return value.of.some((v) => isOpenRequest(v, fn));
    default:
      return false;
  }
}

/** `body` or `query` of the request, as part of an object that is parsed whole: `{ body: req.body, query: req.query }`. */
const isRequestPart = (value: Value, fn: number): boolean =>
  value.k === 'member' && (value.name === 'body' || value.name === 'query') && value.of.k === 'param' && value.of.fn === fn;

/** Whether a middleware function of the project, or what it returns, runs a validator over the kind. */
export function functionValidates(project: Project, fn: FunctionRef, kind: InputKind, fields: readonly string[]): boolean {
  let known = validating.get(fn);
  if (!known) validating.set(fn, (known = new Map()));
  let validates = known.get(kind);
  if (validates === undefined) known.set(kind, (validates = validatedBy(project, fn, kind)));
  if (validates === 'all' || validates === 'none') return validates === 'all';
  // a token of the query that is checked says nothing of what else is read
  return fields.length === 0 || fields.some((field) => validates.includes(field));
}

/** One middleware stands before many endpoints. */
const validating = new WeakMap<FunctionRef, Map<InputKind, Validated>>();

/** The fields that a validator runs over, where it is not handed the whole. */
type Validated = 'all' | 'none' | readonly string[];

function validatedBy(project: Project, fn: FunctionRef, kind: InputKind): Validated {
  const inner = fn.fact.returns.flatMap((r) =>
    project.resolve({ file: fn.file, value: r.value, scope: null }).flatMap((x) => (x.r === 'function' ? [x.ref] : [])),
  );
  const fields: string[] = [];
  const isAll = [fn, ...inner].some((f) => {
    const ofKind = project.readsIn(f).filter((r) => r.path.includes(kind) || (kind === 'body' && r.path.some((p) => p === 'json()' || p === 'formData()')));
    if (kind === 'query' && addressParsedAt(project, f) < Infinity) return true;
    const validated = ofKind.filter((r) => r.consumers.some((c) => isValidatorConsumer(project, f, r, c, 1)));
    if (validated.some((r) => r.fields.length === 0)) return true;
    fields.push(...validated.flatMap((r) => r.fields));
    // the part is chosen at run time (`req[source]`), or the request is parsed whole
    const validates = project
      .calls(f)
      .some((call) => call.args.some((arg) => isOpenRequest(arg.value, f.index)) && isValidatorConsumer(project, f, null, { callee: call.callee, index: 0, at: call.at }, 2));
    if (validates) return true;
    // a hand-written validator: its name says what it is for
    return ofKind.length > 0 && /valid/i.test(f.fact.name ?? fn.fact.name ?? '');
  });
  return isAll ? 'all' : fields.length > 0 ? fields : 'none';
}
