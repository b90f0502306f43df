import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { configFileNames } from '../config/load.js';
import type { Report } from '../facts/finding.js';
import { isRecord } from '../facts/own.js';
import { findRoot } from '../project/disk/root.js';
import { audit } from './audit.js';
import { Git, GitError } from './git.js';

/** What an agent's hook asks for: the findings of one file that it has just written, or of all that it changed. */
export type HookQuestion = { readonly kind: 'edited'; readonly file: string } | { readonly kind: 'finished'; readonly cwd: string };

/**
 * Reads the JSON that Claude Code gives a hook (code.claude.com/docs/en/hooks: `hook_event_name`, `cwd`, `tool_name`,
 * `tool_input`, `stop_hook_active`).
 * @returns what to look at, absolute; `null` for every event that is none of ours, for files that hold no laws, and for a
 *   stop that a hook has held up before, which must not be held up again
 */
export function readClaudeHook(text: string, fallbackCwd: string): HookQuestion | null {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(input)) return null;
  const cwd = typeof input['cwd'] === 'string' && isAbsolute(input['cwd']) ? input['cwd'] : fallbackCwd;
  if (input['hook_event_name'] === 'Stop' || input['hook_event_name'] === 'SubagentStop')
    return input['stop_hook_active'] === true ? null : { kind: 'finished', cwd };
  if (input['hook_event_name'] !== undefined && input['hook_event_name'] !== 'PostToolUse') return null;
  const { tool_name: tool, tool_input: given } = input;
  if (typeof tool !== 'string' || !/^(?:Edit|Write|MultiEdit)$/u.test(tool) || !isRecord(given)) return null;
  const file = given['file_path'];
  if (typeof file !== 'string' || file.includes('\0') || !/\.(?:[cm]?[jt]sx?|prisma|sql)$/u.test(file)) return null;
  return { kind: 'edited', file: resolve(cwd, file) };
}

/** Findings of the project that a file belongs to, and which of its paths the question is about; `null` outside of every project. */
export interface HookAnswer {
  readonly report: Report;
  readonly isAsked: (path: string) => boolean;
}

/**
 * Audits the project of a question. For a finished turn the files count that differ from the last commit.
 * @throws {UserError} for a wrong configuration and a project without backend code
 */
export async function answerHook(question: HookQuestion): Promise<HookAnswer | null> {
  const folder = question.kind === 'edited' ? dirname(question.file) : question.cwd;
  if (!existsSync(folder)) return null;
  const root = findRoot(realpathSync(folder), realpathSync(folder), configFileNames);
  if (root === null) return null;
  if (question.kind === 'edited') {
    if (!existsSync(question.file)) return null;
    const path = relative(root, realpathSync(question.file)).split(sep).join('/');
    if (path.startsWith('../') || isAbsolute(path)) return null;
    return { report: (await audit(root, {})).report, isAsked: (one) => one === path };
  }
  const changed = changedFiles(root);
  if (changed.size === 0) return null;
  return { report: (await audit(root, {})).report, isAsked: (path) => changed.has(path) };
}

function changedFiles(root: string): ReadonlySet<string> {
  try {
    return new Set(Git.at(root)?.since('HEAD').map(({ path }) => path));
  } catch (error) {
    // no commit yet: everything is new, and nobody could tell what this turn has made
    if (error instanceof GitError) return new Set();
    throw error;
  }
}

