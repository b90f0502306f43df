import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { propertyKey } from './property-key.js';

const logging = /^(log|info|warn|error|debug|trace|verbose|fatal|notice)$/;
/** Properties whose text people read: of mails, notifications, errors, descriptions. */
const prose: ReadonlySet<string> = new Set(['message', 'subject', 'text', 'html', 'body', 'title', 'description', 'caption', 'label', 'content', 'summary', 'msg', 'reason', 'footer', 'header', 'placeholder']);

/**
 * Whether an expression only becomes a part of text that people read: a template or concatenation with words, JSX, the
 * argument of a log call, the text of a mail or an error. One variable in between is followed.
 */
export function isMessageText(file: SourceFile, node: Node, depth = 0): boolean {
  if (depth > 3) return false;
  for (let child = node, up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case 'TemplateLiteral':
        if (hasWords(up.quasis.map((q) => q.value.raw).join('|'))) return true;
        break;
      case 'BinaryExpression':
        if (up.operator !== '+') return false;
        if ([up.left, up.right].some((side) => side !== child && side.type === 'Literal' && typeof side.value === 'string' && hasWords(side.value))) return true;
        break;
      case 'JSXExpressionContainer':
      case 'ThrowStatement':
        return true;
      case 'Property':
        if (up.value === child && prose.has(propertyKey(up) ?? '')) return true;
        break;
      case 'CallExpression': {
        const callee = unwrap(up.callee);
        if (callee.type === 'MemberExpression' && up.callee !== child && logging.test(propertyKey({ key: callee.property }) ?? '')) return true;
        break;
      }
      case 'NewExpression':
        if (unwrap(up.callee).type === 'Identifier' && /(Error|Exception)$/.test((unwrap(up.callee) as { name: string }).name)) return true;
        return false;
      case 'VariableDeclarator': {
        if (up.init !== child || up.id.type !== 'Identifier') return false;
        const binding = bindingsOf(file).resolve(up.id);
        const uses = binding ? bindingsOf(file).references(binding) : [];
        return uses.length > 0 && uses.every((use) => isMessageText(file, use, depth + 1));
      }
    }
    if (up.type.endsWith('Statement') || up.type.endsWith('Declaration') || up.type.includes('Function') || up.type === 'Program') return false;
  }
  return false;
}

/** Words of a language stand beside white space; file names, keys and marks of a format do not. */
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text.replace(/\b(UTC|GMT)\b/g, '')) && /\s/u.test(text);
