import { builtinModules } from 'node:module';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { isFunction } from './bindings.js';
import { localValue } from './local-values.js';
import type { SourceFile } from './source-file.js';
import { valuesOf } from './values.js';

const nodeModules: ReadonlySet<string> = new Set(builtinModules);

/** Packages that hand out no database client: enough to keep candidates few, the linker drops the rest. */
const unrelated: ReadonlySet<string> = new Set([
  '@aws-sdk/client-s3',
  '@hono/zod-openapi',
  '@nestjs/common',
  '@nestjs/swagger',
  '@tanstack/react-query',
  '@trpc/server',
  'ajv',
  'axios',
  'bcrypt',
  'bull',
  'bullmq',
  'chalk',
  'class-transformer',
  'class-validator',
  'cors',
  'date-fns',
  'dayjs',
  'dotenv',
  'express',
  'fastify',
  'graphql',
  'hono',
  'ioredis',
  'joi',
  'jsonwebtoken',
  'koa',
  'lodash',
  'lodash-es',
  'luxon',
  'moment',
  'nodemailer',
  'openai',
  'pino',
  'ramda',
  'react',
  'redis',
  'rxjs',
  'stripe',
  'uuid',
  'winston',
  'yup',
  'zod',
]);

const builtinGlobals: ReadonlySet<string> = new Set([
  'Array',
  'Boolean',
  'Buffer',
  'Date',
  'Error',
  'FormData',
  'Headers',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
  'RegExp',
  'Request',
  'Response',
  'Set',
  'String',
  'Symbol',
  'URL',
  'URLSearchParams',
  'WeakMap',
  'WeakSet',
  'console',
  'crypto',
  'document',
  'fetch',
  'localStorage',
  'navigator',
  'process',
  'window',
]);

/**
 * False for a receiver that this file shows to be something else than a client, repository or model: a literal,
 * an array, a built-in object, a package known to be unrelated, an unknown value (no linker can confirm it).
 */
export function couldBeClient(file: SourceFile, value: Value): boolean {
  const head = headOf(value);
  switch (head.k) {
    case 'import': {
      const name = head.source.replace(/^node:/, '');
      // `app.decorate('db', client)` of Fastify makes `app.db`
      if (name === 'fastify' && value.k === 'member' && value.of.k === 'call') return true;
      return !nodeModules.has(name) && !unrelated.has(packageName(head.source));
    }
    case 'global':
      return !builtinGlobals.has(head.name);
    case 'ref': {
      const local = localValue(file, head);
      return local === head || local.k === 'object' || couldBeClient(file, local);
    }
    case 'param':
    case 'this':
    case 'super':
    case 'typed':
    case 'class':
      return true;
    case 'function':
      // `getDb().user.findMany()`: the linker reads what the function returns
      return value !== head;
    case 'union':
      return head.of.some((one) => couldBeClient(file, one));
    default:
      return false;
  }
}

/** Puts `replacement` in the place of the value that `value` starts from. */
function replaceHead(value: Value, head: Value, replacement: Value): Value {
  if (value === head) return replacement;
  if (value.k === 'member' || value.k === 'element') return { ...value, of: replaceHead(value.of, head, replacement) };
  if (value.k === 'call') return { ...value, callee: replaceHead(value.callee, head, replacement) };
  if (value.k === 'tagged') return { ...value, tag: replaceHead(value.tag, head, replacement) };
  return value;
}

/**
 * The client behind the parameter of a callback: in `db.transaction(async (tx) => tx.insert(…))` a value on `tx`
 * becomes the same value on `db`.
 * @param methods methods of a client that call their callback with a client
 */
export function outOfCallback(file: SourceFile, value: Value, methods: ReadonlySet<string>, depth = 0): Value {
  const head = headOf(value);
  if (head.k === 'union') {
    const of = head.of.map((one) => outOfCallback(file, one, methods, depth + 1));
    return of.every((one, i) => one === head.of[i]) ? value : replaceHead(value, head, { k: 'union', of });
  }
  if (head.k !== 'param' || head.index !== 0 || depth > 6) return value;
  const fn = valuesOf(file).functionNodes[head.fn];
  const call = fn?.parent;
  if (!fn || !isFunction(fn) || call?.type !== 'CallExpression' || !call.arguments.some((a) => a === fn)) return value;
  let callee = valuesOf(file).of(call.callee);
  if (callee.k !== 'member' || !methods.has(callee.name)) return value;
  callee = callee.of;
  // kysely: `db.transaction().setIsolationLevel(x).execute(cb)`
  while (callee.k === 'call' && callee.callee.k === 'member') callee = callee.callee.of;
  return outOfCallback(file, replaceHead(value, head, callee), methods, depth + 1);
}
