import { packageName, packageOfSymbol } from '../facts/package-name.js';

const names = (source: string, list: string): string[] => list.split(' ').map((name) => `${source}#${name}`);

/** What constructs a client, connection or pool of a database or cache: `source#name`, entry points folded. */
const constructors: ReadonlySet<string> = new Set([
  ...names('pg', 'Pool Client native.Pool native.Client'),
  ...names('pg-pool', 'default *'),
  ...names('mysql', 'createPool createConnection createPoolCluster'),
  ...names('mysql2', 'createPool createConnection createPoolCluster'),
  ...names('mariadb', 'createPool createConnection createPoolCluster'),
  ...names('postgres', 'default *'),
  ...names('slonik', 'createPool'),
  ...names('better-sqlite3', 'default *'),
  ...names('sqlite3', 'Database verbose().Database'),
  ...names('sqlite', 'open DatabaseSync'),
  ...names('bun:sqlite', 'Database default'),
  ...names('mssql', 'ConnectionPool connect'),
  ...names('tedious', 'Connection'),
  ...names('oracledb', 'createPool'),
  ...names('snowflake-sdk', 'createConnection createPool'),
  ...names('@clickhouse/client', 'createClient'),
  ...names('cassandra-driver', 'Client'),
  ...names('neo4j-driver', 'driver default.driver'),
  ...names('@libsql/client', 'createClient'),
  ...names('@elastic/elasticsearch', 'Client'),
  ...names('@opensearch-project/opensearch', 'Client'),
  ...names('@prisma/client', 'PrismaClient'),
  ...names('typeorm', 'DataSource Connection createConnection'),
  ...names('sequelize', 'Sequelize default'),
  ...names('sequelize-typescript', 'Sequelize'),
  ...names('@sequelize/core', 'Sequelize default'),
  ...names('knex', 'default knex *'),
  ...names('@mikro-orm/core', 'MikroORM.init MikroORM'),
  ...names('@mikro-orm/postgresql', 'MikroORM.init MikroORM'),
  ...names('@mikro-orm/mysql', 'MikroORM.init MikroORM'),
  ...names('@mikro-orm/mongodb', 'MikroORM.init MikroORM'),
  ...names('mongoose', 'connect createConnection Mongoose'),
  ...names('mongodb', 'MongoClient MongoClient.connect'),
  ...names('redis', 'createClient createCluster createClientPool'),
  ...names('ioredis', 'default Redis Cluster'),
]);

const packages: ReadonlySet<string> = new Set([...constructors].map(packageOfSymbol));

/** Whether an import source may export what constructs a client. */
export const exportsClients = (source: string): boolean => packages.has(packageName(source.startsWith('node:') ? source.slice(5) : source)) || /prisma/i.test(source);

/** The symbol without the entry point of its package (`mysql2/promise#createPool` gives `mysql2#createPool`), `null` for other symbols. */
export function databaseClient(symbol: string): string | null {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash);
  const name = packageName(source);
  const folded = `${name}${symbol.slice(hash)}`;
  if (constructors.has(folded)) return folded;
  // a Prisma client that is generated into the project
  return /#PrismaClient$/.test(symbol) && /prisma/i.test(source) ? '@prisma/client#PrismaClient' : null;
}

/** Packages and words by which a file may construct a client. */
export const mayConstruct = /\b(?:Pool|Client|PoolCluster|createPool|createConnection|createClient|createCluster|PrismaClient|DataSource|Sequelize|knex|Knex|MikroORM|mongoose|MongoClient|Redis|IORedis|postgres|sqlite|Database|DatabaseSync|neo4j|ConnectionPool|Connection)\b/;

/** Methods that close a client. */
export const closing: ReadonlySet<string> = new Set(['end', 'close', '$disconnect', 'disconnect', 'destroy', 'quit', 'terminate', 'shutdown', 'release']);
