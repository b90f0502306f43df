import type { ListingFormat } from '../reporters/listing-formats.js';
import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import type { Io } from './io.js';

export type TablesFlags = InspectionFlags<ListingFormat>;

/** Lists the tables of the backend in a folder. */
export async function runTables(path: string, flags: TablesFlags, io: Io): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const [{ inspect }, { reportTables }] = await Promise.all([import('../hosts/inspect.js'), import('../reporters/tables.js')]);
  io.stdout(reportTables(await inspect(root, treeOptions(flags, io.cwd)), formatOf(flags), layoutOptions(flags, io)));
}
