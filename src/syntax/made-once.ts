import type { TSESTree } from '@typescript-eslint/types';
import type { Binding } from './bindings.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { subtreeOf } from './subtree.js';
import { propertyKey } from './property-key.js';

/**
 * How a write to a module-level name keeps a value that is made once.
 * - `guarded`: only where nothing is there yet, or where it is too old
 * - `memo`: behind a return of what is there already
 */
export type Once = 'guarded' | 'memo';

type Subject = (binding: Binding) => boolean;

/**
 * Tells lazy initialisation and memos from state: `client ??= connect()`, `if (!client) client = connect()`,
 * `if (rates.has(day)) return rates.get(day); … rates.set(day, rate)`. An assignment counts behind a question about any
 * module-level name (`if (!ready) { client = connect(); ready = true; }`), other writes behind one about their own.
 */
export function onceOf(file: SourceFile, write: Node, own: Binding, assigns: boolean): Once | null {
  const subject: Subject = (binding) => binding === own || (assigns && binding.kind === 'variable' && binding.topLevel);
  for (let child = write, up = write.parent; up && up.type !== 'Program'; child = up, up = up.parent) {
    switch (up.type) {
      case 'LogicalExpression':
        if (up.right === child && (up.operator === '&&' ? asksAbsence(file, up.left, subject) : mentions(file, up.left, subject))) return 'guarded';
        break;
      case 'ConditionalExpression':
        if (up.test !== child && (up.consequent === child ? asksAbsence(file, up.test, subject) : isPresence(file, up.test, subject))) return 'guarded';
        break;
      case 'IfStatement':
        if (up.test !== child && (up.consequent === child ? asksAbsence(file, up.test, subject) : isPresence(file, up.test, subject))) return 'guarded';
        break;
      case 'BlockStatement': {
        const index = up.body.indexOf(child as TSESTree.Statement);
        if (up.body.slice(0, Math.max(index, 0)).some((statement) => returnsKept(file, statement, subject, assigns))) return 'memo';
        break;
      }
    }
  }
  return null;
}

/** `!x`, `x == null`, `!xs.has(id)`, `xs.size === 0`, `Date.now() > expiresAt`, and any of them in an `||` or `&&`. */
function asksAbsence(file: SourceFile, test: Node, subject: Subject): boolean {
  const plain = unwrap(test);
  switch (plain.type) {
    case 'LogicalExpression':
      return asksAbsence(file, plain.left, subject) || asksAbsence(file, plain.right, subject);
    case 'UnaryExpression':
      return plain.operator === '!' && mentions(file, plain.argument, subject);
    case 'BinaryExpression':
      if (!mentions(file, plain, subject)) return false;
      if (/^===?$/.test(plain.operator)) return [plain.left, plain.right].some(isNothing);
      return /^[<>]=?$/.test(plain.operator) && /\bDate\b|performance|\bnow\b|ttl|expir|fresh|stale|max_?age/i.test(namesIn(plain));
    case 'CallExpression':
      return /expired|stale|outdated/i.test(namesIn(plain.callee)) && mentions(file, plain, subject);
    default:
      return false;
  }
}

const isNothing = (node: Node): boolean =>
  (node.type === 'Literal' && (node.value === null || node.value === 0 || node.value === 'undefined' || node.value === false || node.value === '')) || (node.type === 'Identifier' && node.name === 'undefined');

const isPresence = (file: SourceFile, test: Node, subject: Subject): boolean => {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression') return isPresence(file, plain.left, subject) || isPresence(file, plain.right, subject);
  return !(plain.type === 'UnaryExpression' && plain.operator === '!') && !asksAbsence(file, plain, subject) && mentions(file, plain, subject);
};

const namesIn = (node: Node): string => subtreeOf(node).flatMap((n) => (n.type === 'Identifier' ? n.name : [])).join(' ');

/** Whether an expression speaks of such a name, directly or through one local variable. */
function mentions(file: SourceFile, node: Node, subject: Subject, depth = 0): boolean {
  return subtreeOf(node, false).some((inner) => {
    if (inner.type !== 'Identifier' || isPropertyName(inner)) return false;
    const binding = bindingsOf(file).resolve(inner);
    if (!binding) return false;
    if (subject(binding)) return true;
    return depth === 0 && binding.kind === 'variable' && !binding.topLevel && binding.declarator.init !== null && mentions(file, binding.declarator.init, subject, 1);
  });
}

const isPropertyName = (node: TSESTree.Identifier): boolean => node.parent.type === 'MemberExpression' && node.parent.property === node && !node.parent.computed;

/** `if (cached) return cached;`, `if (started) return;` */
function returnsKept(file: SourceFile, statement: Node, subject: Subject, bare: boolean): boolean {
  if (statement.type !== 'IfStatement' || !isPresence(file, statement.test, subject)) return false;
  const last = statement.consequent.type === 'BlockStatement' ? statement.consequent.body.at(-1) : statement.consequent;
  if (last?.type === 'ThrowStatement') return bare;
  if (last?.type !== 'ReturnStatement') return false;
  if (!last.argument) return bare;
  return isPart(last.argument) && mentions(file, last.argument, subject);
}

/** A value as it is kept: the variable, a member of it, an element; or an answer with what is called cached. */
function isPart(node: Node): boolean {
  const plain = unwrap(node);
  switch (plain.type) {
    case 'Identifier':
      return true;
    case 'MemberExpression':
      return isPart(plain.object);
    case 'CallExpression': {
      if (/cache|memo|\bhit\b/i.test(plain.arguments.map(namesIn).join(' '))) return true;
      const callee = unwrap(plain.callee);
      return callee.type === 'MemberExpression' && /^(get|at|resolve)$/.test(propertyKey({ key: callee.property, computed: callee.computed }) ?? '') && (isPart(callee.object) || plain.arguments.some(isPart));
    }
    default:
      return false;
  }
}
