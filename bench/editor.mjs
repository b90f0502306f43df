#!/usr/bin/env node
/**
 * `npm run bench -- --editor` or `node bench/editor.mjs [FOLDER] [--files N] [--runs N] [--json]`: what the plugin costs
 * a long-lived process that lints one file after the other, as editors do, in milliseconds of processor time over what
 * ESLint and typescript-eslint's parser take without any rule. Build first. A copy of the folder is measured.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { checks } from '../dist/checks/index.js';
import { loadConfigSync } from '../dist/config/load.js';
import { layoutConfigOf } from '../dist/hosts/layout-config.js';
import { plugin } from '../dist/hosts/eslint.js';
import { cacheFolderOf, FILES_WORTH_A_CACHE } from '../dist/project/cache/cache-folder.js';
import { discover } from '../dist/project/kinds/discover.js';
import { ProjectIndex } from '../dist/project/index-store.js';
import { isRead } from '../dist/project/kinds/file-kinds.js';
import { median } from './median.mjs';
import { printEditor } from './print.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '200' }, runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const here = dirname(fileURLToPath(import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'fortress-editor-')));
const root = join(scratch, 'tree');
cpSync(resolve(positionals[0] ?? join(here, '../fixtures/shop-slices')), root, { recursive: true, filter: (path) => !/\/(node_modules|\.git)$/.test(path) });
mkdirSync(join(root, 'node_modules'));

const read = discover(root).files.filter(({ kind }) => isRead(kind));
const runtime = read.filter(({ kind }) => kind === 'runtime');
const wanted = Math.min(Number(values.files), runtime.length);
const linted = Array.from({ length: wanted }, (_, n) => runtime[Math.floor((n * runtime.length) / wanted)].path);

const { recommended } = plugin.configs;
const checkNames = new Set(checks.map(({ id }) => `fortress/${id}`));
const rulesAlone = Object.fromEntries(Object.entries(recommended.rules).filter(([name]) => !checkNames.has(name)));
const linter = (config) => new ESLint({ cwd: root, overrideConfigFile: true, ignore: false, overrideConfig: [{ files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'], languageOptions: { parser: tseslint.parser }, linterOptions: { reportUnusedDisableDirectives: 'off' } }, ...config] });
const linters = { none: linter([]), rules: linter([{ ...recommended, rules: rulesAlone }]), checks: linter([recommended]) };

const textOf = (path) => readFileSync(join(root, path), 'utf8');
/** Milliseconds of processor time, all threads: what else runs on the machine disturbs it less than wall time. */
const since = (start) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
};
/** @returns {Promise<number>} milliseconds of processor time */
async function lint(name, path, text) {
  const start = process.cpuUsage();
  await linters[name].lintText(text, { filePath: join(root, path) });
  return since(start);
}

/** Milliseconds that each plugin configuration takes over none, over the same texts in turn. @param texts of one file after the other */
async function overNone(texts, names) {
  const over = Object.fromEntries(names.map((name) => [name, []]));
  const order = ['none', ...names];
  for (const [at, { path, text }] of texts.entries()) {
    const spent = {};
    for (let n = 0; n < order.length; n += 1) {
      const name = order[(n + at) % order.length];
      spent[name] = await lint(name, path, text);
    }
    for (const name of names) over[name].push(spent[name] - spent.none);
  }
  return over;
}

/** The index of the whole tree and the project linked from it, as the first lint of a process asks for them. */
function indexTime() {
  const { config } = loadConfigSync(root);
  const path = linted[0];
  const text = textOf(path);
  const start = process.cpuUsage();
  const index = new ProjectIndex(root, { ...config, layout: layoutConfigOf(config) }, cacheFolderOf(root));
  index.begin(path, text);
  const place = index.place(path, text, true);
  index.view(place, { text, facts: () => null }, false);
  return since(start);
}

const cold = indexTime(); // leaves the cache
const indexed = median([1, 2, 3, 4, 5].map(indexTime));
const first = await lint('none', linted[0], textOf(linted[0])).then(() => lint('checks', linted[0], textOf(linted[0])));

const runs = Number(values.runs);
const byFile = linted.map(() => ({ rules: [], checks: [] }));
for (let run = 0; run <= runs; run += 1) {
  const over = await overNone(linted.map((path) => ({ path, text: textOf(path) })), ['rules', 'checks']);
  if (run === 0) continue; // warms the compiler
  for (const name of ['rules', 'checks']) over[name].forEach((ms, at) => byFile[at][name].push(ms));
}
const overall = (name) => median(byFile.map((measured) => median(measured[name])));
const worst = (name) => byFile.map((measured) => median(measured[name])).sort((a, b) => a - b)[Math.floor(0.95 * byFile.length)];

// one file that is typed in: comments move what is known, statements change what is linked
const typed = linted[Math.floor(linted.length / 2)];
const typing = async (line, count) => {
  const texts = Array.from({ length: count }, (_, n) => ({ path: typed, text: `${textOf(typed)}\n${line(n)}\n` }));
  return median((await overNone(texts, ['checks'])).checks);
};
const commented = await typing((n) => `// ${n}`, 40);
const extended = await typing((n) => `export const added${n} = (): number => ${n};`, 12);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const heap = () => {
  collect();
  return process.memoryUsage().heapUsed / 1024 ** 2;
};
const heaps = {};
for (let n = 1; n <= 500; n += 1) {
  const path = linted[(n * 7) % linted.length];
  const added = n % 10 === 0 ? `export const added${n} = (): number => ${n};` : `// ${n}`;
  await lint('checks', path, `${textOf(path)}\n${added}\n`);
  if (n === 50 || n === 500) heaps[n] = heap();
}
rmSync(scratch, { recursive: true });

const measured = {
  files: read.length,
  linted: linted.length,
  rows: [
    { name: 'the rules alone, over ESLint without rules, a file', value: overall('rules'), unit: 'ms' },
    { name: 'the same, 95th percentile of the files', value: worst('rules'), unit: 'ms' },
    { name: 'rules and checks, a file', value: overall('checks'), unit: 'ms' },
    { name: 'the same, 95th percentile of the files', value: worst('checks'), unit: 'ms' },
    { name: 'rules and checks, a comment typed in one file again and again', value: commented, unit: 'ms' },
    { name: 'rules and checks, a function typed in one file again and again', value: extended, unit: 'ms' },
    { name: 'the index, no cache', value: cold, unit: 'ms' },
    // smaller trees leave no cache
    ...(read.length < FILES_WORTH_A_CACHE ? [] : [{ name: 'the index from its cache', value: indexed, unit: 'ms' }]),
    { name: 'first lint of a process, which builds the index and runs all checks', value: first, unit: 'ms' },
    { name: 'heap after 50 lints with edits', value: heaps[50], unit: 'MB' },
    { name: 'heap after 500 lints with edits', value: heaps[500], unit: 'MB' },
  ],
};
if (values.json) console.log(JSON.stringify(measured));
else printEditor(measured);
