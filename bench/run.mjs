#!/usr/bin/env node
/**
 * `npm run bench -- [FOLDER] [--runs N]`: whole processes, interleaved, medians and ratios of one run.
 * Compares a cold audit with ESLint and typescript-eslint's untyped `recommended` on the files that the audit reads.
 * Build first (`npm run build`). Without a folder the larger sample backend is measured, which says little about growth.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { discover } from '../dist/project/discover.js';
import { isRead } from '../dist/project/sources.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '5' } } });
const root = resolve(positionals[0] ?? join(here, '../fixtures/shop-slices'));
const files = discover(root).files.filter((file) => isRead(file.kind)).map((file) => join(root, file.path));
const scratch = mkdtempSync(join(tmpdir(), 'fortress-bench-'));
const list = join(scratch, 'files.json');
writeFileSync(list, JSON.stringify(files));

const subjects = {
  'fortress-audit': [join(here, '../bin/fortress-audit.js'), root, '--format', 'json', '--no-config'],
  'eslint untyped': [join(here, 'eslint.mjs'), root, list],
};

/** @returns {Promise<{ seconds: number, megabytes: number }>} */
function measure(args) {
  return new Promise((done, fail) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--import', join(here, 'report-memory.mjs'), ...args], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let memory = '';
    child.stdio[3].on('data', (chunk) => (memory += chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code !== 0 && code !== 1) fail(new Error(`${args[0]} ended with ${code}`));
      done({ seconds: Number(process.hrtime.bigint() - started) / 1e9, megabytes: Number(memory) / 1024 });
    });
  });
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const runs = Number(values.runs);
const results = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (const args of Object.values(subjects)) await measure(args); // warm the disk
for (let i = 0; i < runs; i += 1) for (const [name, args] of Object.entries(subjects)) results[name].push(await measure(args));
rmSync(scratch, { recursive: true });

console.log(`${files.length} files · node ${process.version} · ${cpus().length} × ${cpus()[0]?.model ?? 'cpu'} · medians of ${runs}`);
const wall = Object.fromEntries(Object.entries(results).map(([name, all]) => [name, median(all.map((r) => r.seconds))]));
for (const [name, all] of Object.entries(results))
  console.log(`${name.padEnd(16)} ${wall[name].toFixed(2).padStart(7)} s ${median(all.map((r) => r.megabytes)).toFixed(0).padStart(6)} MB  ${(wall['fortress-audit'] / wall[name]).toFixed(3).padStart(6)} of it`);
