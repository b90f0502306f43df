import ignore, { type Ignore } from 'ignore';
import { lawEntry, lawIds, type LawId } from '../catalogue.js';
import type { LawOptions, ResolvedConfig } from '../config/index.js';
import type { Severity } from '../facts/finding.js';

type Level = Severity | 'off';

interface Setting {
  readonly level: Level;
  readonly options: object;
}

/** One glob with a matcher of its own: in a shared one, `!src/a/b/**` could not take back from `src/a/**`. */
interface Glob {
  readonly negated: boolean;
  readonly matcher: Ignore;
}

interface CompiledPolicy {
  readonly base: ReadonlyMap<LawId, Setting>;
  readonly overrides: readonly { readonly globs: readonly Glob[]; readonly laws: ResolvedConfig['laws'] }[];
  /** The `laws` of the overrides that match, by path. */
  readonly byPath: Map<string, readonly ResolvedConfig['laws'][]>;
}

const compiled = new WeakMap<ResolvedConfig, CompiledPolicy>();

/**
 * How heavy a breach of `law` in the file at `path` is: the preset's severity, then `laws`, then each
 * override that matches, in order.
 * @param path POSIX, relative to the folder of the configuration (see `LoadedConfig.base`); ends in
 *   `/` for a folder, which an override matches that matches the folder or everything in it. Globs are
 *   those of `.gitignore`, case-sensitive on every system; of those that match, the last decides.
 */
export function severityOf(law: LawId, path: string, config: ResolvedConfig): Level {
  return settingOf(law, path, config).level;
}

/**
 * The options of `law` in the file at `path`, `{}` where none are given. The last entry that gives
 * options replaces earlier ones whole; an entry that gives only a severity keeps them, as in ESLint
 * (eslint.org/docs/latest/use/configure/rules).
 * @param path as `severityOf` takes it
 */
export function optionsOf<L extends LawId>(law: L, path: string, config: ResolvedConfig): LawOptions<L> {
  return settingOf(law, path, config).options as LawOptions<L>;
}

function settingOf(law: LawId, path: string, config: ResolvedConfig): Setting {
  const policy = compile(config);
  let setting = policy.base.get(law) ?? { level: 'off', options: {} };
  for (const laws of matchingOverrides(policy, path)) setting = apply(setting, laws[law]);
  return setting;
}

function compile(config: ResolvedConfig): CompiledPolicy {
  let policy = compiled.get(config);
  if (!policy) {
    policy = {
      base: new Map(
        lawIds.map((law) => [law, apply({ level: presetLevel(law, config.preset), options: {} }, config.laws[law])]),
      ),
      overrides: config.overrides.map(({ files, laws }) => ({
        globs: files.map(compileGlob),
        laws,
      })),
      byPath: new Map(),
    };
    compiled.set(config, policy);
  }
  return policy;
}

/**
 * Whether one of several globs matches a path; both as `severityOf` takes them.
 * @returns a function, so that the globs are compiled once
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const compiledGlobs = globs.map(compileGlob);
  return (path) => matches(compiledGlobs, path);
}

function compileGlob(glob: string): Glob {
  const pattern = glob.replace(/^!/u, '').replace(/^\.\//u, '/');
  return { negated: glob.startsWith('!'), matcher: ignore({ ignorecase: false }).add(pattern) };
}

/** Severity of a law in a preset. */
export function presetLevel(law: LawId, preset: ResolvedConfig['preset']): Level {
  const { recommended, layered } = lawEntry(law);
  if (preset === 'strict') return 'error';
  return preset === 'layered' ? (layered ?? recommended) : recommended;
}

function apply(setting: Setting, given: Level | readonly [Level, object?] | undefined): Setting {
  if (given === undefined) return setting;
  if (typeof given === 'string') return { ...setting, level: given };
  return { level: given[0], options: given[1] ?? setting.options };
}

function matchingOverrides(policy: CompiledPolicy, path: string): readonly ResolvedConfig['laws'][] {
  if (policy.overrides.length === 0) return [];
  let laws = policy.byPath.get(path);
  if (!laws) {
    laws = policy.overrides.filter(({ globs }) => matches(globs, path)).map((override) => override.laws);
    policy.byPath.set(path, laws);
  }
  return laws;
}

function matches(globs: readonly Glob[], path: string): boolean {
  // The root itself and paths above it are no paths to `ignore`, which throws on them.
  if (!ignore.isPathValid(path)) return false;
  const last = globs.findLast(
    // `src/legacy/**` matches what a folder holds and not the folder: ask for something inside it.
    ({ matcher }) => matcher.ignores(path) || (path.endsWith('/') && matcher.ignores(`${path}inside`)),
  );
  return last !== undefined && !last.negated;
}
