import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, stepsOnVariable, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import { couldComeFrom, isClassName, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { continuedBy } from './_chain-up.js';
import { isFilled, isGiven, offsetsOf, skipsRows } from './_find-options.js';
import { columnsOf } from './_mongoose-columns.js';
import type { Method } from './_mongoose-methods.js';
import { helpers, methods } from './_mongoose-methods.js';
import { readPipeline } from './_mongoose-pipeline.js';
import { isDocumentClass, isSchema, mongooseTables } from './_mongoose-schemas.js';
import { queryAt } from './_query.js';

const packages = ['mongoose', '@nestjs/mongoose', '@typegoose/typegoose', 'typegoose', 'nestjs-typegoose', 'mongoose-paginate-v2', 'typedi'] as const;

/**
 * Sees statics of models on anything that may be one: `mongoose.model(…)` and what it is imported, injected or typed as
 * (`Model<Order>`, `PaginateModel`, `ReturnModelType`), models of a container or connection, `this.model`; the queries
 * built on them to the last link, also where a variable is built on step by step; aggregation pipelines; `save`,
 * `deleteOne` and the like of documents whose model the file shows; sessions that run a transaction; schemas as
 * `new Schema`, NestJS classes and typegoose classes.
 * Documentation: https://mongoosejs.com/docs/api/model.html, https://docs.nestjs.com/techniques/mongodb,
 * https://typegoose.github.io/typegoose/docs/guides/quick-start-guide
 * Does not see: a query that another file continues, documents handed in as parameters, statics and query helpers
 * that a schema defines, `populate` on documents, change streams, the driver behind `connection.db`.
 */
const mongoose: DataLayerAdapter = {
  name: 'mongoose',
  docs: 'https://mongoosejs.com/docs/api/model.html',
  enabledBy: ['mongoose', '@nestjs/mongoose', '@typegoose/typegoose', 'typegoose', 'nestjs-typegoose'],
  receivers: [
    'mongoose#model',
    'mongoose#Model',
    'mongoose#PaginateModel',
    'mongoose#AggregatePaginateModel',
    'mongoose#SoftDeleteModel',
    'mongoose#models',
    'mongoose#connection',
    'mongoose#Connection',
    'mongoose#createConnection',
    'mongoose#Query',
    'mongoose#Aggregate',
    'mongoose#Document',
    'mongoose#HydratedDocument',
    'mongoose#ClientSession',
    'mongoose#startSession',
    'mongoose#Mongoose',
    'mongodb#ClientSession',
    'mongoose-paginate-v2#PaginateModel',
    '@typegoose/typegoose#getModelForClass',
    '@typegoose/typegoose#getModelWithString',
    '@typegoose/typegoose#getDiscriminatorModelForClass',
    '@typegoose/typegoose#addModelToTypegoose',
    '@typegoose/typegoose#ReturnModelType',
    '@typegoose/typegoose*#ModelType',
    '@typegoose/typegoose#mongoose.Model',
    '@typegoose/typegoose#mongoose.model',
    'typegoose#Typegoose',
  ],
  tableCalls: ['model', 'getModelForClass', 'getModelWithString', 'getDiscriminatorModelForClass', 'discriminator'],
  visit(file, emit) {
    const skips = new Map<number, Call>();
    const used = new Set<number>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (name === 'skip') skips.set(spanOf(callee.property).start, call);
      const fact = Object.hasOwn(methods, name)
        ? (documentQuery(file, call, callee, name) ?? modelQuery(file, call, callee, name))
        : name === 'save'
          ? documentQuery(file, call, callee, name)
          : name === 'withTransaction' || name === 'startTransaction' || name === 'transaction'
            ? transaction(file, call, callee, name)
            : null;
      if (!fact) continue;
      emit.query(fact);
      for (const offset of fact.offsets) used.add(offset.at.start);
    }
    for (const [start, call] of skips) {
      const fact = used.has(start) ? null : fragment(file, call);
      if (fact) emit.query(fact);
    }
    for (const table of mongooseTables(file)) emit.table(table);
  },
};

export default mongoose;

type Query = Omit<QueryFact, 'kind'>;
type Call = TSESTree.CallExpression;

function modelQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  const method = methods[operation]!;
  const values = valuesOf(file);
  const args: readonly Node[] = call.arguments;
  if (args.length < method.args[0] || args.length > method.args[1]) {
    // callbacks of Mongoose 6 and older come last
    if (args.length !== method.args[1] + 1 || !isFunctionNode(args.at(-1))) return null;
  }
  const [first] = args;
  if (first && (isFunctionNode(first) || !fits(method, unwrap(first)))) return null;
  const receiver = receiverValue(file, callee.object);
  // a link of a query: the call that began it is the fact
  if (isLink(file, callee.object)) return null;
  if (operation === 'where' && !isClassName(callee.object)) return null;
  const own = unwrap(callee.object).type === 'ThisExpression' ? schemaOfStatic(file, callee.object) : null;
  if (!own && !couldComeFrom(file, receiver, packages)) return null;

  const { last, steps } = continued(file, call);
  const ending = steps.findLast((s) => s.name !== operation && ['countDocuments', 'estimatedDocumentCount', 'count', 'distinct', 'deleteMany', 'deleteOne', 'updateOne', 'updateMany', 'findOneAndUpdate', 'findOneAndDelete', 'findOne'].includes(s.name));
  const what = ending ? { ...method, ...methods[ending.name]!, projection: method.projection, options: method.options } : method;
  const reads = what.action === 'read-many' || what.action === 'read-one';
  const options = method.options !== undefined ? args[method.options] : undefined;
  const pipeline = operation === 'aggregate' ? readPipeline(file, first, steps) : null;
  const conditioned = steps.some((s) => ['where', 'and', 'or', 'nor', 'find', 'equals', 'match', 'findOne'].includes(s.name) && s.called);
  const data = ending ? (ending.name.startsWith('update') || ending.name === 'findOneAndUpdate' ? ending.args.at(-1) : undefined) : method.data !== undefined ? args[method.data] : undefined;
  return queryAt(file, last, {
    layer: 'mongoose',
    receiver: own ? null : receiver,
    operation,
    action: what.action,
    table: own ? { value: own } : isModelName(file, callee.object, receiver) ? { value: receiver } : null,
    columns: pipeline ? pipeline.columns : reads || what.columns === 'all' ? columnsOf(file, what, args, steps, options) : what.columns,
    limited: pipeline
      ? pipeline.limited
      : what.action === 'read-one'
        ? true
        : what.action !== 'read-many'
          ? null
          : steps.some((s) => s.name === 'limit') || operation === 'paginate'
            ? true
            : options
              ? isGiven(file, options, 'limit')
              : false,
    filtered: pipeline ? pipeline.filtered : conditioned ? true : method.by === 'id' ? true : method.by === 'filter' ? (first ? isFilled(file, first) : false) : operation === 'distinct' ? args[1] !== undefined : null,
    ...((pipeline?.reduced || operation === 'distinct' || ending?.name === 'distinct') && { reduced: true as const }),
    offsets: !reads && what.action !== 'aggregate'
      ? []
      : [
          ...(pipeline ? [] : steps).filter((s) => s.name === 'skip' && s.called && skipsRows(file, s.args[0])).map((s) => ({ clause: 'skip', at: s.at })),
          ...(pipeline?.offsets ?? []),
          ...(operation === 'paginate' ? offsetsOf(file, options, ['offset']) : options && what.action === 'read-many' ? offsetsOf(file, options, ['skip']) : []),
        ],
    data: data ? values.of(data) : null,
    shape: operation === 'create' && first ? (unwrap(first).type === 'ArrayExpression' ? 'rows' : unwrap(first).type === 'Identifier' ? null : 'row') : (pipeline?.shape ?? what.shape),
  });
}

/**
 * The schema or class whose static a `this` stands in: `schema.statics.open = function () { return this.find() }`,
 * `schema.static('open', …)`, `new Schema({…}, { statics: { … } })`, a static of a typegoose class.
 */
function schemaOfStatic(file: SourceFile, node: Node): Value | null {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type !== 'FunctionExpression') continue;
    const holder = up.parent;
    if (holder?.type === 'MethodDefinition') {
      const cls = holder.parent.parent;
      return holder.static && isDocumentClass(file, cls) ? valuesOf(file).of(cls) : null;
    }
    if (holder?.type === 'AssignmentExpression' && holder.left.type === 'MemberExpression') {
      const statics = holder.left.object;
      return statics.type === 'MemberExpression' && propertyKey({ key: statics.property }) === 'statics' ? valuesOf(file).of(statics.object) : null;
    }
    if (holder?.type === 'CallExpression' && holder.callee.type === 'MemberExpression' && propertyKey({ key: holder.callee.property }) === 'static') return valuesOf(file).of(holder.callee.object);
    const owner = holder?.type === 'Property' ? holder.parent?.parent : null;
    const schema = owner?.type === 'Property' && propertyKey(owner) === 'statics' ? owner.parent?.parent : null;
    return schema && isSchema(file, schema) ? valuesOf(file).of(schema) : null;
  }
  return null;
}

const isFunctionNode = (node: Node | undefined): boolean => node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';

/** Filters are objects or values from elsewhere; `list.find('x')` and `Array.prototype` namesakes are not. */
function fits(method: Method, first: Node): boolean {
  if (method.by === 'id') return first.type !== 'ObjectExpression' && first.type !== 'ArrayExpression';
  if (method.by === 'filter') return first.type !== 'Literal' && first.type !== 'TemplateLiteral' && first.type !== 'ArrayExpression';
  return true;
}

/** True for a node that is itself a query of this adapter: `Order.find()` in `Order.find().findOne()`. */
function isLink(file: SourceFile, node: Node): boolean {
  const chain = chainOf(file, node, false);
  return chain.steps.some((s) => s.called && Object.hasOwn(methods, s.name) && s.name !== 'exists') && unwrap(node).type === 'CallExpression';
}

/** A model that has a name of its own: a class-like name, a binding, a call of `model(…)`; not a field or parameter. */
function isModelName(file: SourceFile, node: Node, receiver: Value): boolean {
  if (isClassName(node)) {
    const settled = settle(file, receiver);
    return settled.k !== 'param' && settled.k !== 'typed';
  }
  return receiver.k === 'import' || receiver.k === 'ref' || receiver.k === 'class' || receiver.k === 'call';
}

/**
 * The whole of a query that a static begins: the last call of its chain, or of the chain that a variable holding it
 * ends in (`query.skip(5); await query.exec()`), and every step on the way.
 */
function continued(file: SourceFile, call: Call): { last: Node; steps: Step[] } {
  const chain = continuedBy(file, call, (name) => helpers.has(name));
  const { steps } = chain;
  let { last } = chain;
  const holder = holderOf(file, last);
  if (holder) {
    const later = stepsOnVariable(file, holder).filter((s) => helpers.has(s.name));
    steps.push(...later);
    const exec = later.findLast((s) => s.name === 'exec' && s.called);
    if (exec) last = exec.node;
  }
  return { last, steps };
}

/** The variable that an expression initialises, unless it is awaited on the way. */
function holderOf(file: SourceFile, node: Node): TSESTree.Identifier | null {
  const parent = node.parent;
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id;
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'Identifier' && bindingsOf(file).resolve(parent.left)) {
    // `query = query.skip(5)` continues the same query; `query = Order.find()` begins one
    return parent.left;
  }
  return null;
}

const documentMethods: Readonly<Record<string, QueryAction>> = { save: 'update', deleteOne: 'delete', remove: 'delete', updateOne: 'update', replaceOne: 'update' };

/** A document's own `save`, `deleteOne` …, where the file shows the model that made or found it. */
function documentQuery(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  if (!Object.hasOwn(documentMethods, operation) || isClassName(callee.object)) return null;
  const document = valuesOf(file).of(callee.object);
  // a chain on a query is no document: the value of `Order.find().updateOne()` and of an awaited one look alike
  if (unwrap(callee.object).type === 'CallExpression' && callee.object.type !== 'AwaitExpression') {
    const inner = unwrap(callee.object);
    if (inner.type === 'CallExpression' && isQueryCall(inner)) return null;
  }
  const model = modelOf(file, document);
  if (!model || !couldComeFrom(file, model, packages)) return null;
  const created = document.k === 'new';
  return queryAt(file, call, {
    layer: 'mongoose',
    receiver: model,
    operation,
    action: operation === 'save' && created ? 'insert' : documentMethods[operation]!,
    table: model.k === 'member' && model.of.k === 'this' ? null : { value: model },
    columns: operation === 'updateOne' || operation === 'replaceOne' ? 'none' : 'all',
    filtered: created ? null : true,
    data: created && document.k === 'new' ? (document.args[0] ?? null) : null,
    shape: 'row',
  });
}

const isQueryCall = (call: Call): boolean => {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && helpers.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');
};

/** The model behind a document: of `new Order(…)`, `new this.orders(…)`, `await Order.findOne(…).select(…)`, `rows[0]`. */
function modelOf(file: SourceFile, document: Value): Value | null {
  const local = localValue(file, document);
  switch (local.k) {
    case 'new':
      return local.callee.k === 'global' || local.callee.k === 'unknown' ? null : local.callee;
    case 'element':
      return modelOf(file, local.of);
    case 'union':
      return local.of.map((one) => modelOf(file, one)).find((m) => m !== null) ?? null;
    case 'call': {
      let call: Value = local;
      while (call.k === 'call' && call.callee.k === 'member') {
        const name: string = call.callee.name;
        const of: Value = call.callee.of;
        if (of.k !== 'call' && Object.hasOwn(methods, name) && methods[name]!.columns === 'all') return of.k === 'unknown' ? null : of;
        if (!helpers.has(name)) return null;
        call = of;
      }
      return null;
    }
    default:
      return null;
  }
}

/** `.skip(…)` on a query that was handed in: `(query: Query<…>) => query.skip(…)`. */
function fragment(file: SourceFile, call: Call): Query | null {
  if (!skipsRows(file, call.arguments[0])) return null;
  const chain = chainOf(file, call);
  const receiver = valuesOf(file).of(chain.root);
  const settled = settle(file, receiver);
  const symbol = settled.k === 'typed' && settled.type.t === 'name' ? settled.type.symbol : null;
  const name = symbol && 'name' in symbol ? symbol.name : '';
  const isMongoose = symbol?.k === 'import' ? symbol.source === 'mongoose' : symbol?.k === 'member' && symbol.of.k === 'import' && symbol.of.source === 'mongoose';
  if (!isMongoose || !/^(Query|QueryWithHelpers|Aggregate|DocumentQuery)$/.test(name)) return null;
  const step = chain.steps.at(-1);
  return queryAt(file, call, { layer: 'mongoose', receiver, operation: 'skip', action: 'read-many', offsets: step ? [{ clause: 'skip', at: step.at }] : [], fragment: true });
}

function transaction(file: SourceFile, call: Call, callee: TSESTree.MemberExpression, operation: string): Query | null {
  if (operation === 'startTransaction' ? call.arguments.length > 1 : !isFunctionNode(call.arguments[0])) return null;
  const receiver = receiverValue(file, callee.object);
  if (!couldComeFrom(file, receiver, [...packages, 'mongodb'])) return null;
  return queryAt(file, call, { layer: 'mongoose', receiver, operation, action: 'transaction' });
}
