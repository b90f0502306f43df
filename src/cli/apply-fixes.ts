import type { AuditOptions, AuditResult } from '../hosts/audit.js';
import { count } from '../reporters/text.js';
import type { FixFlags } from './fix-flags.js';
import type { Io } from './io.js';

/**
 * An audit that applies the safe fixes first and says on standard error what was done; its result is that of the tree as
 * it is with them. With `--fix-dry-run` no file is written and standard output gets the diff in the place of the report.
 */
export function fixAndAudit({ fixDryRun }: FixFlags, io: Io): (root: string, options: AuditOptions) => Promise<AuditResult> {
  return async (root, options) => {
    const [{ applyFixes }, { writeReport }] = await Promise.all([import('../hosts/fix.js'), import('./write-report.js')]);
    const { files, fixed, left, result } = await applyFixes(root, options, fixDryRun ? null : writeReport);
    if (fixDryRun) {
      const { unifiedDiff } = await import('../reporters/unified-diff.js');
      io.stdout(files.map(({ path, before, after }) => unifiedDiff(path, before, after)).join(''));
    }
    const where = files.length === 0 ? '' : ` in ${count(files.length, 'file')}`;
    io.stderr(`${fixDryRun ? 'would fix' : 'fixed'} ${count(fixed, 'finding')}${where}\n`);
    for (const { path, message } of left) io.stderr(`fortress-audit: ${path}: not fixed: ${message}\n`);
    return result;
  };
}
