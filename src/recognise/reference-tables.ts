/**
 * Last words of names of tables that hold a handful of rows which the application's authors or administrators keep:
 * settings, roles, countries. Tables that users fill (tags, categories) are none.
 */
const lastWords: ReadonlySet<string> = new Set(
  'setting config configuration preference permission privilege country currency language locale timezone status type kind enum lookup migration constant province'.split(' '),
);
/** The same where the rows belong to nobody: the environments of a project are as many as its users make. */
const lastWordsOfUnowned: ReadonlySet<string> = new Set('option role zone plan tier template environment provider'.split(' '));

/** Tables of the database itself: catalogues, and what migration tools remember. */
const ownTables = /^(pg_|sqlite_|information_schema|pragma_|sys_?|dual$|_prisma_migrations$|knex_migrations|__drizzle_migrations|sequelizemeta$|columns$|databasechangelog)/i;

/**
 * `roles` for `Role`, `countries` for `country`, `OrderStatus`, `tbl_order_status`.
 * @param isOwned whether its rows belong to rows of a table that is no reference table
 */
export function isReferenceTable(name: string, isOwned: boolean): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '' && word !== 'entity' && word !== 'model' && word !== 'table' && word !== 'schema');
  const last = words.at(-1) ?? '';
  return [last, last.replace(/ies$/, 'y'), last.replace(/(s|x|ch)es$/, '$1'), last.replace(/s$/, '')].some((word) => lastWords.has(word) || (!isOwned && lastWordsOfUnowned.has(word)));
}

/** Whether a name is a catalogue of the database or a table of a migration tool. */
export const isCatalogue = (name: string): boolean => ownTables.test(name);
