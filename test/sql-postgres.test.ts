import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parsePlPgSQLSync } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import { readSql } from '../src/documents/sql.js';
import { hole } from '../src/documents/sql-tokens.js';
import { discover } from '../src/project/kinds/discover.js';
import { renderSql } from '../src/data-layers/_sql-render.js';
import { parse } from '../src/syntax/parse.js';
import { createSourceFile } from '../src/syntax/source-file.js';
import { statements } from './support/postgres-generator.js';
import { readWithPostgres } from './support/postgres-reader.js';
import { readWithTokens } from './support/token-reader.js';

// docs/decisions/0005-sql-reader.md: PostgreSQL's own parser checks our reader, it is no part of the package.

const lines = readFileSync(join(import.meta.dirname, 'support', 'postgres-statements.sql'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

describe('statements as PostgreSQL reads them', () => {
  test.each(lines)('%s', (text) => {
    const reading = readWithPostgres(text);
    expect(reading).not.toBeNull();
    expect(readWithTokens(text)).toEqual(reading);
  });

  test('all of them in one text', () => {
    const text = lines.join('\n;\n');
    expect(readWithTokens(text)).toEqual(readWithPostgres(text));
  });

  test('generated statements', () => {
    fc.assert(
      fc.property(statements(), (text) => {
        const reading = readWithPostgres(text);
        expect(reading, text).not.toBeNull();
        expect(readWithTokens(text), text).toEqual(reading);
      }),
      { numRuns: 2000 },
    );
  }, 120_000);
});

describe('what is known to be read differently', () => {
  test.each([
    ['the command TABLE', 'table users limit 5'],
    ['tables inside CREATE SCHEMA', 'create schema app create table a (id int)'],
    ['a body that is no string', 'create function f(a int) returns int language sql begin atomic select 1; select 2; end'],
    ['rules of several statements', 'create rule r as on insert to a do instead (insert into b values (1); insert into c values (2))'],
    ['definitions in DO blocks, which are a string to the parser', 'do $$ begin alter table a add b int; end $$'],
  ])('%s', (_, text) => {
    const reading = readWithPostgres(text);
    expect(reading).not.toBeNull();
    expect(readWithTokens(text)).not.toEqual(reading);
  });
});

/** Queries of statements that a PL/pgSQL body runs, as PostgreSQL's parser finds them. */
function queriesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(queriesIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => {
    const own = key === 'PLpgSQL_stmt_execsql' ? (child as { sqlstmt?: { PLpgSQL_expr?: { query?: string } } }).sqlstmt?.PLpgSQL_expr?.query : undefined;
    return own === undefined ? queriesIn(child) : [own];
  });
}

test.each([
  'do $$ begin alter table a add constraint f foreign key (b) references c (id); exception when duplicate_object then null; end $$',
  "do language plpgsql $do$ declare n int := 1; begin if not exists (select 1 from pg_constraint where conname = 'create table x') then alter table a add column b uuid default gen_random_uuid(), add c int; else create table d (id bigint primary key); end if; perform f('alter table z add y int'); end $do$",
  'do $$ begin create unique index i on a (b, c); for i in 1..3 loop create table if not exists e (id int); end loop; insert into a values (1); end $$',
])('definitions of %s', (text) => {
  const definitions = queriesIn(parsePlPgSQLSync(text)).flatMap((query) => readWithPostgres(query) ?? []).filter(({ verb }) => /^(create|alter)-/.test(verb));
  expect(definitions.length).toBeGreaterThan(0);
  expect(readWithTokens(text).slice(1)).toEqual(definitions);
  for (const { at } of readSql(text).slice(1)) expect(text.slice(at.start, at.end)).toMatch(/^(create|alter) .*[^;]$/);
});

describe('SQL of our own fixtures', () => {
  const fixtures = join(import.meta.dirname, '..', 'fixtures');
  const { files, documents } = discover(fixtures);
  const read = (path: string): string => readFileSync(join(fixtures, path), 'utf8');
  const isStatement = /^\s*(?:select|insert|update|delete|with|create|alter)\s/i;

  test('documents', () => {
    const texts = documents.filter(({ path }) => path.endsWith('.sql')).map(({ path }) => read(path));
    const accepted = texts.flatMap((text) => {
      const reading = readWithPostgres(text);
      if (reading) expect(readWithTokens(text)).toEqual(reading);
      return reading ?? [];
    });
    expect(accepted.length).toBeGreaterThan(10);
  });

  test('text in code, parameters in place of what is put in', () => {
    let compared = 0;
    for (const { path, kind } of files) {
      const code = read(path);
      if (!/\b(?:select|insert|update|delete|create|alter)\b/i.test(code)) continue;
      const { error, program, comments } = parse(path, code);
      if (error) continue;
      const file = createSourceFile({ path, kind, text: code, program, comments, dependencies: new Set() });
      for (const node of [...file.nodes('Literal'), ...file.nodes('TemplateLiteral')]) {
        const rendered = renderSql(file, node).text;
        if (!isStatement.test(rendered)) continue;
        const text = rendered.replaceAll(hole, ' $1 ');
        const reading = readWithPostgres(text);
        if (!reading) continue;
        compared += 1;
        expect(readWithTokens(text), path).toEqual(reading);
      }
    }
    expect(compared).toBeGreaterThan(50);
  }, 60_000);
});
