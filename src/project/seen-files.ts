import { dirname, relative, resolve, sep } from 'node:path';
import { existsSync } from 'node:fs';
import { readDocumentTables } from '../documents/tables.js';
import type { FileFacts } from '../facts/file.js';
import type { Table } from '../facts/project.js';
import { classifyFile } from './classify.js';
import { collectFacts } from './collect.js';
import type { NearestPackages } from './nearest-package.js';
import { readText, sourceFile } from './sources.js';

/** What the adapters saw in one file. */
export type SeenFile =
  | { readonly path: string; readonly facts: FileFacts }
  | { readonly path: string; readonly tables: readonly Table[]; readonly problems: readonly string[] };

/**
 * Reads one file as an audit reads it, with the dependencies of the package that holds it. Code of any kind but
 * migrations and scripts is read as runtime code is, so that tests and generated files show what adapters would see.
 * @param given absolute, or relative to `cwd`
 * @returns why it cannot be read where it cannot
 */
export function seeFile(given: string, cwd: string, packages: NearestPackages): SeenFile | { readonly problem: string } {
  const absolute = resolve(cwd, given);
  const root = rootOf(absolute, cwd);
  const path = relative(root, absolute).split(sep).join('/');
  const shown = relative(cwd, absolute).split(sep).join('/');
  const info = packages.of(root, path);
  const text = readText(root, path);
  if (typeof text !== 'string') return text;
  if (/\.(prisma|sql)$/.test(path)) {
    const read = readDocumentTables([{ path, kind: 'runtime', package: info?.dir ?? '' }], () => Buffer.from(text));
    return { path: shown, tables: read.tables.map((table) => ({ ...table, file: shown })), problems: read.problems.map(({ message }) => message) };
  }
  if (!/\.[cm]?[jt]sx?$/.test(path)) return { problem: 'facts are read from TypeScript, JavaScript, .prisma and .sql files' };
  const kind = classifyFile(path, text.slice(0, 500), info);
  const dependencies = new Set([...(info?.dependencies ?? []), ...(info?.devDependencies ?? [])]);
  const source = sourceFile({ path: shown, kind: kind === 'migration' || kind === 'script' ? kind : 'runtime', package: info?.dir ?? '' }, text, dependencies);
  return 'program' in source ? { path: shown, facts: collectFacts(source) } : { problem: source.message };
}

/** The folder that packages are looked for up to: where the repository begins, else the working directory or the file's folder. */
function rootOf(absolute: string, cwd: string): string {
  for (let dir = dirname(absolute); ; dir = dirname(dir)) {
    if (existsSync(resolve(dir, '.git')) || dir === cwd) return dir;
    if (dir === dirname(dir)) return dirname(absolute);
  }
}
