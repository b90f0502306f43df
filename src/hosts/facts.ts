import { NearestPackages } from '../project/packages/nearest-package.js';
import { seeFile, type SeenFile } from '../project/seen-files.js';
import { UserError } from './user-error.js';

export type { SeenFile } from '../project/seen-files.js';

/**
 * What the adapters see in single files.
 * @param paths absolute, or relative to `cwd`
 * @throws {UserError} for a file that cannot be read or does not parse
 */
export function factsOfFiles(paths: readonly string[], cwd: string): SeenFile[] {
  const packages = new NearestPackages();
  return paths.map((path) => {
    const seen = seeFile(path, cwd, packages);
    if ('problem' in seen) throw new UserError(`${path}: ${seen.problem}`);
    return seen;
  });
}
