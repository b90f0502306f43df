import { packageName } from '../facts/package-name.js';

/**
 * Libraries that parse or check input, and what of them does it. `functions` are exports called directly,
 * `methods` are called on what the library makes (schemas, instances); a library whose schemas are themselves
 * callable has `callable`. From each library's documentation.
 */
export interface ValidatorLibrary {
  readonly functions?: readonly string[];
  readonly methods?: readonly string[];
  readonly callable?: true;
  /** Exports that make a middleware, hook or pipe that validates. */
  readonly middlewares?: readonly string[];
}

const zod: ValidatorLibrary = {
  methods: ['parse', 'parseAsync', 'safeParse', 'safeParseAsync', 'spa', 'decode', 'decodeAsync', 'safeDecode', 'encode'],
  functions: ['parse', 'parseAsync', 'safeParse', 'safeParseAsync'],
};
const joi: ValidatorLibrary = { methods: ['validate', 'validateAsync'], functions: ['attempt', 'assert', 'validate', 'compile'] };

/** Its transports parse the JSON-RPC message that they are handed (github.com/modelcontextprotocol/typescript-sdk, `src/server/streamableHttp.ts`), its guards one of a kind (`src/types.ts`). */
const modelContext: ValidatorLibrary = { methods: ['handleRequest', 'handlePostMessage'], functions: ['isInitializeRequest', 'isJSONRPCRequest', 'isJSONRPCNotification', 'isJSONRPCResponse', 'isJSONRPCError'] };

export const validatorLibraries: Readonly<Record<string, ValidatorLibrary>> = {
  zod,
  '@hono/zod-openapi': zod,
  '@zod/mini': zod,
  'drizzle-zod': zod,
  'zod-form-data': zod,
  'nestjs-zod': { ...zod, middlewares: ['ZodGuard', 'UseZodGuard'] },
  'fastify-type-provider-zod': zod,
  joi,
  '@hapi/joi': joi,
  '@joi/date': joi,
  celebrate: { ...joi, middlewares: ['celebrate', 'celebrator', 'default'] },
  yup: { methods: ['validate', 'validateSync', 'validateAt', 'isValid', 'isValidSync', 'cast'] },
  valibot: { functions: ['parse', 'parseAsync', 'safeParse', 'safeParseAsync', 'is', 'assert', 'parser', 'safeParser'] },
  arktype: { methods: ['assert', 'allows', 'from'], callable: true },
  '@sinclair/typebox': { functions: [], methods: ['Check', 'Decode', 'Parse', 'Assert', 'Errors'] },
  '@sinclair/typebox/value': { functions: ['Check', 'Decode', 'Parse', 'Assert', 'Errors'], methods: ['Check', 'Decode', 'Parse', 'Assert', 'Errors'] },
  '@sinclair/typebox/compiler': { methods: ['Check', 'Decode', 'Errors'] },
  typebox: { methods: ['Check', 'Decode', 'Parse', 'Assert', 'Errors'], functions: ['Check', 'Decode', 'Parse'] },
  ajv: { methods: ['validate', 'compile', 'validateSchema'], callable: true },
  superstruct: { functions: ['assert', 'create', 'is', 'validate', 'mask', 'coerce'], methods: ['assert', 'create', 'is', 'validate', 'mask'] },
  'io-ts': { methods: ['decode', 'is'] },
  effect: { functions: ['decodeUnknown', 'decodeUnknownSync', 'decodeUnknownEither', 'decodeUnknownPromise', 'decode', 'decodeSync', 'validate', 'is'], methods: ['decodeUnknown', 'decodeUnknownSync', 'decodeUnknownEither', 'decodeUnknownPromise', 'decodeSync', 'decodeUnknownOption'] },
  '@effect/schema': { methods: ['decodeUnknown', 'decodeUnknownSync', 'decodeUnknownEither', 'decodeUnknownPromise', 'decodeSync'] },
  'class-validator': { functions: ['validate', 'validateOrReject', 'validateSync'], methods: ['validate', 'validateOrReject', 'validateSync'] },
  'class-transformer-validator': { functions: ['transformAndValidate', 'transformAndValidateSync'] },
  'express-validator': {
    functions: ['validationResult', 'matchedData'],
    methods: ['run', 'validationResult'],
    middlewares: ['body', 'query', 'param', 'check', 'checkSchema', 'checkExact', 'oneOf', 'header', 'cookie', 'buildCheckFunction'],
  },
  '@vinejs/vine': { methods: ['validate', 'tryValidate'], functions: ['validate'] },
  runtypes: { methods: ['check', 'guard', 'validate', 'parse'] },
  'fastest-validator': { methods: ['validate', 'compile'], callable: true },
  jsonschema: { functions: ['validate'], methods: ['validate'] },
  '@cfworker/json-schema': { methods: ['validate'] },
  typia: { functions: ['assert', 'validate', 'is', 'assertEquals', 'validateEquals'], methods: ['assert', 'validate', 'is', 'assertEquals'] },
  'zod-express-middleware': { functions: [], middlewares: ['validateRequest', 'validateRequestBody', 'validateRequestQuery', 'validateRequestParams', 'processRequest', 'processRequestBody', 'processRequestQuery'] },
  'express-zod-safe': { middlewares: ['default', '*', 'setGlobalErrorHandler'] },
  'express-joi-validation': { methods: ['body', 'query', 'params'], middlewares: ['createValidator'] },
  'express-openapi-validator': { middlewares: ['middleware'] },
  'express-yup-middleware': { middlewares: ['expressYupMiddleware', 'default'] },
  'koa-joi-router': { middlewares: ['default'] },
  'koa-zod-router': { middlewares: ['default'] },
  '@hono/zod-validator': { middlewares: ['zValidator'] },
  '@hono/valibot-validator': { middlewares: ['vValidator'] },
  '@hono/arktype-validator': { middlewares: ['arktypeValidator'] },
  '@hono/typebox-validator': { middlewares: ['tbValidator'] },
  '@hono/standard-validator': { middlewares: ['sValidator'] },
  '@hono/typia-validator': { middlewares: ['typiaValidator'] },
  'hono/validator': { middlewares: ['validator'] },
  'hono-openapi': { middlewares: ['validator', 'resolver'] },
  'next-zod-route': { methods: ['body', 'query', 'params'] },
  'zod-validation-error': {},
  '@modelcontextprotocol/sdk': modelContext,
  // ts.sdk.modelcontextprotocol.io/v2: what the package above was split into
  '@modelcontextprotocol/server': modelContext,
  '@modelcontextprotocol/node': modelContext,
  'type-graphql': {},
};

/** Packages of {@link validatorLibraries}, entry points folded. */
export const validatorPackages: ReadonlySet<string> = new Set(
  Object.keys(validatorLibraries).map(packageName),
);

/**
 * Whether a method is one of a transport that a file imports and keeps where it cannot be followed: `sessions.get(id).handleRequest(…)`.
 * @param imports of the file
 */
export const isTransportMethod = (method: string, imports: readonly { readonly source: string }[]): boolean =>
  modelContext.methods?.includes(method) === true && imports.some(({ source }) => validatorLibraries[packageName(source)] === modelContext);

function libraryOf(source: string): ValidatorLibrary | null {
  return (Object.hasOwn(validatorLibraries, source) ? validatorLibraries[source] : undefined) ?? validatorLibraries[packageName(source)] ?? null;
}

/**
 * Whether calling a symbol of a library validates the argument.
 * @param source package or entry point
 * @param name exported name
 * @param path members behind it, `()` where called; the last member is what is being called
 */
export function isValidatorCall(source: string, name: string, path: readonly string[]): boolean {
  const library = libraryOf(source);
  if (!library) return false;
  const members = path.filter((p) => p !== '()');
  const last = members.at(-1)?.replace(/\(\)$/, '');
  if (last === undefined) return library.functions?.includes(name) === true || (library.callable === true && path.includes('()'));
  if (library.methods?.includes(last) === true) return true;
  if (library.functions?.includes(last) === true && (name === '*' || name === 'default') && members.length === 1) return true;
  return library.callable === true && path.at(-1)?.endsWith('()') === true;
}

/** Whether a symbol of a library, or what calling it gives, is a middleware that validates. */
export function isValidatorMiddleware(source: string, name: string, path: readonly string[]): boolean {
  const library = libraryOf(source);
  if (!library?.middlewares) return false;
  const first = path.find((p) => p !== '()')?.replace(/\(\)$/, '');
  return library.middlewares.includes(name) || (first !== undefined && library.middlewares.includes(first));
}

/** Names of validating methods, for receivers that cannot be followed: unknown counts as validated. */
export const validatingMethods: ReadonlySet<string> = new Set([
  'parse',
  'parseAsync',
  'safeParse',
  'safeParseAsync',
  'validate',
  'validateAsync',
  'validateSync',
  'validateOrReject',
  'decode',
  'assert',
  'check',
]);
