import { posix } from 'node:path';
import { isRecord } from '../../facts/own.js';
import { type Overlay, readBytes } from '../disk/overlay.js';

/** The fields of a `package.json` that say where its entries are. */
export interface Entries {
  readonly exports: unknown;
  readonly imports: unknown;
  /** `source`, `main`, `module`, `types` … in the order in which they are tried. */
  readonly mains: readonly string[];
}

const MAIN_FIELDS = ['source', 'module', 'main', 'types', 'typings', 'browser'];
/** Conditions that lead to source files first; every other one after them, in the order of the file. */
const FIRST_CONDITIONS = ['source', '@source', 'development', 'types', 'import', 'node', 'require', 'default'];

/** Reads the entries of the package in `dir` (relative to the root); a manifest that cannot be read has none. */
export function readEntries(root: string, dir: string, overlay?: Overlay): Entries {
  let json: unknown = null;
  try {
    json = JSON.parse(readBytes(root, posix.join(dir, 'package.json'), overlay).toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    // Discovery has reported it.
  }
  const manifest = isRecord(json) ? json : {};
  const mains = MAIN_FIELDS.map((field) => manifest[field]).filter((value): value is string => typeof value === 'string');
  return { exports: manifest['exports'], imports: manifest['imports'], mains };
}

/**
 * The targets that `exports` or `imports` names for `key` (`.`, `./sub`, `#internal`), best first: exact keys, then
 * the pattern with the longest text before its star (nodejs.org/api/packages.html). All conditions are followed,
 * because any of them leads to the same source.
 */
export function targetsOf(field: unknown, key: string): string[] {
  if (typeof field === 'string' || Array.isArray(field)) return key === '.' ? leaves(field, '') : [];
  if (!isRecord(field)) return [];
  const keys = Object.keys(field);
  const isMap = keys.some((one) => one.startsWith('.') || one.startsWith('#'));
  if (!isMap) return key === '.' ? leaves(field, '') : [];
  if (keys.includes(key) && !key.includes('*')) return leaves(field[key], '');
  let best: { key: string; star: string } | null = null;
  for (const one of keys) {
    const at = one.indexOf('*');
    const before = at < 0 ? one : one.slice(0, at);
    const after = at < 0 ? '' : one.slice(at + 1);
    if (at < 0 && !one.endsWith('/')) continue;
    if (!key.startsWith(before) || !key.endsWith(after) || key.length < before.length + after.length) continue;
    if (best === null || before.length > best.key.replace(/\*.*$/, '').length) {
      best = { key: one, star: key.slice(before.length, key.length - after.length) };
    }
  }
  if (best === null) return [];
  const found = leaves(field[best.key], best.star);
  return best.key.endsWith('/') ? found.map((target) => target + (best?.star ?? '')) : found;
}

/** Every target that a field of a manifest holds, with the star of a pattern filled in. */
export function leaves(value: unknown, star: string): string[] {
  if (typeof value === 'string') return [value.replaceAll('*', star)];
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, star));
  if (!isRecord(value)) return [];
  const rest = Object.keys(value).filter((condition) => !FIRST_CONDITIONS.includes(condition));
  return [...FIRST_CONDITIONS, ...rest].flatMap((condition) => leaves(value[condition], star));
}

const OUTPUT_FOLDER = /^(dist|build|out|lib|output|compiled|esm|cjs|es|es6|commonjs|types|typings|node|module|src|\.[\w-]+|dist-[\w-]+|build-[\w-]+)$/;

/**
 * Where the source of a build output may lie, best first: `dist/users/index.js` gives `src/users/index`,
 * `users/index`; `dist/cjs/index.js` gives `src/index` too. Targets and results are relative to the package.
 */
export function sourceCandidates(target: string): string[] {
  const path = posix.normalize(target);
  const stem = path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
  const candidates = [path];
  if (stem !== path) candidates.push(stem);
  const parts = stem.split('/');
  for (let at = 1; at < parts.length && at <= 3; at++) {
    if (!OUTPUT_FOLDER.test(parts[at - 1] ?? '')) break;
    const rest = parts.slice(at).join('/');
    candidates.push(`src/${rest}`, rest);
  }
  return candidates;
}
