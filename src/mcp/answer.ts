/** What a tool may answer at most, in characters: a context window is small. */
export const longestAnswer = 4000;

/** A text for an agent, cut at a line where it is too long; the last line says so. */
export function cut(text: string, hint: string): string {
  if (text.length <= longestAnswer) return text.trimEnd();
  const kept = text.slice(0, longestAnswer - hint.length - 60);
  const lines = kept.slice(0, Math.max(kept.lastIndexOf('\n'), 0) || kept.length);
  const left = text.slice(lines.length).trim().split('\n').length;
  return `${lines}\n… ${left} more ${left === 1 ? 'line' : 'lines'} cut: ${hint}`;
}

/** One line whatever a name or message of the audited tree holds. */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ');
