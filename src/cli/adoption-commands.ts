import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { examplesOf, look } from './command-help.js';
import type { ExplainFlags } from './explain-command.js';
import type { InitFlags } from './init-command.js';
import type { WhyFlags } from './why-command.js';

/** What the commands around adoption and coding agents do, called by the parser. */
export interface AdoptionActions {
  readonly init: (path: string, flags: InitFlags) => Promise<void>;
  readonly explain: (what: string, path: string, flags: ExplainFlags) => Promise<void>;
  readonly why: (from: string, to: string, path: string, flags: WhyFlags) => Promise<void>;
  readonly hook: (agent: 'claude') => Promise<void>;
  readonly mcp: (path: string) => Promise<void>;
}

/** Declares `init`, `explain`, `why`, `hook` and `mcp`. */
export function addAdoptionCommands(program: Command, actions: AdoptionActions): void {
  program
    .command('init')
    .description('set Fortress up in a project: configuration, baseline, hook, CI, ESLint, AGENTS.md')
    .argument('[path]', 'root of the project', '.')
    .option('-y, --yes', 'ask nothing: write what is missing, leave what is there')
    .option('--dry-run', 'write nothing, print what would be written')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too')
    .addHelpText('before', examplesOf([
      ['fortress-audit init', 'look, ask, write'],
      ['fortress-audit init apps/api --dry-run', 'only say what it would write'],
      ['fortress-audit init --yes', 'in a script'],
    ]))
    .action((path: string, flags: InitFlags) => actions.init(path, flags));
  program
    .command('explain')
    .description('explain a law, or one finding of a backend')
    .argument('<law|fingerprint>', 'id of a law, or the fingerprint of a finding (--format json shows it)')
    .argument('[path]', 'folder of the backend', '.')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(['pretty', 'markdown', 'json']).default(undefined, 'pretty'))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .option('--config <file>', 'use this config file')
    .option('--no-config', 'look for no config file')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too')
    .addHelpText('before', examplesOf([
      ['fortress-audit explain no-raw-entity-return', 'what it demands, why, and what it does not see'],
      ['fortress-audit explain 3f6c0a9d12e4b875 apps/api', 'one finding: where, why, how to repair or suppress it'],
    ]))
    .action((what: string, path: string, flags: ExplainFlags) => actions.explain(what, path, flags));
  look(
    program,
    'why',
    'show the shortest import path between two files or modules',
    ['pretty', 'json'],
    [
      ['fortress-audit why billing orders', 'two modules, as fortress-audit modules names them'],
      ['fortress-audit why src/main.ts src/mail/smtp.ts', 'two files'],
      ['fortress-audit why orders src/mail/smtp.ts apps/api', 'in another folder'],
    ],
    [['<from>', 'file or module'], ['<to>', 'file or module']],
  ).action((from: string, to: string, path: string, flags: WhyFlags) => actions.why(from, to, path, flags));
  program
    .command('hook')
    .description('answer a hook of a coding agent: its JSON on standard input, findings on standard error, exit code 2')
    .addArgument(new Argument('<agent>', 'which agent').choices(['claude']))
    .addHelpText('before', examplesOf([['fortress-audit hook claude', 'as a PostToolUse or Stop hook of Claude Code (docs/agents.md)']]))
    .action((agent: 'claude') => actions.hook(agent));
  program
    .command('mcp')
    .description('serve laws and findings to coding agents over the Model Context Protocol (standard input and output)')
    .argument('[path]', 'folder of the backend', '.')
    .addHelpText('before', examplesOf([['claude mcp add fortress -- npx --no-install fortress-audit mcp', 'for Claude Code']]))
    .action((path: string) => actions.mcp(path));
}
