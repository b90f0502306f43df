import type { DataLayerAdapter } from '../syntax/adapter.js';
import { unwrap } from '../syntax/chains.js';
import { propertyKey } from '../syntax/property-key.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { holdsAny, spanOf, textOf } from '../syntax/source-file.js';
import { queryAt } from './_query.js';
import { couldHoldText, isBuildingTag, readCall, taggedQuery } from './_sql-driver-calls.js';
import { sqlTables } from './_sql-tables.js';
import { sqlFragments } from './_sql-text.js';

/** Drivers whose template tag runs what it holds. */
const tagDrivers = ['postgres', '@neondatabase/serverless', '@vercel/postgres', 'bun', '@types/bun', 'bun-types', 'mssql', '@electric-sql/pglite'];

const names = (source: string, list: string): string[] => list.split(' ').map((name) => `${source}#${name}`);

/**
 * Sees SQL text that a driver runs: `query`, `execute`, `one`, `any` … with text, a template, `{ text }`, `{ sql }` or
 * `{ query }`; prepared statements where they are run; the tags of postgres.js, Neon, Vercel and Bun; slonik's methods
 * with its `sql` tag. The text is read through constants, concatenation, fragments and functions of the same file.
 * Documentation besides: mysql2 (sidorares.github.io/node-mysql2), postgres.js, better-sqlite3, slonik, ClickHouse.
 * Besides, tables that such text creates or alters, with the calls of migration tools (node-pg-migrate, db-migrate, Knex).
 * Does not see: text that another file builds (the query counts, its table and columns are unknown), SQL files that a
 * driver loads, stored procedures, a method of the project that wraps a driver under a name of its own.
 */
const sqlDrivers: DataLayerAdapter = {
  name: 'sql-drivers',
  docs: 'https://node-postgres.com/apis/client',
  enabledBy: [
    'pg',
    'pg-pool',
    'pg-promise',
    'pg-native',
    'mysql',
    'mysql2',
    'mariadb',
    'postgres',
    'better-sqlite3',
    'sqlite3',
    'sqlite',
    'node:sqlite',
    'bun:sqlite',
    'bun',
    '@types/bun',
    'bun-types',
    'slonik',
    '@silverhand/slonik',
    'nestjs-slonik',
    '@neondatabase/serverless',
    '@vercel/postgres',
    '@libsql/client',
    '@clickhouse/client',
    'clickhouse',
    'mssql',
    'cassandra-driver',
    '@electric-sql/pglite',
    '@cloudflare/workers-types',
    'wrangler',
  ],
  receivers: [
    ...names('pg', 'Pool Client PoolClient ClientBase native'),
    ...names('pg-pool', 'default *'),
    ...names('pg-promise', 'default * IDatabase ITask IBaseProtocol IMain'),
    ...['mysql', 'mysql2*', 'mariadb*'].flatMap((source) =>
      names(source, 'createPool createConnection createPoolCluster Pool PoolConnection Connection PoolNamespace'),
    ),
    ...names('postgres', 'default * Sql TransactionSql ReservedSql'),
    ...names('better-sqlite3', 'default * Database'),
    ...names('sqlite3', 'default * Database cached'),
    ...names('sqlite', 'open Database'),
    ...names('node:sqlite', 'DatabaseSync'),
    ...names('bun:sqlite', 'Database default'),
    ...names('bun', 'sql SQL'),
    ...names('global', 'Bun Bun.sql Bun.SQL D1Database'),
    ...['slonik', '@silverhand/slonik'].flatMap((source) =>
      names(
        source,
        'createPool sql DatabasePool DatabasePoolConnection DatabaseConnection DatabaseTransactionConnection CommonQueryMethods DatabasePoolType ' +
          'DatabaseConnectionType DatabaseTransactionConnectionType CommonQueryMethodsType',
      ),
    ),
    ...names('@neondatabase/serverless', 'neon Pool Client PoolClient NeonQueryFunction'),
    ...names('@vercel/postgres', 'sql db createPool createClient VercelPool VercelClient VercelPoolClient'),
    ...names('@libsql/client*', 'createClient Client Transaction'),
    ...names('@clickhouse/client*', 'createClient ClickHouseClient NodeClickHouseClient'),
    ...names('clickhouse', 'ClickHouse default *'),
    ...names('mssql', 'default * connect ConnectionPool Request Transaction query'),
    ...names('cassandra-driver', 'Client'),
    ...names('@electric-sql/pglite', 'PGlite'),
    ...names('@cloudflare/workers-types', 'D1Database'),
  ],
  visit(file, emit) {
    const seen = new Set<Node>();
    const has = (packages: readonly string[]): boolean => packages.some((name) => file.dependencies.has(name) || imports(file, name));
    for (const call of file.nodes('CallExpression')) readCall(file, call, seen, emit.query);
    const tagged = file.nodes('TaggedTemplateExpression');
    if (tagged.length > 0 && has(tagDrivers))
      for (const node of tagged) if (!seen.has(node)) taggedQuery(file, node, seen, emit.query);
    for (const fragment of sqlFragments(file, isBuildingTag, seen))
      emit.query(queryAt(file, fragment.node, { layer: 'sql-drivers', ...fragment.fact }));
    for (const table of sqlTables(file, tableTexts(file), 'sql-drivers')) emit.table(table);
  },
};

export default sqlDrivers;

/** Calls that run SQL text, of drivers and of migration tools: node-pg-migrate's `pgm.sql`, db-migrate's `db.runSql`, `knex.raw`. */
const textCalls: ReadonlySet<string> = new Set(['query', 'execute', 'exec', 'run', 'none', 'multi', 'unsafe', 'raw', 'sql', 'runSql']);
/** Their adapters read the tables of such text themselves. */
const ownReaders = ['typeorm', 'sequelize', '@mikro-orm/migrations', '@mikro-orm/core'];

/** Texts of a file that create or alter tables: what calls run, and tagged templates. */
function tableTexts(file: SourceFile): Node[] {
  if (!holdsAny(file.lowerCaseText, ['create', 'alter']) || !/\b(create|alter)\s+(temp(orary)?\s+|unlogged\s+)?table\b/i.test(file.text) || ownReaders.some((name) => imports(file, name))) return [];
  const called = file.nodes('CallExpression').flatMap((call) => {
    const callee = unwrap(call.callee);
    const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    const [text] = call.arguments;
    return name !== null && textCalls.has(name) && text && couldHoldText(unwrap(text), true) && text.type !== 'TaggedTemplateExpression' ? [text as Node] : [];
  });
  const tagged = file.nodes('TaggedTemplateExpression').filter((node) => /\bsql$/i.test(textOf(file, node.tag)));
  return [...called, ...tagged].sort((a, b) => spanOf(a).start - spanOf(b).start);
}

const imports = (file: SourceFile, source: string): boolean =>
  file.nodes('ImportDeclaration').some((i) => i.source.value === source || i.source.value.startsWith(`${source}/`));
