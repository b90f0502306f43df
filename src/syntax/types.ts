import type { TSESTree } from '@typescript-eslint/types';
import type { TypeRef, Value } from '../facts/value.js';
import { type Bindings, isFunction } from './bindings.js';
import type { Node } from './source-file.js';
import { propertyKey } from './property-key.js';

const primitives: Record<string, string> = {
  TSStringKeyword: 'string',
  TSNumberKeyword: 'number',
  TSBooleanKeyword: 'boolean',
  TSBigIntKeyword: 'bigint',
  TSAnyKeyword: 'any',
  TSUnknownKeyword: 'unknown',
  TSVoidKeyword: 'void',
  TSNeverKeyword: 'never',
  TSNullKeyword: 'null',
  TSUndefinedKeyword: 'undefined',
  TSObjectKeyword: 'object',
  TSSymbolKeyword: 'symbol',
};

const opaque: TypeRef = { t: 'unknown' };

export interface Types {
  of(node: TSESTree.TypeNode): TypeRef;
}

/** Reads written types; nothing is inferred. */
export function createTypes(bindings: Bindings, valueOf: (node: Node) => Value): Types {
  const entity = (name: TSESTree.EntityName): Value => {
    if (name.type === 'TSQualifiedName') return { k: 'member', of: entity(name.left), name: name.right.name };
    if (name.type !== 'Identifier') return { k: 'unknown' };
    const binding = bindings.resolve(name);
    if (!binding) return { k: 'global', name: name.name };
    return binding.kind === 'import'
      ? { k: 'import', source: binding.source, name: binding.name }
      : { k: 'ref', name: name.name };
  };

  const of = (node: TSESTree.TypeNode, depth = 0): TypeRef => {
    if (depth > 8) return opaque;
    const primitive = primitives[node.type];
    return primitive ? { t: 'primitive', name: primitive } : composed(node, depth);
  };

  const composed = (node: TSESTree.TypeNode, depth: number): TypeRef => {
    const next = (child: TSESTree.TypeNode | undefined): TypeRef => (child ? of(child, depth + 1) : opaque);
    switch (node.type) {
      case 'TSTypeReference': {
        const args = (node.typeArguments?.params ?? []).map(next);
        const symbol = entity(node.typeName);
        // what a generic is given stays open: rows of `SelectQueryBuilder<T>` are of some table
        const bound = symbol.k === 'global' && args.length === 0 && node.parent.type !== 'TSTypeParameterInstantiation' ? boundOf(node, symbol.name) : undefined;
        if (bound) return next(bound);
        if (symbol.k === 'global' && (symbol.name === 'Array' || symbol.name === 'ReadonlyArray') && args[0])
          return { t: 'array', of: args[0] };
        return { t: 'name', symbol, args };
      }
      case 'TSArrayType':
        return { t: 'array', of: next(node.elementType) };
      case 'TSTypeOperator':
        return node.operator === 'readonly' ? next(node.typeAnnotation) : opaque;
      case 'TSUnionType':
        return { t: 'union', of: node.types.map(next) };
      case 'TSIntersectionType':
        return { t: 'intersection', of: node.types.map(next) };
      case 'TSTupleType':
        return { t: 'tuple', of: node.elementTypes.map(next) };
      case 'TSNamedTupleMember':
        return next(node.elementType);
      case 'TSOptionalType':
      case 'TSRestType':
        return next(node.typeAnnotation);
      case 'TSLiteralType':
        return node.literal.type === 'Literal' && ['string', 'number', 'boolean'].includes(typeof node.literal.value)
          ? { t: 'literal', value: node.literal.value as string | number | boolean }
          : opaque;
      case 'TSTypeLiteral':
        return objectType(node.members, depth);
      case 'TSTypeQuery':
        return node.exprName.type === 'TSImportType' ? opaque : { t: 'typeof', value: valueOfEntity(node.exprName) };
      case 'TSIndexedAccessType':
        // `(typeof xs)[number]` says where its elements come from
        return next(node.objectType);
      case 'TSFunctionType':
        return { t: 'function', returns: next(node.returnType?.typeAnnotation), params: node.params.map((param) => next('typeAnnotation' in param ? param.typeAnnotation?.typeAnnotation : undefined)) };
      default:
        return opaque;
    }
  };

  const valueOfEntity = (name: TSESTree.EntityName): Value =>
    name.type === 'Identifier' ? valueOf(name) : entity(name);

  const objectType = (members: readonly TSESTree.TypeElement[], depth: number): TypeRef => {
    const result: Record<string, TypeRef> = {};
    for (const member of members) {
      if (member.type === 'TSPropertySignature') {
        const key = propertyKey(member);
        if (key !== null) result[key] = member.typeAnnotation ? of(member.typeAnnotation.typeAnnotation, depth + 1) : opaque;
      } else if (member.type === 'TSMethodSignature') {
        const key = propertyKey(member);
        if (key !== null)
          result[key] = {
            t: 'function',
            returns: member.returnType ? of(member.returnType.typeAnnotation, depth + 1) : opaque,
          };
      }
    }
    return { t: 'object', members: result };
  };

  return { of: (node) => of(node) };
}

/** What a type parameter of a function around extends: `S extends ZodType`. */
export function boundOf(node: Node, name: string): TSESTree.TypeNode | undefined {
  for (let up = node.parent; up; up = up.parent)
    if (isFunction(up)) {
      const parameter = up.typeParameters?.params.find((one) => one.name.name === name);
      if (parameter) return parameter.constraint;
    }
  return undefined;
}

/** The members of an interface body, for its `TypeFact`. */
export function interfaceBody(
  node: TSESTree.TSInterfaceDeclaration,
  typeOf: (node: TSESTree.TypeNode) => TypeRef | null,
): TypeRef {
  const literal = { type: 'TSTypeLiteral', members: node.body.body } as unknown as TSESTree.TypeNode;
  return typeOf(literal) ?? opaque;
}
