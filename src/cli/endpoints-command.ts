import type { ListingFormat } from '../reporters/listing-formats.js';
import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import type { Io } from './io.js';

export type EndpointsFlags = InspectionFlags<ListingFormat>;

/** Lists the endpoints of the backend in a folder. */
export async function runEndpoints(path: string, flags: EndpointsFlags, io: Io): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const [{ inspect }, { reportEndpoints }] = await Promise.all([import('../hosts/inspect.js'), import('../reporters/endpoints.js')]);
  io.stdout(reportEndpoints(await inspect(root, treeOptions(flags, io.cwd)), formatOf(flags), layoutOptions(flags, io)));
}
