import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Io } from './io.js';

/** Where the audited folder lies in its repository, and where that can be looked at. */
export interface Repository {
  /** `apps/api/`, or `''` where the folder is the repository's root or lies in none. */
  readonly pathPrefix: string;
  /** What a path of the repository is put behind to see the audited commit, `null` where no CI says it. */
  readonly blobUrl: string | null;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** `''` for the folder itself, `null` for what lies outside of it; else POSIX with a slash at the end. */
function prefixIn(folder: string, root: string): string | null {
  const path = relative(real(folder), real(root));
  if (path === '') return '';
  const parts = path.split(sep);
  return parts[0] === '..' || path === root ? null : `${parts.join('/')}/`;
}

function enclosingCheckout(root: string): string | null {
  for (let folder = real(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * Asks the variables of GitHub Actions ("Default environment variables") and GitLab CI ("Predefined CI/CD
 * variables"), and where they are silent looks for `.git` upwards.
 *
 * @param root absolute
 */
export function repositoryOf(root: string, env: Io['env']): Repository {
  const { GITHUB_WORKSPACE: workspace, GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, GITHUB_SHA: sha } = env;
  const { CI_PROJECT_DIR: projectDir, CI_PROJECT_URL: projectUrl, CI_COMMIT_SHA: commit } = env;
  const candidates = [workspace, projectDir, enclosingCheckout(root)];
  const pathPrefix = candidates.map((folder) => (folder ? prefixIn(folder, root) : null)).find((prefix) => prefix !== null) ?? '';
  const url = server && name && sha ? `${server}/${name}/blob/${sha}/` : projectUrl && commit ? `${projectUrl}/-/blob/${commit}/` : null;
  return { pathPrefix, blobUrl: url !== null && /^https?:\/\/[^\s()<>]+$/u.test(url) ? url : null };
}
