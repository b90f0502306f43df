import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { booleanIn, objectProperties, propertyIn, targetOf, textIn, variableOf } from './_declarations.js';
import { madeBySql } from './_keys.js';

type Table = Omit<TableFact, 'kind'>;

/** Generation strategies by name, https://typeorm.io/docs/entity/entities#primary-columns; `uuid` is version 4. */
export const strategies: Readonly<Record<string, ColumnFact['generated']>> = { increment: 'increment', identity: 'increment', uuid: 'uuid-v4', rowid: 'database' };

/** An entity as data: `new EntitySchema({ name, columns, relations })`. */
export function schemaTable(file: SourceFile, node: TSESTree.NewExpression): Table | null {
  const argument = node.arguments[0];
  const options = valuesOf(file).of(argument);
  if (options.k !== 'object') return null;
  const name = textIn(file, options, 'tableName') ?? textIn(file, options, 'name');
  const listed = propertyOf(argument, 'columns');
  const columns = objectProperties(listed?.value).map(([key, property]): ColumnFact => {
    const column = valuesOf(file).of(property.value);
    const generated = propertyIn(column, 'generated');
    const byDefault = propertyIn(column, 'default');
    const where = ['generated', 'default'].map((n) => propertyOf(property.value, n)).find((p) => p !== null);
    const primaryKey = booleanIn(column, 'primary') === true || booleanIn(column, 'objectId') === true;
    return {
      name: key,
      type: textIn(file, column, 'type')?.toLowerCase() ?? null,
      primaryKey,
      unique: primaryKey || booleanIn(column, 'unique') === true,
      nullable: booleanIn(column, 'nullable') ?? false,
      generated:
        generated?.k === 'literal'
          ? generated.value === true
            ? 'increment'
            : (strategies[String(generated.value)] ?? null)
          : byDefault
            ? madeBySql(file, byDefault)
            : null,
      ...(booleanIn(column, 'version') === true && { version: true as const }),
      references: null,
      options: column,
      at: spanOf(where ?? property),
    };
  });
  const relations = objectProperties(propertyOf(argument, 'relations')?.value).flatMap(([key, property]): RelationFact[] => {
    const declared = valuesOf(file).of(property.value);
    const form = textIn(file, declared, 'type');
    if (form !== 'one-to-one' && form !== 'one-to-many' && form !== 'many-to-one' && form !== 'many-to-many') return [];
    return [{ name: key, form, target: targetOf(file, propertyIn(declared, 'target')), options: declared, at: spanOf(property) }];
  });
  for (const relation of relations)
    if (relation.form === 'many-to-one')
      columns.push({ name: relation.name, type: null, primaryKey: false, unique: false, nullable: booleanIn(relation.options, 'nullable') ?? true, generated: null, references: { table: relation.target?.k === 'literal' ? String(relation.target.value) : null, value: relation.target }, options: relation.options, at: relation.at });
  return { layer: 'typeorm', name, symbol: variableOf(node), cls: null, columns, indexes: listedIndexes(options, 'columns', 'unique'), relations, at: spanOf(node) };
}

/** `new Table({ name, columns: [{ name, isPrimary, generationStrategy, default }] })`, columns also as `new TableColumn({…})`. */
export function migrationTable(file: SourceFile, node: TSESTree.NewExpression): Table | null {
  const argument = node.arguments[0];
  const options = valuesOf(file).of(argument);
  if (options.k !== 'object') return null;
  const list = propertyOf(argument, 'columns')?.value;
  const listed = list ? unwrap(list) : null;
  const items = listed?.type === 'ArrayExpression' ? listed.elements : [];
  const columns = items.flatMap((item): ColumnFact[] => {
    const plain = item && item.type !== 'SpreadElement' ? unwrap(item) : null;
    const literal = plain?.type === 'NewExpression' ? plain.arguments[0] : plain;
    if (literal?.type !== 'ObjectExpression') return [];
    const column = valuesOf(file).of(literal);
    const name = textIn(file, column, 'name');
    if (name === null) return [];
    const strategy = textIn(file, column, 'generationStrategy');
    const byDefault = propertyIn(column, 'default');
    const bySql = byDefault ? madeBySql(file, byDefault) : null;
    const generated = strategy !== null ? (strategies[strategy] ?? null) : (bySql ?? (booleanIn(column, 'isGenerated') === true ? 'increment' : null));
    const where = (strategy !== null ? ['generationStrategy'] : bySql ? ['default'] : ['isGenerated']).map((n) => propertyOf(literal, n))[0];
    const primaryKey = booleanIn(column, 'isPrimary') === true;
    return [
      {
        name,
        type: textIn(file, column, 'type')?.toLowerCase() ?? null,
        primaryKey,
        unique: primaryKey || booleanIn(column, 'isUnique') === true,
        nullable: booleanIn(column, 'isNullable') ?? false,
        generated,
        references: foreignKey(file, options, name),
        at: spanOf(where ?? literal),
      },
    ];
  });
  return { layer: 'typeorm', name: textIn(file, options, 'name'), symbol: null, cls: null, columns, indexes: listedIndexes(options, 'columnNames', 'isUnique'), at: spanOf(node) };
}

/** `queryRunner.createIndex('orders', new TableIndex({ columnNames: ['email'] }))`: an index that a later change adds. */
export function migrationIndex(file: SourceFile, call: TSESTree.CallExpression): Table | null {
  const { callee } = call;
  const [table, ...given] = call.arguments.map((argument) => valuesOf(file).of(argument));
  const method = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
  if (!table || (method !== 'createIndex' && method !== 'createIndices')) return null;
  const name = constantString(file, table) ?? textIn(file, table, 'name');
  const indexes = given.flatMap((value) => (value.k === 'array' ? value.items : [value])).flatMap((item): IndexFact[] => {
    const index = item.k === 'new' && symbolOf(item.callee) === 'typeorm#TableIndex' ? item.args[0] : undefined;
    const columns = propertyIn(index, 'columnNames');
    return columns ? [{ columns: strings(columns), unique: booleanIn(index, 'isUnique') === true, at: spanOf(call) }] : [];
  });
  return name === null || indexes.length === 0 ? null : { layer: 'typeorm', name, symbol: null, cls: null, columns: [], indexes, retypes: [], at: spanOf(call) };
}

/** `indices` and `uniques` of a schema or of a table, which name the same by other words. */
const listedIndexes = (options: Value, columns: string, unique: string): IndexFact[] =>
  ['indices', 'uniques'].flatMap((kind) => {
    const value = propertyIn(options, kind);
    return (value?.k === 'array' ? value.items : []).flatMap((item): IndexFact[] => {
      const index = item.k === 'new' ? item.args[0] : item;
      const names = propertyIn(index, columns);
      if (names?.k !== 'array' || index?.k !== 'object') return [];
      return [{ columns: strings(names), unique: kind === 'uniques' || booleanIn(index, unique) === true, at: index.at }];
    });
  });

const strings = (value: Value): string[] =>
  value.k === 'array' ? value.items.flatMap((i) => (i.k === 'literal' && typeof i.value === 'string' ? [i.value] : [])) : [];

function foreignKey(file: SourceFile, options: Value, column: string): ColumnFact['references'] {
  const keys = propertyIn(options, 'foreignKeys');
  for (const item of keys?.k === 'array' ? keys.items : []) {
    const key = item.k === 'new' ? item.args[0] : item;
    const names = propertyIn(key, 'columnNames');
    if (names && strings(localValue(file, names)).includes(column)) return { table: textIn(file, key, 'referencedTableName'), value: null };
  }
  return null;
}
