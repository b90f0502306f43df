import type { Inspection, TableRow, TableUse } from '../facts/inspection.js';
import type { LayoutOptions } from './inspection-options.js';
import type { ListingFormat } from './listing-formats.js';
import type { Grid } from './table.js';
import { csv, markdown, textTable, versioned } from './table.js';
import { count, wrap } from './text.js';

/** The tables of a backend as a listing that ends with a line feed. */
export function reportTables({ root, tables }: Pick<Inspection, 'root' | 'tables'>, format: ListingFormat, options: LayoutOptions): string {
  if (format === 'json') return versioned({ root, tables });
  if (format === 'pretty') return pretty(tables, options);
  const grid = gridOf(tables);
  return format === 'csv' ? csv(grid) : markdown(grid);
}

const keyOf = ({ key }: TableRow): string =>
  key.map(({ column, type, generated }) => [column, type, generated].filter((part) => part !== null).join(' ')).join(' + ');
const indexesOf = ({ indexes }: TableRow): string[] => (indexes ?? []).map(({ columns, unique }) => `${columns.join('+')}${unique ? ' unique' : ''}`);
const usesOf = (uses: readonly TableUse[]): string[] => uses.map(({ module, queries }) => `${module}\u00a0${queries}`);

const spaced = (uses: readonly string[]): string => uses.join('; ').replaceAll('\u00a0', ' ');

const gridOf = (tables: readonly TableRow[]): Grid => ({
  header: ['table', 'symbol', 'file', 'line', 'layer', 'also at', 'key', 'version column', 'indexes', 'owner', 'owner because', 'readers', 'writers'],
  rows: tables.map((t) => [
    t.table,
    t.symbol ?? '',
    t.path,
    String(t.line),
    t.layer,
    t.alsoAt.map(({ path, line }) => `${path}:${line}`).join('; '),
    keyOf(t),
    t.versionColumn ?? '',
    t.indexes === null ? 'not known' : indexesOf(t).join('; '),
    t.owner?.module ?? '',
    t.owner?.because ?? '',
    spaced(usesOf(t.readers)),
    spaced(usesOf(t.writers)),
  ]),
});

function pretty(tables: readonly TableRow[], options: LayoutOptions): string {
  if (tables.length === 0) return 'No table was found: fortress-audit doctor says what was understood.\n';
  const rows = tables.map((t) => ({
    cells: [t.symbol === null || t.symbol === t.table ? t.table : `${t.table} (${t.symbol})`, keyOf(t) || '–', t.versionColumn ?? '–', t.owner?.module ?? '–'],
    details: [
      `${t.path}:${t.line} (${t.layer})`,
      ...(t.alsoAt.length > 0 ? [`and in ${count(t.alsoAt.length, 'other place')}`] : []),
      ...(t.indexes === null ? [] : [t.indexes.length === 0 ? 'no index but the key' : `indexes ${indexesOf(t).join(', ')}`]),
      ...(t.readers.length > 0 ? [`read by ${usesOf(t.readers).join(', ')}`] : []),
      ...(t.writers.length > 0 ? [`written by ${usesOf(t.writers).join(', ')}`] : []),
    ],
  }));
  const columns = [{ title: 'table', breaks: true }, { title: 'key', breaks: true }, { title: 'version' }, { title: 'owner', breaks: true }] as const;
  return [
    ...textTable(columns, [{ heading: null, rows }], options, (cell, column, colors) => (column === 0 ? colors.bold(cell) : cell)),
    '',
    ...wrap(`${count(tables.length, 'table')}: ${tables.filter(({ versionColumn }) => versionColumn === null).length} without a version column, ${tables.filter(({ owner }) => owner === null).length} without an owner`, options.columns),
    ...wrap('owner: the module that declares the table or, in a central schema, the only one that writes it · a number behind a module counts its queries', options.columns),
    '',
  ].join('\n');
}
