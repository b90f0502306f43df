/** What a value is that must not be logged. */
export type Sensitive = 'a password' | 'a secret' | 'a token' | 'credentials' | 'an e-mail address' | 'a card number' | 'a national id';

/** Last words of names that hold something secret or personal. */
const lastWords: Readonly<Record<string, Sensitive>> = {
  password: 'a password',
  passwd: 'a password',
  pwd: 'a password',
  passphrase: 'a password',
  passcode: 'a password',
  secret: 'a secret',
  otp: 'a secret',
  totp: 'a secret',
  token: 'a token',
  jwt: 'a token',
  authorization: 'credentials',
  credentials: 'credentials',
  email: 'an e-mail address',
  emails: 'an e-mail address',
  cvv: 'a card number',
  cvc: 'a card number',
  ssn: 'a national id',
};
/** Two last words that only together say it. */
const lastPairs: Readonly<Record<string, Sensitive>> = {
  'api key': 'a secret',
  'private key': 'a secret',
  'secret key': 'a secret',
  'access key': 'a secret',
  'encryption key': 'a secret',
  'signing key': 'a secret',
  'auth header': 'credentials',
  'password hash': 'a password',
  'hashed password': 'a password',
  'email address': 'an e-mail address',
  'e mail': 'an e-mail address',
  'mail address': 'an e-mail address',
  'card number': 'a card number',
  'security number': 'a national id',
  'connection string': 'credentials',
};
/** Words before the last one that make it harmless: a cursor, a question, a type. */
const harmless: ReadonlySet<string> = new Set([
  ...['is', 'has', 'should', 'can', 'no', 'need', 'needs', 'require', 'requires', 'required', 'use', 'uses', 'show', 'hide', 'allow', 'send', 'sends', 'skip', 'missing', 'invalid', 'expired', 'num', 'number', 'count', 'total', 'max', 'min'],
  ...['next', 'prev', 'previous', 'page', 'continuation', 'cursor', 'sync', 'cancel', 'cancellation', 'abort', 'injection', 'di', 'provider', 'service', 'class', 'design', 'punctuation', 'operator', 'keyword', 'masked', 'redacted', 'hashed', 'obfuscated', 'sanitized', 'anonymized', 'encrypted', 'safe', 'partial', 'truncated'],
]);

/** `userEmail` is `user`, `email`; `API_KEY` is `api`, `key`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** What a value of this name is, `null` for nothing that has to be kept out of logs. */
export function sensitiveName(name: string): Sensitive | null {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined) return null;
  const before = words.at(-2) ?? '';
  const pair = `${before} ${last}`;
  const what = (Object.hasOwn(lastPairs, pair) ? lastPairs[pair] : undefined) ?? (Object.hasOwn(lastWords, last) ? lastWords[last] : undefined);
  if (!what) return null;
  // `hashedPassword` is still something that nobody may see
  return (harmless.has(before) || harmless.has(words[0]!)) && !Object.hasOwn(lastPairs, pair) ? null : what;
}

/** `obfuscatedSecret`: the name of a value that was made fit for the log. */
export const isMadeFit = (name: string): boolean => /^(?:masked|redacted|obfuscated|sanitized|anonymized|encrypted|truncated)$/.test(wordsOf(name)[0] ?? '');

/** Functions that make a value fit to be logged, by a word of their name. */
export const masking = /mask|redact|hash|obfuscat|anonymi[sz]|pseudonymi[sz]|sanitiz|scrub|encrypt|digest|hide|strip|omit|truncat|fingerprint|shorten|last4/i;

/** Names of tables and types whose rows are people. */
export const personName = /^(?:(?:app|auth|admin|end|site|platform)[_-]?)?(?:users?|accounts?|customers?|members?|profiles?|people|person|patients?|employees?|contacts?|clients?|students?|teachers?|subscribers?|credentials?)(?:entity|model|document|row|orm)?$/i;
