import type { ColumnFact, IndexFact, RelationFact, TableFact } from '../facts/backend.js';
import type { Problem, Span } from '../facts/source.js';
import { generatedBy } from './sql-columns.js';

interface Attribute {
  /** `id`, `default`, `db.Uuid`, without the signs before it. */
  readonly name: string;
  readonly args: string;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isOptional: boolean;
  readonly attributes: readonly Attribute[];
  readonly at: Span;
}

interface Block {
  readonly keyword: string;
  readonly name: string;
  readonly fields: Field[];
  readonly attributes: { readonly name: string; readonly args: string; readonly at: Span }[];
  /** `provider = "postgresql"` of a datasource. */
  readonly assignments: Map<string, string>;
  readonly start: number;
  end: number;
}

const scalars: ReadonlySet<string> = new Set(['String', 'Boolean', 'Int', 'BigInt', 'Float', 'Decimal', 'DateTime', 'Json', 'Bytes', 'Unsupported']);

/**
 * Tables of a `*.prisma` file: models and views with columns, keys, defaults, relations and indexes. Reads line by line,
 * so that a wrong line costs that line only; every such line is a problem. Never throws.
 * Documentation: https://www.prisma.io/docs/orm/reference/prisma-schema-reference
 * Does not see: enums and models of other files of the same schema (an unknown optional type is taken for a column),
 * composite types of MongoDB.
 */
export function readPrismaSchema(path: string, text: string): { tables: TableFact[]; provider: string | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const blocks = readBlocks(text, (line, message) => problems.push({ path, message: `line ${line}: ${message}` }));
  const models = new Set(blocks.filter((b) => b.keyword === 'model' || b.keyword === 'view').map((b) => b.name));
  const enums = new Set(blocks.filter((b) => b.keyword === 'enum').map((b) => b.name));
  const composites = new Set(blocks.filter((b) => b.keyword === 'type').map((b) => b.name));
  const tables = blocks
    .filter((b) => b.keyword === 'model' || b.keyword === 'view')
    .map((block) => tableOf(block, (field) => isRelation(field, models, enums, composites)));
  const provider = blocks.find((b) => b.keyword === 'datasource')?.assignments.get('provider') ?? null;
  return { tables, provider, problems };
}

function isRelation(field: Field, models: ReadonlySet<string>, enums: ReadonlySet<string>, composites: ReadonlySet<string>): boolean {
  if (scalars.has(field.type) || enums.has(field.type) || composites.has(field.type)) return false;
  if (models.has(field.type) || field.attributes.some((a) => a.name === 'relation')) return true;
  // of another file: only columns have defaults, and lists of enums are rare
  return field.isList && !field.attributes.some((a) => a.name === 'default');
}

function tableOf(block: Block, isRelationField: (field: Field) => boolean): TableFact {
  const attribute = (name: string): string | undefined => block.attributes.find((a) => a.name === name)?.args;
  const columnNames = new Map(block.fields.map((f) => [f.name, textArgument(argsOf(f, 'map'), 'name') ?? f.name]));
  const named = (fields: readonly string[]): string[] => fields.map((f) => columnNames.get(f) ?? f);
  const keyFields = new Set(listArgument(attribute('id'), 'fields'));
  const references = new Map<string, string>();
  const relations: RelationFact[] = [];
  const columns: ColumnFact[] = [];
  const indexes: IndexFact[] = [];

  for (const field of block.fields) {
    if (!isRelationField(field)) continue;
    const fields = listArgument(argsOf(field, 'relation'), 'fields', false);
    if (fields.length === 1) references.set(fields[0]!, field.type);
    relations.push({
      name: field.name,
      form: field.isList ? 'one-to-many' : fields.length > 0 ? 'many-to-one' : 'one-to-one',
      target: { k: 'literal', value: field.type, at: field.at },
      options: null,
      at: field.at,
    });
  }
  for (const { name, args, at } of block.attributes) {
    if (name !== 'unique' && name !== 'index' && name !== 'fulltext') continue;
    const fields = named(listArgument(args, 'fields'));
    if (fields.length > 0) indexes.push({ columns: fields, unique: name === 'unique', at });
  }
  for (const field of block.fields) {
    if (isRelationField(field)) continue;
    const has = (name: string): boolean => field.attributes.some((a) => a.name === name);
    const name = columnNames.get(field.name)!;
    const primaryKey = has('id') || keyFields.has(field.name);
    const unique = has('unique') || indexes.some((i) => i.unique && i.columns.length === 1 && i.columns[0] === name);
    if (has('unique')) indexes.push({ columns: [name], unique: true, at: field.at });
    const target = references.get(field.name);
    columns.push({
      name,
      type: `${field.type.toLowerCase()}${field.isList ? '[]' : ''}`,
      primaryKey,
      unique,
      nullable: field.isOptional,
      generated: generatedOf(argsOf(field, 'default')),
      references: target === undefined ? null : { table: target, value: null },
      at: field.at,
    });
  }
  return {
    kind: 'table',
    layer: 'prisma',
    name: textArgument(attribute('map'), 'name') ?? block.name,
    symbol: block.name,
    cls: null,
    columns,
    indexes,
    relations,
    at: { start: block.start, end: block.end },
  };
}

const argsOf = (field: Field, name: string): string | undefined => field.attributes.find((a) => a.name === name)?.args;

/** What `@default(…)` says. */
function generatedOf(args: string | undefined): ColumnFact['generated'] {
  const call = args === undefined ? null : /^\s*(?:value\s*:\s*)?([A-Za-z]+)\s*\(([\s\S]*)\)\s*$/.exec(args);
  if (!call) return null;
  const inner = call[2]!.trim();
  switch (call[1]) {
    case 'uuid':
      return inner === '7' ? 'uuid-v7' : 'uuid-v4';
    case 'cuid':
      return 'cuid';
    case 'ulid':
      return 'ulid';
    case 'nanoid':
      return 'nanoid';
    case 'autoincrement':
    case 'sequence':
      return 'increment';
    case 'dbgenerated':
      return generatedBy(inner) ?? 'database';
    case 'auto':
      return 'database';
    default:
      return null;
  }
}

/** The string in `("x")` or `(name: "x")`. */
function textArgument(args: string | undefined, name: string): string | null {
  if (args === undefined) return null;
  const found = new RegExp(`(?:^|,)\\s*(?:${name}\\s*:\\s*)?"((?:[^"\\\\]|\\\\.)*)"`).exec(args);
  return found ? found[1]! : null;
}

/** The names in `([a, b])` or `(fields: [a, b(sort: Desc)])`. */
function listArgument(args: string | undefined, name: string, positional = true): string[] {
  if (args === undefined) return [];
  const found = new RegExp(`\\b${name}\\s*:\\s*\\[([^\\]]*)\\]`).exec(args) ?? (positional ? /^\s*\[([^\]]*)\]/.exec(args) : null);
  if (!found) return [];
  return found[1]!
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Blocks with their lines; comments blanked, so that offsets stay. */
function readBlocks(text: string, problem: (line: number, message: string) => void): Block[] {
  const plain = withoutComments(text);
  const blocks: Block[] = [];
  let block: Block | null = null;
  let line = 0;
  for (let start = 0; start <= plain.length; ) {
    let end = lineEnd(plain, start);
    const first = ++line;
    // an attribute whose parentheses stay open goes on in the next line
    for (let guard = 0; block && guard < 40 && end < plain.length && openParens(plain, start, end) > 0; guard += 1) {
      const next = lineEnd(plain, end + 1);
      if (startsAnother.test(plain.slice(end + 1, next))) break; // a parenthesis that is missing, not an argument
      end = next;
      line += 1;
    }
    const content = plain.slice(start, end);
    const trimmed = content.trim();
    const from = start + content.length - content.trimStart().length;
    const at = { start: from, end: from + trimmed.length };
    if (!block) {
      const opening = /^(model|view|type|enum|generator|datasource)\s+(\w+)\s*\{\s*(\})?$/.exec(trimmed);
      if (opening) {
        block = { keyword: opening[1]!, name: opening[2]!, fields: [], attributes: [], assignments: new Map(), start: at.start, end: at.end };
        blocks.push(block);
        if (opening[3]) block = null;
      } else if (trimmed !== '' && trimmed !== '}') problem(first, `not understood: ${shortened(trimmed)}`);
    } else if (trimmed === '}') {
      block.end = at.end;
      block = null;
    } else if (trimmed !== '' && !readLine(block, trimmed, at)) problem(first, `not understood in ${block.keyword} ${block.name}: ${shortened(trimmed)}`);
    if (block) block.end = at.end;
    start = end + 1;
  }
  if (block) problem(line, `${block.keyword} ${block.name} is not closed`);
  return blocks;
}

/** A field, a block attribute or the end of the block: no argument of an attribute. */
const startsAnother = /^\s*(?:\}|@@|\w+\s+[A-Z]\w*)/;

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function readLine(block: Block, text: string, at: Span): boolean {
  if (block.keyword === 'generator' || block.keyword === 'datasource') {
    const assignment = /^(\w+)\s*=\s*(?:"([^"]*)")?/.exec(text);
    if (assignment?.[2] !== undefined) block.assignments.set(assignment[1]!, assignment[2]);
    return true;
  }
  if (block.keyword === 'enum') return true;
  if (text.startsWith('@@')) {
    const [attribute] = readAttributes(text.slice(1));
    if (attribute) block.attributes.push({ ...attribute, at });
    return attribute !== undefined;
  }
  const field = /^(\w+)\s+(Unsupported\s*\("[^"]*"\)|\w+)\s*(\[\s*\])?\s*(\?)?/.exec(text);
  if (!field) return false;
  const rest = text.slice(field[0].length).trim();
  if (rest !== '' && !rest.startsWith('@')) return false;
  block.fields.push({
    name: field[1]!,
    type: field[2]!.startsWith('Unsupported') ? 'Unsupported' : field[2]!,
    isList: field[3] !== undefined,
    isOptional: field[4] !== undefined,
    attributes: readAttributes(rest),
    at,
  });
  return true;
}

/** `@id @default(uuid()) @db.Uuid` */
function readAttributes(text: string): Attribute[] {
  const attributes: Attribute[] = [];
  let i = 0;
  while (i < text.length) {
    if (text[i] !== '@') {
      i += 1;
      continue;
    }
    const name = /^@([\w.]+)\s*/.exec(text.slice(i, i + 80));
    if (!name) {
      i += 1;
      continue;
    }
    i += name[0].length;
    let args = '';
    if (text[i] === '(') {
      const end = closingParen(text, i);
      args = text.slice(i + 1, end);
      i = end + 1;
    }
    attributes.push({ name: name[1]!, args });
  }
  return attributes;
}

function closingParen(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"') i = stringEnd(text, i);
    else if (c === '(') depth += 1;
    else if (c === ')' && (depth -= 1) === 0) return i;
  }
  return text.length;
}

function openParens(text: string, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i += 1) {
    if (text[i] === '"') i = stringEnd(text, i);
    else if (text[i] === '(' || text[i] === '[') depth += 1;
    else if (text[i] === ')' || text[i] === ']') depth -= 1;
  }
  return depth;
}

/** Index of the closing quote; a string ends with its line at the latest. */
function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"' || text[i] === '\n') return i;
  }
  return text.length;
}

function withoutComments(text: string): string {
  if (!text.includes('//') && !text.includes('/*')) return text;
  let result = '';
  let kept = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') i = stringEnd(text, i);
    else if (text[i] === '/' && (text[i + 1] === '/' || text[i + 1] === '*')) {
      const isLine = text[i + 1] === '/';
      const close = isLine ? lineEnd(text, i) : text.indexOf('*/', i + 2);
      const end = close < 0 ? text.length : isLine ? close : close + 2;
      result += text.slice(kept, i) + text.slice(i, end).replace(/[^\n]/g, ' ');
      kept = end;
      i = end - 1;
    }
  }
  return result + text.slice(kept);
}
