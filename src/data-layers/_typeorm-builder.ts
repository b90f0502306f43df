import type { TSESTree } from '@typescript-eslint/types';
import type { QueryFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { bindingsOf } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { chainOf, stepsOnVariable, unwrap } from '../syntax/chains.js';
import { constantString } from '../syntax/local-values.js';
import { isClassName, localFunction, localReturns } from '../syntax/settle.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { reducesRows } from './_builder-steps.js';
import { isGiven, offsetsOf, skipsRows } from './_find-options.js';

/** A query builder as far as this file shows it: what it was opened on and every step taken on it. */
export interface Builder {
  /** What `createQueryBuilder` is called on; where it is opened elsewhere, the builder itself. */
  readonly receiver: Node;
  readonly opened: boolean;
  readonly steps: readonly Step[];
  /** True when other code was handed the builder and may have added steps. */
  readonly shared: boolean;
}

/** https://typeorm.io/docs/query-builder/select-query-builder, …/insert-…, …/update-…, …/delete-…, …/relational-query-builder */
const builderSteps = new RegExp(
  '^(createQueryBuilder|((left|inner)Join(AndSelect|AndMapOne|AndMapMany)?)|(and|or)?[wW]here(InIds|Exists)?|(and|or)?[hH]aving|' +
    'select|addSelect|from|addFrom|distinct|distinctOn|groupBy|addGroupBy|orderBy|addOrderBy|limit|offset|take|skip|cache|' +
    'setLock|setOnLocked|setParameters?|setFindOptions|setNativeParameters|withDeleted|loadAllRelationIds|loadRelationCountAndMap|' +
    'comment|useIndex|printSql|callListeners|useTransaction|setQueryRunner|addCommonTableExpression|clone|maxExecutionTime|' +
    'insert|into|values|update|set|delete|softDelete|restore|returning|output|onConflict|orUpdate|orIgnore|updateEntity|' +
    'relation|of|whereEntity|setOption|timeTravelQuery|useReplicationMode)$',
);

/** Follows a terminal call (`.getMany()`) back to where its builder was opened, through variables and local functions. */
export function builderOf(file: SourceFile, terminal: TSESTree.CallExpression): Builder {
  const steps: Step[] = [];
  const seen = new Set<unknown>();
  let receiver: Node | null = null;
  let opened = false;
  let shared = false;
  let last: Node = terminal;

  const follow = (start: Node, depth: number): void => {
    const node = unwrap(start);
    if (depth > 40) return;
    last = receiver ?? node;
    if (node.type === 'ConditionalExpression') {
      follow(node.consequent, depth + 1);
      follow(node.alternate, depth + 1);
    } else if (node.type === 'LogicalExpression') {
      follow(node.left, depth + 1);
      follow(node.right, depth + 1);
    } else if (node.type === 'CallExpression') {
      const callee = unwrap(node.callee);
      const name = callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
      if (callee.type === 'MemberExpression' && name !== null && builderSteps.test(name)) {
        const step = chainOf(file, node, false).steps.at(-1);
        if (step) steps.push(step);
        if (name === 'createQueryBuilder') {
          opened = true;
          receiver ??= callee.object;
        } else follow(callee.object, depth + 1);
        return;
      }
      const returns = seen.has(node) ? [] : localReturns(file, node);
      seen.add(node);
      for (const returned of returns) follow(returned, depth + 1);
      // `paginate(repository.createQueryBuilder('order'), page)`
      if (!opened) for (const argument of node.arguments) if (isBuilder(file, argument)) follow(argument, depth + 1);
      if (node.arguments.length > 0 && returns.length === 0) shared = true;
    } else if (node.type === 'Identifier') {
      const binding = bindingsOf(file).resolve(node);
      if (!binding || seen.has(binding)) return;
      seen.add(binding);
      steps.push(...stepsOnVariable(file, node));
      for (const reference of bindingsOf(file).references(binding)) {
        if (!isArgument(reference) || !reference.parent) continue;
        const param = paramOf(file, reference.parent, reference);
        if (param) steps.push(...stepsOnVariable(file, param));
        else shared = true;
      }
      if (binding.kind !== 'variable' || binding.declarator.id.type !== 'Identifier') return;
      if (binding.declarator.init) follow(binding.declarator.init, depth + 1);
      for (const assigned of bindingsOf(file).assignments(binding)) if (assigned) follow(assigned, depth + 1);
    }
  };
  const callee = unwrap(terminal.callee) as TSESTree.MemberExpression;
  follow(callee.object, 0);
  return { receiver: receiver ?? last, opened, steps: unique(steps), shared: shared || !opened };
}

const unique = (steps: readonly Step[]): Step[] => [...new Map(steps.map((s) => [s.node, s])).values()].sort((a, b) => a.at.start - b.at.start);

/** True for an expression that opens a builder, directly or through a variable. */
const isBuilder = (file: SourceFile, node: Node): boolean => chainOf(file, node).steps.some((s) => s.called && s.name === 'createQueryBuilder');

/** The parameter of a function of this file that an argument is bound to. */
function paramOf(file: SourceFile, call: Node, argument: Node): TSESTree.Identifier | null {
  const fn = localFunction(file, call);
  const index = call.type === 'CallExpression' ? call.arguments.findIndex((a) => a === argument) : -1;
  const param = fn?.params[index];
  return param?.type === 'Identifier' ? param : null;
}

const isArgument = (node: Node): boolean => {
  const parent = node.parent;
  return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.arguments.some((a) => a === node);
};

const reducingSteps: ReadonlySet<string> = new Set(['distinct', 'distinctOn', 'innerJoin', 'innerJoinAndSelect', 'innerJoinAndMapOne', 'innerJoinAndMapMany']);

type Told = Pick<QueryFact, 'action' | 'table' | 'columns' | 'limited' | 'filtered' | 'offsets' | 'data' | 'reduced'>;

/** What a builder's steps say about the query that a terminal runs; `null` for a terminal that runs no query here. */
export function readBuilder(file: SourceFile, builder: Builder, terminal: string): Told | null {
  const values = valuesOf(file);
  const named = (...names: string[]): Step[] => builder.steps.filter((s) => names.includes(s.name));
  const has = (...names: string[]): boolean => named(...names).length > 0;
  // a select that is executed gives raw rows
  const writes = terminal === 'execute' && (!has('select', 'addSelect', 'from') || has('delete', 'softDelete', 'update', 'insert', 'into', 'restore'));
  const options = named('setFindOptions').map((s) => s.args[0] as Node | undefined);

  const tableNode = [
    ...named('createQueryBuilder', 'update', 'relation').map((s) => s.args[0]),
    ...named('into', 'from').map((s) => s.args[0]),
  ].find((arg) => arg && (isClassName(arg) || isTableText(file, arg)));
  const table = tableNode ? tableOf(file, tableNode) : null;
  const filteredHere =
    builder.steps.some((s) => /^(and|or)?where/i.test(s.name) && s.name !== 'whereEntity') ||
    builder.steps.some((s) => s.name.startsWith('innerJoin') && s.args.length > 2) ||
    has('of', 'whereEntity') || options.some((o) => isGiven(file, o, 'where') === true);
  // what another query gives is as filtered as that query is
  const ofQuery = has('addCommonTableExpression') || named('from', 'addFrom').some(({ args: [source] }) => source?.type === 'ArrowFunctionExpression' || source?.type === 'FunctionExpression');
  const filtered = filteredHere ? true : builder.shared || ofQuery ? null : false;

  if (writes) {
    const data = named('values', 'set')[0]?.args[0];
    const action = has('onConflict', 'orUpdate')
      ? 'upsert'
      : has('insert', 'into', 'values')
        ? 'insert'
        : has('update', 'set')
          ? 'update'
          : has('delete', 'softDelete')
            ? 'delete'
            : has('restore')
              ? 'update'
              : null;
    if (!action) return null;
    return { action, table, columns: has('returning', 'output') ? null : 'none', limited: null, filtered: action === 'insert' || action === 'upsert' ? null : filtered, offsets: [], data: data ? values.of(data) : null };
  }
  const counts = terminal === 'getCount' || terminal === 'getExists';
  const one = terminal === 'getOne' || terminal === 'getOneOrFail' || terminal === 'getRawOne' || terminal === 'loadOne';
  const limitedHere = has('take', 'limit') || options.some((o) => isGiven(file, o, 'take') === true);
  const aggregated = /^(getRaw|execute)/.test(terminal) && named('select', 'addSelect').some((s) => /^\s*(count|sum|avg|min|max)\s*\(/i.test(constantString(file, values.of(s.args[0])) ?? ''));
  return {
    action: terminal === 'getCount' ? 'count' : terminal === 'getExists' ? 'exists' : aggregated ? 'aggregate' : one ? 'read-one' : 'read-many',
    table,
    columns: counts ? 'none' : columnsOf(file, builder, options),
    ...(reducesRows(builder.steps, reducingSteps) && { reduced: true as const }),
    limited: counts ? null : one || limitedHere ? true : builder.shared || options.length > 0 ? null : false,
    filtered,
    offsets: counts
      ? []
      : [
          ...named('skip', 'offset')
            .filter((s) => s.called && skipsRows(file, s.args[0]))
            .map((s): { clause: string; at: Span } => ({ clause: s.name, at: s.at })),
          ...options.flatMap((o) => offsetsOf(file, o, ['skip'])),
        ],
    data: null,
  };
}

const isTableText = (file: SourceFile, node: Node): boolean => {
  const text = constantString(file, valuesOf(file).of(node));
  return text !== null && /^[\w."]+$/.test(text) && node.parent?.type === 'CallExpression' && (node.parent.arguments.length > 1 || isOneOf(node.parent, ['into', 'from', 'update']));
};

const isOneOf = (call: TSESTree.CallExpression, names: readonly string[]): boolean => {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && names.includes(propertyKey({ key: callee.property, computed: callee.computed }) ?? '');
};

/** An entity class, or a table by its name in a string. */
export function tableOf(file: SourceFile, node: Node): QueryFact['table'] {
  const value: Value = valuesOf(file).of(node);
  const text = constantString(file, value);
  if (text !== null) return { name: text };
  return value.k === 'unknown' ? null : { value };
}

/**
 * `.select('order')` and `.select(['order', 'line'])` name aliases: every column. With a dot or a bracket, columns are
 * chosen, and so is what bears the name of no alias that the builder is given.
 */
function columnsOf(file: SourceFile, builder: Builder, options: readonly (Node | undefined)[]): QueryFact['columns'] {
  const selects = builder.steps.filter((s) => s.name === 'select' && s.args.length > 0);
  if (selects.length === 0) {
    if (options.some((o) => isGiven(file, o, 'select') !== false)) return options.some((o) => isGiven(file, o, 'select') === true) ? 'chosen' : null;
    return builder.opened ? 'all' : null;
  }
  const aliases = aliasesOf(file, builder);
  let result: QueryFact['columns'] = 'all';
  for (const select of selects) {
    const argument = unwrap(select.args[0]!);
    const items = argument.type === 'ArrayExpression' ? argument.elements : [argument];
    for (const item of items) {
      if (!item) continue;
      if (item.type === 'ArrowFunctionExpression' || item.type === 'FunctionExpression') return 'chosen';
      const value = valuesOf(file).of(item);
      const text = constantString(file, value) ?? (value.k === 'text' ? '.' : null);
      if (text === null) result = null;
      else if (/^[\w"`]+$/.test(text.trim())) {
        if (aliases?.has(plainName(text)) === true) continue;
        if (aliases !== null && !builder.shared) return 'chosen';
        result = null;
      } else if (!/^[\w"`]+\.\*$/.test(text.trim())) return 'chosen';
    }
  }
  return result;
}

const plainName = (text: string): string => text.replace(/[\s"`]/g, '');

/** What a builder calls its tables, `null` where an alias is not written down. A repository's builder takes the entity's name where it is given none. */
function aliasesOf(file: SourceFile, { steps }: Builder): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const { name, args } of steps) {
    const isOpening = name === 'createQueryBuilder';
    if (!isOpening && !/^(from|addFrom)$|[jJ]oin/.test(name)) continue;
    const given = isOpening && args.length === 1 ? args[0] : args[/AndMap/.test(name) ? 2 : 1];
    const alias = given ? constantString(file, valuesOf(file).of(given)) : null;
    if (alias !== null) names.add(plainName(alias));
    else if (given || !isOpening || !steps.some((step) => step.name === 'from')) return null;
  }
  return names;
}

