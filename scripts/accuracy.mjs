#!/usr/bin/env node
/**
 * `npm run accuracy -- [--write] [--corpus DIR] [scorer options]`: scores the audit against the hand-made labels of
 * ../shared/benchmark. `--write` scores every law and writes `src/measured.ts` and `docs/accuracy.md`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { lawEntry, lawIds } from '../dist/catalogue.js';
import { isProven, labelsForProof, precisionForProof } from '../dist/proof.js';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const benchmark = resolve('../shared/benchmark');
const scorer = join(benchmark, 'score.mjs');
const corpus = process.env.FORTRESS_CORPUS ?? '../corpus';
if (!existsSync(scorer)) {
  console.error(`accuracy: no benchmark at ${benchmark}; it is kept outside the repository`);
  process.exit(2);
}
const isWritten = process.argv.includes('--write');
const given = process.argv.slice(2).filter((arg) => arg !== '--write');
const args = given.includes('--corpus') ? given : ['--corpus', corpus, ...given];
if (!isWritten) process.exit(spawnSync(process.execPath, [scorer, ...args], { stdio: 'inherit' }).status ?? 2);

const run = spawnSync(process.execPath, [scorer, ...args, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 30 });
const score = JSON.parse(run.stdout);
if (score.failures.length > 0) {
  console.error(`accuracy: nothing written, some repositories failed: ${JSON.stringify(score.failures)}`);
  process.exit(1);
}
const byLaw = new Map(score.rows.map((one) => [one.law, one]));
const rows = lawIds.map((law) => ({ law, ...(byLaw.get(law) ?? { tp: 0, fp: 0, fn: 0 }) }));
const labelled = rows.filter(({ tp, fp, fn }) => tp + fp + fn > 0);

writeFileSync(
  join(repository, 'src/measured.ts'),
  `// Written by \`npm run accuracy -- --write\`: edit nothing here.
import type { LawId } from './catalogue.js';

/** What was counted against hand-made labels. \`tp\`: found and right. \`fp\`: found and wrong. \`fn\`: missed. */
export interface Measure {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

/** Laws without an entry have no labelled place. */
export const measured: Readonly<Partial<Record<LawId, Measure>>> = {
${labelled.map(({ law, tp, fp, fn }) => `  '${law}': { tp: ${tp}, fp: ${fp}, fn: ${fn} },`).join('\n')}
};
`,
);

const share = (part, whole) => (whole === 0 ? '' : (part / whole).toFixed(2));
const sum = (key) => labelled.reduce((total, row) => total + row[key], 0);
const f1 = ({ tp, fp, fn }) => (2 * tp) / (2 * tp + fp + fn);
const rated = labelled.filter(({ tp, fn }) => tp + fn >= 5);
const { repos } = JSON.parse(readFileSync(join(benchmark, 'labels/manifest.json'), 'utf8'));
const names = (Array.isArray(repos) ? repos.map(({ repo, name }) => repo ?? name) : Object.keys(repos)).map((name) => name.replace('+', '/')).sort();
const unlabelled = rows.filter((row) => !labelled.includes(row)).map(({ law }) => `[${law}](laws/${law}.md)`);
writeFileSync(
  join(repository, 'docs/accuracy.md'),
  `# Measured accuracy

<!-- Written by \`npm run accuracy -- --write\`: edit nothing here. -->

People read slices of ${names.length} public TypeScript backends line by line and labelled every violation that they saw, by written definitions. Fortress then audits the same backends, whole and without a configuration. A finding in a labelled file that no label stands for is wrong; a label that no finding stands for is missed.

The laws were written with these labels open, so the figures say how well they fit this code. They promise nothing for yours: a second half of the benchmark, which the authors do not see, exists for that.

A law is an \`error\` in the preset \`recommended\` where its precision is at least ${precisionForProof} on at least ${labelsForProof} labelled violations, otherwise a \`warn\`.

| law | labelled | found | wrong | missed | precision | recall | in \`recommended\` |
|---|--:|--:|--:|--:|--:|--:|---|
${labelled
  .toSorted((a, b) => b.tp + b.fn - (a.tp + a.fn) || (a.law < b.law ? -1 : 1))
  .map((row) => `| [${row.law}](laws/${row.law}.md) | ${row.tp + row.fn} | ${row.tp} | ${row.fp} | ${row.fn} | ${share(row.tp, row.tp + row.fp)} | ${share(row.tp, row.tp + row.fn)} | ${lawEntry(row.law).recommended} |`)
  .join('\n')}
| **all** | ${sum('tp') + sum('fn')} | ${sum('tp')} | ${sum('fp')} | ${sum('fn')} | ${share(sum('tp'), sum('tp') + sum('fp'))} | ${share(sum('tp'), sum('tp') + sum('fn'))} | |

The mean F1 of the ${rated.length} laws with five labels or more is ${(rated.reduce((total, row) => total + f1(row), 0) / rated.length).toFixed(3)}.

No labelled place: ${unlabelled.join(', ')}.

The backends: ${names.join(', ')}.
`,
);
for (const { law, tp, fp, fn } of labelled) {
  const proven = isProven({ tp, fp, fn });
  const level = lawEntry(law).recommended;
  if ((level === 'error') !== proven) console.log(`${law} is ${level} and ${proven ? 'proven' : 'not proven'}`);
}
console.log(`${labelled.length} laws written to src/measured.ts and docs/accuracy.md`);
