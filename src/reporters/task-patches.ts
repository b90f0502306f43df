import type { Finding, TextEdit } from '../facts/finding.js';
import { groupBy } from '../facts/group-by.js';
import type { ReporterOptions } from './reporter.js';
import { unifiedDiff } from './unified-diff.js';

/** A proposal of a change, as a patch of one file. */
export interface Patch {
  readonly path: string;
  /** What it does; a person should read it before it is applied. */
  readonly title: string;
  readonly diff: string;
}

// Nothing that could hide what a patch does: control characters but tab and line breaks, and those that reorder text.
const deceptive = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Applies edits that keep apart, in the order of their places; one that overlaps an earlier one is left out. */
function edited(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let end = 0;
  for (const { range, text: replacement } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    if (range.start < end || range.end > text.length) continue;
    result += text.slice(end, range.start) + replacement;
    end = range.end;
  }
  return result + text.slice(end);
}

/**
 * What can be proposed for a file's findings: all safe fixes as one patch, then the first suggestion of each finding,
 * those that do the same in one patch. Edits count from behind a byte order mark.
 */
export function patchesOf(path: string, findings: readonly Finding[], { readSource, pathPrefix }: ReporterOptions): Patch[] {
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  const suggested = groupBy(findings.flatMap(({ fix, suggestions }) => (fix ? [] : (suggestions?.slice(0, 1) ?? []))), ({ message }) => message);
  if (fixes.length + suggested.size === 0) return [];
  const source = readSource(path);
  if (source === null) return [];
  const mark = source.startsWith('\ufeff') ? '\ufeff' : '';
  const text = source.slice(mark.length);
  const patch = (title: string, edits: readonly TextEdit[]): Patch => ({ path, title, diff: unifiedDiff(`${pathPrefix}${path}`, source, mark + edited(text, edits)) });
  return [...(fixes.length > 0 ? [patch('Safe', fixes)] : []), ...[...suggested].map(([message, group]) => patch(message, group.flatMap(({ edits }) => edits)))].filter(
    ({ diff }) => diff !== '' && !deceptive.test(diff),
  );
}
