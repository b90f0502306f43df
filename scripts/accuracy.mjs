#!/usr/bin/env node
/** `npm run accuracy -- [--corpus DIR] [scorer options]`: scores the audit against the hand-made labels of ../shared/benchmark. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const scorer = resolve('../shared/benchmark/score.mjs');
const corpus = process.env.FORTRESS_CORPUS ?? '../corpus';
if (!existsSync(scorer)) {
  console.error(`accuracy: no benchmark at ${scorer}; it is kept outside the repository`);
  process.exit(2);
}
const given = process.argv.slice(2);
const args = given.includes('--corpus') ? given : ['--corpus', corpus, ...given];
process.exit(spawnSync(process.execPath, [scorer, ...args], { stdio: 'inherit' }).status ?? 2);
