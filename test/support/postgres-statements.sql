select * from users
select u.*, count(p.id) from users u left join posts p on p.uid = u.id group by u.id
select distinct on (a, b) id, name from users order by a, b
select count(*) from users where a
select count(*)::int as n from users
select coalesce(sum(amount), 0) as total from orders where paid
select round(avg(stars), 2) from reviews
select max(a) - min(a) from t
select count(*) over () as total, id from t limit 5
select count(*) over () from t limit 5
select row_number() over (order by id) from t
select count(*) filter (where a > 1) from t
select exists(select 1 from users where id = $1)
select exists (select 1 from users where id = $1) as found, count(*) from t
select (select count(*) from posts p where p.uid = u.id) from users u
select x.* from (select id, name from users limit 3) x
select * from (select * from users where a) x where b
with a as (select id from users), b as (select * from a) select * from b
with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select * from t
with recursive tree as (select id from nodes where parent is null union all select n.id from nodes n join tree on tree.id = n.parent) select * from tree
with moved as (delete from queue where done returning *) insert into archive select * from moved
with picked as (select id from jobs where state = 'new' order by id limit 10 for update skip locked) update jobs set state = 'busy' from picked where jobs.id = picked.id returning jobs.*
with x as materialized (select 1) select a from x, y where y.a = 1
select a from x where b in (with c as (select id from d) select id from c)
select * from a, b where a.id = b.id
select * from a cross join b
select * from a natural join b
select * from a natural left join b
select * from a inner join b using (id)
select * from a join lateral (select * from b where b.a = a.id limit 3) l on true
select * from a left join lateral (select * from b where b.a = a.id limit 3 offset 2) l on true
select * from a full outer join b on a.id = b.id
select * from (a join b on a.id = b.id) left join c on c.id = a.id
select * from only parent
select * from parent*
select * from generate_series(1, 10) g
select * from unnest($1::int[]) with ordinality as u(id, n) join t on t.id = u.id
select * from json_to_recordset($1) as x(a int, b text)
select * from rows from (generate_series(1, 2), generate_series(1, 3)) as z
select a from t tablesample system (10)
select id from a union select id from b
select id from a where x union all select id from b where y limit 5
(select id from a) union (select id from b) limit 5 offset 7
(select id from a limit 1)
((select id from a where x limit 1))
(select * from a) order by id limit 3
select id from a intersect select id from b except select id from c
select a.id from a where exists (select 1 from b where b.a = a.id)
select id from a where b is distinct from c
select extract(epoch from at) from a
select substring(name from 1 for 3), trim(both ' ' from name), overlay(a placing b from 1) from people
select position('a' in name) from people
select id from a limit all
select id from a limit null
select id from a offset 0
select id from a offset 10
select id from a limit 10 offset $1
select id from a offset 20 rows fetch next 10 rows only
select id from a fetch first row only
select id from a order by id fetch first 5 rows with ties
select id from a fetch first ($1) rows only
select id from a limit (10)
select id from a limit $1 + 1
select id from a limit 10 + 5
select id from a limit greatest($1, 1)
select "limit", "offset", "from" from "where"
select t.limit, t.offset from t
select a as "offset" from t
select array(select id from a)
select case when a then 1 else 2 end from t
select a -> 'limit' from t where b ? 'key' and c @> '{"offset": 1}'
select a #>> '{x,y}' from t where tags && array['a', 'b']
select a[1:2], b[1] from t
select 'it''s' as a, E'it\'s' as b, $$dollar 'quoted'; text$$ as c, U&'\0061' as d from t
select a::text, cast(b as int), c at time zone 'utc' from t
select * from t where a = any($1) and b ilike '%limit 1 offset 5%'
select * from t -- limit 1 offset 5
select * from t /* where /* nested */ limit */ where a
select * from s.t as x where x.a
select * from db.s.t
select Name from Users
select "Name" from "Users"
select * from t for update
select * from t order by a limit 1 for update skip locked
select id into copy_of from users
select sum(a) from t group by b
select b, sum(a) from t group by rollup (b) having sum(a) > 1
select t.a from t window w as (partition by b)
select max(id) from (select id from users limit 5) x
select distinct a from t
select all a from t
select count(distinct a) from t
select lower(name) from t
select now()
select 1
select
values (1, 2), (3, 4)
values (1) limit 1
insert into users (a, b) values (1, 2)
insert into users as u (a) values (1) on conflict (a) do update set a = excluded.a where u.b returning id
insert into users default values returning *
insert into users (a) values (1) on conflict do nothing
insert into users (a) select a from old where b limit 5 offset 3
insert into app.users (a) values ((select id from other limit 1))
insert into t (a) with x as (select 1) select * from x
update users set a = 1
update users set a = 1 where id = 2 returning id, a
update only users u set (a, b) = (1, 2) where u.id = 1 returning u.*
update users set a = (select b from other where other.id = users.id)
update users set a = b.a from b where b.id = users.id
update users set a = default, b = 'where x' 
update t set a = 1 where current of c
delete from users
delete from users where id = 1
delete from only users u using teams t where u.team = t.id returning *
delete from users where id in (select id from users limit 10 offset 5)
merge into stock s using sales on s.id = sales.id when matched then update set n = s.n - sales.n when not matched then insert values (1)
explain select * from t where a
explain analyze select id from t
explain (analyze, buffers) select * from t limit 1
begin
begin isolation level serializable
start transaction read only
commit
end
abort
rollback
rollback to savepoint a
savepoint a
release savepoint a
prepare transaction 'x'
commit prepared 'x'
set search_path to app
lock table users in share mode
truncate users, teams cascade
copy users (a, b) from stdin
vacuum analyze users
create table a (id int)
create table if not exists app.a (id bigint generated by default as identity primary key, at timestamp(3) with time zone not null default now(), name varchar(255) not null unique, n numeric(10, 2) default 0.00 check (n >= 0), tags text[] not null default '{}', other_id uuid references app.other (id) on delete cascade deferrable initially deferred, doc jsonb default '{}'::jsonb, d double precision, i interval day to second, b bit varying(5), c character varying (20) collate "C", z time without time zone)
create table a (id uuid default gen_random_uuid(), org uuid not null, primary key (org, id), unique (id), constraint u unique (org, id), foreign key (org) references orgs, constraint f foreign key (org, id) references pairs (a, b) match full, exclude using gist (id with =), check (id is not null))
create table a (id serial primary key, b bigserial, c smallserial not null, d serial8)
create table a (id int default nextval('a_seq'::regclass) not null, b text default 'a' || 'b', c int default (1 + 2) * 3, d timestamptz default (current_timestamp at time zone 'utc'), e bool default true not null, f text default null, g date default now()::date)
create table a (id int constraint pk primary key constraint nn not null, b text constraint bu unique nulls not distinct, c int null)
create table a (id int, total numeric generated always as (id * 2) stored, v int generated always as (id + 1) virtual)
create table a (like b including all, extra int)
create table a (id int primary key using index tablespace fast, b int) with (fillfactor = 70) tablespace slow
create table a (id int) inherits (parent)
create table a (id int not null, at timestamptz not null) partition by range (at)
create table p partition of a for values from (minvalue) to (10)
create table p partition of a for values in ('x', 'y')
create table p partition of a for values with (modulus 4, remainder 0)
create table p partition of a default
create table p partition of a (id default 5, constraint c check (id > 0)) for values from (1) to (2)
create table a of some_type (id with options primary key)
create table a as select * from b
create table a (x, y) as select 1, 2
create table if not exists a as table b with no data
create temp table a (id int) on commit drop
create unlogged table a (id int)
create global temporary table a (id int)
create foreign table a (id int) server s options (x 'y')
create table a (key text not null, index int, period text, "primary" int, type text, name name, value text, date date, comment text, generated int, identity int)
create table a (id int primary key, storage_x text storage external, zip text compression lz4)
create table a ("Mixed Case" text default 'A, B', "quoted""name" int)
create table a (id "MyType"[] default array[]::"MyType"[], e "app"."Kind" not null default 'x'::"app"."Kind")
create table a (id int not null no inherit, unique using index x)
create table a (id uuid primary key default uuidv7(), old uuid default uuid_generate_v4())
create table a (id int, constraint nn not null id)
create table a (id int, during tstzrange, primary key (id, during without overlaps))
create table a (id int unique, b int references b on delete set null (b))
create table a (id int, b int references b (id) on delete set default not null)
create table a (id int check (id in (1, 2)) not null, b text default 'x' check (b <> 'not null'))
create index on a (b)
create index concurrently if not exists i on only app.a using gin (b, c)
create unique index i on a (lower(b))
create unique index i on a (b) where c is null
create unique index i on a (b desc nulls last, c collate "C" text_pattern_ops) include (d) with (fillfactor = 70)
create unique index i on a (b, c) nulls not distinct
create index i on a ((b + c))
create index i on a (b, (doc ->> 'x'))
alter table a add b int
alter table if exists only app.a add column if not exists b text not null default 'x', add c int references d (id)
alter table a add constraint a_pkey primary key (id, b)
alter table a add primary key (id)
alter table a add constraint k primary key using index i
alter table a add constraint u unique (b)
alter table a add unique (b, c)
alter table a add constraint f foreign key (b) references app.other (id) not valid
alter table a add foreign key (b, c) references other (id, x)
alter table a add constraint c check (b > 0) not valid
alter table a validate constraint f
alter table a add constraint e exclude using gist (b with =)
alter table a alter column b type timestamp(3) with time zone using b at time zone 'utc', alter c set data type text collate "C"
alter table a alter column b type "Kind_new" using (b::text::"Kind_new")
alter table a alter b set default gen_random_uuid(), alter column c set default nextval('s'), alter d drop default, alter e set default 'x'
alter table a alter column b set not null, alter column c drop not null
alter table a alter column id add generated by default as identity (sequence name a_id_seq start with 1 increment by 1)
alter table a alter column id add generated always as identity
alter table a alter column id set generated always
alter table a alter column id drop identity if exists
alter table a alter column b set statistics 100, alter column b set storage external, alter column b set (n_distinct = 5)
alter table a drop column b, drop column if exists c cascade
alter table a drop constraint if exists x
alter table a rename to b
alter table a rename column b to c
alter table a rename constraint b to c
alter table a set schema app
alter table a owner to me
alter table a enable row level security
alter table a attach partition p for values from (1) to (2)
alter table a detach partition p concurrently
alter table a replica identity full
alter table a add column type text, add column "default" int default 5
alter table a alter column type type text, alter column type set default 'type'
alter table a cluster on i
alter table a add column t timestamp without time zone default (now() at time zone 'utc') not null
alter index i rename to j
alter view v rename to w
alter sequence s owned by a.id
alter type kind add value 'x'
create type kind as enum ('a', 'b')
create view v as select * from a
create materialized view v as select * from a
create or replace function f() returns int as $body$ begin; return 1; end $body$ language plpgsql
create trigger t before update on a for each row execute function f()
create extension if not exists pgcrypto
create policy p on a using (b = current_user)
create sequence s as int
create statistics st on a, b from t
comment on table a is 'create table x (id int)'
grant select on table a to me
drop table a
drop index concurrently i
refresh materialized view concurrently v
call p(1)
prepare q as select * from a
declare c cursor for select * from a
notify ch, 'x'
listen ch
select array[a, b], row(a, b), (a, b) from t
select coalesce(a[1], 'x'), array_agg(distinct b order by c desc) from t group by a
select grouping(a), sum(b) from t group by grouping sets ((a), ())
select xmlelement(name foo, a) from t
select json_object('a' value 1), json_array(1, 2) from t
select * from json_table($1, '$[*]' columns (a int path '$.a')) as j
select a from t where (a, b) in (values (1, 2), (3, 4)) and c not between symmetric 1 and 2
with x as (select * from s.x) select * from s.x
with users as (select * from users where active) select * from users
alter table a add column b text[] default array['a', 'b'] not null, add c int
create table a (id int, tags text[] default array['x', 'y'] not null, b int default 1)
insert into t (a) values (1) returning coalesce(a, 0), b[1]
create table "Orders" ("Id" uuid primary key, "UserId" uuid not null, foreign key ("UserId") references "Users" ("Id"), unique ("Id", "UserId"))
alter table "Orders" add constraint "FK" foreign key ("UserId") references "app"."Users" ("Id"), alter column "Total" type numeric(12, 2)
create index "Orders_UserId_idx" on "Orders" ("UserId", "CreatedAt" desc)
