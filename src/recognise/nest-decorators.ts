import type { EndpointFact, HttpMethod, MiddlewareFact } from '../facts/backend.js';

/** What a method decorator makes of a method. */
export interface NestRoute {
  readonly protocol: EndpointFact['protocol'];
  readonly method: HttpMethod;
  readonly resolver?: 'operation' | 'field';
}

const http = (method: HttpMethod): NestRoute => ({ protocol: 'http', method });
const operation = (method: HttpMethod): NestRoute => ({ protocol: 'graphql', method, resolver: 'operation' });
const message: NestRoute = { protocol: 'message', method: 'ALL' };

/** Method decorators that make an endpoint, by symbol; sub-paths of a package count as the package. */
export const nestRoutes: Readonly<Record<string, NestRoute>> = {
  '@nestjs/common#Get': http('GET'),
  '@nestjs/common#Post': http('POST'),
  '@nestjs/common#Put': http('PUT'),
  '@nestjs/common#Patch': http('PATCH'),
  '@nestjs/common#Delete': http('DELETE'),
  '@nestjs/common#Head': http('HEAD'),
  '@nestjs/common#Options': http('OPTIONS'),
  '@nestjs/common#All': http('ALL'),
  '@nestjs/common#Search': http('ALL'),
  '@nestjs/common#Sse': http('GET'),
  '@nestia/core#TypedRoute.Get': http('GET'),
  '@nestia/core#TypedRoute.Post': http('POST'),
  '@nestia/core#TypedRoute.Put': http('PUT'),
  '@nestia/core#TypedRoute.Patch': http('PATCH'),
  '@nestia/core#TypedRoute.Delete': http('DELETE'),
  '@nestjs/graphql#Query': operation('GET'),
  '@nestjs/graphql#Mutation': operation('POST'),
  '@nestjs/graphql#Subscription': operation('GET'),
  '@nestjs/graphql#ResolveField': { protocol: 'graphql', method: 'ALL', resolver: 'field' },
  '@nestjs/graphql#ResolveProperty': { protocol: 'graphql', method: 'ALL', resolver: 'field' },
  '@nestjs/microservices#MessagePattern': message,
  '@nestjs/microservices#EventPattern': message,
  '@nestjs/microservices#GrpcMethod': message,
  '@nestjs/microservices#GrpcStreamMethod': message,
  '@nestjs/microservices#GrpcStreamCall': message,
  '@nestjs/websockets#SubscribeMessage': { protocol: 'websocket', method: 'ALL' },
};

/** Decorators, methods of the application and provider tokens that put something in front of handlers, by role. */
export const nestEnhancers: Readonly<Record<string, MiddlewareFact['role']>> = {
  '@nestjs/common#UseGuards': 'guard',
  '@nestjs/common#UsePipes': 'pipe',
  '@nestjs/common#UseInterceptors': 'interceptor',
  '@nestjs/common#UseFilters': 'filter',
  '@nestjs/core#APP_GUARD': 'guard',
  '@nestjs/core#APP_PIPE': 'pipe',
  '@nestjs/core#APP_INTERCEPTOR': 'interceptor',
  '@nestjs/core#APP_FILTER': 'filter',
  useGlobalGuards: 'guard',
  useGlobalPipes: 'pipe',
  useGlobalInterceptors: 'interceptor',
  useGlobalFilters: 'filter',
};

/**
 * Decorators that name what a response is serialised to, for the interceptor of their library.
 * https://github.com/BenLorantfy/nestjs-zod#zodserializerinterceptor
 */
export const nestSerialisers: ReadonlySet<string> = new Set(['nestjs-zod#ZodSerializerDto', 'nestjs-zod#ZodResponse']);

/**
 * Decorators that document a response where their options name its `type` or `schema`.
 * https://docs.nestjs.com/openapi/operations#responses
 */
export const nestResponseDocuments: ReadonlySet<string> = new Set(
  ['ApiResponse', 'ApiOkResponse', 'ApiCreatedResponse', 'ApiAcceptedResponse', 'ApiDefaultResponse'].map((name) => `@nestjs/swagger#${name}`),
);
