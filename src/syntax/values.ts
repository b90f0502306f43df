import type { TSESTree } from '@typescript-eslint/types';
import { isWithin } from '../facts/source.js';
import type { TypeRef, Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';
import { bindingsOf } from './bindings.js';
import type { CodeNodes } from './code-nodes.js';
import { createCodeNodes } from './code-nodes.js';
import { handedOut } from './handed-out.js';
import { createHeldValues } from './held-values.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile, spanOf } from './source-file.js';
import { segmentOf } from './request-segments.js';
import { createTypes } from './types.js';
import { isMade, memberOf, unionOf } from './value-parts.js';
import { createBounds } from './value-size.js';

/** Values of one file's expressions. */
export interface Values extends CodeNodes {
  of(node: Node | null | undefined): Value;
  /** What a declared variable holds; module-level names are looked into, where `of` gives a `ref`. */
  declared(identifier: TSESTree.Identifier): Value;
  type(node: TSESTree.TypeNode | null | undefined): TypeRef | null;
}

/** Deeper or larger values are unknown: they cost memory and no law reads them. */
const maxDepth = 14;
const maxItems = 24;

/** Objects of the language whose methods give back what they are handed. */
const knownGlobals: ReadonlySet<string> = new Set(['Promise', 'Object', 'Array', 'JSON']);

/** Expressions that are asked for again and again: by what holds them, and as arguments and callees of their own. */
const isLong: ReadonlySet<string> = new Set(['CallExpression', 'NewExpression', 'MemberExpression', 'ObjectExpression', 'ArrayExpression', 'TemplateLiteral', 'AwaitExpression', 'ChainExpression']);

/** The values of a file, computed on demand and remembered. */
export const valuesOf = perFile(createValues);

function createValues(file: SourceFile): Values {
  const bindings = bindingsOf(file);
  const nodes = createCodeNodes(file);
  const { fn, cls, enclosingClass } = nodes;
  const bounded = createBounds();
  /** Values that no limit of depth and no variable that depends on itself has cut, and how many levels they have. */
  const ofNode = new Map<Node, { readonly value: Value; readonly height: number }>();
  let deepest = 0;

  const isGlobal = (node: Node, name: string): boolean =>
    node.type === 'Identifier' && node.name === name && bindings.resolve(node) === null;

  const of = (node: Node | null | undefined, depth = 0): Value => {
    if (!node) return unknown;
    if (depth > deepest) deepest = depth;
    if (depth > maxDepth) return depth === maxDepth + 1 ? chainStart(node) : unknown;
    if (!isLong.has(node.type)) return compute(node, depth);
    const known = ofNode.get(node);
    if (known && depth + known.height <= maxDepth) {
      if (depth + known.height > deepest) deepest = depth + known.height;
      return known.value;
    }
    const met = held.selfReferences();
    const outside = deepest;
    deepest = depth;
    const value = compute(node, depth);
    if (deepest <= maxDepth && held.selfReferences() === met) ofNode.set(node, { value, height: deepest - depth });
    if (outside > deepest) deepest = outside;
    return value;
  };

  const measured = (depth: number, find: () => Value): { value: Value; isWhole: boolean } => {
    const outside = deepest;
    deepest = depth;
    const value = find();
    const isWhole = deepest <= maxDepth;
    if (outside > deepest) deepest = outside;
    return { value, isWhole };
  };

  const compute = (node: Node, depth: number): Value => {
    const below = depth + 1;
    switch (node.type) {
      case 'Literal':
        return 'regex' in node || typeof node.value === 'bigint'
          ? { k: 'scalar', type: 'string' }
          : { k: 'literal', value: node.value as string | number | boolean | null, at: spanOf(node) };
      case 'Identifier':
        return identifier(node, depth);
      case 'MemberExpression':
        return memberValue(node, below);
      case 'CallExpression':
        return call(node, depth);
      case 'ObjectExpression':
        return objectValue(node, depth);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        return { k: 'function', fn: fn(node)! };
      case 'ThisExpression': {
        const index = enclosingClass(node);
        return index === null ? unknown : { k: 'this', cls: index };
      }
      case 'Super': {
        const index = enclosingClass(node);
        return index === null ? unknown : { k: 'super', cls: index };
      }
      case 'AwaitExpression':
      case 'SpreadElement':
        return of(node.argument, below);
      case 'YieldExpression':
        return of(node.argument, below);
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSSatisfiesExpression': {
        const inner = of(node.expression, below);
        if (inner.k !== 'unknown') return inner;
        const type = types.of(node.typeAnnotation);
        return type ? { k: 'typed', type } : unknown;
      }
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'TSInstantiationExpression':
        return of(node.expression, below);
      case 'SequenceExpression':
        return of(node.expressions.at(-1), below);
      case 'AssignmentExpression':
        return node.operator === '=' ? of(node.right, below) : unionOf([of(node.left, below), of(node.right, below)]);
      case 'ConditionalExpression':
        return chosenBy(node.test, of(node.consequent, below), of(node.alternate, below), depth);
      case 'LogicalExpression':
        return node.operator === '&&' ? of(node.right, below) : unionOf([of(node.left, below), of(node.right, below)]);
      case 'UnaryExpression':
        if (node.operator === '-' && node.argument.type === 'Literal' && typeof node.argument.value === 'number')
          return { k: 'literal', value: -node.argument.value, at: spanOf(node) };
        return { k: 'scalar', type: node.operator === '!' ? 'boolean' : node.operator === 'typeof' ? 'string' : 'number' };
      case 'UpdateExpression':
        return { k: 'scalar', type: 'number' };
      case 'BinaryExpression':
        return binary(node, depth);
      case 'TemplateLiteral':
        return bounded({ k: 'text', parts: templateParts(node, depth), at: spanOf(node) });
      case 'TaggedTemplateExpression':
        return bounded({
          k: 'tagged',
          tag: of(node.tag, below),
          parts: templateParts(node.quasi, depth),
          at: spanOf(node),
        });
      case 'ArrayExpression':
        return bounded({
          k: 'array',
          items: node.elements
            .slice(0, maxItems)
            .map((e) => (e?.type === 'SpreadElement' ? { k: 'spread', of: of(e.argument, below) } : of(e, below))),
          at: spanOf(node),
        });
      case 'ClassExpression':
      case 'ClassDeclaration':
        return { k: 'class', cls: cls(node)! };
      case 'NewExpression':
        return bounded({
          k: 'new',
          callee: of(node.callee, below),
          args: node.arguments.slice(0, maxItems).map((a) => of(a, below)),
          at: spanOf(node),
        });
      case 'ImportExpression':
        return node.source.type === 'Literal'
          ? { k: 'import', source: String(node.source.value), name: '*' }
          : unknown;
      default:
        return unknown;
    }
  };

  const isGlobalMember = (node: Node): node is TSESTree.MemberExpression => node.type === 'MemberExpression' && (isGlobal(node.object, 'globalThis') || isGlobal(node.object, 'global'));

  /** `global.db`, and what the file sets it to: `global.db = connect()`. */
  const memberValue = (node: TSESTree.MemberExpression, below: number): Value => {
    const name = memberName(node);
    const value = memberOf(of(node.object, below), name);
    if (!isGlobalMember(node)) return value;
    const set = file.nodes('AssignmentExpression').filter(({ left, right }) => isGlobalMember(left) && memberName(left) === name && !isWithin(spanOf(node), spanOf(right)) && left !== node).slice(0, 2);
    return unionOf([...set.map(({ right }) => of(right, below)).filter(isMade), value]);
  };

  const chosenBy = (test: Node, consequent: Value, alternate: Value, depth: number): Value => {
    const either = unionOf([consequent, alternate]);
    const isText = [consequent, alternate].every((value) => value.k === 'literal' || value.k === 'text');
    if (either.k !== 'union' || !isText || test.type !== 'BinaryExpression' || !/^[!=]==?$/.test(test.operator)) return either;
    if (test.right.type !== 'Literal' || typeof test.right.value !== 'string') return either;
    const when = { of: of(test.left, depth + 1), is: test.right.value };
    return { ...either, of: test.operator.startsWith('=') ? [consequent, alternate] : [alternate, consequent], when };
  };

  /** The start of a chain too long to be kept whole: its middle links are left out, what it is called on is not. */
  const chainStart = (node: Node): Value => {
    let start: Node = node;
    for (;;) {
      if (start.type === 'CallExpression' && start.callee.type === 'MemberExpression') start = start.callee;
      else if (start.type === 'MemberExpression') start = start.object;
      else break;
    }
    const isLink = node.parent?.type === 'MemberExpression' && node.parent.object === node;
    if (start === node && !isLink) return unknown;
    // `new Hono()` is worth nothing without the class
    return of(start, start.type === 'NewExpression' || start.type === 'CallExpression' ? maxDepth - 1 : maxDepth);
  };

  const memberName = (node: TSESTree.MemberExpression): string => {
    const { property } = node;
    if (!node.computed) return property.type === 'Identifier' ? property.name : `#${(property as TSESTree.PrivateIdentifier).name}`;
    if (property.type === 'Literal') return String(property.value);
    const value = of(property);
    return value.k === 'literal' ? String(value.value) : '[]';
  };

  const templateParts = (node: TSESTree.TemplateLiteral, depth: number): Value[] => {
    const parts: Value[] = [];
    node.quasis.forEach((quasi, i) => {
      const text = quasi.value.cooked ?? quasi.value.raw;
      if (text !== '') parts.push({ k: 'literal', value: text, at: spanOf(quasi) });
      const expression = node.expressions[i];
      if (expression) parts.push(of(expression, depth + 1));
    });
    return parts;
  };

  const binary = (node: TSESTree.BinaryExpression, depth: number): Value => {
    if (node.operator !== '+')
      return { k: 'scalar', type: /^([=!]==?|[<>]=?|in|instanceof)$/.test(node.operator) ? 'boolean' : 'number' };
    const left = of(node.left, depth + 1);
    const right = of(node.right, depth + 1);
    const isText = (v: Value): boolean => v.k === 'text' || (v.k === 'literal' && typeof v.value === 'string');
    if (!isText(left) && !isText(right)) return { k: 'scalar', type: 'number' };
    const parts = [left, right].flatMap((v) => (v.k === 'text' ? v.parts : [v]));
    return bounded({ k: 'text', parts, at: spanOf(node) });
  };

  const objectValue = (node: TSESTree.ObjectExpression, depth: number): Value => {
    const props: Record<string, Value> = {};
    const spreads: Value[] = [];
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') spreads.push(of(property.argument, depth + 1));
      else {
        const key = propertyKey(property) ?? (property.computed ? segmentOf(of(property.key, depth + 1)) : null);
        if (key === null || key === '__proto__') continue;
        if (property.kind !== 'get' && property.kind !== 'set') props[key] = of(property.value, depth + 1);
      }
    }
    return bounded({ k: 'object', props, spreads, at: spanOf(node) });
  };

  const call = (node: TSESTree.CallExpression, depth: number): Value => {
    const { callee } = node;
    if (callee.type === 'Identifier' && bindings.resolve(callee) === null) {
      const source = node.arguments[0];
      if (callee.name === 'require' && source?.type === 'Literal')
        return { k: 'import', source: String(source.value), name: '*' };
      if (callee.name === 'String' || callee.name === 'encodeURIComponent') return { k: 'scalar', type: 'string' };
      if (['Number', 'parseInt', 'parseFloat', 'BigInt'].includes(callee.name)) return { k: 'scalar', type: 'number' };
      if (callee.name === 'Boolean' || callee.name === 'isNaN') return { k: 'scalar', type: 'boolean' };
      if (callee.name === 'structuredClone') return of(node.arguments[0], depth + 1);
    }
    if (callee.type === 'MemberExpression') {
      const name = memberName(callee);
      const global = callee.object.type === 'Identifier' && knownGlobals.has(callee.object.name) && bindings.resolve(callee.object) === null ? callee.object.name : null;
      if (global === 'Promise' && ['all', 'resolve', 'race', 'any'].includes(name)) return of(node.arguments[0], depth + 1);
      if (global === 'Object') {
        if (name === 'freeze' || name === 'seal') return of(node.arguments[0], depth + 1);
        if (name === 'assign') {
          const [target, ...rest] = argumentValues(node, depth);
          const own = target?.k === 'object' ? target : null;
          return bounded({
            k: 'object',
            props: own?.props ?? {},
            spreads: [...(own ? own.spreads : [target ?? unknown]), ...rest],
            at: spanOf(node),
          });
        }
      }
      if (global === 'Array' && name === 'from' && node.arguments.length === 1) return of(node.arguments[0], depth + 1);
      if (global === 'JSON' && name === 'parse') {
        // a deep copy through JSON is the value itself
        const inner = node.arguments[0];
        if (inner?.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && isGlobal(inner.callee.object, 'JSON'))
          return of(inner.arguments[0], depth + 1);
      }
      if (name === 'bind' && node.arguments.length > 0) {
        const bound = of(callee.object, depth + 1);
        if (bound.k !== 'unknown') return bound;
      }
    }
    const gives = handedOut(types, node);
    return bounded({ k: 'call', callee: of(callee, depth + 1), args: argumentValues(node, depth), ...(gives && { gives }), at: spanOf(node) });
  };

  const argumentValues = (node: TSESTree.CallExpression, depth: number): Value[] =>
    (node.arguments.length > maxItems ? node.arguments.slice(0, maxItems) : node.arguments).map((argument) =>
      argument.type === 'SpreadElement' ? { k: 'spread', of: of(argument.argument, depth + 1) } : of(argument, depth + 1),
    );

  const identifier = (node: TSESTree.Identifier, depth: number): Value => {
    const binding = bindings.resolve(node);
    if (!binding)
      return node.name === 'undefined' || node.name === 'NaN'
        ? { k: 'literal', value: null, at: spanOf(node) }
        : { k: 'global', name: node.name };
    return held.bindingValue(binding, depth);
  };

  const types = createTypes(bindings, (node) => of(node));
  const held = createHeldValues({ bindings, nodes, types, bounded, memberName, of, measured });

  return {
    of: (node) => of(node),
    declared: (identifier) => {
      const binding = bindings.resolve(identifier);
      return binding?.kind === 'variable' ? held.remembered(binding, 0) : unknown;
    },
    type: (node) => (node ? types.of(node) : null),
    ...nodes,
  };
}
