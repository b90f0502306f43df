import { defineCheck } from '../define.js';
import { groupBy } from '../facts/group-by.js';
import { isSameSpan, isWithin } from '../facts/source.js';
import { bindingOf } from '../recognise/sql-apis.js';

export default defineCheck({
  id: 'no-sql-injection',
  needs: ['joinedSql', 'effects'],
  rationale:
    'A value that is joined into SQL text is read as SQL: a quote in it ends the string, and what follows is executed. Bound parameters travel apart from the text, so they can only ever be values, and the database can keep the plan.',
  messages: {
    value:
      '`{{call}}` runs SQL text that `{{value}}` is joined into, so whatever that value holds is read as SQL. Bind it instead: {{how}}.',
    chosen:
      '`{{call}}` runs SQL text whose {{part}} is `{{value}}`, sent by the client, so a request can write any SQL there. Parameters cannot stand for it: look the name up in a fixed list and refuse all others.',
  },
  examples: {
    bad: [
      `import { Pool } from 'pg';\nconst pool = new Pool();\nexport async function findByEmail(email: string) {\n  // ruleid: no-sql-injection\n  return pool.query(\`select id from users where email = '\${email}'\`);\n}`,
      {
        'src/db.ts': `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();`,
        'src/search.ts': `import { prisma } from './db';\nexport const search = (term: string) =>\n  // ruleid: no-sql-injection\n  prisma.$queryRawUnsafe("select * from products where name like '%" + term + "%'");`,
      },
    ],
    good: [
      `import { Pool } from 'pg';\nconst pool = new Pool();\nexport async function findByEmail(email: string) {\n  // ok: no-sql-injection\n  return pool.query('select id from users where email = $1', [email]);\n}`,
      `import { Pool } from 'pg';\nconst pool = new Pool();\nconst columns = { name: 'name', newest: 'created_at' };\nexport async function list(sort: keyof typeof columns) {\n  // ok: no-sql-injection\n  return pool.query(\`select id from users order by \${columns[sort]}\`);\n}`,
    ],
  },
  limits: [
    'A table, column or clause counts only where the client sent it and no schema or list checks it; names that other code of the project makes are left alone.',
    'Numbers that are parsed or computed, generated ids, clock times and escaped values count as safe.',
    'Text that is put together by replacing marks in it is not followed.',
  ],
  check(project, report) {
    const found = project.joinedSql.flatMap((one) => {
      const joined = report.asksFor(one.file) ? one.joined() : null;
      return joined ? [{ ...one, joined }] : [];
    });
    const byFile = groupBy(found, ({ file }) => file);
    for (const { file, fact, symbol, joined } of found) {
      // `db.execute(sql.raw(text))` is one, where it runs
      if (byFile.get(file)!.some((outer) => !isSameSpan(fact.at, outer.fact.at) && isWithin(fact.at, outer.fact.at) && outer.joined.written === joined.written)) continue;
      if (joined.chosen)
        report.at(file, fact.at, 'chosen', {
          call: fact.written,
          value: joined.written,
          part: joined.position === 'order' ? 'order' : joined.position === 'identifier' ? 'table or column' : 'condition',
        });
      else report.at(file, fact.at, 'value', { call: fact.written, value: joined.written, how: bindingOf(symbol, fact) });
    }
    const texts = [...project.queries.filter((query) => query.fact.text !== null), ...project.joinedSql];
    report.examined(new Set(texts.map(({ file, fact }) => `${file.path}:${fact.at.end}`)).size, 'SQL queries');
  },
});
