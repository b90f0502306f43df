import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportFact } from '../../src/facts/code.js';
import { createResolver } from '../../src/project/packages/resolve.js';
import { importsOf } from '../../src/syntax/module-facts.js';
import { parse } from '../../src/syntax/parse.js';
import { createSourceFile, lineStarts, positionAt } from '../../src/syntax/source-file.js';

export const repository = join(import.meta.dirname, '..', '..');

/** One import of our own code, as our own facts and our own resolver see it. */
export interface OwnImport {
  /** POSIX and relative to the repository. */
  readonly from: string;
  readonly line: number;
  readonly fact: ImportFact;
  /** `null` for packages and builtins. */
  readonly target: string | null;
}

/**
 * Every import of the TypeScript files below a folder of the repository.
 * @throws {Error} for a file that does not parse and a relative import that leads nowhere
 */
export function ownImports(folder: string): OwnImport[] {
  const paths = readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort();
  const resolver = createResolver(repository, [], new Set(paths));
  return paths.flatMap((from) => {
    const parsed = parse(from, readFileSync(join(repository, from), 'utf8'));
    if (parsed.error) throw new Error(`${from}: ${parsed.error.message}`);
    const file = createSourceFile({ path: from, kind: 'runtime', ...parsed, dependencies: new Set() });
    const lines = lineStarts(parsed.text);
    return importsOf(file).map((fact): OwnImport => {
      const { line } = positionAt(lines, fact.at.start);
      const resolution = resolver.resolve(from, fact.source);
      if (resolution.kind === 'unresolved') throw new Error(`${from}:${line}: ${fact.source} leads nowhere`);
      return { from, line, fact, target: resolution.kind === 'file' ? resolution.path : null };
    });
  });
}
