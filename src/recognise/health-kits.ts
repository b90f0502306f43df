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
};
