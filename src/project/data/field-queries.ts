import type { DecoratorFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import type { Endpoint, FieldQuery, Project } from '../../facts/project.js';
import type { Span } from '../../facts/source.js';
import type { TypeRef, Value } from '../../facts/value.js';
import { holdsParam } from '../values/flow.js';

/** Generic types that hold a list of what they are given. */
const listType = /list|page|paginat|connection|array|items/i;

/**
 * What field resolvers of GraphQL query for every parent, where the schema holds lists of it: by the return type of a
 * resolver, or by what `@Query(() => [Order])`, `@ResolveField(() => [Order])` and `@Field(() => [Order])` say. Their own
 * queries, and those that a function reaches which is given a part of the parent, directly or through one more. Misses:
 * parents that a schema file lists, resolver maps, queries behind a condition, functions that are given the whole parent,
 * because they may look first for what is already loaded.
 */
export function fieldQueriesOf(project: Project): FieldQuery[] {
  const resolvers = project.endpoints.filter(({ file, fact }) => fact.protocol === 'graphql' && file.kind === 'runtime');
  if (!resolvers.some(({ fact }) => fact.perParent)) return [];
  const listed = new Set<string>();
  for (const { handler } of resolvers) {
    if (!handler) continue;
    if (handler.fact.returnType) addListed(handler.file, handler.fact.returnType, false, listed);
    for (const name of declaredIn(handler.file, handler.fact.decorators, ofList)) listed.add(name);
  }
  for (const file of project.files)
    if (file.imports.some(({ source }) => source === '@nestjs/graphql'))
      for (const { fields } of file.classes) for (const { decorators } of Object.values(fields)) for (const name of declaredIn(file, decorators, ofList)) listed.add(name);
  return resolvers.flatMap((endpoint) => queriesOf(project, endpoint, listed));
}

function queriesOf(project: Project, { fact, handler }: Endpoint, listed: ReadonlySet<string>): FieldQuery[] {
  const { perParent } = fact;
  if (!perParent || !handler) return [];
  const { parents } = perParent;
  const resolved = handler.fact.cls === null ? [] : declaredIn(handler.file, handler.file.classes[handler.fact.cls]!.decorators, (type) => type);
  // of two parameters that both take the parent, one is typed as something else that fits
  const typed = parents.length > 1 && resolved.length > 0 ? [] : parents.map((index) => nameOf(handler.file, handler.fact.params[index]?.type ?? null));
  const parent = [...resolved, ...typed].find((name) => name !== null && listed.has(name));
  if (!parent) return [];
  const always = new Set(perParent.calls.map(keyOf));
  const found = { file: handler.file, field: fact.path ?? '', parent };
  const own = project
    .queriesIn(handler)
    .filter((query) => query.fact.action !== 'transaction' && always.has(keyOf(query.fact.at)))
    .map((query): FieldQuery => ({ ...found, at: query.fact.at, path: { query, through: [] } }));
  const called = project.calls(handler).flatMap((call): FieldQuery[] => {
    if (!always.has(keyOf(call.at)) || !call.args.some(({ value }) => value.k !== 'param' && parents.some((index) => holdsParam(value, handler.index, index)))) return [];
    const path = call.targets.map((target) => project.reachesQuery(target, 1)).find((one) => one !== null);
    return path && path.query.fact.action !== 'transaction' ? [{ ...found, at: call.at, path }] : [];
  });
  return [...own, ...called];
}

const keyOf = ({ start, end }: Span): string => `${start}:${end}`;

/** Names of the types that a type holds lists of: `Order[]`, `Promise<Page<Order>>`. A schema has each type name once. */
function addListed(file: FileFacts, type: TypeRef, inList: boolean, names: Set<string>): void {
  if (type.t === 'array') addListed(file, type.of, true, names);
  else if (type.t === 'union' || type.t === 'intersection') for (const one of type.of) addListed(file, one, inList, names);
  else if (type.t === 'name') {
    const name = nameOf(file, type);
    if (inList && name !== null) names.add(name);
    for (const argument of type.args) addListed(file, argument, inList || (name !== null && listType.test(name)), names);
  }
}

const nameOf = (file: FileFacts, type: TypeRef | null): string | null => (type?.t === 'name' ? symbolName(file, type.symbol) : null);

function symbolName(file: FileFacts, symbol: Value): string | null {
  if (symbol.k === 'class') return file.classes[symbol.cls]?.name ?? null;
  return symbol.k === 'import' || symbol.k === 'ref' || symbol.k === 'global' ? symbol.name : null;
}

/** The classes that decorators name in functions: `@Resolver(() => Order)`, `@Field(() => [Order])` (https://docs.nestjs.com/graphql/resolvers). */
const declaredIn = (file: FileFacts, decorators: readonly DecoratorFact[], pick: (type: Value) => Value | undefined): string[] =>
  decorators.flatMap(({ args }) =>
    args.flatMap((arg) => {
      const type = arg.k === 'function' ? file.functions[arg.fn]?.returns[0]?.value : undefined;
      const picked = type && pick(type);
      return (picked && symbolName(file, picked)) ?? [];
    }),
  );

const ofList = (type: Value): Value | undefined => (type.k === 'array' ? type.items[0] : undefined);
