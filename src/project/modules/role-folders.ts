import { posix } from 'node:path';
import type { Capability, RoleFolder } from '../../facts/layout.js';
import { NO_CAPABILITY, plainName, ROLES, ROLE_WORDS, VERBS } from './folder-names.js';

const BARREL = /^index\.[cm]?[jt]sx?$/;
const TYPES_BY_NAME = /\.(types?|interfaces?|d)\.[cm]?ts$/;

/**
 * Judges one folder directly under a source root.
 *
 * @param dir the folder, POSIX and relative to the root
 * @param below runtime files at any depth below it
 * @param onlyTypes whether a file declares types and nothing else; without it `interfaces/` is left alone, because its
 *   name promises just that
 * @returns `null` when it is no role folder, holds fewer than two capabilities, is sorted into capability folders
 *   throughout (`routers/<capability>/`), holds type declarations only, or is where SvelteKit asks for its routes: `+server.ts`
 *   and its like (svelte.dev/docs/kit/routing)
 */
export function roleFolderAt(
  dir: string,
  below: readonly string[],
  onlyTypes: ((path: string) => boolean) | undefined,
  moreRoles: readonly string[] = [],
): RoleFolder | null {
  const name = plainName(posix.basename(dir));
  const role = ROLES.get(name) ?? (moreRoles.includes(name) ? name : undefined);
  if (role === undefined || (role === 'interface' && onlyTypes === undefined)) return null;
  if (role === 'route' && below.some((path) => posix.basename(path).startsWith('+'))) return null;
  const files = below.filter((path) => !BARREL.test(posix.basename(path))).sort();
  const code = files.filter((path) => !TYPES_BY_NAME.test(path) && onlyTypes?.(path) !== true);
  const isSorted = !code.some((path) => posix.dirname(path) === dir);
  if (code.length < 2 || isSorted) return null;
  const capabilities = capabilitiesOf(dir, code);
  return capabilities.length < 2 ? null : { dir, role, files, capabilities };
}

/**
 * Which business capabilities the files of a role folder serve, by child folder (`user/…`) or file name
 * (`user.controller.ts`, `UsersController.ts`, `create-user.ts`). `user-profile` belongs to `user` where both occur.
 * Names of technical things (`base`, `mailer`, `health`) count for none. Misses: capabilities of one file.
 */
export function capabilitiesOf(dir: string, files: readonly string[]): Capability[] {
  const byName = new Map<string, string[]>();
  for (const path of files) {
    const name = capabilityOf(path.slice(dir.length + 1).split('/'));
    if (name === null) continue;
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const names = [...byName.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const merged = new Map<string, string[]>();
  for (const name of names) {
    const whole = [...merged.keys()].find((one) => name.startsWith(`${one}-`)) ?? name;
    merged.set(whole, [...(merged.get(whole) ?? []), ...(byName.get(name) ?? [])]);
  }
  return [...merged].map(([name, own]) => ({ name, files: own.sort() })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first folder that names a capability decides, else the file. */
function capabilityOf(parts: readonly string[]): string | null {
  for (const [at, part] of parts.entries()) {
    const isFile = at === parts.length - 1;
    const name = nameIn(isFile ? part.replace(/\.[cm]?[jt]sx?$/, '') : part);
    if (name !== null) return name;
  }
  return null;
}

function nameIn(text: string): string | null {
  const words = text
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && !/^(v?\d+)$/.test(word));
  while (words.length > 0 && ROLE_WORDS.has(words.at(-1) ?? '')) words.pop();
  while (words.length > 1 && VERBS.has(words[0] ?? '')) words.shift();
  const last = words.pop();
  if (last === undefined) return null;
  const name = [...words, singular(last)].join('-');
  return NO_CAPABILITY.has(name) || NO_CAPABILITY.has([...words, last].join('-')) || VERBS.has(name) ? null : name;
}

function singular(word: string): string {
  if (/(ss|us|is|news|series|alias|canvas|atlas|bias|saas)$/.test(word) || word.length < 4) return word;
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|x|ss|z|alias|canvas|atlas|bias)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
