import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type Overlay, readBytes } from './overlay.js';
import { reasonOf } from './walk.js';

/** Text of a file, or why it cannot be read. */
export function readText(root: string, path: string, overlay?: Overlay): string | { readonly problem: string } {
  let bytes: Buffer;
  try {
    if (overlay?.read(path) === undefined) {
      const text = readFileSync(`${root}/${path}`, 'utf8');
      // what is no UTF-8 reads as this character, which a text may hold as well
      if (!text.includes('\ufffd')) return text;
    }
    bytes = readBytes(root, path, overlay);
  } catch (error) {
    return { problem: `cannot be read: ${reasonOf(error)}` };
  }
  if (!isUtf8(bytes)) return { problem: 'is not valid UTF-8 and was not read' };
  return bytes.toString('utf8');
}
