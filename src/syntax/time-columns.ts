import type { TSESTree } from '@typescript-eslint/types';
import type { TimeFact } from '../facts/time.js';
import type { Value } from '../facts/value.js';
import { calledName, chainOf, propertyOf, unwrap } from './chains.js';
import { constantString, constantsOf, localValue } from './local-values.js';
import type { Node, SourceFile } from './source-file.js';
import { holdsAny, spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

type Column = Extract<TimeFact, { form: 'column' }>;
type Call = TSESTree.CallExpression;

/**
 * Columns of type timestamp that are declared apart from a whole table: Drizzle's `timestamp(…)` of `pg-core` wherever
 * it stands, such as a shared object of columns, and what migrations add with TypeORM (`new TableColumn`), Knex
 * (`alterTable`), Kysely (`addColumn`), Sequelize (`addColumn`) and node-pg-migrate (`createTable`, `addColumns`).
 */
export function timeColumns(file: SourceFile): Column[] {
  const imports = (pattern: RegExp): boolean => file.nodes('ImportDeclaration').some((i) => pattern.test(i.source.value));
  const columns: Column[] = [];
  const add = (column: Column | null): void => {
    if (column) columns.push(column);
  };
  const isDrizzle = imports(/^drizzle-orm\/pg-core/);
  const isKysely = imports(/^kysely/);
  const isTypeorm = imports(/^typeorm/);
  const isMigration = file.kind === 'migration';
  if ((!isDrizzle && !isTypeorm && !isMigration) || !holdsAny(file.lowerCaseText, ['timestamp', 'datetime'])) return [];
  const isPgMigrate = isMigration && (imports(/^node-pg-migrate/) || file.dependencies.has('node-pg-migrate'));
  if (isTypeorm) for (const node of file.nodes('NewExpression')) add(tableColumn(file, node));
  if (!isDrizzle && !isMigration) return columns;
  for (const call of file.nodes('CallExpression')) {
    const callee = unwrap(call.callee);
    const name = calledName(callee);
    if (name === null) continue;
    if (isDrizzle && callee.type === 'Identifier') add(drizzleColumn(file, call, callee));
    if (!isMigration || callee.type !== 'MemberExpression') continue;
    if (name === 'addColumn' && isKysely) add(kyselyColumn(file, call));
    else if (name === 'addColumn') add(sequelizeColumn(file, call));
    if (/^(timestamp|datetime|dateTime)$/.test(name)) add(knexColumn(file, call, name));
    if (isPgMigrate && /^(createTable|addColumns?)$/.test(name)) columns.push(...pgMigrateColumns(file, call));
  }
  return columns;
}

/** `timestamp('created_at', { withTimezone: true })` with `timestamp` imported from `drizzle-orm/pg-core`. */
function drizzleColumn(file: SourceFile, call: Call, callee: TSESTree.Identifier): Column | null {
  const values = valuesOf(file);
  const value = values.of(callee);
  if (value.k !== 'import' || value.name !== 'timestamp' || !/^drizzle-orm\/pg-core/.test(value.source)) return null;
  const [first, second] = call.arguments;
  const named = first ? constantString(file, values.of(first)) : null;
  const options = named === null ? first : second;
  const holder = holderOf(call);
  return { form: 'column', layer: 'drizzle', table: null, name: named ?? holder ?? 'timestamp', type: 'timestamp', options: options ? values.of(options) : null, at: spanOf(call) };
}

/** The property that a chain of column steps is the value of. */
function holderOf(call: Node): string | null {
  let node = call;
  while (node.parent && (node.parent.type === 'MemberExpression' || (node.parent.type === 'CallExpression' && node.parent.callee === node))) node = node.parent;
  return node.parent?.type === 'Property' ? propertyKey(node.parent) : null;
}

/** `new TableColumn({ name, type })` of TypeORM. */
function tableColumn(file: SourceFile, node: TSESTree.NewExpression): Column | null {
  const callee = valuesOf(file).of(node.callee);
  if (callee.k !== 'import' || callee.name !== 'TableColumn' || !/^typeorm/.test(callee.source)) return null;
  const [options] = node.arguments;
  const name = textOf(file, options, 'name');
  const type = textOf(file, options, 'type');
  return name === null || type === null ? null : { form: 'column', layer: 'typeorm', table: null, name, type: type.toLowerCase(), options: null, at: spanOf(node) };
}

const textOf = (file: SourceFile, node: Node | undefined, name: string): string | null => {
  const property = propertyOf(node, name);
  return property ? constantString(file, valuesOf(file).of(property.value)) : null;
};

/** `db.schema.alterTable('orders').addColumn('paid_at', 'timestamp')` */
function kyselyColumn(file: SourceFile, call: Call): Column | null {
  const [nameNode, typeNode] = call.arguments;
  if (!nameNode || !typeNode || !chainOf(file, call, false).steps.some((s) => s.name === 'alterTable')) return null;
  const name = constantString(file, valuesOf(file).of(nameNode));
  const type = sqlType(file, valuesOf(file).of(typeNode));
  return name === null || type === null ? null : { form: 'column', layer: 'kysely', table: null, name, type, options: null, at: spanOf(typeNode) };
}

/** A type as text, or as SQL of one constant part. */
function sqlType(file: SourceFile, value: Value): string | null {
  const local = localValue(file, value);
  if (local.k === 'tagged') return local.parts.length === 1 && local.parts[0]?.k === 'literal' ? String(local.parts[0].value).trim().toLowerCase() : null;
  return constantString(file, local)?.toLowerCase() ?? null;
}

/** `queryInterface.addColumn('orders', 'paid_at', { type: 'TIMESTAMP' })` of Sequelize: a type as text. */
function sequelizeColumn(file: SourceFile, call: Call): Column | null {
  const [table, nameNode, options] = call.arguments;
  if (!table || !nameNode || !options) return null;
  const name = constantString(file, valuesOf(file).of(nameNode));
  const type = textOf(file, options, 'type');
  return name === null || type === null ? null : { form: 'column', layer: 'sequelize', table: constantString(file, valuesOf(file).of(table)), name, type: type.toLowerCase(), options: null, at: spanOf(call) };
}

/** `table.timestamp('paid_at', { useTz: false })`, `table.timestamp('paid_at', true)`: the default of Knex has a zone. */
function knexColumn(file: SourceFile, call: Call, method: string): Column | null {
  const [nameNode, options] = call.arguments;
  const root = unwrap((unwrap(call.callee) as TSESTree.MemberExpression).object);
  if (!nameNode || !options || root.type !== 'Identifier' || valuesOf(file).of(root).k !== 'param') return null;
  const useTz = propertyOf(options, 'useTz');
  const constants = constantsOf(file, valuesOf(file).of(useTz ? useTz.value : options));
  const name = constantString(file, valuesOf(file).of(nameNode));
  if (name === null || constants?.length !== 1 || constants[0] !== !useTz) return null;
  return { form: 'column', layer: 'knex', table: null, name, type: `${method.toLowerCase()} without time zone`.replace('datetime', 'timestamp'), options: null, at: spanOf(call) };
}

/** `pgm.createTable('orders', { paid_at: 'timestamp', created_at: { type: 'timestamp' } })` of node-pg-migrate. */
function pgMigrateColumns(file: SourceFile, call: Call): Column[] {
  const [tableNode, list] = call.arguments;
  const literal = list ? unwrap(list) : null;
  if (!tableNode || literal?.type !== 'ObjectExpression') return [];
  const table = constantString(file, valuesOf(file).of(tableNode));
  return literal.properties.flatMap((property): Column[] => {
    const name = property.type === 'Property' ? propertyKey(property) : null;
    if (property.type !== 'Property' || name === null) return [];
    const type = constantString(file, valuesOf(file).of(property.value)) ?? textOf(file, property.value, 'type');
    return type === null ? [] : [{ form: 'column', layer: 'node-pg-migrate', table, name, type: type.toLowerCase(), options: null, at: spanOf(property) }];
  });
}
