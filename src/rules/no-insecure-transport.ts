import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import type { Details } from '../define.js';
import { headOf } from '../facts/value.js';
import { libraryOf } from '../recognise/effect-libraries.js';
import { httpClients } from '../recognise/http-clients.js';
import type { FunctionNode } from '../syntax/bindings.js';
import { bindingsOf, enclosingFunction, isFunction } from '../syntax/bindings.js';
import { calledName, unwrap } from '../syntax/chains.js';
import { isChosenByConfiguration, isFencedByEnvironment } from '../syntax/environment-fence.js';
import { librarySymbol } from '../syntax/library-symbol.js';
import { constantsOfNode } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf, textOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

/**
 * Options that switch the verification of certificates off, by the value that does (nodejs.org/api/tls.html;
 * mongodb.com/docs/drivers/node connection options; tediousjs.github.io/tedious; the `request` package's readme).
 */
const switchedOff: ReadonlyMap<string, boolean> = new Map([
  ['rejectUnauthorized', false],
  ['strictSSL', false],
  ['sslValidate', false],
  ['tlsInsecure', true],
  ['tlsAllowInvalidCertificates', true],
  ['tlsAllowInvalidHostnames', true],
  ['trustServerCertificate', true],
]);
/** What an option that decides on the verification is named for: `DB_SSL`, `config.selfSigned`; a user name is none. */
const speaksOfTls = /ssl|tls|https?|cert|verif|secur|unauthor|strict|trust|self_?signed|insecure|(?:^|[._])ca(?:$|[^a-z])/i;
/** Protocol versions that RFC 8996 withdrew. */
const oldProtocol = /^(SSLv[23]|TLSv1(?:[._]1)?)(?:_(?:client_|server_)?method)?$/;
/** Clients besides those that send a plain request. */
const otherClients = /^(soap|graphql-request|@apollo\/client|openapi-fetch|http-proxy(?:-middleware)?)$/;

export default defineRule({
  id: 'no-insecure-transport',
  rationale:
    'Over plain HTTP, or TLS whose certificate nobody checks, whoever sits on the way reads the credentials and rewrites the answers. Traffic that leaves the host is encrypted and its peer verified.',
  messages: {
    plain: '`{{url}}` is called over plain HTTP, so whoever sits on the way reads and changes what is sent. Use https://.',
    verification: '`{{option}}` switches the verification of the server’s certificate off, so anyone on the way can pose as the server. Remove it, and add a private authority with `ca` where one is used.',
    protocol: '`{{option}}: \'{{version}}\'` allows a protocol version that is broken (RFC 8996). Require at least TLS 1.2.',
    database: '`ssl: false` sends credentials and rows to `{{host}}` in the clear. Switch TLS on for every database that is not on this host.',
  },
  examples: {
    bad: [
      `import https from 'node:https';\n// ruleid: no-insecure-transport\nexport const agent = new https.Agent({ rejectUnauthorized: false });`,
      `// ruleid: no-insecure-transport\nexport const rates = () => fetch('http://api.rates.example/latest');`,
    ],
    good: [
      `// ok: no-insecure-transport\nexport const rates = () => fetch('https://api.rates.example/latest');\n// ok: no-insecure-transport\nexport const metrics = () => fetch('http://metrics:9090/api');`,
    ],
  },
  hasSuggestions: true,
  limits: ['An address that is put together from parts is judged only if its host is constant.', 'Private addresses and names without a dot count as local.'],
  create: ({ file, report }) => {
    const plain = (node: Node, url: string, whole: boolean): void => {
      const host = hostOf(url, whole);
      if (host === null || isLocal(host) || isFencedByEnvironment(file, node) || !isCalled(file, node, 0)) return;
      const scheme = spanOf(node).start + 1;
      const edits = [{ range: { start: scheme, end: scheme + 'http'.length }, text: 'https' }];
      report(spanOf(node), 'plain', { url: `http://${host}` }, { suggest: [{ message: 'Use https://', edits }] });
    };
    const isChosen = (node: Node): boolean => isFencedByEnvironment(file, node) || isChosenByConfiguration(file, node, speaksOfTls);
    return {
    Property(node) {
      const name = propertyKey(node);
      if (name === null || node.parent?.type !== 'ObjectExpression') return;
      const value = node.value;
      if (switchedOff.has(name)) {
        if (truthOf(file, value) === switchedOff.get(name) && !isChosen(node) && !isOfServer(file, node.parent))
          report(spanOf(node), 'verification', { option: `${name}: ${textOf(file, value)}` }, switchedOn(value, name));
      } else if (name === 'NODE_TLS_REJECT_UNAUTHORIZED') {
        if (value.type === 'Literal' && String(value.value) === '0' && !isChosen(node)) report(spanOf(node), 'verification', { option: `${name}=0` });
      } else if (name === 'checkServerIdentity') {
        if (isFunction(value) && acceptsEvery(file, value) && !isChosen(node)) report(spanOf(node), 'verification', { option: name });
      } else if (name === 'host' || name === 'hostname') {
        if (value.type === 'Literal' && typeof value.value === 'string' && !isLocal(value.value.toLowerCase()) && !isFencedByEnvironment(file, node) && isOfPlainRequest(file, node.parent))
          report(spanOf(node), 'plain', { url: `http://${value.value}` });
      } else if (name === 'secureProtocol' || name === 'minVersion' || name === 'maxVersion') {
        if (value.type === 'Literal' && typeof value.value === 'string' && oldProtocol.test(value.value)) report(spanOf(node), 'protocol', { option: name, version: value.value });
      } else if (name === 'ssl' && value.type === 'Literal' && value.value === false && !isChosen(node)) {
        const host = remoteHost(node.parent);
        if (host !== null) report(spanOf(node), 'database', { host });
      }
    },
    AssignmentExpression(node) {
      if (node.left.type !== 'MemberExpression') return;
      const name = node.left.property.type === 'Literal' ? node.left.property.value : propertyKey({ key: node.left.property, computed: node.left.computed });
      if (name === 'NODE_TLS_REJECT_UNAUTHORIZED') {
        if (node.right.type === 'Literal' && String(node.right.value) === '0' && !isChosen(node))
          report(spanOf(node), 'verification', { option: 'NODE_TLS_REJECT_UNAUTHORIZED=0' });
      } else if (typeof name === 'string' && switchedOff.has(name) && node.right.type === 'Literal' && node.right.value === switchedOff.get(name) && !isChosen(node))
        report(spanOf(node), 'verification', { option: `${name} = ${String(node.right.value)}` }, switchedOn(node.right, name));
    },
    Literal(node) {
      if (typeof node.value === 'string' && node.value.startsWith('http://')) plain(node, node.value, true);
    },
    TemplateLiteral(node) {
      const first = node.quasis[0]?.value.cooked ?? '';
      if (first.startsWith('http://')) plain(node, first, node.expressions.length === 0);
    },
    };
  },
});

const switchedOn = (value: Node, name: string): Details => {
  const text = String(!switchedOff.get(name));
  return { suggest: [{ message: `Set ${name} to ${text}`, edits: [{ range: spanOf(value), text }] }] };
};

/** The boolean that an expression is, through constants of the file and negations; `null` where it is none or not constant. */
function truthOf(file: SourceFile, node: Node): boolean | null {
  const plain = unwrap(node);
  if (plain.type === 'UnaryExpression' && plain.operator === '!') {
    const negated = truthOf(file, plain.argument);
    return negated === null ? null : !negated;
  }
  const constants = constantsOfNode(file, plain);
  return constants?.length === 1 && typeof constants[0] === 'boolean' ? constants[0] : null;
}

/** What a check of the server's name returns to accept it (nodejs.org/api/tls.html#tlscheckserveridentityhostname-cert). */
const isNothing = (node: Node | null): boolean => {
  if (node === null) return true;
  const plain = unwrap(node);
  return (plain.type === 'Identifier' && plain.name === 'undefined') || (plain.type === 'Literal' && plain.value === null) || (plain.type === 'UnaryExpression' && plain.operator === 'void');
};

/** Whether a check of the server's name finds no name wrong: it returns nothing anywhere and throws nowhere. */
function acceptsEvery(file: SourceFile, fn: FunctionNode): boolean {
  if (!('body' in fn) || !fn.body) return false;
  if (fn.body.type !== 'BlockStatement') return isNothing(fn.body);
  const isOwn = (node: Node): boolean => enclosingFunction(node) === fn;
  return !file.nodes('ThrowStatement').some(isOwn) && file.nodes('ReturnStatement').every((statement) => !isOwn(statement) || isNothing(statement.argument));
}

/** The calls that take an object, directly or through one variable. */
function takersOf(file: SourceFile, object: Node): (TSESTree.CallExpression | TSESTree.NewExpression)[] {
  const call = (node: Node): (TSESTree.CallExpression | TSESTree.NewExpression)[] => {
    const { parent } = node;
    return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee !== node ? [parent] : [];
  };
  let outer = object;
  while (outer.parent?.type === 'TSAsExpression' || outer.parent?.type === 'TSSatisfiesExpression') outer = outer.parent;
  const holder = outer.parent;
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return call(outer);
  const binding = bindingsOf(file).resolve(holder.id);
  return binding ? bindingsOf(file).references(binding).flatMap(call) : [];
}

/**
 * Whether options are those of a server, where the option is about the certificates of clients: without `requestCert`
 * it says nothing, with it the server's code looks at `socket.authorized` (nodejs.org/api/tls.html, `tls.createServer`).
 */
function isOfServer(file: SourceFile, options: TSESTree.ObjectExpression): boolean {
  const { parent } = options;
  if (parent?.type === 'Property' && /^(https|http2|httpsOptions)$/.test(propertyKey(parent) ?? ''))
    return options.properties.some((p) => p.type === 'Property' && /^(requestCert|cert|pfx)$/.test(propertyKey(p) ?? ''));
  return takersOf(file, options).some(({ callee }) => {
    const name = calledName(callee);
    return name !== null && /^(createServer|createSecureServer|Server)$/.test(name);
  });
}

/** Whether options are those of `http.request` or `http.get`, which speak plain HTTP whatever the port. */
function isOfPlainRequest(file: SourceFile, options: TSESTree.ObjectExpression): boolean {
  if (options.properties.some((p) => p.type === 'SpreadElement' || propertyKey(p) === 'protocol' || propertyKey(p) === 'agent')) return false;
  const takers = takersOf(file, options);
  return takers.length > 0 && takers.every((call) => /^(?:http#|follow-redirects#http\.)(?:request|get)$/.test(librarySymbol(file, valuesOf(file).of(call.callee)) ?? ''));
}

/** The host of an address that starts with `http://`, `null` where it is not constant. */
function hostOf(url: string, whole: boolean): string | null {
  const match = /^http:\/\/(?:[^@/\s]*@)?(?<host>\[[^\]]+\]|[^/:?#\s]+)(?<rest>[/:?#])?/i.exec(url);
  if (!match?.groups || (!whole && match.groups['rest'] === undefined)) return null;
  return match.groups['host']!.toLowerCase();
}

/** Loopback, private and link-local addresses (RFC 1918, RFC 3927, RFC 6761), names of a cluster or a compose file. */
const isLocal = (host: string): boolean =>
  !host.includes('.') ||
  /^(localhost|0\.0\.0\.0|100\.100\.100\.200|(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d+)+)$/.test(host) ||
  /\.(local|localhost|internal|intranet|lan|home|corp|test|invalid|svc|cluster\.local|docker)$|\.svc\./.test(host) ||
  /[{}<>$*]/.test(host);

/** Property names of clients' options that hold an address. */
const addressOptions: ReadonlySet<string> = new Set(['baseURL', 'baseUrl', 'prefixUrl', 'url', 'uri', 'endpoint', 'host', 'target']);

/** Whether an address is one that an HTTP client calls: directly, in its options, or through a constant of the file. */
function isCalled(file: SourceFile, node: Node, depth: number): boolean {
  for (let inner = node, up = node.parent; up; inner = up, up = up.parent) {
    switch (up.type) {
      case 'TemplateLiteral':
      case 'ConditionalExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'ArrayExpression':
        continue;
      case 'LogicalExpression':
        continue;
      case 'BinaryExpression':
        if (up.operator === '+' && up.left === inner) continue;
        return false;
      case 'ObjectExpression':
        continue;
      case 'Property':
        if (up.value === inner && addressOptions.has(propertyKey(up) ?? '')) continue;
        return false;
      case 'NewExpression':
      case 'CallExpression': {
        const { callee } = up;
        if (callee === inner) return false;
        const value = valuesOf(file).of(callee);
        if (value.k === 'global' && value.name === 'URL' && up.type === 'NewExpression') continue;
        if (up.arguments.indexOf(inner as TSESTree.Expression) > 1) return false;
        if (value.k === 'global') return value.name === 'fetch' || value.name === '$fetch';
        if (value.k === 'member' && value.of.k === 'global' && value.name === 'fetch') return true;
        const symbol = librarySymbol(file, value) ?? librarySymbol(file, headOf(value));
        if (symbol === null) return false;
        const source = symbol.slice(0, symbol.lastIndexOf('#'));
        // decorators of @nestjs/common take addresses as well; `https` refuses plain ones (ERR_INVALID_PROTOCOL)
        return (source !== '@nestjs/common' && source !== 'https' && libraryOf(httpClients, source) !== null) || otherClients.test(source);
      }
      case 'VariableDeclarator':
        return up.init === inner && up.id.type === 'Identifier' && depth < 3 && isUsed(up.id);
      case 'AssignmentExpression':
        return up.right === inner && up.left.type === 'Identifier' && depth < 3 && isUsed(up.left);
      case 'PropertyDefinition': {
        const key = up.value === inner ? propertyKey(up) : null;
        return key !== null && depth < 3 && file.nodes('MemberExpression').some((m) => m.object.type === 'ThisExpression' && propertyKey({ key: m.property, computed: m.computed }) === key && isCalled(file, m, depth + 1));
      }
      default:
        return false;
    }
  }
  return false;

  function isUsed(identifier: TSESTree.Identifier): boolean {
    const binding = bindingsOf(file).resolve(identifier);
    return binding !== null && bindingsOf(file).references(binding).some((reference) => isCalled(file, reference, depth + 1));
  }
}

/** The host that a connection is made to, where the same options say so and it is another one. */
function remoteHost(options: TSESTree.ObjectExpression): string | null {
  for (const property of options.properties) {
    if (property.type !== 'Property' || property.value.type !== 'Literal' || typeof property.value.value !== 'string') continue;
    const name = propertyKey(property) ?? '';
    const text = property.value.value;
    const host = /^host(name)?$/i.test(name) ? text : /^(url|uri|connectionString)$/i.test(name) ? (/@([^/:?]+)/.exec(text)?.[1] ?? null) : null;
    if (host !== null && !isLocal(host.toLowerCase())) return host;
  }
  return null;
}
