import { own } from '../../facts/own.js';
import type { ClassRef, FunctionRef, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import { isWithin } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { lastName } from '../../facts/value.js';
import { holdsParam, isParam } from '../values/flow.js';

/**
 * Whether the `transform` of a pipe of the project returns its value parsed from JSON and nothing else: what leaves is
 * JSON that nothing looked at. Misses pipes that only trim or coerce, as their checks may be comparisons.
 */
export function onlyParsesJson(project: Project, ref: ClassRef): boolean {
  const index = own(ref.fact.methods, 'transform');
  if (index === undefined) return false;
  const fn = project.fn(ref.file, index);
  const forms = fn.fact.returns.map(({ value, at }) => formOf(value, fn, at));
  if (!forms.includes('json') || forms.includes('other')) return false;
  // `isJSON(value)` asks for the form of the text alone
  return project.calls(fn).every(({ callee, args }) => isJsonParse(callee) || lastName(callee) === 'isJSON' || !args.some(({ value }) => holdsParam(value, fn.index, 0)));
}

function formOf(value: Value, fn: FunctionRef, at: Span): 'json' | 'empty' | 'other' {
  if (value.k === 'literal' || (value.k === 'object' && Object.keys(value.props).length + value.spreads.length === 0) || (value.k === 'array' && value.items.length === 0)) return 'empty';
  // a variable that holds the parsed value may have been looked at
  const isParsed = value.k === 'call' && isJsonParse(value.callee) && isWithin(value.at, at) && value.args[0] !== undefined && isParam(value.args[0], fn.index, 0);
  return isParsed ? 'json' : 'other';
}

const isJsonParse = (callee: Value): boolean => callee.k === 'member' && callee.name === 'parse' && callee.of.k === 'global' && callee.of.name === 'JSON';
