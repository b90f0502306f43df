import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Project, Query } from '../facts/project.js';
import type { Span } from '../facts/source.js';

export default defineCheck({
  id: 'no-offset-pagination',
  needs: ['joinedSql'],
  rationale:
    'The database reads every row before the offset and throws it away, so a page costs more the deeper it is, and rows that arrive meanwhile shift pages so that some are shown twice and others never. A cursor (`WHERE id < :last ORDER BY id LIMIT 20`) costs the same on every page.',
  messages: {
    offset:
      '`{{operation}}`{{table}} skips rows with `{{clause}}`, which the database reads and throws away, so deep pages get slow and shift under writes. Page by a cursor: filter on the last key seen and keep only the limit.',
  },
  examples: {
    bad: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const list = (page: number) =>\n  prisma.order.findMany({\n    take: 20,\n    // ruleid: no-offset-pagination\n    skip: page * 20,\n  });`,
    ],
    good: [
      `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const list = (last: string) =>\n  prisma.order.findMany({\n    take: 20,\n    // ok: no-offset-pagination\n    skip: 1,\n    cursor: { id: last },\n  });`,
    ],
  },
  check(project, report) {
    const seen = new Set<string>();
    const runtime = project.queries.filter((q) => q.file.kind === 'runtime');
    const found = (file: FileFacts, at: Span, data: { operation: string; table: string; clause: string }): void => {
      const key = `${file.path}:${at.start}`;
      if (seen.has(key) || file.kind !== 'runtime') return;
      seen.add(key);
      report.at(file, at, 'offset', data);
    };
    for (const query of runtime) {
      const table = query.tableName ? ` on \`${query.tableName}\`` : '';
      for (const { file, clause, at } of [...query.fact.offsets.map((offset) => ({ file: query.file, ...offset })), ...offsetsElsewhere(project, query)])
        found(file, at, { operation: query.fact.operation, table, clause });
    }
    // text that a function of the project runs
    for (const { file, fact } of project.joinedSql) for (const { clause, at } of fact.offsets ?? []) found(file, at, { operation: fact.method, table: '', clause });
    report.examined(runtime.length, 'queries');
  },
});

/** OFFSET in SQL text that another file declares and this query runs. */
function offsetsElsewhere(project: Project, query: Query): { file: FileFacts; clause: string; at: Span }[] {
  const { text } = query.fact;
  if (!text || (text.k !== 'import' && text.k !== 'member' && text.k !== 'call')) return [];
  return project.resolve({ file: query.file, value: text, scope: null }).flatMap((r) => {
    if (r.r !== 'value') return [];
    const { file, value } = r.located;
    const parts = value.k === 'text' ? value.parts : [value];
    const says = parts.some((part) => part.k === 'literal' && typeof part.value === 'string' && /\boffset\b/i.test(part.value));
    return says && 'at' in value ? [{ file, clause: 'OFFSET', at: value.at }] : [];
  });
}
