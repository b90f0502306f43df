import type { QueryFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { readSql } from '../documents/sql.js';
import type { SqlStatement } from '../documents/sql-statement.js';
import type { RenderedSql } from './_sql-render.js';
import { renderSql } from './_sql-render.js';
import { unwrap } from '../syntax/chains.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { perFile, spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

const textsOf = perFile(() => new Map<string, SqlStatement[]>());

/** The statements of a text that an expression of the file holds: several adapters look at the same call. */
export function statementsOf(file: SourceFile, text: string): readonly SqlStatement[] {
  const texts = textsOf(file);
  let statements = texts.get(text);
  if (!statements) texts.set(text, (statements = readSql(text)));
  return statements;
}

export type SqlTextFacts = Pick<QueryFact, 'action' | 'table' | 'columns' | 'limited' | 'filtered' | 'offsets' | 'reduced' | 'randomColumns'>;

/**
 * What the SQL text says that an expression holds: directly, through constants, concatenation, nested fragments,
 * conditions and functions of the same file. Conditional parts make an answer `null`, not false.
 * An offset stands at the innermost literal that holds the word OFFSET. `null` when there is no text to read.
 * @param seen collects the tagged templates that were read
 */
export function sqlTextFacts(file: SourceFile, node: Node, seen?: Set<Node>): SqlTextFacts | null {
  const rendered = renderSql(file, node);
  if (seen) for (const tagged of rendered.tagged) seen.add(tagged);
  const statements = statementsOf(file, rendered.text);
  const main = statements.find((s) => s.verb !== 'other' && s.verb !== 'transaction') ?? statements[0];
  if (!main || !/[A-Za-z]/.test(rendered.text)) return null;
  const isRead = main.verb === 'select';
  const randomColumns = statements.flatMap((s) => s.randomColumns).flatMap(({ table, column, at }) => {
    const literal = literalAt(rendered, at);
    return literal ? [{ table, column, at: literal }] : [];
  });
  const alternatives = statements.filter((s) => s.verb === main.verb);
  const maybe = (at: Span | null): boolean | null =>
    at ? (rendered.optional.some((o) => at.start >= o.start && at.end <= o.end) ? null : true) : main.open ? null : false;
  return {
    action: actionOf(main),
    table: tableOf(file, main, rendered),
    columns: agreed(alternatives.map((s) => columnsOf(s, rendered))),
    limited: isRead && !main.computes ? maybe(main.limit?.at ?? null) : null,
    filtered: isRead || main.verb === 'update' || main.verb === 'delete' ? maybe(main.where) : null,
    offsets: offsetsOf(statements, rendered),
    ...(isRead && main.reduced && { reduced: true as const }),
    ...(randomColumns.length > 0 && { randomColumns }),
  };
}

function actionOf(statement: SqlStatement): QueryFact['action'] {
  switch (statement.verb) {
    case 'select':
      return statement.computes ?? 'read-many';
    case 'insert':
      return statement.upsert ? 'upsert' : 'insert';
    case 'update':
    case 'delete':
    case 'transaction':
      return statement.verb;
    default:
      return 'raw';
  }
}

function tableOf(file: SourceFile, statement: SqlStatement, rendered: RenderedSql): QueryFact['table'] {
  if (!statement.table || 'name' in statement.table) return statement.table;
  const node = rendered.holes.get(statement.table.hole);
  // a list of fragments (`Prisma.join`, `sql.join`) is no table
  return node && !(node.type === 'CallExpression' && memberName(node) === 'join') ? { value: valuesOf(file).of(node) } : null;
}

const agreed = (columns: readonly QueryFact['columns'][]): QueryFact['columns'] =>
  columns.every((c) => c === columns[0]) ? (columns[0] ?? null) : null;

function columnsOf(statement: SqlStatement, rendered: RenderedSql): QueryFact['columns'] {
  if (statement.columns !== null || statement.columnHoles.length !== 1) return statement.columns;
  const node = rendered.holes.get(statement.columnHoles[0]!);
  return node && joinsAllFields(node) ? 'all' : null;
}

/** slonik's idiom for every column: `sql.join(Object.values(fields), sql`, `)`. */
function joinsAllFields(node: Node): boolean {
  const list = node.type === 'CallExpression' && memberName(node) === 'join' ? node.arguments[0] : null;
  return list?.type === 'CallExpression' && memberName(list) === 'values' && list.callee.type === 'MemberExpression' && list.callee.object.type === 'Identifier' && list.callee.object.name === 'Object';
}

const memberName = (call: NodeOf<'CallExpression'>): string | null => {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
};

const literalAt = ({ pieces }: RenderedSql, at: Span): Span | undefined => pieces.find((p) => at.start >= p.start && at.start < p.end)?.literal;

/** OFFSET clauses of a text, each at the literal that holds it. */
export function offsetsOf(statements: readonly SqlStatement[], rendered: RenderedSql): QueryFact['offsets'] {
  const offsets = new Map<number, { clause: string; at: Span }>();
  for (const statement of statements)
    for (const { clause, at } of statement.offsets) {
      const literal = literalAt(rendered, at);
      if (literal) offsets.set(literal.start, { clause, at: literal });
    }
  return [...offsets.values()];
}

/** Fragments of a tag that hold an OFFSET and that no query of the file was found to use. */
export function sqlFragments(
  file: SourceFile,
  isTag: (tag: Value) => boolean,
  seen: ReadonlySet<Node>,
): { node: Node; fact: Pick<QueryFact, 'receiver' | 'operation' | 'action' | 'offsets' | 'fragment' | 'text'> }[] {
  const result = [];
  for (const node of file.nodes('TaggedTemplateExpression')) {
    if (seen.has(node) || !node.quasi.quasis.some((q) => /\b(offset|limit)\b/i.test(q.value.raw))) continue;
    const receiver = valuesOf(file).of(node.tag);
    if (!isTag(receiver)) continue;
    const own = spanOf(node);
    const offsets = (sqlTextFacts(file, node)?.offsets ?? []).filter((o) => o.at.start === own.start);
    if (offsets.length === 0) continue;
    const fact = { receiver, operation: 'sql', action: 'raw' as const, offsets, fragment: true as const, text: valuesOf(file).of(node) };
    result.push({ node, fact });
  }
  return result;
}
