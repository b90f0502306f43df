/**
 * How responses are written, for every server framework: what a response object is and which of its members send.
 *
 * Express https://expressjs.com/en/5x/api.html#res, Fastify https://fastify.dev/docs/latest/Reference/Reply/,
 * Hono https://hono.dev/docs/api/context, Koa https://koajs.com/#response, Elysia
 * https://elysiajs.com/essential/handler.html, Next.js
 * https://nextjs.org/docs/app/api-reference/functions/next-response and
 * https://nextjs.org/docs/pages/building-your-application/routing/api-routes, NestJS
 * https://docs.nestjs.com/controllers#library-specific-approach, Node https://nodejs.org/api/http.html#class-httpserverresponse
 */

/** Methods whose first argument is the body of the response. */
export const sendMethods: ReadonlySet<string> = new Set(['json', 'send', 'jsonp', 'end', 'text', 'html', 'body', 'newResponse', 'sendFile']);

/** Of those, the ones whose second argument is the status: Hono's context. */
export const statusSecond: ReadonlySet<string> = new Set(['json', 'text', 'html', 'body', 'newResponse']);

/** Methods that set the status. */
export const statusMethods: ReadonlySet<string> = new Set(['status', 'code', 'writeHead']);

/** Members that set the status when they are assigned to. */
export const statusMembers: ReadonlySet<string> = new Set(['status', 'statusCode']);

/** Members of an Elysia context that answer with a status: `error(404, body)`, `status(404, body)`. */
export const contextAnswers: ReadonlySet<string> = new Set(['error', 'status']);

/** Types of response objects and of contexts that hold one, by `source#name`. */
export const responseTypes: ReadonlySet<string> = new Set([
  'express#Response',
  'express#default.Response',
  'express#*.Response',
  'express-serve-static-core#Response',
  'fastify#FastifyReply',
  'hono#Context',
  'koa#Context',
  'koa#ParameterizedContext',
  'koa#default.Context',
  'koa#default.ParameterizedContext',
  'koa#*.Context',
  'koa#Response',
  '@koa/router#RouterContext',
  'koa-router#RouterContext',
  'next#NextApiResponse',
  'http#ServerResponse',
  'node:http#ServerResponse',
  'http#default.ServerResponse',
  'node:http#default.ServerResponse',
  'http2#Http2ServerResponse',
  'node:http2#Http2ServerResponse',
  'elysia#Context',
  'restify#Response',
  'polka#Response',
  '@tinyhttp/app#Response',
]);

/** Types that give a response object by methods: NestJS hands its hosts to filters, guards and interceptors. */
export const hostTypes: ReadonlySet<string> = new Set(['@nestjs/common#ArgumentsHost', '@nestjs/common#ExecutionContext', '@nestjs/common/interfaces#ArgumentsHost']);

/** Of Remix and React Router: remix.run/docs/en/main/utils/json, reactrouter.com/api/utils/data, github.com/kiliman/remix-typedjson */
export const remixResponders: readonly string[] = [
  ...['@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/deno', '@react-router/node', 'react-router'].flatMap((source) => [`${source}#json`, `${source}#data`]),
  'remix-typedjson#typedjson',
];

/** What makes a response of its own, by symbol. */
export const responders: ReadonlySet<string> = new Set([
  'global#Response',
  'global#Response.json',
  'global#NextResponse',
  'global#NextResponse.json',
  'next/server#NextResponse',
  'next/server#NextResponse.json',
  'next/server.js#NextResponse',
  'next/server.js#NextResponse.json',
  ...remixResponders,
]);

/** Packages whose classes are problem documents (RFC 9457) or make them. */
export const problemPackages: ReadonlySet<string> = new Set([
  'http-problem-details',
  'http-problem-details-mapper',
  'express-http-problem-details',
  'hono-problem-details',
  'rfc-7807-problem-details',
  'rfc7807-problem',
  'rfc9457',
  'api-problem',
  'problem-json',
  'express-api-problem',
  'koa-problem-details-middleware',
  'problem-details-http',
  '@zalando/problem',
  'nest-problem-details-filter',
  '@sjfrhafe/nest-problem-details',
  'fastify-problem-details',
  '@bashleigh/nest-problem-details',
  'elysia-http-problem-json',
  'elysia-problem-details',
]);
