import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import { diagnose } from '../src/hosts/doctor.js';
import { writeTree } from './support/tree.js';

const manifest = (...names: string[]) => ({ name: 'shop', type: 'module', dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) });
const sdk = "import { NodeSDK } from '@opentelemetry/sdk-node';\nimport { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';\nconst sdk = new NodeSDK({ instrumentations: [getNodeAutoInstrumentations()] });\nsdk.start();\n";
const app = "import express from 'express';\nexport const app = express();\napp.listen(3000);\n";

describe('tracing', () => {
  const startsIn = async (files: Record<string, unknown>) =>
    (await diagnose(writeTree({ 'package.json': manifest('express', '@opentelemetry/sdk-node', '@opentelemetry/auto-instrumentations-node', 'dd-trace', 'newrelic', '@sentry/node', '@acme/trace', 'pg'), ...files }))).tracing.map(
      ({ path, line, library, symbol, order, behind }) => `${path}:${line} ${library} ${symbol} ${order}${behind ? ` ${behind.source} ${behind.path}:${behind.line}` : ''}`,
    );

  it('starts first where its file is imported before what it hooks into', async () => {
    expect(await startsIn({ 'src/tracing.ts': sdk, 'src/app.ts': app, 'src/main.ts': "import 'dotenv/config';\nimport './tracing.js';\nimport './app.js';\n" })).toEqual([
      'src/tracing.ts:4 @opentelemetry/sdk-node @opentelemetry/sdk-node#NodeSDK.start first',
    ]);
  });

  it('starts late behind what another file has loaded, and says where', async () => {
    expect(await startsIn({ 'src/tracing.ts': sdk, 'src/app.ts': app, 'src/main.ts': "import './app.js';\nimport './tracing.js';\n" })).toEqual([
      'src/tracing.ts:4 @opentelemetry/sdk-node @opentelemetry/sdk-node#NodeSDK.start late express src/app.ts:1',
    ]);
  });

  it('starts late in the file of the application: imports run before every call', async () => {
    expect(await startsIn({ 'src/main.ts': "import tracer from 'dd-trace';\nimport express from 'express';\ntracer.init();\nexpress().listen(3000);\n" })).toEqual(['src/main.ts:3 dd-trace dd-trace#init late express src/main.ts:2']);
  });

  it('starts first where require stands behind it, and where an import starts it', async () => {
    expect(await startsIn({ 'src/main.js': "const tracer = require('dd-trace');\ntracer.init();\nconst express = require('express');\nexpress().listen(3000);\n" })).toEqual(['src/main.js:2 dd-trace dd-trace#init first']);
    expect(await startsIn({ 'src/main.ts': `import 'newrelic';\n${app}` })).toEqual(['src/main.ts:1 newrelic newrelic first']);
    expect(await startsIn({ 'src/main.ts': `import { Pool } from 'pg';\nimport 'dd-trace/init';\nexport const pool = new Pool();\n` })).toEqual(['src/main.ts:2 dd-trace dd-trace/init late pg src/main.ts:1']);
  });

  it('is alone in a file that nothing imports, and of unknown order in a function', async () => {
    expect(await startsIn({ 'src/tracing.ts': sdk, 'src/app.ts': app })).toEqual(['src/tracing.ts:4 @opentelemetry/sdk-node @opentelemetry/sdk-node#NodeSDK.start alone']);
    expect(await startsIn({ 'src/app.ts': app, 'src/errors.ts': "import * as Sentry from '@sentry/node';\nexport function watch() {\n  Sentry.init({});\n}\n" })).toEqual(['src/errors.ts:3 @sentry/node @sentry/node#init unknown']);
  });

  it('is found where another file starts what was made', async () => {
    const made = "import { NodeSDK } from '@opentelemetry/sdk-node';\nexport const sdk = new NodeSDK({});\n";
    expect(await startsIn({ 'src/sdk.ts': made, 'src/main.ts': "import { sdk } from './sdk.js';\nsdk.start();\n" })).toEqual(['src/main.ts:2 @opentelemetry/sdk-node @opentelemetry/sdk-node#NodeSDK.start alone']);
  });

  it('is no start where an SDK is made only, errors are sent or a namesake starts', async () => {
    const none = "import { NodeSDK } from '@opentelemetry/sdk-node';\nimport { captureException } from '@sentry/node';\nexport const sdk = new NodeSDK({});\nexport const tell = (error: Error) => captureException(error);\nclass Game { start() {} }\nnew Game().start();\n";
    expect(await startsIn({ 'src/app.ts': app, 'src/none.ts': none })).toEqual([]);
  });

  it('is what the config declares: calls, constructions and bare imports', async () => {
    const declared = {
      'fortress.config.json': { recognisers: { tracer: ['@acme/trace#begin', 'src/agent.ts'] } },
      'src/agent.ts': "import { socket } from '@acme/socket';\nsocket.open('agent');\n",
      'src/main.ts': "import './agent.js';\nimport { begin, end } from '@acme/trace';\nimport './app.js';\nbegin();\nend();\n",
      'src/app.ts': app,
    };
    expect(await startsIn(declared)).toEqual(['src/main.ts:1  ./agent.js first', 'src/main.ts:4  begin late express src/app.ts:1']);
    expect(await startsIn({ ...declared, 'fortress.config.json': {} })).toEqual([]);
  });
});

describe('health probes', () => {
  const probesIn = async (files: Record<string, unknown>) =>
    (
      await diagnose(
        writeTree({
          'package.json': manifest('express', 'fastify', 'koa', 'pg', 'ioredis', '@nestjs/common', '@nestjs/terminus', '@godaddy/terminus', 'lightship', '@fastify/under-pressure', 'express-healthcheck', 'express-actuator', '@cloudnative/health-connect', 'elysia', 'elysia-healthcheck', '@acme/health'),
          ...files,
        }),
      )
    ).probes.map(({ probe, route, library, checks, complete }) => `${probe} ${route} ${library ?? 'own'} [${checks.map(({ of, what }) => `${of} ${what}`).join(', ')}]${complete ? ' complete' : ''}`);

  it('are endpoints by their path, with what their handlers ask', async () => {
    const source = `import express from 'express';
import Redis from 'ioredis';
import { Pool } from 'pg';
const app = express();
const pool = new Pool();
const redis = new Redis();
const isUp = async () => { await redis.ping(); };
app.get('/livez', (_req, res) => { res.send('ok'); });
app.get('/health/ready', async (_req, res) => { await pool.query('SELECT 1'); await isUp(); res.send('ok'); });
app.get('/status', async (_req, res) => { res.send('ok'); });
app.get('/orders/:id/status', async (_req, res) => { res.send('ok'); });
app.post('/health', async (_req, res) => { res.send('ok'); });
app.listen(3000);
`;
    expect(await probesIn({ 'src/app.ts': source })).toEqual(['live /livez own [] complete', 'ready /health/ready own [dependency query, dependency ioredis ping]', 'health /status own []']);
  });

  it('are those of @nestjs/terminus, with their indicators', async () => {
    const source = `import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, MemoryHealthIndicator, TypeOrmHealthIndicator } from '@nestjs/terminus';
@Controller('probes')
export class ProbesController {
  constructor(private readonly health: HealthCheckService, private readonly db: TypeOrmHealthIndicator, private readonly memory: MemoryHealthIndicator) {}
  @Get('all') @HealthCheck() all() { return this.health.check([() => this.db.pingCheck('database'), () => this.memory.checkHeap('heap', 1e8)]); }
  @Get('live') live() { return 'ok'; }
}
`;
    expect(await probesIn({ 'src/probes.controller.ts': source })).toEqual([
      'health /probes/all @nestjs/terminus [dependency TypeOrmHealthIndicator.pingCheck, process MemoryHealthIndicator.checkHeap]',
      'live /probes/live own [] complete',
    ]);
  });

  it.each([
    ['@godaddy/terminus', "import { createTerminus } from '@godaddy/terminus';\nimport { createServer } from 'node:http';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst ready = async () => { await pool.query('SELECT 1'); };\ncreateTerminus(createServer(), { healthChecks: { '/livez': () => 'ok', '/readyz': ready, verbatim: true } });\n", ['live /livez @godaddy/terminus []', 'ready /readyz @godaddy/terminus [dependency query]']],
    ['lightship', "import { createLightship } from 'lightship';\nexport const lightship = await createLightship();\n", ['health /health lightship [] complete', 'live /live lightship [] complete', 'ready /ready lightship [] complete']],
    ['@fastify/under-pressure', "import underPressure from '@fastify/under-pressure';\nimport Fastify from 'fastify';\nconst app = Fastify();\napp.register(underPressure, { exposeStatusRoute: true });\napp.register(underPressure, { exposeStatusRoute: { url: '/alive' } });\napp.register(underPressure, { maxEventLoopDelay: 1000 });\n", ['health /status @fastify/under-pressure [] complete', 'live /alive @fastify/under-pressure [] complete']],
    ['express kits', "import express from 'express';\nimport actuator from 'express-actuator';\nimport healthcheck from 'express-healthcheck';\nimport { HealthChecker, ReadinessEndpoint } from '@cloudnative/health-connect';\nconst app = express();\napp.use('/healthcheck', healthcheck());\napp.use(actuator({ basePath: '/management' }));\napp.use('/traffic', ReadinessEndpoint(new HealthChecker()));\n", ['health /healthcheck express-healthcheck []', 'health /management/health express-actuator [] complete', 'ready /traffic @cloudnative/health-connect []']],
    ['elysia-healthcheck', "import { Elysia } from 'elysia';\nimport { healthcheckPlugin } from 'elysia-healthcheck';\nexport const app = new Elysia().use(healthcheckPlugin({ prefix: '/probes' }));\n", ['health /probes elysia-healthcheck [] complete', 'live /probes/live elysia-healthcheck [] complete', 'ready /probes/ready elysia-healthcheck [] complete']],
  ])('are those of %s', async (_, source, expected) => {
    expect(await probesIn({ 'src/app.ts': source })).toEqual(expected);
  });

  it('are what the config declares, routed or mounted', async () => {
    const files = {
      'fortress.config.json': { recognisers: { healthCheck: ['@acme/health#probe', 'src/pulse.ts#pulse'] } },
      'src/pulse.ts': "import type { Request, Response } from 'express';\nexport function pulse(_req: Request, res: Response) { res.send('ok'); }\n",
      'src/app.ts': "import express from 'express';\nimport { probe } from '@acme/health';\nimport { pulse } from './pulse.js';\nconst app = express();\napp.get('/pulse', pulse);\napp.use('/ready', probe({ all: true }));\napp.get('/orders', (_req, res) => { res.json([]); });\n",
    };
    expect(await probesIn(files)).toEqual(['health /pulse  [] complete', 'ready /ready  []']);
    expect(await probesIn({ ...files, 'fortress.config.json': {} })).toEqual([]);
  });
});

it('doctor and facts show them', async () => {
  const root = writeTree({ 'package.json': manifest('express', '@opentelemetry/sdk-node', '@opentelemetry/auto-instrumentations-node', 'lightship'), 'src/tracing.ts': sdk, 'src/main.ts': `import './tracing.js';\n${app}app.get('/livez', (_req, res) => { res.send('ok'); });\n` });
  const printed = async (...argv: string[]): Promise<string> => {
    let out = '';
    expect(await main(argv, { stdout: (text) => void (out += text), stderr: () => undefined, cwd: root, env: {}, isTTY: false, columns: 80 })).toBe(0);
    return out;
  };
  const out = await printed('doctor');
  expect(out).toContain('Tracing\n  @opentelemetry/sdk-node: started in src/tracing.ts:4, before anything that\n    it hooks into is loaded\n');
  expect(out).toContain('Health probes\n  /livez (live): src/main.ts:5; asks nothing\n');
  expect(await printed('facts', 'src/tracing.ts')).toBe('src/tracing.ts:3 tracing instrument @opentelemetry/auto-instrumentations-node#getNodeAutoInstrumentations\nsrc/tracing.ts:4 tracing start @opentelemetry/sdk-node#NodeSDK.start\n');
});
