import { defineCheck } from '../define.js';
import type { DecoratorFact } from '../facts/code.js';
import type { Answer, Endpoint, FunctionRef, Project } from '../facts/project.js';
import type { TypeRef } from '../facts/value.js';

/** Frameworks whose routes have a place for a response schema, and what goes there. */
const places: Readonly<Record<string, string>> = {
  fastify: 'Give the route `schema: { response: { 200: … } }`, by which Fastify also strips what is not listed',
  elysia: 'Give the route a `response` schema',
  nestjs: 'Write a DTO class as the return type of the method, or name one in `@ApiOkResponse({ type })`',
};

const decorators = /^(Api(Ok|Created|Accepted|Default|NoContent)?Response|ApiExtraModels|Serialize|SerializeOptions|ZodSerializerDto|ZodResponse|ResponseSchema|TypedRoute|HealthCheck|Redirect|Render|Sse|Header|HttpRedirect|TsRestHandler|Implement)$/;

export default defineCheck({
  id: 'require-response-schema',
  rationale:
    'A declared response is a promise that clients can be generated from and that a serialiser can enforce. Without one the response is whatever the code returns today.',
  messages: {
    missing: '{{endpoint}} declares no response schema or DTO type, so nothing says what clients may rely on and nothing strips what they must not see. {{how}}.',
  },
  examples: {
    bad: [
      `import Fastify from 'fastify';\nconst app = Fastify();\n// ruleid: require-response-schema\napp.get('/orders', async () => [{ id: 1, total: 10 }]);`,
    ],
    good: [
      `import Fastify from 'fastify';\nconst app = Fastify();\nconst schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { id: { type: 'number' } } } } } };\n// ok: require-response-schema\napp.get('/orders', { schema }, async () => [{ id: 1 }]);`,
    ],
  },
  limits: ['Judged where routes have a place for the schema: Fastify, Elysia and NestJS. Express, Koa, Hono and Next.js have none, and tRPC infers its outputs.'],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && e.fact.protocol === 'http' && Object.hasOwn(places, e.fact.framework));
    const seen = new Set<string>();
    for (const endpoint of endpoints) {
      const key = `${endpoint.file.path}:${endpoint.fact.at.start}`;
      if (seen.has(key) || !report.asksFor(endpoint.file) || !sendsData(project, endpoint) || isDeclared(project, endpoint)) continue;
      seen.add(key);
      report.at(endpoint.file, endpoint.fact.at, 'missing', { endpoint: `${endpoint.method} ${endpoint.shownPath}`, how: places[endpoint.fact.framework]! });
    }
    report.examined(endpoints.length, 'endpoints');
  },
});

/** Whether a body with data is sent for certain: no 204, no stream, no redirect, no bare message. */
function sendsData(project: Project, endpoint: Endpoint): boolean {
  if (!endpoint.handler || endpoint.ownSignature) return false;
  const successes = project.answers(endpoint).filter((answer) => answer.status.known.every((code) => code < 300) && !answer.status.known.includes(204));
  return successes.some((answer) => answer.body !== null && (isServiceCall(endpoint, answer) || project.bodies(answer.body).some((body) => body.kind === 'data')));
}

/** A NestJS method that passes on what a service gives, which is no response object; nothing for a service that gives nothing. */
function isServiceCall(endpoint: Endpoint, { fact, status }: Answer): boolean {
  const { body } = fact;
  return endpoint.fact.framework === 'nestjs' && endpoint.method === 'GET' && fact.form === 'return' && status.isDefault && body?.k === 'call' && body.callee.k === 'member' && body.callee.of.k === 'member' && body.callee.of.of.k === 'this';
}

function isDeclared(project: Project, { fact, handler, file, before }: Endpoint): boolean {
  if (fact.schemas.response || fact.documentedResponse) return true;
  // an OpenAPI contract or a schema object in another file may hold the response
  if (Object.values(fact.schemas).some((schema) => schema.k === 'import' || schema.k === 'unknown')) return true;
  const fn = handler!;
  if (fn.fact.decorators.some(isResponseDecorator)) return true;
  const cls = fact.cls === null ? null : file.classes[fact.cls];
  if (cls?.decorators.some((d) => isResponseDecorator(d))) return true;
  if (before.some((value) => /seriali[sz]|(transform|response|map(per|ping)?|dto)\w*interceptor/i.test(JSON.stringify(value.value)))) return true;
  return fact.framework === 'nestjs' && fn.fact.returnType !== null && isDto(project, fn, fn.fact.returnType, 0);
}

const isResponseDecorator = ({ callee }: DecoratorFact): boolean =>
  (callee.k === 'import' || callee.k === 'ref' || callee.k === 'member' || callee.k === 'global') && (decorators.test(callee.name) || /Response|Serialize|Dto/.test(callee.name));

/** A return type that says something: a class, an interface, an object type. */
function isDto(project: Project, fn: FunctionRef, type: TypeRef, level: number): boolean {
  if (level > 4) return false;
  switch (type.t) {
    case 'array':
      return isDto(project, fn, type.of, level + 1);
    case 'object':
    case 'literal':
    case 'tuple':
    case 'intersection':
    case 'typeof':
      return true;
    case 'union':
      return type.of.some((one) => isDto(project, fn, one, level + 1));
    case 'primitive':
      return !['any', 'unknown', 'object'].includes(type.name);
    case 'name':
      if (type.symbol.k === 'global' && (type.symbol.name === 'Promise' || type.symbol.name === 'Array')) return type.args[0] !== undefined && isDto(project, fn, type.args[0], level + 1);
      return true;
    default:
      return false;
  }
}
