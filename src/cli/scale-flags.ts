import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Shard } from '../hosts/shards.js';
import type { TreeOptions } from '../hosts/read-tree.js';

/** The flags that say how the work is done, and change nothing of what is found. */
export interface ScaleFlags {
  /** `false` for `--no-cache`. */
  readonly cache: boolean;
  readonly cacheLocation?: string;
  readonly timing?: boolean;
  readonly shard?: Shard;
}

/** Declares the flags about the cache and the time, for every command that audits. */
export function addCacheOptions(program: Command): Command {
  return program
    .option('--cache-location <folder>', 'keep what was read here for the next run (default: node_modules/.cache/fortress, for more than 200 files)')
    .option('--no-cache', 'keep nothing, take nothing')
    .option('--timing', 'say on standard error where the time went');
}

export function addShardOption(program: Command): Command {
  return program.addOption(
    new Option('--shard <i/n>', 'read one part of n only, for fortress-audit merge; needs --output facts=<file>')
      .argParser(parseShard)
      .conflicts(['staged', 'since', 'filesFrom', 'stdin', 'watch', 'fix', 'fixDryRun', 'history']),
  );
}

function parseShard(value: string): Shard {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/u.exec(value) ?? []).map(Number);
  if (!index || !count || index > count) throw new InvalidArgumentError('Write a part and how many there are: 2/4.');
  return { index, count };
}

export function cacheOptions({ cache, cacheLocation }: Pick<ScaleFlags, 'cache' | 'cacheLocation'>, cwd: string): Pick<TreeOptions, 'cache'> {
  if (!cache) return { cache: 'off' };
  return cacheLocation === undefined ? {} : { cache: { folder: resolve(cwd, cacheLocation) } };
}
