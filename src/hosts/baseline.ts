import { existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { formatBaseline } from '../config/baseline-file.js';
import type { BaselineChange, BaselineDiff, BaselineEntry } from '../facts/baseline.js';
import { type AuditedTree, auditOpen, type AuditOptions } from './audit.js';
import { pathInBaseline, pathOfEntry, readBaseline } from './policy-files.js';
import { configErrorsForUsers } from './config-errors.js';
import { UserError } from './user-error.js';

export type { BaselineChange, BaselineDiff } from '../facts/baseline.js';

export type BaselineAction =
  /** Holds every finding; where there is a baseline already, only if it may be replaced. */
  | { readonly kind: 'create'; readonly force: boolean }
  /** Follows renames and moves, drops what is fixed, and adds new findings if asked. */
  | { readonly kind: 'update'; readonly add: boolean }
  /** Drops what is fixed and touches nothing else. */
  | { readonly kind: 'prune' };

/**
 * Works out what a baseline has to say; nothing is written.
 * @throws {UserError} for a baseline that is there (`create`) or is not (`update`, `prune`), and where a law crashed
 */
export async function changeBaseline(root: string, options: AuditOptions, action: BaselineAction): Promise<BaselineChange> {
  const isNew = action.kind === 'create';
  const tree = await audited(root, { ...options, noBaseline: isNew });
  const { places, findings, known, stale, refused } = tree.baseline;
  const name = relative(places.root, places.baseline);
  if (isNew && existsSync(places.baseline) && !action.force)
    throw new UserError(`${name} is there already: \`baseline update\` follows the code, \`baseline create --force\` writes it anew`);
  if (!isNew) required(tree);
  const entryOf = ({ law, path, identity }: (typeof findings)[number]): BaselineEntry => ({
    law,
    path: pathInBaseline(places, path),
    scope: identity.scope,
    anchor: identity.anchor,
  });
  const before = isNew ? others(tree) : (tree.baseline.entries ?? []);
  const gone = new Set(stale);
  const follow = new Map(action.kind === 'update' ? findings.flatMap((finding) => (known.has(finding) ? [[known.get(finding)!, entryOf(finding)] as const] : [])) : []);
  const kept = before.filter((entry) => !gone.has(entry)).map((entry) => follow.get(entry) ?? entry);
  const added = isNew || (action.kind === 'update' && action.add) ? findings.filter((finding) => !known.has(finding)).map(entryOf) : [];
  const entries = [...kept, ...added];
  const moved = [...follow].filter(([old, now]) => old.path !== now.path || old.scope !== now.scope).length;
  return { file: places.baseline, name, text: formatBaseline(entries), entries, added: added.length, removed: gone.size, moved, refused };
}

/** @throws {UserError} where there is no baseline, and where a law crashed */
export async function diffBaseline(root: string, options: AuditOptions): Promise<BaselineDiff> {
  const tree = await audited(root, options);
  required(tree);
  const { places, findings, known, stale } = tree.baseline;
  return {
    name: relative(places.root, places.baseline),
    added: findings.filter((finding) => !known.has(finding)),
    fixed: stale,
    known: known.size,
  };
}

async function audited(root: string, options: AuditOptions): Promise<AuditedTree> {
  const tree = await auditOpen(root, options);
  const [crash] = tree.result.crashes;
  if (crash) throw new UserError(`law ${crash.law} crashed on ${crash.path || 'the project'}, so its findings are not known and the baseline stays as it is: ${crash.message}`);
  return tree;
}

function required({ baseline: { entries, places } }: AuditedTree): void {
  if (entries === null) throw new UserError(`no baseline: ${relative(places.root, places.baseline)} is not there (fortress-audit baseline create writes it)`);
}

/** Entries of other roots that share the file. */
function others({ baseline: { places } }: AuditedTree): readonly BaselineEntry[] {
  if (dirname(places.baseline) === places.root) return [];
  const entries = configErrorsForUsers(() => readBaseline(places)) ?? [];
  return entries.filter((entry) => pathOfEntry(places, entry) === null);
}
