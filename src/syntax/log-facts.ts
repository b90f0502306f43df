import type { TSESTree } from '@typescript-eslint/types';
import type { LogArgFact, LogFact, LogLeafFact } from '../facts/logs.js';
import { headOf } from '../facts/value.js';
import { bindingMethods, effectLogMethods, isExternalLogger, logMethods } from '../recognise/loggers.js';
import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { isFencedByEnvironment } from './environment-fence.js';
import { isExternal } from './module-facts.js';
import { localValue } from './local-values.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** Receivers that are worth a question to the linker; only those that it cannot follow are judged by their name. */
const candidateName = /log|consola|signale|reporter/i;

/** Calls that look like log calls, of loggers and of the global console. */
export function logsOf(file: SourceFile): LogFact[] {
  const facts: LogFact[] = [];
  for (const node of file.nodes('CallExpression')) {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') continue;
    const method = callee.property.name;
    const isEffect = effectLogMethods.has(method) && callee.object.type === 'Identifier' && callee.object.name === 'Effect';
    if (!logMethods.has(method) && !isEffect) continue;
    const path = pathOf(callee.object);
    const name = (path.at(-1) ?? '').replace(/\(\)$/, '');
    const isConsole = isGlobalConsole(file, callee.object);
    if (!isConsole && !isEffect && isUsedAsValue(node)) continue;
    if (!isConsole && !isEffect && !candidateName.test(name) && !couldBeLogger(file, callee.object)) continue;
    facts.push({
      receiver: isConsole ? null : valuesOf(file).of(callee.object),
      name,
      written: [...path, method].join('.'),
      method,
      args: node.arguments.map((argument) => argumentOf(file, argument)),
      bound: isBound(file, callee.object) || (isEffect && isAnnotated(node)),
      fenced: isFencedByEnvironment(file, node),
      fn: valuesOf(file).enclosing(node),
      at: spanOf(node),
    });
  }
  return facts;
}

/** Text that colours or formats, such as `` `${log.bold(name)}` ``: what a logger gives back is worth nothing. */
function isUsedAsValue(call: TSESTree.CallExpression): boolean {
  const parent = call.parent;
  switch (parent.type) {
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'Property':
      return true;
    case 'CallExpression':
      return parent.arguments.includes(call);
    default:
      return false;
  }
}

function isGlobalConsole(file: SourceFile, object: Node): boolean {
  const plain = unwrap(object);
  if (plain.type !== 'Identifier' || plain.name !== 'console') return false;
  const binding = bindingsOf(file).resolve(plain);
  return binding === null || (binding.kind === 'import' && /^(node:)?console$/.test(binding.source));
}

/** Whatever its name: made by a logging library in this file, or of the project, where the linker looks at it. */
function couldBeLogger(file: SourceFile, object: Node): boolean {
  const head = headOf(localValue(file, headOf(valuesOf(file).of(object))));
  switch (head.k) {
    case 'import':
      return !isExternal(file, head.source) || isExternalLogger(head.source, head.name, []) === true;
    case 'this':
    case 'typed':
    case 'class':
    case 'param':
      return unwrap(object).type !== 'CallExpression';
    default:
      return false;
  }
}

/** Whether an assignment of the same function always runs before a node: its block holds the node. */
function runsBefore(right: Node, node: Node): boolean {
  const block = right.parent?.parent?.type === 'ExpressionStatement' ? right.parent.parent.parent : null;
  if (!block || spanOf(right).end > spanOf(node).start) return false;
  for (let up = node.parent; up; up = up.parent) if (up === block) return true;
  return false;
}

/** The receiver carries fields: `logger.child({ orderId }).info(…)`, or a variable of the same function that holds such a child. */
function isBound(file: SourceFile, object: Node): boolean {
  const plain = unwrap(object);
  if (plain.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(plain);
    if (!binding || (binding.kind === 'variable' ? binding.topLevel : binding.kind !== 'param')) return false;
    const held = [...(binding.kind === 'variable' && binding.declarator.init ? [binding.declarator.init] : []), ...bindingsOf(file).assignments(binding).filter((one) => one !== null && runsBefore(one, plain))].map((one) => unwrap(one!));
    return held.some((one) => one.type === 'CallExpression' && isBinding(one));
  }
  return plain.type === 'CallExpression' && isBinding(plain);
}

/** `Effect.logError('…').pipe(Effect.annotateLogs({ orderId }))`, also round the effect that logs (effect.website/docs/observability/logging/#custom-annotations). */
function isAnnotated(call: Node): boolean {
  for (let inner: Node = call, up = call.parent; up; inner = up, up = up.parent) {
    if (up.type !== 'CallExpression') continue;
    const callee = unwrap(up.callee);
    const isPiped = callee === inner && callee.type === 'MemberExpression' && propertyKey({ key: callee.property, computed: callee.computed }) === 'pipe';
    if ((isPiped || (callee.type === 'Identifier' && callee.name === 'pipe' && up.arguments[0] === inner)) && up.arguments.some(annotates)) return true;
    if (up.arguments[0] === inner && up.arguments.length > 1 && annotates(up)) return true;
  }
  return false;
}

const annotates = (node: Node): boolean => node.type === 'CallExpression' && /^Effect\.annotateLogs(?:Scoped)?$/.test(pathOf(node.callee).join('.'));

function isBinding(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed });
  return name !== null && bindingMethods.has(name) && call.arguments.length > 0;
}

const argumentOf = (file: SourceFile, node: TSESTree.CallExpressionArgument): LogArgFact => {
  const leaves: LogLeafFact[] = [];
  collectLeaves(file, node, null, leaves, 0);
  const refuted = leaves.length > 0 ? refutedAround(node) : null;
  return {
    text: isWrittenText(node),
    value: node.type === 'SpreadElement' ? { k: 'spread', of: valuesOf(file).of(node.argument) } : valuesOf(file).of(node),
    leaves: refuted === null ? leaves : leaves.map((leaf) => (leaf.path.join('.') === refuted ? { ...leaf, refuted: true } : leaf)),
  };
};

/** What the branch around a node has just found to be no text: `if (typeof email !== 'string') log({ email })`. */
function refutedAround(node: Node): string | null {
  for (let inner = node, up = node.parent; up && !isFunction(up); inner = up, up = up.parent)
    if (up.type === 'IfStatement' && up.consequent === inner) return refutedBy(up.test);
  return null;
}

function refutedBy(test: Node): string | null {
  const plain = unwrap(test);
  if (plain.type === 'LogicalExpression') {
    const left = refutedBy(plain.left);
    return plain.operator === '||' && left === refutedBy(plain.right) ? left : null;
  }
  if (plain.type === 'UnaryExpression') return plain.operator === '!' ? pathOf(plain.argument).join('.') : null;
  if (plain.type !== 'BinaryExpression' || plain.left.type !== 'UnaryExpression' || plain.left.operator !== 'typeof') return null;
  return /^!==?$/.test(plain.operator) && plain.right.type === 'Literal' && plain.right.value === 'string' ? pathOf(plain.left.argument).join('.') : null;
}

/** The type that is written at a variable's declaration. */
function typeOf(file: SourceFile, node: Node): Pick<LogLeafFact, 'type'> {
  const binding = node.type === 'Identifier' ? bindingsOf(file).resolve(node) : null;
  const type = binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' ? valuesOf(file).type(binding.declarator.id.typeAnnotation?.typeAnnotation) : null;
  return type === null ? {} : { type };
}

function isWrittenText(node: Node): boolean {
  const plain = unwrap(node);
  switch (plain.type) {
    case 'Literal':
      return typeof plain.value === 'string';
    case 'TemplateLiteral':
      return true;
    case 'BinaryExpression':
      return plain.operator === '+' && (isWrittenText(plain.left) || isWrittenText(plain.right));
    case 'ConditionalExpression':
      return isWrittenText(plain.consequent) && isWrittenText(plain.alternate);
    default:
      return false;
  }
}

/** Calls that write their first argument as it is. */
const printing: ReadonlySet<string> = new Set(['JSON.stringify', 'util.inspect', 'inspect', 'util.format', 'format', 'String', 'structuredClone', 'Object.assign', 'Object.fromEntries', 'stringify']);
/** Methods that write what they are called on. */
const renderings: ReadonlySet<string> = new Set(['toString', 'toLowerCase', 'toUpperCase', 'trim', 'valueOf', 'toJSON', 'toObject', 'join', 'get', 'entries']);

function collectLeaves(file: SourceFile, node: Node, key: string | null, leaves: LogLeafFact[], depth: number, isJoined = false): void {
  if (depth > 8 || leaves.length > 40) return;
  const next = (child: Node, at: string | null = key, joined = isJoined): void => collectLeaves(file, child, at, leaves, depth + 1, joined);
  const plain = unwrap(node);
  switch (plain.type) {
    case 'Identifier':
    case 'MemberExpression': {
      const path = pathOf(plain, (key) => constantKey(file, key));
      if (path.length > 0) leaves.push({ path, key, value: valuesOf(file).of(plain), ...typeOf(file, plain), ...(isJoined && { joined: true }) });
      return;
    }
    case 'TemplateLiteral':
      plain.expressions.forEach((expression) => next(expression, key, true));
      return;
    case 'BinaryExpression':
      if (plain.operator === '+') {
        next(plain.left, key, true);
        next(plain.right, key, true);
      }
      return;
    case 'LogicalExpression':
      if (plain.operator !== '&&') next(plain.left);
      next(plain.right);
      return;
    case 'ConditionalExpression':
      next(plain.consequent);
      next(plain.alternate);
      return;
    case 'SpreadElement':
      next(plain.argument);
      return;
    case 'ArrayExpression':
      plain.elements.forEach((element) => element && next(element));
      return;
    case 'ObjectExpression':
      for (const property of plain.properties) {
        if (property.type === 'SpreadElement') next(property.argument, null);
        else next(property.value, propertyKey(property) ?? '[]');
      }
      return;
    case 'CallExpression': {
      const path = pathOf(plain);
      const name = path.join('.').replace(/\(\)$/, '');
      const [argument] = plain.arguments;
      if (printing.has(name)) {
        plain.arguments.forEach((a, i) => (i === 0 || name !== 'JSON.stringify') && next(a, key, isJoined && name === 'String'));
        return;
      }
      const callee = unwrap(plain.callee);
      if (callee.type !== 'MemberExpression') return;
      const method = propertyKey({ key: callee.property, computed: callee.computed }) ?? '';
      if (/^(?:get|header)$/.test(method) && argument?.type === 'Literal' && typeof argument.value === 'string')
        leaves.push({ path: [...pathOf(callee.object), argument.value], key, value: valuesOf(file).of(plain) });
      else if (renderings.has(method)) next(callee.object);
      else if (/^(?:json|text|formData|parseBody)$/.test(method) && plain.arguments.length === 0) leaves.push({ path, key, value: valuesOf(file).of(plain) });
      return;
    }
    default:
      return;
  }
}

/** `['this', 'logger']`, `['getLogger()']`, `['c', 'req', 'json()']`; empty for what starts with another expression. */
function pathOf(node: Node, named: (key: Node) => string | null = () => null): string[] {
  const path: string[] = [];
  let at: Node = unwrap(node);
  let called = false;
  for (let guard = 0; guard < 32; guard += 1) {
    if (at.type === 'CallExpression') {
      called = true;
      at = unwrap(at.callee);
      continue;
    }
    if (at.type === 'MemberExpression') {
      const name = propertyKey({ key: at.property, computed: at.computed && at.property.type !== 'Literal' }) ?? named(at.property) ?? '[]';
      path.push(called ? `${name}()` : name);
      at = unwrap(at.object);
    } else {
      const name = at.type === 'Identifier' ? at.name : at.type === 'ThisExpression' ? 'this' : at.type === 'Super' ? 'super' : null;
      if (name !== null) path.push(called ? `${name}()` : name);
      break;
    }
    called = false;
  }
  return path.reverse();
}

/** `email` of `user[Field.email]`, by an enum or what a module exports; `null` for a key of the moment, `users[request.id]`. */
function constantKey(file: SourceFile, key: Node): string | null {
  const plain = unwrap(key);
  if (plain.type !== 'MemberExpression' || plain.object.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain.object);
  return binding?.kind === 'enum' || binding?.kind === 'import' ? propertyKey({ key: plain.property, computed: plain.computed }) : null;
}
