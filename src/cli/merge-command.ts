import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AuditFlags } from './audit-command.js';
import { auditedFolder } from './audited-folder.js';
import { addJudgingOptions } from './audit-options.js';
import { examplesOf } from './command-help.js';
import type { Io } from './io.js';

export interface MergeFlags extends AuditFlags {
  readonly root: string;
}

export type RunMergeCommand = (paths: readonly string[], flags: MergeFlags) => Promise<void>;

/** Declares `merge`. */
export function addMergeCommand(program: Command, run: RunMergeCommand): void {
  const command = program
    .command('merge')
    .description('audit from the facts that shards have read, as one run would')
    .argument('<file...>', 'the facts files of all shards')
    .option('--root <folder>', 'folder of the backend, as the shards had it', '.')
    .addHelpText('before', examplesOf([
      ['fortress-audit --shard 1/2 -o facts=1.facts', 'on one machine'],
      ['fortress-audit --shard 2/2 -o facts=2.facts', 'on another'],
      ['fortress-audit merge 1.facts 2.facts', 'where both files are'],
    ]));
  addJudgingOptions(command).action((paths: string[], flags: MergeFlags) => run(paths, flags));
}

/**
 * Audits from facts files. Gives the exit code of an audit.
 * @throws {UserError} where the files are not all shards of one run of this version
 */
export async function runMerge(paths: readonly string[], flags: MergeFlags, io: Io): Promise<number> {
  const root = await auditedFolder(flags.root, io.cwd);
  const [{ runAuditCommand, treeFlags }, { mergeShards }, { audit }] = await Promise.all([import('./audit-command.js'), import('../hosts/shards.js'), import('../hosts/audit.js')]);
  const store = await mergeShards(root, paths.map((path) => resolve(io.cwd, path)), treeFlags(flags, io.cwd));
  return runAuditCommand(root, [], flags, io, (folder, options) => audit(folder, { ...options, store }));
}
