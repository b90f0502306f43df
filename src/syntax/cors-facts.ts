import type { TSESTree } from '@typescript-eslint/types';
import type { Span } from '../facts/source.js';
import type { CorsFact, CorsFacts } from '../facts/trust.js';
import { headOf, unknown } from '../facts/value.js';
import type { CorsApi } from '../recognise/cors-libraries.js';
import { corsApis, corsPackages, nestApplications } from '../recognise/cors-libraries.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { collectHeaders, isReflected } from './cors-headers.js';
import { asksEnvironment, isFencedByEnvironment, isInBranchOf } from './environment-fence.js';
import { importedPackages, importsAny, librarySymbol } from './library-symbol.js';
import { localValue } from './local-values.js';
import { exportsOf } from './module-facts.js';
import { classFactsOf, settle } from './settle.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf, textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** Everything that a file says about CORS, `null` if nothing. */
export function corsFactsOf(file: SourceFile): CorsFacts | null {
  const uses: CorsFact[] = [];
  if (importsAny(file, corsPackages)) {
    // most files of a Nest backend import its packages, few of them call these
    const isNestAlone = [...importedPackages(file)].filter((name) => corsPackages.has(name)).every((name) => name.startsWith('@nestjs/'));
    for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) if (!isNestAlone || isNamed(node, 'enableCors', 'create', 'createIOServer')) collectUse(file, node, uses);
    for (const { expression } of file.nodes('Decorator')) if (expression.type === 'CallExpression') collectUse(file, expression, uses, true);
    if (file.text.includes('autoConfig')) collectAutoloaded(file, uses);
  }
  if (file.lowerCaseText.includes('access-control-allow-origin')) collectHeaders(file, uses);
  const openOrigins: number[] = [];
  for (const [index, node] of valuesOf(file).functionNodes.entries()) if (allowsEveryOrigin(file, node)) openOrigins.push(index);
  const chosen: number[] = [];
  const flagged: number[] = [];
  for (const { test, consequent, alternate } of file.nodes('ConditionalExpression'))
    for (const [branch, other] of [[consequent, alternate], [alternate, consequent]] as const) {
      if (branch.type !== 'Literal' || (branch.value !== '*' && branch.value !== true)) continue;
      if (isFencedByEnvironment(file, branch) || isInBranchOf(file, branch, /['"`]\*['"`]/)) chosen.push(spanOf(branch).start);
      // `list ? list : '*'` is a fallback
      else if (!textOf(file, test).includes(textOf(file, other)) && !textOf(file, other).includes(textOf(file, test))) flagged.push(spanOf(branch).start);
    }
  if (uses.length === 0 && openOrigins.length === 0 && chosen.length === 0 && flagged.length === 0) return null;
  return { uses: uses.sort((a, b) => a.at.start - b.at.start), openOrigins, chosen, flagged };
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
    else if (name === 'createIOServer') symbol = ofParent(file, node.callee.object, name);
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
    ...computedOrigin(file, argument, corsApis[symbol]!),
    at: spanOf(node),
  });
}

/**
 * `export const autoConfig = { … }` beside `export default cors`: what `@fastify/autoload` registers the plugin with
 * (github.com/fastify/fastify-autoload, "Plugin Configuration").
 */
function collectAutoloaded(file: SourceFile, uses: CorsFact[]): void {
  const [exported] = file.nodes('ExportDefaultDeclaration');
  const { autoConfig } = exportsOf(file).exports;
  if (!exported || !autoConfig || !('value' in autoConfig)) return;
  const local = localValue(file, valuesOf(file).of(exported.declaration));
  const isShared = local.k === 'call' && /^fastify-plugin#/.test(librarySymbol(file, local.callee) ?? '');
  const symbol = librarySymbol(file, isShared ? (local.args[0] ?? unknown) : local);
  if (symbol === null || !Object.hasOwn(corsApis, symbol) || corsApis[symbol]!.isPlugin !== true) return;
  uses.push({ form: 'options', symbol, written: 'autoConfig', options: localValue(file, autoConfig.value), at: spanOf(exported) });
}

/** The origins where they are a comparison or a test of text, in place or by a constant of the file; asking for the environment aside. */
function computedOrigin(file: SourceFile, argument: Node | undefined, { path, origin }: CorsApi): { readonly computed?: Span } {
  if (path.length > 0 || argument?.type !== 'ObjectExpression') return {};
  const given = argument.properties.find((one) => one.type === 'Property' && origin.includes(propertyKey(one) ?? ''));
  if (given?.type !== 'Property') return {};
  const asked = textOf(file, given.value);
  const written = given.value.type === 'Identifier' ? initialOf(file, given.value) : given.value;
  return written && isBoolean(written) && !asksEnvironment(`${asked} ${textOf(file, written)}`) ? { computed: spanOf(given.value) } : {};
}

function initialOf(file: SourceFile, name: TSESTree.Identifier): Node | null {
  const binding = bindingsOf(file).resolve(name);
  const declarator = binding?.kind === 'variable' && bindingsOf(file).assignments(binding).length === 0 ? binding.node?.parent : null;
  return declarator?.type === 'VariableDeclarator' && declarator.id === binding?.node ? declarator.init : null;
}

const textTests: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'includes', 'test']);

/** Whether an expression is computed and gives `true` or `false` whatever it is made of. */
function isBoolean(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'LogicalExpression') return isBoolean(plain.left) && (isBoolean(plain.right) || (plain.right.type === 'Literal' && typeof plain.right.value === 'boolean'));
  if (plain.type === 'BinaryExpression') return /^(?:[!=]==?|[<>]=?)$/.test(plain.operator);
  if (plain.type === 'UnaryExpression') return plain.operator === '!';
  if (plain.type !== 'CallExpression') return false;
  const callee = unwrap(plain.callee);
  if (callee.type === 'Identifier') return callee.name === 'Boolean';
  return callee.type === 'MemberExpression' && textTests.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');
}

/** A method of the class that a class extends: `super.createIOServer(…)`. */
function ofParent(file: SourceFile, receiver: Node, name: string): string | null {
  const value = valuesOf(file).of(receiver);
  const parent = value.k === 'super' || value.k === 'this' ? classFactsOf(file)[value.cls]?.extends : null;
  const symbol = parent ? librarySymbol(file, parent) : null;
  return symbol === null ? null : `${symbol}.${name}`;
}

function isNestApplication(file: SourceFile, receiver: Node): boolean {
  const value = settle(file, valuesOf(file).of(receiver));
  const symbol = value.k === 'typed' ? (value.type.t === 'name' ? librarySymbol(file, value.type.symbol) : null) : librarySymbol(file, headOf(value));
  if (symbol !== null) return nestApplications.test(symbol);
  return value.k === 'param' && [...importedPackages(file)].some((name) => name.startsWith('@nestjs/'));
}

/**
 * `(origin, callback) => callback(null, true)`, `(origin) => origin`, `(ctx) => ctx.get('origin')`: whatever branches there are, every one says yes.
 * A callback that is left uncalled anywhere, or handed on, is a no.
 */
function allowsEveryOrigin(file: SourceFile, node: FunctionNode): boolean {
  if (!isFunction(node) || !('body' in node) || !node.body) return false;
  const [first, ...others] = node.params;
  const property = node.parent?.type === 'Property' && propertyKey(node.parent) === 'origin';
  const name = first?.type === 'Identifier' ? first.name : null;
  if (!property && !(name !== null && /^(request|req)?_?origin$/i.test(name))) return false;
  const callback = others.at(-1);
  const isYes = (value: Node | null | undefined): boolean => {
    if (!value) return false;
    const plain = unwrap(value);
    if (plain.type === 'LogicalExpression' && plain.operator !== '&&') return isYes(plain.left);
    if ((plain.type === 'Literal' && (plain.value === true || plain.value === '*')) || (plain.type === 'Identifier' && plain.name === name)) return true;
    const sent = property ? valuesOf(file).of(plain) : null;
    return (sent?.k === 'call' || sent?.k === 'member') && isReflected(sent);
  };
  // Hono gives its context as the second, and takes what is returned
  if (!callback || (callback.type === 'Identifier' && isUnused(file, callback))) return answers(node.body, (value) => name !== null && isYes(value));
  if (callback.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(callback);
  const saysYes = (value: Node | null | undefined): boolean => {
    const plain = value ? unwrap(value) : null;
    return plain?.type === 'CallExpression' && plain.callee.type === 'Identifier' && plain.callee.name === callback.name && isNone(plain.arguments[0]) && isYes(plain.arguments[1]);
  };
  return binding !== null && bindingsOf(file).references(binding).every((reference) => saysYes(reference.parent)) && answers(node.body, saysYes);
}

function isUnused(file: SourceFile, id: TSESTree.Identifier): boolean {
  const binding = bindingsOf(file).resolve(id);
  return binding !== null && bindingsOf(file).references(binding).length === 0;
}

const isNone = (node: Node | undefined): boolean => (node?.type === 'Literal' && node.value === null) || (node?.type === 'Identifier' && node.name === 'undefined');

/** Whether every way through a function's body ends with such an expression, returned or called last. */
function answers(body: Node, isAnswer: (value: Node | null | undefined) => boolean): boolean {
  switch (body.type) {
    case 'BlockStatement':
      return body.body.length > 0 && body.body.slice(0, -1).every((one) => passesOrAnswers(one, isAnswer)) && answers(body.body.at(-1)!, isAnswer);
    case 'ReturnStatement':
      return isAnswer(body.argument);
    case 'ExpressionStatement':
      return isAnswer(body.expression);
    case 'IfStatement':
      return body.alternate !== null && answers(body.consequent, isAnswer) && answers(body.alternate, isAnswer);
    default:
      return isAnswer(body);
  }
}

/** A statement that does not end the function, or does so with such an answer. */
function passesOrAnswers(statement: Node, isAnswer: (value: Node | null | undefined) => boolean): boolean {
  if (statement.type === 'ExpressionStatement' || statement.type === 'VariableDeclaration') return true;
  if (statement.type !== 'IfStatement') return false;
  return answers(statement.consequent, isAnswer) && (statement.alternate === null || answers(statement.alternate, isAnswer));
}
