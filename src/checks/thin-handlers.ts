import { defineCheck } from '../define.js';
import { mayReach } from '../facts/endpoint-branches.js';
import { endpointName } from '../facts/endpoint-name.js';
import type { Endpoint, FunctionRef, Project, Query } from '../facts/project.js';

export default defineCheck({
  id: 'thin-handlers',
  rationale:
    'A handler translates between HTTP and the logic: it reads the input, calls one function, shapes the answer. A query inside it ties the route to the table, so neither can be tested, reused or changed alone.',
  messages: {
    query:
      'The handler of {{endpoint}} runs `{{operation}}`{{table}} itself, so the route cannot be tested without the database and its logic cannot be used elsewhere. Move the query into a data-access function of the slice and call that.',
  },
  examples: {
    bad: [
      `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst app = express();\napp.get('/orders', async (req, res) => {\n  // ruleid: thin-handlers\n  const orders = await prisma.order.findMany({ take: 20 });\n  res.json(orders.map(({ id }) => ({ id })));\n});`,
    ],
    good: [
      `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst listOrders = () => prisma.order.findMany({ take: 20 });\nconst app = express();\napp.get('/orders', async (req, res) => {\n  // ok: thin-handlers\n  const orders = await listOrders();\n  res.json(orders.map(({ id }) => ({ id })));\n});`,
    ],
  },
  limits: ['Length and branching of handlers are not judged.'],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime');
    const seen = new Set<FunctionRef>();
    for (const endpoint of endpoints) {
      const { handler } = endpoint;
      if (!handler || seen.has(handler)) continue;
      seen.add(handler);
      const query = firstQuery(project, endpoint, handler);
      if (!query || query.file.kind !== 'runtime') continue;
      report.at(query.file, query.fact.at, 'query', {
        endpoint: endpointName(reaching(endpoints, endpoint, query)),
        operation: query.fact.operation,
        table: query.tableName === null ? '' : ` on \`${query.tableName}\``,
      });
    }
    report.examined(endpoints.length, 'endpoints');
  },
});

/** The endpoint of several with one handler whose branch holds the query. */
const reaching = (endpoints: readonly Endpoint[], first: Endpoint, query: Query): Endpoint =>
  mayReach(first, { file: query.file, at: query.fact.at }) ? first : (endpoints.find((one) => one.handler === first.handler && mayReach(one, { file: query.file, at: query.fact.at })) ?? first);

/** The first query of the handler, its callbacks and the inline middlewares of its route. */
function firstQuery(project: Project, endpoint: Endpoint, handler: FunctionRef): Query | null {
  const inline = endpoint.fact.handlers.slice(0, -1).flatMap((value) => (value.k === 'function' ? [project.fn(endpoint.file, value.fn)] : []));
  for (const fn of [...inline, handler])
    for (const query of project.queriesIn(fn)) if (!query.fact.fragment && !isProbe(endpoint, query) && !isOwnObject(project, query)) return query;
  return null;
}

/** `SELECT 1` of a health check asks whether the database answers; there is no logic to move. */
const isProbe = (endpoint: Endpoint, { fact, tableName }: Query): boolean =>
  tableName === null && !['insert', 'update', 'delete', 'upsert', 'transaction'].includes(fact.action) && /(^|[/.-])(health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness|ping|status)$/i.test(endpoint.path ?? '');

/** A repository class of the project that a library's class stands behind is data access, not a query in the handler. */
function isOwnObject(project: Project, { file, fact }: Query): boolean {
  if (!fact.receiver) return false;
  return project.resolve({ file, value: fact.receiver, scope: null }).some((r) => r.r === 'instance');
}
