import type { TSESTree } from '@typescript-eslint/types';
import type { EnvironmentFact } from '../facts/environment.js';
import type { Value } from '../facts/value.js';
import { bindingsOf, isFunction } from './bindings.js';
import { propertyOf, unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { symbolOf } from './symbols.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** Uses of the environment, in source order. Writes (`process.env.TZ = 'UTC'`) are no uses. */
export function environmentOf(file: SourceFile): EnvironmentFact[] {
  const facts: EnvironmentFact[] = [];
  const add = (form: EnvironmentFact['form'], node: Node, names: readonly string[], written: string): void => {
    facts.push({ form, names, written, ...consumersOf(file, node), fn: valuesOf(file).enclosing(node), at: spanOf(node) });
  };
  const use = (object: Node): void => {
    let node = object;
    while (node.parent && isTransparent(node.parent) && node.parent !== object) node = node.parent;
    const { parent } = node;
    if (!parent) return;
    if (parent.type === 'MemberExpression' && parent.object === node) {
      if (isWritten(parent)) return;
      const name = propertyKey({ key: parent.property, computed: parent.computed && parent.property.type !== 'Literal' });
      add('read', parent, name === null ? [] : [name], `process.env${name === null ? '[…]' : `.${name}`}`);
    } else if (parent.type === 'VariableDeclarator' && parent.init === node) {
      if (parent.id.type !== 'ObjectPattern') return; // an alias: its uses are looked at
      const names = parent.id.properties.flatMap((p) => (p.type === 'Property' ? (propertyKey(p) ?? []) : []));
      if (names.length > 0) add('read', parent, names, names.map((name) => `process.env.${name}`).join(', '));
    } else if (parent.type === 'BinaryExpression' && parent.operator === 'in' && parent.right === node && parent.left.type === 'Literal')
      add('read', parent, [String(parent.left.value)], `process.env.${String(parent.left.value)}`);
    else add('whole', node, [], 'process.env');
  };
  if (file.lowerCaseText.includes('env')) {
    for (const node of file.nodes('MemberExpression')) if (isEnvironment(file, node)) use(node);
    for (const node of file.nodes('Identifier')) {
      if (!/env/i.test(node.name) || !isEnvironmentName(file, node)) continue;
      use(node);
    }
  } else if (!file.text.includes('forRoot')) return facts;
  for (const node of file.nodes('CallExpression')) {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression') continue;
    const key = propertyKey({ key: callee.property, computed: callee.computed });
    if (key === 'get' && isMember(file, callee.object, 'Deno', 'env')) {
      const [name] = node.arguments;
      const read = name?.type === 'Literal' ? String(name.value) : null;
      add('read', node, read === null ? [] : [read], `Deno.env.get(${read === null ? '…' : `'${read}'`})`);
    } else if (key === 'forRoot' || key === 'forRootAsync') {
      const [options] = node.arguments;
      if (!propertyOf(options, 'validate') && !propertyOf(options, 'validationSchema')) continue;
      if (symbolOf(valuesOf(file).of(callee.object)) === '@nestjs/config#ConfigModule') add('declared', node, [], `ConfigModule.${key}`);
    }
  }
  return facts.sort((a, b) => a.at.start - b.at.start);
}

const isTransparent = (node: Node): boolean =>
  node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion' || node.type === 'TSSatisfiesExpression' || node.type === 'ChainExpression';

/** `process.env`, `globalThis.process.env`, `Bun.env`. */
function isEnvironment(file: SourceFile, node: TSESTree.MemberExpression): boolean {
  if (propertyKey({ key: node.property, computed: node.computed && node.property.type !== 'Literal' }) !== 'env') return false;
  return isMember(file, node, 'process', 'env') || isMember(file, node, 'Bun', 'env');
}

function isMember(file: SourceFile, node: Node, root: string, member: string): boolean {
  const plain = unwrap(node);
  if (plain.type !== 'MemberExpression' || propertyKey({ key: plain.property, computed: plain.computed && plain.property.type !== 'Literal' }) !== member) return false;
  const object = unwrap(plain.object);
  if (object.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(object);
    if (binding === null) return object.name === root;
    return root === 'process' && binding.kind === 'import' && /^(node:)?process$/.test(binding.source) && binding.name !== 'env';
  }
  return object.type === 'MemberExpression' && object.object.type === 'Identifier' && /^(globalThis|global)$/.test(object.object.name) && propertyKey({ key: object.property, computed: object.computed }) === root;
}

/** A name that stands for the whole environment: `import { env } from 'node:process'`, `const env = process.env`. */
function isEnvironmentName(file: SourceFile, node: TSESTree.Identifier): boolean {
  const { parent } = node;
  if (!parent || (parent.type === 'MemberExpression' && parent.property === node && !parent.computed)) return false;
  if (parent.type === 'Property' && parent.key === node && !parent.computed && parent.value !== node) return false;
  if (parent.type === 'ImportSpecifier' || parent.type === 'ExportSpecifier') return false;
  const binding = bindingsOf(file).resolve(node);
  if (binding?.kind === 'import') return binding.name === 'env' && /^(?:(?:node:)?process|bun)$/.test(binding.source);
  if (binding?.kind !== 'variable' || binding.node === node || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return false;
  const init = unwrap(binding.declarator.init);
  return init.type === 'MemberExpression' && isEnvironment(file, init);
}

const isWritten = (node: Node): boolean =>
  (node.parent?.type === 'AssignmentExpression' && node.parent.left === node) || (node.parent?.type === 'UnaryExpression' && node.parent.operator === 'delete') || node.parent?.type === 'UpdateExpression';

function consumersOf(file: SourceFile, node: Node): Pick<EnvironmentFact, 'consumers' | 'keyed'> {
  const consumers: Value[] = [];
  let keyed = false;
  let child: Node = node;
  for (let up = node.parent; up && consumers.length < 5; child = up, up = up.parent) {
    if (isFunction(up) || up.type.endsWith('Statement')) break;
    if ((up.type === 'CallExpression' || up.type === 'NewExpression') && up.arguments.some((a) => a === child)) consumers.push(valuesOf(file).of(up.callee));
    else if (up.type === 'Property' && consumers.length === 0) keyed = true;
  }
  return { consumers, keyed: keyed && consumers.length > 0 };
}
