import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { decoratorsOf } from '../syntax/code-facts.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey, valuesOf } from '../syntax/values.js';
import { madeBy, madeBySql } from './_keys.js';

type Table = Omit<TableFact, 'kind'>;
type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type Made = Pick<ColumnFact, 'generated' | 'generator'>;

const entityDecorators: ReadonlySet<string> = new Set(['Entity', 'ViewEntity', 'ChildEntity', 'TableInheritance']);
const columnDecorators: ReadonlySet<string> = new Set([
  'Column',
  'PrimaryColumn',
  'PrimaryGeneratedColumn',
  'ObjectIdColumn',
  'CreateDateColumn',
  'UpdateDateColumn',
  'DeleteDateColumn',
  'VersionColumn',
  'ViewColumn',
  'VirtualColumn',
]);
const relationForms: Readonly<Record<string, RelationFact['form']>> = {
  OneToOne: 'one-to-one',
  OneToMany: 'one-to-many',
  ManyToOne: 'many-to-one',
  ManyToMany: 'many-to-many',
};

/**
 * Entities as decorated classes (https://typeorm.io/docs/entity/entities) and as `EntitySchema`
 * (…/entity/separating-entity-definition), and tables that migrations create with the `Table` API
 * (…/migrations/api). A class with columns but no `@Entity` is a base class: its table has no name.
 */
export function typeormTables(file: SourceFile): Table[] {
  const classes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')].flatMap((node) => entityTable(file, node) ?? []);
  // an alias cannot hide the imported name from the text
  const built = (/EntitySchema|\bTable\b/.test(file.text) ? file.nodes('NewExpression') : []).flatMap((node) => {
    const symbol = typeormName(valuesOf(file).of(node.callee));
    if (symbol === 'EntitySchema') return schemaTable(file, node) ?? [];
    return symbol === 'Table' ? (migrationTable(file, node) ?? []) : [];
  });
  return [...classes, ...built];
}

/** Name of a symbol of TypeORM, `null` for anything else. */
const typeormName = (value: Value): string | null => {
  const symbol = symbolOf(value);
  return symbol !== null && /^typeorm(\/[^#]*)?#\w+$/.test(symbol) ? symbol.slice(symbol.indexOf('#') + 1) : null;
};

function entityTable(file: SourceFile, node: ClassNode): Table | null {
  const own = decoratorsOf(file, node);
  const entity = own.find((d) => entityDecorators.has(typeormName(d.callee) ?? ''));
  const columns: ColumnFact[] = [];
  const relations: RelationFact[] = [];
  const indexes: IndexFact[] = own.flatMap((d) => compositeIndex(file, d) ?? []);
  for (const member of node.body.body) {
    if (member.type !== 'PropertyDefinition' && member.type !== 'AccessorProperty' && member.type !== 'TSAbstractPropertyDefinition' && member.type !== 'MethodDefinition') continue;
    if (!member.decorators || member.decorators.length === 0) continue;
    const key = propertyKey(member);
    if (key === null) continue;
    const decorators = decoratorsOf(file, member);
    const names = decorators.map((d) => typeormName(d.callee));
    const relation = decorators.find((_, i) => Object.hasOwn(relationForms, names[i] ?? ''));
    if (relation) {
      const form = relationForms[typeormName(relation.callee)!]!;
      const target = targetOf(file, relation.args[0]);
      const options = relation.args.slice(1).find((a) => a.k === 'object') ?? null;
      relations.push({ name: key, form, target, options, at: relation.at });
      if (form === 'many-to-one' || (form === 'one-to-one' && names.includes('JoinColumn')))
        columns.push({
          name: key,
          type: null,
          primaryKey: names.includes('PrimaryColumn') || booleanIn(options, 'primary') === true,
          unique: form === 'one-to-one',
          nullable: booleanIn(options, 'nullable') ?? true,
          generated: null,
          references: { table: null, value: target },
          options,
          at: relation.at,
        });
    }
    const column = decorators.find((_, i) => columnDecorators.has(names[i] ?? ''));
    if (column && !(relation && names.includes('PrimaryColumn'))) columns.push(columnFact(file, node, member, key, column, decorators));
    const index = decorators.find((_, i) => names[i] === 'Index' || names[i] === 'Unique');
    if (index)
      indexes.push({
        columns: [key],
        unique: typeormName(index.callee) === 'Unique' || index.args.some((a) => booleanIn(a, 'unique') === true),
        at: index.at,
      });
  }
  if (!entity && columns.length === 0 && relations.length === 0) return null;
  return {
    layer: 'typeorm',
    name: entity ? entityName(file, entity, node) : null,
    symbol: node.id?.name ?? null,
    cls: valuesOf(file).cls(node),
    columns,
    indexes,
    relations,
    at: entity?.at ?? spanOf(node.id ?? node),
  };
}

/** The default naming strategy makes snake case of the class name. */
function entityName(file: SourceFile, entity: DecoratorFact, node: ClassNode): string | null {
  const [first, second] = entity.args;
  if (first && first.k !== 'object') return constantString(file, first);
  const options = first ?? second;
  const name = options?.k === 'object' && Object.hasOwn(options.props, 'name') ? options.props['name'] : undefined;
  if (name) return constantString(file, name);
  return node.id ? snakeCase(node.id.name) : null;
}

const snakeCase = (name: string): string =>
  name
    .replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();

function columnFact(
  file: SourceFile,
  owner: ClassNode,
  member: Node & { readonly value?: Node | null },
  key: string,
  column: DecoratorFact,
  decorators: readonly DecoratorFact[],
): ColumnFact {
  const name = typeormName(column.callee)!;
  const options = column.args.find((a) => a.k === 'object') ?? null;
  const typeText = column.args[0] ? constantString(file, column.args[0]) : null;
  const type = (name === 'PrimaryGeneratedColumn' ? null : typeText) ?? textIn(file, options, 'type') ?? (typeNames[name] ?? null);
  const primaryKey = name.startsWith('Primary') || name === 'ObjectIdColumn' || booleanIn(options, 'primary') === true;
  const made = madeValue(file, owner, member, key, column, decorators, options, typeText);
  return {
    name: key,
    type: type?.toLowerCase() ?? null,
    primaryKey,
    unique: primaryKey || booleanIn(options, 'unique') === true,
    nullable: booleanIn(options, 'nullable') ?? (options && spreads(options) ? null : false),
    references: null,
    options,
    ...made,
  };
}

const typeNames: Readonly<Record<string, string>> = { CreateDateColumn: 'timestamp default', UpdateDateColumn: 'timestamp default', DeleteDateColumn: 'timestamp default', VersionColumn: 'version', ObjectIdColumn: 'objectid' };

/** Who makes the value, the nearest first: the database by strategy or default, an initialiser, the constructor, a hook. */
function madeValue(
  file: SourceFile,
  owner: ClassNode,
  member: Node & { readonly value?: Node | null },
  key: string,
  column: DecoratorFact,
  decorators: readonly DecoratorFact[],
  options: Value | null,
  strategyText: string | null,
): Made & { readonly at: Span } {
  const name = typeormName(column.callee);
  if (name === 'PrimaryGeneratedColumn') {
    const [first] = column.args;
    const strategy = first && first.k !== 'object' ? strategyText : 'increment';
    return { generated: strategies[strategy ?? ''] ?? null, at: column.at };
  }
  if (name === 'ObjectIdColumn') return { generated: 'other', at: column.at };
  const generatedBy = decorators.find((d) => typeormName(d.callee) === 'Generated');
  if (generatedBy) {
    const strategy = generatedBy.args[0] ? constantString(file, generatedBy.args[0]) : 'increment';
    return { generated: strategies[strategy ?? ''] ?? null, at: generatedBy.at };
  }
  const declared = propertyIn(options, 'generated');
  if (declared?.k === 'literal') return { generated: declared.value === true ? 'increment' : (strategies[String(declared.value)] ?? null), at: column.at };
  const byDefault = propertyIn(options, 'default');
  const inDatabase = byDefault ? madeBySql(file, byDefault) : null;
  if (inDatabase) return { generated: inDatabase, at: column.at };
  if (member.value) {
    const made = madeBy(file, valuesOf(file).of(member.value));
    if (made.generated || made.generator) return { ...made, at: spanOf(member.value) };
  }
  for (const assignment of assignmentsIn(file, owner, key)) {
    const made = madeBy(file, valuesOf(file).of(assignment.right));
    if (made.generated || made.generator) return { ...made, at: spanOf(assignment.right) };
  }
  return { generated: null, at: column.at };
}

const strategies: Readonly<Record<string, ColumnFact['generated']>> = { increment: 'increment', identity: 'increment', uuid: 'uuid-v4', rowid: 'database' };

/** `this.id = …` in the constructor or in a method of the class, such as a `@BeforeInsert` hook. */
export function assignmentsIn(file: SourceFile, owner: Node, key: string): TSESTree.AssignmentExpression[] {
  const index = valuesOf(file).cls(owner);
  return file.nodes('AssignmentExpression').filter((node) => {
    if (node.left.type !== 'MemberExpression' || node.left.object.type !== 'ThisExpression') return false;
    if (propertyKey({ key: node.left.property, computed: node.left.computed }) !== key) return false;
    const target = valuesOf(file).of(node.left.object);
    return target.k === 'this' && target.cls === index;
  });
}

/** `() => Order`, `type => Order`, `'Order'`. */
export function targetOf(file: SourceFile, value: Value | undefined): Value | null {
  if (!value) return null;
  if (value.k !== 'function') return value.k === 'unknown' || value.k === 'object' ? null : value;
  const node = valuesOf(file).functionNodes[value.fn];
  if (node?.type !== 'ArrowFunctionExpression' || node.body.type === 'BlockStatement') return null;
  const target = valuesOf(file).of(node.body);
  return target.k === 'unknown' ? null : target;
}

/** `@Index(['a', 'b'])`, `@Index('name', ['a'], { unique: true })`, `@Unique('name', ['a'])` on a class. */
function compositeIndex(file: SourceFile, decorator: DecoratorFact): IndexFact | null {
  const name = typeormName(decorator.callee);
  if (name !== 'Index' && name !== 'Unique') return null;
  const list = decorator.args.find((a) => a.k === 'array' || a.k === 'function');
  if (!list) return null;
  const items = list.k === 'array' ? list.items : arrowList(file, list);
  const columns = items.flatMap((i) => (i.k === 'literal' && typeof i.value === 'string' ? [i.value] : i.k === 'member' ? [i.name] : []));
  if (columns.length !== items.length || columns.length === 0) return null;
  return { columns, unique: name === 'Unique' || decorator.args.some((a) => booleanIn(a, 'unique') === true), at: decorator.at };
}

/** `(order: Order) => [order.a, order.b]`. */
const arrowList = (file: SourceFile, value: Value): readonly Value[] => {
  const node = value.k === 'function' ? valuesOf(file).functionNodes[value.fn] : undefined;
  if (node?.type !== 'ArrowFunctionExpression' || node.body.type === 'BlockStatement') return [];
  const list = valuesOf(file).of(node.body);
  return list.k === 'array' ? list.items : [];
};

export const propertyIn = (value: Value | null | undefined, name: string): Value | undefined =>
  value?.k === 'object' && Object.hasOwn(value.props, name) ? value.props[name] : undefined;

export const textIn = (file: SourceFile, value: Value | null | undefined, name: string): string | null => {
  const property = propertyIn(value, name);
  if (!property) return null;
  // `type: String` names a constructor
  return property.k === 'global' ? property.name : constantString(file, property);
};

export const booleanIn = (value: Value | null | undefined, name: string): boolean | null => {
  const property = propertyIn(value, name);
  return property?.k === 'literal' && typeof property.value === 'boolean' ? property.value : null;
};

const spreads = (value: Value): boolean => value.k === 'object' && value.spreads.length > 0;

function schemaTable(file: SourceFile, node: TSESTree.NewExpression): Table | null {
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
  return { layer: 'typeorm', name, symbol: variableOf(node), cls: null, columns, relations, at: spanOf(node) };
}

/** Properties of an object literal with their names. */
export function objectProperties(node: Node | undefined | null): [string, TSESTree.Property][] {
  const plain = node ? unwrap(node) : null;
  if (plain?.type !== 'ObjectExpression') return [];
  return plain.properties.flatMap((p): [string, TSESTree.Property][] => {
    const key = p.type === 'Property' ? propertyKey(p) : null;
    return p.type === 'Property' && key !== null ? [[key, p]] : [];
  });
}

/** Name of the variable that an expression is assigned to. */
export function variableOf(node: Node): string | null {
  let up = node.parent;
  while (up && (up.type === 'TSAsExpression' || up.type === 'TSSatisfiesExpression' || up.type === 'TSNonNullExpression' || up.type === 'LogicalExpression')) up = up.parent;
  return up?.type === 'VariableDeclarator' && up.id.type === 'Identifier' ? up.id.name : null;
}

/** `new Table({ name, columns: [{ name, isPrimary, generationStrategy, default }] })`, columns also as `new TableColumn({…})`. */
function migrationTable(file: SourceFile, node: TSESTree.NewExpression): Table | null {
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
  const indexes = ['indices', 'uniques'].flatMap((kind) => {
    const value = propertyIn(options, kind);
    return (value?.k === 'array' ? value.items : []).flatMap((item): IndexFact[] => {
      const index = item.k === 'new' ? item.args[0] : item;
      const names = propertyIn(index, 'columnNames');
      if (names?.k !== 'array' || index?.k !== 'object') return [];
      return [{ columns: strings(names), unique: kind === 'uniques' || booleanIn(index, 'isUnique') === true, at: index.at }];
    });
  });
  return { layer: 'typeorm', name: textIn(file, options, 'name'), symbol: null, cls: null, columns, indexes, at: spanOf(node) };
}

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
