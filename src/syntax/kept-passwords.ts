import { calledName } from './chains.js';
import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { propertyKey } from './property-key.js';

const hashedPassword = /^(?:hashed|encrypted|digested)_?(?:password|passwd|pwd|pass)$|^(?:password|passwd|pwd)_?(?:hash|hashed|digest)$/i;
const plainPassword = /^(?:password|passwd|pwd)$/i;
const setsPassword = /^(?:set|change|update|store|save)_?(?:user_?)?(?:password|passwd|pwd)(?:_?hash)?$/i;
const writes: ReadonlySet<string> = new Set(['create', 'createMany', 'insert', 'insertOne', 'insertMany', 'save', 'update', 'updateOne', 'updateMany', 'findOneAndUpdate', 'findByIdAndUpdate', 'upsert', 'values', 'set', 'build', 'assign', 'persist', 'merge']);

/**
 * Whether what an expression gives is kept as a password, directly or through one variable: it is called
 * `passwordHash`, set as `user.password`, written to a row as `password`, or handed to `setPassword`. `password` in
 * any other object may be what another system wants.
 */
export function isKeptAsPassword(file: SourceFile, node: Node): boolean {
  const holder = keeperOf(node);
  if (holder === null || typeof holder === 'boolean') return holder ?? false;
  if (hashedPassword.test(holder.name)) return true;
  const binding = bindingsOf(file).resolve(holder);
  return binding !== null && bindingsOf(file).references(binding).some((reference) => keeperOf(reference) === true);
}

/** `true` where an expression ends up as a password, the variable that holds it, `null` where it ends elsewhere. */
function keeperOf(node: Node): TSESTree.Identifier | true | null {
  for (let inner = node, up = node.parent; up; inner = up, up = up.parent) {
    switch (up.type) {
      case 'VariableDeclarator':
        return up.init === inner && up.id.type === 'Identifier' ? up.id : null;
      case 'AssignmentExpression': {
        if (up.right !== inner) return null;
        if (up.left.type === 'Identifier') return up.left;
        const name = up.left.type === 'MemberExpression' ? propertyKey({ key: up.left.property, computed: up.left.computed }) : null;
        return name !== null && (hashedPassword.test(name) || plainPassword.test(name)) ? true : null;
      }
      case 'Property': {
        const name = up.value === inner ? propertyKey(up) : null;
        if (name === null) return null;
        return hashedPassword.test(name) || (plainPassword.test(name) && isWritten(up)) ? true : null;
      }
      case 'CallExpression': {
        if (up.callee === inner) continue;
        const name = calledName(up.callee);
        return name !== null && setsPassword.test(name) ? true : null;
      }
      case 'MemberExpression':
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TemplateLiteral':
      case 'BinaryExpression':
        continue;
      default:
        return null;
    }
  }
  return null;
}

/** Whether an object with a property goes into a row: `users.insert({ … })`, `prisma.user.create({ data: { … } })`, `new User({ … })`. */
function isWritten(property: Node): boolean {
  for (let inner: Node = property, up = property.parent; up && !isFunction(up); inner = up, up = up.parent) {
    if (up.type === 'CallExpression') return up.callee !== inner && writes.has(calledName(up.callee) ?? '');
    if (up.type === 'NewExpression') return up.callee.type === 'Identifier' && /user|account|member|customer|admin/i.test(up.callee.name);
    if (up.type !== 'ObjectExpression' && up.type !== 'Property' && up.type !== 'ArrayExpression' && up.type !== 'SpreadElement') return false;
  }
  return false;
}

/**
 * Whether digests of two values are compared in constant time, which makes them equally long; nothing is stored then
 * (nodejs.org/api/crypto.html#cryptotimingsafeequala-b throws on buffers of different lengths).
 */
export function isHashedToCompare(file: SourceFile, node: Node): boolean {
  const holder = keeperOf(node);
  const binding = holder !== null && holder !== true ? bindingsOf(file).resolve(holder) : null;
  return [node, ...(binding ? bindingsOf(file).references(binding) : [])].some((place) => {
    for (let up = place.parent; up && !isFunction(up); up = up.parent)
      if (up.type === 'CallExpression' && calledName(up.callee) === 'timingSafeEqual') return up.arguments.length === 2 && up.arguments.every((argument) => isDigestOfInput(file, argument));
    return false;
  });
}

/** A digest that is made on the spot, not one of a stored row. */
function isDigestOfInput(file: SourceFile, argument: Node): boolean {
  const binding = argument.type === 'Identifier' ? bindingsOf(file).resolve(argument) : null;
  const made = textOf(file, binding?.kind === 'variable' && binding.declarator.init ? binding.declarator.init : argument);
  return /\b(?:createHash|createHmac|digest|hash|sha\d*)\(/i.test(made) && !/\b(?:user|account|row|record|member|customer|admin|this)\w*[?!]?\.\w*(?:pass|pwd)/i.test(made);
}
