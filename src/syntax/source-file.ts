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
  /** The text in lower case, to ask in one step whether it holds a word in any case. */
  readonly lowerCaseText: string;
  /** Offsets at which the lines of the text start. */
  readonly lines: readonly number[];
  /** What `perFile` remembers, by the number of the question. */
  readonly answers: unknown[];
  /** All nodes of one type, in source order. */
  nodes<T extends NodeTypeName>(type: T): readonly NodeOf<T>[];
}

let questions = 0;

/**
 * A question to a file that is answered once. The answer lies with the file: what a WeakMap of all files holds outlives
 * V8's quick collections, and every AST that an answer refers to with it.
 */
export function perFile<T extends object>(answer: (file: SourceFile) => T): (file: SourceFile) => T {
  const question = (questions += 1);
  return (file) => (file.answers[question] ??= answer(file)) as T;
}

/** Spans of decorated parameters that a parser starts at the decorator. */
const corrected = new WeakMap<Node, Span>();

/** Offsets of a node; decorators of a parameter are not part of it, in either parser. */
export function spanOf(node: Node): Span {
  const isDecorated = (node.type === 'Identifier' || node.type === 'AssignmentPattern') && node.decorators !== undefined && node.decorators.length > 0;
  return (isDecorated ? corrected.get(node) : undefined) ?? positionOf(node);
}

/** The text of a node. */
export function textOf(file: SourceFile, node: Node): string {
  const { start, end } = spanOf(node);
  return file.text.slice(start, end);
}

/** Whether the text of a file holds one of several words: asked of every file, and far faster than a regular expression. */
export function holdsAny(text: string, words: readonly string[]): boolean {
  for (const word of words) if (text.includes(word)) return true;
  return false;
}

function positionOf(node: Node): Span {
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
export const createSourceFile = (input: SourceFileInput): SourceFile => new WalkedFile(input);

/** A class, since everything looks into it all the time: objects of one shape are read faster. */
class WalkedFile implements SourceFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly comments: readonly CommentFact[];
  readonly dependencies: ReadonlySet<string>;
  readonly answers: unknown[] = [];
  readonly #byType = new Map<string, NodesOfType>();
  #lines: readonly number[] | undefined;
  #lowerCaseText: string | undefined;

  constructor(input: SourceFileInput) {
    this.path = input.path;
    this.kind = input.kind;
    this.text = input.text;
    this.program = input.program;
    this.comments = input.comments;
    this.dependencies = input.dependencies;
    const byType = this.#byType;
    const stack: Node[] = [input.program];
    while (stack.length > 0) {
      const node = stack.pop()!;
      const { type } = node;
      let same = byType.get(type);
      if (same) same.nodes.push(node);
      else byType.set(type, (same = { nodes: [node], keys: keysByType.get(type) ?? noKeys, amend: amendments.get(type) ?? null }));
      if (node.type === 'Identifier' && isPlain(node)) continue;
      if (same.amend) same.amend(node, input.text);
      const { keys } = same;
      for (let i = keys.length - 1; i >= 0; i -= 1) {
        const child = (node as unknown as Record<string, unknown>)[keys[i]!];
        if (typeof child !== 'object' || child === null) continue;
        if (Array.isArray(child)) {
          for (let j = child.length - 1; j >= 0; j -= 1) push(child[j], node, stack);
        } else push(child, node, stack);
      }
    }
  }

  get lowerCaseText(): string {
    return (this.#lowerCaseText ??= this.text.toLowerCase());
  }

  get lines(): readonly number[] {
    return (this.#lines ??= lineStarts(this.text));
  }

  nodes<T extends NodeTypeName>(type: T): readonly NodeOf<T>[] {
    return (this.#byType.get(type)?.nodes ?? noNodes) as readonly never[];
  }
}

/** The nodes of one type in a file, and what the walk asks for each of them. */
interface NodesOfType {
  readonly nodes: Node[];
  readonly keys: readonly string[];
  readonly amend: ((node: Node, text: string) => void) | null;
}

const noNodes: readonly Node[] = [];
const noKeys: readonly string[] = [];
const keysByType = new Map<string, readonly string[]>(Object.entries(visitorKeys).flatMap(([type, keys]) => (keys ? [[type, keys] as const] : [])));

/** Members that TypeScript's parsers always give and plain JavaScript's (espree, acorn) leave out. */
const classMembers = { abstract: () => false, decorators: () => [], implements: () => [] };
const memberMembers = { decorators: () => [] };
const members: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  ClassDeclaration: classMembers,
  ClassExpression: classMembers,
  MethodDefinition: memberMembers,
  PropertyDefinition: memberMembers,
};

function complete(node: Node): void {
  for (const [name, value] of Object.entries(members[node.type]!))
    if ((node as unknown as Record<string, unknown>)[name] === undefined)
      // not enumerable: other rules that look at the same AST must not see a change
      Object.defineProperty(node, name, { value: value(), enumerable: false, configurable: true, writable: true });
}

/**
 * oxc starts a decorated parameter that is optional or has a default at its decorator, typescript-estree at its name:
 * the text between the last decorator and the parameter holds nothing but white space and comments.
 */
function undecorate(node: Node, text: string): void {
  const { decorators } = node as TSESTree.Identifier | TSESTree.AssignmentPattern;
  if (decorators === undefined || decorators.length === 0) return;
  const last = decorators.at(-1)!;
  const { start, end } = positionOf(node);
  const from = positionOf(last).end;
  if (start >= from) return;
  const gap = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/u.exec(text.slice(from, end))?.[0] ?? '';
  corrected.set(node, { start: from + gap.length, end });
}

const amendments = new Map<string, (node: Node, text: string) => void>([
  ...Object.keys(members).map((type) => [type, complete] as const),
  ['Identifier', undecorate],
  ['AssignmentPattern', undecorate],
]);

/** Whether nothing stands below a name: half of all nodes are such names. */
const isPlain = ({ typeAnnotation, decorators }: TSESTree.Identifier): boolean => !typeAnnotation && (decorators === undefined || decorators.length === 0);

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
  if (!text.includes('\r') && !text.includes('\u2028') && !text.includes('\u2029')) {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
  }
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
