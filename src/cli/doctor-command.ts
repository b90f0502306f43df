import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import { exitCode } from './io.js';
import type { Io } from './io.js';

export type DoctorFlags = InspectionFlags<'pretty' | 'json'>;

/** Says what was understood of the backend in a folder. Gives the exit code: 2 where a law crashed, otherwise 0. */
export async function runDoctor(path: string, flags: DoctorFlags, io: Io): Promise<number> {
  const root = await auditedFolder(path, io.cwd);
  const [{ diagnose }, { doctorJson, doctorPretty }] = await Promise.all([import('../hosts/doctor.js'), import('../reporters/doctor.js')]);
  const diagnosis = await diagnose(root, treeOptions(flags, io.cwd));
  io.stdout(formatOf(flags) === 'json' ? doctorJson(diagnosis) : doctorPretty(diagnosis, layoutOptions(flags, io)));
  return diagnosis.crashes.length > 0 ? exitCode.failed : exitCode.clean;
}
