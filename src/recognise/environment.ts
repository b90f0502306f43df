/**
 * Libraries that parse the environment, or a configuration made of it, by a schema: their exports read it by
 * themselves or take `process.env` as an argument.
 */
export const environmentPackages: ReadonlySet<string> = new Set([
  // https://env.t3.gg, https://github.com/af/envalid, https://github.com/lostfictions/znv
  '@t3-oss/env-core',
  '@t3-oss/env-nextjs',
  '@t3-oss/env-nuxt',
  'envalid',
  'znv',
  // https://github.com/evanshortiss/env-var, https://github.com/mozilla/node-convict
  'env-var',
  'convict',
  'convict-format-with-validator',
  // https://github.com/fastify/fastify-env, https://github.com/fastify/env-schema
  '@fastify/env',
  'fastify-env',
  'env-schema',
  // https://docs.nestjs.com/techniques/configuration#schema-validation, https://github.com/Nikaple/nest-typed-config
  'nest-typed-config',
  '@itgorillaz/configify',
  // https://github.com/CorentinTh/figue, https://github.com/KATT/envsafe, https://dotenv.org, https://varlock.dev
  'figue',
  'envsafe',
  'ts-dotenv',
  'dotenv-safe',
  'varlock',
  'zod-config',
  '@adonisjs/core/env',
  '@adonisjs/env',
  '@poppinss/env',
]);

/** Words of a function's name that say that it checks what it is given. */
export const checksByName = /valid|parse|schema|clean|assert|ensure|check|load|create|make|build|get|read|init/i;

/**
 * Variables that say where the code runs rather than how it is set up. Next.js sets its own and drops the branches of the
 * other runtime where they are read (nextjs.org/docs/app/guides/instrumentation).
 */
export const environmentNames: ReadonlySet<string> = new Set(['NODE_ENV', 'NEXT_RUNTIME', 'NEXT_PHASE']);
