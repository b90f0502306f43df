import { loadModule, parseSync } from 'libpg-query';
import type { ColumnDef, Constraint, CreateTableAsStmt, Node, RangeVar, SelectStmt } from 'libpg-query';
import type { SqlStatement, SqlVerb } from '../../src/documents/sql-statement.js';

await loadModule();

/** What both readers can say of one statement: `SqlStatement` without places and holes. */
export interface Reading {
  readonly verb: SqlVerb;
  readonly tables: readonly string[] | null;
  readonly table: string | null;
  readonly columns: SqlStatement['columns'];
  /** `some` where it is no number. */
  readonly limit: number | 'some' | null;
  readonly offsets: number;
  readonly where: boolean;
  readonly reduced: boolean;
  readonly computes: SqlStatement['computes'];
  readonly upsert: boolean;
  readonly declares: readonly ColumnReading[];
  readonly alters: readonly string[];
  readonly retypes: readonly string[];
  readonly indexes: readonly string[];
}

export interface ColumnReading {
  readonly name: string;
  /** The type and the default as PostgreSQL's parser has them, so that `int` and `integer` are one. */
  readonly type: string | null;
  readonly default: string | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly nullable: boolean;
  readonly increment: boolean;
  readonly references: string | null;
}

/** Statements as PostgreSQL 18 parses them, `null` where it refuses the text. */
export function readWithPostgres(text: string): Reading[] | null {
  const stmts = parsed(text);
  return stmts?.map((stmt) => readingOf(stmt)) ?? null;
}

const parsed = (text: string): Node[] | null => {
  try {
    return (parseSync(text).stmts ?? []).flatMap(({ stmt }) => (stmt ? [stmt] : []));
  } catch {
    return null;
  }
};

/** A type as PostgreSQL's parser has it, the text itself where it is none. */
export const canonicalType = (type: string): string => {
  const target = firstTarget(`select null::${type}`);
  return target && 'TypeCast' in target ? plain(target.TypeCast.typeName) : type;
};

/** An expression as PostgreSQL's parser has it, the text itself where it is none. */
export const canonicalExpression = (text: string): string => {
  const target = firstTarget(`select ${text}`);
  return target ? plain(target) : text;
};

function firstTarget(text: string): Node | undefined {
  const [stmt] = parsed(text) ?? [];
  const target = stmt && 'SelectStmt' in stmt ? stmt.SelectStmt.targetList?.[0] : undefined;
  return target && 'ResTarget' in target ? target.ResTarget.val : undefined;
}

/** Lower case, as the vocabulary has types and names of changed columns. */
const plain = (node: unknown): string => JSON.stringify(node, (key, value: unknown) => (/^(location|list_start|list_end)$/.test(key) ? undefined : value))?.toLowerCase() ?? '';

const none: Omit<Reading, 'verb'> = {
  tables: null,
  table: null,
  columns: null,
  limit: null,
  offsets: 0,
  where: false,
  reduced: false,
  computes: null,
  upsert: false,
  declares: [],
  alters: [],
  retypes: [],
  indexes: [],
};

function readingOf(stmt: Node): Reading {
  if ('ExplainStmt' in stmt && stmt.ExplainStmt.query) return readingOf(stmt.ExplainStmt.query);
  if ('SelectStmt' in stmt) return { ...none, verb: 'select', tables: tablesIn(stmt), offsets: offsetsIn(stmt), ...rowsOf(stmt.SelectStmt, new Map()) };
  if ('InsertStmt' in stmt) return write('insert', stmt, stmt.InsertStmt, { upsert: stmt.InsertStmt.onConflictClause?.action === 'ONCONFLICT_UPDATE' });
  if ('UpdateStmt' in stmt) return write('update', stmt, stmt.UpdateStmt, { where: Boolean(stmt.UpdateStmt.whereClause) });
  if ('DeleteStmt' in stmt) return write('delete', stmt, stmt.DeleteStmt, { where: Boolean(stmt.DeleteStmt.whereClause) });
  if ('MergeStmt' in stmt) return write('update', stmt, stmt.MergeStmt, { where: true });
  if ('TransactionStmt' in stmt) return { ...none, verb: 'transaction' };
  if ('CreateStmt' in stmt) return definition('create-table', stmt.CreateStmt.relation, { declares: columnsOf(stmt.CreateStmt.tableElts ?? []), indexes: constraintsOf(stmt.CreateStmt.tableElts ?? []) });
  if ('CreateForeignTableStmt' in stmt) return definition('create-table', stmt.CreateForeignTableStmt.base?.relation, { declares: columnsOf(stmt.CreateForeignTableStmt.base?.tableElts ?? []) });
  if ('CreateTableAsStmt' in stmt && stmt.CreateTableAsStmt.objtype === 'OBJECT_TABLE') return definition('create-table', stmt.CreateTableAsStmt.into?.rel, { declares: namesOfRows(stmt.CreateTableAsStmt) });
  if ('IndexStmt' in stmt) {
    const names = (stmt.IndexStmt.indexParams ?? []).map((p) => ('IndexElem' in p ? p.IndexElem.name : undefined));
    const whole = names.every((name) => name !== undefined) && !stmt.IndexStmt.whereClause;
    return definition('create-index', stmt.IndexStmt.relation, { indexes: whole ? [`${names.join('+')}${stmt.IndexStmt.unique ? ' unique' : ''}`] : [] });
  }
  if ('AlterTableStmt' in stmt && stmt.AlterTableStmt.objtype === 'OBJECT_TABLE') return definition('alter-table', stmt.AlterTableStmt.relation, alterationOf(stmt.AlterTableStmt.cmds ?? []));
  if ('RenameStmt' in stmt && (stmt.RenameStmt.relationType === 'OBJECT_TABLE' || stmt.RenameStmt.renameType === 'OBJECT_TABLE' || stmt.RenameStmt.renameType === 'OBJECT_TABCONSTRAINT')) return definition('alter-table', stmt.RenameStmt.relation, {});
  if ('AlterObjectSchemaStmt' in stmt && stmt.AlterObjectSchemaStmt.objectType === 'OBJECT_TABLE') return definition('alter-table', stmt.AlterObjectSchemaStmt.relation, {});
  return { ...none, verb: 'other' };
}

const definition = (verb: SqlVerb, relation: RangeVar | undefined, rest: Partial<Reading>): Reading => ({ ...none, verb, table: relation?.relname ?? null, tables: verb === 'create-index' ? null : [relation?.relname ?? ''], ...rest });

function write(verb: SqlVerb, stmt: Node, { relation, returningClause }: { relation?: RangeVar; returningClause?: { exprs?: Node[] } }, rest: Partial<Reading>): Reading {
  const columns = returningClause?.exprs ? (listOf(returningClause.exprs).columns ?? null) : 'none';
  return { ...none, verb, table: relation?.relname ?? null, tables: tablesIn(stmt), offsets: offsetsIn(stmt), columns, ...rest };
}

// ── queries ──

type Rows = Pick<Reading, 'table' | 'columns' | 'limit' | 'where' | 'reduced' | 'computes'>;
type Ctes = ReadonlyMap<string, Node | undefined>;

function rowsOf(select: SelectStmt, outer: Ctes): Rows {
  const ctes = new Map(outer);
  for (const cte of select.withClause?.ctes ?? []) if ('CommonTableExpr' in cte && cte.CommonTableExpr.ctename) ctes.set(cte.CommonTableExpr.ctename, cte.CommonTableExpr.ctequery);
  const limit = limitOf(select);
  if (select.op !== undefined && select.op !== 'SETOP_NONE' && select.larg) {
    const left = rowsOf(select.larg, ctes);
    const right = select.rarg && rowsOf(select.rarg, ctes);
    return { ...left, limit: limit ?? left.limit, where: left.where || right?.where === true, reduced: true };
  }
  if (select.valuesLists) return { table: null, columns: null, limit, where: false, reduced: false, computes: null };
  const list = listOf(select.targetList ?? []);
  const joins = joinsIn(select.fromClause ?? []);
  const grouped = (select.groupClause?.length ?? 0) > 0;
  const own: Rows = {
    table: null,
    columns: list.columns,
    limit,
    where: Boolean(select.whereClause),
    reduced: Boolean(select.distinctClause) || Boolean(select.havingClause) || joins.some((join) => join === 'inner') || (grouped && !joins.includes('keeping')),
    computes: list.computes,
  };
  const first = leftmost(select.fromClause?.[0]);
  const inner = sourceOf(first, ctes);
  if (inner && !('SelectStmt' in inner)) return own;
  if (!inner) return { ...own, table: first && 'RangeVar' in first ? (first.RangeVar.relname ?? null) : null };
  const rows = rowsOf(inner.SelectStmt, withoutSelf(ctes, first));
  return {
    table: rows.table,
    columns: own.columns === 'all' ? rows.columns : own.columns,
    limit: own.limit ?? rows.limit,
    where: own.where || rows.where,
    reduced: own.reduced || rows.reduced || rows.computes !== null,
    computes: own.computes,
  };
}

/** A recursive WITH query that reads itself is followed once. */
function withoutSelf(ctes: Ctes, source: Node | undefined): Ctes {
  const rest = new Map(ctes);
  if (source && 'RangeVar' in source) rest.delete(source.RangeVar.relname ?? '');
  return rest;
}

function leftmost(node: Node | undefined): Node | undefined {
  if (node && 'JoinExpr' in node) return leftmost(node.JoinExpr.larg);
  return node && 'RangeTableSample' in node ? leftmost(node.RangeTableSample.relation) : node;
}

function sourceOf(node: Node | undefined, ctes: Ctes): Node | undefined {
  if (node && 'RangeSubselect' in node) return node.RangeSubselect.subquery;
  return node && 'RangeVar' in node && !node.RangeVar.schemaname ? ctes.get(node.RangeVar.relname ?? '') : undefined;
}

function joinsIn(nodes: readonly Node[]): ('inner' | 'keeping' | 'cross')[] {
  return nodes.flatMap((node) => {
    if (!('JoinExpr' in node)) return [];
    const { jointype, isNatural, usingClause, quals, larg, rarg } = node.JoinExpr;
    const own = jointype !== 'JOIN_INNER' ? 'keeping' : isNatural || usingClause || quals ? 'inner' : 'cross';
    return [own, ...joinsIn([larg, rarg].flatMap((side) => (side ? [side] : [])))] as const;
  });
}

function limitOf({ limitCount }: SelectStmt): Reading['limit'] {
  if (!limitCount || ('A_Const' in limitCount && limitCount.A_Const.isnull)) return null;
  return 'A_Const' in limitCount && limitCount.A_Const.ival ? (limitCount.A_Const.ival.ival ?? 0) : 'some';
}

function listOf(targets: readonly Node[]): Pick<Reading, 'columns' | 'computes'> {
  const values = targets.flatMap((target) => ('ResTarget' in target && target.ResTarget.val ? [target.ResTarget.val] : []));
  if (values.some((value) => 'ColumnRef' in value && value.ColumnRef.fields?.some((f) => 'A_Star' in f))) return { columns: 'all', computes: null };
  if (values.length === 0) return { columns: null, computes: null };
  const computed = values.map(computedBy);
  if (computed.every((name) => name === 'count')) return { columns: 'none', computes: 'count' };
  if (computed.every((name) => name === 'exists')) return { columns: 'none', computes: 'exists' };
  if (computed.every((name) => name !== null && name !== 'exists')) return { columns: 'none', computes: 'aggregate' };
  return { columns: 'chosen', computes: null };
}

const aggregates: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'avg']);

/** The aggregate or EXISTS that an expression begins with, casts, arithmetic and `coalesce` looked through. */
function computedBy(node: Node): string | null {
  if ('SubLink' in node) return node.SubLink.subLinkType === 'EXISTS_SUBLINK' ? 'exists' : null;
  if ('TypeCast' in node) return node.TypeCast.arg ? computedBy(node.TypeCast.arg) : null;
  if ('CoalesceExpr' in node) return node.CoalesceExpr.args?.[0] ? computedBy(node.CoalesceExpr.args[0]) : null;
  if ('A_Expr' in node) return node.A_Expr.lexpr ? computedBy(node.A_Expr.lexpr) : null;
  if (!('FuncCall' in node) || node.FuncCall.over) return null;
  const name = node.FuncCall.funcname?.at(-1);
  const called = name && 'String' in name ? (name.String.sval ?? '') : '';
  if (called === 'round' && node.FuncCall.args?.[0]) return computedBy(node.FuncCall.args[0]);
  return aggregates.has(called) ? called : null;
}

// ── every table and offset of a statement ──

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(value: unknown, visit: (kind: string, node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isObject(value))
    for (const [key, child] of Object.entries(value)) {
      if (isObject(child)) visit(key, child);
      walk(child, visit);
    }
}

function tablesIn(stmt: Node): string[] {
  const names = new Set<string>();
  const ctes = new Set<string>();
  walk(stmt, (kind, node) => {
    if ((kind === 'RangeVar' || kind === 'relation') && typeof node['relname'] === 'string') names.add(node['relname']);
    if (kind === 'CommonTableExpr' && typeof node['ctename'] === 'string') ctes.add(node['ctename']);
  });
  return [...names].filter((name) => !ctes.has(name)).sort();
}

function offsetsIn(stmt: Node): number {
  let count = 0;
  walk(stmt, (kind, node) => {
    if (kind !== 'limitOffset') return;
    const constant = node['A_Const'];
    const value = isObject(constant) ? constant['ival'] : undefined;
    if (!(isObject(value) && value['ival'] === undefined) && !(isObject(constant) && constant['isnull'])) count += 1;
  });
  return count;
}

// ── definitions ──

const constraintIn = (node: Node): Constraint | null => ('Constraint' in node ? node.Constraint : null);
const namesOf = (nodes: readonly Node[] | undefined): string[] => (nodes ?? []).flatMap((node) => ('String' in node && node.String.sval ? [node.String.sval] : []));

function columnsOf(elements: readonly Node[]): ColumnReading[] {
  const constraints = elements.flatMap((element) => constraintIn(element) ?? []);
  const holds = (name: string, type: Constraint['contype'], alone: boolean): boolean =>
    constraints.some(({ contype, keys }) => contype === type && namesOf(keys).includes(name) && (!alone || keys?.length === 1));
  return elements.flatMap((element) => {
    if (!('ColumnDef' in element)) return [];
    const column = columnOf(element.ColumnDef);
    const foreign = constraints.find(({ contype, fk_attrs: keys }) => contype === 'CONSTR_FOREIGN' && keys?.length === 1 && namesOf(keys)[0] === column.name);
    const inKey = holds(column.name, 'CONSTR_PRIMARY', false);
    return [
      {
        ...column,
        primaryKey: column.primaryKey || inKey,
        nullable: column.nullable && !inKey && !holds(column.name, 'CONSTR_NOTNULL', true),
        unique: column.unique || holds(column.name, 'CONSTR_UNIQUE', true),
        references: column.references ?? foreign?.pktable?.relname ?? null,
      },
    ];
  });
}

/** `CREATE TABLE a (x, y) AS …` names columns without types. */
const namesOfRows = ({ into }: CreateTableAsStmt): ColumnReading[] => namesOf(into?.colNames).map((colname) => columnOf({ colname }));

function columnOf({ colname, typeName, constraints }: ColumnDef): ColumnReading {
  const own = (constraints ?? []).flatMap((c) => constraintIn(c) ?? []);
  const has = (type: Constraint['contype']): boolean => own.some(({ contype }) => contype === type);
  const defaulted = own.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr;
  return {
    name: colname ?? '',
    type: typeName ? plain(typeName) : null,
    default: defaulted ? plain(defaulted) : null,
    primaryKey: has('CONSTR_PRIMARY'),
    unique: has('CONSTR_UNIQUE'),
    nullable: !has('CONSTR_NOTNULL') && !has('CONSTR_PRIMARY'),
    increment: has('CONSTR_IDENTITY') || /serial[248]?"/.test(plain(typeName) ?? '') || (defaulted !== undefined && plain(defaulted).includes('"nextval"')),
    references: own.find(({ contype }) => contype === 'CONSTR_FOREIGN')?.pktable?.relname ?? null,
  };
}

/** Unique constraints over several columns; those over one are the column's own. */
const constraintsOf = (elements: readonly Node[]): string[] =>
  elements.flatMap((element) => {
    const constraint = constraintIn(element);
    return constraint?.contype === 'CONSTR_UNIQUE' && (constraint.keys?.length ?? 0) > 1 ? [`${namesOf(constraint.keys).join('+')} unique`] : [];
  });

function alterationOf(commands: readonly Node[]): Pick<Reading, 'declares' | 'alters' | 'retypes' | 'indexes'> {
  const declares: ColumnReading[] = [];
  const alters: string[] = [];
  const retypes: string[] = [];
  const indexes: string[] = [];
  for (const node of commands) {
    if (!('AlterTableCmd' in node)) continue;
    const { subtype, def } = node.AlterTableCmd;
    const name = node.AlterTableCmd.name?.toLowerCase();
    const constraint = def ? constraintIn(def) : null;
    const column = def && 'ColumnDef' in def ? def.ColumnDef : null;
    if (subtype === 'AT_AddColumn' && column) declares.push(columnOf(column));
    else if (subtype === 'AT_AddConstraint' && constraint?.contype === 'CONSTR_PRIMARY') alters.push(...namesOf(constraint.keys).map((key) => `${key.toLowerCase()} pk`));
    else if (subtype === 'AT_AddConstraint' && constraint?.contype === 'CONSTR_UNIQUE') {
      if (constraint.keys?.length === 1) alters.push(`${namesOf(constraint.keys)[0]?.toLowerCase()} unique`);
      if (def) indexes.push(...constraintsOf([def]));
    } else if (subtype === 'AT_AddConstraint' && constraint?.contype === 'CONSTR_NOTNULL') alters.push(`${namesOf(constraint.keys)[0]?.toLowerCase()} not-null`);
    else if (subtype === 'AT_AddConstraint' && constraint?.contype === 'CONSTR_FOREIGN' && constraint.fk_attrs?.length === 1) alters.push(`${namesOf(constraint.fk_attrs)[0]?.toLowerCase()} -> ${constraint.pktable?.relname}`);
    else if (subtype === 'AT_AddIdentity') alters.push(`${name} increment`);
    else if (subtype === 'AT_SetNotNull') alters.push(`${name} not-null`);
    else if (subtype === 'AT_DropNotNull') alters.push(`${name} null`);
    else if (subtype === 'AT_ColumnDefault' && def) {
      const made = ['nextval:increment', 'gen_random_uuid:uuid-v4', 'uuid_generate_v4:uuid-v4', 'uuidv4:uuid-v4', 'uuidv7:uuid-v7'].find((pair) => plain(def).includes(`"${pair.split(':')[0]}"`));
      if (made) alters.push(`${name} ${made.split(':')[1]}`);
    } else if (subtype === 'AT_AlterColumnType' && column?.typeName) retypes.push(`${name} ${plain(column.typeName)}`);
  }
  return { declares, alters, retypes, indexes };
}
