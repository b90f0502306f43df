import type { QueryFact } from '../facts/backend.js';
import type { TableRow, TableUse } from '../facts/inspection.js';
import type { Endpoint, FunctionRef, Project, Query, Table } from '../facts/project.js';
import { positionAt } from '../syntax/source-file.js';
import { createGrouping } from './module-graph.js';

/** Tables that one function reaches, through every function of the project that it may call. */
export interface Reached {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Queries whose table, or what they do to it, is not known. */
  readonly opaqueQueries: number;
}

/**
 * Gives what the handler of an endpoint reaches. Every function's own queries and callees are looked up once for the
 * project; a function that calls itself, or one that calls it, is visited once.
 */
export function createReach(project: Project): (endpoint: Endpoint) => Reached {
  const known = new Map<FunctionRef, { readonly queries: readonly Query[]; readonly callees: readonly FunctionRef[] }>();
  const stepOf = (fn: FunctionRef): { readonly queries: readonly Query[]; readonly callees: readonly FunctionRef[] } => {
    let step = known.get(fn);
    if (!step) known.set(fn, (step = { queries: project.queriesIn(fn), callees: [...new Set(project.calls(fn).flatMap((call) => call.targets))] }));
    return step;
  };
  return ({ handler }) => {
    const reads = new Set<string>();
    const writes = new Set<string>();
    let opaqueQueries = 0;
    const seen = new Set(handler ? [handler] : []);
    for (const fn of seen) {
      const { queries, callees } = stepOf(fn);
      for (const { fact, tableName } of queries) {
        if (fact.fragment || fact.action === 'transaction') continue;
        const access = accessOf(fact);
        if (tableName === null || access === null) opaqueQueries += 1;
        else (access === 'reads' ? reads : writes).add(tableName);
      }
      for (const callee of callees) seen.add(callee);
    }
    return { reads: [...reads].sort(), writes: [...writes].sort(), opaqueQueries };
  };
}

/** Names that optimistic locking gives its column: TypeORM, MikroORM and Sequelize `version`, Mongoose `__v`, and what people write. */
const versionName = /^(_?version|(row|lock|record|entity)_?version|version_?(number|lock|id)|opt_?lock|lock_?number|row_?ver|__v)$/i;

/** One row a table. A table that code and a schema document both declare has one row each. */
export function tableRowsOf(project: Project): TableRow[] {
  const groupOf = createGrouping(project.layout, (path) => project.moduleOf(path));
  const uses = new Map<Table, { readers: Map<string, number>; writers: Map<string, number> }>();
  for (const { file, fact, table } of project.queries) {
    const access = accessOf(fact);
    if (!table || fact.fragment || access === null || file.kind !== 'runtime') continue;
    let use = uses.get(table);
    if (!use) uses.set(table, (use = { readers: new Map(), writers: new Map() }));
    const counts = access === 'reads' ? use.readers : use.writers;
    const { name } = groupOf(file.path);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const listed = (counts: ReadonlyMap<string, number> | undefined): TableUse[] =>
    [...(counts ?? [])].map(([module, queries]) => ({ module, queries })).sort((a, b) => b.queries - a.queries || (a.module < b.module ? -1 : 1));
  return project.tables
    .map((table): TableRow => {
      const { fact, file, lines } = table;
      const writers = listed(uses.get(table)?.writers);
      const home = groupOf(file);
      const onlyWriter = writers.length === 1 ? writers[0] : undefined;
      return {
        path: file,
        line: positionAt(lines, fact.at.start).line,
        table: fact.name ?? fact.symbol ?? '?',
        symbol: fact.symbol,
        layer: fact.layer,
        key: fact.columns.filter((column) => column.primaryKey).map(({ name, type, generated }) => ({ column: name, type, generated })),
        versionColumn: fact.columns.find(({ name }) => versionName.test(name))?.name ?? null,
        indexes: fact.indexes
          ? [
              ...fact.columns.filter((column) => column.unique && !column.primaryKey).map(({ name }) => ({ columns: [name], unique: true })),
              ...fact.indexes.map(({ columns, unique }) => ({ columns, unique })),
            ]
          : null,
        owner:
          project.moduleOf(file) !== null
            ? { module: home.name, because: 'declared there' }
            : onlyWriter
              ? { module: onlyWriter.module, because: 'writes it' }
              : null,
        readers: listed(uses.get(table)?.readers),
        writers,
      };
    })
    .sort((a, b) => (a.table.toLowerCase() < b.table.toLowerCase() ? -1 : a.table.toLowerCase() > b.table.toLowerCase() ? 1 : a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

/** Whether a query reads or writes, `null` where its text is not known. */
type Access = 'reads' | 'writes' | null;

/** What a query does to its table by what the layer says it is. */
function accessOf(query: Pick<QueryFact, 'action' | 'text'>): Access {
  switch (query.action) {
    case 'read-many':
    case 'read-one':
    case 'count':
    case 'exists':
    case 'aggregate':
      return 'reads';
    case 'insert':
    case 'update':
    case 'delete':
    case 'upsert':
      return 'writes';
    case 'transaction':
      return null;
    case 'raw': {
      const text = query.text;
      const parts = text?.k === 'tagged' || text?.k === 'text' ? text.parts : text ? [text] : [];
      const [first] = parts;
      if (first?.k !== 'literal' || typeof first.value !== 'string') return null;
      const [, verb = ''] = /^\s*(\w+)/.exec(first.value) ?? [];
      if (/^(insert|update|delete|merge|replace|truncate)$/i.test(verb)) return 'writes';
      return /^select$/i.test(verb) ? 'reads' : null;
    }
  }
}
