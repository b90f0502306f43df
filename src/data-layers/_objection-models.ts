import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, RelationFact, TableFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { isFunction } from '../syntax/bindings.js';
import { constantString } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { objectProperties, propertyIn, targetOf, textIn } from './_declarations.js';

const forms: Readonly<Record<string, RelationFact['form']>> = {
  BelongsToOneRelation: 'many-to-one',
  HasOneRelation: 'one-to-one',
  HasOneThroughRelation: 'one-to-one',
  HasManyRelation: 'one-to-many',
  ManyToManyRelation: 'many-to-many',
};

/**
 * Models of Objection: classes with a static `tableName`, as a field or a getter. Columns are those of `jsonSchema`,
 * the key is `idColumn`, which is `id` unless the class says otherwise (vincit.github.io/objection.js/api/model/static-properties.html).
 * Does not see: what a base class of another file says.
 */
export function objectionModels(file: SourceFile): Omit<TableFact, 'kind'>[] {
  if (!file.text.includes('tableName')) return [];
  return [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')].flatMap((node) => {
    const tableName = staticOf(node, 'tableName');
    const name = tableName && node.superClass ? constantString(file, valuesOf(file).of(tableName)) : null;
    if (name === null) return [];
    const idColumn = staticOf(node, 'idColumn');
    const written = idColumn ? valuesOf(file).of(idColumn) : null;
    const keys = written === null ? ['id'] : written.k === 'array' ? written.items.flatMap((item) => constantString(file, item) ?? []) : [constantString(file, written) ?? 'id'];
    const types = new Map(jsonColumns(file, staticOf(node, 'jsonSchema')));
    const at = spanOf(tableName!);
    const column = (key: string): ColumnFact => ({
      name: key,
      type: types.get(key)?.type ?? null,
      primaryKey: keys.includes(key),
      unique: keys.length === 1 && keys[0] === key,
      nullable: keys.includes(key) ? false : null,
      generated: null,
      references: null,
      at: types.get(key)?.at ?? at,
    });
    return [{ layer: 'knex', name, symbol: node.id?.name ?? null, cls: valuesOf(file).cls(node), columns: [...new Set([...keys, ...types.keys()])].map(column), relations: relationsOf(file, staticOf(node, 'relationMappings')), at }];
  });
}

/** What a static field holds or a static getter, or a static method without parameters, returns. */
function staticOf(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string): Node | null {
  for (const member of node.body.body) {
    if ((member.type !== 'PropertyDefinition' && member.type !== 'MethodDefinition') || !member.static || propertyKey(member) !== name || !member.value) continue;
    if (!isFunction(member.value)) return member.value;
    const { body } = member.value;
    if (body?.type !== 'BlockStatement') return body ?? null;
    const last = body.body.at(-1);
    return last?.type === 'ReturnStatement' ? last.argument : null;
  }
  return null;
}

function jsonColumns(file: SourceFile, schema: Node | null): [string, { type: string | null; at: ColumnFact['at'] }][] {
  const properties = objectProperties(schema).find(([key]) => key === 'properties')?.[1].value;
  return objectProperties(properties).map(([key, property]) => [key, { type: textIn(file, valuesOf(file).of(property.value), 'type'), at: spanOf(property) }]);
}

function relationsOf(file: SourceFile, mappings: Node | null): RelationFact[] {
  const body = mappings && isFunction(mappings) ? mappings.body : mappings;
  return objectProperties(body).flatMap(([name, property]): RelationFact[] => {
    const declared = valuesOf(file).of(property.value);
    const relation: Value | undefined = propertyIn(declared, 'relation');
    const form = relation?.k === 'member' ? forms[relation.name] : undefined;
    return form ? [{ name, form, target: targetOf(file, propertyIn(declared, 'modelClass')), options: null, at: spanOf(property) }] : [];
  });
}
