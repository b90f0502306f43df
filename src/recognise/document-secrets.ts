import { connectionScheme, isOwnKeyName, isPlaceholder, isRandom, isSecretName } from './secrets.js';

/** How much of a document is looked at: `all`, credentials whose shape is a vendor's alone, or nothing. */
export type SecretScope = 'all' | 'vendor' | 'none';

/** Documents that show how others look: samples, templates, tests, translations, descriptions of an API, lock files, what a tool has encrypted. */
const quiet =
  /(^|\/)\.env\b.*[.-](?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|tests?|testing|e2e|ci|vault|mock)$|(^|[./_-])(?:examples?|samples?|templates?|fixtures?|mocks?|tests?|e2e|i18n|locales?|translations?|lang|openapi|swagger|docs?|sealed\w*|sops)(?=[./_-]|$)|(?:^|\/)[^/]*(?:-lock|\.lock|[.-]enc)\.(?:json|ya?ml)$/i;
/** What runs on the machine of a developer or of CI, where a weak password protects nothing. */
const local = /(^|[./_-])(?:dev|development|local|override|ci)(?=[./_-]|$)|(^|\/)\.(?:github|gitlab|circleci|devcontainer|buildkite)\b|(^|\/)(?:\.gitlab-ci|\.travis|bitbucket-pipelines|azure-pipelines|appveyor)\b/i;

export const secretScopeOf = (path: string): SecretScope => (quiet.test(path) ? 'none' : local.test(path) ? 'vendor' : 'all');

/** What stands for a value that somebody else keeps: variables, templates, references to vaults, encrypted text. */
const reference =
  /^[!&*]|\$\{|\$\(|\{\{|<%|%\w+%|^\$[A-Z_]|^(?:ENC\[|encrypted:|\$ANSIBLE_VAULT|vault:|op:\/\/|secret(?:s|sm|-?manager)?:|ssm:|sm:\/\/|awssm|gcpsm|arn:|projects\/|kms:|AQICA|env[(:.]|process\.env|file:|ref\+)/i;

/** Prefixes of variables that bundlers hand to browsers: vite.dev/guide/env-and-mode, nextjs.org/docs/app/guides/environment-variables, docs.expo.dev/guides/environment-variables, nx.dev/docs/guides/tips-n-tricks/define-environment-variables. */
const sentToBrowsers = /^(?:VITE|NEXT_PUBLIC|(?:NX_)?REACT_APP|NX_PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY|VUE_APP|NG_APP)_/;

/** Names of what holds a secret, and values that are such names: `imagePullSecret: registry-2024-credentials`. */
const namesHolder = /(?:pull|existing|tls|external)_?secrets?$|secrets?_?(?:name|ref|key_?ref)$/i;
const isName = (value: string): boolean => /^[a-z]+(?:[-_.:/](?:[a-z]+\d{0,3}|\d{1,4}))+$/i.test(value);

/** Names of passwords for a database that comes with the setup, where a weak one is what a developer starts with. */
const ofDatabase = /^(?:DB|DATABASE|PG|POSTGRES(?:QL)?|MYSQL|MARIADB|MONGO(?:DB)?|MONGO_INITDB|REDIS|RABBITMQ|TYPEORM|SA|MSSQL|ACCEPT|PGADMIN|MINIO|ELASTIC|GRAFANA|KEYCLOAK)?_?(?:ROOT_|USER_|DEFAULT_|ADMIN_|INITDB_ROOT_|SECURITY_ADMIN_)*(?:PASS|PASSWORD|PWD)$/i;

const weakKey = /^(?:my|super|very|top|your|some|the|[-_ ])*(?:secret|jwt|session|key|password|changeme|change[-_]me|keyboard[-_ ]?cat)(?:[-_ ]?(?:secret|key|token|jwt|string|here))*\d*!*$/i;

/** Hosts that only the machine or the setup itself can reach: no name with a dot is known outside (RFC 6761, section 6.3; RFC 8375; RFC 2606). */
const isLocalHost = (host: string): boolean => !host.includes('.') || /^(?:127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal)|\.(?:local|localhost|internal|test|example|invalid|svc)$/i.test(host);

/**
 * Whether a value of a document is the secret that its name promises. Stricter than for code, since a setup is full of
 * passwords of throw-away databases: it must look random, or be the key that signs or encrypts.
 */
export function isDocumentSecret(name: string, value: string): boolean {
  if (value.length < 4 || /\s/.test(value) || reference.test(value) || isPlaceholder(value) || sentToBrowsers.test(name) || namesHolder.test(name) || !isSecretName(name)) return false;
  if (/^(?:https?:|\.{0,2}\/|@|#|~\/)/i.test(value) || /your|change|replace|insert|example|placeholder|dummy|xxx|todo|sample|fake|not[-_]?(?:set|used|real)/i.test(value)) return isOwnKey(name) && weakKey.test(value);
  return (isRandom(value) && !isName(value)) || (isOwnKey(name) && weakKey.test(value));
}

const isOwnKey = (name: string): boolean => isOwnKeyName(name) && !ofDatabase.test(name) && !/passw|pwd|passphrase|client/i.test(name);

/** The scheme of a connection string whose password opens something outside of the setup, `null` for any other text. */
export function documentConnection(value: string): string | null {
  if (reference.test(value)) return null;
  const scheme = connectionScheme(value);
  const password = /:\/\/[^\s:@/]*:([^\s@/]+)@/.exec(value)?.[1] ?? '';
  const host = /@([^\s/:?]*)/.exec(value)?.[1] ?? '';
  return scheme === null || isLocalHost(host) || /^(?:user\w*|pass\w*|password|pwd|your.*|change.*|example|secret)$/i.test(password) ? null : scheme;
}
