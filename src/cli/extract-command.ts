import { resolve } from 'node:path';
import { UserError } from '../hosts/user-error.js';
import type { Shard } from '../hosts/shards.js';
import type { TreeOptions } from '../hosts/read-tree.js';
import { exitCode } from './io.js';
import { isFactsOutput, type Output } from './reports.js';

/**
 * Reads one shard of a backend and writes what it says, judging nothing. Gives the exit code.
 * @throws {UserError} where the outputs are not one facts file
 */
export async function runExtract(root: string, shard: Shard, outputs: readonly Output[], options: TreeOptions, cwd: string): Promise<number> {
  const [output, ...more] = outputs;
  if (!output || more.length > 0 || !isFactsOutput(output)) throw new UserError('a shard is written to one file of facts: --output facts=<file>, and no report');
  const [{ extractShard }, { writeReport }] = await Promise.all([import('../hosts/shards.js'), import('./write-report.js')]);
  await writeReport(resolve(cwd, output.path), await extractShard(root, shard, options));
  return exitCode.clean;
}
