import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { UserError } from '../hosts/user-error.js';

/**
 * A path that an agent gives, relative to the root, POSIX. Symbolic links are followed; what does not exist counts by the
 * nearest folder above that does.
 * @throws {UserError} for a path outside of the root
 */
export function insideRoot(root: string, given: string): string {
  const absolute = resolve(root, given);
  let existing = absolute;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const real = resolve(realpathSync(existing), relative(existing, absolute));
  const path = relative(realpathSync(root), real);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) throw new UserError(`${given} lies outside of the audited folder`);
  return path.split(sep).join('/');
}
