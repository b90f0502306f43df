import { lawIds, type LawId } from '../catalogue.js';
import type { PlaceContext } from '../policy/findings.js';
import { buildStamp } from '../project/cache/build-stamp.js';
import { Disk, type DiskLog } from '../project/packages/disk.js';
import { contentHash, digestOf } from '../project/cache/digest.js';
import { readBytes } from '../project/disk/overlay.js';
import { timed } from '../project/stopwatch.js';
import type { Analysis } from './analysis.js';
import { movedAnalysis } from './moved-analysis.js';
import type { LinkedTree } from './link-tree.js';
import type { ReadTree } from './read-tree.js';

interface StoredAnalysis {
  /** Stands for everything that the analysis follows from, but for `disk`. */
  readonly key: string;
  /** What resolving imports asked the disk. */
  readonly disk: DiskLog;
  readonly analysis: Analysis;
}

/** What earlier runs have found. */
export interface KeptAnalysis {
  /** What they found in the tree as it is, or in one that says the same in other places; `null` where it says something else. */
  readonly known: Analysis | null;
  /** Leaves an analysis to the next run. */
  keep(tree: LinkedTree, analysis: Analysis): void;
}

/** Looks for the analysis of a tree among those that earlier runs have left. */
export function keptAnalysis(read: ReadTree, wanted: (law: LawId) => boolean, places: PlaceContext): KeptAnalysis {
  const { store, sources, discovery, config } = read;
  if (!store) return { known: null, keep: () => undefined };
  const slotFor = (contents: 'disk' | 'overlay'): string => digestOf([JSON.stringify(config), contents, ...lawIds.filter(wanted)]);
  // a hook looks at what is staged, a person at what is on disk: neither takes the other's place, both take what the other has found
  const slots = discovery.overlay ? [slotFor('overlay'), slotFor('disk')] : [slotFor('disk'), slotFor('overlay')];
  const key = keyOf(read, sources.digest, wanted);
  const left: StoredAnalysis[] = [];
  const leftFor = (wantedKey: string): StoredAnalysis | null => left.find((one) => one.key === wantedKey && new Disk(discovery.root, discovery.overlay, discovery.seenFolders).agrees(one.disk)) ?? null;
  const save = (disk: DiskLog, analysis: Analysis): void => {
    if (analysis.crashes.length === 0) store.saveAnalysis(slots[0]!, JSON.stringify({ key, disk, analysis } satisfies StoredAnalysis));
  };
  const known = (): Analysis | null => {
    for (const slot of slots) {
      const content = store.loadAnalysis(slot);
      if (content) left.push(JSON.parse(content.toString('utf8')) as StoredAnalysis);
      const same = leftFor(key);
      if (same) return same.analysis;
    }
    const moved = left.length > 0 ? sources.moved() : null;
    const before = moved && leftFor(keyOf(read, moved.digest, wanted));
    const there = before && movedAnalysis(before.analysis, moved.files, sources, wanted, places);
    if (there) save(before.disk, there);
    return there;
  };
  return { known: known(), keep: (tree, analysis) => save(tree.resolver.disk.log, analysis) };
}

/** @param digest of the sources */
function keyOf({ config, base, discovery }: ReadTree, digest: string, wanted: (law: LawId) => boolean): string {
  const { root, files, documents, packages, problems, overlay } = discovery;
  return timed('documents', () => {
    const contents = documents.map(({ path, kind }) => {
      try {
        return `${path} ${kind} ${contentHash(readBytes(root, path, overlay).toString('latin1'))}`;
      } catch {
        return `${path} ${kind}`;
      }
    });
    return digestOf([
      buildStamp(),
      digest,
      base,
      JSON.stringify([config, lawIds.filter(wanted), packages, problems]),
      ...contents,
      ...files.map(({ path, kind, package: dir }) => `${path} ${kind} ${dir}`),
    ]);
  });
}
