import type { TSESTree } from '@typescript-eslint/types';
import type { SecretFact } from '../facts/trust.js';
import { headOf } from '../facts/value.js';
import { connectionScheme, hostOf, isDummy, isHarmless, isOwnKeyName, isPlaceholder, isPublicPem, isPublishable, isRandom, isReservedHost, isSecretName, isSecretValue, secretParameter } from '../recognise/secrets.js';
import { vendorOf } from '../recognise/vendor-secrets.js';
import { isBasicCredential } from './basic-credentials.js';
import { bindingsOf, enclosingFunction, isFunction } from './bindings.js';
import { isCategory } from './category-literals.js';
import { isFencedByEnvironment } from './environment-fence.js';
import { functionName } from './password-comparisons.js';
import { librarySymbol } from './library-symbol.js';
import { environmentName } from './secret-fallbacks.js';
import { secretTakerAt, takesSecrets } from './secret-takers.js';
import type { Node, SourceFile } from './source-file.js';
import { holdsAny, spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

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
    if (form === 'value' && (isCategory(file, node) || isBesideReservedHost(node))) return;
    found.add(node);
    facts.push({ form, name, at: spanOf(node) });
  };
  const mayConnect = holdsAny(file.lowerCaseText, ['://', 'password', 'pwd']) && /:\/\/[^\s:@/]*:[^\s@/]+@|(?:password|pwd)\s*=|:\/\/[^\s'"`]+[?&][\w.-]+=/i.test(file.text);
  const mayTake = takesSecrets(file);
  const mayFallBack = file.text.includes('env');
  const mayAuthenticate = file.text.includes('Basic') && /\bBasic\b/.test(file.text);
  for (const node of file.nodes('Literal')) {
    if (typeof node.value !== 'string' || node.value.length < 3) continue;
    shape(node, node.value);
    judge(node, node.value);
  }
  for (const node of file.nodes('TemplateLiteral')) {
    for (const quasi of node.quasis) shape(node, quasi.value.cooked ?? quasi.value.raw);
    if (node.expressions.length === 0 && node.quasis[0]) judge(node, node.quasis[0].value.cooked ?? '');
  }
  return facts.sort((a, b) => a.at.start - b.at.start);

  function shape(node: Node, text: string): void {
    const vendor = vendorOf(text);
    if (vendor !== null) return add(node, 'vendor', vendor);
    if (!mayConnect) return;
    const scheme = connectionScheme(text);
    if (scheme !== null) return add(node, 'connection', scheme);
    const parameter = secretParameter(text);
    if (parameter !== null) add(node, 'value', parameter);
  }

  function judge(node: Node, text: string): void {
    const fallback = environmentName(file, node);
    if (fallback !== null && isSecretName(fallback)) {
      if (isFallback(fallback, text)) add(node, 'fallback', fallback);
      return;
    }
    const taker = mayTake ? secretTakerAt(file, node, text) : null;
    if (fallback !== null) {
      // the variable's name says nothing, but what takes the value does
      const own = isVariableName.test(fallback) ? (nameOf(node) ?? returnedBy(node)) : null;
      if (taker !== null ? isFallback(taker, text) && !isPublicPem(text) : own !== null && isSecretName(own) && isOwnText(own, text)) add(node, 'fallback', fallback);
      return;
    }
    const kept = mayFallBack ? constantUses(file, node).map((use) => environmentName(file, use)).find((name) => name !== null && isSecretName(name)) : null;
    if (typeof kept === 'string') {
      if (isFallback(kept, text) && !isVariableName.test(text)) add(node, 'fallback', kept);
      return;
    }
    if (taker !== null) {
      if (!isPlaceholder(text) && !isPublicPem(text)) add(node, 'value', taker);
      return;
    }
    if (mayAuthenticate && isBasicCredential(file, node, text)) return add(node, 'value', 'Authorization');
    const name = nameOf(node);
    if (name === null) return;
    if (usesOf(file, node).some((use) => isTakenBy(use, nameOf(use), text))) return add(node, 'value', name);
    if (/^authorization$/i.test(name)) {
      const credentials = /^(?:Bearer|Basic|Token|Bot|ApiKey)\s+(?<rest>\S+)$/i.exec(text)?.groups?.['rest'];
      if (credentials !== undefined && isRandom(credentials)) add(node, 'value', name);
      return;
    }
    if (!isSecretName(name)) return;
    if (isSecretValue(name, text) || isTakenBy(node, name, text)) add(node, 'value', name);
    else if (isBesideUser(node) && text.length >= 3 && !/\s/.test(text) && !isPlaceholder(text)) add(node, 'value', name);
  }

  /** Whether a literal, or the variable that holds it, is handed over as a secret under a name. */
  function isTakenBy(node: Node, name: string | null, text: string): boolean {
    if (name === null || !isSecretName(name)) return false;
    return isBesideId(node, text) || (isGivenToLibrary(file, node) && isOwnText(name, text));
  }
}

/** Where the variable is read that a literal is kept in. */
function usesOf(file: SourceFile, node: Node): readonly Node[] {
  const { parent } = node;
  if (parent?.type !== 'VariableDeclarator' || parent.init !== node || parent.id.type !== 'Identifier' || !isSecretName(parent.id.name)) return [];
  const binding = bindingsOf(file).resolve(parent.id);
  return binding?.kind === 'variable' ? bindingsOf(file).references(binding) : [];
}

/** The places that read a constant whose whole value a literal is. */
function constantUses(file: SourceFile, node: Node): readonly Node[] {
  const { parent } = node;
  if (parent?.type !== 'VariableDeclarator' || parent.init !== node || parent.id.type !== 'Identifier' || parent.parent.kind !== 'const') return [];
  const binding = bindingsOf(file).resolve(parent.id);
  return binding?.kind === 'variable' ? bindingsOf(file).references(binding) : [];
}

/** The function that gives a value back: `resetSecret` of `function resetSecret() { return env.KEY || '…' }`. */
function returnedBy(node: Node): string | null {
  const holder = node.parent?.type === 'LogicalExpression' ? node.parent : node;
  const fn = holder.parent?.type === 'ReturnStatement' ? enclosingFunction(holder) : holder.parent?.type === 'ArrowFunctionExpression' && holder.parent.body === holder ? holder.parent : null;
  return fn === null ? null : functionName(fn);
}

const isVariableName = /^[A-Z][A-Z0-9_]*$/;
const isFallback = (name: string, text: string): boolean => !isPlaceholder(text) && !isPublishable(text) && !isHarmless(name, text) && !isElsewhere(text);
const isElsewhere = (text: string): boolean => /^(https?:\/\/[^:@]*$|\.{0,2}\/)/.test(text);
/** A private key is no word: with what says that it is none nothing is signed, as for an emulator that asks for some text. */
const isNoKey = (name: string, text: string): boolean => /private_?key/i.test(name) && text.length < 32 && isDummy(text);
const isOwnText = (name: string, text: string): boolean => isOwnKeyName(name) && !isPlaceholder(text) && !isNoKey(name, text) && !isVariableName.test(text) && !isElsewhere(text);

/** The name that a literal is the value of: property, variable, field, parameter, header, or the target of an assignment; also as a branch or a default. */
function nameOf(node: Node): string | null {
  let holder = node;
  for (let up = holder.parent; up; up = holder.parent) {
    const isPart = (up.type === 'ConditionalExpression' && up.test !== holder) || (up.type === 'LogicalExpression' && up.operator !== '&&' && up.right === holder);
    if (!isPart && up.type !== 'TSAsExpression' && up.type !== 'TSSatisfiesExpression') break;
    holder = up;
  }
  const { parent } = holder;
  switch (parent?.type) {
    case 'Property':
    case 'PropertyDefinition':
      if (parent.value !== holder || parent.parent?.type === 'ObjectPattern') return null;
      return propertyKey(parent);
    case 'VariableDeclarator':
      return parent.init === holder && parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'AssignmentPattern':
      return parent.right === holder && parent.left.type === 'Identifier' ? parent.left.name : null;
    case 'AssignmentExpression':
      if (parent.right !== holder) return null;
      if (parent.left.type === 'Identifier') return parent.left.name;
      return parent.left.type === 'MemberExpression' ? propertyKey({ key: parent.left.property, computed: parent.left.computed }) : null;
    case 'CallExpression': {
      // `headers.set('Authorization', '…')`
      const [first, second] = parent.arguments;
      if (second !== holder || first?.type !== 'Literal' || typeof first.value !== 'string' || parent.callee.type !== 'MemberExpression') return null;
      return /^(?:set|append|header|setHeader)$/.test(propertyKey({ key: parent.callee.property, computed: parent.callee.computed }) ?? '') && /^(?:authorization|x-.*)$/i.test(first.value) ? first.value : null;
    }
    default:
      return null;
  }
}

/** `{ accessKeyId: 'shop', secretAccessKey: '…' }`: an id and its secret, unless the text says that it is none. */
function isBesideId(node: Node, text: string): boolean {
  const { parent } = node;
  if (parent?.type !== 'Property' || parent.parent?.type !== 'ObjectExpression' || text.length < 6 || /\s/.test(text) || isPlaceholder(text) || isDummy(text) || isVariableName.test(text) || /local|minio|^(?:client[-_]?secret|secret[-_]?access[-_]?key|secret)$/i.test(text)) return false;
  const own = propertyKey(parent) ?? '';
  const id = /^client_?secret$/i.test(own) ? /^client_?id$/i : /^secret_?access_?key$/i.test(own) ? /^access_?key(?:_?id)?$/i : null;
  return id !== null && parent.parent.properties.some((p) => p.type === 'Property' && id.test(propertyKey(p) ?? ''));
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

/** `{ url: 'https://warehouse.invalid', password: '…' }`: credentials for a host that there is not. */
function isBesideReservedHost(node: Node): boolean {
  const object = node.parent?.type === 'Property' ? node.parent.parent : null;
  return (
    object?.type === 'ObjectExpression' &&
    object.properties.some((p) => p.type === 'Property' && p.value.type === 'Literal' && typeof p.value.value === 'string' && /^(?:host(?:name)?|server|endpoint|domain|(?:[a-z]+_?)?ur[il])$/i.test(propertyKey(p) ?? '') && isReservedHost(hostOf(p.value.value)))
  );
}

/** A map of names, such as `{ user: 'user', password: 'password' }`. */
const mirrorsItself = (object: TSESTree.ObjectExpression): boolean =>
  object.properties.filter((p) => p.type === 'Property' && p.value.type === 'Literal' && String(p.value.value).toLowerCase() === (propertyKey(p) ?? '').toLowerCase()).length >= 2;

/** Inside an object that a package's function or constructor is given. */
function isGivenToLibrary(file: SourceFile, node: Node): boolean {
  for (let inner = node, up = node.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if ((up.type === 'CallExpression' || up.type === 'NewExpression') && up.callee !== inner) {
      // `join({ default_secret: 'api_secrets' })`: a table and its alias (knexjs.org/guide/query-builder.html#join)
      if (up.callee.type === 'MemberExpression' && /join|^(?:from|into|table|with\w*|ref|as)$/i.test(propertyKey({ key: up.callee.property, computed: up.callee.computed }) ?? '')) return false;
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
