import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { ClassRef, LocatedType, Resolved } from '../../facts/project.js';
import type { TypeRef, Value } from '../../facts/value.js';
import { membersOf } from '../../facts/value.js';
import type { Evaluation } from './evaluation.js';
import { all, at, classKey, each, external, instance, nothing, withPath } from './resolved.js';

/** Type constructors that keep what their first argument is. */
const transparentTypes = new Set(['Promise', 'PromiseLike', 'Awaited', 'Partial', 'Required', 'Readonly', 'Pick', 'Omit', 'NonNullable', 'Extract', 'Exclude', 'InstanceType', 'DeepPartial']);

/** What written types stand for. */
export interface Types {
  resolveType(located: LocatedType): readonly Resolved[];
  declared(file: FileFacts, name: string): readonly Resolved[];
  typeMember(located: LocatedType, name: string, typeArgs?: readonly LocatedType[]): readonly Resolved[];
}

export function createTypes({ world, followed, cls, resolve, member, returned, implementing }: Evaluation): Types {
  // types that no file wrote: one object each, for what is found is kept by it
  const declaredTypes = new Map<FileFacts, Map<string, LocatedType>>();

  const declaredType = (file: FileFacts, name: string): LocatedType => {
    let types = declaredTypes.get(file);
    if (!types) declaredTypes.set(file, (types = new Map()));
    let type = types.get(name);
    if (!type) types.set(name, (type = { file, type: { t: 'name', symbol: { k: 'ref', name }, args: [] } }));
    return type;
  };

  const typeMember = (located: LocatedType, name: string, typeArgs: readonly LocatedType[] | undefined, level: number): readonly Resolved[] => {
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
      const viaClass = declared.form === 'interface' ? implementing(classKey(file, type.symbol.name), name, typeArgs ?? type.args.map((arg) => ({ file, type: arg }))) : nothing;
      if (viaClass.length > 0) return viaClass;
      const direct = typeMember({ file, type: declared.type }, name, undefined, level + 1);
      if (direct.length > 0) return direct;
      return inAny(located, declared.extends, name);
    }
    return type.t === 'intersection' || type.t === 'union' ? inAny(located, type.of, name) : nothing;
  };

  /** A member of the types that another one is made of. */
  const inAny = ({ file, type }: LocatedType, types: readonly TypeRef[], name: string): readonly Resolved[] =>
    types.length === 0 ? nothing : followed.part(file, type, name, null, (of: readonly TypeRef[]) => all(of.map((one) => all(resolveType({ file, type: one }).map((r) => member(r, name))))), types);

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
      if (isFixed(declared.type)) return [{ r: 'type', located: { file, type: declared.type } }];
      return args[0] ? resolveType(args[0]) : nothing;
    }
    return [{ r: 'type', located: declaredType(file, name), ...(args.length > 0 && { typeArgs: args }) }];
  };

  /** A field typed with a class holds an instance of it, or of what is provided for it. */
  const injected = (ref: ClassRef, typeArgs: readonly LocatedType[]): readonly Resolved[] => {
    const direct = instance(ref, [], null, typeArgs);
    if (!ref.fact.name || !ref.fact.isAbstract) return [direct];
    const provided = all(world.provided(classKey(ref.file, ref.fact.name)).map((p) => resolve(p).flatMap((r) => (r.r === 'class' ? [instance(r.ref)] : r.r === 'instance' ? [r] : []))));
    return provided.length > 0 ? provided : [direct];
  };

  const resolveType = (located: LocatedType): readonly Resolved[] => followed.follow(located.file, located.type, null, computeType, located);

  return { resolveType, declared: (file, name) => resolveType(declaredType(file, name)), typeMember: (located, name, typeArgs) => typeMember(located, name, typeArgs, 0) };
}

/** `'asc' | 'desc'`: constants. */
const isFixed = (type: TypeRef): boolean => type.t === 'literal' || (type.t === 'union' && type.of.length > 0 && type.of.every(isFixed));
