import { isPlaceholder } from '../recognise/secrets.js';
import { bindingsOf } from './bindings.js';
import type { Node, NodeOf, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';

/**
 * Whether a literal is a password, or a user and a password, of Basic authentication (RFC 7617, section 2): put behind a
 * colon, encoded as Base64 and joined behind `Basic`, through variables of the file.
 */
export function isBasicCredential(file: SourceFile, literal: Node, text: string): boolean {
  const password = /^[^\s:]+:(?<password>\S+)$/.exec(text)?.groups?.['password'];
  if (password !== undefined && !isPlaceholder(password)) return isSentEncoded(file, literal);
  if (/\s/.test(text) || isPlaceholder(text)) return false;
  return usesOf(file, literal).some((use) => {
    const joined = joinedAround(use);
    const before = file.text.slice(spanOf(joined).start, spanOf(use).start);
    return joined !== use && /:(?:['"`]\s*\+\s*|\$\{\s*)$/.test(before) && isSentEncoded(file, joined);
  });
}

/** The text that an expression is a part of, the expression itself where it is none. */
function joinedAround(node: Node): Node {
  let around = node;
  while (around.parent?.type === 'TemplateLiteral' || (around.parent?.type === 'BinaryExpression' && around.parent.operator === '+')) around = around.parent;
  return around;
}

/** Whether what is encoded from an expression is joined behind `Basic`, there or where the variable is read that keeps it. */
function isSentEncoded(file: SourceFile, node: Node): boolean {
  const call = node.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== node || !isEncoder(call)) return false;
  const member = call.parent;
  const outer = member?.type === 'MemberExpression' && member.object === call && member.parent?.type === 'CallExpression' ? member.parent : call;
  return [outer, ...usesOf(file, outer)].some((use) => {
    const joined = joinedAround(use);
    return joined !== use && /^['"`]Basic\b/.test(file.text.slice(spanOf(joined).start, spanOf(use).start));
  });
}

/** `btoa`, `Buffer.from`, `base64.encode`. */
function isEncoder({ callee }: NodeOf<'CallExpression'>): boolean {
  if (callee.type === 'Identifier') return callee.name === 'btoa' || /base64/i.test(callee.name);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  const name = propertyKey({ key: callee.property, computed: callee.computed }) ?? '';
  return (callee.object.name === 'Buffer' && name === 'from') || /base64/i.test(`${callee.object.name} ${name}`);
}

/** Where the variable is read that an expression is kept in. */
function usesOf(file: SourceFile, node: Node): readonly Node[] {
  const { parent } = node;
  if (parent?.type !== 'VariableDeclarator' || parent.init !== node || parent.id.type !== 'Identifier') return [];
  const binding = bindingsOf(file).resolve(parent.id);
  return binding?.kind === 'variable' ? bindingsOf(file).references(binding).filter((reference) => reference !== parent.id) : [];
}
