import { defineCheck } from '../define.js';
import type { ConnectionFact } from '../facts/orm.js';
import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, Project, RequestStep } from '../facts/project.js';
import { lineAt } from '../facts/trail.js';
import type { Related } from '../facts/finding.js';

/** Methods that run once, by what they are called. */
const startsUp = /^(?:connect|init|initiali[sz]e|start|open|setup|bootstrap|boot|migrate|seed|run|main|register|configure|up|down|on[A-Z]\w*|create\w*|make\w*|build\w*|get\w*(?:Client|Connection|Pool|DataSource|Db)|test\w*|check\w*Connection)/;

export default defineCheck({
  id: 'require-connection-pool',
  needs: ['connections'],
  rationale:
    'Opening a connection costs several round trips and a process or thread of the database. A client that every request makes for itself pays that each time, and under load the database has no connections left for anybody.',
  messages: {
    request:
      '`{{call}}` in `{{function}}` opens connections of its own for every request, and under load the database runs out of them. Make one client with a pool at module level or in the container, and share it.',
    call:
      '`{{call}}` in `{{function}}` opens connections of its own at every call and closes them again, and under load the database runs out of them. Make one client with a pool at start, and share it.',
  },
  examples: {
    bad: [
      `import express from 'express';\nimport { Client } from 'pg';\nconst app = express();\napp.get('/v1/orders', async (req, res) => {\n  // ruleid: require-connection-pool\n  const client = new Client();\n  await client.connect();\n  const { rows } = await client.query('select id from orders limit 50');\n  await client.end();\n  res.json(rows);\n});`,
    ],
    good: [
      `import express from 'express';\nimport { Pool } from 'pg';\nconst app = express();\n// ok: require-connection-pool\nconst pool = new Pool({ max: 10 });\napp.get('/v1/orders', async (req, res) => {\n  const { rows } = await pool.query('select id from orders limit 50');\n  res.json(rows);\n});`,
    ],
  },
  limits: [
    'A client whose settings come from the function’s parameters, such as a tenant’s own database, is left alone.',
    'Clients over HTTP that hold no connection are left alone, and so are the size and the existence of a pool.',
  ],
  check(project, report) {
    let examined = 0;
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      for (const fact of file.connections ?? []) {
        examined += 1;
        if (fact.kept || fact.fromParameter) continue;
        const around = functionsAround(project, file, fact.fn);
        const owner = around.at(-1)!;
        const data = { call: fact.written, function: owner.fact.name ?? 'this handler' };
        const step = around.map((fn) => project.requestPath.get(fn)).find((one) => one !== undefined);
        if (step ? isOpened(fact, step) : fact.perRequest) report.at(file, fact.at, 'request', data, { related: step ? trailOf(project, around, step) : [] });
        else if (!step && fact.usedHere && isServiceMethod(owner)) report.at(file, fact.at, 'call', data);
      }
    }
    report.examined(examined, 'database clients made in functions');
  },
});

/** A function and the named one that its code belongs to, inline callbacks between them included. */
function functionsAround(project: Project, file: FileFacts, index: number): FunctionRef[] {
  const found = [project.fn(file, index)];
  for (let fn = found[0]!; fn.fact.passedTo && fn.fact.parent !== null; ) {
    fn = project.fn(file, fn.fact.parent);
    found.push(fn);
  }
  return found;
}

/** Mongoose opens its one connection once, however often a helper asks for it. */
const isOpened = (fact: ConnectionFact, step: RequestStep): boolean => fact.symbol !== 'mongoose#connect' || step.hops === 0;

const isServiceMethod = ({ fact }: FunctionRef): boolean => fact.cls !== null && !fact.isConstructor && fact.name !== null && !startsUp.test(fact.name);

/** The functions by which a request gets there. */
function trailOf(project: Project, around: readonly FunctionRef[], first: RequestStep): Related[] {
  const related: Related[] = [];
  let step: RequestStep | undefined = first;
  for (let guard = 0; step?.caller && guard < 6; guard += 1) {
    related.unshift({ path: step.caller.file.path, line: step.caller.fact.line, message: `called by \`${step.caller.fact.name ?? 'a handler'}\`` });
    step = project.requestPath.get(step.caller);
  }
  if (first.endpoint) related.unshift({ path: first.endpoint.file.path, line: lineAt(first.endpoint.file.lines, first.endpoint.fact.at.start), message: `${first.endpoint.method} ${first.endpoint.shownPath}` });
  return around.length > 0 ? related : [];
}
