import { defineCheck } from '../define.js';
import { endpointName } from '../facts/endpoint-name.js';
import type { Endpoint, FunctionRef, RequestStep } from '../facts/project.js';
import { isSameSpan } from '../facts/source.js';
import { shownName } from '../facts/trail.js';
import type { Value } from '../facts/value.js';
import { lastName } from '../facts/value.js';
import { scheduledPath, slowKindOf, slowWork } from '../recognise/slow-work.js';

export default defineCheck({
  id: 'no-slow-work-in-request',
  needs: ['effects', 'waiting'],
  rationale:
    'A client waits for everything that its handler awaits. A mail server, a PDF or a language model takes seconds and fails on its own account; a synchronous file, crypto or child-process call stops every other request of the process until it is done.',
  messages: {
    awaited:
      '`{{call}}` {{work}} while the client of {{request}} waits, so the answer takes as long and fails with it. Hand the work to a queue or an outbox in the same transaction and answer at once.',
    blocking:
      '`{{call}}` in {{place}} stops the event loop, so until it is done this process serves nobody. Await {{instead}}, or do it once at start-up.',
  },
  examples: {
    bad: [
      `import express from 'express';\nimport nodemailer from 'nodemailer';\nconst mailer = nodemailer.createTransport('smtp://localhost');\nconst app = express();\napp.post('/users', async (req, res) => {\n  // ruleid: no-slow-work-in-request\n  await mailer.sendMail({ to: req.body.email, subject: 'Welcome', text: 'Hello' });\n  res.status(201).end();\n});`,
      {
        'src/passwords.ts': `import { hashSync } from 'bcrypt';\nexport function hashPassword(password: string) {\n  // ruleid: no-slow-work-in-request\n  return hashSync(password, 12);\n}`,
        'src/app.ts': `import express from 'express';\nimport { hashPassword } from './passwords.js';\nconst app = express();\napp.post('/users', (req, res) => {\n  res.status(201).json({ hash: hashPassword(req.body.password).length });\n});`,
      },
    ],
    good: [
      `import express from 'express';\nimport { Queue } from 'bullmq';\nconst mails = new Queue('mails');\nconst app = express();\napp.post('/users', async (req, res) => {\n  // ok: no-slow-work-in-request\n  await mails.add('welcome', { to: req.body.email });\n  res.status(201).end();\n});`,
    ],
  },
  limits: [
    'Only the call nearest the handler is reported: in the handler, or in a function that the handler calls.',
    'Work of a library that the tables do not know, or behind an HTTP call, is seen only where a function of the project says that it sends mail.',
    'Uploads to object storage and streamed text are not judged.',
  ],
  check(project, report) {
    const handlers = [...project.requestPath].filter(([, step]) => step.hops === 0 && isServed(step));
    const seen = new Set<FunctionRef>();
    const look = (fn: FunctionRef, endpoint: Endpoint | null, hops: number, waits: boolean): void => {
      if (seen.has(fn) || fn.file.kind !== 'runtime') return;
      seen.add(fn);
      const allowed = report.options(fn.file.path)['allow'];
      const isAllowed = (name: string): boolean => Array.isArray(allowed) && allowed.includes(name);
      const effects = project.effectsIn(fn);
      for (const effect of effects) {
        const { written, at, unawaited } = effect.fact;
        const name = written.slice(written.lastIndexOf('.') + 1);
        if (isAllowed(name)) continue;
        const kind = waits ? slowKindOf(effect) : null;
        if (kind) report.at(effect.file, at, 'awaited', { call: written, work: slowWork[kind], request: nameOf(endpoint) });
        else if (effect.kind === 'blocking' && unawaited !== 'background') report.at(effect.file, at, 'blocking', { call: written, place: endpoint ? `the request of ${endpointName(endpoint)}` : 'a request', instead: asynchronous(name) });
      }
      for (const call of project.calls(fn)) {
        if (call.unawaited === 'background' || effects.some(({ fact }) => isSameSpan(fact.at, call.at))) continue;
        const found = waits && call.unawaited === null ? project.slowWork(call) : null;
        if (found && !isAllowed(lastName(call.callee) || (call.targets[0]?.fact.name ?? '')))
          report.at(call.file, call.at, 'awaited', { call: writtenAs(call.callee) || shownName(call.targets[0]), work: slowWork[found.kind], request: nameOf(endpoint) }, { related: found.trail });
        else if (!found && hops === 0)
          // what is handed the response answers for the handler, awaited or not
          for (const target of call.targets) if (!target.fact.isConstructor) look(target, endpoint, 1, call.unawaited === null || call.args.some(({ value }) => value.k === 'param'));
      }
    };
    for (const [fn, step] of handlers) look(fn, step.endpoint, 0, true);
    report.examined(handlers.length, 'handlers');
  },
});

/** Requests that a client waits for: messages of a broker and calls of a scheduler have none. */
const isServed = ({ endpoint }: RequestStep): boolean => endpoint?.fact.protocol !== 'message' && !scheduledPath.test(endpoint?.path ?? '');

/** Middlewares and callbacks of libraries serve requests of many endpoints. */
const nameOf = (endpoint: Endpoint | null): string => (endpoint ? endpointName(endpoint) : 'a request');

/** `readFileSync` and its asynchronous namesake, for the message. */
const asynchronous = (name: string): string => (name === 'existsSync' ? '`access`' : name === 'sync' || !name.endsWith('Sync') ? 'its asynchronous form' : `\`${name.slice(0, -'Sync'.length)}\``);

/** `this.mailer.send`, `sendWelcomeMail`. */
function writtenAs(callee: Value): string {
  switch (callee.k) {
    case 'member':
      // parts of a tuple and of computed members have no name
      return callee.of.k === 'this' ? `this.${callee.name}` : /^(\d+|\[\]|\*|default)?$/.test(lastName(callee.of)) ? callee.name : `${writtenAs(callee.of)}.${callee.name}`;
    case 'call':
      return `${writtenAs(callee.callee)}()`;
    default:
      // a default export goes by the name of its function
      return /^(?:default|\*)$/.test(lastName(callee)) ? '' : lastName(callee);
  }
}
