import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { CommentFact } from '../facts/code.js';
import type { FileKind, Span } from '../facts/source.js';

export type Node = TSESTree.Node;
export type NodeTypeName = `${Node['type']}`;
type ByName<N, T extends string> = N extends { type: infer U extends string } ? (`${U}` extends T ? N : never) : never;
export type NodeOf<T extends NodeTypeName> = ByName<Node, T>;

/** An AST node that may come from oxc (`start`, `end`) or typescript-estree (`range`). */
interface Positioned {
  readonly range?: readonly [number, number];
  readonly start?: number;
  readonly end?: number;
}

/** One parsed file, whoever parsed it. Every node has its `parent`. */
export interface SourceFile {
  readonly path: string;
  readonly kind: FileKind;
  /** Byte order mark stripped. */
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly comments: readonly CommentFact[];
  /** Packages that the file's package may import: adapters ask whether they are enabled. */
  readonly dependencies: ReadonlySet<string>;
  /** All nodes of one type, in source order. */
  nodes<T extends NodeTypeName>(type: T): readonly NodeOf<T>[];
}

/** Offsets of a node; decorators of a parameter are not part of it, in either parser. */
export function spanOf(node: Node): Span {
  const positioned = node as unknown as Positioned;
  return positioned.range
    ? { start: positioned.range[0], end: positioned.range[1] }
    : { start: positioned.start ?? 0, end: positioned.end ?? 0 };
}

export interface SourceFileInput {
  readonly path: string;
  readonly kind: FileKind;
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly comments: readonly CommentFact[];
  readonly dependencies: ReadonlySet<string>;
}

/**
 * Walks an AST once: sets `parent` and sorts the nodes by type, so that adapters and rules iterate over the
 * types they ask for instead of walking again.
 */
export function createSourceFile(input: SourceFileInput): SourceFile {
  const byType = new Map<string, Node[]>();
  const stack: Node[] = [input.program];
  while (stack.length > 0) {
    const node = stack.pop()!;
    let list = byType.get(node.type);
    if (!list) byType.set(node.type, (list = []));
    list.push(node);
    complete(node);
    const keys = visitorKeys[node.type];
    if (!keys) continue;
    for (let i = keys.length - 1; i >= 0; i -= 1) {
      const child = (node as unknown as Record<string, unknown>)[keys[i]!];
      if (Array.isArray(child)) {
        for (let j = child.length - 1; j >= 0; j -= 1) push(child[j], node, stack);
      } else push(child, node, stack);
    }
  }
  const none: readonly Node[] = [];
  return { ...input, nodes: (type) => (byType.get(type) ?? none) as readonly never[] };
}

/** Lists that TypeScript's parsers always give and plain JavaScript's (espree, acorn) leave out. */
const lists: Readonly<Record<string, readonly string[]>> = {
  ClassDeclaration: ['decorators', 'implements'],
  ClassExpression: ['decorators', 'implements'],
  MethodDefinition: ['decorators'],
  PropertyDefinition: ['decorators'],
  AccessorProperty: ['decorators'],
};

function complete(node: Node): void {
  const names = Object.hasOwn(lists, node.type) ? lists[node.type]! : [];
  for (const name of names)
    if ((node as unknown as Record<string, unknown>)[name] === undefined)
      // not enumerable: other rules that look at the same AST must not see a change
      Object.defineProperty(node, name, { value: [], enumerable: false, configurable: true, writable: true });
}

function push(child: unknown, parent: Node, stack: Node[]): void {
  if (typeof child !== 'object' || child === null || typeof (child as Node).type !== 'string') return;
  if ((child as Node).parent !== parent) (child as { parent: Node }).parent = parent;
  stack.push(child as Node);
}

/** Removes a byte order mark, as ESLint does before it counts. */
export const stripMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** Offsets at which the lines of a text start: `\n`, `\r\n`, `\r`, U+2028 and U+2029 end a line, as in ESLint. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 0x2028 || code === 0x2029) starts.push(i + 1);
    else if (code === 13) {
      if (text.charCodeAt(i + 1) === 10) i += 1;
      starts.push(i + 1);
    }
  }
  return starts;
}

/** 1-based line and column of an offset. */
export function positionAt(lines: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - lines[low]! + 1 };
}
