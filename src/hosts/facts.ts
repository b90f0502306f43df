import { dirname, relative, resolve, sep } from 'node:path';
import { existsSync } from 'node:fs';
import { readDocumentTables } from '../documents/tables.js';
import type { FileFacts } from '../facts/file.js';
import type { Table } from '../facts/project.js';
import { classifyFile } from '../project/classify.js';
import { collectFacts } from '../project/collect.js';
import { NearestPackages } from '../project/nearest-package.js';
import { readText, sourceFile } from '../project/sources.js';
import { UserError } from './user-error.js';

/** What the adapters saw in one file. */
export type SeenFile =
  | { readonly path: string; readonly facts: FileFacts }
  | { readonly path: string; readonly tables: readonly Table[]; readonly problems: readonly string[] };

/**
 * Reads single files as an audit reads them, with the dependencies of the packages that hold them. Code of any kind is
 * read as runtime code is, so that tests and generated files show what adapters would see in them.
 * @param paths absolute, or relative to `cwd`
 * @throws {UserError} for a file that cannot be read or does not parse
 */
export function factsOfFiles(paths: readonly string[], cwd: string): SeenFile[] {
  const packages = new NearestPackages();
  return paths.map((given) => {
    const absolute = resolve(cwd, given);
    const root = rootOf(absolute, cwd);
    const path = relative(root, absolute).split(sep).join('/');
    const shown = relative(cwd, absolute).split(sep).join('/');
    const info = packages.of(root, path);
    const text = readText(root, path);
    if (typeof text !== 'string') throw new UserError(`${given}: ${text.problem}`);
    if (/\.(prisma|sql)$/.test(path)) {
      const read = readDocumentTables(root, [{ path, kind: 'runtime', package: info?.dir ?? '' }]);
      return { path: shown, tables: read.tables.map((table) => ({ ...table, file: shown })), problems: read.problems.map(({ message }) => message) };
    }
    if (!/\.[cm]?[jt]sx?$/.test(path)) throw new UserError(`${given}: facts are read from TypeScript, JavaScript, .prisma and .sql files`);
    const kind = classifyFile(path, text.slice(0, 500), info);
    const dependencies = new Set([...(info?.dependencies ?? []), ...(info?.devDependencies ?? [])]);
    const source = sourceFile({ path: shown, kind: kind === 'migration' || kind === 'script' ? kind : 'runtime', package: info?.dir ?? '' }, text, dependencies);
    if (!('program' in source)) throw new UserError(`${given}: ${source.message}`);
    return { path: shown, facts: collectFacts(source) };
  });
}

/** The folder that packages are looked for up to: where the repository begins, else the working directory or the file's folder. */
function rootOf(absolute: string, cwd: string): string {
  for (let dir = dirname(absolute); ; dir = dirname(dir)) {
    if (existsSync(resolve(dir, '.git')) || dir === cwd) return dir;
    if (dir === dirname(dir)) return dirname(absolute);
  }
}
