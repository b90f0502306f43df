import { defineCheck } from '../define.js';
import type { RowTrace } from '../facts/project.js';
import { queryTrail } from '../facts/trail.js';

export default defineCheck({
  id: 'no-raw-entity-return',
  rationale:
    'A row sent as queried publishes every column, today’s and every one added later: password hashes, internal flags, foreign keys. A response DTO says what the client may see, and keeps the API apart from the table.',
  messages: {
    raw: 'Rows of {{table}} reach the client of {{endpoint}} exactly as `{{operation}}` queried them, so every new column is published. Map them to a response DTO, or select the columns that the client may see.',
  },
  examples: {
    bad: [
      `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst app = express();\nconst prisma = new PrismaClient();\napp.get('/orders/:id', async (req, res) => {\n  const order = await prisma.order.findUnique({ where: { id: req.params.id } });\n  // ruleid: no-raw-entity-return\n  res.json(order);\n});`,
    ],
    good: [
      `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst app = express();\nconst prisma = new PrismaClient();\napp.get('/orders/:id', async (req, res) => {\n  const order = await prisma.order.findUnique({ where: { id: req.params.id } });\n  // ok: no-raw-entity-return\n  res.json({ id: order?.id, total: order?.total });\n});`,
    ],
  },
  limits: ['Rows that pass through code which cannot be followed, such as a cache or a generic mapper of a package, are not reported.'],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && (e.fact.protocol === 'http' || e.fact.protocol === 'trpc'));
    const seen = new Set<string>();
    for (const endpoint of endpoints) {
      if (endpoint.fact.schemas.response || endpoint.serialised) continue;
      for (const response of project.responses(endpoint)) {
        const key = `${response.file.path}:${response.at.start}`;
        if (seen.has(key) || !report.asksFor(response.file)) continue;
        const rows = project.rawRows(response.value);
        if (!rows) continue;
        seen.add(key);
        report.at(
          response.file,
          response.at,
          'raw',
          {
            table: nameOf(rows),
            endpoint: `${endpoint.method} ${endpoint.shownPath}`,
            operation: rows.query.fact.operation,
          },
          { related: queryTrail(rows, ', every column') },
        );
      }
    }
    report.examined(endpoints.length, 'endpoints');
  },
});

const nameOf = ({ query: { tableName }, relation }: RowTrace): string => {
  if (relation !== undefined) return `\`${tableName === null ? '' : `${tableName}.`}${relation}\``;
  return tableName === null ? 'a table' : `\`${tableName}\``;
};
