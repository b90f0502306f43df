import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf } from './bindings.js';
import { calledName, unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { propertyKey } from './property-key.js';

/** The variable of the environment, or the key of the configuration, that a literal stands in for. */
export function environmentName(file: SourceFile, node: Node): string | null {
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
      const [first, second, third] = parent.arguments;
      // `parseEnv('AUTH_SECRET', 'string', '…')`: the second argument says what is read
      const kind = second?.type === 'Literal' && typeof second.value === 'string' && typeName.test(second.value);
      // `fromEnv('AUTH_SECRET', 'OLD_AUTH_SECRET')`: a second variable to look into
      if ((kind ? third : second) === node && first?.type === 'Literal' && typeof first.value === 'string' && /env|config|get/i.test(calleeName(parent)) && !(isVariable(first.value) && node.type === 'Literal' && isVariable(String(node.value)))) return lastPart(first.value);
      // `JWT_SECRET: z.string().default('…')`
      if (first === node && /^(default|catch|fallback|prefault)$/.test(calleeName(parent))) return schemaKey(parent);
      return null;
    }
    case 'Property': {
      // `JWT_SECRET: str({ default: '…' })`
      if (parent.value !== node || propertyKey(parent) !== 'default' || parent.parent?.type !== 'ObjectExpression') return null;
      // `{ env: 'JWT_SECRET', default: '…' }` of convict
      for (const beside of parent.parent.properties)
        if (beside.type === 'Property' && propertyKey(beside) === 'env' && beside.value.type === 'Literal' && isVariable(String(beside.value.value))) return String(beside.value.value);
      if (parent.parent.parent?.type !== 'CallExpression') return null;
      return schemaKey(parent.parent.parent);
    }
    default:
      return null;
  }
}

const typeName = /^(?:string|str|text|number|int|integer|float|boolean|bool|json|url|array|object|base64|hex|utf-?8|required|optional)$/i;

const isVariable = (text: string): boolean => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text);

const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

function schemaKey(call: Node): string | null {
  let outer = call;
  while (outer.parent?.type === 'MemberExpression' || (outer.parent?.type === 'CallExpression' && outer.parent.callee === outer)) outer = outer.parent;
  if (outer.parent?.type !== 'Property' || outer.parent.value !== outer) return null;
  const key = propertyKey(outer.parent);
  // variables of the environment are written in capitals; other schemas describe the input of clients
  return key !== null && /^[A-Z][A-Z0-9_]*$/.test(key) ? key : null;
}

const calleeName = (call: TSESTree.CallExpression): string => calledName(call.callee) ?? '';

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
