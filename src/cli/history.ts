import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { AuditResult } from '../hosts/audit.js';
import type { ReporterOptions } from '../reporters/reporter.js';
import { Git, GitError } from '../hosts/git.js';
import { UserError } from '../hosts/user-error.js';
import type { Io } from './io.js';
import { writeReport } from './write-report.js';

type HistoryEntry = NonNullable<ReporterOptions['history']>[number];

/**
 * Adds this run to a history file, one line of JSON a commit, and gives all of it. A commit that is there already is
 * replaced where it stands. Dates are those of the commits, so that the same commits make the same file. A tree with changes
 * that are not committed is no commit: nothing is recorded, and standard error says so.
 *
 * @param given relative to the working directory
 * @throws {UserError} for a tree without a commit, a file that is no history, and one that cannot be written
 */
export async function recordHistory(result: AuditResult, given: string, io: Io): Promise<readonly HistoryEntry[]> {
  if (result.report.scope) throw new UserError('--history counts the whole backend: leave out the files');
  const file = resolve(io.cwd, given);
  const known = await readHistory(file, given);
  const head = headOf(result.root, file);
  if (!head.isClean) {
    io.stderr('fortress-audit: changes that are not committed: nothing added to the history\n');
    return known;
  }
  const entry = entryOf(result, head);
  const at = known.findIndex(({ commit }) => commit === entry.commit);
  const history = at < 0 ? [...known, entry] : known.with(at, entry);
  await writeReport(file, history.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return history;
}

function headOf(root: string, file: string): ReturnType<Git['head']> {
  const git = Git.at(root);
  if (git === null) throw new UserError(`--history counts by commits, and ${root} lies in no git work tree`);
  try {
    return git.head(relative(root, file));
  } catch (error) {
    if (error instanceof GitError) throw new UserError(`--history: ${error.message}`, { cause: error });
    throw error;
  }
}

/** What the baseline holds is still there, so it counts; what a comment or a waiver silences does not. */
function entryOf({ report }: AuditResult, { commit, date }: { readonly commit: string; readonly date: string }): HistoryEntry {
  const counted = report.findings.filter(({ suppressed }) => !suppressed || suppressed.kind === 'baseline');
  const judged = report.laws.filter(({ status }) => status !== 'off' && status !== 'undetermined').map(({ id }) => id).sort();
  return {
    commit,
    date,
    errors: counted.filter(({ severity }) => severity === 'error').length,
    warnings: counted.filter(({ severity }) => severity === 'warn').length,
    laws: Object.fromEntries(judged.map((id) => [id, counted.filter(({ law }) => law === id).length])),
  };
}

async function readHistory(file: string, given: string): Promise<HistoryEntry[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UserError(`cannot read ${given}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`, { cause: error });
  }
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const entry = parsed(line);
    if (entry === null) throw new UserError(`${given}:${i + 1}: not a line of a history that --history has written`);
    return [entry];
  });
}

function parsed(line: string): HistoryEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { commit, date, errors, warnings, laws } = value as Partial<Record<keyof HistoryEntry, unknown>>;
  const isCount = (number: unknown): boolean => typeof number === 'number' && Number.isInteger(number) && number >= 0;
  return (
    typeof commit === 'string' && /^[0-9a-f]{40,64}$/u.test(commit) &&
    typeof date === 'string' && /^\d{4}-\d\d-\d\dT[\d:]{8}Z$/u.test(date) &&
    isCount(errors) && isCount(warnings) &&
    typeof laws === 'object' && laws !== null && Object.values(laws).every(isCount)
  );
}
