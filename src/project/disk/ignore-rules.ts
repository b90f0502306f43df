import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { workTreeOf } from './root.js';

/** The `.gitignore` of one folder. */
export interface IgnoreLevel {
  readonly rules: Ignore;
  /** What to put before a path relative to the root to make it relative to the folder of the rules. */
  readonly prefix: string;
  /** Length of what to cut instead, for rules that lie below the root. */
  readonly cut: number;
  readonly text: string;
}

/**
 * The deepest level that says something decides, as in git. `ignore` also answers for the parents of a path,
 * which must not count below a folder that a deeper `.gitignore` took back (`takenBack`).
 */
export function verdictOf(path: string, levels: readonly IgnoreLevel[], takenBack: string | null): 'ignored' | 'unignored' | null {
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
export function outerLevels(root: string): IgnoreLevel[] {
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

/** `.git` is a file in linked work trees and submodules; `info/exclude` lies in the common folder (gitrepository-layout). */
function gitDirOf(top: string): string {
  const dotGit = join(top, '.git');
  try {
    if (statSync(dotGit).isDirectory()) return dotGit;
    const target = /^gitdir:(.*)$/m.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trim();
    if (target === undefined || target === '') return dotGit;
    const gitDir = resolve(top, target);
    const common = join(gitDir, 'commondir');
    return existsSync(common) ? resolve(gitDir, readFileSync(common, 'utf8').trim()) : gitDir;
  } catch {
    return dotGit; // An unreadable .git only means that info/exclude is not known.
  }
}

export function readRules(file: string): Pick<IgnoreLevel, 'rules' | 'text'> | null {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return { rules: ignore({ ignorecase: false }).add(text), text };
  } catch {
    return null; // No such file: no rules.
  }
}
