import type { EndpointRow, Inspection } from '../facts/inspection.js';
import type { LayoutOptions } from './inspection-options.js';
import type { ListingFormat } from './listing-formats.js';
import type { Colors, Grid } from './table.js';
import { csv, markdown, textTable, versioned } from './table.js';
import { count, wrap } from './text.js';

/** The endpoints of a backend as a listing that ends with a line feed. */
export function reportEndpoints({ root, endpoints }: Pick<Inspection, 'root' | 'endpoints'>, format: ListingFormat, options: LayoutOptions): string {
  if (format === 'json') return versioned({ root, endpoints });
  if (format === 'pretty') return pretty(endpoints, options);
  const grid = gridOf(endpoints);
  return format === 'csv' ? csv(grid) : markdown(grid);
}

const methodOf = ({ method, protocol }: EndpointRow): string => (protocol === 'http' || protocol === 'trpc' ? method : protocol.toUpperCase());

const gridOf = (endpoints: readonly EndpointRow[]): Grid => ({
  header: ['method', 'path', 'handler', 'file', 'line', 'protocol', 'framework', 'validated', 'authenticated', 'rate limited', 'response schema', 'reads', 'writes', 'opaque queries'],
  rows: endpoints.map((e) => [
    methodOf(e),
    e.shownRoute,
    e.handler ?? '',
    e.path,
    String(e.line),
    e.protocol,
    e.framework,
    e.validated,
    e.authenticated,
    e.rateLimited,
    e.responseSchema ? 'yes' : 'no',
    e.reads.join(' '),
    e.writes.join(' '),
    String(e.opaqueQueries),
  ]),
});

const short: Readonly<Record<string, string>> = { 'no input': '–', unknown: '?' };
const shortOf = (answer: string): string => short[answer] ?? answer;

function paint(cell: string, column: number, colors: Colors): string {
  if (column < 2) return cell;
  if (cell === 'yes') return colors.green(cell);
  if (cell === 'no') return colors.red(cell);
  return cell === '?' ? colors.yellow(cell) : colors.dim(cell);
}

function pretty(endpoints: readonly EndpointRow[], options: LayoutOptions): string {
  if (endpoints.length === 0) return 'No endpoint was found: fortress-audit doctor says what was understood.\n';
  const files = [...new Set(endpoints.map(({ path }) => path))];
  const sections = files.map((file) => ({
    heading: file,
    rows: endpoints.filter(({ path }) => path === file).map((e) => ({
      cells: [methodOf(e), e.shownRoute, shortOf(e.validated), shortOf(e.authenticated), shortOf(e.rateLimited), e.responseSchema ? 'yes' : 'no'],
      details: [
        `${e.handler ?? 'handler not known'}:${e.line}`,
        ...(e.reads.length > 0 ? [`reads ${e.reads.join(', ')}`] : []),
        ...(e.writes.length > 0 ? [`writes ${e.writes.join(', ')}`] : []),
        ...(e.opaqueQueries > 0 ? [`${e.opaqueQueries} more ${e.opaqueQueries === 1 ? 'query' : 'queries'}, of what is not known`] : []),
      ],
    })),
  }));
  const columns = [{ title: 'method' }, { title: 'path', breaks: true } as const, { title: 'input' }, { title: 'auth' }, { title: 'limit' }, { title: 'schema' }];
  const number = (test: (e: EndpointRow) => boolean): number => endpoints.filter(test).length;
  const totals = [
    `${number((e) => e.validated === 'no')} with input that no schema has parsed`,
    `${number((e) => e.authenticated === 'no')} without authentication (${number((e) => e.authenticated === 'unknown')} not known)`,
    `${number((e) => e.rateLimited === 'no')} without a rate limit (${number((e) => e.rateLimited === 'unknown')} not known)`,
    `${number((e) => !e.responseSchema)} without a response schema`,
  ];
  const legend = 'input: whether a schema parses body and query, – where none is read · ? cannot be told from the code';
  return [
    ...textTable(columns, sections, options, paint),
    '',
    ...wrap(`${count(endpoints.length, 'endpoint')} in ${count(files.length, 'file')}: ${totals.join(', ')}`, options.columns),
    ...wrap(legend, options.columns),
    '',
  ].join('\n');
}
