import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { StructuredPatch } from 'diff';

/** Lines of context around a change, as `diff -u` has them. */
const context = 3;
/** Changed lines above which the smallest difference is not looked for, which takes quadratic time: everything is replaced. */
const mostChanged = 1000;

/**
 * The difference of two texts of one file as `diff -u` writes it and `git apply` takes it; `''` where there is none.
 *
 * @param path POSIX, relative to where the patch is applied
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const [from, to] = [`a/${path}`, `b/${path}`];
  const patch = structuredPatch(from, to, before, after, undefined, undefined, { context, maxEditLength: mostChanged }) ?? replacement(from, to, before, after);
  return formatPatch(patch, FILE_HEADERS_ONLY).replace(/\n*$/u, '\n');
}

function replacement(oldFileName: string, newFileName: string, before: string, after: string): StructuredPatch {
  const [old, now] = [marked(before, '-'), marked(after, '+')];
  const hunk = { oldStart: 1, oldLines: old.count, newStart: 1, newLines: now.count, lines: [...old.lines, ...now.lines] };
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
}

function marked(text: string, mark: '-' | '+'): { readonly lines: string[]; readonly count: number } {
  const lines = text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
  return { lines: [...lines.map((line) => mark + line.replace(/\n$/u, '')), ...(text.endsWith('\n') ? [] : ['\\ No newline at end of file'])], count: lines.length };
}
