import { defineCheck } from '../define.js';
import type { QueryAction } from '../facts/backend.js';
import type { Effect } from '../facts/effects.js';
import type { FileFacts } from '../facts/file.js';
import { functionName } from '../facts/functions.js';
import type { FunctionRef, LinkedCall, Project, Query } from '../facts/project.js';
import { lineAt } from '../facts/trail.js';
import type { Value } from '../facts/value.js';
import { isPublish } from '../recognise/brokers.js';
import { carriesMail, joinsTransaction, outboxName, registersCallback } from '../recognise/outbox.js';

const writes: ReadonlySet<QueryAction> = new Set(['insert', 'update', 'delete', 'upsert']);

/** A write to the database, and where a function makes it or calls what makes it. */
interface Write {
  readonly query: Query;
  readonly start: number;
}

export default defineCheck({
  id: 'transactional-outbox',
  needs: ['effects'],
  rationale:
    'A database and a broker commit apart. When the process stops between the two, or the broker does not answer, the row is there and the event is not, and no retry will ever find it. An event row that commits with the data, and a relay that publishes it, lose nothing.',
  messages: {
    publish:
      '`{{publish}}` in `{{where}}` comes after `{{operation}}`{{table}}, and no transaction holds both, so a crash or a broker that is away loses the event for good. Write the event to an outbox table in the same transaction and let a relay publish it.',
  },
  examples: {
    bad: [
      `import { PrismaClient } from '@prisma/client';\nimport { Queue } from 'bullmq';\nconst prisma = new PrismaClient();\nconst orders = new Queue('orders');\nexport async function placeOrder(customerId: string) {\n  const order = await prisma.order.create({ data: { customerId } });\n  // ruleid: transactional-outbox\n  await orders.add('placed', { id: order.id });\n  return order.id;\n}`,
    ],
    good: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const placeOrder = (customerId: string) =>\n  prisma.$transaction(async (tx) => {\n    const order = await tx.order.create({ data: { customerId } });\n    // ok: transactional-outbox\n    await tx.outbox.create({ data: { type: 'order.placed', payload: { id: order.id } } });\n    return order.id;\n  });`,
    ],
  },
  limits: [
    'A publish in a function of another file is not followed.',
    'Queues that are reached over HTTP, jobs that only send e-mail, workflow engines and emitters inside the process are left alone.',
    'Whether a relay publishes what the outbox holds is not checked.',
  ],
  check(project, report) {
    const published = project.files.filter(report.asksFor).flatMap(project.effectsOf).filter((effect) => effect.file.kind === 'runtime' && isPublish(effect));
    for (const effect of published) {
      if (effect.fact.fn === null || carriesMail(effect) || joinsTransaction(effect) || isRelay(effect.file, null)) continue;
      const found = writeBefore(project, effect);
      if (!found) continue;
      const { fn, write } = found;
      report.at(
        effect.file,
        effect.fact.at,
        'publish',
        {
          publish: effect.fact.written,
          where: functionName(fn),
          operation: write.query.fact.operation,
          table: write.query.tableName === null ? '' : ` on \`${write.query.tableName}\``,
        },
        { related: [{ path: write.query.file.path, line: lineAt(write.query.file.lines, write.query.fact.at.start), message: `\`${write.query.fact.operation}\` commits before` }] },
      );
    }
    report.examined(published.length, 'publishing calls');
  },
});

/** The write that a publish follows: in the same function, or in one of the same file that calls the function it stands in. */
function writeBefore(project: Project, effect: Effect): { readonly fn: FunctionRef; readonly write: Write } | null {
  const around = units(project, effect.file, effect.fact.fn!);
  if (around.some((fn) => usesOutbox(project, fn))) return null;
  for (const fn of around) {
    const write = lastBefore(project, fn, effect.fact.at.start);
    if (write) return { fn, write };
  }
  const own = around.at(-1)!;
  for (const { file, call } of project.callersOf(own)) {
    if (file !== effect.file || call.fn === null) continue;
    for (const caller of units(project, file, call.fn)) {
      if (usesOutbox(project, caller)) return null;
      const write = lastBefore(project, caller, call.at.start);
      if (write) return { fn: caller, write };
    }
  }
  return null;
}

/** A function and those it is a callback of, up to one that only registers it: a route, a listener, a job. */
function units(project: Project, file: FileFacts, index: number): FunctionRef[] {
  const found: FunctionRef[] = [];
  for (let i: number | null = index; i !== null; i = file.functions[i]!.parent) {
    const fn = project.fn(file, i);
    found.push(fn);
    const { passedTo, name } = fn.fact;
    if ((!passedTo && name !== 'try') || project.requestPath.get(fn)?.hops === 0) break;
    if (passedTo?.callee.k === 'member' && registersCallback.test(passedTo.callee.name)) break;
  }
  return found;
}

/** The last write that a function makes before a place, itself or by a call of a function that writes. */
function lastBefore(project: Project, fn: FunctionRef, start: number): Write | null {
  let last: Write | null = null;
  for (const write of writesOf(project, fn)) if (write.start < start && (!last || write.start > last.start)) last = write;
  return last;
}

const isWrite = (query: Query): boolean => query.file.kind === 'runtime' && writes.has(query.fact.action) && !query.fact.fragment;

function writesOf(project: Project, fn: FunctionRef): Write[] {
  const own = project.queriesIn(fn).filter(isWrite).map((query): Write => ({ query, start: query.fact.at.start }));
  const called = project.calls(fn).flatMap((call): Write[] => {
    for (const target of call.targets) {
      if (target === fn || target.fact.isConstructor) continue;
      const query = project.queriesIn(target).find(isWrite);
      if (query) return [{ query, start: call.at.start }];
    }
    return [];
  });
  return [...own, ...called];
}

/** Whether a function writes or reads an outbox, or calls what does by its name or the config. */
function usesOutbox(project: Project, fn: FunctionRef): boolean {
  if (isRelay(fn.file, fn)) return true;
  if (project.queriesIn(fn).some((query) => outboxName.test(query.tableName ?? ''))) return true;
  return project.calls(fn).some((call) => isOutboxCall(project, call));
}

function isOutboxCall(project: Project, { callee, file, targets }: LinkedCall): boolean {
  if (namesIn(callee).some((name) => outboxName.test(name)) || project.isRecognised('outbox', { file, value: callee, scope: null })) return true;
  return targets.some((target) => isRelay(target.file, target) || project.queriesIn(target).some((query) => outboxName.test(query.tableName ?? '')));
}

/** Code that is there for the outbox, told by the names of its file, class or function. */
function isRelay(file: FileFacts, fn: FunctionRef | null): boolean {
  const cls = fn === null || fn.fact.cls === null ? null : file.classes[fn.fact.cls]?.name;
  return outboxName.test(file.path) || outboxName.test(fn?.fact.name ?? '') || outboxName.test(cls ?? '');
}

function namesIn(callee: Value): string[] {
  const names: string[] = [];
  let at: Value = callee;
  while (at.k === 'member') {
    names.push(at.name);
    at = at.of;
  }
  if (at.k === 'ref' || at.k === 'import' || at.k === 'global') names.push(at.name);
  return names;
}
