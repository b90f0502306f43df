import type { TSESTree } from '@typescript-eslint/types';
import type { StateFacts, StateForm, StateHolderFact, StateWriteFact } from '../facts/state.js';
import { accepts } from '../facts/state.js';
import type { Value } from '../facts/value.js';
import type { Binding } from './bindings.js';
import { bindingsOf, isFunction } from './bindings.js';
import { propertyOf, unwrap } from './chains.js';
import { containerOf, containerType } from './containers.js';
import { nameOfFunction } from './function-facts.js';
import { isExternal } from './module-facts.js';
import { onceOf } from './made-once.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { subtreeOf } from './subtree.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

type How = StateWriteFact['how'];
type Variable = Extract<Binding, { kind: 'variable' }>;

/** The name that an expression leads to, and the members between. */
interface Origin {
  readonly binding: Binding;
  readonly state: Value;
  readonly name: string;
  readonly path: readonly string[];
}

interface Write {
  readonly node: Node;
  readonly origin: Origin;
  readonly how: How;
}

const arrayMethods: ReadonlySet<string> = new Set(['push', 'unshift', 'pop', 'shift', 'splice']);
const keyedMethods: ReadonlySet<string> = new Set(['set', 'add', 'delete', 'clear']);
/** Calls that hand out an element, not a copy. */
const elementGetters: ReadonlySet<string> = new Set(['get', 'find', 'at', 'findLast']);
/** Callbacks that are handed the elements themselves. */
const elementLoops: ReadonlySet<string> = new Set(['forEach', 'map', 'some', 'every', 'filter', 'find']);
const removals: ReadonlySet<How> = new Set(['delete', 'clear', 'pop', 'shift', 'splice']);

const keptName = /cache|memo(?!r)|\blru|singleton|instances?$|pools?$|in_?flight/i;
/** What sets a module up says so. */
const startName = /^(?:init|initiali[sz]e|setup|bootstrap|configure)(?![a-z])/;
const keptComment = /\b(?:cache[ds]?|caching|memo\w*|singletons?|lazy|lazily)\b/i;

/** Module-level names that functions write to, and the writes; `undefined` where there are none. */
export function stateOf(file: SourceFile): StateFacts | undefined {
  const writes = writesOf(file);
  const kept = new Set<Binding>();
  /** Maps and objects that are filled where nothing is there yet. */
  const filled = new Set<Binding>();
  const counted = writes.filter(({ node, origin, how }) => {
    const once = onceOf(file, node, origin.binding, how === 'assign');
    if (once === 'memo' || (once === 'guarded' && how === 'assign') || isEviction(file, node, origin.binding, how) || isStart(file, node, origin, how)) kept.add(origin.binding);
    if (once !== null && (how === 'set' || how === 'member')) filled.add(origin.binding);
    return once === null;
  });
  for (const { node, origin, how } of counted) if (!removes(node, how)) filled.delete(origin.binding);
  const holders = holdersOf(file, new Set(counted.map((w) => w.origin.binding)), kept);
  const facts = counted
    // what is taken out of those is made anew when it is asked for again
    .filter(({ origin }) => !kept.has(origin.binding) && !filled.has(origin.binding) && (origin.binding.kind !== 'variable' || origin.state.k !== 'ref' || holders.some((h) => h.name === origin.name && !h.kept)))
    .map(({ node, origin, how }): StateWriteFact => ({
      state: origin.state,
      name: origin.name,
      written: writtenAs(file, node),
      how,
      nested: origin.path.length > 0,
      fn: valuesOf(file).enclosing(node)!,
      at: spanOf(node),
    }));
  return holders.length + facts.length > 0 ? { holders, writes: facts } : undefined;
}

function writesOf(file: SourceFile): Write[] {
  const writes: Write[] = [];
  const add = (node: Node, target: Node, how: How): void => {
    if (valuesOf(file).enclosing(node) === null) return;
    const origin = originOf(file, target, 0);
    if (origin && isStateOf(file, origin, how)) writes.push({ node, origin, how });
  };
  const assigned = (node: Node, target: Node): void => {
    const plain = unwrap(target);
    if (plain.type === 'MemberExpression') add(node, plain.object, 'member');
    else if (plain.type === 'Identifier' && bindingsOf(file).resolve(plain)?.kind === 'variable') add(node, plain, 'assign');
  };
  for (const node of file.nodes('AssignmentExpression')) if (!/^(\?\?|\|\|)=$/.test(node.operator)) assigned(node, node.left);
  for (const node of file.nodes('UpdateExpression')) assigned(node, node.argument);
  for (const node of file.nodes('UnaryExpression')) if (node.operator === 'delete') assigned(node, node.argument);
  for (const node of file.nodes('CallExpression')) {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') continue;
    const { name } = callee.property;
    if (arrayMethods.has(name) || keyedMethods.has(name)) add(node, callee.object, name as How);
    else if (name === 'assign' && callee.object.type === 'Identifier' && callee.object.name === 'Object' && node.arguments[0]) add(node, node.arguments[0], 'member');
  }
  return writes;
}

/** What an expression stands on: elements and aliases are followed, copies are not. */
function originOf(file: SourceFile, node: Node, depth: number): Origin | null {
  if (depth > 8) return null;
  const plain = unwrap(node);
  const inner = (of: Node, member: string): Origin | null => {
    const origin = originOf(file, of, depth + 1);
    // `import * as store`, `const store = require('./store')`: the member is the name
    if (origin?.state.k === 'import' && origin.state.name === '*') return { ...origin, state: { k: 'member', of: origin.state, name: member }, name: `${origin.name}.${member}` };
    return origin && { ...origin, path: [...origin.path, member] };
  };
  if (plain.type === 'MemberExpression') return inner(plain.object, propertyKey({ key: plain.property, computed: plain.computed && plain.property.type !== 'Literal' }) ?? '[]');
  if (plain.type === 'CallExpression') {
    const callee = unwrap(plain.callee);
    const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    return callee.type === 'MemberExpression' && name !== null && elementGetters.has(name) ? inner(callee.object, `${name}()`) : null;
  }
  if (plain.type === 'LogicalExpression' && plain.operator !== '&&') return originOf(file, plain.left, depth + 1);
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind === 'import') return isExternal(file, binding.source) ? null : { binding, state: { k: 'import', source: binding.source, name: binding.name }, name: plain.name, path: [] };
  if (binding?.kind === 'param') return elementParam(file, binding, depth);
  if (binding?.kind !== 'variable') return null;
  return binding.topLevel ? topLevelOrigin(file, binding) : aliasOrigin(file, binding, depth);
}

function topLevelOrigin(file: SourceFile, binding: Variable): Origin | null {
  const { name } = binding.node;
  const value = valuesOf(file).declared(binding.node);
  // `const store = require('./store')`
  const required = value.k === 'member' ? value.of : value;
  if (required.k === 'import') return isExternal(file, required.source) ? null : { binding, state: value, name, path: [] };
  return { binding, state: { k: 'ref', name }, name, path: [] };
}

/** A local constant that is bound to the state or a part of it, and the variable of a loop over it. */
function aliasOrigin(file: SourceFile, binding: Variable, depth: number): Origin | null {
  const { declarator } = binding;
  if (bindingsOf(file).assignments(binding).length > 0) return null;
  const loop = declarator.parent.parent;
  const source = loop?.type === 'ForOfStatement' && loop.left === declarator.parent ? loop.right : declarator.init;
  const origin = source ? originOf(file, source, depth + 1) : null;
  if (!origin) return null;
  if (source !== declarator.init) return { ...origin, path: [...origin.path, '[]'] };
  if (declarator.id.type === 'Identifier') return origin;
  if (declarator.id.type !== 'ObjectPattern') return null;
  for (const property of declarator.id.properties) if (property.type === 'Property' && property.value === binding.node) return { ...origin, path: [...origin.path, propertyKey(property) ?? '[]'] };
  return null;
}

/** `orders.forEach((order) => { order.seen = true; })` */
function elementParam(file: SourceFile, binding: Extract<Binding, { kind: 'param' }>, depth: number): Origin | null {
  const call = binding.fn.parent;
  if (binding.index !== 0 || binding.fn.params[0] !== binding.node || call?.type !== 'CallExpression' || call.arguments[0] !== binding.fn) return null;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || !elementLoops.has(propertyKey({ key: callee.property, computed: callee.computed }) ?? '')) return null;
  const origin = originOf(file, callee.object, depth + 1);
  return origin && { ...origin, path: [...origin.path, '[]'] };
}

/** Whether a write of that kind changes what the name holds; of imports the linker tells. */
function isStateOf(file: SourceFile, { binding, state, path }: Origin, how: How): boolean {
  if (path.includes('lastIndex')) return false;
  if (binding.kind === 'import' || state.k !== 'ref') return how !== 'assign' && (path.length === 0 || !keyedMethods.has(how) || path.at(-1) === 'get()');
  if (binding.kind !== 'variable') return false;
  if (how === 'assign') return !binding.constant;
  const form = formOf(file, binding);
  if (form === 'variable') return false;
  if (path.length === 0) return accepts(form, how);
  if (how === 'member' || arrayMethods.has(how)) return form !== 'set' && !isInstance(file, binding, path);
  if (path.at(-1) === 'get()') return true;
  const inner = memberInit(file, binding, path);
  const innerForm = inner ? containerOf(inner) : null;
  return innerForm !== null && accepts(innerForm, how);
}

function memberInit(file: SourceFile, binding: Variable, path: readonly string[]): Node | null {
  let node: Node | null = binding.declarator.init;
  for (const name of path) {
    const property = propertyOf(node, name);
    if (!property) return null;
    node = property.value;
  }
  return node;
}

/** `const services = { mailer: new Mailer() }`: what happens inside an object of a class is its own affair. */
function isInstance(file: SourceFile, binding: Variable, path: readonly string[]): boolean {
  const inner = memberInit(file, binding, path.slice(0, 1));
  return inner !== null && containerOf(inner) === null && /^(New|Call|Function|Arrow)/.test(unwrap(inner).type);
}

function formOf(file: SourceFile, binding: Variable): StateForm {
  const { declarator } = binding;
  if (declarator.id.type !== 'Identifier') return 'variable';
  const form = declarator.init ? containerOf(declarator.init) : null;
  if (form !== null) return form;
  const empty = !declarator.init || (unwrap(declarator.init).type === 'Literal' && !binding.constant);
  const type = declarator.id.typeAnnotation?.typeAnnotation;
  return empty && type ? (containerType(type) ?? 'variable') : 'variable';
}

/** Exported containers, which other files may write to, and names that this file writes to. */
function holdersOf(file: SourceFile, written: ReadonlySet<Binding>, kept: ReadonlySet<Binding>): StateHolderFact[] {
  const holders: StateHolderFact[] = [];
  const speaks = file.comments.some(({ value }) => keptComment.test(value));
  for (const statement of file.program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.declare) continue;
    for (const declarator of declaration.declarations) {
      if (declarator.id.type !== 'Identifier') continue;
      const binding = bindingsOf(file).topLevel(declarator.id.name);
      if (binding?.kind !== 'variable' || binding.declarator !== declarator) continue;
      const form = formOf(file, binding);
      if (!written.has(binding) && form === 'variable') continue;
      holders.push({
        name: declarator.id.name,
        form,
        at: spanOf(declarator.init ? unwrap(declarator.init) : declarator),
        kept: kept.has(binding) || keptName.test(declarator.id.name) || (speaks && keptComment.test(commentOn(file, statement))),
      });
    }
  }
  return holders;
}

/** Comments directly above a statement and on the line of its end. */
function commentOn(file: SourceFile, statement: Node): string {
  let { start } = spanOf(statement);
  const { end } = spanOf(statement);
  const texts: string[] = [];
  for (const comment of [...file.comments].reverse()) {
    if (comment.at.start >= end && !file.text.slice(end, comment.at.start).includes('\n')) texts.push(comment.value);
    else if (comment.at.end <= start && /^\s*$/.test(file.text.slice(comment.at.end, start))) {
      texts.push(comment.value);
      start = comment.at.start;
    }
  }
  return texts.join('\n');
}

const removes = (node: Node, how: How): boolean => removals.has(how) || (how === 'member' && node.type === 'UnaryExpression');

/** `let store: Store; export const init = (given: Store) => { store = given; }`: the only value that a name ever gets. */
function isStart(file: SourceFile, node: Node, { binding }: Origin, how: How): boolean {
  if (how !== 'assign' || binding.kind !== 'variable' || binding.declarator.init || bindingsOf(file).assignments(binding).length !== 1) return false;
  let up: Node | undefined = node.parent;
  while (up && !isFunction(up)) up = up.parent;
  return up !== undefined && startName.test(nameOfFunction(file, up) ?? '');
}

/** Entries that a timer removes, or that leave when there are too many: a cache with eviction. */
function isEviction(file: SourceFile, node: Node, own: Binding, how: How): boolean {
  if (!removes(node, how)) return false;
  for (let child = node, up = node.parent; up; child = up, up = up.parent) {
    if ((up.type === 'IfStatement' || up.type === 'WhileStatement') && up.test !== child && isBound(file, up.test, own, /^>=?$/)) return true;
    // `if (seen.size <= limit) return;` before it
    if (up.type === 'BlockStatement' && up.body.slice(0, up.body.indexOf(child as TSESTree.Statement)).some((one) => one.type === 'IfStatement' && returns(one.consequent) && isBound(file, one.test, own, /^<=?$/))) return true;
    if (isFunction(up) && isTimed(file, up)) return true;
  }
  return false;
}

const returns = (branch: Node): boolean => branch.type === 'ReturnStatement' || (branch.type === 'BlockStatement' && branch.body.at(-1)?.type === 'ReturnStatement');

const isBound = (file: SourceFile, test: Node, own: Binding, compares: RegExp): boolean =>
  subtreeOf(test).some(
    (inner) =>
      inner.type === 'BinaryExpression' &&
      compares.test(inner.operator) &&
      inner.left.type === 'MemberExpression' &&
      /^(size|length)$/.test(propertyKey({ key: inner.left.property, computed: inner.left.computed }) ?? '') &&
      originOf(file, inner.left.object, 0)?.binding === own,
  );

/** A callback of `setTimeout` or `setInterval`, inline or by name. */
function isTimed(file: SourceFile, fn: Node): boolean {
  const isTimer = (call: Node | undefined): boolean => call?.type === 'CallExpression' && call.callee.type === 'Identifier' && /^set(Timeout|Interval)$/.test(call.callee.name);
  if (isTimer(fn.parent)) return true;
  const name = fn.type === 'FunctionDeclaration' ? fn.id : fn.parent?.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id : null;
  const binding = name ? bindingsOf(file).topLevel(name.name) : null;
  if (!binding) return false;
  return bindingsOf(file).references(binding).some((reference) => {
    if (isTimer(reference.parent)) return true;
    // `setInterval(() => sweep(), 60_000)`
    const around = reference.parent?.type === 'CallExpression' && reference.parent.callee === reference ? reference.parent : null;
    for (let up: Node | undefined = around?.parent; up; up = up.parent) if (isFunction(up)) return isTimer(up.parent);
    return false;
  });
}

function writtenAs(file: SourceFile, node: Node): string {
  const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'CallExpression' ? node.callee : node;
  const { start, end } = spanOf(target);
  const text = file.text.slice(start, end).replace(/\s+/g, ' ');
  const short = text.length > 50 ? `${text.slice(0, 49)}…` : text;
  return node.type === 'AssignmentExpression' ? `${short} ${node.operator} …` : node.type === 'CallExpression' ? `${short}(…)` : short;
}
