import type { QueryAction, QueryFact } from '../facts/backend.js';

/** What one static of a model does, by the positions of its arguments. */
export interface Method {
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
export const methods: Readonly<Record<string, Method>> = {
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
export const helpers: ReadonlySet<string> = new Set(
  (
    'all and allowDiskUse batchSize box circle clone collation comment countDocuments cursor deleteMany deleteOne distinct elemMatch ' +
    'equals exec exists explain find findOne findOneAndDelete findOneAndReplace findOneAndUpdate geometry get gt gte hint in intersects ' +
    'j lean limit lt lte maxDistance maxTimeMS merge mod ne near nearSphere nin nor or orFail polygon populate post pre projection ' +
    'read readConcern regex replaceOne sanitizeProjection select session set setOptions setQuery size skip slice sort stream tailable ' +
    'transform updateMany updateOne w where within writeConcern wtimeout count estimatedDocumentCount toConstructor cacheQuery ' +
    'addFields append facet graphLookup group lookup match model option project replaceRoot sample search sortByCount unionWith unwind cache'
  ).split(' '),
);
