import { defineCheck } from '../define.js';
import type { ColumnFact } from '../facts/backend.js';
import { own } from '../facts/own.js';
import type { LocatedValue, Place, Project, Query, Scope, Table } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import { classifyIdGenerator } from '../recognise/id-generators.js';

/** Names that nothing but keys have: a column `uuid` stands beside a key of its own more often than not. */
const keyNames = ['id', '_id'];

/** Name of the column that rows of a table are keyed by. */
const keyOf = (table: Table | null): string[] => {
  const keys = table?.fact.columns.filter((c) => c.primaryKey).map((c) => c.name) ?? [];
  return keys.length === 1 ? keys : keys.length === 0 ? keyNames : [];
};

export default defineCheck({
  id: 'no-uuid-v4-keys',
  rationale:
    'Random UUIDs land on random pages of the primary key’s B-tree: inserts touch the whole index, caches miss and pages split. UUIDv7 begins with the time, so new rows go to the end as integers do, and stay unique across machines.',
  messages: {
    column:
      'The primary key `{{column}}` of {{table}} is a random UUID (version 4), so every insert lands on a random page of its index. Generate UUIDv7: {{how}}.',
    inserted:
      'A row of {{table}} is inserted with a random UUID (version 4) as its key `{{column}}`, so every insert lands on a random page of the index. Generate UUIDv7, e.g. `v7()` of `uuid`.',
  },
  examples: {
    bad: [
      `import { Entity, PrimaryGeneratedColumn } from 'typeorm';\n@Entity()\nexport class Order {\n  // ruleid: no-uuid-v4-keys\n  @PrimaryGeneratedColumn('uuid')\n  id!: string;\n}`,
    ],
    good: [
      `import { Entity, PrimaryColumn } from 'typeorm';\nimport { v7 } from 'uuid';\n@Entity()\nexport class Order {\n  // ok: no-uuid-v4-keys\n  @PrimaryColumn('uuid')\n  id: string = v7();\n}`,
    ],
  },
  limits: ['A key that a generator of another package makes is judged only if the generator is known.'],
  check(project, report) {
    const seen = new Set<string>();
    const isNew = (path: string, start: number): boolean => {
      const key = `${path}:${start}`;
      return !seen.has(key) && Boolean(seen.add(key));
    };
    let examined = 0;
    for (const table of project.tables) {
      const file = project.file(table.file);
      if (file && file.kind !== 'runtime' && file.kind !== 'migration') continue;
      examined += 1;
      const keys = table.fact.columns.filter((c) => c.primaryKey);
      // the index of a composite key is ordered by its first column
      const [column] = keys;
      if (!column) continue;
      const generated = generatorOf(project, table, column);
      if (generated !== 'uuid-v4' || !isNew(table.file, column.at.start)) continue;
      const data = { column: column.name, table: named(table.fact.name ?? table.fact.symbol), how: remedy[table.fact.layer] ?? 'in the application, with `v7()` of `uuid`' };
      if (file) report.at(file, column.at, 'column', data);
      else report.inDocument(table.file, column.at, 'column', data);
    }
    for (const query of project.queries) {
      if (query.file.kind !== 'runtime') continue;
      for (const { table, column, at } of query.fact.randomColumns ?? []) {
        const declared = project.tables.find(({ fact }) => fact.name === table);
        if (keyOf(declared ?? null).includes(column) && isNew(query.file.path, at.start)) report.at(query.file, at, 'inserted', { table: named(table), column });
      }
      if (!query.fact.data) continue;
      if (query.fact.action !== 'insert' && query.fact.action !== 'upsert') continue;
      examined += 1;
      for (const { place, column, table } of [...randomKeys(project, query, query.table, null), ...keysHandedIn(project, query)]) {
        if (!isNew(place.file.path, place.at.start) || place.file.kind !== 'runtime') continue;
        report.at(place.file, place.at, 'inserted', { table: named(table?.fact.symbol ?? table?.fact.name ?? query.tableName), column });
      }
    }
    report.examined(examined, 'tables and inserts');
  },
});

const named = (table: string | null): string => (table === null ? 'a table' : `\`${table}\``);

const remedy: Readonly<Record<string, string>> = {
  prisma: '`@default(uuid(7))`',
  typeorm: 'a `@PrimaryColumn` that `v7()` of `uuid` fills',
  drizzle: '`.$defaultFn(() => v7())` of `uuid`',
  sql: '`DEFAULT uuidv7()` (PostgreSQL 18) or `v7()` of `uuid` in the application',
};

function generatorOf(project: Project, table: Table, column: ColumnFact): ColumnFact['generated'] {
  if (column.generated !== null || !column.generator) return column.generated;
  const file = project.file(table.file);
  return file ? classify(project, { file, value: column.generator, scope: null }) : null;
}

/** How an id value is made, through functions of the project. */
function classify(project: Project, value: LocatedValue): ColumnFact['generated'] {
  if (project.isRecognised('idGenerator', value)) return null;
  const known = classifyIdGenerator(value.value);
  if (known !== null) return known;
  for (const resolved of project.resolve(value)) {
    if (resolved.r === 'function')
      for (const { value: returned } of resolved.ref.fact.returns) {
        const made = classify(project, { file: resolved.ref.file, value: returned, scope: null });
        if (made !== null) return made;
      }
    if (resolved.r === 'external') {
      const made = classifyIdGenerator(asValue(resolved.symbol, resolved.path));
      if (made !== null) return made;
    }
  }
  return null;
}

/** The value that names an external symbol: `uuid#v4` called, `crypto#default.randomUUID`. */
function asValue(symbol: string, path: readonly string[]): Value {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash);
  const name = symbol.slice(hash + 1);
  let value: Value = source === 'global' ? { k: 'global', name } : { k: 'import', source, name };
  for (const step of path) {
    const member = step.replace(/\(\)$/, '');
    if (member !== '') value = { k: 'member', of: value, name: member };
  }
  return value;
}

interface RandomKey {
  readonly place: Place;
  readonly column: string;
  readonly table: Table | null;
}

/** Places where a random UUID is made that becomes the key of an inserted row. */
function randomKeys(project: Project, query: Query, table: Table | null, scope: Scope | null): RandomKey[] {
  const found: RandomKey[] = [];
  const data: LocatedValue = { file: query.file, value: query.fact.data!, scope };
  for (const row of rowsOf(project, data))
    for (const column of keyOf(table)) {
      const written = row.r === 'value' && row.located.value.k === 'object' ? own(row.located.value.props, column) : undefined;
      if (row.r === 'value' && written && project.isRecognised('idGenerator', { ...row.located, value: written })) continue;
      for (const made of project.member(row, column)) {
        if (made.r !== 'external' || !made.last) continue;
        if (classifyIdGenerator(asValue(made.symbol, made.path)) === 'uuid-v4') found.push({ place: made.last, column, table });
      }
    }
  return found;
}

/** A function that more places call is a query layer of the project's own: its callers are its users. */
const maxCallers = 200;

/** The same where callers of the function around hand the row in: `insert(values) { return this.create(values); }`. */
function keysHandedIn(project: Project, query: Query): RandomKey[] {
  const param = paramIn(query.fact.data!);
  if (!param) return [];
  const fn = project.fn(query.file, param.fn);
  const sites = project.callersOf(fn);
  // TypeScript's `this: Order` takes no argument
  const position = fn.fact.params[0]?.name === 'this' ? param.index - 1 : param.index;
  if (sites.length > maxCallers) return [];
  return sites.flatMap(({ file, call }) => {
    const given = call.args[position];
    if (file.kind !== 'runtime' || given?.k !== 'object' || !keyNames.some((name) => own(given.props, name))) return [];
    const table = query.table ?? tableCalled(project, { file, value: call.callee, scope: null });
    return randomKeys(project, query, table, { fn, args: call.args.map((value) => ({ file, value, scope: null })), outer: null });
  });
}

/** The parameter that data is, or that is spread into it. */
function paramIn(data: Value): Extract<Value, { k: 'param' }> | null {
  if (data.k === 'param') return data;
  const inner = data.k === 'object' ? data.spreads : data.k === 'array' ? data.items : data.k === 'spread' ? [data.of] : [];
  for (const value of inner) {
    const found = paramIn(value);
    if (found) return found;
  }
  return null;
}

/** The table of the model whose inherited static is called. */
function tableCalled(project: Project, callee: LocatedValue): Table | null {
  if (callee.value.k !== 'member') return null;
  for (const r of project.resolve({ ...callee, value: callee.value.of }))
    if (r.r === 'class') {
      const { file, index } = r.ref;
      const table = project.tables.find((one) => one.file === file.path && one.fact.cls === index);
      if (table) return table;
    }
  return null;
}

/** Objects that a data argument holds: itself, the elements of an array, what `map` makes. */
function rowsOf(project: Project, data: LocatedValue): ReturnType<Project['resolve']> {
  return project.resolve(data).flatMap((r) => {
    if (r.r === 'value' && r.located.value.k === 'array') return project.resolve({ ...r.located, value: { k: 'element', of: r.located.value } });
    // `save(repository.create({ id }))`: what a row is made from
    if (r.r === 'external' && /^(create|build|merge|hydrate)\(\)$/.test(r.path.at(-1) ?? '')) return r.args.flatMap((arg) => project.resolve(arg));
    return [r];
  });
}
