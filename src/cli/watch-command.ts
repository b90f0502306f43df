import type { AuditOptions, AuditResult } from '../hosts/audit.js';
import type { Io } from './io.js';

const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

/**
 * Audits until it is interrupted, and reports when the findings have changed.
 * @param report writes the reports of one audit
 * @throws {UserError} where the system refuses to watch
 */
export async function watchCommand(root: string, options: AuditOptions, io: Io, report: (result: AuditResult) => Promise<void>): Promise<never> {
  const { watchAudit } = await import('../hosts/watch.js');
  return watchAudit(root, options, {
    onResult: async (result) => {
      if (io.isTTY) io.stdout(clearScreen);
      await report(result);
      if (io.isTTY) io.stderr('Watching for changes, Ctrl-C ends\n');
    },
    onFailure: (error) => io.stderr(`fortress-audit: ${error.message}\n`),
  });
}
