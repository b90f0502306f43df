import { resolve } from 'node:path';
import type { ResolvedConfig } from '../config/index.js';
import { ConfigError, loadConfig } from '../config/load.js';
import { cacheFolderOf, FILES_WORTH_A_CACHE } from '../project/cache/cache-folder.js';
import type { Discovery } from '../project/kinds/discover.js';
import { describe, list, slashed } from '../project/kinds/discover.js';
import { seenIn } from '../project/stored-tree.js';
import type { Overlay } from '../project/disk/overlay.js';
import { timed, timedWait } from '../project/stopwatch.js';
import { cacheIn } from './cache.js';
import type { Progress } from './progress.js';
import type { ReadingStore, SourceReadings } from './read-sources.js';
import { readSources } from './read-sources.js';
import { type ReadingScope, wholeScope } from './stored-reading.js';
import { UserError } from './user-error.js';

export interface TreeOptions {
  readonly configFile?: string;
  readonly noConfig?: boolean;
  readonly preset?: ResolvedConfig['preset'];
  /** Contents to read in the place of the disk. */
  readonly overlay?: Overlay | Promise<Overlay | undefined>;
  readonly progress?: Progress;
  /** Where what was read is kept for the next run; `cacheFolderOf` unless told, and nothing for small trees. */
  readonly cache?: 'off' | { readonly folder: string };
  /** In the place of a cache; `null` keeps nothing. */
  readonly store?: ReadingStore | null;
}

/** A tree whose configuration and files are known and not read yet. */
export interface OpenTree {
  readonly config: ResolvedConfig;
  /** Absolute path of the configuration, `null` where the defaults hold. */
  readonly configPath: string | null;
  /** What to put before a path of the tree to make it relative to the folder of the configuration. */
  readonly base: string;
  readonly discovery: Discovery;
  /** `null` where nothing is kept from run to run. */
  readonly store: ReadingStore | null;
}

/** A tree whose files are read. */
export interface ReadTree extends OpenTree {
  readonly sources: SourceReadings;
}

/**
 * Loads the configuration and lists the files below a folder.
 * @throws {UserError} for a wrong config, and where there is no backend code
 */
export async function openTree(root: string, options: TreeOptions): Promise<OpenTree> {
  const { config, path, base } = await configFor(root, options);
  options.progress?.('discover', 0, 0);
  const left = options.store === undefined ? storeFor(root, options.cache) : options.store;
  const found = left?.load() ?? null;
  const overlay = await options.overlay;
  const listing = timed('discovery', () => list(root, { ignore: config.ignore, ...(overlay && { overlay }), ...(found && { folders: found.folders }) }));
  const store = options.store !== undefined || options.cache || listing.files >= FILES_WORTH_A_CACHE ? left : null;
  const before = store && found;
  if (before === null) (await import('./read-threads.js')).startThreads(listing.files);
  const discovery = timed('discovery', () => describe(listing, before ? { files: seenIn(before), modules: before.modules } : undefined));
  if (!discovery.files.some((file) => file.kind === 'runtime'))
    throw new UserError(`${root}: no backend code here: no TypeScript or JavaScript outside tests, front ends and tool configuration`);
  return { config, configPath: path, base, discovery, store };
}

/** Reads the code of an open tree. */
export async function readTree(tree: OpenTree, progress?: Progress, scope: ReadingScope = wholeScope): Promise<ReadTree> {
  const { config, base, discovery, store } = tree;
  const sources = await timedWait('reading', () => readSources(discovery, { config, base, scope }, store, progress && ((done, total) => progress('read', done, total))));
  return { ...tree, sources };
}

function storeFor(root: string, cache: TreeOptions['cache']): ReadingStore | null {
  if (cache === 'off') return null;
  const folder = cache?.folder ?? cacheFolderOf(resolve(root));
  return folder === null ? null : cacheIn(folder, slashed(resolve(root)));
}

async function configFor(root: string, options: TreeOptions): Promise<Awaited<ReturnType<typeof loadConfig>>> {
  try {
    const loaded = await loadConfig(root, { file: options.configFile, disabled: options.noConfig });
    return options.preset ? { ...loaded, config: { ...loaded.config, preset: options.preset } } : loaded;
  } catch (error) {
    if (error instanceof ConfigError) throw new UserError(error.message);
    throw error;
  }
}
