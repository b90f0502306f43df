import type { EffectLibraries, EffectLibrary } from './effect-libraries.js';

const verbs = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options', 'request'];
const fetchLike: EffectLibrary = { calls: ['()', 'fetch'] };

/** HTTP clients besides the platform's own `fetch`, and their calls that send a request, from each library's documentation. */
export const httpClients: EffectLibraries = {
  // github.com/node-fetch/node-fetch and packages with the same function
  'node-fetch': fetchLike,
  'node-fetch-commonjs': fetchLike,
  'node-fetch-native': fetchLike,
  'cross-fetch': fetchLike,
  'isomorphic-fetch': fetchLike,
  'isomorphic-unfetch': fetchLike,
  unfetch: fetchLike,
  'minipass-fetch': fetchLike,
  'make-fetch-happen': { calls: ['()', 'fetch', 'defaults()'] },
  'undici-fetch': fetchLike,
  '@vercel/fetch': { calls: ['()()'] },
  'fetch-retry': { calls: ['()()'] },
  'fetch-cookie': { calls: ['()()'] },
  // undici.nodejs.org
  undici: { calls: ['fetch', 'request', 'stream', 'pipeline'] },
  // axios-http.com/docs
  axios: { calls: ['()', ...verbs, 'postForm', 'putForm', 'patchForm', 'getUri.request'] },
  redaxios: { calls: ['()', ...verbs] },
  xior: { calls: ['()', ...verbs] },
  feaxios: { calls: ['()', ...verbs] },
  // github.com/sindresorhus/got, github.com/apify/got-scraping
  got: { calls: ['()', ...verbs, 'stream', 'paginate', 'paginate.all', 'paginate.each', 'got'] },
  'got-scraping': { calls: ['()', 'gotScraping', ...verbs, 'stream', 'paginate'] },
  // github.com/sindresorhus/ky
  ky: { calls: ['()', ...verbs] },
  'ky-universal': { calls: ['()', ...verbs] },
  // github.com/unjs/ofetch, github.com/L-Blondy/up-fetch
  ofetch: { calls: ['$fetch', 'ofetch', '()()', 'raw', 'native'] },
  'up-fetch': { calls: ['()()'] },
  // github.com/elbywan/wretch: the verb sends
  wretch: { calls: verbs.filter((name) => name !== 'request') },
  // ladjs.github.io/superagent
  superagent: { calls: ['()', ...verbs] },
  // github.com/tomas/needle
  needle: { calls: ['()', ...verbs] },
  // github.com/request/request
  request: { calls: ['()', ...verbs] },
  'request-promise': { calls: ['()', ...verbs] },
  'request-promise-native': { calls: ['()', ...verbs] },
  // small ones
  phin: { calls: ['()', 'phin', 'promisified'] },
  bent: { calls: ['()()'] },
  centra: { calls: ['send'] },
  'simple-get': { calls: ['()', 'concat', ...verbs] },
  urllib: { calls: ['request', 'curl', 'fetch'] },
  popsicle: { calls: ['fetch', 'request', 'get', 'post', 'put', 'del', 'patch'] },
  gaxios: { calls: ['request'] },
  'typed-rest-client': { calls: ['get', 'create', 'update', 'replace', 'del', 'post', 'put', 'patch', 'request'] },
  // github.com/aacerox/node-rest-client
  'node-rest-client': { calls: verbs, exports: ['Client'] },
  'follow-redirects': { calls: ['http.get', 'http.request', 'https.get', 'https.request'] },
  // nodejs.org/api/http.html#httprequesturl-options-callback
  http: { calls: ['get', 'request'] },
  https: { calls: ['get', 'request'] },
  // docs.nestjs.com/techniques/http-module
  '@nestjs/axios': { calls: [...verbs, 'axiosRef'], exports: ['HttpService'] },
  '@nestjs/common': { calls: [...verbs, 'axiosRef'], exports: ['HttpService'] },
  'nestjs-http-promise': { calls: verbs, exports: ['HttpService'] },
};
