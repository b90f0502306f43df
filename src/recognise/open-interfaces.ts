/**
 * Interfaces that a framework leaves open for a project to add members to, by what has these members: an exported
 * type, what a call of an export gives (`fastify#default()`), a member of one (`hono#Context.var`).
 *
 * https://fastify.dev/docs/latest/Reference/TypeScript/#plugins, https://hono.dev/docs/api/context#contextvariablemap,
 * @types/express-serve-static-core (`Express.Request`), @types/koa (`DefaultContext`, `DefaultState`)
 */
export const openInterfaces: Readonly<Record<string, readonly string[]>> = {
  'express#Request': ['global#Express.Request', 'express#Request', 'express-serve-static-core#Request'],
  'express#Response': ['global#Express.Response', 'express#Response', 'express-serve-static-core#Response'],
  'express#Application': ['global#Express.Application'],
  'express#default()': ['global#Express.Application'],
  'fastify#FastifyInstance': ['fastify#FastifyInstance'],
  'fastify#default()': ['fastify#FastifyInstance'],
  'fastify#fastify()': ['fastify#FastifyInstance'],
  'fastify#FastifyRequest.server': ['fastify#FastifyInstance'],
  'fastify#FastifyRequest': ['fastify#FastifyRequest'],
  'fastify#FastifyReply': ['fastify#FastifyReply'],
  'hono#Context.var': ['hono#ContextVariableMap'],
  'koa#Context': ['koa#DefaultContext', 'koa#DefaultContextExtends', 'koa#ExtendableContext'],
  'koa#Context.state': ['koa#DefaultState', 'koa#DefaultStateExtends'],
};

/** Symbols that keys of `openInterfaces` start with. */
export const openSymbols: ReadonlySet<string> = new Set(Object.keys(openInterfaces).map((key) => /^[^.(]+/.exec(key)![0]));

/** Types of the parameters of a function that is handed to a method of a framework's app or router, by the package that these come from. */
export const handlerParams: Readonly<Record<string, readonly string[]>> = {
  express: ['express#Request', 'express#Response'],
  fastify: ['fastify#FastifyRequest', 'fastify#FastifyReply'],
  hono: ['hono#Context'],
  koa: ['koa#Context'],
  '@koa/router': ['koa#Context'],
  'koa-router': ['koa#Context'],
};

/** Types of plugins (https://fastify.dev/docs/latest/Reference/TypeScript/#fastifypluginasync), those of type providers too. */
export const fastifyPlugins: readonly string[] = [
  'fastify#FastifyPluginAsync',
  'fastify#FastifyPluginCallback',
  'fastify#FastifyPlugin',
  '@fastify/type-provider-typebox#FastifyPluginAsyncTypebox',
  '@fastify/type-provider-typebox#FastifyPluginCallbackTypebox',
  'fastify-type-provider-zod#FastifyPluginAsyncZod',
  'fastify-type-provider-zod#FastifyPluginCallbackZod',
  '@fastify/type-provider-json-schema-to-ts#FastifyPluginAsyncJsonSchemaToTs',
  '@fastify/type-provider-json-schema-to-ts#FastifyPluginCallbackJsonSchemaToTs',
];

/** Types of variables that give the first parameter of the function they hold a type: `const plugin: FastifyPluginAsync`. */
export const firstParamTypes: Readonly<Record<string, { readonly source: string; readonly name: string }>> = Object.fromEntries(
  fastifyPlugins.map((type) => [type, { source: 'fastify', name: 'FastifyInstance' }]),
);
