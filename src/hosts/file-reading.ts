import type { Rule } from '../define.js';
import type { DiscoveredFile } from '../facts/source.js';
import { optionsOf } from '../policy/severity.js';
import { readFile } from '../project/sources.js';
import { timed } from '../project/stopwatch.js';
import { rules } from '../rules/index.js';
import { runRules } from './run-laws.js';
import type { FileReading, ReadingScope, ReadingSettings } from './stored-reading.js';

/** Reads one file. @param externals see `SourceFile.dependencies` */
export function readingOf(file: DiscoveredFile, text: string, externals: ReadonlySet<string>, { config, base, scope }: ReadingSettings): FileReading {
  const read = readFile(file, text, externals, scope.facts);
  if (!('facts' in read)) return { facts: null, problem: read, findings: [], crashes: [] };
  if (file.kind !== 'runtime') return { facts: read.facts, problem: null, findings: [], crashes: [] };
  const { findings, crashes } = timed('rules', () => runRules(rulesOf(scope), read.source, (law, path) => optionsOf(law, `${base}${path}`, config) as Readonly<Record<string, unknown>>));
  return { facts: read.facts, problem: null, findings, crashes };
}

const rulesOf = ({ rules: asked }: ReadingScope): readonly Rule[] => (asked.size === rules.length ? rules : rules.filter(({ id }) => asked.has(id)));
