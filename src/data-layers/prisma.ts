import type { QueryAction, QueryFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { DataLayerAdapter } from '../syntax/adapter.js';
import { findProperty, objectLiteral, unwrap } from '../syntax/chains.js';
import { constantsOfNode, localValue } from '../syntax/local-values.js';
import { couldBeClient, outOfCallback } from '../syntax/receivers.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { unionOf } from '../syntax/value-parts.js';
import { valuesOf } from '../syntax/values.js';
import { boundsFrom, columnsFrom, isGiven } from './_find-options.js';
import { queryAt } from './_query.js';
import { sqlFragments, sqlTextFacts } from './_sql-text.js';

const actions: Readonly<Record<string, QueryAction>> = {
  findMany: 'read-many',
  findFirst: 'read-one',
  findFirstOrThrow: 'read-one',
  findUnique: 'read-one',
  findUniqueOrThrow: 'read-one',
  create: 'insert',
  createMany: 'insert',
  createManyAndReturn: 'insert',
  update: 'update',
  updateMany: 'update',
  updateManyAndReturn: 'update',
  upsert: 'upsert',
  delete: 'delete',
  deleteMany: 'delete',
  count: 'count',
  aggregate: 'aggregate',
  groupBy: 'aggregate',
  findRaw: 'raw',
  aggregateRaw: 'raw',
};

/** Operations that answer with counts or sums, never with rows. */
const rowless: ReadonlySet<string> = new Set(['count', 'aggregate', 'createMany', 'updateMany', 'deleteMany']);

const rawOperations: ReadonlySet<string> = new Set([
  '$queryRaw',
  '$queryRawUnsafe',
  '$queryRawTyped',
  '$executeRaw',
  '$executeRawUnsafe',
  '$runCommandRaw',
]);

const clientCallbacks: ReadonlySet<string> = new Set(['$transaction']);

/**
 * Sees `<client>.<model>.<operation>(options)` on anything that may be a client (field, import, parameter, transaction
 * client, extended client), `client[name].findMany`, a model held in a constant, raw queries as tag or call, and
 * `$transaction`. Options are read through constants, spreads and conditions of the same file.
 * `skip` is no offset beside a `cursor` while it can only be 0 or 1, as cursor pagination asks.
 * Does not see: options that another file builds, model delegates handed on as arguments, TypedSQL files,
 * queries that an extension adds to a model under a name of its own.
 */
const prisma: DataLayerAdapter = {
  name: 'prisma',
  docs: 'https://www.prisma.io/docs/orm/reference/prisma-client-reference',
  enabledBy: ['@prisma/client', 'prisma', '@prisma/extension-accelerate', 'nestjs-prisma', '@nestjs/prisma'],
  receivers: [
    '@prisma/client*#PrismaClient',
    '@prisma/client*#Prisma.TransactionClient',
    '@prisma/client*#Prisma.DefaultPrismaClient',
    '.prisma/client*#PrismaClient',
    '.prisma/client*#Prisma.TransactionClient',
    '*prisma/client#PrismaClient',
    '*prisma/client#Prisma.TransactionClient',
    '*/generated/*#PrismaClient',
    '*/generated/*#Prisma.TransactionClient',
    '*/prisma-client*#PrismaClient',
    '*/prisma-client*#Prisma.TransactionClient',
    'nestjs-prisma#PrismaService',
  ],
  visit(file, emit) {
    const seen = new Set<Node>();
    for (const call of file.nodes('CallExpression')) {
      const callee = unwrap(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: callee.property, computed: callee.computed });
      if (name === null) continue;
      if (rawOperations.has(name)) rawQuery(file, call, callee, name, call.arguments[0], seen, emit.query);
      else if (name === '$transaction') transaction(file, call, callee, emit.query);
      else if (Object.hasOwn(actions, name)) modelQuery(file, call, callee, name, emit.query);
    }
    for (const tagged of file.nodes('TaggedTemplateExpression')) {
      const tag = unwrap(tagged.tag);
      if (tag.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: tag.property, computed: tag.computed });
      if (name !== null && rawOperations.has(name)) rawQuery(file, tagged, tag, name, tagged, seen, emit.query);
    }
    for (const fragment of sqlFragments(file, isPrismaTag, seen))
      emit.query(queryAt(file, fragment.node, { layer: 'prisma', ...fragment.fact }));
  },
};

export default prisma;

type Emit = (fact: Omit<QueryFact, 'kind'>) => void;

const isPrismaTag = (tag: Value): boolean =>
  tag.k === 'member' && tag.name === 'sql' && tag.of.k === 'import' && tag.of.name === 'Prisma';

function modelQuery(file: SourceFile, call: NodeOf<'CallExpression'>, callee: NodeOf<'MemberExpression'>, operation: string, emit: Emit): void {
  const options = argsOf(call.arguments[0]);
  if (call.arguments.length > 1 || !couldBeOptions(options)) return;
  const model = localValue(file, valuesOf(file).of(callee.object));
  if (model.k !== 'member') return;
  // `this.users.create(dto)` asks a collaborator, unless the class is a client itself
  if (model.of.k === 'this' && !valuesOf(file).classNodes[model.of.cls]?.superClass) return;
  const receiver = outOfCallback(file, model.of, clientCallbacks);
  if (!couldBeClient(file, receiver)) return;

  const action = actions[operation]!;
  const raw = action === 'raw';
  const columns = columnsOf(file, operation, options);
  emit(
    queryAt(file, call, {
      layer: 'prisma',
      receiver,
      operation,
      action,
      table: model.name === '[]' ? null : { name: model.name },
      ...(raw ? { columns } : columnsFrom(file, options, columns, ['select', 'omit'])),
      limited: limitedOf(file, operation, options),
      filtered: raw ? null : operation.startsWith('findUnique') ? true : isGiven(file, options, 'where'),
      ...(operation === 'findMany' && boundsFrom(file, options, 'take', 'where')),
      ...(operation === 'findMany' && isGiven(file, options, 'distinct') === true && { reduced: true as const }),
      offsets: raw ? [] : offsetsOf(file, options),
      data: dataOf(file, action, options),
    }),
  );
}

/** `Prisma.validator<…>()({ … })` is its argument. */
function argsOf(node: Node | undefined): Node | undefined {
  const plain = node ? unwrap(node) : undefined;
  if (plain?.type === 'CallExpression' && plain.callee.type === 'CallExpression') {
    const inner = plain.callee.callee;
    if (inner.type === 'MemberExpression' && propertyKey({ key: inner.property }) === 'validator') return plain.arguments[0];
  }
  return plain;
}

const noOptions: ReadonlySet<string> = new Set([
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'NewExpression',
  'BinaryExpression',
  'ThisExpression',
]);

const couldBeOptions = (node: Node | undefined): boolean => !node || !noOptions.has(node.type);

const isUndefined = (file: SourceFile, node: Node): boolean => {
  const constants = constantsOfNode(file, node);
  return constants !== null && constants.every((c) => c === null);
};

function columnsOf(file: SourceFile, operation: string, options: Node | undefined): QueryFact['columns'] {
  if (rowless.has(operation)) return 'none';
  if (operation === 'groupBy') return 'chosen';
  if (operation === 'findRaw') return 'all';
  if (operation === 'aggregateRaw') return null;
  const select = findProperty(file, options, 'select');
  if (select === 'unknown') return null;
  if (select !== 'absent' && !isUndefined(file, select.value)) {
    if (objectLiteral(file, select.value)) return 'chosen';
    const value = localValue(file, valuesOf(file).of(select.value));
    return value.k === 'import' || value.k === 'object' || (value.k === 'member' && value.of.k === 'import') ? 'chosen' : null;
  }
  return findProperty(file, options, 'omit') === 'absent' ? 'all' : null;
}

function limitedOf(file: SourceFile, operation: string, options: Node | undefined): boolean | null {
  if (/^find(First|Unique)/.test(operation)) return true;
  if (operation !== 'findMany' && operation !== 'groupBy') return null;
  return isGiven(file, options, 'take');
}

function offsetsOf(file: SourceFile, options: Node | undefined): QueryFact['offsets'] {
  if (!options) return [];
  const offsets: { clause: string; at: { start: number; end: number } }[] = [];
  const add = (argument: Node): void => {
    const skip = findProperty(file, argument, 'skip');
    if (typeof skip !== 'object') return;
    const constants = constantsOfNode(file, skip.value);
    const most = typeof findProperty(file, argument, 'cursor') === 'object' ? 1 : 0;
    if (constants?.every((c) => c === null || (typeof c === 'number' && c <= most))) return;
    offsets.push({ clause: 'skip', at: spanOf(skip.node) });
  };
  add(options);
  const relations = (argument: Node, depth: number): void => {
    for (const name of ['include', 'select']) {
      const found = findProperty(file, argument, name);
      const literal = typeof found === 'object' ? objectLiteral(file, found.value) : null;
      for (const relation of literal?.properties ?? []) {
        if (relation.type !== 'Property' || unwrap(relation.value).type !== 'ObjectExpression') continue;
        add(relation.value);
        if (depth < 5) relations(relation.value, depth + 1);
      }
    }
  };
  relations(options, 0);
  return offsets;
}

function dataOf(file: SourceFile, action: QueryAction, options: Node | undefined): Value | null {
  const part = (name: string): Value[] => {
    const found = findProperty(file, options, name);
    return typeof found === 'object' ? [valuesOf(file).of(found.value)] : [];
  };
  const parts = action === 'upsert' ? [...part('create'), ...part('update')] : action === 'insert' || action === 'update' ? part('data') : [];
  return parts.length > 0 ? unionOf(parts) : null;
}

function rawQuery(
  file: SourceFile,
  call: Node,
  callee: NodeOf<'MemberExpression'>,
  operation: string,
  textNode: Node | undefined,
  seen: Set<Node>,
  emit: Emit,
): void {
  const receiver = outOfCallback(file, valuesOf(file).of(callee.object), clientCallbacks);
  if (!couldBeClient(file, receiver) && receiver.k !== 'unknown') return;
  const text = textNode && operation !== '$runCommandRaw' ? sqlTextFacts(file, textNode, seen) : null;
  emit(
    queryAt(file, call, {
      layer: 'prisma',
      receiver,
      evident: true,
      operation,
      action: 'raw',
      ...text,
      ...(operation.startsWith('$execute') ? { columns: 'none' as const } : {}),
      text: textNode ? valuesOf(file).of(textNode) : null,
    }),
  );
}

function transaction(file: SourceFile, call: NodeOf<'CallExpression'>, callee: NodeOf<'MemberExpression'>, emit: Emit): void {
  const receiver = outOfCallback(file, valuesOf(file).of(callee.object), clientCallbacks);
  if (!couldBeClient(file, receiver)) return;
  emit(queryAt(file, call, { layer: 'prisma', receiver, operation: '$transaction', action: 'transaction' }));
}
