import { join } from 'node:path';
import { expect, it } from 'vitest';
import { edgesOfCruiser } from '../bench/import-graph.mjs';
import { linkFolder } from '../src/hosts/link-tree.js';
import { repository } from './support/built.js';

/** Edges between files that both know; `bench/import-graph.mjs` does the same on any folder. */
it.each(['shop-layered', 'shop-slices'])('%s: resolves the imports that dependency-cruiser resolves', async (sample) => {
  const root = join(repository, 'fixtures', sample);
  const { project } = await linkFolder(root, {});
  const files = project.files.map(({ path }) => path);
  const known = new Set(files);
  const ours = project.imports.flatMap(({ file, target }) => (target !== null && known.has(target) ? [`${file.path} -> ${target}`] : []));
  const theirs = await edgesOfCruiser(root, files, 'tsconfig.json');
  expect(theirs.size).toBeGreaterThan(150);
  expect([...new Set(ours)].sort()).toEqual([...theirs].sort());
});
