import { auditedFolder } from './audited-folder.js';
import type { Io } from './io.js';

/**
 * Serves the Model Context Protocol on standard input and output, for the backend in a folder.
 * @throws {UserError} for a missing folder, and where the SDK is not installed
 */
export async function runMcp(path: string, io: Io): Promise<void> {
  const root = await auditedFolder(path, io.cwd);
  const { serve } = await import('../mcp/serve.js');
  await serve(root);
}
