import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';

// A longer file is generated or minified: an excerpt of it helps nobody.
const largest = 2_000_000;

/**
 * Gives the reader of audited files for a report's excerpts, each file read once. It gives
 * `null` for a folder, for what can't be read and for what lies outside `root`, symbolic links
 * followed.
 *
 * @param root absolute
 * @param overlay contents that were audited in the place of the disk, see `Overlay`
 */
export function sourceReader(root: string, overlay?: { read(path: string): Buffer | null | undefined }): (path: string) => string | null {
  const read = new Map<string, string | null>();
  const open = (path: string): string | null => {
    try {
      const file = realpathSync(resolve(root, path));
      const inside = file.startsWith(realpathSync(root).replace(/[\\/]?$/u, sep));
      const stat = statSync(file);
      return inside && stat.isFile() && stat.size <= largest ? readFileSync(file, 'utf8') : null;
    } catch {
      return null;
    }
  };
  return (path) => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const laid = overlay?.read(path);
    const text = laid === undefined ? open(path) : (laid?.toString('utf8') ?? null);
    read.set(path, text);
    return text;
  };
}
