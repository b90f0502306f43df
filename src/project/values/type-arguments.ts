import type { ClassRef, LocatedType, Resolved } from '../../facts/project.js';
import type { TypeRef } from '../../facts/value.js';

/** Whether what a class gives to a class or interface above it may be these types; where nothing is known it may. */
export function mayBeGiven(ref: ClassRef, wanted: readonly LocatedType[], resolveType: (type: LocatedType) => readonly Resolved[]): boolean {
  const only = (type: LocatedType): Resolved | null => {
    const found = resolveType(type);
    return found.length === 1 ? found[0]! : null;
  };
  const mayBe = (one: LocatedType, two: LocatedType): boolean => {
    if (isAny(one.type) || isAny(two.type)) return true;
    if (one.type.t === 'primitive' && two.type.t === 'primitive') return one.type.name === two.type.name;
    if (one.type.t === 'primitive' || two.type.t === 'primitive') {
      // a name may be an alias of a primitive, or a type parameter
      const named = only(one.type.t === 'primitive' ? two : one);
      return named?.r !== 'instance' && named?.r !== 'type';
    }
    if (one.type.t === 'array' && two.type.t === 'array') return mayBe({ file: one.file, type: one.type.of }, { file: two.file, type: two.type.of });
    if (one.type.t !== 'name' || two.type.t !== 'name') return true;
    const [first, second] = [only(one), only(two)];
    return !first || !second || isSame(first, second);
  };
  const given = [...(ref.fact.extends ? [ref.fact.extendsArgs] : []), ...ref.fact.implements.flatMap((type) => (type.t === 'name' ? [type.args] : []))];
  return given.some((args) => args.length !== wanted.length || args.every((type, i) => mayBe({ file: ref.file, type }, wanted[i]!)));
}

const isAny = (type: TypeRef): boolean => type.t === 'unknown' || (type.t === 'primitive' && (type.name === 'any' || type.name === 'unknown' || type.name === 'object'));

/** Whether two names stand for the same type. */
function isSame(one: Resolved, two: Resolved): boolean {
  if (one.r === 'instance' && two.r === 'instance') return one.ref === two.ref;
  if (one.r === 'external' && two.r === 'external') return one.symbol === two.symbol;
  if (one.r === 'type' && two.r === 'type') return one.located.type === two.located.type || (nameOf(one) !== null && nameOf(one) === nameOf(two));
  const known: readonly Resolved['r'][] = ['instance', 'external', 'type'];
  return !known.includes(one.r) || !known.includes(two.r) || (nameOf(one) !== null && nameOf(one) === nameOf(two));
}

/** A class or a declared type by its file and name. */
function nameOf(resolved: Resolved): string | null {
  if (resolved.r === 'instance') return resolved.ref.fact.name ? `${resolved.ref.file.path}#${resolved.ref.fact.name}` : null;
  if (resolved.r !== 'type') return null;
  const { file, type } = resolved.located;
  return type.t === 'name' && type.symbol.k === 'ref' ? `${file.path}#${type.symbol.name}` : null;
}
