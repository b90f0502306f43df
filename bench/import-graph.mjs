#!/usr/bin/env node
/**
 * `node bench/import-graph.mjs FOLDER [--tsconfig FILE]`: compares the imports that Fortress resolves with those that
 * dependency-cruiser resolves, over the files that the audit reads. Build first.
 */
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/**
 * @param {string} root absolute
 * @param {readonly string[]} files paths relative to the root
 * @param {string | undefined} tsconfig relative to the root
 * @returns {Promise<Set<string>>} `from -> to`, of files of the list
 */
export async function edgesOfCruiser(root, files, tsconfig) {
  const before = process.cwd();
  process.chdir(root);
  try {
    const options = { tsPreCompilationDeps: true, combinedDependencies: true, doNotFollow: 'node_modules', ...(tsconfig && { tsConfig: { fileName: tsconfig } }) };
    const resolving = { conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.d.ts'] };
    const { output } = await cruise([...files], options, resolving, tsconfig ? { tsConfig: extractTsConfig(join(root, tsconfig)) } : {});
    const known = new Set(files);
    const edges = new Set();
    for (const { source, dependencies } of output.modules)
      for (const { resolved } of dependencies) if (known.has(source) && known.has(resolved)) edges.add(`${source} -> ${resolved}`);
    return edges;
  } finally {
    process.chdir(before);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { tsconfig: { type: 'string' } } });
  const root = resolve(positionals[0] ?? '.');
  const { linkFolder } = await import('../dist/hosts/link-tree.js');
  const { project } = await linkFolder(root, {});
  const files = project.files.map(({ path }) => path);
  const known = new Set(files);
  const ours = new Set(project.imports.flatMap(({ file, target }) => (target !== null && known.has(target) ? [`${file.path} -> ${target}`] : [])));
  const theirs = await edgesOfCruiser(root, files, values.tsconfig);
  const only = (a, b) => [...a].filter((edge) => !b.has(edge)).sort();
  console.log(`${files.length} files, ${ours.size} imports by Fortress, ${theirs.size} by dependency-cruiser`);
  for (const edge of only(ours, theirs)) console.log(`only Fortress            ${edge}`);
  for (const edge of only(theirs, ours)) console.log(`only dependency-cruiser  ${edge}`);
}
