import type { TSESTree } from '@typescript-eslint/types';
import type { HttpMethod } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { comparedBy, inAnyCase, isAnswered, namesAmong } from './compared-methods.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { subtreeOf } from './subtree.js';

/** A method that a handler tells apart, and the parts of its body that only other methods reach. */
export interface MethodBranch {
  /** `ALL` for what no comparison names, where code is there for it. */
  readonly method: HttpMethod;
  readonly elsewhere: readonly Span[];
}

/**
 * The methods that a handler compares the method of its request with, in statements of its body: `if` and `else`, guards
 * that return, `switch`, within `try` too. `null` where it compares none, or where a comparison stands in any other place,
 * so that nothing tells what belongs to it.
 */
export function methodBranches(file: SourceFile, fn: FunctionNode): readonly MethodBranch[] | null {
  if (fn.body?.type !== 'BlockStatement') return null;
  const { body } = fn;
  const reads = (node: Node): boolean => readsMethod(file, fn, node, 0);
  const named = comparedIn(body, reads);
  if (named.size === 0) return null;
  const seen = new Set<string>();
  const unreached = (method: string | null): Set<Node> => {
    const marked = new Set<Node>();
    walkList(body.body, { method, reads, marked, seen });
    return marked;
  };
  const byMethod = new Map([...named].map((method) => [method, unreached(method)]));
  if ([...named].some((method) => !seen.has(method))) return null;
  const ofOthers = unreached(null);
  // what no named method reaches: a refusal that belongs to all, or the code of the methods that have no name
  const rest = [...[...byMethod.values()].reduce((all, one) => new Set([...all].filter((node) => one.has(node))))].filter((node) => !ofOthers.has(node));
  const isServed = rest.some((node) => serves(fn, node));
  const branches = [...byMethod].flatMap(([method, marked]): MethodBranch[] =>
    isAnswered(method) ? [{ method, elsewhere: spansOf([...marked].filter((node) => isServed || !rest.includes(node))) }] : [],
  );
  return isServed ? [...branches, { method: 'ALL', elsewhere: spansOf([...ofOthers]) }] : branches;
}

/** Whether something is `req.method` of the first parameter, or a constant that holds it. */
function readsMethod(file: SourceFile, fn: FunctionNode, node: Node, level: number): boolean {
  const plain = inAnyCase(node);
  if (level > 3) return false;
  if (plain.type === 'MemberExpression') return propertyKey({ key: plain.property, computed: plain.computed }) === 'method' && isRequest(file, fn, plain.object);
  if (plain.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind === 'param') return binding.fn === fn && binding.index === 0 && namesMethod(fn.params[0], plain.name);
  if (binding?.kind !== 'variable' || !binding.constant || !binding.declarator.init) return false;
  const { id, init } = binding.declarator;
  return id.type === 'Identifier' ? readsMethod(file, fn, init, level + 1) : namesMethod(id, plain.name) && isRequest(file, fn, init);
}

function isRequest(file: SourceFile, fn: FunctionNode, node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(plain);
  return binding?.kind === 'param' && binding.fn === fn && binding.index === 0 && fn.params[0]?.type === 'Identifier';
}

/** `{ method }` and `{ method: name }`, beside other properties. */
const namesMethod = (pattern: Node | undefined, name: string): boolean =>
  pattern?.type === 'ObjectPattern' &&
  pattern.properties.some((property) => property.type === 'Property' && propertyKey(property) === 'method' && property.value.type === 'Identifier' && property.value.name === name);

/** All methods that something compares with, wherever it stands. */
const comparedIn = (root: Node, reads: (node: Node) => boolean): Set<string> => new Set(subtreeOf(root).flatMap((node) => namedIn(node, reads)));

/** The methods of `req.method === 'POST'` and of `['PUT', 'PATCH'].includes(req.method)`. */
function namedIn(node: Node, reads: (node: Node) => boolean): readonly string[] {
  if (node.type !== 'CallExpression') return comparedBy(node, reads);
  if (node.callee.type !== 'MemberExpression' || propertyKey({ key: node.callee.property }) !== 'includes') return [];
  const list = unwrap(node.callee.object);
  return list.type === 'ArrayExpression' && node.arguments[0] && reads(node.arguments[0]) ? namesAmong(list.elements) : [];
}

interface Walk {
  /** `null` for any method that has no name in the handler. */
  readonly method: string | null;
  readonly reads: (node: Node) => boolean;
  /** Statements that the method does not reach. */
  readonly marked: Set<Node>;
  /** Methods that a branch was chosen by. */
  readonly seen: Set<string>;
}

/** Whether a test holds for the method; `null` where something else decides. */
function holds(test: Node, walk: Walk): boolean | null {
  const plain = unwrap(test);
  if (plain.type === 'UnaryExpression' && plain.operator === '!') {
    const inner = holds(plain.argument, walk);
    return inner === null ? null : !inner;
  }
  if (plain.type === 'LogicalExpression' && plain.operator !== '??') {
    const sides = [holds(plain.left, walk), holds(plain.right, walk)];
    const decisive = plain.operator === '||';
    if (sides.includes(decisive)) return decisive;
    return sides.includes(null) ? null : !decisive;
  }
  const named = namedIn(plain, walk.reads);
  if (named.length === 0) return null;
  for (const one of named) walk.seen.add(one);
  const isNamed = walk.method !== null && named.includes(walk.method);
  return plain.type === 'BinaryExpression' && plain.operator.startsWith('!') ? !isNamed : isNamed;
}

/** @returns whether the method never gets behind these statements */
function walkList(statements: readonly TSESTree.Statement[], walk: Walk): boolean {
  let ended = false;
  for (const statement of statements) {
    if (ended) mark(statement, walk);
    else ended = walkOne(statement, walk);
  }
  return ended;
}

function walkOne(statement: TSESTree.Statement, walk: Walk): boolean {
  switch (statement.type) {
    case 'BlockStatement':
      return walkList(statement.body, walk);
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'IfStatement': {
      const { consequent, alternate } = statement;
      const is = holds(statement.test, walk);
      if (is === true) {
        if (alternate) mark(alternate, walk);
        return walkOne(consequent, walk);
      }
      if (is === false) {
        mark(consequent, walk);
        return alternate ? walkOne(alternate, walk) : false;
      }
      const ends = [walkOne(consequent, walk), alternate ? walkOne(alternate, walk) : false];
      return ends.every(Boolean);
    }
    case 'TryStatement': {
      const ends = walkOne(statement.block, walk);
      const handled = statement.handler ? walkOne(statement.handler.body, walk) : true;
      const finished = statement.finalizer ? walkOne(statement.finalizer, walk) : false;
      return finished || (ends && handled);
    }
    case 'SwitchStatement':
      return walkSwitch(statement, walk);
    default:
      return false;
  }
}

function walkSwitch({ discriminant, cases }: TSESTree.SwitchStatement, walk: Walk): boolean {
  if (!walk.reads(discriminant) || cases.some(({ test }) => test && namesAmong([test]).length === 0)) return false;
  const names = cases.map(({ test }) => namesAmong(test ? [test] : [])[0] ?? null);
  for (const name of names) if (name !== null) walk.seen.add(name);
  const own = walk.method === null ? -1 : names.indexOf(walk.method);
  const from = own >= 0 ? own : names.indexOf(null);
  let isInside = false;
  let ended = false;
  let leaves = false;
  cases.forEach(({ consequent }, i) => {
    if (i === from) isInside = true;
    for (const statement of consequent.flatMap((one) => (one.type === 'BlockStatement' ? one.body : [one]))) {
      if (!isInside) {
        mark(statement, walk);
        continue;
      }
      leaves ||= subtreeOf(statement, false).some(({ type }) => type === 'BreakStatement');
      ended = walkOne(statement, walk);
      isInside = !ended && statement.type !== 'BreakStatement';
    }
  });
  return ended && !leaves;
}

/** Notes the smallest statements, so that those of several methods compare. */
function mark(node: Node, walk: Walk): void {
  if (node.type === 'BlockStatement') for (const one of node.body) mark(one, walk);
  else if (node.type === 'IfStatement' && comparedIn(node.test, walk.reads).size > 0) {
    mark(node.consequent, walk);
    if (node.alternate) mark(node.alternate, walk);
  } else if (node.type === 'SwitchStatement' && walk.reads(node.discriminant)) for (const { consequent } of node.cases) for (const one of consequent) mark(one, walk);
  else if (node.type === 'TryStatement') {
    for (const one of [node.block, node.handler?.body, node.finalizer]) if (one) mark(one, walk);
  } else if (node.type !== 'BreakStatement') walk.marked.add(node);
}

/** Whether a statement does more than refuse: it waits for something, or works on what was sent. */
function serves(fn: FunctionNode, root: Node): boolean {
  const request = fn.params[0];
  return subtreeOf(root, false).some(
    (node) =>
      node.type === 'AwaitExpression' ||
      (node.type === 'MemberExpression' && /^(body|query)$/.test(propertyKey({ key: node.property }) ?? '')) ||
      (node.type === 'CallExpression' && request?.type === 'Identifier' && node.arguments.some((one) => one.type === 'Identifier' && one.name === request.name)),
  );
}

/** Ranges in order, neighbours with nothing marked between them joined. */
function spansOf(nodes: readonly Node[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  let last: Node | null = null;
  for (const node of [...nodes].sort((a, b) => spanOf(a).start - spanOf(b).start)) {
    const span = spanOf(node);
    const before = spans.at(-1);
    if (before && last && last.parent === node.parent) before.end = span.end;
    else spans.push({ ...span });
    last = node;
  }
  return spans;
}
