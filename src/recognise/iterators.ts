import type { Value } from '../facts/value.js';

/** Functions of a library that take a list first and, at `callback`, what they call once per element. */
interface Iterators {
  readonly names: ReadonlyMap<string, 'map' | 'forEach' | 'filter'>;
  readonly callback: number;
}

const each = (names: readonly string[], callback = 1, kind: 'map' | 'forEach' | 'filter' = 'map'): Iterators => ({ names: new Map(names.map((name) => [name, kind])), callback });

const collections: readonly Iterators[] = [each(['map', 'flatMap', 'mapSeries']), each(['forEach', 'each', 'eachSeries'], 1, 'forEach'), each(['filter'], 1, 'filter')];

/**
 * github.com/sindresorhus/p-map, p-map-series, p-each-series, p-filter; caolan.github.io/async/v3; lodash.com/docs;
 * bluebirdjs.com/docs; remedajs.com/docs.
 */
const libraries: Readonly<Record<string, readonly Iterators[]>> = {
  'p-map': [each(['default', 'pMapIterable'])],
  'p-map-series': [each(['default'])],
  'p-each-series': [each(['default'], 1, 'forEach')],
  'p-filter': [each(['default'], 1, 'filter')],
  async: [...collections, each(['mapLimit'], 2), each(['eachLimit', 'forEachLimit'], 2, 'forEach'), each(['forEachSeries'], 1, 'forEach')],
  lodash: collections,
  'lodash-es': collections,
  remeda: collections,
  bluebird: collections,
};

/** How a call of a function runs the argument at an index once per element of its first, `null` where it does not. */
export function iterates(callee: Value, index: number): 'map' | 'forEach' | 'filter' | null {
  const [head, name] = callee.k === 'member' ? [callee.of, callee.name] : [callee, callee.k === 'import' ? callee.name : ''];
  if (head.k !== 'import' || !Object.hasOwn(libraries, head.source)) return null;
  for (const { names, callback } of libraries[head.source]!) {
    const kind = callback === index ? names.get(name === '*' ? 'default' : name) : undefined;
    if (kind) return kind;
  }
  return null;
}
