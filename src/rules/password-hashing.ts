import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import { fastHashes, isPasswordHash } from '../recognise/hashing.js';
import { bindingsOf, enclosingFunction, isFunction } from '../syntax/bindings.js';
import { unwrap } from '../syntax/chains.js';
import { importedPackages, librarySymbol } from '../syntax/library-symbol.js';
import { isPasswordName, wordsOf } from '../syntax/password-words.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey, valuesOf } from '../syntax/values.js';

const hashesPasswords = /(?:hash|encrypt|digest|encode|crypt)_?(?:user_?)?(?:password|passwd|pwd|pass)$|(?:password|passwd|pwd)_?(?:hash|digest|to_?hash)$|^(?:verify|compare|check|validate|match)_?(?:password|passwd|pwd)$/i;
const comparesPasswords = /(?:compare|verify|check|validate|match|authenticate|valid|correct)\w*(?:password|passwd|pwd)|(?:password|passwd|pwd)\w*(?:compare|verify|check|match|valid|correct|equals)|^login$|^sign_?in$|^authenticate$|^validate(?:_?user)?$/i;
/** What a request brings: both sides of a comparison may come from it. */
const inputs = /^(req|request|body|dto|input|data|values?|args?|form|payload|params?|query|props|ctx|context|c|event|state|changes|update\w*|create\w*|\w*(?:Dto|Input|Request|Body|Payload|Form|Command|Args|Params))$/;

export default defineRule({
  id: 'password-hashing',
  rationale:
    'MD5 and SHA are made to be fast: a stolen table of such hashes is guessed at billions of passwords a second, one of plain passwords needs no guessing. Argon2, scrypt and bcrypt are slow on purpose and salt every password.',
  messages: {
    fast: '`{{call}}` hashes a password with a function that is made to be fast, so a stolen table is guessed in hours. Use argon2, scrypt or bcrypt.',
    plain: 'The password is compared with the stored one as plain text, so passwords are stored readable or hashes are compared in time that tells about them. Store an argon2 hash and use its `verify`.',
    lookup: 'The row is looked up by the password itself, so passwords are stored as they were typed. Look it up by name and verify the password against its argon2 hash.',
  },
  examples: {
    bad: [
      `import { createHash } from 'node:crypto';\nexport const hashPassword = (password: string) =>\n  // ruleid: password-hashing\n  createHash('sha256').update(password).digest('hex');`,
      `export const login = (user: { password: string }, password: string) =>\n  // ruleid: password-hashing\n  user.password === password;`,
    ],
    good: [
      `import argon2 from 'argon2';\nexport const hashPassword = (password: string) =>\n  // ok: password-hashing\n  argon2.hash(password);`,
      `import { createHash } from 'node:crypto';\nexport const etag = (content: string) =>\n  // ok: password-hashing\n  createHash('sha1').update(content).digest('hex');`,
    ],
  },
  limits: ['A password that is stored as it came is not reported: hooks of the model may hash it.', 'What is hashed or compared is told by its name.'],
  create: ({ file, report }) => {
    const judgeCall = (node: TSESTree.CallExpression | TSESTree.NewExpression): void => {
      const symbol = fastHash(file, node);
      if (symbol === null || !hashesPassword(file, node, symbol) || isHarmless(file, node)) return;
      const { start, end } = spanOf(node.callee);
      report(spanOf(node), 'fast', { call: file.text.slice(start, end).replace(/\s+/g, '').slice(-60) });
    };
    return {
    CallExpression(node) {
      judgeCall(node);
      const lookup = lookupByPassword(file, node);
      if (lookup) report(spanOf(lookup), 'lookup', {});
    },
    NewExpression(node) {
      judgeCall(node);
    },
    BinaryExpression(node) {
      if (!/^[!=]==?$/.test(node.operator)) return;
      if (isPlainComparison(file, node)) report(spanOf(node), 'plain', {});
    },
    };
  },
});

const hashing: ReadonlySet<string> = new Set(
  Object.keys(fastHashes)
    .map((symbol) => symbol.slice(0, symbol.lastIndexOf('#')))
    .map((source) => source.split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/')),
);
const importsHashing = (file: SourceFile): boolean => {
  for (const name of importedPackages(file)) if (hashing.has(name)) return true;
  return false;
};
const hashNames = /^(?:createHash|createHmac|hash|digest|CryptoHasher|hashStr|generate|default|MD5|md5|sha\w*|SHA\w*|HmacSHA\w*)$/;

/** The fast hash that a call is, `null` for other calls; asks for the name before anything else. */
function fastHash(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): string | null {
  const { callee } = node;
  const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : callee.type === 'Identifier' ? callee.name : null;
  if (name === null) return null;
  if (!hashNames.test(name) && !(callee.type === 'Identifier' && importsHashing(file))) return null;
  const symbol = librarySymbol(file, valuesOf(file).of(callee));
  if (symbol === 'crypto#webcrypto.subtle.digest' || symbol === 'global#crypto.subtle.digest' || symbol === 'global#globalThis.crypto.subtle.digest' || symbol === 'crypto#subtle.digest') return 'subtle';
  return symbol !== null && Object.hasOwn(fastHashes, symbol) ? symbol : null;
}

function hashesPassword(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression, symbol: string): boolean {
  const position = symbol === 'subtle' ? 1 : fastHashes[symbol]!;
  const hashed = position >= 0 ? [node.arguments[position]] : updates(file, node);
  if (hashed.some((argument) => argument !== undefined && isDigestAuth(file, argument))) return false;
  if (hashed.some((argument) => argument !== undefined && mentionsPassword(file, argument, 0))) return true;
  for (let fn = enclosingFunction(node), level = 0; fn && level < 3; fn = enclosingFunction(fn), level += 1) {
    const name = functionName(fn);
    if (name !== null) return hashesPasswords.test(name) && hashed.some((argument) => argument !== undefined && unwrap(argument).type !== 'Literal');
  }
  return false;
}

/** `user:realm:password`: HTTP's Digest scheme hashes it so, to answer a challenge (RFC 7616, section 3.4.2). */
function isDigestAuth(file: SourceFile, argument: Node): boolean {
  const { start, end } = spanOf(argument);
  return /\brealm\b/i.test(file.text.slice(start, end));
}

/** Arguments of `.update()` behind a hash, on the variable that holds it as well. */
function updates(file: SourceFile, node: Node): Node[] {
  const found: Node[] = [];
  const climb = (start: Node): Node => {
    let outer = start;
    while (outer.parent?.type === 'MemberExpression' && outer.parent.object === outer && outer.parent.parent?.type === 'CallExpression' && outer.parent.parent.callee === outer.parent) {
      const call = outer.parent.parent;
      if (propertyKey({ key: outer.parent.property, computed: outer.parent.computed }) === 'update' && call.arguments[0]) found.push(call.arguments[0]);
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

/** The look-up of leaked passwords by a prefix of their SHA-1, a cache key, or the input of a slow hash. */
function isHarmless(file: SourceFile, node: Node): boolean {
  if (/pwned|hibp|breach/i.test(file.path)) return true;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'CallExpression') {
      const symbol = librarySymbol(file, valuesOf(file).of(up.callee));
      if (symbol !== null && isPasswordHash(symbol)) return true;
    }
    if (isFunction(up)) {
      const { start, end } = spanOf(up);
      if (/pwned|hibp|breach/i.test(`${functionName(up) ?? ''} ${file.text.slice(start, end)}`)) return true;
    }
  }
  const holder = declarationOf(node);
  if (!holder) return false;
  const binding = bindingsOf(file).resolve(holder);
  return (
    /cache|etag|fingerprint/i.test(holder.name) ||
    (binding !== null &&
      bindingsOf(file)
        .references(binding)
        .some((reference) => {
          if (reference.parent?.type !== 'CallExpression') return false;
          const symbol = librarySymbol(file, valuesOf(file).of(reference.parent.callee));
          return symbol !== null && isPasswordHash(symbol);
        }))
  );
}

function declarationOf(node: Node): TSESTree.Identifier | null {
  for (let up = node.parent; up && !isFunction(up); up = up.parent) if (up.type === 'VariableDeclarator') return up.id.type === 'Identifier' ? up.id : null;
  return null;
}

function functionName(fn: Node): string | null {
  if ('id' in fn && fn.id?.type === 'Identifier') return fn.id.name;
  const { parent } = fn;
  if (parent?.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : null;
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'Property') return propertyKey(parent);
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression') return propertyKey({ key: parent.left.property, computed: parent.left.computed });
  return null;
}

// ── comparisons ──

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
function isPlainComparison(file: SourceFile, node: TSESTree.BinaryExpression): boolean {
  if (node.left.type === 'PrivateIdentifier') return false;
  const left = sideOf(node.left);
  const right = sideOf(node.right);
  if (!left || !right) return false;
  const stored = (side: Side): boolean => side.of !== null && !inputs.test(side.of);
  const given = (side: Side): boolean => isPasswordName(side.name) && (side.of === null ? isParameterOrInput(file, unwrap(left === side ? node.left : (node.right as Node)) as TSESTree.Identifier) : inputs.test(side.of));
  if (isConfirmation(left.name) || isConfirmation(right.name)) return false;
  for (const [one, other] of [[left, right], [right, left]] as const) {
    if (!stored(one) || !given(other)) continue;
    if (isPasswordName(one.name) && one.of !== other.of) return true;
    // `this.value === plainPassword` inside of `comparePassword`
    if (/^(value|_value|hash|secret)$/.test(one.name) && comparesPasswords.test(nameAround(node) ?? '') && /password|pwd|passwd/i.test(nameAround(node) ?? '')) return true;
  }
  return false;
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
function lookupByPassword(file: SourceFile, node: TSESTree.CallExpression): Node | null {
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
