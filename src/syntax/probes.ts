import type { TSESTree } from '@typescript-eslint/types';
import { isFunction } from './bindings.js';
import { namesOf } from './callee-names.js';
import { unwrap } from './chains.js';
import type { Node } from './source-file.js';
import { subtreeOf } from './subtree.js';

/** Calls whose failure is an answer: the text is no JSON, the token is no good, the file is not there. */
const probe = /^(?:parse\w*|safeParse|decode\w*|verify\w*|unseal|unsign|decrypt\w*|deserialize|validate\w*|assert\w*|isValid\w*|compile|stringify|createHash|timingSafeEqual|jwtVerify|access|accessSync|l?stat|l?statSync|readFile|readFileSync|readJson\w*|existsSync|toISOString|atob|\w+OrThrow|\w+OrFail)$/;
const probedClasses: ReadonlySet<string> = new Set(['URL', 'RegExp', 'URLPattern', 'Intl', 'TextDecoder']);
const probedGlobals: ReadonlySet<string> = new Set(['decodeURIComponent', 'decodeURI', 'atob', 'BigInt', 'require', 'structuredClone']);
/** Calls that change something: what surrounds them is no probe. */
const change = /^(?:create|update|delete|save|insert|upsert|send|publish|emit|remove|destroy|write|unlink|enqueue|add|charge|commit)(?:[A-Z]|$)/;

/** A short attempt whose failure is the answer: no JSON, no such file, no valid token. */
export function isProbe(block: TSESTree.BlockStatement): boolean {
  const [first] = block.body;
  if (!first) return true;
  const nodes = subtreeOf(block, false);
  // a longer one that waits for nothing and begins with the probe only looks at what it found
  const isShort = block.body.length <= 3 || (!nodes.some((node) => node.type === 'AwaitExpression') && subtreeOf(first, false).some(isProbingNode));
  const asksOutside = nodes.some((node) => node.type === 'CallExpression' && namesOf(node.callee)[0] === 'fetch');
  return isShort && nodes.some((node) => isProbingNode(node) && !isHandedOn(node) && !(asksOutside && isBodyRead(node))) && !nodes.some((node) => node.type === 'CallExpression' && change.test(namesOf(node.callee).at(-1) ?? ''));
}

/** Whether a call of the chain itself is the attempt; what is handed to one is not. */
export function isProbeChain(receiver: Node): boolean {
  let probes = false;
  for (let at: Node = unwrap(receiver); ; ) {
    if (at.type === 'CallExpression' && change.test(namesOf(at.callee).at(-1) ?? '')) return false;
    probes ||= isProbingNode(at);
    if (at.type === 'CallExpression' || at.type === 'NewExpression') at = unwrap(at.callee);
    else if (at.type === 'MemberExpression') at = unwrap(at.object);
    else if (at.type === 'AwaitExpression') at = unwrap(at.argument);
    else return probes;
  }
}

/** `await cache.set(key, JSON.stringify(value))`: what is attempted is the call that waits. */
function isHandedOn(node: Node): boolean {
  for (let inner = node, up = node.parent; up && !isFunction(up) && !up.type.endsWith('Statement'); inner = up, up = up.parent)
    if (up.type === 'CallExpression' && up.callee !== inner && up.parent.type === 'AwaitExpression' && !isProbingNode(up)) return true;
  return false;
}

function isProbingNode(node: Node): boolean {
  switch (node.type) {
    case 'CallExpression': {
      const names = namesOf(node.callee);
      const last = names.at(-1) ?? '';
      if ((names.length === 1 && probedGlobals.has(last)) || (names[0] === 'Intl' && names.length > 1)) return true;
      if (last === 'resolve') return names[0] === 'require' || names.includes('meta');
      if (isBodyRead(node)) return true;
      return probe.test(last);
    }
    case 'NewExpression':
      return probedClasses.has(namesOf(node.callee)[0] ?? '');
    case 'ImportExpression':
      return true;
    default:
      return false;
  }
}

/** `response.json()`: the attempt, unless the response was fetched beside it. */
const isBodyRead = (node: Node): boolean => node.type === 'CallExpression' && node.arguments.length === 0 && /^(?:json|text|blob|arrayBuffer|formData)$/.test(namesOf(node.callee).at(-1) ?? '');
