import type { TSESTree } from '@typescript-eslint/types';
import type {
  AssignFact,
  CallFact,
  ClassFact,
  DecoratorFact,
  ExportFact,
  FieldFact,
  FunctionFact,
  ImportFact,
  NamedCallsFact,
  ParamFact,
  TypeFact,
} from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { authLibraries } from '../recognise/auth.js';
import { denialOf } from '../recognise/denials.js';
import { isListedSource } from '../recognise/library-names.js';
import { rateLimiters } from '../recognise/rate-limiters.js';
import { validatorPackages } from '../recognise/validators.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, boundIdentifiers } from './bindings.js';
import { loopAround } from './loops.js';
import { unawaitedOf } from './waiting.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile, positionAt, spanOf, textOf } from './source-file.js';
import { interfaceBody } from './types.js';
import { iterationMethods, propertyKey, valuesOf } from './values.js';

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

/**
 * An object for names that are rarely the same in two files. One without a prototype is a hash table from the start in
 * V8, which makes a hidden class for each new sequence of names of any other, in more time than all else here takes.
 */
const byName = <Fact>(): Record<string, Fact> => Object.create(null) as Record<string, Fact>;

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

export function decoratorsOf(file: SourceFile, node: { readonly decorators?: readonly TSESTree.Decorator[] }): DecoratorFact[] {
  if (node.decorators === undefined || node.decorators.length === 0) return [];
  const values = valuesOf(file);
  return node.decorators.map((decorator) => {
    const { expression } = decorator;
    return expression.type === 'CallExpression'
      ? { callee: values.of(expression.callee), args: expression.arguments.map((a) => values.of(a)), at: spanOf(decorator) }
      : { callee: values.of(expression), args: [], at: spanOf(decorator) };
  });
}

const paramFact = (file: SourceFile, param: TSESTree.Parameter): ParamFact => {
  const outer = param;
  let node: Node = param;
  if (node.type === 'TSParameterProperty') node = node.parameter;
  const initial = node.type === 'AssignmentPattern' ? valuesOf(file).of(node.right) : null;
  if (node.type === 'AssignmentPattern') node = node.left;
  // the type of all arguments from here on; a plain list of them says no more than the arguments do
  const rest = node.type === 'RestElement' ? node.typeAnnotation?.typeAnnotation : undefined;
  const tuple = rest && rest.type !== 'TSArrayType' ? rest : undefined;
  if (node.type === 'RestElement') node = node.argument;
  let keys: Record<string, Span> | null = null;
  if (node.type === 'ObjectPattern') {
    keys = {};
    for (const property of node.properties) {
      const key = property.type === 'Property' ? propertyKey(property) : null;
      if (key !== null) keys[key] = spanOf(property);
    }
  }
  const annotation = 'typeAnnotation' in node ? node.typeAnnotation : undefined;
  const own = 'decorators' in node ? node.decorators : undefined;
  const decorated = 'decorators' in outer && outer.decorators && outer.decorators.length > 0 ? outer : { decorators: own };
  return {
    name: node.type === 'Identifier' ? node.name : null,
    keys,
    type: annotation || tuple ? valuesOf(file).type((annotation?.typeAnnotation ?? tuple)!) : null,
    initial,
    decorators: decoratorsOf(file, decorated as { decorators?: TSESTree.Decorator[] }),
    at: spanOf(node),
  };
};

const returnsOf = (file: SourceFile): Map<number, { value: Value; at: Span }[]> => {
  const values = valuesOf(file);
  const returns = new Map<number, { value: Value; at: Span }[]>();
  const add = (index: number | null, value: Value, at: Span): void => {
    if (index === null) return;
    const list = returns.get(index);
    if (list) list.push({ value, at });
    else returns.set(index, [{ value, at }]);
  };
  for (const node of file.nodes('ReturnStatement'))
    if (node.argument) add(values.enclosing(node), values.of(node.argument), spanOf(node));
  for (const node of file.nodes('ArrowFunctionExpression'))
    if (node.body.type !== 'BlockStatement') add(values.fn(node), values.of(node.body), spanOf(node.body));
  return returns;
};

const nameOfFunction = (file: SourceFile, node: FunctionNode): string | null => {
  if (node.id) return node.id.name;
  const parent = node.parent;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return propertyKey(parent);
    case 'AssignmentExpression':
      return parent.left.type === 'MemberExpression'
        ? propertyKey({ key: parent.left.property, computed: parent.left.computed })
        : parent.left.type === 'Identifier'
          ? parent.left.name
          : null;
    case 'CallExpression': {
      // `const list = asyncHandler(async (req, res) => …)` is known as `list`
      const declarator = parent.parent;
      return declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' ? declarator.id.name : null;
    }
    default:
      return null;
  }
};

/** Every function of a file, in the order of `Values.fn`. */
export function functionsOf(file: SourceFile): FunctionFact[] {
  const values = valuesOf(file);
  const returns = returnsOf(file);
  const { lines } = file;
  return values.functionNodes.map((node, index) => {
    const parent = node.parent;
    const method =
      parent?.type === 'MethodDefinition' || parent?.type === 'TSAbstractMethodDefinition' || parent?.type === 'PropertyDefinition'
        ? parent
        : null;
    const owner = method?.parent?.parent ?? null;
    const argument =
      parent?.type === 'CallExpression' || parent?.type === 'NewExpression'
        ? parent.arguments.findIndex((a) => a === node)
        : -1;
    const at = spanOf(method ?? node);
    return {
      name: nameOfFunction(file, node),
      cls: owner ? values.cls(owner) : null,
      isStatic: method?.static ?? false,
      isAsync: node.async ?? false,
      isConstructor: method?.type === 'MethodDefinition' && method.kind === 'constructor',
      params: node.params.map((p) => paramFact(file, p)),
      decorators: method && 'decorators' in method ? decoratorsOf(file, method) : [],
      returnType: node.returnType ? values.type(node.returnType.typeAnnotation) : null,
      returns: returns.get(index) ?? [],
      parent: values.enclosing(node),
      passedTo:
        argument >= 0 && (parent?.type === 'CallExpression' || parent?.type === 'NewExpression')
          ? { callee: values.of(parent.callee), index: argument, at: spanOf(parent) }
          : null,
      at,
      line: positionAt(lines, at.start).line,
    };
  });
}

/** Every class of a file, in the order of `Values.cls`. */
export function classesOf(file: SourceFile): ClassFact[] {
  const values = valuesOf(file);
  return values.classNodes.map((node) => {
    const fields: Record<string, FieldFact> = {};
    const methods: Record<string, number> = {};
    let ctor: number | null = null;
    for (const member of node.body.body) {
      if (member.type === 'PropertyDefinition' || member.type === 'TSAbstractPropertyDefinition' || member.type === 'AccessorProperty') {
        // `[Fields.Name]: string`: its decorators count, whatever its name
        const key = propertyKey(member) ?? (member.computed ? `[${textOf(file, member.key)}]` : null);
        if (key === null) continue;
        const value = member.value ? values.of(member.value) : null;
        if (value?.k === 'function') methods[member.static ? `static ${key}` : key] = value.fn;
        fields[key] = {
          type: member.typeAnnotation ? values.type(member.typeAnnotation.typeAnnotation) : null,
          value,
          decorators: decoratorsOf(file, member),
          isStatic: member.static,
          at: spanOf(member),
        };
      } else if (member.type === 'MethodDefinition' || member.type === 'TSAbstractMethodDefinition') {
        const index = values.fn(member.value);
        const key = propertyKey(member);
        if (index === null || key === null) continue;
        if (member.kind === 'constructor') ctor = index;
        else if (member.kind === 'method') {
          const name = member.static ? `static ${key}` : key;
          // an overload has no body; the implementation follows it
          if (methods[name] === undefined || member.value.type === 'FunctionExpression') methods[name] = index;
        } else if (member.kind === 'get')
          fields[key] = {
            type: member.value.returnType ? values.type(member.value.returnType.typeAnnotation) : null,
            value: { k: 'call', callee: { k: 'function', fn: index }, args: [], at: spanOf(member) },
            decorators: decoratorsOf(file, member),
            isStatic: member.static,
            at: spanOf(member),
          };
      }
    }
    if (ctor !== null) {
      const constructor = values.functionNodes[ctor]!;
      for (const param of constructor.params) {
        if (param.type !== 'TSParameterProperty') continue;
        const fact = paramFact(file, param);
        if (fact.name !== null)
          fields[fact.name] = {
            type: fact.type,
            value: { k: 'param', fn: ctor, index: constructor.params.indexOf(param) },
            decorators: fact.decorators,
            isStatic: false,
            at: fact.at,
          };
      }
    }
    return {
      name: node.id?.name ?? null,
      extends: node.superClass ? values.of(node.superClass) : null,
      extendsArgs: (node.superTypeArguments?.params ?? []).flatMap((p) => values.type(p) ?? []),
      implements: node.implements.flatMap((i) => {
        const expression = i.expression as Node;
        return expression.type === 'Identifier' || expression.type === 'MemberExpression'
          ? [
              {
                t: 'name' as const,
                symbol: typeSymbol(file, expression),
                args: (i.typeArguments?.params ?? []).flatMap((p) => values.type(p) ?? []),
              },
            ]
          : [];
      }),
      isAbstract: node.abstract,
      decorators: decoratorsOf(file, node),
      fields: withAssignedFields(file, node, fields),
      methods,
      ctor,
      at: spanOf(node),
    };
  });
}

const typeSymbol = (file: SourceFile, node: Node): Value => {
  if (node.type === 'MemberExpression')
    return { k: 'member', of: typeSymbol(file, node.object), name: propertyKey({ key: node.property }) ?? '[]' };
  if (node.type !== 'Identifier') return { k: 'unknown' };
  const binding = bindingsOf(file).resolve(node);
  if (!binding) return { k: 'global', name: node.name };
  return binding.kind === 'import' ? { k: 'import', source: binding.source, name: binding.name } : { k: 'ref', name: node.name };
};

/** Adds `this.x = …` of any method to the fields; a declared field keeps its type and gains the value. */
function withAssignedFields(
  file: SourceFile,
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  fields: Record<string, FieldFact>,
): Record<string, FieldFact> {
  const values = valuesOf(file);
  const index = values.cls(node);
  for (const assignment of assignmentsToThis(file)) {
    const target = values.of(assignment.left.object);
    if (target.k !== 'this' || target.cls !== index) continue;
    const key = propertyKey({ key: assignment.left.property, computed: assignment.left.computed });
    if (key === null) continue;
    const present = fields[key];
    if (present?.value && !(present.value.k === 'literal' && present.value.value === null)) continue;
    fields[key] = {
      type: present?.type ?? null,
      value: values.of(assignment.right),
      decorators: present?.decorators ?? [],
      isStatic: present?.isStatic ?? false,
      at: present?.at ?? spanOf(assignment),
    };
  }
  return fields;
}

type ThisAssignment = TSESTree.AssignmentExpression & { left: TSESTree.MemberExpression };

const assignmentsToThis = perFile((file): readonly ThisAssignment[] =>
  file
    .nodes('AssignmentExpression')
    .filter(
      (n): n is ThisAssignment =>
        n.operator === '=' && n.left.type === 'MemberExpression' && n.left.object.type === 'ThisExpression',
    ),
);

/** Interfaces and type aliases at module level. */
export function typesOf(file: SourceFile): Record<string, TypeFact> {
  const values = valuesOf(file);
  const result = byName<TypeFact>();
  for (const node of file.nodes('TSInterfaceDeclaration'))
    result[node.id.name] = {
      form: 'interface',
      type: interfaceBody(node, (t) => values.type(t)),
      extends: node.extends.map((e) => ({
        t: 'name',
        symbol: typeSymbol(file, e.expression),
        args: (e.typeArguments?.params ?? []).flatMap((p) => values.type(p) ?? []),
      })),
    };
  for (const node of file.nodes('TSTypeAliasDeclaration')) {
    const type = values.type(node.typeAnnotation);
    if (type) result[node.id.name] = { form: 'alias', type, extends: [] };
  }
  return result;
}

/**
 * Calls that can reach code of the project: on imports, parameters, fields, local functions and classes.
 * Calls on globals, literals and on packages that the package depends on are left out, but for validators, what
 * authenticates or limits callers, and what turns them away: those decide about the endpoints that reach them.
 * @param tellsWaiting whether to say which calls are not awaited
 */
export function callsOf(file: SourceFile, tellsWaiting: boolean): CallFact[] {
  const values = valuesOf(file);
  const facts: CallFact[] = [];
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const callee = values.of(node.callee);
    const heads = callee.k === 'union' ? callee.of.map(headOf) : [headOf(callee)];
    const reaches = heads.some((head) => reachesProject(file, head));
    if (!reaches && !heads.some((head) => head.k === 'import')) continue;
    const value = values.of(node);
    const args = value.k === 'call' || value.k === 'new' ? value.args : node.arguments.map((a) => values.of(a));
    if (!reaches && denialOf(callee, args) === null) continue;
    facts.push({
      callee,
      args,
      isNew: node.type === 'NewExpression' || undefined,
      fn: values.enclosing(node),
      loop: loopAround(file, node),
      unawaited: tellsWaiting ? unawaitedOf(file, node) : undefined,
      at: spanOf(node),
    });
  }
  return facts;
}

/** Groups calls by the name of what they call, so that whoever looks for the calls of one function need not read all. */
export function namedCallsOf(calls: readonly CallFact[]): NamedCallsFact[] {
  const byName = new Map<string, { callee: Value; calls: number[] }>();
  calls.forEach(({ callee }, index) => {
    const name = nameOf(callee);
    if (name === null) return;
    const group = byName.get(name);
    if (group) group.calls.push(index);
    else byName.set(name, { callee, calls: [index] });
  });
  return [...byName.values()];
}

function nameOf(callee: Value): string | null {
  switch (callee.k) {
    case 'function':
      return `function ${callee.fn}`;
    case 'class':
      return `class ${callee.cls}`;
    case 'ref':
      return `ref ${callee.name}`;
    case 'import':
      return `import ${callee.source}#${callee.name}`;
    case 'member':
      if (callee.of.k === 'this') return `this ${callee.of.cls}.${callee.name}`;
      return callee.of.k === 'import' && callee.of.name === '*' ? `import ${callee.of.source}#*.${callee.name}` : null;
    default:
      return null;
  }
}

/** Functions that make a call in a loop, or hand something to a method that calls it once per element. */
export function loopersOf(calls: readonly CallFact[]): number[] {
  const found = new Set<number>();
  for (const { fn, loop, callee } of calls)
    if (fn !== null && (loop || (callee.k === 'member' && iterationMethods.has(callee.name)))) found.add(fn);
  return [...found];
}

function reachesProject(file: SourceFile, head: Value): boolean {
  switch (head.k) {
    case 'import':
      return !isExternal(file, head.source) || isValidatorPackage(head.source) || isListedSource(authLibraries, head.source) || isListedSource(rateLimiters, head.source) || containerPackages.has(head.source);
    case 'param':
    case 'this':
    case 'super':
    case 'ref':
    case 'function':
    case 'class':
    case 'typed':
      return true;
    default:
      return false;
  }
}

/** Packages that export a container: `container.resolve(Orders).list()` calls what the project registered. */
const containerPackages: ReadonlySet<string> = new Set(['tsyringe', 'typedi', '@fastify/awilix']);

/** Whether input reaches a validator decides a law. */
const isValidatorPackage = (source: string): boolean => validatorPackages.has(packageName(source));

/** True when an import source is a package that the file's package depends on, or a Node module. */
export function isExternal(file: SourceFile, source: string): boolean {
  if (source.startsWith('.')) return false;
  if (source.startsWith('node:')) return true;
  return file.dependencies.has(packageName(source));
}

/** Assignments to members of parameters: `ctx.body = rows`. */
export function assignsOf(file: SourceFile): AssignFact[] {
  const values = valuesOf(file);
  const facts: AssignFact[] = [];
  for (const node of file.nodes('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression' || node.operator !== '=') continue;
    const target = values.of(node.left);
    if (headOf(target).k !== 'param') continue;
    facts.push({ target, value: values.of(node.right), fn: values.enclosing(node), at: spanOf(node) });
  }
  return facts;
}
