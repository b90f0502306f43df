/** What of a package the platform has: which of its exports count, what to use, and since which Node.js. */
export interface NativeReplacement {
  /** What stands in for it, as it is written. */
  readonly use: string;
  /** What the platform calls it and since when. */
  readonly native: string;
  /** Only imports of these exports count, and only where nothing else of the package is used. */
  readonly only?: readonly string[];
  /** A common word: counts only where the manifest lists the package. */
  readonly declared?: true;
}

const fetch = (use = '`fetch` with `AbortSignal.timeout(…)`'): NativeReplacement => ({ use, native: 'Node.js has `fetch` since version 18' });
const dates: NativeReplacement = { use: '`Date`, `Intl.DateTimeFormat` or `Temporal`', native: 'the language has dates, time zones and formats, and Moment.js takes no new features' };
const uuid: NativeReplacement = { use: '`crypto.randomUUID()`, or a UUIDv7 for keys', native: '`node:crypto` makes random UUIDs since Node.js 14.17' };

/**
 * Packages that do what the platform does.
 * https://nodejs.org/api/globals.html#fetch, https://nodejs.org/api/fs.html#fsmkdirpath-options-callback (recursive),
 * https://nodejs.org/api/fs.html#fsrmpath-options-callback, https://nodejs.org/api/crypto.html#cryptorandomuuidoptions,
 * https://nodejs.org/api/process.html#processloadenvfilepath, https://expressjs.com/en/5x/api.html#express.json,
 * https://momentjs.com/docs/#/-project-status/
 */
export const nativeReplacements: Readonly<Record<string, NativeReplacement>> = {
  axios: fetch(),
  'node-fetch': fetch('the global `fetch`'),
  'cross-fetch': fetch('the global `fetch`'),
  'isomorphic-fetch': fetch('the global `fetch`'),
  request: { ...fetch(), declared: true },
  'request-promise': fetch(),
  'request-promise-native': fetch(),
  got: { ...fetch(), declared: true },
  superagent: fetch(),
  moment: dates,
  'moment-timezone': dates,
  mkdirp: { use: '`fs.promises.mkdir(path, { recursive: true })`', native: '`fs.mkdir` makes parent folders since Node.js 10.12' },
  rimraf: { use: '`fs.promises.rm(path, { recursive: true, force: true })`', native: '`fs.rm` removes trees since Node.js 14.14' },
  'body-parser': { use: '`express.json()` and `express.urlencoded()`', native: 'Express parses bodies itself since version 4.16' },
  uuid: { ...uuid, only: ['v4'] },
  'uuid/v4': uuid,
  uuidv4: { ...uuid, only: ['uuid', 'default'] },
  dotenv: { use: '`node --env-file=.env`, `process.loadEnvFile()` or, for text, `parseEnv` of node:util', native: 'Node.js reads env files since version 20.12' },
  'dotenv/config': { use: '`node --env-file=.env` or `process.loadEnvFile()`', native: 'Node.js reads env files since version 20.12' },
};

/** The entry for an import source: sub-paths of a package count as the package (`axios/lib/…`, `moment/locale/de`). */
export function nativeReplacementOf(source: string): { readonly name: string; readonly entry: NativeReplacement } | null {
  if (Object.hasOwn(nativeReplacements, source)) return { name: source, entry: nativeReplacements[source]! };
  const slash = source.indexOf('/');
  if (slash < 0) return null;
  const name = source.slice(0, slash);
  const entry = Object.hasOwn(nativeReplacements, name) ? nativeReplacements[name]! : null;
  return entry && !entry.only ? { name, entry } : null;
}
