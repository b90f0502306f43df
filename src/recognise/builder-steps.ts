/** How much a call that runs a builder gives. */
const runners: Readonly<Record<string, Readonly<Record<string, 'row' | 'rows'>>>> = {
  kysely: { execute: 'rows', executeTakeFirst: 'row', executeTakeFirstOrThrow: 'row' },
  drizzle: { execute: 'rows', all: 'rows', get: 'row' },
  knex: { first: 'row', findById: 'row', findOne: 'row' },
  mongoose: {},
};

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const conditions = /^(?:and|or)?(?:where|having)(?:[A-Z]\w*)?$/i;

/** Steps that filter, sort, join or limit: the columns stay what the builder chose before. */
const keeping: Readonly<Record<string, ReadonlySet<string>>> = {
  kysely: words(
    'orderBy clearOrderBy clearLimit clearOffset clearWhere limit offset top fetch groupBy innerJoin leftJoin rightJoin fullJoin $if $call $castTo $narrowType ' +
      '$assertType distinct distinctOn forUpdate forShare skipLocked noWait modifyFront modifyEnd selectAll returningAll',
  ),
  drizzle: words('orderBy limit offset groupBy leftJoin rightJoin innerJoin fullJoin for $dynamic $withCache prepare'),
  knex: words(
    'orderBy orderByRaw limit offset groupBy join innerJoin leftJoin leftOuterJoin rightJoin joinRaw clone modify transacting forUpdate forShare skipLocked timeout debug ' +
      'clearOrder clearWhere withGraphFetched withGraphJoined joinRelated leftJoinRelated throwIfNotFound context',
  ),
  mongoose: words('exec lean sort limit skip populate session orFail collation hint batchSize allowDiskUse maxTimeMS read comment setOptions clone'),
};

/**
 * What a step on a query builder leaves of the rows that it gives: the same columns, or also how many rows come.
 * `null` where the step chooses columns, counts, makes text of the query, or is none of the builder's.
 * @param layer the data layer's name
 * @param step a call on a path: `where()`
 */
export function builderStep(layer: string, step: string): 'row' | 'rows' | 'same' | null {
  const name = step.endsWith('()') ? step.slice(0, -2) : null;
  const kept = keeping[layer];
  if (name === null || !kept) return null;
  return (Object.hasOwn(runners[layer]!, name) ? runners[layer]![name] : null) ?? (kept.has(name) || conditions.test(name) ? 'same' : null);
}
