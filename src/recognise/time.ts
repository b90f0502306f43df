import type { PackageInfo } from '../facts/source.js';

/** Names of UTC in the IANA database and in POSIX, https://www.iana.org/time-zones (file `etcetera` and its links). */
const utcNames: ReadonlySet<string> = new Set(['utc', 'etc/utc', 'etc/uct', 'uct', 'zulu', 'etc/zulu', 'universal', 'etc/universal', 'gmt', 'etc/gmt', 'gmt0', 'gmt+0', 'gmt-0', 'etc/gmt+0', 'etc/gmt-0', 'etc/gmt0', 'etc/greenwich', 'greenwich', 'utc0', 'z', '+00:00']);

/** Whether the value of `TZ` is UTC, which an empty one is as well (POSIX, "Environment Variables"). */
export const isUtcName = (zone: string): boolean => zone.trim() === '' || utcNames.has(zone.trim().replace(/^:/, '').toLowerCase());

/** Whether a value of `TZ` is a name or rule of a zone at all, and no reference to another variable. */
export const isZoneName = (zone: string): boolean => /^:?[A-Za-z][\w+-]*(\/[\w+-]+)*(,.*)?$/.test(zone.trim());

/** Methods of `Date` that make text in the zone of the process; those of the first list no other type has. */
export const localTexts: ReadonlySet<string> = new Set(['toLocaleDateString', 'toLocaleTimeString', 'toDateString', 'toTimeString']);
export const sharedLocalTexts: ReadonlySet<string> = new Set(['toLocaleString', 'toString']);
/** Methods of `Date` that read a part of it in the zone of the process. */
export const localParts: ReadonlySet<string> = new Set(['getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getSeconds']);

/** Steps after which moment and dayjs are in a zone that was chosen. */
export const momentZones: ReadonlySet<string> = new Set(['utc', 'tz', 'utcOffset', 'parseZone', 'toISOString']);
/** Steps and constructors after which a DateTime of Luxon is in a zone that was chosen. */
export const luxonZones: ReadonlySet<string> = new Set(['utc', 'toUTC', 'setZone', 'fromHTTP']);

/**
 * Whether a pattern writes the zone or an instant as well, so that the text is unambiguous: `Z`, `X` of moment and dayjs
 * (momentjs.com/docs/#/displaying/format), `X`, `x`, `O`, `z`, `t` of date-fns (date-fns.org/docs/format), `Z`, `z`, `X` of
 * Luxon (moment.github.io/luxon/#/formatting). Literal text in brackets or quotes is none.
 */
export const writesZone = (pattern: string): boolean => /[ZzXxO]|\bt\b/.test(pattern.replace(/\[[^\]]*\]|'[^']*'/g, ''));

/** Whether a pattern writes days or hours, which differ between zones; a year or a month alone hardly does. */
export const writesDayOrTime = (pattern: string): boolean => /[DdHhmskLlEe]|[Pp]/.test(pattern.replace(/\[[^\]]*\]|'[^']*'/g, '').replace(/M+/g, ''));

const postgres: ReadonlySet<string> = new Set(['pg', 'pg-pool', 'pg-promise', 'pg-native', 'postgres', '@neondatabase/serverless', '@vercel/postgres', '@mikro-orm/postgresql', '@sequelize/postgres', 'kysely-postgres-js', 'slonik', 'node-pg-migrate', '@types/pg', 'pg-hstore', '@electric-sql/pglite', 'pg-mem', 'postgrator-pg', 'db-migrate-pg']);
const others: ReadonlySet<string> = new Set(['mysql', 'mysql2', 'mariadb', '@mikro-orm/mysql', '@mikro-orm/mariadb', 'mssql', 'tedious', '@mikro-orm/mssql', 'oracledb', 'sqlite3', 'sqlite', 'better-sqlite3', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite', '@libsql/client', '@mikro-orm/libsql', '@planetscale/database', 'sql.js', '@clickhouse/client', 'db-migrate-mysql']);

/**
 * Whether the code of a package keeps its tables in PostgreSQL, by the drivers that it lists; where it lists none, by
 * those of the whole root. Drivers for development decide only where no other ones are listed: tests like to run on
 * SQLite. A package with drivers of several databases is of no certain kind.
 */
export function usesPostgres(path: string, packages: readonly PackageInfo[]): boolean {
  let byFolder = postgresByFolder.get(packages);
  if (!byFolder) postgresByFolder.set(packages, (byFolder = new Map()));
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  let answer = byFolder.get(folder);
  if (answer === undefined) byFolder.set(folder, (answer = listsPostgres(folder, packages)));
  return answer;
}

const postgresByFolder = new WeakMap<readonly PackageInfo[], Map<string, boolean>>();

function listsPostgres(path: string, packages: readonly PackageInfo[]): boolean {
  const owner = packages.filter(({ dir }) => dir === '' || path.startsWith(`${dir}/`)).sort((a, b) => b.dir.length - a.dir.length)[0];
  for (const names of [owner?.dependencies ?? [], owner?.devDependencies ?? [], packages.flatMap((p) => p.dependencies), packages.flatMap((p) => p.devDependencies)]) {
    const isPostgres = names.some((name) => postgres.has(name));
    if (isPostgres || names.some((name) => others.has(name))) return isPostgres && !names.some((name) => others.has(name));
  }
  return false;
}
