import type { TableFact } from '../../facts/backend.js';
import type { TableRow, TableUse, Where } from '../../facts/inspection.js';
import { byText } from '../../facts/order.js';
import type { Project, Table } from '../../facts/project.js';
import { positionAt } from '../../syntax/source-file.js';
import { accessOf } from '../calls/reach.js';
import { packageOf } from '../packages/packages.js';
import { createGrouping } from './module-graph.js';

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
        key: keyOf([table, ...others]),
        versionColumn: versionColumnOf(fact) ?? null,
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

/** The column that the declaration makes the version, or one that is named so. */
const versionColumnOf = ({ columns }: TableFact): string | undefined => (columns.find(({ version }) => version) ?? columns.find(({ name }) => versionName.test(name)))?.name;

/** The key as the first declaration that has one says: types of Kysely name columns only, its migrations their keys. */
function keyOf(tables: readonly Table[]): TableRow['key'] {
  // every document has an `_id` (mongoosejs.com/docs/guide.html#_id)
  if (tables[0]!.fact.layer === 'mongoose' && tables.every(({ fact }) => fact.columns.every(({ primaryKey }) => !primaryKey))) return [{ column: '_id', type: 'objectid', generated: 'other' }];
  const keyed = tables.find(({ fact }) => fact.columns.some(({ primaryKey }) => primaryKey)) ?? tables[0]!;
  return keyed.fact.columns.filter(({ primaryKey }) => primaryKey).map(({ name, type, generated }) => ({ column: name, type, generated }));
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
