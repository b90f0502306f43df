import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../hosts/user-error.js';
import { nearest } from './nearest.js';

/** Every command that stands in the place of a folder. */
export const commandNames = ['laws', 'baseline', 'merge', 'endpoints', 'tables', 'modules', 'facts', 'doctor', 'init', 'explain', 'why', 'hook', 'mcp'] as const;

/**
 * The folder that a command looks at, absolute.
 * @throws {UserError} where it is none
 */
export async function auditedFolder(path: string, cwd: string): Promise<string> {
  const root = resolve(cwd, path);
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory()) return root;
  if (found) throw new UserError(`${path} is a file: give the folder of the backend`);
  const command = nearest(path, commandNames);
  throw new UserError(
    `no such folder: ${path}${command ? ` (did you mean the command ${command}?)` : ''}`,
  );
}
