import type { TSESTree } from '@typescript-eslint/types';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';

/** Words for how a value is to be treated or entered. */
const categories = /^(?:public|private|secret|sensitive|non[-_ ]?sensitive|protected|internal|confidential|hidden|visible|masked|redact(?:ed)?|plain(?:text)?|clear|encrypt(?:ed)?|text|string|number|boolean|password|email|url|select|textarea|input)$/i;

/**
 * Whether a literal says of what kind its key is: in a map of such words (`{ user: 'public', password: 'secret' }`), or
 * where its written type is a choice between literals. A type of another file is not seen.
 */
export const isCategory = (file: SourceFile, node: Node): boolean => isInCategoryMap(node) || isOneOfLiterals(file, node);

function isInCategoryMap(node: Node): boolean {
  const object = node.parent?.type === 'Property' ? node.parent.parent : null;
  if (object?.type !== 'ObjectExpression') return false;
  const texts = object.properties.flatMap((property) => (property.type === 'Property' && property.value.type === 'Literal' && typeof property.value.value === 'string' ? [property.value.value] : []));
  return texts.length > 2 && new Set(texts).size > 1 && texts.every((text) => categories.test(text));
}

function isOneOfLiterals(file: SourceFile, node: Node): boolean {
  const keys: string[] = [];
  let value = node;
  for (let up = node.parent; up; value = up, up = up.parent)
    switch (up.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        if (isConst(up.typeAnnotation)) break;
        return isChoice(file, up.typeAnnotation, keys, 0);
      case 'Property': {
        const key = propertyKey(up);
        if (up.value !== value || key === null) return false;
        keys.unshift(key);
        break;
      }
      case 'ObjectExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
        break;
      case 'VariableDeclarator':
        return up.init === value && up.id.type === 'Identifier' && isChoice(file, up.id.typeAnnotation?.typeAnnotation, keys, 0);
      case 'PropertyDefinition':
        return up.value === value && isChoice(file, up.typeAnnotation?.typeAnnotation, keys, 0);
      case 'AssignmentPattern':
        return up.left.type === 'Identifier' && isChoice(file, up.left.typeAnnotation?.typeAnnotation, keys, 0);
      default:
        return false;
    }
  return false;
}

const isConst = (type: TSESTree.TypeNode): boolean => type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';

/** Whether what a type says of the value under some keys is a union of literals. */
function isChoice(file: SourceFile, type: TSESTree.TypeNode | undefined, keys: readonly string[], depth: number): boolean {
  if (!type || depth > 8) return false;
  const into = (next: TSESTree.TypeNode | undefined, rest: readonly string[]): boolean => isChoice(file, next, rest, depth + 1);
  const [key, ...rest] = keys;
  switch (type.type) {
    case 'TSUnionType':
      return key === undefined && type.types.length > 1 && type.types.every((one) => one.type === 'TSLiteralType' || one.type === 'TSNullKeyword' || one.type === 'TSUndefinedKeyword');
    case 'TSTypeLiteral':
      return key !== undefined && into(memberOf(type.members, key), rest);
    case 'TSMappedType':
      return key !== undefined && into(type.typeAnnotation, rest);
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return false;
      const { name } = type.typeName;
      const alias = file.nodes('TSTypeAliasDeclaration').find((one) => one.id.name === name);
      if (alias) return into(alias.typeAnnotation, keys);
      const declared = file.nodes('TSInterfaceDeclaration').find((one) => one.id.name === name);
      if (declared) return key !== undefined && into(memberOf(declared.body.body, key), rest);
      const args = type.typeArguments?.params ?? [];
      if (/^(?:Partial|Required|Readonly)$/.test(name)) return into(args[0], keys);
      return name === 'Record' && key !== undefined && into(args[1], rest);
    }
    default:
      return false;
  }
}

function memberOf(members: readonly TSESTree.TypeElement[], key: string): TSESTree.TypeNode | undefined {
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && propertyKey(member) === key) return member.typeAnnotation?.typeAnnotation;
    if (member.type === 'TSIndexSignature') return member.typeAnnotation?.typeAnnotation;
  }
  return undefined;
}
