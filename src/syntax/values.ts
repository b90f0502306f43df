import type { TSESTree } from '@typescript-eslint/types';
import type { TypeRef, Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';
import type { Binding, FunctionNode } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { perFile, spanOf } from './source-file.js';
import { createTypes } from './types.js';

/** Array methods that call their first argument once per element. */
export const iterationMethods: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'flatMap',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'some',
  'every',
  'reduce',
  'reduceRight',
  'sort',
]);

/** Values of one file's expressions. */
export interface Values {
  of(node: Node | null | undefined): Value;
  /** What a declared variable holds; module-level names are looked into, where `of` gives a `ref`. */
  declared(identifier: TSESTree.Identifier): Value;
  type(node: TSESTree.TypeNode | null | undefined): TypeRef | null;
  /** Index of a function, the same in `FileFacts.functions`; `null` for nodes that are none. */
  fn(node: Node | null): number | null;
  /** Index of a class, the same in `FileFacts.classes`. */
  cls(node: Node | null): number | null;
  /** Index of the nearest function around a node. */
  enclosing(node: Node): number | null;
  readonly functionNodes: readonly FunctionNode[];
  readonly classNodes: readonly (TSESTree.ClassDeclaration | TSESTree.ClassExpression)[];
}

/** Deeper or larger values are unknown: they cost memory and no law reads them. */
const maxDepth = 14;
const maxSize = 300;
const maxItems = 24;

/** Objects of the language whose methods give back what they are handed. */
const knownGlobals: ReadonlySet<string> = new Set(['Promise', 'Object', 'Array', 'JSON']);

/** Expressions that are asked for again and again: by what holds them, and as arguments and callees of their own. */
const isLong: ReadonlySet<string> = new Set(['CallExpression', 'NewExpression', 'MemberExpression', 'ObjectExpression', 'ArrayExpression', 'TemplateLiteral', 'AwaitExpression', 'ChainExpression']);

/** Stands for a variable whose value is being looked for. */
const underWay: Value = { k: 'unknown' };

/** The values of a file, computed on demand and remembered. */
export const valuesOf = perFile(createValues);

/** `of.name`, reduced where `of` is an object or array literal of the same expression. */
export function memberOf(of: Value, name: string): Value {
  if (of.k === 'object') {
    const own = Object.hasOwn(of.props, name) ? of.props[name] : undefined;
    if (own) return own;
    if (of.spreads.length === 0) return unknown;
  }
  if (of.k === 'array' && /^\d+$/.test(name)) {
    const items = of.items.slice(0, Number(name) + 1);
    if (items.length > Number(name) && items.every((i) => i.k !== 'spread')) return items[Number(name)]!;
  }
  // `const [repository, language] = isContext ? [a, b] : [c, d]`
  if (of.k === 'union' && /^\d+$/.test(name) && of.of.every((one) => one.k === 'array')) return unionOf(of.of.map((one) => memberOf(one, name)));
  if (of.k === 'unknown') return unknown;
  return { k: 'member', of, name };
}

/** Union without duplicates of identical objects; one member stands for itself. */
export function unionOf(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const flat: Value[] = [];
  for (const value of values)
    for (const one of value.k === 'union' ? value.of : [value]) if (!flat.includes(one)) flat.push(one);
  if (flat.length === 0) return unknown;
  return flat.length === 1 ? flat[0]! : { k: 'union', of: flat.slice(0, 8) };
}

function createValues(file: SourceFile): Values {
  const bindings = bindingsOf(file);
  const functionNodes: readonly FunctionNode[] = [
    ...file.nodes('FunctionDeclaration'),
    ...file.nodes('FunctionExpression'),
    ...file.nodes('ArrowFunctionExpression'),
    ...file.nodes('TSEmptyBodyFunctionExpression'),
  ];
  const functionIndex = indexed(functionNodes);
  const classNodes = [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')];
  const classIndex = indexed(classNodes);
  const ofBinding = new Map<Binding, Value>();
  const sizes = new Map<Value, number>();
  /** Values that no limit of depth and no variable that depends on itself has cut, and how many levels they have. */
  const ofNode = new Map<Node, { readonly value: Value; readonly height: number }>();
  let deepest = 0;
  let selfReferences = 0;

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

  const sizeOf = (value: Value): number => {
    switch (value.k) {
      case 'literal':
      case 'ref':
      case 'param':
      case 'import':
      case 'function':
        return 1;
      case 'spread':
      case 'member':
      case 'element':
      case 'omit':
        return 1 + sizeOf(value.of);
      case 'text':
      case 'tagged':
      case 'object':
      case 'array':
      case 'call':
      case 'new':
      case 'union': {
        let size = sizes.get(value);
        if (size === undefined) sizes.set(value, (size = 1 + sizeOfParts(value)));
        return size;
      }
      default:
        return 1;
    }
  };
  const sizeOfParts = (value: Extract<Value, { k: 'text' | 'tagged' | 'object' | 'array' | 'call' | 'new' | 'union' }>): number => {
    switch (value.k) {
      case 'text':
      case 'tagged':
        return sizeOfAll(value.parts);
      case 'object':
        return sizeOfAll(Object.values(value.props)) + sizeOfAll(value.spreads);
      case 'array':
        return sizeOfAll(value.items);
      case 'call':
      case 'new':
        return sizeOf(value.callee) + sizeOfAll(value.args);
      case 'union':
        return sizeOfAll(value.of) + (value.when ? sizeOf(value.when.of) : 0);
    }
  };
  const sizeOfAll = (values: readonly Value[]): number => {
    let size = 0;
    for (let i = 0; i < values.length; i += 1) size += sizeOf(values[i]!);
    return size;
  };
  const bounded = (value: Value): Value => (sizeOf(value) > maxSize ? shallow(value) : value);

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
    const outside = deepest;
    const met = selfReferences;
    deepest = depth;
    const value = compute(node, depth);
    if (deepest <= maxDepth && selfReferences === met) ofNode.set(node, { value, height: deepest - depth });
    if (outside > deepest) deepest = outside;
    return value;
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
        return memberOf(of(node.object, below), memberName(node));
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
        const key = propertyKey(property);
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
    return bounded({ k: 'call', callee: of(callee, depth + 1), args: argumentValues(node, depth), at: spanOf(node) });
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
    return bindingValue(binding, depth);
  };

  const bindingValue = (binding: Binding, depth: number): Value => {
    switch (binding.kind) {
      case 'function':
        return fn(binding.node) === null ? unknown : { k: 'function', fn: fn(binding.node)! };
      case 'class':
        return { k: 'class', cls: cls(binding.node)! };
      case 'enum':
        return { k: 'ref', name: binding.node.id.name };
      case 'import':
      case 'param':
        return remembered(binding, depth);
      case 'variable':
        return binding.topLevel ? { k: 'ref', name: binding.node.name } : remembered(binding, depth);
      default:
        return unknown;
    }
  };

  type Held = Extract<Binding, { kind: 'import' | 'param' | 'variable' }>;

  const remembered = (binding: Held, depth: number): Value => {
    const known = ofBinding.get(binding);
    if (known === underWay) selfReferences += 1;
    if (known) return known === underWay ? unknown : known;
    ofBinding.set(binding, underWay);
    const value = heldBy(binding, depth);
    ofBinding.set(binding, value);
    return value;
  };

  const heldBy = (binding: Held, depth: number): Value => {
    switch (binding.kind) {
      case 'import':
        return { k: 'import', source: binding.source, name: binding.name };
      case 'param':
        return paramValue(binding);
      case 'variable':
        return variableValue(binding, depth);
    }
  };

  const variableValue = (binding: Extract<Binding, { kind: 'variable' }>, depth: number): Value => {
    const { declarator, node } = binding;
    const declaration = declarator.parent;
    const above = declaration.parent;
    let initial: Value | null = null;
    if (above?.type === 'ForOfStatement' && above.left === declaration)
      initial = pick(declarator.id, node, { k: 'element', of: of(above.right, depth + 1) });
    else if (above?.type === 'ForInStatement' && above.left === declaration) initial = { k: 'scalar', type: 'string' };
    else if (declarator.init) initial = pick(declarator.id, node, of(declarator.init, depth + 1));
    const assignments = bindings.assignments(binding);
    let value = initial ?? unknown;
    if (assignments.length > 0) {
      const candidates = assignments.map((assigned) => (assigned ? of(assigned, depth + 1) : unknown));
      if (initial) candidates.unshift(initial);
      // `let x = null` before the real value says nothing
      const telling = candidates.filter((c) => c.k !== 'literal' || c.value !== null);
      value = unionOf(telling.length > 0 ? telling : candidates);
    }
    if (value.k === 'array' || value.k === 'object') value = withMutations(value, binding, depth);
    if (value.k === 'unknown' && declarator.id.type === 'Identifier' && declarator.id.typeAnnotation) {
      const type = types.of(declarator.id.typeAnnotation.typeAnnotation);
      if (type) return { k: 'typed', type };
    }
    return bounded(value);
  };

  /** Adds what `xs.push(v)` and `o.p = v` put into a literal that a variable holds. */
  const withMutations = (value: Extract<Value, { k: 'array' | 'object' }>, binding: Binding, depth: number): Value => {
    const items: Value[] = [];
    const props: Record<string, Value> = {};
    for (const reference of bindings.references(binding)) {
      const member = reference.parent;
      if (member?.type !== 'MemberExpression' || member.object !== reference) continue;
      const outer = member.parent;
      if (outer?.type === 'CallExpression' && outer.callee === member && ['push', 'unshift'].includes(memberName(member)))
        items.push(
          ...outer.arguments.map((a): Value =>
            a.type === 'SpreadElement' ? { k: 'spread', of: of(a.argument, depth + 1) } : of(a, depth + 1),
          ),
        );
      else if (outer?.type === 'AssignmentExpression' && outer.left === member && outer.operator === '=') {
        const name = memberName(member);
        if (name === '[]') items.push(of(outer.right, depth + 1));
        else props[name] = of(outer.right, depth + 1);
      }
    }
    if (value.k === 'array') return items.length === 0 ? value : { ...value, items: [...value.items, ...items] };
    return Object.keys(props).length === 0 ? value : { ...value, props: { ...value.props, ...props } };
  };

  const paramValue = (binding: Extract<Binding, { kind: 'param' }>): Value => {
    const param = binding.fn.params[binding.index]!;
    const pattern = param.type === 'TSParameterProperty' ? param.parameter : param;
    return pick(pattern, binding.node, paramBase(binding.fn, binding.index), false);
  };

  const paramBase = (node: FunctionNode, index: number): Value => {
    const parent = node.parent;
    if (parent?.type === 'CallExpression' && parent.arguments[0] === node && parent.callee.type === 'MemberExpression') {
      const name = memberName(parent.callee);
      if (name === 'then' && index === 0) return of(parent.callee.object);
      if (iterationMethods.has(name)) {
        const isReduce = name === 'reduce' || name === 'reduceRight';
        if (isReduce && index === 0) return of(parent.arguments[1]);
        if (index === (isReduce ? 1 : 0) || (name === 'sort' && index === 1))
          return elementOf(of(parent.callee.object));
        if (index === (isReduce ? 2 : 1)) return { k: 'scalar', type: 'number' };
      }
    }
    const own = fn(node);
    return own === null ? unknown : { k: 'param', fn: own, index };
  };

  const elementOf = (collection: Value): Value =>
    collection.k === 'unknown' ? unknown : { k: 'element', of: collection };

  /** The part of `base` that `target` is bound to inside a pattern. */
  const pick = (pattern: Node | null, target: TSESTree.Identifier, base: Value, defaults = true): Value =>
    find(pattern, target, base, defaults) ?? unknown;

  const find = (pattern: Node | null, target: TSESTree.Identifier, base: Value, defaults: boolean): Value | null => {
    if (!pattern) return null;
    switch (pattern.type) {
      case 'Identifier':
        return pattern === target ? base : null;
      case 'AssignmentPattern': {
        const found = find(pattern.left, target, base, defaults);
        if (!found || !defaults || pattern.left.type !== 'Identifier') return found;
        return unionOf([found, of(pattern.right)]);
      }
      case 'RestElement':
        return find(pattern.argument, target, base, defaults);
      case 'ArrayPattern':
        for (const [i, element] of pattern.elements.entries()) {
          const part = element?.type === 'RestElement' ? base : memberOf(base, String(i));
          const found = find(element, target, part, defaults);
          if (found) return found;
        }
        return null;
      case 'ObjectPattern': {
        const keys: string[] = [];
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') {
            const found = find(property.argument, target, { k: 'omit', of: base, keys }, defaults);
            if (found) return found;
            continue;
          }
          const key = propertyKey(property) ?? '[]';
          keys.push(key);
          if (property.value.type === 'Identifier' && property.value !== target) continue;
          const found = find(property.value, target, memberOf(base, key), defaults);
          if (found) return found;
        }
        return null;
      }
      default:
        return null;
    }
  };

  const types = createTypes(bindings, (node) => of(node));

  return {
    of: (node) => of(node),
    declared: (identifier) => {
      const binding = bindings.resolve(identifier);
      return binding?.kind === 'variable' ? remembered(binding, 0) : unknown;
    },
    type: (node) => (node ? types.of(node) : null),
    fn,
    cls,
    enclosing,
    functionNodes,
    classNodes,
  };
}

function indexed(nodes: readonly Node[]): ReadonlyMap<Node, number> {
  const indices = new Map<Node, number>();
  nodes.forEach((node, index) => indices.set(node, index));
  return indices;
}

/** Name of a property as written, `null` for a computed name that is no literal. */
export function propertyKey(property: { readonly key: Node; readonly computed?: boolean }): string | null {
  const { key } = property;
  if (key.type === 'Identifier') return property.computed ? null : key.name;
  if (key.type === 'Literal') return String(key.value);
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return null;
}

/** The outermost shape of a value that grew too large. */
function shallow(value: Value): Value {
  switch (value.k) {
    case 'object':
      return { ...value, props: Object.fromEntries(Object.keys(value.props).map((key) => [key, unknown])), spreads: value.spreads.map(() => unknown) };
    case 'call':
    case 'new':
      return { ...value, args: value.args.map(() => unknown) };
    case 'text':
    case 'tagged':
      return { ...value, parts: value.parts.map((p) => (p.k === 'literal' ? p : unknown)) };
    case 'array':
      return { ...value, items: value.items.slice(0, 1).map(() => unknown) };
    default:
      return unknown;
  }
}
