import type { TSESTree } from '@typescript-eslint/types';
import type { ExportFact, ImportFact } from '../facts/code.js';
import { byName } from '../facts/own.js';
import { packageName } from '../facts/package-name.js';
import type { Value } from '../facts/value.js';
import { bindingsOf, boundIdentifiers } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile, spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** Imports, re-exports, `require` and dynamic imports of a file, in source order. */
export const importsOf = perFile((file): readonly ImportFact[] => collectImports(file));

function collectImports(file: SourceFile): ImportFact[] {
  const facts: ImportFact[] = [];
  const named = (node: TSESTree.Identifier | TSESTree.StringLiteral): string =>
    node.type === 'Identifier' ? node.name : node.value;
  for (const node of file.nodes('ImportDeclaration'))
    facts.push({
      source: node.source.value,
      form: 'import',
      typeOnly:
        node.importKind === 'type' ||
        (node.specifiers.length > 0 &&
          node.specifiers.every((s) => s.type === 'ImportSpecifier' && s.importKind === 'type')),
      names: node.specifiers.map((s) =>
        s.type === 'ImportSpecifier' ? named(s.imported) : s.type === 'ImportDefaultSpecifier' ? 'default' : '*',
      ),
      at: spanOf(node),
    });
  for (const node of file.nodes('ExportNamedDeclaration'))
    if (node.source)
      facts.push({
        source: node.source.value,
        form: 'export',
        typeOnly: node.exportKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every((s) => s.exportKind === 'type')),
        names: node.specifiers.map((s) => named(s.local)),
        at: spanOf(node),
      });
  for (const node of file.nodes('ExportAllDeclaration'))
    facts.push({ source: node.source.value, form: 'export', typeOnly: node.exportKind === 'type', names: ['*'], at: spanOf(node) });
  for (const node of file.nodes('TSImportEqualsDeclaration')) {
    const reference = node.moduleReference;
    if (reference.type === 'TSExternalModuleReference' && reference.expression.type === 'Literal')
      facts.push({
        source: String(reference.expression.value),
        form: 'require',
        typeOnly: node.importKind === 'type',
        names: ['*'],
        at: spanOf(node),
      });
  }
  for (const node of file.nodes('ImportExpression'))
    if (node.source.type === 'Literal')
      facts.push({ source: String(node.source.value), form: 'dynamic', typeOnly: false, names: ['*'], at: spanOf(node) });
  for (const node of file.nodes('CallExpression')) {
    const source = node.arguments[0];
    if (
      node.callee.type === 'Identifier' &&
      node.callee.name === 'require' &&
      source?.type === 'Literal' &&
      typeof source.value === 'string' &&
      bindingsOf(file).resolve(node.callee) === null
    )
      facts.push({ source: source.value, form: 'require', typeOnly: false, names: ['*'], at: spanOf(node) });
  }
  return facts.sort((a, b) => a.at.start - b.at.start);
}

/** True when an import source is a package that the file's package depends on, or a Node module. */
export function isExternal(file: SourceFile, source: string): boolean {
  if (source.startsWith('.')) return false;
  if (source.startsWith('node:')) return true;
  return file.dependencies.has(packageName(source));
}

/** Whether `"use server"` stands on top, which makes server actions of what the file exports (react.dev/reference/rsc/use-server). */
export const isOfActions = ({ program: { body } }: SourceFile): boolean => body[0]?.type === 'ExpressionStatement' && body[0].directive === 'use server';

/** What the file exports, CommonJS `module.exports` and `exports.x` included. */
export function exportsOf(file: SourceFile): { exports: Record<string, ExportFact>; stars: string[] } {
  const values = valuesOf(file);
  const bindings = bindingsOf(file);
  const exports = byName<ExportFact>();
  const stars: string[] = [];
  const isModule = (node: Node, id: string): boolean => node.type === 'Identifier' && node.name === id && bindings.resolve(node) === null;
  const local = (name: string): ExportFact => {
    const binding = bindings.topLevel(name);
    if (binding?.kind === 'import') return { value: { k: 'import', source: binding.source, name: binding.name } };
    if (binding?.kind === 'function' && values.fn(binding.node) !== null) return { value: { k: 'function', fn: values.fn(binding.node)! } };
    if (binding?.kind === 'class') return { value: { k: 'class', cls: values.cls(binding.node)! } };
    return binding?.kind === 'type' ? { value: { k: 'ref', name }, isType: true } : { value: { k: 'ref', name } };
  };
  for (const node of file.nodes('ExportNamedDeclaration')) {
    for (const specifier of node.specifiers) {
      const name = specifier.exported.type === 'Identifier' ? specifier.exported.name : specifier.exported.value;
      const from = specifier.local.type === 'Identifier' ? specifier.local.name : specifier.local.value;
      exports[name] = node.source ? { from: node.source.value, name: from } : local(from);
    }
    const declaration = node.declaration;
    if (!declaration) continue;
    if (declaration.type === 'VariableDeclaration')
      for (const declarator of declaration.declarations)
        for (const identifier of boundIdentifiers(declarator.id)) exports[identifier.name] = local(identifier.name);
    else if ('id' in declaration && declaration.id?.type === 'Identifier')
      exports[declaration.id.name] = local(declaration.id.name);
  }
  for (const node of file.nodes('ExportDefaultDeclaration')) exports['default'] = { value: values.of(node.declaration) };
  for (const node of file.nodes('TSExportAssignment')) exports['default'] = { value: values.of(node.expression) };
  for (const node of file.nodes('ExportAllDeclaration'))
    if (node.exported?.type === 'Identifier') exports[node.exported.name] = { from: node.source.value, name: '*' };
    else stars.push(node.source.value);
  for (const node of file.nodes('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression') continue;
    const { object } = node.left;
    const name = propertyKey({ key: node.left.property, computed: node.left.computed });
    if (isModule(object, 'module') && name === 'exports') {
      const value = values.of(node.right);
      exports['default'] ??= { value, commonjs: true };
      if (value.k === 'object') for (const [key, v] of Object.entries(value.props)) exports[key] ??= { value: v };
    } else if (
      name !== null &&
      (isModule(object, 'exports') ||
        (object.type === 'MemberExpression' && isModule(object.object, 'module') && propertyKey({ key: object.property }) === 'exports'))
    )
      exports[name] ??= { value: values.of(node.right) };
  }
  return { exports, stars };
}

/** Values of the module-level variables and enums. */
export function moduleBindings(file: SourceFile): Record<string, Value> {
  const values = valuesOf(file);
  const result = byName<Value>();
  for (const statement of file.program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (declaration?.type === 'VariableDeclaration')
      for (const declarator of declaration.declarations)
        for (const identifier of boundIdentifiers(declarator.id))
          result[identifier.name] = values.declared(identifier);
    else if (declaration?.type === 'TSEnumDeclaration') {
      const props: Record<string, Value> = {};
      for (const member of declaration.body.members) {
        const key = propertyKey({ key: member.id });
        if (key !== null)
          props[key] = member.initializer
            ? values.of(member.initializer)
            : { k: 'literal', value: key, at: spanOf(member) };
      }
      result[declaration.id.name] = { k: 'object', props, spreads: [], at: spanOf(declaration) };
    }
  }
  return result;
}
