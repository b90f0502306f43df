import type { TSESTree } from '@typescript-eslint/types';
import { localParts } from '../recognise/time.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { isMessageText } from './message-text.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

export interface DatePart {
  readonly node: TSESTree.CallExpression;
  /** `date.getDate`. */
  readonly written: string;
}

/**
 * Text that a function builds from parts of a date in the zone of the process: the first part for each function in which
 * at least two different parts become text. Parts that are compared or calculated with are none.
 */
export function dateParts(file: SourceFile): DatePart[] {
  if (!file.text.includes('.get') || !/\.get(Date|Hours|Month|Minutes|Day)\(/.test(file.text)) return [];
  const byFunction = new Map<number | null, { first: DatePart; names: Set<string> }>();
  for (const call of file.nodes('CallExpression')) {
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || callee.computed || call.arguments.length > 0) continue;
    const name = propertyKey(callee.property.type === 'Identifier' ? { key: callee.property } : { key: callee.property, computed: true });
    if (name === null || !localParts.has(name) || !becomesText(file, call, 0)) continue;
    const fn = valuesOf(file).enclosing(call);
    const known = byFunction.get(fn);
    if (known) known.names.add(name);
    else byFunction.set(fn, { first: { node: call, written: textOf(file, callee) }, names: new Set([name]) });
  }
  return [...byFunction.values()].flatMap(({ first, names }) => (names.size > 1 && [...names].some((name) => name !== 'getFullYear' && name !== 'getMonth') ? [first] : []));
}

/** Whether a number becomes a part of text that is no message: a template, `padStart`, `String(…)`, `join`, `'0' + n`. */
function becomesText(file: SourceFile, node: Node, depth: number): boolean {
  const parent = node.parent;
  if (!parent || depth > 10) return false;
  const next = (): boolean => becomesText(file, parent, depth + 1);
  switch (parent.type) {
    case 'TemplateLiteral':
      return !isMessageText(file, node);
    case 'BinaryExpression':
      if (parent.operator !== '+') return false;
      return [parent.left, parent.right].some((side) => side !== node && isText(side)) ? !isMessageText(file, node) : next();
    case 'ConditionalExpression':
      return parent.test !== node && next();
    case 'LogicalExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return next();
    case 'ArrayExpression': {
      const member = parent.parent;
      return member?.type === 'MemberExpression' && ['join', 'map'].includes(propertyKey({ key: member.property, computed: member.computed }) ?? '') && !isMessageText(file, parent);
    }
    case 'MemberExpression': {
      const name = parent.object === node ? propertyKey({ key: parent.property, computed: parent.computed }) : null;
      return (name === 'toString' || name === 'padStart' || name === 'toLocaleString') && !isMessageText(file, node);
    }
    case 'CallExpression':
      return parent.callee !== node && isTextCall(parent) && !isMessageText(file, node);
    case 'VariableDeclarator': {
      const binding = parent.init === node && parent.id.type === 'Identifier' ? bindingsOf(file).resolve(parent.id) : null;
      return binding !== null && bindingsOf(file).references(binding).some((use) => becomesText(file, use, depth + 1));
    }
    default:
      return false;
  }
}

const isText = (node: Node): boolean => (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';

/** `String(n)`, `pad(n)`, `zeroPad(n)`, `twoDigits(n)`. */
function isTextCall(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? (propertyKey({ key: callee.property }) ?? '') : '';
  return name === 'String' || /pad|digits|leadingzero|zerofill/i.test(name);
}

function textOf(file: SourceFile, node: Node): string {
  const { start, end } = spanOf(node);
  return file.text.slice(start, end).replace(/\s+/g, ' ').slice(-40);
}
