import { createHash } from 'node:crypto';
import type { RawFinding } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { DiscoveredFile, Problem } from '../facts/source.js';
import type { ResolvedConfig } from '../config/index.js';
import { optionsOf } from '../policy/severity.js';
import { readFile } from '../project/sources.js';
import { loadFacts, storeFacts } from '../project/stored-facts.js';
import { rules } from '../rules/index.js';
import type { Crash } from './run-laws.js';
import { runRules } from './run-laws.js';

/** What of a configuration decides how one file is read. Can be sent to another thread. */
export interface ReadingSettings {
  readonly config: ResolvedConfig;
  /** Put before a path for globs of the config, see `LoadedConfig.base`. */
  readonly base: string;
}

/** What the text of one file gives: its facts and what the rules, all of them, find in it. */
export interface FileReading {
  /** `null` where the file does not parse or is not understood: `problem` says why. */
  readonly facts: FileFacts | null;
  readonly problem: Problem | null;
  readonly findings: readonly RawFinding[];
  readonly crashes: readonly Crash[];
}

/** Reads one file. @param externals see `SourceFile.dependencies` */
export function readingOf(file: DiscoveredFile, text: string, externals: ReadonlySet<string>, { config, base }: ReadingSettings): FileReading {
  const read = readFile(file, text, externals);
  if (!('facts' in read)) return { facts: null, problem: read, findings: [], crashes: [] };
  if (file.kind !== 'runtime') return { facts: read.facts, problem: null, findings: [], crashes: [] };
  const { findings, crashes } = runRules(rules, read.source, (law, path) => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>);
  return { facts: read.facts, problem: null, findings, crashes };
}

/** The reading as lines of JSON: everything but the facts, then the facts as `storeFacts` writes them. */
export function storeReading({ facts, ...rest }: FileReading): string {
  return `${JSON.stringify(rest)}\n${facts ? storeFacts(facts) : ''}`;
}

/**
 * A reading that `storeReading` wrote.
 * @param stored holds the text from `start` to `end`, UTF-8
 */
export function loadReading(stored: Buffer, start: number, end: number): FileReading {
  const first = stored.indexOf(10, start) + 1;
  const rest = JSON.parse(stored.toString('utf8', start, first)) as Omit<FileReading, 'facts'>;
  return { ...rest, facts: first < end ? loadFacts(stored, first) : null };
}

/** What tells one content of a file from another. */
export const contentHash = (text: string): string => createHash('sha1').update(text).digest('base64');
