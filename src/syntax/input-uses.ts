import type { TSESTree } from '@typescript-eslint/types';
import type { ConsumerFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { bindingsOf, enclosingFunction } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { mentionsName } from './subtree.js';
import { valuesOf } from './values.js';

/** Where a value goes: arguments of calls, fields, other uses. */
export interface Uses {
  readonly consumers: ConsumerFact[];
  readonly fields: Set<string>;
  otherUse: Span | null;
  /** Where the query is taken out of the address of the request. */
  queryAt: Span | null;
}

/** Functions that give the same input in another form. */
const reshaping: ReadonlySet<string> = new Set(['URL', 'URLSearchParams', 'structuredClone', 'String', 'Number', 'Boolean', 'parseInt', 'parseFloat', 'decodeURIComponent']);
const reshapes = (callee: Value): boolean =>
  (callee.k === 'global' && reshaping.has(callee.name)) ||
  (callee.k === 'member' &&
    callee.of.k === 'global' &&
    ((callee.of.name === 'Object' && ['fromEntries', 'entries', 'assign'].includes(callee.name)) ||
      (callee.of.name === 'JSON' && callee.name === 'parse') ||
      (callee.of.name === 'Array' && callee.name === 'from')));

/** Methods of texts and lists that give the same input in another form: `ids.split(',').map(Number)`. */
const reshapesText = (name: string, args: readonly Node[]): boolean =>
  (/^(?:split|trim|toLowerCase|toUpperCase)$/.test(name) && args.every(({ type }) => type === 'Literal')) ||
  (/^(?:map|filter)$/.test(name) && args.length === 1 && args[0]!.type === 'Identifier' && /^(?:Boolean|Number|String)$/.test(args[0]!.name));

/**
 * What a node holds of the input: a value that was sent; the address of the request, of which only the query was sent;
 * or the query as `URLSearchParams`, of which `get` gives a value.
 */
type Form = 'value' | 'url' | 'search';

export const formOf = (path: readonly string[]): Form => (path.at(-1) === 'url' ? 'url' : path.at(-1) === 'searchParams' ? 'search' : 'value');

/** Variables followed one after the other: `url`, its `searchParams`, one of them. */
const maxVariables = 4;

/** Adds where what stands at a node goes, through variables and what gives it in another form. */
export function followUses(file: SourceFile, start: Node, startForm: Form, uses: Uses, depth: number): void {
  let node = start;
  let form = startForm;
  for (let parent = node.parent; parent; parent = node.parent) {
    if (unwrap(parent) !== parent) {
      node = parent; // await, assertions
      continue;
    }
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression': {
        const index = parent.arguments.findIndex((a) => a === node);
        if (index < 0) break;
        const values = valuesOf(file);
        const callee = values.of(parent.callee);
        if (form === 'url') {
          // a base for other addresses, or a function that takes what it wants of the address
          if (callee.k !== 'global' || callee.name !== 'URL' || index > 0) return;
          node = parent;
          continue;
        }
        if (reshapes(callee)) {
          if (form === 'search') uses.queryAt ??= spanOf(parent);
          form = 'value';
          node = parent;
          continue;
        }
        uses.consumers.push({
          callee: parent.type === 'NewExpression' ? { k: 'new', callee, args: [], at: spanOf(parent) } : callee,
          index,
          at: spanOf(parent),
        });
        return;
      }
      case 'SpreadElement':
      case 'ObjectExpression':
      case 'ArrayExpression':
        node = parent;
        continue;
      case 'ArrowFunctionExpression':
      case 'ReturnStatement': {
        // `Object.keys(shape).map((key) => [key, query.get(key)])` is a list of what is read
        const mapped = form === 'value' ? mappingOf(parent, node) : null;
        if (!mapped) break;
        node = mapped;
        continue;
      }
      case 'Property':
        if (parent.parent?.type !== 'ObjectExpression') break;
        node = parent;
        continue;
      case 'LogicalExpression':
      case 'ConditionalExpression':
        if (parent.type === 'ConditionalExpression' && parent.test === node) {
          // `ids ? ids.split(',') : []` asks whether there is something to reshape
          if (node.type === 'Identifier' && mentionsName(parent.consequent, node.name)) return;
          break;
        }
        node = parent;
        continue;
      case 'UnaryExpression':
        // `typeof body === 'string' ? JSON.parse(body) : body` asks in what form it came, `!== 'undefined'` whether it came; `typeof req.query.page` reads a field
        if (parent.operator === 'typeof' && (depth === 0 || node.type === 'Identifier') && !isComparedWith(parent, 'undefined')) return;
        break;
      case 'BinaryExpression':
        // `flag === 'true'`
        if (form !== 'value' || !/^[!=]==?$/.test(parent.operator) || (parent.left === node ? parent.right : parent.left).type !== 'Literal') break;
        node = parent;
        continue;
      case 'MemberExpression': {
        if (parent.object !== node) break;
        const name = propertyKey({ key: parent.property, computed: parent.computed });
        const outer = parent.parent;
        const call = outer?.type === 'CallExpression' && outer.callee === parent ? outer : null;
        if (form === 'url') {
          if (name !== 'searchParams' && name !== 'search') return;
          form = name === 'search' ? 'value' : 'search';
          if (form === 'value') uses.queryAt ??= spanOf(parent);
          node = parent;
          continue;
        }
        if (form === 'search' && call && name !== null) {
          // whether there is one says nothing of what it holds
          if (name === 'has') return;
          if (name === 'get' || name === 'getAll') {
            const key = call.arguments[0];
            if (key?.type === 'Literal' && typeof key.value === 'string') uses.fields.add(key.value);
          }
          if (['get', 'getAll', 'entries', 'toString'].includes(name)) {
            uses.queryAt ??= spanOf(call);
            form = 'value';
            node = call;
            continue;
          }
        }
        if (form === 'value' && call && name !== null && reshapesText(name, call.arguments)) {
          node = call;
          continue;
        }
        if (name !== null) uses.fields.add(name);
        if ((name === 'catch' || name === 'finally') && call) {
          uses.fields.delete(name);
          node = call; // the promise of the same value
          continue;
        }
        // a method of the value itself (`query.page.split()`) is a use; a field may still go to a validator
        if (depth < 2 && !call) {
          addField(uses, parent, (field) => followUses(file, parent, 'value', field, depth + 1));
          return;
        }
        uses.otherUse ??= spanOf(parent);
        return;
      }
      case 'VariableDeclarator':
        if (parent.init !== node) break;
        if (parent.id.type === 'Identifier' && depth < maxVariables) {
          followReferences(file, parent.id, form, uses, depth);
          return;
        }
        if (parent.id.type === 'ObjectPattern') {
          const parts = parent.id.properties.flatMap((p) => (p.type === 'Property' ? [{ name: propertyKey(p), target: p.value }] : []));
          const search = parts.find(({ name }) => name === 'searchParams')?.target;
          if (search?.type === 'Identifier' && depth < maxVariables) {
            followReferences(file, search, 'search', uses, depth);
            return;
          }
          if (form === 'url' && !parts.some(({ name }) => name === 'search' || name === 'searchParams')) return;
          for (const { name } of parts) if (name !== null) uses.fields.add(name);
          // one field alone is followed as `const name = req.body.name` is
          const [only] = parts;
          if (form === 'value' && parent.id.properties.length === 1 && only?.target.type === 'Identifier' && depth === 0) {
            const { target } = only;
            addField(uses, parent, (field) => followReferences(file, target, 'value', field, depth + 1));
            return;
          }
        }
        uses.otherUse ??= spanOf(parent);
        return;
      case 'AssignmentExpression':
        // `let body; try { body = await req.json() } …`: what follows works on it
        if (parent.operator !== '=' || parent.right !== node || parent.left.type !== 'Identifier' || depth >= maxVariables) break;
        followReferences(file, parent.left, form, uses, depth, spanOf(parent).end);
        return;
    }
    break;
  }
  if (form === 'search') uses.queryAt ??= spanOf(node);
  if (form !== 'url') uses.otherUse ??= spanOf(node);
}

/** Adds where a field of the input goes; any other use of it stands where the field is read. */
function addField(uses: Uses, read: Node, follow: (field: Uses) => void): void {
  const field: Uses = { consumers: [], fields: new Set(), otherUse: null, queryAt: null };
  follow(field);
  uses.consumers.push(...field.consumers);
  if (field.otherUse) uses.otherUse ??= spanOf(read);
}

/** The call of `map` or `flatMap` whose callback gives a node. */
function mappingOf(parent: Node, given: Node): Node | null {
  const callback = parent.type === 'ReturnStatement' ? enclosingFunction(parent) : parent.type === 'ArrowFunctionExpression' && parent.body === given ? parent : null;
  const call = callback?.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== callback || call.callee.type !== 'MemberExpression') return null;
  return /^(?:map|flatMap)$/.test(propertyKey({ key: call.callee.property, computed: call.callee.computed }) ?? '') ? call : null;
}

const isComparedWith = ({ parent }: Node, text: string): boolean => parent?.type === 'BinaryExpression' && [parent.left, parent.right].some((side) => side.type === 'Literal' && side.value === text);

/** @param from what stands before it saw another value */
function followReferences(file: SourceFile, id: TSESTree.Identifier, form: Form, uses: Uses, depth: number, from = 0): void {
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(id);
  for (const reference of binding ? bindings.references(binding) : []) if (spanOf(reference).start >= from && !isTarget(reference)) followUses(file, reference, form, uses, depth + 1);
}

/** The name on the left of `x = …`. */
export const isTarget = (node: Node): boolean => node.parent?.type === 'AssignmentExpression' && node.parent.operator === '=' && node.parent.left === node;
