import type { RawFinding } from '../define.js';
import type { TextEdit } from '../facts/finding.js';
import type { Span } from '../facts/source.js';
import type { Move } from '../project/cache/moved.js';

/**
 * The edits of a finding where they stand in the new text. A range that no fact tells the place of goes
 * along with the finding's own when that has kept its length; else the edit is left out.
 */
export function movedEdits({ at, fix, suggestions }: RawFinding, move: Move): Pick<RawFinding, 'fix' | 'suggestions'> {
  const now = at && move(at);
  const along = (range: Span): Span | null => {
    if (!at || !now || range.start < at.start || range.end > at.end || now.end - now.start !== at.end - at.start) return null;
    const by = now.start - at.start;
    return { start: range.start + by, end: range.end + by };
  };
  const placed = (edits: readonly TextEdit[]): TextEdit[] | null => {
    const found = edits.flatMap(({ range, text }) => {
      const there = move(range) ?? along(range);
      return there ? [{ range: there, text }] : [];
    });
    return found.length === edits.length ? found : null;
  };
  return {
    fix: fix && (placed([fix])?.[0] ?? undefined),
    suggestions: suggestions?.flatMap((one) => {
      const edits = placed(one.edits);
      return edits ? [{ ...one, edits }] : [];
    }),
  };
}
