import type { FileFacts, OptionalFact } from '../facts/file.js';
import type { DiscoveredFile, Problem } from '../facts/source.js';
import { parse } from '../syntax/parse.js';
import type { SourceFile } from '../syntax/source-file.js';
import { createSourceFile, lineStarts, positionAt } from '../syntax/source-file.js';
import { collectFacts } from './collect.js';
import { backendKinds } from './kinds/file-kinds.js';
import { timed } from './stopwatch.js';

/** Parses one file and lays out its nodes; a syntax error is a problem with line and column. */
export function sourceFile(file: DiscoveredFile, text: string, externals: ReadonlySet<string>): SourceFile | Problem {
  const parsed = parse(file.path, text);
  if (parsed.error) {
    const { line, column } = positionAt(lineStarts(parsed.text), parsed.error.offset);
    return { path: file.path, message: `does not parse: ${parsed.error.message} (${line}:${column})` };
  }
  const { program, comments } = parsed;
  return createSourceFile({ path: file.path, kind: file.kind, text: parsed.text, program, comments, dependencies: externals });
}

/** What one file says, and its AST for whoever wants to look at it before it is dropped. */
export interface ReadFile {
  readonly facts: FileFacts;
  readonly source: SourceFile;
}

/** Facts of a file that is parsed already, with the backend facts where its kind has any. @param wanted optional facts; all unless given */
export const factsOf = (source: SourceFile, wanted?: ReadonlySet<OptionalFact>): FileFacts => collectFacts(source, backendKinds.has(source.kind), wanted);

/** Parses one file and collects its facts. Never throws: what goes wrong with one file must not keep the others from being read. */
export function readFile(file: DiscoveredFile, text: string, externals: ReadonlySet<string>, wanted?: ReadonlySet<OptionalFact>): ReadFile | Problem {
  const source = timed('parsing', () => sourceFile(file, text, externals));
  if (!('program' in source)) return source;
  try {
    return { source, facts: timed('collecting facts', () => factsOf(source, wanted)) };
  } catch (error) {
    return { path: file.path, message: `was not understood: ${error instanceof Error ? error.message : String(error)}` };
  }
}
