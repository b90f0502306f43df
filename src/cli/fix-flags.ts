import { Option } from 'commander';
import type { Command } from 'commander';

/** The flags that repair. */
export interface FixFlags {
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
}

/** Declares them. What is staged or unsaved is not what lies on disk, so it is not repaired. */
export function addFixOptions(program: Command): Command {
  return program
    .addOption(new Option('--fix', 'apply the safe fixes, then report what is left').conflicts(['fixDryRun', 'staged', 'stdin', 'watch']))
    .addOption(new Option('--fix-dry-run', 'print the fixes as a diff instead of the report, and write nothing').conflicts(['staged', 'stdin', 'watch']));
}
