import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { propertyOf } from '../syntax/chains.js';
import { decoratorsOf } from '../syntax/function-facts.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { assignmentsIn, booleanIn, objectProperties, propertyIn, targetOf, textIn, variableOf } from './_declarations.js';
import { madeBy, madeBySql } from './_keys.js';

type Table = Omit<TableFact, 'kind'>;
type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type Made = Pick<ColumnFact, 'generated' | 'generator'>;

const relationForms: Readonly<Record<string, RelationFact['form']>> = {
  OneToOne: 'one-to-one',
  OneToMany: 'one-to-many',
  ManyToOne: 'many-to-one',
  ManyToMany: 'many-to-many',
};
const relationKinds: Readonly<Record<string, RelationFact['form']>> = { '1:1': 'one-to-one', '1:m': 'one-to-many', 'm:1': 'many-to-one', 'm:n': 'many-to-many' };

/**
 * Entities as decorated classes (https://mikro-orm.io/docs/defining-entities), `new EntitySchema({…})` and
 * `defineEntity({…})`. A class with properties but no `@Entity` is a base class: its table has no name.
 */
export function mikroTables(file: SourceFile): Table[] {
  const classes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')].flatMap((node) => entityTable(file, node) ?? []);
  // an alias cannot hide the imported name from the text
  const has = (name: string): boolean => file.text.includes(name);
  const schemas = (has('EntitySchema') ? file.nodes('NewExpression') : []).flatMap((node) => (mikroName(valuesOf(file).of(node.callee)) === 'EntitySchema' ? (schemaTable(file, node) ?? []) : []));
  const defined = (has('defineEntity') ? file.nodes('CallExpression') : []).flatMap((node) => (mikroName(valuesOf(file).of(node.callee)) === 'defineEntity' ? (schemaTable(file, node) ?? []) : []));
  return [...classes, ...schemas, ...defined];
}

/** Name of a symbol of MikroORM, also through a package that hands it on (`@acme/framework/mikro-orm/core`). */
const mikroName = (value: Value): string | null => {
  const symbol = symbolOf(value);
  return symbol !== null && /^(@mikro-orm\/[^#]*|mikro-orm|@[^#]*\/mikro-orm(\/[^#]*)?)#\w+$/.test(symbol) ? symbol.slice(symbol.indexOf('#') + 1) : null;
};

function entityTable(file: SourceFile, node: ClassNode): Table | null {
  const own = decoratorsOf(file, node);
  const entity = own.find((d) => mikroName(d.callee) === 'Entity' || mikroName(d.callee) === 'Embeddable');
  const columns: ColumnFact[] = [];
  const relations: RelationFact[] = [];
  const indexes: IndexFact[] = own.flatMap((d) => compositeIndex(d) ?? []);
  for (const member of node.body.body) {
    if (member.type !== 'PropertyDefinition' && member.type !== 'TSAbstractPropertyDefinition') continue;
    if (!member.decorators || member.decorators.length === 0) continue;
    const key = propertyKey(member);
    if (key === null) continue;
    const decorators = decoratorsOf(file, member).flatMap((fact) => {
      const name = mikroName(fact.callee);
      return name === null ? [] : [{ ...fact, name }];
    });
    if (decorators.length === 0) continue;
    const named = (...names: string[]): DecoratorFact | undefined => decorators.find(({ name }) => names.includes(name));
    const relation = decorators.find(({ name }) => Object.hasOwn(relationForms, name));
    const options = (relation ?? named('Property', 'PrimaryKey', 'SerializedPrimaryKey', 'Enum', 'Formula', 'Embedded'))?.args.find((a) => a.k === 'object') ?? null;
    if (relation) {
      const form = relationForms[mikroName(relation.callee)!]!;
      const target = targetOf(file, relation.args[0]) ?? targetOf(file, propertyIn(options, 'entity'));
      relations.push({ name: key, form, target, options, at: relation.at });
      const owns = form === 'many-to-one' || (form === 'one-to-one' && !propertyIn(options, 'mappedBy'));
      if (owns)
        columns.push({
          name: key,
          type: textIn(file, options, 'columnType')?.toLowerCase() ?? null,
          primaryKey: booleanIn(options, 'primary') === true,
          unique: form === 'one-to-one',
          nullable: booleanIn(options, 'nullable') ?? false,
          generated: null,
          references: { table: null, value: target },
          options,
          at: relation.at,
        });
    }
    const column = named('PrimaryKey', 'Property', 'SerializedPrimaryKey', 'Enum');
    if (column && !relation && booleanIn(options, 'persist') !== false) columns.push(columnFact(file, node, member, key, column, options));
    const index = named('Index', 'Unique');
    if (index) indexes.push({ columns: [key], unique: mikroName(index.callee) === 'Unique', at: index.at });
  }
  if (!entity && columns.length === 0 && relations.length === 0) return null;
  const settings = entity?.args[0] ?? null;
  return {
    layer: 'mikro-orm',
    name: entity && booleanIn(settings, 'abstract') !== true ? (textIn(file, settings, 'tableName') ?? textIn(file, settings, 'collection') ?? (node.id && !propertyIn(settings, 'tableName') ? underscore(node.id.name) : null)) : null,
    symbol: node.id?.name ?? null,
    cls: valuesOf(file).cls(node),
    columns,
    indexes,
    relations,
    at: entity?.at ?? spanOf(node.id ?? node),
  };
}

/** The default naming strategy of SQL drivers. */
const underscore = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function columnFact(file: SourceFile, owner: ClassNode, member: TSESTree.PropertyDefinition | TSESTree.TSAbstractPropertyDefinition, key: string, column: DecoratorFact, options: Value | null): ColumnFact {
  const primaryKey = mikroName(column.callee) === 'PrimaryKey';
  const type = textIn(file, options, 'columnType') ?? typeName(file, options) ?? null;
  return {
    name: key,
    type: type?.toLowerCase() ?? null,
    primaryKey,
    unique: primaryKey || booleanIn(options, 'unique') === true,
    nullable: booleanIn(options, 'nullable') ?? (member.optional === true && !primaryKey),
    ...(booleanIn(options, 'version') === true && { version: true as const }),
    references: null,
    options,
    ...madeValue(file, owner, member, key, column, options, type),
  };
}

/** `type: 'uuid'`, `type: UuidType`, `type: types.uuid`. */
function typeName(file: SourceFile, options: Value | null): string | null {
  const written = propertyIn(options, 'type');
  if (!written) return null;
  const value = written.k === 'function' ? (targetOf(file, written) ?? written) : written;
  if (value.k === 'member' || value.k === 'import' || value.k === 'global') return value.name;
  return textIn(file, options, 'type');
}

/** Who makes the value: the database, the option `onCreate`, an initialiser, the constructor or a hook. */
function madeValue(file: SourceFile, owner: ClassNode, member: TSESTree.PropertyDefinition | TSESTree.TSAbstractPropertyDefinition, key: string, column: DecoratorFact, options: Value | null, type: string | null): Made & { readonly at: Span } {
  const inOptions = madeInOptions(file, options);
  if (inOptions.generated || inOptions.generator) return { ...inOptions, at: column.at };
  if (member.value) {
    const made = madeBy(file, valuesOf(file).of(member.value));
    if (made.generated || made.generator) return { ...made, at: spanOf(member.value) };
  }
  for (const assignment of assignmentsIn(file, owner, key)) {
    const made = madeBy(file, valuesOf(file).of(assignment.right));
    if (made.generated || made.generator) return { ...made, at: spanOf(assignment.right) };
  }
  if (mikroName(column.callee) !== 'PrimaryKey') return { generated: null, at: column.at };
  const annotation = member.typeAnnotation ? valuesOf(file).type(member.typeAnnotation.typeAnnotation) : null;
  if (/objectid/i.test(type ?? '') || (annotation?.t === 'name' && 'name' in annotation.symbol && annotation.symbol.name === 'ObjectId')) return { generated: 'other', at: column.at };
  const isNumber = annotation?.t === 'primitive' && annotation.name === 'number';
  return { generated: isNumber && booleanIn(options, 'autoincrement') !== false ? 'increment' : null, at: column.at };
}

function madeInOptions(file: SourceFile, options: Value | null): Made {
  if (booleanIn(options, 'autoincrement') === true) return { generated: 'increment' };
  for (const name of ['defaultRaw', 'default']) {
    const value = propertyIn(options, name);
    const generated = value ? madeBySql(file, value) : null;
    if (generated) return { generated };
  }
  const onCreate = propertyIn(options, 'onCreate') ?? propertyIn(options, 'default');
  return onCreate ? madeBy(file, onCreate) : { generated: null };
}

/** `@Index({ properties: ['a', 'b'] })`, `@Unique({ properties: […] })` on a class. */
function compositeIndex(decorator: DecoratorFact): IndexFact | null {
  const name = mikroName(decorator.callee);
  return name === 'Index' || name === 'Unique' ? indexOver(propertyIn(decorator.args[0], 'properties'), name === 'Unique', decorator) : null;
}

/** An index over the properties that `properties: 'a'` or `properties: ['a', 'b']` names. */
function indexOver(listed: Value | undefined, unique: boolean, declared: Value | DecoratorFact): IndexFact | null {
  if (!listed || !('at' in declared)) return null;
  const items = listed.k === 'array' ? listed.items : [listed];
  const columns = items.flatMap((i) => (i.k === 'literal' && typeof i.value === 'string' ? [i.value] : []));
  return columns.length === items.length ? { columns, unique, at: declared.at } : null;
}

/** `properties: { id: { type, primary: true } }` and the builder form `id: p.uuid().primary().defaultRaw('…')`. */
function schemaTable(file: SourceFile, node: TSESTree.NewExpression | TSESTree.CallExpression): Table | null {
  const argument = node.arguments[0];
  const options = valuesOf(file).of(argument);
  if (options.k !== 'object') return null;
  const relations: RelationFact[] = [];
  const indexes = ['indexes', 'uniques'].flatMap((kind) => {
    const listed = propertyIn(options, kind);
    return (listed?.k === 'array' ? listed.items : []).flatMap((item) => indexOver(propertyIn(item, 'properties'), kind === 'uniques', item) ?? []);
  });
  const properties = propertyOf(argument, 'properties')?.value;
  const body = properties?.type === 'ArrowFunctionExpression' ? properties.body : properties;
  const columns = objectProperties(body).flatMap(([key, property]): ColumnFact[] => {
    const written = valuesOf(file).of(property.value);
    const declared = written.k === 'function' ? (targetOf(file, written) ?? written) : written;
    const built = declared.k === 'call' ? builderCalls(declared) : null;
    const form = built ? relationOfBuilder(built) : relationKinds[textIn(file, declared, 'kind') ?? textIn(file, declared, 'reference') ?? ''];
    const call = (name: string): BuilderCall | undefined => built?.find((b) => b.name === name);
    const target = form ? targetOf(file, built ? built.find((b) => relationBuilders.has(b.name))?.args[0] : propertyIn(declared, 'entity')) : null;
    if (form) {
      relations.push({ name: key, form, target, options: declared, at: spanOf(property) });
      if (form === 'one-to-many' || form === 'many-to-many' || propertyIn(declared, 'mappedBy') || call('mappedBy')) return [];
    }
    const primaryKey = booleanIn(declared, 'primary') === true || call('primary') !== undefined;
    if (call('index') ?? propertyIn(declared, 'index')) indexes.push({ columns: [key], unique: false, at: spanOf(property) });
    const sqlDefault = call('defaultRaw')?.args[0];
    const onCreate = call('onCreate')?.args[0] ?? call('default')?.args[0];
    const made: Made = built
      ? call('autoincrement')
        ? { generated: 'increment' }
        : sqlDefault
          ? { generated: madeBySql(file, sqlDefault) }
          : onCreate
            ? madeBy(file, onCreate)
            : { generated: null }
      : madeInOptions(file, declared);
    const where = ['defaultRaw', 'onCreate', 'default', 'autoincrement'].map((n) => propertyOf(property.value, n)).find((p) => p !== null);
    return [
      {
        name: key,
        type: (textIn(file, declared, 'columnType') ?? typeName(file, declared) ?? built?.[0]?.name ?? null)?.toLowerCase() ?? null,
        primaryKey,
        unique: primaryKey || booleanIn(declared, 'unique') === true || call('unique') !== undefined,
        nullable: booleanIn(declared, 'nullable') === true || call('nullable') !== undefined,
        ...made,
        ...((booleanIn(declared, 'version') === true || call('version')) && { version: true as const }),
        references: form ? { table: target?.k === 'literal' ? String(target.value) : null, value: target } : null,
        options: declared.k === 'object' ? declared : null,
        at: spanOf((where as Node | undefined) ?? property),
      },
    ];
  });
  return {
    layer: 'mikro-orm',
    name: textIn(file, options, 'tableName') ?? textIn(file, options, 'collection') ?? nameOf(file, options),
    symbol: variableOf(node) ?? textIn(file, options, 'name'),
    cls: propertyIn(options, 'class')?.k === 'class' ? (propertyIn(options, 'class') as { cls: number }).cls : null,
    columns,
    indexes,
    relations,
    at: spanOf(node),
  };
}

const nameOf = (file: SourceFile, options: Value): string | null => {
  const name = textIn(file, options, 'name');
  return name === null ? null : underscore(name);
};

interface BuilderCall {
  readonly name: string;
  readonly args: readonly Value[];
}

/** The calls of `p.string().length(10).unique()`, first to last. */
function builderCalls(value: Value): BuilderCall[] {
  if (value.k !== 'call' || value.callee.k !== 'member') return [];
  return [...builderCalls(value.callee.of), { name: value.callee.name, args: value.args }];
}

const relationBuilders: ReadonlySet<string> = new Set(['manyToOne', 'oneToOne', 'oneToMany', 'manyToMany']);

const relationOfBuilder = (calls: readonly BuilderCall[]): RelationFact['form'] | undefined => {
  const call = calls.find((c) => relationBuilders.has(c.name));
  return call ? relationForms[call.name[0]!.toUpperCase() + call.name.slice(1)] : undefined;
};
