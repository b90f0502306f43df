import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { TypeRef, Value } from '../facts/value.js';
import { unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { paramType } from '../syntax/routes.js';
import { couldComeFrom, isClassName, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { queryAt } from './_query.js';

/** Methods of a row, https://sequelize.org/api/v6/class/src/model.js~model#instance-method-save and below. */
const rowMethods: Readonly<Record<string, QueryAction>> = { save: 'update', update: 'update', destroy: 'delete', reload: 'read-one', restore: 'update', increment: 'update', decrement: 'update' };

/** Array methods that give some of the same rows. */
const keepsRows: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed', 'find', 'at', 'pop', 'shift']);

interface Statics {
  /** Packages that a model may come from. */
  readonly packages: readonly string[];
  /** Statics of a model whose result is a row or rows. */
  readonly givesRows: ReadonlySet<string>;
}

/**
 * A row's own `save`, `update`, `destroy` …, where the file shows its model: by what made or found it, by the written
 * type of a parameter or field, or by `this` in a method of the model. The linker drops types that are no models.
 */
export function rowQuery(file: SourceFile, call: TSESTree.CallExpression, callee: TSESTree.MemberExpression, operation: string, statics: Statics): Omit<QueryFact, 'kind'> | null {
  if (!Object.hasOwn(rowMethods, operation) || isClassName(callee.object)) return null;
  const row = valuesOf(file).of(callee.object);
  const isOwn = row.k === 'this';
  if (isOwn && isInStatic(call)) return null;
  const model = isOwn ? row : modelOf(file, row, statics.givesRows);
  if (!model || !couldComeFrom(file, model, statics.packages)) return null;
  const [first] = call.arguments;
  const isNew = row.k === 'new' || (row.k === 'call' && row.callee.k === 'member' && row.callee.name === 'build');
  return queryAt(file, call, {
    layer: 'sequelize',
    receiver: model,
    operation,
    action: operation === 'save' && isNew ? 'insert' : rowMethods[operation]!,
    table: isOwn ? { value: { k: 'class', cls: row.cls } } : model.k === 'member' && /^[A-Z]\w*$/.test(model.name) ? { name: model.name } : { value: model },
    columns: operation === 'destroy' ? 'none' : 'all',
    filtered: true,
    data: operation === 'update' && first ? valuesOf(file).of(first) : row.k === 'new' || (isNew && row.k === 'call') ? (row.args[0] ?? null) : null,
    shape: operation === 'destroy' ? null : 'row',
  });
}

/**
 * Associations of a row by their name: `order.$get('lines')`. No other library of databases has methods of these names.
 * https://github.com/sequelize/sequelize-typescript#type-safe-usage-of-auto-generated-functions
 */
const associationMethods: Readonly<Record<string, Pick<QueryFact, 'action' | 'columns'>>> = {
  $get: { action: 'read-many', columns: 'all' },
  $count: { action: 'count', columns: 'none' },
  $has: { action: 'exists', columns: 'none' },
  $set: { action: 'update', columns: 'none' },
  $add: { action: 'update', columns: 'none' },
  $remove: { action: 'update', columns: 'none' },
  $create: { action: 'insert', columns: 'all' },
};

export function associationQuery(file: SourceFile, call: TSESTree.CallExpression, { object }: TSESTree.MemberExpression, operation: string): Omit<QueryFact, 'kind'> | null {
  if (!Object.hasOwn(associationMethods, operation) || !file.dependencies.has('sequelize-typescript')) return null;
  const [association, options] = call.arguments;
  if (association?.type !== 'Literal' || typeof association.value !== 'string' || isFallback(call, association.value)) return null;
  const { action, columns } = associationMethods[operation]!;
  const row = valuesOf(file).of(object);
  return queryAt(file, call, {
    layer: 'sequelize',
    receiver: row.k === 'this' ? row : null,
    operation,
    action,
    columns: options && columns === 'all' ? null : columns,
    filtered: true,
  });
}

/** `order.lines ?? (await order.$get('lines'))` loads what was not loaded before. */
function isFallback(call: Node, association: string): boolean {
  let node = call;
  while (node.parent?.type === 'AwaitExpression') node = node.parent;
  const { parent } = node;
  if (parent?.type !== 'LogicalExpression' || parent.right !== node || parent.operator === '&&') return false;
  const left = unwrap(parent.left);
  return left.type === 'MemberExpression' && propertyKey({ key: left.property, computed: left.computed }) === association;
}

/** Whether `this` at a node is a class itself: in a static method or field. */
function isInStatic(node: Node): boolean {
  for (let up = node.parent; up; up = up.parent)
    if (up.type === 'MethodDefinition' || up.type === 'PropertyDefinition' || up.type === 'StaticBlock') return up.type === 'StaticBlock' || up.static;
  return false;
}

/** The model behind a row: of `Order.build(…)`, `new Order(…)`, `await Order.findByPk(…)`, `rows[0]`, `order: Order`. */
function modelOf(file: SourceFile, row: Value, givesRows: ReadonlySet<string>): Value | null {
  const local = localValue(file, row);
  const written = writtenType(file, local);
  if (written) return written;
  switch (local.k) {
    case 'new':
      return local.callee.k === 'global' || local.callee.k === 'unknown' ? null : local.callee;
    case 'element':
      return modelOf(file, local.of, givesRows);
    case 'member':
      // `(await Order.findAndCountAll()).rows[0]`, `const [order] = await Order.findOrCreate()`
      return local.name === 'rows' || /^\d+$/.test(local.name) ? modelOf(file, local.of, givesRows) : null;
    case 'union':
      return local.of.map((one) => modelOf(file, one, givesRows)).find((m) => m !== null) ?? null;
    case 'call': {
      const { callee } = local;
      if (callee.k !== 'member') return null;
      if (keepsRows.has(callee.name)) return modelOf(file, callee.of, givesRows);
      return givesRows.has(callee.name) && callee.of.k !== 'unknown' ? callee.of : null;
    }
    default:
      return null;
  }
}

/** The class that is written as the type of a row: `order: Order`, an element of `orders: Order[]`. */
function writtenType(file: SourceFile, value: Value): Value | null {
  const isElement = value.k === 'element';
  let list = isElement ? value.of : value;
  while (isElement && list.k === 'call' && list.callee.k === 'member' && keepsRows.has(list.callee.name)) list = list.callee.of;
  const settled = settle(file, list);
  const type = settled.k === 'param' ? paramType(file, settled.fn, settled.index) : settled.k === 'typed' ? settled.type : null;
  return type && classIn(type, isElement);
}

function classIn(type: TypeRef, isElement: boolean): Value | null {
  if (type.t === 'union') return type.of.map((one) => classIn(one, isElement)).find((found) => found !== null) ?? null;
  if (isElement) return type.t === 'array' ? classIn(type.of, false) : null;
  return type.t === 'name' && (type.symbol.k === 'import' || type.symbol.k === 'member' || type.symbol.k === 'ref') ? type.symbol : null;
}
