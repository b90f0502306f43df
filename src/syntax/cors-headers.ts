import type { TSESTree } from '@typescript-eslint/types';
import type { CorsFact } from '../facts/trust.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { bindingsOf, isFunction } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import { isFencedByEnvironment } from './environment-fence.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf, textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

const allowOrigin = /^access-control-allow-origin$/i;

const setters: ReadonlySet<string> = new Set(['setHeader', 'header', 'set', 'append', 'appendHeader', 'setHeaders']);
const outgoing: ReadonlySet<string> = new Set(['fetch', '$fetch', 'ofetch', 'axios', 'got', 'ky', 'get', 'post', 'put', 'patch', 'delete', 'request', 'create', 'extend']);

/** Collects where a file writes the header that names the allowed origins into a response. */
export function collectHeaders(file: SourceFile, uses: CorsFact[]): void {
  const values = valuesOf(file);
  for (const node of file.nodes('Literal')) {
    if (typeof node.value !== 'string' || !allowOrigin.test(node.value)) continue;
    const { parent } = node;
    if (isFencedByEnvironment(file, node)) continue;
    if (parent?.type === 'CallExpression') {
      const { callee } = parent;
      const name = calledName(callee);
      const at = parent.arguments.indexOf(node);
      const value = parent.arguments[at + 1];
      if (name === null || (!setters.has(name) && !/header/i.test(name)) || !value || value.type === 'SpreadElement') continue;
      add(parent, value);
    } else if (parent?.type === 'Property' && parent.key === node && parent.parent?.type === 'ObjectExpression') {
      if (!isOutgoing(file, parent.parent, 0)) add(parent, parent.value);
    } else if (parent?.type === 'MemberExpression' && parent.property === node && parent.parent?.type === 'AssignmentExpression' && parent.parent.left === parent)
      add(parent.parent, parent.parent.right);
    else if (parent?.type === 'Property' && parent.value === node && parent.parent?.type === 'ObjectExpression') {
      // `{ key: 'Access-Control-Allow-Origin', value: '*' }`
      const value = parent.parent.properties.find((p): p is TSESTree.Property => p.type === 'Property' && propertyKey(p) === 'value');
      if (value) add(parent.parent, value.value);
    }
  }

  function add(at: Node, value: Node): void {
    const found = values.of(value);
    const isSent = isReflected(found);
    if (isSent && isChecked(file, at, value)) return;
    uses.push({ form: 'header', written: 'Access-Control-Allow-Origin', value: isSent ? { k: 'literal', value: true, at: spanOf(at) } : found, at: spanOf(at) });
  }
}

/** Whether a value is what the request itself says: `req.headers.origin`, `req.get('origin')`, `c.req.header('Origin')`, `req.query.origin`. */
export function isReflected(value: Value): boolean {
  switch (value.k) {
    case 'union':
      return value.of.some(isReflected);
    case 'text':
      return value.parts.some(isReflected) && value.parts.every((part) => part.k === 'literal' ? part.value === '' : isReflected(part));
    case 'member':
      return /^origin$/i.test(value.name) && value.of.k === 'member' && /^(headers?|query|body|params)$/i.test(value.of.name);
    case 'call': {
      const { callee, args } = value;
      const [name] = args;
      if (callee.k !== 'member' || !/^(get|header|query|param)$/.test(callee.name)) return false;
      const head = headOf(callee.of);
      return name?.k === 'literal' && /^origin$/i.test(String(name.value)) && (head.k === 'param' || head.k === 'this');
    }
    default:
      return false;
  }
}

/** Whether a condition about the origin stands before it in its function, or chooses what is sent. */
function isChecked(file: SourceFile, at: Node, sent: Node): boolean {
  const plain = unwrap(sent);
  const about = plain.type === 'Identifier' ? new RegExp(`${speaksOfOrigins.source}|\\b${plain.name.replaceAll('$', '\\$')}\\b`, 'i') : speaksOfOrigins;
  if (isChosen(file, plain, about, 0)) return true;
  for (let inner = at, up = at.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner && asksOrigin(file, up.test, about, 0)) return true;
    if (up.type === 'LogicalExpression' && up.right === inner && asksOrigin(file, up.left, about, 0)) return true;
    if (up.type === 'SwitchCase') return true;
    if (up.type === 'BlockStatement')
      for (const statement of up.body) {
        if (spanOf(statement).start >= spanOf(inner).start) break;
        // a refusal that returns or throws before
        if (statement.type === 'IfStatement' && /\breturn\b|\bthrow\b/.test(textOf(file, statement.consequent)) && asksOrigin(file, statement.test, about, 0)) return true;
      }
  }
  return false;
}

/** `allowed.has(origin) ? origin : fallback`, through one variable. */
function isChosen(file: SourceFile, sent: Node, about: RegExp, depth: number): boolean {
  const plain = unwrap(sent);
  if (plain.type === 'ConditionalExpression') return asksOrigin(file, plain.test, about, 0);
  if (plain.type === 'LogicalExpression') return asksOrigin(file, plain.left, about, 0) || isChosen(file, plain.right, about, depth);
  if (plain.type !== 'Identifier' || depth > 1) return false;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable') return false;
  const { init } = binding.declarator;
  return (init !== null && isChosen(file, init, about, depth + 1)) || bindingsOf(file).assignments(binding).some((value) => value === null || isChecked(file, value, value));
}

const speaksOfOrigins = /origin|allow|trust|cors|white_?list|permit|domain|host|referer/i;
/** Calls that only read what the request says. */
const reads = /^(?:get|header|headers|query|param|toString|trim|toLowerCase|replace|parse|String|Boolean)$/;

/** Whether a condition asks which origin it is; whether there is one at all, or what else the request wants, does not. */
function asksOrigin(file: SourceFile, test: Node, about: RegExp, depth: number): boolean {
  const plain = unwrap(test);
  switch (plain.type) {
    case 'UnaryExpression':
      return plain.operator === '!' && asksOrigin(file, plain.argument, about, depth);
    case 'LogicalExpression':
      return asksOrigin(file, plain.left, about, depth) || asksOrigin(file, plain.right, about, depth);
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(plain);
      if (binding?.kind === 'variable' && binding.declarator.init && depth < 3) return asksOrigin(file, binding.declarator.init, about, depth + 1);
      return isVerdict(plain.name);
    }
    case 'MemberExpression':
      return isVerdict(propertyKey({ key: plain.property, computed: plain.computed }) ?? '');
    case 'CallExpression': {
      const { callee } = plain;
      const name = calledName(callee);
      if (name !== null && reads.test(name)) return false;
      return about.test(textOf(file, plain)) || plain.arguments.some((argument) => argument.type === 'Identifier');
    }
    case 'BinaryExpression': {
      const sides = [plain.left, plain.right];
      if (sides.some((side) => (side.type === 'UnaryExpression' && side.operator !== '-') || (side.type === 'Identifier' && side.name === 'undefined') || (side.type === 'Literal' && !/\w/.test(String(side.value ?? ''))))) return false;
      return sides.some((side) => side.type !== 'PrivateIdentifier' && about.test(textOf(file, side)));
    }
    default:
      return about.test(textOf(file, plain));
  }
}

/** A name of a decision that was made elsewhere: `isAllowed`, `request.trusted`. */
const isVerdict = (name: string): boolean => /allow|trust|permit|valid/i.test(name);

/** Whether an object of headers goes out with a request of our own. */
function isOutgoing(file: SourceFile, object: Node, depth: number): boolean {
  for (let inner = object, up = object.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if (up.type === 'CallExpression' && up.callee !== inner) {
      const name = up.callee.type === 'Identifier' ? up.callee.name : up.callee.type === 'MemberExpression' ? propertyKey({ key: up.callee.property, computed: up.callee.computed }) : null;
      return name !== null && outgoing.has(name);
    }
    if (up.type === 'VariableDeclarator' && up.id.type === 'Identifier' && depth < 2) {
      const binding = bindingsOf(file).resolve(up.id);
      return binding !== null && bindingsOf(file).references(binding).some((reference) => isOutgoing(file, reference, depth + 1));
    }
    if (up.type === 'NewExpression') return false;
  }
  return false;
}
