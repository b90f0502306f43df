import type { QueryFact } from '../facts/backend.js';
import type { TableRow, TableUse, Where } from '../facts/inspection.js';
import { byText } from '../facts/order.js';
import type { Endpoint, FunctionRef, Project, Query, Table } from '../facts/project.js';
import { positionAt } from '../syntax/source-file.js';
import { createGrouping } from './module-graph.js';
import { packageOf } from './packages.js';

/** Tables that one function reaches, through every function of the project that it may call. */
export interface Reached {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Queries whose table, or what they do to it, is not known. */
  readonly opaqueQueries: number;
  /** Whether every query for many rows has a limit. */
  readonly paginated: 'yes' | 'no' | 'unknown' | 'no list';
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
    const limits = new Set<boolean | null>();
    const seen = new Set(handler ? [handler] : []);
    for (const fn of seen) {
      const { queries, callees } = stepOf(fn);
      for (const { fact, tableName } of queries) {
        if (fact.fragment || fact.action === 'transaction') continue;
        const access = accessOf(fact);
        if (fact.action === 'read-many') limits.add(fact.limited);
        if (tableName === null || access === null) opaqueQueries += 1;
        else (access === 'reads' ? reads : writes).add(tableName);
      }
      for (const callee of callees) seen.add(callee);
    }
    const paginated = handler === null || limits.has(null) ? 'unknown' : limits.size === 0 ? 'no list' : 'yes';
    return { reads: [...reads].sort(), writes: [...writes].sort(), opaqueQueries, paginated: limits.has(false) ? 'no' : paginated };
  };
}

/** Names that optimistic locking gives its column: TypeORM, MikroORM and Sequelize `version`, Mongoose `__v`, and what people write. */
const versionName = /^(_?version|(row|lock|record|entity)_?version|version_?(number|lock|id)|opt_?lock|lock_?number|row_?ver|__v)$/i;

/** What entities, schema documents and migrations of one package declare under one name is one table. */
function tableKey({ file, fact: { name, at } }: Table, { packages }: Project): string {
  return name === null ? `${file}:${at.start}` : `${packageOf(file, packages)?.dir ?? ''}\0${name.toLowerCase()}`;
}

/** How many tables there are, each once however often it is declared. */
export const tableCountOf = (tables: readonly Table[], project: Project): number => new Set(tables.map((table) => tableKey(table, project))).size;

/** One row a table. */
export function tableRowsOf(project: Project): TableRow[] {
  const groupOf = createGrouping(project.layout, (path) => project.moduleOf(path));
  const declarations = new Map<string, Table[]>();
  const keys = new Map<Table, string>();
  for (const table of project.tables) {
    const key = tableKey(table, project);
    keys.set(table, key);
    const list = declarations.get(key);
    if (list) list.push(table);
    else declarations.set(key, [table]);
  }
  const uses = new Map<string, Readonly<Record<'reads' | 'writes', Map<string, number>>>>();
  for (const { file, fact, table } of project.queries) {
    const access = accessOf(fact);
    const key = table && keys.get(table);
    if (!key || fact.fragment || access === null || file.kind !== 'runtime') continue;
    let use = uses.get(key);
    if (!use) uses.set(key, (use = { reads: new Map(), writes: new Map() }));
    const { name } = groupOf(file.path);
    use[access].set(name, (use[access].get(name) ?? 0) + 1);
  }
  const listed = (counts: ReadonlyMap<string, number> | undefined): TableUse[] =>
    [...(counts ?? [])].map(([module, queries]) => ({ module, queries })).sort((a, b) => b.queries - a.queries || byText(a.module, b.module));
  const place = ({ file, lines, fact }: Table): Where => ({ path: file, line: positionAt(lines, fact.at.start).line });
  return [...declarations]
    .map(([key, tables]): TableRow => {
      const [table, ...others] = [...tables].sort((a, b) => historic(project, a) - historic(project, b)) as [Table, ...Table[]];
      const { fact, file } = table;
      const writers = listed(uses.get(key)?.writes);
      const onlyWriter = writers.length === 1 ? writers[0] : undefined;
      return {
        ...place(table),
        table: fact.name ?? fact.symbol ?? '?',
        symbol: fact.symbol,
        layer: fact.layer,
        alsoAt: others.map(place),
        key: fact.columns.filter((column) => column.primaryKey).map(({ name, type, generated }) => ({ column: name, type, generated })),
        versionColumn: fact.columns.find(({ name }) => versionName.test(name))?.name ?? null,
        indexes: indexesOf(tables.filter((one) => historic(project, one) === 0 && one.fact.indexes)) ?? indexesOf(tables),
        owner:
          project.moduleOf(file) !== null
            ? { module: groupOf(file).name, because: 'declared there' }
            : onlyWriter
              ? { module: onlyWriter.module, because: 'writes it' }
              : null,
        readers: listed(uses.get(key)?.reads),
        writers,
      };
    })
    .sort((a, b) => byText(a.table.toLowerCase(), b.table.toLowerCase()) || byText(a.path, b.path) || a.line - b.line);
}

/** Migrations say what a table was; entities and schemas, which have a name in code, what it is. */
const historic = (project: Project, { file, fact }: Table): number => Number(fact.symbol === null) + Number(file.endsWith('.sql') || project.file(file)?.kind === 'migration');

/** Indexes and unique constraints of the declarations, each once; `null` where no adapter reads them. */
function indexesOf(tables: readonly Table[]): TableRow['indexes'] {
  if (tables.every(({ fact }) => !fact.indexes)) return null;
  const found = new Map<string, { columns: readonly string[]; unique: boolean }>();
  for (const { fact } of tables) {
    const own = [
      ...fact.columns.filter((column) => column.unique && !column.primaryKey).map(({ name }) => ({ columns: [name], unique: true })),
      ...(fact.indexes ?? []),
    ];
    for (const { columns, unique } of own) {
      const key = columns.join('\0');
      if (columns.length > 0) found.set(key, { columns, unique: unique || found.get(key)?.unique === true });
    }
  }
  return [...found.values()];
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
