import type { TSESTree } from '@typescript-eslint/types';
import type { QueryFact } from '../facts/backend.js';
import { bindingsOf } from '../syntax/bindings.js';
import { chainOf } from '../syntax/chains.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';

type Taken = NonNullable<QueryFact['taken']>;

/** Calls that hand out rows one after another, whatever the library calls them. */
const streaming: ReadonlySet<string> = new Set(['stream', 'cursor', 'iterate', 'iterator', 'eachAsync', 'pipe', 'toStream', 'queryStream']);
const first: ReadonlySet<string> = new Set(['0', 'shift', 'at', 'pop', 'first']);
const number: ReadonlySet<string> = new Set(['length', 'rowCount', 'size']);

/**
 * What the code takes of the rows that a query gives, directly or through one variable: `undefined` where it takes all
 * of them, or where that cannot be told.
 * @param shape of the query: of a driver's result the rows are a part (`result.rows`, `[rows]`)
 */
export function takenOf(file: SourceFile, query: Node, shape: QueryFact['shape']): Taken | undefined {
  if (query.type === 'CallExpression' && chainOf(file, query, false).steps.some((s) => s.called && streaming.has(s.name))) return 'stream';
  return takenFrom(file, query, shape === 'driver-result', 0);
}

function takenFrom(file: SourceFile, node: Node, isWrapped: boolean, depth: number): Taken | undefined {
  const parent = node.parent;
  if (!parent || depth > 8) return undefined;
  switch (parent.type) {
    case 'AwaitExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'ChainExpression':
      return takenFrom(file, parent, isWrapped, depth + 1);
    case 'ExpressionStatement':
      return 'nothing';
    case 'ForOfStatement':
      return parent.await && parent.right === node ? 'stream' : undefined;
    case 'MemberExpression':
      return parent.object === node ? takenByMember(file, parent, isWrapped, depth) : undefined;
    case 'VariableDeclarator':
      return parent.init === node ? takenByPattern(file, parent.id, isWrapped, depth) : undefined;
    default:
      return undefined;
  }
}

function takenByMember(file: SourceFile, member: TSESTree.MemberExpression, isWrapped: boolean, depth: number): Taken | undefined {
  const name = propertyKey({ key: member.property, computed: member.computed }) ?? indexOf(member);
  if (name === null) return undefined;
  if (isWrapped && (name === 'rows' || name === '0' || name === 'recordset')) return takenFrom(file, member, false, depth + 1);
  if (number.has(name)) return 'number';
  if (streaming.has(name) && member.parent.type === 'CallExpression') return 'stream';
  return first.has(name) ? 'first' : undefined;
}

const indexOf = (member: TSESTree.MemberExpression): string | null =>
  member.computed && member.property.type === 'Literal' && typeof member.property.value === 'number' ? String(member.property.value) : null;

function takenByPattern(file: SourceFile, pattern: Node, isWrapped: boolean, depth: number): Taken | undefined {
  if (pattern.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(pattern);
    if (!binding) return undefined;
    const uses = bindingsOf(file)
      .references(binding)
      .filter((reference) => reference !== pattern)
      .map((reference) => takenFrom(file, reference, isWrapped, depth + 1));
    if (uses.length === 0) return 'nothing';
    if (uses.includes(undefined)) return undefined;
    return uses.find((use) => use !== 'number') ?? 'number';
  }
  if (pattern.type === 'ArrayPattern') {
    const [element] = pattern.elements;
    if (isWrapped) return element ? takenByPattern(file, element, false, depth + 1) : undefined;
    return pattern.elements.length === 1 && element?.type !== 'RestElement' ? 'first' : undefined;
  }
  if (pattern.type !== 'ObjectPattern' || pattern.properties.length !== 1) return undefined;
  const [property] = pattern.properties;
  const name = property?.type === 'Property' ? propertyKey(property) : null;
  if (property?.type !== 'Property' || name === null) return undefined;
  if (number.has(name)) return 'number';
  return isWrapped && name === 'rows' ? takenByPattern(file, property.value, false, depth + 1) : undefined;
}
