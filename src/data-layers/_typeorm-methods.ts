import type { QueryAction, QueryFact } from '../facts/backend.js';

/** What one method does. Argument positions count without the entity that an entity manager takes first. */
export interface Method {
  readonly action: QueryAction;
  readonly shape: QueryFact['shape'];
  readonly columns: 'all' | 'none' | 'chosen';
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  /** What the first argument is. */
  readonly first?: 'options' | 'criteria' | 'data' | 'column';
  /** Position of the rows that are written. */
  readonly data?: number;
}

const rows = { action: 'read-many', shape: 'rows', columns: 'all' } as const;
const row = { action: 'read-one', shape: 'row', columns: 'all' } as const;
const pair = { action: 'read-many', shape: 'rows-and-count', columns: 'all' } as const;
const number = { action: 'count', shape: null, columns: 'none' } as const;
const aggregate = { action: 'aggregate', shape: null, columns: 'none', args: [1, 2], first: 'column' } as const;
const removal = { action: 'delete', shape: null, columns: 'none', args: [1, 2], first: 'criteria' } as const;

/** https://typeorm.io/docs/working-with-entity-manager/repository-api, …/entity-manager-api, …/custom-repository, entities/tree-entities */
export const methods: Readonly<Record<string, Method>> = {
  find: { ...rows, args: [0, 1], first: 'options' },
  findBy: { ...rows, args: [1, 1], first: 'criteria' },
  findAndCount: { ...pair, args: [0, 1], first: 'options' },
  findAndCountBy: { ...pair, args: [1, 1], first: 'criteria' },
  findByIds: { ...rows, args: [1, 2], first: 'criteria' },
  findOne: { ...row, args: [0, 2], first: 'options' },
  findOneOrFail: { ...row, args: [0, 2], first: 'options' },
  findOneBy: { ...row, args: [1, 1], first: 'criteria' },
  findOneByOrFail: { ...row, args: [1, 1], first: 'criteria' },
  findOneById: { ...row, args: [1, 1], first: 'criteria' },
  preload: { ...row, args: [1, 1], first: 'criteria' },
  findTrees: { ...rows, args: [0, 1] },
  findRoots: { ...rows, args: [0, 1] },
  findDescendants: { ...rows, args: [1, 2], first: 'criteria' },
  findDescendantsTree: { ...row, args: [1, 2], first: 'criteria' },
  findAncestors: { ...rows, args: [1, 2], first: 'criteria' },
  findAncestorsTree: { ...row, args: [1, 2], first: 'criteria' },
  countDescendants: { ...number, args: [1, 1], first: 'criteria' },
  countAncestors: { ...number, args: [1, 1], first: 'criteria' },
  count: { ...number, args: [0, 2], first: 'options' },
  countBy: { ...number, args: [1, 1], first: 'criteria' },
  exist: { ...number, action: 'exists', args: [0, 1], first: 'options' },
  exists: { ...number, action: 'exists', args: [0, 1], first: 'options' },
  existBy: { ...number, action: 'exists', args: [1, 1], first: 'criteria' },
  existsBy: { ...number, action: 'exists', args: [1, 1], first: 'criteria' },
  sum: aggregate,
  average: aggregate,
  minimum: aggregate,
  maximum: aggregate,
  save: { action: 'upsert', shape: 'row', columns: 'all', args: [1, 2], first: 'data', data: 0 },
  insert: { action: 'insert', shape: null, columns: 'none', args: [1, 1], first: 'data', data: 0 },
  upsert: { action: 'upsert', shape: null, columns: 'none', args: [2, 2], first: 'data', data: 0 },
  update: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  updateAll: { action: 'update', shape: null, columns: 'none', args: [1, 1], first: 'data', data: 0 },
  increment: { action: 'update', shape: null, columns: 'none', args: [3, 3], first: 'criteria' },
  decrement: { action: 'update', shape: null, columns: 'none', args: [3, 3], first: 'criteria' },
  restore: { action: 'update', shape: null, columns: 'none', args: [1, 1], first: 'criteria' },
  recover: { action: 'update', shape: 'row', columns: 'all', args: [1, 2], first: 'data' },
  delete: removal,
  deleteAll: { ...removal, args: [0, 0] },
  softDelete: removal,
  remove: { ...removal, shape: 'row', columns: 'all', first: 'data' },
  softRemove: { ...removal, shape: 'row', columns: 'all', first: 'data' },
  clear: { ...removal, args: [0, 0] },
  // MongoRepository
  findOneAndUpdate: { ...row, action: 'update', args: [2, 3], first: 'criteria', data: 1 },
  findOneAndReplace: { ...row, action: 'update', args: [2, 3], first: 'criteria', data: 1 },
  findOneAndDelete: { ...row, action: 'delete', args: [1, 2], first: 'criteria' },
  insertOne: { action: 'insert', shape: null, columns: 'none', args: [1, 2], first: 'data', data: 0 },
  insertMany: { action: 'insert', shape: null, columns: 'none', args: [1, 2], first: 'data', data: 0 },
  updateOne: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  updateMany: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  replaceOne: { action: 'update', shape: null, columns: 'none', args: [2, 3], first: 'criteria', data: 1 },
  deleteOne: removal,
  deleteMany: removal,
};

/** Calls that run a query builder. */
export const terminals: Readonly<Record<string, QueryFact['shape']>> = {
  getMany: 'rows',
  getRawMany: 'rows',
  getManyAndCount: 'rows-and-count',
  getRawAndEntities: null,
  getOne: 'row',
  getOneOrFail: 'row',
  getRawOne: 'row',
  getCount: null,
  getExists: null,
  stream: null,
  execute: null,
  loadMany: 'rows',
  loadOne: 'row',
};
