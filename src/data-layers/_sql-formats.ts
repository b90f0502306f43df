import { isFormatter, sqlFormatters } from '../recognise/sql-apis.js';
import { bindingsOf, type FunctionNode } from '../syntax/bindings.js';
import { calledName, unwrap } from '../syntax/chains.js';
import { librarySymbol } from '../syntax/library-symbol.js';
import { localFunction, localReturns } from '../syntax/settle.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';

/**
 * What a call that fills in a format gives, in order: text, and arguments that stand in it as they are. `null` for every
 * other call, and where the format is no literal. `util.format` (nodejs.org/api/util.html#utilformatformat-args) puts
 * text in as it is, and numbers for `%d`, `%i` and `%f`; pg-format (github.com/datalanche/node-pg-format#usage) quotes
 * `%I` and `%L`, and leaves `%s` alone. Does not see: lists handed to `format.withArray`.
 */
export function formatParts(file: SourceFile, call: NodeOf<'CallExpression'>): readonly (string | Node)[] | null {
  const [format, ...given] = call.arguments;
  const text = format ? literalText(unwrap(format)) : null;
  if (text === null) return null;
  const symbol = librarySymbol(file, valuesOf(file).of(call.callee));
  const isPlain = symbol === 'util#format';
  if (!isPlain && !(symbol !== null && /^pg-format#(?:default|\*|format)$/.test(symbol))) return null;
  const parts: (string | Node)[] = [];
  let next = 0;
  let from = 0;
  for (const mark of text.matchAll(isPlain ? /%[sdifjoOc%]/g : /%(?:(?<position>\d+)\$)?[sIL%]/g)) {
    parts.push(text.slice(from, mark.index));
    from = mark.index + mark[0].length;
    const kind = mark[0].at(-1);
    if (kind === '%') {
      parts.push('%');
      continue;
    }
    const position = mark.groups?.['position'];
    const argument = given[position === undefined ? next : Number(position) - 1];
    if (position === undefined) next += 1;
    if (kind === 'I') parts.push('"x"');
    else if (kind === 'L') parts.push("'x'");
    else if (isPlain && /[dif]/.test(kind ?? '')) parts.push('0');
    else if (argument) parts.push(argument.type === 'SpreadElement' ? argument.argument : argument);
  }
  return [...parts, text.slice(from)];
}

/**
 * The text that a call gives back with quoted values in it: the first argument of `pgp.as.format` and of `format` of
 * pg-format, sqlstring and mysql, and what a function of the file is given for the parameter that it hands on to these.
 * `null` for every other call.
 */
export function filledText(file: SourceFile, call: NodeOf<'CallExpression'>, depth = 0): Node | null {
  const callee = unwrap(call.callee);
  const [first] = call.arguments;
  if (!first || depth > 3) return null;
  if (sqlFormatters.has(calledName(callee) ?? '')) {
    const value = valuesOf(file).of(callee);
    if (isFormatter(value) || isFormatter(librarySymbol(file, value))) return first.type === 'SpreadElement' ? null : first;
  }
  const fn = localFunction(file, call);
  if (!fn) return null;
  const handed = new Set(localReturns(file, call).map((returned) => handedParam(file, fn, returned, depth)));
  const [index] = handed;
  return handed.size === 1 && typeof index === 'number' ? (call.arguments[index] ?? null) : null;
}

/** The position of the parameter whose text an expression gives back. */
function handedParam(file: SourceFile, fn: FunctionNode, returned: Node, depth: number): number | null {
  const plain = unwrap(returned);
  if (plain.type === 'CallExpression') {
    const text = filledText(file, plain, depth + 1);
    return text === null ? null : handedParam(file, fn, text, depth + 1);
  }
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  if (binding?.kind !== 'param' || binding.fn !== fn) return null;
  const param = fn.params[binding.index];
  return param === binding.node || (param?.type === 'AssignmentPattern' && param.left === binding.node) ? binding.index : null;
}

function literalText(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  return node.type === 'TemplateLiteral' && node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? null) : null;
}
