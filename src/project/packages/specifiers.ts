import { builtinModules } from 'node:module';

/** One entry of `paths`. */
export interface PathAlias {
  /** Text before and after the star; `null` after for an exact name. */
  readonly before: string;
  readonly after: string | null;
  /** POSIX, relative to the root, with a star where the pattern has one. May lead out of the root (`../x/*`). */
  readonly targets: readonly string[];
}

/** What of a `tsconfig.json` decides where an import leads. Paths are POSIX and relative to the root. */
export interface ResolutionConfig {
  readonly dir: string;
  readonly baseUrl: string | null;
  /** Exact names first, then by length of what stands before the star, as TypeScript matches them. */
  readonly aliases: readonly PathAlias[];
  readonly outDir: string | null;
  readonly rootDir: string | null;
}

export const BUILTINS = new Set(builtinModules);
export const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs'];
/** An import of compiled JavaScript means its source (typescriptlang.org, "Module resolution", file extension substitution). */
export const SUBSTITUTES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};
export const NPM_NAME = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*/i;
/** `bun:sqlite`, `cloudflare:workers`, `https://…`: names of a runtime or the web, no files. */
export const SCHEME = /^[a-z][a-z+.-]+:/i;

/** Whether a configuration says nothing about bare specifiers. */
export function isSilent(config: ResolutionConfig | null): boolean {
  return config === null || (config.aliases.length === 0 && config.baseUrl === null);
}

export function matches({ before, after }: PathAlias, specifier: string): boolean {
  if (after === null) return specifier === before;
  return specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
}

/** A joined path without `./` and the last slash; the root is `''`. */
export function clean(path: string): string {
  return path === '.' || path === './' || path === '/' ? '' : path.replace(/^\.?\//, '').replace(/\/$/, '');
}

export function isDeclaration(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}
