import { packageOfSymbol } from '../facts/package-name.js';

/**
 * How one symbol of a token library takes its key and its algorithm. Indices are positions of arguments.
 * - `sign`: makes a token
 * - `verify`: checks one
 * - `setup`: configures a plugin that does both
 * - `verifier`: configures a strategy or middleware that checks tokens
 * - `unsecured`: tokens without a signature
 */
export interface TokenApi {
  readonly use: 'sign' | 'verify' | 'setup' | 'verifier' | 'unsecured';
  /** Where the key is: an argument, or an option by its names. */
  readonly key: number | readonly string[];
  /** The argument with the options, or with the algorithm itself where `algorithm` is empty. */
  readonly options: number;
  /** Paths of the option that names the algorithm or the list of them. */
  readonly algorithm: readonly (readonly string[])[];
  /**
   * What holds when no algorithm is named:
   * - `HS256`: the shared-key default
   * - `by-key`: the library takes what fits the key
   * - `any`: whatever the token's header says
   * - `inherited`: what the module was set up with, unless the call brings its own key
   */
  readonly otherwise: 'HS256' | 'by-key' | 'any' | 'inherited';
  /** The first argument must be this plugin: `app.register(jwt, options)`. */
  readonly isPlugin?: true;
  /** The argument that switches the check of the signature off when it holds anything but `false`. */
  readonly skips?: number;
  /** HS algorithms in an explicit list are a violation as well: the strategy is where the shared key enters. */
  readonly strict?: true;
}

const sign = (key: number, options: number, extra: Partial<TokenApi> = {}): TokenApi => ({ use: 'sign', key, options, algorithm: [['algorithm'], ['header', 'alg']], otherwise: 'HS256', ...extra });
const verify = (key: number, options: number, extra: Partial<TokenApi> = {}): TokenApi => ({ use: 'verify', key, options, algorithm: [['algorithms']], otherwise: 'any', ...extra });
const middleware: TokenApi = { use: 'verifier', key: ['secret'], options: 0, algorithm: [['algorithms'], ['algorithm']], otherwise: 'any' };
const strategy: TokenApi = { use: 'verifier', key: ['secretOrKey'], options: 0, algorithm: [['algorithms'], ['jsonWebTokenOptions', 'algorithms']], otherwise: 'any', strict: true };

/** github.com/auth0/node-jsonwebtoken#usage: `algorithm` (default: HS256); `algorithms`: "if not specified a defaults will be used based on the type of key provided". */
const jsonwebtoken = (source: string): Record<string, TokenApi> => ({
  [`${source}#sign`]: sign(1, 2),
  [`${source}#signAsync`]: sign(1, 2),
  [`${source}#verify`]: verify(1, 2),
  [`${source}#verifyAsync`]: verify(1, 2),
});

/** hono.dev/docs/helpers/jwt and hono.dev/docs/middleware/builtin/jwt: HS256 is the default. */
const hono = (source: string): Record<string, TokenApi> => ({
  [`${source}#sign`]: sign(1, 2, { algorithm: [[]] }),
  [`${source}#Jwt.sign`]: sign(1, 2, { algorithm: [[]] }),
  [`${source}#verify`]: verify(1, 2, { algorithm: [[], ['alg']] }),
  [`${source}#Jwt.verify`]: verify(1, 2, { algorithm: [[], ['alg']] }),
  [`${source}#jwt`]: { use: 'setup', key: ['secret'], options: 0, algorithm: [['alg']], otherwise: 'HS256' },
});

/** github.com/fastify/fastify-jwt#options: `secret` is a string, a function or `{ private, public }`; algorithms under `sign` and `verify`. */
const fastifyJwt: TokenApi = { use: 'setup', key: ['secret'], options: 1, algorithm: [['sign', 'algorithm']], otherwise: 'HS256', isPlugin: true };

/** elysiajs.com/plugins/jwt: `alg` defaults to HS256. */
const elysiaJwt: TokenApi = { use: 'setup', key: ['secret'], options: 0, algorithm: [['alg']], otherwise: 'HS256' };

/** Token libraries by `source#name.member`. */
export const tokenApis: Readonly<Record<string, TokenApi>> = {
  ...jsonwebtoken('jsonwebtoken'),
  ...jsonwebtoken('jsonwebtoken-esm'),
  ...jsonwebtoken('jsonwebtoken-promisified'),
  // github.com/nestjs/jwt#api: options of a call go before those of the module
  '@nestjs/jwt#JwtService.sign': { ...sign(0, 1), key: ['secret'], otherwise: 'inherited' },
  '@nestjs/jwt#JwtService.signAsync': { ...sign(0, 1), key: ['secret'], otherwise: 'inherited' },
  '@nestjs/jwt#JwtService.verify': { ...verify(0, 1), key: ['secret'], otherwise: 'inherited' },
  '@nestjs/jwt#JwtService.verifyAsync': { ...verify(0, 1), key: ['secret'], otherwise: 'inherited' },
  '@nestjs/jwt#JwtModule.register': { use: 'setup', key: ['secret', 'secretOrPrivateKey'], options: 0, algorithm: [['signOptions', 'algorithm']], otherwise: 'HS256' },
  '@nestjs/jwt#JwtModule.registerAsync': { use: 'setup', key: ['secret', 'secretOrPrivateKey'], options: 0, algorithm: [['signOptions', 'algorithm']], otherwise: 'HS256' },
  '@nestjs/jwt#JwtService': { use: 'setup', key: ['secret', 'secretOrPrivateKey'], options: 0, algorithm: [['signOptions', 'algorithm']], otherwise: 'HS256' },
  // github.com/panva/jose/tree/main/docs: the protected header names the algorithm
  'jose#SignJWT': { use: 'sign', key: -1, options: -1, algorithm: [['alg']], otherwise: 'by-key' },
  'jose#CompactSign': { use: 'sign', key: -1, options: -1, algorithm: [['alg']], otherwise: 'by-key' },
  'jose#GeneralSign': { use: 'sign', key: -1, options: -1, algorithm: [['alg']], otherwise: 'by-key' },
  'jose#FlattenedSign': { use: 'sign', key: -1, options: -1, algorithm: [['alg']], otherwise: 'by-key' },
  'jose#jwtVerify': verify(1, 2, { otherwise: 'by-key' }),
  'jose#compactVerify': verify(1, 2, { otherwise: 'by-key' }),
  // github.com/panva/jose/blob/v2.x/docs/README.md: what fits the key is the default of both
  'jose#JWT.sign': sign(1, 2, { otherwise: 'by-key' }),
  'jose#JWT.verify': verify(1, 2, { otherwise: 'by-key' }),
  'jose#UnsecuredJWT': { use: 'unsecured', key: -1, options: -1, algorithm: [], otherwise: 'any' },
  'jose#UnsecuredJWT.decode': { use: 'unsecured', key: -1, options: -1, algorithm: [], otherwise: 'any' },
  '@fastify/jwt#default': fastifyJwt,
  '@fastify/jwt#*': fastifyJwt,
  '@fastify/jwt#fastifyJwt': fastifyJwt,
  'fastify-jwt#*': fastifyJwt,
  'fastify-jwt#default': fastifyJwt,
  ...hono('hono/jwt'),
  ...hono('hono/utils/jwt'),
  ...hono('hono/utils/jwt/jwt'),
  '@elysiajs/jwt#jwt': elysiaJwt,
  '@elysiajs/jwt#default': elysiaJwt,
  // github.com/mikenicholson/passport-jwt#configure-strategy
  'passport-jwt#Strategy': strategy,
  // github.com/auth0/express-jwt#usage, github.com/koajs/jwt, github.com/auth0-community/socketio-jwt
  'express-jwt#default': middleware,
  'express-jwt#expressjwt': middleware,
  'express-jwt#*': middleware,
  'koa-jwt#default': middleware,
  'koa-jwt#*': middleware,
  'socketio-jwt#authorize': middleware,
  '@thream/socketio-jwt#authorize': middleware,
  // github.com/nearform/fast-jwt#createsigner: the default fits the key, HS256 for text
  'fast-jwt#createSigner': { use: 'sign', key: ['key'], options: 0, algorithm: [['algorithm']], otherwise: 'by-key' },
  'fast-jwt#createVerifier': { use: 'verify', key: ['key'], options: 0, algorithm: [['algorithms'], ['allowedAlgorithms']], otherwise: 'by-key' },
  // github.com/hokaccha/node-jwt-simple#algorithms
  'jwt-simple#encode': sign(1, 2, { algorithm: [[]] }),
  'jwt-simple#decode': verify(1, 3, { algorithm: [[]], skips: 2 }),
  // github.com/tsndr/cloudflare-worker-jwt: HS256 is the default of both
  '@tsndr/cloudflare-worker-jwt#sign': sign(1, 2, { algorithm: [['algorithm'], ['header', 'alg'], []] }),
  // github.com/jwtk/njwt
  'njwt#create': sign(1, 2, { algorithm: [[]] }),
  // github.com/joaquimserafim/json-web-token, github.com/hiddentao/jwt-encode
  'json-web-token#encode': sign(0, 2, { algorithm: [[]] }),
  'jwt-encode#default': sign(1, 2, { algorithm: [['alg']] }),
  'jwt-encode#*': sign(1, 2, { algorithm: [['alg']] }),
  // github.com/auth0/node-jws
  'jws#sign': { use: 'sign', key: ['secret', 'privateKey'], options: 0, algorithm: [['header', 'alg']], otherwise: 'by-key' },
  'jws#createSign': { use: 'sign', key: ['secret', 'privateKey'], options: 0, algorithm: [['header', 'alg']], otherwise: 'by-key' },
  // hapi.dev/module/jwt/api: a text secret means HS256
  '@hapi/jwt#token.generate': { use: 'sign', key: 1, options: 1, algorithm: [['algorithm']], otherwise: 'HS256' },
  '@hapi/jwt#default.token.generate': { use: 'sign', key: 1, options: 1, algorithm: [['algorithm']], otherwise: 'HS256' },
};

/**
 * How libraries are read that the config declares, by what their functions are called: their arguments are those of
 * jsonwebtoken, what holds without an algorithm is not known and so follows the key.
 */
export const declaredApis: readonly (readonly [RegExp, TokenApi])[] = [
  [/^(?:sign|issue|create|generate|make|encode)(?![a-z])/, sign(1, 2, { otherwise: 'by-key' })],
  [/^(?:verify|check|validate)(?![a-z])/, verify(1, 2, { otherwise: 'by-key' })],
];

/** Calls that read a token without checking its signature, by symbol. */
export const tokenDecoders: ReadonlySet<string> = new Set([
  'jsonwebtoken#decode',
  '@nestjs/jwt#JwtService.decode',
  'jose#decodeJwt',
  'jose#JWT.decode',
  'hono/jwt#decode',
  'hono/utils/jwt#decode',
  'jwt-decode#jwtDecode',
  'jwt-decode#default',
  'jwt-decode#*',
  '@tsndr/cloudflare-worker-jwt#decode',
  'fast-jwt#createDecoder',
  'jws#decode',
]);

/** Packages of the tables above. */
export const tokenPackages: ReadonlySet<string> = new Set(
  [...Object.keys(tokenApis), ...tokenDecoders].map(packageOfSymbol),
);

/** JWA names (RFC 7518, section 3.1; RFC 8037): which kind of key an algorithm takes. */
export function algorithmKind(name: string): 'shared' | 'key-pair' | 'none' | null {
  if (/^HS(256|384|512)$/i.test(name)) return 'shared';
  if (/^(RS|PS|ES)(256|384|512)$|^ES256K$|^Ed(DSA|25519|448)$/i.test(name)) return 'key-pair';
  return /^none$/i.test(name) ? 'none' : null;
}
