import type { Span } from './source.js';

/** One variable of the environment as a document sets it for a process. */
export interface SettingFact {
  /** POSIX, relative to the root of the audit. */
  readonly path: string;
  /** `dockerfile`: `ENV` and the default of `ARG`; `compose`: a service's `environment`; `script`: a command of `package.json`. */
  readonly form: 'dockerfile' | 'compose' | 'env-file' | 'script';
  readonly name: string;
  /** As written, quotes removed; `null` where none is given and the shell's own value is handed on. */
  readonly value: string | null;
  /** The service or the script that it is set for. */
  readonly owner: string | null;
  readonly at: Span;
}
