import { createRequire } from 'node:module';
import type { Expression, Node, ObjectProperty } from 'oxc-parser';

/** Where a value of a configuration stands: its keys and list indexes from the top. */
export type KeyPath = readonly PropertyKey[];

const token =
  /[ \t\n\r]*(?:(?<text>"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?<literal>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|(?<mark>[{}[\],:]))/uy;

/** Deeper values than this are in no configuration, and noting each would take quadratic time. */
const deepest = 16;

interface Frame {
  readonly list: boolean;
  key: string | number;
}

/**
 * Scans JSON text with a stack of its own, so that deep nesting cannot exhaust the call stack.
 * @returns `offsets`: offset of each key, and of each element of a list, by `pathId`;
 *   `error`: offset of the first token that JSON does not allow, `null` where the text is valid
 */
export function scanJson(text: string): { offsets: Map<string, number>; error: number | null } {
  const offsets = new Map<string, number>();
  const stack: Frame[] = [];
  const note = (offset: number): void => {
    if (stack.length <= deepest) offsets.set(pathId(stack.map(({ key }) => key)), offset);
  };
  let expected = 'value';
  token.lastIndex = 0;
  while (expected !== 'end') {
    const from = token.lastIndex;
    const groups = token.exec(text)?.groups;
    if (!groups) return { offsets, error: nextVisible(text, from) ?? text.length };
    const read = groups['text'] ?? groups['literal'] ?? groups['mark'] ?? '';
    const start = token.lastIndex - read.length;
    const frame = stack.at(-1);
    const closes = read === (frame?.list ? ']' : '}') && expected.endsWith('or close');
    if (closes) {
      stack.pop();
      expected = stack.length > 0 ? 'comma or close' : 'end';
    } else if (expected.startsWith('key') && groups['text'] && frame) {
      frame.key = JSON.parse(read) as string;
      note(start);
      expected = 'colon';
    } else if (expected === 'colon' && read === ':') {
      expected = 'value';
    } else if (expected.startsWith('comma') && read === ',' && frame) {
      if (typeof frame.key === 'number') frame.key += 1;
      expected = frame.list ? 'value' : 'key';
    } else if (expected.startsWith('value') && (read === '{' || read === '[' || !groups['mark'])) {
      if (frame?.list) note(start);
      if (groups['mark']) {
        stack.push({ list: read === '[', key: read === '[' ? 0 : '' });
        expected = read === '[' ? 'value or close' : 'key or close';
      } else {
        expected = stack.length > 0 ? 'comma or close' : 'end';
      }
    } else {
      return { offsets, error: start };
    }
  }
  return { offsets, error: nextVisible(text, token.lastIndex) };
}

function nextVisible(text: string, from: number): number | null {
  const distance = text.slice(from).search(/[^ \t\n\r]/u);
  return distance === -1 ? null : from + distance;
}

function pathId(path: KeyPath): string {
  return path.map((part) => JSON.stringify(String(part))).join();
}

/** Offset in JSON text of the longest part of `path` that is there, 0 where none is. */
export function locateInJson(text: string, path: KeyPath): number {
  const { offsets } = scanJson(text);
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsets.get(pathId(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

/**
 * Reads the module's default export (or `module.exports`) without running it: an object, what
 * `defineConfig` is called with, or a constant that holds either. Sees no spread and no computed key.
 * @returns `error`: the first syntax error, `null` where there is none; `locate`: offset of the
 *   longest part of a path that is there, the export's where none is, 0 without an export
 */
export function scanModule(file: string, text: string): {
  error: { offset: number; message: string } | null;
  locate: (path: KeyPath) => number;
} {
  const { parseSync } = createRequire(import.meta.url)('oxc-parser') as typeof import('oxc-parser');
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  const constants = new Map<string, Expression>();
  let exported: Expression | null = null;
  for (const statement of program.body) {
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (id.type === 'Identifier' && init) constants.set(id.name, init);
      }
    } else if (statement.type === 'ExportDefaultDeclaration') {
      exported = statement.declaration as Expression;
    } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression;
      if (text.slice(left.start, left.end) === 'module.exports') exported = right;
    }
  }
  return {
    error: error ? { offset: error.labels[0]?.start ?? 0, message: error.message } : null,
    locate: (path) => locateInExpression(exported, path, constants),
  };
}

function locateInExpression(exported: Expression | null, path: KeyPath, constants: Map<string, Expression>): number {
  let offset = exported?.start ?? 0;
  let value: Node | null = exported;
  for (const part of path) {
    value = unwrap(value, constants);
    if (value?.type === 'ObjectExpression') {
      const property: ObjectProperty | undefined = value.properties.find(
        (candidate): candidate is ObjectProperty => candidate.type === 'Property' && nameOf(candidate) === part,
      );
      if (!property) return offset;
      offset = property.start;
      value = property.value;
    } else if (value?.type === 'ArrayExpression' && typeof part === 'number') {
      const element: Node | null = value.elements[part] ?? null;
      if (!element) return offset;
      offset = element.start;
      value = element;
    } else {
      return offset;
    }
  }
  return offset;
}

function nameOf({ key, computed }: ObjectProperty): string | null {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' ? String(key.value) : null;
}

function unwrap(value: Node | null, constants: Map<string, Expression>): Node | null {
  const seen = new Set<Node>();
  while (value && !seen.has(value)) {
    seen.add(value);
    if (value.type === 'Identifier') value = constants.get(value.name) ?? null;
    else if (value.type === 'CallExpression') value = value.arguments[0] ?? null;
    else if ('expression' in value && typeof value.expression === 'object') value = value.expression;
    else return value;
  }
  return null;
}
