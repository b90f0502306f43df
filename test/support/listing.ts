import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { collectFacts } from '../../src/project/collect.js';
import type { FactLineOptions } from '../../src/reporters/facts.js';
import { factLines } from '../../src/reporters/facts.js';
import { parse } from '../../src/syntax/parse.js';
import { createSourceFile } from '../../src/syntax/source-file.js';

/** The backend facts of every source file below a folder, one a line, by file and position. */
export function listFacts(dir: string, options: FactLineOptions = {}): string {
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Record<string, Record<string, string> | undefined>;
  const dependencies = new Set([...Object.keys(manifest['dependencies'] ?? {}), ...Object.keys(manifest['devDependencies'] ?? {})]);
  return sourceFiles(dir)
    .flatMap((path) => {
      const parsed = parse(path, readFileSync(join(dir, path), 'utf8'));
      const facts = collectFacts(createSourceFile({ path, kind: 'runtime', ...parsed, dependencies }));
      return factLines(facts, options);
    })
    .map((line) => `${line}\n`)
    .join('');
}

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replace(/\\/g, '/').replace(/^\//, ''))
    .sort();
}
