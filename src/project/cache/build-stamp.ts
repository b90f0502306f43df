import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownFile } from '../../own-files.js';
import { version } from '../../version.js';

let stamp: string | undefined;

/** What tells one build of Fortress from another: the version, and outside of `node_modules` when its files were written. */
export const buildStamp = (): string => (stamp ??= stampOf(fileURLToPath(ownFile('.'))));

function stampOf(folder: string): string {
  if (/[\\/]node_modules[\\/]/.test(folder)) return version;
  // the last thing that a build writes
  const built = statSync(join(folder, 'bundled', 'main.js'), { throwIfNoEntry: false });
  if (built) return `${version} ${built.mtimeMs}`;
  const newest = readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((latest, entry) => Math.max(latest, entry.isFile() ? statSync(join(entry.parentPath, entry.name)).mtimeMs : 0), 0);
  return `${version} ${newest}`;
}
