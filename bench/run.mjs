#!/usr/bin/env node
/**
 * `npm run bench -- [FOLDER] [--runs N] [--editor] [--growth [--sizes N,N,…]] [--write]`: whole processes, interleaved, medians and
 * ratios of one run. Build first. A copy of the folder is measured, since some subjects edit files. Without a folder the
 * larger sample backend is measured, which says little about size. `--editor` runs bench/editor.mjs on the same folder
 * and `--growth` bench/growth.mjs, which takes some ten minutes; `--write` runs both and writes docs/performance.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { discover } from '../dist/project/kinds/discover.js';
import { isRead } from '../dist/project/kinds/file-kinds.js';
import { measure } from './measure.mjs';
import { median } from './median.mjs';
import { printEditor, printGrowth } from './print.mjs';
import { writePage } from './page.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '5' }, write: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, editor: { type: 'boolean', default: false }, growth: { type: 'boolean', default: false }, sizes: { type: 'string' } } });
const scratch = mkdtempSync(join(tmpdir(), 'fortress-bench-'));
const root = join(scratch, 'tree');
const subject = resolve(positionals[0] ?? join(here, '../fixtures/shop-slices'));
cpSync(subject, root, { recursive: true, filter: (path) => !/\/(node_modules|\.git)$/.test(path) });
const discovered = discover(root).files;
const files = discovered.filter((file) => isRead(file.kind));
const absolute = files.map((file) => join(root, file.path));
const runtime = files.filter(({ kind }) => kind === 'runtime').map(({ path }) => path);

const listOf = (name, paths) => {
  const list = join(scratch, name);
  writeFileSync(list, JSON.stringify(paths));
  return list;
};
const all = listOf('files.json', absolute);
// what a linter is given: the audit decides by paths and first lines that tests and front ends are not judged
const typescript = discovered.filter(({ path }) => /\.[cm]?ts$/.test(path)).map(({ path }) => join(root, path));
const everyTs = listOf('typescript.json', typescript);
const seven = ['no-horizontal-layers', 'no-cross-module-imports', 'no-uuid-v4-keys', 'no-offset-pagination', 'no-console', 'require-input-validation', 'no-raw-entity-return'].flatMap((law) => ['--law', law]);
const three = [0.25, 0.5, 0.75].map((share) => runtime[Math.floor(runtime.length * share)]);
const staged = listOf('staged.json', three.map((path) => join(root, path)));

const audit = join(here, '../bin/fortress-audit.js');
const cache = join(scratch, 'cache');
const fortress = (...args) => [audit, root, '--format', 'json', '--no-config', ...args];
const warm = fortress('--cache-location', cache);
const staging = fortress('--cache-location', cache, '--staged');
const eslint = (...args) => [join(here, 'eslint.mjs'), root, ...args];
const cruiser = (...args) => [join(here, '../node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--no-config', '--ts-pre-compilation-deps', '--do-not-follow', 'node_modules', '--output-type', 'null', ...args, '.'];

const cachedCruiser = cruiser('--cache', join(scratch, 'cruisercache'), '--cache-strategy', 'content');

const git = (...args) => spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: root, encoding: 'utf8' });
let edits = 0;
const edit = (path, text) => writeFileSync(join(root, path), `${readFileSync(join(root, path), 'utf8')}\n${text(edits += 1)}\n`);
const comment = (n) => `// ${n}`;
const added = (n) => `export function added${n}(): number {\n  return ${n};\n}`;
const stage = (text) => {
  for (const path of three) edit(path, text);
  git('add', '.');
};
const allSubjects = {
  'fortress-audit, cold': { args: fortress('--no-cache') },
  'fortress-audit, cold, seven laws': { args: fortress('--no-cache', ...seven) },
  'fortress-audit, nothing changed': { args: warm, before: () => measure(warm, root) },
  'fortress-audit, a comment changed': { args: warm, before: () => edit(three[0], comment) },
  'fortress-audit, a function more': { args: warm, before: () => edit(three[1], added) },
  // other contents each time: a hook runs on what was not there before
  'fortress-audit, three files staged': { args: staging, before: () => stage(added) },
  'fortress-audit, three files staged, comments': { args: staging, before: () => stage(comment) },
  // what a watch, an agent's hook or a person has judged before the commit
  'fortress-audit, three files staged, judged': { args: staging, before: () => (stage(added), measure(warm, root)) },
  'eslint untyped, every .ts file': { args: eslint(everyTs) },
  'eslint untyped, the files that the audit parses': { args: eslint(all) },
  'eslint untyped, those files, cached': { args: eslint(all, join(scratch, 'eslintcache')) },
  'eslint untyped, those three files': { args: eslint(staged) },
  'dependency-cruiser, cold': { args: cruiser() },
  // its cache holds one result for all files, which the edits above make worthless
  'dependency-cruiser, cached': { args: cachedCruiser, before: () => measure(cachedCruiser, root) },
};
const subjects = Object.fromEntries(Object.entries(allSubjects).filter(([name]) => !values.quick || /^fortress-audit, cold|^eslint untyped, every/.test(name)));

git('init', '--quiet');
git('add', '.');
git('commit', '--quiet', '--message', 'All');

const measureSubject = async ({ args, before }) => {
  await before?.();
  return measure(args, root);
};

const runs = Number(values.runs);
const results = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (const one of Object.values(subjects)) await measureSubject(one); // warms the disk and the caches
for (let run = 0; run < runs; run += 1) for (const [name, one] of Object.entries(subjects)) results[name].push(await measureSubject(one));
rmSync(scratch, { recursive: true });

const rows = Object.entries(results).map(([name, measured]) => ({ name, seconds: median(measured.map((r) => r.seconds)), megabytes: median(measured.map((r) => r.megabytes)) }));
const secondsOf = (name) => rows.find((row) => row.name === name)?.seconds;
const ratio = (a, b) => (secondsOf(a) && secondsOf(b) ? { name: `${a} / ${b}`, value: secondsOf(a) / secondsOf(b) } : null);
const ratios = [
  ratio('fortress-audit, cold, seven laws', 'eslint untyped, every .ts file'),
  ratio('fortress-audit, cold', 'eslint untyped, every .ts file'),
  ratio('fortress-audit, cold', 'eslint untyped, the files that the audit parses'),
  ratio('fortress-audit, cold', 'dependency-cruiser, cold'),
  ratio('fortress-audit, nothing changed', 'fortress-audit, cold'),
  ratio('fortress-audit, nothing changed', 'dependency-cruiser, cached'),
  ratio('fortress-audit, a comment changed', 'fortress-audit, cold'),
  ratio('fortress-audit, a function more', 'fortress-audit, cold'),
  ...['', ', comments', ', judged'].map((which) => ratio(`fortress-audit, three files staged${which}`, 'eslint untyped, those three files')),
].filter(Boolean);
const machine = `${typescript.length.toLocaleString('en')} .ts files, ${files.length.toLocaleString('en')} files that the audit parses, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${runs} interleaved runs`;

console.log(machine);
for (const { name, seconds, megabytes } of rows) console.log(`${name.padEnd(48)} ${seconds.toFixed(2).padStart(7)} s ${megabytes.toFixed(0).padStart(6)} MB`);
for (const { name, value } of ratios) console.log(`${name.padEnd(84)} ${value.toFixed(3)}`);

/** What another script of this folder measures. */
const measuredBy = (script, ...args) => JSON.parse(execFileSync(process.execPath, [join(here, script), '--json', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
const editor = values.editor || values.write ? measuredBy('editor.mjs', subject) : null;
if (editor) printEditor(editor);
const growth = values.growth || values.write ? measuredBy('growth.mjs', '--runs', values.runs, ...(values.sizes ? ['--files', values.sizes] : [])) : null;
if (growth) printGrowth(growth);
if (values.write) writePage(join(here, '../docs/performance.md'), { machine, rows, ratios, editor, growth });
