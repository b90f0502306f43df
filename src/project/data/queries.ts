import { isBuiltin } from 'node:module';
import { dataLayers } from '../../data-layers/index.js';
import type { FileFacts } from '../../facts/file.js';
import { groupBy } from '../../facts/group-by.js';
import { packageName } from '../../facts/package-name.js';
import type { Query } from '../../facts/project.js';
import { lazy, remembered } from '../../facts/remembered.js';
import type { Span } from '../../facts/source.js';
import type { Evaluator } from '../values/evaluate.js';
import { isOutOfSight } from '../values/resolved.js';
import { matches } from '../values/symbol-patterns.js';
import type { createTables } from './tables.js';

export interface Queries {
  /** Of a call, by its span. */
  at(file: FileFacts, at: Span): Query | null;
  /** What these functions of a file run, fragments left out, in the order of the file. */
  in(file: FileFacts, functions: readonly number[]): readonly Query[];
  /** Of the whole project. */
  all(): readonly Query[];
}

/** @param confirm says whether what an adapter takes for a query is one, and of which table; asked once for each */
export function createQueries(files: readonly FileFacts[], confirm: (file: FileFacts, index: number) => Query | null): Queries {
  const confirmed = new Map<FileFacts, (Query | null | undefined)[]>();
  const confirming = new Set<string>();
  const queryOf = (file: FileFacts, index: number): Query | null => {
    let known = confirmed.get(file);
    if (!known) confirmed.set(file, (known = []));
    const before = known[index];
    if (before !== undefined) return before;
    const key = `${file.path}:${index}`;
    if (confirming.has(key)) return null;
    confirming.add(key);
    const query = confirm(file, index);
    confirming.delete(key);
    known[index] = query;
    return query;
  };
  const bySpan = remembered((file: FileFacts) => groupBy([...file.queries.keys()], (index) => spanKey(file.queries[index]!.at)));
  /** Two layers may see one call: the first that is confirmed has it. */
  const at = (file: FileFacts, span: Span): Query | null => {
    for (const index of bySpan(file).get(spanKey(span)) ?? []) {
      const query = queryOf(file, index);
      if (query) return query;
    }
    return null;
  };
  const held = (file: FileFacts, index: number): Query[] => {
    const query = queryOf(file, index);
    return query && at(file, query.fact.at) === query ? [query] : [];
  };
  const byFunction = remembered((file: FileFacts) => groupBy([...file.queries.keys()], (index) => file.queries[index]!.fn));
  return {
    at,
    in: (file, functions) =>
      functions
        .flatMap((fn) => byFunction(file).get(fn) ?? [])
        .sort((a, b) => a - b)
        .flatMap((index) => held(file, index))
        .filter(({ fact }) => !fact.fragment),
    all: lazy(() => files.flatMap((file) => file.queries.flatMap((_, index) => held(file, index)))),
  };
}

const spanKey = (at: Span): string => `${at.start}-${at.end}`;

/** @param declared packages that the package of a file depends on */
export function createConfirm(
  evaluator: Evaluator,
  tables: ReturnType<typeof createTables>,
  declared: (path: string) => ReadonlySet<string>,
): (file: FileFacts, index: number) => Query | null {
  const receivers = new Map(dataLayers.map((layer) => [layer.name, layer.receivers]));
  return (file, index) => {
    const fact = file.queries[index]!;
    if (fact.fragment) return { file, fact, table: null, tableName: null };
    const patterns = receivers.get(fact.layer) ?? [];
    const resolved = fact.receiver ? evaluator.resolve({ file, value: fact.receiver, scope: null }) : [];
    const proven = resolved.filter((r) => evaluator.origins(r).some((symbol) => matches(patterns, symbol)));
    const table = tables.ofQuery(file, fact, proven);
    if (fact.receiver && proven.length === 0) {
      // the client is out of sight; a table that the project declares, or the shape of the call, proves it as well
      const isKnown = (source: string, symbol: string): boolean =>
        source === 'global' ? /^global#(?:fetch|Map|Set)$/.test(symbol) : declared(file.path).has(packageName(source)) || isBuiltin(source);
      const somethingElse = resolved.some((r) => !isOutOfSight(r, isKnown));
      if (somethingElse || !(table || fact.evident)) return null;
    }
    const written = fact.table && 'name' in fact.table ? fact.table.name : null;
    return { file, fact, table, tableName: table?.fact.symbol ?? table?.fact.name ?? written };
  };
}
