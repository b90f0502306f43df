import type { TSESTree } from '@typescript-eslint/types';
import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from '../syntax/bindings.js';
import { calledName, propertyOf, unwrap } from '../syntax/chains.js';
import { decoratorsOf } from '../syntax/function-facts.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { documentMethods } from './_mongoose-documents.js';
import { booleanIn, objectProperties, propertyIn, targetOf, textIn, variableOf } from './_declarations.js';
import { madeBy } from './_keys.js';

type Table = Omit<TableFact, 'kind'>;

/**
 * Collections as code declares them: `new Schema({…})` with the `model(name, schema)` of the same file, schemas whose
 * model another file makes (no name then), NestJS `@Schema()` classes and typegoose classes. The name is that of the
 * collection where one is written, otherwise that of the model; Mongoose makes the plural of it.
 */
export function mongooseTables(file: SourceFile): Table[] {
  // an alias cannot hide the imported name from the text
  if (!/Schema|\bmodel\b|[pP]rop\b|[mM]odelOptions/.test(file.text)) return [];
  const used = new Set<Node>();
  const models = file.nodes('CallExpression').flatMap((call) => modelTable(file, call, used) ?? []);
  const schemas = (file.text.includes('Schema') ? [...file.nodes('NewExpression'), ...file.nodes('CallExpression')] : []).flatMap((node) => (used.has(node) ? [] : (schemaTable(file, node) ?? [])));
  const classes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')].flatMap((node) => classTable(file, node) ?? []);
  return [...models, ...schemas, ...classes];
}

type SchemaNode = TSESTree.NewExpression | TSESTree.CallExpression;

/** `new Schema(…)`; plain JavaScript may leave the `new` out. */
export const isSchema = (file: SourceFile, node: Node): node is SchemaNode =>
  (node.type === 'NewExpression' || node.type === 'CallExpression') && /^(mongoose|@typegoose\/typegoose)#(mongoose\.)?Schema$/.test(symbolOf(opened(file, valuesOf(file).of(node.callee))) ?? '');

/** `const { Schema } = mongoose`, `const Schema = mongoose.Schema` */
const opened = (file: SourceFile, value: Value): Value => {
  const local = localValue(file, value);
  return local.k === 'member' ? { ...local, of: opened(file, local.of) } : local;
};

function modelTable(file: SourceFile, call: TSESTree.CallExpression, used: Set<Node>): Table | null {
  const callee = unwrap(call.callee);
  const called = calledName(callee);
  if (called !== 'model' && called !== 'discriminator') return null;
  const [nameNode, schemaNode, collection] = call.arguments;
  if (!nameNode || !schemaNode) return null;
  const name = constantString(file, valuesOf(file).of(nameNode));
  const schema = schemaOf(file, schemaNode);
  if (!schema && !/^mongoose#/.test(symbolOf(opened(file, valuesOf(file).of(call.callee))) ?? '')) return null;
  if (schema) used.add(schema);
  const named = collection ? constantString(file, valuesOf(file).of(collection)) : null;
  return {
    layer: 'mongoose',
    name: named ?? (schema ? collectionOf(file, schema) : null) ?? name,
    symbol: name ?? variableOf(call),
    cls: null,
    ...(schema ? contentOf(file, schema) : { columns: [], schema: valuesOf(file).of(schemaNode) }),
    at: spanOf(call),
  };
}

/** The `new Schema` that an argument is, directly or through a variable. */
function schemaOf(file: SourceFile, node: Node): SchemaNode | null {
  const plain = unwrap(node);
  if (isSchema(file, plain)) return plain;
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable' || !binding.declarator.init) return null;
  const init = unwrap(binding.declarator.init);
  return isSchema(file, init) ? init : null;
}

const collectionOf = (file: SourceFile, schema: SchemaNode): string | null => textIn(file, valuesOf(file).of(schema.arguments[1]), 'collection');

function schemaTable(file: SourceFile, node: SchemaNode): Table | null {
  if (!isSchema(file, node)) return null;
  return { layer: 'mongoose', name: collectionOf(file, node), symbol: variableOf(node), cls: null, ...contentOf(file, node), at: spanOf(node) };
}

function contentOf(file: SourceFile, schema: SchemaNode): Pick<Table, 'columns' | 'indexes' | 'relations' | 'methods' | 'methodsOf'> {
  const definition = schema.arguments[0] ? definitionOf(file, schema.arguments[0]) : null;
  const columns = objectProperties(definition).map(([key, property]) => columnOf(file, key, property));
  const relations = columns.flatMap((c): RelationFact[] => {
    const target = propertyIn(c.options, 'ref') ?? null;
    return target ? [{ name: c.name, form: 'many-to-one', target, options: c.options ?? null, at: c.at }] : [];
  });
  return { columns: [...columns, ...versionColumn(valuesOf(file).of(schema.arguments[1]))], indexes: indexesOf(file, schema), relations, ...documentMethods(file, variableOf(schema), valuesOf(file).of(schema.arguments[1])) };
}

/** `optimisticConcurrency` checks the version key with every save (mongoosejs.com/docs/guide.html#optimisticConcurrency). */
function versionColumn(options: Value | null | undefined): ColumnFact[] {
  const option = propertyIn(options, 'optimisticConcurrency');
  if (!option || (option.k === 'literal' && option.value !== true)) return [];
  const key = propertyIn(options, 'versionKey');
  const name = key?.k === 'literal' && typeof key.value === 'string' ? key.value : '__v';
  return [{ name, type: 'number', primaryKey: false, unique: false, nullable: false, generated: 'database', version: true, references: null, at: 'at' in option ? option.at : { start: 0, end: 0 } }];
}

/** The object that defines the paths, also through a variable. */
function definitionOf(file: SourceFile, node: Node): Node {
  const plain = unwrap(node);
  if (plain.type !== 'Identifier') return plain;
  const binding = bindingsOf(file).resolve(plain);
  return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init ? unwrap(binding.declarator.init) : plain;
}

function columnOf(file: SourceFile, key: string, property: TSESTree.Property): ColumnFact {
  const declared = valuesOf(file).of(property.value);
  const options = declared.k === 'object' ? declared : declared.k === 'array' ? (declared.items[0] ?? null) : null;
  const byDefault = propertyIn(options, 'default');
  const made = byDefault ? madeBy(file, byDefault) : { generated: null, generator: null };
  const type = typeName(file, (options?.k === 'object' ? propertyIn(options, 'type') : null) ?? declared);
  const primaryKey = key === '_id';
  const where = made.generated || made.generator ? propertyOf(property.value, 'default') : null;
  return {
    name: key,
    type,
    primaryKey,
    unique: primaryKey || isTrue(propertyIn(options, 'unique')),
    nullable: primaryKey ? false : isTrue(propertyIn(options, 'required')) ? false : propertyIn(options, 'required') ? null : true,
    generated: made.generated ?? (primaryKey && /objectid$/.test(type ?? '') ? 'other' : null),
    generator: made.generator,
    references: reference(file, options),
    options,
    at: spanOf(where ?? property),
  };
}

/** `required: [true, 'message']` says true as well. */
const isTrue = (value: Value | undefined): boolean => (value?.k === 'literal' && value.value === true) || (value?.k === 'array' && isTrue(value.items[0]));

function reference(file: SourceFile, options: Value | null): ColumnFact['references'] {
  const ref = propertyIn(options, 'ref');
  if (!ref) return null;
  const text = constantString(file, ref);
  // `ref: Order.name` names the class
  const target = ref.k === 'member' && ref.name === 'name' ? ref.of : targetOf(file, ref);
  return { table: text, value: text === null ? target : null };
}

/** `String`, `Schema.Types.ObjectId`, `mongoose.Types.ObjectId`, `[String]`, `'string'`: lower case, the last name of it. */
function typeName(file: SourceFile, value: Value): string | null {
  const text = constantString(file, value);
  if (text !== null) return text.toLowerCase();
  switch (value.k) {
    case 'global':
    case 'member':
    case 'import':
      return value.name.toLowerCase();
    case 'array':
      return 'array';
    case 'object':
      return 'object';
    default:
      return null;
  }
}

/** `schema.index({ a: 1, b: -1 }, { unique: true })` and `index: true` of a path. */
function indexesOf(file: SourceFile, schema: SchemaNode): IndexFact[] {
  const variable = variableOf(schema);
  const indexes: IndexFact[] = [];
  const definition = schema.arguments[0] ? definitionOf(file, schema.arguments[0]) : null;
  for (const [key, property] of objectProperties(definition))
    if (['index', 'unique'].some((n) => isTrue(propertyIn(valuesOf(file).of(property.value), n))))
      indexes.push({ columns: [key], unique: isTrue(propertyIn(valuesOf(file).of(property.value), 'unique')), at: spanOf(property) });
  if (variable) indexes.push(...indexCalls(file, variable));
  return indexes;
}

function indexCalls(file: SourceFile, variable: string): IndexFact[] {
  return file.nodes('CallExpression').flatMap((call): IndexFact[] => {
    const { callee } = call;
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== variable || propertyKey({ key: callee.property }) !== 'index') return [];
    const columns = objectProperties(call.arguments[0]).map(([key]) => key);
    return columns.length === 0 ? [] : [{ columns, unique: booleanIn(valuesOf(file).of(call.arguments[1]), 'unique') === true, at: spanOf(call) }];
  });
}

/** Name of a symbol of NestJS' Mongoose module or of typegoose. */
const decoratorName = (decorator: DecoratorFact): string | null => {
  const symbol = symbolOf(decorator.callee);
  return symbol !== null && /^(@nestjs\/mongoose|@typegoose\/typegoose|typegoose|@m8a\/nestjs-typegoose)#\w+$/.test(symbol) ? symbol.slice(symbol.indexOf('#') + 1) : null;
};

/** True for a class of typegoose or of NestJS' Mongoose module. */
export function isDocumentClass(file: SourceFile, node: Node | undefined): boolean {
  if (node?.type !== 'ClassDeclaration' && node?.type !== 'ClassExpression') return false;
  if (decoratorsOf(file, node).some((d) => decoratorName(d) !== null)) return true;
  return node.body.body.some((m) => m.type === 'PropertyDefinition' && decoratorsOf(file, m).some((d) => decoratorName(d) !== null));
}

function classTable(file: SourceFile, node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): Table | null {
  const own = decoratorsOf(file, node);
  const schema = own.find((d) => ['Schema', 'modelOptions', 'ModelOptions'].includes(decoratorName(d) ?? ''));
  const columns = node.body.body.flatMap((member): ColumnFact[] => {
    if (member.type !== 'PropertyDefinition' || !member.decorators) return [];
    const key = propertyKey(member);
    const prop = decoratorsOf(file, member).find((d) => ['Prop', 'prop', 'arrayProp'].includes(decoratorName(d) ?? ''));
    return key !== null && prop ? [propColumn(file, key, member, prop)] : [];
  });
  if (!schema && columns.length === 0) return null;
  const options = schema?.args[0] ?? null;
  const collection = textIn(file, options, 'collection') ?? textIn(file, propertyIn(options, 'schemaOptions'), 'collection');
  const indexes = columns.filter((c) => isTrue(propertyIn(c.options, 'index')) || isTrue(propertyIn(c.options, 'unique'))).map((c): IndexFact => ({ columns: [c.name], unique: c.unique, at: c.at }));
  const variable = factoryVariable(file, node.id?.name ?? null);
  return {
    layer: 'mongoose',
    name: collection ?? (schema ? (node.id?.name ?? null) : null),
    symbol: node.id?.name ?? null,
    cls: valuesOf(file).cls(node),
    columns: [...columns, ...versionColumn(options), ...versionColumn(propertyIn(options, 'schemaOptions'))],
    indexes: [...indexes, ...own.flatMap((decorator) => classIndex(decorator) ?? []), ...(variable ? indexCalls(file, variable) : [])],
    ...documentMethods(file, variable, null),
    at: schema?.at ?? spanOf(node.id ?? node),
  };
}

/** `@index({ a: 1, b: -1 }, { unique: true })` of typegoose. */
function classIndex(decorator: DecoratorFact): IndexFact | null {
  const [fields, options] = decorator.args;
  if (decoratorName(decorator) !== 'index' || fields?.k !== 'object') return null;
  return { columns: Object.keys(fields.props), unique: isTrue(propertyIn(options, 'unique')), at: decorator.at };
}

/** The variable in `const OrderSchema = SchemaFactory.createForClass(Order)`. */
function factoryVariable(file: SourceFile, className: string | null): string | null {
  if (className === null) return null;
  for (const call of file.nodes('CallExpression')) {
    if (call.callee.type !== 'MemberExpression' || propertyKey({ key: call.callee.property }) !== 'createForClass') continue;
    const [argument] = call.arguments;
    if (argument?.type === 'Identifier' && argument.name === className) return variableOf(call);
  }
  return null;
}

function propColumn(file: SourceFile, key: string, member: TSESTree.PropertyDefinition, prop: DecoratorFact): ColumnFact {
  const given = prop.args.find((a) => a.k === 'object') ?? null;
  const byDefault = propertyIn(given, 'default');
  let made = byDefault ? madeBy(file, byDefault) : { generated: null, generator: null };
  let at = prop.at;
  if (!made.generated && !made.generator && member.value) {
    made = madeBy(file, valuesOf(file).of(member.value));
    if (made.generated || made.generator) at = spanOf(member.value);
  }
  const written = propertyIn(given, 'type');
  const type = written ? (written.k === 'function' ? typeName(file, targetOf(file, written) ?? { k: 'unknown' }) : typeName(file, written)) : null;
  const primaryKey = key === '_id';
  return {
    name: key,
    type,
    primaryKey,
    unique: primaryKey || isTrue(propertyIn(given, 'unique')),
    nullable: primaryKey || isTrue(propertyIn(given, 'required')) ? false : propertyIn(given, 'required') ? null : true,
    generated: made.generated ?? (primaryKey && /objectid$/.test(type ?? '') ? 'other' : null),
    generator: made.generator,
    references: reference(file, given),
    options: given,
    at,
  };
}
