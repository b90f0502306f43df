import type { ColumnFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { SqlToken } from './sql-tokens.js';

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

const tableConstraints: ReadonlySet<string> = new Set(
  'CONSTRAINT PRIMARY UNIQUE FOREIGN CHECK EXCLUDE KEY INDEX FULLTEXT SPATIAL LIKE PERIOD PROJECTION'.split(' '),
);
const columnConstraints: ReadonlySet<string> = new Set(
  'NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK CONSTRAINT GENERATED COLLATE AUTO_INCREMENT AUTOINCREMENT IDENTITY ON COMMENT STORED VIRTUAL AS KEY AFTER FIRST CODEC TTL SETTINGS'.split(' '),
);

const plain = (token: SqlToken): string => (token.kind === 'word' ? token.text.toLowerCase() : token.text);

/** Columns of `CREATE TABLE … ( … )`. */
export function readColumns(tokens: readonly SqlToken[], from: number, to: number): SqlColumn[] {
  let open = from;
  while (open < to && tokens[open]!.text !== '(') open += 1;
  if (open >= to) return [];
  for (let i = from; i < open; i += 1) if (tokens[i]!.text === 'AS' || tokens[i]!.text === 'SELECT') return [];
  const depth = tokens[open]!.depth + 1;
  const columns: SqlColumn[] = [];
  const keys = new Set<string>();
  const uniques = new Set<string>();
  const references = new Map<string, string>();
  let start = open + 1;
  for (let i = open + 1; i <= to; i += 1) {
    const token = i < to ? tokens[i]! : null;
    if (token && token.depth >= depth && !(token.text === ',' && token.depth === depth)) continue;
    if (i > start) {
      if (isTableConstraint(tokens, start)) readConstraint(tokens, start, i, keys, uniques, references);
      else {
        const column = readColumn(tokens, start, i);
        if (column) columns.push(column);
      }
    }
    start = i + 1;
    if (!token || token.depth < depth) break;
  }
  return columns.map((column) => ({
    ...column,
    primaryKey: column.primaryKey || keys.has(column.name.toLowerCase()),
    nullable: column.nullable && !keys.has(column.name.toLowerCase()),
    unique: column.unique || uniques.has(column.name.toLowerCase()),
    references: column.references ?? references.get(column.name.toLowerCase()) ?? null,
  }));
}

/** A column may be called `key` or `index`: then a type follows, no parenthesis or further keyword. */
function isTableConstraint(tokens: readonly SqlToken[], at: number): boolean {
  const first = tokens[at]!;
  if (first.kind !== 'word' || !tableConstraints.has(first.text)) return false;
  if (!['KEY', 'INDEX', 'PERIOD', 'PROJECTION'].includes(first.text)) return true;
  const [second, third, fourth] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  if (second?.text === '(') return true;
  // `key varchar(3)` against `KEY idx (name)` and ClickHouse's `INDEX idx name TYPE minmax`
  if (third?.text === '(') return fourth?.kind !== 'number';
  return third !== undefined && third.kind !== 'op' && !columnConstraints.has(third.text);
}

function readConstraint(
  tokens: readonly SqlToken[],
  from: number,
  to: number,
  keys: Set<string>,
  uniques: Set<string>,
  references: Map<string, string>,
): void {
  let at = from;
  if (tokens[at]!.text === 'CONSTRAINT') at += tokens[at + 1]?.text === 'PRIMARY' || tokens[at + 1]?.text === 'FOREIGN' ? 1 : 2;
  const word = tokens[at]?.text;
  const names = namesIn(tokens, at, to);
  if (word === 'PRIMARY') for (const name of names) keys.add(name);
  // one column alone is unique; several only together
  else if (word === 'UNIQUE' && names.length === 1) uniques.add(names[0]!);
  else if (word === 'FOREIGN' && names.length === 1) {
    const target = referenceIn(tokens, at, to);
    if (target) references.set(names[0]!, target);
  }
}

/** Names in the first parenthesis, lower case. */
function namesIn(tokens: readonly SqlToken[], from: number, to: number): string[] {
  let i = from;
  while (i < to && tokens[i]!.text !== '(') i += 1;
  if (i >= to) return [];
  const { depth } = tokens[i]!;
  const names: string[] = [];
  let expectName = true;
  for (i += 1; i < to && tokens[i]!.depth > depth; i += 1) {
    if (tokens[i]!.text === ',') expectName = true;
    else if (expectName) {
      names.push(plain(tokens[i]!).toLowerCase());
      expectName = false;
    }
  }
  return names;
}

function referenceIn(tokens: readonly SqlToken[], from: number, to: number): string | null {
  for (let i = from; i < to - 1; i += 1) {
    if (tokens[i]!.text !== 'REFERENCES' || tokens[i]!.kind !== 'word') continue;
    let name = i + 1;
    while (tokens[name + 1]?.text === '.' && name + 2 < to) name += 2;
    return plain(tokens[name]!);
  }
  return null;
}

function readColumn(tokens: readonly SqlToken[], from: number, to: number): SqlColumn | null {
  const first = tokens[from]!;
  if (first.kind !== 'word' && first.kind !== 'quoted') return null;
  const { depth } = first;
  const { type, end: behind } = typeAt(tokens, from + 1, to, depth);
  let i = behind;
  const column = {
    name: plain(first),
    type: type || null,
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
        if (tokens[i - 1]!.text === 'BY') break; // GENERATED BY DEFAULT AS IDENTITY
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
function typeAt(tokens: readonly SqlToken[], from: number, to: number, depth: number): { type: string; end: number } {
  let type = '';
  let i = from;
  for (; i < to; i += 1) {
    const token = tokens[i]!;
    if (token.depth === depth && token.kind === 'word' && (columnConstraints.has(token.text) || token.text === 'USING')) break;
    const glued = type === '' || ['(', ')', ',', '.', '[', ']'].includes(token.text) || /[(,.[]$/.test(type);
    type += `${glued ? '' : ' '}${plain(token)}`;
  }
  return { type, end: i };
}

function joined(tokens: readonly SqlToken[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 1) {
    const token = tokens[i]!;
    text += i > from && token.start > tokens[i - 1]!.end ? ` ${plain(token)}` : plain(token);
  }
  return text;
}

/** What `ALTER TABLE` adds: columns, primary keys, defaults. */
export function readAlteration(
  tokens: readonly SqlToken[],
  from: number,
  to: number,
): {
  declares: SqlColumn[];
  alters: { column: string; primaryKey: boolean; generated: ColumnFact['generated']; at: Span }[];
  retypes: { column: string; type: string; at: Span }[];
} {
  const declares: SqlColumn[] = [];
  const alters: { column: string; primaryKey: boolean; generated: ColumnFact['generated']; at: Span }[] = [];
  const retypes: { column: string; type: string; at: Span }[] = [];
  const { depth } = tokens[from]!;
  let start = from;
  for (let i = from; i <= to; i += 1) {
    const token = i < to ? tokens[i]! : null;
    if (token && !(token.text === ',' && token.depth === depth)) continue;
    readAction(start, i);
    start = i + 1;
  }
  return { declares, alters, retypes };

  function readAction(begin: number, end: number): void {
    for (let i = begin; i < end; i += 1) {
      const token = tokens[i]!;
      if (token.kind !== 'word' || token.depth !== depth) continue;
      const at = { start: token.start, end: tokens[end - 1]!.end };
      if (token.text === 'ADD') {
        let next = i + 1;
        if (tokens[next]?.text === 'COLUMN') next += 1;
        while (next < end && ['IF', 'NOT', 'EXISTS'].includes(tokens[next]!.text)) next += 1;
        if (next >= end) return;
        if (isTableConstraint(tokens, next)) {
          const keys = new Set<string>();
          readConstraint(tokens, next, end, keys, new Set(), new Map());
          for (const column of keys) alters.push({ column, primaryKey: true, generated: null, at });
        } else {
          const column = readColumn(tokens, next, end);
          if (column) declares.push(column);
        }
        return;
      }
      // `ALTER COLUMN x TYPE t`, `ALTER x SET DATA TYPE t USING …`
      if (token.text === 'TYPE' && i > begin && tokens.slice(begin, i).some((t) => t.text === 'ALTER')) {
        const name = tokens[tokens[i - 1]?.text === 'DATA' ? i - 3 : i - 1];
        const type = typeAt(tokens, i + 1, end, depth).type;
        if (name && type !== '') retypes.push({ column: plain(name).toLowerCase(), type, at });
        return;
      }
      if (token.text === 'DEFAULT' && tokens[i - 1]?.text === 'SET') {
        const generated = generatedBy(joined(tokens, i + 1, end));
        const column = tokens[i - 2];
        if (generated && column) alters.push({ column: plain(column).toLowerCase(), primaryKey: false, generated, at });
        return;
      }
    }
  }
}
