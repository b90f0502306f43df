import type { TextEdit } from '../facts/finding.js';

/**
 * Applies edits to a text in the order of their places. An edit that overlaps one that was applied, or touches the
 * place of an insertion, is left for another pass.
 * @returns the text and how many edits it holds
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): { readonly text: string; readonly applied: number } {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let end = 0;
  let applied = 0;
  for (const { range, text: replacement } of sorted) {
    const isFree = applied === 0 ? range.start >= 0 : range.start > end || (range.start === end && range.end > range.start);
    if (!isFree || range.end < range.start || range.end > text.length) continue;
    result += text.slice(end, range.start) + replacement;
    end = range.end;
    applied += 1;
  }
  return { text: result + text.slice(end), applied };
}
