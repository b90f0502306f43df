import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, enclosingFunction, isFunction, type FunctionNode } from './bindings.js';
import { wordsOf } from './password-words.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf, textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { mentionsName } from './subtree.js';
import { valuesOf } from './values.js';

/**
 * Names of what an expression becomes: variables, properties, targets, functions, from the inside out.
 * @param isKept says of a method whether it keeps what it makes: its name says nothing then
 */
export function namesAround(file: SourceFile, node: Node, isKept: (method: FunctionNode, names: readonly string[]) => boolean = () => false): string[] {
  const names: string[] = [];
  const push = (name: string | null): void => {
    if (name !== null) names.push(name);
  };
  for (let inner = node, up = node.parent; up; inner = up, up = up.parent) {
    switch (up.type) {
      case 'VariableDeclarator':
        if (up.init === inner && up.id.type === 'Identifier') push(up.id.name);
        break;
      case 'AssignmentExpression':
        if (up.right === inner) push(up.left.type === 'Identifier' ? up.left.name : up.left.type === 'MemberExpression' ? propertyKey({ key: up.left.property, computed: up.left.computed }) : null);
        break;
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
        if (!isFunction(inner) || !isKept(inner, names)) push(propertyKey(up));
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        push(up.id?.name ?? null);
        break;
      case 'CallExpression':
        // an argument of another call belongs to that call, a callback to the function around it
        if (up.callee !== inner && !isFunction(inner)) {
          const called = valuesOf(file).of(up.callee);
          if (called.k !== 'member' || called.of.k !== 'global') push(up.callee.type === 'Identifier' && !/^(String|Number|parseInt)$/.test(up.callee.name) ? up.callee.name : null);
        }
        break;
    }
  }
  return names;
}

const protects: ReadonlySet<string> = new Set(['token', 'password', 'passwd', 'pwd', 'secret', 'otp', 'nonce', 'salt', 'csrf', 'jwt', 'apikey', 'passcode', 'credential', 'pincode', 'session', 'captcha', 'iv']);
/** `session`, `sessionId`, `newSession`: what follows the word otherwise, a name or a duration, is no bearer's secret. */
const isSessionItself = (words: readonly string[], at: number): boolean => /^(?:id|ids|identifier|token|key|secret|code|cookie|string|uuid|hash)?$/.test(words[at + 1] ?? '');
const harmless = /jitter|delay|backoff|timeout|sleep|interval|wait|retry|sample|shuffle|color|colour|percent|chance|probab|seed|mock|fake|dummy|placeholder|demo|index$|count|tokens$|bucket|score|price|amount|position|offset|weight/i;

/** What a generated value protects, by the names around it; `null` when nothing tells that it protects anything. */
export function purposeOf(file: SourceFile, node: TSESTree.CallExpression): string | null {
  // a share of the calls, not a value
  if (isCompared(node) || isFallback(file, node)) return null;
  const becoming = becomes(file, node, 0);
  const around = namesAround(file, node, (method, names) => names.length > 0 && !returnsAny(file, method, [...names, ...becoming]));
  // the index into an alphabet says nothing; what it is appended to does
  const names = [...around, ...becoming, ...(isLocalHelper(around) ? callersOf(file, node) : [])].filter((name) => !/^(random\w*|rand|i|idx|index|\w*Index|chars?|charset|result|text|str|string|out|output|res|value|n|num|min|max)$/.test(name));
  if (names.slice(0, 2).some((name) => harmless.test(name) && !wordsOf(name).some((w) => w !== 'session' && protects.has(w)))) return null;
  const text = `${file.path} ${around.join(' ')}`;
  for (const name of names) {
    const words = wordsOf(ownName(name));
    const kind = words.find((word, i) => protects.has(word) && (word !== 'session' || isSessionItself(words, i)));
    if (kind !== undefined && !/^(count|limit|usage|expir|ttl|type|budget)/.test(words.at(-1) ?? '') && !harmless.test(name)) return `\`${name}\``;
    if (words.includes('key') && /api|secret|access|private|encrypt|sign|auth/.test(words.join(' '))) return `\`${name}\``;
    if (words.at(-1) === 'code' || words.at(-1) === 'pin') {
      if (/random|verif|otp|reset|confirm|invit|access|auth|login|security|activat|sms|email|generate|one ?time|pass|backup|recovery|two ?factor|2fa|mfa/.test(words.slice(0, -1).join(' '))) return `\`${name}\``;
      if (/auth|otp|verif|reset|password|invit|login|sign-?in|sign-?up|2fa|mfa/i.test(text)) return `\`${name}\``;
    }
    if (/^(oauth_?)?state$/i.test(name) && /oauth|redirect_?uri|client_?id|authorize/i.test(file.text)) return `\`${name}\``;
    if (words.at(-1) === 'handle' && /state|oidc|oauth|auth|token/i.test(file.path)) return `\`${name}\``;
  }
  return null;
}

/** `makeId` of `makeIdForToken`: what something is for is not what it is. */
const ownName = (name: string): string => {
  const head = /^(\w+?)For[A-Z]/.exec(name)?.[1] ?? name;
  return wordsOf(head).length > 1 ? head : name;
};

const secureGenerator = /getRandomValues|randomBytes|randomUUID|randomInt|\b(?:web)?crypto\b/i;

/** Whether it stands in for a secure generator that the platform lacks: in its `catch`, or behind a question for it. */
function isFallback(file: SourceFile, node: Node): boolean {
  const asks = (one: Node): boolean => secureGenerator.test(textOf(file, one));
  for (let inner = node, up = node.parent; up && !isFunction(inner); inner = up, up = up.parent) {
    if (up.type === 'TryStatement' && up.handler === inner && asks(up.block)) return true;
    if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression') && up.test !== inner && asks(up.test)) return true;
    if (up.type === 'LogicalExpression' && up.operator !== '&&' && up.right === inner && asks(up.left)) return true;
    if (up.type === 'BlockStatement' && up.body.some((one) => spanOf(one).end <= spanOf(inner).start && one.type === 'IfStatement' && asks(one.test) && /\breturn\b/.test(textOf(file, one)))) return true;
  }
  return false;
}

/** Whether a function may give back something of these names; one without a block gives what it makes. */
const returnsAny = (file: SourceFile, fn: FunctionNode, names: readonly string[]): boolean =>
  fn.body?.type !== 'BlockStatement' || file.nodes('ReturnStatement').some((node) => node.argument && enclosingFunction(node) === fn && names.some((name) => mentionsName(node.argument!, name)));

/** `Math.random() < 0.1`. */
function isCompared(node: Node): boolean {
  let outer = node;
  while (outer.parent?.type === 'BinaryExpression' && /^[-+*/%]$/.test(outer.parent.operator)) outer = outer.parent;
  return outer.parent?.type === 'BinaryExpression' && /^[<>]=?$/.test(outer.parent.operator);
}

/**
 * Names of what the variable that holds it becomes: in a loop the drawn index picks a character
 * (`password += charset[index]`), a text is put together over several variables.
 */
function becomes(file: SourceFile, node: Node, depth: number): string[] {
  for (let inner = node, up = node.parent; up; inner = up, up = up.parent) {
    if (up.type !== 'VariableDeclarator') {
      if (depth > 0 && !derives(file, up, inner)) return [];
      continue;
    }
    const binding = up.id.type === 'Identifier' && depth < 3 ? bindingsOf(file).resolve(up.id) : null;
    if (!binding) return [];
    return [...(depth > 0 && up.id.type === 'Identifier' ? [up.id.name] : []), ...bindingsOf(file).references(binding).flatMap((reference) => [...namesAround(file, reference).slice(0, 1), ...becomes(file, reference, depth + 1)])];
  }
  return [];
}

/** Whether an expression is still the drawn value, put together with others or taken apart, and not something that holds it. */
function derives(file: SourceFile, outer: Node, inner: Node): boolean {
  switch (outer.type) {
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'AwaitExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return true;
    case 'MemberExpression':
      return outer.object === inner;
    case 'CallExpression': {
      if (outer.callee === inner) return true;
      const called = valuesOf(file).of(outer.callee);
      return called.k === 'global' || (called.k === 'member' && called.of.k === 'global');
    }
    default:
      return false;
  }
}

const isLocalHelper = (names: readonly string[]): boolean => names.length > 0 && /^(generate|make|get|create|random|rand)\w*$/i.test(names[0]!);

/** Names that calls of the helper around a node give its result, in the same file. */
function callersOf(file: SourceFile, node: Node): string[] {
  const fn = enclosingFunction(node);
  const holder = fn?.parent;
  const identifier = fn && 'id' in fn && fn.id?.type === 'Identifier' ? fn.id : holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' ? holder.id : null;
  const binding = identifier ? bindingsOf(file).resolve(identifier) : null;
  if (!binding) return [];
  return bindingsOf(file)
    .references(binding)
    .filter((reference) => reference !== identifier && reference.parent?.type === 'CallExpression' && reference.parent.callee === reference)
    .flatMap((reference) => namesAround(file, reference.parent!).slice(0, 2));
}
