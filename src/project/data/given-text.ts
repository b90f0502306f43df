import type { SqlStatement } from '../../documents/sql-statement.js';
import { hole } from '../../documents/sql-tokens.js';
import { readSql } from '../../documents/sql.js';
import type { LocatedValue, Project, Query, Scope } from '../../facts/project.js';
import { handedOn } from '../calls/text-runners.js';

const readings = new Map<string, SqlStatement | null>();

/**
 * A query by the text that the followed call hands to the function around it: `select(text) { return pool.query(text); }`.
 * The query itself where its own text tells the columns, or where nothing is handed.
 */
export function withText(project: Project, query: Query, scope: Scope | null): Query {
  const { fact, file } = query;
  if (fact.columns !== null || !fact.text || !scope) return query;
  const param = handedOn(project, file, fact.text);
  const given = param && argumentFor(scope, query, param);
  const statements = given ? textsOf(project, given).map(mainOf) : [];
  const [main] = statements;
  if (!main || !statements.every((one) => one?.columns === main.columns)) return query;
  const name = main.table && 'name' in main.table ? main.table.name : null;
  return { ...query, fact: { ...fact, columns: main.columns }, tableName: query.tableName ?? name };
}

function argumentFor(start: Scope, { file }: Query, param: { readonly fn: number; readonly index: number }): LocatedValue | null {
  for (let scope: Scope | null = start; scope; scope = scope.outer) if (scope.fn.file === file && scope.fn.index === param.fn) return scope.args[param.index] ?? null;
  return null;
}

/** The texts that a value may be, what is not constant in them as a hole. */
function textsOf(project: Project, located: LocatedValue): string[] {
  return project.resolve(located).map((r) => {
    const value = r.r === 'value' ? r.located.value : null;
    if (value?.k === 'literal') return String(value.value);
    return value?.k === 'text' ? value.parts.map((part) => (part.k === 'literal' ? String(part.value) : hole)).join('') : '';
  });
}

/** The statement of a text that gives rows, `null` where it has none. */
function mainOf(text: string): SqlStatement | null {
  let main = readings.get(text);
  if (main === undefined) {
    if (readings.size > 2000) readings.clear();
    readings.set(text, (main = readSql(text).find(({ verb }) => verb !== 'other' && verb !== 'transaction') ?? null));
  }
  return main;
}
