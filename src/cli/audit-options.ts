import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { formats, usualFiles } from '../reporters/reporter.js';
import type { Output } from './reports.js';

const collect = <T>(value: T, earlier: readonly T[] | undefined): readonly T[] => [
  ...(earlier ?? []),
  value,
];

function parseOutput(value: string, earlier: readonly Output[] | undefined): readonly Output[] {
  const [, name, given] = /^([^=]+)(?:=(.+))?$/u.exec(value) ?? [];
  if (name === 'facts' && given) return collect<Output>({ format: 'facts', path: given }, earlier);
  const format = formats.find((known) => known === name);
  const path = given ?? (format && !value.includes('=') ? usualFiles[format] : undefined);
  if (!name || (format && !path)) throw new InvalidArgumentError('Write <format>=<path>: sarif=fortress.sarif.');
  if (!format || !path) throw new InvalidArgumentError(`Formats are ${formats.join(', ')}.`);
  return collect<Output>({ format, path }, earlier);
}

function parseCount(value: string): number {
  if (!/^\d{1,9}$/u.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

/** Declares the flags that say which laws hold, what fails and what is shown, for every command that judges a backend. */
export function addJudgingOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'what standard output gets (default: pretty; agent when a coding agent runs it, github in GitHub Actions)',
      ).choices(formats),
    )
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .addOption(
      new Option('-o, --output <format=path>', 'write this format to a file too; repeatable (tasks needs no path)')
        .argParser(parseOutput)
        .default([], 'none'),
    )
    .addOption(
      new Option('--law <id>', 'hold it to this law only; repeatable')
        .argParser(collect<string>)
        .default([], 'all'),
    )
    .addOption(
      new Option('--preset <name>', 'which laws, how severe').choices([
        'recommended',
        'layered',
        'strict',
      ]),
    )
    .addOption(
      new Option('--fail-on <findings>', 'what makes the exit code 1: errors, warnings too, or all that the baseline does not hold').choices(['error', 'warn', 'new']),
    )
    .option('--max-findings <n>', 'show at most so many (pretty, agent, github; 200 unless told)', parseCount)
    .option('--quiet', 'show errors only (pretty, agent, github)')
    .option('--verbose', 'show every problem, suppressed findings, sources (pretty, agent, github)')
    .option('--config <file>', 'use this config file')
    .option('--no-config', 'look for no config file')
    .option('--no-baseline', 'report what the baseline holds too')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too');
}
