import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema, recogniserKinds } from '../src/config/schema.js';
import { breakerLibraries } from '../src/recognise/breakers.js';
import { callOf, libraryOf } from '../src/recognise/effect-libraries.js';
import { effectOf } from '../src/recognise/effects.js';
import { fastHashes, isPasswordHash } from '../src/recognise/hashing.js';
import { healthKits, healthServers, indicatorOf, probeOf } from '../src/recognise/health-kits.js';
import { isListed, type LibraryNames } from '../src/recognise/library-names.js';
import { isExternalLogger } from '../src/recognise/loggers.js';
import { mapperLibraries } from '../src/recognise/mappers.js';
import { rateLimiters } from '../src/recognise/rate-limiters.js';
import { tokenApis, tokenDecoders } from '../src/recognise/token-libraries.js';
import { tracers, tracingUseOf } from '../src/recognise/tracing.js';
import { isValidatorCall, isValidatorMiddleware } from '../src/recognise/validators.js';

/** A symbol and the members behind it: `zod#z.object()` is `zod#z` and `['object()']`. */
function split(written: string): { source: string; name: string; path: string[]; symbol: string } {
  const hash = written.lastIndexOf('#');
  const [name = '', ...path] = written.slice(hash + 1).split(/\.(?![^(]*\))/);
  return { source: written.slice(0, hash), name, path, symbol: `${written.slice(0, hash)}#${name}` };
}

const listed = (libraries: LibraryNames) => (written: string): boolean => {
  const { symbol, path } = split(written);
  return isListed(libraries, symbol, path);
};
/** `new x#Y` stands for an instance. */
const effect = (kind: string) => (written: string): boolean => {
  const { symbol, path } = split(written.replace(/^new /, ''));
  return effectOf(symbol, path, written.startsWith('new '))?.kind === kind;
};
const validates = (written: string): boolean => {
  const { source, name, path } = split(written);
  return isValidatorCall(source, name, path) || isValidatorMiddleware(source, name, path);
};
const breaks = (written: string): boolean => {
  const { source, name, path } = split(written.replace(/^new /, ''));
  const library = libraryOf(breakerLibraries, source);
  return library !== null && callOf(breakerLibraries[library]!, name, path, written.startsWith('new ')) !== null;
};
const logs = (written: string): boolean => {
  const { source, name, path } = split(written);
  return isExternalLogger(source, name, path) === true;
};
const signs = (written: string): boolean => Object.hasOwn(tokenApis, written) || tokenDecoders.has(written);
const hashes = (written: string): boolean => isPasswordHash(written) || Object.hasOwn(fastHashes, written);

/** What each table must know: a typical call of every library, as its documentation shows it; and calls that it must not take. */
const tables: readonly { readonly kind: string; readonly knows: (written: string) => boolean; readonly calls: readonly string[]; readonly others: readonly string[] }[] = [
  {
    kind: 'validators',
    knows: validates,
    calls: [
      'zod#z.object().parse', 'zod#z.string().safeParseAsync', 'zod#object.parse', '@hono/zod-openapi#z.object().parse', '@hono/zod-validator#zValidator', 'valibot#parse', 'valibot#*.safeParse', 'valibot#safeParseAsync', 'arktype#type.()',
      'arktype#type().assert', '@sinclair/typebox/value#Value.Check', '@sinclair/typebox/compiler#TypeCompiler.Compile().Check', 'typebox#Value.Parse', 'joi#default.object().validateAsync', 'joi#attempt', 'yup#object().validate', 'ajv#default.compile().()', 'ajv#Ajv.validate',
      'class-validator#validateOrReject', 'class-validator#validateSync', 'celebrate#celebrate', 'express-validator#body', 'express-validator#validationResult', 'express-validator#checkSchema', 'superstruct#assert', 'typia#default.assert', '@vinejs/vine#default.compile().validate',
    ],
    others: ['zod#z.object', 'joi#default.object', 'valibot#object', 'express#json', 'class-validator#IsEmail', 'lodash#assert'],
  },
  {
    kind: 'loggers',
    knows: logs,
    calls: [
      'pino#default', 'pino#pino', 'nestjs-pino#PinoLogger', 'pino-http#default', 'winston#createLogger', 'nest-winston#WinstonModule', 'bunyan#createLogger', 'log4js#getLogger', 'consola#consola', 'tslog#Logger', 'roarr#Roarr', 'loglevel#default', 'signale#default', '@logtape/logtape#getLogger',
      '@nestjs/common#Logger', 'fastify#default.log', '@aws-lambda-powertools/logger#Logger', 'hono-pino#pinoLogger', 'firebase-functions#logger',
    ],
    others: ['global#console', 'global#Math', 'express#default', '@nestjs/common#Injectable'],
  },
  {
    kind: 'HTTP clients',
    knows: effect('http'),
    calls: [
      'global#fetch', 'axios#default.get', 'axios#default.create().post', 'axios#default', 'new @nestjs/axios#HttpService.get', 'got#default.post', 'got#got', 'ky#default.get', 'undici#request', 'undici#fetch', 'node-fetch#default', 'cross-fetch#default', 'ofetch#$fetch', 'ofetch#ofetch', 'superagent#default.get', 'needle#default.post',
      'request#default', 'wretch#default().get', 'http#request', 'https#get', 'node:https#request', 'phin#default', 'bent#default.()',
    ],
    others: ['axios#isAxiosError', 'http#createServer', 'global#setTimeout', 'got#HTTPError'],
  },
  {
    kind: 'vendor SDKs',
    knows: effect('sdk'),
    calls: ['new stripe#default.charges.create', 'new @aws-sdk/client-s3#S3Client.send', 'new @google-cloud/storage#Storage.bucket', 'firebase-admin#default.auth().verifyIdToken', 'new @octokit/rest#Octokit.issues.create', 'new @slack/web-api#WebClient.chat.postMessage', 'new minio#Client.putObject', 'new plaid#PlaidApi.accountsGet', 'new algoliasearch#default.search'],
    others: ['express#default.get', 'lodash#get', 'zod#z.object'],
  },
  {
    kind: 'brokers and queues',
    knows: effect('publish'),
    calls: [
      'new kafkajs#Kafka.producer().send', 'amqplib#connect().createChannel().publish', 'amqplib#default.connect().createChannel().sendToQueue', 'new bullmq#Queue.add', 'new bullmq#FlowProducer.add', 'new bull#default.add', 'new @aws-sdk/client-sqs#SQSClient.send', 'new @aws-sdk/client-sns#SNSClient.send',
      'new @google-cloud/pubsub#PubSub.topic().publishMessage', 'new @azure/service-bus#ServiceBusClient.createSender().sendMessages', 'nats#connect().publish', 'mqtt#connect().publish', 'new ioredis#Redis.publish', 'redis#createClient().xAdd', 'new pg-boss#default.send', 'graphile-worker#quickAddJob', 'new agenda#Agenda.schedule',
      'new @nestjs/microservices#ClientProxy.emit', 'new pulsar-client#Client.createProducer().send',
    ],
    others: ['new ioredis#Redis.get', 'redis#createClient().set', 'new bullmq#Worker.run', 'kafkajs#logLevel'],
  },
  {
    kind: 'rate limiters',
    knows: listed(rateLimiters),
    calls: ['express-rate-limit#default', 'express-rate-limit#rateLimit', 'rate-limiter-flexible#RateLimiterRedis', '@nestjs/throttler#ThrottlerGuard', '@fastify/rate-limit#default', 'koa-ratelimit#default', 'hono-rate-limiter#rateLimiter', '@upstash/ratelimit#Ratelimit', 'elysia-rate-limit#rateLimit', 'express-slow-down#slowDown', 'limiter#RateLimiter'],
    others: ['@nestjs/throttler#SkipThrottle', 'express#Router', 'cors#default'],
  },
  {
    kind: 'circuit breakers',
    knows: breaks,
    calls: ['opossum#default', 'new opossum#CircuitBreaker.fire', 'cockatiel#circuitBreaker().execute', 'cockatiel#wrap', 'new mollitia#Circuit.fn().execute', 'new brakes#default.exec', 'levee#createBreaker', '@bennadel/circuit-breaker#CircuitBreaker.execute'],
    others: ['p-retry#default', 'cockatiel#handleAll', 'axios#default.get'],
  },
  {
    kind: 'mailers',
    knows: effect('mail'),
    calls: ['nodemailer#createTransport().sendMail', 'new @nestjs-modules/mailer#MailerService.sendMail', '@sendgrid/mail#default.send', 'new resend#Resend.emails.send', 'new postmark#ServerClient.sendEmail', 'new mailgun.js#default.client().messages.create', 'new @aws-sdk/client-ses#SESClient.send', 'node-mailjet#apiConnect().post().request', 'twilio#default().messages.create', 'new email-templates#default.send', 'mailersend#MailerSend.email.send'],
    others: ['nodemailer#createTransport', 'new resend#Resend.domains.list', 'nodemailer#createTestAccount'],
  },
  {
    kind: 'PDF and image work',
    knows: effect('render'),
    calls: ['puppeteer#default.launch', 'puppeteer#launch', 'playwright#chromium.launch', 'sharp#default().resize().toBuffer', 'sharp#default().toFile', 'jimp#Jimp.read', 'pdf-lib#PDFDocument.load', 'new pdfkit#default.addPage', '@react-pdf/renderer#renderToBuffer', 'html-pdf#create().toBuffer', 'new exceljs#Workbook.xlsx.writeBuffer', 'wkhtmltopdf#default', 'jspdf#jsPDF.output', 'fluent-ffmpeg#default().run', 'tesseract.js#recognize'],
    others: ['sharp#default', 'pdf-lib#rgb', 'playwright#expect'],
  },
  {
    kind: 'token libraries',
    knows: signs,
    calls: ['jsonwebtoken#sign', 'jsonwebtoken#verify', 'jsonwebtoken#decode', '@nestjs/jwt#JwtService.signAsync', '@nestjs/jwt#JwtModule.register', 'jose#SignJWT', 'jose#jwtVerify', 'jose#decodeJwt', '@fastify/jwt#default', 'hono/jwt#sign', 'hono/jwt#jwt', '@elysiajs/jwt#jwt', 'passport-jwt#Strategy', 'express-jwt#expressjwt', 'koa-jwt#default', 'fast-jwt#createSigner', 'jwt-simple#encode', 'jws#sign', 'jwt-decode#jwtDecode'],
    others: ['jsonwebtoken#TokenExpiredError', 'jose#importPKCS8', 'passport-local#Strategy'],
  },
  {
    kind: 'hashing',
    knows: hashes,
    calls: ['bcrypt#hash', 'bcryptjs#compare', 'argon2#verify', '@node-rs/argon2#hash', '@node-rs/bcrypt#hash', 'crypto#scrypt', 'crypto#scryptSync', 'crypto#argon2', 'global#Bun.password.hash', 'hash-wasm#argon2id', '@noble/hashes/scrypt#scrypt', 'scrypt-kdf#kdf', 'crypto#createHash', 'crypto-js#SHA256', 'md5#default', 'js-sha256#sha256', 'object-hash#default', '@noble/hashes/sha256#sha256', 'crypto#pbkdf2', 'crypto#pbkdf2Sync', 'oslo/password#Argon2id.hash', '@phc/scrypt#hash', 'bcrypt-ts#compare', 'hash-wasm#pbkdf2'],
    others: ['crypto#randomBytes', 'crypto#randomUUID', 'hash-wasm#crc32'],
  },
  {
    kind: 'model SDKs',
    knows: effect('model'),
    calls: [
      'new openai#OpenAI.chat.completions.create', 'new openai#default.responses.create', 'new @anthropic-ai/sdk#default.messages.create', 'ai#generateText', 'ai#streamText', 'ai#generateObject', 'new @langchain/openai#ChatOpenAI.invoke', 'new @langchain/anthropic#ChatAnthropic.stream', 'new @google/genai#GoogleGenAI.models.generateContent',
      'new @google/generative-ai#GoogleGenerativeAI.getGenerativeModel().generateContent', 'new @mistralai/mistralai#Mistral.chat.complete', 'new cohere-ai#CohereClient.chat', 'ollama#default.chat', 'new groq-sdk#default.chat.completions.create', 'new replicate#default.run', 'new @aws-sdk/client-bedrock-runtime#BedrockRuntimeClient.send',
    ],
    others: ['new openai#OpenAI.models.list', 'ai#tool', '@langchain/core/prompts#PromptTemplate'],
  },
  {
    kind: 'tracing',
    knows: listed(tracers),
    calls: ['@opentelemetry/api#trace.getTracer()', '@opentelemetry/sdk-node#NodeSDK', '@opentelemetry/auto-instrumentations-node#getNodeAutoInstrumentations', '@opentelemetry/sdk-trace-node#NodeTracerProvider', 'dd-trace#default.init()', 'dd-trace/init#default', '@sentry/node#init', '@sentry/node#startSpan', '@sentry/nestjs#SentryTraced', 'elastic-apm-node#start', 'newrelic#default', 'nestjs-otel#Span', '@vercel/otel#registerOTel', 'applicationinsights#setup', 'aws-xray-sdk-core#captureHTTPsGlobal', '@aws-lambda-powertools/tracer#Tracer', '@instana/collector#default', '@fastify/otel#FastifyOtelInstrumentation', '@hono/otel#httpInstrumentationMiddleware', '@elysiajs/opentelemetry#opentelemetry', '@honeycombio/opentelemetry-node#HoneycombSDK', '@prisma/instrumentation#PrismaInstrumentation'],
    others: ['@sentry/node#captureException', '@opentelemetry/api#diag', 'tracer#console', 'express#default'],
  },
  {
    kind: 'health kits',
    knows: listed(healthKits),
    calls: ['@nestjs/terminus#HealthCheckService', '@nestjs/terminus#TerminusModule', '@godaddy/terminus#createTerminus', 'lightship#createLightship', '@cloudnative/health-connect#HealthChecker', 'express-healthcheck#default', '@fastify/under-pressure#default', 'fastify-healthcheck#default', 'koa-simple-healthcheck#default', 'grpc-health-check#HealthImplementation', 'express-actuator#default', 'elysia-healthcheck#healthcheckPlugin', '@nestjs-redis/health-indicator#RedisHealthIndicator'],
    others: ['@nestjs/common#Controller', 'express#default', 'terminus#default'],
  },
  {
    kind: 'DTO mappers',
    knows: listed(mapperLibraries),
    calls: ['class-transformer#plainToInstance', 'class-transformer#instanceToPlain', '@automapper/core#Mapper.map()', '@automapper/nestjs#MapInterceptor', '@automapper/classes#classes', 'morphism#morphism', 'object-mapper#merge', '@nestjs/common#ClassSerializerInterceptor', 'ts-japi#Serializer', 'jsonapi-serializer#Serializer'],
    others: ['class-transformer#Type', 'class-transformer#Expose', '@automapper/core#createMap', '@nestjs/common#Injectable', 'lodash#map'],
  },
];

describe.each(tables)('$kind', ({ knows, calls, others }) => {
  test.each(calls)('%s', (written) => expect(knows(written)).toBe(true));
  test.each(others)('not %s', (written) => expect(knows(written)).toBe(false));
});

test.each([
  ['start', ['@opentelemetry/sdk-node#NodeSDK.start', '@opentelemetry/sdk-trace-node#NodeTracerProvider.register', 'dd-trace#init', 'dd-trace#tracer.init', '@sentry/node#init', 'elastic-apm-node#start', '@honeycombio/opentelemetry-node#HoneycombSDK.start', 'honeycomb-beeline#*', '@vercel/otel#registerOTel', '@elysiajs/opentelemetry#opentelemetry', '@azure/monitor-opentelemetry#useAzureMonitor']],
  ['instrument', ['@opentelemetry/auto-instrumentations-node#getNodeAutoInstrumentations', '@opentelemetry/instrumentation-pg#PgInstrumentation', '@opentelemetry/instrumentation-nestjs-core#NestInstrumentation', '@fastify/otel#FastifyOtelInstrumentation', '@hono/otel#httpInstrumentationMiddleware', 'nestjs-otel#OpenTelemetryModule.forRoot', 'aws-xray-sdk#captureHTTPsGlobal']],
  ['propagate', ['@opentelemetry/api#propagation.inject', 'dd-trace#tracer.extract', '@sentry/node#continueTrace']],
  ['span', ['@opentelemetry/api#trace.getTracer', 'nestjs-otel#Span', '@sentry/nestjs#SentryTraced', 'newrelic#startSegment']],
  [null, ['@opentelemetry/sdk-node#NodeSDK', '@opentelemetry/sdk-node#NodeSDK.shutdown', '@sentry/node#captureException', 'honeycomb-beeline#addContext', '@opentelemetry/instrumentation-pg#default.enable', 'express#default', 'tracer#start']],
] as const)('tracing: %s', (use, symbols) => expect(symbols.map((symbol) => [symbol, tracingUseOf(symbol)])).toEqual(symbols.map((symbol) => [symbol, use])));

test.each([
  ['live', ['/livez', '/health/live', '/Liveness/', '/alive']],
  ['ready', ['/readyz', '/health/ready', '/api/v1/readiness']],
  ['startup', ['/startupz', '/health/startup']],
  ['health', ['/health', '/healthz', '/api/health-check', '/_health', '/status', '/api/v2/ping']],
  [null, ['/', '/orders', '/orders/status', '/wealth', '/live/scores', '/healthy-food', '/users/up']],
] as const)('probes by path: %s', (probe, paths) => expect(paths.map((path) => [path, probeOf(path)])).toEqual(paths.map((path) => [path, probe])));

test('indicators of health kits', () => {
  expect(['@nestjs/terminus#TypeOrmHealthIndicator.pingCheck', '@nestjs/terminus#HttpHealthIndicator.responseCheck', '@liaoliaots/nestjs-redis-health#RedisHealthIndicator.checkHealth'].map(indicatorOf)).toEqual(['dependency', 'dependency', 'dependency']);
  expect(['@nestjs/terminus#MemoryHealthIndicator.checkHeap', '@nestjs/terminus#DiskHealthIndicator.checkStorage'].map(indicatorOf)).toEqual(['process', 'process']);
  expect(['@nestjs/terminus#HealthCheckService.check', '@nestjs/terminus#TypeOrmHealthIndicator', 'express#OwnHealthIndicator.pingCheck'].map(indicatorOf)).toEqual([null, null, null]);
});

test('every library that serves probes is a health kit', () => {
  expect(Object.keys(healthServers).filter((symbol) => !isListed(healthKits, symbol, []))).toEqual([]);
});

describe('configuration', () => {
  const kinds = Object.keys(recogniserKinds);

  test.each(kinds)('%s can be extended', (kind) => {
    const parsed = configSchema().parse({ recognisers: { [kind]: ['@acme/own#thing.member'] } });
    expect(parsed.recognisers[kind as keyof typeof recogniserKinds]).toEqual([{ module: '@acme/own', export: 'thing', member: 'member' }]);
  });

  test('every kind is documented', () => {
    const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'configuration.md'), 'utf8');
    const section = page.slice(page.indexOf('## recognisers'), page.indexOf('## Suppressions'));
    expect(kinds.filter((kind) => !section.includes(`\`${kind}\``))).toEqual([]);
  });
});
