import type { TSESTree } from '@typescript-eslint/types';
import type { CommentFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import { isWithin } from '../facts/source.js';
import { isFunction } from './bindings.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { positionAt, spanOf } from './source-file.js';
import { subtreeOf } from './subtree.js';

/** Words of a comment above a statement that say why its failure does not matter. */
const excuse =
  /\b(?:ignor\w*|best[- ]?effort|swallow\w*|fail\w*|errors?(?! responses?\b)|optional\w*|non[- ]?(?:fatal|critical|blocking)|safe(?:ly)?|already|missing|fall(?:s|ing)?[- ]?back|silent\w*|expected|invalid|unavailable|doesn'?t matter|don'?t care|if (?:it|this|that) (?:exists|does not|doesn'?t)|never throws?|throws)\b/i;

/** Those that say it of a whole function, whatever else its comment tells: "takes an optional key" is no word about failures. */
const excuseOfAll = /\b(?:ignor\w*|best[- ]?effort|swallow\w*|silent\w*|non[- ]?(?:fatal|critical|blocking)|doesn'?t matter|don'?t care|(?:never|does not|doesn'?t|must not|won'?t|cannot) (?:throws?|fails?|reject)|fail(?:s|ing)?[- ](?:open|soft|safe))\b/i;

/** Tags of JSDoc that say what a function takes and throws: nothing about what it drops. */
const withoutTags = (text: string): string => text.replace(/@(?:throws|exception|param)\b[\s\S]*?(?=\n(?:[^\S\n]|\*)*@|$)/g, '');

/**
 * Whether a comment says why the error may be dropped: inside, on the same line, or above and in so many words.
 * @param answers whether a default is given in its place, which the comment above the function may tell of
 */
export function isExplained(file: SourceFile, node: Node, attempt: TSESTree.TryStatement | null, answers: boolean): boolean {
  if (file.comments.length === 0) return false;
  const lines = file.lines;
  const line = (offset: number): number => positionAt(lines, offset).line;
  const { start, end } = spanOf(node);
  const first = attempt ? spanOf(attempt.block).end : start;
  const receiver = attempt ? first : receiverEnd(node);
  const callbacks = attempt ? [] : callbacksBefore(node);
  const statement = attempt ?? statementAround(node);
  const above = [statement, ...ownLines(node, statement), ...onlyIn(statement)].map((one) => line(spanOf(one).start) - 1);
  const around = functionAround(node);
  const aboveFunction = around ? line(spanOf(around).start) - 1 : -1;
  const short = attempt && attempt.block.body.length <= 3 ? spanOf(attempt.block) : null;
  const isAwaited = attempt === null || subtreeOf(attempt.block, false).some((inner) => inner.type === 'AwaitExpression');
  const isAboutAttempt = (at: Span): boolean => short !== null && at.start >= short.start && at.end <= short.end;
  for (const comment of file.comments) {
    if (!isProse(comment.value) || (isAwaited && isBare(comment.value))) continue;
    if (comment.at.start >= first && comment.at.end <= end && !callbacks.some((one) => isWithin(comment.at, spanOf(one)))) {
      // above `.catch` of a chain, or between `try` and `catch`; what stands in the chain before may be about that
      if (comment.at.start >= receiver ? attempt !== null || !isTrailing(file, comment, receiver) : excuse.test(comment.value)) return true;
    }
    if (comment.at.start >= end && line(comment.at.start) === line(end)) return true;
    if (isAboutAttempt(comment.at) && excuse.test(comment.value)) return true;
  }
  const excuses = (from: number, words: RegExp): boolean => commentsEndingAt(file, from, line).some(({ value }) => isProse(value) && !isBare(value) && words.test(withoutTags(value)));
  return above.some((from) => excuses(from, excuse)) || excuses(aboveFunction, answers || isMostOf(statement) ? excuse : excuseOfAll);
}

/** Where the promise ends on which `.catch` is called. */
const receiverEnd = (node: Node): number => (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? spanOf(node.callee.object).end : spanOf(node).start);

/** What runs before `.catch` in its chain: `.then((result) => …)`, whose comments tell of itself. */
function callbacksBefore(node: Node): Node[] {
  const found: Node[] = [];
  for (let step: Node = node; step.type === 'CallExpression' && step.callee.type === 'MemberExpression'; step = step.callee.object)
    if (step !== node && propertyKey({ key: step.callee.property, computed: step.callee.computed }) === 'then') found.push(...step.arguments.filter(isFunction));
  return found;
}

/** `.then(first) // the newest one`, before `.catch` on the next line: the words of the step, unless they excuse. */
function isTrailing(file: SourceFile, comment: CommentFact, from: number): boolean {
  const between = file.text.slice(from, comment.at.start);
  return !between.includes('\n') && between.trim() === '' && !excuse.test(comment.value);
}

/** Comments on the lines that lead to a line without a gap. */
function commentsEndingAt(file: SourceFile, from: number, line: (offset: number) => number): CommentFact[] {
  const found: CommentFact[] = [];
  let next = from;
  for (const comment of [...file.comments].reverse()) {
    if (line(comment.at.end) !== next) continue;
    found.push(comment);
    next = line(comment.at.start) - 1;
  }
  return found;
}

/** Whether a statement is little less than all that its function does: what is said of one is said of the other. */
function isMostOf({ parent }: Node): boolean {
  return parent?.type !== 'BlockStatement' || (isFunction(parent.parent) && parent.body.length <= 3);
}

/** The function around a node, as the declaration that a comment would stand above. */
function functionAround(node: Node): Node | null {
  for (let up = node.parent; up; up = up.parent)
    if (isFunction(up)) {
      const { parent } = up;
      if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition') return parent;
      if (parent?.type === 'VariableDeclarator') return parent.parent;
      return parent?.type === 'ExportNamedDeclaration' || parent?.type === 'ExportDefaultDeclaration' ? parent : up;
    }
  return null;
}

/** The elements, arguments and properties around a node: a comment may stand above each. */
function ownLines(node: Node, statement: Node): Node[] {
  const found: Node[] = [];
  for (let inner = node; inner !== statement && inner.parent; inner = inner.parent) {
    const { parent } = inner;
    if (inner.type === 'Property' || parent.type === 'ArrayExpression' || (parent.type === 'CallExpression' && parent.callee !== inner)) found.push(inner);
  }
  return found;
}

/** The `if` that holds nothing but a statement. */
function onlyIn(statement: Node): Node[] {
  const { parent } = statement;
  const branch = parent?.type === 'BlockStatement' && parent.body.length === 1 ? parent : statement;
  const around = branch.parent;
  return around?.type === 'IfStatement' && around.consequent === branch && !around.alternate ? [around] : [];
}

function statementAround(node: Node): Node {
  let up: Node = node;
  while (up.parent && !up.type.endsWith('Statement') && up.type !== 'VariableDeclaration' && up.parent.type !== 'Program') up = up.parent;
  return up;
}

/** Words, and no directive, no code that was commented out, no promise to do it later. */
function isProse(text: string): boolean {
  const plain = text.replace(/^[\s*]+|[\s*]+$/g, '');
  if (!/[a-z]{2}/i.test(plain) || /^(?:eslint|ts-|@ts-|biome|prettier|istanbul|c8|v8|oxlint|ruleid|ok:|todoruleid|todook)/i.test(plain)) return false;
  if (/^@?(?:todo|fixme|xxx)\b/i.test(plain)) return false;
  return !/[;{}]\s*$|^(?:await\s+)?[\w$.]+\(.*\)$|^(?:const|let|return|throw|if)\b.*[=;()]/.test(plain.split('\n')[0]!.trim());
}

/** `// no-op`, `/* ignore *\/`: says that nothing is done, and not why. What waits for nothing is mostly a probe or a cleanup, where that is enough. */
const isBare = (text: string): boolean => /^[\s*]*(?:no[- ]?op|ignored?|empty|(?:do )?nothing)[\s*.!]*$/i.test(text);
