import type { ClassFact } from '../../facts/code.js';
import type { FunctionRef, LocatedValue, Project, Query, Resolved, RowTrace, Scope } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { lastName } from '../../facts/value.js';
import { keepsSuccess } from '../../recognise/result-types.js';
import { isParam } from '../values/flow.js';
import { mayHold } from '../values/held-keys.js';
import { isNoRow } from '../values/narrowed.js';
import { withText } from './given-text.js';
import { sentFields } from './made-objects.js';
import { partOf } from './row-path.js';

/** Methods after which the same rows are there. */
const keepsRows = new Set(['filter', 'slice', 'sort', 'reverse', 'concat', 'toSorted', 'toReversed', 'flat', 'find', 'findLast', 'at', 'pop', 'shift', 'values', 'finally', 'catch', 'toArray', 'all', 'clone']);

/** Methods that go on with what their callback makes of the whole: of a promise, of the success of a result. */
const isChained = (name: string): boolean => name === 'then' || name === 'andThen' || name === 'asyncAndThen';

const maxDepth = 16;

/** Follows a value to the query whose rows it holds as queried; `null` when mapped, chosen by columns or unknown. */
export function rawRows(project: Project, located: LocatedValue): RowTrace | null {
  const active = new Set<Value>();

  const follow = (at: LocatedValue, through: readonly FunctionRef[], depth: number): RowTrace | null => {
    const { value } = at;
    if (depth > maxDepth || active.has(value)) return null;
    active.add(value);
    try {
      return step(at, through, depth);
    } finally {
      active.delete(value);
    }
  };

  const first = (values: readonly LocatedValue[], through: readonly FunctionRef[], depth: number): RowTrace | null => {
    for (const value of values) {
      const found = follow(value, through, depth + 1);
      if (found) return found;
    }
    return null;
  };

  const step = ({ file, value, scope }: LocatedValue, through: readonly FunctionRef[], depth: number): RowTrace | null => {
    const here = (v: Value): LocatedValue => ({ file, value: v, scope });
    switch (value.k) {
      case 'union':
        return first(value.of.map(here), through, depth);
      case 'spread':
        return first([here(value.of)], through, depth);
      case 'object':
        return first([...value.spreads.map(here), ...Object.values(value.props).map(here)], through, depth);
      case 'array':
        return first(value.items.map(here), through, depth);
      case 'element':
        return first([here(value.of)], through, depth);
      case 'omit':
        // the rest of an object that is written somewhere holds what it held; that of a row is no whole row
        return first(project.resolve(here(value.of)).flatMap((r) => (r.r === 'value' && r.located.value.k === 'object' ? restOf(r.located, r.located.value, value.keys) : [])), through, depth);
      case 'call':
        return call(here(value), value, through, depth);
      case 'new':
        return project.isRecognised('mapper', here(value.callee)) ? null : resolved(project.resolve(here(value)), value, through, depth);
      case 'tagged':
      case 'member':
      case 'ref':
      case 'import':
      case 'param':
        return resolved(project.resolve(here(value)), value, through, depth);
      default:
        return null; // literals, scalars, text, unknown
    }
  };

  const resolved = (results: readonly Resolved[], from: Value, through: readonly FunctionRef[], depth: number): RowTrace | null => {
    for (const r of results) {
      if (r.r === 'query') {
        const query = withText(project, r.query, r.scope);
        if (isWholeRow(project, query, r.path, r.scope)) return { query, through };
        const relation = relationRows(project, r.query, r.path);
        if (relation !== null) return { query: r.query, relation, through };
      }
      if (r.r === 'value' && r.located.value !== from) {
        const found = follow(r.located, through, depth + 1);
        if (found) return found;
      }
      if (r.r === 'instance' && r.made) {
        const found = first(sentFields(project, r), through, depth);
        if (found) return found;
      }
    }
    return null;
  };

  const call = (at: LocatedValue, value: Extract<Value, { k: 'call' }>, through: readonly FunctionRef[], depth: number): RowTrace | null => {
    const { file, scope } = at;
    const written = project.queryAt(file, value.at);
    const query = written && withText(project, written, scope);
    if (query && query.fact.action !== 'transaction') return isWholeRow(project, query, [], scope) ? { query, through } : null;
    const { callee } = value;
    if (query) {
      // a transaction gives what its callback returns, or what each query of a list gives
      const [list] = value.args;
      if (list?.k === 'array') return follow({ file, value: list, scope }, through, depth + 1);
      const callback = value.args.find((arg) => arg.k === 'function');
      return callback ? (calledBack({ file, value: callback, scope }, { file, value: callee, scope }, through, depth) ?? null) : null;
    }
    if (callee.k === 'member') {
      const receiver: LocatedValue = { file, value: callee.of, scope };
      if ((keepsRows.has(callee.name) && !isOwnMethod({ file, value: callee, scope })) || keepsSuccess.has(callee.name)) {
        const found = follow(receiver, through, depth + 1);
        if (found) return found;
      }
      if (callee.name === 'map' || callee.name === 'flatMap' || isChained(callee.name)) {
        const callback = value.args[0];
        if (callback) {
          const element: Value = isChained(callee.name) ? callee.of : { k: 'element', of: callee.of };
          const found = calledBack({ file, value: callback, scope }, { file, value: element, scope }, through, depth);
          if (found !== undefined) return found;
        }
      }
    }
    if (project.isRecognised('mapper', { file, value: callee, scope })) return null;
    for (const r of project.resolve({ file, value: callee, scope })) {
      if (r.r !== 'function') continue;
      const inner: Scope = { fn: r.ref, args: value.args.map((a) => ({ file, value: a, scope })), outer: r.scope };
      const handed = dispatchedBy(r.ref);
      const at = (value: Value): LocatedValue => ({ file: r.ref.file, value, scope: inner });
      const found = first(rowsReturned(r.ref, inner).filter((one) => !handed.includes(one.value)), [...through, r.ref], depth + 1);
      if (found) return found;
      const traces = handed.map((one) => follow(at(one), [...through, r.ref], depth + 1));
      if (traces[0] && traces.every((trace) => trace !== null)) return traces[0];
    }
    for (const { ref, args, answers } of project.dispatched(at)) {
      const inner: Scope = { fn: ref, args, outer: null };
      const found = answers ? first(rowsReturned(ref, inner), [...through, ref], depth + 1) : null;
      if (found) return found;
    }
    return resolved(
      // `okAsync(order)` is an object that holds the order
      project.resolve(at).filter((r) => r.r === 'query' || (r.r === 'value' && r.located.value.k === 'object' && r.located.value.at === value.at)),
      value,
      through,
      depth,
    );
  };

  /** What a function returns that may be rows. */
  const rowsReturned = (ref: FunctionRef, scope: Scope): LocatedValue[] => ref.fact.returns.flatMap((one) => (isNoRow(project, ref, one) ? [] : [{ file: ref.file, value: one.value, scope }]));

  /** `member.filter()` of an entity that has a method of that name. */
  const isOwnMethod = (callee: LocatedValue): boolean => project.resolve(callee).some((r) => r.r === 'function');

  /** What a callback makes of each element; `undefined` when the callback is unknown to the project. */
  const calledBack = (callback: LocatedValue, argument: LocatedValue, through: readonly FunctionRef[], depth: number): RowTrace | null | undefined => {
    let known = false;
    for (const r of project.resolve(callback)) {
      if (r.r !== 'function') continue;
      known = true;
      const inner: Scope = { fn: r.ref, args: [argument], outer: r.scope };
      const found = first(rowsReturned(r.ref, inner), through, depth + 1);
      if (found) return found;
    }
    return known ? null : undefined;
  };

  return follow(located, [], 0);
}

/** What an object holds besides some keys; a key that is not written in it may be one of a row that is spread there. */
const restOf = (located: LocatedValue, { props, spreads }: Extract<Value, { k: 'object' }>, keys: readonly string[]): LocatedValue[] =>
  [...(keys.every((key) => Object.hasOwn(props, key)) ? spreads : []), ...Object.entries(props).flatMap(([key, prop]) => (keys.includes(key) ? [] : [prop]))].map((value) => ({ ...located, value }));

/**
 * What a function returns by handing one parameter, whole, to one function or another: which of them a value reaches is
 * told by the value (`switch (event.type)`), so only what all of them do is certain.
 */
function dispatchedBy({ fact, index }: FunctionRef): readonly Value[] {
  const calls = fact.returns.flatMap(({ value }) => (value.k === 'call' ? [value] : []));
  for (let param = 0; param < fact.params.length; param += 1) {
    const handing = calls.filter((one) => one.args.some((arg) => isParam(arg, index, param)));
    if (new Set(handing.map((one) => lastName(one.callee))).size > 1) return handing;
  }
  return [];
}

/** Whether a part of a query's result is one whole row, or a list of them. */
function isWholeRow(project: Project, query: Query, path: readonly string[], scope: Scope | null): boolean {
  const { fact } = query;
  if (!givesEveryColumn(project, query, scope) || fact.action === 'count' || fact.action === 'exists' || fact.action === 'transaction') return false;
  const entity = query.table && query.table.fact.cls !== null ? project.file(query.table.file)?.classes[query.table.fact.cls] : undefined;
  if (entity && serialisesItself(entity)) return false;
  return partOf(fact, path) !== null;
}

/** MikroORM: the name of the relation whose rows `order.lines.getItems()` gives (https://mikro-orm.io/docs/collections). */
function relationRows(project: Project, query: Query, path: readonly string[]): string | null {
  const call = path.indexOf('getItems()');
  const { table } = query;
  if (call < 1 || query.fact.layer !== 'mikro-orm' || !table || partOf(query.fact, path.slice(0, call - 1)) === null || partOf({ ...query.fact, shape: 'rows' }, path.slice(call + 1)) === null) return null;
  const relation = table.fact.relations?.find(({ name }) => name === path[call - 1]);
  const file = project.file(table.file);
  if (!relation?.target || !file) return null;
  const targets = project.resolve({ file, value: relation.target, scope: null });
  return targets.some((r) => r.r === 'class' && !serialisesItself(r.ref.fact)) ? relation.name : null;
}

/** `toJSON` decides what is sent of an entity. */
const serialisesItself = (fact: ClassFact): boolean => Object.hasOwn(fact.methods, 'toJSON');

/** Whether a query gives every column, by its own options or by ones that a caller passes. */
function givesEveryColumn(project: Project, { file, fact }: Query, scope: Scope | null): boolean {
  if (fact.columns !== null || !fact.columnsFrom) return fact.columns === 'all';
  const { options, keys } = fact.columnsFrom;
  return !mayHold(project, { file, value: options, scope }, keys);
}
