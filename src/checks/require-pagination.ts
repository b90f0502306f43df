import { defineCheck } from '../define.js';
import type { ColumnFact } from '../facts/backend.js';
import { endpointName } from '../facts/endpoint-name.js';
import { optionOf } from '../facts/options.js';
import type { Endpoint, FunctionRef, LocatedValue, Project, Query } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { lineAt } from '../facts/trail.js';
import type { Value } from '../facts/value.js';
import { membersOf } from '../facts/value.js';
import { isCatalogue, isReferenceTable } from '../recognise/reference-tables.js';

export default defineCheck({
  id: 'require-pagination',
  rationale:
    'A query with neither a filter nor a limit answers with the whole table. It is fast with the ten rows of a test and takes memory, time and bandwidth in proportion to the table later, until the process or its client falls over. A page has a size from the first day on.',
  messages: {
    table:
      '`{{operation}}` reads every row of {{table}}: it has no filter and no limit, so time and memory grow with the table until the process or its client falls over. Read one page: a limit, and a cursor on the last key seen.',
  },
  examples: {
    bad: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n// ruleid: require-pagination\nexport const listOrders = () => prisma.order.findMany({ orderBy: { id: 'asc' } });`,
    ],
    good: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const listOrders = (after: string) =>\n  // ok: require-pagination\n  prisma.order.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: 20 });`,
    ],
  },
  limits: [
    'A query with a filter and no limit is not judged: whether the filter leaves few rows no file tells.',
    'Groups, DISTINCT and inner joins without a filter are not judged (groups behind an outer join are), and neither are rows that are only counted or streamed.',
    'Tables of settings, roles, countries and the like are told by their names, roles and templates only where no foreign key makes them somebody\'s; the option `referenceTables` names more.',
  ],
  check(project, report) {
    let examined = 0;
    const found: Query[] = [];
    for (const query of project.queries) {
      const { file, fact } = query;
      if (file.kind !== 'runtime' || fact.fragment || fact.action !== 'read-many' || !report.asksFor(file)) continue;
      examined += 1;
      if (fact.reduced || fact.taken || !readsTable(query) || !isUnbounded(project, query)) continue;
      const { referenceTables } = report.options(file.path);
      if (isSmall(query, Array.isArray(referenceTables) ? (referenceTables as string[]) : [])) continue;
      found.push(query);
    }
    const endpoints = found.length > 0 ? endpointsBehind(project, new Set(found.map((query) => query.file))) : null;
    for (const query of found) {
      const table = query.tableName === null ? 'a table' : `\`${query.tableName}\``;
      const endpoint = endpoints?.(query);
      const related = endpoint ? [{ path: endpoint.file.path, line: lineAt(endpoint.file.lines, endpoint.fact.at.start), message: `${endpointName(endpoint)} waits for it` }] : [];
      report.at(query.file, placeOf(query), 'table', { operation: query.fact.operation, table }, { related });
    }
    report.examined(examined, 'queries');
  },
});

/** SQL text at its literal where that stands in the same file, anything else at the call. */
const placeOf = ({ fact }: Query): Span => (fact.text && (fact.text.k === 'literal' || fact.text.k === 'text' || fact.text.k === 'tagged') ? fact.text.at : fact.at);

/** Raw text such as `SELECT 1` or `SELECT now()` reads no table. */
const readsTable = ({ fact, table, tableName }: Query): boolean =>
  (fact.text === null || fact.table !== null || table !== null) && !(tableName !== null && isCatalogue(tableName));

/** Neither limit nor filter, in the call or in the options that other code hands it. */
function isUnbounded(project: Project, { file, fact }: Query): boolean {
  const { boundsFrom } = fact;
  if (!boundsFrom) return fact.limited === false && fact.filtered === false;
  if (fact.limited === true || fact.filtered === true) return false;
  const options: LocatedValue = { file, value: boundsFrom.options, scope: null };
  return [boundsFrom.limit, boundsFrom.filter].every((name) => optionOf(project, options, [name]).state === 'absent');
}

function isSmall({ tableName, table }: Query, named: readonly string[]): boolean {
  const names = [tableName, table?.fact.name, table?.fact.symbol].filter((name) => typeof name === 'string');
  const isOwned = table !== null && table.fact.columns.some((column) => belongsToOthers(column, names));
  return names.some((name) => isReferenceTable(name, isOwned) || named.some((one) => one.toLowerCase() === name.toLowerCase()));
}

/** Whether a column is a foreign key of what grows: not of the table itself, not of another reference table, and not of who wrote a row. */
function belongsToOthers({ name, references }: ColumnFact, own: readonly string[]): boolean {
  if (!references || /^(created|updated|modified|deleted|changed|last)/i.test(name)) return false;
  const target = references.table ?? tableNamed(references.value);
  return target !== null && !isReferenceTable(target, false) && !own.some((one) => one.toLowerCase() === target.toLowerCase());
}

/** `Project`, `projects.id`, `schema.projects.id`. */
function tableNamed(value: Value | null): string | null {
  if (value?.k === 'literal') return typeof value.value === 'string' ? value.value : null;
  const { root, path } = value ? membersOf(value) : { root: null, path: [] };
  return root?.k === 'ref' || (root?.k === 'import' && root.name !== '*') ? root.name : (path[0] ?? null);
}

/** How many calls lie between a handler and the function that queries, at most. */
const maxCalls = 5;

/**
 * The first endpoint whose handler reaches a function that queries. All handlers are followed at once, each function
 * once, so the search costs no more than the calls of the functions that endpoints reach.
 */
function endpointsBehind(project: Project, files: ReadonlySet<Query['file']>): (query: Query) => Endpoint | null {
  const reached = new Map<FunctionRef, Endpoint>();
  let wave: FunctionRef[] = [];
  const enter = (fn: FunctionRef, endpoint: Endpoint, next: FunctionRef[]): void => {
    if (reached.has(fn)) return;
    reached.set(fn, endpoint);
    next.push(fn);
  };
  for (const endpoint of project.endpoints) if (endpoint.handler && endpoint.file.kind === 'runtime') enter(endpoint.handler, endpoint, wave);
  for (let depth = 0; depth < maxCalls && wave.length > 0; depth += 1) {
    const next: FunctionRef[] = [];
    for (const fn of wave) for (const call of project.calls(fn)) for (const target of call.targets) enter(target, reached.get(fn)!, next);
    wave = next;
  }
  const byQuery = new Map<string, Endpoint>();
  for (const [fn, endpoint] of reached)
    if (files.has(fn.file))
      for (const query of project.queriesIn(fn)) {
        const key = `${query.file.path}:${query.fact.at.start}`;
        if (!byQuery.has(key)) byQuery.set(key, endpoint);
      }
  return (query) => byQuery.get(`${query.file.path}:${query.fact.at.start}`) ?? null;
}
