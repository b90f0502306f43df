import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePage } from '../bench/page.mjs';
import { writeTree } from './support/tree.js';

test('the page of measured speed holds every figure', () => {
  const path = join(writeTree({}), 'performance.md');
  const one = { wall: 1.5, cpu: 2.25, kilobytes: 30 };
  writePage(path, {
    machine: '91 files, Node v20',
    rows: [{ name: 'cold', seconds: 1.234, megabytes: 99.6 }],
    ratios: [{ name: 'cold / eslint', value: 0.128 }],
    editor: { files: 91, linted: 40, rows: [{ name: 'rules, a file', value: 0.724, unit: 'ms' }, { name: 'index', value: 480.4, unit: 'ms' }] },
    growth: { runs: 3, rows: [{ files: 100_000, seconds: 170.04, cpuSeconds: 180, megabytes: 2900, perFile: one, ratio: { wall: 0.9, cpu: 1.05, kilobytes: 0.5 } }] },
  });
  const page = readFileSync(path, 'utf8');
  for (const line of [
    '| cold | 1.23 | 100 |',
    '| cold / eslint | 0.13 |',
    '40 of 91 files',
    '| rules, a file | 0.72 | ms |',
    '| index | 480 | ms |',
    '| 100,000 | 170.0 | 180.0 | 2900 | 1.50 (0.90) | 2.25 (1.05) | 30 (0.50) |',
  ])
    expect(page).toContain(line);
});
