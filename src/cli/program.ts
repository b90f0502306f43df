import { Command, Option } from 'commander';
import { graphFormats, listingFormats } from '../reporters/listing-formats.js';
import { addAdoptionCommands } from './adoption-commands.js';
import type { AdoptionActions } from './adoption-commands.js';
import type { AuditFlags } from './audit-command.js';
import { addJudgingOptions } from './audit-options.js';
import { addBaselineCommand } from './baseline-command.js';
import type { RunBaselineCommand } from './baseline-command.js';
import { addChangeOptions } from './change-flags.js';
import { examplesOf, look } from './command-help.js';
import type { DoctorFlags } from './doctor-command.js';
import type { EndpointsFlags } from './endpoints-command.js';
import type { FactsFlags } from './facts-command.js';
import { addFixOptions } from './fix-flags.js';
import type { Io } from './io.js';
import type { LawsFlags } from './laws-command.js';
import { addMergeCommand } from './merge-command.js';
import type { RunMergeCommand } from './merge-command.js';
import type { ModulesFlags } from './modules-command.js';
import { addCacheOptions, addShardOption } from './scale-flags.js';
import type { TablesFlags } from './tables-command.js';

/** What each command does, called by the parser. */
export interface Actions extends AdoptionActions {
  readonly audit: (path: string, files: readonly string[], flags: AuditFlags) => Promise<void>;
  readonly baseline: RunBaselineCommand;
  readonly merge: RunMergeCommand;
  readonly laws: (flags: LawsFlags) => Promise<void>;
  readonly endpoints: (path: string, flags: EndpointsFlags) => Promise<void>;
  readonly tables: (path: string, flags: TablesFlags) => Promise<void>;
  readonly modules: (path: string, flags: ModulesFlags) => Promise<void>;
  readonly facts: (paths: readonly string[], flags: FactsFlags) => Promise<void>;
  readonly doctor: (path: string, flags: DoctorFlags) => Promise<void>;
}

const examples = `Examples:
  fortress-audit                                   audit the backend in this folder
  fortress-audit apps/api --fail-on warn           warnings fail the run too
  fortress-audit --output sarif=fortress.sarif     a file for code scanning besides the report
`;

const exitCodes = `
Exit code:
  0  no finding at or above the fail level
  1  findings at or above the fail level
  2  the audit could not be done: wrong arguments or config, nothing to audit, a law crashed
`;

/**
 * The command line as commander sees it. It writes through `io`, and throws a `CommanderError`
 * where commander would end the process.
 */
export function createProgram(version: string, io: Io, actions: Actions): Command {
  const program = new Command('fortress-audit')
    .exitOverride()
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
      outputError: (text, write) => write(text.replace(/^error: /u, 'fortress-audit: ')),
    })
    // the arguments of a command stand in its own help: the column stays narrow enough to wrap beside it
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .enablePositionalOptions()
    .description('Holds a TypeScript backend to a book of architecture laws.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('before', examples)
    .addHelpText('after', exitCodes)
    .argument('[path]', 'folder of the backend', '.')
    .argument('[files...]', 'report on these files only, as hooks pass them')
    .action((path: string, files: string[], flags: AuditFlags) => actions.audit(path, files, flags));
  addJudgingOptions(program);
  addCacheOptions(program);
  program.addOption(
    new Option('--history <file>', 'add the counts of this commit to a file, for trends (html)').conflicts(['law', 'staged', 'since', 'filesFrom', 'stdin', 'watch', 'fix', 'fixDryRun']),
  );
  addChangeOptions(program);
  addFixOptions(program);
  addShardOption(program);
  addBaselineCommand(program, actions.baseline);
  addMergeCommand(program, actions.merge);
  program
    .command('laws')
    .description('list the laws')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(['pretty', 'json']))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .addHelpText('before', examplesOf([
      ['fortress-audit laws', 'for reading'],
      ['fortress-audit laws --json', 'with group, kind and source'],
    ]))
    .action((flags: LawsFlags) => actions.laws(flags));
  look(program, 'endpoints', 'list the endpoints: input, authentication, limits, tables', listingFormats, [
    ['fortress-audit endpoints apps/api', 'for reading'],
    ['fortress-audit endpoints --format csv > endpoints.csv', 'for a spreadsheet'],
  ]).action((path: string, flags: EndpointsFlags) => actions.endpoints(path, flags));
  look(program, 'tables', 'list the tables: keys, indexes, owner, readers, writers', listingFormats, [
    ['fortress-audit tables --format markdown', 'for a page of documentation'],
  ]).action((path: string, flags: TablesFlags) => actions.tables(path, flags));
  look(program, 'modules', 'show the modules: slices, imports, loops', graphFormats, [
    ['fortress-audit modules', 'for reading'],
    ['fortress-audit modules --format dot | dot -Tsvg > modules.svg', 'a drawing'],
  ]).action((path: string, flags: ModulesFlags) => actions.modules(path, flags));
  look(program, 'doctor', 'say what was understood, assumed and not followed', ['pretty', 'json'], [
    ['fortress-audit doctor apps/api', 'where an audit finds less than expected'],
  ]).action((path: string, flags: DoctorFlags) => actions.doctor(path, flags));
  program
    .command('facts')
    .description('print what the adapters see in single files')
    .argument('<file...>', 'TypeScript, JavaScript, .prisma or .sql files')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(['pretty', 'json']))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .addHelpText('before', examplesOf([['fortress-audit facts src/orders/orders.controller.ts', 'one fact a line']]))
    .action((paths: string[], flags: FactsFlags) => actions.facts(paths, flags));
  addAdoptionCommands(program, actions);
  return program;
}
