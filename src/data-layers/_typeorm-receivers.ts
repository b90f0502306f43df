import type { QueryFact } from '../facts/backend.js';
import type { TypeRef, Value } from '../facts/value.js';
import { unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { outOfCallback } from '../syntax/receivers.js';
import { classFactsOf, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { methods } from './_typeorm-methods.js';

/** Calls whose argument is the entity of the repository that they give. */
export const entityCalls: ReadonlySet<string> = new Set(['getRepository', 'getTreeRepository', 'getMongoRepository']);
const managerCallbacks: ReadonlySet<string> = new Set(['transaction']);

/** The value of a receiver; `this` inside `repository.extend({ … })` is that repository. */
export function receiverOf(file: SourceFile, node: Node): Value {
  const value = receiverValue(file, node);
  if (unwrap(node).type === 'ThisExpression') {
    if (value.k === 'unknown') return extended(file, node) ?? value;
    // a static of an active record: `this` is the class
    if (value.k === 'this' && isInStatic(node)) return { k: 'class', cls: value.cls };
  }
  return outOfCallback(file, value, managerCallbacks);
}

const isInStatic = (node: Node): boolean => {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'MethodDefinition' || up.type === 'PropertyDefinition') return up.static;
    if (up.type === 'ClassBody') return false;
  }
  return false;
};

const extended = (file: SourceFile, node: Node): Value | null => {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'ClassDeclaration' || up.type === 'ClassExpression') return null;
    if (up.type !== 'CallExpression' || up.callee.type !== 'MemberExpression') continue;
    if (propertyKey({ key: up.callee.property }) === 'extend') return valuesOf(file).of(up.callee.object);
  }
  return null;
};

/** The entity behind a repository: the argument of `getRepository`, the type argument of `Repository<Order>`. */
export function entityOf(file: SourceFile, receiver: Value): QueryFact['table'] {
  const settled = settle(file, receiver);
  switch (settled.k) {
    case 'union':
      return settled.of.map((one) => entityOf(file, one)).find((t) => t !== null) ?? null;
    case 'typed':
      return entityOfType(settled.type);
    case 'this':
      return entityOfArgs(classFactsOf(file)[settled.cls]?.extendsArgs ?? []);
    case 'class':
      return { value: settled };
    case 'member':
      // AbstractRepository<Order> keeps its repository in a field
      return settled.of.k === 'this' && /^(tree|mongo)?repository$/i.test(settled.name) ? entityOf(file, settled.of) : null;
    case 'call': {
      const callee = localValue(file, settled.callee);
      const name = callee.k === 'member' || callee.k === 'import' ? callee.name : null;
      const [first] = settled.args;
      if (callee.k === 'member' && name === 'extend') return entityOf(file, callee.of);
      if (name === 'withRepository' && first) return entityOf(file, first);
      if (name === 'getCustomRepository' && first?.k === 'class') return entityOfArgs(classFactsOf(file)[first.cls]?.extendsArgs ?? []);
      if (name === null || !entityCalls.has(name)) return null;
      const entity = settled.args.find((a) => isEntity(file, a)) ?? (settled.args.length === 1 ? first : settled.args.find((_, i) => i > 0));
      if (!entity || entity.k === 'unknown') return null;
      const text = constantString(file, entity);
      return text === null ? { value: entity } : { name: text };
    }
    default:
      return null;
  }
}

const entityOfType = (type: TypeRef): QueryFact['table'] => {
  if (type.t === 'union' || type.t === 'intersection') return type.of.map(entityOfType).find((t) => t !== null) ?? null;
  if (type.t !== 'name' || type.symbol.k !== 'import' || !type.symbol.source.startsWith('typeorm')) return null;
  return entityOfArgs(type.args);
};

const entityOfArgs = (args: readonly TypeRef[]): QueryFact['table'] =>
  // a global name is a type parameter: `class Base<T> { constructor(repository: Repository<T>) … }`
  args[0]?.t === 'name' && args[0].symbol.k !== 'unknown' && args[0].symbol.k !== 'global' ? { value: args[0].symbol } : null;

const isEntity = (file: SourceFile, value: Value): boolean => {
  if (value.k === 'class') return true;
  if (value.k === 'literal') return typeof value.value === 'string';
  if (value.k === 'import') return value.name === 'default' || /^[A-Z]/.test(value.name);
  if (value.k === 'ref') return /^[A-Z]/.test(value.name);
  return value.k === 'member' && /^[A-Z]/.test(value.name) && value.of.k !== 'param';
};

/** True where the file says that a receiver is an entity manager: by type, or by how it is reached. */
export function isManager(file: SourceFile, receiver: Value): boolean {
  const settled = settle(file, receiver);
  if (settled.k === 'typed') return settled.type.t === 'name' && settled.type.symbol.k === 'import' && /EntityManager$|^DataSource$|^Connection$/.test(settled.type.symbol.name);
  if (settled.k === 'call') return (settled.callee.k === 'import' || settled.callee.k === 'member') && /^get(Mongo)?Manager$/.test(settled.callee.name);
  if (settled.k === 'union') return settled.of.some((one) => isManager(file, one));
  return settled.k === 'member' && /^(manager|entityManager|em)$/i.test(settled.name);
}

/** `manager.save(new Order())`, `manager.save(manager.create(Order, dto))`, rows of an earlier query: the data names the entity. */
export function entityOfData(file: SourceFile, data: Value, depth = 0): QueryFact['table'] {
  if (depth > 6) return null;
  switch (data.k) {
    case 'new':
      return data.callee.k === 'unknown' || data.callee.k === 'global' ? null : { value: data.callee };
    case 'call': {
      const { callee, args } = data;
      if (callee.k !== 'member') return null;
      const entity = args[0];
      if (entity && args.length > 1 && isEntity(file, entity) && entity.k !== 'literal') return { value: entity };
      if (callee.name !== 'create' && !Object.hasOwn(methods, callee.name)) return null;
      return isEntity(file, callee.of) && callee.of.k !== 'literal' ? { value: callee.of } : entityOf(file, callee.of);
    }
    case 'array':
      return data.items[0] ? entityOfData(file, data.items[0], depth + 1) : null;
    case 'element':
    case 'spread':
      return entityOfData(file, data.of, depth + 1);
    case 'union':
      return data.of.map((one) => entityOfData(file, one, depth + 1)).find((t) => t !== null) ?? null;
    default:
      return null;
  }
}

/** The class of an active record: of `new Order()`, of what `Order.findOne(…)` and `Order.create(…)` give. */
export function modelOf(file: SourceFile, record: Value): Value | null {
  const local = localValue(file, record);
  if (local.k === 'new') return isEntity(file, local.callee) ? local.callee : null;
  if (local.k === 'call' && local.callee.k === 'member' && (Object.hasOwn(methods, local.callee.name) || local.callee.name === 'create'))
    return isEntity(file, local.callee.of) && local.callee.of.k !== 'literal' ? local.callee.of : null;
  if (local.k === 'element') return modelOf(file, local.of);
  if (local.k === 'union') return local.of.map((one) => modelOf(file, one)).find((m) => m !== null) ?? null;
  return null;
}
