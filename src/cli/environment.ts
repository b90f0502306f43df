import type { Io } from './io.js';

// What coding agents set for the commands they run; the list is that of oxlint's
// `agent_detection.rs` as of November 2026.
const agentVariables = [
  'AI_AGENT',
  'CLAUDECODE',
  'CLAUDE_CODE',
  'CURSOR_AGENT',
  'CODEX_SANDBOX',
  'CODEX_THREAD_ID',
  'GEMINI_CLI',
  'COPILOT_CLI',
  'OPENCODE',
  'REPL_ID',
];

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}

/** Whether a coding agent runs this process. Misses agents that set none of the known variables. */
export function isRunByAgent(env: Io['env']): boolean {
  return agentVariables.some((name) => isSet(env[name]));
}

/** GitHub sets it to `true` in every step ("Default environment variables"). */
export const isRunByGitHubActions = (env: Io['env']): boolean => env['GITHUB_ACTIONS'] === 'true';

/**
 * Whether to colour standard output: `--no-color`, then `NO_COLOR` (no-color.org: any value but
 * the empty one), then `FORCE_COLOR`, then whether it is a terminal that can.
 */
export function wantsColor(flag: boolean, { env, isTTY }: Io): boolean {
  if (!flag || env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return isSet(env['FORCE_COLOR']) || env['FORCE_COLOR'] === '';
  return isTTY && env['TERM'] !== 'dumb';
}
