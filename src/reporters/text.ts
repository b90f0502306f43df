const lineBreaks = /\s*[\r\n\u2028\u2029]+\s*/gu;
// C0 and C1 controls, and the bidirectional controls of "Trojan Source" (CVE-2021-42574).
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]/u;

/**
 * `text` on one line, safe for a terminal: names and code of the audited tree are foreign, so
 * control characters become U+FFFD and can't move the cursor or hide text.
 */
export function printable(text: string): string {
  return text.replace(lineBreaks, ' ').replaceAll('\t', '  ').replace(unsafe, '\ufffd');
}

/** Terminal columns of uncoloured `text`. Takes ambiguous and joined emoji characters by code point. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!zeroWidth.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/**
 * Lays `items` out in lines of at most `width` columns with `separator` between two of them.
 * An item is never broken: one that is wider than a line stands alone, so that it can be copied.
 */
export function flow(items: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last + separator + item) <= width) {
      lines[lines.length - 1] = last + separator + item;
    } else {
      lines.push(item);
    }
  }
  return lines;
}

/** Breaks `text` between words into lines of at most `width` columns; at least one line. */
export function wrap(text: string, width: number): string[] {
  const lines = flow(text.split(' ').filter(Boolean), ' ', width);
  return lines.length > 0 ? lines : [''];
}

/**
 * `38 endpoints`, `1 endpoint`, `1 table, date or zone`: a number of what a law looks at.
 * @param nouns in the plural; what follows their head (`clients made in functions`, `writes to names`) stays as it is
 */
export function things(number: number, nouns: string): string {
  const [, heads = nouns, rest = ''] = /^(.*?)( (?:made|to) .*)?$/u.exec(nouns) ?? [];
  const noun = number === 1 ? heads.replace(/ies\b/gu, 'y').replace(/s(?=$|,| and | or )/gu, '').replace(' and ', ' or ') + rest : nouns;
  return `${grouped(number)} ${noun}`;
}

/** `1,234 files`, `1 file`; for nouns that only take an s. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1,234,567` of a whole number: `toLocaleString` loads a locale first, which takes longer than all else that a report of a small tree does. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
