import type { NestParam } from './nest-params.js';

/**
 * Parameter decorators of class-based frameworks on Express, in the words of {@link NestParam}.
 * https://github.com/typestack/routing-controllers#readme, https://github.com/inversify/inversify-express-utils#readme,
 * https://tsoa-community.github.io/docs/annotations.html
 */
export const expressParams: Readonly<Record<string, NestParam>> = {
  'routing-controllers#Body': 'body',
  'routing-controllers#BodyParam': 'body',
  'routing-controllers#QueryParam': 'query',
  'routing-controllers#QueryParams': 'query',
  'routing-controllers#Param': 'params',
  'routing-controllers#Params': 'params',
  'routing-controllers#HeaderParam': 'headers',
  'routing-controllers#HeaderParams': 'headers',
  'routing-controllers#CookieParam': 'context',
  'routing-controllers#CookieParams': 'context',
  'routing-controllers#CurrentUser': 'context',
  'routing-controllers#State': 'context',
  'routing-controllers#Ctx': 'context',
  'routing-controllers#Session': 'session',
  'routing-controllers#SessionParam': 'session',
  'routing-controllers#UploadedFile': 'file',
  'routing-controllers#UploadedFiles': 'file',
  'routing-controllers#Req': 'request',
  'routing-controllers#Res': 'response',
  'inversify-express-utils#requestBody': 'body',
  'inversify-express-utils#queryParam': 'query',
  'inversify-express-utils#requestParam': 'params',
  'inversify-express-utils#requestHeaders': 'headers',
  'inversify-express-utils#cookies': 'context',
  'inversify-express-utils#principal': 'context',
  'inversify-express-utils#next': 'context',
  'inversify-express-utils#request': 'request',
  'inversify-express-utils#response': 'response',
  'tsoa#Body': 'body',
  'tsoa#BodyProp': 'body',
  'tsoa#FormField': 'body',
  'tsoa#Query': 'query',
  'tsoa#Queries': 'query',
  'tsoa#Path': 'params',
  'tsoa#Header': 'headers',
  'tsoa#Inject': 'context',
  'tsoa#Request': 'request',
  'tsoa#Res': 'response',
  'tsoa#UploadedFile': 'file',
  'tsoa#UploadedFiles': 'file',
};

/** Sources whose parameters are checked before the method runs: tsoa generates checks from the written types. */
export const validatingExpressSources: ReadonlySet<string> = new Set(['tsoa', '@tsoa/runtime']);
