/** The host of an address, or the text itself where it has no scheme. */
export const hostOf = (text: string): string => /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^\s@/]*@)?(?<host>[^\s/:?]*)/i.exec(text)?.groups?.['host'] ?? '';

/** Hosts that no DNS knows, for documentation and tests (RFC 2606, sections 2 and 3). */
export const isReservedHost = (host: string): boolean => /\bexample\.(?:com|org|net)$|\.(?:example|invalid|test)$/i.test(host);

/**
 * A URL with a password (RFC 3986, section 3.2.1): its scheme, `null` when there is none. A text with spaces is a
 * sentence about one; a host such as `host` or a reserved one is a placeholder.
 */
export function connectionScheme(text: string): string | null {
  const match = /^(?<scheme>[a-z][a-z0-9+.-]{1,30}):\/\/(?<user>[^\s:@/]*):(?<password>[^\s@/]+)@(?<host>[^\s/:?]*)/i.exec(text);
  if (!match?.groups || /\s/.test(text)) return null;
  const { scheme, password, host } = match.groups as { scheme: string; password: string; host: string };
  if (isPlaceholder(password) || isReservedHost(host) || /^(host(name)?|your[-_.].*|<.*>|\[.*\])$/i.test(host)) return null;
  return scheme;
}

/**
 * The name under which a text carries a secret: as a parameter of an address, or as the password of a connection string
 * that is a list of keywords (learn.microsoft.com/sql/connect/ado-net/connection-string-syntax). `null` where it carries none.
 */
export function secretParameter(text: string): string | null {
  if (/\s*(?:^|;)\s*(?:server|data source|host|addr(?:ess)?|network address)\s*=/i.test(text)) {
    const match = /(?:^|;)\s*(?<name>password|pwd)\s*=\s*(?<value>[^;]+)/i.exec(text);
    const { name, value } = match?.groups ?? {};
    return name !== undefined && value !== undefined && !isPlaceholder(value) && !/^(?:@|your|<|\{|\.{3})/i.test(value) ? name : null;
  }
  if (!/^[a-z][a-z0-9+.-]{1,30}:\/\/\S+$/i.test(text)) return null;
  for (const { groups } of text.matchAll(/[?&](?<name>[\w.-]{2,40})=(?<value>[^&#{}<>$]+)/g)) {
    const { name, value } = groups as { name: string; value: string };
    if (isSecretName(name) && !isDummy(value) && !weak.test(value) && isSecretValue(name, value)) return name;
  }
  return null;
}

const secretWords =
  /(?:^|[_.-]|[a-z0-9])(?:password|passwd|passphrase|pwd|secret|secret_?key|private_?key|api_?key|access_?key|secret_?access_?key|encryption_?key|encrypt_?key|signing_?key|crypto_?key|cipher_?key|jwt_?key|auth_?key|master_?key|session_?key|cookie_?key|app_?key|service_?role_?key|service_?key|api_?token|auth_?token|access_?token|bearer_?token|bot_?token|refresh_?token|admin_?token|master_?token|token|client_?secret|credentials?)$|^pass$|_pass$|[a-z]Pass$/i;
/** With one of these among its words a name speaks of something about a secret, or of what is public. */
const about: ReadonlySet<string> = new Set([
  'public', 'publishable', 'anon', 'csrf', 'xsrf', 'vite', 'header', 'headers', 'cookie_name', 'site', 'idempotency', 'cache', 'partition', 'foreign', 'primary', 'sort', 'hash', 'hashed', 'pagination', 'page', 'next', 'continuation', 'type', 'max', 'min',
  'count', 'limit', 'inject', 'repository', 'provider', 'service_token', 'metadata', 'field', 'column', 'label', 'name', 'url', 'path', 'prefix', 'suffix', 'regex', 'pattern', 'error', 'message', 'event', 'is', 'has', 'no', 'invalid', 'missing', 'expired',
]);

const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** Whether a name says that its value is a secret: `jwtSecret`, `STRIPE_API_KEY`, `password`. */
export const isSecretName = (given: string): boolean => {
  if (!/pass|pwd|secret|key|token|credential/i.test(given)) return false;
  const name = given.replace(/[-_.]?(?:b64|base64|hex)$/i, '').replaceAll('-', '_');
  return secretWords.test(name) && !wordsIn(name).some((word) => about.has(word)) && !/site_?key|cookie_?name|next_?public/i.test(name);
};

/** Names whose value signs or encrypts for the server itself: any literal in their place is one too many. */
export const isOwnKeyName = (name: string): boolean => /secret|jwt|session|cookie|encrypt|signing|password|passphrase|private_?key/i.test(name) && !/client_?secret|webhook|secret_?access/i.test(name);

/** Names of keys that other services hand out, where a text that says it is none harms nobody. */
const isForeignKeyName = (name: string): boolean => !/jwt|session|cookie|encrypt|signing|password|passphrase|^(?:app_?|(?:next_?|better_?)?auth_?|api_?|server_?)?secret(?:_?key)?$/i.test(name);

/** Stands for a secret that is to be filled in, or for none. */
export const isPlaceholder = (text: string): boolean =>
  /^\s*$|^<.*>$|^\[.*\]$|^\{.*\}$|^\$\{?|^%.*%$|^[x*.•_-]+$|^(undefined|null|none|false|true|n\/?a|todo|tbd|redacted|\[?redacted\]?|unknown|empty|unset|disabled|not[-_ ]?configured)$|^[a-z]{2,5}[-_](?:[a-z]+[-_])*$|^x{3,}|\*{3,}|(?<same>\S)\k<same>{9}/i.test(text);

/** Names of keys that everybody may have: those that check signatures. */
export const isPublicKeyName = (name: string): boolean => /public|pub_?key/i.test(name);

/** A public key or a certificate in PEM (RFC 7468, sections 5 and 13), which everybody may have. */
export const isPublicPem = (text: string): boolean => /-----BEGIN (?:RSA |EC )?PUBLIC KEY-----|-----BEGIN CERTIFICATE-----/.test(text);

/** Made to be public: PostHog's project key (posthog.com/docs/api), Stripe's publishable key (docs.stripe.com/keys). */
export const isPublishable = (text: string): boolean => /^(?:phc|pk_live|pk_test)_\w+$/.test(text);

/** Said to be none: for keys of other services whose clients want some text. */
export const isDummy = (text: string): boolean => /dummy|placeholder|fake|nothing|empty|^[0-]+$|^[a-z]{2,5}[-_]\d{1,4}$|example|mock|missing|not[-_ ]a[-_ ]|not[-_ ]?(?:set|used|needed|required|configured)|^set[-_ ]?me$|unused|no[-_]?(?:api[-_]?)?key|ollama|lm-?studio|build|your[-_ ]|change|insert|replace|sk-\.{2,}|test/i.test(text);

/**
 * Whether a text says that it is no key, in the place of one of another service, which refuses it. The secret of a webhook
 * is checked here: whoever knows it can sign, unless the text is plainly to be replaced.
 */
export const isHarmless = (name: string, text: string): boolean =>
  isDummy(text) && isForeignKeyName(name) && !(/webhook.*secret/i.test(name) && !/placeholder|your|change|replace|insert|missing|not[-_ ]?set|^set[-_ ]?me$/i.test(text));

/** Passwords and secrets that people write when they mean to change them (a short list of the usual ones). */
const weak = /^(?:my|the|super|very|top|your|some|this[-_ ]?is[-_ ]?a?[-_ ]?)*[-_ ]?(?:secret|password|passw0rd|admin|root|postgres|mysql|mongo|guest|changeme|change[-_]?(?:me|this|it)|default|qwerty|letmein|shh+|keyboard[-_ ]?cat|hello|test)(?:[-_ ]?(?:key|secret|token|jwt|password|pass|value|string|here|please|in[-_]?production))*\d*!*$/i;

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Bits of information in each character (C. Shannon, 1948). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a text looks random: long, letters and digits, little repeated. */
export const isRandom = (text: string): boolean =>
  text.length >= 16 && /\d/.test(text) && /[a-z]/i.test(text) && !/\s|\\{2}/.test(text) && (!/\/\/|^https?:/.test(text) || /^[\w+/-]+={0,2}$/.test(text)) && entropyOf(text) >= 3.2 && !/^[a-z]+(?:[-_.:/][a-z]+)*\d{0,3}$/i.test(text);

/**
 * Whether a literal is the secret that its name promises, and no label, key name, message or path. A text of words
 * alone is one only if people are known to use it so.
 */
export function isSecretValue(name: string, text: string): boolean {
  if (text.length < 4 || /\s/.test(text) || isPlaceholder(text) || isPublishable(text)) return false;
  if (plain(text) === plain(name) || plain(name).endsWith(plain(text)) && plain(text) !== 'secret' && plain(text) !== 'password') return false;
  if (/^(?:https?:|\.{0,2}\/|@|#|arn:|urn:|\$)/i.test(text) || /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text)) return false;
  if (/public|^-----BEGIN (?:PUBLIC|CERT)/i.test(text)) return false;
  if (weak.test(text)) return isOwnKeyName(name) && !isMirror(name, text);
  if (isRandom(text)) return !/^your[-_ ]/i.test(text);
  if (/^\d{4,}$/.test(text)) return /pass|pwd|secret/i.test(name);
  // words and separators alone are a name of something
  if (/^[A-Za-z]+(?:[-_.:/ ][A-Za-z]+)*\d?$/.test(text)) return false;
  return text.length >= 6 && /\d/.test(text) && /[A-Za-z]/.test(text) && /pass|pwd|secret/i.test(name) && !/^[a-z]+(?:[-_.:][a-z0-9]+)+$/i.test(text);
}

/** `{ password: 'password' }` names a field. */
const isMirror = (name: string, text: string): boolean => plain(name) === plain(text);
