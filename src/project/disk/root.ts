import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRecord } from '../../facts/own.js';

/**
 * The root of the project that a file belongs to, for hosts that are given files and no root: the folder of the
 * nearest configuration, else the root of the git repository, else the topmost workspace above, else the folder of
 * the nearest `package.json`, else the file's own folder.
 *
 * A configuration counts up to the root of the repository or workspace, as the audit looks for it; outside of both up
 * to the nearest package and, above it, the folder that the host works in, so that no stranger's file is run.
 * @param folder absolute folder of the file
 * @param cwd absolute folder that the host works in
 * @param configNames file names of a configuration
 * @returns `null` where the file belongs to no project: a home folder, the temporary one and the file system's are
 *   roots only where they hold a configuration, because a stray manifest there would make a project of everything
 */
export function findRoot(folder: string, cwd: string, configNames: readonly string[]): string | null {
  const above: string[] = [];
  for (let dir = folder; ; dir = dirname(dir)) {
    above.push(dir);
    if (dirname(dir) === dir) break;
  }
  const everybodys = new Set([homedir(), tmpdir(), above.at(-1)]);
  const isOwn = (dir: string): boolean => !everybodys.has(dir);
  const repository = above.find((dir) => isOwn(dir) && existsSync(join(dir, '.git')));
  const outermost = repository ?? above.findLast((dir) => isOwn(dir) && isWorkspace(dir));
  const manifest = above.find((dir) => isOwn(dir) && existsSync(join(dir, 'package.json')));
  const working = above.includes(cwd) ? cwd : folder;
  const top = outermost ?? (manifest !== undefined && manifest.length > working.length ? working : (manifest ?? working));
  for (const dir of above.slice(0, above.indexOf(top) + 1))
    if (configNames.some((name) => existsSync(join(dir, name)))) return dir;
  return outermost ?? manifest ?? (isOwn(folder) ? folder : null);
}

/** The folder that holds `.git`, at or above a folder; `null` outside of every work tree. */
export function workTreeOf(folder: string): string | null {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dirname(dir) === dir) return null;
  }
}

function isWorkspace(dir: string): boolean {
  if (existsSync(join(dir, 'pnpm-workspace.yaml'))) return true;
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return isRecord(manifest) && 'workspaces' in manifest;
  } catch {
    return false; // No manifest, or a broken one, marks no workspace.
  }
}
