import { own } from '../../facts/own.js';
import type { ClassRef, FunctionRef, LocatedType, LocatedValue, Resolved, Scope } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import type { Added } from './evaluate-added.js';
import type { Evaluation } from './evaluation.js';
import { all, at, classKey, each, instance, nothing, withPath } from './resolved.js';
import { mayBeGiven } from './type-arguments.js';

/** Functions of one table that are followed. */
const maxTable = 40;

/** What members and elements of a thing are. */
export interface Members {
  member(of: Resolved, name: string): readonly Resolved[];
  element(of: Resolved): readonly Resolved[];
  implementing(key: string, name: string, typeArgs: readonly LocatedType[]): readonly Resolved[];
  superInstance(ref: ClassRef): readonly Resolved[];
}

export function createMembers({ world, followed, fn, resolve, resolveType, imported, typeMember }: Evaluation, added: Added): Members {
  // values that no file wrote: one object each, for what is found is kept by it
  const ofName = new Map<Value, Map<string, Value>>();

  /** What stands under a computed name, for one name: `wrap(given.list)` of `out[key] = wrap(given[key])`. */
  const named = (value: Value, name: string): Value => {
    let names = ofName.get(value);
    if (!names) ofName.set(value, (names = new Map()));
    let found = names.get(name);
    if (!found) names.set(name, (found = withName(value, name)));
    return found;
  };

  const element = (r: Resolved): readonly Resolved[] => followed.step(elementOf, r, '');

  const elementsOf = ({ file, value, scope }: LocatedValue): readonly Resolved[] =>
    value.k !== 'array' ? nothing : all(value.items.map((item) => (item.k === 'spread' ? all(resolve(at(file, item.of, scope)).map(element)) : resolve(at(file, item, scope)))));

  const elementOf = (r: Resolved): readonly Resolved[] => {
    switch (r.r) {
      case 'value': {
        const { file, value, scope } = r.located;
        if (value.k !== 'array') return nothing;
        return value.items.some(({ k }) => k === 'spread') ? followed.part(file, value, '[]', scope, elementsOf, r.located) : elementsOf(r.located);
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

  const spread = ({ file, scope }: LocatedValue, of: Value, name: string): readonly Resolved[] => each(resolve(at(file, of, scope)), (inner) => member(inner, name));

  /** What a table holds that can be called, whatever the name. */
  const functionsOf = (located: LocatedValue): readonly Resolved[] => {
    const { file, value, scope } = located;
    if (value.k !== 'object') return nothing;
    return each([...Object.values(value.props), ...value.spreads].slice(0, maxTable), (one) => (value.spreads.includes(one) ? spread(located, one, '[]') : resolve(at(file, one, scope)).filter(isCallable)));
  };

  const memberIn = (r: Resolved, name: string): readonly Resolved[] => {
    switch (r.r) {
      case 'value': {
        const { file, value, scope } = r.located;
        if (value.k === 'object') {
          const prop = own(value.props, name);
          if (prop) return resolve(at(file, prop, scope));
          const computed = own(value.props, '[]');
          const made = computed ? resolve(at(file, named(computed, name), scope)).filter((one) => one.r === 'function' || one.r === 'external') : nothing;
          if (made.length > 0) return made;
          if (name === '[]') return followed.part(file, value, name, scope, functionsOf, r.located);
          return value.spreads.length === 0 ? nothing : followed.part(file, value, name, scope, (located: LocatedValue) => all(value.spreads.map((of) => spread(located, of, name))), r.located);
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
        if (name === '[]') return each(Object.keys(r.file.exports).slice(0, maxTable), (exported) => (exported === 'default' ? nothing : member(r, exported).filter(isCallable)));
        const fact = own(r.file.exports, name);
        if (fact && 'value' in fact) return resolve(at(r.file, fact.value));
        if (fact) return imported(r.file, fact.from, fact.name);
        const star = all(r.file.exportStars.map((source) => imported(r.file, source, name)));
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
        const held = r.symbol.startsWith('awilix#') && r.path.at(-1) === 'cradle' ? added.heldAs(name) : added.memberOf(r, name);
        return held.length > 0 ? held : [withPath(r, [...r.path, name])];
      }
      case 'param': {
        const isCradle = r.path.length === 0 ? r.index === 0 && world.isInjected(r.fn) : r.path.at(-1) === 'cradle';
        const held = isCradle ? added.heldAs(name) : added.memberOf(r, name);
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
        return typeMember(r.located, name, r.typeArgs);
      case 'function':
        return nothing;
    }
  };

  /** Handlers of a table: `handlers[kind](order)` runs one of them, `carriers[name].ship(order)` a method of one. */
  const isCallable = (r: Resolved): boolean => {
    if (r.r !== 'value') return r.r === 'function' || r.r === 'class' || r.r === 'instance';
    const { file, value, scope } = r.located;
    return value.k === 'object' && Object.values(value.props).some((prop) => resolve(at(file, prop, scope)).some((one) => one.r === 'function'));
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
      const given = token ? all(world.providedFor({ file: ref.file, value: token, scope: null }).map(added.asInstance)) : nothing;
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

  const instanceMember = (self: Extract<Resolved, { r: 'instance' }>, name: string, level: number): readonly Resolved[] => {
    const { ref } = self;
    if (level > 6) return nothing;
    const method = own(ref.fact.methods, name);
    if (method !== undefined) {
      const found: Resolved = { r: 'function', ref: fn(ref.file, method), scope: null };
      if (!hasBody(found.ref)) {
        const concrete = overriding(self, name);
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
    return overriding(self, name);
  };

  const hasBody = (ref: FunctionRef): boolean => ref.fact.returns.length > 0 || !(ref.fact.cls !== null && ref.file.classes[ref.fact.cls]?.isAbstract);

  /** Methods of the classes that implement an abstract class or are provided for it. */
  const overriding = ({ ref, typeArgs }: Extract<Resolved, { r: 'instance' }>, name: string): readonly Resolved[] => {
    if (!ref.fact.name) return nothing;
    return implementing(classKey(ref.file, ref.fact.name), name, typeArgs);
  };

  const implementing = (key: string, name: string, typeArgs: readonly LocatedType[]): readonly Resolved[] =>
    all(
      world.implementers(key).map((implementer): readonly Resolved[] => {
        const method = own(implementer.fact.methods, name);
        if (method === undefined && !own(implementer.fact.fields, name)) return nothing;
        if (typeArgs.length > 0 && !mayBeGiven(implementer, typeArgs, resolveType)) return nothing;
        if (method !== undefined) return [{ r: 'function', ref: fn(implementer.file, method), scope: null }];
        return fieldValue(implementer, implementer.fact.fields[name]!, null);
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

  return { member, element, implementing, superInstance };
}

/** A value with one name in the place of those that are computed. */
function withName(value: Value, name: string): Value {
  if (value.k === 'member') return { ...value, name: value.name === '[]' ? name : value.name, of: withName(value.of, name) };
  if (value.k === 'call') return { ...value, callee: withName(value.callee, name), args: value.args.map((arg) => withName(arg, name)) };
  return value;
}
