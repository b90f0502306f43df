import type { InputKind } from '../facts/backend.js';

/**
 * What a parameter decorator of a NestJS handler gives. `request` and `response` hand over the platform's own objects:
 * the patterns of the adapter's handler model name them `req` and `res`.
 */
export type NestParam = InputKind | 'request' | 'response' | 'file' | 'context' | 'session';

/**
 * Parameter decorators by symbol. Without a decorator a parameter of a GraphQL or message handler is its payload.
 * https://docs.nestjs.com/custom-decorators#param-decorators, https://docs.nestjs.com/graphql/resolvers,
 * https://docs.nestjs.com/microservices/basics, https://docs.nestjs.com/websockets/gateways, https://nestia.io/docs/core/
 */
export const nestParams: Readonly<Record<string, NestParam>> = {
  '@nestjs/common#Body': 'body',
  '@nestjs/common#RawBody': 'body',
  '@nestjs/common#Query': 'query',
  '@nestjs/common#Param': 'params',
  '@nestjs/common#Headers': 'headers',
  '@nestjs/common#HostParam': 'params',
  '@nestjs/common#Req': 'request',
  '@nestjs/common#Request': 'request',
  '@nestjs/common#Res': 'response',
  '@nestjs/common#Response': 'response',
  '@nestjs/common#Next': 'context',
  '@nestjs/common#Ip': 'context',
  '@nestjs/common#Session': 'session',
  '@nestjs/common#UploadedFile': 'file',
  '@nestjs/common#UploadedFiles': 'file',
  '@nestjs/graphql#Args': 'body',
  '@nestjs/graphql#Parent': 'context',
  '@nestjs/graphql#Root': 'context',
  '@nestjs/graphql#Context': 'context',
  '@nestjs/graphql#Info': 'context',
  '@nestjs/microservices#Payload': 'body',
  '@nestjs/microservices#Ctx': 'context',
  '@nestjs/websockets#MessageBody': 'body',
  '@nestjs/websockets#ConnectedSocket': 'context',
  '@nestia/core#TypedBody': 'body',
  '@nestia/core#TypedQuery': 'query',
  '@nestia/core#TypedParam': 'params',
  '@nestia/core#TypedHeaders': 'headers',
  '@nestia/core#EncryptedBody': 'body',
  '@nestia/core#PlainBody': 'body',
};

/** Parameter decorators that validate what they give by the written type (nestia compiles the check in). */
export const validatingNestParams: ReadonlySet<string> = new Set([
  '@nestia/core#TypedBody',
  '@nestia/core#TypedQuery',
  '@nestia/core#TypedParam',
  '@nestia/core#TypedHeaders',
  '@nestia/core#EncryptedBody',
  '@nestia/core#PlainBody',
]);

/**
 * What a pipe does to a value, wherever it stands: on the parameter (`@Body(new ZodValidationPipe(schema))`), in
 * `@UsePipes`, globally.
 * - `class`: validates against the decorators of the parameter's class; a parameter of another type passes unchecked
 * - `schema`: validates against a schema, its own argument or the one the class carries
 * - `parse`: turns the value into one type or throws, which validates one primitive
 * - `none`: changes it only
 *
 * https://docs.nestjs.com/pipes, https://github.com/BenLorantfy/nestjs-zod
 */
export const nestPipes: Readonly<Record<string, 'class' | 'schema' | 'parse' | 'none'>> = {
  '@nestjs/common#ValidationPipe': 'class',
  '@nestjs/common#ParseIntPipe': 'parse',
  '@nestjs/common#ParseFloatPipe': 'parse',
  '@nestjs/common#ParseBoolPipe': 'parse',
  '@nestjs/common#ParseUUIDPipe': 'parse',
  '@nestjs/common#ParseEnumPipe': 'parse',
  '@nestjs/common#ParseArrayPipe': 'parse',
  '@nestjs/common#ParseDatePipe': 'parse',
  '@nestjs/common#ParseFilePipe': 'parse',
  '@nestjs/common#DefaultValuePipe': 'none',
  '@nestjs/mongoose#ParseObjectIdPipe': 'parse',
  '@nestjs/mongoose#IsObjectIdPipe': 'parse',
  'nestjs-zod#ZodValidationPipe': 'schema',
  'nestjs-zod#createZodValidationPipe': 'schema',
  '@anatine/zod-nestjs#ZodValidationPipe': 'schema',
  '@wahyubucil/nestjs-zod-openapi#ZodValidationPipe': 'schema',
  'nestjs-joi#JoiPipe': 'schema',
  'nestjs-joi#JoiPipeModule': 'schema',
};

/**
 * Pipes that, given no schema, look for one in the class of the parameter and hand on everything else:
 * `if (!isZodDto(metadata.metatype)) return value` (github.com/BenLorantfy/nestjs-zod, `src/pipe.ts`), alike in the others.
 */
export const classSchemaPipes: ReadonlySet<string> = new Set([
  'nestjs-zod#ZodValidationPipe',
  'nestjs-zod#createZodValidationPipe',
  '@anatine/zod-nestjs#ZodValidationPipe',
  '@wahyubucil/nestjs-zod-openapi#ZodValidationPipe',
]);
