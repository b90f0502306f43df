/** How a request of an HTTP client is given a timeout or an abort signal, from each client's documentation. */
export interface TimeoutRules {
  /** Positions of arguments that are options, by the call's name; `otherwise` for the other calls. */
  readonly options: Readonly<Record<string, readonly number[]>> & { readonly otherwise: readonly number[] };
  /** Positions that are options only where an object is written there: `got({ url, timeout })`. */
  readonly maybe?: readonly number[];
  /** Calls whose first argument is the address, whatever it is written as. */
  readonly addressed?: readonly string[];
  /** Names of options that end a request, in the call's options and in those of the client. */
  readonly names: readonly string[];
  /** Calls on the request or before it that do: superagent's `.timeout(5000)`. */
  readonly steps?: readonly string[];
  /** The client ends every request after a while unless it is told otherwise. */
  readonly builtIn?: true;
}

const bodyVerbs = ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm'];
const at = (positions: readonly number[], names: readonly string[]): Record<string, readonly number[]> => Object.fromEntries(names.map((name) => [name, positions]));

const fetchRules: TimeoutRules = { options: { otherwise: [1] }, names: ['signal', 'timeout'] };
const axiosRules: TimeoutRules = {
  options: { otherwise: [1], ...at([2], bodyVerbs), request: [0], '()': [1], axiosRef: [1] },
  maybe: [0],
  addressed: ['get', 'delete', 'head', 'options', ...bodyVerbs],
  names: ['timeout', 'signal', 'cancelToken'],
};
const gotRules: TimeoutRules = { options: { otherwise: [1] }, maybe: [0], names: ['timeout', 'signal'] };
const nodeRules: TimeoutRules = { options: { otherwise: [1] }, maybe: [0], names: ['timeout', 'signal'], steps: ['setTimeout'] };

export const timeoutRules: Readonly<Record<string, TimeoutRules>> = {
  global: fetchRules,
  'make-fetch-happen': fetchRules,
  undici: { options: { otherwise: [1] }, maybe: [0], names: ['signal', 'headersTimeout', 'bodyTimeout'] },
  axios: axiosRules,
  redaxios: axiosRules,
  xior: axiosRules,
  feaxios: axiosRules,
  '@nestjs/axios': axiosRules,
  '@nestjs/common': axiosRules,
  'nestjs-http-promise': axiosRules,
  got: gotRules,
  // a default of its own: SCRAPING_DEFAULT_OPTIONS.timeout.request, github.com/apify/got-scraping
  'got-scraping': { ...gotRules, builtIn: true },
  // 10 s by default: github.com/sindresorhus/ky#timeout
  ky: { ...gotRules, builtIn: true },
  'ky-universal': { ...gotRules, builtIn: true },
  ofetch: { options: { otherwise: [1] }, names: ['timeout', 'signal'] },
  'up-fetch': { options: { otherwise: [1] }, names: ['timeout', 'signal'] },
  // elbywan.github.io/wretch: the abort addon
  wretch: { options: { otherwise: [0, 1] }, names: ['signal'], steps: ['setTimeout', 'signal'] },
  superagent: { options: { otherwise: [] }, names: [], steps: ['timeout'] },
  needle: { options: { otherwise: [1], ...at([2], ['post', 'put', 'patch', 'delete', 'request']), '()': [2, 3] }, names: ['timeout', 'response_timeout', 'read_timeout', 'signal'] },
  request: { ...gotRules, names: ['timeout'] },
  'request-promise': { ...gotRules, names: ['timeout'] },
  'request-promise-native': { ...gotRules, names: ['timeout'] },
  phin: { options: { otherwise: [] }, maybe: [0], names: ['timeout'] },
  centra: { options: { otherwise: [] }, names: [], steps: ['timeout'] },
  'simple-get': { options: { otherwise: [] }, maybe: [0], names: ['timeout'] },
  // 5 s by default: github.com/node-modules/urllib#method-http-requesturl-options
  urllib: { options: { otherwise: [1] }, names: ['timeout', 'signal'], builtIn: true },
  gaxios: { options: { otherwise: [0] }, names: ['timeout', 'signal'] },
  'typed-rest-client': { options: { otherwise: [1] }, names: ['socketTimeout'] },
  http: nodeRules,
  https: nodeRules,
  'follow-redirects': nodeRules,
};

/** Rules of a client without an entry of its own are those of `fetch`, whose function most of them copy. */
export const timeoutRulesOf = (library: string): TimeoutRules => (Object.hasOwn(timeoutRules, library) ? timeoutRules[library]! : fetchRules);

/** Options that hand over a connection pool with timeouts of its own. */
export const agentOptions: readonly string[] = ['dispatcher', 'agent', 'httpAgent', 'httpsAgent'];

/** Names of functions, operators and decorators that give up after a while. */
export const timeLimitName = /time_?out|deadline|time_?limit|\brace$/i;

/** Breakers that end a call after a while unless told otherwise: opossum 10 s, brakes 15 s, circuit-breaker-js 3 s, levee 10 s, hystrixjs 30 s. */
export const breakersWithTimeout: ReadonlySet<string> = new Set(['opossum', 'brakes', '@nestcloud/brakes', 'circuit-breaker-js', 'circuitbreaker', 'circuit-fuses', 'screwdriver-node-circuitbreaker', 'levee', 'hystrixjs', 'mollitia', '@sap-cloud-sdk/resilience']);

const remedies: Readonly<Record<string, string>> = {
  axios: '`timeout: 5000` in `axios.create` or in the request\'s config',
  '@nestjs/axios': '`HttpModule.register({ timeout: 5000 })`, or `timeout` in the request\'s config',
  '@nestjs/common': '`HttpModule.register({ timeout: 5000 })`, or `timeout` in the request\'s config',
  'nestjs-http-promise': '`HttpModule.register({ timeout: 5000 })`',
  got: '`timeout: { request: 5000 }` in `got.extend` or in the options',
  ofetch: '`timeout: 5000` in `ofetch.create` or in the options',
  superagent: '`.timeout({ deadline: 5000 })`',
  wretch: 'the abort addon and `.setTimeout(5000)`',
  needle: '`response_timeout: 5000` in the options',
  undici: '`signal: AbortSignal.timeout(5000)` or `headersTimeout` and `bodyTimeout`',
};

/** How a timeout is given to the client of a call, for messages. */
export const remedyOf = ({ kind, library }: { readonly kind: string; readonly library: string }): string =>
  Object.hasOwn(remedies, library) ? remedies[library]! : kind === 'http' && (library === 'global' || library.includes('fetch')) ? '`signal: AbortSignal.timeout(5000)`' : '`timeout: 5000` in the options';
