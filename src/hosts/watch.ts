import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configFileNames } from '../config/load.js';
import { isWanted } from '../project/kinds/discover.js';
import { neverEntered } from '../project/disk/walk.js';
import { auditOpen, type AuditOptions, type AuditResult } from './audit.js';
import { policyPlaces } from './policy-files.js';
import type { OpenTree } from './read-tree.js';
import { UserError } from './user-error.js';

export interface Watching {
  /** Called with the first audit, and with later ones that say something else than the one before. */
  onResult(result: AuditResult): Promise<void>;
  /** Called where an audit cannot be done, such as for a half-written configuration; the next change tries again. */
  onFailure(error: UserError): void;
}

/** Editors write a file in several steps, and formatters write many files. */
const settleMs = 100;

/**
 * Audits the tree below a folder again and again, whenever a file has changed that an audit reads. The folders that
 * discovery enters are watched one by one: what is ignored costs nothing, and new folders are seen through the folder
 * above them.
 * @returns never, unless something fails that no change of a file can put right
 * @throws {UserError} where the system refuses to watch
 */
export async function watchAudit(root: string, options: AuditOptions, { onResult, onFailure }: Watching): Promise<never> {
  const watchers = new Map<string, FSWatcher>();
  let special = new Set<string>();
  let last: string | null = null;
  let wake: (() => void) | null = null;
  let isDirty = false;
  const changed = (_: string, name: string | null): void => {
    if (name !== null && !isRelevant(name, special)) return;
    isDirty = true;
    wake?.();
  };
  const cover = (folders: ReadonlySet<string>): void => {
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, changed);
        // A folder that is deleted while it is watched: the folder above tells of it.
        watcher.on('error', () => watchers.delete(folder));
        watchers.set(folder, watcher);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT') throw new UserError(`cannot watch ${folder}: ${code ?? String(error)}`, { cause: error });
      }
    }
  };
  const onOpen = ({ discovery, config, configPath }: OpenTree): void => {
    const places = policyPlaces(discovery.root, { config, path: configPath });
    const files = [places.baseline, places.waivers, ...(configPath === null ? [] : [configPath])];
    special = new Set(files.map((file) => basename(file)));
    cover(new Set([...discovery.folders.map((folder) => join(discovery.root, folder)), ...files.map((file) => dirname(file))]));
  };
  for (;;) {
    isDirty = false;
    try {
      const { result } = await auditOpen(root, options, onOpen);
      const said = JSON.stringify(result.report);
      if (said !== last) await onResult(result);
      last = said;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (watchers.size === 0) cover(new Set([root]));
      if (error.message !== last) onFailure(error);
      last = error.message;
    }
    if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
    wake = null;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  }
}

/** Whether a change of a name can change an audit: a file that discovery lists, one of ours, or what may be a folder. */
function isRelevant(name: string, special: ReadonlySet<string>): boolean {
  if (special.has(name) || configFileNames.includes(name) || name === '.gitignore') return true;
  return isWanted(name) || (!name.includes('.') && !neverEntered.has(name));
}
