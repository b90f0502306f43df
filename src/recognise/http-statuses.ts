/**
 * Names of HTTP status codes (RFC 9110 and the IANA registry) as libraries spell them: `CREATED`, `Created`,
 * `HTTP_STATUS_CREATED`, `SC_CREATED`. Letters alone count, so that every spelling meets.
 * https://www.iana.org/assignments/http-status-codes, https://github.com/prettymuchbryce/http-status-codes,
 * https://github.com/adaltas/node-http-status, https://docs.nestjs.com/exception-filters
 */
const byName: Readonly<Record<string, number>> = {
  continue: 100,
  switchingprotocols: 101,
  ok: 200,
  created: 201,
  accepted: 202,
  nonauthoritativeinformation: 203,
  nonauthoritative: 203,
  nocontent: 204,
  resetcontent: 205,
  partialcontent: 206,
  multistatus: 207,
  multiplechoices: 300,
  ambiguous: 300,
  movedpermanently: 301,
  found: 302,
  movedtemporarily: 302,
  seeother: 303,
  notmodified: 304,
  temporaryredirect: 307,
  permanentredirect: 308,
  badrequest: 400,
  unauthorized: 401,
  paymentrequired: 402,
  forbidden: 403,
  notfound: 404,
  methodnotallowed: 405,
  notacceptable: 406,
  proxyauthenticationrequired: 407,
  requesttimeout: 408,
  conflict: 409,
  gone: 410,
  lengthrequired: 411,
  preconditionfailed: 412,
  payloadtoolarge: 413,
  requesttoolong: 413,
  requestentitytoolarge: 413,
  contenttoolarge: 413,
  uritoolong: 414,
  requesturitoolong: 414,
  unsupportedmediatype: 415,
  requestedrangenotsatisfiable: 416,
  rangenotsatisfiable: 416,
  expectationfailed: 417,
  imateapot: 418,
  iamateapot: 418,
  misdirected: 421,
  misdirectedrequest: 421,
  unprocessableentity: 422,
  unprocessablecontent: 422,
  locked: 423,
  faileddependency: 424,
  tooearly: 425,
  upgraderequired: 426,
  preconditionrequired: 428,
  toomanyrequests: 429,
  requestheaderfieldstoolarge: 431,
  unavailableforlegalreasons: 451,
  internalservererror: 500,
  notimplemented: 501,
  badgateway: 502,
  serviceunavailable: 503,
  gatewaytimeout: 504,
  httpversionnotsupported: 505,
  variantalsonegotiates: 506,
  insufficientstorage: 507,
  loopdetected: 508,
  notextended: 510,
  networkauthenticationrequired: 511,
};

/** Packages and modules that export status codes by name. */
const statusPackages: ReadonlySet<string> = new Set([
  'http-status-codes',
  'http-status',
  'http-statuses',
  'http-codes',
  'http-response-status-code',
  'http-enums',
  'http2',
  'node:http2',
  '@nestjs/common',
  '@nestjs/common/enums',
  'axios',
  '@fastify/sensible',
  'stoker',
  'stoker/http-status-codes',
  '@tsed/exceptions',
  '@readme/http-status-codes',
  '@poppinss/utils',
  '@adonisjs/core/http',
]);

/** The code that a name stands for, `null` if it is no name of a status. */
export function statusByName(name: string): number | null {
  const plain = name.replace(/^(HTTP_STATUS_|HTTP_|SC_)/, '').replace(/[^A-Za-z]/g, '').toLowerCase();
  return Object.hasOwn(byName, plain) ? byName[plain]! : null;
}

/** The code that a symbol stands for, `null` if it is none of a package that names statuses: `@nestjs/common#HttpStatus.CREATED`. */
export function namedStatus(symbol: string | null): number | null {
  const at = symbol?.indexOf('#') ?? -1;
  if (symbol === null || !statusPackages.has(symbol.slice(0, at))) return null;
  return statusByName(symbol.slice(Math.max(at, symbol.lastIndexOf('.')) + 1));
}
