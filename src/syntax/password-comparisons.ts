import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, enclosingFunction } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import { librarySymbol } from './library-symbol.js';
import { localValue } from './local-values.js';
import { isPasswordName, wordsOf } from './password-words.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

const comparesPasswords = /(?:compare|verify|check|validate|match|authenticate|valid|correct)\w*(?:password|passwd|pwd)|(?:password|passwd|pwd)\w*(?:compare|verify|check|match|valid|correct|equals)|^login$|^sign_?in$|^authenticate$|^validate(?:_?user)?$/i;
/** What a request brings: both sides of a comparison may come from it. */
const inputs = /^(req|request|body|dto|input|data|values?|args?|form|payload|params?|query|props|ctx|context|c|event|state|changes|update\w*|create\w*|\w*(?:Dto|Input|Request|Body|Payload|Form|Command|Args|Params))$/;

/** The name of a function, or of what it is assigned to; `null` where it has none. */
export function functionName(fn: Node): string | null {
  if ('id' in fn && fn.id?.type === 'Identifier') return fn.id.name;
  const { parent } = fn;
  if (parent?.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : null;
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'Property') return propertyKey(parent);
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression') return propertyKey({ key: parent.left.property, computed: parent.left.computed });
  return null;
}

interface Side {
  readonly name: string;
  /** What it is read from: `user` of `user.password`, `null` for a variable. */
  readonly of: string | null;
}

function sideOf(node: Node): Side | null {
  const plain = unwrap(node);
  if (plain.type === 'Identifier') return { name: plain.name, of: null };
  if (plain.type !== 'MemberExpression') return null;
  const name = propertyKey({ key: plain.property, computed: plain.computed });
  const object = unwrap(plain.object);
  if (name === null) return null;
  if (object.type === 'Identifier') return { name, of: object.name };
  if (object.type === 'ThisExpression') return { name, of: 'this' };
  if (object.type === 'MemberExpression') {
    const root = propertyKey({ key: object.property, computed: object.computed });
    return root === null ? null : { name, of: root === 'props' && unwrap(object.object).type === 'ThisExpression' ? 'this' : root };
  }
  return null;
}

/** `user.password === password`: one side is stored, the other came in. */
export const isPlainComparison = (file: SourceFile, node: TSESTree.BinaryExpression): boolean => node.left.type !== 'PrivateIdentifier' && comparesPlain(file, node, node.left, node.right);

const equalities: ReadonlySet<string> = new Set(['crypto#timingSafeEqual', 'tsscmp#default', 'safe-compare#default', 'scmp#default', 'secure-compare#default', 'buffer-equal-constant-time#default']);

/** `timingSafeEqual(user.password, password)`, also by a function of the file that is called so and hashes nothing. */
export function isPlainEquality(file: SourceFile, node: TSESTree.CallExpression): boolean {
  const [left, right, ...rest] = node.arguments;
  if (!left || !right || rest.length > 0 || !/equal|compare|scmp/i.test(calledName(node.callee) ?? '')) return false;
  const decoded = [left, right].map(asText) as [Node, Node];
  if (!comparesPlain(file, node, ...decoded)) return false;
  const callee = valuesOf(file).of(node.callee);
  if (equalities.has(librarySymbol(file, callee) ?? '')) return true;
  const own = localValue(file, callee);
  const fn = own.k === 'function' ? valuesOf(file).functionNodes[own.fn] : undefined;
  return fn !== undefined && /constant_?time|timing_?safe|safe_?(?:equals?|compare)/i.test(functionName(fn) ?? '') && !/hash|crypt|argon|pbkdf/i.test(textOf(file, fn));
}

/** The text that a buffer is made of: `Buffer.from(text)`, `new TextEncoder().encode(text)`. */
function asText(node: Node): Node {
  const plain = unwrap(node);
  const [first] = plain.type === 'CallExpression' ? plain.arguments : [];
  return first && plain.type === 'CallExpression' && /^(?:from|encode|String)$/.test(calledName(plain.callee) ?? '') ? first : plain;
}

function comparesPlain(file: SourceFile, node: Node, leftNode: Node, rightNode: Node): boolean {
  const left = sideOf(leftNode);
  const right = sideOf(rightNode);
  if (!left || !right) return false;
  const nodeOf = (side: Side): Node => unwrap(side === left ? leftNode : rightNode);
  const stored = (side: Side): boolean => (side.of === null ? isReadFromStored(file, nodeOf(side)) : !inputs.test(side.of));
  const given = (side: Side): boolean => isPasswordName(side.name) && (side.of === null ? isParameterOrInput(file, nodeOf(side) as TSESTree.Identifier) : inputs.test(side.of));
  if (isConfirmation(left.name) || isConfirmation(right.name)) return false;
  for (const [one, other] of [[left, right], [right, left]] as const) {
    if (!stored(one) || !given(other)) continue;
    if (isPasswordName(one.name) && (one.of === null || one.of !== other.of)) return true;
    // `this.value === plainPassword` inside of `comparePassword`
    if (/^(value|_value|hash|secret)$/.test(one.name) && comparesPasswords.test(nameAround(node) ?? '') && /password|pwd|passwd/i.test(nameAround(node) ?? '')) return true;
  }
  return false;
}

/** A constant that holds the password of something stored: `const password = share.password`, `const { password } = config()`. */
function isReadFromStored(file: SourceFile, node: Node): boolean {
  const binding = node.type === 'Identifier' ? bindingsOf(file).resolve(node) : null;
  if (binding?.kind !== 'variable' || !binding.declarator.init || binding.declarator.parent.kind !== 'const') return false;
  const init = unwrap(binding.declarator.init);
  const isTakenApart = binding.declarator.id.type === 'ObjectPattern';
  // `const decrypted = decryptPassword(share.password)` is as plain as what was typed
  const [secret] = init.type === 'CallExpression' && /^(?:decr\w*pt|decipher)/i.test(calledName(init.callee) ?? '') ? init.arguments : [];
  const kept = secret && sideOf(secret);
  if (kept && !isTakenApart) return kept.of !== null && !inputs.test(kept.of) && isPasswordName(kept.name);
  if (init.type === 'CallExpression') return isTakenApart && init.arguments.length === 0 && /config|settings/i.test(calledName(init.callee) ?? '');
  const from = isTakenApart && init.type === 'Identifier' ? init.name : isTakenApart ? null : (sideOf(init)?.of ?? null);
  return from !== null && !inputs.test(from) && (isTakenApart || isPasswordName(sideOf(init)?.name ?? ''));
}

const isConfirmation = (name: string): boolean => wordsOf(name).some((word) => /^(confirm|confirmation|confirmed|repeat|repeated|again|retype|verify|new|old|current|previous|last|existing|next)$/.test(word));

function nameAround(node: Node): string | null {
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
    const name = functionName(fn);
    if (name !== null) return name;
  }
  return null;
}

/** A parameter, or a variable that is taken apart from one: nothing has hashed it. */
function isParameterOrInput(file: SourceFile, node: TSESTree.Identifier): boolean {
  const binding = bindingsOf(file).resolve(node);
  if (binding?.kind === 'param') return true;
  if (binding?.kind !== 'variable' || !binding.declarator.init) return false;
  const init = unwrap(binding.declarator.init);
  if (binding.declarator.id.type === 'ObjectPattern') return true;
  return init.type === 'MemberExpression' && inputs.test(sideOf(init)?.of ?? '');
}

const finders: ReadonlySet<string> = new Set(['findOne', 'findFirst', 'findUnique', 'findOneBy', 'findOneOrFail', 'findOneByOrFail', 'findFirstOrThrow', 'findUniqueOrThrow', 'find', 'findBy', 'findAll', 'findMany', 'where', 'first', 'count', 'exists']);
const identity = /^(email|e_?mail|user_?name|login|name|phone|phone_?number|account|user|user_?id|mobile)$/i;

/** `findOne({ email, password })`: the database compares the password as it was typed. */
export function lookupByPassword(file: SourceFile, node: TSESTree.CallExpression): Node | null {
  if (node.callee.type !== 'MemberExpression') return null;
  const name = propertyKey({ key: node.callee.property, computed: node.callee.computed });
  if (name === null || !finders.has(name)) return null;
  const [argument] = node.arguments;
  if (argument?.type !== 'ObjectExpression') return null;
  const nested = argument.properties.find((p): p is TSESTree.Property => p.type === 'Property' && propertyKey(p) === 'where' && p.value.type === 'ObjectExpression');
  const filter = (nested?.value ?? argument) as TSESTree.ObjectExpression;
  const properties = filter.properties.filter((p): p is TSESTree.Property => p.type === 'Property');
  if (!properties.some((p) => identity.test(propertyKey(p) ?? ''))) return null;
  const password = properties.find((p) => /^(password|passwd|pwd)$/i.test(propertyKey(p) ?? ''));
  if (!password) return null;
  const value = unwrap(password.value);
  const side = sideOf(value);
  if (!side || !isPasswordName(side.name)) return null;
  if (side.of !== null) return inputs.test(side.of) ? node : null;
  return value.type === 'Identifier' && isParameterOrInput(file, value) && bindingsOf(file).assignments(bindingsOf(file).resolve(value)!).length === 0 ? node : null;
}
