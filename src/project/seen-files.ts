import { dirname, relative, resolve, sep } from 'node:path';
import { existsSync } from 'node:fs';
import { isDockerfile, isEnvFile, readDocumentFact } from '../documents/document-facts.js';
import { secretsIn } from '../documents/secrets.js';
import { readDocumentSettings } from '../documents/settings.js';
import { readDocumentTables } from '../documents/tables.js';
import type { DocumentFact, DocumentSecretFact, TestFacts } from '../facts/documents.js';
import type { FileFacts } from '../facts/file.js';
import type { Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import { lineStarts, stripMark } from '../syntax/source-file.js';
import { testFactsOf } from '../syntax/test-facts.js';
import { collectFacts } from './collect.js';
import { readText } from './disk/read-text.js';
import { classifyFile, headIn } from './kinds/classify.js';
import type { NearestPackages } from './packages/nearest-package.js';
import { sourceFile } from './sources.js';

const readable = 'TypeScript, JavaScript, .prisma, .sql, YAML and JSON files, Dockerfiles and env files';

/** What the adapters saw in one file. */
export type SeenFile =
  | { readonly path: string; readonly facts: FileFacts; readonly tests: TestFacts }
  | { readonly path: string; readonly tables: readonly Table[]; readonly problems: readonly string[] }
  | { readonly path: string; readonly lines: readonly number[]; readonly document: DocumentFact | null; readonly settings: readonly SettingFact[]; readonly secrets: readonly DocumentSecretFact[] };

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
  if (!/\.[cm]?[jt]sx?$/.test(path)) {
    if (!isDocument(path)) return { problem: `facts are read from ${readable}` };
    const settings = readDocumentSettings([{ path, kind: 'config', package: info?.dir ?? '' }], () => Buffer.from(text));
    const plain = stripMark(text);
    return { path: shown, lines: lineStarts(plain), document: readDocumentFact(path, plain, shown), settings: settings.map((one) => ({ ...one, path: shown })), secrets: secretsIn(path, plain).map((one) => ({ ...one, path: shown })) };
  }
  const kind = classifyFile(path, headIn(text), info);
  const dependencies = new Set([...(info?.dependencies ?? []), ...(info?.devDependencies ?? [])]);
  const source = sourceFile({ path: shown, kind: kind === 'migration' || kind === 'script' ? kind : 'runtime', package: info?.dir ?? '' }, text, dependencies);
  return 'program' in source ? { path: shown, facts: collectFacts(source), tests: testFactsOf(source) } : { problem: source.message };
}

function isDocument(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /\.(?:ya?ml|json)$/i.test(name) || isDockerfile(name) || isEnvFile(name);
}

/** The folder that packages are looked for up to: where the repository begins, else the working directory or the file's folder. */
function rootOf(absolute: string, cwd: string): string {
  for (let dir = dirname(absolute); ; dir = dirname(dir)) {
    if (existsSync(resolve(dir, '.git')) || dir === cwd) return dir;
    if (dir === dirname(dir)) return dirname(absolute);
  }
}
