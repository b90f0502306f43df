import { Option } from 'commander';
import type { Command } from 'commander';

/** The flags that say which change an audit is about. */
export interface ChangeFlags {
  readonly staged?: boolean;
  readonly since?: string;
  /** A file, or `-` for standard input. */
  readonly filesFrom?: string;
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  readonly watch?: boolean;
}

/** Declares them. */
export function addChangeOptions(program: Command): Command {
  return program
    .addOption(new Option('--staged', 'report on what git has staged, as it is staged').conflicts(['since', 'filesFrom', 'stdin', 'watch']))
    .addOption(new Option('--since <commit>', 'report on what has changed since this commit, branch or tag').conflicts(['filesFrom', 'stdin']))
    .addOption(new Option('--files-from <file>', 'report on the files that this file (-: standard input) lists, one a line or NUL-separated').conflicts(['stdin']))
    .addOption(new Option('--stdin', 'report on one file, with the text of standard input for its content').conflicts(['watch']))
    .option('--stdin-filename <path>', 'where that file lies, or would lie')
    .option('--watch', 'audit again whenever a file changes');
}
