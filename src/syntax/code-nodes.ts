import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode } from './bindings.js';
import { isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';

/** The functions and classes of one file, in the order of its facts. */
export interface CodeNodes {
  readonly functionNodes: readonly FunctionNode[];
  readonly classNodes: readonly (TSESTree.ClassDeclaration | TSESTree.ClassExpression)[];
  /** Index of a function, the same in `FileFacts.functions`; `null` for nodes that are none. */
  fn(node: Node | null): number | null;
  /** Index of a class, the same in `FileFacts.classes`. */
  cls(node: Node | null): number | null;
  /** Index of the nearest function around a node. */
  enclosing(node: Node): number | null;
  /** Index of the class that `this` stands for at a node. */
  enclosingClass(node: Node): number | null;
}

export function createCodeNodes(file: SourceFile): CodeNodes {
  const functionNodes: readonly FunctionNode[] = [
    ...file.nodes('FunctionDeclaration'),
    ...file.nodes('FunctionExpression'),
    ...file.nodes('ArrowFunctionExpression'),
    ...file.nodes('TSEmptyBodyFunctionExpression'),
  ];
  const functionIndex = indexed(functionNodes);
  const classNodes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')];
  const classIndex = indexed(classNodes);

  const fn = (node: Node | null): number | null => (node ? (functionIndex.get(node) ?? null) : null);
  const cls = (node: Node | null): number | null => (node ? (classIndex.get(node) ?? null) : null);
  const enclosing = (node: Node): number | null => {
    for (let up = node.parent; up; up = up.parent) if (isFunction(up)) return fn(up);
    return null;
  };
  const enclosingClass = (node: Node): number | null => {
    for (let up = node.parent; up; up = up.parent) {
      if (up.type === 'ClassDeclaration' || up.type === 'ClassExpression') return cls(up);
      // `this` of a plain function is whatever it is called on
      if (
        (up.type === 'FunctionDeclaration' || up.type === 'FunctionExpression') &&
        up.parent?.type !== 'MethodDefinition' &&
        up.parent?.type !== 'PropertyDefinition'
      )
        return null;
    }
    return null;
  };

  return { functionNodes, classNodes, fn, cls, enclosing, enclosingClass };
}

function indexed(nodes: readonly Node[]): ReadonlyMap<Node, number> {
  const indices = new Map<Node, number>();
  nodes.forEach((node, index) => indices.set(node, index));
  return indices;
}
