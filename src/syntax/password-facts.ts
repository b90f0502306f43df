import type { TSESTree } from '@typescript-eslint/types';
import type { PasswordFact } from '../facts/trust.js';
import type { Value } from '../facts/value.js';
import { packageOfSymbol } from '../facts/package-name.js';
import { fastHashes, isPasswordHash } from '../recognise/hashing.js';
import { bindingsOf, enclosingFunction, isFunction } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import { importsAny, librarySymbol } from './library-symbol.js';
import { isHashedToCompare, isKeptAsPassword } from './kept-passwords.js';
import { functionName, isPlainComparison, isPlainEquality, lookupByPassword } from './password-comparisons.js';
import { isPasswordName } from './password-words.js';
import type { Node, SourceFile } from './source-file.js';
import { holdsAny, spanOf, textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

const hashesPasswords = /(?:hash|encrypt|digest|encode|crypt)_?(?:user_?)?(?:password|passwd|pwd|pass)$|(?:password|passwd|pwd)_?(?:hash|digest|to_?hash)$|^(?:verify|compare|check|validate|match)_?(?:password|passwd|pwd)$/i;

/** What a file does to passwords, in source order. What is one is told by its name. */
export function passwordFactsOf(file: SourceFile): PasswordFact[] {
  if (!holdsAny(file.lowerCaseText, ['pass', 'psw', 'pw']) || !/pass|pwd|psw|\bpw/i.test(file.text)) return [];
  const values = valuesOf(file);
  const facts: PasswordFact[] = [];
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const lookup = node.type === 'CallExpression' ? lookupByPassword(file, node) : null;
    if (lookup) facts.push({ form: 'lookup', at: spanOf(lookup) });
    else if (node.type === 'CallExpression' && isPlainEquality(file, node)) facts.push({ form: 'compared', at: spanOf(node) });
    const symbol = fastHash(file, node);
    const isGiven = symbol === null ? node.arguments.some((argument) => mentionsPassword(file, argument, 0)) : hashesPassword(file, node, symbol);
    if (!isGiven || isHarmless(file, node)) continue;
    const takers = takersOf(file, node);
    if (symbol !== null && (takers.some((taker) => isSlow(file, taker)) || isHashedToCompare(file, node))) continue;
    const { start, end } = spanOf(node.callee);
    const written = file.text.slice(start, end).replace(/\s+/g, '').slice(-60);
    facts.push({ form: symbol === null ? 'given' : 'hashed', callee: values.of(node.callee), written, takers, fn: values.enclosing(node), at: spanOf(node) });
  }
  for (const node of file.nodes('BinaryExpression')) if (/^[!=]==?$/.test(node.operator) && isPlainComparison(file, node)) facts.push({ form: 'compared', at: spanOf(node) });
  return facts.sort((a, b) => a.at.start - b.at.start);
}

function isSlow(file: SourceFile, callee: Value): boolean {
  const symbol = librarySymbol(file, callee);
  return symbol !== null && isPasswordHash(symbol);
}

const hashing: ReadonlySet<string> = new Set(
  Object.keys(fastHashes)
    .map(packageOfSymbol),
);
const hashNames = /^(?:createHash|createHmac|hash|digest|CryptoHasher|hashStr|generate|default|MD5|md5|sha\w*|SHA\w*|Hmac\w*)$/;

/** The fast hash that a call is, `null` for other calls; asks for the name before anything else. */
function fastHash(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): string | null {
  const { callee } = node;
  const name = calledName(callee);
  if (name === null) return null;
  if (!hashNames.test(name) && !(callee.type === 'Identifier' && importsAny(file, hashing))) return null;
  const symbol = librarySymbol(file, valuesOf(file).of(callee));
  if (symbol === 'crypto#webcrypto.subtle.digest' || symbol === 'global#crypto.subtle.digest' || symbol === 'global#globalThis.crypto.subtle.digest' || symbol === 'crypto#subtle.digest') return 'subtle';
  return symbol !== null && Object.hasOwn(fastHashes, symbol) ? symbol : null;
}

function hashesPassword(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression, symbol: string): boolean {
  const position = symbol === 'subtle' ? 1 : fastHashes[symbol]!;
  const fed = position >= 0 ? [node.arguments[position]] : updates(file, node);
  // `createHmac('sha256', password).digest()`: what signs nothing is hashed
  const isKey = /#(?:createHmac|Hmac)/.test(symbol) && fed.every((argument) => argument === undefined || isSalt(file, argument));
  const hashed = isKey && node.arguments[1] ? [...fed, node.arguments[1]] : fed;
  if (hashed.some((argument) => argument !== undefined && isDigestAuth(file, argument))) return false;
  if (hashed.some((argument) => argument !== undefined && mentionsPassword(file, argument, 0))) return true;
  if (hashed.some((argument) => argument !== undefined && !isGenerated(file, argument)) && isKeptAsPassword(file, node)) return true;
  for (let fn = enclosingFunction(node), level = 0; fn && level < 3; fn = enclosingFunction(fn), level += 1) {
    const name = functionName(fn);
    if (name !== null) return hashesPasswords.test(name) && hashed.some((argument) => argument !== undefined && unwrap(argument).type !== 'Literal');
  }
  return false;
}

/** A constant, or by its name what is mixed into a password. */
const isSalt = (file: SourceFile, argument: Node): boolean => {
  const plain = unwrap(argument);
  return plain.type === 'Literal' || /^[\w.]*(?:salt|pepper|nonce)\w*$/i.test(textOf(file, plain));
};

/** What nobody can guess needs no slow hash: drawn bytes, keys, tokens. */
const isGenerated = (file: SourceFile, argument: Node): boolean => {
  const { start, end } = spanOf(argument);
  return unwrap(argument).type === 'Literal' || /random|uuid|nanoid|token|secret|key/i.test(file.text.slice(start, end));
};

/** `user:realm:password`: HTTP's Digest scheme hashes it so, to answer a challenge (RFC 7616, section 3.4.2). */
function isDigestAuth(file: SourceFile, argument: Node): boolean {
  const { start, end } = spanOf(argument);
  return /\brealm\b/i.test(file.text.slice(start, end));
}

/** What `update`, or `write` and `end` of the stream that a hash is, feed to it, on the variable that holds it as well. */
function updates(file: SourceFile, node: Node): Node[] {
  const found: Node[] = [];
  const climb = (start: Node): Node => {
    let outer = start;
    while (outer.parent?.type === 'MemberExpression' && outer.parent.object === outer && outer.parent.parent?.type === 'CallExpression' && outer.parent.parent.callee === outer.parent) {
      const call = outer.parent.parent;
      if (/^(?:update|write|end)$/.test(propertyKey({ key: outer.parent.property, computed: outer.parent.computed }) ?? '') && call.arguments[0]) found.push(call.arguments[0]);
      outer = call;
    }
    return outer;
  };
  const outer = climb(node);
  const holder = outer.parent;
  if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(holder.id);
    if (binding) for (const reference of bindingsOf(file).references(binding)) climb(reference);
  }
  return found;
}

/** Whether an expression holds a password by its name, through concatenation, templates and encoders. */
function mentionsPassword(file: SourceFile, node: Node, depth: number): boolean {
  if (depth > 5) return false;
  const plain = unwrap(node);
  const next = (child: Node): boolean => mentionsPassword(file, child, depth + 1);
  switch (plain.type) {
    case 'Identifier': {
      if (isPasswordName(plain.name)) return true;
      const binding = bindingsOf(file).resolve(plain);
      return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init ? next(binding.declarator.init) : false;
    }
    case 'MemberExpression':
      return isPasswordName(propertyKey({ key: plain.property, computed: plain.computed }) ?? '');
    case 'TemplateLiteral':
      return plain.expressions.some(next);
    case 'BinaryExpression':
      return plain.operator === '+' && [plain.left, plain.right].some(next);
    case 'CallExpression':
      if (plain.callee.type === 'MemberExpression') {
        const name = propertyKey({ key: plain.callee.property, computed: plain.callee.computed });
        if (name === 'encode' || name === 'from' || name === 'concat' || name === 'join' || name === 'parse') return plain.arguments.some(next) || next(plain.callee.object);
        return /^(toString|trim|normalize|toLowerCase)$/.test(name ?? '') && next(plain.callee.object);
      }
      return plain.callee.type === 'Identifier' && plain.callee.name === 'String' && plain.arguments.some(next);
    default:
      return false;
  }
}

/** The look-up of leaked passwords by a prefix of their SHA-1, or a cache key. */
function isHarmless(file: SourceFile, node: Node): boolean {
  if (/pwned|hibp|breach/i.test(file.path)) return true;
  for (let up = node.parent; up; up = up.parent)
    if (isFunction(up)) {
      const { start, end } = spanOf(up);
      if (/pwned|hibp|breach/i.test(`${functionName(up) ?? ''} ${file.text.slice(start, end)}`)) return true;
    }
  const holder = declarationOf(node);
  return holder !== null && /cache|etag|fingerprint/i.test(holder.name);
}

/** Callees of the calls that what an expression gives is an argument of, directly, inside of something else or through one variable. */
function takersOf(file: SourceFile, node: Node): Value[] {
  const calls: TSESTree.CallExpression[] = [];
  for (let up = node.parent; up; up = up.parent) if (up.type === 'CallExpression') calls.push(up);
  const holder = declarationOf(node);
  const binding = holder && bindingsOf(file).resolve(holder);
  if (binding) for (const { parent } of bindingsOf(file).references(binding)) if (parent?.type === 'CallExpression') calls.push(parent);
  return calls.map(({ callee }) => valuesOf(file).of(callee));
}

function declarationOf(node: Node): TSESTree.Identifier | null {
  for (let up = node.parent; up && !isFunction(up); up = up.parent) if (up.type === 'VariableDeclarator') return up.id.type === 'Identifier' ? up.id : null;
  return null;
}
