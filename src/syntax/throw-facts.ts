import type { TSESTree } from '@typescript-eslint/types';
import type { ThrowFact } from '../facts/answer.js';
import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { valuesOf } from './values.js';

/** `throw new Error(…)`, `throw Error(…)`, `throw 'text'`, `throw { … }`. */
export function throwsOf(file: SourceFile): ThrowFact[] {
  const values = valuesOf(file);
  const facts: ThrowFact[] = [];
  let rulesOut: boolean | undefined;
  for (const node of file.nodes('ThrowStatement')) {
    if (!node.argument || isCaughtAtOnce(node)) continue;
    const form = formOf(file, unwrap(node.argument));
    if (form) facts.push({ form, unreachable: (rulesOut ??= never.test(file.text)) && isUnreachable(file, node), fn: values.enclosing(node), at: spanOf(node) });
  }
  return facts;
}

/** `try { throw new Error() } catch (error) { … error.stack … }` asks who calls. */
const isCaughtAtOnce = ({ parent: block }: TSESTree.ThrowStatement): boolean =>
  block.type === 'BlockStatement' && block.body.length === 1 && block.parent.type === 'TryStatement' && block.parent.block === block && block.parent.handler !== null;

function formOf(file: SourceFile, node: Node): ThrowFact['form'] | null {
  switch (node.type) {
    case 'NewExpression':
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const isError = callee.type === 'Identifier' && callee.name === 'Error' && bindingsOf(file).resolve(callee) === null;
      return isError ? 'error' : null;
    }
    case 'Literal':
      return typeof node.value === 'string' ? 'text' : null;
    case 'TemplateLiteral':
      return 'text';
    case 'ObjectExpression':
      return 'object';
    case 'ConditionalExpression':
      return formOf(file, unwrap(node.consequent)) ?? formOf(file, unwrap(node.alternate));
    case 'LogicalExpression':
      return formOf(file, unwrap(node.right));
    default:
      return null;
  }
}

const never = /\b(unreachable|not (be )?expected to|never (be )?(reach|happen|get here|occur|called|thrown)|not reach|can(no|')t (be )?(reach|happen)|should (not|never|n't) (happen|reach|get|be (reach|call|possible))|shouldn't (happen|reach|be)|impossible|for (the )?type ?(script|checker|guard)|type ?guard|exhaustive|typescript|make ts happy|satisf(y|ies) (ts|the compiler|typescript))/i;

/** A comment on its line, above it, or above the branch that it stands in alone, or its own text, rules it out. */
function isUnreachable(file: SourceFile, node: TSESTree.ThrowStatement): boolean {
  const { start, end } = spanOf(node);
  if (never.test(file.text.slice(start, end))) return true;
  const block = node.parent?.type === 'BlockStatement' ? node.parent : null;
  const before = block ? block.body[block.body.indexOf(node) - 1] : undefined;
  let from = start;
  if (before) from = spanOf(before).end;
  else if (node.parent) {
    // the branch and the comment above it
    const branch = block?.parent ?? node.parent;
    from = isFunction(branch) ? spanOf(block ?? node).start : spanOf(branch).start;
    if (!isFunction(branch)) from = file.text.lastIndexOf('\n', file.text.lastIndexOf('\n', from) - 1) + 1;
  }
  const line = file.text.indexOf('\n', end);
  const to = line < 0 ? file.text.length : line;
  return file.comments.some((c) => c.at.start >= from && c.at.start < to && never.test(c.value));
}
