import type { ParamReadFact } from '../facts/code.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from './bindings.js';
import { unwrap } from './chains.js';
import { followUses, formOf, isTarget, type Uses } from './input-uses.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
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
