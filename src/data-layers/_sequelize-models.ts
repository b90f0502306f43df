import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, TableFact } from '../facts/backend.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from '../syntax/bindings.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { decoratorsOf } from '../syntax/function-facts.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { booleanIn, objectProperties, propertyIn, targetOf, textIn, variableOf } from './_declarations.js';
import { madeBy, madeBySql } from './_keys.js';

type Table = Omit<TableFact, 'kind'>;
type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/**
 * Tables as code declares them: `sequelize.define('order', {…})`, `Order.init({…}, {…})`, classes of
 * sequelize-typescript and of Sequelize 7, and `queryInterface.createTable('orders', {…})` of migrations. The name is
 * the `tableName` where one is written, otherwise the model's name; Sequelize makes the plural of it.
 */
export function sequelizeTables(file: SourceFile): Table[] {
  const calls = file.nodes('CallExpression').flatMap((call) => {
    const callee = unwrap(call.callee);
    const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    if (callee.type !== 'MemberExpression') return [];
    if (name === 'define') return defined(file, call) ?? [];
    if (name === 'init') return initialised(file, call, callee.object) ?? [];
    if (name === 'addIndex') return indexed(file, call) ?? [];
    return name === 'createTable' ? (created(file, call) ?? []) : [];
  });
  const classes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')].flatMap((node) => decorated(file, node) ?? []);
  return [...calls, ...classes];
}

function defined(file: SourceFile, call: TSESTree.CallExpression): Table | null {
  const [nameNode, attributes, options] = call.arguments;
  if (!nameNode || !attributes) return null;
  const name = constantString(file, valuesOf(file).of(nameNode));
  const columns = columnsOf(file, attributes);
  if (!columns || (name === null && !isDataTypes(columns))) return null;
  const settings = valuesOf(file).of(options);
  return { layer: 'sequelize', name: textIn(file, settings, 'tableName') ?? name, symbol: variableOf(call) ?? name, cls: null, columns: [...columns, ...versionColumn(settings)], indexes: indexesOf(settings, columns), at: spanOf(call) };
}

/** `Order.init({ … }, { sequelize, tableName })`, `super.init(…)` and `this.init` in a static method. */
function initialised(file: SourceFile, call: TSESTree.CallExpression, model: Node): Table | null {
  const [attributes, options] = call.arguments;
  if (!attributes || !options) return null;
  const columns = columnsOf(file, attributes);
  if (!columns || columns.length === 0) return null;
  const settings = valuesOf(file).of(options);
  if (settings.k === 'object' && settings.spreads.length === 0 && !Object.hasOwn(settings.props, 'sequelize') && !Object.hasOwn(settings.props, 'tableName') && !Object.hasOwn(settings.props, 'modelName')) return null;
  const value = valuesOf(file).of(model);
  const cls = value.k === 'class' || value.k === 'this' || value.k === 'super' ? value.cls : null;
  const node = cls === null ? null : valuesOf(file).classNodes[cls];
  const symbol = node?.id?.name ?? (model.type === 'Identifier' ? model.name : null);
  return { layer: 'sequelize', name: textIn(file, settings, 'tableName') ?? textIn(file, settings, 'modelName') ?? symbol, symbol, cls, columns: [...columns, ...versionColumn(settings)], indexes: indexesOf(settings, columns), at: spanOf(call) };
}

function created(file: SourceFile, call: TSESTree.CallExpression): Table | null {
  const [nameNode, attributes] = call.arguments;
  if (!nameNode || !attributes) return null;
  const value = valuesOf(file).of(nameNode);
  // `{ tableName, schema }`
  const name = constantString(file, value) ?? textIn(file, value, 'tableName');
  const columns = columnsOf(file, attributes);
  return columns && columns.length > 0 ? { layer: 'sequelize', name, symbol: null, cls: null, columns, at: spanOf(call) } : null;
}

/** `queryInterface.addIndex('orders', ['a', 'b'], { unique: true })`, also `addIndex('orders', { fields: ['a'] })`. */
function indexed(file: SourceFile, call: TSESTree.CallExpression): Table | null {
  const [table, first, second] = call.arguments.map((argument) => localValue(file, valuesOf(file).of(argument)));
  const name = table ? (constantString(file, table) ?? textIn(file, table, 'tableName')) : null;
  const isList = first?.k === 'array';
  const fields = isList ? first : propertyIn(first, 'fields');
  const columns = fields?.k === 'array' ? fields.items.flatMap((field) => constantString(file, field) ?? textIn(file, field, 'name') ?? []) : [];
  if (name === null || columns.length === 0) return null;
  const at = spanOf(call);
  // a table that only later changes are known of says so by its `retypes`
  return { layer: 'sequelize', name, symbol: null, cls: null, columns: [], indexes: [{ columns, unique: booleanIn(isList ? second : first, 'unique') === true, at }], retypes: [], at };
}

const isDataTypes = (columns: readonly ColumnFact[]): boolean => columns.some((c) => c.type !== null);

function columnsOf(file: SourceFile, attributes: Node): ColumnFact[] | null {
  let literal = unwrap(attributes);
  if (literal.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(literal);
    if (binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init) literal = unwrap(binding.declarator.init);
  }
  if (literal.type !== 'ObjectExpression') return null;
  const columns = objectProperties(literal).map(([key, property]) => columnOf(file, key, property));
  // spread pieces of the same file: `...baseColumns`
  for (const spread of literal.properties)
    if (spread.type === 'SpreadElement') columns.push(...(columnsOf(file, spread.argument) ?? []));
  return columns;
}

function columnOf(file: SourceFile, key: string, property: TSESTree.Property): ColumnFact {
  const declared = valuesOf(file).of(property.value);
  const options = declared.k === 'object' ? declared : null;
  const primaryKey = booleanIn(options, 'primaryKey') === true;
  const made = defaultOf(file, options);
  const where = made.generated || made.generator ? propertyOf(property.value, booleanIn(options, 'autoIncrement') === true ? 'autoIncrement' : 'defaultValue') : null;
  return {
    name: key,
    type: typeName(file, options ? (propertyIn(options, 'type') ?? { k: 'unknown' }) : declared),
    primaryKey,
    unique: primaryKey || isUnique(propertyIn(options, 'unique')),
    nullable: primaryKey ? false : (booleanIn(options, 'allowNull') ?? true),
    ...made,
    references: reference(file, options),
    options,
    at: spanOf(where ?? property),
  };
}

const isUnique = (value: Value | undefined): boolean => value !== undefined && !(value.k === 'literal' && (value.value === false || value.value === null));

/** `DataTypes.UUIDV4`, `Sequelize.UUIDV4`, a generator, a SQL function; `autoIncrement`. */
function defaultOf(file: SourceFile, options: Value | null): Pick<ColumnFact, 'generated' | 'generator'> {
  if (booleanIn(options, 'autoIncrement') === true) return { generated: 'increment', generator: null };
  const value = propertyIn(options, 'defaultValue');
  return value ? madeDefault(file, value) : { generated: null, generator: null };
}

function madeDefault(file: SourceFile, value: Value): Pick<ColumnFact, 'generated' | 'generator'> {
  const local = localValue(file, value);
  const callee = local.k === 'call' && local.callee.k === 'member' && /^UUIDV\d$/.test(local.callee.name) ? local.callee : local;
  const name = callee.k === 'member' || callee.k === 'import' ? callee.name : null;
  if (name === 'UUIDV4') return { generated: 'uuid-v4', generator: null };
  if (name === 'UUIDV1') return { generated: 'other', generator: null };
  // Sequelize 7: `sql.uuidV4`
  if (name === 'uuidV4') return { generated: 'uuid-v4', generator: null };
  if (name === 'uuidV1') return { generated: 'other', generator: null };
  const bySql = madeBySql(file, local);
  return bySql ? { generated: bySql, generator: null } : madeBy(file, local);
}

/** The last name of a data type: `uuid` for `DataTypes.UUID`, `string` for `Sequelize.STRING(30)`. */
function typeName(file: SourceFile, value: Value): string | null {
  if (value.k === 'call') return typeName(file, value.callee);
  if (value.k === 'member' || value.k === 'import') return value.name.toLowerCase();
  return constantString(file, value)?.toLowerCase() ?? null;
}

/** `references: { model: 'orders', key: 'id' }`, the model as name, `{ tableName }` or class; `references: 'orders'`. */
function reference(file: SourceFile, options: Value | null): ColumnFact['references'] {
  const value = propertyIn(options, 'references');
  if (!value) return null;
  const model = value.k === 'object' ? (propertyIn(value, 'model') ?? propertyIn(value, 'table')) : value;
  if (!model) return null;
  const table = constantString(file, model) ?? textIn(file, model, 'tableName');
  return { table, value: table === null ? model : null };
}

/** `indexes: [{ unique: true, fields: ['email'] }]` and `unique: true` of a column. */
function indexesOf(settings: Value, columns: readonly ColumnFact[]): IndexFact[] {
  const listed = propertyIn(settings, 'indexes');
  const own = (listed?.k === 'array' ? listed.items : []).flatMap((item): IndexFact[] => {
    const fields = propertyIn(item, 'fields');
    if (item.k !== 'object' || fields?.k !== 'array') return [];
    const names = fields.items.flatMap((f) => {
      const name = f.k === 'object' ? propertyIn(f, 'name') : f;
      return name?.k === 'literal' && typeof name.value === 'string' ? [name.value] : [];
    });
    return names.length === fields.items.length ? [{ columns: names, unique: booleanIn(item, 'unique') === true, at: item.at }] : [];
  });
  return [...own, ...columns.filter((c) => c.unique && !c.primaryKey).map((c): IndexFact => ({ columns: [c.name], unique: true, at: c.at }))];
}

/** `version: true` or its name: the column that optimistic locking counts (sequelize.org/docs/v6/other-topics/optimistic-locking). */
function versionColumn(settings: Value | null): ColumnFact[] {
  const version = propertyIn(settings, 'version');
  if (version?.k !== 'literal' || !version.value) return [];
  return [{ name: typeof version.value === 'string' ? version.value : 'version', type: 'integer', primaryKey: false, unique: false, nullable: false, generated: 'database', version: true, references: null, at: version.at }];
}

/** Name of a decorator of sequelize-typescript or of Sequelize 7. */
const decoratorName = (decorator: DecoratorFact): string | null => {
  const symbol = symbolOf(decorator.callee);
  return symbol !== null && /^(sequelize-typescript|@sequelize\/core(\/[^#]*)?)#\w+$/.test(symbol) ? symbol.slice(symbol.indexOf('#') + 1) : null;
};

function decorated(file: SourceFile, node: ClassNode): Table | null {
  const own = decoratorsOf(file, node);
  const table = own.find((d) => decoratorName(d) === 'Table');
  const columns: ColumnFact[] = [];
  const indexes: IndexFact[] = [];
  for (const member of node.body.body) {
    if (member.type !== 'PropertyDefinition' || !member.decorators || member.decorators.length === 0) continue;
    const key = propertyKey(member);
    if (key === null) continue;
    const decorators = decoratorsOf(file, member);
    const named = (...names: string[]): DecoratorFact | undefined => decorators.find((d) => names.includes(decoratorName(d) ?? ''));
    const column = named('Column', 'Attribute', 'PrimaryKey', 'ForeignKey', 'CreatedAt', 'UpdatedAt', 'DeletedAt', 'AutoIncrement', 'Default');
    if (!column) continue;
    const given = (named('Column', 'Attribute') ?? column).args[0] ?? null;
    const options = given?.k === 'object' ? given : null;
    const isType = given !== null && options === null;
    const byDefault = named('Default');
    const primaryKey = named('PrimaryKey') !== undefined || booleanIn(options, 'primaryKey') === true;
    const fromDefault = byDefault?.args[0] ? madeDefault(file, byDefault.args[0]) : defaultOf(file, options);
    const increments = named('AutoIncrement') !== undefined;
    const fromValue = !byDefault && !fromDefault.generated && member.value ? madeBy(file, valuesOf(file).of(member.value)) : null;
    const made = increments ? { generated: 'increment' as const, generator: null } : fromDefault.generated || fromDefault.generator ? fromDefault : (fromValue ?? fromDefault);
    const foreign = named('ForeignKey', 'References');
    const unique = primaryKey || named('Unique') !== undefined || isUnique(propertyIn(options, 'unique'));
    if (!primaryKey && (unique || named('Index'))) indexes.push({ columns: [key], unique, at: column.at });
    columns.push({
      name: key,
      type: typeName(file, isType ? given : (propertyIn(options, 'type') ?? { k: 'unknown' })),
      primaryKey,
      unique,
      nullable: primaryKey || named('NotNull') ? false : named('AllowNull') ? !(named('AllowNull')!.args[0]?.k === 'literal' && (named('AllowNull')!.args[0] as { value: unknown }).value === false) : (booleanIn(options, 'allowNull') ?? true),
      ...made,
      references: foreign ? { table: null, value: targetOf(file, foreign.args[0]) } : reference(file, options),
      options,
      at: made.generated || made.generator ? ((byDefault ?? named('AutoIncrement'))?.at ?? column.at) : column.at,
    });
  }
  if (!table && columns.length === 0) return null;
  const settings = table?.args[0] ?? null;
  return {
    layer: 'sequelize',
    name: table ? (textIn(file, settings, 'tableName') ?? textIn(file, settings, 'modelName') ?? node.id?.name ?? null) : null,
    symbol: node.id?.name ?? null,
    cls: valuesOf(file).cls(node),
    columns: [...columns, ...versionColumn(settings)],
    indexes,
    at: table?.at ?? spanOf(node.id ?? node),
  };
}
