import type { TSESTree } from '@typescript-eslint/types';
import { isPublicKeyName, isSecretName } from '../recognise/secrets.js';
import type { SecretTaker } from '../recognise/secret-takers.js';
import { secretTakerOf, takerPackages } from '../recognise/secret-takers.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { importsAny, librarySymbol } from './library-symbol.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

const maxSteps = 24;

/** Whether a file could hand over a secret: the cheap question before any other. */
export const takesSecrets = (file: SourceFile): boolean => {
  if (importsAny(file, takerPackages)) return true;
  return file.text.includes('subtle') && /\bsubtle\b/.test(file.text);
};

/**
 * What takes a literal as its secret, as written (`createHmac`, `secret`): directly, as an option, through
 * `Buffer.from` or a `TextEncoder`, and through variables of the file. `null` where nothing is known to.
 */
export function secretTakerAt(file: SourceFile, literal: Node, text: string): string | null {
  return outward(file, literal, [], text, 0, new Set());
}

/** Follows a value outward to the calls that take it; `path` names where in it the literal stands. */
function outward(file: SourceFile, node: Node, path: readonly string[], text: string, steps: number, seen: Set<Node>): string | null {
  const { parent } = node;
  if (!parent || steps > maxSteps || seen.has(node)) return null;
  seen.add(node);
  const next = (from: Node, inner = path): string | null => outward(file, from, inner, text, steps + 1, seen);
  switch (parent.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ArrayExpression':
    case 'SpreadElement':
      return next(parent);
    case 'ConditionalExpression':
      return parent.test === node ? null : next(parent);
    case 'LogicalExpression':
      return next(parent);
    case 'Property': {
      if (parent.value !== node || parent.parent?.type !== 'ObjectExpression') return null;
      const key = propertyKey(parent) ?? '*';
      // NestJS asks a factory for the options (docs.nestjs.com/fundamentals/dynamic-modules)
      return next(parent.parent, key === 'useFactory' ? path : [key, ...path]);
    }
    case 'ObjectExpression':
      return next(parent);
    case 'ArrowFunctionExpression':
      return parent.body === node && isFactory(parent) ? next(parent) : null;
    case 'VariableDeclarator':
      return parent.init === node && parent.id.type === 'Identifier' ? named(file, parent.id, path, next) : null;
    case 'PropertyDefinition': {
      const name = parent.value === node ? propertyKey(parent) : null;
      return name === null ? null : field(file, parent, name, path, next);
    }
    case 'AssignmentExpression':
      return parent.right === node && parent.operator === '=' ? assigned(file, parent.left, path, next) : null;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node ? null : taken(file, node, parent, path, text, next);
    default:
      return null;
  }
}

type Next = (from: Node, inner?: readonly string[]) => string | null;

const isFactory = (node: Node): boolean => node.parent?.type === 'Property' && propertyKey(node.parent) === 'useFactory';

function named(file: SourceFile, id: TSESTree.Identifier, path: readonly string[], next: Next): string | null {
  const binding = bindingsOf(file).resolve(id);
  if (binding?.kind !== 'variable' || isPublicKeyName(id.name)) return null;
  for (const reference of bindingsOf(file).references(binding)) {
    if (reference === id) continue;
    const found = next(reference, path);
    if (found !== null) return found;
  }
  return null;
}

/** `options.secret = …` for a variable of the file, and members that a library reads: `app.keys = […]`. */
function assigned(file: SourceFile, target: Node, path: readonly string[], next: Next): string | null {
  if (target.type === 'Identifier') return named(file, target, path, next);
  if (target.type !== 'MemberExpression') return null;
  const symbol = librarySymbol(file, valuesOf(file).of(target));
  if (symbol !== null && path.length === 0 && secretTakerOf(symbol)?.positions) return written(file, target);
  const key = propertyKey({ key: target.property, computed: target.computed });
  const object = unwrap(target.object);
  if (object.type === 'ThisExpression') return key === null ? null : field(file, target, key, path, next);
  return object.type === 'Identifier' ? named(file, object, [key ?? '*', ...path], next) : null;
}

/** Where a field is read that a class declares or its methods set. */
function field(file: SourceFile, node: Node, name: string, path: readonly string[], next: Next): string | null {
  const cls = classAround(node);
  if (cls === null || isPublicKeyName(name)) return null;
  for (const use of file.nodes('MemberExpression')) {
    if (use === node || use.object.type !== 'ThisExpression' || propertyKey({ key: use.property, computed: use.computed }) !== name || classAround(use) !== cls) continue;
    const found = next(use, path);
    if (found !== null) return found;
  }
  return null;
}

function classAround(node: Node): Node | null {
  let up = node.parent;
  while (up && up.type !== 'ClassBody') up = up.parent;
  return up ?? null;
}

function taken(file: SourceFile, node: Node, call: Call, path: readonly string[], text: string, next: Next): string | null {
  const position = call.arguments.findIndex((argument) => argument === node);
  const callee = valuesOf(file).of(call.callee);
  const symbol = symbolAt(file, call.callee);
  if ((symbol === 'global#Buffer.from' || (callee.k === 'member' && callee.name === 'encode' && callee.of.k === 'new')) && position === 0) return next(call);
  if (symbol === 'global#Object.assign') return position === 0 && call.arguments[0]?.type === 'Identifier' ? null : next(call);
  const [first] = call.arguments;
  const plugged = position > 0 && first ? librarySymbol(file, valuesOf(file).of(first)) : null;
  const plugin = plugged === null ? null : secretTakerOf(plugged);
  const taker = plugin?.isPlugin ? plugin : symbol === null ? null : secretTakerOf(symbol);
  if (!taker || (taker.isPlugin && taker !== plugin) || (taker.isPair && !/^[^\s:]+:[^\s:]+$/.test(text)) || !takes(taker, position, path)) return null;
  if (symbol === 'crypto#createHmac' && keysASecret(call)) return null;
  return path.length === 0 ? written(file, call.callee) : (path.findLast((key) => key !== '*') ?? null);
}

const takes = ({ positions, options }: SecretTaker, position: number, path: readonly string[]): boolean =>
  path.length === 0
    ? (positions?.includes(position) ?? false)
    : (options?.some((option) => {
        const keys = option.split('.');
        return keys.length === path.length && keys.every((key, i) => key === '*' || key === path[i]);
      }) ?? false);

/**
 * `createHmac('sha256', 'label').update(token)`: a secret under a label known to all, as RFC 5869, section 2.2 derives
 * keys and core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app asks for. The label is no secret.
 */
function keysASecret(call: Node): boolean {
  const update = call.parent;
  const outer = update?.parent;
  if (update?.type !== 'MemberExpression' || outer?.type !== 'CallExpression' || outer.callee !== update || propertyKey({ key: update.property, computed: update.computed }) !== 'update') return false;
  const message = outer.arguments[0] ? unwrap(outer.arguments[0]) : null;
  if (message?.type === 'Identifier') return isSecretName(message.name);
  if (message?.type !== 'MemberExpression') return false;
  return isSecretName(propertyKey({ key: message.property, computed: message.computed }) ?? '');
}

/** The symbol of a callee; what stands behind the calls of a chain is named by the first of them: `superagent#get().auth`. */
function symbolAt(file: SourceFile, callee: Node): string | null {
  const direct = librarySymbol(file, valuesOf(file).of(callee));
  const plain = unwrap(callee);
  if (direct !== null || plain.type !== 'MemberExpression') return direct;
  const name = propertyKey({ key: plain.property, computed: plain.computed });
  let made = initOf(file, unwrap(plain.object));
  let first: string | null = null;
  for (let guard = 0; guard < 12 && (made.type === 'CallExpression' || made.type === 'NewExpression'); guard += 1) {
    const symbol = librarySymbol(file, valuesOf(file).of(made.callee));
    if (symbol !== null) first = made.type === 'CallExpression' ? `${symbol}()` : symbol;
    const inner = unwrap(made.callee);
    if (inner.type !== 'MemberExpression') break;
    made = initOf(file, unwrap(inner.object));
  }
  return first === null ? null : `${first}.${name}`;
}

function initOf(file: SourceFile, node: Node): Node {
  if (node.type !== 'Identifier') return node;
  const binding = bindingsOf(file).resolve(node);
  const init = binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' ? binding.declarator.init : null;
  return init ? unwrap(init) : node;
}

function written(file: SourceFile, callee: Node): string {
  const { start, end } = spanOf(callee);
  return file.text.slice(start, end).replace(/\s+/g, '').slice(-60);
}
