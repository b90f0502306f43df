import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Span } from '../facts/source.js';

export interface ComposeVariable {
  readonly service: string;
  readonly name: string;
  /** `null` where the variable is handed on from the shell. */
  readonly value: string | null;
  readonly at: Span;
}

/** Names that Compose looks for, https://docs.docker.com/compose/intro/compose-application-model/, and their variants: `compose.prod.yaml`. */
export const isComposeFile = (name: string): boolean => /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/i.test(name);

/** The parser, loaded where the first compose file is: it takes longer to load than a small project to audit. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;

/**
 * The environment of each service of a compose file, as a map or as a list of `NAME=value`, merge keys and anchors
 * included. A file that is no YAML gives what could be read. Never throws.
 * Documentation: https://docs.docker.com/reference/compose-file/services/#environment
 */
export function readCompose(text: string): ComposeVariable[] {
  const { parseDocument, isMap, isSeq, isScalar, isAlias } = yaml();
  let document: Yaml.Document.Parsed;
  try {
    document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  } catch {
    return [];
  }
  const variables: ComposeVariable[] = [];
  const plain = (node: unknown, depth = 0): unknown => (isAlias(node) && depth < 8 ? plain(node.resolve(document), depth + 1) : node);
  const entries = (node: unknown): readonly (readonly [string, unknown, unknown])[] => {
    const map = plain(node);
    return isMap(map) ? map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair.key, pair.value] as const) : [];
  };
  const valueOf = (node: unknown): string | null => {
    const scalar = plain(node);
    return isScalar(scalar) && scalar.value !== null && scalar.value !== undefined ? String(scalar.value) : null;
  };
  const span = (from: unknown, to: unknown): Span | null => {
    const start = rangeOf(from)?.[0];
    const end = rangeOf(to)?.[1] ?? rangeOf(from)?.[1];
    return start === undefined || end === undefined ? null : { start, end: Math.max(start, end) };
  };
  const read = (service: string, environment: unknown, depth: number): void => {
    const node = plain(environment);
    if (depth > 4) return;
    if (isSeq(node))
      for (const item of node.items) {
        const written = valueOf(item);
        const at = span(item, item);
        const parts = written === null ? null : /^([^=\s]+)(?:=(.*))?$/s.exec(written);
        if (parts && at) variables.push({ service, name: parts[1]!, value: parts[2] ?? null, at });
      }
    for (const [name, key, value] of entries(node)) {
      if (name === '<<') {
        const merged = plain(value);
        for (const one of isSeq(merged) ? merged.items : [merged]) read(service, one, depth + 1);
        continue;
      }
      // an alias stands elsewhere: the place is here, the value there
      const at = span(key, isAlias(value) ? key : value);
      if (at) variables.push({ service, name, value: valueOf(value), at });
    }
  };
  for (const [top, , services] of entries(document.contents))
    if (top === 'services')
      for (const [service, , body] of entries(services))
        for (const [key, , environment] of entries(body)) if (key === 'environment') read(service, environment, 0);
  return variables;
}

function rangeOf(node: unknown): readonly [number, number] | null {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) && typeof range[0] === 'number' && typeof range[1] === 'number' ? [range[0], range[1]] : null;
}
