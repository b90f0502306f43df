import type { TSESTree } from '@typescript-eslint/types';
import type { ClassFact, FieldFact, TypeFact } from '../facts/code.js';
import { byName } from '../facts/own.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from './bindings.js';
import { decoratorsOf, paramFact } from './function-facts.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile, spanOf, textOf } from './source-file.js';
import { interfaceBody } from './types.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

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
