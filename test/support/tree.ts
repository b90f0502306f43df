import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const written: string[] = [];

// Registered for the test file that imports this module; its describe blocks may write trees as well.
afterAll(() => {
  for (const root of written.splice(0)) rmSync(root, { recursive: true, force: true });
}, 60_000);

/**
 * Writes files into a new temporary folder, which is removed when the test file is through.
 *
 * @param files text by POSIX path relative to that folder; a value that is no string is written as JSON
 * @returns the absolute folder, free of symbolic links
 */
export function writeTree(files: Readonly<Record<string, unknown>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fortress-')));
  written.push(root);
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}
