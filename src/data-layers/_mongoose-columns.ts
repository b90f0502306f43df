import type { QueryFact } from '../facts/backend.js';
import type { Step } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { optionOf } from './_find-options.js';
import type { Method } from './_mongoose-methods.js';

/** `.select('a b')` and projections choose columns; with exclusions alone (`-password`, `{ password: 0 }`) nobody can tell. */
export function columnsOf(file: SourceFile, method: Method, args: readonly Node[], steps: readonly Step[], options: Node | undefined): QueryFact['columns'] {
  const projections: (Node | undefined)[] = [
    ...(method.projection !== undefined && args[method.projection] && !isCallback(args[method.projection]) ? [args[method.projection]] : []),
    ...steps.filter((s) => (s.name === 'select' || s.name === 'projection') && s.called).map((s) => s.args[0]),
  ];
  for (const name of ['projection', 'select', 'fields']) {
    const found = options ? optionOf(file, options, name) : 'absent';
    if (typeof found === 'object') projections.push(found.value);
  }
  let result: QueryFact['columns'] = method.columns;
  for (const projection of projections) {
    const chosen = projectionOf(file, projection);
    if (chosen === 'chosen') return 'chosen';
    if (chosen === null) result = null;
  }
  return result;
}

function projectionOf(file: SourceFile, node: Node | undefined): QueryFact['columns'] {
  if (!node) return 'all';
  const value = localValue(file, valuesOf(file).of(node));
  const text = constantString(file, value);
  if (text !== null) {
    const names = text.split(/\s+/).filter((n) => n !== '');
    if (names.length === 0) return 'all';
    // `+password` adds a hidden column to all the others
    if (names.every((n) => n.startsWith('+'))) return 'all';
    return names.some((n) => !n.startsWith('-') && !n.startsWith('+')) ? 'chosen' : null;
  }
  if (value.k === 'literal') return value.value === null ? 'all' : null;
  if (value.k === 'array') return value.items.some((i) => i.k === 'literal' && typeof i.value === 'string' && !/^[-+]/.test(i.value)) ? 'chosen' : null;
  if (value.k === 'object') {
    const included = Object.entries(value.props).filter(([key, v]) => key !== '_id' && !(v.k === 'literal' && (v.value === 0 || v.value === false)));
    if (included.length > 0) return 'chosen';
    return Object.keys(value.props).length === 0 && value.spreads.length === 0 ? 'all' : null;
  }
  return null;
}

const isCallback = (node: Node | undefined): boolean => node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';
