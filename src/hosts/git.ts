import { execFile, execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { Overlay } from '../project/disk/overlay.js';
import { workTreeOf } from '../project/disk/root.js';

/** A path that differs between two states of a work tree. POSIX, relative to the root. */
export interface Difference {
  readonly path: string;
  /** Where it lay before, for a rename. */
  readonly from?: string;
}

/** Git said no; the message is its own first line. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** What hooks set for the repository that they run in (githooks(5)); it misleads in every other. */
const hookVariables = /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/;

/** Questions to git about a folder of a work tree. None of them writes anything. */
export class Git {
  readonly #top: string;
  readonly #prefix: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(top: string, root: string) {
    this.#top = top;
    const prefix = relative(top, root).split(sep).join('/');
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    const own = workTreeOf(real(process.cwd())) === top;
    const kept = Object.entries(process.env).filter(([name]) => own || !hookVariables.test(name));
    this.#env = { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  }

  /** @returns `null` where the folder lies in no work tree */
  static at(root: string): Git | null {
    const folder = real(root);
    const top = workTreeOf(folder);
    return top === null ? null : new Git(top, folder);
  }

  /**
   * What is staged, against the last commit, or against nothing where there is none, and the staged contents of every
   * file that differs from the work tree; files that are not staged at all are not there. Git works while others do.
   * @throws {GitError}
   */
  async staged(): Promise<{ readonly differences: readonly Difference[]; readonly contents: Overlay }> {
    const differences: Difference[] = [];
    const contents = new Map<string, Buffer | null>();
    const wanted: { readonly path: string; readonly object: string }[] = [];
    const fields = records(await this.#start(['status', '--porcelain=v2', '-z', '--no-branch', '--find-renames', '--untracked-files=all', '--ignore-submodules=dirty']));
    for (let at = 0; at < fields.length; at += 1) {
      const record = fields[at]!;
      const [kind = '', xy = '', , , mode = '', , , object = ''] = record.split(' ', 8);
      if (!(kind in fieldsBefore)) continue;
      const [path] = this.#ours([pathIn(record)]);
      const [from] = kind === '2' ? this.#ours([fields[(at += 1)] ?? '']) : [];
      const [index, workTree] = xy;
      if (kind === '?') {
        if (path !== undefined) contents.set(path, null);
        continue;
      }
      if (index !== '.') {
        if (path !== undefined) differences.push(from === undefined ? { path } : { path, from });
        else if (from !== undefined) differences.push({ path: from });
      }
      // In a conflict there are several contents, and a commit is not possible: the work tree decides.
      if (kind === 'u' || workTree === '.') continue;
      // `git add --intent-to-add` names a file and stages nothing of it, though it may look like another one that has gone
      const isNamedOnly = workTree === 'A' || workTree === 'R' || workTree === 'C';
      const staged = workTree === 'R' ? from : isNamedOnly ? undefined : path;
      if (isNamedOnly && path !== undefined) contents.set(path, null);
      if (staged === undefined) continue;
      // links and submodules are not read
      if (mode.startsWith('100')) wanted.push({ path: staged, object });
      else contents.set(staged, null);
    }
    const blobs = this.#blobs(wanted.map(({ object }) => object));
    wanted.forEach(({ path }, index) => contents.set(path, blobs[index] ?? null));
    return { differences, contents: new Overlay(contents) };
  }

  /** What of the work tree has changed since it left `ref`: committed, staged, edited, and files that git does not know. @throws {GitError} */
  since(ref: string): Difference[] {
    const commit = this.#run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], `unknown commit, branch or tag: ${ref}`).toString('utf8').trim();
    const base = this.#run(['merge-base', commit, 'HEAD'], `${ref} and HEAD have no commit in common (a shallow clone? fetch more history)`).toString('utf8').trim();
    const untracked = this.#ours(records(this.#run(['ls-files', '--others', '--exclude-standard', '-z'])));
    return [...this.#differences(['diff', '--no-ext-diff', '--name-status', '-M', '-z', base]), ...untracked.map((path) => ({ path }))];
  }

  /**
   * The commit that is checked out, when it was committed in UTC, and whether all that git knows below the root, one path
   * aside, is as it has it. What git does not know counts for nothing: reports lie about.
   * @param except relative to the root
   * @throws {GitError} where there is no commit
   */
  head(except: string): { readonly commit: string; readonly date: string; readonly isClean: boolean } {
    const [commit = '', date = ''] = this.#run(['log', '-1', '--format=%H%x00%cI'], 'no commit yet').toString('utf8').trim().split('\0');
    const changed = this.#differences(['diff', 'HEAD', '--no-ext-diff', '--name-status', '-M', '-z']);
    return { commit, date: new Date(date).toISOString().replace('.000Z', 'Z'), isClean: changed.every(({ path }) => path === except.split(sep).join('/')) };
  }

  /** Files that have been renamed since the last commit that changed `file`, new path by old. Empty where git cannot tell. */
  renamesSince(file: string, isStaged: boolean): Map<string, string> {
    try {
      const commit = this.#run(['log', '-1', '--format=%H', '--', `${this.#prefix}${file}`]).toString('utf8').trim() || 'HEAD';
      const differences = this.#differences(['diff', ...(isStaged ? ['--cached'] : []), '--no-ext-diff', '--name-status', '-M', '--diff-filter=R', '-z', commit]);
      return new Map(differences.flatMap(({ path, from }) => (from === undefined ? [] : [[from, path] as const])));
    } catch {
      // a repository without commits has renamed nothing
      return new Map();
    }
  }

  #blobs(objects: readonly string[]): Buffer[] {
    if (objects.length === 0) return [];
    const output = this.#run(['cat-file', '--batch'], undefined, objects.map((object) => `${object}\n`).join(''));
    const blobs: Buffer[] = [];
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf('\n', at);
      const size = Number(/ blob (\d+)$/u.exec(output.toString('utf8', at, end))?.[1] ?? NaN);
      if (Number.isNaN(size)) throw new GitError(`git cat-file: ${output.toString('utf8', at, end)}`);
      blobs.push(output.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
    }
    return blobs;
  }

  /** Paths below the root, from `--name-status -z`: `M\0path\0`, `R100\0old\0new\0`. */
  #differences(args: readonly string[]): Difference[] {
    const fields = records(this.#run(args));
    const found: Difference[] = [];
    for (let at = 0; at < fields.length; ) {
      const isRename = /^[RC]/u.test(fields[at] ?? '');
      const [from] = this.#ours([fields[at + 1] ?? '']);
      const [to] = isRename ? this.#ours([fields[at + 2] ?? '']) : [from];
      if (to !== undefined) found.push(isRename && from !== undefined ? { path: to, from } : { path: to });
      else if (from !== undefined) found.push({ path: from });
      at += isRename ? 3 : 2;
    }
    return found;
  }

  #ours(paths: readonly string[]): string[] {
    return paths.filter((path) => path !== '' && path.startsWith(this.#prefix)).map((path) => path.slice(this.#prefix.length));
  }

  /** Runs git at the top of the work tree, where the relative paths that hooks set are right. */
  #run(args: readonly string[], complaint?: string, input?: string): Buffer {
    try {
      return execFileSync('git', [...settings, ...args], { ...this.#options, stdio: ['pipe', 'pipe', 'pipe'], ...(input !== undefined && { input }) });
    } catch (error) {
      throw gitError(args, error, complaint);
    }
  }

  /** As `#run`, and others go on meanwhile. */
  async #start(args: readonly string[]): Promise<Buffer> {
    try {
      return (await execFileAsync('git', [...settings, ...args], { ...this.#options, encoding: 'buffer' })).stdout;
    } catch (error) {
      throw gitError(args, error);
    }
  }

  get #options(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly maxBuffer: number } {
    return { cwd: this.#top, env: this.#env, maxBuffer: 1024 * 1024 * 1024 };
  }
}

const execFileAsync = promisify(execFile);
const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.quotepath=false'];

function gitError(args: readonly string[], cause: unknown, complaint?: string): GitError {
  if (complaint !== undefined) return new GitError(complaint, { cause });
  const { code, stderr } = cause as { code?: string; stderr?: Buffer };
  if (code === 'ENOENT') return new GitError('git is not installed, or not on the PATH', { cause });
  return new GitError(stderr?.toString('utf8').split('\n')[0] || `git ${args[0]} failed`, { cause });
}

/** Fields before the path of each kind of record (git-status(1), "Porcelain Format Version 2"). */
const fieldsBefore: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10, '?': 1 };

/** The path that a record of `git status --porcelain=v2 -z` ends with; it may hold blanks. */
function pathIn(record: string): string {
  let start = 0;
  for (let field = fieldsBefore[record[0]!] ?? 0; field > 0; field -= 1) start = record.indexOf(' ', start) + 1;
  return record.slice(start);
}

const records = (output: Buffer): string[] => output.toString('utf8').split('\0').filter((record) => record !== '');

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // not there: its name is all there is
    return path;
  }
}
