import type { TSESTree } from '@typescript-eslint/types';
import type { SecretFact } from '../facts/trust.js';
import { headOf } from '../facts/value.js';
import { connectionScheme, isDummy, isForeignKeyName, isOwnKeyName, isPlaceholder, isPublicPem, isPublishable, isRandom, isSecretName, isSecretValue, mayHoldVendorSecret, vendorOf } from '../recognise/secrets.js';
import { tokenApis, tokenPackages } from '../recognise/token-libraries.js';
import { bindingsOf, isFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { isFencedByEnvironment } from './environment-fence.js';
import { importedPackages, librarySymbol } from './library-symbol.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey, valuesOf } from './values.js';

/** Paths whose texts are shown to people. */
const shown = /(^|\/)(?:(?:i18n|locales?|lang|languages?|translations?|messages?|openapi|swagger|docs?)(?:\/|\.[jt]s$)|examples?\/)/i;
/** Properties whose values speak about others. */
const speaks = /^(examples?|description|summary|title|label|placeholder|message|errors?|messages|hint|help|text|name|default_?message|docs?|i18n|labels|fields|columns|select|include|attributes|omit|mask|redact|exclude|headers?_?names?)$/i;

/** Collections of values that are refused, hidden or shown. */
const listsOthers = /placeholder|forbidden|insecure|weak|banned|blocked|denied|rejected|known|common|example|sample|redact|sensitive/i;

/** Literals of a file that are secrets, in source order. */
export function secretFactsOf(file: SourceFile): SecretFact[] {
  if (shown.test(file.path)) return [];
  const facts: SecretFact[] = [];
  const found = new Set<Node>();
  const add = (node: Node, form: SecretFact['form'], name: string): void => {
    if (found.has(node) || isFencedByEnvironment(file, node) || isSpokenAbout(file, node)) return;
    found.add(node);
    facts.push({ form, name, at: spanOf(node) });
  };
  const mayHold = mayHoldVendorSecret.test(file.text);
  const mayConnect = /:\/\/[^\s:@/]*:[^\s@/]+@/.test(file.text);
  for (const node of file.nodes('Literal')) {
    if (typeof node.value !== 'string' || node.value.length < 3) continue;
    if (mayHold || mayConnect) shape(node, node.value);
    judge(node, node.value);
  }
  for (const node of file.nodes('TemplateLiteral')) {
    if (mayHold || mayConnect) for (const quasi of node.quasis) shape(node, quasi.value.cooked ?? quasi.value.raw);
    if (node.expressions.length === 0 && node.quasis[0]) judge(node, node.quasis[0].value.cooked ?? '');
  }
  return facts.sort((a, b) => a.at.start - b.at.start);

  function shape(node: Node, text: string): void {
    const vendor = vendorOf(text);
    if (vendor !== null) return add(node, 'vendor', vendor);
    const scheme = connectionScheme(text);
    if (scheme !== null) add(node, 'connection', scheme);
  }

  function judge(node: Node, text: string): void {
    const fallback = environmentName(file, node);
    if (fallback !== null) {
      if (isSecretName(fallback) && !isPlaceholder(text) && !isPublishable(text) && !(isDummy(text) && isForeignKeyName(fallback)) && !isElsewhere(text)) add(node, 'fallback', fallback);
      return;
    }
    const taker = takerOf(file, node);
    if (taker !== null) {
      if (!isPlaceholder(text) && !isPublicPem(text)) add(node, 'value', taker);
      return;
    }
    const name = nameOf(node);
    if (name === null) return;
    if (/^authorization$/i.test(name)) {
      const credentials = /^(?:Bearer|Basic|Token|Bot|ApiKey)\s+(?<rest>\S+)$/i.exec(text)?.groups?.['rest'];
      if (credentials !== undefined && isRandom(credentials)) add(node, 'value', name);
      return;
    }
    if (!isSecretName(name)) return;
    if (isSecretValue(name, text) || (isGivenToLibrary(file, node) && isOwnText(name, text))) add(node, 'value', name);
    else if (isBesideUser(node) && text.length >= 3 && !/\s/.test(text) && !isPlaceholder(text)) add(node, 'value', name);
  }
}

const isElsewhere = (text: string): boolean => /^(https?:\/\/[^:@]*$|\.{0,2}\/)/.test(text);
const isOwnText = (name: string, text: string): boolean => isOwnKeyName(name) && !isPlaceholder(text) && !/^[A-Z][A-Z0-9_]*$/.test(text) && !isElsewhere(text);

/** The name that a literal is the value of: property, variable, field, or the target of an assignment. */
function nameOf(node: Node): string | null {
  const holder = node.parent?.type === 'TSAsExpression' ? node.parent : node;
  const { parent } = holder;
  switch (parent?.type) {
    case 'Property':
    case 'PropertyDefinition':
      if (parent.value !== holder || parent.parent?.type === 'ObjectPattern') return null;
      return propertyKey(parent);
    case 'VariableDeclarator':
      return parent.init === holder && parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'AssignmentExpression':
      if (parent.right !== holder) return null;
      if (parent.left.type === 'Identifier') return parent.left.name;
      return parent.left.type === 'MemberExpression' ? propertyKey({ key: parent.left.property, computed: parent.left.computed }) : null;
    default:
      return null;
  }
}

/** `{ user: 'admin', password: '…' }`: a pair of credentials. */
function isBesideUser(node: Node): boolean {
  const { parent } = node;
  if (parent?.type !== 'Property' || parent.parent?.type !== 'ObjectExpression') return false;
  if (!/^(password|passwd|pass|pwd|secret)$/i.test(propertyKey(parent) ?? '')) return false;
  return parent.parent.properties.some(
    (p) => p.type === 'Property' && /^(user|username|user_?name|login|account)$/i.test(propertyKey(p) ?? '') && p.value.type === 'Literal' && typeof p.value.value === 'string' && p.value.value.length > 1 && !/\s/.test(p.value.value),
  ) && !mirrorsItself(parent.parent);
}

/** A map of names, such as `{ user: 'user', password: 'password' }`. */
const mirrorsItself = (object: TSESTree.ObjectExpression): boolean =>
  object.properties.filter((p) => p.type === 'Property' && p.value.type === 'Literal' && String(p.value.value).toLowerCase() === (propertyKey(p) ?? '').toLowerCase()).length >= 2;

/** Inside an object that a package's function or constructor is given. */
function isGivenToLibrary(file: SourceFile, node: Node): boolean {
  for (let inner = node, up = node.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if ((up.type === 'CallExpression' || up.type === 'NewExpression') && up.callee !== inner) {
      const symbol = librarySymbol(file, headOf(valuesOf(file).of(up.callee)));
      if (symbol === null) return false;
      const source = symbol.slice(0, symbol.lastIndexOf('#'));
      return !source.startsWith('.') && !source.startsWith('global') && !/^(zod|joi|yup|valibot|arktype|class-validator|@nestjs\/(swagger|common|typeorm)|typeorm|i18next|typebox|@sinclair\/typebox|ajv|elysia|mongoose|drizzle-orm.*)$/.test(source);
    }
    if (up.type === 'Decorator') return false;
  }
  return false;
}

/** In an example, a message, an enum, a decorator or a list of names. */
function isSpokenAbout(file: SourceFile, node: Node): boolean {
  for (let inner = node, up = node.parent; up && up.type !== 'Program'; inner = up, up = up.parent) {
    if (up.type === 'TSEnumMember' || up.type === 'TSLiteralType' || up.type === 'ImportDeclaration' || up.type === 'ThrowStatement') return true;
    if (up.type === 'Decorator') return up.expression.type !== 'CallExpression' || librarySymbol(file, valuesOf(file).of(up.expression.callee)) !== '@nestjs/common#Module';
    if (up.type === 'Property' && up.value === inner && inner !== node && speaks.test(propertyKey(up) ?? '')) return true;
    if (up.type === 'Property' && up.value === node && speaks.test(propertyKey(up) ?? '')) return true;
    if (up.type === 'VariableDeclarator' && up.id.type === 'Identifier' && listsOthers.test(up.id.name)) return true;
    if (up.type === 'BinaryExpression' && up.operator !== '+') return true;
    if (isFunction(up)) return false;
  }
  return false;
}

// ── fallbacks ──

/** The variable of the environment, or the key of the configuration, that a literal stands in for. */
function environmentName(file: SourceFile, node: Node): string | null {
  const { parent } = node;
  switch (parent?.type) {
    case 'LogicalExpression':
      return parent.operator !== '&&' && parent.right === node ? environmentRead(file, parent.left) : null;
    case 'ConditionalExpression':
      return parent.alternate === node ? environmentRead(file, parent.consequent) : null;
    case 'AssignmentPattern': {
      if (parent.right !== node || parent.parent?.type !== 'Property' || parent.parent.parent?.type !== 'ObjectPattern') return null;
      const declarator = parent.parent.parent.parent;
      if (declarator?.type !== 'VariableDeclarator' || !declarator.init || !isEnvironment(declarator.init)) return null;
      return propertyKey(parent.parent);
    }
    case 'CallExpression': {
      const [first, second] = parent.arguments;
      if (second === node && first?.type === 'Literal' && typeof first.value === 'string' && /env|config|get/i.test(calleeName(parent))) return lastPart(first.value);
      // `JWT_SECRET: z.string().default('…')`
      if (first === node && /^(default|catch|fallback|prefault)$/.test(calleeName(parent))) return schemaKey(parent);
      return null;
    }
    case 'Property': {
      // `JWT_SECRET: str({ default: '…' })`
      if (parent.value !== node || propertyKey(parent) !== 'default' || parent.parent?.parent?.type !== 'CallExpression') return null;
      return schemaKey(parent.parent.parent);
    }
    default:
      return null;
  }
}

const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

function schemaKey(call: Node): string | null {
  let outer = call;
  while (outer.parent?.type === 'MemberExpression' || (outer.parent?.type === 'CallExpression' && outer.parent.callee === outer)) outer = outer.parent;
  if (outer.parent?.type !== 'Property' || outer.parent.value !== outer) return null;
  const key = propertyKey(outer.parent);
  // variables of the environment are written in capitals; other schemas describe the input of clients
  return key !== null && /^[A-Z][A-Z0-9_]*$/.test(key) ? key : null;
}

const calleeName = (call: TSESTree.CallExpression): string =>
  call.callee.type === 'MemberExpression' ? (propertyKey({ key: call.callee.property, computed: call.callee.computed }) ?? '') : call.callee.type === 'Identifier' ? call.callee.name : '';

function environmentRead(file: SourceFile, node: Node): string | null {
  const plain = unwrap(node);
  if (plain.type === 'LogicalExpression') return environmentRead(file, plain.left) ?? environmentRead(file, plain.right);
  if (plain.type === 'MemberExpression') {
    const name = plain.computed && plain.property.type === 'Literal' ? String(plain.property.value) : propertyKey({ key: plain.property, computed: plain.computed });
    return name !== null && (isEnvironment(plain.object) || /config|settings|options/i.test(rootName(plain.object))) ? name : null;
  }
  if (plain.type === 'CallExpression') {
    const [first] = plain.arguments;
    if (first?.type === 'Literal' && typeof first.value === 'string' && /env|config|get/i.test(calleeName(plain))) return lastPart(first.value);
    // `process.env.KEY?.trim() || '…'`
    return plain.callee.type === 'MemberExpression' ? environmentRead(file, plain.callee.object) : null;
  }
  if (plain.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(plain);
    const init = binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' ? binding.declarator.init : null;
    return init && init.type !== 'Identifier' ? environmentRead(file, init) : null;
  }
  return null;
}

/** `process.env`, `import.meta.env`, `Bun.env`, `env`. */
function isEnvironment(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'Identifier') return /^(env|environment|ENV)$/.test(plain.name);
  return plain.type === 'MemberExpression' && propertyKey({ key: plain.property, computed: plain.computed }) === 'env';
}

function rootName(node: Node): string {
  let plain = unwrap(node);
  while (plain.type === 'MemberExpression') plain = unwrap(plain.object);
  return plain.type === 'Identifier' ? plain.name : '';
}

// ── calls that take a key ──

/** Positions of keys in calls that are no token library's (nodejs.org/api/crypto.html; the packages' own pages). */
const keyArguments: Readonly<Record<string, number>> = {
  'crypto#createHmac': 1,
  'crypto#createCipheriv': 1,
  'crypto#createDecipheriv': 1,
  'crypto#createCipher': 1,
  'crypto#createDecipher': 1,
  'crypto#createSecretKey': 0,
  'crypto-js#AES.encrypt': 1,
  'crypto-js#AES.decrypt': 1,
  'crypto-js#HmacSHA256': 1,
  'crypto-js#HmacSHA512': 1,
  'crypto-js#HmacSHA1': 1,
  'cookie-parser#default': 0,
  'cookie-parser#*': 0,
  'cookie-signature#sign': 1,
  // hapi.dev/module/iron/api
  '@hapi/iron#seal': 1,
  '@hapi/iron#unseal': 1,
  'hono/cookie#setSignedCookie': 3,
  'hono/cookie#getSignedCookie': 1,
};

const keyPackages: ReadonlySet<string> = new Set([...tokenPackages, 'crypto', 'crypto-js', 'cookie-parser', 'cookie-signature', '@hapi/iron', 'hono']);
const takesKeys = (file: SourceFile): boolean => {
  for (const name of importedPackages(file)) if (keyPackages.has(name)) return true;
  return false;
};

/** The call that takes a literal as its key, directly, through `Buffer.from` or a `TextEncoder`, or through a constant of the file. */
function takerOf(file: SourceFile, node: Node): string | null {
  const { parent } = node;
  if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression' && parent?.type !== 'VariableDeclarator') return null;
  if (!takesKeys(file)) return null;
  if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') return takerCall(file, node, parent, 0);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && parent.init === node) {
    const binding = bindingsOf(file).resolve(parent.id);
    if (binding?.kind !== 'variable' || !binding.constant) return null;
    for (const reference of bindingsOf(file).references(binding)) {
      const call = reference.parent;
      if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') continue;
      const taker = takerCall(file, reference, call, 0);
      if (taker !== null) return taker;
    }
  }
  return null;
}

function takerCall(file: SourceFile, node: Node, call: TSESTree.CallExpression | TSESTree.NewExpression, depth: number): string | null {
  const position = call.arguments.findIndex((argument) => argument === node);
  if (position < 0) return null;
  const callee = valuesOf(file).of(call.callee);
  const symbol = librarySymbol(file, callee);
  if (symbol === 'global#Buffer.from' || (callee.k === 'member' && callee.name === 'encode' && callee.of.k === 'new')) {
    const outer = call.parent;
    return depth < 2 && position === 0 && (outer?.type === 'CallExpression' || outer?.type === 'NewExpression') ? takerCall(file, call, outer, depth + 1) : null;
  }
  if (symbol === null) return null;
  const { start, end } = spanOf(call.callee);
  const written = file.text.slice(start, end).replace(/\s+/g, '').slice(-60);
  if (keyArguments[symbol] === position && Object.hasOwn(keyArguments, symbol)) return written;
  const api = Object.hasOwn(tokenApis, symbol) ? tokenApis[symbol] : undefined;
  return api && api.key === position ? written : null;
}
