import type { RawFinding, Rule } from '../define.js';
import type { LawId } from '../catalogue.js';
import { type FileFacts, type OptionalFact, optionalFacts } from '../facts/file.js';
import type { DiscoveredFile, Problem } from '../facts/source.js';
import type { ResolvedConfig } from '../config/index.js';
import { optionsOf } from '../policy/severity.js';
import { readFile } from '../project/sources.js';
import type { StoredReading } from '../project/facts-cache.js';
import { digestOf } from '../project/facts-cache.js';
import { loadFactsOf, loadRest, storeReading } from '../project/stored-facts.js';
import { timed } from '../project/stopwatch.js';
import { rules } from '../rules/index.js';
import type { Crash } from './run-laws.js';
import { runRules } from './run-laws.js';

/** What of a configuration decides how one file is read. Can be sent to another thread. */
export interface ReadingSettings {
  readonly config: ResolvedConfig;
  /** Put before a path for globs of the config, see `LoadedConfig.base`. */
  readonly base: string;
  readonly scope: ReadingScope;
}

/** How much of each file is read: what only laws that do not run would ask for is left out. Can be sent to another thread. */
export interface ReadingScope {
  readonly facts: ReadonlySet<OptionalFact>;
  /** Rules to run. */
  readonly rules: ReadonlySet<LawId>;
}

export const wholeScope: ReadingScope = { facts: new Set(optionalFacts), rules: new Set(rules.map(({ id }) => id)) };

/** What the text of one file gives: its facts and what rules find in it. */
export interface FileReading {
  /** `null` where the file does not parse or is not understood: `problem` says why. */
  readonly facts: FileFacts | null;
  readonly problem: Problem | null;
  readonly findings: readonly RawFinding[];
  readonly crashes: readonly Crash[];
}

/** Reads one file. @param externals see `SourceFile.dependencies` */
export function readingOf(file: DiscoveredFile, text: string, externals: ReadonlySet<string>, { config, base, scope }: ReadingSettings): FileReading {
  const read = readFile(file, text, externals, scope.facts);
  if (!('facts' in read)) return { facts: null, problem: read, findings: [], crashes: [] };
  if (file.kind !== 'runtime') return { facts: read.facts, problem: null, findings: [], crashes: [] };
  const { findings, crashes } = timed('rules', () => runRules(rulesOf(scope), read.source, (law, path) => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>));
  return { facts: read.facts, problem: null, findings, crashes };
}

const rulesOf = ({ rules: asked }: ReadingScope): readonly Rule[] => (asked.size === rules.length ? rules : rules.filter(({ id }) => asked.has(id)));

/** The reading as text, see `loadReading`. */
export const printReading = ({ facts, ...rest }: FileReading): string => storeReading(rest, facts);

/** A reading that `printReading` wrote. */
export const loadReading = (stored: StoredReading): FileReading => ({
  ...(loadRest(stored.stored, stored.start) as Omit<FileReading, 'facts'>),
  facts: loadFactsOf(stored),
});

/** What of the settings decides what rules find. */
export const settingsKey = ({ config, base }: Pick<ReadingSettings, 'config' | 'base'>): string => digestOf([JSON.stringify([config.laws, config.overrides]), base]);
