import type { Project } from '../facts/project.js';
import type { Problem } from '../facts/source.js';
import { assembleProject, structureOf } from '../project/assemble.js';
import { BrokenCache } from '../project/cache/cache-file.js';
import { lazyDocuments, readDocuments } from '../project/documents.js';
import type { Resolver } from '../project/packages/resolve.js';
import { timed } from '../project/stopwatch.js';
import { layoutConfigOf } from './layout-config.js';
import type { Progress } from './progress.js';
import { openTree, type ReadTree, readTree, type TreeOptions } from './read-tree.js';
import { type FileReading, type ReadingScope, wholeScope } from './stored-reading.js';

/** A tree whose files are linked. */
export interface LinkedTree extends ReadTree {
  readonly readings: readonly FileReading[];
  readonly project: Project;
  readonly resolver: Resolver;
  /** What could not be read or understood so far, sorted, each once; resolving imports may add to it. */
  problems(): readonly Problem[];
}

/** Links a tree that is read. */
function linkTree(tree: ReadTree, progress?: Progress): LinkedTree {
  progress?.('link', 0, 0);
  const { config, discovery, sources } = tree;
  const documents = timed('documents', () => readDocuments(discovery));
  const readings = [...sources.readings.values()];
  const structure = structureOf(discovery, layoutConfigOf(config));
  const { resolver } = structure;
  const files = readings.flatMap(({ facts }) => facts ?? []);
  const project = assembleProject({ packages: discovery.packages, files, documentTables: documents.tables, settings: documents.settings, lazy: lazyDocuments(discovery), recognisers: config.recognisers }, structure);
  const problems = [...discovery.problems, ...readings.flatMap(({ problem, facts }) => [...(problem ? [problem] : []), ...(facts?.problems ?? [])]), ...documents.problems];
  return { ...tree, readings, project, resolver, problems: () => sortProblems([...problems, ...resolver.problems]) };
}

/** Links a tree that is read; where what earlier runs have left of it turns out not to be whole, it is read anew. */
export async function linkRead(tree: ReadTree, scope: ReadingScope = wholeScope, progress?: Progress): Promise<LinkedTree> {
  try {
    return timed('linking', () => linkTree(tree, progress));
  } catch (error) {
    if (!(error instanceof BrokenCache)) throw error;
    tree.store?.drop();
    const anew = await readTree(tree, progress, scope);
    return timed('linking', () => linkTree(anew, progress));
  }
}

/**
 * Reads and links the tree below a folder.
 * @throws {UserError} as `openTree` does
 */
export async function linkFolder(root: string, options: TreeOptions): Promise<LinkedTree> {
  const linked = await linkRead(await readTree(await openTree(root, options)));
  await linked.sources.saved;
  return linked;
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems
    .filter((p) => {
      const key = `${p.path}\0${p.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.message < b.message ? -1 : 1));
}
