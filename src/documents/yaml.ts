import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Span } from '../facts/source.js';

/** One entry of a mapping. */
export interface YamlEntry {
  readonly name: string;
  readonly value: unknown;
  readonly at: Span;
}

/** A YAML or JSON document (JSON is YAML, YAML 1.2.2 section 1.2) and the questions that readers ask of its nodes. */
export interface YamlReader {
  /** The node at the top, `null` where the text is empty. */
  readonly top: unknown;
  /** Entries of a mapping, those of merged mappings (`<<`) first; none of anything else. */
  entries(node: unknown): YamlEntry[];
  /** Value of one entry, the last of that name; `null` where there is none. */
  get(node: unknown, name: string): unknown;
  /** Elements of a sequence; none of anything else. */
  items(node: unknown): unknown[];
  /** A scalar as text, `null` for anything else and for null. */
  text(node: unknown): string | null;
  /** Texts of a sequence, or of a single scalar. */
  texts(node: unknown): string[];
  /** Where a node stands as it is written: an alias stands where it is used. */
  place(node: unknown): Span | null;
}

/** Anchors in anchors are followed so far. */
const deepest = 8;

/** The parser, loaded where the first YAML file is read: it takes longer to load than a small project to audit. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;

/** Reads a document with anchors and merge keys. A text that is no YAML gives what could be read. `null` where nothing could; never throws. */
export function readYaml(text: string): YamlReader | null {
  const { parseDocument, isMap, isSeq, isScalar, isAlias } = yaml();
  let document: Yaml.Document.Parsed;
  try {
    document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  } catch {
    return null;
  }
  const plain = (node: unknown, depth = 0): unknown => {
    if (!isAlias(node)) return node;
    return depth < deepest ? plain(node.resolve(document), depth + 1) : null;
  };
  const place = (node: unknown): Span | null => {
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
    return Array.isArray(range) && typeof range[0] === 'number' && typeof range[1] === 'number' ? { start: range[0], end: Math.max(range[0], range[1]) } : null;
  };
  const entries = (node: unknown, depth = 0): YamlEntry[] => {
    const map = plain(node);
    if (!isMap(map) || depth > 4) return [];
    return map.items.flatMap((pair): YamlEntry[] => {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (name === '<<') {
        const merged = plain(pair.value);
        return (isSeq(merged) ? merged.items : [merged]).flatMap((one) => entries(one, depth + 1));
      }
      const key = place(pair.key);
      // an alias stands elsewhere: the place is here, the value there
      const end = isAlias(pair.value) ? null : place(pair.value);
      return key ? [{ name, value: pair.value, at: { start: key.start, end: Math.max(key.end, end?.end ?? 0) } }] : [];
    });
  };
  const textOf = (node: unknown): string | null => {
    const scalar = plain(node);
    return isScalar(scalar) && scalar.value !== null && scalar.value !== undefined ? String(scalar.value) : null;
  };
  const items = (node: unknown): unknown[] => {
    const list = plain(node);
    return isSeq(list) ? list.items : [];
  };
  return {
    top: document.contents,
    entries: (node) => entries(node),
    get: (node, name) => entries(node).findLast((entry) => entry.name === name)?.value ?? null,
    items,
    text: textOf,
    texts: (node) => {
      const single = textOf(node);
      return single === null ? items(node).flatMap((item) => textOf(item) ?? []) : [single];
    },
    place,
  };
}
