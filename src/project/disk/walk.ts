import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ignore from 'ignore';
import type { Problem } from '../../facts/source.js';
import { digestOf } from '../cache/digest.js';
import { isOld, isUnchanged, type SeenFolder, stampOf } from '../cache/stamp.js';
import { type IgnoreLevel, outerLevels, readRules, verdictOf } from './ignore-rules.js';
import type { Overlay } from './overlay.js';

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
