import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import type { Details } from '../define.js';
import { bindingsOf, enclosingFunction } from '../syntax/bindings.js';
import { calledName, unwrap } from '../syntax/chains.js';
import { heldOnce } from '../syntax/held-once.js';
import { importedPackages, librarySymbol } from '../syntax/library-symbol.js';
import { constantString } from '../syntax/local-values.js';
import { restring } from '../syntax/edits.js';
import { namesAround, purposeOf } from '../syntax/random-purpose.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf, textOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

/**
 * RC4, the ciphers with blocks of 64 bits (DES in all its forms, RC2, Blowfish, IDEA, CAST5) and any cipher in ECB mode,
 * by OpenSSL's names (NIST SP 800-131A r2; sweet32.info; nodejs.org/api/crypto.html).
 */
const weakCipher = /^(?:des[3x]?|3des|tripledes|rc2|rc4|arc4|bf|blowfish|idea|cast5?)(?:-|$)|-ecb$|^ecb$/i;
const weakDigest = /^(?:rsa-)?(?:md[245]|sha-?1)$|^(?:md5|sha1)(?:with)?rsa/i;

/** Functions that draw from a generator whose next values can be told from its last ones. */
const weakGenerators: ReadonlySet<string> = new Set([
  'global#Math.random',
  'lodash#random',
  'lodash#sample',
  'lodash#sampleSize',
  'lodash#shuffle',
  'lodash/random#default',
  'lodash/sample#default',
  'lodash-es#random',
  'nanoid/non-secure#nanoid',
  'nanoid/non-secure#customAlphabet',
  'chance#Chance.string',
]);

export default defineRule({
  id: 'no-weak-crypto',
  rationale:
    'Broken ciphers, a mode that shows equal blocks as equal, a fixed initialisation vector or a guessable random number protect nothing: an attacker reads what was encrypted and makes the tokens that were to keep him out.',
  messages: {
    withoutIv: '`{{call}}` derives key and vector from a password with MD5 and no salt, and Node.js has removed it. Use `createCipheriv(\'aes-256-gcm\', key, randomBytes(12))`.',
    cipher: '`{{algorithm}}` is broken, so what it encrypts can be read. Use AES-256-GCM with a fresh vector for every message.',
    fixedIv: '`{{call}}` encrypts with the same initialisation vector every time, so equal messages look equal and GCM and CTR give up their key stream. Draw one for each message with `randomBytes` and store it beside the text.',
    random: '`{{generator}}` makes {{purpose}}, and whoever sees some of its numbers can tell the next. Use `randomBytes`, `randomInt` or `randomUUID` of node:crypto.',
    digest: '`{{call}}` signs with {{algorithm}}, for which other texts with the same digest can be made. Use SHA-256.',
  },
  examples: {
    bad: [
      `// ruleid: no-weak-crypto\nexport const resetToken = () => Math.random().toString(36).slice(2);`,
      `import { createCipheriv } from 'node:crypto';\nexport const encrypt = (key: Buffer, text: string) =>\n  // ruleid: no-weak-crypto\n  createCipheriv('aes-256-ecb', key, null).update(text);`,
    ],
    good: [
      `import { randomBytes } from 'node:crypto';\n// ok: no-weak-crypto\nexport const resetToken = () => randomBytes(32).toString('base64url');`,
      `// ok: no-weak-crypto\nexport const backoff = (attempt: number) => 2 ** attempt * 100 + Math.random() * 50;`,
    ],
  },
  hasSuggestions: true,
  limits: ['Whether a random number protects something is told by the names around it.', 'Algorithms that come from another file are not judged.'],
  create: ({ file, report }) => {
    const reported = new Set<Node>();
    let drawsByName: boolean | undefined;
    return {
      CallExpression(node) {
        const { callee } = node;
        const name = calledName(callee);
        if (name === null) return;
        if (isGenerator(name) || (callee.type === 'Identifier' && (drawsByName ??= hasGenerators(file)))) judgeRandom(node);
        if (isGenerator(name)) return;
        if (/cipher|decipher|^encrypt$|^decrypt$/i.test(name)) judgeCipher(node, name);
        else if (/^(createSign|createVerify|createHmac|createHash|sign|verify|md5|sha1|MD5|SHA1|HmacMD5)$/.test(name)) judgeDigest(node);
      },
    };

    function judgeRandom(node: TSESTree.CallExpression): void {
      const symbol = librarySymbol(file, valuesOf(file).of(node.callee));
      if (symbol === null || !weakGenerators.has(symbol)) return;
      const purpose = purposeOf(file, node);
      const around: Node = enclosingFunction(node) ?? statementOf(node);
      if (purpose === null || reported.has(around)) return;
      reported.add(around);
      report(spanOf(node), 'random', { generator: writtenAs(file, node), purpose });
    }

    function judgeCipher(node: TSESTree.CallExpression, name: string): void {
      const symbol = librarySymbol(file, valuesOf(file).of(node.callee));
      if (symbol === null) return;
      const call = writtenAs(file, node);
      if (symbol === 'crypto#createCipher' || symbol === 'crypto#createDecipher') report(spanOf(node), 'withoutIv', { call });
      else if (symbol === 'crypto#createCipheriv' || symbol === 'crypto#createDecipheriv' || symbol === 'node-forge#cipher.createCipher' || symbol === 'node-forge#cipher.createDecipher') {
        const algorithm = constantText(node.arguments[0]);
        if (algorithm !== null && weakCipher.test(algorithm)) report(spanOf(node), 'cipher', { algorithm });
        else if (symbol === 'crypto#createCipheriv' && isFixed(file, node.arguments[2], node.arguments[1], 0)) report(spanOf(node), 'fixedIv', { call });
      } else if (symbol.startsWith('crypto-js#')) {
        const cipher = /#(DES|TripleDES|RC4|RC4Drop|Rabbit|Blowfish)\.(?:en|de)crypt$/.exec(symbol)?.[1];
        if (cipher !== undefined) report(spanOf(node), 'cipher', { algorithm: cipher });
        else if (/\.(?:en|de)crypt$/.test(symbol)) {
          const options = node.arguments[2];
          if (options?.type === 'ObjectExpression') {
            const mode = options.properties.find((p): p is TSESTree.Property => p.type === 'Property' && propertyKey(p) === 'mode');
            if (mode && /\bECB$/.test(textOf(file, mode.value))) report(spanOf(node), 'cipher', { algorithm: 'ECB mode' });
          }
        }
      } else if (/subtle\.encrypt$/.test(symbol) && name === 'encrypt') {
        const options = node.arguments[0];
        const iv = options?.type === 'ObjectExpression' ? options.properties.find((p): p is TSESTree.Property => p.type === 'Property' && /^(iv|counter)$/.test(propertyKey(p) ?? '')) : undefined;
        if (iv && isFixed(file, iv.value, undefined, 0)) report(spanOf(node), 'fixedIv', { call });
      }
    }

    function judgeDigest(node: TSESTree.CallExpression): void {
      const symbol = librarySymbol(file, valuesOf(file).of(node.callee));
      if (symbol === null) return;
      const call = writtenAs(file, node);
      const algorithm = constantText(node.arguments[0]);
      if (/^crypto#(createSign|createVerify|sign|verify)$/.test(symbol)) {
        if (algorithm !== null && weakDigest.test(algorithm)) report(spanOf(node), 'digest', { call, algorithm }, strongerDigest(node.arguments[0]));
        return;
      }
      const isHmac = symbol === 'crypto#createHmac' || symbol === 'crypto-js#HmacMD5';
      const isHash = symbol === 'crypto#createHash' || /^(md5|blueimp-md5|js-md5|sha1|js-sha1)#/.test(symbol) || symbol === 'crypto-js#MD5' || symbol === 'crypto-js#SHA1';
      if (!isHmac && !isHash) return;
      const known = /^crypto#/.test(symbol) ? algorithm : /sha1/i.test(symbol) ? 'SHA-1' : 'MD5';
      if (known === null || !/^(md[245]|sha-?1)$/i.test(known)) return;
      // protocols that fix the digest: OAuth 1.0a (RFC 5849), one-time passwords (RFC 4226, RFC 6238), vendors' webhooks
      const names = namesAround(file, node);
      if (/oauth|totp|hotp|otp|twilio|webhook|x-hub|vnpay|pusher|wechat|alipay|gravatar/i.test(`${file.path} ${names.join(' ')}`)) return;
      if (isHmac && callersOf(names).some((caller) => /otp/i.test(caller))) return;
      const target = names.slice(0, 2).join(' ');
      if (isHmac ? !/cache|etag|id$/i.test(target) : /sign|mac$|token/i.test(target) && mentionsSecret(node)) report(spanOf(node), 'digest', { call, algorithm: known.toUpperCase() }, strongerDigest(node.arguments[0]));
    }

    /** Names around the calls of a function of the file: `sign` that `hotp` calls. */
    function callersOf(names: readonly string[]): string[] {
      return file.nodes('CallExpression').flatMap((call) => (names.includes(calledName(unwrap(call.callee)) ?? '') ? namesAround(file, call) : []));
    }

    /** SHA-256 in the place of MD5 and SHA-1: both sides of a signature have to change together, so a person decides. */
    function strongerDigest(written: Node | undefined): Details {
      if (written?.type !== 'Literal' || typeof written.value !== 'string') return {};
      const stronger = written.value.replace(/md[245]|sha-?1/iu, (found) => (found === found.toUpperCase() ? 'SHA256' : 'sha256'));
      if (stronger === written.value) return {};
      return { suggest: [{ message: `Use '${stronger}'`, edits: [restring(file, written, stronger)] }] };
    }

    function mentionsSecret(node: Node): boolean {
      let outer: Node = node;
      while (outer.parent && (outer.parent.type === 'MemberExpression' || outer.parent.type === 'CallExpression')) outer = outer.parent;
      return /secret|private|api_?key|signing/i.test(textOf(file, outer));
    }

    function constantText(node: Node | undefined): string | null {
      return node ? constantString(file, valuesOf(file).of(node)) : null;
    }
  },
});

/** Generators that may be imported under any name. */
const hasGenerators = (file: SourceFile): boolean => ['nanoid', 'lodash', 'lodash-es'].some((name) => importedPackages(file).has(name));

function statementOf(node: Node): Node {
  let statement = node;
  while (statement.parent && statement.parent.type !== 'Program') statement = statement.parent;
  return statement;
}

const isGenerator = (name: string): boolean => name === 'random' || name === 'sample' || name === 'sampleSize' || name === 'shuffle' || name === 'nanoid' || name === 'customAlphabet';

function writtenAs(file: SourceFile, node: TSESTree.CallExpression): string {
  const { start, end } = spanOf(node.callee);
  return file.text.slice(start, end).replace(/\s+/g, '').slice(-60);
}

/**
 * Whether an initialisation vector is the same at every call: a literal, bytes made from one, zeros that nobody fills,
 * a value of the environment, a part of the key, or bytes that a module or a service holds.
 */
function isFixed(file: SourceFile, node: Node | undefined, key: Node | undefined, depth: number): boolean {
  if (!node || depth > 4) return false;
  // a key that is derived anew for every message
  if (key && /derived/i.test(textOf(file, key))) return false;
  const plain = unwrap(node);
  const held = heldOnce(file, plain);
  // what is drawn once is one for all messages, however it was drawn
  if (held && /^(?:Call|New|Member)Expression$/.test(unwrap(held).type)) return true;
  switch (plain.type) {
    case 'Literal':
      return typeof plain.value === 'string' && plain.value !== '';
    case 'TemplateLiteral':
      return plain.expressions.length === 0;
    case 'MemberExpression': {
      const object = unwrap(plain.object);
      return object.type === 'MemberExpression' && propertyKey({ key: object.property, computed: object.computed }) === 'env';
    }
    case 'NewExpression':
      return plain.callee.type === 'Identifier' && plain.callee.name === 'Uint8Array' && (plain.arguments[0]?.type === 'Literal' || plain.arguments[0]?.type === 'ArrayExpression') && !isFilled(file, plain);
    case 'CallExpression': {
      const { callee } = plain;
      if (callee.type !== 'MemberExpression') return false;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      const object = unwrap(callee.object);
      if (object.type === 'Identifier' && object.name === 'Buffer') {
        if (name === 'alloc') return !isFilled(file, plain);
        return name === 'from' && (plain.arguments[0]?.type === 'ArrayExpression' ? plain.arguments[0].elements.every((e) => e?.type === 'Literal') : isFixed(file, plain.arguments[0], key, depth + 1));
      }
      if (name === 'slice' || name === 'substring' || name === 'subarray' || name === 'substr') {
        const keyNode = key ? unwrap(key) : null;
        if (keyNode?.type === 'Identifier' && object.type === 'Identifier' && object.name === keyNode.name) return true;
        return isFixed(file, object, key, depth + 1);
      }
      return name === 'parse' && plain.arguments[0] !== undefined && isFixed(file, plain.arguments[0], key, depth + 1);
    }
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(plain);
      if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return false;
      return bindingsOf(file).assignments(binding).length === 0 && isFixed(file, binding.declarator.init, key, depth + 1);
    }
    default:
      return false;
  }
}

/** Whether bytes are filled after they were made: the variable that holds them is handed to something else than a cipher. */
function isFilled(file: SourceFile, node: Node): boolean {
  const holder = node.parent;
  if (holder?.type === 'CallExpression') return /random|fill/i.test(textOf(file, holder.callee));
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(holder.id);
  return (
    binding !== null &&
    bindingsOf(file)
      .references(binding)
      .some((reference) => {
        const { parent } = reference;
        if (parent?.type === 'CallExpression') return /random|fill|copy|write/i.test(textOf(file, parent.callee));
        return parent?.type === 'MemberExpression' && parent.object === reference && (parent.parent?.type === 'AssignmentExpression' || /^(fill|set|write\w*|copy)$/.test(propertyKey({ key: parent.property, computed: parent.computed }) ?? ''));
      })
  );
}
