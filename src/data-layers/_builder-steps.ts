import type { QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { bindingsOf, isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, unwrap } from '../syntax/chains.js';
import { constantsOfNode } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { perFile, spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { boundOf } from '../syntax/types.js';
import { valuesOf } from '../syntax/values.js';

/** Steps that skip rows, a constant zero aside. */
export function offsetSteps(file: SourceFile, steps: readonly Step[], names: readonly string[] = ['offset']): QueryFact['offsets'] {
  const offsets = new Map<number, { clause: string; at: Step['at'] }>();
  for (const step of steps) {
    const [amount] = step.args;
    if (!names.includes(step.name) || !amount || constantsOfNode(file, amount)?.every((c) => c === 0 || c === null)) continue;
    offsets.set(step.at.start, { clause: step.name, at: step.at });
  }
  return [...offsets.values()];
}

/** Whether a step is there: `null` when it depends on a condition or when other code may add it. */
export function hasStep(file: SourceFile, steps: readonly Step[], names: ReadonlySet<string>, outer: Node, handedOn: boolean): boolean | null {
  const found = steps.filter((step) => names.has(step.name));
  if (found.length === 0) return handedOn ? null : false;
  const home = spanOf(outer);
  return found.some((step) => {
    const at = spanOf(step.node);
    return (at.start >= home.start && at.end <= home.end) || !isConditional(step.node, outer);
  })
    ? true
    : null;
}

/**
 * Whether steps decide how many rows come: one of `reducing`, or groups, unless an outer join makes them: then each
 * row of the main table is a group.
 */
export function reducesRows(steps: readonly Step[], reducing: ReadonlySet<string>): boolean {
  const groups = steps.some((s) => /^(addG|g)roupBy/.test(s.name));
  const joinsOuter = steps.some((s) => /^left(Outer)?Join/.test(s.name));
  return (groups && !joinsOuter) || steps.some((s) => reducing.has(s.name));
}

/** True when a node runs under a condition that another one of the same function does not run under. */
function isConditional(node: Node, other: Node): boolean {
  const around = new Set<Node>();
  for (let up: Node | undefined = other; up; up = up.parent) around.add(up);
  for (let up: Node | undefined = node; up && !around.has(up); up = up.parent)
    if (['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'].includes(up.type) || isFunction(up)) return true;
  return false;
}

/**
 * `query.offset(n)` on a builder that this file does not start: a parameter, the result of a function.
 * @param handled calls that belong to queries already found
 */
export function looseOffsets(
  file: SourceFile,
  handled: ReadonlySet<Node>,
  clientCallbacks: ReadonlySet<string>,
): { node: Node; fact: Pick<QueryFact, 'receiver' | 'operation' | 'action' | 'offsets' | 'fragment'> }[] {
  const result = [];
  for (const call of file.nodes('CallExpression')) {
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || propertyKey({ key: callee.property, computed: callee.computed }) !== 'offset') continue;
    if (call.arguments.length !== 1 || handled.has(call)) continue;
    const step = chainOf(file, call, false).steps.at(-1);
    const offsets = step ? offsetSteps(file, [step]) : [];
    if (offsets.length === 0) continue;
    const receiver = outOfCallback(file, constrained(file, callee.object) ?? valuesOf(file).of(callee.object), clientCallbacks);
    if (couldBeClient(file, receiver))
      result.push({ node: call, fact: { receiver, operation: 'offset', action: 'read-many' as const, offsets, fragment: true as const } });
  }
  return result;
}

/** A chain on a parameter of a generic type: what the type must extend (`<T extends PgSelect>(query: T)`). */
function constrained(file: SourceFile, object: Node): Value | null {
  const { root } = chainOf(file, object, false);
  if (root.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(root);
  const annotation = binding?.kind === 'param' ? binding.node.typeAnnotation?.typeAnnotation : undefined;
  if (binding?.kind !== 'param' || annotation?.type !== 'TSTypeReference' || annotation.typeName.type !== 'Identifier') return null;
  const bound = boundOf(annotation, annotation.typeName.name);
  const type = bound ? valuesOf(file).type(bound) : null;
  return type ? { k: 'typed', type } : null;
}

const continued = perFile(() => new Map<ReadonlySet<string>, ReadonlySet<string>>());

/** Whether a builder is what a function returns that callers in this file go on with: `this.activeUsers().limit(10)`. */
export function isContinued(file: SourceFile, outer: Node, steps: ReadonlySet<string>): boolean {
  const parent = outer.parent;
  if (parent?.type !== 'ReturnStatement' && !(parent?.type === 'ArrowFunctionExpression' && parent.body === outer)) return false;
  let fn: Node | undefined = parent;
  while (fn && !isFunction(fn)) fn = fn.parent;
  const holder = fn?.parent;
  const name =
    fn && 'id' in fn && fn.id?.type === 'Identifier'
      ? fn.id.name
      : holder?.type === 'MethodDefinition' || holder?.type === 'PropertyDefinition' || holder?.type === 'Property'
        ? propertyKey(holder)
        : holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
          ? holder.id.name
          : null;
  if (name === null) return false;
  const bySteps = continued(file);
  let names = bySteps.get(steps);
  if (!names) bySteps.set(steps, (names = new Set(file.nodes('CallExpression').flatMap((call) => continuedName(file, call, steps) ?? []))));
  return names.has(name);
}

/** The function whose result a call goes on with, directly or through one variable of which nothing is awaited. */
function continuedName(file: SourceFile, call: NodeOf<'CallExpression'>, steps: ReadonlySet<string>): string | null {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || !steps.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '')) return null;
  if (callee.object.type === 'AwaitExpression') return null;
  let object = unwrap(callee.object);
  if (object.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(object);
    const init = binding?.kind === 'variable' ? binding.declarator.init : null;
    if (!init || init.type === 'AwaitExpression') return null;
    object = unwrap(init);
  }
  if (object.type !== 'CallExpression') return null;
  object = unwrap(object.callee);
  if (object.type === 'Identifier') return object.name;
  return object.type === 'MemberExpression' && object.object.type === 'ThisExpression' ? propertyKey({ key: object.property, computed: object.computed }) : null;
}
