import type { TSESTree } from '@typescript-eslint/types';
import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, propertyOf, stepsOnVariable, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { couldComeFrom, isClassName, receiverValue, settle } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey, valuesOf } from '../syntax/values.js';
import { continuedBy } from './_chain-up.js';
import { isFilled, isGiven, offsetsOf, optionOf, skipsRows } from './_find-options.js';
import { isDocumentClass, isSchema, mongooseTables } from './_mongoose-schemas.js';
import { queryAt } from './_query.js';

interface Method {
  readonly action: QueryAction;
  readonly shape: QueryFact['shape'];
  readonly columns: QueryFact['columns'];
  readonly args: readonly [number, number];
  /** Positions of the projection, the options and the written data. */
  readonly projection?: number;
  readonly options?: number;
  readonly data?: number;
  /** The first argument is an id or a filter. */
  readonly by?: 'id' | 'filter';
}

const rows = { action: 'read-many', shape: 'rows', columns: 'all' } as const;
const row = { action: 'read-one', shape: 'row', columns: 'all' } as const;
const changed = { shape: null, columns: 'none' } as const;

/** Statics of a model, https://mongoosejs.com/docs/api/model.html */
const methods: Readonly<Record<string, Method>> = {
  find: { ...rows, args: [0, 3], by: 'filter', projection: 1, options: 2 },
  findOne: { ...row, args: [0, 3], by: 'filter', projection: 1, options: 2 },
  findById: { ...row, args: [1, 3], by: 'id', projection: 1, options: 2 },
  findOneAndUpdate: { ...row, action: 'update', args: [1, 3], by: 'filter', data: 1, options: 2 },
  findByIdAndUpdate: { ...row, action: 'update', args: [1, 3], by: 'id', data: 1, options: 2 },
  findOneAndReplace: { ...row, action: 'update', args: [1, 3], by: 'filter', data: 1, options: 2 },
  findOneAndDelete: { ...row, action: 'delete', args: [0, 2], by: 'filter', options: 1 },
  findOneAndRemove: { ...row, action: 'delete', args: [0, 2], by: 'filter', options: 1 },
  findByIdAndDelete: { ...row, action: 'delete', args: [1, 2], by: 'id', options: 1 },
  findByIdAndRemove: { ...row, action: 'delete', args: [1, 2], by: 'id', options: 1 },
  create: { action: 'insert', shape: 'row', columns: 'all', args: [1, 2], data: 0 },
  insertOne: { action: 'insert', shape: 'row', columns: 'all', args: [1, 2], data: 0 },
  insertMany: { action: 'insert', shape: 'rows', columns: 'all', args: [1, 2], data: 0 },
  bulkSave: { action: 'upsert', ...changed, args: [1, 2], data: 0 },
  bulkWrite: { action: 'upsert', ...changed, args: [1, 2], data: 0 },
  updateOne: { action: 'update', ...changed, args: [1, 3], by: 'filter', data: 1 },
  updateMany: { action: 'update', ...changed, args: [1, 3], by: 'filter', data: 1 },
  replaceOne: { action: 'update', ...changed, args: [1, 3], by: 'filter', data: 1 },
  deleteOne: { action: 'delete', ...changed, args: [0, 2], by: 'filter' },
  deleteMany: { action: 'delete', ...changed, args: [0, 2], by: 'filter' },
  remove: { action: 'delete', ...changed, args: [0, 2], by: 'filter' },
  update: { action: 'update', ...changed, args: [2, 3], by: 'filter', data: 1 },
  countDocuments: { action: 'count', ...changed, args: [0, 2], by: 'filter' },
  estimatedDocumentCount: { action: 'count', ...changed, args: [0, 1] },
  count: { action: 'count', ...changed, args: [0, 2], by: 'filter' },
  exists: { action: 'exists', ...changed, args: [1, 2], by: 'filter' },
  distinct: { action: 'read-many', shape: 'rows', columns: 'chosen', args: [1, 3] },
  aggregate: { action: 'read-many', shape: 'rows', columns: null, args: [0, 2] },
  where: { ...rows, args: [0, 2] },
  // mongoose-paginate-v2
  paginate: { action: 'read-many', shape: null, columns: null, args: [1, 3], by: 'filter', options: 1 },
};

/** What a query is continued with, https://mongoosejs.com/docs/api/query.html and …/aggregate.html. */
const helpers: ReadonlySet<string> = new Set(
  (
    'all and allowDiskUse batchSize box circle clone collation comment countDocuments cursor deleteMany deleteOne distinct elemMatch ' +
    'equals exec exists explain find findOne findOneAndDelete findOneAndReplace findOneAndUpdate geometry get gt gte hint in intersects ' +
    'j lean limit lt lte maxDistance maxTimeMS merge mod ne near nearSphere nin nor or orFail polygon populate post pre projection ' +
    'read readConcern regex replaceOne sanitizeProjection select session set setOptions setQuery size skip slice sort stream tailable ' +
    'transform updateMany updateOne w where within writeConcern wtimeout count estimatedDocumentCount toConstructor cacheQuery ' +
    'addFields append facet graphLookup group lookup match model option project replaceRoot sample search sortByCount unionWith unwind cache'
  ).split(' '),
);

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
  const ending = steps.findLast((s) => s.name !== operation && ['countDocuments', 'count', 'distinct', 'deleteMany', 'deleteOne', 'updateOne', 'updateMany', 'findOneAndUpdate', 'findOneAndDelete', 'findOne'].includes(s.name));
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

/** `.select('a b')` and projections choose columns; with exclusions alone (`-password`, `{ password: 0 }`) nobody can tell. */
function columnsOf(file: SourceFile, method: Method, args: readonly Node[], steps: readonly Step[], options: Node | undefined): QueryFact['columns'] {
  const projections: (Node | undefined)[] = [
    ...(method.projection !== undefined && args[method.projection] && !isFunctionNode(args[method.projection]) ? [args[method.projection]] : []),
    ...steps.filter((s) => (s.name === 'select' || s.name === 'projection') && s.called).map((s) => s.args[0]),
  ];
  for (const name of ['projection', 'select', 'fields']) {
    const found = options ? optionOf(file, options, name) : 'absent';
    if (typeof found === 'object') projections.push(found.value);
  }
  let result: QueryFact['columns'] = method.columns;
  for (const projection of projections) {
    const chosen = projectionOf(file, projection);
    if (chosen === 'chosen') return 'chosen';
    if (chosen === null) result = null;
  }
  return result;
}

function projectionOf(file: SourceFile, node: Node | undefined): QueryFact['columns'] {
  if (!node) return 'all';
  const value = localValue(file, valuesOf(file).of(node));
  const text = constantString(file, value);
  if (text !== null) {
    const names = text.split(/\s+/).filter((n) => n !== '');
    if (names.length === 0) return 'all';
    // `+password` adds a hidden column to all the others
    if (names.every((n) => n.startsWith('+'))) return 'all';
    return names.some((n) => !n.startsWith('-') && !n.startsWith('+')) ? 'chosen' : null;
  }
  if (value.k === 'literal') return value.value === null ? 'all' : null;
  if (value.k === 'array') return value.items.some((i) => i.k === 'literal' && typeof i.value === 'string' && !/^[-+]/.test(i.value)) ? 'chosen' : null;
  if (value.k === 'object') {
    const included = Object.entries(value.props).filter(([key, v]) => key !== '_id' && !(v.k === 'literal' && (v.value === 0 || v.value === false)));
    if (included.length > 0) return 'chosen';
    return Object.keys(value.props).length === 0 && value.spreads.length === 0 ? 'all' : null;
  }
  return null;
}

const pipelineActions = { $group: 'chosen', $project: 'chosen', $count: 'none', $sortByCount: 'chosen', $bucket: 'chosen', $replaceRoot: 'chosen', $replaceWith: 'chosen', $facet: 'chosen' } as const;

/** Reads the stages of an aggregation, given as an array or as steps. */
function readPipeline(
  file: SourceFile,
  argument: Node | undefined,
  steps: readonly Step[],
): Pick<QueryFact, 'columns' | 'limited' | 'filtered' | 'offsets' | 'shape'> {
  const stages: { name: string; node: Node; value: Node | undefined }[] = [];
  const literal = argument ? arrayLiteral(file, argument) : null;
  let open = argument !== undefined && literal === null;
  for (const element of literal?.elements ?? []) {
    const parts = element?.type === 'SpreadElement' ? conditionalStages(element.argument) : [element];
    if (parts === null) open = true;
    for (const part of parts ?? []) {
      const stage = part ? unwrap(part) : null;
      if (stage?.type !== 'ObjectExpression') open = true;
      else
        for (const property of stage.properties)
          if (property.type === 'Property') stages.push({ name: propertyKey(property) ?? '', node: property, value: property.value });
    }
  }
  for (const step of steps) if (step.called && helpers.has(step.name)) stages.push({ name: `$${step.name}`, node: step.node, value: step.args[0] });
  const has = (name: string): boolean => stages.some((s) => s.name === name);
  const facets = stages.flatMap((s) => (s.name === '$facet' && s.value ? facetStages(s.value) : []));
  const columns = stages.map((s) => (Object.hasOwn(pipelineActions, s.name) ? pipelineActions[s.name as keyof typeof pipelineActions] : null)).findLast((c) => c !== null) ?? (open ? null : 'all');
  return {
    columns,
    limited: has('$limit') || has('$count') || has('$facet') || has('$sample') ? true : open ? null : false,
    filtered: has('$match') || has('$geoNear') || has('$search') ? true : open ? null : false,
    offsets: [...stages, ...facets]
      .filter((s) => s.name === '$skip' && skipsRows(file, s.value))
      .map((s) => ({ clause: '$skip', at: s.node.type === 'CallExpression' && s.node.callee.type === 'MemberExpression' ? { start: spanOf(s.node.callee.property).start, end: spanOf(s.node).end } : spanOf(s.node) })),
    shape: 'rows',
  };
}

function facetStages(facet: Node): { name: string; node: Node; value: Node | undefined }[] {
  const literal = unwrap(facet);
  if (literal.type !== 'ObjectExpression') return [];
  return literal.properties.flatMap((branch) => {
    const list = branch.type === 'Property' ? unwrap(branch.value) : null;
    return (list?.type === 'ArrayExpression' ? list.elements : []).flatMap((element) => {
      const skip = element && element.type !== 'SpreadElement' ? propertyOf(element, '$skip') : null;
      return skip ? [{ name: '$skip', node: skip as Node, value: skip.value as Node }] : [];
    });
  });
}

/** Stages of `...(condition ? [{ $skip }] : [])`, `null` for any other spread. */
function conditionalStages(node: Node): (Node | null)[] | null {
  const plain = unwrap(node);
  if (plain.type === 'ArrayExpression') return plain.elements;
  if (plain.type === 'ConditionalExpression') {
    const branches = [conditionalStages(plain.consequent), conditionalStages(plain.alternate)];
    return branches.some((b) => b === null) ? null : branches.flatMap((b) => b ?? []);
  }
  if (plain.type === 'LogicalExpression' && plain.operator === '&&') return conditionalStages(plain.right);
  return null;
}

function arrayLiteral(file: SourceFile, node: Node): TSESTree.ArrayExpression | null {
  const plain = unwrap(node);
  if (plain.type === 'ArrayExpression') return plain;
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return null;
  const init = unwrap(binding.declarator.init);
  return init.type === 'ArrayExpression' ? init : null;
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
