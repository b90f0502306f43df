import { readAlteration } from './sql-alterations.js';
import { readColumns } from './sql-columns.js';
import { readIndex } from './sql-indexes.js';
import { randomColumnsOf } from './sql-inserts.js';
import { offsetsOf } from './sql-offsets.js';
import { rowsOf } from './sql-rows.js';
import type { Scope } from './sql-scopes.js';
import { scopeOf, verbOf } from './sql-scopes.js';
import { tableAt, tablesOf } from './sql-sources.js';
import type { SqlStatement } from './sql-statement.js';
import type { SqlToken } from './sql-tokens.js';
import { sqlTokens } from './sql-tokens.js';

/** Reads the statements of SQL text in any dialect, in linear time. Never throws. */
export function readSql(text: string): SqlStatement[] {
  const tokens = sqlTokens(text);
  const statements: SqlStatement[] = [];
  let start = 0;
  for (let i = 0; i <= tokens.length; i += 1) {
    if (i < tokens.length && tokens[i]!.text !== ';') continue;
    if (i > start) {
      statements.push(readStatement(tokens, start, i));
      if (tokens[start]!.text === 'DO' && tokens[start]!.kind === 'word') statements.push(...definitionsInBlock(text, tokens.slice(start, i)));
    }
    start = i + 1;
  }
  return statements;
}

/** Words of PL/pgSQL that a statement of its own follows. */
const beforeStatement: ReadonlySet<string> = new Set(['BEGIN', 'THEN', 'ELSE', 'LOOP']);

/** What the block of PostgreSQL's `DO $$ … $$` creates and alters; whether its conditions hold is not looked at. */
function definitionsInBlock(text: string, statement: readonly SqlToken[]): SqlStatement[] {
  const body = statement.find((token) => token.kind === 'string' && token.text.startsWith('$'));
  if (!body) return [];
  const tag = body.text.indexOf('$', 1) + 1;
  const tokens = sqlTokens(text.slice(0, Math.max(body.start + tag, body.end - tag)), body.start + tag);
  const found: SqlStatement[] = [];
  let start: number | null = null;
  for (let i = 0; i <= tokens.length; i += 1) {
    const token = tokens[i];
    if (!token || token.text === ';') {
      if (start !== null) found.push(readStatement(tokens, start, i));
      start = null;
    } else if (token.kind === 'word' && (token.text === 'CREATE' || token.text === 'ALTER')) {
      const before = tokens[i - 1];
      if (start === null && (!before || before.text === ';' || beforeStatement.has(before.text))) start = i;
    }
  }
  return found.filter(({ verb }) => verb === 'create-table' || verb === 'alter-table' || verb === 'create-index');
}

function readStatement(tokens: readonly SqlToken[], from: number, to: number): SqlStatement {
  const at = { start: tokens[from]!.start, end: tokens[to - 1]!.end };
  const scope = scopeOf(tokens, from, to);
  const verb = verbOf(scope);
  const rows = rowsOf(scope);
  const name = verb === 'create-table' || verb === 'alter-table' ? definedTable(scope) : null;
  const index = verb === 'create-index' ? readIndex(tokens, scope.from, to) : null;
  const isDefinition = verb === 'create-table' || verb === 'alter-table' || verb === 'create-index';
  const table = index ? index.table : name === null ? null : { name };
  const created = verb === 'create-table' ? readColumns(tokens, scope.from, to) : null;
  const altered = verb === 'alter-table' ? readAlteration(tokens, scope.from, to) : null;
  return {
    ...rows,
    verb,
    at,
    tables: isDefinition ? (table && 'name' in table ? [table.name] : []) : tablesOf(tokens, from, to),
    table: isDefinition ? table : rows.table,
    offsets: isDefinition ? [] : offsetsOf(tokens, from, to),
    randomColumns: isDefinition ? [] : randomColumnsOf(tokens, from, to),
    upsert: verb === 'insert' && isUpsert(scope),
    declares: created?.columns ?? altered?.declares ?? [],
    alters: altered?.alters ?? [],
    retypes: altered?.retypes ?? [],
    indexes: index?.indexes ?? created?.indexes ?? altered?.indexes ?? [],
  };
}

function definedTable({ tokens, from, to }: Scope): string | null {
  for (let i = from; i < to; i += 1)
    if (tokens[i]!.text === 'TABLE') {
      const table = tableAt(tokens, i + 1, to);
      return table && 'name' in table ? table.name : null;
    }
  return null;
}

function isUpsert({ tokens, from, to, depth }: Scope): boolean {
  if (tokens[from]!.text === 'REPLACE') return true;
  for (let i = from; i < to - 1; i += 1) {
    const token = tokens[i]!;
    if (token.depth !== depth || token.kind !== 'word') continue;
    if (token.text === 'OR' && tokens[i + 1]!.text === 'REPLACE') return true;
    if (token.text === 'DO' && tokens[i + 1]!.text === 'UPDATE') return true;
    if (token.text === 'DUPLICATE' && tokens[i + 1]!.text === 'KEY') return true;
  }
  return false;
}
