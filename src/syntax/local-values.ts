import type { Value } from '../facts/value.js';
import { bindingsOf } from './bindings.js';
import type { Node, SourceFile } from './source-file.js';
import { propertyKey } from './property-key.js';
import { memberOf } from './value-parts.js';
import { valuesOf } from './values.js';

/**
 * What a value is as far as this file tells: module-level names, members of local objects and enums, and fields
 * that a class of this file sets by its declaration are looked into. Other values come back as they are.
 */
export function localValue(file: SourceFile, value: Value, depth = 0): Value {
  if (depth > 8) return value;
  if (value.k === 'ref') {
    const binding = bindingsOf(file).topLevel(value.name);
    if (binding?.kind === 'variable') {
      const declared = valuesOf(file).declared(binding.node);
      return declared.k === 'unknown' || declared === value ? value : localValue(file, declared, depth + 1);
    }
    if (binding?.kind === 'enum') {
      for (const member of binding.node.body.members)
        if (propertyKey({ key: member.id }) === null) return value;
      return {
        k: 'object',
        props: Object.fromEntries(
          binding.node.body.members.map((m) => [propertyKey({ key: m.id })!, valuesOf(file).of(m.initializer)]),
        ),
        spreads: [],
        at: { start: 0, end: 0 },
      };
    }
    return value;
  }
  if (value.k === 'member') {
    if (value.of.k === 'this') return fieldValue(file, value.of.cls, value.name, depth) ?? value;
    const of = localValue(file, value.of, depth + 1);
    if (of === value.of) return value;
    const member = memberOf(of, value.name);
    return member.k === 'unknown' ? value : localValue(file, member, depth + 1);
  }
  return value;
}

function fieldValue(file: SourceFile, cls: number, name: string, depth: number): Value | null {
  const node = valuesOf(file).classNodes[cls];
  for (const member of node?.body.body ?? [])
    if (member.type === 'PropertyDefinition' && member.value && propertyKey(member) === name)
      return localValue(file, valuesOf(file).of(member.value), depth + 1);
  return null;
}

/** The string that an expression is, through constants of this file; `null` if it is none or not constant. */
export function constantString(file: SourceFile, value: Value): string | null {
  const local = localValue(file, value);
  if (local.k === 'literal') return typeof local.value === 'string' ? local.value : null;
  if (local.k !== 'text') return null;
  let text = '';
  for (const part of local.parts) {
    const constant = constantString(file, part);
    if (constant === null) return null;
    text += constant;
  }
  return text;
}

/** The literals that a value can be, `null` if it can be anything else. `undefined` is `null`. */
export function constantsOf(file: SourceFile, value: Value): (string | number | boolean | null)[] | null {
  const local = localValue(file, value);
  if (local.k === 'literal') return [local.value];
  if (local.k !== 'union') return null;
  const all: (string | number | boolean | null)[] = [];
  for (const one of local.of) {
    const constants = constantsOf(file, one);
    if (!constants) return null;
    all.push(...constants);
  }
  return all;
}

/** The same for an expression. */
export const constantsOfNode = (file: SourceFile, node: Node): (string | number | boolean | null)[] | null =>
  constantsOf(file, valuesOf(file).of(node));
