/** A credential whose shape alone says whose it is. */
interface VendorSecret {
  readonly vendor: string;
  readonly pattern: RegExp;
}

/** Credentials by shape, each with the page of its vendor that describes it. */
export const vendorSecrets: readonly VendorSecret[] = [
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { vendor: 'AWS access key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{0,9}EXAMPLE)[A-Z2-7]{16}\b/ },
  // github.blog/engineering/behind-githubs-new-authentication-token-formats
  { vendor: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/ },
  // docs.gitlab.com/security/tokens/#token-prefixes
  { vendor: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{20,}/ },
  // api.slack.com/authentication/token-types, api.slack.com/messaging/webhooks
  { vendor: 'Slack token', pattern: /\bxox[abeoprs]-(?:\d+-)+[A-Za-z0-9]{12,}|\bxapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,}/ },
  { vendor: 'Slack webhook', pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{7,}\/B[A-Z0-9]{7,}\/[A-Za-z0-9]{20,}/ },
  // docs.stripe.com/keys
  { vendor: 'Stripe secret key', pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/ },
  { vendor: 'Stripe webhook secret', pattern: /\bwhsec_[A-Za-z0-9+/]{24,}/ },
  // platform.openai.com/docs/api-reference/authentication
  { vendor: 'OpenAI key', pattern: /\bsk-(?:proj|svcacct|admin)-[\w-]{40,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/ },
  // docs.anthropic.com/en/api/admin-api/apikeys
  { vendor: 'Anthropic key', pattern: /\bsk-ant-[a-z]+\d\d-[\w-]{80,}/ },
  // cloud.google.com/docs/authentication/api-keys, support.google.com/cloud/answer/15549257
  { vendor: 'Google API key', pattern: /\bAIza[\w-]{35}(?![\w-])/ },
  { vendor: 'Google OAuth client secret', pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/ },
  // www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
  { vendor: 'SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  // documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt
  { vendor: 'Mailgun key', pattern: /\bkey-[0-9a-f]{32}\b/ },
  // resend.com/docs/dashboard/api-keys/introduction
  { vendor: 'Resend key', pattern: /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}\b/ },
  // docs.npmjs.com/about-access-tokens, github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format
  { vendor: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  // docs.digitalocean.com/reference/api/create-personal-access-token
  { vendor: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  // shopify.dev/docs/apps/build/authentication-authorization/access-tokens
  { vendor: 'Shopify token', pattern: /\bshp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}\b/ },
  // linear.app/developers/graphql#personal-api-keys
  { vendor: 'Linear key', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b/ },
  // core.telegram.org/bots/api#authorizing-your-bot
  { vendor: 'Telegram bot token', pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/ },
  // huggingface.co/docs/hub/security-tokens
  { vendor: 'Hugging Face token', pattern: /\b(?:hf_|api_org_)[A-Za-z]{34}\b/ },
  // developer.squareup.com/docs/build-basics/access-tokens
  { vendor: 'Square token', pattern: /\bsq0(?:atp|csp)-[\w-]{22,43}(?![\w-])/ },
  // supabase.com/docs/guides/api/api-keys, supabase.com/docs/reference/api/introduction
  { vendor: 'Supabase key', pattern: /\bsbp_[a-f0-9]{40}\b|\bsb_secret_[\w-]{22,}/ },
  // developer.1password.com/docs/service-accounts: a token begins with `ops_` and holds JSON in Base64
  { vendor: '1Password service account token', pattern: /\bops_eyJ[A-Za-z0-9+/]{100,}={0,2}/ },
  // docs.databricks.com/aws/en/dev-tools/auth/pat
  { vendor: 'Databricks token', pattern: /\bdapi[a-f0-9]{32}(?:-\d)?\b/ },
  // docs.docker.com/security/access-tokens
  { vendor: 'Docker access token', pattern: /\bdckr_(?:pat|oat)_[\w-]{27,32}(?![\w-])/ },
  // developers.figma.com/docs/rest-api/authentication
  { vendor: 'Figma token', pattern: /\bfigd_[\w-]{40,}/ },
  // grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions, grafana.com/docs/grafana/latest/administration/service-accounts
  { vendor: 'Grafana token', pattern: /\bglc_eyJ[A-Za-z0-9+/]{32,}={0,2}|\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b/ },
  // console.groq.com/docs/quickstart
  { vendor: 'Groq key', pattern: /\bgsk_[A-Za-z0-9]{52}\b/ },
  // developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
  { vendor: 'Vault token', pattern: /\bhv[sr]\.[\w-]{90,}|\bhvb\.[\w-]{138,}/ },
  // developers.notion.com/page/changelog (September 2024): the prefix `ntn_`
  { vendor: 'Notion token', pattern: /\bntn_\d{11}[A-Za-z0-9]{35}\b/ },
  // vercel.com/changelog: new token formats, one prefix a kind
  { vendor: 'Vercel token', pattern: /\bvc[piark]_[A-Za-z0-9]{24,60}\b/ },
  // docs.x.ai, docs.perplexity.ai, replicate.com/docs/topics/security/api-tokens, openrouter.ai/docs/api-reference/authentication
  { vendor: 'xAI key', pattern: /\bxai-[A-Za-z0-9]{80}\b/ },
  { vendor: 'Perplexity key', pattern: /\bpplx-[A-Za-z0-9]{48}\b/ },
  { vendor: 'Replicate token', pattern: /\br8_[A-Za-z0-9]{37}\b/ },
  { vendor: 'OpenRouter key', pattern: /\bsk-or-v1-[a-f0-9]{64}\b/ },
  // docs.sentry.io/account/auth-tokens, docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys
  { vendor: 'Sentry token', pattern: /\bsntrys_eyJ[\w+/=-]{60,}|\bsntryu_[a-f0-9]{64}\b/ },
  { vendor: 'New Relic key', pattern: /\bNRAK-[A-Z0-9]{27}\b/ },
  // learn.microsoft.com/azure/storage/common/storage-configure-connection-string
  { vendor: 'Azure storage key', pattern: /AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[A-Za-z0-9+/]{86}==/ },
  // RFC 7468, sections 10 and 11: a label and Base64 text below it
  { vendor: 'private key', pattern: /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----(?:\\r|\\n|\s)+[A-Za-z0-9+/=\s\\]{60,}/ },
  // RFC 7519, section 3.1: header and claims begin as JSON objects do
  { vendor: 'signed token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/ },
];

/** True for nearly every text that a pattern above matches, and for few others. */
export const mayHoldVendorSecret =
  /(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox[abeoprs]-|xapp-|hooks\.slack|k_(?:live|test)_|whsec_|sk-|AIza|GOCSPX|SG\.|key-[0-9a-f]{8}|\bre_|npm_|do[opr]_v1|shp[a-z]{2,3}_|lin_|:AA|hf_|api_org_|ops_eyJ|dapi[a-f0-9]{8}|dckr_|figd_|glc_|glsa_|gsk_|hv[srb]\.|ntn_|\bvc[piark]_|xai-|pplx-|\br8_|sntry|NRAK-|sq0|sbp_|sb_secret|AccountKey=|PRIVATE KEY|eyJ/;

export function vendorOf(text: string): string | null {
  if (text.length < 16 || !mayHoldVendorSecret.test(text)) return null;
  return vendorSecrets.find(({ pattern }) => pattern.test(text))?.vendor ?? null;
}

/** Where vendors' credentials stand in a text, by place; none overlap. Public tokens are left out. */
export function vendorSecretsIn(text: string): { vendor: string; start: number; end: number }[] {
  if (!mayHoldVendorSecret.test(text)) return [];
  const found = vendorSecrets.flatMap(({ vendor, pattern }) =>
    [...text.matchAll(new RegExp(pattern.source, 'g'))]
      .filter(([secret]) => vendor !== 'signed token' || !isPublicToken(secret))
      .map(({ 0: secret, index }) => ({ vendor, start: index, end: index + secret.length })),
  );
  let end = 0;
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((one) => {
      if (one.start < end) return false;
      end = one.end;
      return true;
    });
}

/** A token that is made to be public: Supabase's key for anonymous clients, and the demo keys of its local stack (supabase.com/docs/guides/self-hosting/docker). */
function isPublicToken(token: string): boolean {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return /"role"\s*:\s*"anon"|"iss"\s*:\s*"supabase-demo"/.test(claims);
}

/**
 * A URL with a password (RFC 3986, section 3.2.1): its scheme, `null` when there is none. A text with spaces is a
 * sentence about one; a host such as `host` or `example.com` (RFC 2606) is a placeholder.
 */
export function connectionScheme(text: string): string | null {
  const match = /^(?<scheme>[a-z][a-z0-9+.-]{1,30}):\/\/(?<user>[^\s:@/]*):(?<password>[^\s@/]+)@(?<host>[^\s/:?]*)/i.exec(text);
  if (!match?.groups || /\s/.test(text)) return null;
  const { scheme, password, host } = match.groups as { scheme: string; password: string; host: string };
  if (isPlaceholder(password) || /^(host(name)?|your[-_.].*|.*\bexample\.(com|org|net)|.*\.example|<.*>|\[.*\])$/i.test(host)) return null;
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
  const name = given.replace(/[-_.]?(?:b64|base64|hex)$/i, '').replaceAll('-', '_');
  return secretWords.test(name) && !wordsIn(name).some((word) => about.has(word)) && !/site_?key|cookie_?name|next_?public/i.test(name);
};

/** Names whose value signs or encrypts for the server itself: any literal in their place is one too many. */
export const isOwnKeyName = (name: string): boolean => /secret|jwt|session|cookie|encrypt|signing|password|passphrase|private_?key/i.test(name) && !/client_?secret|webhook|secret_?access/i.test(name);

/** Names of keys that other services hand out, where a text that says it is none harms nobody. */
export const isForeignKeyName = (name: string): boolean => !/jwt|session|cookie|encrypt|signing|password|passphrase|^(?:app_?|auth_?|api_?|server_?)?secret(?:_?key)?$/i.test(name);

/** Stands for a secret that is to be filled in, or for none. */
export const isPlaceholder = (text: string): boolean =>
  /^\s*$|^<.*>$|^\[.*\]$|^\{.*\}$|^\$\{?|^%.*%$|^[x*.•_-]+$|^(undefined|null|none|false|true|n\/?a|todo|tbd|redacted|\[?redacted\]?|unknown|empty|unset)$|^[a-z]{2,5}[-_](?:[a-z]+[-_])*$|^x{3,}|\*{3,}/i.test(text);

/** Names of keys that everybody may have: those that check signatures. */
export const isPublicKeyName = (name: string): boolean => /public|pub_?key/i.test(name);

/** A public key or a certificate in PEM (RFC 7468, sections 5 and 13), which everybody may have. */
export const isPublicPem = (text: string): boolean => /-----BEGIN (?:RSA |EC )?PUBLIC KEY-----|-----BEGIN CERTIFICATE-----/.test(text);

/** Made to be public: PostHog's project key (posthog.com/docs/api), Stripe's publishable key (docs.stripe.com/keys). */
export const isPublishable = (text: string): boolean => /^(?:phc|pk_live|pk_test)_\w+$/.test(text);

/** Said to be none: for keys of other services whose clients want some text. */
export const isDummy = (text: string): boolean => /dummy|placeholder|fake|nothing|empty|^[0-]+$|^[a-z]{2,5}[-_]\d{1,4}$|example|mock|missing|not[-_ ]?(?:set|used|needed|required|configured)|unused|no[-_]?(?:api[-_]?)?key|ollama|lm-?studio|build|your[-_ ]|change|insert|replace|sk-\.{2,}|test/i.test(text);

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
  if (isRandom(text)) return true;
  if (/^\d{4,}$/.test(text)) return /pass|pwd|secret/i.test(name);
  // words and separators alone are a name of something
  if (/^[A-Za-z]+(?:[-_.:/ ][A-Za-z]+)*\d?$/.test(text)) return false;
  return text.length >= 6 && /\d/.test(text) && /[A-Za-z]/.test(text) && /pass|pwd|secret/i.test(name) && !/^[a-z]+(?:[-_.:][a-z0-9]+)+$/i.test(text);
}

/** `{ password: 'password' }` names a field. */
const isMirror = (name: string, text: string): boolean => plain(name) === plain(text);
