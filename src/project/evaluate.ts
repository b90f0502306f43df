import type { FunctionFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import { own } from '../facts/own.js';
import type { ClassRef, Dispatched, FunctionRef, LocatedType, LocatedValue, Query, Resolved, Scope } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import type { TypeRef, Value } from '../facts/value.js';
import { membersOf } from '../facts/value.js';
import { handlerParams, openInterfaces, openSymbols } from '../recognise/open-interfaces.js';
import type { Ambient, AmbientType } from './ambient.js';
import { createFollowed } from './followed.js';
import { makesCaller } from './router-callers.js';
import type { Symbols } from './symbols.js';
import { withPath } from './with-path.js';

/** What the evaluator needs to know of the project. */
export interface World {
  readonly symbols: Symbols;
  queryAt(file: FileFacts, at: Span): Query | null;
  /** The methods of a name that a part of a query's result has; none where it is no row. */
  rowMethods(query: Query, path: readonly string[], name: string): readonly Resolved[];
  /** Classes that extend or implement a class or interface, by `path#name`. */
  implementers(key: string): readonly ClassRef[];
  /** Arguments that calls pass to a function's parameter. */
  argumentsOf(fn: FunctionRef, index: number): readonly LocatedValue[];
  /** What is injected for a token class. */
  provided(key: string): readonly LocatedValue[];
  /** What is injected for a token that is no class: a string or a constant. */
  providedFor(token: LocatedValue): readonly LocatedValue[];
  /** Whether a container calls a function or constructor, with what its parameters name or with all that it holds (awilix). */
  isInjected(fn: FunctionRef): boolean;
  /** What such a container holds under a name. */
  held(name: string): readonly LocatedValue[];
  readonly ambient: Ambient;
  /** What a call runs by way of a message bus or a caller of procedures. */
  dispatched(callee: Extract<Resolved, { r: 'external' }>, args: readonly LocatedValue[]): readonly Dispatched[];
}

export interface Evaluator {
  resolve(located: LocatedValue): readonly Resolved[];
  resolveType(located: LocatedType): readonly Resolved[];
  member(of: Resolved, name: string): readonly Resolved[];
  dispatched(call: LocatedValue): readonly Dispatched[];
  origins(resolved: Resolved): readonly string[];
  fn(file: FileFacts, index: number): FunctionRef;
  cls(file: FileFacts, index: number): ClassRef;
}

const maxResults = 8;
const nothing: readonly Resolved[] = [];

/** Array methods that give the same elements, and those that give one of them. */
const sameElements = new Set(['filter', 'slice', 'sort', 'reverse', 'concat', 'toSorted', 'toReversed', 'splice', 'flat', 'finally', 'catch', 'values']);
const oneElement = new Set(['find', 'at', 'pop', 'shift', 'findLast']);

/** Members of requests and applications that awilix' companions put a container at. */
const containerNames = new Set(['container', 'scope', 'diScope', 'diContainer']);

/** Type constructors that keep what their first argument is. */
const transparentTypes = new Set(['Promise', 'PromiseLike', 'Awaited', 'Partial', 'Required', 'Readonly', 'Pick', 'Omit', 'NonNullable', 'Extract', 'Exclude', 'InstanceType', 'DeepPartial']);

export function classKey(file: FileFacts, name: string): string {
  return `${file.path}#${name}`;
}

/** Many functions are only told from others, and what a file says of its functions is the largest part of its facts. */
class LazyFunctionRef implements FunctionRef {
  readonly file: FileFacts;
  readonly index: number;

  constructor(file: FileFacts, index: number) {
    this.file = file;
    this.index = index;
  }

  get fact(): FunctionFact {
    return this.file.functions[this.index]!;
  }
}

/** Follows values across the project. Results that hold in every call context are remembered; nothing is followed for ever. */
export function createEvaluator(world: World): Evaluator {
  const functions = new Map<FileFacts, FunctionRef[]>();
  const classes = new Map<FileFacts, ClassRef[]>();
  const followed = createFollowed();
  // values and types that no file wrote: one object each, for what is found is kept by it
  const elements = new Map<Value, Value>();
  const declaredTypes = new Map<FileFacts, Map<string, LocatedType>>();

  const fn = (file: FileFacts, index: number): FunctionRef => {
    let refs = functions.get(file);
    if (!refs) functions.set(file, (refs = []));
    return (refs[index] ??= new LazyFunctionRef(file, index));
  };
  const cls = (file: FileFacts, index: number): ClassRef => {
    let refs = classes.get(file);
    if (!refs) classes.set(file, (refs = []));
    return (refs[index] ??= { file, index, fact: file.classes[index]! });
  };

  const declaredType = (file: FileFacts, name: string): LocatedType => {
    let types = declaredTypes.get(file);
    if (!types) declaredTypes.set(file, (types = new Map()));
    let type = types.get(name);
    if (!type) types.set(name, (type = { file, type: { t: 'name', symbol: { k: 'ref', name }, args: [] } }));
    return type;
  };

  const at = (file: FileFacts, value: Value, scope: Scope | null = null): LocatedValue => ({ file, value, scope });

  const resolve = (located: LocatedValue): readonly Resolved[] => followed.follow(located.file, located.value, located.scope, compute, located);

  const all = (parts: Iterable<readonly Resolved[]>): readonly Resolved[] => {
    const result: Resolved[] = [];
    for (const part of parts)
      for (const one of part) {
        if (result.length >= maxResults) return result;
        if (!result.includes(one)) result.push(one);
      }
    return result;
  };

  /** What each of several leads to, together. */
  const each = <T>(of: readonly T[], next: (one: T) => readonly Resolved[]): readonly Resolved[] => {
    const found = of.length === 1 ? next(of[0]!) : null;
    // mostly one thing leads to one
    if (found && found.length <= 1) return found;
    return all(found ? [found] : of.map(next));
  };

  const compute = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    switch (value.k) {
      case 'unknown':
        return nothing;
      case 'literal':
      case 'scalar':
        return [{ r: 'value', located: scope ? at(file, value) : located }];
      case 'tagged': {
        followed.uses(scope);
        const query = world.queryAt(file, value.at);
        return query ? [{ r: 'query', query, path: [], scope }] : [{ r: 'value', located }];
      }
      case 'text':
      case 'object':
      case 'array':
        followed.uses(scope);
        return [{ r: 'value', located }];
      case 'spread':
      case 'omit':
        return resolve(at(file, value.of, scope));
      case 'ref': {
        const bound = own(file.bindings, value.name);
        if (bound) return resolve(at(file, bound));
        return nothing;
      }
      case 'import':
        return importedName(file, value.source, value.name);
      case 'global':
        return [external(`global#${value.name}`, file, null)];
      case 'function':
        followed.uses(scope);
        return [{ r: 'function', ref: fn(file, value.fn), scope }];
      case 'class':
        return [{ r: 'class', ref: cls(file, value.cls) }];
      case 'this':
        return [instance(cls(file, value.cls))];
      case 'super':
        return superInstance(cls(file, value.cls));
      case 'param':
        return param(file, value.fn, value.index, scope);
      case 'member':
        return each(resolve(at(file, value.of, scope)), (r) => member(r, value.name));
      case 'element':
        return each(resolve(at(file, value.of, scope)), element);
      case 'union':
        return each(value.of, (v) => resolve(at(file, v, scope)));
      case 'typed':
        return resolveType({ file, type: value.type });
      case 'new':
        return construct(located);
      case 'call':
        return call(located);
    }
  };

  const external = (
    symbol: string,
    file: FileFacts,
    made: Span | null,
    how: 'itself' | 'instance' = 'itself',
    typeArgs: readonly LocatedType[] = [],
    args: readonly LocatedValue[] = [],
  ): Resolved => ({ r: 'external', symbol, how, path: [], typeArgs, args, made: made ? { file, at: made } : null, last: made ? { file, at: made } : null });

  const instance = (ref: ClassRef, args: readonly LocatedValue[] = [], scope: Scope | null = null, typeArgs: readonly LocatedType[] = []): Resolved => ({
    r: 'instance',
    ref,
    args,
    scope,
    typeArgs,
  });

  const importedName = (file: FileFacts, source: string, name: string): readonly Resolved[] => {
    const found = world.symbols.imported(file, source, name);
    if (!found) return nothing;
    switch (found.kind) {
      case 'value':
        return resolve(at(found.file, found.value));
      case 'namespace': {
        // `require('./x')` gives what `module.exports` was set to
        const whole = own(found.file.exports, 'default');
        const exported = whole && 'value' in whole && whole.commonjs ? resolve(at(found.file, whole.value)) : nothing;
        return [...exported, { r: 'namespace', file: found.file }];
      }
      case 'type':
        return resolveType(declaredType(found.file, found.name));
      case 'external':
        return [external(`${found.source}#${found.name}`, file, null)];
    }
  };

  const param = (file: FileFacts, index: number, position: number, scope: Scope | null): readonly Resolved[] => {
    const ref = fn(file, index);
    for (let s = scope; s; s = s.outer)
      if (s.fn.file === file && s.fn.index === index) {
        followed.uses(s);
        const given = s.args[position];
        if (given) {
          const found = resolve(given);
          if (found.length > 0) return found;
        }
        break;
      }
    followed.leavesOpen(ref);
    const fact = ref.fact.params[position];
    if (world.isInjected(ref)) {
      const named = fact?.name ? heldAs(fact.name) : nothing;
      if (named.length > 0) return named;
      if (position === 0) return [{ r: 'param', fn: ref, index: 0, path: [] }];
    }
    if (fact?.type) {
      const typed = resolveType({ file, type: fact.type });
      if (typed.length > 0) return typed;
    }
    const passed = callbackParam(ref, position);
    if (passed.length > 0) return passed;
    const given = all([...world.argumentsOf(ref, position).map((a) => resolve(a)), ...(fact?.initial ? [resolve(at(file, fact.initial))] : [])]);
    return given.length > 0 ? given : [{ r: 'param', fn: ref, index: position, path: [] }];
  };

  /** `client.$transaction(async (tx) => …)`: what a client hands to a callback is the client itself. */
  const callbackParam = (ref: FunctionRef, position: number): readonly Resolved[] => {
    const { passedTo } = ref.fact;
    if (!passedTo || position !== 0 || passedTo.callee.k !== 'member') return nothing;
    if (!/^\$?transaction$|^\$extends$|^begin$|^connect$|^tx$|^withTransaction$|^transacting$|^transactional$/.test(passedTo.callee.name)) return nothing;
    return resolve(at(ref.file, passedTo.callee.of)).filter((r) => r.r === 'external' || r.r === 'instance');
  };

  const argsOf = (file: FileFacts, args: readonly Value[], scope: Scope | null): LocatedValue[] =>
    args.map((value) => at(file, value, scope));

  const construct = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    if (value.k !== 'new') return nothing;
    followed.uses(scope);
    const args = argsOf(file, value.args, scope);
    return each(resolve(at(file, value.callee, scope)), (r) => {
      if (r.r === 'class') return [{ r: 'instance', ref: r.ref, args, scope, typeArgs: [], made: { file, at: value.at } }];
      if (r.r === 'external')
        return r.path.length === 0
          ? [external(r.symbol, file, value.at, 'instance', [], args)]
          : [{ ...r, how: 'instance', args, made: { file, at: value.at }, last: { file, at: value.at } }];
      return nothing;
    });
  };

  const call = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    if (value.k !== 'call') return nothing;
    const query = world.queryAt(file, value.at);
    const args = argsOf(file, value.args, scope);
    if (query?.fact.action === 'transaction') {
      // a transaction gives what its callback returns
      const callback = args.find((arg) => arg.value.k === 'function');
      const result = callback ? all(resolve(callback).map((r) => (r.r === 'function' ? returned(r.ref, [], r.scope) : nothing))) : nothing;
      if (result.length > 0) return result;
    }
    if (query) {
      followed.uses(scope);
      return [{ r: 'query', query, path: [], scope }];
    }
    if (value.callee.k === 'member') {
      const collection = collectionCall(value.callee.name, at(file, value.callee.of, scope), args);
      if (collection) return collection;
    }
    return each(resolve(at(file, value.callee, scope)), (r) => {
      switch (r.r) {
        case 'function':
          return returned(r.ref, args, r.scope).map((one) => madeHere(one, r.ref, file, value.at));
        case 'external': {
          const contained = fromContainer(value.callee, args);
          if (contained.length > 0) return contained;
          const variable = contextVariable(r, args);
          if (variable.length > 0) return variable;
          if (args.length > 0) followed.uses(scope);
          const sent = world.dispatched(r, args);
          if (sent.length > 0) return all(sent.map((one) => (one.answers ? returned(one.ref, one.args, null) : nothing)));
          const place = { file, at: value.at };
          return [{ r: 'external', symbol: r.symbol, how: r.how, path: called(r.path), typeArgs: r.typeArgs, args: makesCaller(r) ? r.args : args, made: r.made ?? place, last: place }];
        }
        case 'param': {
          const contained = containerNames.has(r.path.at(-2) ?? '') ? fromContainer(value.callee, args) : contextVariable(r, args);
          return contained.length > 0 ? contained : [withPath(r, called(r.path))];
        }
        case 'query':
          return [withPath(r, called(r.path))];
        case 'type': {
          const { type } = r.located;
          return type.t === 'function' ? resolveType({ file: r.located.file, type: type.returns }) : nothing;
        }
        default:
          return nothing;
      }
    });
  };

  /** `container.resolve(OrdersController)`, `Container.get('Orders')`: an instance of the class, or what the token stands for. */
  const fromContainer = (callee: Value, args: readonly LocatedValue[]): readonly Resolved[] => {
    const [token] = args;
    if (callee.k !== 'member' || !token || !/^(resolve|get|getOrThrow|getInstance|make)$/.test(callee.name)) return nothing;
    const classes = token.value.k === 'literal' ? nothing : resolve(token).filter((r) => r.r === 'class');
    if (classes.length > 0) return classes.flatMap((r) => (r.r === 'class' ? [instance(r.ref)] : []));
    return all(world.providedFor(token).map(asInstance));
  };

  const dispatched = ({ file, value, scope }: LocatedValue): readonly Dispatched[] =>
    value.k === 'call' && value.callee.k === 'member'
      ? resolve(at(file, value.callee, scope)).flatMap((r) => (r.r === 'external' ? world.dispatched(r, argsOf(file, value.args, scope)) : []))
      : [];

  /** What a factory of the project makes is another thing at every call of it. */
  const madeHere = (one: Resolved, ref: FunctionRef, file: FileFacts, at: Span): Resolved => {
    if (one.r !== 'external' || one.made?.file !== ref.file || one.made.at.start < ref.fact.at.start || one.made.at.end > ref.fact.at.end) return one;
    return { r: 'external', symbol: one.symbol, how: one.how, path: one.path, typeArgs: one.typeArgs, args: one.args, made: { file, at }, last: one.last };
  };

  /** Array and promise methods, on whatever is known to be one; `null` when the receiver is something else. */
  const collectionCall = (name: string, receiver: LocatedValue, args: readonly LocatedValue[]): readonly Resolved[] | null => {
    const isMap = name === 'map' || name === 'flatMap' || name === 'then';
    if (!isMap && !sameElements.has(name) && !oneElement.has(name)) return null;
    const found = resolve(receiver);
    const fits = found.filter(
      (r) => r.r === 'query' || (r.r === 'value' && r.located.value.k === 'array') || (name === 'then' && r.r === 'external'),
    );
    // whatever `map` is called on with a function literal is a list
    if (fits.length === 0 && !(name === 'map' && args[0]?.value.k === 'function' && found.every((r) => r.r === 'param' || r.r === 'type'))) return null;
    if (isMap) {
      const callback = args[0];
      if (!callback) return nothing;
      const results = all(
        resolve(callback).map((r) => (r.r === 'function' ? returned(r.ref, name === 'then' ? [receiver] : [elementValue(receiver)], r.scope) : nothing)),
      );
      if (name === 'then') return results;
      return results.map((r): Resolved => (r.r === 'query' ? withPath(r, [...r.path, 'map()']) : r));
    }
    if (oneElement.has(name)) return all(fits.map(element));
    return fits;
  };

  const elementValue = (collection: LocatedValue): LocatedValue => {
    let value = elements.get(collection.value);
    if (!value) elements.set(collection.value, (value = { k: 'element', of: collection.value }));
    return { ...collection, value };
  };

  const returned = (ref: FunctionRef, args: readonly LocatedValue[], outer: Scope | null): readonly Resolved[] => {
    const scope: Scope = { fn: ref, args, outer };
    if (scopeDepth(scope) > 8) {
      followed.cut();
      followed.uses(scope);
      return nothing;
    }
    const found = each(ref.fact.returns, (r) => resolve({ file: ref.file, value: r.value, scope }));
    if (found.length > 0 || !ref.fact.returnType) return found;
    return resolveType({ file: ref.file, type: ref.fact.returnType });
  };

  const scopeDepth = (scope: Scope): number => {
    let count = 0;
    for (let s: Scope | null = scope; s; s = s.outer) count += 1;
    return count;
  };

  const element = (r: Resolved): readonly Resolved[] => followed.step(elementOf, r, '');

  const elementOf = (r: Resolved): readonly Resolved[] => {
    switch (r.r) {
      case 'value': {
        const { file, value, scope } = r.located;
        if (value.k !== 'array') return nothing;
        return all(value.items.map((item) => (item.k === 'spread' ? all(resolve(at(file, item.of, scope)).map(element)) : resolve(at(file, item, scope)))));
      }
      case 'query':
        return [withPath(r, [...r.path, '[]'])];
      case 'type': {
        const { file, type } = r.located;
        if (type.t === 'tuple') return all(type.of.map((of) => resolveType({ file, type: of })));
        return type.t === 'array' ? resolveType({ file, type: type.of }) : nothing;
      }
      case 'external':
      case 'param':
        return [withPath(r, [...r.path, '[]'])];
      default:
        return nothing;
    }
  };

  // an object that spreads itself, an array that holds itself: members are as deep as values
  const member = (r: Resolved, name: string): readonly Resolved[] => followed.step(memberIn, r, name);

  const memberIn = (r: Resolved, name: string): readonly Resolved[] => {
    switch (r.r) {
      case 'value': {
        const { file, value, scope } = r.located;
        if (value.k === 'object') {
          const prop = own(value.props, name);
          if (prop) return resolve(at(file, prop, scope));
          return all(value.spreads.map((s) => all(resolve(at(file, s, scope)).map((inner) => member(inner, name)))));
        }
        if (value.k === 'array' && /^\d+$/.test(name)) {
          const item = value.items[Number(name)];
          if (item && item.k !== 'spread') return resolve(at(file, item, scope));
          return element(r);
        }
        if (value.k === 'array' && name === '[]') return element(r);
        return nothing;
      }
      case 'namespace': {
        const fact = own(r.file.exports, name);
        if (fact && 'value' in fact) return resolve(at(r.file, fact.value));
        if (fact) return importedName(r.file, fact.from, fact.name);
        const star = all(r.file.exportStars.map((source) => importedName(r.file, source, name)));
        if (star.length > 0) return star;
        const fallback = own(r.file.exports, 'default');
        return fallback && 'value' in fallback ? all(resolve(at(r.file, fallback.value)).map((d) => member(d, name))) : nothing;
      }
      case 'instance':
        return instanceMember(r, name, 0);
      case 'class': {
        const method = own(r.ref.fact.methods, `static ${name}`);
        if (method !== undefined) return [{ r: 'function', ref: fn(r.ref.file, method), scope: null }];
        const field = own(r.ref.fact.fields, name);
        if (field?.isStatic) return fieldValue(r.ref, field, null);
        const above = r.ref.fact.extends ? resolve(at(r.ref.file, r.ref.fact.extends)) : nothing;
        return each(above, (a) => member(a, name));
      }
      case 'external': {
        // a helper of a package that is given an object of functions hands out functions of the same names
        if (r.path.at(-1)?.endsWith('()'))
          for (const arg of r.args) {
            const given = arg.value.k === 'object' ? own(arg.value.props, name) : undefined;
            const functions = given ? resolve({ ...arg, value: given }).filter((one) => one.r === 'function') : [];
            if (functions.length > 0) return functions;
          }
        // a tuple type that is not here says nothing of its elements
        if (r.how === 'instance' && r.made === null && r.path.length === 0 && /^\d+$/.test(name)) return nothing;
        const held = r.symbol.startsWith('awilix#') && r.path.at(-1) === 'cradle' ? heldAs(name) : addedMember(carrierOf(r), name);
        return held.length > 0 ? held : [withPath(r, [...r.path, name])];
      }
      case 'param': {
        const isCradle = r.path.length === 0 ? r.index === 0 && world.isInjected(r.fn) : r.path.at(-1) === 'cradle';
        const held = isCradle ? heldAs(name) : addedMember(carrierOf(r), name);
        if (held.length > 0) return held;
        const type = isCradle && r.path.length === 0 ? r.fn.fact.params[0]?.type : null;
        const typed = type ? all(resolveType({ file: r.fn.file, type }).map((t) => member(t, name))) : nothing;
        return typed.length > 0 ? typed : [withPath(r, [...r.path, name])];
      }
      case 'query': {
        const methods = world.rowMethods(r.query, r.path, name);
        return methods.length > 0 ? methods : [withPath(r, [...r.path, name])];
      }
      case 'type':
        return typeMember(r.located, name, 0);
      case 'function':
        return nothing;
    }
  };

  const fieldValue = (
    ref: ClassRef,
    field: ClassRef['fact']['fields'][string],
    self: Extract<Resolved, { r: 'instance' }> | null,
  ): readonly Resolved[] => {
    const ctor = ref.fact.ctor === null ? null : fn(ref.file, ref.fact.ctor);
    const scope: Scope | null = self && ctor && self.args.length > 0 ? { fn: ctor, args: self.args, outer: self.scope } : null;
    const isParam = field.value?.k === 'param';
    if (isParam && ctor && world.isInjected(ctor)) {
      const given = resolve(at(ref.file, field.value!));
      if (given.length > 0) return given;
    }
    for (const decorator of field.decorators) {
      const token = decorator.args[0];
      const given = token ? all(world.providedFor({ file: ref.file, value: token, scope: null }).map(asInstance)) : nothing;
      if (given.length > 0) return given;
    }
    const fromType = field.type ? resolveType({ file: ref.file, type: field.type }) : nothing;
    // an injected field is what its type says; a constructed one what was built
    if (field.type && fromType.length > 0 && (isParam || !field.value)) {
      if (!scope || fromType.some((r) => r.r === 'external')) return fromType;
      const given = field.value ? resolve(at(ref.file, field.value, scope)) : nothing;
      return given.some((r) => r.r === 'instance' || r.r === 'external') ? given : fromType;
    }
    const built = field.value ? resolve(at(ref.file, field.value, scope)) : nothing;
    // `private static instance: Queue | null = null` says what will be there
    const isEmpty = built.every((r) => r.r === 'value' && r.located.value.k === 'literal' && r.located.value.value === null);
    return isEmpty && fromType.length > 0 ? fromType : built;
  };

  /** What a container hands out for a provider: an instance of a class, or the value itself. */
  const asInstance = (provider: LocatedValue): readonly Resolved[] => resolve(provider).map((r) => (r.r === 'class' ? instance(r.ref) : r));

  /** What an object is among those that projects add members to: `fastify#FastifyInstance`, `hono#Context.var`. */
  const carrierOf = (r: Extract<Resolved, { r: 'external' | 'param' }>): string => {
    if (r.r === 'external') {
      if (!openSymbols.has(r.symbol)) return '';
      if (r.path.length === 0) return r.how === 'instance' ? r.symbol : '';
      return r.path[0] === '()' ? `${r.symbol}()${r.path.slice(1).join('.')}` : [r.symbol, ...r.path].join('.');
    }
    // a function that is handed to a method of an app: its parameters need no written type
    const { passedTo, params } = r.fn.fact;
    if (!passedTo || passedTo.callee.k !== 'member' || params.length > 3) return '';
    const { of, name } = passedTo.callee;
    for (const on of resolve(at(r.fn.file, of))) {
      const source = on.r === 'external' ? splitSymbol(on.symbol)[0] : '';
      const type = source === 'fastify' && name === 'register' ? 'fastify#FastifyInstance' : own(handlerParams, source)?.[r.index];
      if (type && (name !== 'register' || r.index === 0)) return [type, ...r.path].join('.');
    }
    return '';
  };

  /** A member that the project adds to a type of a framework: by `decorate`, or by an interface merged into it. */
  const addedMember = (carrier: string, name: string): readonly Resolved[] => {
    const interfaces = own(openInterfaces, carrier);
    if (!interfaces) return nothing;
    const decorated = interfaces.some((key) => key.startsWith('fastify#')) ? all(world.ambient.decorated(name).map((value) => resolve(value))) : nothing;
    return decorated.length > 0 ? decorated : all(interfaces.flatMap((key) => world.ambient.typesOf(key).map((one) => ambientMember(one, name))));
  };

  const ambientMember = ({ file, fact }: AmbientType, name: string): readonly Resolved[] => {
    const direct = typeMember({ file, type: fact.type }, name, 0);
    return direct.length > 0 ? direct : all(fact.extends.map((type) => all(resolveType({ file, type }).map((r) => member(r, name)))));
  };

  /** `c.get('db')` of Hono: what `c.var.db` is. */
  const contextVariable = (r: Extract<Resolved, { r: 'external' | 'param' }>, args: readonly LocatedValue[]): readonly Resolved[] => {
    const key = args[0]?.value;
    if (r.path.at(-1) !== 'get' || key?.k !== 'literal' || typeof key.value !== 'string') return nothing;
    return carrierOf({ ...r, path: r.path.slice(0, -1) }) === 'hono#Context' ? addedMember('hono#Context.var', key.value) : nothing;
  };

  const heldAs = (name: string): readonly Resolved[] => all(world.held(name).map(asInstance));

  const instanceMember = (self: Extract<Resolved, { r: 'instance' }>, name: string, level: number): readonly Resolved[] => {
    const { ref } = self;
    if (level > 6) return nothing;
    const method = own(ref.fact.methods, name);
    if (method !== undefined) {
      const found: Resolved = { r: 'function', ref: fn(ref.file, method), scope: null };
      if (!hasBody(found.ref)) {
        const concrete = overriding(ref, name);
        if (concrete.length > 0) return concrete;
      }
      return [found];
    }
    const field = own(ref.fact.fields, name);
    if (field) {
      const value = fieldValue(ref, field, self);
      if (value.length > 0) return value;
    }
    const above = ref.fact.extends ? resolve(at(ref.file, ref.fact.extends)) : nothing;
    const inherited = all(
      above.map((a): readonly Resolved[] => {
        if (a.r === 'class')
          return instanceMember({ ...(self.made && { made: self.made }), r: 'instance', ref: a.ref, args: [], scope: null, typeArgs: ref.fact.extendsArgs.map((type) => ({ file: ref.file, type })) }, name, level + 1);
        if (a.r === 'external')
          return [{ ...a, how: 'instance', made: self.made ?? a.made, last: self.made ?? a.last, path: [...a.path, name], typeArgs: ref.fact.extendsArgs.map((type) => ({ file: ref.file, type })) }];
        return nothing;
      }),
    );
    if (inherited.length > 0) return inherited;
    return overriding(ref, name);
  };

  const hasBody = (ref: FunctionRef): boolean => ref.fact.returns.length > 0 || !(ref.fact.cls !== null && ref.file.classes[ref.fact.cls]?.isAbstract);

  /** Methods of the classes that implement an abstract class or are provided for it. */
  const overriding = (ref: ClassRef, name: string): readonly Resolved[] => {
    if (!ref.fact.name) return nothing;
    return implementing(classKey(ref.file, ref.fact.name), name);
  };

  const implementing = (key: string, name: string): readonly Resolved[] =>
    all(
      world.implementers(key).map((implementer): readonly Resolved[] => {
        const method = own(implementer.fact.methods, name);
        if (method !== undefined) return [{ r: 'function', ref: fn(implementer.file, method), scope: null }];
        const field = own(implementer.fact.fields, name);
        return field ? fieldValue(implementer, field, null) : nothing;
      }),
    );

  const superInstance = (ref: ClassRef): readonly Resolved[] =>
    all(
      (ref.fact.extends ? resolve(at(ref.file, ref.fact.extends)) : nothing).map((a): readonly Resolved[] => {
        if (a.r === 'class') return [instance(a.ref)];
        if (a.r === 'external') return [{ ...a, how: 'instance', typeArgs: ref.fact.extendsArgs.map((type) => ({ file: ref.file, type })) }];
        return nothing;
      }),
    );

  const typeMember = (located: LocatedType, name: string, level: number): readonly Resolved[] => {
    const { file, type } = located;
    if (level > 6) return nothing;
    if (type.t === 'tuple') {
      const element = /^\d+$/.test(name) ? type.of[Number(name)] : undefined;
      return element ? resolveType({ file, type: element }) : nothing;
    }
    if (type.t === 'object') {
      const found = own(type.members, name);
      return found ? resolveType({ file, type: found }) : nothing;
    }
    if (type.t === 'name' && type.symbol.k === 'ref') {
      const declared = own(file.types, type.symbol.name);
      if (!declared) return nothing;
      const viaClass = declared.form === 'interface' ? implementing(classKey(file, type.symbol.name), name) : nothing;
      if (viaClass.length > 0) return viaClass;
      const direct = typeMember({ file, type: declared.type }, name, level + 1);
      if (direct.length > 0) return direct;
      return all(declared.extends.map((e) => all(resolveType({ file, type: e }).map((r) => member(r, name)))));
    }
    if (type.t === 'intersection' || type.t === 'union')
      return all(type.of.map((part) => all(resolveType({ file, type: part }).map((r) => member(r, name)))));
    return nothing;
  };

  const resolveType = (located: LocatedType): readonly Resolved[] => followed.follow(located.file, located.type, null, computeType, located);

  const computeType = (located: LocatedType): readonly Resolved[] => {
    const { file, type } = located;
    const next = (t: TypeRef): readonly Resolved[] => resolveType({ file, type: t });
    switch (type.t) {
      case 'name':
        return namedType(file, type);
      case 'array':
      case 'tuple':
      case 'object':
      case 'function':
        return [{ r: 'type', located }];
      case 'union':
      case 'intersection':
        return each(type.of, next);
      case 'typeof':
        return resolve(at(file, type.value));
      default:
        return nothing;
    }
  };

  const namedType = (file: FileFacts, type: Extract<TypeRef, { t: 'name' }>): readonly Resolved[] => {
    const args = type.args.map((t): LocatedType => ({ file, type: t }));
    const { symbol } = type;
    const ambient = ambientType(symbol);
    if (ambient.length > 0) return ambient;
    const name = symbol.k === 'ref' || symbol.k === 'global' || symbol.k === 'import' || symbol.k === 'member' ? symbol.name : '';
    if (symbol.k === 'global') {
      if (transparentTypes.has(name)) return args[0] ? resolveType(args[0]) : nothing;
      if (name === 'Parameters') return args[0] ? all(resolveType(args[0]).map(parameters)) : nothing;
      if (name === 'ReturnType')
        return args[0]
          ? all(resolveType(args[0]).map((r) => (r.r === 'function' ? returned(r.ref, [], r.scope) : r.r === 'external' ? [withPath(r, [...r.path, '()'])] : nothing)))
          : nothing;
      // a type parameter of a generic class, bound where it is extended
      return args.length === 0 && /^T[A-Z]?\w*$/.test(name) ? nothing : [external(`global#${name}`, file, null, 'instance', args)];
    }
    if (symbol.k === 'ref') {
      const declared = own(file.types, symbol.name);
      if (declared?.form === 'alias') {
        const aliased = resolveType({ file, type: declared.type });
        return aliased.length > 0 ? aliased : nothing;
      }
      if (declared) return [{ r: 'type', located: { file, type } }];
      const index = file.classes.findIndex((c) => c.name === symbol.name);
      return index < 0 ? nothing : injected(cls(file, index), args);
    }
    if (symbol.k === 'import') {
      const found = world.symbols.imported(file, symbol.source, symbol.name);
      if (!found) return nothing;
      if (found.kind === 'external') {
        if (transparentTypes.has(found.name)) return args[0] ? resolveType(args[0]) : nothing;
        return [external(`${found.source}#${found.name}`, file, null, 'instance', args)];
      }
      if (found.kind === 'type') return namedTypeIn(found.file, found.name, args);
      if (found.kind === 'value') {
        if (found.value.k === 'class') return injected(cls(found.file, found.value.cls), args);
        if (found.value.k === 'ref' && own(found.file.types, found.value.name)) return namedTypeIn(found.file, found.value.name, args);
      }
      return nothing;
    }
    if (symbol.k === 'member') {
      const { root, path } = membersOf(symbol);
      if (root.k === 'import') {
        const found = world.symbols.imported(file, root.source, root.name);
        if (found?.kind === 'external') {
          const base = found.name === '*' || found.name === 'default' ? '' : `${found.name}.`;
          return [external(`${found.source}#${base}${path.join('.')}`, file, null, 'instance', args)];
        }
        if (found?.kind === 'namespace' && path.length === 1) {
          const index = found.file.classes.findIndex((c) => c.name === path[0]);
          if (index >= 0) return injected(cls(found.file, index), args);
          if (own(found.file.types, path[0]!)) return namedTypeIn(found.file, path[0]!, args);
        }
      } else if (root.k === 'global') return [external(`global#${root.name}.${path.join('.')}`, file, null, 'instance', args)];
    }
    return nothing;
  };

  /** A type that a file declares for all of them: `declare global { namespace Models { type Users = … } }`. */
  const ambientType = (symbol: Value): readonly Resolved[] => {
    const { root, path } = membersOf(symbol);
    if (root.k !== 'global') return nothing;
    return all(world.ambient.typesOf(`global#${[root.name, ...path].join('.')}`).map(({ file, fact }) => resolveType({ file, type: fact.type })));
  };

  /** `Parameters<F>`: the written types of a function's parameters, by position. */
  const parameters = (of: Resolved): readonly Resolved[] => {
    const unwritten: TypeRef = { t: 'unknown' };
    if (of.r === 'function') return [{ r: 'type', located: { file: of.ref.file, type: { t: 'tuple', of: of.ref.fact.params.map((p) => p.type ?? unwritten) } } }];
    if (of.r !== 'type' || of.located.type.t !== 'function' || !of.located.type.params) return nothing;
    return [{ r: 'type', located: { file: of.located.file, type: { t: 'tuple', of: of.located.type.params } } }];
  };

  const namedTypeIn = (file: FileFacts, name: string, args: readonly LocatedType[]): readonly Resolved[] => {
    const declared = own(file.types, name);
    if (!declared) return nothing;
    if (declared.form === 'alias') {
      const aliased = resolveType({ file, type: declared.type });
      if (aliased.length > 0) return aliased;
      return args[0] ? resolveType(args[0]) : nothing;
    }
    return [{ r: 'type', located: declaredType(file, name) }];
  };

  /** A field typed with a class holds an instance of it, or of what is provided for it. */
  const injected = (ref: ClassRef, typeArgs: readonly LocatedType[]): readonly Resolved[] => {
    const direct = instance(ref, [], null, typeArgs);
    if (!ref.fact.name || !ref.fact.isAbstract) return [direct];
    const provided = all(world.provided(classKey(ref.file, ref.fact.name)).map((p) => resolve(p).flatMap((r) => (r.r === 'class' ? [instance(r.ref)] : []))));
    return provided.length > 0 ? provided : [direct];
  };

  const origins = (resolved: Resolved, level = 0): readonly string[] => {
    if (resolved.r === 'external') {
      const path = resolved.path.filter((p) => p !== '()').map((p) => p.replace(/\(\)$/, ''));
      const symbols = [resolved.symbol];
      const [source, name] = splitSymbol(resolved.symbol);
      // `import * as express` and `import express`: a member is an export
      if ((name === '*' || name === 'default') && path[0]) symbols.push(`${source}#${path[0]}`);
      return symbols;
    }
    if ((resolved.r === 'instance' || resolved.r === 'class') && level < 6) {
      const { ref } = resolved;
      if (!ref.fact.extends) return [];
      return resolve(at(ref.file, ref.fact.extends)).flatMap((r) => [...origins(r, level + 1)]);
    }
    if (resolved.r === 'type' && resolved.located.type.t === 'name' && resolved.located.type.symbol.k === 'ref' && level < 6) {
      const declared = own(resolved.located.file.types, resolved.located.type.symbol.name);
      return (declared?.extends ?? []).flatMap((e) => resolveType({ file: resolved.located.file, type: e }).flatMap((r) => [...origins(r, level + 1)]));
    }
    return [];
  };

  return { resolve, resolveType, member, dispatched, origins: (r) => origins(r), fn, cls };
}

/** A path whose last member is called: `['router', 'get()']`; calling the thing itself gives `['()']`. */
const called = (path: readonly string[]): readonly string[] =>
  path.length === 0 || path.at(-1)!.endsWith(')') ? [...path, '()'] : [...path.slice(0, -1), `${path.at(-1)}()`];

/** `['express', 'Router']` of `express#Router`. */
export function splitSymbol(symbol: string): [string, string] {
  const hash = symbol.lastIndexOf('#');
  return [symbol.slice(0, hash), symbol.slice(hash + 1)];
}
