import { defineCheck } from '../define.js';
import type { ColumnFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import { constantsOf, optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { LocatedValue, Project, Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { Span } from '../facts/source.js';
import { isWithin } from '../facts/source.js';
import type { TimeFact } from '../facts/time.js';
import type { Value } from '../facts/value.js';
import { isUtcName, isZoneName, usesPostgres, writesDayOrTime, writesZone } from '../recognise/time.js';

export default defineCheck({
  id: 'utc-timestamps',
  needs: ['times'],
  rationale:
    'A timestamp without a zone, or a text made in the zone of the server, means another moment on every machine: it shifts by hours when a server moves, and hours happen twice or never when daylight saving changes. Kept and sent in UTC a moment is the same everywhere; the zone of the reader is applied where it is shown.',
  messages: {
    column:
      '{{columns}} of {{table}} has no time zone in PostgreSQL: offsets are dropped on writing and each client reads the value in its own zone, so moments shift by hours. Declare it as {{remedy}}.',
    format:
      '`{{written}}` makes text in the time zone of the server, so one moment reads differently on another machine and after a change to daylight saving. Store and send UTC (`toISOString()`), or name the zone.',
    zone: '{{where}} sets `{{name}}` to `{{zone}}`, so every date in the process is read and written in a local zone whose hours shift twice a year. Run in `UTC` and convert where a time is shown.',
  },
  examples: {
    bad: [
      `import { pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';\nexport const orders = pgTable('orders', {\n  id: uuid('id').primaryKey(),\n  // ruleid: utc-timestamps\n  placedAt: timestamp('placed_at').notNull(),\n});`,
      `export const toRow = (order: { placedAt: Date }) => ({\n  // ruleid: utc-timestamps\n  placedOn: order.placedAt.toLocaleDateString('en-GB'),\n});`,
      { 'src/main.ts': 'export const started = new Date();', Dockerfile: 'FROM node:22\n# ruleid: utc-timestamps\nENV TZ=Europe/Berlin\nCMD ["node", "main.js"]\n' },
    ],
    good: [
      `import { pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';\nexport const orders = pgTable('orders', {\n  id: uuid('id').primaryKey(),\n  // ok: utc-timestamps\n  placedAt: timestamp('placed_at', { withTimezone: true }).notNull(),\n});`,
      `export const toRow = (order: { placedAt: Date }) => ({\n  // ok: utc-timestamps\n  placedOn: order.placedAt.toISOString(),\n});`,
    ],
  },
  limits: [
    'Prisma columns are not judged, and neither are the migrations that Prisma and Drizzle Kit write: there the schema decides.',
    'TIMESTAMP of MySQL is stored in UTC; DATETIME of any database is not judged.',
    'Local time inside the text of messages, mails, logs and errors is not judged, and neither is arithmetic with local hours and days.',
    'Dates are followed to their formatting inside one file; `toLocaleString` counts only where the file shows that it is called on a date.',
    'Of documents, Dockerfiles, compose files, env files and scripts are read; a zone that an orchestrator sets is not seen.',
  ],
  check(project, report) {
    const columns = zonelessColumns(project);
    for (const { path, file, at, table, names, layer } of columns.values()) {
      const data = {
        columns: `${names.length === 1 ? 'Column' : 'Each of'} ${names.map((name) => `\`${name}\``).join(', ')}`,
        table: table === null ? 'its table' : `\`${table}\``,
        remedy: own(remedies, layer) ?? '`timestamptz`',
      };
      if (file) report.at(file, at, 'column', data);
      else report.inDocument(path, at, 'column', data);
    }
    let examined = project.tables.length;
    const processIsUtc = zonesOf(project).some(({ fact, zones }) => fact.written === 'process.env.TZ' && zones.length > 0 && zones.every(isUtcName));
    const librariesAreUtc = zonesOf(project).some(({ fact }) => fact.written !== 'process.env.TZ');
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      for (const fact of file.times ?? []) {
        if (fact.form !== 'format') continue;
        examined += 1;
        const isSet = processIsUtc || (librariesAreUtc && fact.by !== 'date' && fact.by !== 'intl');
        if (!isSet && isServed(project, file) && isLocal(project, file, fact)) report.at(file, fact.at, 'format', { written: fact.written });
      }
    }
    for (const { file, fact, zones } of zonesOf(project)) {
      examined += 1;
      const zone = zones.find((one) => isZoneName(one) && !isUtcName(one));
      if (zone !== undefined && fact.written === 'process.env.TZ') report.at(file, fact.at, 'zone', { where: 'This assignment', name: fact.written, zone });
    }
    for (const setting of project.settings) {
      if (setting.name !== 'TZ' && setting.name !== 'PGTZ') continue;
      examined += 1;
      const zone = zoneOf(setting);
      if (zone !== null && !isForTests(setting)) report.inDocument(setting.path, setting.at, 'zone', { where: placeOf(setting), name: setting.name, zone });
    }
    report.examined(examined, 'tables, dates and zones');
  },
});

// ── columns ──

interface Place {
  readonly path: string;
  readonly file: FileFacts | null;
  readonly at: Span;
  readonly table: string | null;
  readonly layer: string;
  readonly names: string[];
}

const remedies: Readonly<Record<string, string>> = {
  drizzle: '`timestamp(…, { withTimezone: true })`',
  typeorm: '`timestamptz`',
  knex: '`table.timestamp(…)`, whose default has a zone',
  sequelize: '`DataTypes.DATE`, which is `timestamptz` there',
  sql: '`timestamptz`, for a table that exists in a new migration',
};

/** Columns of type timestamp without time zone, by the place where they are declared: one SQL text may declare several. */
function zonelessColumns(project: Project): Map<string, Place> {
  const places = new Map<string, Place>();
  const changed = changedToZone(project);
  const schemas = new Set(project.tables.filter(({ fact }) => fact.layer === 'prisma' || fact.layer === 'drizzle').flatMap(({ fact }) => fact.name?.toLowerCase() ?? []));
  const add = (path: string, at: Span, layer: string, table: string | null, name: string): void => {
    const key = `${path}:${at.start}`;
    const known = places.get(key);
    if (!known) places.set(key, { path, file: project.file(path), at, table, layer, names: [name] });
    else if (!known.names.includes(name)) known.names.push(name);
  };
  // a type that an entity leaves to its ORM gives way to what a migration says; one that is written stays wrong
  const isChanged = (file: FileFacts | null, table: string | null, column: string, type: string | null): boolean =>
    (file?.kind !== 'runtime' || type === 'timestamp default') && table !== null && changed.has(columnKey(table, column));
  for (const table of project.tables) {
    const { fact } = table;
    const file = project.file(table.file);
    if (file && file.kind !== 'runtime' && file.kind !== 'migration') continue;
    if (!file && (isGenerated(table.file) || (fact.name !== null && schemas.has(fact.name.toLowerCase())))) continue;
    const name = fact.name ?? fact.symbol;
    for (const column of fact.columns)
      if (isZoneless(project, table, column) && !isChanged(file, fact.name, column.name, column.type)) add(table.file, column.at, fact.layer, name, column.name);
  }
  const inTables = [...places.values()];
  for (const file of project.files) {
    if (file.kind !== 'runtime' && file.kind !== 'migration') continue;
    for (const fact of file.times ?? []) {
      if (fact.form !== 'column' || inTables.some((place) => place.path === file.path && isWithin(fact.at, place.at))) continue;
      const isPostgres = fact.layer === 'drizzle' || usesPostgres(file.path, project.packages);
      if (!isTypeWithoutZone(fact.type) || !isPostgres || isChanged(file, fact.table, fact.name, fact.type)) continue;
      if (fact.layer !== 'drizzle' || hasNoZone(project, file, fact.options)) add(file.path, fact.at, fact.layer, fact.table, fact.name);
    }
  }
  return places;
}

/** Migrations that Prisma and Drizzle Kit write from a schema: `migrations/20240101_init/migration.sql`, `0000_name.sql`. */
const isGenerated = (path: string): boolean => /(^|\/)migrations\/[^/]+\/migration\.sql$|(^|\/)\d{14}_[^/]+\/migration\.sql$|(^|\/)\d{4}_[a-z0-9]+_[a-z0-9_]+\.sql$/.test(path);

const isTypeWithoutZone = (type: string): boolean => /^timestamp(?:\s*\(\s*\d\s*\))?(?:\s*without time zone)?\s*$/.test(type);

function isZoneless(project: Project, table: Table, column: ColumnFact): boolean {
  const { fact } = table;
  const { type } = column;
  if (type === null || (fact.dialect && fact.dialect !== 'postgres')) return false;
  const isPostgres = (): boolean => fact.dialect === 'postgres' || usesPostgres(table.file, project.packages);
  switch (fact.layer) {
    case 'prisma':
    case 'mongoose':
      return false;
    case 'drizzle': {
      const file = project.file(table.file);
      return type === 'timestamp' && fact.dialect === 'postgres' && file !== null && hasNoZone(project, file, column.options ?? null);
    }
    case 'knex':
      return type.startsWith('timestamp') && type.includes('without time zone') && isPostgres();
    case 'mikro-orm':
      return column.options?.k === 'object' && own(column.options.props, 'columnType') !== undefined && isTypeWithoutZone(type) && isPostgres();
    default:
      return type.includes('without time zone') ? isTypeWithoutZone(type) : (isTypeWithoutZone(type) || type === 'timestamp default') && isPostgres();
  }
}

/** Drizzle's `{ withTimezone: true }` is not among the options. */
function hasNoZone(project: Project, file: FileFacts, options: Value | null): boolean {
  const option = optionOf(project, options === null ? undefined : { file, value: options, scope: null }, ['withTimezone']);
  if (option.state !== 'given') return option.state === 'absent';
  return option.values.every((value) => {
    const { constants, open } = constantsOf(project, value);
    return !open && constants.length > 0 && constants.every(({ constant }) => constant === false);
  });
}

/** A column in the spelling of the database and in that of code: `created_at`, `createdAt`. */
const columnKey = (table: string, column: string): string => `${table}.${column}`.toLowerCase().replaceAll('_', '');

/** `table.column` of those that some migration gives a zone: by changing the type, or by dropping and adding the column. */
function changedToZone(project: Project): ReadonlySet<string> {
  const changed = new Set<string>();
  const isZoned = (type: string | null): boolean => type !== null && /^timestamptz|^timestamp.*with time zone$/.test(type);
  for (const { file: path, fact } of project.tables) {
    if (fact.name === null || project.file(path)?.kind === 'runtime') continue;
    for (const { column, type } of fact.retypes ?? []) if (isZoned(type)) changed.add(columnKey(fact.name, column));
    for (const { name, type } of fact.columns) if (isZoned(type)) changed.add(columnKey(fact.name, name));
  }
  return changed;
}

// ── dates ──

const userInterfaces: ReadonlySet<string> = new Set(['react', 'preact', 'vue', 'svelte', 'solid-js', '@angular/core']);
const served = new WeakMap<Project, ReadonlySet<string>>();

/**
 * Whether code runs on the server: in a package that renders pages as well, only what an endpoint imports. The rest of
 * such a package formats for the reader, in the zone of the browser.
 */
function isServed(project: Project, file: FileFacts): boolean {
  if (!project.packageOf(file.path)?.dependencies.some((name) => userInterfaces.has(name))) return true;
  let paths = served.get(project);
  if (!paths) served.set(project, (paths = importedByEndpoints(project)));
  return paths.has(file.path);
}

function importedByEndpoints(project: Project): ReadonlySet<string> {
  const targets = new Map<string, string[]>();
  for (const { file, fact, target } of project.imports) {
    if (target === null || fact.typeOnly) continue;
    const list = targets.get(file.path);
    if (list) list.push(target);
    else targets.set(file.path, [target]);
  }
  const queue = [...new Set(project.endpoints.map(({ file }) => file.path))];
  const reached = new Set(queue);
  for (const path of queue)
    for (const target of targets.get(path) ?? [])
      if (!reached.has(target)) {
        reached.add(target);
        queue.push(target);
      }
  return reached;
}

function isLocal(project: Project, file: FileFacts, fact: Extract<TimeFact, { form: 'format' }>): boolean {
  const located = (value: Value): LocatedValue => ({ file, value, scope: null });
  if (fact.zone && optionOf(project, located(fact.zone.options), [fact.zone.name]).state !== 'absent') return false;
  if (fact.pattern === null) return true;
  const { constants, open } = constantsOf(project, located(fact.pattern));
  return !open && constants.length > 0 && constants.every(({ constant }) => typeof constant === 'string' && !writesZone(constant) && writesDayOrTime(constant));
}

// ── zones ──

interface Zone {
  readonly file: FileFacts;
  readonly fact: Extract<TimeFact, { form: 'zone' }>;
  readonly zones: readonly string[];
}

/** Zones that code sets for its process or for a date library. */
function zonesOf(project: Project): Zone[] {
  return project.files.flatMap((file) =>
    file.kind !== 'runtime'
      ? []
      : (file.times ?? []).flatMap((fact) =>
          fact.form === 'zone' ? [{ file, fact, zones: constantsOf(project, { file, value: fact.value, scope: null }).constants.flatMap(({ constant }) => (typeof constant === 'string' ? [constant] : [])) }] : [],
        ),
  );
}

/** The zone that a setting names if it is none of UTC; the default of `${TZ:-Europe/Berlin}`; `null` where it names none. */
function zoneOf({ value }: SettingFact): string | null {
  const zone = /^\$\{\w+:?-([^}]*)\}$/.exec(value ?? '')?.[1] ?? value ?? '';
  return isZoneName(zone) && !isUtcName(zone) ? zone : null;
}

const isForTests = ({ form, owner, path }: SettingFact): boolean =>
  (form === 'script' && /(^|[:_-])(test|tests|e2e|jest|vitest|cypress|playwright|lint|storybook)/i.test(owner ?? '')) ||
  (form === 'env-file' && /test/i.test(path.slice(path.lastIndexOf('/') + 1))) ||
  (form === 'compose' && /(?:^|[-_.])(?:tests?|e2e)(?:[-_.]|$)/i.test(path.slice(path.lastIndexOf('/') + 1)));

function placeOf({ form, owner }: SettingFact): string {
  switch (form) {
    case 'compose':
      return `Service \`${owner ?? ''}\``;
    case 'script':
      return `Script \`${owner ?? ''}\``;
    case 'dockerfile':
      return 'The image';
    default:
      return 'This file';
  }
}
