import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Problem } from '../facts/source.js';
import type { Overlay } from './overlay.js';

export interface Walk {
  /** Paths of every file that nobody ignores, POSIX and relative to the root, sorted. */
  readonly paths: readonly string[];
  /** Every folder that was entered, the root (`''`) first: their modification times tell of new and deleted files. */
  readonly folders: readonly string[];
  readonly problems: readonly Problem[];
}

/** Folders that no audit looks into. */
export const neverEntered = new Set([
  'node_modules', 'bower_components', 'jspm_packages', '.git', '.hg', '.svn', '.next', '.nuxt', '.turbo', '.nx',
  '.cache', '.parcel-cache', '.yarn', '.pnpm', '.pnpm-store', '.svelte-kit', '.output', '.vercel', '.netlify',
  '.serverless', '.wrangler', '.angular', '.expo', '.idea', '.vscode', '.nyc_output', 'storybook-static',
]);

/** Build output by name, unless hand-written TypeScript lies in it. */
const OUTPUT_NAMES = new Set(['dist', 'build', 'out', 'output', 'coverage', 'target']);
const PROJECT_FILES = ['package.json', 'project.json', 'tsconfig.json', 'tsconfig.app.json', 'jsconfig.json'];

interface IgnoreLevel {
  readonly rules: Ignore;
  /** What to put before a path relative to the root to make it relative to the folder of the rules. */
  readonly prefix: string;
  /** Length of what to cut instead, for rules that lie below the root. */
  readonly cut: number;
}

/**
 * Lists the files below `root` as git sees them: `.gitignore` of every level (those above the root too, up to the
 * top of the work tree) and `.git/info/exclude`; without git the `.gitignore` files alone. Symbolic links are never
 * followed, so a loop ends and nothing outside of the root is read. A file that git tracks although it is ignored is
 * not seen, and neither is `core.excludesFile`.
 *
 * @param root absolute folder
 * @param extra more patterns in the syntax of `.gitignore`, relative to the root
 * @param wanted which file names to list
 * @param overlay files that it holds are listed where nobody ignores them, those that it takes away are not
 */
export function walk(root: string, extra: readonly string[], wanted: (name: string) => boolean, overlay?: Overlay): Walk {
  const paths: string[] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  const patterns = ignore({ ignorecase: false }).add(extra.map((pattern) => pattern.replace(/^\.\//, '')));
  const isConfigured = (path: string): boolean => extra.length > 0 && patterns.ignores(path);

  const enter = (absolute: string, path: string, above: readonly IgnoreLevel[], inherited: boolean): void => {
    folders.push(path);
    let entries;
    try {
      entries = entriesOf(absolute, path, overlay);
    } catch (error) {
      problems.push({ path: path === '' ? '.' : path, message: `The folder cannot be read: ${reasonOf(error)}` });
      return;
    }
    const own = path !== '' && entries.some((entry) => entry.name === '.gitignore') ? readRules(join(absolute, '.gitignore')) : null;
    const levels = own === null ? above : [...above, { rules: own, prefix: '', cut: path.length + 1 }];
    const isProject = path === '' || entries.some((entry) => PROJECT_FILES.includes(entry.name));
    for (const entry of entries) {
      const { name } = entry;
      const child = path === '' ? name : `${path}/${name}`;
      if (entry.isDirectory()) {
        if (neverEntered.has(name)) continue;
        const verdict = verdictOf(`${child}/`, levels, inherited ? `${path}/` : null);
        if (verdict === 'ignored' || isConfigured(`${child}/`)) continue;
        if (isProject && OUTPUT_NAMES.has(name) && !holdsSource(join(absolute, name), 2)) continue;
        enter(`${absolute}/${name}`, child, levels, inherited || verdict === 'unignored');
      } else if (entry.isFile() && wanted(name)) {
        if (verdictOf(child, levels, inherited ? `${path}/` : null) === 'ignored' || isConfigured(child)) continue;
        paths.push(child);
      }
    }
  };

  enter(root, '', outerLevels(root), false);
  return { paths: paths.sort(), folders, problems };
}

interface Entry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

function entriesOf(absolute: string, path: string, overlay: Overlay | undefined): Entry[] {
  if (!overlay) return readdirSync(absolute, { withFileTypes: true });
  const { files, folders } = overlay.childrenOf(path);
  const added = (name: string, isFile: boolean): Entry => ({ name, isFile: () => isFile, isDirectory: () => !isFile });
  const onDisk = files.size + folders.size > 0 && !existsSync(absolute) ? [] : readdirSync(absolute, { withFileTypes: true });
  const kept = onDisk.filter((entry) => overlay.read(path === '' ? entry.name : `${path}/${entry.name}`) === undefined && !folders.has(entry.name));
  return [...kept, ...[...files].map((name) => added(name, true)), ...[...folders].map((name) => added(name, false))];
}

/**
 * The deepest level that says something decides, as in git. `ignore` also answers for the parents of a path,
 * which must not count below a folder that a deeper `.gitignore` took back (`takenBack`).
 */
function verdictOf(path: string, levels: readonly IgnoreLevel[], takenBack: string | null): 'ignored' | 'unignored' | null {
  for (let at = levels.length - 1; at >= 0; at--) {
    const level = levels[at];
    if (level === undefined) continue;
    const own = level.prefix + path.slice(level.cut);
    let answer = level.rules.test(own);
    if (answer.ignored && takenBack !== null && takenBack.length > level.cut) {
      answer = withoutParents(level.rules, level.prefix + takenBack.slice(level.cut)).test(own);
    }
    if (answer.unignored) return 'unignored';
    if (answer.ignored) return 'ignored';
  }
  return null;
}

/** The same rules, but saying about a path in `folder` what they say about the path alone. */
function withoutParents(rules: Ignore, folder: string): Ignore {
  const parts = folder.split('/').filter((part) => part !== '').map((part) => part.replace(/[\\*?[\]!# ]/g, '\\$&'));
  const parents = parts.map((_, at) => `!/${parts.slice(0, at + 1).join('/')}/`);
  return ignore({ ignorecase: false }).add(rules).add(parents);
}

/** The rules that hold at the root already: its own and those above it. None when they ignore the root itself. */
function outerLevels(root: string): IgnoreLevel[] {
  const top = workTreeOf(root);
  const own = readRules(join(root, '.gitignore'));
  const level = (rules: Ignore | null, prefix: string): IgnoreLevel[] => (rules === null ? [] : [{ rules, prefix, cut: 0 }]);
  if (top === null) return level(own, '');
  const below = relative(top, root).split(sep).filter((part) => part !== '');
  const prefixFrom = (depth: number): string => below.slice(depth).map((part) => `${part}/`).join('');
  const levels = level(readRules(join(gitDirOf(top), 'info', 'exclude')), prefixFrom(0));
  for (let depth = 0; depth < below.length; depth++) {
    levels.push(...level(readRules(join(top, ...below.slice(0, depth), '.gitignore')), prefixFrom(depth)));
  }
  const rootIsIgnored = below.length > 0 && levels.some(({ rules, prefix }) => prefix !== '' && rules.test(prefix).ignored);
  return [...(rootIsIgnored ? [] : levels), ...level(own, '')];
}

function workTreeOf(root: string): string | null {
  for (let dir = root; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dirname(dir) === dir) return null;
  }
}

/** `.git` is a file in linked work trees and submodules; `info/exclude` lies in the common folder (gitrepository-layout). */
function gitDirOf(top: string): string {
  const dotGit = join(top, '.git');
  try {
    if (statSync(dotGit).isDirectory()) return dotGit;
    const target = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(dotGit, 'utf8'))?.[1];
    if (target === undefined) return dotGit;
    const gitDir = resolve(top, target);
    const common = join(gitDir, 'commondir');
    return existsSync(common) ? resolve(gitDir, readFileSync(common, 'utf8').trim()) : gitDir;
  } catch {
    return dotGit; // An unreadable .git only means that info/exclude is not known.
  }
}

function readRules(file: string): Ignore | null {
  try {
    return ignore({ ignorecase: false }).add(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return null; // No such file: no rules.
  }
}

function holdsSource(absolute: string, depth: number): boolean {
  let entries;
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch {
    return true; // Entering it reports the problem.
  }
  return entries.some((entry) =>
    entry.isDirectory()
      ? depth > 1 && !neverEntered.has(entry.name) && holdsSource(join(absolute, entry.name), depth - 1)
      : /\.[cm]?tsx?$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name),
  );
}

/** `EACCES` and the like: the message of a system error holds the absolute path, which no report may. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}
