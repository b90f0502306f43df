import { Option } from 'commander';
import type { Command } from 'commander';

export type Example = readonly [command: string, what: string];

/** The head of a command's help: its examples, aligned. */
export function examplesOf(list: readonly Example[]): string {
  const width = Math.max(...list.map(([command]) => command.length));
  const lines = list.map(([command, what]) => `  ${command.padEnd(width)}   ${what}\n`);
  return `${list.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('')}`;
}

/**
 * A command that looks at a backend without judging it. Its exit code is 0, or 2 where it could not do the job.
 * @param before arguments that stand before the folder
 */
export function look(
  program: Command,
  name: string,
  description: string,
  choices: readonly string[],
  list: readonly Example[],
  before: readonly (readonly [name: string, description: string])[] = [],
): Command {
  const command = program.command(name).description(description);
  for (const [argument, what] of before) command.argument(argument, what);
  return command
    .argument('[path]', 'folder of the backend', '.')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(choices).default(undefined, 'pretty'))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .option('--config <file>', 'use this config file')
    .option('--no-config', 'look for no config file')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too')
    .addHelpText('before', examplesOf(list));
}
