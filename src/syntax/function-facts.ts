import type { TSESTree } from '@typescript-eslint/types';
import type { DecoratorFact, FunctionFact, ParamFact, ReturnFact } from '../facts/code.js';
import { own } from '../facts/own.js';
import type { Span } from '../facts/source.js';
import type { TypeRef } from '../facts/value.js';
import { firstParamTypes } from '../recognise/open-interfaces.js';
import type { FunctionNode } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { positionAt, spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { symbolOf } from './symbols.js';
import { guardOf } from './type-guards.js';
import { valuesOf } from './values.js';

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

export const paramFact = (file: SourceFile, param: TSESTree.Parameter): ParamFact => {
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
  const ownDecorators = 'decorators' in node ? node.decorators : undefined;
  const decorated = 'decorators' in outer && outer.decorators && outer.decorators.length > 0 ? outer : { decorators: ownDecorators };
  return {
    name: node.type === 'Identifier' ? node.name : null,
    keys,
    type: annotation || tuple ? valuesOf(file).type((annotation?.typeAnnotation ?? tuple)!) : null,
    initial,
    decorators: decoratorsOf(file, decorated as { decorators?: TSESTree.Decorator[] }),
    at: spanOf(node),
  };
};

const returnsOf = (file: SourceFile): Map<number, ReturnFact[]> => {
  const values = valuesOf(file);
  const returns = new Map<number, ReturnFact[]>();
  const add = (index: number | null, returned: TSESTree.Expression, at: Span): void => {
    if (index === null) return;
    const guard = guardOf(file, returned);
    const fact: ReturnFact = { value: values.of(returned), ...(guard && { [guard.form]: values.of(guard.node) }), at };
    const list = returns.get(index);
    if (list) list.push(fact);
    else returns.set(index, [fact]);
  };
  for (const node of file.nodes('ReturnStatement')) if (node.argument) add(values.enclosing(node), node.argument, spanOf(node));
  for (const node of file.nodes('ArrowFunctionExpression')) if (node.body.type !== 'BlockStatement') add(values.fn(node), node.body, spanOf(node.body));
  return returns;
};

/** Its own name or that of what it is assigned to. */
export const nameOfFunction = (file: SourceFile, node: FunctionNode): string | null => {
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

/** The parameters of a function; the first may have its type from the variable: `const plugin: FastifyPluginAsync = async (fastify) => …`. */
function paramsOf(file: SourceFile, node: FunctionNode): ParamFact[] {
  const [first, ...others] = node.params.map((p) => paramFact(file, p));
  if (!first) return [];
  const { parent } = node;
  const annotation = first.type === null && parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.typeAnnotation : undefined;
  const declared = annotation ? valuesOf(file).type(annotation.typeAnnotation) : null;
  const given = declared?.t === 'name' ? own(firstParamTypes, symbolOf(declared.symbol) ?? '') : undefined;
  return [given ? { ...first, type: { t: 'name', symbol: { k: 'import', ...given }, args: [] } } : first, ...others];
}

/** What a type guard says of its first parameter; one that throws instead of giving false says nothing where it is called. */
function predicateOf(file: SourceFile, { params: [first], returnType }: FunctionNode): TypeRef | null {
  const written = returnType?.typeAnnotation;
  if (written?.type !== 'TSTypePredicate' || written.asserts || !written.typeAnnotation || written.parameterName.type !== 'Identifier') return null;
  return first?.type === 'Identifier' && first.name === written.parameterName.name ? valuesOf(file).type(written.typeAnnotation.typeAnnotation) : null;
}

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
    const predicate = predicateOf(file, node);
    return {
      name: nameOfFunction(file, node),
      cls: owner ? values.cls(owner) : null,
      isStatic: method?.static ?? false,
      isAsync: node.async ?? false,
      isConstructor: method?.type === 'MethodDefinition' && method.kind === 'constructor',
      params: paramsOf(file, node),
      decorators: method && 'decorators' in method ? decoratorsOf(file, method) : [],
      returnType: node.returnType ? values.type(node.returnType.typeAnnotation) : null,
      ...(predicate && { predicate }),
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
