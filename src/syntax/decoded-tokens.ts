import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, enclosingFunction } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { propertyKey } from './property-key.js';

/**
 * Whether a call that only reads a token reads one of the request, its claims are used, and nothing of the file is
 * handed the same token to verify it. A token that is a parameter, and claims that are only passed on to a call, are
 * not followed.
 */
export const isTrustedUnverified = (file: SourceFile, decode: TSESTree.CallExpression): boolean =>
  isFromRequest(file, decode.arguments[0], 0) && isTrusted(file, decode) && !isVerifiedToo(file, decode);

/** Whether an expression is read from an incoming request: its headers, cookies, query or body. */
function isFromRequest(file: SourceFile, node: Node | undefined, depth: number): boolean {
  if (!node || depth > 8) return false;
  const plain = unwrap(node);
  switch (plain.type) {
    case 'MemberExpression': {
      const name = nameOf(plain);
      // an answer of somebody else, or a query of a database
      if (plain.object.type === 'Identifier' && /^(res|resp|response|answer|result)$/i.test(plain.object.name)) return false;
      if (name !== null && /^(headers?|cookies|authorization|query|body)$/i.test(name)) return plain.parent?.type !== 'CallExpression' || plain.parent.callee !== plain || /\b(req|request|ctx|context|c|event)$/i.test(textOf(file, plain.object));
      return isFromRequest(file, plain.object, depth + 1);
    }
    case 'CallExpression':
      return isFromRequest(file, plain.callee, depth + 1) || plain.arguments.some((a) => isFromRequest(file, a, depth + 1));
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return [plain.type === 'LogicalExpression' ? plain.left : plain.consequent, plain.type === 'LogicalExpression' ? plain.right : plain.alternate].some((n) =>
        isFromRequest(file, n, depth + 1),
      );
    case 'Identifier': {
      const binding = bindingsOf(file).resolve(plain);
      if (binding?.kind !== 'variable') return false;
      // `const { headers } = request`
      const { parent } = binding.node;
      if (parent?.type === 'Property' && parent.parent?.type === 'ObjectPattern' && /^(headers?|cookies|authorization)$/i.test(propertyKey(parent) ?? '')) return true;
      return [binding.declarator.init, ...bindingsOf(file).assignments(binding)].some((value) => isFromRequest(file, value ?? undefined, depth + 1));
    }
    default:
      return false;
  }
}

/** What is read of a token to choose how it is verified, or whether to. */
const isHarmless = (name: string | null): boolean => name !== null && /^(header|exp|iat|nbf|iss|kid|alg)$/.test(name);

/** Whether claims of a decoded token are used; only its header, issuer or expiry is no trust. */
function isTrusted(file: SourceFile, decode: TSESTree.CallExpression): boolean {
  let outer: Node = decode;
  while (outer.parent && wrappers.has(outer.parent.type)) outer = outer.parent;
  const { parent } = outer;
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') return parent.id.properties.some((p) => p.type === 'Property' && !isHarmless(propertyKey(p)));
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(parent.id);
    return binding !== null && bindingsOf(file).references(binding).some((reference) => isUsed(reference));
  }
  return isUsed(decode);
}

const wrappers: ReadonlySet<string> = new Set(['AwaitExpression', 'TSAsExpression', 'TSTypeAssertion', 'TSNonNullExpression', 'ChainExpression']);

/** Whether a decoded token is read from, returned or kept: `claims.sub`, `request.user = claims`. */
function isUsed(node: Node): boolean {
  let outer = node;
  while (outer.parent && wrappers.has(outer.parent.type)) outer = outer.parent;
  const { parent } = outer;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === outer && !isHarmless(nameOf(parent));
    case 'ReturnStatement':
      return enclosingFunction(node) !== null;
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'MemberExpression';
    default:
      return false;
  }
}

/** Whether the token is handed to a call of the file that verifies it by its name: `await sessions.verifyToken(token)`. */
function isVerifiedToo(file: SourceFile, decode: TSESTree.CallExpression): boolean {
  const token = decode.arguments[0] && unwrap(decode.arguments[0]);
  if (!token) return false;
  const bindingOf = (node: Node) => (node.type === 'Identifier' ? bindingsOf(file).resolve(node) : null);
  const isToken = (node: Node): boolean => textOf(file, node) === textOf(file, token) && bindingOf(node) === bindingOf(token);
  return file.nodes('CallExpression').some((call) => {
    const name = calledName(call.callee);
    return call !== decode && name !== null && /verif|validat|introspect|authenticat/i.test(name) && call.arguments.some((argument) => isToken(unwrap(argument)));
  });
}

const nameOf = (node: TSESTree.MemberExpression): string | null => propertyKey({ key: node.property, computed: node.computed });
