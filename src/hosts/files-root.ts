import { dirname, isAbsolute, relative } from 'node:path';
import { configFileNames } from '../config/load.js';
import { findRoot } from '../project/disk/root.js';
import { UserError } from './user-error.js';

/**
 * The root to audit where only files are given: the working directory if they lie in it, as an audit without arguments
 * takes it, else the project of the first one.
 * @param files absolute
 * @throws {UserError} where the first one belongs to no project
 */
export function rootOfFiles(files: readonly string[], cwd: string): string {
  const [outside] = files.filter((file) => isOutside(cwd, file));
  if (outside === undefined) return cwd;
  const root = findRoot(dirname(outside), cwd, configFileNames);
  if (root === null) throw new UserError(`${outside} belongs to no project: give the folder of the backend first`);
  return root;
}

function isOutside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path.startsWith('..') || isAbsolute(path);
}
