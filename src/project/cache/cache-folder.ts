import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** With fewer files a run is over before a cache has saved anything. */
export const FILES_WORTH_A_CACHE = 200;

/**
 * `node_modules/.cache/fortress` of the nearest folder at or above `root` that has a `node_modules`, not above the
 * work tree of git. `null` where there is none: nothing is written where no package manager has been.
 * @param root absolute
 */
export function cacheFolderOf(root: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules', '.cache', 'fortress');
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return null;
  }
}
