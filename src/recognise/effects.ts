import type { EffectKind } from '../facts/effects.js';
import { blockingCalls } from './blocking-calls.js';
import { breakerLibraries } from './breakers.js';
import { brokers } from './brokers.js';
import type { EffectLibraries, EffectMatch } from './effect-libraries.js';
import { callOf, libraryOf } from './effect-libraries.js';
import { httpClients } from './http-clients.js';
import { mailers } from './mailers.js';
import { modelSdks } from './model-sdks.js';
import { renderers } from './renderers.js';
import { vendorSdks } from './vendor-sdks.js';

/** The tables by kind; the first that knows a call has it. */
const tables: readonly (readonly [EffectKind, EffectLibraries])[] = [
  ['http', httpClients],
  ['model', modelSdks],
  ['publish', brokers],
  ['mail', mailers],
  ['render', renderers],
  ['blocking', blockingCalls],
  ['sdk', vendorSdks],
];

/** Globals that send requests (nodejs.org/api/globals.html#fetch, nitro.build/guide/fetch), and objects that hold them. */
export const fetchGlobals: ReadonlySet<string> = new Set(['fetch', '$fetch']);
export const globalObjects: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self', 'Bun']);

/** Last names of all calls of all tables and of breakers: the cheap question before any other. */
export const effectNames: ReadonlySet<string> = new Set(
  [...tables.map(([, table]) => table), breakerLibraries].flatMap((table) => Object.values(table).flatMap(({ calls }) => calls.map((call) => call.slice(call.lastIndexOf('.') + 1)))),
);

const known = new Map<string, boolean>();

/** Whether a table lists anything of an import source. Asked for every call, so answers are kept. */
export function isEffectSource(source: string): boolean {
  if (source.startsWith('.')) return false;
  let answer = known.get(source);
  if (answer === undefined) known.set(source, (answer = [...tables.map(([, table]) => table), breakerLibraries].some((table) => libraryOf(table, source) !== null)));
  return answer;
}

/** Whether every method of a source's clients leaves the process, so that no name gives its calls away. */
export const isWholeSource = (source: string): boolean =>
  isEffectSource(source) &&
  tables.some(([, table]) => {
    const library = libraryOf(table, source);
    return library !== null && table[library]!.calls.includes('*');
  });

/**
 * What a callee does outside the process, `null` if the tables do not know it.
 * @param symbol `source#name`
 * @param path members behind it, called ones end in `()`
 */
export function effectOf(symbol: string, path: readonly string[], isInstance: boolean): EffectMatch | null {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash);
  if (source === 'global') return ofPlatform(symbol.slice(hash + 1), path);
  for (const [kind, table] of tables) {
    const library = libraryOf(table, source);
    const call = library === null ? null : callOf(table[library]!, symbol.slice(hash + 1), path, isInstance);
    if (library !== null && call !== null) return { kind, library: library.endsWith('/*') ? source : library, call };
  }
  return null;
}

/** The platform's own `fetch`, also as a member of the global object; Nitro's `$fetch`. */
function ofPlatform(name: string, path: readonly string[]): EffectMatch | null {
  const call = path.length === 0 ? name : path.length === 1 && globalObjects.has(name) ? path[0]! : '';
  return fetchGlobals.has(call) ? { kind: 'http', library: 'global', call } : null;
}
