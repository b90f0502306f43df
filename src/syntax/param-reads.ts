import type { TSESTree } from '@typescript-eslint/types';
import type { ConsumerFact, ParamReadFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { mentionsName } from './subtree.js';
import { valuesOf } from './values.js';

/** Member names under which frameworks give parts of a request. */
const requestWords: ReadonlySet<string> = new Set([
  'body',
  'rawBody',
  'query',
  'params',
  'param',
  'queries',
  'header',
  'headers',
  'cookies',
  'json',
  'formData',
  'text',
  'arrayBuffer',
  'blob',
  'parseBody',
  'valid',
  'searchParams',
  'url',
  'input',
  'request',
  'req',
]);

/**
 * The members of a parameter that a value is: `['request', 'body']` for `ctx.request.body`, a call as `json()`;
 * `null` for values that do not start at a parameter.
 */
export function paramPath(value: Value): { fn: number; param: number; path: string[] } | null {
  const path: string[] = [];
  let at = value;
  for (;;) {
    if (at.k === 'member') {
      path.unshift(at.name);
      at = at.of;
    } else if (at.k === 'call' && at.callee.k === 'member') {
      path.unshift(`${at.callee.name}()`);
      at = at.callee.of;
    } else if (at.k === 'param') return path.length === 0 ? null : { fn: at.fn, param: at.index, path };
    else return null;
  }
}

/** Where a value goes: arguments of calls, fields, other uses. */
interface Uses {
  readonly consumers: ConsumerFact[];
  readonly fields: Set<string>;
  otherUse: Span | null;
  /** Where the query is taken out of the address of the request. */
  queryAt: Span | null;
}

/** Reads of request-like members of parameters, in source order. */
export function paramReadsOf(file: SourceFile): ParamReadFact[] {
  const values = valuesOf(file);
  const facts: ParamReadFact[] = [];

  const add = (node: Node, value: Value, at: Span): void => {
    const found = paramPath(value);
    if (!found) return;
    const uses: Uses = { consumers: [], fields: new Set(), otherUse: null, queryAt: null };
    followUses(file, node, formOf(found.path), uses, 0);
    facts.push({
      fn: found.fn,
      param: found.param,
      path: found.path,
      at: uses.queryAt ?? at,
      argument: literalArgument(value),
      consumers: uses.consumers,
      otherUse: uses.otherUse,
      fields: [...uses.fields],
    });
  };

  for (const node of file.nodes('MemberExpression')) {
    const name = propertyKey({ key: node.property, computed: node.computed });
    if (name === null || !requestWords.has(name)) continue;
    // only chains that start at a name: `rows.map(…).text` is no request
    const outer = node.parent;
    const isCall = outer?.type === 'CallExpression' && outer.callee === node;
    const read: Node = isCall ? outer : node;
    if (isWritten(read)) continue;
    add(read, values.of(read), spanOf(read));
  }
  // `const { body } = req`, `({ body }, res) => …`
  for (const pattern of file.nodes('ObjectPattern')) {
    for (const property of pattern.properties) {
      if (property.type !== 'Property') continue;
      const key = propertyKey(property);
      if (key === null || !requestWords.has(key)) continue;
      const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      if (target.type === 'Identifier') addBound(target, property);
      else if (target.type === 'ObjectPattern') addPattern(target, property, key);
    }
  }
  return facts.sort((a, b) => a.at.start - b.at.start);

  function addBound(target: Extract<Node, { type: 'Identifier' }>, property: Node): void {
    const value = values.of(target);
    const found = paramPath(value.k === 'union' ? value.of[0]! : value);
    if (!found) return;
    const binding = bindingsOf(file).resolve(target);
    const uses: Uses = { consumers: [], fields: new Set(), otherUse: null, queryAt: null };
    if (binding) for (const reference of bindingsOf(file).references(binding)) followUses(file, reference, formOf(found.path), uses, 1);
    facts.push({
      ...found,
      at: uses.queryAt ?? spanOf(property),
      argument: null,
      consumers: uses.consumers,
      otherUse: uses.otherUse,
      fields: [...uses.fields],
    });
  }

  /** `const { body: { name } } = req` reads the fields at once. */
  function addPattern(target: Extract<Node, { type: 'ObjectPattern' }>, property: Node, key: string): void {
    const source = target.parent?.parent;
    const holder = source?.parent;
    const base: Value =
      holder?.type === 'VariableDeclarator' && holder.init
        ? values.of(holder.init)
        : holder && 'params' in holder && values.fn(holder) !== null
          ? { k: 'param', fn: values.fn(holder)!, index: (holder.params as Node[]).indexOf(source as Node) }
          : { k: 'unknown' };
    const found = paramPath({ k: 'member', of: base, name: key });
    if (!found || found.param < 0) return;
    const fields = target.properties.flatMap((p) => (p.type === 'Property' ? (propertyKey(p) ?? []) : []));
    facts.push({ ...found, at: spanOf(property), argument: null, consumers: [], otherUse: spanOf(target), fields });
  }
}

/** `ctx.query.page = 1`, `delete req.body.id`: nothing is read. */
function isWritten(start: Node): boolean {
  let node = start;
  for (let parent = node.parent; parent && ((parent.type === 'MemberExpression' && parent.object === node) || unwrap(parent) !== parent); parent = node.parent) node = parent;
  return isTarget(node) || (node.parent?.type === 'UnaryExpression' && node.parent.operator === 'delete');
}

const literalArgument = (value: Value): string | null => {
  if (value.k !== 'call') return null;
  const first = value.args[0];
  return first?.k === 'literal' && typeof first.value === 'string' ? first.value : null;
};

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

const formOf = (path: readonly string[]): Form => (path.at(-1) === 'url' ? 'url' : path.at(-1) === 'searchParams' ? 'search' : 'value');

/** Variables followed one after the other: `url`, its `searchParams`, one of them. */
const maxVariables = 4;

function followUses(file: SourceFile, start: Node, startForm: Form, uses: Uses, depth: number): void {
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
        // `typeof body === 'string' ? JSON.parse(body) : body` asks in what form it came, `!== 'undefined'` whether it came
        if (parent.operator === 'typeof' && !isComparedWith(parent, 'undefined')) return;
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
          const inner: Uses = { consumers: [], fields: new Set(), otherUse: null, queryAt: null };
          followUses(file, parent, 'value', inner, depth + 1);
          uses.consumers.push(...inner.consumers);
          if (inner.otherUse) uses.otherUse ??= spanOf(parent);
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
            const inner: Uses = { consumers: [], fields: new Set(), otherUse: null, queryAt: null };
            followReferences(file, only.target, form, inner, depth + 1);
            uses.consumers.push(...inner.consumers);
            if (inner.otherUse) uses.otherUse ??= spanOf(parent);
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

const isComparedWith = ({ parent }: Node, text: string): boolean => parent?.type === 'BinaryExpression' && [parent.left, parent.right].some((side) => side.type === 'Literal' && side.value === text);

/** @param from what stands before it saw another value */
function followReferences(file: SourceFile, id: TSESTree.Identifier, form: Form, uses: Uses, depth: number, from = 0): void {
  const bindings = bindingsOf(file);
  const binding = bindings.resolve(id);
  for (const reference of binding ? bindings.references(binding) : []) if (spanOf(reference).start >= from && !isTarget(reference)) followUses(file, reference, form, uses, depth + 1);
}

/** The name on the left of `x = …`. */
const isTarget = (node: Node): boolean => node.parent?.type === 'AssignmentExpression' && node.parent.operator === '=' && node.parent.left === node;
