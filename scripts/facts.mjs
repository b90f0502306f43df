#!/usr/bin/env node
/** Prints the facts of files: `node scripts/facts.mjs FILE… [--deps a,b] [--only endpoints,queries]`. For people who write adapters. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { collectFacts } from '../dist/project/collect.js';
import { parse } from '../dist/syntax/parse.js';
import { createSourceFile } from '../dist/syntax/source-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deps: { type: 'string', default: '' }, only: { type: 'string' } },
});
for (const path of positionals) {
  const parsed = parse(path, readFileSync(path, 'utf8'));
  if (parsed.error) console.error(path, parsed.error);
  const file = createSourceFile({ path, kind: 'runtime', ...parsed, dependencies: new Set(values.deps.split(',')) });
  const facts = collectFacts(file);
  const kinds = values.only ? values.only.split(',') : Object.keys(facts);
  console.log(JSON.stringify(Object.fromEntries(kinds.map((k) => [k, facts[k]])), null, 1));
}
