import type { Severity } from './facts/finding.js';

export type Document = 'BD' | 'BG' | 'BA' | 'BT';

/** Full names of the source documents. */
export const documents: Record<Document, string> = {
  BD: 'backend-design',
  BG: 'backend-guide',
  BA: 'backend-architect',
  BT: 'backend-architect-tasks',
};

export interface LawEntry {
  /** What the law demands, as a short norm. */
  readonly title: string;
  readonly group:
    | 'Architecture'
    | 'Trust'
    | 'Performance'
    | 'API contract'
    | 'Data integrity'
    | 'Observability'
    | 'Resilience'
    | 'Workflow';
  /** 1 asked for by name, 2 a ban or mandate of the documents, 3 good practice. */
  readonly tier: 1 | 2 | 3;
  readonly source: { readonly document: Document; readonly section: string };
  /** `rule`: the one file alone decides. `check`: other files can change the answer. */
  readonly kind: 'rule' | 'check';
  /** Severity in the `recommended` preset. */
  readonly recommended: Severity | 'off';
  /** Severity in the `layered` preset where it differs. */
  readonly layered?: Severity | 'off';
}

const law = <T extends LawEntry>(entry: T): LawEntry => entry;

/** Every law that is built, by id. A law without its row does not compile. */
export const catalogue = {
  'no-horizontal-layers': law({
    title: 'Organise code by business capability, not by technical role',
    group: 'Architecture',
    tier: 1,
    source: { document: 'BD', section: '0. The Vertical Slice Law' },
    kind: 'check',
    recommended: 'warn',
    layered: 'off',
  }),
  'no-orm-magic': law({
    title: 'Relations are loaded and saved, and tables changed, by code that says so',
    group: 'Architecture',
    tier: 2,
    source: { document: 'BD', section: '2. The No Magic Rule' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-cross-module-imports': law({
    title: 'A module never imports the code of another module',
    group: 'Architecture',
    tier: 1,
    source: { document: 'BD', section: '1. The Modular Monolith Mandate' },
    kind: 'check',
    recommended: 'error',
  }),
  'require-input-validation': law({
    title: 'A schema parses every input before logic reads it',
    group: 'Trust',
    tier: 1,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'error',
  }),
  'no-raw-entity-return': law({
    title: 'Database rows never reach the client as queried',
    group: 'Trust',
    tier: 1,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'error',
  }),
  'strict-input-schema': law({
    title: 'Input schemas refuse unknown keys and bound every text and list',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'off',
  }),
  'token-sovereignty': law({
    title: 'Tokens are signed with a private key and verified by a list of algorithms',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-hardcoded-secrets': law({
    title: 'Secrets come from the environment, never from the source',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: 'Cognitive Audit Cycle' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-sql-injection': law({
    title: 'Values reach SQL as bound parameters, never as text',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-permissive-cors': law({
    title: 'Only listed origins may call the API from a browser',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '2. The Zero Trust Security Protocol' },
    kind: 'check',
    recommended: 'warn',
  }),
  'password-hashing': law({
    title: 'Passwords are hashed with argon2, scrypt or bcrypt',
    group: 'Trust',
    tier: 2,
    source: { document: 'BG', section: 'Password Storage' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-weak-crypto': law({
    title: 'Encryption, signatures and random tokens use current algorithms',
    group: 'Trust',
    tier: 2,
    source: { document: 'BT', section: '4. Security and Compliance' },
    kind: 'rule',
    recommended: 'warn',
  }),
  'no-insecure-transport': law({
    title: 'Traffic to other hosts is encrypted and its peer verified',
    group: 'Trust',
    tier: 2,
    source: { document: 'BG', section: 'Credentials & Secrets' },
    kind: 'rule',
    recommended: 'warn',
  }),
  'no-uuid-v4-keys': law({
    title: 'Primary keys are time-ordered, never random UUIDs',
    group: 'Performance',
    tier: 1,
    source: { document: 'BD', section: '3. The Sub-100ms Performance Mandate' },
    kind: 'check',
    recommended: 'error',
  }),
  'require-connection-pool': law({
    title: 'Database clients are made once at start, never per request',
    group: 'Performance',
    tier: 2,
    source: { document: 'BA', section: 'Performance Checklist' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-n-plus-one': law({
    title: 'A loop never queries the database once per element',
    group: 'Performance',
    tier: 2,
    source: { document: 'BD', section: '3. The Sub-100ms Performance Mandate' },
    kind: 'check',
    recommended: 'error',
  }),
  'no-offset-pagination': law({
    title: 'Pages are cut by cursor, never by offset',
    group: 'Performance',
    tier: 1,
    source: { document: 'BD', section: '5. Database Integrity & Design' },
    kind: 'check',
    recommended: 'warn',
  }),
  'require-pagination': law({
    title: 'A list is read one page at a time',
    group: 'Performance',
    tier: 2,
    source: { document: 'BA', section: 'Performance Checklist' },
    kind: 'check',
    recommended: 'warn',
  }),
  'utc-timestamps': law({
    title: 'Times are stored and sent in UTC',
    group: 'Data integrity',
    tier: 2,
    source: { document: 'BG', section: 'Core Commandments' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-console': law({
    title: 'Runtime code logs through the structured logger',
    group: 'Observability',
    tier: 1,
    source: { document: 'BD', section: '7. Structured Logging Only' },
    kind: 'rule',
    recommended: 'error',
  }),
  'structured-logs': law({
    title: 'Every log record carries fields, not only a sentence',
    group: 'Observability',
    tier: 2,
    source: { document: 'BD', section: '7. Structured Logging Only' },
    kind: 'check',
    recommended: 'error',
  }),
  'no-pii-in-logs': law({
    title: 'Logs hold no passwords, tokens, addresses or whole requests',
    group: 'Observability',
    tier: 2,
    source: { document: 'BG', section: 'Data Anonymization' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-swallowed-exceptions': law({
    title: 'A caught error is used, logged or passed on',
    group: 'Resilience',
    tier: 2,
    source: { document: 'BG', section: 'Error Handling' },
    kind: 'rule',
    recommended: 'warn',
  }),
  'env-schema': law({
    title: 'One module reads the environment, and parses it with a schema',
    group: 'Workflow',
    tier: 2,
    source: { document: 'BD', section: '1. The Pre-Flight Checklist' },
    kind: 'check',
    recommended: 'error',
  }),
  'native-apis': law({
    title: 'What the platform has needs no package',
    group: 'Workflow',
    tier: 3,
    source: { document: 'BG', section: 'Library Governance' },
    kind: 'rule',
    recommended: 'warn',
  }),
  'todo-tickets': law({
    title: 'Every TODO names its ticket',
    group: 'Workflow',
    tier: 3,
    source: { document: 'BG', section: 'Tracking Future Work' },
    kind: 'rule',
    recommended: 'warn',
  }),
  'thin-handlers': law({
    title: 'A handler calls logic and never queries itself',
    group: 'Architecture',
    tier: 2,
    source: { document: 'BG', section: 'Architectural Sovereignty' },
    kind: 'check',
    recommended: 'error',
  }),
  'require-response-schema': law({
    title: 'Every endpoint declares what it answers',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '1. The Pre-Flight Checklist' },
    kind: 'check',
    recommended: 'warn',
  }),
  'problem-details': law({
    title: 'Errors are problem documents of RFC 9457',
    group: 'API contract',
    tier: 2,
    source: { document: 'BD', section: '4. API Reliability Contracts' },
    kind: 'check',
    recommended: 'error',
  }),
  'require-idempotency-key': law({
    title: 'Whatever moves money takes an Idempotency-Key',
    group: 'API contract',
    tier: 2,
    source: { document: 'BD', section: '4. API Reliability Contracts' },
    kind: 'check',
    recommended: 'warn',
  }),
  'resource-naming': law({
    title: 'Paths name resources, in kebab-case and without verbs',
    group: 'API contract',
    tier: 3,
    source: { document: 'BA', section: 'Backend Design Patterns' },
    kind: 'check',
    recommended: 'error',
  }),
  'http-status': law({
    title: 'The status code says what happened',
    group: 'API contract',
    tier: 3,
    source: { document: 'BT', section: 'API Quality' },
    kind: 'check',
    recommended: 'error',
  }),
  'typed-errors': law({
    title: 'Failures are error classes with a type and a status',
    group: 'Resilience',
    tier: 2,
    source: { document: 'BG', section: 'Error Handling' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-shared-mutable-state': law({
    title: 'Requests keep nothing in module-level variables',
    group: 'Architecture',
    tier: 3,
    source: { document: 'BT', section: 'Red Flags When Architecting Backend Systems' },
    kind: 'check',
    recommended: 'warn',
  }),
  'require-timeout': law({
    title: 'Every call to another system gives up after a while',
    group: 'Resilience',
    tier: 2,
    source: { document: 'BD', section: '10. Circuit Breakers' },
    kind: 'check',
    recommended: 'warn',
  }),
  'require-circuit-breaker': law({
    title: 'Every call to another system goes through a circuit breaker',
    group: 'Resilience',
    tier: 2,
    source: { document: 'BD', section: '10. Circuit Breakers' },
    kind: 'check',
    recommended: 'warn',
  }),
  'no-slow-work-in-request': law({
    title: 'No client waits for mail, documents or blocking calls',
    group: 'Performance',
    tier: 3,
    source: { document: 'BA', section: 'Common Mistakes to Avoid' },
    kind: 'check',
    recommended: 'warn',
  }),
  'llm-output-guard': law({
    title: 'Text of a language model is checked before it is used',
    group: 'Trust',
    tier: 2,
    source: { document: 'BD', section: '6. AI & Vector Readiness' },
    kind: 'check',
    recommended: 'warn',
  }),
  'transactional-outbox': law({
    title: 'Events are written to an outbox in the transaction of the data they tell of',
    group: 'Architecture',
    tier: 2,
    source: { document: 'BD', section: '1. The Modular Monolith Mandate' },
    kind: 'check',
    recommended: 'warn',
  }),
} as const satisfies Record<string, LawEntry>;

export type LawId = keyof typeof catalogue;

export const lawIds = Object.keys(catalogue).sort() as LawId[];

export function lawEntry(id: LawId): LawEntry {
  return catalogue[id];
}
