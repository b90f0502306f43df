import { defineCheck } from '../define.js';
import type { LoopFact } from '../facts/code.js';
import type { FileFacts } from '../facts/file.js';
import type { LinkedCall, LocatedValue, MappedCall, Project, Query, QueryPath, Resolved } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { isSameSpan, isWithin } from '../facts/source.js';
import { queryTrail, shownName } from '../facts/trail.js';
import type { Value } from '../facts/value.js';
import { membersOf } from '../facts/value.js';
import { isResultSymbol, resultMethods } from '../recognise/result-types.js';

/** Loops that run once per element of a collection; `for (;;)` where it counts through one. `while` may be a retry or go through pages. */
const perElement = new Set(['for', 'for-of', 'for-in', 'map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'reduce', 'reduceRight', 'traverseArray', 'traverseArrayWithIndex', 'traverseSeqArray', 'traverseSeqArrayWithIndex']);

export default defineCheck({
  id: 'no-n-plus-one',
  rationale:
    'A query for each element of a list costs a round trip to the database for each: ten rows are ten milliseconds, a thousand are a second. One query for all elements, a join or a DataLoader costs one.',
  messages: {
    query: '`{{operation}}`{{table}} runs once for each element of the {{loop}}, so a list of a thousand costs a thousand round trips. Query all elements at once (`IN`, a join, a bulk write) or load them through a DataLoader.',
    call: '`{{callee}}` reaches `{{operation}}`{{table}} and is called once for each element of the {{loop}}, so a list of a thousand costs a thousand round trips. Hand it the whole list and query once.',
    field: 'The field `{{field}}` runs `{{operation}}`{{table}} once for each `{{parent}}` of a list, so a list of a thousand costs a thousand round trips. Collect the keys of one tick in a DataLoader and query them at once.',
  },
  examples: {
    bad: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport async function totals(ids: string[]) {\n  const totals = [];\n  for (const id of ids) {\n    // ruleid: no-n-plus-one\n    totals.push(await prisma.order.findFirst({ where: { customerId: id } }));\n  }\n  return totals;\n}`,
    ],
    good: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport function totals(ids: string[]) {\n  // ok: no-n-plus-one\n  return prisma.order.findMany({ where: { customerId: { in: ids } } });\n}`,
    ],
  },
  limits: ['`while`, and `for (;;)` that does not count through a list one by one, are not judged: they may be retries or pages.', 'Calls are followed through at most two functions, and the closures that these declare and call.', 'GraphQL field resolvers are judged in NestJS, where a return type or a decorator shows lists of the parent.'],
  check(project, report) {
    let examined = 0;
    const seen = new Set<string>();
    const isNew = (file: FileFacts, start: number): boolean => {
      const key = `${file.path}:${start}`;
      return !seen.has(key) && Boolean(seen.add(key));
    };
    for (const query of project.queries) {
      if (query.file.kind !== 'runtime' || query.fact.fragment || query.fact.action === 'transaction') continue;
      examined += 1;
      const { loop } = query.fact;
      if (!loop || !isPerElement(project, query.file, loop) || project.runsLater(query.file, query.fact.fn, loop.at) || isBatchedByClient(query, loop) || !isNew(query.file, query.fact.at.start)) continue;
      report.at(query.file, query.fact.at, 'query', { ...nameOf(query), loop: loopName(loop) });
    }
    for (const { file, call, path } of project.files.filter(report.asksFor).flatMap((one) => loopedCalls(project, one))) {
      examined += 1;
      if (!isNew(file, call.at.start)) continue;
      report.at(file, call.at, 'call', { callee: nameOfCall(call), ...nameOf(path.query), loop: loopName(call.loop!) }, { related: queryTrail(path) });
    }
    for (const { file, at, query, call, loop } of project.files.filter(report.asksFor).flatMap((asked) => project.mappedCalls(asked)).flatMap((one) => mappedQueries(project, one))) {
      examined += 1;
      if (!isNew(file, at.start)) continue;
      if (query) report.at(file, at, 'query', { ...nameOf(query), loop });
      else if (call) report.at(file, at, 'call', { callee: call.name, ...nameOf(call.path.query), loop }, { related: queryTrail(call.path) });
    }
    for (const { file, at, path, field, parent } of project.fieldQueries) {
      examined += 1;
      if (!joinsOneTick(path.query) && isNew(file, at.start)) report.at(file, at, 'field', { field, parent, ...nameOf(path.query) }, { related: queryTrail(path) });
    }
    report.examined(examined, 'queries');
  },
});

const nameOf = (query: Query): { operation: string; table: string } => ({
  operation: query.fact.operation,
  table: query.tableName ? ` on \`${query.tableName}\`` : '',
});

const loopName = (loop: LoopFact): string => (/^for(?:-|$)/.test(loop.kind) ? 'loop' : `\`${loop.kind}\``);

/** A loop over elements that are not fixed in the code and are no batches. */
function isPerElement(project: Project, file: FileFacts, loop: LoopFact): boolean {
  const { kind, over, at } = loop;
  // what comes one after another, a stream or pages, is no list
  const isAwaited = kind === 'for-await';
  if (isAwaited ? !over || !isList(project, { file, value: over, scope: null }) : !perElement.has(kind)) return false;
  if (!over) return kind !== 'for';
  if (kind === 'map' && isResult(project, { file, value: over, scope: null })) return false;
  return !isFixed(project, { file, value: over, scope: null }, at) && !isBatches(over) && !isMadeOfBatches(file, over);
}

/** `orders.flatMap((order) => chunk(order.parcels, 100).map((ids) => ({ ids })))` */
const isMadeOfBatches = (file: FileFacts, over: Value): boolean =>
  over.k === 'call' && over.callee.k === 'member' && /^(?:flatMap|map)$/.test(over.callee.name) && over.args[0]?.k === 'function' && (file.functions[over.args[0].fn]?.returns ?? []).some(({ value }) => isBatches(value));

/** Whether a value is an array for certain: written out, rows of a query, typed as one, or made from another one. */
function isList(project: Project, list: LocatedValue): boolean {
  const { file, value } = list;
  if (value.k === 'array') return true;
  if (value.k === 'param' && file.functions[value.fn]?.params[value.index]?.type?.t === 'array') return true;
  if (value.k === 'call' && value.callee.k === 'member') {
    const { of, name } = value.callee;
    if (of.k === 'global' && of.name === 'Object' && /^(?:keys|values|entries)$/.test(name)) return true;
    if ((narrowing.has(name) || name === 'map' || name === 'flatMap') && isList(project, { ...list, value: of })) return true;
  }
  const found = project.resolve(list);
  return found.length > 0 && found.every((r) => (r.r === 'value' ? r.located.value.k === 'array' : r.r === 'query' && r.path.length === 0 && r.query.fact.action === 'read-many' && (r.query.fact.shape === undefined || r.query.fact.shape === 'rows') && r.query.fact.taken === undefined));
}

/** Whether a value is a result, whose `map` calls its argument at most once: `loadOrder(id).andThen(check)`. */
function isResult(project: Project, located: LocatedValue, level = 0): boolean {
  const { value } = located;
  if (level > 6) return false;
  if (value.k !== 'call') return areResults(project.resolve(located));
  const { callee } = value;
  if (callee.k === 'member') {
    if (resultMethods.has(callee.name)) return true;
    if (callee.name === 'map' && isResult(project, { ...located, value: callee.of }, level + 1)) return true;
  }
  const called = project.resolve({ ...located, value: callee });
  if (called.length === 0 || !called.every((r) => r.r === 'function')) return areResults(called);
  return called.every(({ ref }) => {
    const { returnType, returns } = ref.fact;
    if (returnType && areResults(project.resolveType({ file: ref.file, type: returnType }))) return true;
    return returns.length > 0 && returns.every((returned) => isResult(project, { file: ref.file, value: returned.value, scope: null }, level + 1));
  });
}

/** Whether everything found is a result of a library, itself or what a call of it gives. */
const areResults = (found: readonly Resolved[]): boolean => found.length > 0 && found.every((r) => r.r === 'external' && isResultSymbol(r.symbol) && r.path.every((step) => step.endsWith('()') && !/unwrap|expect/i.test(step)));

/** Whether a list is written out in the code, there or behind a name of a module. */
function isFixed(project: Project, list: LocatedValue, loop: Span): boolean {
  const { file, value } = list;
  if (value.k === 'array') return isWrittenOut(value);
  if (value.k === 'call' && value.callee.k === 'member') {
    const { of, name } = value.callee;
    if (of.k !== 'global') return narrowing.has(name) && isFixed(project, { ...list, value: of }, loop);
    const [object] = value.args;
    if (of.name !== 'Object' || !object || !/^(?:keys|values|entries)$/.test(name)) return false;
    return object.k === 'object' ? isWithin(object.at, loop) && isWrittenOut(object) : isNamed(object) && isWhole(project, { file, value: object, scope: null }, 'object');
  }
  return isNamed(value) && isWhole(project, list, 'array');
}

/** Methods that give a part of a list, and those that give it with an index. */
const narrowing = new Set(['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed', 'entries', 'values']);

/** Whether a name of a module, or members of it, lead to lists or objects that are written out, and to nothing else. */
function isWhole(project: Project, located: LocatedValue, form: 'array' | 'object'): boolean {
  const found = project.resolve(located);
  return found.length > 0 && found.every((r) => (r.r === 'value' ? r.located.value.k === form && isWrittenOut(r.located.value) : form === 'array' && isWrittenSet(project, r)));
}

/** `new Set(['open', 'paid'])` */
function isWrittenSet(project: Project, r: Resolved): boolean {
  if (r.r !== 'external' || r.symbol !== 'global#Set' || r.path.length > 0 || r.args.length !== 1) return false;
  const { value } = r.args[0]!;
  return value.k === 'array' ? isWrittenOut(value) : isNamed(value) && isWhole(project, r.args[0]!, 'array');
}

/** Constants of a module, enums among them: what a function builds up has no name outside of it. */
const isNamed = (value: Value): boolean => {
  const { k } = membersOf(value).root;
  return k === 'ref' || k === 'import';
};

/** Whether nothing is spread into a list or object, and it is not written as `[]` or `{}` to be filled later. */
function isWrittenOut(value: Extract<Value, { k: 'array' | 'object' }>): boolean {
  if (value.at.end - value.at.start <= '[]'.length) return false;
  return value.k === 'array' ? value.items.every((item) => item.k !== 'spread') : value.spreads.length === 0;
}

/** Chunks of a list: each pass handles many elements. */
function isBatches(value: Value): boolean {
  if (value.k === 'call') return /chunk|batch|partition/i.test(exportedName(value.callee)) || (value.callee.k === 'member' && isBatches(value.callee.of));
  if (value.k === 'array') return value.items.some(isSlice);
  if (value.k === 'union') return value.of.some(isBatches);
  if (value.k === 'ref' || value.k === 'member') return /chunk|batch/i.test(value.name);
  return false;
}

/** `import chunk from 'lodash/chunk'` goes by its source. */
const exportedName = (callee: Value): string => (callee.k === 'import' && callee.name === 'default' ? callee.source.slice(callee.source.lastIndexOf('/') + 1) : calleeName(callee));

/** A list that is an element of another one: a part of a longer one, or gathered by itself. */
const isSlice = (item: Value): boolean =>
  item.k === 'array' || (item.k === 'call' && item.callee.k === 'member' && /^(slice|splice)$/.test(item.callee.name)) || (item.k === 'union' && item.of.some(isSlice));

/** Prisma joins `findUnique` calls of one tick into one query (prisma.io/docs, "Query optimization"). */
const joinsOneTick = (query: Query): boolean => query.fact.layer === 'prisma' && query.fact.operation.startsWith('findUnique');
const isBatchedByClient = (query: Query, loop: LoopFact): boolean => joinsOneTick(query) && loop.kind === 'map';

function calleeName(callee: Value): string {
  if (callee.k === 'member' || callee.k === 'import' || callee.k === 'ref') return callee.name;
  return 'a function';
}

/**
 * A default export goes by the name of its function: no reader knows it as `default`. What `ids.map(loadOrder)` calls is
 * `loadOrder`.
 */
function nameOfCall(call: LinkedCall): string {
  const iterates = call.loop !== null && isSameSpan(call.loop.at, call.at);
  const name = calleeName(iterates && call.args[0] ? call.args[0].value : call.callee);
  return name === 'default' || name === '[]' || /^\d+$/.test(name) || name === 'a function' ? shownName(call.targets[0]) : name;
}

/** Calls in loops of a file whose target reaches a query directly or through one more function. */
function loopedCalls(project: Project, file: FileFacts): { file: FileFacts; call: LinkedCall; path: QueryPath }[] {
  const found: { file: FileFacts; call: LinkedCall; path: QueryPath }[] = [];
  if (file.kind !== 'runtime') return found;
  for (const index of file.loopers)
    for (const call of project.loopedCalls(project.fn(file, index), (loop) => isPerElement(project, file, loop))) {
      if (project.runsLater(file, call.fn, call.loop!.at) || isConnectedInside(call) || isOfTable(call.callee)) continue;
      for (const target of call.targets) {
        const path = project.reachesQuery(target, 1);
        if (!path || path.query.fact.action === 'transaction') continue;
        found.push({ file, call, path });
        break;
      }
    }
  return found;
}

/** One function of a table for each element, each another one: `handlers[key](event)`, `(await services[name]()).start()`. */
function isOfTable(callee: Value): boolean {
  if (callee.k === 'member') return callee.name === '[]' || (callee.of.k === 'call' && isOfTable(callee.of));
  return callee.k === 'call' && isOfTable(callee.callee);
}

interface MappedQuery {
  readonly file: FileFacts;
  readonly at: Span;
  readonly loop: string;
  readonly query?: Query;
  readonly call?: { readonly name: string; readonly path: QueryPath };
}

/** What the callback of a function that goes through a list queries; loops inside of it are judged where they are. */
function mappedQueries(project: Project, { file, call: { at }, name, over, callback }: MappedCall): MappedQuery[] {
  if (!isPerElement(project, file, { kind: 'map', over, at })) return [];
  const loop = `\`${name}\``;
  const isSlow = (query: Query): boolean => query.fact.action !== 'transaction' && !joinsOneTick(query);
  return project.resolve({ file, value: callback, scope: null }).flatMap((r): MappedQuery[] => {
    if (r.r !== 'function') return [];
    if (callback.k !== 'function') {
      const path = project.reachesQuery(r.ref, 1);
      return path && isSlow(path.query) ? [{ file, at, loop, call: { name: shownName(r.ref), path } }] : [];
    }
    const queries = project.queriesIn(r.ref).flatMap((query) => (query.fact.loop || !isSlow(query) ? [] : [{ file, at: query.fact.at, loop, query }]));
    const calls = project.calls(r.ref).flatMap((one): MappedQuery[] => {
      const path = one.loop ? null : one.targets.map((target) => project.reachesQuery(target, 1)).find((found) => found !== null);
      return path && path.query.fact.action !== 'transaction' ? [{ file, at: one.at, loop, call: { name: nameOfCall(one), path } }] : [];
    });
    return [...queries, ...calls];
  });
}

/** A client that is connected in the loop, to another server for each element: `new Client({ host: shard.host })`. */
function isConnectedInside({ callee, loop }: LinkedCall): boolean {
  const client = callee.k === 'member' ? callee.of : null;
  return client?.k === 'new' && isWithin(client.at, loop!.at) && client.args.some((arg) => arg.k === 'object' && Object.entries(arg.props).some(([key, value]) => servers.test(key) && value.k !== 'literal'));
}

const servers = /^(host(name)?|url|uri|endpoint|connectionString|node)$/;
