import type { QueryFact } from '../facts/backend.js';
import { isFunction } from '../syntax/bindings.js';
import { grow } from '../syntax/builders.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, unwrap } from '../syntax/chains.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';

type Columns = QueryFact['columns'];

/** How deep common table expressions are looked up in each other. */
const maxLevels = 4;

/** `with(name, query)` of a client, `withRecursive('name(column, …)', query)`. */
export const withSteps = (file: SourceFile, client: Node): readonly Step[] =>
  chainOf(file, client).steps.filter((step) => step.called && /^with(Recursive)?$/.test(step.name));

/** What `select` and `selectAll`, or the same of `returning`, leave of the columns. */
export function columnsOf(file: SourceFile, steps: readonly Step[], some: string, every: string): Columns {
  if (steps.some((s) => s.name === every)) return 'all';
  const chosen = steps.filter((s) => s.name === some);
  if (chosen.length === 0) return 'none';
  return chosen.some((s) => s.args.some((a) => /(^|\.)\*$/.test(textOf(file, a) ?? ''))) ? 'all' : 'chosen';
}

/**
 * The columns that a `selectFrom` reads. Every column of a subquery or of a common table expression are those that it
 * selects itself; `null` where that one is not in sight.
 * @param client what `selectFrom` is called on, with the `with` steps of the chain
 * @param source its argument
 */
export function selectedColumns(file: SourceFile, client: Node, source: Node, steps: readonly Step[]): Columns {
  return selected(file, withSteps(file, client), source, steps, 0);
}

function selected(file: SourceFile, tables: readonly Step[], source: Node, steps: readonly Step[], level: number): Columns {
  const columns = columnsOf(file, steps, 'select', 'selectAll');
  const whole = steps.filter((s) => s.name === 'selectAll');
  if (columns !== 'all' || whole.length === 0) return columns;
  const { name, alias, query } = sourceOf(file, source);
  const joins = steps.some((s) => /Join(Lateral)?$/.test(s.name));
  const found = whole.flatMap((step) => namesIn(file, step)).map((target): Columns => {
    if (target === null ? joins : target !== alias && !tableNamed(file, tables, target)) return 'all';
    if (query && (target === null || target === alias)) return innerColumns(file, tables, query, level);
    const table = tableNamed(file, tables, target === null || target === alias ? name : target);
    if (!table) return 'all';
    return /\(/.test(textOf(file, table.args[0]) ?? '') ? 'chosen' : innerColumns(file, tables, table.args[1], level);
  });
  return found.includes('all') ? 'all' : found.includes(null) ? null : 'chosen';
}

/** The columns of `(db) => db.selectFrom(…)`, `query.as('alias')`, or a variable that holds either. */
function innerColumns(file: SourceFile, tables: readonly Step[], query: Node | undefined, level: number): Columns {
  const body = query && level < maxLevels ? bodyOf(query) : null;
  const start = body ? chainOf(file, body).steps.find((s) => s.called && s.name === 'selectFrom') : undefined;
  const [source] = start?.args ?? [];
  if (!start || !source) return null;
  const columns = selected(file, tables, source, grow(file, start.node).steps, level + 1);
  return columns === 'none' ? null : columns;
}

/** What a function returns first, or the expression itself. */
function bodyOf(query: Node): Node | null {
  const plain = unwrap(query);
  if (!isFunction(plain)) return plain;
  if (!plain.body || plain.body.type !== 'BlockStatement') return plain.body ?? null;
  const returned = plain.body.body.find((statement) => statement.type === 'ReturnStatement');
  return returned?.type === 'ReturnStatement' ? returned.argument : null;
}

/** `'orders as o'`, `(eb) => eb.selectFrom(…).as('o')`, `query.as('o')`. */
function sourceOf(file: SourceFile, source: Node): { readonly name: string | null; readonly alias: string | null; readonly query: Node | null } {
  const plain = unwrap(source);
  const text = textOf(file, source);
  if (text !== null) {
    const [, name = text, alias = name] = /^(\S+)(?:\s+as\s+(\S+))?$/i.exec(text.trim()) ?? [];
    return { name, alias, query: null };
  }
  const body = bodyOf(plain);
  const named = body ? chainOf(file, body).steps.findLast((s) => s.called && s.name === 'as')?.args[0] : undefined;
  return { name: null, alias: named ? textOf(file, named) : null, query: named || isFunction(plain) ? plain : null };
}

const tableNamed = (file: SourceFile, tables: readonly Step[], name: string | null): Step | undefined =>
  name === null ? undefined : tables.find((step) => textOf(file, step.args[0])?.replace(/\(.*$/s, '').trim() === name);

/** The tables that `selectAll('a')` and `selectAll(['a', 'b'])` name; `null` for all of them. */
function namesIn(file: SourceFile, { args: [names] }: Step): readonly (string | null)[] {
  if (!names) return [null];
  const value = localValue(file, valuesOf(file).of(names));
  return (value.k === 'array' ? value.items : [value]).map((item) => constantString(file, item));
}

const textOf = (file: SourceFile, node: Node | undefined): string | null => (node ? constantString(file, valuesOf(file).of(node)) : null);
