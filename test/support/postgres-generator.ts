import fc from 'fast-check';

/** Statements that PostgreSQL accepts, made of what it allows where; words stand in any case, apart by space or comments. */
export function statements(): fc.Arbitrary<string> {
  const statement = fc.oneof({ weight: 4, arbitrary: query() }, writes(), tables(), alterations(), indexes());
  return fc.tuple(statement, some(gap, 1, 4), fc.boolean()).map(([text, gaps, loud]) => spaced(text, gaps, loud));
}

const gap = fc.constantFrom(' ', '  ', '\n', '\t', ' /* limit 1 /* offset 2 */ from x */ ', ' -- where limit 3 ; \'\n');
const word = /'(?:''|[^'])*'|"[^"]*"|\s+|[^\s'"]+/g;

/** Words that libpg-query's scanner wants right behind NULLS, WITH, WITHOUT and NOT: it trips over a comment there. */
const lookedAhead = /^\s+(?:first|last|time|ordinality|between|in|like)\b/i;

/** Spaces become gaps, words of the grammar upper case; quoted text stays as it is. */
function spaced(text: string, gaps: readonly string[], loud: boolean): string {
  let at = 0;
  return text.replace(word, (piece: string, offset: number) => {
    if (/^\s/.test(piece)) return lookedAhead.test(text.slice(offset)) ? ' ' : gaps[at++ % gaps.length]!;
    return loud && !/^['"]/.test(piece) ? piece.toUpperCase() : piece;
  });
}

const name = fc.constantFrom('users', 'orders', '"Line Items"', 'app.posts', 'tags', 'only items', '"limit"');
const target = fc.constantFrom('users', 'orders', '"Line Items"', 'app.posts');
const column = fc.constantFrom('id', 'name', '"createdAt"', 'n', 'kind', '"offset"');
const number = fc.constantFrom('1', '20', '3.5', '$1');
const text = fc.constantFrom("'x'", "'it''s from limit 1'", "'a, b'", "'('");
const some = <T>(item: fc.Arbitrary<T>, min = 1, max = 3): fc.Arbitrary<T[]> => fc.array(item, { minLength: min, maxLength: max });
const list = (item: fc.Arbitrary<string>, min = 1, max = 3): fc.Arbitrary<string> => some(item, min, max).map((items) => items.join(', '));
const maybe = (item: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.option(item, { nil: '' });
const joined = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((pieces) => pieces.filter((piece) => piece !== '').join(' '));

const { expression, condition, select } = fc.letrec<{ expression: string; condition: string; source: string; item: string; core: string; select: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    column,
    number,
    text,
    fc.constantFrom('now()', 'current_date', 'null', 'true', 'extract(year from now())', 'tags[1]', "doc ->> 'limit'", 'substring(name from 2 for 3)'),
    joined(tie('expression'), '::text'),
    joined('coalesce(', tie('expression'), ',', tie('expression'), ')'),
    joined('case when', tie('condition'), 'then', tie('expression'), 'else 0 end'),
    joined('array[', tie('expression'), ',', tie('expression'), ']'),
    joined('(', tie('select'), ')'),
  ),
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    joined(column, '=', number),
    joined(column, 'is distinct from', number),
    joined(column, "like 'a%'"),
    joined(column, 'between', number, 'and', number),
    joined(tie('condition'), 'and', tie('condition')),
    joined('( not', tie('condition'), 'or', column, '> 2 )'),
    joined(column, 'in (', tie('select'), ')'),
    joined('exists (', tie('select'), ')'),
  ),
  source: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    name,
    joined(target, 'as x'),
    fc.constant('generate_series( 1, 9 ) as g'),
    joined('(', tie('select'), ') as sub'),
    joined(tie('source'), fc.constantFrom('join', 'left join', 'inner join', 'full outer join', 'right join'), name, fc.constantFrom('on true', 'using ( id )')),
    joined(tie('source'), fc.constantFrom('cross join', 'natural join', 'natural left join'), name),
    joined(tie('source'), 'left join lateral (', tie('select'), ') l on true'),
    joined('(', target, 'join', target, 'on true )'),
  ),
  item: fc.oneof(
    fc.constantFrom('*', 'users.*', 'count(*)', 'sum( n )', 'max( n ) as most', 'count(*) over ()', 'coalesce( sum( n ), 0 )', 'count( distinct n ) filter ( where n > 1 )', 'row_number() over ( order by id )'),
    column,
    tie('expression'),
    joined('exists (', tie('select'), ')'),
  ),
  core: joined(
    'select',
    fc.constantFrom('', '', 'distinct', 'distinct on ( id )', 'all'),
    list(tie('item')),
    joined('from', list(tie('source'), 1, 2)),
    maybe(joined('where', tie('condition'))),
    fc.constantFrom('', '', 'group by id', 'group by rollup ( id, n ) having count(*) > 1'),
  ),
  select: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    joined(tie('core'), tail()),
    joined('with', fc.constantFrom('', 'recursive'), fc.constantFrom('w', 'users', 'w ( a )'), fc.constantFrom('as', 'as materialized'), '(', tie('select'), ')', tie('core'), tail()),
    joined(tie('core'), fc.constantFrom('union', 'union all', 'except', 'intersect'), tie('core'), tail()),
    joined('(', tie('select'), ') union (', tie('select'), ')', tail()),
    joined('(', tie('core'), ')', tail()),
    joined('values (', list(number), ')', tail()),
  ),
}));

function tail(): fc.Arbitrary<string> {
  return joined(
    fc.constantFrom('', 'order by 1', 'order by 1 desc nulls last'),
    fc.constantFrom('', '', 'limit 5', 'limit $1', 'limit all', 'limit ( 7 )', 'limit 2 + 3', 'fetch first row only', 'fetch next 4 rows only'),
    fc.constantFrom('', '', '', 'offset 3', 'offset $2', 'offset 0', 'offset ( 1 )'),
  );
}

const query = (): fc.Arbitrary<string> => fc.oneof({ weight: 5, arbitrary: select }, joined(fc.constantFrom('explain', 'explain analyze', 'explain ( analyze, buffers )'), select));

const returning = maybe(joined('returning', list(fc.oneof(column, fc.constantFrom('*', 'n + 1')))));

const writes = (): fc.Arbitrary<string> =>
  fc.oneof(
    joined('insert into', target, '( id, n )', fc.oneof(fc.constant('values ( 1, 2 )'), select), fc.constantFrom('', 'on conflict do nothing', 'on conflict ( id ) do update set n = excluded.n where true'), returning),
    joined('update', target, 'set n =', expression, maybe(joined('from', name)), maybe(joined('where', condition)), returning),
    joined('delete from', target, maybe(joined('using', target)), maybe(joined('where', condition)), returning),
    joined('with gone as ( delete from', target, maybe(joined('where', condition)), 'returning * ) insert into', target, 'select * from gone', returning),
    joined('merge into', target, 'as m using', target, 'as s on m.id = s.id when matched then update set n = 1 when not matched then do nothing'),
  );

const type = fc.constantFrom('int', 'bigint', 'uuid', 'text', 'varchar( 20 )', 'numeric( 10, 2 )', 'timestamp( 3 ) with time zone', 'timestamptz', 'double precision', 'text[]', 'jsonb', '"Kind"', 'app."Kind"[]', 'interval day to second');
const serial = fc.constantFrom('serial', 'bigserial not null', 'smallserial unique');
const expressionDefault = fc.constantFrom("'a, b'", '0', 'now()', 'gen_random_uuid()', "nextval( 's' )", "array[ 'a', 'b' ]", "'{}'::jsonb", '( 1 + 2 ) * 3', 'current_timestamp', 'null', '-1', "'x'::app.\"Kind\"");
const clause = fc.oneof(
  fc.constantFrom('not null', 'null', 'unique', 'check ( n > 0 )', 'constraint c check ( n in ( 1, 2 ) )', 'references app.posts ( id ) on delete set default on update cascade', 'references users deferrable initially deferred', 'constraint f references orders', 'collate "C"'),
  joined('default', expressionDefault),
);
const clauses = fc.uniqueArray(clause, { maxLength: 4, selector: (given) => (/^(not )?null/.test(given) ? 'null' : (/references|default|unique|check|collate/.exec(given)?.[0] ?? given)) }).map((parts) => parts.join(' '));
const ownKey = fc.constantFrom('', '', 'primary key', 'generated always as identity', 'generated by default as identity primary key', 'constraint pk primary key');
const declared = (given: string, of = type): fc.Arbitrary<string> => joined(given, of, clauses);
const constraint = fc.constantFrom(
  'primary key ( id, n )',
  'constraint p primary key ( id )',
  'unique ( n )',
  'constraint u unique ( "createdAt", n )',
  'foreign key ( n ) references app.posts ( id ) match full',
  'constraint f foreign key ( n, kind ) references users ( id, n ) on delete set null',
  'check ( n > 0 )',
  'constraint nn not null n',
  'exclude using gist ( n with = )',
);

const tables = (): fc.Arbitrary<string> =>
  joined(
    'create',
    fc.constantFrom('', 'temp', 'unlogged'),
    'table',
    fc.constantFrom('', 'if not exists'),
    target,
    '(',
    fc
      .tuple(joined('id', fc.constantFrom('int', 'bigint', 'uuid'), ownKey), some(fc.oneof(joined('s', serial), declared('n'), declared('kind'), declared('"createdAt"'), declared('key'), declared('"Name"')), 0, 3), some(constraint, 0, 2))
      .map(([id, columns, constraints]) => [id, ...columns, ...constraints].join(', ')),
    ')',
    fc.constantFrom('', 'partition by range ( id )', 'with ( fillfactor = 70 )'),
  );

const action = fc.oneof(
  joined('add', fc.constantFrom('', 'column', 'column if not exists'), declared('n')),
  joined('add', constraint),
  joined('alter', fc.constantFrom('', 'column'), column, fc.constantFrom('type', 'set data type'), fc.constantFrom('text', 'timestamptz( 3 )', 'timestamp with time zone', 'numeric( 4, 2 )'), fc.constantFrom('', 'using n::text', 'collate "C"')),
  joined('alter column', column, 'set default', expressionDefault),
  joined('alter column', column, fc.constantFrom('drop default', 'set not null', 'drop not null', 'add generated by default as identity', 'set statistics 5', 'drop identity if exists', 'set storage external')),
  joined('drop', fc.constantFrom('column', 'column if exists', 'constraint', ''), column),
  fc.constantFrom('enable row level security', 'owner to me', 'validate constraint f', 'replica identity full'),
);

const alterations = (): fc.Arbitrary<string> => joined('alter table', fc.constantFrom('', 'if exists', 'only'), target, list(action));

const indexes = (): fc.Arbitrary<string> =>
  joined(
    'create',
    fc.constantFrom('', 'unique'),
    'index',
    fc.constantFrom('', 'i', 'concurrently i', 'if not exists i'),
    'on',
    target,
    fc.constantFrom('', 'using btree'),
    '(',
    list(fc.oneof(column, joined(column, fc.constantFrom('desc', 'asc nulls first', 'text_pattern_ops', 'collate "C"')), fc.constantFrom('lower( name )', '( n + 1 )'))),
    ')',
    fc.constantFrom('', 'include ( kind )', 'where n is null', 'with ( fillfactor = 70 )'),
  );
