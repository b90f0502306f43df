/** An element of a document that `readXml` has read. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly in it, entities resolved. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// XML 1.0 § 2.2
const character = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function unescape(text: string): string {
  if (text.includes('<')) throw new Error(`a bare < in ${text}`);
  if (text.includes(']]>')) throw new Error(`a bare ]]> in ${text}`);
  return text.replace(/&(#\d+|\w+);|&/gu, (reference, name: string | undefined) => {
    if (name?.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    const value = name === undefined ? undefined : entities[name];
    if (value === undefined) throw new Error(`not an entity: ${reference}`);
    return value;
  });
}

/**
 * Reads a document of elements, attributes and text, which is all that our reporters write.
 *
 * @throws where XML 1.0 would call it not well-formed, or uses more than that
 */
export function readXml(source: string): Element {
  if (!character.test(source)) throw new Error('a character that XML does not allow');
  const document = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open: { name: string; attributes: Record<string, string>; children: Element[]; text: string }[] = [document];
  const token = /<\?xml [^?]*\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|([^<]+)|(<)/gu;
  for (const [, closed, opened, attributes = '', empty, text, bare] of source.matchAll(token)) {
    const current = open.at(-1)!;
    if (bare !== undefined) throw new Error('a bare <');
    if (text !== undefined) current.text += unescape(text);
    else if (closed !== undefined) {
      if (current.name !== closed || open.length === 1) throw new Error(`</${closed}> closes <${current.name}>`);
      open.pop();
    } else if (opened !== undefined) {
      const element = { name: opened, attributes: {} as Record<string, string>, children: [], text: '' };
      for (const [, name = '', value = ''] of attributes.matchAll(/([\w:.-]+)="([^"]*)"/gu)) {
        if (name in element.attributes) throw new Error(`${name} twice`);
        // § 3.3.3: white space in an attribute is a space unless it is a reference
        element.attributes[name] = unescape(value.replace(/[\t\r\n]/gu, ' '));
      }
      current.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  const [root, ...more] = document.children;
  if (open.length !== 1 || !root || more.length > 0 || document.text.trim() !== '') throw new Error('not one closed element');
  return root;
}
