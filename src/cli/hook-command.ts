import type { HookAnswer } from '../hosts/agent-hook.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';

/** An agent reads no more. */
const mostLines = 20;
const longest = 400;
/** A hook must not hold an agent up for ever; its own limit is 60 s (code.claude.com/docs/en/hooks). */
const largestInput = 10_000_000;

/** What the hook has of the outside world besides `Io`. */
export interface HookInput {
  readonly stdin: () => Promise<string>;
}

/**
 * Answers a hook of Claude Code: exit code 2 with at most 20 lines on standard error, which the agent gets to read,
 * where the file that it has just written breaks a law; silence and 0 otherwise, for JSON that it does not know too. Where
 * the audit cannot be done (a wrong configuration) it is exit code 1, which shows the line to the person and lets the agent
 * go on: it is no fault of its own.
 */
export async function runClaudeHook(io: Io, { stdin }: HookInput = { stdin: readStdin }): Promise<number> {
  try {
    const { answerHook, readClaudeHook } = await import('../hosts/agent-hook.js');
    const question = readClaudeHook(await stdin(), io.cwd);
    const answer = question && (await answerHook(question));
    if (!answer) return exitCode.clean;
    const findings = answer.report.findings.filter((finding) => !finding.suppressed && answer.isAsked(finding.path));
    if (findings.length === 0) return exitCode.clean;
    io.stderr(lines(findings));
    return exitCode.failed;
  } catch (error) {
    const { UserError } = await import('../hosts/user-error.js');
    if (error instanceof UserError && error.message.includes('no backend code')) return exitCode.clean;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    io.stderr(`fortress-audit: ${error instanceof UserError ? reason : `internal error: ${reason}`}\n`);
    return exitCode.findings;
  }
}

type Finding = HookAnswer['report']['findings'][number];

function lines(findings: readonly Finding[]): string {
  const errorsFirst = [...findings].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
  const shown = errorsFirst.slice(0, errorsFirst.length > mostLines ? mostLines - 1 : mostLines);
  const more = errorsFirst.length - shown.length;
  return [...shown.map(line), ...(more > 0 ? [`${more} more: fortress-audit --format agent`] : [])].map((text) => `${text}\n`).join('');
}

// Names and messages hold text of the audited tree: one line each, whatever it is.
const line = ({ path, line: number, column, severity, law, message }: Finding): string => {
  const text = `${number === 0 ? path || '.' : `${path}:${number}:${column}`}: ${severity} ${law}: ${message}`.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};

async function readStdin(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) if ((text += String(chunk)).length > largestInput) return '';
  return text;
}
