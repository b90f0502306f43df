import type { InputKind } from '../../facts/backend.js';
import type { DecoratorFact } from '../../facts/code.js';
import { own } from '../../facts/own.js';
import { packageName } from '../../facts/package-name.js';
import type { ClassRef, Endpoint, FunctionRef, LocatedValue, Project, UnvalidatedInput } from '../../facts/project.js';
import type { TypeRef, Value } from '../../facts/value.js';
import { expressParams } from '../../recognise/express-params.js';
import { classSchemaPipes, nestParams, nestPipes, validatingNestParams } from '../../recognise/nest-params.js';
import { symbolOf } from '../../syntax/symbols.js';
import { onlyParsesJson } from './own-pipes.js';
import { validatesParam } from './validator-calls.js';

/** The first parameter of a NestJS or decorated Express handler that gives input of a kind unchecked. */
export function decoratedInput(project: Project, endpoint: Endpoint, handler: FunctionRef, kind: InputKind): UnvalidatedInput | null {
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

/** Whether a pipe validates whatever it is handed: one that knows the schema by the parameter's class alone lets all else through. */
export function isSchemaPipe(project: Project, value: LocatedValue): boolean {
  const form = pipeOf(project, value);
  if (form !== 'schema' && form !== 'unknown') return false;
  return project.resolve(value).some((r) => {
    if (r.r !== 'instance' && r.r !== 'class' && r.r !== 'external') return false;
    const isGivenSchema = r.r === 'instance' || (r.r === 'external' && r.how === 'instance') ? r.args.length > 0 : false;
    return isGivenSchema || form === 'unknown' || !project.origins(r).some((origin) => classSchemaPipes.has(origin));
  });
}
