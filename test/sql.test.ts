import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSqlMigration } from '../src/documents/sql-migrations.js';
import { hole } from '../src/documents/sql-tokens.js';
import { readSql } from '../src/documents/sql.js';

const one = (text: string) => readSql(text)[0]!;
const offsetTexts = (text: string): string[] => readSql(text).flatMap((s) => s.offsets.map((o) => text.slice(o.at.start, o.at.end)));

describe('statements', () => {
  test.each([
    ['select * from users', 'all'],
    ['SELECT u.*, count(p.id) FROM users u LEFT JOIN posts p ON p.uid = u.id GROUP BY u.id', 'all'],
    ['select "public"."users".* from "public"."users"', 'all'],
    ['select a * b as c from users', 'chosen'],
    ['select distinct on (a, b) id, name from users', 'chosen'],
    ['select top 10 * from users', 'all'],
    ['select count(*) from users', 'none'],
    ['select exists(select * from users)', 'none'],
    ['select x.* from (select id, name from users) x', 'chosen'],
    ['with a as (select id from users), b as (select * from a) select * from b', 'chosen'],
    ['with recursive t(n) as (select 1 union all select n + 1 from t) select * from t', 'chosen'],
    ['insert into users (a) values (1)', 'none'],
    ['insert into users (a) values (1) returning *', 'all'],
    ['update users set a = 1 where id = 2 returning id, a', 'chosen'],
    [`select ${hole} from users`, null],
    [`select ${hole}.* from ${hole}`, 'all'],
  ])('columns of %s', (text, columns) => expect(one(text).columns).toBe(columns));

  test.each([
    ['select * from t limit 10 offset 20', ['offset 20']],
    ['select * from t limit :limit offset :offset', ['offset :offset']],
    ['select * from t limit 5, 10', ['limit 5, 10']],
    [`select * from t limit ${hole}\noffset ${hole}`, [`offset ${hole}`]],
    ['select * from t order by id offset 10 rows fetch next 5 rows only', ['offset 10']],
    ['select * from (select * from t limit 1 offset 3) x', ['offset 3']],
    ['select t.offset, "offset", utc_offset from t', []],
    ['select offset from t where offset = 3', []],
    ['select * from t -- limit 1 offset 3', []],
    ["select 'offset 3' from t /* offset 4 */", []],
    ['select * from t offset 0', []],
    ['insert into parts (n, offset) values (1, 2)', []],
    ['select * from unnest(x) with offset as o', []],
  ])('offsets of %s', (text, offsets) => expect(offsetTexts(text)).toEqual(offsets));

  test('tables, where and limit', () => {
    const statement = one('select a.id from app.accounts a , regions join "Orders" o on o.a = a.id where extract(day from a.at) = 1 limit 3');
    expect(statement.tables).toEqual(['accounts', 'regions', 'Orders']);
    expect(statement.table).toEqual({ name: 'accounts' });
    expect(statement.where).not.toBeNull();
    expect(statement.limit?.constant).toBe(3);
  });

  test.each([
    [`select * from orders_${hole}`, null],
    [`select * from ${hole}_orders`, null],
    [`select * from shop.${hole}`, { hole: 19 }],
    [`select * from orders ${hole}`, { name: 'orders' }],
  ])('the table of %s', (text, table) => expect(one(text).table).toEqual(table));

  test('a hole where a clause could stand leaves the answer open', () => {
    expect(one(`select * from t ${hole}`).open).toBe(true);
    expect(one(`select * from t where a = ${hole}`).open).toBe(false);
    expect(one(`select * from ${hole} where a = ${hole} ${hole}`).open).toBe(true);
  });

  test('a table in quotes whose name comes from outside is what stands for it, and none where a part is known', () => {
    expect(one(`select * from "${hole}"`).table).toEqual({ hole: 15 });
    expect(one(`update app."${hole}" set a = 1`).table).toEqual({ hole: 12 });
    const partly = one(`insert into "${hole}_new" (a) values (1)`);
    expect([partly.table, partly.tables]).toEqual([null, []]);
  });

  test('upserts', () => {
    expect(one('insert into t (a) values (1) on conflict (a) do update set a = 2').upsert).toBe(true);
    expect(one('insert into t (a) values (1) on duplicate key update a = 2').upsert).toBe(true);
    expect(one('insert into t (a) values (1) on conflict do nothing').upsert).toBe(false);
  });

  test('dollar quotes, doubled quotes and semicolons inside them end no statement', () => {
    expect(readSql("create function f() returns int as $body$ begin; return 1; end $body$ language plpgsql; select 'it''s; ok' from t").length).toBe(2);
  });
});

describe('migrations', () => {
  const columns = (text: string) =>
    readSqlMigration('m.sql', text).tables.flatMap((t) =>
      t.columns.map((c) => `${t.name}.${c.name}:${c.type}${c.primaryKey ? ' pk' : ''}${c.unique ? ' unique' : ''}${c.nullable ? ' null' : ''} ${c.generated} ${c.references?.table ?? ''}`.trim()),
    );

  test('columns, keys and defaults', () => {
    expect(
      columns(`
        CREATE TABLE IF NOT EXISTS "public"."users" (
          id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
          "email" varchar(255) NOT NULL UNIQUE,
          created_at timestamp with time zone DEFAULT now() NOT NULL,
          role text CHECK (role IN ('a', 'b')) DEFAULT 'a',
          team_id bigint REFERENCES app.teams (id) ON DELETE CASCADE
        );
        create table teams (id bigserial, name text, constraint pk primary key (id), unique (name));
        create table \`t\` (\`id\` int auto_increment, key varchar(3) not null, primary key (\`id\`), key \`k\` (\`key\`), unique key \`u\` (a, b));
        create table [dbo].[Orders] ([Id] uniqueidentifier default newid() not null, constraint [PK] primary key clustered ([Id]));
        create table notes (id integer primary key, other text default (lower(hex(randomblob(16)))));
        create table v (id uuid default uuidv7() primary key);
        create table c (id UUID, at DateTime CODEC(ZSTD), INDEX i at TYPE minmax GRANULARITY 1, KEY k (id)) ENGINE = MergeTree;
        create table g (id int generated by default as identity primary key);
      `),
    ).toEqual([
      'users.id:uuid pk uuid-v4',
      'users.email:varchar(255) unique null',
      'users.created_at:timestamp with time zone null',
      'users.role:text null null',
      'users.team_id:bigint null null teams',
      'teams.id:bigserial pk increment',
      'teams.name:text unique null null',
      't.id:int pk increment',
      't.key:varchar(3) null',
      'Orders.Id:uniqueidentifier pk uuid-v4',
      'notes.id:integer pk increment',
      'notes.other:text null uuid-v4',
      'v.id:uuid pk uuid-v7',
      'c.id:uuid null null',
      'c.at:datetime null null',
      'g.id:int pk increment',
    ]);
  });

  test('what the file alters later is part of the table', () => {
    expect(
      columns(`
        CREATE TABLE public.a (id uuid NOT NULL, n integer);
        ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
        ALTER TABLE public.a ALTER COLUMN id SET DEFAULT public.uuid_generate_v4();
        ALTER TABLE a ADD COLUMN IF NOT EXISTS at timestamp, ADD x int NOT NULL;
        ALTER TABLE elsewhere ADD COLUMN seen timestamp;
        ALTER TABLE elsewhere DROP COLUMN old;
      `),
    ).toEqual(['a.id:uuid pk uuid-v4', 'a.n:integer null null', 'a.at:timestamp null null', 'a.x:int null', 'elsewhere.seen:timestamp null null']);
  });
});

test('keys and indexes that a file adds later, in DO blocks too', () => {
  const { tables } = readSqlMigration(
    'm.sql',
    `CREATE TABLE a (id uuid NOT NULL, "bId" uuid, code text, tags text[] DEFAULT ARRAY['x', 'y'] NOT NULL, at date);
     DO $$ BEGIN
       ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("bId") REFERENCES "public"."b" ("id");
     EXCEPTION WHEN duplicate_object THEN null; END $$;
     ALTER TABLE a ADD CONSTRAINT u UNIQUE (code), ADD UNIQUE ("bId", at), ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY, ALTER at SET NOT NULL;
     CREATE INDEX i ON a (at DESC, code);
     CREATE INDEX j ON a (lower(code));
     CREATE UNIQUE INDEX k ON a (at) WHERE code IS NULL;
     CREATE INDEX l ON elsewhere (x);
     CREATE TABLE m (id int, KEY by_id (id, name(10)), name varchar(20));
     CREATE FUNCTION g() RETURNS void AS $$ BEGIN CREATE TABLE never (id int); END $$ LANGUAGE plpgsql;`,
  );
  expect(tables.map(({ name, indexes }) => [name, indexes?.map(({ columns, unique }) => `${columns.join('+')}${unique ? ' unique' : ''}`)])).toEqual([
    ['a', ['bId+at unique', 'at+code']],
    ['elsewhere', ['x']],
    ['m', ['id+name']],
  ]);
  const column = (name: string) => tables[0]!.columns.find((one) => one.name === name);
  expect(column('id')).toMatchObject({ generated: 'increment' });
  expect(column('bId')).toMatchObject({ references: { table: 'b' }, nullable: true });
  expect(column('code')).toMatchObject({ unique: true });
  expect(column('at')).toMatchObject({ nullable: false });
  expect(tables[0]!.columns).toHaveLength(5);
});

describe('foreign text', () => {
  const words = fc.constantFrom(
    ...'select from where limit offset insert into values update set delete create table alter add primary key default with as ( ) , ; * . \' " ` $$ $a$ -- /* */ [ ] { } :: : ? $1 @p 1 x union join on returning E\' \\ \n'.split(' '),
    hole,
  );
  const anything = fc.oneof(fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')), fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')), fc.string({ unit: 'binary' }));

  test('never throws, and every span lies in the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const statement of readSql(text))
          for (const at of [statement.at, ...statement.offsets.map((o) => o.at), ...statement.declares.map((c) => c.at)]) {
            expect(at.start).toBeGreaterThanOrEqual(0);
            expect(at.end).toBeLessThanOrEqual(text.length);
          }
        readSqlMigration('x.sql', text);
      }),
      { numRuns: 1000 },
    );
  }, 30_000);

  test('reads every prefix of a statement', () => {
    const text = `with a as (select * from "x") insert into t (a) select * from a where b = 'it''s' limit 1 offset ${hole} returning t.*; create table q (id uuid default gen_random_uuid() primary key, unique (a, b));`;
    for (let end = 0; end <= text.length; end += 1) readSql(text.slice(0, end));
  });

  test('takes time in proportion to the text', () => {
    const time = (text: string): number => {
      const start = performance.now();
      readSql(text);
      return performance.now() - start;
    };
    for (const piece of ['select * from (', "insert into t values ('a', 1); ", '/*', '(', 'with a as (', 'limit 1, ', '[a', '{', "e'", 'select a union ', '(select 1) union ', 'from (a join ', 'do $$ begin ', ', a as (select 1)']) {
      time(piece.repeat(500));
      expect(time(piece.repeat(20_000))).toBeLessThan(1500);
    }
  }, 30_000);
});

describe('what decides how many rows a statement gives', () => {
  const first = (text: string) => readSql(text)[0]!;
  test.each([
    ['select id from a', false],
    ['select a.id, count(b.id) from a left join b on b.a = a.id group by a.id', false],
    ['select a.id from a join b on b.a = a.id', true],
    ['select place, count(*) from a group by place', true],
    ['select distinct place from a', true],
    ['select id from a union select id from b', true],
    ['with c as (select distinct id from a) select id from c', true],
  ])('%s', (text, reduced) => expect(first(text).reduced).toBe(reduced));

  test('filter and limit of a subquery or WITH query are those of its rows', () => {
    expect(first('with c as (select id from a where b) select id from c').where).not.toBeNull();
    expect(first('select id from (select id from a limit 5) as x').limit?.constant).toBe(5);
  });
});

test('types that ALTER TABLE changes', () => {
  const types = (text: string) => readSql(text)[0]!.retypes.map(({ column, type }) => [column, type]);
  expect(types('ALTER TABLE a ALTER COLUMN "Due At" TYPE timestamp(3) with time zone USING x, ALTER b SET DATA TYPE text')).toEqual([
    ['due at', 'timestamp(3) with time zone'],
    ['b', 'text'],
  ]);
  expect(types("ALTER TABLE a ADD COLUMN type text, ALTER c SET DEFAULT 'x'")).toEqual([]);
});
