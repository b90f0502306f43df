import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { TextEdit } from '../facts/finding.js';
import { applyEdits } from '../policy/fixes.js';
import { Overlay } from '../project/disk/overlay.js';
import { parse } from '../syntax/parse.js';
import { stripMark } from '../syntax/source-file.js';
import type { AuditOptions, AuditResult, AuditedTree } from './audit.js';
import { auditOpen } from './audit.js';

/** ESLint stops after as many (eslint.org/docs/latest/extend/custom-rules, "Applying Fixes"). */
const mostPasses = 10;
const mark = '\ufeff';
const meanwhile = 'was changed during the audit';

/** What fixes made of one file. */
export interface FixedFile {
  /** POSIX, relative to the root. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Fixes {
  readonly files: readonly FixedFile[];
  /** How many findings were repaired. */
  readonly fixed: number;
  /** Files whose fixes were taken back or left out, and why. */
  readonly left: readonly { readonly path: string; readonly message: string }[];
  /** The audit of the tree as it is with the fixes. */
  readonly result: AuditResult;
}

/**
 * Applies the safe fixes of an audit until there are none left, ten passes at most. Only files inside of the root are
 * touched, symbolic links followed; a file whose text is no longer the one that was audited waits for the next pass,
 * and one that would not parse with its fixes gets none.
 * @param write puts a text into a file (absolute) in one step, `null` to write nothing: the fixes are in `files` only
 * @throws {UserError} as `audit` does, and what `write` throws
 */
export async function applyFixes(root: string, options: AuditOptions, write: ((file: string, text: string) => Promise<void>) | null): Promise<Fixes> {
  const texts = new Map<string, { readonly before: string; after: string }>();
  const left = new Map<string, string>();
  let fixed = 0;
  for (let pass = 1; ; pass += 1) {
    const overlay = write ? undefined : new Overlay(new Map([...texts].map(([path, { after }]) => [path, Buffer.from(after)])));
    const tree = await auditOpen(root, { ...options, ...(overlay && { overlay }) });
    const changed = pass > mostPasses ? [] : changedFiles(tree, texts, left, write !== null);
    if (changed.length === 0) {
      const files = [...texts].map(([path, { before, after }]) => ({ path, before, after })).filter(({ before, after }) => before !== after);
      return { files: files.sort(byPath), fixed, left: [...left].map(([path, message]) => ({ path, message })).sort(byPath), result: tree.result };
    }
    for (const { path, before, after, applied } of changed) {
      if (write && readInside(tree.discovery.root, path) !== before) {
        left.set(path, meanwhile);
        continue;
      }
      if (write) await write(realpathSync(join(tree.discovery.root, path)), after);
      fixed += applied;
      const known = texts.get(path);
      if (known) known.after = after;
      else texts.set(path, { before, after });
    }
  }
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);

/** The files that one pass changes, with the reasons for those that it leaves alone put into `left`. */
function changedFiles(
  { result, discovery: { root }, fixable }: AuditedTree,
  texts: ReadonlyMap<string, { readonly after: string }>,
  left: Map<string, string>,
  fromDisk: boolean,
): (FixedFile & { readonly applied: number })[] {
  // read anew by now
  for (const [path, why] of left) if (why === meanwhile) left.delete(path);
  const edits = new Map<string, TextEdit[]>();
  for (const { path, fix, suppressed } of result.report.findings) {
    // what the baseline knows is no less wrong
    if (!fix || (suppressed && suppressed.kind !== 'baseline') || left.has(path)) continue;
    const list = edits.get(path);
    if (list) list.push(fix);
    else edits.set(path, [fix]);
  }
  return [...edits].flatMap(([path, list]) => {
    const now = (fromDisk ? undefined : texts.get(path)?.after) ?? readInside(root, path);
    if (now === null) {
      left.set(path, 'cannot be read, or lies outside of the audited folder');
      return [];
    }
    const text = stripMark(now);
    if (text !== fixable.get(path)) {
      left.set(path, meanwhile);
      return [];
    }
    const done = applyEdits(text, list);
    if (done.applied === 0 || done.text === text) return [];
    if (/\.[cm]?[jt]sx?$/u.test(path) && parse(path, done.text).error) {
      left.set(path, 'would not parse with its fixes, so none was applied');
      return [];
    }
    return [{ path, before: now, after: now.startsWith(mark) ? mark + done.text : done.text, applied: done.applied }];
  });
}

function readInside(root: string, path: string): string | null {
  try {
    const file = realpathSync(join(root, path));
    return file.startsWith(realpathSync(root).replace(/[\\/]?$/u, sep)) ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}
