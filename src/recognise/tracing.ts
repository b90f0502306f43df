import type { TracingUse } from '../facts/operations.js';
import type { LibraryNames } from './library-names.js';
import { isListed, isListedSource } from './library-names.js';

/** What of which library starts spans, or instruments an application so that it does, from each library's documentation. */
export const tracers: LibraryNames = {
  // opentelemetry.io/docs/languages/js: `trace.getTracer`, the SDKs and what they instrument
  '@opentelemetry/api': ['trace', 'context', 'propagation', 'Tracer', 'Span'],
  '@opentelemetry/sdk-node': [],
  '@opentelemetry/sdk-trace-node': [],
  '@opentelemetry/sdk-trace-base': [],
  '@opentelemetry/auto-instrumentations-node': [],
  '@opentelemetry/instrumentation': [],
  // prisma.io/docs/orm/prisma-client/observability-and-logging/opentelemetry-tracing
  '@prisma/instrumentation': [],
  '@autotelic/fastify-opentelemetry': [],
  '@fastify/otel': [],
  '@hono/otel': [],
  '@elysiajs/opentelemetry': [],
  'nestjs-otel': [],
  '@vercel/otel': [],
  '@effect/opentelemetry': [],
  // docs.datadoghq.com/tracing/trace_collection/automatic_instrumentation/dd_libraries/nodejs
  'dd-trace': [],
  'nestjs-ddtrace': [],
  // docs.sentry.io/platforms/javascript/guides/node: spans come with `init` and with these calls; errors alone are no traces
  '@sentry/node': ['init', 'startSpan', 'startSpanManual', 'startInactiveSpan', 'continueTrace', 'httpIntegration'],
  '@sentry/nestjs': ['init', 'startSpan', 'startSpanManual', 'startInactiveSpan', 'SentryTraced', 'SentryModule'],
  '@sentry/nextjs': ['init', 'startSpan', 'startSpanManual', 'startInactiveSpan'],
  '@sentry/bun': ['init', 'startSpan', 'startSpanManual', 'startInactiveSpan'],
  '@sentry/tracing': [],
  // elastic.co/docs/reference/apm/agents/nodejs, docs.newrelic.com/docs/apm/agents/nodejs-agent
  'elastic-apm-node': [],
  '@elastic/opentelemetry-node': [],
  newrelic: [],
  '@newrelic/next': [],
  // learn.microsoft.com/azure/azure-monitor/app/nodejs, docs.aws.amazon.com/xray-sdk-for-nodejs, docs.powertools.aws.dev/lambda/typescript/latest/features/tracer
  applicationinsights: [],
  '@azure/monitor-opentelemetry': [],
  'aws-xray-sdk': [],
  'aws-xray-sdk-core': [],
  '@aws-lambda-powertools/tracer': [],
  '@google-cloud/trace-agent': [],
  '@google-cloud/opentelemetry-cloud-trace-exporter': [],
  // ibm.com/docs/en/instana-observability, github.com/jaegertracing/jaeger-client-node, github.com/openzipkin/zipkin-js, docs.honeycomb.io, axiom.co/docs, docs.dynatrace.com
  '@instana/collector': [],
  'jaeger-client': [],
  opentracing: [],
  zipkin: [],
  '@honeycombio/opentelemetry-node': [],
  'honeycomb-beeline': [],
  '@dynatrace/oneagent-sdk': [],
  '@splunk/otel': [],
  'skywalking-backend-js': [],
};

const sentry = { start: ['init'], instrument: ['httpIntegration', 'nativeNodeFetchIntegration', 'prismaIntegration', 'redisIntegration', 'setupFastifyErrorHandler'], span: ['startSpan', 'startSpanManual', 'startInactiveSpan', 'SentryTraced'], propagate: ['continueTrace', 'getTraceData'] };
const xray = ['captureHTTPsGlobal', 'captureHTTPs', 'captureAWS', 'captureAWSv3Client', 'captureMySQL', 'capturePostgres', 'capturePromise', 'openSegment'];

/** Which of a library's names do what, from the documentation of the libraries above. */
const uses: Readonly<Record<TracingUse, LibraryNames>> = {
  start: {
    '@opentelemetry/sdk-node': ['start', 'startNodeSDK'],
    '@opentelemetry/sdk-trace-node': ['register'],
    '@opentelemetry/sdk-trace-base': ['register'],
    '@vercel/otel': ['registerOTel'],
    '@azure/monitor-opentelemetry': ['useAzureMonitor'],
    applicationinsights: ['setup'],
    'dd-trace': ['init'],
    '@sentry/node': sentry.start,
    '@sentry/nestjs': sentry.start,
    '@sentry/nextjs': sentry.start,
    '@sentry/bun': sentry.start,
    'elastic-apm-node': ['start'],
    '@honeycombio/opentelemetry-node': ['start'],
    'honeycomb-beeline': ['default', '*'],
    '@splunk/otel': ['start'],
    '@google-cloud/trace-agent': ['start'],
    '@instana/collector': ['default', '*', 'init'],
    'skywalking-backend-js': ['start'],
    'jaeger-client': ['initTracer', 'initTracerFromEnv'],
    '@aws-lambda-powertools/tracer': ['Tracer'],
    // elysiajs.com/plugins/opentelemetry: the plugin starts the SDK that it is given the options of
    '@elysiajs/opentelemetry': ['opentelemetry'],
    '@dynatrace/oneagent-sdk': ['createInstance'],
  },
  instrument: {
    '@opentelemetry/auto-instrumentations-node': ['getNodeAutoInstrumentations'],
    '@opentelemetry/instrumentation': ['registerInstrumentations'],
    '@prisma/instrumentation': ['PrismaInstrumentation'],
    '@fastify/otel': ['FastifyOtelInstrumentation', 'default'],
    '@hono/otel': ['otel', 'httpInstrumentationMiddleware'],
    'nestjs-otel': ['forRoot', 'forRootAsync'],
    'nestjs-ddtrace': ['forRoot', 'DatadogTraceModule'],
    'aws-xray-sdk': xray,
    'aws-xray-sdk-core': xray,
    '@sentry/node': sentry.instrument,
    '@sentry/nestjs': sentry.instrument,
    '@sentry/bun': sentry.instrument,
  },
  propagate: {
    '@opentelemetry/api': ['inject', 'extract', 'setGlobalPropagator'],
    'dd-trace': ['inject', 'extract'],
    opentracing: ['inject', 'extract'],
    '@sentry/node': sentry.propagate,
    '@sentry/nestjs': sentry.propagate,
    '@sentry/bun': sentry.propagate,
  },
  span: {
    '@opentelemetry/api': ['getTracer', 'getActiveSpan', 'startActiveSpan', 'startSpan'],
    'dd-trace': ['trace', 'wrap', 'startSpan'],
    'nestjs-otel': ['Span'],
    'nestjs-ddtrace': ['Span'],
    '@sentry/node': sentry.span,
    '@sentry/nestjs': sentry.span,
    '@sentry/nextjs': sentry.span,
    '@sentry/bun': sentry.span,
    'elastic-apm-node': ['startTransaction', 'startSpan'],
    newrelic: ['startSegment', 'startWebTransaction', 'startBackgroundTransaction'],
  },
};

/** Methods by which what was made elsewhere starts: `import { sdk } from './sdk.js'; sdk.start()`. */
export const startMethods: ReadonlySet<string> = new Set(['start', 'register', 'init']);

/** Modules that start tracing when they are loaded, each from its library's documentation. */
const startingModules: ReadonlySet<string> = new Set([
  'newrelic', 'dd-trace/init', 'dd-trace/initialize.mjs', '@opentelemetry/auto-instrumentations-node/register', 'elastic-apm-node/start', 'elastic-apm-node/start.js', '@elastic/opentelemetry-node', '@splunk/otel/instrument',
  '@instana/collector/src/immediate', '@instana/collector/src/immediate.js',
]);

export const startsTracing = (source: string): boolean => startingModules.has(source);

/** Each library's own instrumentation has a package (opentelemetry.io/ecosystem/registry): `new PgInstrumentation()`. */
const instrumentations = /^@opentelemetry\/instrumentation-/;

/** Whether an import source is of a library that traces. */
export const isTracingSource = (source: string): boolean => isListedSource(tracers, source) || instrumentations.test(source);

/** What a symbol (`source#name.member`) does for tracing, `null` for nothing. */
export function tracingUseOf(symbol: string): TracingUse | null {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash);
  const [name = '', ...path] = symbol.slice(hash + 1).split('.');
  if (instrumentations.test(source)) return /Instrumentation$/.test(name) && path.length === 0 ? 'instrument' : null;
  return (['start', 'instrument', 'propagate', 'span'] as const).find((use) => isListed(uses[use], `${source}#${name}`, path)) ?? null;
}
