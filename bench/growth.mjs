#!/usr/bin/env node
/**
 * `npm run bench -- --growth` or `node bench/growth.mjs [--files N,N,…] [--runs N] [--json]`: cold audits of synthetic
 * backends that differ in nothing but their size. Build first. Reports seconds, processor time and peak memory of the
 * process, and what a file costs beyond what the process costs that audits next to nothing: `ratio` compares that
 * with the smallest backend. Every backend takes about 0.4 MB of disk for 100 files, below the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { median } from './median.mjs';
import { printGrowth } from './print.mjs';

const { values } = parseArgs({
  options: { files: { type: 'string', default: '1000,3000,10000,30000,100000' }, runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'fortress-growth-'));
/** Files of the backend that stands for what a process costs anyway: one module. */
const LEAST = 8;
const sizes = [LEAST, ...values.files.split(',').map(Number)];

const generate = (files) => {
  const folder = join(scratch, String(files));
  const { status } = spawnSync(process.execPath, [join(here, 'generate.mjs'), String(files), folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`bench/generate.mjs ended with ${status}`);
  return folder;
};
const folders = sizes.map(generate);
const results = sizes.map(() => []);
for (let run = 0; run < Number(values.runs); run += 1)
  for (const [at, folder] of folders.entries()) {
    const one = await measure([join(here, '../bin/fortress-audit.js'), folder, '--no-cache', '--no-config', '--format', 'json']);
    results[at].push(one);
    console.error(`${sizes[at]} files: ${one.seconds.toFixed(1)} s, ${one.cpuSeconds.toFixed(1)} s of processor, ${one.megabytes.toFixed(0)} MB`);
  }
rmSync(scratch, { recursive: true });

const of = (measured) => ({ seconds: median(measured.map((m) => m.seconds)), cpuSeconds: median(measured.map((m) => m.cpuSeconds)), megabytes: median(measured.map((m) => m.megabytes)) });
const [start, ...measured] = results.map(of);
/** Milliseconds, milliseconds and kilobytes that each file adds. */
const perFile = measured.map((m, at) => {
  const files = sizes[at + 1] - LEAST;
  return { wall: (1e3 * (m.seconds - start.seconds)) / files, cpu: (1e3 * (m.cpuSeconds - start.cpuSeconds)) / files, kilobytes: (1024 * (m.megabytes - start.megabytes)) / files };
});
const rows = measured.map((m, at) => ({ files: sizes[at + 1], ...m, perFile: perFile[at], ratio: { wall: perFile[at].wall / perFile[0].wall, cpu: perFile[at].cpu / perFile[0].cpu, kilobytes: perFile[at].kilobytes / perFile[0].kilobytes } }));

const grown = { runs: Number(values.runs), rows };
if (values.json) console.log(JSON.stringify(grown));
else printGrowth(grown);
