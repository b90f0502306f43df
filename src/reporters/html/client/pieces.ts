/** A name or path in pieces between which a line may break: after punctuation, before capitals, anywhere in what is too long. */
export const pieces = (text: string): string[] => text.split(/(?<=[/._:])(?=.)|(?<=[a-z0-9])(?=[A-Z])/u).flatMap((piece) => piece.match(/.{1,24}/gsu) ?? []);

/** A message in parts, every second of which stood between backticks and is code. An odd backtick has no partner: it stays. */
export function proseParts(text: string): string[] {
  const parts = text.split('`');
  return parts.length % 2 === 0 ? [text] : parts;
}
