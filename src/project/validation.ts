import { own } from '../facts/own.js';
import type { InputKind } from '../facts/backend.js';
import type { ConsumerFact, DecoratorFact, ParamReadFact } from '../facts/code.js';
import type { ClassRef, Endpoint, FunctionRef, LocatedValue, Project, Resolved, UnvalidatedInput } from '../facts/project.js';
import type { TypeRef, Value } from '../facts/value.js';
import { lastName } from '../facts/value.js';
import { expressParams } from '../recognise/express-params.js';
import { classSchemaPipes, nestParams, nestPipes, validatingNestParams } from '../recognise/nest-params.js';
import { isValidatorCall, isValidatorMiddleware, validatingMethods, validatorPackages } from '../recognise/validators.js';
import { paramPath } from '../syntax/param-reads.js';
import { symbolOf } from '../syntax/symbols.js';
import { splitSymbol } from './resolved.js';
import { functionsOf, holdsParam } from './flow.js';
import { onlyParsesJson } from './own-pipes.js';
import type { RawRead } from './handlers.js';
import { rawReads } from './handlers.js';
import { packageName } from '../facts/package-name.js';

const judged: readonly InputKind[] = ['body', 'query'];

/** The first unvalidated read of each kind, in order. Whatever cannot be followed counts as validated. */
export function unvalidatedInputs(project: Project, endpoint: Endpoint): UnvalidatedInput[] {
  const { handler, fact } = endpoint;
  if (!handler || (fact.protocol !== 'http' && fact.protocol !== 'trpc')) return [];
  const found: UnvalidatedInput[] = [];
  const reads = rawReads(project, endpoint);
  for (const kind of judged) {
    const read = reads.filter((one) => one.kind === kind).map((one) => one.fact.fields);
    const fields = read.some((names) => names.length === 0) ? [] : read.flat();
    if (fact.schemas[kind] || endpoint.before.some((value) => coversKind(project, value, kind, fields)) || endpoint.calls.some(({ fn }) => functionValidates(project, fn, kind, fields))) continue;
    const input = decoratedInput(project, endpoint, handler, kind) ?? rawInput(project, endpoint, reads, kind);
    if (input) found.push(input);
  }
  return found;
}

// ── NestJS: parameters by decorator ──

function decoratedInput(project: Project, endpoint: Endpoint, handler: FunctionRef, kind: InputKind): UnvalidatedInput | null {
  for (const param of handler.fact.params)
    for (const decorator of param.decorators) {
      const symbol = symbolOf(decorator.callee) ?? '';
      if ((nestParams[symbol] ?? expressParams[symbol]) !== kind || validatingNestParams.has(symbol)) continue;
      if (isDecoratedParamValidated(project, endpoint, handler, decorator, param.type)) continue;
      if (validatesParam(project, handler, handler.fact.params.indexOf(param), 1)) continue;
      const name = symbol.slice(symbol.lastIndexOf('#') + 1);
      const field = decorator.args[0]?.k === 'literal' ? `'${String(decorator.args[0].value)}'` : '';
      const erased = param.type && isDto(project, handler.file, param.type) ? erasedClass(endpoint, handler.file, param.type) : null;
      return { kind, file: handler.file, at: decorator.at, written: `@${name}(${field})${param.name ? ` ${param.name}` : ''}`, ...(erased !== null && { erased }) };
    }
  return null;
}

/**
 * Whether what a message or socket handler of NestJS is handed is checked. Without a decorator the first parameter of a
 * message handler and the second of a socket handler is the payload (docs.nestjs.com/microservices/basics,
 * docs.nestjs.com/websockets/gateways).
 */
export function payloadCheck(project: Project, endpoint: Endpoint): 'yes' | 'no' | 'no input' {
  const { params } = endpoint.handler!.fact;
  const isBare = params.every(({ decorators }) => decorators.length === 0);
  const bare = isBare ? params[endpoint.fact.protocol === 'websocket' ? 1 : 0] : undefined;
  const written: DecoratorFact = { callee: { k: 'unknown' }, args: [], at: endpoint.fact.at };
  const payloads = bare ? [{ param: bare, decorator: written }] : [];
  for (const param of isBare ? [] : params)
    for (const decorator of param.decorators) if (nestParams[symbolOf(decorator.callee) ?? ''] === 'body') payloads.push({ param, decorator });
  if (payloads.length === 0) return 'no input';
  const isChecked = ({ param, decorator }: (typeof payloads)[number]): boolean =>
    // a schema pipe of the whole application knows the schema by the class alone
    isDecoratedParamValidated(project, endpoint, endpoint.handler!, decorator, param.type) || endpoint.before.some((value) => value.value.k === 'new' && isSchemaPipe(project, value));
  return payloads.every(isChecked) ? 'yes' : 'no';
}

function isDecoratedParamValidated(
  project: Project,
  endpoint: Endpoint,
  handler: FunctionRef,
  decorator: DecoratorFact,
  type: FunctionRef['fact']['params'][number]['type'],
): boolean {
  const { file } = handler;
  const field = decorator.args[0]?.k === 'literal';
  const pipes = decorator.args.slice(field ? 1 : 0).map((value): LocatedValue => ({ file, value, scope: null }));
  // a pipe of the project or of a library that nobody knows may do anything
  if (pipes.some((pipe) => pipeOf(project, pipe) !== 'none' && pipeOf(project, pipe) !== 'class')) return true;
  const hasClassPipe = pipes.some((pipe) => pipeOf(project, pipe) === 'class') || endpoint.before.some((value) => pipeOf(project, value) === 'class') || endpoint.fact.framework !== 'nestjs' || hasValidationPipe(project);
  if (!type) return false;
  if (type.t === 'primitive' || type.t === 'union' || type.t === 'literal' || type.t === 'object') return false;
  if (field && type.t === 'array') return false;
  const element = type.t === 'array' ? type.of : type;
  // TypeScript emits `Object` for a mapped type: no pipe learns of the class in it
  if (element.t === 'name' && element.symbol.k === 'global' && mappedTypes.has(element.symbol.name)) return false;
  const isErased = erasedClass(endpoint, file, element) !== null && !pipes.some(({ value }) => namesClass(value));
  const resolved = project.resolveType({ file, type: element });
  if (resolved.length === 0) return element.t !== 'name' ? false : isNoTypeOf(file, element);
  return resolved.some((r) => {
    if (r.r === 'instance') {
      const state = dtoState(project, r.ref, 0);
      return state === 'unknown' || (!isErased && (state === 'schema' || (state === 'decorated' && hasClassPipe)));
    }
    if (r.r === 'type') return false;
    // a type of a package: input types of a data layer, what a schema infers and globals such as `Record` check nothing
    if (r.r === 'external') return !/^(global#|@prisma\/client|(typeorm|sequelize|sequelize-typescript|mongoose|mongodb|kysely|knex|drizzle-orm|objection|@mikro-orm\/[\w-]+|zod)[#/])/.test(r.symbol);
    return true;
  });
}

/**
 * The name of a class that a file imports as a type only: at run time a pipe of NestJS gets `Object` in its place and
 * checks nothing (docs.nestjs.com/techniques/validation, "Using the built-in ValidationPipe").
 */
function erasedClass({ fact }: Endpoint, file: FunctionRef['file'], type: TypeRef): string | null {
  if (fact.framework !== 'nestjs' || type.t !== 'name' || type.symbol.k !== 'import') return null;
  const { source, name } = type.symbol;
  const imports = file.imports.filter((one) => one.form === 'import' && one.source === source && one.names.includes(name));
  return imports.length > 0 && imports.every(({ typeOnly }) => typeOnly) ? name : null;
}

const isDto = (project: Project, file: FunctionRef['file'], type: TypeRef): boolean => project.resolveType({ file, type }).some((r) => r.r === 'instance' && ['decorated', 'schema'].includes(dtoState(project, r.ref, 0)));

/** `new ValidationPipe({ expectedType: OrderDto })` says the class by itself. */
const namesClass = (pipe: Value): boolean => pipe.k === 'new' && pipe.args[0]?.k === 'object' && (Object.hasOwn(pipe.args[0].props, 'expectedType') || pipe.args[0].spreads.length > 0);

const mappedTypes: ReadonlySet<string> = new Set(['Partial', 'Required', 'Readonly', 'Pick', 'Omit', 'Record', 'NonNullable', 'Extract', 'Exclude']);

/** Whether a name that resolved to nothing is at least no interface or alias of its file, which checks nothing. */
function isNoTypeOf(file: FunctionRef['file'], { symbol }: Extract<TypeRef, { t: 'name' }>): boolean {
  return symbol.k !== 'ref' || own(file.types, symbol.name) === undefined;
}

function pipeOf(project: Project, value: LocatedValue): 'class' | 'schema' | 'parse' | 'none' | 'unknown' | 'other' {
  const { value: v } = value;
  const callee = v.k === 'new' || v.k === 'call' ? v.callee : v;
  const direct = nestPipes[symbolOf(callee) ?? ''];
  if (direct) return direct;
  const resolved = project.resolve(value);
  for (const r of resolved) {
    if (r.r === 'external') {
      const known = nestPipes[`${r.symbol}`];
      if (known) return known;
    }
    if (r.r === 'instance' || r.r === 'class') {
      const transforms = own(r.ref.fact.methods, 'transform') !== undefined;
      // a subclass of ValidationPipe that is handed more than its options may name the class itself
      if (transforms && v.k === 'new' && v.args.length > 1) return 'unknown';
      for (const origin of project.origins(r)) if (nestPipes[origin]) return nestPipes[origin];
      if (transforms) return onlyParsesJson(project, r.ref) ? 'none' : 'unknown';
      return 'other';
    }
    if (r.r === 'function') return 'other';
  }
  return resolved.length === 0 ? 'unknown' : 'other';
}

const pipeCache = new WeakMap<Project, boolean>();

/** Whether any ValidationPipe is switched on for the whole app somewhere in the repository. */
function hasValidationPipe(project: Project): boolean {
  let known = pipeCache.get(project);
  if (known === undefined) {
    known = project.files.some((file) =>
      file.middlewares.some((m) => m.role === 'pipe' && m.scope.of === 'app' && ['class', 'unknown'].includes(pipeOf(project, { file, value: m.value, scope: null }))),
    );
    pipeCache.set(project, known);
  }
  return known;
}

/** Whether a DTO class carries validation: decorators of a library, a schema of nestjs-zod, or nothing. */
function dtoState(project: Project, ref: ClassRef, level: number): 'decorated' | 'schema' | 'bare' | 'unknown' {
  if (level > 6) return 'unknown';
  for (const field of Object.values(ref.fact.fields))
    for (const decorator of field.decorators) if (isValidationDecorator(project, ref, decorator, 0)) return 'decorated';
  if (!ref.fact.extends) return 'bare';
  return extendedState(project, { file: ref.file, value: ref.fact.extends, scope: null }, level);
}

function isValidationDecorator(project: Project, ref: { readonly file: ClassRef['file'] }, decorator: { readonly callee: Value }, level: number): boolean {
  const source = symbolOf(decorator.callee);
  if (source && /^(class-validator|class-validator-[\w-]+|@nestjs\/class-validator|nestjs-i18n|joi-class-decorators|@nestjs-library\/[\w-]+)#/.test(source)) return true;
  if (level > 1) return false;
  // a decorator of the project composes others: `applyDecorators(IsString(), MaxLength(10))`
  return project.resolve({ file: ref.file, value: decorator.callee, scope: null }).some(
    (r) =>
      r.r === 'function' &&
      r.ref.file.imports.some((i) => packageName(i.source) === 'class-validator'),
  );
}

/** What a superclass brings: a class of the project, `PartialType(Dto)`, `createZodDto(schema)`. */
function extendedState(project: Project, value: LocatedValue, level: number): 'decorated' | 'schema' | 'bare' | 'unknown' {
  const { value: v, file, scope } = value;
  if (v.k === 'call') {
    const symbol = symbolOf(v.callee) ?? '';
    const name = symbol.slice(symbol.lastIndexOf('#') + 1);
    if (/^create\w*Dto$/.test(name)) return 'schema';
    if (['PartialType', 'PickType', 'OmitType', 'IntersectionType'].includes(name)) {
      const states = v.args.filter((a) => a.k !== 'array').map((a) => extendedState(project, { file, value: a, scope }, level + 1));
      return states.find((s) => s === 'decorated' || s === 'schema') ?? states.find((s) => s === 'unknown') ?? 'bare';
    }
  }
  const resolved = project.resolve(value);
  const states = resolved.map((r) => (r.r === 'class' ? dtoState(project, r.ref, level + 1) : 'unknown'));
  return states.find((s) => s === 'decorated' || s === 'schema') ?? (states.length === 0 || states.includes('unknown') ? 'unknown' : 'bare');
}

// ── everything else: reads of the request object ──

function rawInput(project: Project, endpoint: Endpoint, reads: readonly RawRead[], kind: InputKind): UnvalidatedInput | null {
  const ofKind = reads.filter((r) => r.kind === kind).sort((a, b) => a.fact.at.start - b.fact.at.start);
  let validatedFrom = kind === 'query' ? Math.min(...[...new Set(ofKind.map(({ fn }) => fn))].map((fn) => addressParsedAt(project, fn))) : Infinity;
  // Next.js pages give path segments in `req.query`, catch-all ones too
  const segment = endpoint.fact.framework === 'nextjs-pages' ? /[:*]([\w-]+)/g : /:([\w-]+)/g;
  const segments = new Set(Array.from((endpoint.path ?? endpoint.fact.path ?? '').matchAll(segment), ([, name]) => name!));
  for (const read of ofKind) {
    const fields = read.fact.fields.filter((f) => kind !== 'query' || !segments.has(f));
    if (kind === 'query' && read.fact.fields.length > 0 && fields.length === 0) continue;
    if (kind === 'query' && read.fact.argument !== null && segments.has(read.fact.argument)) continue;
    if (read.fact.at.start >= validatedFrom) continue;
    const validator = read.fact.consumers.filter((c) => isValidatorConsumer(project, read.fn, read.fact, c, 0));
    if (validator.length > 0) {
      const first = Math.min(...validator.map((c) => c.at.start));
      validatedFrom = Math.min(validatedFrom, first);
      if (!read.fact.otherUse || first <= read.fact.otherUse.start || isSameStatement(read.fact, validator)) continue;
    }
    if (validator.length === 0 && read.fact.consumers.length === 0 && !read.fact.otherUse) continue; // never used
    if (ofKind.every((r) => isOnlyLogged(r.fact))) continue;
    return { kind, file: read.fn.file, at: read.fact.at, written: writtenAs(read) };
  }
  return null;
}

/** Where a function parses what it makes of the request's address, `schema.parse(readQuery(req.url))`; `Infinity` where it does not. */
function addressParsedAt(project: Project, fn: FunctionRef): number {
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

const isSameStatement = (read: ParamReadFact, validators: readonly ConsumerFact[]): boolean =>
  validators.some((v) => v.at.start <= read.at.start && v.at.end >= read.at.end);

/** `if (!req.body)` and log lines are no use of the input. */
const isOnlyLogged = (read: ParamReadFact): boolean =>
  read.otherUse === null && read.consumers.length > 0 && read.consumers.every((c) => c.callee.k === 'member' && c.callee.of.k === 'global' && c.callee.of.name === 'console');

function writtenAs(read: RawRead): string {
  const name = read.fn.fact.params[read.fact.param]?.name;
  return [...(name ? [name] : []), ...read.fact.path].join('.');
}

/** Whether a call that the input is handed to validates it, in functions of the project as well. */
function isValidatorConsumer(project: Project, fn: FunctionRef, read: ParamReadFact | null, consumer: ConsumerFact, level: number): boolean {
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
  if (method !== null && validatingMethods.has(method) && !isPlainGlobal(consumer.callee) && resolved.every((r) => isOutOfSight(project, fn, r))) return true;
  if (level >= 3) return false;
  for (const r of resolved) {
    const target = r.r === 'function' ? r.ref : r.r === 'class' && r.ref.fact.ctor !== null ? project.fn(r.ref.file, r.ref.fact.ctor) : null;
    if (target && validatesParam(project, target, consumer.index, level + 1, read && propertyOf(project, fn, read, consumer))) return true;
    if (r.r === 'instance' && consumer.callee.k === 'new') continue;
  }
  return false;
}

/** Nothing is known of it: a parameter, a bare type, an import of code that is not here. */
const isOutOfSight = (project: Project, fn: FunctionRef, r: Resolved): boolean =>
  r.r === 'param' ||
  r.r === 'type' ||
  (r.r === 'external' && !r.symbol.startsWith('global#') && !project.isDeclared(fn.file.path, splitSymbol(r.symbol)[0]));

const isPlainGlobal = (value: Value): boolean => {
  let head = value;
  while (head.k === 'member') head = head.of;
  return head.k === 'global';
};

function isValidator(resolved: Resolved): boolean {
  if (resolved.r !== 'external') return false;
  const [source, name] = splitSymbol(resolved.symbol);
  return isValidatorCall(source, name, resolved.path);
}

/** The property under which a call takes what is read: `query` of `list({ query: req.query, user })`. */
function propertyOf(project: Project, fn: FunctionRef, read: ParamReadFact, consumer: ConsumerFact): string | null {
  const call = project.calls(fn).find(({ at }) => at.start === consumer.at.start && at.end === consumer.at.end);
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
 * Whether a function of the project hands its parameter to a validator.
 * @param property of the parameter that alone matters
 */
function validatesParam(project: Project, fn: FunctionRef, index: number, level: number, property: string | null = null): boolean {
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

const isWholeParam = (value: Value, fn: number, index: number): boolean => {
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

// ── middlewares ──

/**
 * Whether something that runs before the handler validates one kind of input.
 * @param fields that the handler reads of it, none where it reads the whole
 */
function coversKind(project: Project, value: LocatedValue, kind: InputKind, fields: readonly string[]): boolean {
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

/** Whether a pipe validates whatever it is handed: one that knows the schema by the parameter's class alone lets all else through. */
function isSchemaPipe(project: Project, value: LocatedValue): boolean {
  const form = pipeOf(project, value);
  if (form !== 'schema' && form !== 'unknown') return false;
  return project.resolve(value).some((r) => {
    if (r.r !== 'instance' && r.r !== 'class' && r.r !== 'external') return false;
    const isGivenSchema = r.r === 'instance' || (r.r === 'external' && r.how === 'instance') ? r.args.length > 0 : false;
    return isGivenSchema || form === 'unknown' || !project.origins(r).some((origin) => classSchemaPipes.has(origin));
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
function functionValidates(project: Project, fn: FunctionRef, kind: InputKind, fields: readonly string[]): boolean {
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
