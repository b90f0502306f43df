import type { FileFacts } from '../../facts/file.js';
import type { JoinedSql, LocatedValue, Project, Resolved } from '../../facts/project.js';
import { lazy } from '../../facts/remembered.js';
import { isWithin } from '../../facts/source.js';
import type { JoinedSqlFact, SqlHole, SqlPosition } from '../../facts/sql.js';
import type { Value } from '../../facts/value.js';
import { harmlessMembers, isFormatter, isHarmlessCall, runsSql, sqlApis, takesConditions, telling } from '../../recognise/sql-apis.js';
import { marksParameter, namesParameter, positionIn } from '../../recognise/sql-positions.js';
import { handedOn } from '../calls/text-runners.js';
import { createRequestValues } from '../handlers/request-values.js';
import { isOutOfSight } from '../values/resolved.js';
import { writtenTypeOf } from '../values/written-types.js';

type Verdict = 'joined' | 'chosen' | null;

/** A function that more places call is taken for one that anybody may call. */
const maxCallers = 12;

/** Calls of runtime code that execute SQL text with something joined into it, also through wrappers of the project. */
export function joinedSqlIn(project: Project): JoinedSql[] {
  const isRequestValue = createRequestValues(project);
  const found: JoinedSql[] = [];
  const pending: { file: FileFacts; fact: JoinedSqlFact }[] = [];
  /** Parameters that functions of the project execute as SQL. */
  const executed = new Set<string>();
  const paramKey = (file: FileFacts, fn: number, index: number): string => `${file.path}:${fn}:${index}`;
  /** Also those of functions that hand theirs on to such a parameter: `rows = (text) => run(text)`. */
  const execute = (file: FileFacts, { fn, index }: { readonly fn: number; readonly index: number }, level = 0): void => {
    const key = paramKey(file, fn, index);
    if (executed.has(key)) return;
    executed.add(key);
    if (level > 3) return;
    for (const { file: from, call } of project.callersOf(project.fn(file, fn))) {
      const text = call.args[index];
      const param = text ? handedOn(project, from, text) : null;
      if (param) execute(from, param, level + 1);
    }
  };

  const accept = (file: FileFacts, fact: JoinedSqlFact, symbol: string | null): void => {
    for (const { value, position } of fact.holes) {
      const param = position === 'text' ? handedOn(project, file, value) : null;
      if (param) execute(file, param);
    }
    found.push({ file, fact, symbol, joined: lazy(() => valueJoined(file, fact)) });
  };
  const valueJoined = (file: FileFacts, fact: JoinedSqlFact): ReturnType<JoinedSql['joined']> => {
    for (const hole of fact.holes) {
      // a wrapper runs what its callers hand it: they are judged
      const isHandedOn = hole.position === 'text' && handedOn(project, file, hole.value) !== null;
      const verdict = hole.checked || isHandedOn ? null : judgeHole(project, isRequestValue, file, hole);
      if (verdict !== null) return { written: hole.written, position: hole.position, chosen: verdict === 'chosen' };
    }
    return null;
  };

  for (const file of project.files) {
    if (file.kind !== 'runtime') continue;
    for (const fact of file.joinedSql ?? []) {
      const symbol = executorOf(project, file, fact);
      if (symbol !== undefined) accept(file, fact, symbol);
      else pending.push({ file, fact });
    }
  }
  // a wrapper may call a wrapper
  for (let round = 0, open = pending; round < 3 && open.length > 0 && executed.size > 0; round += 1) {
    const rest: typeof pending = [];
    const before = executed.size;
    for (const one of open) {
      const targets = project.resolve({ file: one.file, value: one.fact.callee, scope: null });
      // a method called `select` that runs what it is given is no builder
      if (targets.some((t) => t.r === 'function' && executed.has(paramKey(t.ref.file, t.ref.index, one.fact.argument)))) accept(one.file, one.fact.form === 'condition' ? { ...one.fact, form: 'statement' } : one.fact, null);
      else rest.push(one);
    }
    if (rest.length === open.length || (round > 0 && executed.size === before)) break;
    open = rest;
  }
  return found;
}

/** The symbol that executes the text, `null` where the text alone tells, `undefined` where nothing does. */
function executorOf(project: Project, file: FileFacts, fact: JoinedSqlFact): string | null | undefined {
  // it gives the text back
  if (isFormatter(fact.callee)) return undefined;
  const receiver = fact.callee.k === 'member' ? fact.callee.of : fact.callee;
  const resolved = project.resolve({ file, value: receiver, scope: null });
  for (const r of resolved) {
    const symbol = project.origins(r).find((one) => (fact.form === 'condition' ? takesConditions(one) && isBuilder(r) : runsSql(one)));
    if (symbol !== undefined) return symbol;
  }
  const api = sqlApis.get(fact.method);
  if (!api || (api.form === 'condition' && fact.form !== 'condition')) return undefined;
  const isKnown = (source: string, symbol: string): boolean =>
    source === 'global' ? !/Container|DB|Database|Client|Pool|Connection/.test(symbol) : project.isDeclared(file.path, source);
  const inSight = resolved.some((r) => !isOutOfSight(r, isKnown));
  if (fact.form === 'condition') return !inSight && fact.callee.k === 'member' && isBuilderName(fact.callee.of) && (speaksOfBuilders(file) || isInFind(project, file, fact)) ? null : undefined;
  // a method of the project that runs SQL by the name that drivers give it
  const isOwn = resolved.every((r) => r.r === 'instance' || r.r === 'type' || r.r === 'param' || r.r === 'value');
  if (fact.form === 'statement' && fact.evident && (!inSight || isOwn)) return null;
  return telling.has(fact.method) && !inSight ? null : undefined;
}

const isBuilder = (r: Resolved): boolean =>
  r.r === 'external' && (/QueryBuilder/.test(r.symbol) || r.path.some((step) => /^(?:createQueryBuilder|qb|createQueryRunner|getQuery)\(\)$|QueryBuilder/.test(step)));

/** `qb` of a callback or parameter in a file that imports TypeORM or MikroORM. */
const speaksOfBuilders = (file: FileFacts): boolean => file.imports.some((i) => takesConditions(`${i.source}#`));
/** `repository.find({ where: (qb) => { qb.where(…) } })`, as TypeORM 0.2 took conditions (`FindConditions`, `FindManyOptions`). */
const isInFind = (project: Project, file: FileFacts, { at }: JoinedSqlFact): boolean =>
  file.queries.some((query) => query.layer === 'typeorm' && query.fn !== null && isWithin(at, query.at) && project.queriesIn(project.fn(file, query.fn)).some(({ fact }) => fact === query));
const isBuilderName = (value: Value): boolean => {
  let head = value;
  while (head.k === 'member' || head.k === 'call') head = head.k === 'member' ? head.of : head.callee;
  return head.k === 'param' || head.k === 'unknown';
};

// ── what is joined ──

function judgeHole(project: Project, isRequestValue: (value: LocatedValue) => boolean, file: FileFacts, hole: SqlHole): Verdict {
  const active = new Set<unknown>();

  const typeVerdict = (one: LocatedValue, position: SqlPosition): Verdict | undefined => {
    const type = writtenTypeOf(project, one);
    if (type === 'fixed') return null;
    if (type === 'number') return position === 'value' && !isGivenConstants(one) ? 'joined' : null;
    return type === 'string' && position === 'count' ? 'joined' : undefined;
  };

  /** By the written type where that tells, else by what follows. */
  const byType = (one: LocatedValue, position: SqlPosition, otherwise: () => Verdict): Verdict => {
    const told = typeVerdict(one, position);
    return told === undefined ? otherwise() : told;
  };

  /** Whether every caller of the function whose parameter a value is, or belongs to, gives constants. */
  const isGivenConstants = (one: LocatedValue): boolean => {
    const head = receiverOf(one.value);
    if (head.k !== 'param') return false;
    const fn = project.fn(one.file, head.fn);
    if (active.has(fn.fact)) return false;
    const callers = project.callersOf(fn);
    active.add(fn.fact);
    try {
      return (
        callers.length > 0 &&
        callers.length <= maxCallers &&
        callers.every(({ file: from, call }) => {
          const scope = { fn, args: call.args.map((value) => ({ file: from, value, scope: null })), outer: one.scope };
          const given = project.resolve({ ...one, scope });
          return given.length > 0 && given.every((r) => r.r === 'value' && r.located.value !== one.value && judge(r.located, 'value', 6) === null);
        })
      );
    } finally {
      active.delete(fn.fact);
    }
  };

  const dynamic = (one: LocatedValue, position: SqlPosition): Verdict => {
    if (position === 'value') return isConfigured(one.value) || isGivenConstants(one) ? null : 'joined';
    return isRequestValue(one) ? (position === 'count' ? 'joined' : 'chosen') : null;
  };

  const judge = (one: LocatedValue, position: SqlPosition, depth: number): Verdict => {
    const { value } = one;
    if (depth > 12 || active.has(value)) return null;
    active.add(value);
    try {
      return verdictOf(one, position, depth);
    } finally {
      active.delete(value);
    }
  };

  const first = (values: readonly Value[], one: LocatedValue, position: SqlPosition, depth: number): Verdict => {
    for (const value of values) {
      const verdict = judge({ ...one, value }, position, depth + 1);
      if (verdict !== null) return verdict;
    }
    return null;
  };

  const verdictOf = (one: LocatedValue, position: SqlPosition, depth: number): Verdict => {
    const { value } = one;
    switch (value.k) {
      case 'literal':
      case 'tagged':
      case 'function':
      case 'class':
        return null;
      case 'scalar':
        return value.type === 'string' && position === 'value' ? 'joined' : null;
      case 'text':
        return textVerdict(one, value.parts, position, depth);
      case 'union':
        return first(value.of, one, position, depth);
      case 'array':
        return first(value.items, one, position, depth);
      case 'spread':
        return judge({ ...one, value: value.of }, position, depth + 1);
      case 'call':
        return callVerdict(one, value, position, depth);
      case 'param': {
        const given = givenTo(one, value.fn, value.index);
        if (given !== undefined) return given === null ? null : judge(given, position, depth + 1);
        return byType(one, position, () => followed(one, position, depth));
      }
      case 'typed':
        return byType(one, position, () => dynamic(one, position));
      case 'new':
        if (value.callee.k === 'global' && value.callee.name === 'Set' && value.args[0]) return judge({ ...one, value: value.args[0] }, position, depth + 1);
        return dynamic(one, position);
      case 'object':
      case 'unknown':
        return value.k === 'unknown' && hole.type ? byType({ ...one, value: { k: 'typed', type: hole.type } }, position, () => dynamic(one, position)) : dynamic(one, position);
      default:
        if (value.k === 'member' && harmlessMembers.has(value.name)) return null;
        // `date.toISOString().split('T')[0]`, an element of a list that has a name
        if ((value.k === 'element' && /^(?:call|ref|import)$/.test(value.of.k)) || (value.k === 'member' && value.of.k === 'call' && /^\d+$/.test(value.name))) return byType(one, position, () => judge({ ...one, value: value.of }, position, depth + 1));
        return byType(one, position, () => followed(one, position, depth));
    }
  };

  /** What the call that is followed gives for a parameter, `null` where it gives nothing, `undefined` where no call is followed. */
  const givenTo = (one: LocatedValue, fn: number, index: number): LocatedValue | null | undefined => {
    for (let scope = one.scope; scope; scope = scope.outer)
      if (scope.fn.file === one.file && scope.fn.index === fn) {
        const initial = scope.fn.fact.params[index]?.initial;
        return scope.args[index] ?? (initial ? { ...one, value: initial } : null);
      }
    return undefined;
  };

  const textVerdict = (one: LocatedValue, parts: readonly Value[], position: SqlPosition, depth: number): Verdict => {
    const written = parts.map((p) => (p.k === 'literal' ? String(p.value) : 'x'));
    for (const [i, part] of parts.entries()) {
      if (part.k === 'literal') continue;
      const before = written.slice(0, i).join('');
      if (namesParameter.test(before) || (position === 'value' && marksParameter.test(before))) continue;
      const inner = position === 'text' ? positionIn(before, written.slice(i + 1).join('').replace(/^x/, ' x')) : position;
      if (inner === 'placeholder') continue;
      const verdict = judge({ ...one, value: part }, inner, depth + 1);
      if (verdict !== null) return verdict;
    }
    return null;
  };

  const callVerdict = (one: LocatedValue, value: Extract<Value, { k: 'call' }>, position: SqlPosition, depth: number): Verdict => {
    const { callee } = value;
    const name = callee.k === 'member' || callee.k === 'import' || callee.k === 'global' ? callee.name : '';
    if (isHarmlessCall(name)) return null;
    if (callee.k === 'import' && callee.name === 'default' && isHarmlessCall(callee.source)) return null;
    if (callee.k === 'member') {
      if (callee.of.k === 'global' && ((name === 'from' && callee.of.name === 'Array') || (name === 'values' && callee.of.name === 'Object')) && value.args.length === 1) return judge({ ...one, value: value.args[0]! }, position, depth + 1);
      if (name === 'map' || name === 'flatMap') {
        const callback = value.args[0];
        if (callback?.k === 'function') {
          const mapper = project.fn(one.file, callback.fn);
          const listed = project.resolve({ ...one, value: callee.of });
          const isInSight = listed.length > 0 && listed.every((r) => r.r === 'value');
          const scope = isInSight ? { fn: mapper, args: [{ ...one, value: { k: 'element' as const, of: callee.of } }], outer: one.scope } : one.scope;
          return first(mapper.fact.returns.map((r) => r.value), { ...one, scope }, position, depth);
        }
      }
      // quotes that are doubled or taken out cannot end the string; `replace` with a text stops at the first one
      const replacesAll = name === 'replaceAll' || (name === 'replace' && value.args[0]?.k !== 'literal');
      if (replacesAll && value.args[1]?.k === 'literal' && /^(?:|''|\\['"]|\\\\\$&)$/.test(String(value.args[1].value))) return null;
      if (/^(?:join|filter|slice|sort|reverse|flat|trim|toString|toLowerCase|toUpperCase|concat|values|substring|replace|replaceAll|slice|split)$/.test(name)) return judge({ ...one, value: callee.of }, position, depth + 1);
      if (/^(?:get|getOrThrow)$/.test(name) && /config|env/i.test(JSON.stringify(callee.of))) return null;
    }
    const returned = returnedVerdict(one, value, position, depth);
    return returned === undefined ? followed(one, position, depth) : returned;
  };

  /** By what the functions of the project return, `undefined` where that is not told: a returned type says less than the text. */
  const returnedVerdict = (one: LocatedValue, value: Extract<Value, { k: 'call' }>, position: SqlPosition, depth: number): Verdict | undefined => {
    const called = project.resolve({ ...one, value: value.callee });
    if (called.length === 0 || !called.every((r) => r.r === 'function' && r.ref.fact.returns.length > 0)) return undefined;
    const args = value.args.map((arg) => ({ ...one, value: arg }));
    for (const r of called) {
      if (r.r !== 'function') continue;
      const { file, fact } = r.ref;
      const verdict = first(fact.returns.map((returned) => returned.value), { file, value, scope: { fn: r.ref, args, outer: r.scope } }, position, depth);
      if (verdict !== null) return verdict;
    }
    return null;
  };

  /** Through other files, callers and functions; what cannot be followed is judged by where it stands. */
  const followed = (one: LocatedValue, position: SqlPosition, depth: number): Verdict => {
    const resolved = project.resolve(one);
    if (resolved.length === 0) return dynamic(one, position);
    for (const r of resolved) {
      let verdict: Verdict;
      if (r.r === 'value') verdict = r.located.value === one.value ? null : judge(r.located, position, depth + 1);
      else if (r.r === 'external') verdict = /^global#process\b|config|env/i.test(r.symbol) || isHarmlessCall((r.path.at(-1) ?? r.symbol.slice(r.symbol.lastIndexOf('#') + 1)).replace('()', '')) ? null : dynamic(one, position);
      else if (r.r === 'query' || r.r === 'param') verdict = dynamic(one, position);
      else verdict = position === 'value' && r.r === 'type' ? dynamic(one, position) : null;
      if (verdict !== null) return verdict;
    }
    return null;
  };

  return judge({ file, value: hole.value, scope: null }, hole.position, 0);
}

const receiverOf = (value: Value): Value => {
  let head = value;
  while (head.k === 'member' || head.k === 'element' || head.k === 'spread' || head.k === 'omit') head = head.of;
  return head;
};

/** What a deployment sets, or a constant that is out of sight. */
function isConfigured(value: Value): boolean {
  const names: string[] = [];
  let head = value;
  while (head.k === 'member' || head.k === 'call') {
    if (head.k === 'member') names.push(head.name);
    head = head.k === 'member' ? head.of : head.callee;
  }
  if (head.k === 'import' || head.k === 'ref' || head.k === 'global') return value.k !== 'call';
  return names.some((name) => /^(?:_?config\w*|settings|env|environment|constants?)$/i.test(name) || /^[A-Z][A-Z0-9_]+$/.test(name));
}
