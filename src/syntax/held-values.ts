import type { TSESTree } from '@typescript-eslint/types';
import type { Value } from '../facts/value.js';
import { unknown } from '../facts/value.js';
import { handsSuccess } from '../recognise/result-types.js';
import type { Binding, Bindings, FunctionNode } from './bindings.js';
import type { CodeNodes } from './code-nodes.js';
import { iterationMethods } from './iteration-methods.js';
import { propertyKey } from './property-key.js';
import type { Node } from './source-file.js';
import { spanOf } from './source-file.js';
import type { Types } from './types.js';
import { isMade, memberOf, unionOf } from './value-parts.js';

type Held = Extract<Binding, { kind: 'import' | 'param' | 'variable' }>;

/** What the names of a file hold. */
export interface HeldValues {
  bindingValue(binding: Binding, depth: number): Value;
  remembered(binding: Held, depth: number): Value;
  /** How often a variable was met whose value was being looked for. */
  selfReferences(): number;
}

interface Expressions {
  readonly bindings: Bindings;
  readonly nodes: CodeNodes;
  readonly types: Types;
  bounded(value: Value): Value;
  memberName(node: TSESTree.MemberExpression): string;
  of(node: Node | null | undefined, depth?: number): Value;
  /** What is found at a depth, and whether no limit of depth has cut it. */
  measured(depth: number, find: () => Value): { readonly value: Value; readonly isWhole: boolean };
}

export function createHeldValues({ bindings, nodes, types, bounded, memberName, of, measured }: Expressions): HeldValues {
  const { fn, cls } = nodes;
  const ofBinding = new Map<Binding, Value>();
  /** What is left of a variable's value where a limit of depth cut it: asked from less deep, more of it is. */
  const cut = new Map<Binding, { readonly value: Value; readonly depth: number }>();
  /** Variables whose values are being looked for, by how many were when it began. */
  const underWay = new Map<Binding, number>();
  /** Values that lack what a variable around them holds: they are others once that is known. */
  const provisional = new Map<Binding, { readonly value: Value; readonly around: number }>();
  /** Of the variables being looked for that the value being computed met: the one that is looked for the longest. */
  let outermost = Infinity;
  let selfReferences = 0;

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

  const remembered = (binding: Held, depth: number): Value => {
    const part = cut.get(binding);
    const known = ofBinding.get(binding) ?? (part && part.depth <= depth ? part.value : undefined);
    if (known) return known;
    const within = provisional.get(binding);
    const around = within ? within.around : underWay.get(binding);
    if (around !== undefined) {
      selfReferences += 1;
      outermost = Math.min(outermost, around);
      return within ? within.value : unknown;
    }
    const level = underWay.size;
    const met = outermost;
    outermost = Infinity;
    underWay.set(binding, level);
    const { value, isWhole } = measured(depth, () => heldBy(binding, depth));
    underWay.delete(binding);
    if (outermost < level) provisional.set(binding, { value, around: outermost });
    else if (isWhole) ofBinding.set(binding, value);
    else cut.set(binding, { value, depth });
    outermost = outermost < level ? Math.min(met, outermost) : met;
    if (level === 0) provisional.clear();
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
    const assigned = bindings.assigned(binding);
    let value = initial ?? unknown;
    if (assigned.length > 0) {
      const candidates = assigned.map((one) => (one.value ? pick(one.pattern, one.name, of(one.value, depth + 1)) : unknown));
      if (initial) candidates.unshift(initial);
      // `let x = null` before the real value says nothing
      const telling = candidates.filter((c) => c.k !== 'literal' || c.value !== null);
      value = unionOf(telling.length > 0 ? telling : candidates);
    }
    // `const kept = globalThis as { db?: Database }` holds what the file puts there
    if (value.k === 'global' && /^(?:globalThis|global)$/.test(value.name) && declarator.init) {
      const bare: Extract<Value, { k: 'object' }> = { k: 'object', props: {}, spreads: [value], at: spanOf(declarator.init) };
      const own = withMutations(bare, binding, depth);
      const made = own.k === 'object' ? Object.entries(own.props).filter(([, one]) => isMade(one)) : [];
      if (made.length > 0) value = { ...bare, props: Object.fromEntries(made) };
    } else if (value.k === 'array' || value.k === 'object') value = withMutations(value, binding, depth);
    if (value.k === 'unknown' && declarator.id.type === 'Identifier' && declarator.id.typeAnnotation) {
      const type = types.of(declarator.id.typeAnnotation.typeAnnotation);
      if (type) return { k: 'typed', type };
    }
    return bounded(value);
  };

  /** Adds what `xs.push(v)` and `o.p = v` put into a literal that a variable holds, and `o[key] = wrap(p[key])` as its member `[]`. */
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
      else if (outer?.type === 'AssignmentExpression' && outer.left === member && ['=', '??=', '||='].includes(outer.operator)) {
        const name = memberName(member);
        const given = of(outer.right, depth + 1);
        if (name !== '[]') props[name] = given;
        else if (value.k === 'array') items.push(given);
        else if (wrapsMember(given)) props['[]'] = given;
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
      if ((name === 'then' || handsSuccess.has(name)) && index === 0) return of(parent.callee.object);
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

  return { bindingValue, remembered, selfReferences: () => selfReferences };
}

/** `wrap(given[key])`. */
const wrapsMember = (value: Value): boolean => value.k === 'call' && value.args.some((arg) => arg.k === 'member' && arg.name === '[]');
