import { readFileSync } from 'node:fs';
import { wholeContent, withChecksum } from '../project/cache/cache-file.js';
import { noSurroundings, parseTree, printTree, type StoredTree } from '../project/stored-tree.js';
import { isRead } from '../project/kinds/file-kinds.js';
import { version } from '../version.js';
import { settingsKey } from './stored-reading.js';
import type { ReadingStore } from './read-sources.js';
import type { TreeOptions } from './read-tree.js';
import { openTree, readTree } from './read-tree.js';
import { UserError } from './user-error.js';

/** One part of a tree: `{ index: 1, count: 4 }` is the first of four. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

interface ShardHead {
  readonly version: string;
  readonly shard: Shard;
}

/**
 * Reads one shard of the code below a folder: every `count`th file, so that each shard gets its share of every folder.
 * @returns the text of a facts file, the same for the same files; no absolute path and no time is in it
 * @throws {UserError} for a wrong config, and where there is no backend code
 */
export async function extractShard(root: string, shard: Shard, options: TreeOptions = {}): Promise<Buffer> {
  const tree = await openTree(root, options);
  const read = tree.discovery.files.filter(({ kind }) => isRead(kind));
  const files = read.filter((_, position) => position % shard.count === shard.index - 1);
  let stored: StoredTree = { settings: settingsKey(tree), scope: [], readings: new Map(), undeclared: new Map(), packages: '', ...noSurroundings };
  const store: ReadingStore = { load: () => null, save: (now) => Promise.resolve(void (stored = now)), loadAnalysis: () => null, saveAnalysis: () => undefined, drop: () => undefined };
  await readTree({ ...tree, discovery: { ...tree.discovery, files }, store });
  const head: ShardHead = { version, shard };
  // another machine's files have other stamps
  const readings = new Map([...stored.readings].map(([path, { seen: _seen, ...reading }]) => [path, reading] as const));
  const printed = printTree({ ...stored, readings });
  return Buffer.concat(withChecksum([`${JSON.stringify(head)}\n${printed.head}\n`, ...printed.body]));
}

/**
 * What the facts files of all shards hold, as a store for the audit where the tree lies: files that have changed since
 * are read again.
 * @param paths absolute, in any order
 * @throws {UserError} for a file that is no facts file, another version or configuration, and a shard that is missing
 */
export async function mergeShards(root: string, paths: readonly string[], options: TreeOptions = {}): Promise<ReadingStore> {
  const { config, base } = await openTree(root, options);
  const settings = settingsKey({ config, base });
  const shards = paths.map((path) => ({ path, ...readShard(path) }));
  const count = shards[0]?.head.shard.count ?? 0;
  for (const { path, head, tree } of shards) {
    if (head.version !== version) throw new UserError(`${path} was written by fortress-audit ${head.version}, this is ${version}`);
    if (head.shard.count !== count) throw new UserError(`${path} is shard ${head.shard.index} of ${head.shard.count}, ${shards[0]!.path} is one of ${count}`);
    if (tree.settings !== settings) throw new UserError(`${path} was written with other law options than the configuration has here`);
  }
  const missing = Array.from({ length: count }, (_, position) => position + 1).filter((index) => !shards.some(({ head }) => head.shard.index === index));
  if (missing.length > 0) throw new UserError(`shard ${missing.join(', ')} of ${count} is missing`);
  const undeclared = new Map<string, ReadonlySet<string>>();
  for (const { tree } of shards) for (const [dir, names] of tree.undeclared) undeclared.set(dir, new Set([...(undeclared.get(dir) ?? []), ...names]));
  // who has read a part of the files knows less of what they import together
  const merged: StoredTree = { settings, scope: shards[0]!.tree.scope, undeclared, packages: '', ...noSurroundings, readings: new Map(shards.flatMap(({ tree }) => [...tree.readings])) };
  return { load: () => merged, save: () => Promise.resolve(), loadAnalysis: () => null, saveAnalysis: () => undefined, drop: () => undefined };
}

function readShard(path: string): { head: ShardHead; tree: StoredTree } {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new UserError(`${path} cannot be read`);
  }
  const content = wholeContent(bytes);
  const end = content?.indexOf(10) ?? -1;
  if (!content || end < 0) throw new UserError(`${path} is no whole facts file: fortress-audit --shard writes one`);
  try {
    const start = content.indexOf(10, end + 1) + 1;
    const body = { slice: (from: number, length: number): Buffer => content.subarray(start + from, start + from + length) };
    return { head: JSON.parse(content.toString('utf8', 0, end)) as ShardHead, tree: { ...parseTree(content.toString('utf8', end + 1, start), body), ...noSurroundings } };
  } catch {
    throw new UserError(`${path} is no facts file: fortress-audit --shard writes one`);
  }
}
