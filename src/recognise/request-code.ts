/** Decorators of classes whose instances serve requests for as long as the process lives. */
export const injectableClasses: ReadonlySet<string> = new Set([
  // https://docs.nestjs.com/providers, https://docs.nestjs.com/graphql/resolvers, https://docs.nestjs.com/websockets/gateways
  '@nestjs/common#Injectable',
  '@nestjs/common#Controller',
  '@nestjs/graphql#Resolver',
  '@nestjs/websockets#WebSocketGateway',
  '@nestjs/cqrs#CommandHandler',
  '@nestjs/cqrs#QueryHandler',
  // https://github.com/typestack/typedi, https://github.com/typestack/routing-controllers, https://typegraphql.com/docs/resolvers.html
  'typedi#Service',
  'routing-controllers#Controller',
  'routing-controllers#JsonController',
  'type-graphql#Resolver',
  // https://github.com/microsoft/tsyringe
  'tsyringe#injectable',
  'tsyringe#singleton',
  // https://inversify.io/docs/api/decorator/, https://github.com/inversify/inversify-express-utils
  'inversify#injectable',
  'inversify-express-utils#controller',
  // https://github.com/seanpmaxwell/overnight
  '@overnightjs/core#Controller',
  // https://tsed.dev/docs/providers.html, https://tsed.dev/docs/controllers.html
  '@tsed/di#Injectable',
  '@tsed/di#Service',
  '@tsed/di#Controller',
  '@tsed/common#Injectable',
  '@tsed/common#Service',
  '@tsed/common#Controller',
  // https://tsoa-community.github.io/docs/getting-started.html
  'tsoa#Route',
  '@tsoa/runtime#Route',
  // https://loopback.io/doc/en/lb4/Binding.html#configure-binding-attributes-for-a-class
  '@loopback/core#injectable',
]);

/** Methods that a container calls at start or stop: https://docs.nestjs.com/fundamentals/lifecycle-events */
export const lifecycleMethods: ReadonlySet<string> = new Set(['onModuleInit', 'onApplicationBootstrap', 'onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown', 'afterInit', '$onInit', '$onReady', '$onDestroy', 'configure', 'init']);

/** Servers that call their listeners for each client: https://socket.io/docs/v4/server-api/, https://github.com/websockets/ws */
export const socketServers: ReadonlySet<string> = new Set(['socket.io#Server', 'socket.io#default', 'socket.io#Namespace', 'socket.io#Socket', 'ws#WebSocketServer', 'ws#Server', 'ws#default', 'ws#WebSocket']);
