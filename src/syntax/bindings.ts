import type { TSESTree } from '@typescript-eslint/types';
import type { Node, SourceFile } from './source-file.js';
import { perFile } from './source-file.js';

export type FunctionNode =
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression
  | TSESTree.ArrowFunctionExpression
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression;

/** What a name stands for in its scope. */
export type Binding =
  | { readonly kind: 'import'; readonly source: string; readonly name: string; readonly typeOnly: boolean; readonly node: TSESTree.ImportClause | TSESTree.TSImportEqualsDeclaration }
  | {
      readonly kind: 'variable';
      readonly declarator: TSESTree.VariableDeclarator;
      readonly constant: boolean;
      /** The bound identifier inside the declarator's pattern. */
      readonly node: TSESTree.Identifier;
      readonly topLevel: boolean;
    }
  | { readonly kind: 'function'; readonly node: FunctionNode; readonly topLevel: boolean }
  | { readonly kind: 'class'; readonly node: TSESTree.ClassDeclaration | TSESTree.ClassExpression; readonly topLevel: boolean }
  | { readonly kind: 'param'; readonly fn: FunctionNode; readonly index: number; readonly node: TSESTree.Identifier }
  | { readonly kind: 'type'; readonly node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration }
  | { readonly kind: 'enum'; readonly node: TSESTree.TSEnumDeclaration }
  | { readonly kind: 'other'; readonly name: string; readonly node: Node };

/** One assignment to a name: `x = value`, or `[x, y] = value`, whose pattern says which part of the value it is. */
export interface Assigned {
  readonly name: TSESTree.Identifier;
  /** What stands left of the `=`: the name itself, or the pattern around it. */
  readonly pattern: TSESTree.Identifier | TSESTree.ObjectPattern | TSESTree.ArrayPattern;
  /** `null` for `+=` and the like. */
  readonly value: TSESTree.Expression | null;
}

/** Names declared in each scope of a file, and what is assigned to them later. */
export interface Bindings {
  /** The binding of an identifier or type name, `null` for a global. */
  resolve(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Binding | null;
  /** A module-level binding by name. */
  topLevel(name: string): Binding | null;
  /** Expressions assigned to the binding after its declaration: right sides of `x = …`; `null` for parts of one, `+=` and the like. */
  assignments(binding: Binding): readonly (TSESTree.Expression | null)[];
  /** Every assignment to the binding after its declaration. */
  assigned(binding: Binding): readonly Assigned[];
  /** Every identifier that refers to the binding, its declaration excluded. */
  references(binding: Binding): readonly TSESTree.Identifier[];
}

const scopeTypes = new Set<string>([
  'Program',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement',
  'CatchClause',
  'StaticBlock',
  'TSModuleBlock',
  'ClassExpression',
]);

const functionTypes = new Set<string>([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
]);

export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  functionTypes.has(node?.type ?? '');

/** Nearest enclosing function, the node itself excluded. */
export function enclosingFunction(node: Node): FunctionNode | null {
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return up;
  return null;
}

/** Identifiers that a pattern binds. */
export function boundIdentifiers(pattern: Node | null): TSESTree.Identifier[] {
  if (pattern?.type === 'Identifier') return [pattern];
  const found: TSESTree.Identifier[] = [];
  collectBound(pattern, found);
  return found;
}

function collectBound(pattern: Node | null, found: TSESTree.Identifier[]): void {
  switch (pattern?.type) {
    case 'Identifier':
      found.push(pattern);
      return;
    case 'AssignmentPattern':
      collectBound(pattern.left, found);
      return;
    case 'RestElement':
      collectBound(pattern.argument, found);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) collectBound(element, found);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) collectBound(property.type === 'Property' ? property.value : property.argument, found);
      return;
    case 'TSParameterProperty':
      collectBound(pattern.parameter, found);
  }
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly node: Node;
  /** The scope around it, found when it is first asked for. */
  outer: Scope | null | undefined;
}

/** Builds the scopes of a file from its declarations alone; nothing is computed for files that never ask. */
export function createBindings(file: SourceFile): Bindings {
  const scopes = new Map<Node, Scope>();
  const program: Node = file.program;

  const declare = (scope: Node, name: string, binding: Binding): void => {
    let declared = scopes.get(scope);
    if (!declared) scopes.set(scope, (declared = { names: new Map(), node: scope, outer: undefined }));
    const { names } = declared;
    // overload signatures come before the implementation; a type may share its name with a value, which wins
    const present = names.get(name);
    if (present && (binding.kind === 'type' || (present.kind === 'function' && present.node.type !== 'TSDeclareFunction'))) return;
    names.set(name, binding);
  };
  const scopeAbove = (node: Node): Node => {
    for (let up = node.parent; up; up = up.parent) if (scopeTypes.has(up.type)) return up;
    return program;
  };
  const functionScopeAbove = (node: Node): Node => {
    for (let up = node.parent; up; up = up.parent)
      if (isFunction(up) || up.type === 'Program' || up.type === 'StaticBlock' || up.type === 'TSModuleBlock') return up;
    return program;
  };

  for (const node of file.nodes('ImportDeclaration')) {
    const source = node.source.value;
    for (const specifier of node.specifiers) {
      const name =
        specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : specifier.imported.type === 'Identifier'
              ? specifier.imported.name
              : specifier.imported.value;
      const typeOnly =
        node.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type');
      declare(program, specifier.local.name, { kind: 'import', source, name, typeOnly, node: specifier });
    }
  }
  for (const node of file.nodes('TSImportEqualsDeclaration')) {
    const reference = node.moduleReference;
    if (reference.type === 'TSExternalModuleReference' && reference.expression.type === 'Literal')
      declare(program, node.id.name, {
        kind: 'import',
        source: String(reference.expression.value),
        name: '*',
        typeOnly: node.importKind === 'type',
        node,
      });
  }
  for (const node of file.nodes('VariableDeclaration')) {
    const scope = node.kind === 'var' ? functionScopeAbove(node) : scopeAbove(node);
    for (const declarator of node.declarations)
      for (const identifier of boundIdentifiers(declarator.id))
        declare(scope, identifier.name, {
          kind: 'variable',
          declarator,
          constant: node.kind !== 'let' && node.kind !== 'var',
          node: identifier,
          topLevel: scope === program,
        });
  }
  for (const type of ['FunctionDeclaration', 'TSDeclareFunction'] as const)
    for (const node of file.nodes(type)) {
      const scope = scopeAbove(node);
      if (node.id) declare(scope, node.id.name, { kind: 'function', node, topLevel: scope === program });
    }
  for (const node of file.nodes('ClassDeclaration')) {
    const scope = scopeAbove(node);
    if (node.id) declare(scope, node.id.name, { kind: 'class', node, topLevel: scope === program });
  }
  for (const node of file.nodes('ClassExpression'))
    if (node.id) declare(node, node.id.name, { kind: 'class', node, topLevel: false });
  for (const type of functionTypes)
    for (const node of file.nodes(type as 'FunctionDeclaration' | 'FunctionExpression')) {
      node.params.forEach((param, index) => {
        for (const identifier of boundIdentifiers(param))
          declare(node, identifier.name, { kind: 'param', fn: node, index, node: identifier });
      });
      if (node.type === 'FunctionExpression' && node.id)
        declare(node, node.id.name, { kind: 'function', node, topLevel: false });
    }
  for (const node of file.nodes('CatchClause'))
    for (const identifier of boundIdentifiers(node.param)) declare(node, identifier.name, { kind: 'other', name: identifier.name, node });
  for (const type of ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'] as const)
    for (const node of file.nodes(type)) declare(scopeAbove(node), node.id.name, { kind: 'type', node });
  for (const node of file.nodes('TSEnumDeclaration')) declare(scopeAbove(node), node.id.name, { kind: 'enum', node });

  /** The scope that a node is or stands in, among those that declare something. */
  const scopeAt = (node: Node | undefined): Scope | null => {
    for (let up = node; up; up = up.parent) {
      const scope = scopes.get(up);
      if (scope) return scope;
    }
    return null;
  };
  const resolved = new Map<Node, Binding | null>();
  const resolve = (identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Binding | null => {
    const known = resolved.get(identifier);
    if (known !== undefined) return known;
    let found: Binding | null = null;
    for (let scope = scopeAt(identifier); scope; scope = scope.outer === undefined ? (scope.outer = scopeAt(scope.node.parent)) : scope.outer) {
      found = scope.names.get(identifier.name) ?? null;
      if (found) break;
    }
    resolved.set(identifier, found);
    return found;
  };

  let assignedTo: Map<Binding, Assigned[]> | null = null;
  const collectAssignments = (): Map<Binding, Assigned[]> => {
    const map = new Map<Binding, Assigned[]>();
    const note = (name: TSESTree.Identifier, pattern: Assigned['pattern'], value: TSESTree.Expression | null): void => {
      const binding = resolve(name);
      if (!binding) return;
      const list = map.get(binding);
      if (list) list.push({ name, pattern, value });
      else map.set(binding, [{ name, pattern, value }]);
    };
    for (const { left, operator, right } of file.nodes('AssignmentExpression')) {
      if (left.type === 'Identifier') note(left, left, ['=', '??=', '||=', '&&='].includes(operator) ? right : null);
      else if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') for (const name of boundIdentifiers(left)) note(name, left, right);
    }
    for (const { argument } of file.nodes('UpdateExpression')) if (argument.type === 'Identifier') note(argument, argument, null);
    return map;
  };
  const assigned = (binding: Binding): readonly Assigned[] => (assignedTo ??= collectAssignments()).get(binding) ?? [];

  let named: Map<string, TSESTree.Identifier[]> | null = null;
  const collectNames = (): Map<string, TSESTree.Identifier[]> => {
    const map = new Map<string, TSESTree.Identifier[]>();
    for (const node of file.nodes('Identifier')) {
      const list = map.get(node.name);
      if (list) list.push(node);
      else map.set(node.name, [node]);
    }
    return map;
  };
  const referring = new Map<Binding, readonly TSESTree.Identifier[]>();
  /** Few bindings of a file are asked for: names that stand for others are not resolved. */
  const references = (binding: Binding): readonly TSESTree.Identifier[] => {
    let found = referring.get(binding);
    if (!found) {
      const candidates = (named ??= collectNames()).get(nameOf(binding) ?? '') ?? [];
      found = candidates.filter((node) => node !== binding.node && isReference(node) && resolve(node) === binding);
      referring.set(binding, found);
    }
    return found;
  };

  return {
    resolve,
    topLevel: (name) => scopes.get(program)?.names.get(name) ?? null,
    assignments: (binding) => assigned(binding).map(({ name, pattern, value }) => (pattern === name ? value : null)),
    assigned,
    references,
  };
}

/** The name by which a binding is known in its scope. */
function nameOf(binding: Binding): string | undefined {
  switch (binding.kind) {
    case 'variable':
    case 'param':
      return binding.node.name;
    case 'other':
      return binding.name;
    case 'import':
      return binding.node.type === 'TSImportEqualsDeclaration' ? binding.node.id.name : binding.node.local.name;
    default:
      return binding.node.id?.name;
  }
}

/** True for an identifier that reads a variable: no property name, no declaration. */
function isReference(node: TSESTree.Identifier): boolean {
  const parent = node.parent;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      // a shorthand property of an object expression reads the variable
      return parent.value === node ? parent.parent?.type !== 'ObjectPattern' : parent.computed;
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return parent.key !== node || parent.computed;
    case 'VariableDeclarator':
      return parent.id !== node;
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'LabeledStatement':
    case 'TSPropertySignature':
      return false;
    default:
      return true;
  }
}

/** The bindings of a file, built on first use. */
export const bindingsOf = perFile(createBindings);
