import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, TableFact } from '../facts/backend.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';

type Table = Omit<TableFact, 'kind'>;

/** Types that take the database interface as their first argument. */
const clients: ReadonlySet<string> = new Set(['Kysely', 'Transaction', 'ControlledTransaction', 'KyselyPlugin', 'QueryCreator', 'ExpressionBuilder', 'SelectQueryBuilder']);
/** Types of columns: https://kysely.dev/docs/getting-started#types, and what kysely-codegen writes for itself. */
const columnTypes: ReadonlySet<string> = new Set(['Generated', 'GeneratedAlways', 'ColumnType', 'JSONColumnType']);

/**
 * Tables that a database interface of Kysely names: `interface Database { person: PersonTable }`. It is the one that
 * the file hands to `Kysely<…>`, or one whose members are all interfaces of the file with a `Generated` or `ColumnType`
 * among their columns. Types say neither keys nor indexes: those stand in migrations.
 *
 * Does not see: a database interface of a file that neither uses it nor declares its tables; columns of a table whose
 * interface another file declares, or that are mapped from another type.
 */
export function kyselyInterfaces(file: SourceFile): Table[] {
  if (!file.nodes('ImportDeclaration').some(({ source }) => source.value === 'kysely')) return [];
  const declared = new Map<string, readonly TSESTree.TypeElement[]>();
  for (const node of file.nodes('TSInterfaceDeclaration')) declared.set(node.id.name, node.body.body);
  for (const node of file.nodes('TSTypeAliasDeclaration')) if (node.typeAnnotation.type === 'TSTypeLiteral') declared.set(node.id.name, node.typeAnnotation.members);
  if (declared.size === 0) return [];
  const handed = databasesHanded(file);
  return [...declared].flatMap(([name, members]) => (handed.has(name) || holdsTables(members, declared) ? members.flatMap((member) => tableOf(member, declared) ?? []) : []));
}

/** Names that stand in `Kysely<Database>`. */
function databasesHanded(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: TSESTree.Node, given: TSESTree.TSTypeParameterInstantiation | undefined): void => {
    const [first] = given?.params ?? [];
    if (name.type === 'Identifier' && clients.has(name.name) && first?.type === 'TSTypeReference' && first.typeName.type === 'Identifier') names.add(first.typeName.name);
  };
  for (const node of file.nodes('TSTypeReference')) add(node.typeName, node.typeArguments);
  for (const node of file.nodes('NewExpression')) add(node.callee, node.typeArguments);
  for (const type of ['ClassDeclaration', 'ClassExpression'] as const)
    for (const node of file.nodes(type)) if (node.superClass) add(node.superClass, node.superTypeArguments);
  return names;
}

const referenced = (member: TSESTree.TypeElement): string | null => {
  const type = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && !type.typeArguments ? type.typeName.name : null;
};

function holdsTables(members: readonly TSESTree.TypeElement[], declared: ReadonlyMap<string, readonly TSESTree.TypeElement[]>): boolean {
  const tables = members.map((member) => declared.get(referenced(member) ?? ''));
  return tables.length > 0 && tables.every((table) => table !== undefined) && tables.some((table) => table!.some((column) => wrapperOf(column) !== null));
}

/** `Generated` of `id: Generated<string>`, `null` for a plain type. */
function wrapperOf(column: TSESTree.TypeElement): TSESTree.TSTypeReference | null {
  const type = column.type === 'TSPropertySignature' ? column.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && columnTypes.has(type.typeName.name) ? type : null;
}

function tableOf(member: TSESTree.TypeElement, declared: ReadonlyMap<string, readonly TSESTree.TypeElement[]>): Table | null {
  const type = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
  const key = member.type === 'TSPropertySignature' ? propertyKey(member) : null;
  if (!type || key === null) return null;
  const symbol = referenced(member);
  const columns = type.type === 'TSTypeLiteral' ? type.members : symbol === null ? [] : (declared.get(symbol) ?? []);
  // `'audit.log'` is a table of a schema
  return { layer: 'kysely', name: key.slice(key.lastIndexOf('.') + 1), symbol, cls: null, columns: columns.flatMap((column) => columnOf(column) ?? []), at: spanOf(member) };
}

function columnOf(column: TSESTree.TypeElement): ColumnFact | null {
  const name = column.type === 'TSPropertySignature' ? propertyKey(column) : null;
  const type = column.type === 'TSPropertySignature' ? column.typeAnnotation?.typeAnnotation : undefined;
  if (name === null || !type) return null;
  const wrapper = wrapperOf(column);
  // what a select gives: the first argument of every wrapper
  let selected: TSESTree.TypeNode = type;
  for (let inner: TSESTree.TSTypeReference | null = wrapper; inner; inner = isWrapper(selected) ? selected : null) {
    const [first] = inner.typeArguments?.params ?? [];
    if (!first) break;
    selected = first;
  }
  const parts = selected.type === 'TSUnionType' ? selected.types : [selected];
  const [own, ...others] = parts.filter((part) => part.type !== 'TSNullKeyword');
  const isGenerated = wrapper?.typeName.type === 'Identifier' && wrapper.typeName.name.startsWith('Generated');
  return {
    name,
    type: own && others.length === 0 ? (primitives[own.type] ?? null) : null,
    primaryKey: false,
    unique: false,
    nullable: parts.some((part) => part.type === 'TSNullKeyword'),
    generated: isGenerated ? 'database' : null,
    references: null,
    at: spanOf(column),
  };
}

const isWrapper = (type: TSESTree.TypeNode): type is TSESTree.TSTypeReference => type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && columnTypes.has(type.typeName.name);

const primitives: Readonly<Record<string, string>> = { TSStringKeyword: 'string', TSNumberKeyword: 'number', TSBooleanKeyword: 'boolean', TSBigIntKeyword: 'bigint' };
