import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChangeQuery } from '../hosts/change.js';
import { UserError } from '../hosts/user-error.js';
import { auditedFolder } from './audited-folder.js';
import type { ChangeFlags } from './change-flags.js';
import { readStdin } from './stdin.js';

/** What to audit and which of it to report. */
export interface Target {
  /** Absolute. */
  readonly root: string;
  /** `null` for everything. */
  readonly change: ChangeQuery | null;
}

/**
 * What the arguments mean: a folder, a folder and files, or files alone, as hooks append them to a command.
 * @throws {UserError} where they mean nothing
 */
export async function auditTarget(path: string, files: readonly string[], flags: ChangeFlags, cwd: string, stdin: () => Promise<string> = readStdin): Promise<Target> {
  const isFile = (await stat(resolve(cwd, path)).catch(() => null))?.isFile() === true;
  const given = await Promise.all((isFile ? [path, ...files] : files).map((file) => existingFile(file, cwd)));
  if (given.length > 0 && (flags.staged || flags.since !== undefined || flags.filesFrom !== undefined || flags.stdin))
    throw new UserError('files are given twice: as arguments and by a flag');
  const listed = flags.filesFrom === undefined ? given : filesIn(flags.filesFrom === '-' ? await stdin() : await textOf(flags.filesFrom, cwd)).map((file) => resolve(cwd, file));
  const buffer = await bufferOf(flags, cwd, stdin);
  // A list may name files of every project; what lies outside of the root is left out.
  const named = buffer ? [buffer.file] : given;
  const isRootGiven = !isFile && path !== '.';
  const root = isRootGiven || named.length === 0 ? await auditedFolder(isFile ? '.' : path, cwd) : (await import('../hosts/files-root.js')).rootOfFiles(named, cwd);
  if (buffer) return { root, change: buffer };
  if (flags.staged) return { root, change: { kind: 'staged' } };
  if (flags.since !== undefined) return { root, change: { kind: 'since', ref: flags.since } };
  if (flags.filesFrom !== undefined || given.length > 0) return { root, change: { kind: 'files', files: listed } };
  return { root, change: null };
}

async function bufferOf({ stdin: isAsked, stdinFilename }: ChangeFlags, cwd: string, stdin: () => Promise<string>): Promise<(ChangeQuery & { readonly kind: 'buffer' }) | null> {
  if (!isAsked && stdinFilename === undefined) return null;
  if (!isAsked || stdinFilename === undefined) throw new UserError('--stdin and --stdin-filename go together: the text, and where it would lie');
  return { kind: 'buffer', file: resolve(cwd, stdinFilename), text: await stdin() };
}

async function existingFile(file: string, cwd: string): Promise<string> {
  const found = await stat(resolve(cwd, file)).catch(() => null);
  if (!found) throw new UserError(`no such file: ${file}`);
  if (found.isDirectory()) throw new UserError(`${file} is a folder: one folder is audited at a time, and files come after it`);
  return resolve(cwd, file);
}

async function textOf(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UserError(`--files-from: cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { cause: error });
  }
}

/** Names of files, NUL-separated where there is a NUL, else one a line. */
const filesIn = (text: string): string[] =>
  text
    .split(text.includes('\0') ? '\0' : /\r?\n/u)
    .map((file) => file.replace(/^\uFEFF/u, ''))
    .filter((file) => file !== '');
