import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Problem } from '../facts/source.js';
import { digestOf } from './facts-cache.js';
import type { Overlay } from './overlay.js';
import { isOld, isUnchanged, type SeenFolder, stampOf } from './stamp.js';

export interface Walk {
  /** Paths of every file that nobody ignores, POSIX and relative to the root, sorted. */
  readonly paths: readonly string[];
  /** Every folder that was entered, the root (`''`) first: their modification times tell of new and deleted files. */
  readonly folders: readonly string[];
  /** What a later walk need not look for again, by folder. */
  readonly seen: ReadonlyMap<string, SeenFolder>;
  /** How many of them were not known before as they are. */
  readonly learnt: number;
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
  readonly text: string;
}

/** By what the files of a folder are ignored. */
interface Rules {
  readonly levels: readonly IgnoreLevel[];
  /** Stands for the levels, and for what the configuration ignores. */
  readonly key: string;
}

/** What is of interest of a folder. */
type Content = Omit<SeenFolder, 'stamp' | 'rules'>;

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
 * @param before what an earlier walk has found, by folder: one that has not changed since is not looked into, for it holds
 * the same names
 */
export function walk(root: string, extra: readonly string[], wanted: (name: string) => boolean, overlay?: Overlay, before: ReadonlyMap<string, SeenFolder> = new Map()): Walk {
  const startedAt = Date.now();
  const paths: string[] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, SeenFolder>();
  let learnt = 0;
  const patterns = ignore({ ignorecase: false }).add(extra.map((pattern) => pattern.replace(/^\.\//, '')));
  const isConfigured = (path: string): boolean => extra.length > 0 && patterns.ignores(path);

  /** Looks into a folder, and says whether no names in other folders have decided. */
  const look = (absolute: string, path: string, entries: readonly Entry[], levels: readonly IgnoreLevel[], inherited: boolean): { content: Content; isOwn: boolean } => {
    const files: string[] = [];
    const ignored: string[] = [];
    const inside: string[] = [];
    const takenBack: string[] = [];
    let isOwn = true;
    const isProject = path === '' || entries.some((entry) => PROJECT_FILES.includes(entry.name));
    for (const entry of entries) {
      const { name } = entry;
      const child = path === '' ? name : `${path}/${name}`;
      if (entry.isDirectory()) {
        if (neverEntered.has(name)) continue;
        const verdict = verdictOf(`${child}/`, levels, inherited ? `${path}/` : null);
        if (verdict === 'ignored' || isConfigured(`${child}/`)) continue;
        if (isProject && OUTPUT_NAMES.has(name)) {
          isOwn = false;
          if (!holdsSource(join(absolute, name), 2)) continue;
        }
        inside.push(name);
        if (inherited || verdict === 'unignored') takenBack.push(name);
      } else if (wanted(name)) {
        if (!entry.isFile() || verdictOf(child, levels, inherited ? `${path}/` : null) === 'ignored' || isConfigured(child)) ignored.push(name);
        else files.push(name);
      }
    }
    return { content: { hasRules: entries.some((entry) => entry.name === '.gitignore'), files, ignored, folders: inside, takenBack }, isOwn };
  };

  const enter = (absolute: string, path: string, above: Rules, inherited: boolean): void => {
    folders.push(path);
    const below = (hasRules: boolean): Rules => {
      const own = path !== '' && hasRules ? readRules(join(absolute, '.gitignore')) : null;
      return own === null ? above : { levels: [...above.levels, { ...own, prefix: '', cut: path.length + 1 }], key: digestOf([above.key, path, own.text]) };
    };
    const keyOf = (rules: Rules): string => (inherited ? `${rules.key}!` : rules.key);
    const stamp = stampOf(absolute);
    const known = before.get(path);
    let rules = known && isUnchanged(known.stamp, stamp) && !overlay?.changes(path) ? below(known.hasRules) : null;
    let content: Content;
    if (known && rules && known.rules === keyOf(rules)) {
      content = known;
      seen.set(path, known);
    } else {
      let entries;
      try {
        entries = entriesOf(absolute, path, overlay);
      } catch (error) {
        problems.push({ path: path === '' ? '.' : path, message: `The folder cannot be read: ${reasonOf(error)}` });
        return;
      }
      rules = below(entries.some((entry) => entry.name === '.gitignore'));
      const looked = look(absolute, path, entries, rules.levels, inherited);
      content = looked.content;
      // what an overlay holds back is as it was
      const now = looked.isOwn && stamp && isOld(stamp, startedAt) ? { ...content, stamp, rules: keyOf(rules) } : undefined;
      const kept = overlay?.changes(path) ? known : now;
      if (kept) seen.set(path, kept);
      if (kept !== known) learnt += 1;
    }
    const prefix = path === '' ? '' : `${path}/`;
    for (const name of content.files) paths.push(prefix + name);
    for (const name of content.folders) enter(`${absolute}/${name}`, prefix + name, rules, content.takenBack.includes(name));
  };

  const outer = outerLevels(root);
  enter(root, '', { levels: outer, key: digestOf([...extra, '', ...outer.flatMap(({ prefix, text }) => [prefix, text])]) }, false);
  return { paths: paths.sort(), folders, seen, learnt, problems };
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
  const level = (rules: Pick<IgnoreLevel, 'rules' | 'text'> | null, prefix: string): IgnoreLevel[] => (rules === null ? [] : [{ ...rules, prefix, cut: 0 }]);
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

function readRules(file: string): Pick<IgnoreLevel, 'rules' | 'text'> | null {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return { rules: ignore({ ignorecase: false }).add(text), text };
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
