import { packageOfSymbol } from '../facts/package-name.js';

/** How one symbol takes its CORS options. */
export interface CorsApi {
  /** Position of the options argument. */
  readonly options: number;
  /** Path of the options inside it, `[]` for the argument itself. */
  readonly path: readonly string[];
  /** Names of the option that says which origins. */
  readonly origin: readonly string[];
  /** Whether every origin is allowed when that option, or all of them, are left out. */
  readonly openByDefault: boolean;
  /** The first argument must be this plugin: `app.register(cors, options)`. */
  readonly isPlugin?: true;
  /** Whether a list that holds `*` allows every origin. */
  readonly starInList?: true;
  /** CORS is off unless the options at `path` are given; `true` switches it on for every origin. */
  readonly isOptional?: true;
}

const middleware = (openByDefault = true): CorsApi => ({ options: 0, path: [], origin: ['origin'], openByDefault });
const plugin: CorsApi = { options: 1, path: [], origin: ['origin'], openByDefault: true, isPlugin: true };
const inside = (options: number, path: readonly string[], extra: Partial<CorsApi> = {}): CorsApi => ({ options, path, origin: ['origin'], openByDefault: true, isOptional: true, ...extra });

/** CORS middlewares, plugins and server options by `source#name.member`. */
export const corsApis: Readonly<Record<string, CorsApi>> = {
  // github.com/expressjs/cors#configuration-options: the default is `{ "origin": "*" }`
  'cors#default': middleware(),
  'cors#*': middleware(),
  '@types/cors#default': middleware(),
  // github.com/fastify/fastify-cors#options: "`origin` … default value is `*`"
  '@fastify/cors#default': plugin,
  '@fastify/cors#*': plugin,
  '@fastify/cors#fastifyCors': plugin,
  'fastify-cors#default': plugin,
  'fastify-cors#*': plugin,
  // github.com/koajs/cors#corsoptions: the request's origin, since 5.0 `*`
  '@koa/cors#default': middleware(),
  '@koa/cors#*': middleware(),
  'koa-cors#default': middleware(),
  'koa2-cors#default': middleware(),
  'kcors#default': middleware(),
  // hono.dev/docs/middleware/builtin/cors#options: `*`
  'hono/cors#cors': middleware(),
  // elysiajs.com/plugins/cors#origin: `true`
  '@elysiajs/cors#cors': { ...middleware(), starInList: true },
  '@elysiajs/cors#default': { ...middleware(), starInList: true },
  '@tinyhttp/cors#cors': middleware(),
  '@feathersjs/express#cors': middleware(),
  '@feathersjs/koa#cors': middleware(),
  '@hattip/cors#cors': middleware(),
  'nextjs-cors#default': { options: 2, path: [], origin: ['origin'], openByDefault: true },
  'micro-cors#default': middleware(),
  'micro-cors#*': middleware(),
  'itty-router#cors': { ...middleware(), starInList: true },
  'itty-cors#createCors': { options: 0, path: [], origin: ['origins'], openByDefault: true, starInList: true },
  'restify-cors-middleware#default': { options: 0, path: [], origin: ['origins'], openByDefault: true, starInList: true },
  'restify-cors-middleware2#default': { options: 0, path: [], origin: ['origins'], openByDefault: true, starInList: true },
  '@middy/http-cors#default': middleware(false),
  'h3#handleCors': { options: 1, path: [], origin: ['origin'], openByDefault: true, starInList: true },
  'h3#appendCorsHeaders': { options: 1, path: [], origin: ['origin'], openByDefault: true, starInList: true },
  '@adonisjs/cors#defineConfig': middleware(false),
  // docs.nestjs.com/security/cors: the options of the package `cors`
  'nest#enableCors': { options: 0, path: [], origin: ['origin'], openByDefault: true },
  '@nestjs/core#NestFactory.create': inside(1, ['cors']),
  '@nestjs/websockets#WebSocketGateway': inside(0, ['cors']),
  // docs.nestjs.com/websockets/adapter#extend-socketio: handed on to Socket.IO
  '@nestjs/platform-socket.io#IoAdapter.createIOServer': inside(1, ['cors']),
  // socket.io/docs/v4/handling-cors: off unless `cors` is given
  'socket.io#Server': inside(1, ['cors']),
  'socket.io#default': inside(1, ['cors']),
  'socket.io#*': inside(1, ['cors']),
  'apollo-server#ApolloServer': inside(0, ['cors']),
  // apollographql.com/docs/apollo-server/v3/integrations/middleware: options of the CORS package of the framework
  ...Object.fromEntries(
    ['apollo-server-express', 'apollo-server-koa', 'apollo-server-fastify', 'apollo-server-hapi'].flatMap((name) => ['applyMiddleware', 'getMiddleware', 'createHandler'].map((method) => [`${name}#ApolloServer.${method}`, inside(0, ['cors'])])),
  ),
  'graphql-yoga#createYoga': inside(0, ['cors']),
  // hapi.dev/api#-routeoptionscors: `true` means any origin
  '@hapi/hapi#server': inside(0, ['routes', 'cors'], { starInList: true }),
  '@hapi/hapi#Server': inside(0, ['routes', 'cors'], { starInList: true }),
  // routing-controllers, `driver/express/ExpressDriver.ts`, `initialize`: `true` is `cors()` with no options
  'routing-controllers#createExpressServer': inside(0, ['cors']),
  'routing-controllers#useExpressServer': inside(1, ['cors']),
  'routing-controllers#createKoaServer': inside(0, ['cors']),
  'routing-controllers#useKoaServer': inside(1, ['cors']),
  '@keystone-6/core#config': inside(0, ['server', 'cors']),
  'payload#buildConfig': inside(0, ['cors'], { openByDefault: false }),
};

/** Types of a Nest application, whose `enableCors` is meant (docs.nestjs.com/security/cors). */
export const nestApplications = /^@nestjs\/(core#NestFactory|common#INestApplication|platform-(express|fastify)#Nest\w+Application|testing#)/;

/** Packages of the table above. */
export const corsPackages: ReadonlySet<string> = new Set(
  [...Object.keys(corsApis), '@nestjs/common#x', '@nestjs/platform-express#x', '@nestjs/platform-fastify#x'].map(packageOfSymbol),
);
