import { join } from 'node:path';
import { ConfigError, loadConfigSync, type LoadedConfig } from '../config/load.js';
import { isUnchanged, type Stamp, stampOf } from '../project/cache/stamp.js';

/** The configuration of a root, or why there is none. */
export type Configured = { readonly loaded: LoadedConfig } | { readonly error: ConfigError };

interface Known {
  readonly configured: Configured;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp | null])[];
}

/**
 * Configurations by root, read again when their file changes or the root's folder gains or loses files. The same
 * object comes back as long as it says the same, so that whoever compares objects sees changes only. Modules that a configuration imports are not watched.
 */
export class ConfigCache {
  readonly #known = new Map<string, Known>();

  of(root: string): Configured {
    const known = this.#known.get(root);
    if (known && known.stamps.every(([path, stamp]) => isUnchanged(stamp, stampOf(path)))) return known.configured;
    const folder = stampOf(root);
    let configured = load(root);
    if (known && said(known.configured) === said(configured)) configured = known.configured;
    const path = 'loaded' in configured ? configured.loaded.path : configured.error.path;
    const stamps: (readonly [string, Stamp | null])[] = [[root, folder]];
    if (path !== null) stamps.push([path, stampOf(path)]);
    this.#known.set(root, { configured, stamps });
    return configured;
  }

  drop(root: string): void {
    this.#known.delete(root);
  }
}

const said = (configured: Configured): string => ('error' in configured ? configured.error.message : JSON.stringify(configured.loaded));

function load(root: string): Configured {
  try {
    return { loaded: loadConfigSync(root) };
  } catch (error) {
    if (error instanceof ConfigError) return { error };
    const message = error instanceof Error ? error.message : String(error);
    return { error: new ConfigError(join(root, 'fortress.config'), 1, `the configuration cannot be loaded: ${message}`) };
  }
}
