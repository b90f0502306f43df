import type { QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { isFunction } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, objectLiteral, unwrap } from '../syntax/chains.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';

type Columns = QueryFact['columns'];

/** How deep subqueries are looked into. */
const maxLevels = 4;

/** What a chain reads from: the arguments of `from` and of the joins. */
export const sourcesIn = (steps: readonly Step[]): readonly Node[] =>
  steps.flatMap(({ name, args }) => (args[0] && /^from$|^(left|right|inner|full|cross)Join(Lateral)?$/.test(name) ? [args[0]] : []));

/**
 * The columns of a `select`: without an argument those of its sources, of which a subquery and a common table
 * expression have the ones that they select themselves.
 */
export function selectedColumns(file: SourceFile, argument: Node | null, sources: readonly Node[], level = 0): Columns {
  if (argument) return columnsOf(file, argument);
  const found = sources.map((source) => sourceColumns(file, source, level));
  return found.length === 0 || found.includes('all') ? 'all' : found.includes(null) ? null : 'chosen';
}

/** `db.select({ … }).from(orders).as('recent')`, `db.$with('recent').as(db.select({ … }).from(orders))`; every column of a table. */
function sourceColumns(file: SourceFile, source: Node, level: number): Columns {
  const { steps } = chainOf(file, source);
  const as = steps.findLast((step) => step.called && step.name === 'as');
  if (!as) return 'all';
  const [given] = steps.some((step) => step.name === '$with') ? as.args : [source];
  const query = given ? unwrap(given) : null;
  const body = query && isFunction(query) ? query.body : query;
  const inner = body && level < maxLevels ? chainOf(file, body).steps : [];
  const start = inner.find((step) => step.called && /^select(Distinct(On)?)?$/.test(step.name));
  if (!start) return null;
  const argument = start.args[start.name === 'selectDistinctOn' ? 1 : 0];
  return selectedColumns(file, argument ? unwrap(argument) : null, sourcesIn(inner), level + 1);
}

/** The columns that an argument of `select` or `returning` names: every one where there is none. */
export function columnsOf(file: SourceFile, argument: Node | null): Columns {
  if (!argument) return 'all';
  const literal = objectLiteral(file, argument);
  if (!literal) {
    const value = localValue(file, valuesOf(file).of(argument));
    return isWholeTable(value) ? 'all' : null;
  }
  let columns: Columns = 'chosen';
  for (const property of literal.properties) {
    if (property.type === 'SpreadElement') {
      const spread = localValue(file, valuesOf(file).of(property.argument));
      if (isWholeTable(spread)) return 'all';
      if (spread.k !== 'object') columns = null;
    } else {
      const value = valuesOf(file).of(property.value);
      if (isTable(file, value)) return 'all';
    }
  }
  return columns;
}

/** `getTableColumns(users)` */
const isWholeTable = (value: Value): boolean =>
  value.k === 'call' && value.callee.k === 'import' && (value.callee.name === 'getTableColumns' || value.callee.name === 'getColumns');

/** A table itself, where a column is expected: an imported name, a member of an imported schema, a constant made by `pgTable`. */
export function isTable(file: SourceFile, value: Value): boolean {
  if (value.k === 'import') return true;
  if (value.k === 'member') return value.of.k === 'import' && value.of.name === '*';
  if (value.k !== 'ref') return false;
  const local = localValue(file, value);
  return local.k === 'call' && local.callee.k === 'import' && /Table$/.test(local.callee.name);
}
