import { relative, resolve, sep } from 'node:path';
import type { Scope } from '../policy/changed.js';
import { Overlay } from '../project/disk/overlay.js';
import { type Difference, Git, GitError } from './git.js';
import { UserError } from './user-error.js';

/** Which change a run is about. */
export type ChangeQuery =
  /** What git has staged: contents and all. */
  | { readonly kind: 'staged' }
  /** What has changed since the work tree left a commit, branch or tag. */
  | { readonly kind: 'since'; readonly ref: string }
  /** Files by absolute path; those outside of the root are left out. */
  | { readonly kind: 'files'; readonly files: readonly string[] }
  /** The unsaved text of one file, by absolute path. */
  | { readonly kind: 'buffer'; readonly file: string; readonly text: string };

export interface Change {
  readonly scope: Scope;
  readonly overlay?: Overlay;
}

/**
 * The files of a change, and what is to be read in the place of the disk.
 * @param root absolute
 * @throws {UserError} where git cannot tell, and for a buffer outside of the root
 */
export async function findChange(root: string, query: ChangeQuery): Promise<Change> {
  switch (query.kind) {
    case 'staged':
      return asked(root, '--staged', async (git) => {
        const { differences, contents } = await git.staged();
        const scope = scopeOf('staged', differences);
        return contents.contents.size > 0 ? { scope, overlay: contents } : { scope };
      });
    case 'since':
      return asked(root, '--since', (git) => ({ scope: scopeOf(`changed since ${query.ref}`, git.since(query.ref)) }));
    case 'files': {
      const paths = query.files.flatMap((file) => pathIn(root, file) ?? []);
      return { scope: { what: 'given', paths: new Set(paths), withConsequences: true } };
    }
    case 'buffer': {
      const path = pathIn(root, query.file);
      if (path === null) throw new UserError(`${query.file} does not lie in ${root}`);
      return {
        scope: { what: 'from standard input', paths: new Set([path]), withConsequences: false },
        overlay: new Overlay(new Map([[path, Buffer.from(query.text)]])),
      };
    }
  }
}

async function asked(root: string, flag: string, ask: (git: Git) => Change | Promise<Change>): Promise<Change> {
  const git = Git.at(root);
  if (git === null) throw new UserError(`${flag} needs a git repository, and ${root} lies in none`);
  try {
    return await ask(git);
  } catch (error) {
    if (error instanceof GitError) throw new UserError(`${flag}: ${error.message}`, { cause: error });
    throw error;
  }
}

const scopeOf = (what: string, differences: readonly Difference[]): Scope => ({
  what,
  paths: new Set(differences.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))),
  withConsequences: true,
});

/** POSIX path relative to the root, `null` for what lies outside. */
function pathIn(root: string, file: string): string | null {
  const path = relative(root, resolve(root, file)).split(sep).join('/');
  return path === '' || path === '..' || path.startsWith('../') || resolve(path) === path ? null : path;
}
