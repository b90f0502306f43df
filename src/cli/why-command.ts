import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import type { Io } from './io.js';

export type WhyFlags = InspectionFlags<'pretty' | 'json'>;

/**
 * Says how one file or module imports another.
 * @throws {UserError} for an end that is no file and no module
 */
export async function runWhy(from: string, to: string, path: string, flags: WhyFlags, io: Io): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const [{ whyDependency }, { whyJson, whyPretty }] = await Promise.all([import('../hosts/why.js'), import('../reporters/why.js')]);
  const dependency = await whyDependency(root, [from, to], { ...treeOptions(flags, io.cwd), cwd: io.cwd });
  io.stdout(formatOf(flags) === 'json' ? whyJson(dependency) : whyPretty(dependency, layoutOptions(flags, io)));
}
