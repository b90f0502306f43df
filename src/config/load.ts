import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';
import { ownFile } from '../own-files.js';
import { explainIssues, formatPath, type Fault } from './explain.js';
import { defaultConfig, type ResolvedConfig } from './index.js';
import { locateInJson, scanJson, scanModule } from './locate.js';
import { configSchema } from './schema.js';

export interface LoadOptions {
  /** The file to read instead of looking for one, absolute or relative to the root. */
  readonly file?: string | undefined;
  /** Reads and runs nothing and gives the defaults: `--no-config`. */
  readonly disabled?: boolean | undefined;
}

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  /** Absolute path of the file, `null` where the defaults hold. */
  readonly path: string | null;
  /**
   * What to put before a path relative to the root to make it relative to the folder of the
   * configuration, as its globs are: `''` where both are the same, else `packages/api/`, or `../…/`
   * where the file was named and lies deeper than the root.
   */
  readonly base: string;
}

/** A configuration that cannot be used. Its message has a line for each fault: `file:line: what`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    /** Absolute path of the configuration. */
    readonly path: string,
    /** Line of the first fault, 1-based. */
    readonly line: number,
    message: string,
  ) {
    super(message);
    this.stack = `${this.name}: ${message}`;
  }
}

export const configFileNames = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `fortress.config.${extension}`);

/**
 * Reads the configuration for `root`: the named file, or the nearest `fortress.config.*` from the root
 * up to the root of its git repository or workspace. Outside of both only the root itself counts, so
 * that no file of a stranger's folder is run. JSON is parsed; the others are run.
 * @param root absolute path of the audited folder
 * @throws {ConfigError} where there are several files, or one that cannot be read, run or understood
 */
export async function loadConfig(root: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const path = findConfig(root, options);
  if (path === null) return { config: defaultConfig, path, base: '' };
  const text = readText(root, path);
  try {
    return check(root, path, text, await run(path, text));
  } catch (error) {
    throw loadFailure(root, path, text, error);
  }
}

/**
 * `loadConfig` for hosts that cannot wait: ESLint's rules are synchronous. A file with a top-level
 * `await` cannot be read this way.
 * @throws {ConfigError} as `loadConfig` does
 */
export function loadConfigSync(root: string, options: LoadOptions = {}): LoadedConfig {
  const path = findConfig(root, options);
  if (path === null) return { config: defaultConfig, path, base: '' };
  const text = readText(root, path);
  try {
    return check(root, path, text, extname(path) === '.json' ? JSON.parse(text) : createLoader(path)(path));
  } catch (error) {
    throw loadFailure(root, path, text, error);
  }
}

function findConfig(root: string, { file, disabled }: LoadOptions): string | null {
  if (disabled) return null;
  if (file !== undefined) {
    const path = isAbsolute(file) ? file : resolve(root, file);
    if (!configFileNames.includes(`fortress.config${extname(path)}`)) {
      throw failure(root, path, 1, 'a configuration ends in .ts, .mts, .js, .mjs, .cjs or .json');
    }
    return path;
  }
  for (const folder of searchedFolders(root)) {
    const found = configFileNames.filter((name) => existsSync(join(folder, name)));
    const [name] = found;
    if (name === undefined) continue;
    if (found.length > 1) {
      throw failure(root, join(folder, name), 1, `several configurations, keep one of ${found.join(', ')}`);
    }
    return join(folder, name);
  }
  return null;
}

/** The root and the folders above it up to the nearest root of a repository or workspace. */
function searchedFolders(root: string): string[] {
  const folders: string[] = [];
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    folders.push(folder);
    if (isOutermost(folder)) return folders;
    if (dirname(folder) === folder) return folders.slice(0, 1);
  }
}

function isOutermost(folder: string): boolean {
  if (existsSync(join(folder, '.git')) || existsSync(join(folder, 'pnpm-workspace.yaml'))) return true;
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'workspaces' in manifest;
  } catch {
    // No manifest, or one that cannot be read, marks no workspace; discovery reports it.
    return false;
  }
}

function readText(root: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw failure(root, path, 1, missing ? 'no such file' : `cannot be read: ${firstLine(error)}`);
  }
}

async function run(path: string, text: string): Promise<unknown> {
  switch (extname(path)) {
    case '.json':
      return JSON.parse(text);
    case '.ts':
    case '.mts':
      return createLoader(path).import(path);
    default:
      // The query makes a long-lived process read a changed file again.
      return import(`${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`);
  }
}

/** jiti, without its caches: they would write into the audited tree and outlive a changed file. */
function createLoader(path: string): Jiti {
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti');
  const own = fileURLToPath(ownFile(`config/index${extname(import.meta.url)}`));
  return createJiti(path, { fsCache: false, moduleCache: false, alias: { 'eslint-plugin-fortress/config': own } });
}

function check(root: string, path: string, text: string, loaded: unknown): LoadedConfig {
  const json = extname(path) === '.json';
  const given = json ? loaded : defaultExport(loaded);
  if (given === undefined) throw failure(root, path, 1, 'exports nothing, write: export default defineConfig({ … })');
  const { success, data, error } = configSchema().safeParse(given);
  if (success) return { config: data, path, base: baseOf(root, path) };

  const locate = json ? (at: Fault['path']) => locateInJson(text, at) : scanModule(path, text).locate;
  const faults = explainIssues(error.issues, given)
    .map((fault) => ({ ...fault, line: lineAt(text, locate(fault.path)) }))
    .sort((a, b) => a.line - b.line);
  throw new ConfigError(
    path,
    faults[0]?.line ?? 1,
    faults.map((fault) => describe(root, path, fault.line, `${formatPath(fault.path) || 'the configuration'}: ${fault.message}`)).join('\n'),
  );
}

function defaultExport(loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null) return loaded;
  if ('default' in loaded) return loaded.default;
  return Object.keys(loaded).length === 0 || isModule(loaded) ? undefined : loaded;
}

function isModule(loaded: object): boolean {
  return Object.prototype.toString.call(loaded) === '[object Module]' || '__esModule' in loaded;
}

function baseOf(root: string, path: string): string {
  const base = relative(dirname(path), resolve(root)).replaceAll(sep, '/');
  return base === '' ? '' : `${base}/`;
}

/** Why a file could not be run: its first syntax error, or what it threw and on which line. */
function loadFailure(root: string, path: string, text: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  if (extname(path) === '.json') {
    const offset = scanJson(text).error ?? 0;
    const found = text.slice(offset, offset + 1);
    return failure(root, path, lineAt(text, offset), found === '' ? 'JSON ends too early' : `not JSON at ${JSON.stringify(found)}`);
  }
  const syntax = scanModule(path, text).error;
  if (syntax) return failure(root, path, lineAt(text, syntax.offset), syntax.message.replaceAll(/\s+/gu, ' '));
  return failure(root, path, throwingLine(path, error), `cannot be loaded: ${firstLine(error)}`);
}

/** Line of the file in the stack of what it threw, 1 where the stack does not name it. */
function throwingLine(path: string, error: unknown): number {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((line) => line.includes(basename(path)) && /:\d+:\d+\)?$/u.test(line));
  return Number(/:(\d+):\d+\)?$/u.exec(frame ?? '')?.[1] ?? 1);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** `file:line: message`, the file relative to the root. */
export function describe(root: string, path: string, line: number, message: string): string {
  return `${relative(resolve(root), path).replaceAll(sep, '/')}:${line}: ${message}`;
}

/** A `ConfigError` with one fault. */
export function failure(root: string, path: string, line: number, message: string): ConfigError {
  return new ConfigError(path, line, describe(root, path, line, message));
}
