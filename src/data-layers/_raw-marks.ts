import { propertyOf, unwrap } from '../syntax/chains.js';
import type { Node, NodeOf } from '../syntax/source-file.js';

/** `$1:raw`, `$1^`, `${name:raw}`, `$<name^>`; `$1^2` is a power. */
const rawMark = /\$(?:(?<position>\d+)(?::raw\b|\^(?!\s*[\w($]))|[{(</[]\s*(?<name>\w+)\s*(?::raw|\^)\s*[})>/\]])/g;

export const mayHoldRawMark = (text: string): boolean => text.includes(':raw') || text.includes('^');

/**
 * Values that pg-promise puts into SQL text as they are (vitaly-t.github.io/pg-promise/formatting.html#.format, "Raw Text"),
 * by the offset and length of their mark in the text. Does not see: values that are no list or object written out.
 */
export function rawMarksIn(text: string, call: NodeOf<'CallExpression' | 'NewExpression'>, argument: number): { readonly offset: number; readonly length: number; readonly node: Node }[] {
  if (!mayHoldRawMark(text)) return [];
  const given = call.arguments[argument];
  const inside = given ? propertyOf(unwrap(given), 'values')?.value : undefined;
  const values = inside ?? call.arguments[argument + 1];
  if (!values || values.type === 'SpreadElement') return [];
  return [...text.matchAll(rawMark)].flatMap(({ 0: mark, index, groups }) => {
    const node = valueAt(unwrap(values), groups?.['position'], groups?.['name']);
    return node ? [{ offset: index, length: mark.length, node }] : [];
  });
}

function valueAt(values: Node, position: string | undefined, name: string | undefined): Node | null {
  if (name !== undefined) return propertyOf(values, name)?.value ?? null;
  const index = Number(position) - 1;
  if (values.type === 'ArrayExpression') {
    const item = values.elements[index];
    return !item || item.type === 'SpreadElement' ? null : item;
  }
  // a single value stands for a list of one
  return index === 0 && values.type !== 'ObjectExpression' && values.type !== 'Identifier' && !/Function/.test(values.type) ? values : null;
}
