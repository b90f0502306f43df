import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { decoratorsOf } from '../syntax/function-facts.js';
import { constantString } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { assignmentsIn, booleanIn, propertyIn, targetOf, textIn } from './_declarations.js';
import { madeBy, madeBySql } from './_keys.js';
import { migrationIndex, migrationTable, schemaTable, strategies } from './_typeorm-schemas.js';

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
  const indexed = file.text.includes('TableIndex') ? file.nodes('CallExpression').flatMap((node) => migrationIndex(file, node) ?? []) : [];
  return [...classes, ...built, ...indexed];
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
  member: TSESTree.ClassElement,
  key: string,
  column: DecoratorFact,
  decorators: readonly DecoratorFact[],
): ColumnFact {
  const initial = 'value' in member && member.type !== 'MethodDefinition' ? member.value : null;
  const name = typeormName(column.callee)!;
  const options = column.args.find((a) => a.k === 'object') ?? null;
  const typeText = column.args[0] ? constantString(file, column.args[0]) : null;
  const type = (name === 'PrimaryGeneratedColumn' ? null : typeText) ?? textIn(file, options, 'type') ?? typeNames[name] ?? (name === 'Column' && isUntyped(column, options) && isDateMember(file, member) ? 'timestamp default' : null);
  const primaryKey = name.startsWith('Primary') || name === 'ObjectIdColumn' || booleanIn(options, 'primary') === true;
  const made = madeValue(file, owner, initial, key, column, decorators, options, typeText);
  return {
    name: key,
    type: type?.toLowerCase() ?? null,
    primaryKey,
    unique: primaryKey || booleanIn(options, 'unique') === true,
    nullable: booleanIn(options, 'nullable') ?? (options && spreads(options) ? null : false),
    ...(name === 'VersionColumn' && { version: true as const }),
    references: null,
    options,
    ...made,
  };
}

/** `@Column()` and `@Column({ nullable: true })`: no type is written. */
const isUntyped = (column: DecoratorFact, options: Value | null): boolean =>
  options ? column.args.length === 1 && !spreads(options) && !propertyIn(options, 'type') : column.args.length === 0;

/** `createdAt: Date`: what `@Column()` takes from the type that TypeScript emits. */
function isDateMember(file: SourceFile, member: TSESTree.ClassElement): boolean {
  const annotation = 'typeAnnotation' in member && member.typeAnnotation ? valuesOf(file).type(member.typeAnnotation.typeAnnotation) : null;
  return annotation?.t === 'name' && annotation.symbol.k === 'global' && annotation.symbol.name === 'Date';
}

const typeNames: Readonly<Record<string, string>> = { CreateDateColumn: 'timestamp default', UpdateDateColumn: 'timestamp default', DeleteDateColumn: 'timestamp default', VersionColumn: 'version', ObjectIdColumn: 'objectid' };

/** Who makes the value, the nearest first: the database by strategy or default, an initialiser, the constructor, a hook. */
function madeValue(
  file: SourceFile,
  owner: ClassNode,
  initial: Node | null,
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
  if (initial) {
    const made = madeBy(file, valuesOf(file).of(initial));
    if (made.generated || made.generator) return { ...made, at: spanOf(initial) };
  }
  for (const assignment of assignmentsIn(file, owner, key)) {
    const made = madeBy(file, valuesOf(file).of(assignment.right));
    if (made.generated || made.generator) return { ...made, at: spanOf(assignment.right) };
  }
  return { generated: null, at: column.at };
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

const spreads = (value: Value): boolean => value.k === 'object' && value.spreads.length > 0;
