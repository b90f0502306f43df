import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../hosts/user-error.js';

/**
 * Writes a report to `file` (absolute) by way of a temporary file beside it, so that nobody ever
 * reads half a report. Makes missing folders.
 *
 * @throws {UserError} where it can't be written
 */
export async function writeReport(file: string, text: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UserError(`cannot write ${file}: ${reason}`, { cause: error });
  }
}
