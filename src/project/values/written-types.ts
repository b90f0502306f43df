import { own } from '../../facts/own.js';
import type { LocatedType, LocatedValue, Project } from '../../facts/project.js';
import type { TypeRef } from '../../facts/value.js';

/** What a written type allows: one of fixed constants, a number, text, or `null` for anything else. */
export type WrittenType = 'fixed' | 'number' | 'string' | null;

/** The kind of the type that is written for a value: for its parameter, or for a member of its parameter's type. */
export function writtenTypeOf(project: Project, one: LocatedValue): WrittenType {
  const type = typeOfValue(project, one, 0);
  return type ? kindOf(project, type, 0) : null;
}

function typeOfValue(project: Project, { file, value, scope }: LocatedValue, depth: number): LocatedType | null {
  if (depth > 6) return null;
  switch (value.k) {
    case 'typed':
      return { file, type: value.type };
    case 'param': {
      const type = project.fn(file, value.fn).fact.params[value.index]?.type;
      return type ? { file, type } : null;
    }
    case 'element': {
      const of = typeOfValue(project, { file, value: value.of, scope }, depth + 1);
      return of?.type.t === 'array' ? { file: of.file, type: of.type.of } : null;
    }
    case 'member': {
      if (value.of.k === 'this') {
        const field = own(project.cls(file, value.of.cls).fact.fields, value.name);
        return field?.type ? { file, type: field.type } : null;
      }
      const of = typeOfValue(project, { file, value: value.of, scope }, depth + 1);
      return of ? memberType(project, of, value.name, depth + 1) : null;
    }
    default:
      return null;
  }
}

function memberType(project: Project, { file, type }: LocatedType, name: string, depth: number): LocatedType | null {
  if (depth > 8) return null;
  if (type.t === 'object') {
    const found = own(type.members, name);
    return found ? { file, type: found } : null;
  }
  if (type.t === 'array' && name === '[]') return { file, type: type.of };
  if (type.t === 'union' || type.t === 'intersection') {
    for (const part of type.of) {
      const found = memberType(project, { file, type: part }, name, depth + 1);
      if (found) return found;
    }
    return null;
  }
  for (const r of project.resolveType({ file, type })) {
    if (r.r === 'instance') {
      const field = own(r.ref.fact.fields, name);
      if (field?.type) return { file: r.ref.file, type: field.type };
    }
    if (r.r !== 'type') continue;
    const { file: at, type: found } = r.located;
    const declared = found.t === 'name' && found.symbol.k === 'ref' ? own(at.types, found.symbol.name) : undefined;
    const inner = declared ? memberType(project, { file: at, type: declared.type }, name, depth + 1) : found === type ? null : memberType(project, r.located, name, depth + 1);
    // `source: T` of `Wanted<Source>`
    if (inner && type.t === 'name' && type.args.length === 1 && isParameter(inner.type)) return { file, type: type.args[0]! };
    if (inner) return inner;
  }
  return null;
}

const isParameter = (type: TypeRef): boolean => type.t === 'name' && type.args.length === 0 && type.symbol.k === 'global' && type.symbol.name === 'T';

function kindOf(project: Project, { file, type }: LocatedType, depth: number): WrittenType {
  if (depth > 6) return null;
  switch (type.t) {
    case 'literal':
      return 'fixed';
    case 'primitive':
      if (type.name === 'number' || type.name === 'bigint') return 'number';
      if (type.name === 'string') return 'string';
      return type.name === 'boolean' || type.name === 'null' || type.name === 'undefined' ? 'fixed' : null;
    case 'array':
      return kindOf(project, { file, type: type.of }, depth + 1);
    case 'union': {
      const kinds = new Set(type.of.map((one) => kindOf(project, { file, type: one }, depth + 1)));
      if (kinds.has(null)) return null;
      if (kinds.has('string')) return 'string';
      return kinds.has('number') ? 'number' : 'fixed';
    }
    case 'name': {
      const { symbol } = type;
      if (symbol.k === 'ref') {
        const declared = own(file.types, symbol.name);
        if (declared?.form === 'alias') return kindOf(project, { file, type: declared.type }, depth + 1);
      }
      if (symbol.k === 'import' || symbol.k === 'member')
        for (const r of project.resolveType({ file, type })) if (r.r === 'type' && r.located.type !== type) return kindOf(project, r.located, depth + 1);
      return isEnum(project, { file, type }) ? 'fixed' : null;
    }
    default:
      return null;
  }
}

/** A type name that stands for an enum, whose members are constants. */
function isEnum(project: Project, { file, type }: LocatedType): boolean {
  if (type.t !== 'name') return false;
  return project
    .resolve({ file, value: type.symbol, scope: null })
    .some((r) => r.r === 'value' && r.located.value.k === 'object' && Object.values(r.located.value.props).length > 0 && r.located.value.spreads.length === 0);
}
