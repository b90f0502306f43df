import { own } from '../facts/own.js';
import { packageOfSymbol } from '../facts/package-name.js';
import { tokenApis, tokenPackages } from './token-libraries.js';

/** Where a call of a library takes secrets. */
export interface SecretTaker {
  /** Positions of arguments. */
  readonly positions?: readonly number[];
  /** Paths of options in any argument, lists left out: `secret`, `auth.pass`, `users.*`. */
  readonly options?: readonly string[];
  /** Only `user:password` counts, another text is no secret. */
  readonly isPair?: true;
  /** The first argument must be this plugin: `app.register(cookie, { secret })`. */
  readonly isPlugin?: true;
}

const at = (...positions: number[]): SecretTaker => ({ positions });
const option = (...options: string[]): SecretTaker => ({ options });
const plugin = (...options: string[]): SecretTaker => ({ options, isPlugin: true });
const login: SecretTaker = { options: ['auth'], isPair: true };
const each = (source: string, names: string, taker: SecretTaker): Record<string, SecretTaker> => Object.fromEntries(names.split(' ').map((name) => [`${source}#${name}`, taker]));

/** Calls and constructors by `source#name.member`; `name()` is what a call gives. Token libraries come from their own table. */
const takers: Readonly<Record<string, SecretTaker>> = {
  // nodejs.org/api/crypto.html
  ...each('crypto', 'createHmac createCipheriv createDecipheriv createCipher createDecipher hkdf hkdfSync', at(1)),
  ...each('crypto', 'createSecretKey createPrivateKey privateEncrypt privateDecrypt scrypt scryptSync pbkdf2 pbkdf2Sync createSign().sign createECDH().setPrivateKey createDiffieHellman().setPrivateKey', at(0)),
  'crypto#sign': at(2),
  // www.w3.org/TR/webcrypto, section 14.3.9
  'global#crypto.subtle.importKey': at(1),
  'crypto#webcrypto.subtle.importKey': at(1),
  'crypto#subtle.importKey': at(1),
  // nodejs.org/api/http.html#httprequestoptions-callback: "Basic authentication ('user:password')"
  ...each('http', 'request get', login),
  ...each('https', 'request get', login),
  // cryptojs.gitbook.io/docs
  ...each('crypto-js', 'AES.encrypt AES.decrypt TripleDES.encrypt TripleDES.decrypt HmacSHA256 HmacSHA384 HmacSHA512 HmacSHA1 HmacMD5 PBKDF2', at(1)),
  ...each('crypto-js/aes', 'encrypt decrypt', at(1)),
  // github.com/expressjs/cookie-parser#api, github.com/tj/node-cookie-signature
  ...each('cookie-parser', 'default *', at(0)),
  ...each('cookie-parser', 'JSONCookie JSONCookies signedCookie signedCookies', at(1)),
  ...each('cookie-signature', 'sign unsign', at(1)),
  // github.com/expressjs/session#secret, github.com/expressjs/cookie-session#options, github.com/koajs/koa/blob/master/docs/api/index.md#appkeys
  ...each('express-session', 'default *', option('secret')),
  ...each('cookie-session', 'default *', option('secret', 'keys')),
  'koa#keys': at(0),
  ...each('keygrip', 'default *', at(0)),
  // github.com/fastify/fastify-cookie#options, fastify-session#options, fastify-secure-session#fastifysecure-session
  ...each('@fastify/cookie', 'default * fastifyCookie', plugin('secret')),
  ...each('@fastify/session', 'default * fastifySession', plugin('secret')),
  ...each('@fastify/secure-session', 'default *', plugin('secret', 'key')),
  // hapi.dev/module/iron/api, github.com/vvo/iron-session#getironsessiont, hono.dev/docs/helpers/cookie
  ...each('@hapi/iron', 'seal unseal default.seal default.unseal', at(1)),
  'iron-session#getIronSession': option('password'),
  'hono/cookie#setSignedCookie': at(3),
  'hono/cookie#getSignedCookie': at(1),
  // next-auth.js.org/configuration/options#secret, www.better-auth.com/docs/reference/options#secret
  ...each('next-auth', 'default *', option('secret')),
  'better-auth#betterAuth': option('secret'),
  // github.com/panva/jose/blob/main/docs, github.com/cisco/node-jose#importing-keys
  ...each('jose', 'SignJWT.sign CompactSign.sign FlattenedSign.sign EncryptJWT.encrypt CompactEncrypt.encrypt JWK.asKey', at(0)),
  ...each('jose', 'JWT.sign JWT.verify jwtDecrypt', at(1)),
  ...each('node-jose', 'JWK.asKey default.JWK.asKey', at(0)),
  // github.com/LionC/express-basic-auth#static-users
  ...each('express-basic-auth', 'default *', option('users.*')),
  // ldapjs.org/client.html#bind, github.com/ldapts/ldapts#bind
  'ldapjs#createClient().bind': at(1),
  'ldapts#Client.bind': at(1),
  // forwardemail.github.io/superagent/#authentication
  ...each('superagent', 'get().auth post().auth put().auth patch().auth delete().auth del().auth head().auth', at(1)),
  // nodemailer.com/smtp
  ...each('nodemailer', 'createTransport default.createTransport', option('auth.pass', 'auth.clientSecret')),
  // node-postgres.com/apis/client, sidorares.github.io/node-mysql2, github.com/mysqljs/mysql#connection-options
  ...each('pg', 'Client Pool default.Client default.Pool', option('password')),
  ...each('mysql', 'createConnection createPool', option('password')),
  ...each('mysql2', 'createConnection createPool', option('password')),
  ...each('mysql2/promise', 'createConnection createPool', option('password')),
  ...each('mssql', 'connect ConnectionPool', option('password')),
  // typeorm.io/docs/data-source/data-source-options, sequelize.org/docs/v6/getting-started
  ...each('typeorm', 'DataSource createConnection', option('password')),
  ...each('sequelize', 'Sequelize default *', { positions: [2], options: ['password'] }),
  'sequelize-typescript#Sequelize': option('password'),
  // github.com/redis/ioredis#connect-to-redis, github.com/redis/node-redis/blob/master/docs/client-configuration.md
  ...each('ioredis', 'default Redis *', option('password', 'sentinelPassword')),
  'redis#createClient': option('password'),
};

/** Where calls of a symbol take secrets, `null` where none are known to. */
export function secretTakerOf(symbol: string): SecretTaker | null {
  const taker = own(takers, symbol);
  if (taker) return taker;
  const api = own(tokenApis, symbol);
  if (!api) return null;
  if (typeof api.key === 'number') return api.key < 0 ? null : { positions: [api.key] };
  return { options: api.key, ...(api.isPlugin ? { isPlugin: true } : {}) };
}

/** Packages of the tables: the cheap question before any other. */
export const takerPackages: ReadonlySet<string> = new Set([...tokenPackages, ...Object.keys(takers).map(packageOfSymbol)]);
