import { packageName } from '../facts/package-name.js';

/** Packages whose exports are loggers or make them; entry points count as the package unless listed themselves. */
export const loggerPackages: ReadonlySet<string> = new Set([
  // https://getpino.io, https://github.com/pinojs/pino-http, https://github.com/iamolegga/nestjs-pino
  'pino',
  'pino-http',
  'nestjs-pino',
  'koa-pino-logger',
  'hono-pino',
  'express-pino-logger',
  '@bogeychan/elysia-logger',
  '@elysiajs/logger',
  'logixlysia',
  // https://github.com/winstonjs/winston, https://github.com/gremo/nest-winston
  'winston',
  'nest-winston',
  'express-winston',
  // https://github.com/trentm/node-bunyan
  'bunyan',
  'browser-bunyan',
  // https://github.com/unjs/consola, https://log4js-node.github.io/log4js-node, https://github.com/pimterry/loglevel
  'consola',
  'log4js',
  'loglevel',
  // https://tslog.js.org, https://github.com/gajus/roarr, https://github.com/klaudiosinani/signale
  'tslog',
  'roarr',
  'signale',
  // https://loglayer.dev, https://logtape.org, https://docs.powertools.aws.dev/lambda/typescript/latest/features/logger/
  'loglayer',
  '@logtape/logtape',
  '@aws-lambda-powertools/logger',
  '@google-cloud/logging-winston',
  '@google-cloud/logging-bunyan',
  '@adonisjs/logger',
  '@logdna/logger',
  '@logtail/node',
  '@axiomhq/logging',
  'next-axiom',
  'electron-log',
  'npmlog',
  'lambda-log',
  'adze',
  'ts-log',
  'typescript-logging',
  'evlog',
  '@hapi/log',
  'egg-logger',
  'fancy-log',
  'simple-node-logger',
  'tracer',
  'js-logger',
]);

/** Exports of other packages that are loggers: `source#name`. */
export const loggerSymbols: ReadonlySet<string> = new Set([
  // https://docs.nestjs.com/techniques/logger
  '@nestjs/common#Logger',
  '@nestjs/common#ConsoleLogger',
  '@nestjs/common#LoggerService',
  // https://fastify.dev/docs/latest/Reference/TypeScript/#fastifybaselogger
  'fastify#FastifyBaseLogger',
  'fastify#FastifyLoggerInstance',
  // https://docs.adonisjs.com/guides/digging-deeper/logger
  '@adonisjs/core/services/logger#default',
  '@adonisjs/core/logger#Logger',
  '@ioc:Adonis/Core/Logger#default',
  '@ioc:Adonis/Core/Logger#LoggerContract',
  // https://opentelemetry.io/docs/languages/js/getting-started/nodejs/ (diag)
  '@opentelemetry/api#diag',
  // https://www.apollographql.com/docs/apollo-server/api/apollo-server#logger
  '@apollo/utils.logger#Logger',
  '@mikro-orm/core#Logger',
  'typeorm#Logger',
  '@midwayjs/logger#ILogger',
  '@midwayjs/core#ILogger',
  '@feathersjs/feathers#Logger',
  '@tsed/logger#Logger',
  '@tsed/di#Logger',
  '@tsed/di#logger',
  '@backstage/backend-plugin-api#LoggerService',
  'encore.dev/log#default',
  'firebase-functions#logger',
  'firebase-functions/v2#logger',
  'firebase-functions/logger#*',
  '@azure/logger#AzureLogger',
  '@azure/logger#createClientLogger',
  '@trigger.dev/sdk#logger',
  '@trigger.dev/sdk/v3#logger',
]);

/** Packages whose apps and requests carry a logger under this member: `app.log`, `request.log`. */
export const loggerMembers: Readonly<Record<string, readonly string[]>> = {
  // https://fastify.dev/docs/latest/Reference/Logging
  fastify: ['log'],
  '@fastify/type-provider-typebox': ['log'],
  'fastify-plugin': ['log'],
  'fastify-type-provider-zod': ['log'],
  '@adonisjs/core': ['logger'],
  probot: ['log'],
  restify: ['log'],
  moleculer: ['logger'],
  '@strapi/strapi': ['log'],
  '@strapi/types': ['log'],
  '@temporalio/activity': ['log'],
  '@temporalio/workflow': ['log'],
  inngest: ['logger'],
  payload: ['logger'],
  '@azure/functions': ['log'],
};

/** Packages that export a logger under one of these names although they are none: `import { log } from '@temporalio/workflow'`. */
const exportedNames: ReadonlySet<string> = new Set(['log', 'logger']);

/**
 * Whether an external symbol, or a member of it, is a logger; `null` where nothing is known of it.
 * @param source package or entry point
 * @param name exported name
 * @param path members behind it, calls marked by `()`
 */
export function isExternalLogger(source: string, name: string, path: readonly string[]): boolean | null {
  if (source === 'global') return name === 'console' || builtin.test(name) ? false : null;
  const symbol = `${source}#${name}`;
  if (loggerSymbols.has(symbol) || loggerPackages.has(source)) return true;
  const owner = packageName(source);
  if (loggerPackages.has(owner)) return true;
  if (source === '@nestjs/common') return path[0] === 'Logger' ? true : null;
  const members = Object.hasOwn(loggerMembers, owner) ? loggerMembers[owner]! : [];
  const last = path.at(-1)?.replace(/\(\)$/, '');
  if (last !== undefined && members.includes(last)) return true;
  return exportedNames.has(name) && members.length > 0 ? true : null;
}

const builtin = /^(?:Math|JSON|Object|Array|Map|Set|Promise|Reflect|Intl|Atomics|document|window)$/;

/** Methods that write one record. */
export const logMethods: ReadonlySet<string> = new Set([
  'trace',
  'debug',
  'verbose',
  'silly',
  'http',
  'info',
  'log',
  'notice',
  'success',
  'warn',
  'warning',
  'error',
  'fatal',
  'crit',
  'critical',
  'alert',
  'emerg',
  'emergency',
]);

/** Methods that tell a logger from other objects: three of them make one. */
export const levelMethods: ReadonlySet<string> = new Set(['trace', 'debug', 'verbose', 'silly', 'http', 'info', 'log', 'notice', 'warn', 'warning', 'error', 'fatal']);

/** Methods that bind fields to a logger: pino, bunyan, winston `child`; tslog `getSubLogger`; loglayer, LogTape `withContext`/`with`. */
export const bindingMethods: ReadonlySet<string> = new Set(['child', 'getSubLogger', 'withContext', 'withMetadata', 'with', 'appendKeys', 'createChild', 'withFields', 'withError', 'bindings']);

/** Log functions of Effect: https://effect.website/docs/observability/logging/ */
export const effectLogMethods: ReadonlySet<string> = new Set(['log', 'logTrace', 'logDebug', 'logInfo', 'logWarning', 'logError', 'logFatal']);
