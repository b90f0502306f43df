import type { LibraryNames } from './library-names.js';

/** What of which library starts spans, or instruments an application so that it does, from each library's documentation. */
export const tracers: LibraryNames = {
  // opentelemetry.io/docs/languages/js: `trace.getTracer`, the SDKs and what they instrument
  '@opentelemetry/api': ['trace', 'context', 'propagation', 'Tracer', 'Span'],
  '@opentelemetry/sdk-node': [],
  '@opentelemetry/sdk-trace-node': [],
  '@opentelemetry/sdk-trace-base': [],
  '@opentelemetry/auto-instrumentations-node': [],
  '@opentelemetry/instrumentation': [],
  '@opentelemetry/instrumentation-http': [],
  '@opentelemetry/instrumentation-express': [],
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
