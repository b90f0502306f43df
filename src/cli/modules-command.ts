import type { GraphFormat } from '../reporters/listing-formats.js';
import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import type { Io } from './io.js';

export type ModulesFlags = InspectionFlags<GraphFormat>;

/** Shows the module graph of the backend in a folder. */
export async function runModules(path: string, flags: ModulesFlags, io: Io): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const { inspect } = await import('../hosts/inspect.js');
  const inspection = await inspect(root, treeOptions(flags, io.cwd));
  const format = formatOf(flags);
  if (format === 'pretty' || format === 'json') {
    const { modulesJson, modulesPretty } = await import('../reporters/modules.js');
    io.stdout(format === 'json' ? modulesJson(inspection) : modulesPretty(inspection, layoutOptions(flags, io)));
    return;
  }
  const { drawModules } = await import('../reporters/module-drawing.js');
  io.stdout(await drawModules(inspection.modules, format));
}
