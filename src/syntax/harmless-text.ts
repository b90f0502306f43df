import { harmlessMembers, isHarmlessCall } from '../recognise/sql-apis.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { localValue } from './local-values.js';
import { localReturns } from './settle.js';
import type { Node, NodeOf, SourceFile } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';
import type { Value } from '../facts/value.js';

const maxDepth = 10;

/**
 * Whether a file shows that text joined from an expression is none that somebody else chose: constants, numbers and
 * booleans that are computed, generated ids, clock times, escaped text, and lists of these. False where it cannot tell.
 */
export function isHarmless(file: SourceFile, node: Node): boolean {
  return harmless(file, node, 0, new Set());
}

function harmless(file: SourceFile, given: Node, depth: number, active: Set<unknown>): boolean {
  const node = unwrap(given);
  if (depth > maxDepth || active.has(node)) return active.has(node);
  const next = (child: Node): boolean => harmless(file, child, depth + 1, active);
  active.add(node);
  try {
    switch (node.type) {
      case 'Literal':
        return true;
      case 'TemplateLiteral':
        return node.expressions.every(next);
      case 'UnaryExpression':
      case 'UpdateExpression':
        return true;
      case 'BinaryExpression':
        if (node.operator !== '+') return true;
        // a sum with a number is a number
        return (next(node.left) && next(node.right)) || isNumber(node.left) || isNumber(node.right);
      case 'ConditionalExpression':
        return next(node.consequent) && next(node.alternate);
      case 'LogicalExpression':
        return node.operator === '&&' ? next(node.right) : next(node.left) && next(node.right);
      case 'AssignmentExpression':
        return next(node.right);
      case 'CallExpression':
        return harmlessCall(file, node, depth, active);
      case 'NewExpression':
        return node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
      case 'MemberExpression':
        return harmlessMember(file, node, depth, active);
      case 'Identifier':
        return harmlessName(file, node, depth, active);
      default:
        return false;
    }
  } finally {
    active.delete(node);
  }
}

const isNumber = (node: Node): boolean => {
  const plain = unwrap(node);
  return (plain.type === 'Literal' && typeof plain.value === 'number') || (plain.type === 'BinaryExpression' && /^[-*/%]$/.test(plain.operator));
};

/** Text methods that give no more than what they are called on holds. */
const sameText: ReadonlySet<string> = new Set(['toString', 'trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'slice', 'substring', 'substr', 'repeat', 'padStart', 'padEnd', 'concat', 'join', 'at', 'split', 'normalize']);

function harmlessCall(file: SourceFile, call: NodeOf<'CallExpression'>, depth: number, active: Set<unknown>): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === 'Identifier') {
    if (/^(?:Number|parseInt|parseFloat|BigInt|Boolean|isNaN)$/.test(callee.name)) return true;
    if (callee.name === 'String') return call.arguments[0] !== undefined && harmless(file, call.arguments[0], depth + 1, active);
    return isHarmlessCall(callee.name) || returnsHarmless(file, call, depth, active);
  }
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed });
  const object = unwrap(callee.object);
  if (name === null) return false;
  if (object.type === 'Identifier' && /^(?:Math|Number|Date)$/.test(object.name)) return true;
  if (object.type === 'Identifier' && object.name === 'JSON') return false;
  // a pattern or a doubled quote takes out what could end the string
  if (name === 'replace' || name === 'replaceAll') {
    return takesOutQuotes(call.arguments[0], name) || harmless(file, object, depth + 1, active);
  }
  if (name === 'join') return elementsHarmless(file, object, depth + 1, active);
  if (sameText.has(name)) return harmless(file, object, depth + 1, active) && (name !== 'concat' || call.arguments.every((a) => harmless(file, a, depth + 1, active)));
  return isHarmlessCall(name) || returnsHarmless(file, call, depth, active);
}

/** Whether a replacement reaches every quote: `replace` with a text stops at the first one. */
function takesOutQuotes(pattern: Node | undefined, name: 'replace' | 'replaceAll'): boolean {
  if (pattern?.type !== 'Literal') return false;
  if (!('regex' in pattern)) return name === 'replaceAll' && pattern.value === "'";
  return /\^|'|\\W|\\s/.test(pattern.regex.pattern);
}

function returnsHarmless(file: SourceFile, call: Node, depth: number, active: Set<unknown>): boolean {
  const returns = localReturns(file, call);
  return returns.length > 0 && returns.every((r) => harmless(file, r, depth + 1, active));
}

function harmlessMember(file: SourceFile, node: NodeOf<'MemberExpression'>, depth: number, active: Set<unknown>): boolean {
  const name = propertyKey({ key: node.property, computed: node.computed });
  if (name !== null && harmlessMembers.has(name)) return true;
  const object = unwrap(node.object);
  if (object.type === 'MemberExpression' && propertyKey({ key: object.property, computed: object.computed }) === 'env') return true;
  const value = localValue(file, valuesOf(file).of(node));
  if (value.k === 'literal') return true;
  // one of several constants: `columns[key]`
  if (node.computed && isConstant(localValue(file, valuesOf(file).of(node.object)), 0)) return true;
  return node.computed && elementsHarmless(file, node.object, depth + 1, active);
}

const isConstant = (value: Value, depth: number): boolean => {
  if (depth > 4) return false;
  if (value.k === 'literal') return true;
  if (value.k === 'text') return value.parts.every((p) => isConstant(p, depth + 1));
  if (value.k === 'object') return value.spreads.length === 0 && Object.values(value.props).every((v) => isConstant(v, depth + 1));
  return value.k === 'array' && value.items.every((v) => isConstant(v, depth + 1));
};

function harmlessName(file: SourceFile, node: NodeOf<'Identifier'>, depth: number, active: Set<unknown>): boolean {
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(node);
  if (!binding) return node.name === 'undefined' || node.name === 'NaN';
  if (active.has(binding)) return true;
  if (binding.kind === 'param') {
    if (isHarmlessType(file, binding.node)) return true;
    const call = binding.fn.parent;
    if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || !call.arguments.some((a) => a === binding.fn)) return false;
    const method = propertyKey({ key: call.callee.property, computed: call.callee.computed });
    if (method !== 'map' && method !== 'forEach' && method !== 'flatMap' && method !== 'filter') return false;
    if (binding.index === 1) return true;
    return binding.index === 0 && binding.fn.params[0]?.type === 'Identifier' && elementsHarmless(file, call.callee.object, depth + 1, active);
  }
  if (binding.kind !== 'variable' || binding.declarator.id.type !== 'Identifier') return false;
  if (isHarmlessType(file, binding.node)) return true;
  active.add(binding);
  try {
    const above = binding.declarator.parent.parent;
    if (above?.type === 'ForOfStatement' && above.left === binding.declarator.parent) return elementsHarmless(file, above.right, depth + 1, active);
    if (above?.type === 'ForInStatement') return isConstant(localValue(file, valuesOf(file).of(above.right)), 0);
    const { init } = binding.declarator;
    if (init && !harmless(file, init, depth + 1, active)) return false;
    const written = bindings.references(binding).flatMap((r) => (r.parent?.type === 'AssignmentExpression' && r.parent.left === r ? [r.parent.right] : []));
    return (init !== null || written.length > 0) && written.every((w) => harmless(file, w, depth + 1, active));
  } finally {
    active.delete(binding);
  }
}

/** `'asc' | 'desc'`, `boolean`, an enum of the file. */
function isHarmlessType(file: SourceFile, bound: NodeOf<'Identifier'>): boolean {
  const type = bound.typeAnnotation?.typeAnnotation;
  if (!type) return false;
  const fixed = (node: Node): boolean => {
    if (node.type === 'TSLiteralType' || node.type === 'TSBooleanKeyword' || node.type === 'TSUndefinedKeyword' || node.type === 'TSNullKeyword') return true;
    if (node.type === 'TSUnionType') return node.types.every(fixed);
    if (node.type === 'TSTypeOperator') return node.operator === 'keyof';
    if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return false;
    const binding = bindingsOf(file).resolve(node.typeName);
    if (binding?.kind === 'enum') return true;
    return binding?.kind === 'type' && binding.node.type === 'TSTypeAliasDeclaration' && binding.node.typeAnnotation !== node && fixed(binding.node.typeAnnotation);
  };
  return fixed(type);
}

/** Whether every element of a list is harmless: placeholders, constants, numbers. */
function elementsHarmless(file: SourceFile, given: Node, depth: number, active: Set<unknown>): boolean {
  const node = unwrap(given);
  if (depth > maxDepth) return false;
  const next = (child: Node): boolean => elementsHarmless(file, child, depth + 1, active);
  switch (node.type) {
    case 'ArrayExpression':
      return node.elements.every((e) => e === null || (e.type === 'SpreadElement' ? next(e.argument) : harmless(file, e, depth + 1, active)));
    case 'ConditionalExpression':
      return next(node.consequent) && next(node.alternate);
    case 'LogicalExpression':
      return next(node.left) && next(node.right);
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(node);
      if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier') return false;
      if (active.has(binding)) return true;
      active.add(binding);
      try {
        const { init } = binding.declarator;
        if (init && !next(init)) return false;
        const added: boolean[] = [];
        for (const reference of bindingsOf(file).references(binding)) {
          const { parent } = reference;
          if (parent?.type === 'AssignmentExpression' && parent.left === reference) added.push(next(parent.right));
          else if (parent?.type === 'MemberExpression' && parent.object === reference) {
            const outer = parent.parent;
            const name = propertyKey({ key: parent.property, computed: parent.computed });
            if (outer?.type === 'CallExpression' && outer.callee === parent && (name === 'push' || name === 'unshift'))
              added.push(...outer.arguments.map((a) => (a.type === 'SpreadElement' ? next(a.argument) : harmless(file, a, depth + 1, active))));
            else if (outer?.type === 'AssignmentExpression' && outer.left === parent) added.push(harmless(file, outer.right, depth + 1, active));
          }
        }
        return (init !== null || added.length > 0) && added.every(Boolean);
      } finally {
        active.delete(binding);
      }
    }
    case 'MemberExpression':
      return isConstant(localValue(file, valuesOf(file).of(node)), 0);
    case 'NewExpression':
      return node.callee.type === 'Identifier' && (node.callee.name === 'Array' || (node.callee.name === 'Set' && node.arguments[0] !== undefined && next(node.arguments[0])));
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type === 'Identifier') return callee.name === 'Array' || localReturns(file, node).some(Boolean) ? callee.name === 'Array' || localReturns(file, node).every(next) : false;
      if (callee.type !== 'MemberExpression') return false;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      const [first, second] = node.arguments;
      if (name === 'map' || name === 'flatMap') return first !== undefined && givesHarmless(file, first, depth, active);
      if (name === 'fill') return first !== undefined && harmless(file, first, depth + 1, active);
      if (name === 'filter' || name === 'slice' || name === 'sort' || name === 'reverse' || name === 'flat' || name === 'toSorted') return next(callee.object);
      if (name === 'concat') return next(callee.object) && node.arguments.every((a) => next(a));
      if (name === 'from' && callee.object.type === 'Identifier' && callee.object.name === 'Array') return second ? givesHarmless(file, second, depth, active) : first !== undefined && next(first);
      if (name === 'keys' && callee.object.type === 'Identifier' && callee.object.name === 'Object') return first !== undefined && isConstant(localValue(file, valuesOf(file).of(first)), 0);
      if (name === 'values' && callee.object.type === 'Identifier' && callee.object.name === 'Object') return first !== undefined && isConstant(localValue(file, valuesOf(file).of(first)), 0);
      if (name === 'split') return harmless(file, callee.object, depth + 1, active);
      return false;
    }
    default:
      return false;
  }
}

/** Whether a callback gives harmless text whatever it is called with: `() => '?'`, `(_, i) => `$${i + 1}``, `Number`. */
function givesHarmless(file: SourceFile, callback: Node, depth: number, active: Set<unknown>): boolean {
  const node = unwrap(callback);
  if (node.type === 'Identifier') return node.name === 'Number' || node.name === 'parseInt' || isHarmlessCall(node.name);
  if (node.type === 'MemberExpression') return isHarmlessCall(propertyKey({ key: node.property, computed: node.computed }) ?? '');
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return false;
  if (node.body.type !== 'BlockStatement') return node.body.type === 'ArrayExpression' ? elementsHarmless(file, node.body, depth + 1, active) : harmless(file, node.body, depth + 1, active);
  const index = valuesOf(file).fn(node);
  const returned = file.nodes('ReturnStatement').flatMap((r) => (r.argument && valuesOf(file).enclosing(r) === index ? [r.argument] : []));
  return returned.length > 0 && returned.every((r) => harmless(file, r, depth + 1, active));
}
