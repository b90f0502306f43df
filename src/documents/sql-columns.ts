import type { ColumnFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { SqlIndex } from './sql-constraints.js';
import { columnConstraints, isTableConstraint, readConstraint, referenceIn } from './sql-constraints.js';
import type { SqlToken } from './sql-tokens.js';
import { nameOf } from './sql-tokens.js';

export interface SqlColumn {
  readonly name: string;
  /** Lower case, words joined by one space: `timestamp with time zone`, `varchar(255)`. */
  readonly type: string | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly nullable: boolean;
  /** The default as written, tokens joined. */
  readonly default: string | null;
  readonly generated: ColumnFact['generated'];
  readonly references: string | null;
  readonly at: Span;
}

/** How a default makes its value: functions that return random or ordered UUIDs in the usual databases. */
export function generatedBy(text: string): ColumnFact['generated'] {
  if (/uuid_?generate_?v7|uuidv7|uuid_v7|gen_uuid_v7|newsequentialid|uuid7\b/i.test(text)) return 'uuid-v7';
  if (/gen_random_uuid|uuid_generate_v4|\bnewid\s*\(|generateuuidv4|random_uuid|uuidv4|randomblob\s*\(\s*16/i.test(text)) return 'uuid-v4';
  if (/nextval\s*\(|\bidentity\b/i.test(text)) return 'increment';
  if (/ulid/i.test(text)) return 'ulid';
  if (/nanoid/i.test(text)) return 'nanoid';
  if (/\bcuid/i.test(text)) return 'cuid';
  return null;
}

/** Columns of `CREATE TABLE … ( … )`, and its indexes and unique constraints over several columns. */
export function readColumns(tokens: readonly SqlToken[], from: number, to: number): { columns: SqlColumn[]; indexes: SqlIndex[] } {
  const none = { columns: [], indexes: [] };
  let open = from;
  while (open < to && tokens[open]!.text !== '(') open += 1;
  if (open >= to) return none;
  // `AS (SELECT …)`, `PARTITION OF t FOR VALUES FROM (1)`
  for (let i = from; i < open; i += 1) if (tokens[i]!.kind === 'word' && ['AS', 'SELECT', 'FOR'].includes(tokens[i]!.text)) return none;
  const depth = tokens[open]!.depth + 1;
  const columns: SqlColumn[] = [];
  const indexes: SqlIndex[] = [];
  const keys = new Set<string>();
  const uniques = new Set<string>();
  const filled = new Set<string>();
  const references = new Map<string, string>();
  let start = open + 1;
  for (let i = open + 1; i <= to; i += 1) {
    const token = i < to ? tokens[i]! : null;
    if (token && token.depth >= depth && !(token.text === ',' && token.depth === depth)) continue;
    if (i > start) {
      const constraint = isTableConstraint(tokens, start) ? readConstraint(tokens, start, i) : null;
      if (constraint) {
        const names = constraint.columns.map((name) => name.toLowerCase());
        for (const name of names) {
          if (constraint.kind === 'primary') keys.add(name);
          else if (constraint.kind === 'not-null') filled.add(name);
        }
        const [only, ...others] = names;
        if (only !== undefined && others.length === 0) {
          if (constraint.kind === 'unique') uniques.add(only);
          if (constraint.references !== null) references.set(only, constraint.references);
        }
        if (constraint.index) indexes.push(constraint.index);
      } else if (!isTableConstraint(tokens, start)) {
        const column = readColumn(tokens, start, i);
        if (column) columns.push(column);
      }
    }
    start = i + 1;
    if (!token || token.depth < depth) break;
  }
  return {
    columns: columns.map((column) => {
      const name = column.name.toLowerCase();
      return {
        ...column,
        primaryKey: column.primaryKey || keys.has(name),
        nullable: column.nullable && !keys.has(name) && !filled.has(name),
        unique: column.unique || uniques.has(name),
        references: column.references ?? references.get(name) ?? null,
      };
    }),
    indexes,
  };
}

export function readColumn(tokens: readonly SqlToken[], from: number, to: number): SqlColumn | null {
  const first = tokens[from]!;
  if (first.kind !== 'word' && first.kind !== 'quoted') return null;
  const { depth } = first;
  const { type, end: behind } = typeAt(tokens, from + 1, to, depth);
  let i = behind;
  const column = {
    name: nameOf(first),
    // `OF type (x WITH OPTIONS …)`
    type: type === '' || type === 'with options' ? null : type,
    primaryKey: false,
    unique: false,
    nullable: true,
    default: null as string | null,
    generated: null as ColumnFact['generated'],
    references: null as string | null,
    at: { start: first.start, end: tokens[to - 1]!.end },
  };
  if (/^(big|small)?serial/.test(type)) column.generated = 'increment';
  for (; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.depth !== depth || token.kind !== 'word') continue;
    switch (token.text) {
      case 'PRIMARY':
        column.primaryKey = true;
        column.nullable = false;
        // SQLite: such a column is the rowid
        if (type === 'integer') column.generated ??= 'increment';
        break;
      case 'UNIQUE':
        column.unique = true;
        break;
      case 'NULL':
        if (tokens[i - 1]!.text === 'NOT') column.nullable = false;
        break;
      case 'AUTO_INCREMENT':
      case 'AUTOINCREMENT':
      case 'IDENTITY':
        column.generated = 'increment';
        break;
      case 'REFERENCES':
        column.references = referenceIn(tokens, i, to);
        break;
      case 'DEFAULT': {
        // GENERATED BY DEFAULT AS IDENTITY, ON DELETE SET DEFAULT
        if (['BY', 'SET'].includes(tokens[i - 1]!.text)) break;
        let end = i + 1;
        while (end < to && !(end > i + 1 && tokens[end]!.depth === depth && tokens[end]!.kind === 'word' && columnConstraints.has(tokens[end]!.text)))
          end += 1;
        column.default = joined(tokens, i + 1, end);
        column.generated = generatedBy(column.default) ?? column.generated;
        i = end - 1;
        break;
      }
    }
  }
  return column;
}

/** The type that begins at a token: `timestamp(3) with time zone`, lower case. */
export function typeAt(tokens: readonly SqlToken[], from: number, to: number, depth: number): { type: string; end: number } {
  let type = '';
  let i = from;
  for (; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.depth === depth && token.kind === 'word' && (columnConstraints.has(token.text) || token.text === 'USING')) break;
    const glued = type === '' || ['(', ')', ',', '.', '[', ']'].includes(token.text) || /[(,.[]$/.test(type);
    type += `${glued ? '' : ' '}${nameOf(token)}`;
  }
  return { type, end: i };
}

export function joined(tokens: readonly SqlToken[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    text += i > from && token.start > tokens[i - 1]!.end ? ` ${nameOf(token)}` : nameOf(token);
  }
  return text;
}
