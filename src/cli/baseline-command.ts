import { Option } from 'commander';
import type { Command } from 'commander';
import type { AuditOptions } from '../hosts/audit.js';
import type { BaselineAction } from '../hosts/baseline.js';
import { auditedFolder } from './audited-folder.js';
import { examplesOf } from './command-help.js';
import { treeOptions } from './inspection-flags.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';

export interface BaselineFlags {
  readonly config?: string | boolean;
  readonly preset?: AuditOptions['preset'];
  readonly color: boolean;
  readonly force?: boolean;
  readonly add?: boolean;
  readonly format?: 'pretty' | 'json';
  readonly json?: boolean;
}

export type BaselineVerb = BaselineAction['kind'] | 'diff';

export type RunBaselineCommand = (verb: BaselineVerb, path: string, flags: BaselineFlags) => Promise<void>;

/** Declares `baseline` and what it can do. */
export function addBaselineCommand(program: Command, run: RunBaselineCommand): void {
  const baseline = program
    .command('baseline')
    .description('hold findings that are there already, so that only new ones fail')
    .helpCommand(false)
    .addHelpText('before', examplesOf([
      ['fortress-audit baseline create', 'hold every finding of today'],
      ['fortress-audit baseline update', 'follow renames, drop what is fixed; adds nothing'],
      ['fortress-audit --fail-on new', 'fail on findings that it does not hold'],
    ]));
  const verb = (name: BaselineVerb, description: string, list: Parameters<typeof examplesOf>[0]): Command =>
    baseline
      .command(name)
      .description(description)
      .argument('[path]', 'folder of the backend', '.')
      .addOption(new Option('--preset <name>', 'which laws, how severe').choices(['recommended', 'layered', 'strict']))
      .option('--config <file>', 'use this config file')
      .option('--no-config', 'look for no config file')
      .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too')
      .addHelpText('before', examplesOf(list))
      .action((path: string, flags: BaselineFlags) => run(name, path, flags));
  verb('create', 'write a baseline of every finding that is not suppressed', [
    ['fortress-audit baseline create', 'of the backend in this folder'],
    ['fortress-audit baseline create apps/api', 'of another one'],
    ['fortress-audit baseline create --force', 'anew, though there is one'],
  ]).option('--force', 'replace the baseline that is there');
  verb('update', 'follow renames and moves, drop what is fixed; add nothing unless asked', [
    ['fortress-audit baseline update', 'after repairs and renames'],
    ['fortress-audit baseline update apps/api', 'of another backend'],
    ['fortress-audit baseline update --add', 'hold new findings too, after a new law'],
  ]).option('--add', 'hold new findings too');
  verb('prune', 'drop what is fixed, touch nothing else', [
    ['fortress-audit baseline prune', 'after repairs'],
    ['fortress-audit baseline prune apps/api', 'of another backend'],
    ['fortress-audit baseline prune && git diff --exit-code', 'in CI: fails where a fixed finding is still held'],
  ]);
  verb('diff', 'show new findings and fixed ones; the exit code is 0', [
    ['fortress-audit baseline diff', 'for reading'],
    ['fortress-audit baseline diff apps/api', 'of another backend'],
    ['fortress-audit baseline diff --json', 'for programs'],
  ])
    .addOption(new Option('--format <format>', 'what standard output gets').choices(['pretty', 'json']).default(undefined, 'pretty'))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'));
}

/**
 * Does one of them. Gives the exit code.
 * @throws {UserError} as the functions of `hosts/baseline` do, and where the file cannot be written
 */
export async function runBaseline(verb: BaselineVerb, path: string, flags: BaselineFlags, io: Io): Promise<number> {
  const root = await auditedFolder(path, io.cwd);
  const options: AuditOptions = { ...treeOptions(flags, io.cwd), ...(flags.preset && { preset: flags.preset }) };
  const [{ changeBaseline, diffBaseline }, { baselineChangeText, baselineDiffJson, baselineDiffText }] = await Promise.all([
    import('../hosts/baseline.js'),
    import('../reporters/baseline.js'),
  ]);
  if (verb === 'diff') {
    const diff = await diffBaseline(root, options);
    io.stdout(flags.json || flags.format === 'json' ? baselineDiffJson(diff) : baselineDiffText(diff));
    return exitCode.clean;
  }
  const change = await changeBaseline(root, options, actionOf(verb, flags));
  const { writeReport } = await import('./write-report.js');
  await writeReport(change.file, change.text);
  io.stdout(baselineChangeText(change));
  return exitCode.clean;
}

function actionOf(verb: BaselineAction['kind'], { force, add }: BaselineFlags): BaselineAction {
  switch (verb) {
    case 'create':
      return { kind: verb, force: force === true };
    case 'update':
      return { kind: verb, add: add === true };
    case 'prune':
      return { kind: verb };
  }
}
