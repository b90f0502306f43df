import type { Related } from './finding.js';
import type { FunctionRef, QueryPath } from './project.js';

/** 1-based line of an offset. */
export function lineAt(lines: readonly number[], offset: number): number {
  let line = 0;
  while (line + 1 < lines.length && lines[line + 1]! <= offset) line += 1;
  return line + 1;
}

/** What readers know a function by: its name, or that of the function that gives it, `createOrder` of `createOrder = (db) => async (order) => …`. */
export function shownName(fn: FunctionRef | undefined): string {
  if (!fn) return 'a function';
  const { file, index, fact } = fn;
  const maker = fact.parent === null ? undefined : file.functions[fact.parent];
  const isGiven = maker?.returns.some(({ value }) => value.k === 'function' && value.fn === index) === true;
  return fact.name ?? (isGiven ? maker.name : null) ?? 'a function';
}

/** The functions that a query was reached through and the query itself, as the related places of a finding. */
export function queryTrail({ query, through }: QueryPath, note = ''): Related[] {
  const table = query.tableName ? ` on \`${query.tableName}\`` : '';
  return [
    ...through.map((fn) => ({ path: fn.file.path, line: fn.fact.line, message: `through \`${shownName(fn)}\`` })),
    { path: query.file.path, line: lineAt(query.file.lines, query.fact.at.start), message: `\`${query.fact.operation}\`${table}${note}` },
  ];
}
