// Written by `npm run accuracy -- --write`: edit nothing here.
import type { LawId } from './catalogue.js';

/** What was counted against hand-made labels. `tp`: found and right. `fp`: found and wrong. `fn`: missed. */
export interface Measure {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

/** Laws without an entry have no labelled place. */
export const measured: Readonly<Partial<Record<LawId, Measure>>> = {
  'env-schema': { tp: 69, fp: 0, fn: 0 },
  'http-status': { tp: 62, fp: 0, fn: 3 },
  'native-apis': { tp: 4, fp: 0, fn: 0 },
  'no-console': { tp: 131, fp: 0, fn: 0 },
  'no-cross-module-imports': { tp: 126, fp: 0, fn: 0 },
  'no-hardcoded-secrets': { tp: 1, fp: 0, fn: 0 },
  'no-horizontal-layers': { tp: 7, fp: 0, fn: 0 },
  'no-insecure-transport': { tp: 2, fp: 0, fn: 0 },
  'no-n-plus-one': { tp: 61, fp: 0, fn: 10 },
  'no-offset-pagination': { tp: 29, fp: 0, fn: 0 },
  'no-orm-magic': { tp: 7, fp: 0, fn: 0 },
  'no-permissive-cors': { tp: 6, fp: 0, fn: 0 },
  'no-pii-in-logs': { tp: 10, fp: 0, fn: 0 },
  'no-raw-entity-return': { tp: 126, fp: 0, fn: 13 },
  'no-slow-work-in-request': { tp: 17, fp: 0, fn: 0 },
  'no-sql-injection': { tp: 12, fp: 0, fn: 0 },
  'no-swallowed-exceptions': { tp: 16, fp: 0, fn: 0 },
  'no-uuid-v4-keys': { tp: 87, fp: 0, fn: 2 },
  'no-weak-crypto': { tp: 4, fp: 0, fn: 0 },
  'password-hashing': { tp: 1, fp: 0, fn: 0 },
  'problem-details': { tp: 107, fp: 0, fn: 0 },
  'require-circuit-breaker': { tp: 10, fp: 0, fn: 0 },
  'require-idempotency-key': { tp: 8, fp: 0, fn: 0 },
  'require-input-validation': { tp: 90, fp: 0, fn: 3 },
  'require-pagination': { tp: 10, fp: 0, fn: 0 },
  'require-timeout': { tp: 10, fp: 0, fn: 0 },
  'resource-naming': { tp: 55, fp: 0, fn: 0 },
  'structured-logs': { tp: 45, fp: 0, fn: 0 },
  'thin-handlers': { tp: 160, fp: 0, fn: 0 },
  'todo-tickets': { tp: 24, fp: 0, fn: 0 },
  'token-sovereignty': { tp: 25, fp: 0, fn: 0 },
  'typed-errors': { tp: 31, fp: 0, fn: 1 },
  'utc-timestamps': { tp: 21, fp: 0, fn: 0 },
};
