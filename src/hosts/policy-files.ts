import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { parseBaseline } from '../config/baseline-file.js';
import type { LoadedConfig } from '../config/load.js';
import { parseWaivers, type Waiver } from '../config/waivers-file.js';
import type { BaselineEntry } from '../facts/baseline.js';
import type { Overlay } from '../project/disk/overlay.js';
import { Git } from './git.js';

/** Where the baseline and the waivers of a root lie: beside its configuration, or in the root where there is none. */
export interface PolicyPlaces {
  /** Absolute. */
  readonly root: string;
  readonly waivers: string;
  readonly baseline: string;
  /** The root, relative to the folder of the baseline: `''`, `apps/api`. */
  readonly rootInBaseline: string;
}

export function policyPlaces(root: string, { config, path }: Pick<LoadedConfig, 'config' | 'path'>): PolicyPlaces {
  const folder = path === null ? root : dirname(path);
  const baseline = resolve(folder, config.baseline.file);
  return { root, waivers: resolve(folder, config.waivers), baseline, rootInBaseline: posixRelative(dirname(baseline), root) };
}

export const posixRelative = (from: string, to: string): string => relative(from, to).split(sep).join('/');

/**
 * The text of a file, as an overlay has it where it lies below the root.
 * @returns `null` where there is none
 */
function textOf({ root }: PolicyPlaces, path: string, overlay: Overlay | undefined): string | null {
  const laid = overlay?.read(posixRelative(root, path));
  if (laid !== undefined) return laid?.toString('utf8') ?? null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @throws {ConfigError} where the file cannot be understood */
export function readWaivers(places: PolicyPlaces, overlay?: Overlay): Waiver[] {
  const text = textOf(places, places.waivers, overlay);
  return text === null ? [] : parseWaivers(places.root, { path: places.waivers, text });
}

/**
 * The entries of the baseline, those of other roots too; `null` where there is none.
 * @throws {ConfigError} where the file cannot be understood
 */
export function readBaseline(places: PolicyPlaces, overlay?: Overlay): BaselineEntry[] | null {
  const text = textOf(places, places.baseline, overlay);
  return text === null ? null : parseBaseline(places.root, { path: places.baseline, text });
}

/** A path of the root as a baseline has it. */
export const pathInBaseline = ({ rootInBaseline }: PolicyPlaces, path: string): string => posix.join(rootInBaseline, path);

/** The path of an entry relative to the root, `null` where it lies in another root. */
export function pathOfEntry({ rootInBaseline }: PolicyPlaces, { path }: BaselineEntry): string | null {
  const own = posix.relative(rootInBaseline, path);
  return own === '..' || own.startsWith('../') ? null : own;
}

/**
 * Where entries lie now. Git is asked only when a file of an entry is not there any more.
 * @param entries those of this root
 * @param isThere takes a path relative to the root
 * @returns new path by old one, relative to the root
 */
export function renamesFor(places: PolicyPlaces, entries: readonly BaselineEntry[], isThere: (path: string) => boolean, isStaged: boolean): ReadonlyMap<string, string> {
  const paths = new Set(entries.map((entry) => pathOfEntry(places, entry) ?? ''));
  if ([...paths].every((path) => isThere(path))) return new Map();
  const file = posixRelative(places.root, places.baseline);
  const renames = Git.at(places.root)?.renamesSince(file, isStaged) ?? new Map<string, string>();
  return new Map([...renames].filter(([from, to]) => paths.has(from) && !isThere(from) && isThere(to)));
}

/** Whether something lies at a path of the root on disk. */
export const isOnDisk = ({ root }: PolicyPlaces, path: string): boolean => existsSync(join(root, path));
