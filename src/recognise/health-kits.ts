import type { Probe } from '../facts/operations.js';
import type { LibraryNames } from './library-names.js';

/** What of which library answers health probes or checks what a service depends on, from each library's documentation. */
export const healthKits: LibraryNames = {
  // docs.nestjs.com/recipes/terminus
  '@nestjs/terminus': [],
  // github.com/godaddy/terminus, github.com/gajus/lightship
  '@godaddy/terminus': ['createTerminus', 'HealthCheckError', 'default', '*'],
  lightship: ['createLightship'],
  // github.com/CloudNativeJS/cloud-health, github.com/nodeshift/health-connect
  '@cloudnative/health': [],
  '@cloudnative/health-connect': [],
  'express-healthcheck': [],
  'express-actuator': [],
  // github.com/fastify/under-pressure: `exposeStatusRoute`, `healthCheck`
  '@fastify/under-pressure': [],
  'under-pressure': [],
  'fastify-healthcheck': [],
  'fastify-custom-healthcheck': [],
  'koa-simple-healthcheck': [],
  '@adonisjs/core/health': [],
  'grpc-health-check': [],
  'elysia-healthcheck': [],
  'elysia-status': [],
  // github.com/liaoliaots/nestjs-redis, github.com/CSenshi/nestjs-redis: indicators for @nestjs/terminus
  '@liaoliaots/nestjs-redis-health': [],
  '@songkeys/nestjs-redis-health': [],
  '@nestjs-redis/health-indicator': [],
};

/** Where a kit that answers probes has their paths from. */
export interface ProbePath {
  /** The option that holds it, `null` where there is none. */
  readonly option: readonly string[] | null;
  /** What holds without the option; `null`: then there is no such endpoint. */
  readonly otherwise: string | null;
  /** What `true` in the option stands for. */
  readonly whenTrue?: string;
  /** Options with the functions that it calls to answer. */
  readonly asks?: readonly string[];
}

/** How a function or plugin of a kit answers probes. */
export interface HealthServer {
  /** Position of the options. */
  readonly options: number;
  /** It is handed over, not called: `app.register(underPressure, options)`. */
  readonly isPlugin?: true;
  /** The option that goes before every path, and what holds without it. */
  readonly base?: { readonly option: readonly string[]; readonly otherwise: string };
  /**
   * - paths with their options
   * - `mount`: where the framework mounts it
   * - an option whose keys are paths and whose values are the functions that answer
   */
  readonly paths: readonly ProbePath[] | 'mount' | { readonly keysOf: readonly string[] };
  /** Checks are added by other calls, or which it makes its documentation does not say. */
  readonly asksMore?: true;
  /** What the function says of the probe, where the path may not. */
  readonly probe?: Probe;
}

const fixed = (path: string, asks?: readonly string[]): ProbePath => ({ option: null, otherwise: path, ...(asks && { asks }) });
/** github.com/fastify/under-pressure#status-route: `true`, a path, or `{ url }`. */
const underPressure: HealthServer = { options: 1, isPlugin: true, paths: [{ option: ['exposeStatusRoute'], otherwise: null, whenTrue: '/status', asks: ['healthCheck'] }] };
const godaddy: HealthServer = { options: 1, paths: { keysOf: ['healthChecks'] } };
const fastifyHealthcheck: HealthServer = { options: 1, isPlugin: true, paths: [{ option: ['healthcheckUrl'], otherwise: '/health', asks: ['underPressureOptions', 'healthCheck'] }] };
const customHealthcheck: HealthServer = { options: 1, isPlugin: true, paths: [{ option: ['path'], otherwise: '/health' }], asksMore: true };
const actuator: HealthServer = { options: 0, base: { option: ['basePath'], otherwise: '' }, paths: [fixed('/health')] };
const expressHealthcheck: HealthServer = { options: 0, paths: 'mount' };
const koaHealthcheck: HealthServer = { options: 0, paths: [{ option: ['path'], otherwise: '/healthcheck', asks: ['test'] }] };

/** What answers probes, by symbol, from each package's own documentation. */
export const healthServers: Readonly<Record<string, HealthServer>> = {
  '@godaddy/terminus#createTerminus': godaddy,
  '@godaddy/terminus#default': godaddy,
  '@godaddy/terminus#*': godaddy,
  'lightship#createLightship': { options: 0, paths: [fixed('/health'), fixed('/live'), fixed('/ready')] },
  '@cloudnative/health-connect#LivenessEndpoint': { options: 0, paths: 'mount', probe: 'live' },
  '@cloudnative/health-connect#ReadinessEndpoint': { options: 0, paths: 'mount', probe: 'ready' },
  '@cloudnative/health-connect#HealthEndpoint': { options: 0, paths: 'mount', probe: 'health' },
  '@fastify/under-pressure#default': underPressure,
  '@fastify/under-pressure#*': underPressure,
  '@fastify/under-pressure#fastifyUnderPressure': underPressure,
  'under-pressure#default': underPressure,
  'under-pressure#*': underPressure,
  'fastify-healthcheck#default': fastifyHealthcheck,
  'fastify-healthcheck#*': fastifyHealthcheck,
  'fastify-custom-healthcheck#default': customHealthcheck,
  'fastify-custom-healthcheck#*': customHealthcheck,
  'express-actuator#default': actuator,
  'express-actuator#*': actuator,
  'express-healthcheck#default': expressHealthcheck,
  'express-healthcheck#*': expressHealthcheck,
  'koa-simple-healthcheck#default': koaHealthcheck,
  'koa-simple-healthcheck#*': koaHealthcheck,
  'elysia-healthcheck#healthcheckPlugin': {
    options: 0,
    base: { option: ['prefix'], otherwise: '/healthz' },
    paths: [fixed(''), { option: ['paths', 'liveness'], otherwise: '/live', asks: ['checks', 'liveness'] }, { option: ['paths', 'readiness'], otherwise: '/ready', asks: ['checks', 'readiness'] }],
  },
  // the prefix is the argument itself
  'elysia-status#StatusRoutes': { options: 0, base: { option: [], otherwise: '' }, paths: [fixed('/health'), fixed('/readiness')], asksMore: true },
};

const kitOf = (symbol: string): string => symbol.slice(0, symbol.lastIndexOf('#'));

/** What a call of an indicator asks (docs.nestjs.com/recipes/terminus): memory and disk are the process's own. `null` for other symbols. */
export function indicatorOf(symbol: string): 'dependency' | 'process' | null {
  if (!Object.hasOwn(healthKits, kitOf(symbol))) return null;
  const [, indicator, method] = /#(\w*HealthIndicator)\.(\w+)$/.exec(symbol) ?? [];
  if (indicator === undefined || method === undefined || !/check|isHealthy/i.test(method)) return null;
  return /^(?:Memory|Disk)/.test(indicator) ? 'process' : 'dependency';
}

const probes: readonly (readonly [Probe, RegExp])[] = [
  ['live', /^(?:livez?|liveness|alive|is-?alive)$/],
  ['ready', /^(?:readyz?|readiness|is-?ready)$/],
  ['startup', /^(?:startupz?|started)$/],
  ['health', /^_?_?(?:healthz?|health-?check|healthy)$/],
];
/** Paths that are probes when nothing but an API's prefix stands before them: `/orders/status` is about an order. */
const alone = /^\/(?:api\/)?(?:v\d+\/)?(?:status|ping|up|heartbeat)$/;

/** The probe that a path is, by the names that Kubernetes and the kits above use; `null` for other paths. */
export function probeOf(path: string): Probe | null {
  const last = path.replace(/\/+$/, '').split('/').at(-1)!.toLowerCase();
  return probes.find(([, names]) => names.test(last))?.[0] ?? (alone.test(path.toLowerCase()) ? 'health' : null);
}
