import type { QueryFact } from '../facts/backend.js';
import { bindingsOf } from '../syntax/bindings.js';
import { findProperty, objectLiteral, unwrap } from '../syntax/chains.js';
import { constantsOfNode } from '../syntax/local-values.js';
import { localReturns } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

type Found = ReturnType<typeof findProperty>;

/** {@link findProperty}, also through a function or method of this file that builds the options. */
export function optionOf(file: SourceFile, options: Node | undefined, name: string): Found {
  const found = findProperty(file, options, name);
  if (found !== 'unknown' || !options) return found;
  for (const built of builtBy(file, options)) {
    const inner = findProperty(file, built, name);
    if (inner !== 'unknown') return inner;
  }
  return found;
}

/** The expressions that a local function returns where `options` is its call, or a variable that holds its call. */
function builtBy(file: SourceFile, options: Node): readonly Node[] {
  const plain = unwrap(options);
  if (plain.type === 'CallExpression') return localReturns(file, plain);
  if (plain.type !== 'Identifier') return [];
  const declared = declarationOf(file, plain);
  return declared?.type === 'CallExpression' ? localReturns(file, declared) : [];
}

const declarationOf = (file: SourceFile, identifier: Node): Node | null => {
  if (identifier.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(identifier);
  return binding?.kind === 'variable' && binding.declarator.id.type === 'Identifier' && binding.declarator.init
    ? unwrap(binding.declarator.init)
    : null;
};

/** Whether an option is given: `false` for absent, `undefined` and an empty object; `null` unknown. */
export function isGiven(file: SourceFile, options: Node | undefined, name: string): boolean | null {
  if (options && isFilledLater(file, options, name)) return true;
  const found = optionOf(file, options, name);
  if (found === 'absent') return false;
  if (found === 'unknown') return null;
  return isFilled(file, found.value);
}

/** The options, where `limited` or `filtered` depends on code that this file does not show. */
export function boundsFrom(
  file: SourceFile,
  options: Node | undefined,
  limit: string,
  filter: string,
): Pick<QueryFact, 'boundsFrom'> | null {
  if (!options || [limit, filter].every((name) => isGiven(file, options, name) !== null)) return null;
  return { boundsFrom: { options: valuesOf(file).of(options), limit, filter } };
}

/** Which columns come, and the options that decide it where that depends on code that this file does not show. */
export function columnsFrom(file: SourceFile, options: Node | undefined, columns: QueryFact['columns'], keys: readonly string[]): Pick<QueryFact, 'columns' | 'columnsFrom'> {
  return columns === null && options ? { columns, columnsFrom: { options: valuesOf(file).of(options), keys } } : { columns };
}

/** `options.where.status = …`, `options.where['id'] = …`, `options.include.push(…)`. */
export function isFilledLater(file: SourceFile, options: Node, name: string): boolean {
  const plain = unwrap(options);
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  if (!binding) return false;
  return bindingsOf(file)
    .references(binding)
    .some((reference) => {
      const member = reference.parent;
      const inner = member?.parent;
      return (
        member?.type === 'MemberExpression' &&
        member.object === reference &&
        propertyKey({ key: member.property, computed: member.computed }) === name &&
        inner?.type === 'MemberExpression' &&
        inner.object === member &&
        (inner.parent?.type === 'AssignmentExpression' ? inner.parent.left === inner : inner.parent?.type === 'CallExpression' && inner.parent.callee === inner)
      );
    });
}

/** `false` for `undefined`, `null` and `{}`, true for the rest. */
export function isFilled(file: SourceFile, node: Node): boolean {
  const constants = constantsOfNode(file, node);
  if (constants !== null && constants.every((c) => c === null)) return false;
  const literal = objectLiteral(file, node);
  return literal ? literal.properties.length > 0 || isChanged(file, node) : true;
}

/** True when properties are added to a variable after it was declared. */
const isChanged = (file: SourceFile, node: Node): boolean => {
  const plain = unwrap(node);
  if (plain.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(plain);
  return (
    binding !== null &&
    bindingsOf(file)
      .references(binding)
      .some((r) => r.parent?.type === 'MemberExpression' && r.parent.object === r && r.parent.parent?.type === 'AssignmentExpression')
  );
};

/** Where an options argument skips rows. A constant 0 skips none. */
export function offsetsOf(file: SourceFile, options: Node | undefined, names: readonly string[]): QueryFact['offsets'] {
  return names.flatMap((name) => {
    const found = optionOf(file, options, name);
    return typeof found === 'object' && skipsRows(file, found.value) ? [{ clause: name, at: spanOf(found.node) }] : [];
  });
}

/** False for `0`, `undefined` and `null`. */
export function skipsRows(file: SourceFile, amount: Node | undefined): boolean {
  if (!amount) return false;
  const constants = constantsOfNode(file, amount);
  return !constants?.every((c) => c === null || c === 0);
}
