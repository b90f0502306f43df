import type { JoinedSqlFact } from '../facts/sql.js';
import { packageName } from '../facts/package-name.js';
import type { Value } from '../facts/value.js';

/** How one method takes SQL text. */
export interface SqlApi {
  readonly argument: number;
  readonly form: JoinedSqlFact['form'];
}

const every = (names: string, form: SqlApi['form'], argument = 0): [string, SqlApi][] => names.split(' ').map((name) => [name, { argument, form }]);

/**
 * Methods and functions that take SQL text as it is, whatever library: node-postgres, pg-promise, mysql2, mssql, SQLite
 * drivers, ClickHouse, BigQuery, Spanner, Snowflake (`execute`); TypeORM's `query`, MikroORM's `execute`; Prisma's `…Unsafe`;
 * Knex's, Objection's and Bookshelf's `…Raw`; `literal` of Sequelize; `sql.raw` of Drizzle, Kysely and Prisma; `unsafe`
 * of postgres.js; conditions of TypeORM's and MikroORM's query builders.
 */
export const sqlApis: ReadonlyMap<string, SqlApi> = new Map([
  ...every('query execute unsafe queryRaw executeRaw $queryRawUnsafe $executeRawUnsafe rawQuery', 'statement'),
  ...every('any many manyOrNone one oneOrNone none result multi multiResult each map maybeOne anyFirst manyFirst oneFirst maybeOneFirst exists', 'statement'),
  ...every('all get run exec prepare iterate batch executeMultiple command stream queryStream createQueryJob createQueryStream createPreparedStatement simpleQuery executeSql runUpdate runPartitionedUpdate runStream', 'statement'),
  ...every('raw Raw literal whereRaw andWhereRaw orWhereRaw havingRaw andHavingRaw orHavingRaw orderByRaw groupByRaw joinRaw fromRaw selectRaw distinctRaw', 'fragment'),
  ...every('where andWhere orWhere having andHaving orHaving select addSelect orderBy addOrderBy groupBy addGroupBy andWhereExists whereExists', 'condition'),
  ...every('innerJoin leftJoin innerJoinAndSelect leftJoinAndSelect join', 'condition', 2),
  ...every('innerJoinAndMapOne innerJoinAndMapMany leftJoinAndMapOne leftJoinAndMapMany', 'condition', 3),
]);

/**
 * Classes whose instance is a statement, by the name they are exported under: tedious's `Request`, commands of AWS for
 * Aurora, Redshift, Athena and Timestream. What is handed to `query` of a client (`Query`, `Cursor`) counts there.
 */
export const sqlCommands: ReadonlySet<string> = new Set(['Request', 'ExecuteStatementCommand', 'BatchExecuteStatementCommand', 'StartQueryExecutionCommand', 'QueryCommand']);

/** Methods whose name alone says that they take SQL text. */
export const telling: ReadonlySet<string> = new Set(['$queryRawUnsafe', '$executeRawUnsafe', 'whereRaw', 'andWhereRaw', 'orWhereRaw', 'havingRaw', 'andHavingRaw', 'orHavingRaw', 'orderByRaw', 'groupByRaw', 'joinRaw']);

/** Packages whose clients, builders and tags run or hold SQL. */
const sqlPackages: ReadonlySet<string> = new Set([
  'pg', 'pg-pool', 'pg-promise', 'pg-native', 'pg-query-stream', 'pg-cursor', 'mysql', 'mysql2', 'mariadb', 'postgres', 'slonik', '@silverhand/slonik', 'better-sqlite3', 'better-sqlite3-multiple-ciphers', 'sqlite3', 'sqlite', 'sqlite-async',
  '@vscode/sqlite3', 'sqlite', 'bun:sqlite', 'bun', 'mssql', 'tedious', 'oracledb', 'odbc', 'ibm_db', 'snowflake-sdk', '@clickhouse/client', '@clickhouse/client-web', 'clickhouse', '@google-cloud/bigquery', '@google-cloud/spanner',
  'duckdb', 'duckdb-async', '@duckdb/node-api', 'cassandra-driver', '@neondatabase/serverless', '@vercel/postgres', '@planetscale/database', '@libsql/client', '@electric-sql/pglite', '@cloudflare/workers-types', '@databricks/sql', 'trino-client', '@questdb/nodejs-client',
  '@sap/hana-client', 'hdb', '@azure/cosmos', '@aws-sdk/client-rds-data', '@aws-sdk/client-redshift-data', '@aws-sdk/client-athena', '@aws-sdk/client-timestream-query',
  'typeorm', '@nestjs/typeorm', 'sequelize', 'sequelize-typescript', '@sequelize/core', '@nestjs/sequelize', 'knex', 'nestjs-knex', 'objection', 'bookshelf', 'kysely', 'nestjs-kysely', 'drizzle-orm', '@prisma/client', '@adonisjs/lucid', 'massive', 'zapatos', 'postgres-js', 'sql-template-strings', 'sql-template-tag', '@databases/pg', '@databases/mysql', '@databases/sqlite',
]);

/** Whether a symbol (`pg#Pool`, `@mikro-orm/postgresql#EntityManager`, `global#Bun.sql`) belongs to a library that runs SQL. */
export function runsSql(symbol: string): boolean {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash).replace(/^node:/, '');
  if (source === 'global') return /^(Bun|D1Database|Knex|Sql)\b/.test(symbol.slice(hash + 1));
  const name = packageName(source);
  return sqlPackages.has(name) || /^@mikro-orm\/|^@slonik\/|(^|[/.])prisma\/client|generated\/prisma/.test(source);
}

/** Libraries whose builders take conditions as text; the others bind or quote what their `where` is given. */
export const takesConditions = (symbol: string): boolean => /^(?:(?:typeorm|@nestjs\/typeorm|nestjs-typeorm-paginate)(?:\/[^#]+)?|@mikro-orm\/[^#]+)#/.test(symbol);

/** Tags of template literals that give the text back and bind nothing. */
export const plainTags: ReadonlySet<string> = new Set(['raw', 'dedent', 'outdent', 'stripIndent', 'stripIndents', 'oneLine', 'oneLineTrim', 'noop', 'plain']);

/** Functions whose result is a number, a clock time, a generated id, or text that was escaped (sqlstring, pg-format, `escapeIdentifier`). */
const harmlessCalls =
  /^(?:toFixed|toPrecision|getTime|getFullYear|getMonth|getDate|getDay|getHours|getMinutes|getSeconds|getUTC\w+|indexOf|lastIndexOf|findIndex|charCodeAt|valueOf|toISOString|toISODate|toISO|toUnixInteger|toMillis|digest|unix|now|count|push|randomUUID|uuid|uuidv4|uuidv7|v1|v4|v7|nanoid|ulid|createId|randomInt|isSafeInteger|isInteger|isNaN|isFinite|toSQL|toQuery|getQuery|getSql|format|literal|ident|identifier)$|escape|quote|saniti[sz]e|toint|parseint|asint|tonumber|parsenumber/i;

/** Escaping for other languages than SQL, which leaves a quote as it is: regular expressions, markup, addresses. */
const escapesOther = /reg_?exp?|regex|html|xml|css|ur[il]/i;

/** Whether a function of this name gives text that cannot end an SQL string. */
export const isHarmlessCall = (name: string): boolean => harmlessCalls.test(name) && !escapesOther.test(name);

/** Names of functions that put quoted values into SQL text and give it back. */
export const sqlFormatters: ReadonlySet<string> = new Set(['format', 'default']);

/** Whether a callee, or a symbol, is such a function: `pgp.as.format`, and `format` of pg-format, sqlstring and mysql. */
export function isFormatter(callee: Value | string | null): boolean {
  if (callee === null) return false;
  if (typeof callee === 'string') return /^(?:pg-format#(?:default|\*|format)|(?:sqlstring|mysql2?(?:\/promise)?)#format|pg-promise#(?:\w+\.)*as\.format)$/.test(callee);
  // https://vitaly-t.github.io/pg-promise/formatting.html: of the library, of the module initialised, and imported alone
  return callee.k === 'member' && callee.name === 'format' && (callee.of.k === 'member' || callee.of.k === 'import') && callee.of.name === 'as';
}

/** Members that are numbers. */
export const harmlessMembers: ReadonlySet<string> = new Set(['length', 'size', 'byteLength']);

/** Functions that compare a value with what is allowed. */
export const comparing = /^(?:includes|has|indexOf|test|match|exec|hasOwnProperty|hasOwn|isIn|isUUID|isInt|isInteger|isSafeInteger|isNumeric|isNaN|isFinite|findIndex)$|valid|assert|allowed|whitelist|permitted|ensure|isuuid|sanit|verify/i;

/** How each library binds a value, for messages: by the package that the receiver comes from. */
export function bindingOf(symbol: string | null, fact: Pick<JoinedSqlFact, 'method' | 'form'>): string {
  if (/unsafe$/i.test(fact.method) && fact.method.startsWith('$')) return 'use the tagged `$queryRaw` or `$executeRaw`';
  if (fact.form === 'condition') return 'name a parameter, `:id`, and give `{ id }`';
  if (symbol === null) return 'put a placeholder in the text and give the value apart';
  if (/^(?:@prisma|drizzle-orm|kysely|postgres|slonik|@silverhand\/slonik|@neondatabase|@vercel\/postgres|@electric-sql)/.test(symbol)) return 'let the tagged template of the library bind it';
  if (/^(?:sequelize|@sequelize|@nestjs\/sequelize)/.test(symbol)) return 'use `replacements` or `bind`';
  if (/^(?:mysql|mariadb|better-sqlite|sqlite|bun|node:sqlite|knex|nestjs-knex|objection|@mikro-orm|@libsql|@planetscale|@sap|hdb|@aws-sdk\/client-athena)/.test(symbol)) return 'write `?` and give the value apart';
  if (/^@?clickhouse/.test(symbol)) return 'write `{id: UInt64}` and give `query_params`';
  if (/^(?:mssql|tedious|@google-cloud|@azure\/cosmos)/.test(symbol)) return 'write `@id` and declare it as input';
  if (/^(?:oracledb|@aws-sdk)/.test(symbol)) return 'write `:id` and give the value apart';
  return 'write `$1` and give the value apart';
}
