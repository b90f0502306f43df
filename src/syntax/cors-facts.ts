import type { TSESTree } from '@typescript-eslint/types';
import type { CorsFact, CorsFacts } from '../facts/trust.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { corsApis, corsPackages, nestApplications } from '../recognise/cors-libraries.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import { isFencedByEnvironment, isInBranchOf } from './environment-fence.js';
import { importedPackages, librarySymbol } from './library-symbol.js';
import { settle } from './settle.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey, valuesOf } from './values.js';

const allowOrigin = /^access-control-allow-origin$/i;

/** Everything that a file says about CORS, `null` if nothing. */
export function corsFactsOf(file: SourceFile): CorsFacts | null {
  const uses: CorsFact[] = [];
  const packages = [...importedPackages(file)].filter((name) => corsPackages.has(name));
  if (packages.length > 0) {
    // most files of a Nest backend import its packages, few of them call these
    const isNestAlone = packages.every((name) => name.startsWith('@nestjs/'));
    for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) if (!isNestAlone || isNamed(node, 'enableCors', 'create')) collectUse(file, node, uses);
    for (const { expression } of file.nodes('Decorator')) if (expression.type === 'CallExpression') collectUse(file, expression, uses, true);
  }
  if (/access-control-allow-origin/i.test(file.text)) collectHeaders(file, uses);
  const openOrigins = valuesOf(file).functionNodes.flatMap((node, index) => (allowsEveryOrigin(file, node) ? [index] : []));
  const chosen: number[] = [];
  for (const { consequent, alternate } of file.nodes('ConditionalExpression'))
    for (const branch of [consequent, alternate])
      if (branch.type === 'Literal' && (branch.value === '*' || branch.value === true) && (isFencedByEnvironment(file, branch) || isInBranchOf(file, branch, /['"`]\*['"`]/)))
        chosen.push(spanOf(branch).start);
  if (uses.length === 0 && openOrigins.length === 0 && chosen.length === 0) return null;
  return { uses: uses.sort((a, b) => a.at.start - b.at.start), openOrigins, chosen };
}

const isNamed = ({ callee }: TSESTree.CallExpression | TSESTree.NewExpression, ...names: readonly string[]): boolean =>
  callee.type === 'MemberExpression' && names.includes(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');

function collectUse(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression, uses: CorsFact[], isDecorator = false): void {
  if (!isDecorator && node.parent?.type === 'Decorator') return;
  const values = valuesOf(file);
  let symbol = librarySymbol(file, values.of(node.callee));
  let handed = node.arguments;
  if ((symbol === null || !Object.hasOwn(corsApis, symbol)) && node.callee.type === 'MemberExpression') {
    const name = propertyKey({ key: node.callee.property, computed: node.callee.computed });
    if (name === 'enableCors' && isNestApplication(file, node.callee.object)) symbol = 'nest#enableCors';
    else if (name === 'register') {
      const plugin = librarySymbol(file, values.of(node.arguments[0]));
      if (plugin !== null && Object.hasOwn(corsApis, plugin) && corsApis[plugin]!.isPlugin === true) symbol = plugin;
      else return;
    }
  } else if (symbol !== null && Object.hasOwn(corsApis, symbol) && corsApis[symbol]!.isPlugin === true) return;
  if (symbol === null || !Object.hasOwn(corsApis, symbol) || isFencedByEnvironment(file, node)) return;
  const { options } = corsApis[symbol]!;
  // options stand last where what comes before them may be left out: the port of a gateway, the adapter of an app
  if (symbol === '@nestjs/websockets#WebSocketGateway' || symbol === '@nestjs/core#NestFactory.create' || symbol.startsWith('socket.io#'))
    handed = [...Array<TSESTree.CallExpressionArgument>(options), ...node.arguments.slice(-1)].slice(0, options + 1);
  const argument = handed[options];
  if (argument?.type === 'SpreadElement') return;
  const { start, end } = spanOf(node.callee);
  uses.push({
    form: 'options',
    symbol,
    written: file.text.slice(start, end).replace(/\s+/g, '').slice(-60),
    options: argument ? values.of(argument) : null,
    at: spanOf(node),
  });
}

function isNestApplication(file: SourceFile, receiver: Node): boolean {
  const value = settle(file, valuesOf(file).of(receiver));
  const symbol = value.k === 'typed' ? (value.type.t === 'name' ? librarySymbol(file, value.type.symbol) : null) : librarySymbol(file, headOf(value));
  if (symbol !== null) return nestApplications.test(symbol);
  return value.k === 'param' && [...importedPackages(file)].some((name) => name.startsWith('@nestjs/'));
}

// ── headers ──

const setters: ReadonlySet<string> = new Set(['setHeader', 'header', 'set', 'append', 'appendHeader', 'setHeaders']);
const outgoing: ReadonlySet<string> = new Set(['fetch', '$fetch', 'ofetch', 'axios', 'got', 'ky', 'get', 'post', 'put', 'patch', 'delete', 'request', 'create', 'extend']);

function collectHeaders(file: SourceFile, uses: CorsFact[]): void {
  const values = valuesOf(file);
  for (const node of file.nodes('Literal')) {
    if (typeof node.value !== 'string' || !allowOrigin.test(node.value)) continue;
    const { parent } = node;
    if (isFencedByEnvironment(file, node)) continue;
    if (parent?.type === 'CallExpression') {
      const { callee } = parent;
      const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : callee.type === 'Identifier' ? callee.name : null;
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
    if (isReflected(file, value, found) && isChecked(file, at)) return;
    uses.push({ form: 'header', written: 'Access-Control-Allow-Origin', value: isReflected(file, value, found) ? reflected(at) : found, at: spanOf(at) });
  }
}

const reflected = (at: Node): Value => ({ k: 'literal', value: true, at: spanOf(at) });

/** The request's own origin: `req.headers.origin`, `req.get('origin')`, `c.req.header('Origin')`. */
function isReflected(file: SourceFile, node: Node, value: Value): boolean {
  const of = value.k === 'union' ? value.of : [value];
  void node;
  return of.some((one) => {
    if (one.k === 'member') return /^origin$/i.test(one.name) && one.of.k === 'member' && /^headers?$/i.test(one.of.name);
    if (one.k !== 'call' || one.callee.k !== 'member' || !/^(get|header)$/.test(one.callee.name)) return false;
    const name = one.args[0];
    const head = headOf(one.callee.of);
    return name?.k === 'literal' && /^origin$/i.test(String(name.value)) && (head.k === 'param' || head.k === 'this');
  });
}

/** Whether any condition stands before it in its function, other than that there is an origin at all. */
function isChecked(file: SourceFile, node: Node): boolean {
  for (let inner = node, up = node.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner && !isBare(up.test)) return true;
    if (up.type === 'LogicalExpression' && up.right === inner && !isBare(up.left)) return true;
    if (up.type === 'BlockStatement')
      for (const statement of up.body) {
        if (spanOf(statement).start >= spanOf(inner).start) break;
        // a refusal that returns or throws before
        if (statement.type === 'IfStatement' && /\breturn\b|\bthrow\b/.test(file.text.slice(spanOf(statement.consequent).start, spanOf(statement.consequent).end)) && !isBare(statement.test)) return true;
      }
  }
  return false;
}

const isBare = (test: Node): boolean => test.type === 'Identifier' || test.type === 'MemberExpression' || test.type === 'ChainExpression' || (test.type === 'UnaryExpression' && isBare(test.argument));

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

// ── functions that decide about an origin ──

/** `(origin, callback) => callback(null, true)`, `(origin) => origin`: no branch, and the answer is yes. */
function allowsEveryOrigin(file: SourceFile, node: FunctionNode): boolean {
  if (!isFunction(node) || !node.body) return false;
  const [first, ...others] = node.params;
  const property = node.parent?.type === 'Property' && propertyKey(node.parent) === 'origin';
  const name = first?.type === 'Identifier' ? first.name : null;
  if (!property && !(name !== null && /^(request|req)?_?origin$/i.test(name))) return false;
  const { start, end } = spanOf(node.body);
  if (end - start > 400) return false;
  const text = file.text.slice(start, end);
  if (/\b(if|switch|includes|some|test|match|has|indexOf|endsWith|startsWith)\b|&&|===?|!==?|[^?]\?[^?.]/.test(text)) return false;
  const callback = others.at(-1);
  const calledBack = callback?.type === 'Identifier' ? new RegExp(`\\b${callback.name}\\(\\s*(?:null|undefined)\\s*,\\s*(?:true|['"]\\*['"]${name === null ? '' : `|${name}`})\\s*\\)`).test(text) : false;
  if (calledBack) return true;
  if (callback || name === null) return false;
  return new RegExp(`^(?:\\{\\s*return\\s+)?(?:${name}(?:\\s*(?:\\|\\||\\?\\?)\\s*['"][^'"]*['"])?|['"]\\*['"]|true)\\s*;?\\s*\\}?$`).test(text.trim());
}
