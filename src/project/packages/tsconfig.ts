import { posix } from 'node:path';
import { isRecord } from '../../facts/own.js';
import type { PackageInfo, Problem } from '../../facts/source.js';
import type { Disk } from './disk.js';
import type { PathAlias, ResolutionConfig } from './specifiers.js';

interface Options {
  readonly baseUrl: string | null;
  readonly paths: Readonly<Record<string, readonly string[]>> | null;
  /** What targets of `paths` are relative to when there is no `baseUrl`. */
  readonly pathsDir: string;
  readonly outDir: string | null;
  readonly rootDir: string | null;
  readonly references: readonly string[];
}

const NONE: Options = { baseUrl: null, paths: null, pathsDir: '', outDir: null, rootDir: null, references: [] };
const FROM_ROOT = '\0';

/**
 * Reads the compiler options that matter for resolution, without the compiler: `extends` (one or several, files and
 * workspace packages), `paths`, `baseUrl`, `${configDir}`, `outDir`, `rootDir` and, for a solution file, `references`
 * (typescriptlang.org/tsconfig). `get-tsconfig` and `oxc-resolver` refuse a whole file when one `extends` is missing;
 * here that file keeps its own options, since audits run before dependencies are installed. Not understood: `rootDirs`.
 */
export class TsconfigReader {
  readonly problems: Problem[] = [];
  readonly #disk: Disk;
  readonly #packages: readonly PackageInfo[];
  readonly #byDir = new Map<string, ResolutionConfig | null>();
  readonly #options = new Map<string, Options>();

  constructor(disk: Disk, packages: readonly PackageInfo[]) {
    this.#disk = disk;
    this.#packages = packages;
  }

  /** The configuration of the nearest folder at or above `dir` that has one, `null` when there is none up to the root. */
  nearest(dir: string): ResolutionConfig | null {
    const cached = this.#byDir.get(dir);
    if (cached !== undefined) return cached;
    const name = this.#disk.configIn(dir);
    const found = name !== null ? this.#read(posix.join(dir, name), dir) : dir === '' ? null : this.nearest(parentOf(dir));
    this.#byDir.set(dir, found);
    return found;
  }

  /** `tsconfig.base.json` at the root, as Nx writes it, for files whose own configuration does not extend it. */
  base(): ResolutionConfig | null {
    const key = '\0base';
    const cached = this.#byDir.get(key);
    if (cached !== undefined) return cached;
    const name = ['tsconfig.base.json', 'tsconfig.json'].find((one) => this.#disk.exists(one));
    const found = name === undefined ? null : this.#read(name, '');
    this.#byDir.set(key, found);
    return found;
  }

  #read(path: string, dir: string): ResolutionConfig {
    let options = this.#load(path, dir, []);
    if (options.paths === null) {
      // A solution file (`files: []`) leaves the options to the projects that it references.
      for (const reference of options.references) {
        const referenced = this.#load(reference, parentOf(reference), []);
        if (referenced.paths !== null) {
          options = { ...options, paths: referenced.paths, pathsDir: referenced.pathsDir, baseUrl: options.baseUrl ?? referenced.baseUrl };
          break;
        }
      }
    }
    const base = options.baseUrl ?? options.pathsDir;
    const aliases = Object.entries(options.paths ?? {}).map(([pattern, targets]): PathAlias => {
      const star = pattern.indexOf('*');
      return {
        before: star < 0 ? pattern : pattern.slice(0, star),
        after: star < 0 ? null : pattern.slice(star + 1),
        targets: targets.map((target) => (target.startsWith(FROM_ROOT) ? target.slice(1) : posix.join(base, target))),
      };
    });
    aliases.sort((a, b) => Number(a.after !== null) - Number(b.after !== null) || b.before.length - a.before.length);
    return { dir, baseUrl: options.baseUrl, aliases, outDir: options.outDir, rootDir: options.rootDir };
  }

  /** @param configDir folder of the file that everything extends into, for `${configDir}` (TypeScript 5.5) */
  #load(path: string, configDir: string, above: readonly string[]): Options {
    const key = `${configDir}\0${path}`;
    const cached = this.#options.get(key);
    if (cached !== undefined) return cached;
    if (above.includes(path)) {
      this.#report(path, `The tsconfig extends itself: ${[...above.slice(above.indexOf(path)), path].join(' → ')}.`);
      return NONE;
    }
    const json = this.#json(path, above);
    if (json === null) return NONE;
    const dir = parentOf(path);
    const at = (value: unknown): string | null =>
      typeof value === 'string' ? (value.startsWith('${configDir}') ? posix.join(configDir, value.slice(12)) : inRoot(posix.join(dir, value))) : null;
    let inherited = NONE;
    const parents = Array.isArray(json['extends']) ? json['extends'] : [json['extends']];
    for (const parent of parents) {
      if (typeof parent !== 'string') continue;
      const file = this.#extended(parent, dir, path);
      if (file !== null) inherited = merge(inherited, this.#load(file, configDir, [...above, path]));
    }
    const compiler = isRecord(json['compilerOptions']) ? json['compilerOptions'] : {};
    const paths = isRecord(compiler['paths']) ? pathsOf(compiler['paths'], configDir) : null;
    const references = Array.isArray(json['references']) ? json['references'] : [];
    const options = merge(inherited, {
      baseUrl: at(compiler['baseUrl']),
      paths,
      pathsDir: dir,
      outDir: at(compiler['outDir']),
      rootDir: at(compiler['rootDir']),
      references: references.flatMap((reference: unknown) => {
        const target = isRecord(reference) ? at(reference['path']) : null;
        return target === null ? [] : [target.endsWith('.json') ? target : posix.join(target, 'tsconfig.json')];
      }),
    });
    this.#options.set(key, options);
    return options;
  }

  #json(path: string, above: readonly string[]): Record<string, unknown> | null {
    let text;
    try {
      text = this.#disk.text(path);
    } catch {
      if (above.length === 0) this.#report(path, 'The tsconfig cannot be read.');
      return null;
    }
    try {
      const json: unknown = JSON.parse(stripComments(text));
      if (isRecord(json)) return json;
      this.#report(path, 'The tsconfig holds no object.');
    } catch (error) {
      this.#report(path, `The tsconfig is no valid JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    return null;
  }

  /** A package that is neither in the workspace nor installed gives `null` and no problem: presets rarely hold paths. */
  #extended(specifier: string, dir: string, from: string): string | null {
    const withEnd = (path: string): string | null =>
      [path, `${path}.json`, posix.join(path, 'tsconfig.json')].find((one) => one.endsWith('.json') && this.#disk.exists(one)) ?? null;
    if (specifier.startsWith('.') || specifier.startsWith('/')) {
      const found = withEnd(specifier.startsWith('/') ? specifier : posix.join(dir, specifier));
      if (found === null) this.#report(from, `The tsconfig extends ${specifier}, which does not exist.`);
      return found;
    }
    for (const { name, dir: packageDir } of this.#packages) {
      if (name !== null && (specifier === name || specifier.startsWith(`${name}/`))) return withEnd(posix.join(packageDir, specifier.slice(name.length)));
    }
    for (let folder = dir; ; folder = parentOf(folder)) {
      const found = withEnd(posix.join(folder, 'node_modules', specifier));
      if (found !== null || folder === '') return found;
    }
  }

  #report(path: string, message: string): void {
    if (!this.problems.some((problem) => problem.path === path)) this.problems.push({ path, message });
  }
}

function merge(below: Options, own: Options): Options {
  return {
    baseUrl: own.baseUrl ?? below.baseUrl,
    paths: own.paths ?? below.paths,
    pathsDir: own.paths === null ? below.pathsDir : own.pathsDir,
    outDir: own.outDir ?? below.outDir,
    rootDir: own.rootDir ?? below.rootDir,
    references: own.references,
  };
}

/** Targets by pattern; those with `${configDir}` are relative to the root already, and marked so. */
function pathsOf(paths: Record<string, unknown>, configDir: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [pattern, targets] of Object.entries(paths)) {
    if (!Array.isArray(targets)) continue;
    found[pattern] = targets
      .filter((target): target is string => typeof target === 'string')
      .map((target) => (target.startsWith('${configDir}') ? FROM_ROOT + posix.join(configDir, target.slice(12)) : target));
  }
  return found;
}

function inRoot(path: string): string {
  return path === '.' || path === './' ? '' : path.replace(/\/$/, '');
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** JSON with comments and trailing commas, as TypeScript reads it, to plain JSON. Strings stay as they are. */
export function stripComments(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\.|[^"\\\n])*")|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (_, string: string | undefined) => string ?? ' ')
    .replace(/("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '');
}
