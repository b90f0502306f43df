import { defineCheck } from '../define.js';
import type { AnswerFact } from '../facts/answer.js';
import { functionsAround } from '../facts/functions.js';
import type { Answer, Body, Place, Project } from '../facts/project.js';

const shown: Readonly<Record<string, string>> = {
  text: 'plain text',
  unknown: 'a body of its own shape',
};

const describe = (body: Body): string =>
  body.kind === 'text' || body.kind === 'unknown' || body.keys.length === 0 ? (shown[body.kind] ?? 'a body of its own shape') : `\`{ ${body.keys.slice(0, 5).join(', ')} }\``;

export default defineCheck({
  id: 'problem-details',
  rationale:
    'Every error of an API has one machine-readable shape, the problem document of RFC 9457 (`application/problem+json` with type, title, status, detail and instance), so that clients handle all of them by one piece of code.',
  messages: {
    status:
      'This {{status}} response sends {{body}}, which no client can tell from other error shapes. Send a problem document (`type`, `title`, `status`, `detail`, `instance`) as `application/problem+json`, best from one central error handler.',
    handler:
      'The error handler sends {{body}}, so every error of the API has a shape of its own. Send a problem document (`type`, `title`, `status`, `detail`, `instance`) as `application/problem+json`.',
    payload:
      'The failure is told by {{body}}, so a client must know this body to see that the call failed. Throw a typed error, and answer with a problem document (`type`, `title`, `status`, `detail`) from the central error handler.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\napp.get('/orders/:id', (req, res) => {\n  // ruleid: problem-details\n  res.status(404).json({ error: 'no such order' });\n});`,
    ],
    good: [
      `import express from 'express';\nconst app = express();\napp.get('/orders/:id', (req, res) => {\n  // ok: problem-details\n  res.status(404).type('application/problem+json').json({\n    type: 'https://shop.example/problems/order-not-found',\n    title: 'Order not found',\n    status: 404,\n    detail: 'No order has this id.',\n  });\n});`,
    ],
  },
  limits: [
    'A body that a function out of sight makes is taken for a problem document.',
    'Errors that are thrown count at the handler that turns them into a response; the default one of a framework is not seen.',
  ],
  check(project, report) {
    const seen = new Set<string>();
    const helpers = handedBodies(project);
    const ofEndpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && e.fact.protocol === 'http').flatMap((e) => project.answers(e));
    const answers = [...project.writtenAnswers, ...ofEndpoints.filter(({ fact }) => !helpers.has(fact))];
    for (const answer of answers) {
      const found = judge(project, answer, helpers.get(answer.fact) === 'errors');
      if (!found) continue;
      const { file, at } = found.place;
      const key = `${file.path}:${at.start}`;
      if (file.kind !== 'runtime' || seen.has(key)) continue;
      seen.add(key);
      const body = describe(found.body);
      if (found.why === 'status') report.at(file, at, 'status', { status: String(answer.status.known.find((code) => code >= 400) ?? 'error'), body });
      else report.at(file, at, found.why, { body });
    }
    report.examined(answers.length, 'responses');
  },
});

/** Responses whose body a helper is handed: whether all calls hand it an error, and none a document. */
function handedBodies(project: Project): Map<AnswerFact, 'errors' | 'mixed'> {
  const found = new Map<AnswerFact, 'errors' | 'mixed'>();
  for (const answer of project.writtenAnswers) {
    if (answer.place.at === answer.fact.at) continue;
    const isPlain = found.get(answer.fact) !== 'mixed' && isError(answer) && answer.body !== null && !project.bodies(answer.body).some(({ kind }) => kind === 'problem');
    found.set(answer.fact, isPlain ? 'errors' : 'mixed');
  }
  return found;
}

interface Found {
  readonly why: 'status' | 'handler' | 'payload';
  readonly body: Body;
  readonly place: Place;
}

function judge(project: Project, answer: Answer, isErrorHelper: boolean): Found | null {
  const { fact, status, body } = answer;
  if (!body || fact.isProblem || isDeclaredHandler(project, answer)) return null;
  const { known } = status;
  const isSuccess = known.length > 0 && known.every((code) => code < 400) && !status.open;
  const bodies = project.bodies(body);
  // where it may be a problem document it counts as one
  if (bodies.some((one) => one.kind === 'problem')) return null;
  const place: Place = { file: answer.file, at: fact.at };
  // a body that is handed to a helper whole counts where it is made, but a helper for errors counts once
  const written = fact.body?.k === 'param' && !isErrorHelper ? answer.place : place;
  if (isError(answer)) {
    // data that a result brings along belongs to its success
    const isOfSuccess = fact.isOpenResult === true && fact.body?.k !== 'object' && known.some((code) => code < 400);
    const wrong = bodies.find((one) => one.kind === 'error') ?? bodies.find((one) => one.kind === 'message' || one.kind === 'text' || (one.kind === 'data' && !isOfSuccess) || (one.kind === 'unknown' && isPlainUnknown(one)));
    return wrong ? { why: 'status', body: wrong, place: written } : null;
  }
  if (answer.inErrorHandler && !(isSuccess && !status.isDefault)) {
    const wrong = bodies.find((one) => one.kind !== 'empty' && one.kind !== 'flag' && (one.kind !== 'unknown' || isPlainUnknown(one)));
    return wrong ? { why: 'handler', body: wrong, place: written } : null;
  }
  const failure = bodies.find((one) => one.kind === 'error');
  if (!failure || fact.isOfSuccess) return null;
  // a literal that another function makes counts where it is made
  return { why: 'payload', body: failure, place: failure.at && failure.at.file !== answer.file ? failure.at : written };
}

const isError = (answer: Answer): boolean => {
  const { fact, status } = answer;
  const { known } = status;
  return fact.ofCaught === true || (known.length > 0 && (known.every((code) => code >= 400) || (maySucceed(answer) && known.some((code) => code >= 400))));
};

/** The config says that what writes this answers with problem documents. */
const isDeclaredHandler = (project: Project, { fact, file }: Answer): boolean =>
  fact.fn !== null && functionsAround(project, file, fact.fn).some(({ index }) => project.isRecognised('errorHandler', { file, value: { k: 'function', fn: index }, scope: null }));

/**
 * One response of success and error: a helper that is handed the status, a status chosen from constants (`ok ? 200 : 404`),
 * the status of a result (`result.status`).
 */
const maySucceed = ({ fact, status }: Answer): boolean => fact.status?.k === 'param' || (!status.open && (fact.status?.k === 'union' || fact.isOpenResult === true));

/** An error that is caught or handed over, and so no document: what a call makes may be one. */
function isPlainUnknown({ located: { value } }: Body): boolean {
  return value.k === 'unknown' || value.k === 'param' || (value.k === 'member' && value.of.k !== 'call') || value.k === 'element';
}
