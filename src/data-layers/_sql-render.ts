import { hole } from '../documents/sql-tokens.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { bindingsOf, isFunction } from '../syntax/bindings.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import { localReturns } from '../syntax/settle.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { filledText, formatParts } from './_sql-formats.js';

/** SQL text put together from an expression, and where its parts come from. */
export interface RenderedSql {
  readonly text: string;
  /** Ranges of `text` and the literal, template or tagged template of the source that each comes from. */
  readonly pieces: readonly { readonly start: number; readonly end: number; readonly literal: Span }[];
  /** Expressions that stand in for text, by their offset in `text`. */
  readonly holes: ReadonlyMap<number, Node>;
  /** Ranges that depend on a condition. */
  readonly optional: readonly Span[];
  readonly tagged: readonly Node[];
}

/** Options that hold SQL text: pg, mysql, BigQuery, RDS Data, Redshift Data, Athena, Timestream. */
export const sqlOptions: readonly string[] = ['text', 'sql', 'query', 'query_string', 'Sql', 'QueryString'];

const maxLength = 60_000;
/** Functions that call each other offer alternatives without end, each a hole: no statement that somebody wrote has so many. */
export const maxHoles = 500;
const maxDepth = 12;

/** Methods that give the text they are called on, more or less. */
const sameText: ReadonlySet<string> = new Set(['trim', 'trimEnd', 'trimStart', 'toString', 'replace', 'replaceAll', 'as', 'mapWith', 'append', 'concat', 'inlineParams', 'simple', 'toLowerCase']);
/** Functions of SQL builders that take text as it is. */
const rawText: ReadonlySet<string> = new Set(['raw', 'unsafe', 'literal', 'lit', 'fragment', 'text']);
const identifiers: ReadonlySet<string> = new Set(['identifier', 'id', 'ref', 'table', 'ident', 'name', 'escapeId']);

/** Puts together the SQL text that an expression holds, as far as one file tells. Never throws, bounded in size. */
export function renderSql(file: SourceFile, start: Node): RenderedSql {
  let text = '';
  const pieces: { start: number; end: number; literal: Span }[] = [];
  const holes = new Map<number, Node>();
  const optional: Span[] = [];
  const tagged: Node[] = [];
  const active = new Set<unknown>();
  const values = valuesOf(file);

  const isFull = (): boolean => text.length > maxLength || holes.size >= maxHoles;
  const put = (piece: string, literal: Span): void => {
    if (piece === '' || isFull()) return;
    pieces.push({ start: text.length, end: text.length + piece.length, literal });
    text += piece;
  };
  const putHole = (node: Node): void => {
    if (isFull()) return;
    holes.set(text.length, node);
    text += hole;
  };
  const maybe = (write: () => void): void => {
    const from = text.length;
    write();
    if (text.length > from) optional.push({ start: from, end: text.length });
  };

  const alternatives = (nodes: readonly Node[], depth: number, inside: boolean): void => {
    nodes.forEach((node, i) => {
      if (i > 0) text += inside ? ' ' : ';';
      if (nodes.length > 1 && inside) maybe(() => write(node, depth + 1, inside));
      else write(node, depth + 1, inside);
    });
  };

  const template = (node: NodeOf<'TemplateLiteral'>, literal: Span, depth: number): void => {
    node.quasis.forEach((quasi, i) => {
      put(quasi.value.cooked ?? quasi.value.raw, literal);
      const expression = node.expressions[i];
      if (expression) write(expression, depth + 1, true);
    });
  };

  const write = (given: Node, depth: number, inside: boolean): void => {
    const node = unwrap(given);
    if (depth > maxDepth || isFull() || active.has(node)) return putHole(node);
    active.add(node);
    try {
      writeNode(node, depth, inside);
    } finally {
      active.delete(node);
    }
  };

  const writeNode = (node: Node, depth: number, inside: boolean): void => {
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'string') put(node.value, spanOf(node));
        else if (typeof node.value === 'number') text += String(node.value);
        else if (node.value !== null) putHole(node);
        return;
      case 'TemplateLiteral':
        return template(node, spanOf(node), depth);
      case 'TaggedTemplateExpression':
        tagged.push(node);
        return template(node.quasi, spanOf(node), depth);
      case 'BinaryExpression':
        if (node.operator !== '+') return putHole(node);
        // a sum of numbers is a value
        if (inside && !holdsText(node)) return putHole(node);
        write(node.left, depth + 1, inside);
        return write(node.right, depth + 1, true);
      case 'ConditionalExpression':
        // one that may be a number is a value
        if (inside && [node.consequent, node.alternate].some(isNumber) && !holdsText(node)) return putHole(node);
        return alternatives([node.consequent, node.alternate], depth, inside);
      case 'LogicalExpression':
        if (node.operator === '&&') return inside ? maybe(() => write(node.right, depth + 1, true)) : write(node.right, depth + 1, false);
        if (!inside || holdsText(node.right)) return alternatives([node.left, node.right], depth, inside);
        return putHole(node);
      case 'ArrayExpression':
        node.elements.forEach((element, i) => {
          if (i > 0) text += ' ';
          if (!element) return;
          if (element.type === 'SpreadElement') maybe(() => write(element.argument, depth + 1, true));
          else write(element, depth + 1, true);
        });
        return;
      case 'ObjectExpression':
        for (const name of sqlOptions) {
          const property = propertyOf(node, name);
          if (property) return write(property.value, depth + 1, false);
        }
        return;
      case 'NewExpression':
        return node.arguments[0] ? write(node.arguments[0], depth + 1, inside) : undefined;
      case 'ArrowFunctionExpression':
        return node.body.type === 'BlockStatement' ? returned(node, depth) : write(node.body, depth + 1, true);
      case 'FunctionExpression':
        return returned(node, depth);
      case 'CallExpression':
        return call(node, depth, inside);
      case 'Identifier':
        return identifier(node, depth, inside);
      case 'MemberExpression':
        return value(localValue(file, values.of(node)), node);
      default:
        return putHole(node);
    }
  };

  const returned = (fn: Node, depth: number): void => {
    const index = values.fn(fn);
    const nodes = file.nodes('ReturnStatement').flatMap((r) => (r.argument && values.enclosing(r) === index ? [r.argument] : []));
    alternatives(nodes, depth, true);
  };

  /** A constant that is reached through an object or class: only its value is at hand. */
  const value = (found: Value, node: Node): void => {
    if (found.k === 'literal' && typeof found.value === 'string') put(found.value, found.at);
    else if (found.k === 'text' || found.k === 'tagged')
      for (const part of found.parts) {
        if (part.k === 'literal') put(String(part.value), found.at);
        else if (part.k === 'text' || part.k === 'tagged') value(part, node);
        else {
          const constant = constantString(file, part);
          if (constant === null) putHole(node);
          else put(constant, found.at);
        }
      }
    else putHole(node);
  };

  const identifier = (node: NodeOf<'Identifier'>, depth: number, inside: boolean): void => {
    const bindings = bindingsOf(file);
    const binding = bindings.resolve(node);
    if (!binding && node.name === 'undefined') return;
    if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || active.has(binding)) return putHole(node);
    active.add(binding);
    try {
      const { init } = binding.declarator;
      let isKnown = init !== null;
      if (init) write(init, depth + 1, inside);
      const before = spanOf(node).start;
      for (const reference of bindings.references(binding)) {
        const assignment = reference.parent;
        if (assignment?.type !== 'AssignmentExpression' || assignment.left !== reference || spanOf(assignment).start > before) continue;
        isKnown = true;
        if (assignment.operator === '+=') maybe(() => write(assignment.right, depth + 1, true));
        else if (assignment.operator === '=') {
          // `text = text + …` goes on, anything else is another text
          const goesOn = text.length > 0 && mentions(assignment.right, node.name);
          if (!goesOn && text.length > 0) text += inside ? ' ' : ';';
          if (goesOn || inside) maybe(() => write(assignment.right, depth + 1, true));
          else write(assignment.right, depth + 1, false);
        }
      }
      // the variable of a `for…of`, or one that only a destructuring fills
      if (!isKnown) putHole(node);
    } finally {
      active.delete(binding);
    }
  };

  const call = (node: NodeOf<'CallExpression'>, depth: number, inside: boolean): void => {
    const callee = unwrap(node.callee);
    const [first, second] = node.arguments;
    const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    if (callee.type === 'MemberExpression' && name !== null) {
      if (identifiers.has(name) && first) return identifierCall(first, node);
      if (rawText.has(name) && first) return write(first, depth + 1, inside);
      if (name === 'join') {
        // `parts.join(' ')`, or `sql.join(parts, separator)`
        const ofBuilder = first && unwrap(first).type !== 'Literal' && unwrap(first).type !== 'TemplateLiteral';
        const items = itemsOf(ofBuilder ? first : callee.object);
        if (!items) return putHole(node);
        items.forEach((item, i) => {
          if (i > 0) text += separator(ofBuilder ? second : first);
          write(item, depth + 1, true);
        });
        return;
      }
      if (name === 'concat' || name === 'append') {
        write(callee.object, depth + 1, inside);
        for (const argument of node.arguments) write(argument, depth + 1, true);
        return;
      }
      if (sameText.has(name)) {
        const from = text.length;
        write(callee.object, depth + 1, inside);
        // a value, not text: what the call makes of it counts
        if (text.length === from + hole.length && holes.has(from)) holes.set(from, node);
        return;
      }
    }
    const parts = formatParts(file, node);
    if (parts) {
      for (const part of parts)
        if (typeof part === 'string') put(part, spanOf(node));
        else write(part, depth + 1, true);
      return;
    }
    const filled = filledText(file, node);
    if (filled) return write(filled, depth + 1, inside);
    const returns = localReturns(file, node);
    if (returns.length > 0) return alternatives(returns, depth, inside);
    // `conditionalSql(x, (x) => sql`…`)`
    const callbacks = node.arguments.filter((a) => isFunction(a) && holdsText(a));
    if (callbacks.length > 0) {
      for (const callback of callbacks) maybe(() => write(callback, depth + 1, true));
      return;
    }
    // `dedent(`…`)`, `format('…', x)`, `sql(`…`)`
    if (!inside && first && isText(unwrap(first))) return write(first, depth + 1, false);
    putHole(node);
  };

  const identifierCall = (argument: Node, node: Node): void => {
    const plain = unwrap(argument);
    const last = plain.type === 'ArrayExpression' ? plain.elements.at(-1) : plain;
    if (!last) return putHole(node);
    const constant = constantString(file, values.of(last));
    if (constant === null) return putHole(last);
    put(`"${constant.replace(/"/g, '')}"`, spanOf(node));
  };

  const itemsOf = (list: Node): readonly Node[] | null => {
    let node = unwrap(list);
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && propertyKey({ key: node.callee.property }) === 'filter') node = unwrap(node.callee.object);
    if (node.type === 'Identifier') {
      const binding = bindingsOf(file).resolve(node);
      if (binding?.kind !== 'variable' || !binding.declarator.init) return null;
      const pushed = bindingsOf(file)
        .references(binding)
        .flatMap((reference) => {
          const member = reference.parent;
          const outer = member?.parent;
          return member?.type === 'MemberExpression' && member.object === reference && outer?.type === 'CallExpression' && outer.callee === member && propertyKey({ key: member.property }) === 'push'
            ? outer.arguments
            : [];
        });
      const items = itemsOf(binding.declarator.init);
      return items ? [...items, ...pushed] : null;
    }
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && propertyKey({ key: node.callee.property }) === 'filter') return itemsOf(node.callee.object);
    return node.type === 'ArrayExpression' ? node.elements.filter((e) => e !== null) : null;
  };

  write(start, 0, false);
  return { text, pieces, holes, optional, tagged };
}

const separator = (node: Node | undefined): string => {
  const plain = node ? unwrap(node) : null;
  if (plain?.type === 'Literal' && typeof plain.value === 'string') return plain.value || ' ';
  if (plain?.type === 'TaggedTemplateExpression') return plain.quasi.quasis[0]?.value.raw || ' ';
  return ' ';
};

const isText = (node: Node): boolean =>
  (node.type === 'Literal' && typeof node.value === 'string') ||
  node.type === 'TemplateLiteral' ||
  node.type === 'TaggedTemplateExpression' ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)));

const isNumber = (given: Node): boolean => {
  const node = unwrap(given);
  return (node.type === 'Literal' && typeof node.value === 'number') || (node.type === 'BinaryExpression' && /^[-*/%]$/.test(node.operator));
};

/** Whether a literal text stands somewhere in an expression, calls not looked into. */
function holdsText(given: Node): boolean {
  const node = unwrap(given);
  if (isText(node)) return true;
  switch (node.type) {
    case 'BinaryExpression':
      return holdsText(node.left) || holdsText(node.right);
    case 'ConditionalExpression':
      return holdsText(node.consequent) || holdsText(node.alternate);
    case 'LogicalExpression':
      return holdsText(node.right);
    case 'ArrowFunctionExpression':
      return node.body.type === 'BlockStatement' ? returnsText(node.body) : holdsText(node.body);
    case 'FunctionExpression':
      return node.body !== null && returnsText(node.body);
    default:
      return false;
  }
}

const returnsText = (body: NodeOf<'BlockStatement'>): boolean =>
  body.body.some((s) => s.type === 'ReturnStatement' && s.argument !== null && holdsText(s.argument));

const mentions = (given: Node, name: string): boolean => {
  const node = unwrap(given);
  if (node.type === 'Identifier') return node.name === name;
  if (node.type === 'BinaryExpression') return mentions(node.left, name) || mentions(node.right, name);
  if (node.type === 'TemplateLiteral') return node.expressions.some((e) => mentions(e, name));
  return false;
};
