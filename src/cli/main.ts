import { readFile } from 'node:fs/promises';
import type { Audit } from './audit-command.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';
import { UserError } from '../hosts/user-error.js';

export type { Io } from './io.js';

/** What tests put in the place of the engine. */
export interface Deps {
  readonly audit?: Audit;
}

// `src/cli`, `dist/cli` and `dist/bundled` are equally deep.
const manifest = new URL('../../package.json', import.meta.url);

async function ownVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(manifest, 'utf8'));
  return version;
}

async function run(argv: readonly string[], io: Io, deps: Deps): Promise<number> {
  const [{ createProgram }, { CommanderError }, version] = await Promise.all([
    import('./program.js'),
    import('commander'),
    ownVersion(),
  ]);
  let code: number = exitCode.clean;
  const program = createProgram(version, io, {
    audit: async (path, files, flags) => {
      const { runAuditCommand } = await import('./audit-command.js');
      code = await runAuditCommand(path, files, flags, io, deps.audit);
    },
    baseline: async (verb, path, flags) => {
      const { runBaseline } = await import('./baseline-command.js');
      code = await runBaseline(verb, path, flags, io);
    },
    merge: async (paths, flags) => {
      const { runMerge } = await import('./merge-command.js');
      code = await runMerge(paths, flags, io);
    },
    laws: async (flags) => {
      const { runLaws } = await import('./laws-command.js');
      await runLaws(flags, io);
    },
    endpoints: async (path, flags) => {
      const { runEndpoints } = await import('./endpoints-command.js');
      await runEndpoints(path, flags, io);
    },
    tables: async (path, flags) => {
      const { runTables } = await import('./tables-command.js');
      await runTables(path, flags, io);
    },
    modules: async (path, flags) => {
      const { runModules } = await import('./modules-command.js');
      await runModules(path, flags, io);
    },
    facts: async (paths, flags) => {
      const { runFacts } = await import('./facts-command.js');
      await runFacts(paths, flags, io);
    },
    init: async (path, flags) => {
      const { runInit } = await import('./init-command.js');
      await runInit(path, flags, io);
    },
    explain: async (what, path, flags) => {
      const { runExplain } = await import('./explain-command.js');
      await runExplain(what, path, flags, io);
    },
    why: async (from, to, path, flags) => {
      const { runWhy } = await import('./why-command.js');
      await runWhy(from, to, path, flags, io);
    },
    hook: async () => {
      const { runClaudeHook } = await import('./hook-command.js');
      code = await runClaudeHook(io);
    },
    mcp: async (path) => {
      const { runMcp } = await import('./mcp-command.js');
      await runMcp(path, io);
    },
    doctor: async (path, flags) => {
      const { runDoctor } = await import('./doctor-command.js');
      code = await runDoctor(path, flags, io);
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Commander has said what is wrong, or printed the help or the version.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.clean : exitCode.failed;
  }
  return code;
}

/** One line for people, and the stack trace for those who ask for it. */
function complaint(error: unknown, env: Io['env']): string {
  const debug = env['FORTRESS_DEBUG'] === '1';
  const trace = debug && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  if (error instanceof UserError) return `fortress-audit: ${error.message}\n${trace}`;
  const [message] = (error instanceof Error ? error.message : String(error)).split('\n');
  const hint = debug ? '' : ' (FORTRESS_DEBUG=1 shows where)';
  return `fortress-audit: internal error: ${message}${hint}\n${trace}`;
}

/**
 * Runs `fortress-audit`. The report goes to `io.stdout`, everything else to `io.stderr`. Never
 * throws. The engine, the reporters and the catalogue are loaded by the command that needs them,
 * so that `--version` and `--help` stay fast.
 *
 * @param argv the arguments after the script's name
 * @returns the exit code: 0 clean, 1 findings at or above the fail level, 2 could not do the job
 */
export async function main(argv: readonly string[], io: Io, deps: Deps = {}): Promise<number> {
  try {
    return await run(argv, io, deps);
  } catch (error) {
    io.stderr(complaint(error, io.env));
    return exitCode.failed;
  }
}
