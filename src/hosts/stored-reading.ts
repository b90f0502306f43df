import { type LawId, lawEntry, lawIds } from '../catalogue.js';
import type { ResolvedConfig } from '../config/index.js';
import type { RawFinding } from '../define.js';
import { type FileFacts, type OptionalFact, optionalFacts } from '../facts/file.js';
import type { DiscoveredFile, Problem } from '../facts/source.js';
import { digestOf } from '../project/cache/digest.js';
import type { StoredReading } from '../project/stored-tree.js';
import { backendKinds } from '../project/kinds/file-kinds.js';
import { loadFactsOf, loadRest, storeReading } from '../project/cache/stored-facts.js';
import type { Crash } from './run-laws.js';

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

/** Files with the same key see the same packages: undeclared ones only count for files that declare backend facts. */
export const externalsKey = (file: DiscoveredFile): string => `${backendKinds.has(file.kind) ? 'backend' : 'other'} ${file.package}`;

export const ruleIds: ReadonlySet<LawId> = new Set(lawIds.filter((id) => lawEntry(id).kind === 'rule'));

export const wholeScope: ReadingScope = { facts: new Set(optionalFacts), rules: ruleIds };

/** What the text of one file gives: its facts and what rules find in it. */
export interface FileReading {
  /** `null` where the file does not parse or is not understood: `problem` says why. */
  readonly facts: FileFacts | null;
  readonly problem: Problem | null;
  readonly findings: readonly RawFinding[];
  readonly crashes: readonly Crash[];
}

/** A file that was read, by whichever thread. */
export interface FileRead {
  /** Of its content, see `contentHash`. */
  readonly hash: string;
  reading(): FileReading;
  /** The reading as it is kept for the next run. */
  stored(): StoredReading;
}

/** A file whose reading is at hand as text only. */
export function storedRead(stored: StoredReading): FileRead {
  let reading: FileReading | undefined;
  return { hash: stored.hash, reading: () => (reading ??= loadReading(stored)), stored: () => stored };
}

/** The reading as text, see `loadReading`. */
export const printReading = ({ facts, ...rest }: FileReading): string => storeReading(rest, facts);

/** A reading that `printReading` wrote. */
function loadReading({ bytes }: StoredReading): FileReading {
  const stored = bytes();
  return { ...(loadRest(stored) as Omit<FileReading, 'facts'>), facts: loadFactsOf(stored) };
}

/** What of the settings decides what rules find. */
export const settingsKey = ({ config, base }: Pick<ReadingSettings, 'config' | 'base'>): string => digestOf([JSON.stringify([config.laws, config.overrides]), base]);
