#!/usr/bin/env node
/**
 * `npm run build` ends with this (`node scripts/bundle.mjs [DIST]`): joins the modules of the command in `dist` into the few files of `dist/bundled`, which
 * Node loads in half the time. What a command loads on demand stays apart, and so do packages.
 */
import { rmSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** @param {string} dist absolute folder of compiled modules */
export async function bundle(dist) {
  const folder = join(dist, 'bundled');
  rmSync(folder, { recursive: true, force: true });
  const build = await rolldown({
    input: { main: join(dist, 'cli/main.js'), 'read-worker': join(dist, 'hosts/read-worker.js') },
    // rolldown's own helpers are no package
    external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('\0') && !id.startsWith('@oxc-project/runtime/'),
    platform: 'node',
  });
  await build.write({ dir: folder, format: 'esm' });
  await build.close();
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await bundle(resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))));
